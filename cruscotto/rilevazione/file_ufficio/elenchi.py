"""What helps who fills in the workbook of an office: lists of allowed values, advice on cells, instructions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from cruscotto.rilevazione.pagina_valori import ValoriDaInserire
from ente.fogli.celle import MAI_STAMPATI
from ente.fogli.righe import ISTRUZIONI

NASCOSTO = "Elenchi"
"""The hidden sheet with the lists: written in the validation itself they could not be longer than 255 characters."""
CONSIGLIO = 250
"""Characters of an advice, at most: spreadsheets accept 255."""


class Elenchi:
    """The allowed values of a workbook, each list in a column of a hidden sheet."""

    def __init__(self, libro: Workbook) -> None:
        self._foglio: Any = libro.create_sheet(NASCOSTO)
        self._foglio.sheet_state = "hidden"
        self._dove: dict[tuple[str, ...], str] = {}

    def scelta(self, pagina: Any, celle: str, valori: Sequence[str], che: str) -> None:
        """Only one of these; ``che`` says what is chosen."""
        regola = DataValidation(type="list", formula1=self._elenco(tuple(valori)), allow_blank=True, sqref=celle)
        regola.errorTitle, regola.error = "Valore non previsto", f"Scegliete {che} dall'elenco."
        regola.promptTitle, regola.prompt = "Valore", f"Scegliete {che} dall'elenco."
        _aggiungi(pagina, regola)

    def _elenco(self, valori: tuple[str, ...]) -> str:
        if valori not in self._dove:
            colonna = len(self._dove) + 1
            for n, testo in enumerate(valori, 1):
                cella = self._foglio.cell(n, colonna)
                cella.value, cella.data_type = MAI_STAMPATI.sub("", testo), "s"
            lettera = get_column_letter(colonna)
            self._dove[valori] = f"{NASCOSTO}!${lettera}$1:${lettera}${len(valori)}"
        return self._dove[valori]

    def giorno(self, pagina: Any, celle: str, frase: str) -> None:
        """A day, or nothing."""
        if celle:
            regola = DataValidation(
                type="date", operator="greaterThan", formula1="36526", allow_blank=True, sqref=celle
            )
            regola.errorTitle, regola.error = "Data non valida", "Scrivete giorno, mese e anno."
            regola.promptTitle, regola.prompt = "Data", frase
            _aggiungi(pagina, regola)

    def consiglio(self, pagina: Any, celle: str, frase: str) -> None:
        """Anything: what is written is read, and checked, when it comes back."""
        regola = DataValidation(type=None, allow_blank=True, sqref=celle)
        regola.promptTitle, regola.prompt = "Che cosa scrivere", frase[:CONSIGLIO]
        _aggiungi(pagina, regola)


def _aggiungi(pagina: Any, regola: DataValidation) -> None:
    regola.showErrorMessage = regola.showInputMessage = True
    pagina.add_data_validation(regola)


def intervalli(righe: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow each other, from the first to the last."""
    inizio = fine = 0
    for n in sorted(righe):
        if n != fine + 1 and fine:
            yield inizio, fine
        inizio, fine = (inizio if n == fine + 1 and fine else n), n
    if fine:
        yield inizio, fine


TITOLI = ("Che cosa scrivere", "Come torna indietro")
SPIEGAZIONI = (
    TITOLI[0],
    "Le celle gialle sono vostre: valore, nota, causa, motivo, azione correttiva, entro quando.",
    "Una cella del valore lasciata vuota non cancella il valore che c'è già.",
    "Numeri: con la virgola per i decimali (1234,5). Percentuali: 73%. Date: 31/12/2019.",
    "Rapporti: numeratore e denominatore, per esempio 17/20. Fasi: l'avanzamento di ognuna, per esempio 100/50 %.",
    "Se il valore è sotto la soglia dell'ente scrivete anche causa, motivo, azione correttiva ed entro quando.",
    TITOLI[1],
    "Salvate il file e caricatelo in «Importa», «Valori di un periodo»: vedrete che cosa cambia prima di confermare.",
    "I valori arrivano in bozza: si trasmettono dalla pagina «I miei valori».",
    "La protezione non ha password: tolta quella si possono cancellare righe, che restano come sono, o riordinarle.",
    "Se nel frattempo qualcuno ha scritto in una cella che avete cambiato, ve lo diremo e non andrà perso nulla.",
    "Non cambiate le colonne nascoste: servono a riconoscere le righe.",
)


def scrivi_istruzioni(libro: Workbook, da_inserire: ValoriDaInserire) -> None:
    """The sheet that explains."""
    pagina: Any = libro.create_sheet(ISTRUZIONI)
    pagina.column_dimensions["A"].width = 110
    periodo, ciclo = da_inserire.periodo, da_inserire.sede.ciclo
    righe = [f"Valori di {periodo.nome} {ciclo.anno}", *SPIEGAZIONI]
    titoli = {righe[0], *TITOLI}
    for n, testo in enumerate(righe, 1):
        cella = pagina.cell(n, 1)
        cella.value, cella.data_type = MAI_STAMPATI.sub("", testo), "s"
        cella.alignment, cella.font = Alignment(wrap_text=True, vertical="top"), Font(bold=testo in titoli)
    pagina.protection.sheet = True
