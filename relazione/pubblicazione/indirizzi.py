"""Where the documents of a year are and where one is written, for the pages that lead there."""

from __future__ import annotations

from django.urls import reverse

from relazione.models import Documento


def pagina_di_scrittura(documento: Documento, anno: int) -> str:
    """The page where the sections of a document are."""
    return reverse("relazione:scrittura", kwargs={"anno": anno, "pk": documento.pk})


def pagina_di_sezione(documento: Documento, anno: int, codice: str) -> str:
    """The page where a section is written."""
    return reverse("relazione:sezione", kwargs={"anno": anno, "pk": documento.pk, "codice": codice})


def comincia_dall_anno_prima(anno: int) -> str:
    """The act that begins a document with the narrative of the year before."""
    return reverse("relazione:documento-carry", kwargs={"anno": anno})


def percorso(anno: int, *qui: str) -> list[tuple[str, str]]:
    """The way back from a page of the documents of a year; without ``qui`` it is the page of the year itself."""
    documenti = (f"Documenti {anno}", reverse("relazione:documenti", args=[anno]) if qui else "")
    return [("Inizio", reverse("cruscotto:inizio")), documenti, *((nome, "") for nome in qui)]
