"""The OIV's examination of a sealed edition: begun, counted again, judged criterion by criterion. The act that ends it
is that of the edition (``relazione.edizioni.actions.validazione``)."""

from __future__ import annotations

import io
from typing import Any

from django.db import transaction
from django.utils import timezone
from pypdf import PdfReader

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from ente.actions.registro import differenze, registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.controlli.actions.verifica import verifica_relazione
from relazione.documento.componi import componi
from relazione.edizioni.custodia import leggi_sigillato
from relazione.edizioni.passaggi import blocca_edizione, esige_sigillata, esige_stato
from relazione.fotografia import leggi_json
from relazione.models import (
    CON_OSSERVAZIONI,
    ContoEsame,
    CriterioEsaminato,
    EsameOiv,
    Giudizio,
    RelazioneApprovata,
    StatoApprovata,
)
from relazione.validazione.conti import Conto, Materiale, conta
from relazione.validazione.criteri import criteri_in_vigore, lettera
from relazione.validazione.processo import leggi_processo

CHI = "La Relazione la esamina l'OIV."
TESTO_MASSIMO = 4000
APERTE = (StatoApprovata.APPROVATA, StatoApprovata.RESTITUITA)
"""The states in which an edition waits for the OIV."""


def _esige_oiv(edizione: RelazioneApprovata, da: Utente) -> None:
    """Refuse who is not of the OIV of the body (PermissionDenied)."""
    esige(Poteri.di(da).oiv and edizione.ciclo.ente_id == da.ente_id, CHI)


@transaction.atomic
def apri_esame(*, edizione: RelazioneApprovata, da: Utente) -> EsameOiv:
    """Begin the examination of a sealed edition, with the criteria in force today, or count again one that is begun:
    the controls are run, every figure is counted, the judgements stay.

    Raises:
        NonModificabile: the edition does not wait for the OIV, or is not sealed; nothing says how it is judged.
        SigilloRotto: what is on the disk is not what was sealed.
        PermissionDenied: the person is not of the OIV.
    """
    _esige_oiv(edizione, da)
    edizione = blocca_edizione(edizione)
    esige_stato(edizione, APERTE)
    esige_sigillata(edizione)
    esame = EsameOiv.objects.select_for_update().filter(approvata=edizione).first()
    nuovo = esame is None
    if esame is None:
        esame = EsameOiv.objects.create(approvata=edizione, aperto_da=da, contato_il=timezone.now())
        _scrivi_criteri(esame)
    verifica_relazione(ciclo=edizione.ciclo, da=da)
    _scrivi_conti(esame, conta(materiale_di(edizione)))
    EsameOiv.objects.filter(pk=esame.pk).update(contato_il=timezone.now())
    azione = "comincia esame" if nuovo else "riconta esame"
    registra(ente=edizione.ciclo.ente, da=da, azione=azione, oggetto=esame, anno=edizione.ciclo.anno)
    return esame


def materiale_di(edizione: RelazioneApprovata) -> Materiale:
    """All that is counted of an edition.

    Raises:
        SigilloRotto: what is on the disk is not what was sealed.
    """
    pdf = edizione.file.get(nome=f"relazione-{edizione.ciclo.anno}.pdf")
    return Materiale(
        ciclo=edizione.ciclo,
        foto=leggi_json(edizione.integrale.contenuto),
        composto=componi(leggi_json(edizione.fotografia.contenuto)),
        pagine=len(PdfReader(io.BytesIO(leggi_sigillato(pdf))).pages),
        processo=leggi_processo(edizione),
    )


def _scrivi_criteri(esame: EsameOiv) -> None:
    in_vigore = criteri_in_vigore(esame.approvata.ciclo.ente, timezone.localdate())
    if not in_vigore:
        raise NonModificabile("Oggi non è in vigore nessun criterio di validazione: definiteli in amministrazione.")
    CriterioEsaminato.objects.bulk_create(
        [
            CriterioEsaminato(
                esame=esame,
                ordine=n,
                lettera=lettera(n),
                codice=c.codice,
                titolo=c.titolo,
                domanda=c.domanda,
                norma=c.norma,
            )
            for n, c in enumerate(in_vigore)
        ]
    )


def _scrivi_conti(esame: EsameOiv, conti: list[Conto]) -> None:
    """What was counted, in the place of what was; of a criterion that the body does not use nothing is kept."""
    usati = set(esame.criteri.values_list("codice", flat=True))
    ContoEsame.objects.filter(esame=esame).delete()
    ContoEsame.objects.bulk_create(
        [
            ContoEsame(
                esame=esame,
                ordine=n,
                criterio=c.criterio,
                codice=c.codice,
                nome=c.nome,
                valore=c.valore,
                testo=c.testo,
                pagina=c.pagina,
            )
            for n, c in enumerate(conti)
            if c.criterio in usati
        ]
    )


@transaction.atomic
def giudica_criterio(
    *, criterio: CriterioEsaminato, giudizio: str, motivo: str, osservazioni: str, versione: int, da: Utente
) -> CriterioEsaminato:
    """Say how a criterion is met, and why; with what is to be mended where something is. The same again is nothing.

    Raises:
        ValoreRifiutato: the judgement is none of those, the reason lacks, or the observations that it wants.
        NonModificabile: the examination is over, or somebody judged meanwhile.
        PermissionDenied: the person is not of the OIV.
    """
    edizione = criterio.esame.approvata
    _esige_oiv(edizione, da)
    edizione = blocca_edizione(edizione)
    esige_stato(edizione, APERTE)
    criterio = CriterioEsaminato.objects.select_for_update().get(pk=criterio.pk)
    detto = {"giudizio": giudizio, "motivo": motivo.strip(), "osservazioni": osservazioni.strip()}
    _esige_detto(**detto)
    prima = {nome: getattr(criterio, nome) for nome in detto}
    if prima == detto:
        return criterio
    if criterio.versione != versione:
        raise NonModificabile(
            f"Intanto qualcuno ha giudicato il criterio {criterio.lettera}): leggete che cosa ha scritto."
        )
    for nome, valore in detto.items():
        setattr(criterio, nome, valore)
    criterio.giudicato_da, criterio.giudicato_il, criterio.versione = da, timezone.now(), versione + 1
    criterio.save()
    cambiati: dict[str, Any] = differenze(
        {"giudizio": prima["giudizio"]}, {"giudizio": giudizio}
    )  # the words are the OIV's until the act
    registra(
        ente=edizione.ciclo.ente,
        da=da,
        azione="giudica criterio",
        oggetto=criterio,
        anno=edizione.ciclo.anno,
        **cambiati,
    )
    return criterio


def _esige_detto(giudizio: str, motivo: str, osservazioni: str) -> None:
    errori = {}
    if giudizio not in Giudizio.values:
        errori["giudizio"] = "Scegliete un giudizio."
    if not motivo:
        errori["motivo"] = "Scrivete il perché: si pubblica nella relazione di accompagnamento."
    if giudizio in CON_OSSERVAZIONI and not osservazioni:
        errori["osservazioni"] = "Con questo giudizio scrivete almeno un'osservazione: che cosa va corretto."
    for nome, testo in (("motivo", motivo), ("osservazioni", osservazioni)):
        if len(testo) > TESTO_MASSIMO:
            errori[nome] = f"Al più {TESTO_MASSIMO} caratteri."
    if errori:
        raise ValoreRifiutato(errori)
