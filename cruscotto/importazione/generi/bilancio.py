"""Budget lines of a year (DPR 254/2005), as the chamber's accountant keeps them."""

from __future__ import annotations

from functools import partial

from contesto.actions.bilancio import SCANSA, TESTI, progetta_bilancio
from cruscotto.importazione.anni_e_periodi import dell_anno
from cruscotto.importazione.genere import Dove, GenereImportabile
from ente.fogli.intestazioni import Colonna
from ente.fogli.righe import Letto, leggi_righe
from ente.progetto import Progetto


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    return progetta_bilancio(ente=dove.ente, anno=dove.anno, righe=dell_anno(letto, dove), risposte=risposte)


BILANCIO = GenereImportabile(
    codice="bilancio",
    nome="Bilancio",
    descrizione="Le voci del bilancio dell'anno: preventivo, aggiornamento, consuntivo. "
    f"Voci fino a {TESTI['etichetta']} caratteri.",
    colonne=(
        Colonna("anno", "Anno", ("Esercizio", "Anno di riferimento")),
        Colonna("ordine", "Ordine", ("N.", "Num.", "N. ordine", "Progressivo", "Riga")),
        Colonna("codice", "Codice", ("Lettera", "Codice voce", "Cod.")),
        Colonna("etichetta", "Voce", ("Descrizione", "Voci di bilancio", "Voce di bilancio", "Denominazione"), True),
        Colonna("tipo", "Tipo", ("Tipo voce", "Tipo riga")),
        Colonna("sezione", "Sezione"),
        Colonna("preventivo", "Preventivo", ("Budget", "Previsione", "Previsione iniziale", "Preventivo iniziale")),
        Colonna(
            "aggiornamento",
            "Aggiornamento",
            ("Preventivo aggiornato", "Budget aggiornato", "Assestato", "Previsione aggiornata"),
        ),
        Colonna("consuntivo", "Consuntivo", ("Rendiconto", "Actual")),
        Colonna("differenza", "Differenza", ("Scostamento", "Delta")),
        Colonna("riga_fonte", "Riga della fonte", ("Riga fonte",)),
    ),
    progetta=_progetta,
    leggi=partial(leggi_righe, totali=True, da_soli=("etichetta",)),
    scansa=SCANSA,
)
