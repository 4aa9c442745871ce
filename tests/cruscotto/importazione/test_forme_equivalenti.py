"""The same rows in another shape make the same plan: any order of the columns, any rows that are no data, any split in
sheets, in every format."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cruscotto.models import Ciclo
from tests.cruscotto.importazione.test_rumore import FOGLI, FORMATI, aperto, progetta, scritti
from tests.mondi.fogli import Griglia, xlsx

pytestmark = pytest.mark.django_db
__all__ = ["aperto"]  # a fixture

A_RIGHE = ["bilancio", "interventi", "rilevazioni", "indicatori", "utenti"]
"""Kinds whose rows are things, and columns what is said of them; of a table the order of both is part of it."""
SENZA_ORDINE = {"interventi", "rilevazioni", "utenti"}
CON_TOTALE = {"interventi", "rilevazioni"}
"""Kinds of whose rows a «Totale» is none: of a budget it is one."""
POCHI = settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])


def riga_sola(testo: str, larga: int) -> list[Any]:
    return [testo, *[""] * (larga - 1)]


def rumori(genere: str, testa: Sequence[Any]) -> dict[str, list[Any]]:
    """The rows that may stand between those of a kind, and are none of them."""
    larga = len(testa)
    righe = {
        "vuota": [""] * larga,
        "nota": riga_sola("Nota: i dati sono provvisori", larga),
        "fonte": riga_sola("Fonte: elaborazione dell'ufficio", larga),
        "pagina": riga_sola("pag. 3", larga),
        "testa": list(testa),
    }
    if genere in CON_TOTALE:
        righe["totale"] = ["Totale", *[""] * (larga - 2), 15] if genere == "interventi" else ["Totale", 84, ""]
    return righe


@pytest.fixture
def fatto(aperto: Ciclo) -> Callable[[str, bytes], list[Any]]:
    """What a sheet of a kind writes, and that it was asked nothing more than the plain one."""
    visti: dict[str, list[Any]] = {}

    def scrive(genere: str, contenuto: bytes) -> list[Any]:
        progetto = progetta(aperto, genere, contenuto)
        if genere not in visti:
            semplice = progetta(aperto, genere, xlsx(FOGLI[genere]))
            visti[genere] = [scritti(semplice), sorted(semplice.dubbi)]
            assert visti[genere][0]
        assert sorted(progetto.dubbi) == visti[genere][1]
        return [scritti(progetto), visti[genere][0]]

    return scrive


def in_ordine(voci: list[Any]) -> list[Any]:
    return sorted(voci, key=repr)


@pytest.mark.parametrize("genere", A_RIGHE)
@POCHI
@given(dati=st.data())
def test_the_order_of_the_columns_says_nothing(
    fatto: Callable[[str, bytes], list[Any]], genere: str, dati: Any
) -> None:
    griglia = FOGLI[genere]
    ordine = dati.draw(st.permutations(range(len(griglia[0]))))
    formato = dati.draw(st.sampled_from(sorted(FORMATI)))
    mossa = [[riga[n] for n in ordine] for riga in griglia]
    adesso, prima = fatto(genere, FORMATI[formato](mossa))
    assert adesso == prima


@pytest.mark.parametrize("genere", A_RIGHE)
@POCHI
@given(dati=st.data())
def test_rows_that_are_no_data_say_nothing(fatto: Callable[[str, bytes], list[Any]], genere: str, dati: Any) -> None:
    testa, *righe = FOGLI[genere]
    noti = rumori(genere, testa)
    sporca: Griglia = []
    sopra = ["Anno 2019", "Allegato n. 3", "Ufficio di controllo della gestione"]
    sporca += [riga_sola(t, len(testa)) for t in dati.draw(st.lists(st.sampled_from(sopra), max_size=2, unique=True))]
    numeri = [str(n) for n in range(1, len(testa) + 1)]  # under headings alone: elsewhere they may be data
    sporca += [testa, numeri] if dati.draw(st.booleans()) else [testa]
    for riga in [*righe, None]:
        for nome in dati.draw(st.lists(st.sampled_from(sorted(noti)), max_size=3)):
            sporca += [noti[nome], numeri] if nome == "testa" and dati.draw(st.booleans()) else [noti[nome]]
        sporca += [riga] if riga else []
    formato = dati.draw(st.sampled_from(sorted(FORMATI)))
    adesso, prima = fatto(genere, FORMATI[formato](sporca))
    assert adesso == prima


@pytest.mark.parametrize("genere", A_RIGHE)
@POCHI
@given(dati=st.data())
def test_the_sheets_say_nothing(fatto: Callable[[str, bytes], list[Any]], genere: str, dati: Any) -> None:
    testa, *righe = FOGLI[genere]
    di_chi = [0, *dati.draw(st.lists(st.integers(0, 2), min_size=len(righe) - 1, max_size=len(righe) - 1))]
    if genere not in SENZA_ORDINE:
        di_chi.sort()
    libro = load_workbook(io.BytesIO(xlsx([["Appunti", "di chi ha scritto"]], "Leggimi")))
    for quale in sorted(set(di_chi)):
        foglio = libro.create_sheet(f"Foglio{quale + 2}")
        for riga in [testa, *(r for r, n in zip(righe, di_chi, strict=True) if n == quale)]:
            foglio.append(riga)
    uscita = io.BytesIO()
    libro.save(uscita)
    adesso, prima = fatto(genere, uscita.getvalue())
    assert in_ordine(adesso) == in_ordine(prima)
