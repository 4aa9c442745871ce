from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cruscotto.ciclo.blocchi import blocca_ciclo, esige_ciclo_modificabile
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata, aggiorna_o_crea
from ente.models import Utente
from relazione.controlli.origine import CHIAVI
from relazione.models import DocumentoDiOrigine


@transaction.atomic
def importa_origine(*, ciclo: Ciclo, dati: Mapping[str, Any], da: Utente | None) -> Esito:
    """Keep what the document of origin of a cycle prints beside its data, in place of what was kept. The same twice
    changes nothing.

    Raises:
        ImportazioneRifiutata: the file has keys that nobody reads.
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    if sconosciute := sorted(set(dati) - set(CHIAVI)):
        motivo = f"non conosco {', '.join(sconosciute)}: le voci sono {', '.join(CHIAVI)}."
        raise ImportazioneRifiutata([ErroreNelFile("stampato.yaml", motivo)])
    ciclo = blocca_ciclo(ciclo.pk)
    esito = Esito()
    contenuto = json.loads(json.dumps(dati))  # as the database gives it back: every key a string
    origine = aggiorna_o_crea(
        DocumentoDiOrigine.objects.di(ciclo.ente), esito, {"ciclo": ciclo}, {"contenuto": contenuto}
    )
    if esito.creati or esito.modificati:
        esige_ciclo_modificabile(ciclo)
        registra(ente=ciclo.ente, da=da, azione="importa documento di origine", oggetto=origine, anno=ciclo.anno)
    return esito
