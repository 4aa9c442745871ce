"""``manage.py relazione`` of bodies that are not the demo: invented, bare, with an empty scorecard, with 1,000
indicators. What comes out is a document one would sign, or a draft that says what is missing."""

from __future__ import annotations

import datetime as dt
import io
import re
from pathlib import Path
from typing import Any

import page
import pytest
from django.core.management import call_command

from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Ciclo, Collocazione, Cruscotto, FasciaSemaforo, ImpostazioniMisura, Indicatore, Periodo
from ente.models import Ente
from relazione.documento.componi import componi
from relazione.documento.genera import trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.documento.pdf import impagina
from relazione.fotografia import fotografa
from tests.mondi import impaginato
from tests.mondi.struttura_pdf import Struttura, guasti_di_figure, guasti_di_link, guasti_di_tabelle

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
NUMERO = 950
"""The generated bodies begin from here: no other test has these numbers."""
FASCE = ((None, 50, "non_raggiunto"), (50, 90, "parziale"), (90, None, "raggiunto"))


def inventato(collocazioni: int) -> Ciclo:
    genera(Piano(enti=1, anni=1, collocazioni=collocazioni, periodi=2, primo=NUMERO), lambda _: None)
    return Ciclo.objects.select_related("ente").get(ente__codice=f"carico-{NUMERO:04}")


def spoglio() -> Ciclo:
    """A body that has only begun: how it measures, a year, a period."""
    ente = Ente.objects.create(codice="spoglio", denominazione="Comune di Prova")
    misura = ImpostazioniMisura.objects.create(ente=ente)
    for da, a, codice in FASCE:
        FasciaSemaforo.objects.create(misura=misura, codice=codice, nome=codice.capitalize(), da=da, a=a)
    ciclo = Ciclo.objects.create(ente=ente, anno=2021)
    Periodo.objects.create(ciclo=ciclo, numero=1, nome="Anno", inizio=dt.date(2021, 1, 1), fine=dt.date(2021, 12, 31))
    return ciclo


def vuoto() -> Ciclo:
    """The same, with a scorecard in which nothing is placed yet."""
    ciclo = spoglio()
    Cruscotto.objects.create(ciclo=ciclo, codice="ente", tipo="ente", titolo="Il cruscotto dell'ente", ordine=1)
    return ciclo


def pagine(ciclo: Ciclo) -> list[Any]:
    """The pages of the draft, laid out."""
    foto = fotografa(trova_richiesta(ciclo, "relazione"), "pubblica")
    return [p._page_box for p in impagina(scrivi_html(componi(foto))).pages]


@pytest.mark.parametrize("mondo", [lambda: inventato(60), spoglio, vuoto], ids=["inventato", "spoglio", "vuoto"])
def test_the_command_writes_a_draft_one_would_go_on_with(mondo: Any, tmp_path: Path) -> None:
    ciclo = mondo()
    file = tmp_path / "relazione.pdf"
    argomenti = ["--ente", ciclo.ente.codice, "--anno", str(ciclo.anno), "--output", str(file)]
    call_command("relazione", *argomenti, stdout=io.StringIO())
    for profilo in ("pdfa-3a", "pdfua-1"):
        assert [g.message for g in page.validate_pdf(str(file), profile=profilo).failures] == []
    struttura = Struttura(file.read_bytes())
    assert struttura.guasti + guasti_di_tabelle(struttura) + guasti_di_link(struttura) == []
    assert guasti_di_figure(struttura) == []
    testo = struttura.testo(struttura.radice)
    assert "Da completare" in testo and ciclo.ente.denominazione in testo
    assert not re.search(r"None|\[\[|\d,\d{5}", testo), "no value is printed unrounded"
    impaginate = pagine(ciclo)
    assert impaginato.fuori_pagina(impaginate) + impaginato.celle_strette(impaginate) == []
    assert impaginato.titoli_in_fondo(impaginate) == []


def test_a_draft_in_which_nearly_all_is_missing_takes_few_pages(db: None) -> None:
    """A chapter a page would be eight pages of one line each."""
    assert len(pagine(vuoto())) <= 4


def test_a_drawing_of_a_chapter_of_scorecards_stands_whole_on_its_page(db: None) -> None:
    """The tree stood on the landscape pages of its chapter, higher than they are: cut, and away from its caption."""
    figure = [
        (foglio, box)
        for foglio in pagine(inventato(60))[1:]
        for box in impaginato.discendenti(foglio)
        if type(box).__name__ in impaginato.FIGURE
    ]
    assert len(figure) == 1
    ((foglio, _),) = figure
    assert foglio.width < foglio.height
    assert any(b.element_tag == "figcaption" for b in impaginato.discendenti(foglio))


def test_a_body_of_a_thousand_indicators(db: None) -> None:
    ciclo = inventato(1923)
    assert Indicatore.objects.filter(ente=ciclo.ente).count() == 1000
    individuali = Collocazione.objects.filter(cruscotto__ciclo=ciclo, cruscotto__tipo="individuale")
    composto = componi(fotografa(trova_richiesta(ciclo, "relazione"), "pubblica"))
    stampate = [
        r
        for s in composto.sezioni
        for b in s.blocchi
        if b.tipo == "cruscotto"
        for p in b.dati.prospettive
        for q in p.riquadri
        for g in q.gruppi
        for r in g
    ]
    assert len(stampate) == 1923 - individuali.count()
    html = scrivi_html(composto)
    assert html.count("</tr>") > 1923 - individuali.count() and not re.search(r"\d,\d{5}", html)
