"""The act that adopts the Relazione: after it nothing of the cycle changes. It is here and not among the acts on the
periods because it asks the document what there is still to complete."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from cruscotto.chiusura.situazione import termine_relazione
from cruscotto.ciclo.blocchi import (
    NonModificabile,
    ValoreRifiutato,
    blocca_ciclo,
    blocca_periodo,
    esige_ciclo_modificabile,
    esige_uffici_richiusi,
)
from cruscotto.ciclo.passaggi_periodo import APPROVA, CHI, passa_ciclo
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.models import Ciclo, StatoCiclo
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.controlli.esito import EsitoControllo
from relazione.controlli.verifiche import errori_aperti
from relazione.documento.blocchi import Incompletezza
from relazione.documento.genera import incompletezze
from relazione.edizioni.actions.edizione import registra_edizione
from relazione.edizioni.lettere import scrivi_a
from relazione.edizioni.stato import in_correzione
from relazione.models import Documento, RelazioneApprovata, TipoDocumento


class RelazioneIncompleta(NonModificabile):
    """The Relazione has something to complete; ``mancano`` says in which sections, and what."""

    def __init__(self, anno: int, mancano: tuple[Incompletezza, ...]) -> None:
        self.mancano = mancano
        quante = "una cosa" if len(mancano) == 1 else f"{len(mancano)} cose"
        prima = "" if len(mancano) == 1 else "La prima: "
        super().__init__(f"La Relazione {anno} non si approva: c'è da completare {quante}. {prima}{mancano[0]}.")


class RelazioneNonVerificata(NonModificabile):
    """The Relazione has errors that nobody has accepted: ``errori`` are they."""

    def __init__(self, anno: int, errori: Sequence[EsitoControllo]) -> None:
        self.errori = tuple(errori)
        quanti = "un errore" if len(errori) == 1 else f"{len(errori)} errori"
        prima = "" if len(errori) == 1 else "Il primo: "
        super().__init__(
            f"La Relazione {anno} non si approva: i controlli trovano {quanti}. {prima}{errori[0].oggetto}. "
            "Correggeteli, oppure accettateli con il motivo dalla pagina dei controlli."
        )


@transaction.atomic
def approva_relazione(
    *,
    ciclo: Ciclo,
    organo: str,
    numero: str,
    data: dt.date,
    motivo_ritardo: str = "",
    da: Utente,
    poteri: Poteri | None = None,
) -> Ciclo:
    """Record the act that adopts the Relazione: from now on nothing of the cycle changes. Twice is once.

    Raises:
        ValoreRifiutato: body or number of the act lack; its date is to come or before the end of the year; it is after
            30 June of the next year and the reason of the delay lacks (D.Lgs. 150/2009, art. 10); it mends an edition
            and is the act of that one, or is before it. Of what has been published no delay is asked: its date stays.
        NonModificabile: a period is not closed, an office has one open again, another act was recorded, the Relazione
            was not begun.
        NullaDiCambiato: it mends an edition and says what that one said.
        RelazioneNonVerificata: the controls find errors that nobody has accepted.
        RelazioneIncompleta: a section waits for somebody, a recall is unknown, data that it asks for are missing.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige((poteri or Poteri.di(da)).controllo and ciclo.ente_id == da.ente_id, CHI)
    ciclo = _blocca(ciclo)
    organo, numero, motivo_ritardo = organo.strip(), numero.strip(), motivo_ritardo.strip()
    corretta = in_correzione(ciclo)
    in_tempo = data <= termine_relazione(ciclo.anno) or gia_pubblicata(corretta)
    motivo = "" if in_tempo else motivo_ritardo
    atto = {"approvazione_organo": organo, "approvazione_numero": numero, "approvazione_data": data}
    atto |= {"motivo_ritardo": motivo}
    if ciclo.stato == APPROVA.a and all(getattr(ciclo, nome) == valore for nome, valore in atto.items()):
        return ciclo
    esige_ciclo_modificabile(ciclo)
    _esige_pronto(ciclo)
    _esige_atto(ciclo, organo, numero, data, manca_il_motivo=not in_tempo and not motivo)
    if corretta is not None:
        _esige_atto_nuovo(corretta, organo, numero, data)
    _esige_completa(ciclo)
    come = f"n. {numero} del {data:%d/%m/%Y}"
    passa_ciclo(ciclo, APPROVA, da, campi=atto, organo=organo, atto=come, motivo=motivo)
    conserva_regole(ciclo.ente_id)
    edizione = registra_edizione(ciclo=ciclo, documento=relazione_cominciata(ciclo), da=da)
    scrivi_a(edizione, "approvata", da)
    return ciclo


def _blocca(ciclo: Ciclo) -> Ciclo:
    """The cycle as it is now, with its periods: nobody changes them before the end of the transaction."""
    ciclo = blocca_ciclo(ciclo.pk, esclusivo=True)
    for pk in ciclo.periodi.values_list("pk", flat=True):
        blocca_periodo(pk, esclusivo=True)
    return ciclo


def relazione_cominciata(ciclo: Ciclo) -> Documento:
    """The Relazione of a cycle.

    Raises:
        NonModificabile: nobody has begun it.
    """
    documenti = Documento.objects.di(ciclo.ente).filter(ciclo=ciclo, tipo=TipoDocumento.RELAZIONE)
    trovata = documenti.filter(sezioni__isnull=False).select_related("ciclo__ente").first()
    if trovata is None:
        raise NonModificabile(
            f"La Relazione {ciclo.anno} non è ancora cominciata: cominciatela dalla pagina dei documenti."
        )
    return trovata


def mancanze(ciclo: Ciclo) -> tuple[Incompletezza, ...]:
    """What stops the approval of the Relazione as it is now, in document order.

    Raises:
        NonModificabile: nobody has begun it.
    """
    return incompletezze(relazione_cominciata(ciclo))


def _esige_pronto(ciclo: Ciclo) -> None:
    if ciclo.stato != StatoCiclo.CONSUNTIVO:
        raise NonModificabile(f"La Relazione {ciclo.anno} si approva a consuntivo: prima chiudete tutti i periodi.")
    esige_uffici_richiusi(ciclo)


def _esige_completa(ciclo: Ciclo) -> None:
    mancano = mancanze(ciclo)
    if mancano:
        raise RelazioneIncompleta(ciclo.anno, mancano)
    errori = errori_aperti(ciclo)
    if errori:
        raise RelazioneNonVerificata(ciclo.anno, errori)


def gia_pubblicata(corretta: RelazioneApprovata | None) -> bool:
    """Whether what is mended has been published: in time or not, that day does not change."""
    return corretta is not None and corretta.pubblicata_il is not None


def _esige_atto(ciclo: Ciclo, organo: str, numero: str, data: dt.date, *, manca_il_motivo: bool) -> None:
    errori = {}
    if not organo:
        errori["organo"] = "Scrivete l'organo che l'ha approvata, per esempio Giunta."
    if not numero:
        errori["numero"] = "Scrivete il numero dell'atto."
    if data > timezone.localdate():
        errori["data_atto"] = "La data dell'atto deve ancora venire."
    elif data <= dt.date(ciclo.anno, 12, 31):
        errori["data_atto"] = f"La Relazione {ciclo.anno} si approva dopo la fine dell'anno."
    elif manca_il_motivo:
        termine = termine_relazione(ciclo.anno)
        errori["motivo_ritardo"] = f"L'atto è dopo il {termine:%d/%m/%Y}: scrivete il motivo del ritardo."
    if errori:
        raise ValoreRifiutato(errori)


def _esige_atto_nuovo(corretta: RelazioneApprovata, organo: str, numero: str, data: dt.date) -> None:
    """What the act before adopted was another text."""
    if data < corretta.atto_data:
        frase = f"L'atto è prima di quello che corregge, del {corretta.atto_data:%d/%m/%Y}: controllate la data."
        raise ValoreRifiutato({"data_atto": frase})
    if (organo.casefold(), numero, data) == (corretta.organo.casefold(), corretta.atto_numero, corretta.atto_data):
        frase = f"È l'atto dell'edizione n. {corretta.numero}, che diceva altro: scrivete quello che approva la nuova."
        raise ValoreRifiutato({"numero": frase})
