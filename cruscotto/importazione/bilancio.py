"""Budget lines of a year (DPR 254/2005), as the chamber's accountant keeps them."""

from __future__ import annotations

from collections.abc import Mapping

from contesto.actions.bilancio import progetta_bilancio
from cruscotto.importazione.genere import Dove, Genere
from ente.fogli.intestazioni import Colonna
from ente.fogli.righe import Letto
from ente.progetto import Progetto


def _progetta(dove: Dove, letto: Letto, risposte: Mapping[str, str]) -> Progetto:
    ciclo = dove.il_ciclo()
    return progetta_bilancio(ente=ciclo.ente, anno=ciclo.anno, righe=letto.righe)


BILANCIO = Genere(
    codice="bilancio",
    nome="Bilancio",
    descrizione="Preventivo, aggiornamento e consuntivo, una riga per voce; gli oneri si scrivono negativi.",
    colonne=(
        Colonna("ordine", "Ordine", ("n.", "num", "progressivo", "riga"), obbligatoria=True),
        Colonna("codice", "Codice", ("voce", "lettera")),
        Colonna("etichetta", "Etichetta", ("descrizione", "voci di bilancio", "denominazione"), obbligatoria=True),
        Colonna("tipo", "Tipo", obbligatoria=True),
        Colonna("sezione", "Sezione"),
        Colonna("preventivo", "Preventivo", ("budget", "previsione", "previsione iniziale")),
        Colonna("aggiornamento", "Aggiornamento", ("preventivo aggiornato", "assestato", "previsione aggiornata")),
        Colonna("consuntivo", "Consuntivo", ("rendiconto", "actual")),
        Colonna("differenza", "Differenza", ("scostamento", "delta")),
        Colonna("riga_fonte", "Riga della fonte"),
    ),
    progetta=_progetta,
)
