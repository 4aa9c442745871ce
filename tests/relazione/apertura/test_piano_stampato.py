"""The Plan of a year carried over from the one before, as it is printed: targets only, the two standards."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import page
import pytest

from cruscotto.models import Ciclo, Collocazione, EsitoRiporto
from cruscotto.pianificazione.actions.riporto import Decisione
from ente.models import Utente
from relazione.apertura.actions.apertura import apri_anno
from relazione.documento.componi import componi
from relazione.documento.dati_aperti import allegati
from relazione.documento.genera import momento, scrivi, trova_richiesta
from relazione.documento.html import scrivi_html
from relazione.documento.pdf import impagina, stampa
from relazione.fotografia import fotografa_entrambe
from relazione.models import TipoDocumento
from tests.mondi.detto import solo_individuali, stretto, tutto
from tests.mondi.struttura_pdf import Struttura, guasti_di_figure, guasti_di_link, guasti_di_tabelle

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]


@pytest.fixture
def nuovo(dimostrativo: Ciclo, utente: Callable[[str], Utente]) -> Ciclo:
    """2021, with an objective told anew and one left out."""
    per_numero = {o.numero: o for o in dimostrativo.obiettivi.all()}
    decise = {
        per_numero[1].pk: Decisione(EsitoRiporto.MODIFICATO, "Allargato.", "Un obiettivo detto in un altro modo"),
        per_numero[2].pk: Decisione(EsitoRiporto.ELIMINATO, "Concluso nel 2020."),
    }
    return apri_anno(ciclo=dimostrativo, anno=2021, decisioni=decise, da=utente("controllo")).riporto.ciclo


def test_the_plan_of_a_carried_over_year_meets_the_standards(nuovo: Ciclo, tmp_path: Path) -> None:
    completa, pubblica = fotografa_entrambe(trova_richiesta(nuovo, TipoDocumento.PIANO))
    assert pubblica is not None
    for foto in (completa, pubblica):
        composto = componi(foto)
        impaginate = impagina(scrivi_html(composto))
        pdf = stampa(impaginate, allegati(composto), momento(foto))
        file = tmp_path / f"{foto.edizione}.pdf"
        file.write_bytes(pdf)
        for profilo in ("pdfa-3a", "pdfua-1"):
            esito = page.validate_pdf(str(file), profile=profilo)
            assert [f"{g.rule_id}: {g.message}" for g in esito.failures] == []
            assert esito.is_compliant
        struttura = Struttura(pdf)
        assert guasti_di_tabelle(struttura) == guasti_di_figure(struttura) == guasti_di_link(struttura) == []


def test_it_says_what_was_planned_and_no_result(nuovo: Ciclo) -> None:
    """Every indicator of the year with its target of the year; nothing of 2020, of SAL, of who reached what."""
    completa, pubblica = fotografa_entrambe(trova_richiesta(nuovo, TipoDocumento.PIANO))
    assert pubblica is not None
    testo = unescape(dict(tutto(scrivi(completa, "html"), "html"))["testo"])
    letto = stretto(testo)
    posti = Collocazione.objects.filter(cruscotto__ciclo=nuovo)
    assert posti.count() > 200
    assert [p.etichetta for p in posti if stretto(p.etichetta) not in letto] == []
    assert "Un obiettivo detto in un altro modo" in testo
    assert re.search(r"\b2021\b", testo)
    for parola in (r"\bSAL\b", r"\bConsuntivo\b", r"\bdimostrativ"):
        assert re.search(parola, testo) is None, parola
    del_pubblico = stretto(unescape(dict(tutto(scrivi(pubblica, "html"), "html"))["testo"]))
    segreti = solo_individuali(completa)
    assert segreti
    assert [t for t in segreti if stretto(t) in del_pubblico] == []


def test_the_adopted_plan_is_no_draft_and_tells_its_own_act(nuovo: Ciclo) -> None:
    """Adopted, and no period open yet; the act is the Plan's and never the Relazione's."""
    richiesta = trova_richiesta(nuovo, TipoDocumento.PIANO)
    prima, _ = fotografa_entrambe(richiesta)
    assert componi(prima).bozza
    assert "Bozza" in scrivi_html(componi(prima))
    Ciclo.objects.filter(pk=nuovo.pk).update(
        piano_organo="Consiglio", piano_numero="3", piano_data=dt.date(2021, 1, 20)
    )
    adottato, _ = fotografa_entrambe(trova_richiesta(Ciclo.objects.get(pk=nuovo.pk), TipoDocumento.PIANO))
    pagina = scrivi_html(componi(adottato))
    assert "Adottato con atto di Consiglio n. 3 del 20 gennaio 2021" in pagina
    assert "Bozza" not in pagina
    assert momento(adottato).date() == dt.date(2021, 1, 20)
    delle_altre, _ = fotografa_entrambe(trova_richiesta(Ciclo.objects.get(pk=nuovo.pk), TipoDocumento.RELAZIONE))
    assert delle_altre.approvazione is None
