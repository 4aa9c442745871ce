"""The same three tables as many programs write them: the same plan, or a question (`tests/casi/programmi`)."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from contesto.models import Cella
from contesto.numeri import leggi_cella
from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Periodo, Rilevazione, StatoPeriodo, StatoRilevazione, ValoreAtteso
from ente.fogli.lettura import SENZA_VALORE
from ente.models import Utente
from ente.progetto import Progetto, in_json
from tests.mondi.fogli import CASI
from tests.mondi.importazioni import apri_ciclo

pytestmark = pytest.mark.django_db
PROGRAMMI = CASI / "programmi"
TAVOLE: dict[str, Any] = json.loads((PROGRAMMI / "come" / "tavole.json").read_text(encoding="utf-8"))
FILE = sorted(f.name for f in PROGRAMMI.iterdir() if f.is_file() and f.name != "LEGGIMI.md")
RIFERIMENTO = "xlsxwriter-{}.xlsx"
"""What is right of it is written below, by hand."""
GIUSTI = {
    "indicatori": ["220", "214", "95", "93.5", "1250", "1234.5", "2019-09-30", "2019-09-15", "30", "28.75"],
    "rilevazioni": ["1.375", "3", "2019-09-20", "93.5", "541234.5", "Positivo"],
    "tavola": [
        *("Città di Castello", "1.204", "1.251", "47", "3,9%", "1.234,5", "31/12/2019"),
        *("Forlì – centro", "877", "860", "-17", "-1,9%", "987,65", "30/11/2019"),
        *("Località più remota", "12", "", "", "", "45,1", ""),
        *("San Piero a Sieve", "1.250.000", "1.250.750", "750", "0,1%", "10", "31/12/2019"),
    ],
}
SENZA_CALCOLO = {"openpyxl", "xlsxwriter-senza-valori", "xlsx-populate", "xlwt", "poi-senza-calcolo"}
"""They calculate nothing, and write a formula without its value, or with 0."""
SENZA_FORMATO = {
    *("exceljs csv", "gnumeric csv", "sheetjs ods", "sheetjs fods", "sheetjs-date ods", "sheetjs-date fods"),
}
"""The format of a percentage is not in their files: a share is asked about; in a table, whose columns have no kind, it
is the number that the file holds."""
CON_DECIMALI_INUTILI = {"pandas-italiano csv"}
"""An empty cell makes decimals of all the others: 47,0."""
COME_MOSTRATI = {"libreoffice csv", "sheetjs csv", "sheetjs-date csv"}
"""A csv of what the cells show, with their sign of euro."""


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    Periodo.objects.filter(ciclo=ciclo, numero=2).update(stato=StatoPeriodo.APERTO)
    Rilevazione.objects.filter(periodo__ciclo=ciclo).update(stato=StatoRilevazione.BOZZA)
    return apri_ciclo(ciclo)


def spezza(nome: str) -> tuple[str, str, str]:
    """Program, kind of sheet, extension."""
    programma, _, resto = nome.rpartition("-")
    genere, _, tipo = resto.partition(".")
    return programma, genere, tipo


def progetta(ciclo: Ciclo, nome: str, risposte: dict[str, str] | None = None) -> Progetto:
    _, genere, tipo = spezza(nome)
    dove = Dove(
        ente=ciclo.ente,
        del_ciclo=ciclo,
        periodo=Periodo.objects.get(ciclo=ciclo, numero=2),
        cruscotto=ciclo.cruscotti.get(codice="area1") if genere == "indicatori" else None,
        da=Utente.objects.get(username="amministratore"),
        crea=True,
    )
    contenuto = (PROGRAMMI / nome).read_bytes()
    return progetta_file(GENERI[genere], dove, f"{TAVOLE[genere]['foglio']}.{tipo}", contenuto, None, risposte)[1]


def letto(oggetto: Any) -> str:
    """The value of a target or of an actual, however it was written."""
    if oggetto.data:
        return str(oggetto.data.isoformat())
    return f"{oggetto.valore.normalize():f}" if oggetto.valore is not None else str(oggetto.testo)


def valori(progetto: Progetto) -> list[str]:
    """What the cells of a sheet say, in its order."""
    oggetti = [c.oggetto for c in progetto.cambi]
    if any(isinstance(o, Cella) for o in oggetti):
        return [o.testo for o in oggetti if isinstance(o, Cella)]
    return [letto(o) for o in oggetti if isinstance(o, ValoreAtteso | Rilevazione) and o.testo]


def tutto(progetto: Progetto) -> list[Any]:
    """All that a plan writes, but for how numbers and days are written; euro are numbers whose unit is €."""
    righe = []
    for c in progetto.cambi:
        dopo = {n: v for n, v in in_json(c.dopo).items() if n not in ("testo", "tipo", "unita", "avvisi")}
        righe.append([type(c.oggetto).__name__, c.nome, dopo])
    return righe


def risposte_giuste(progetto: Progetto) -> dict[str, str]:
    """What a person answers who knows the sheet: the dot is of the decimals, the theme is the proposed one."""
    return {d.chiave: "decimali" if d.chiave.startswith("punto:") else d.proposta for d in progetto.dubbi.values()}


@pytest.mark.parametrize("genere", GIUSTI)
def test_the_reference_is_right(aperto: Ciclo, genere: str) -> None:
    assert valori(progetta(aperto, RIFERIMENTO.format(genere))) == GIUSTI[genere]


def test_there_are_many_programs() -> None:
    assert len({spezza(nome)[0] for nome in FILE}) >= 10
    assert {spezza(nome)[1] for nome in FILE} == GIUSTI.keys()


@pytest.mark.parametrize("nome", FILE)
def test_a_program_says_the_same(aperto: Ciclo, nome: str) -> None:
    programma, genere, tipo = spezza(nome)
    progetto = progetta(aperto, nome)
    if programma in SENZA_CALCOLO:
        formule = sum("f" in c for r in TAVOLE[genere]["righe"] for c in r if isinstance(c, dict))
        assert [e.motivo for e in progetto.errori] == [SENZA_VALORE] * formule
        return
    progetto = progetta(aperto, nome, risposte_giuste(progetto))
    assert not progetto.errori and not progetto.da_decidere
    if f"{programma} {tipo}" in SENZA_FORMATO:
        chieste = {d.chiave.partition(":")[0] for d in progetto.dubbi.values()}
        if genere == "tavola":
            giusti = [re.sub(r"^(-?)([\d,]+)%$", _quota, t) for t in GIUSTI[genere]]
            assert valori(progetto) == giusti
            return
        assert "quota" in chieste
    elif f"{programma} {tipo}" in CON_DECIMALI_INUTILI and genere == "tavola":
        assert [re.sub(r",0\b", "", t) for t in valori(progetto)] == GIUSTI[genere]
        return
    elif f"{programma} {tipo}" in COME_MOSTRATI and genere == "tavola":
        assert [_nudo(t) for t in valori(progetto)] == [_nudo(t) for t in GIUSTI[genere]]
        return
    uguale = RIFERIMENTO.format(genere)
    riferimento = progetta(aperto, uguale, risposte_giuste(progetta(aperto, uguale)))
    assert valori(progetto) == GIUSTI[genere]
    assert tutto(progetto) == tutto(riferimento)


def _quota(trovata: re.Match[str]) -> str:
    return trovata[1] + f"{float(trovata[2].replace(',', '.')) / 100:.3f}".replace(".", ",")


def _nudo(testo: str) -> str:
    """A figure without what only prints it."""
    valore = leggi_cella(testo)
    return testo if valore is None else f"{valore.normalize():f}"
