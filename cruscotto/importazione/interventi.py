"""*Interventi economici* of a cycle, each with its objective and its budget line."""

from __future__ import annotations

from cruscotto.actions.interventi import progetta_interventi
from cruscotto.importazione.genere import Dove, Genere
from ente.fogli.intestazioni import Colonna
from ente.fogli.righe import Letto
from ente.progetto import Progetto


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    return progetta_interventi(ciclo=dove.ciclo, righe=letto.righe)


INTERVENTI = Genere(
    codice="interventi",
    nome="Interventi economici",
    descrizione="Gli interventi dell'anno, ciascuno con il suo obiettivo e l'importo.",
    colonne=(
        Colonna("ordine", "Ordine", ("N.", "Num.", "N. ordine", "Progressivo", "Riga")),
        Colonna("obiettivo", "Numero obiettivo", ("Obiettivo", "N. obiettivo", "Ob."), True),
        Colonna("obiettivo_etichetta", "Obiettivo come stampato", ("Obiettivo etichetta",)),
        Colonna("descrizione", "Intervento", ("Descrizione", "Descrizione intervento", "Iniziativa"), True),
        Colonna("importo", "Importo", ("Importo euro", "Importo €", "€", "Euro", "Spesa", "Consuntivo"), True),
        Colonna("voce_bilancio", "Voce di bilancio", ("Voce", "Codice voce")),
        Colonna("riga_fonte", "Riga della fonte", ("Riga fonte",)),
    ),
    progetta=_progetta,
)
