"""A Relazione approved by the act in the small scene, sealed as the worker does."""

from __future__ import annotations

import datetime as dt

from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.models import RelazioneApprovata
from tests.mondi.scena import ANNO, Scena, a_consuntivo, approva

GIORNO = dt.date(ANNO + 1, 6, 20)


def approvata(scena: Scena, numero: str = "7") -> RelazioneApprovata:
    """The first edition, approved and not sealed yet."""
    a_consuntivo(scena)
    approva(scena, GIORNO, numero=numero)
    return ultima(scena)


def sigillata(scena: Scena) -> RelazioneApprovata:
    """The first edition, approved and sealed."""
    return sigilla(approvata(scena))


def sigilla(edizione: RelazioneApprovata) -> RelazioneApprovata:
    """What the worker does of an edition that waits."""
    sigilla_relazione.func(edizione.pk)
    return RelazioneApprovata.objects.select_related("ciclo__ente").get(pk=edizione.pk)


def ultima(scena: Scena) -> RelazioneApprovata:
    edizione = RelazioneApprovata.objects.select_related("ciclo__ente").filter(ciclo=scena.ciclo).first()
    assert edizione is not None
    return edizione
