"""Where a document is written, for the pages that lead there."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from relazione.models import TipoDocumento


def pagina_di_sezione(anno: int, codice: str, tipo: str = TipoDocumento.RELAZIONE) -> str:
    """The page where a section is written; empty where there is none."""
    try:
        return reverse("relazione:sezione", kwargs={"anno": anno, "tipo": tipo, "codice": codice})
    except NoReverseMatch:
        return ""
