"""The OIV's examination done by its acts, so that an edition may be validated."""

from __future__ import annotations

from ente.models import Utente
from relazione.edizioni.actions.validazione import valida_relazione
from relazione.models import EsameOiv, Giudizio, RelazioneApprovata
from relazione.validazione.actions.esame import apri_esame, giudica_criterio

MOTIVO = "Si è visto dai dati."
OSSERVAZIONE = "Scrivete da dove viene il dato."


def esamina(edizione: RelazioneApprovata, da: Utente, **giudizi: str) -> EsameOiv:
    """Begin the examination of an edition and judge every criterion: met, or as ``giudizi`` say by code, with the
    dashes of the code written as underscores."""
    esame = apri_esame(edizione=edizione, da=da)
    for criterio in esame.criteri.select_related("esame__approvata__ciclo"):
        giudizio = giudizi.get(criterio.codice.replace("-", "_"), Giudizio.CONFORME.value)
        giudica_criterio(
            criterio=criterio,
            giudizio=giudizio,
            motivo=MOTIVO,
            osservazioni="" if giudizio in (Giudizio.CONFORME, Giudizio.NON_PERTINENTE) else OSSERVAZIONE,
            versione=criterio.versione,
            da=da,
        )
    return esame


def valida(edizione: RelazioneApprovata, da: Utente, conclusioni: str = "Conforme.") -> RelazioneApprovata:
    """Examine an edition, if nobody has, and validate it."""
    if not EsameOiv.objects.filter(approvata=edizione).exists():
        esamina(edizione, da)
    return valida_relazione(edizione=edizione, conclusioni=conclusioni, da=da)
