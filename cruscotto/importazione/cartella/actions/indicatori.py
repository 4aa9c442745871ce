"""Import of a cycle's indicators: what a scorecard says, row by row, becomes indicators and placements.

One indicator is defined once and placed many times. What the rows would change is in ``cruscotto.importazione``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.importazione.cruscotti.presenti import motivo_fermo
from cruscotto.importazione.cruscotti.progetto import COLONNE, progetta_indicatori
from cruscotto.models import Ciclo, Rilevazione, StatoRilevazione
from ente.actions.registro import componi, differenze, registra, registra_molti
from ente.importazione import Esito, RigaLetta
from ente.models import Utente
from ente.progetto import Progetto, applica

__all__ = ["COLONNE", "importa_indicatori", "progetta_indicatori"]


def importa_indicatori(
    *,
    ciclo: Ciclo,
    righe: Sequence[RigaLetta],
    da: Utente | None,
    stato: StatoRilevazione = StatoRilevazione.BOZZA,
) -> Esito:
    """Create or update the indicators, placements, targets and year-end actuals of a cycle, in the order of ``righe``.

    The actuals belong to the last period of the cycle, which must be open. New ones are drafts of their office, or have
    another ``stato`` when they come from a document already adopted. The same rows twice change nothing.

    Raises:
        ImportazioneRifiutata: with every error of every row; nothing is written.
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    with transaction.atomic():
        ciclo = blocca_ciclo(ciclo.pk)
        conserva_regole(ciclo.ente_id)
        progetto = progetta_indicatori(ciclo=ciclo, righe=righe, da=da, stato=stato)
        if progetto.cambi or motivo_fermo(ciclo) in [e.motivo for e in progetto.errori]:
            esige_ciclo_modificabile(ciclo)
        progetto.esige_senza_errori()
        esito = progetto.esito()
        applica(progetto)
        if progetto.cambi:
            _registra(ciclo, progetto, da, str(esito))
    return esito


def _registra(ciclo: Ciclo, progetto: Progetto, da: Utente | None, esito: str) -> None:
    """One line for the import, and one for each value that was there and is another now."""
    cambiati = [c for c in progetto.cambi if c.modificato and isinstance(c.oggetto, Rilevazione)]
    atti = []
    for c in cambiati:
        testi = differenze({"testo": c.prima.get("testo")}, {"testo": c.dopo.get("testo")})
        atti.append(componi(ente=ciclo.ente, da=da, azione="importa valore", oggetto=c.oggetto, nome=c.nome, **testi))
    registra_molti(atti)
    registra(ente=ciclo.ente, da=da, azione="importa indicatori", oggetto=ciclo, esito=esito)
