"""Laying out a document or a part of it with WeasyPrint, closed to the network and to other folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.layout import LayoutContext
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from relazione.documento.caratteri import RIPIEGO, esige_caratteri
from relazione.documento.cartelle import cartelle_ammesse
from relazione.documento.lettore import LettoreChiuso, RisorsaVietata

VARIANTE = "pdf/a-3a"
COLLEGAMENTO = '<link rel="stylesheet" href="relazione.css">'
FAMIGLIE = ("Titillium Web", "Lora", "Roboto Mono", "Segni", "Altri Segni")
"""Every family of the style. For what one lacks the text goes on to the first, and then to the last two."""
SAGGIO = "a\u2713\u03b1"
"""Characters of ``Titillium Web``, of ``Segni``, of ``Altri Segni``."""


@dataclass(frozen=True, eq=False)
class Officina:
    """The style and the fonts, read once for all the parts of a document and for the documents after it."""

    caratteri: Any
    stile: Any
    impronta: str

    def impagina(self, html: str) -> Any:
        """The pages of a part."""
        return rendi(html.replace(COLLEGAMENTO, ""), font_config=self.caratteri, stylesheets=[self.stile])


def apri_officina() -> Officina:
    """Style and fonts as they are now.

    Raises:
        CarattereMancante: a font of the project is missing.
    """
    esige_caratteri()
    return _officina((cartelle_ammesse()[0] / "relazione.css").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _officina(foglio: str) -> Officina:
    caratteri = FontConfiguration()
    stile = CSS(
        string=foglio,
        base_url=cartelle_ammesse()[0].as_uri() + "/",
        font_config=caratteri,
        url_fetcher=LettoreChiuso(cartelle_ammesse()),
    )
    return Officina(caratteri, stile, sha256(foglio.encode()).hexdigest())


def rendi(html: str, **scelte: Any) -> Any:
    """The pages of an HTML, laid out by WeasyPrint.

    Raises:
        RisorsaVietata: the HTML asks for something outside ``cartelle_ammesse``.
    """
    documento = HTML(
        string=html, base_url=cartelle_ammesse()[0].as_uri() + "/", url_fetcher=LettoreChiuso(cartelle_ammesse())
    )
    try:
        return documento.render(pdf_variant=VARIANTE, **scelte)
    except FatalURLFetchingError as errore:
        if isinstance(errore.__cause__, RisorsaVietata):
            raise errore.__cause__ from None
        raise RisorsaVietata(f"Il documento usa un file che non si può leggere ({errore}).") from errore


def ogni_faccia() -> str:
    """An HTML that writes something in every face of the style."""
    righe = (
        f"<p style='font: {stile} {peso} 10pt \"{famiglia}\", {RIPIEGO}'>{SAGGIO}</p>"
        for famiglia in FAMIGLIE
        for peso in (300, 400, 600, 700)
        for stile in ("normal", "italic")
    )
    return f'<html lang="it"><body>{"".join(righe)}</body></html>'


_ereditate: ContextVar[Mapping[str, str]] = ContextVar("_ereditate")
_stringa_della_pagina = LayoutContext.get_string_set_for


@wraps(_stringa_della_pagina)
def _con_le_ereditate(self: Any, page: Any, name: str, keyword: str = "first") -> Any:
    """A running head that no page of the part has set yet is the one that the parts before left."""
    trovata = _stringa_della_pagina(self, page, name, keyword)
    ereditate = _ereditate.get({})
    if not trovata and name in ereditate and self.current_page not in self.string_set[name]:
        return (ereditate[name],)
    return trovata


LayoutContext.get_string_set_for = _con_le_ereditate


@contextmanager
def ereditando(stringhe: Mapping[str, str]) -> Iterator[None]:
    """Lay out pages that come after others, which left these running heads."""
    prima = _ereditate.set(stringhe)
    try:
        yield
    finally:
        _ereditate.reset(prima)
