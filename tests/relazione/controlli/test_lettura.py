"""What the controls are given of a cycle: sections as they print and as they may be published, people, acts."""

from __future__ import annotations

import datetime as dt

import pytest

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.controlli.lettura import leggi_materia
from relazione.controlli.regole.r22_annunciati import annunciati
from tests.mondi.scena import ANNO, Scena, con_la_relazione, crea_scena

pytestmark = pytest.mark.django_db
TESTO = "Prima {{riservato: in segreto }}dopo {{ sezione altra }}.\n\n[[tavola uno]]\n\n[[da-completare: scrivete]]"


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    con_la_relazione(scena.ciclo, TESTO)
    return scena


def test_a_section_is_read_whole_and_as_it_may_be_published(scena: Scena) -> None:
    (sezione,) = leggi_materia(scena.ciclo).testi
    assert "in segreto" in sezione.testo
    assert sezione.pubblico is not None
    assert "in segreto" not in sezione.pubblico
    assert "sezione altra" not in sezione.testo
    assert sezione.blocchi == (("tavola", "uno"),)  # what is still to be written prints nothing


def test_a_figure_that_is_recalled_is_not_missing(scena: Scena) -> None:
    """«I bandi sono: {{ conta pira }}» ends with a figure, not with a colon."""
    for testo, trovati in (("I bandi sono: {{ conta pira }}", 0), ("I bandi sono:", 1)):
        scena.ciclo.composti.get().sezioni.update(testo=testo)
        assert len(list(annunciati(leggi_materia(scena.ciclo)))) == trovati, testo


def test_a_reserved_section_has_no_public_text(scena: Scena) -> None:
    scena.ciclo.composti.get().sezioni.update(riservata=True)
    (sezione,) = leggi_materia(scena.ciclo).testi
    assert sezione.riservato
    assert sezione.pubblico is None


def test_the_people_are_those_who_are_assessed(scena: Scena) -> None:
    for chi, nome in (("dina", "Dina"), ("rita", "Rita"), ("ugo", "Ugo")):
        Utente.objects.filter(pk=scena[chi].pk).update(first_name=nome, last_name="Verdi")
    persone = leggi_materia(scena.ciclo).persone
    assert {"Dina Verdi", "Verdi Dina", "Rita Verdi"} <= set(persone)
    assert "Ugo Verdi" not in persone  # the OIV may be named


def test_the_acts_have_their_day_and_the_reason(scena: Scena) -> None:
    assert leggi_materia(scena.ciclo).atti == ()
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(
        piano_organo="Giunta", piano_numero="3", piano_data=dt.date(ANNO, 2, 20), piano_motivo_ritardo="Elezioni."
    )
    (atto,) = leggi_materia(Ciclo.objects.select_related("ente").get(pk=scena.ciclo.pk)).atti
    assert (atto.quale, atto.data, atto.motivo) == ("piano", dt.date(ANNO, 2, 20), "Elezioni.")
