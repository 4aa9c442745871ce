"""Publication of a validated Relazione: from now on anyone reads it, and the edition before it is superseded."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from ente.models import Utente
from relazione.edizioni.actions.edizione import supera
from relazione.edizioni.lettere import scrivi_a
from relazione.edizioni.passaggi import PUBBLICA, blocca_edizione, esige_passo, passa_edizione
from relazione.models import RelazioneApprovata, StatoApprovata


@transaction.atomic
def pubblica_relazione(*, edizione: RelazioneApprovata, da: Utente) -> RelazioneApprovata:
    """Publish a validated Relazione. Twice is once.

    Raises:
        NonModificabile: it is not validated, is superseded, or is being mended.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige_passo(PUBBLICA, edizione, da)
    edizione = blocca_edizione(edizione)
    if edizione.stato == StatoApprovata.PUBBLICATA:
        return edizione
    for prima in RelazioneApprovata.objects.filter(ciclo=edizione.ciclo, stato=StatoApprovata.PUBBLICATA):
        supera(prima)
    passa_edizione(edizione, PUBBLICA, da, {"pubblicata_da": da, "pubblicata_il": timezone.now()})
    scrivi_a(edizione, "pubblicata", da)
    return edizione
