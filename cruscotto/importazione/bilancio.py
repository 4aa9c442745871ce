"""Budget lines of a year (DPR 254/2005), as the chamber's accountant keeps them."""

from __future__ import annotations

from django.db import transaction

from contesto.actions.bilancio import importa_bilancio, progetta_bilancio
from cruscotto.importazione.genere import Genere, Righe
from cruscotto.models import Ciclo
from cruscotto.serratura import blocca_ciclo, esige_ciclo_modificabile
from ente.fogli.intestazioni import Colonna
from ente.importazione import Esito
from ente.progetto import Progetto


def _progetta(ciclo: Ciclo, righe: Righe) -> Progetto:
    return progetta_bilancio(ente=ciclo.ente, anno=ciclo.anno, righe=righe)


def _importa(ciclo: Ciclo, righe: Righe) -> Esito:
    """The context knows nothing of cycles: the lock is here."""
    with transaction.atomic():
        ciclo = blocca_ciclo(ciclo.pk)
        esito = importa_bilancio(ente=ciclo.ente, anno=ciclo.anno, righe=righe, da=None)
        if esito.creati or esito.modificati:
            esige_ciclo_modificabile(ciclo)
    return esito


BILANCIO = Genere(
    codice="bilancio",
    colonne=(
        Colonna("ordine", "Ordine", ("N.", "Num.", "N. ordine", "Progressivo", "Riga")),
        Colonna("codice", "Codice", ("Lettera", "Codice voce", "Cod.")),
        Colonna("etichetta", "Voce", ("Descrizione", "Voci di bilancio", "Voce di bilancio", "Denominazione"), True),
        Colonna("tipo", "Tipo", ("Tipo voce", "Tipo riga"), True),
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
    importa=_importa,
)
