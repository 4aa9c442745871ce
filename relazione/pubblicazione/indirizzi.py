"""Where a document is written, for the pages that lead there."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse

from relazione.models import Documento


def pagina_di_scrittura(documento: Documento, anno: int) -> str:
    """The page where the sections of a document are; empty where there is none."""
    return _forse("relazione:scrittura", anno=anno, pk=documento.pk)


def pagina_di_sezione(documento: Documento, anno: int, codice: str) -> str:
    """The page where a section is written; empty where there is none."""
    return _forse("relazione:sezione", anno=anno, pk=documento.pk, codice=codice)


def comincia_dall_anno_prima(anno: int) -> str:
    """The act that begins a document with the narrative of the year before; empty where there is none."""
    return _forse("relazione:documento-carry", anno=anno)


def _forse(nome: str, **parametri: Any) -> str:
    try:
        return reverse(nome, kwargs=parametri)
    except NoReverseMatch:
        return ""
