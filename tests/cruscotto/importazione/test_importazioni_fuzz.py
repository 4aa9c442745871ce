"""Real sheets of every kind, spoiled at random, through the whole life of an import: never a traceback, never a partial
write, and once undone the database is as it was."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.importazione.actions.importazioni import IMPREVISTO, rispondi_importazione
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Importazione, Periodo, StatoImportazione, StatoPeriodo
from ente.errori import ErroreUtente
from ente.models import Utente
from tests.mondi.demo import CARTELLA
from tests.mondi.fogli import Griglia, in_csv, ods, vera, xlsx
from tests.mondi.importazioni import apri_ciclo
from tests.mondi.vita_importazione import annulla, conferma, dopo_i_lavori, letta, tutto

pytestmark = pytest.mark.django_db
S = StatoImportazione
RIGHE = 14
CRESCONO = {"versione", "regole_congelate"}
"""What undoing does not put back, as it must not: the version of a value, the rules that adopted cycles keep."""

CELLA = st.one_of(
    st.sampled_from(
        ["", None, 0, 1, 2, -1, "x", "1.234", "1,5", "73%", "n.d.", "=1/0", "#N/A", "=CMD()", "I001", "si"]
    ),
    st.sampled_from([10**30, 1e308, float("nan"), "31/12/2019", dt.date(2019, 2, 3), True, "<b>", "a\x00b", "x" * 500]),
    st.integers(-(10**6), 10**6),
    st.text(max_size=12),
)
NUMERO = st.integers(0, 40)
GUASTO = st.one_of(
    st.tuples(st.just("cella"), NUMERO, NUMERO, CELLA),
    st.tuples(st.sampled_from(["togli riga", "doppia", "sposta", "togli colonna", "rinomina"]), NUMERO, NUMERO, CELLA),
)


def _csv(nome: str) -> Griglia:
    with (CARTELLA / f"{nome}.csv").open(encoding="utf-8", newline="") as aperto:
        return [list(riga) for riga in csv.reader(aperto)]


def _valori() -> Griglia:
    testa, *righe = _csv("indicatori")
    codice, nome, actual = (testa.index(n) for n in ("codice", "etichetta", "actual"))
    return [["Codice", "Indicatore", "Valore", "Nota"], *([r[codice], r[nome], r[actual], "vista"] for r in righe)]


def _personale() -> Griglia:
    return _csv(f"contesto/{next(f.stem for f in sorted((CARTELLA / 'contesto').glob('*personale*.csv')))}")


SANI: dict[str, Callable[[], Griglia]] = {
    "bilancio": lambda: vera("bilancio"),
    "interventi": lambda: vera("interventi"),
    "indicatori": lambda: _csv("indicatori"),
    "rilevazioni": _valori,
    "tavola": lambda: _csv(f"contesto/{min(f.stem for f in (CARTELLA / 'contesto').glob('*.csv'))}"),
    "personale": _personale,
}


def sano(genere: str) -> Griglia:
    """A sheet of the kind, short: the real one where there is one, else its headings and little under them."""
    if genere in SANI:
        return SANI[genere]()[: RIGHE + 1]
    return [[c.nome for c in GENERI[genere].colonne], *([f"v{n}" for _ in GENERI[genere].colonne] for n in range(3))]


def guasta(righe: Griglia, guasti: list[tuple[str, int, int, Any]]) -> Griglia:
    for che_cosa, a, b, valore in guasti:
        r, c = a % len(righe), b % max(len(righe[0]), 1)
        if che_cosa == "cella" and c < len(righe[r]):
            righe[r][c] = valore
        elif che_cosa == "rinomina" and righe[0]:
            righe[0][c] = valore
        elif che_cosa == "togli colonna" and len(righe[0]) > 1:
            righe = [riga[:c] + riga[c + 1 :] for riga in righe]
        elif che_cosa == "togli riga" and len(righe) > 1:
            del righe[r]
        elif che_cosa == "doppia":
            righe.insert(b % (len(righe) + 1), list(righe[r]))
        elif che_cosa == "sposta":
            righe.insert(b % len(righe), righe.pop(r))
    return righe


def pulite(righe: Griglia) -> Griglia:
    """What openpyxl accepts to write; the other formats are given it all."""
    vietati = dict.fromkeys(n for n in range(32) if n not in (9, 10))
    return [[v.translate(vietati) if isinstance(v, str) else v for v in riga] for riga in righe]


FORMATI: dict[str, Callable[[Griglia], bytes]] = {
    "xlsx": lambda righe: xlsx(pulite(righe), "Foglio 1"),
    "ods": lambda righe: ods([["" if v is None else str(v) for v in riga] for riga in pulite(righe)]),
    "csv": lambda righe: "\n".join(";".join(map(str, r)) for r in righe).encode("utf-8", "replace") or b"x",
    "virgole": lambda righe: in_csv(righe, ",", "utf-8").replace(b"\x00", b"") or b"x",
}


def com_era() -> dict[str, list[Any]]:
    return {
        nome: [{n: v for n, v in r.items() if n not in CRESCONO and not isinstance(v, dt.datetime)} for r in righe]
        for nome, righe in tutto().items()
    }


def risponde(importazione: Importazione, da: Utente, caso: int) -> Importazione:
    """Each doubt gets one of its answers, each unknown heading a column or none."""
    dubbi = [v.dettagli for v in importazione.voci.filter(tipo="dubbio")]
    decisioni = {d["chiave"]: d["risposte"][caso % len(d["risposte"])][0] for d in dubbi}
    campi = ["", *(c.campo for c in GENERI[importazione.genere].colonne)]
    ignote = [i["chiave"] for i in importazione.riepilogo["intestazioni"] if not i["campo"]]
    mappa = {chiave: campi[caso % len(campi)] for chiave in ignote if chiave}
    if not decisioni and not mappa:
        return importazione
    rispondi_importazione(importazione=importazione, mappa=mappa, decisioni=decisioni, da=da)
    return dopo_i_lavori(importazione)


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    Periodo.objects.filter(ciclo=ciclo).update(stato=StatoPeriodo.APERTO)
    return apri_ciclo(ciclo)


@pytest.mark.parametrize("genere", GENERI)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    guasti=st.lists(GUASTO, max_size=5),
    formato=st.sampled_from(sorted(FORMATI)),
    caso=st.integers(0, 50),
    crea=st.booleans(),
)
def test_the_whole_life_of_a_spoiled_sheet(
    aperto: Ciclo,
    utente: Callable[[str], Utente],
    genere: str,
    guasti: list[tuple[str, int, int, Any]],
    formato: str,
    caso: int,
    crea: bool,
) -> None:
    with transaction.atomic():
        vita(FORMATI[formato](guasta(sano(genere), guasti)), aperto, utente("amministratore"), genere, caso, crea)
        transaction.set_rollback(True)


def vita(contenuto: bytes, ciclo: Ciclo, da: Utente, genere: str, caso: int, crea: bool) -> None:
    prima = com_era()
    nome = "foglio.csv" if genere not in ("tavola", "personale") else "tavola.csv"
    try:
        importazione = letta(contenuto, ciclo, da, genere, nome=nome, crea=crea)
    except ErroreUtente:  # no sheet at all
        return
    for _ in range(2):
        assert importazione.stato in (S.ANTEPRIMA, S.FALLITA)
        assert importazione.messaggio != IMPREVISTO
        if importazione.stato == S.FALLITA:
            assert importazione.messaggio
            break
        importazione = risponde(importazione, da, caso)
    assert com_era() == prima
    if importazione.stato == S.FALLITA or not importazione.impronta_progetto:
        return
    importazione = conferma(importazione, da)
    assert importazione.messaggio == ""
    assert importazione.stato == S.CONFERMATA
    ancora = letta(contenuto, ciclo, da, genere, nome=nome, crea=crea)
    assert [v.posto for v in ancora.voci.filter(tipo__in=["nuova", "modificata", "tolta"])] == []
    assert [(v.posto, v.nome, v.frase) for v in annulla(importazione, da)] == []
    assert com_era() == prima
