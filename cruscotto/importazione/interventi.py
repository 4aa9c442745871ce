"""*Interventi economici* of a cycle, each with its objective and its budget line."""

from __future__ import annotations

from cruscotto.actions.interventi import importa_interventi, progetta_interventi
from cruscotto.importazione.genere import Genere, Righe
from cruscotto.models import Ciclo
from ente.fogli.intestazioni import Colonna
from ente.importazione import Esito
from ente.progetto import Progetto


def _progetta(ciclo: Ciclo, righe: Righe) -> Progetto:
    return progetta_interventi(ciclo=ciclo, righe=righe)


def _importa(ciclo: Ciclo, righe: Righe) -> Esito:
    return importa_interventi(ciclo=ciclo, righe=righe, da=None)


INTERVENTI = Genere(
    codice="interventi",
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
    importa=_importa,
)
