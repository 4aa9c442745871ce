"""Rows that are no data, around those of every kind of sheet: the plan is the same as without them, and it says so."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Periodo, Rilevazione, StatoPeriodo, StatoRilevazione
from ente.models import Utente
from ente.progetto import Progetto, in_json
from tests.mondi.fogli import Griglia, in_csv, ods, xlsx
from tests.mondi.importazioni import apri_ciclo

pytestmark = pytest.mark.django_db
FORMATI: dict[str, Callable[[Griglia], bytes]] = {"xlsx": xlsx, "ods": ods, "csv": in_csv}
FOGLI: dict[str, Griglia] = {
    "bilancio": [
        ["Voce", "Tipo", "Preventivo", "Consuntivo"],
        ["Proventi", "titolo", "", ""],
        ["Diritto annuale", "voce", 100, 98],
        ["Totale", "totale", 100, 98],
    ],
    "interventi": [["Numero obiettivo", "Descrizione", "Importo"], [1, "Bandi", 10], [2, "Fiere", 5]],
    "tavola": [["Territorio", "2018", "2019"], ["Arezzo", 12, 13.5], ["Siena", 7, 8]],
    "personale": [["Categoria", "Uomini", "Donne"], ["B", 2, 3], ["C", 10, 22]],
    "rilevazioni": [["Codice", "Valore", "Nota"], ["i053", 75, "x"], ["i036", 9, ""]],
    "indicatori": [
        ["Prospettiva", "Obiettivo strategico", "Indicatore", "Verso", "Target"],
        ["Utenti", "91. Sportello", "Giorni di apertura", "crescente", 40],
        ["Utenti", "91. Sportello", "Ore di apertura", "crescente", 30],
    ],
    "utenti": [
        ["Nome utente", "Qualifica", "Ruolo"],
        ["prova.uno", "Ragioniera", "controllo"],
        ["prova.due", "Funzionario", "oiv"],
    ],
}
PERIODO = 3


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    Periodo.objects.filter(ciclo=ciclo, numero=PERIODO).update(stato=StatoPeriodo.APERTO)
    Rilevazione.objects.filter(periodo__ciclo=ciclo).update(stato=StatoRilevazione.BOZZA)
    return apri_ciclo(ciclo)


def progetta(ciclo: Ciclo, genere: str, contenuto: bytes) -> Progetto:
    dove = Dove(
        ente=ciclo.ente,
        del_ciclo=None if GENERI[genere].senza_ciclo else ciclo,
        periodo=Periodo.objects.get(ciclo=ciclo, numero=PERIODO),
        cruscotto=ciclo.cruscotti.first() if genere == "indicatori" else None,
        da=Utente.objects.get(username="amministratore"),
        crea=True,
    )
    return progetta_file(GENERI[genere], dove, "Foglio inventato.csv", contenuto)[1]


def scritti(progetto: Progetto) -> list[Any]:
    """What a plan writes, wherever it stands in the sheet."""
    assert not progetto.errori, progetto.errori
    return [[type(c.oggetto).__name__, c.nome, in_json(c.dopo)] for c in progetto.cambi]


@pytest.mark.parametrize("formato", FORMATI)
@pytest.mark.parametrize("genere", FOGLI)
def test_noise_changes_nothing(aperto: Ciclo, genere: str, formato: str) -> None:
    testa, *righe = FOGLI[genere]
    larga = len(testa)
    vuota = [""] * larga
    numeri = [str(n) for n in range(1, larga + 1)]
    sporche = [vuota, testa, numeri, *righe[:1], vuota, testa, *righe[1:], vuota, ["Fonte: dati dell'ente", *vuota[1:]]]
    pulito = progetta(aperto, genere, FORMATI[formato](FOGLI[genere]))
    sporco = progetta(aperto, genere, FORMATI[formato](sporche))
    prima, dopo = scritti(pulito), scritti(sporco)
    for voce in dopo:  # of a new table the note below is kept
        voce[2].pop("fonte", None)
    for voce in prima:
        voce[2].pop("fonte", None)
    assert prima and dopo == prima
    detti = " ".join(a.motivo for a in sporco.avvisi)
    assert "intestazioni" in detti or genere == "indicatori"
    assert "numera le colonne" in detti or genere == "indicatori"


def test_of_notes_beside_a_table_nothing_is_made(aperto: Ciclo) -> None:
    libro = load_workbook(io.BytesIO(xlsx(FOGLI["tavola"], "Imprese inventate")))
    libro.create_sheet("Appunti").append(["telefonare a chi manda i dati"])
    uscita = io.BytesIO()
    libro.save(uscita)
    progetto = progetta(aperto, "tavola", uscita.getvalue())
    assert scritti(progetto) == scritti(progetta(aperto, "tavola", xlsx(FOGLI["tavola"], "Imprese inventate")))
    assert [a.posto for a in progetto.avvisi] == ["Appunti!A1"]
