"""A snapshot as JSON and back, by property; what is not one is refused with a sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contesto.bilancio import Voce
from contesto.colori import Tema
from contesto.stampa import TavolaFoto
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.struttura import Struttura
from relazione.fotografia import (
    VERSIONE,
    ConfrontoFoto,
    EnteFoto,
    GraficoFoto,
    NonLeggibile,
    PiraFoto,
    RimodulazioneFoto,
    SezioneFoto,
    impronta,
    leggi_json,
)
from relazione.fotografia.conserva import da_json, in_json
from relazione.fotografia.conserva import testo_canonico as canonico
from relazione.models import numera

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False))
st.register_type_strategy(Tema, st.builds(Tema, *[st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)] * 2))
PARTI = (
    ConfrontoFoto, EnteFoto, GraficoFoto, Misura, PiraFoto, Prospetto, RimodulazioneFoto, SezioneFoto, Struttura,
    TavolaFoto, Voce,
)  # fmt: skip


@pytest.mark.parametrize("tipo", PARTI)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(dati=st.data())
def test_what_is_written_is_read_back_digit_by_digit(tipo: Any, dati: st.DataObject) -> None:
    valore = dati.draw(st.from_type(tipo))
    testo = canonico(in_json(valore))
    riletto = da_json(tipo, json.loads(testo))
    assert riletto == valore and repr(riletto) == repr(valore)
    assert canonico(in_json(riletto)) == testo


class Colore(StrEnum):
    ROSSO = "rosso"


@dataclass(frozen=True)
class Prova:
    giorno: date
    colore: Colore
    coppia: tuple[str, int]
    vecchio: str = "com'era"


def test_a_field_added_later_takes_its_default() -> None:
    dati = in_json(Prova(date(2020, 2, 29), Colore.ROSSO, ("a", 1)))
    del dati["vecchio"]
    assert da_json(Prova, dati) == Prova(date(2020, 2, 29), Colore.ROSSO, ("a", 1))


@pytest.mark.parametrize(
    ("campo", "valore"),
    [
        ("giorno", "2020-02-30"),
        ("giorno", 3),
        ("colore", "blu"),
        ("coppia", ["a"]),
        ("coppia", ["a", "1"]),
        ("di-piu", 1),
    ],
)
def test_what_is_not_of_its_type_is_refused(campo: str, valore: Any) -> None:
    dati = in_json(Prova(date(2020, 2, 29), Colore.ROSSO, ("a", 1)))
    with pytest.raises((TypeError, ValueError, KeyError)):
        da_json(Prova, {**dati, campo: valore})


@pytest.mark.parametrize("valore", [1.5, {"a": 1}, object(), [1]])
def test_what_has_no_place_in_a_snapshot_is_refused(valore: Any) -> None:
    with pytest.raises(TypeError, match="non sta in una fotografia"):
        in_json(valore)


@pytest.mark.parametrize(
    ("testo", "dice"),
    [
        ("", "on è la fotografia"),
        ("[]", "on è la fotografia"),
        ('{"versione": 1}', "on è la fotografia"),
        (json.dumps({"versione": VERSIONE + 1, "fotografia": {}}), "aggiornatelo"),
        (json.dumps({"versione": "1", "fotografia": {}}), "versione 1"),
        (json.dumps({"versione": 1, "fotografia": {"tipo": "relazione"}}), "guasta"),
    ],
)
def test_what_is_not_a_snapshot_is_refused_with_a_sentence(testo: str, dice: str) -> None:
    with pytest.raises(NonLeggibile, match=dice):
        leggi_json(testo)


def test_the_hash_is_that_of_the_utf8_text() -> None:
    assert impronta("è") == "97c916cd94785d7b9b52ae7013c267854f275691ddaae212bc1c07f639b8a0c7"


# -- numbers of sections -----------------------------------------------------------------------------------------------


def _numeri(*livelli: int, **altro: Any) -> list[str]:
    return numera([SezioneFoto(f"s{n}", "", "", livello, "", **altro) for n, livello in enumerate(livelli)])


def test_sections_are_numbered_by_their_place() -> None:
    assert _numeri(1, 2, 3, 3, 2, 1, 2) == ["1", "1.1", "1.1.1", "1.1.2", "1.2", "2", "2.1"]
    assert _numeri(1, 3, 2) == ["1", "1.1", "1.2"]
    assert _numeri(1, 2, numerata=False) == ["", ""]


def test_letters_are_those_of_the_italian_alphabet() -> None:
    figlie = [SezioneFoto(f"f{n}", "", "", 2, "") for n in range(23)]
    numeri = numera([SezioneFoto("padre", "", "", 1, "", figli="lettere"), *figlie])
    assert numeri[9:12] == ["1.i", "1.l", "1.m"] and numeri[21:] == ["1.z", "1.aa", "1.ab"]
