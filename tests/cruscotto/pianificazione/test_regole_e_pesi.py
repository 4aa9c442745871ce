"""What is refused of weights, rules and settings, who is told that it came late, and what the register says."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from cruscotto.aritmetica.punteggio import Fascia
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.misurazione.effetto import prova
from cruscotto.models import Cruscotto
from cruscotto.pianificazione.actions.pesi import leggi_pesi
from ente.models import Atto as LineaRegistro
from tests.mondi.misurato import Piccolo, contenuto, crea_piccolo, misura, pesi, regola, richieste

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
ERRORI = ValoreRifiutato, Superato, NonModificabile


@pytest.fixture
def piccolo(db: None) -> Piccolo:
    return crea_piccolo()


# -- what is refused ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scelti", "parte"),
    [
        ({0: "50", 1: "30"}, "a tutte le voci, o a nessuna"),
        ({0: "50", 1: "30", 2: "30"}, "sommano a 110 invece che a 100"),
        ({0: "-10", 1: "60", 2: "50"}, "negativo"),
    ],
)
def test_weights_that_do_not_stand_together(piccolo: Piccolo, scelti: dict[int, str], parte: str) -> None:
    with pytest.raises(ValoreRifiutato, match=parte):
        pesi(piccolo, {n: Decimal(p) for n, p in scelti.items()})()


def test_weights_of_objectives_and_prospettive(piccolo: Piccolo) -> None:
    """70 and 30 on the two prospettive: the whole moves by what they say, in both scorecards that have both."""
    cruscotto = Cruscotto.objects.select_related("ciclo__ente").get(ciclo=piccolo.vivo, codice="ente")
    _, (prospettive, *_) = leggi_pesi(cruscotto)
    giusti = {v.pk: Decimal(p) for v, p in zip(prospettive.voci, (70, 30), strict=True)}
    vista = prova(pesi(piccolo, {}, comuni=giusti), richieste(piccolo))
    assert {c.posto.livello.value for c in vista.cambi} == {"cruscotto"}
    assert {c.posto.cruscotto for c in vista.cambi} == {"ente"}
    with pytest.raises(ValoreRifiutato, match="sommano a 90"):
        sbagliati = {v.pk: Decimal(p) for v, p in zip(prospettive.voci, (70, 20), strict=True)}
        pesi(piccolo, {}, comuni=sbagliati)()


@pytest.mark.parametrize(
    ("n", "campi", "campo"),
    [
        (0, {"regola": "scadenza"}, "regola"),
        (0, {"regola": "inesistente"}, "regola"),
        (0, {"direzione": "su"}, "direzione"),
        (0, {"direzione": "decrescente"}, "direzione"),
        (0, {"regola": "soglie3"}, "soglia_minima"),
        (0, {"regola": "soglie3", "soglia_minima": Decimal(12), "soglia_massima": Decimal(20)}, "soglia_minima"),
        (0, {"regola": "soglie4", "soglia_minima": Decimal(1), "soglia_massima": Decimal(20)}, "soglia_eccellente"),
        (0, {"minimo_ammesso": Decimal(5), "massimo_ammesso": Decimal(4)}, "massimo_ammesso"),
        (0, {"scala": ("A", "B")}, "scala"),
        (4, {"accumulo": "somma"}, "accumulo"),
        (5, {"scala": ("Scarso", "scarso")}, "scala"),
        (5, {"scala": ("Scarso", "Ottimo")}, "scala"),
        (5, {"punti_scala": ("1", "2")}, "scala"),
    ],
)
def test_rules_that_contradict_something(piccolo: Piccolo, n: int, campi: dict[str, Any], campo: str) -> None:
    scritto = contenuto()
    with pytest.raises(ValoreRifiutato) as rifiuto:
        regola(piccolo, n, **campi)()
    assert campo in rifiuto.value.errori
    assert contenuto() == scritto


@pytest.mark.parametrize(
    ("campi", "campo"),
    [
        ({"massimo": Decimal(0)}, "massimo"),
        ({"penalita_giorno": Decimal(1), "penalita_mese": Decimal(1)}, "penalita_mese"),
        ({"penalita_giorno": Decimal(-1)}, "penalita_giorno"),
        ({"regola": "fasi"}, "regola"),
        ({"regola": "boh"}, "regola"),
        ({"mancanti": "boh"}, "mancanti"),
        ({"decimali": 9}, "decimali"),
        ({"totale_pesi": Decimal(0)}, "totale_pesi"),
        ({"punteggio": "fascia"}, "fasce_punteggio"),
        ({"fasce_punteggio": [{"da": "0", "a": "50", "punti": "1"}, {"da": "60", "punti": "2"}]}, "fasce_punteggio"),
        ({"punteggio": "fascia_proporzionale", "fasce_punteggio": [{"punti": "1"}]}, "fasce_punteggio"),
    ],
)
def test_settings_that_cannot_be(piccolo: Piccolo, campi: dict[str, Any], campo: str) -> None:
    scritto = contenuto()
    with pytest.raises(ValoreRifiutato) as rifiuto:
        misura(piccolo, **campi)()
    assert campo in rifiuto.value.errori
    assert contenuto() == scritto


@pytest.mark.parametrize(
    "estremi", [[(None, 50), (60, None)], [(None, 60), (50, None)], [(None, None), (50, None)], []]
)
def test_bands_with_gaps_overlaps_or_none(piccolo: Piccolo, estremi: list[tuple[int | None, int | None]]) -> None:
    fasce = tuple(
        Fascia(None if da is None else Decimal(da), None if a is None else Decimal(a), f"f{n}", f"F{n}")
        for n, (da, a) in enumerate(estremi)
    )
    with pytest.raises(ValoreRifiutato) as rifiuto:
        misura(piccolo, fasce)()
    assert "fasce" in rifiuto.value.errori


def test_who_looked_at_old_rules_is_told(piccolo: Piccolo) -> None:
    """Each act refuses what was decided looking at something else, and does nothing when it already is so."""
    tardi = {
        "pesi": pesi(piccolo, {0: Decimal(20), 1: Decimal(20), 2: Decimal(60)}),
        "regola": regola(piccolo, 0, regola="avanzamento"),
        "misura": misura(piccolo, massimo=Decimal(120)),
    }
    uguali = {
        "pesi": pesi(piccolo, {0: Decimal(50), 1: Decimal(30), 2: Decimal(20)}),
        "regola": regola(piccolo, 0, regola="rapporto_inverso"),
        "misura": misura(piccolo, massimo=Decimal(150)),
    }
    for atto in uguali.values():
        assert atto() is not None
    for atto in uguali.values():
        assert atto() is None
    for atto in tardi.values():
        with pytest.raises(Superato):
            atto()


def test_the_register_says_before_and_after(piccolo: Piccolo) -> None:
    pesi(piccolo, {0: Decimal(50), 1: Decimal(30), 2: Decimal(20)})()
    regola(piccolo, 0, regola="avanzamento", massimo_ammesso=Decimal(1000))()
    misura(piccolo, massimo=Decimal(150))()
    per_azione = {a.azione: a for a in LineaRegistro.objects.filter(ente=piccolo.ente)}
    assert set(per_azione) == {"cambia pesi", "cambia regola", "imposta misura"}
    assert sorted(per_azione["cambia pesi"].dettagli["dopo"].values()) == ["20", "30", "50"]
    assert per_azione["cambia regola"].dettagli["dopo"] == {"regola": "avanzamento", "massimo ammesso": "1.000"}
    assert per_azione["imposta misura"].dettagli["prima"] == {"SAL massimo": "100"}
    assert {a.dettagli["motivo"] for a in per_azione.values()} == {"Lo chiede la Giunta", "Nuovo SMVP"}
    assert all(a.utente_id == piccolo.controllo.pk and a.chiave for a in per_azione.values())
