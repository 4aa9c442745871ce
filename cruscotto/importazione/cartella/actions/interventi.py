from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.importazione.generi.interventi import progetta_interventi
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.importazione import Esito, RigaLetta
from ente.models import Utente
from ente.progetto import applica


def importa_interventi(*, ciclo: Ciclo, righe: Sequence[RigaLetta], da: Utente | None) -> Esito:
    """Create or update the *interventi economici* of a cycle.

    Raises:
        ImportazioneRifiutata: with every error of every row; nothing is written.
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    with transaction.atomic():
        ciclo = blocca_ciclo(ciclo.pk)
        progetto = progetta_interventi(ciclo=ciclo, righe=righe)
        progetto.esige_senza_errori()
        esito = progetto.esito()
        if progetto.cambi:
            esige_ciclo_modificabile(ciclo)
            applica(progetto)
            registra(ente=ciclo.ente, da=da, azione="importa interventi", oggetto=ciclo, esito=str(esito))
    return esito
