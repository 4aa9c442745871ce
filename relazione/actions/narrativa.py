from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from cruscotto.models import Ciclo
from cruscotto.serratura import blocca_ciclo, esige_ciclo_modificabile
from ente.actions.registro import registra
from ente.importazione import Esito, aggiorna_o_crea
from ente.models import Utente
from relazione.models import Relazione, Sezione


@transaction.atomic
def importa_narrativa(
    *, ciclo: Ciclo, titolo: str, data_documento: str, sezioni: Sequence[Mapping[str, Any]], da: Utente | None
) -> Esito:
    """Create or update the Relazione of a cycle and its sections; a section that is no longer given is removed.

    Each section has ``numero``, ``titolo``, ``ordine``, ``livello`` (1–3) and ``testo`` in Markdown.

    Raises:
        NonModificabile: something would change in a cycle whose Relazione has been adopted.
    """
    ciclo = blocca_ciclo(ciclo.pk)
    esito = Esito()
    relazione = aggiorna_o_crea(
        Relazione.objects.di(ciclo.ente), esito, {"ciclo": ciclo}, {"titolo": titolo, "data_documento": data_documento}
    )
    for voce in sezioni:
        aggiorna_o_crea(
            Sezione.objects.di(ciclo.ente),
            esito,
            {"relazione": relazione, "ordine": voce["ordine"]},
            {campo: voce[campo] for campo in ("numero", "titolo", "livello", "testo")},
        )
    tolte, _ = relazione.sezioni.exclude(ordine__in=[voce["ordine"] for voce in sezioni]).delete()
    if esito.creati or esito.modificati or tolte:
        esige_ciclo_modificabile(ciclo)
        registra(ente=ciclo.ente, da=da, azione="importa narrativa", oggetto=relazione, esito=str(esito), tolte=tolte)
    return esito
