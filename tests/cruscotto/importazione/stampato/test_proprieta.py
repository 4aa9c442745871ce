"""Any scorecard printed in any of its ways comes back; anything else at all is read or spoken of, and soon."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cruscotto.importazione.stampato.forme import LIVELLI, Riconoscitore, Specie, obiettivo
from cruscotto.importazione.stampato.lettura import leggi_stampato
from ente.errori import ErroreUtente
from ente.fogli.intestazioni import vocabolario
from ente.fogli.lettura import Foglio
from ente.fogli.righe import Letto
from ente.fogli.testate import componi
from ente.importazione import RigaLetta
from tests.mondi.stampati import COLONNE, insieme, stampe

INTERE = "Programmi di Intervento|Obiettivi Operativi|Indicatori|Target|Actual|SAL"


def leggi(foglio: Foglio) -> Letto:
    return leggi_stampato([foglio], COLONNE, 2019)


# -- any scorecard -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Modo:
    """How a generated scorecard is typed."""

    vuote: int
    ordine: tuple[str, ...]
    accanto: bool
    pagina: int


NOMI = st.text("abcdefgàèì 'BCD", min_size=3, max_size=12).map(lambda t: f"Tema {' '.join(t.split())}")
VALORI = st.sampled_from(["1", "≥ 3", "31/12/2019", "100%", "Positivo", "", "rispetto dei termini"])
MODI = st.builds(
    Modo,
    st.integers(0, 2),
    st.permutations(("etichetta", "target", "actual", "sal")).map(tuple),
    st.booleans(),
    st.integers(1, 5),
)


@st.composite
def alberi(draw: st.DrawFn) -> list[dict[str, str]]:
    """The rows of a few scorecards. A programme has at least a letter that the one before has not."""
    righe: list[dict[str, str]] = []
    for c in range(draw(st.integers(1, 3))):
        for p in range(draw(st.integers(1, 2))):
            nome = f"{draw(NOMI)} {p}"
            for o in range(1, draw(st.integers(1, 3)) + 1):
                alto = (f"{'abc'[c]}. Il Cruscotto {c + 1}", nome, f"{o}. {draw(NOMI)}")
                for g in range(draw(st.integers(1, 3))):
                    programma = f"{draw(NOMI)} {g}"
                    operativi = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
                    for n, quanti in enumerate(operativi):
                        operativo = "" if n == 0 and draw(st.booleans()) else f"Fare {n} {draw(NOMI)}"
                        for _ in range(quanti):
                            livelli = dict(zip(LIVELLI, (*alto, programma, operativo), strict=True))
                            valori = {c: draw(VALORI) for c in ("target", "actual", "sal")}
                            righe.append({**livelli, "etichetta": f"Misura {len(righe)}", **valori, "blocco": ""})
    return righe


def stampa(righe: Sequence[dict[str, str]], modo: Modo) -> Foglio:
    campi = ("etichetta", *(c for c in modo.ordine if c != "etichetta"))
    campi = campi if modo.accanto else ("programma", "obiettivo_operativo", *modo.ordine)
    testate = dict(
        zip(
            ("programma", "obiettivo_operativo", "etichetta", "target", "actual", "sal"), INTERE.split("|"), strict=True
        )
    )
    uscita: list[tuple[str, ...]] = []

    def riga(*celle: str) -> None:
        uscita.append(("",) * modo.vuote + celle)

    def pagina(nuova: dict[str, str]) -> None:
        uscita.append(())
        riga(nuova["cruscotto"])

    prima: dict[str, str] = dict.fromkeys(LIVELLI, "")
    for n, r in enumerate(righe):
        if r["cruscotto"] != prima["cruscotto"]:
            pagina(r)
            prima = {**dict.fromkeys(LIVELLI, ""), "cruscotto": r["cruscotto"]}
        elif n % modo.pagina == 0 and not modo.accanto:
            pagina(r)
            riga(*(testate[c] for c in campi))
        if r["prospettiva"] != prima["prospettiva"]:
            riga(r["prospettiva"])
            prima = {**prima, "obiettivo_strategico": ""}
        if r["obiettivo_strategico"] != prima["obiettivo_strategico"]:
            if not modo.accanto:
                riga(r["obiettivo_strategico"])
            riga(*(testate[c] if c != "etichetta" or not modo.accanto else r["obiettivo_strategico"] for c in campi))
            prima = {**prima, "programma": "", "obiettivo_operativo": ""}
        stesso = r["programma"] == prima["programma"]
        vuote = {
            "programma": stesso,
            "obiettivo_operativo": stesso and r["obiettivo_operativo"] == prima["obiettivo_operativo"],
        }
        riga(*("" if vuote.get(c) else r[c] for c in campi))
        prima = r
    return Foglio("F", tuple(uscita))


@settings(max_examples=150, deadline=None)
@given(alberi(), MODI)
def test_any_scorecard_printed_so_comes_back(righe: list[dict[str, str]], modo: Modo) -> None:
    if modo.accanto:
        righe = [{**r, "programma": "", "obiettivo_operativo": "", "target": r["target"] or "1"} for r in righe]
    letto = leggi(stampa(righe, modo))
    assert (letto.errori, letto.avvisi) == ([], [])
    campi = (*LIVELLI, "etichetta", "target", "actual", "sal")
    assert [[r[c] for c in campi] for r in letto.righe] == [[r[c] for c in campi] for r in righe]


# -- anything at all ---------------------------------------------------------------------------------------------------

PEZZI = [
    "", "", "", "", "Programmi di Intervento", "Obiettivi Operativi", "Indicatori", "Target", "Actual", "SAL", "Colore",
    "Prospettiva", "Obiettivo strategico", "Cruscotto", "a. Il Cruscotto di Area 1", "b. Il Cruscotto di Area 2",
    "Obiettivi operativi 2019", "Area 1", "Relazione 2019", "Processi Interni", "Crescita", "6. Ottimizzare",
    "7. Crescere", "Media", "Totale", "SAL medio", "Nota", "(*)", "12", "100%", "31/12/2019", "Reclami (PIRA)",
    "(PIRA)", "idem", "a.", "1.",
]  # fmt: skip
CELLE = st.one_of(st.sampled_from(PEZZI), st.text(max_size=6).map(str.strip))
INTESTATE = st.sampled_from(
    [INTERE, "6. Ottimizzare|Target|Actual|SAL", "Indicatori|SAL|Target", "|||Target|Actual|SAL"]
)
RIGHE = st.one_of(st.lists(CELLE, max_size=7).map(tuple), INTESTATE.map(lambda t: tuple(t.split("|"))))
GRIGLIE = st.lists(RIGHE, max_size=14).map(tuple)


@settings(max_examples=400, deadline=None)
@given(st.lists(GRIGLIE, min_size=1, max_size=3))
@example(
    [
        (("Programmi di Intervento", "Obiettivi Operativi"), ("Media", "Programmi di Intervento")),
        (("Programmi di Intervento", "Obiettivi Operativi", *["a. Il Cruscotto di Area 1"] * 3),),
    ]
)
@example([(("Indicatori", "31/12/2019"), ("Indicatori", "0"))])
@example(
    [
        (("Programmi di Intervento", "Obiettivi Operativi", "Indicatori", "Target", "Actual", "SAL"),),
        (("6. Ottimizzare", "Target", "Actual", "SAL"), ("Target", "Target")),
    ]
)
def test_whatever_is_written_is_read_or_spoken_of(griglie: list[tuple[tuple[str, ...], ...]]) -> None:
    fogli = [Foglio(f"F{n}", righe) for n, righe in enumerate(griglie)]
    try:
        letto = leggi_stampato(fogli, COLONNE, 2019)
    except ErroreUtente:
        return
    detti = {e.posto for e in (*letto.errori, *letto.avvisi)}
    forme = Riconoscitore(vocabolario(COLONNE, 2019))
    for f in fogli:
        da_dire = ("«Indicatore»", "che cosa sono le colonne")
        if any(d in e.motivo and e.posto.startswith(f.nome) for e in letto.errori for d in da_dire):  # headings to mend
            continue
        if f"{f.nome}!A1" in detti or (
            not letto.intestazioni and "F0!A1" in detti
        ):  # the whole sheet, or the whole file
            continue
        composte = componi(f, forme.parole).righe
        for n, celle in enumerate(f.righe, 1):
            if composte[n - 1] != celle:  # headings on two levels, which are one
                continue
            forma = forme.forma(celle)
            di_qui = [r for r in letto.righe if (r.file, r.numero) == (f.nome, n)]
            se_ne_parla = {f"{f.nome}!{chr(65 + c)}{n}" for c in range(7)} & detti
            if forma.specie in (Specie.PIENA, Specie.NOTA) and not di_qui:
                assert se_ne_parla, (f.nome, n, celle)
            if forma.specie is Specie.SOLA and not di_qui and not se_ne_parla:
                seguenti = [forme.forma(c) for c in f.righe[n:]]
                dopo = next((s for s in seguenti if s.specie not in (Specie.VUOTA, Specie.NOTA)), None)
                assert dopo is not None, (f.nome, n, celle)
                assert dopo.specie is not Specie.PIENA or obiettivo(f.righe[n + seguenti.index(dopo)][dopo.piene[0]])
            if di_qui:
                controlla_celle(di_qui, celle, detti)


def controlla_celle(righe: Sequence[RigaLetta], celle: Sequence[str], detti: set[str]) -> None:
    """Every cell of an indicator is a value of it, in whatever period, or is in a column that has been spoken of."""
    for c, testo in enumerate(celle):
        colonna = f"{righe[0].file}!{chr(65 + c)}"
        letta = any(r.posto(campo) == f"{colonna}{r.numero}" for r in righe for campo in r.valori)
        assert letta or not testo or testo == "idem" or any(p.startswith(colonna) for p in detti), (colonna, testo)


# -- time --------------------------------------------------------------------------------------------------------------


def test_ten_thousand_printed_rows_take_a_moment() -> None:
    """A third of a second; three, so that a busy machine does not fail it."""
    una = tuple(tuple("" if v is None else str(v) for v in r) for r in insieme(stampe(testo=True)).righe)
    lungo = Foglio("F", una * 21)
    assert len(lungo.righe) > 10_000
    inizio = time.process_time()
    letto = leggi_stampato([lungo], COLONNE, 2019)
    durata = time.process_time() - inizio
    assert (len(letto.righe), letto.errori) == (251 * 21, [])
    assert durata < 3


@pytest.mark.parametrize("riga", [("Testo",), ("a. Il Cruscotto",), (), ("Target", "Actual"), ("6. Uno",), ("x", "y")])
def test_the_same_row_ten_thousand_times_takes_no_longer(riga: tuple[str, ...]) -> None:
    inizio = time.process_time()
    leggi(Foglio("F", (("Indicatori", "Target"), *([riga] * 10_000))))
    assert time.process_time() - inizio < 2
