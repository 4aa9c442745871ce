"""The Relazione of the demonstration brought to its end by the acts of its people, so that a newcomer finds it
published: sealed, validated, published. It is said to be a demonstration where the OIV's conclusions are read."""

from __future__ import annotations

from django.utils import timezone

from cruscotto.models import Ciclo
from ente.errori import ErroreUtente
from ente.models import Incarico, Ruolo, Utente
from relazione.edizioni.actions.pubblicazione import pubblica_relazione
from relazione.edizioni.actions.ripresa import richiedi_sigillo
from relazione.edizioni.actions.sigillo import sigilla_relazione
from relazione.edizioni.actions.sigillo_oiv import sigilla_documenti_oiv
from relazione.edizioni.actions.validazione import valida_relazione
from relazione.models import Giudizio, RelazioneApprovata, StatoApprovata
from relazione.validazione.actions.esame import apri_esame, giudica_criterio

CONCLUSIONI = (
    "Dimostrazione: l'esame dell'OIV non è quello vero, e serve a mostrare come una Relazione si valida e si pubblica."
)

MOTIVO = (
    "Dimostrazione: il giudizio non è quello vero. Qui l'OIV scrive che cosa ha visto nelle evidenze, e perché basta."
)
OSSERVAZIONE = "Dimostrazione: qui l'OIV scrive che cosa va corretto, e il controllo di gestione risponde."
OSSERVATI = ("affidabilita", "scostamenti")
"""The criteria under which the demonstration observes something, so that one sees how it reads."""


def pubblica_dimostrazione(*, ciclo: Ciclo) -> RelazioneApprovata:
    """Seal, validate and publish the Relazione of a cycle that came in adopted. Twice is once; one that somebody has
    taken elsewhere, with observations or a correction, stays where it is.

    Raises:
        ErroreUtente: its files cannot be written, or the body has nobody for an act.
    """
    controllo, oiv = _chi(ciclo, Ruolo.CONTROLLO), _chi(ciclo, Ruolo.OIV)
    if not RelazioneApprovata.objects.filter(ciclo=ciclo).exists():
        richiedi_sigillo(ciclo=ciclo, da=controllo)
    edizione = _ultima(ciclo)
    if edizione.numero > 1 or not edizione.ciclo.congelato:
        return edizione
    sigilla_relazione.func(edizione.pk)  # here and not in the queue: nobody may be working at it yet
    edizione = _ultima(ciclo)
    if not edizione.sigillata:
        raise ErroreUtente(f"La Relazione {ciclo.anno} non si è potuta sigillare. {edizione.sigillo_mancato}")
    if edizione.stato == StatoApprovata.APPROVATA:
        _esamina(edizione, oiv)
        edizione = valida_relazione(edizione=edizione, conclusioni=CONCLUSIONI, da=oiv)
        sigilla_documenti_oiv.func(edizione.pk)
    if edizione.stato == StatoApprovata.VALIDATA:
        edizione = pubblica_relazione(edizione=edizione, da=controllo)
    return edizione


def _esamina(edizione: RelazioneApprovata, oiv: Utente) -> None:
    """Judge each criterion that nobody has judged yet."""
    esame = apri_esame(edizione=edizione, da=oiv)
    for criterio in esame.criteri.filter(giudizio="").select_related("esame__approvata__ciclo__ente"):
        osservato = criterio.codice in OSSERVATI
        giudica_criterio(
            criterio=criterio,
            giudizio=Giudizio.CON_OSSERVAZIONI if osservato else Giudizio.CONFORME,
            motivo=MOTIVO,
            osservazioni=OSSERVAZIONE if osservato else "",
            versione=criterio.versione,
            da=oiv,
        )


def _ultima(ciclo: Ciclo) -> RelazioneApprovata:
    ultima = RelazioneApprovata.objects.filter(ciclo=ciclo).select_related("ciclo__ente").first()
    assert ultima is not None  # noqa: S101 - it was asked for just now
    return ultima


def _chi(ciclo: Ciclo, ruolo: Ruolo) -> Utente:
    incarichi = Incarico.objects.filter(ruolo=ruolo).validi_il(timezone.localdate())
    chi = Utente.objects.filter(ente=ciclo.ente_id, is_active=True, incarichi__in=incarichi).order_by("pk").first()
    if chi is None:
        raise ErroreUtente(f"Nell'ente non c'è nessuno con il ruolo «{ruolo.label}»: non si può pubblicare.")
    return chi
