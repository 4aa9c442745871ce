"""The birth of an edition of the Relazione: what the act adopted, photographed and compared with the one before."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Max
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.documento.confronto import confronta
from relazione.documento.genera import richiesta_del_documento
from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.edizioni.salvate import salva_fotografia
from relazione.fotografia import Fotografia, fotografa_entrambe, leggi_json
from relazione.models import Correzione, Documento, RelazioneApprovata, StatoApprovata

ATTO = "Atto di approvazione"


class NullaDiCambiato(NonModificabile):
    """A correction that changes nothing."""

    def __init__(self, numero: int) -> None:
        super().__init__(
            f"La correzione non cambia nulla rispetto all'edizione n. {numero}: correggete ciò che era sbagliato, "
            "oppure chiudete la correzione senza una nuova edizione."
        )


def registra_edizione(*, ciclo: Ciclo, documento: Documento, da: Utente | None) -> RelazioneApprovata:
    """Number and photograph the Relazione that an act has just adopted, and put its sealing in the queue.

    Call it inside the transaction of the act, with the cycle locked and already adopted. An edition before it that was
    never published is superseded now; a published one when the new one is published.

    Raises:
        NullaDiCambiato: it mends an edition, and says what that one said.
    """
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    assert pubblica is not None  # noqa: S101 - only an individual sheet has no public edition
    assert ciclo.approvazione_data is not None  # noqa: S101 - the cycle is adopted
    prima = RelazioneApprovata.objects.filter(ciclo=ciclo).select_related("fotografia", "integrale").first()
    correzione = Correzione.objects.filter(approvata=prima).first() if prima else None
    cambiamenti = _cambiamenti(prima, completa, pubblica) if prima else []
    numero = RelazioneApprovata.objects.filter(ciclo=ciclo).aggregate(n=Max("numero"))["n"] or 0
    edizione = RelazioneApprovata.objects.create(
        ciclo=ciclo,
        documento=documento,
        numero=numero + 1,
        organo=ciclo.approvazione_organo,
        atto_numero=ciclo.approvazione_numero,
        atto_data=ciclo.approvazione_data,
        motivo_ritardo=ciclo.motivo_ritardo,
        approvata_da=da,
        cambiamenti=cambiamenti,
        fotografia=salva_fotografia(documento, pubblica),
        integrale=salva_fotografia(documento, completa),
    )
    if correzione is not None:
        Correzione.objects.filter(pk=correzione.pk).update(nuova=edizione)
    if prima is not None and prima.stato != StatoApprovata.PUBBLICATA:
        supera(prima)
    sigilla_relazione.enqueue(edizione.pk)
    return edizione


def supera(edizione: RelazioneApprovata) -> None:
    """Let a later edition take the place of one."""
    RelazioneApprovata.objects.filter(pk=edizione.pk).update(stato=StatoApprovata.SUPERATA, superata_il=timezone.now())


def _cambiamenti(prima: RelazioneApprovata, completa: Fotografia, pubblica: Fotografia) -> list[dict[str, str]]:
    """What the public edition says differently, in document order; the act itself does not count.

    Raises:
        NullaDiCambiato: neither edition does.
    """
    modifiche = [m for m in confronta(leggi_json(prima.fotografia.contenuto), pubblica) if m.dove != ATTO]
    if not modifiche:
        interne = confronta(leggi_json(prima.integrale.contenuto), completa)
        if all(m.dove == ATTO for m in interne):
            raise NullaDiCambiato(prima.numero)
    return [asdict(m) for m in modifiche]
