"""What a target says as it is read, and what a person who looks at an old one is told."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from cruscotto.ciclo.blocchi import Superato, ValoreRifiutato
from cruscotto.models import Ciclo, Collocazione, ImpostazioniMisura, Indicatore, Periodo, ValoreAtteso
from cruscotto.pianificazione.actions.target import LUNGO_NUMERO, leggi_target
from ente.models import Atto
from tests.mondi.misurato import SETTEMBRE, VIVO, Piccolo, crea_piccolo, rimodula

pytestmark = pytest.mark.django_db


@pytest.fixture
def piccolo(db: None) -> Piccolo:
    return crea_piccolo()


def test_a_body_that_has_not_chosen_how_it_measures_may_still_plan(piccolo: Piccolo) -> None:
    """Without settings the target is read, and only what contradicts itself is refused."""
    ImpostazioniMisura.objects.filter(ente=piccolo.ente).delete()
    nuova = rimodula(piccolo)
    assert nuova is not None
    assert (nuova.testo, nuova.versione) == ("≥ 16", 2)
    Indicatore.objects.filter(pk=piccolo.indicatori[1].pk).update(direzione="decrescente")
    with pytest.raises(ValoreRifiutato, match="decrescente"):
        rimodula(piccolo, "≥ 16", n=1)


def test_a_date_of_another_year_is_kept_and_said(piccolo: Piccolo) -> None:
    nuova = rimodula(piccolo, f"31/01/{VIVO + 1}", n=4)
    assert nuova is not None
    assert nuova.data == date(VIVO + 1, 1, 31)
    assert f"la data non è del {VIVO}" in nuova.avvisi
    dell_anno = rimodula(piccolo, f"30/11/{VIVO}", n=4, atto_numero="13")
    assert dell_anno is not None
    assert not any("la data non è" in avviso for avviso in dell_anno.avvisi)


@pytest.mark.parametrize("tipo", ["calcolato", "prerequisito"])
def test_of_a_kind_that_tells_nothing_the_text_says_the_kind(piccolo: Piccolo, tipo: str) -> None:
    indicatore = piccolo.indicatori[0]
    indicatore.tipo = tipo
    assert leggi_target(indicatore, "≥ 16", piccolo.vivo)["tipo"] == "numero"
    assert leggi_target(indicatore, f"31/12/{VIVO}", piccolo.vivo)["tipo"] == "data"


def test_a_target_that_is_not_there_any_more(piccolo: Piccolo) -> None:
    ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore=piccolo.indicatori[0]).delete()
    with pytest.raises(Superato, match="il target è stato tolto"):
        rimodula(piccolo, versione=1)


def test_the_target_that_another_wrote_in_the_plan_is_said_without_an_act(piccolo: Piccolo) -> None:
    """Who saw none is told the one of now, and no act that it does not have."""
    Ciclo.objects.filter(pk=piccolo.vivo.pk).update(stato="pianificazione")
    with pytest.raises(Superato) as detto:
        rimodula(piccolo, versione=0)
    assert str(detto.value).startswith("Nel frattempo il target è diventato «≥ 10»: guardatelo")


def test_a_target_already_so_by_another_act_is_refused_with_the_act_too(piccolo: Piccolo) -> None:
    """Everything wrong at once: the same text, and the act."""
    with pytest.raises(ValoreRifiutato) as rifiuto:
        rimodula(piccolo, "≥ 10", atto_numero="", motivo="")
    assert set(rifiuto.value.errori) == {"testo", "atto_numero", "motivo"}
    assert "già «≥ 10»" in rifiuto.value.errori["testo"]


def test_the_days_at_the_ends_of_what_an_act_may_have(piccolo: Piccolo) -> None:
    """From the first day of the year before, to the last day of the cycle; numbers as long as the column."""
    ultimo = Periodo.objects.get(ciclo=piccolo.vivo, numero=2).fine
    prima = rimodula(piccolo, atto_data=date(VIVO - 1, 1, 1), atto_numero="1" * LUNGO_NUMERO)
    assert prima is not None
    dopo = rimodula(piccolo, "≥ 17", atto_data=ultimo)
    assert dopo is not None
    ancora = rimodula(piccolo, "≥ 18", atto_data=ultimo, atto_numero="bis")
    assert ancora is not None and ancora.versione == 4
    with pytest.raises(ValoreRifiutato, match="non può venire prima"):
        rimodula(piccolo, "≥ 19", atto_data=SETTEMBRE)


def test_a_placement_of_another_year_is_refused(piccolo: Piccolo) -> None:
    altra = Collocazione.objects.get(cruscotto__ciclo=piccolo.adottato, cruscotto__codice="ente", etichetta="Voce 0")
    with pytest.raises(ValoreRifiutato, match="non è di questo indicatore in questo anno"):
        rimodula(piccolo, collocazione=altra, versione=0)
    assert not Atto.objects.filter(ente=piccolo.ente).exists()


def test_the_register_says_of_which_scorecard_a_target_is(piccolo: Piccolo) -> None:
    riga = Collocazione.objects.get(cruscotto__ciclo=piccolo.vivo, cruscotto__codice="altro", etichetta="Voce 0")
    rimodula(piccolo, "≥ 24", collocazione=riga)
    rimodula(piccolo, "≥ 25", collocazione=riga, atto_numero="13")
    primo, secondo = Atto.objects.filter(ente=piccolo.ente).order_by("pk")
    assert (primo.azione, secondo.azione) == ("fissa target", "rimodula target")
    assert primo.oggetto == secondo.oggetto == f"i0, {VIVO}, altro"
    assert "prima" not in primo.dettagli or not primo.dettagli["prima"]
    assert secondo.dettagli["prima"] == {"target": "≥ 24"}


def test_the_preview_says_from_which_period_the_new_target_holds(piccolo: Piccolo) -> None:
    """The periods before the act keep the old one, those that end after it get the new one; a first target has none
    before."""
    client = Client()
    client.force_login(piccolo.controllo)
    scritto = {"testo": "≥ 16", "atto_numero": "12", "atto_data": "2022-09-01", "motivo": "x", "versione": "1"}
    vista = client.post(f"/indicatori/{VIVO}/i0/target/", scritto)
    assert vista.context["detto"] == [
        ("Target", "≥ 10", "≥ 16"),
        ("Atto", "Piano", "n. 12 del 01/09/2022"),
        ("Vale per", "Semestre 1", "Semestre 2"),
    ]
    ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore=piccolo.indicatori[0]).delete()
    prima = client.post(f"/indicatori/{VIVO}/i0/target/", scritto | {"versione": "0"})
    assert prima.context["detto"] == [
        ("Target", "non definito", "≥ 16"),
        ("Atto", "", "n. 12 del 01/09/2022"),
        ("Vale per", "", "Semestre 2"),
    ]
