"""Giving up an import that was not confirmed: its file stays, its preview goes."""

from __future__ import annotations

from django.db import transaction

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.actions.importazioni import esige_sua
from cruscotto.models import Importazione, StatoImportazione, VoceImportazione
from ente.actions.registro import registra
from ente.models import Utente

S = StatoImportazione
SCARTABILI = (S.CARICATA, S.ANTEPRIMA, S.FALLITA)
"""The states in which nobody is reading it and nothing of it was written."""


@transaction.atomic
def scarta_importazione(*, importazione: Importazione, da: Utente) -> None:
    """Give up an import. Twice is once.

    Raises:
        NonModificabile: it is being read or written, or was written already.
        PermissionDenied: the import is somebody else's.
    """
    esige_sua(importazione, da)
    ferme = Importazione.objects.filter(pk=importazione.pk, stato__in=SCARTABILI)
    if ferme.update(stato=S.SCARTATA, impronta_progetto="", messaggio="") != 1:
        importazione.refresh_from_db()
        if importazione.stato != S.SCARTATA:
            raise NonModificabile("Non si può più scartare: si scarta solo prima di confermare, quando nessuno lavora.")
        return
    VoceImportazione.objects.filter(importazione=importazione).delete()
    registra(ente=importazione.ente, da=da, azione="scarta importazione", oggetto=importazione)
