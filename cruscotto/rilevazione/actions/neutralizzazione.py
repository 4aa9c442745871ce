"""Taking a value out of the means with a reason, and putting it back: controllo di gestione's (docs/dominio.md
"Missing, neutralised and declared")."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from cruscotto.avvisi.actions.invio import avvisa
from cruscotto.ciclo.blocchi import (
    Conflitto,
    NonModificabile,
    ValoreRifiutato,
    blocca_periodo,
    esige_inseribile,
    esige_scrivibile,
)
from cruscotto.ciclo.passaggi_valore import NEUTRALIZZA, RIAMMETTI, annota, passa, ricarica
from cruscotto.models import Collocazione, Fatto, Indicatore, Periodo, Rilevazione, StatoRilevazione
from ente.models import Utente
from ente.poteri import Poteri, esige


@transaction.atomic
def neutralizza_valore(
    *,
    periodo: Periodo,
    indicatore: Indicatore,
    collocazione: Collocazione | None = None,
    motivo: str,
    versione: int,
    da: Utente,
    poteri: Poteri | None = None,
) -> Rilevazione:
    """Take a value out of the means: its weight goes to the others. It is made when nobody entered it. Twice is once.

    ``collocazione`` is for a value that stands apart; ``versione`` as in ``salva_valore``.

    Raises:
        ValoreRifiutato: there is no reason.
        NonModificabile: the period is not open to the office of the indicator, the value is validated, or it is
            computed from others: these are neutralised.
        Conflitto: somebody else wrote it meanwhile.
        PermissionDenied: the person is not controllo di gestione.
    """
    motivo = _esige_motivo(motivo, "Scrivete perché il valore non conta: la Relazione lo stampa.")
    poteri = poteri or Poteri.di(da)
    esige(poteri.controllo and indicatore.ente_id == da.ente_id, f"{NEUTRALIZZA.nome.capitalize()}: {NEUTRALIZZA.chi}.")
    esige_inseribile(indicatore)
    periodo = blocca_periodo(periodo.pk)
    campi: dict[str, Any] = {
        "neutralizzata": True,
        "motivo_neutralizzazione": motivo,
        "motivo_restituzione": "",
        "validata_da": da,
        "validata_il": timezone.now(),
    }
    chi = {"periodo": periodo, "indicatore": indicatore, "collocazione": collocazione}
    attuale = Rilevazione.objects.filter(**chi).first()
    if attuale is None:
        esige_scrivibile(periodo, indicatore.ufficio_id)
        return _crea(Rilevazione(**chi, **campi, stato=StatoRilevazione.VALIDATA), da, motivo)

    def fatto(r: Rilevazione) -> bool:
        return r.neutralizzata and r.motivo_neutralizzazione == motivo

    return passa(attuale, NEUTRALIZZA, versione, da, poteri=poteri, fatto=fatto, campi=campi, motivo=motivo)


def _crea(nuova: Rilevazione, da: Utente, motivo: str) -> Rilevazione:
    try:
        with transaction.atomic():
            nuova.save(force_insert=True)
    except IntegrityError:  # its office entered it a moment before
        chi = {"periodo": nuova.periodo, "indicatore": nuova.indicatore, "collocazione": nuova.collocazione}
        raise Conflitto(ricarica(Rilevazione.objects.get(**chi).pk)) from None
    annota(nuova, NEUTRALIZZA.nome, da, {"motivo": motivo})
    avvisa(Fatto.VALIDATO, nuova.periodo.ciclo.ente, [nuova.pk], da)
    return nuova


@transaction.atomic
def riammetti_valore(
    *, rilevazione: Rilevazione, versione: int, motivo: str, da: Utente, poteri: Poteri | None = None
) -> Rilevazione:
    """Put a neutralised value back: its office enters it, or corrects what it had entered. Twice is once.

    Raises:
        ValoreRifiutato: there is no reason.
        NonModificabile: the value is not neutralised, or the period is not open to the office of the indicator.
        Conflitto: the value changed since the person saw it.
        PermissionDenied: the person is not controllo di gestione.
    """
    motivo = _esige_motivo(motivo, "Scrivete perché il valore torna a contare: l'ufficio leggerà questa frase.")

    def fatto(r: Rilevazione) -> bool:
        return r.stato == StatoRilevazione.RESTITUITA and not r.neutralizzata and r.motivo_restituzione == motivo

    campi = {
        "neutralizzata": False,
        "motivo_neutralizzazione": "",
        "motivo_restituzione": motivo,
        "validata_da": None,
        "validata_il": None,
    }
    return passa(
        rilevazione,
        RIAMMETTI,
        versione,
        da,
        poteri=poteri,
        fatto=fatto,
        controlla=_esige_neutralizzata,
        campi=campi,
        motivo=motivo,
    )


def _esige_motivo(motivo: str, frase: str) -> str:
    motivo = motivo.strip()
    if not motivo:
        raise ValoreRifiutato({"motivo": frase})
    return motivo


def _esige_neutralizzata(rilevazione: Rilevazione) -> None:
    if not rilevazione.neutralizzata:
        raise NonModificabile(f"Il valore di «{rilevazione.indicatore}» non è neutralizzato.")
