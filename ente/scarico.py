"""What a page shows, to download: ``?formato=`` on the address of the page, or an address of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.http import Http404, HttpResponse

from ente.fogli.celle import Cella, Tabella
from ente.fogli.scrittura import FORMATI, foglio

TABELLA = "tabella"
"""The parameter that names a table of a page that has more than one."""


def formato_chiesto(parametri: Mapping[str, str]) -> str:
    """The format named by ``?formato=``, csv without it.

    Raises:
        Http404: a format that is not offered.
    """
    formato = parametri.get("formato", "csv")
    if formato not in FORMATI:
        raise Http404("Formato sconosciuto: scegliete xlsx, ods o csv.")
    return formato


def risposta(formato: str, nome: str, titoli: Sequence[str], righe: Iterable[Sequence[Cella]]) -> HttpResponse:
    """A sheet to download; ``nome`` is a slug."""
    return allegato(foglio(formato, nome, titoli, righe), FORMATI[formato], f"{nome}.{formato}")


def allegato(dati: bytes, tipo: str, nome: str) -> HttpResponse:
    """Bytes to keep and not to show; ``nome`` is made of slugs."""
    pagina = HttpResponse(dati, content_type=tipo)
    pagina["Content-Disposition"] = f'attachment; filename="{nome}"'
    return pagina


def scarica(parametri: Mapping[str, str], tabelle: Mapping[str, Callable[[], Tabella]]) -> HttpResponse:
    """The table of a page that ``?tabella=`` names, the first without it; its name is a slug.

    Raises:
        Http404: no such table, or no such format.
    """
    formato = formato_chiesto(parametri)
    fai = tabelle.get(parametri.get(TABELLA, next(iter(tabelle))))
    if fai is None:
        raise Http404("Questa pagina non ha una tabella con quel nome.")
    tabella = fai()
    return risposta(formato, tabella.nome, tabella.titoli, tabella.righe)
