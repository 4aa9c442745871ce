"""The OIV's act on an approved Relazione (D.Lgs. 150/2009, art. 14, c. 4, lett. c): it validates it, gives it back with
observations that controllo di gestione answers, or ends by not validating it. It stands on its examination."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.edizioni.actions.sigillo_oiv import fotografa_documenti_oiv
from relazione.edizioni.esame import esige as esige_esame
from relazione.edizioni.esame import leggi_bilancio, perche_non_si_rifiuta, perche_non_valida
from relazione.edizioni.lettere import scrivi_a
from relazione.edizioni.passaggi import (
    NON_VALIDA,
    RESTITUISCI,
    VALIDA,
    Passo,
    blocca_edizione,
    esige_passo,
    esige_sigillata,
    esige_stato,
    passa_edizione,
)
from relazione.edizioni.stato import stessa_persona
from relazione.models import EsameOiv, EsitoEsame, Osservazione, RelazioneApprovata, StatoApprovata

TESTO_MASSIMO = 4000


@transaction.atomic
def restituisci_relazione(
    *, edizione: RelazioneApprovata, osservazioni: Sequence[str], da: Utente
) -> RelazioneApprovata:
    """Give an approved Relazione back with one observation or more: those written here, and those that its examination
    has under a criterion.

    Raises:
        ValoreRifiutato: there is no observation, or one is too long.
        NonModificabile: it is not waiting for the OIV, or its files are not sealed yet.
        PermissionDenied: the person is not of the OIV.
    """
    esige_passo(RESTITUISCI, edizione, da)
    edizione = blocca_edizione(edizione)
    testi = [t for t in (o.strip() for o in osservazioni) if t]
    bilancio = leggi_bilancio(edizione)
    osservati = bilancio.osservati if bilancio else []
    if not testi and not osservati:
        raise ValoreRifiutato({"osservazioni": "Scrivete almeno un'osservazione: che cosa non va, e dove."})
    if any(len(t) > TESTO_MASSIMO for t in testi):
        raise ValoreRifiutato(
            {"osservazioni": f"Un'osservazione è più lunga di {TESTO_MASSIMO} caratteri: dividetela."}
        )
    esige_stato(edizione, RESTITUISCI.da)
    esige_sigillata(edizione)
    dette = [(c.codice, f"Criterio {c}: {c.osservazioni}") for c in osservati] + [("", t) for t in testi]
    Osservazione.objects.bulk_create(
        [Osservazione(approvata=edizione, criterio=criterio, testo=testo, da=da) for criterio, testo in dette]
    )
    passa_edizione(edizione, RESTITUISCI, da, {}, osservazioni=len(dette))
    scrivi_a(edizione, "restituita", da)
    return edizione


@transaction.atomic
def rispondi_osservazione(*, osservazione: Osservazione, risposta: str, da: Utente) -> Osservazione:
    """Answer an observation of the OIV; an answer may be written again until the OIV validates.

    Raises:
        ValoreRifiutato: the answer is empty or too long.
        NonModificabile: the edition is not with who has to answer.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(
        Poteri.di(da).controllo and osservazione.approvata.ciclo.ente_id == da.ente_id,
        "All'OIV risponde il controllo di gestione.",
    )
    edizione = blocca_edizione(osservazione.approvata)
    esige_stato(edizione, (StatoApprovata.RESTITUITA,))
    risposta = risposta.strip()
    if not risposta or len(risposta) > TESTO_MASSIMO:
        raise ValoreRifiutato({"risposta": f"Scrivete la risposta, in al più {TESTO_MASSIMO} caratteri."})
    osservazione = Osservazione.objects.select_for_update().get(pk=osservazione.pk)
    if osservazione.risposta == risposta:
        return osservazione
    prima_volta = not osservazione.risposta
    osservazione.risposta, osservazione.risposta_da, osservazione.risposta_il = risposta, da, timezone.now()
    osservazione.save(update_fields=["risposta", "risposta_da", "risposta_il"])
    registra(ente=edizione.ciclo.ente, da=da, azione="risponde all'OIV", oggetto=edizione, anno=edizione.ciclo.anno)
    # The OIV is written to once, when the last one is answered: not again for an answer that is written better.
    if prima_volta and not edizione.osservazioni.filter(risposta="").exists():
        scrivi_a(edizione, "risposto", da)
    return osservazione


@transaction.atomic
def valida_relazione(*, edizione: RelazioneApprovata, conclusioni: str, da: Utente) -> RelazioneApprovata:
    """Validate an approved Relazione on its examination, whole and without a criterion that is not met; those of the
    OIV's documents that are complete are sealed with it. Twice is once.

    Raises:
        ValoreRifiutato: the conclusions lack, or are too long.
        NonModificabile: the examination is not begun, not finished, or finds that a criterion is not met; it was given
            back and an observation waits for its answer, its files are not sealed yet, it is superseded.
        PermissionDenied: the person is not of the OIV.
    """
    esige_passo(VALIDA, edizione, da)
    edizione = blocca_edizione(edizione)
    conclusioni = _esige_conclusioni(conclusioni)
    if edizione.stato == StatoApprovata.VALIDATA and edizione.validata_da_id == da.pk:
        return edizione
    _esige_in_mano(edizione, VALIDA)
    esige_esame(perche_non_valida(leggi_bilancio(edizione)))
    anche = stessa_persona(edizione, da)
    campi = {"validata_da": da, "validata_il": timezone.now(), "conclusioni": conclusioni, "separazione": anche}
    passa_edizione(edizione, VALIDA, da, campi, stessa_persona=anche or None)
    _concludi(edizione, EsitoEsame.VALIDATA, conclusioni, da)
    scrivi_a(edizione, "validata", da)
    return edizione


@transaction.atomic
def non_valida_relazione(*, edizione: RelazioneApprovata, conclusioni: str, da: Utente) -> RelazioneApprovata:
    """End the examination of an approved Relazione without validating it: a criterion at least is not met. Its
    documents say why; the body mends it with a correction. Twice is once.

    Raises:
        ValoreRifiutato: the reasons lack, or are too long.
        NonModificabile: the examination is not finished, or finds every criterion met; as for ``valida_relazione``.
        PermissionDenied: the person is not of the OIV.
    """
    esige_passo(NON_VALIDA, edizione, da)
    edizione = blocca_edizione(edizione)
    conclusioni = _esige_conclusioni(conclusioni)
    if edizione.stato == StatoApprovata.NON_VALIDATA:
        return edizione
    _esige_in_mano(edizione, NON_VALIDA)
    esige_esame(perche_non_si_rifiuta(leggi_bilancio(edizione)))
    campi = {"conclusioni": conclusioni, "separazione": stessa_persona(edizione, da)}
    passa_edizione(edizione, NON_VALIDA, da, campi, motivo=conclusioni)
    _concludi(edizione, EsitoEsame.NON_VALIDATA, conclusioni, da)
    scrivi_a(edizione, "non_validata", da)
    return edizione


def _esige_conclusioni(conclusioni: str) -> str:
    conclusioni = conclusioni.strip()
    if not conclusioni or len(conclusioni) > TESTO_MASSIMO:
        raise ValoreRifiutato({"conclusioni": f"Scrivete le conclusioni, in al più {TESTO_MASSIMO} caratteri."})
    return conclusioni


def _esige_in_mano(edizione: RelazioneApprovata, passo: Passo) -> None:
    """Refuse to end the examination of an edition that the OIV has not in its hands (NonModificabile)."""
    esige_stato(edizione, passo.da)
    esige_sigillata(edizione)
    senza = edizione.osservazioni.filter(risposta="").count()
    if senza:
        quante = "un'osservazione aspetta" if senza == 1 else f"{senza} osservazioni aspettano"
        raise NonModificabile(f"{quante[0].upper()}{quante[1:]} ancora la risposta del controllo di gestione.")


def _concludi(edizione: RelazioneApprovata, esito: EsitoEsame, conclusioni: str, da: Utente) -> None:
    """Write how the examination ended, and photograph the documents that are made of it."""
    EsameOiv.objects.filter(approvata=edizione).update(
        esito=esito, conclusioni=conclusioni, concluso_da=da, concluso_il=timezone.now()
    )
    fotografa_documenti_oiv(edizione)
