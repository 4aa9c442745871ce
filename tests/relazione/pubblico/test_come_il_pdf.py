"""The page that is read says what the PDF says: every section of the real Relazione, in text and numbers."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable
from html import unescape
from itertools import zip_longest

import pytest
from django.test import Client
from pypdf import PdfReader

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.documento.controllo import comparabile
from tests.mondi.pubblicata import pubblica_reale
from tests.mondi.struttura_pdf import Elemento, Struttura

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
SEZIONE = re.compile(r'<section class="sezione\b[^>]*>(.*?)</section>', re.DOTALL)
DISEGNO = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
NEL_DISEGNO = re.compile(r"<text\b[^>]*>(.*?)</text>", re.DOTALL)
TITOLO = re.compile(r"<title\b[^>]*>(.*?)</title>", re.DOTALL)


def test_the_page_is_equal_to_the_pdf(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    """Letter by letter and sign by sign, but for white space. What only paper has is left out of the PDF: the marks of
    the lists, the number of a note where it is called and at the foot."""
    pubblica_reale(ciclo, utente)
    client, dove = Client(), "/pubblico/arezzo-siena/2019"
    sezioni = SEZIONE.findall(client.get(f"{dove}/relazione/").content.decode())
    pdf = client.get(f"{dove}/1/relazione-2019.pdf").content
    struttura = Struttura(pdf)
    stampate = struttura.tutti("Sect")[1:]  # the first is the cover
    assert len(sezioni) == len(stampate) >= 80
    for html, stampata in zip_longest(sezioni, stampate):
        letto, scritto = _stretto(_senza_marche(DISEGNO.sub(" ", html))), _stretto(_testo(struttura, stampata))
        assert letto == scritto, struttura.testo(stampata)[:80]
    _disegni(sezioni, struttura, stampate, pdf)


def _testo(struttura: Struttura, elemento: Elemento) -> str:
    """What an element says without its drawings, the marks of the lists and the numbers of the notes."""
    if elemento.tipo in ("Figure", "Reference", "Lbl"):
        return ""
    pezzi = (
        _testo(struttura, parte) if isinstance(parte, Elemento) else struttura.testi[parte] for parte in elemento.parti
    )
    return "".join(pezzi)


def _stretto(testo: str) -> str:
    return re.sub(r"[\s\u00ad]", "", unicodedata.normalize("NFC", testo))


def _disegni(sezioni: list[str], struttura: Struttura, stampate: list[Elemento], pdf: bytes) -> None:
    """The same drawings in the same order: the same alternative, and every word and number of each on its page."""
    figure = [f for s in stampate for f in s.tutti("Figure")]
    disegni = [d for html in sezioni for d in DISEGNO.findall(html)]
    assert len(figure) == len(disegni) >= 30
    pagine = [comparabile(p.extract_text()) for p in PdfReader(io.BytesIO(pdf)).pages]
    for figura, disegno in zip(figure, disegni, strict=True):
        titolo = TITOLO.search(disegno)
        assert titolo is not None
        assert comparabile(str(figura.oggetto.Alt)) == comparabile(unescape(titolo[1]))
        (pagina,) = {numero for numero, _ in figura.segni()}
        parole = [comparabile(_senza_marche(t)) for t in NEL_DISEGNO.findall(disegno)]
        assert [p for p in parole if p not in pagine[pagina]] == [], titolo[1][:80]


def _senza_marche(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", html))
