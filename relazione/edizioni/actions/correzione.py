"""A mistake found after the approval, mended in the open: the cycle opens again for it, the edition that stands stays
as it is until a new one is published."""

from __future__ import annotations

from django.db import transaction

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato, esige_uffici_richiusi
from cruscotto.ciclo.passaggi_periodo import dopo_il_passo
from cruscotto.models import Ciclo, StatoCiclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.documento.confronto import confronta
from relazione.documento.genera import richiesta_del_documento
from relazione.edizioni.actions.edizione import ATTO
from relazione.edizioni.lettere import scrivi_a
from relazione.edizioni.passaggi import blocca_edizione, esige_stato
from relazione.fotografia import fotografa_entrambe, leggi_json
from relazione.models import Correzione, MotivoCorrezione, RelazioneApprovata, StatoApprovata

S = StatoApprovata
CHI = "Una correzione la apre e la chiude il controllo di gestione."
SI_CORREGGE = (S.APPROVATA, S.RESTITUITA, S.NON_VALIDATA, S.VALIDATA, S.PUBBLICATA)
MOTIVO_MASSIMO = 2000


@transaction.atomic
def apri_correzione(*, edizione: RelazioneApprovata, codice: str, motivo: str, da: Utente) -> Correzione:
    """Open an approved Relazione to mend it: its cycle goes back to the *consuntivo*, with its rules and its act; what
    is sealed or published does not move.

    Raises:
        ValoreRifiutato: the reason lacks.
        NonModificabile: a correction is already open, or the edition is superseded.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and edizione.ciclo.ente_id == da.ente_id, CHI)
    edizione = blocca_edizione(edizione)
    motivo = motivo.strip()
    errori = {}
    if codice not in MotivoCorrezione.values:
        errori["codice"] = "Scegliete perché si corregge."
    if not motivo or len(motivo) > MOTIVO_MASSIMO:
        errori["motivo"] = f"Scrivete che cosa era sbagliato, in al più {MOTIVO_MASSIMO} caratteri: sarà pubblico."
    if errori:
        raise ValoreRifiutato(errori)
    esige_stato(edizione, SI_CORREGGE)
    correzione = Correzione.objects.create(approvata=edizione, codice=codice, motivo=motivo, da=da)
    Ciclo.objects.filter(pk=edizione.ciclo_id).update(stato=StatoCiclo.CONSUNTIVO)
    registra(
        ente=edizione.ciclo.ente,
        da=da,
        azione="apre correzione",
        oggetto=edizione,
        anno=edizione.ciclo.anno,
        codice=correzione.get_codice_display(),
        motivo=motivo,
    )
    dopo_il_passo(edizione.ciclo_id)
    scrivi_a(edizione, "correzione", da)
    return correzione


@transaction.atomic
def ritira_correzione(*, correzione: Correzione, da: Utente) -> RelazioneApprovata:
    """Close a correction that turned out not to be needed: only while nothing has been changed.

    Raises:
        NonModificabile: something has been changed since, an office has a period open again, or a new edition came of
            it.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and correzione.approvata.ciclo.ente_id == da.ente_id, CHI)
    edizione = blocca_edizione(correzione.approvata)
    if edizione.ciclo.stato != StatoCiclo.CONSUNTIVO or Correzione.objects.get(pk=correzione.pk).nuova_id:
        raise NonModificabile("Questa correzione non è più aperta.")
    esige_uffici_richiusi(edizione.ciclo)
    completa, _ = fotografa_entrambe(richiesta_del_documento(edizione.documento))
    if any(m.dove != ATTO for m in confronta(leggi_json(edizione.integrale.contenuto), completa)):
        raise NonModificabile(
            "Qualcosa è già cambiato rispetto a ciò che è stato approvato: rimettetelo com'era, o approvate la nuova "
            "edizione."
        )
    nome = str(correzione)
    Correzione.objects.filter(pk=correzione.pk).delete()
    Ciclo.objects.filter(pk=edizione.ciclo_id).update(stato=DEL_CICLO[S(edizione.stato)])
    registra(
        ente=edizione.ciclo.ente,
        da=da,
        azione="ritira correzione",
        oggetto=edizione,
        anno=edizione.ciclo.anno,
        motivo=nome,
    )
    dopo_il_passo(edizione.ciclo_id)
    return edizione


DEL_CICLO = {
    S.APPROVATA: StatoCiclo.RELAZIONE_APPROVATA,
    S.RESTITUITA: StatoCiclo.RELAZIONE_APPROVATA,
    S.NON_VALIDATA: StatoCiclo.RELAZIONE_APPROVATA,
    S.VALIDATA: StatoCiclo.VALIDATA,
    S.PUBBLICATA: StatoCiclo.PUBBLICATA,
}
"""The state of the cycle that an edition in each state stands for."""
