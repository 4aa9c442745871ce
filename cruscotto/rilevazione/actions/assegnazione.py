"""Whose indicator it is: giving it to another office of the body."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato, blocca_ciclo, esige_ciclo_modificabile
from cruscotto.models import Ciclo, Indicatore, Riapertura
from ente.actions.registro import differenze, registra
from ente.models import Ufficio, Utente
from ente.poteri import Poteri, esige

AZIONE = "riassegna ufficio"
A_CHI = (
    "L'ufficio di un indicatore lo cambia il controllo di gestione o chi amministra; il dirigente, fra gli uffici "
    "della propria area."
)


def puo_riassegnare(poteri: Poteri, ufficio: Ufficio | None) -> bool:
    """Whether the person may take an indicator away from an office, or give it to one. A deputy only reviews."""
    if poteri.controllo or poteri.amministratore:
        return ufficio is None or ufficio.ente_id == poteri.utente.ente_id
    return ufficio is not None and ufficio.area_id in poteri.aree_proprie


@transaction.atomic
def riassegna_ufficio(
    *,
    ciclo: Ciclo,
    indicatore: Indicatore,
    ufficio: Ufficio,
    prima: int | None,
    motivo: str,
    da: Utente,
    poteri: Poteri | None = None,
) -> Indicatore:
    """Give an indicator to another office, with a reason. Twice is once.

    An indicator has one office whatever the year: what is still to enter, draft, transmitted or sent back goes with it,
    to the new office and to the dirigente of its area; what was validated stays as it is, and so do the documents
    already adopted. ``ciclo`` is the one that the person works on. A period open again for one of the two offices
    would shut on this indicator, or open on it, for a reason that nobody gave: then one waits, or shuts it first.
    ``prima`` is the key of the office that the person was looking at.

    Raises:
        ValoreRifiutato: no reason, the same office, or somebody else has moved it meanwhile.
        NonModificabile: the Relazione of the cycle was adopted, or a period is open again for one of the offices.
        PermissionDenied: not this person's to move, or to that office.
    """
    poteri = poteri or Poteri.di(da)
    ciclo = blocca_ciclo(ciclo.pk)
    attuale = Indicatore.objects.select_for_update(of=("self",)).get(pk=indicatore.pk, ente=ciclo.ente)
    vecchio = Ufficio.objects.get(pk=attuale.ufficio_id) if attuale.ufficio_id else None
    esige(puo_riassegnare(poteri, vecchio) and puo_riassegnare(poteri, ufficio), A_CHI)
    esige(ufficio.ente_id == ciclo.ente_id == da.ente_id, A_CHI)
    if attuale.ufficio_id == ufficio.pk and prima != ufficio.pk:
        return attuale  # the same form sent twice
    motivo = motivo.strip()
    _controlla(vecchio, ufficio, prima, motivo)
    esige_ciclo_modificabile(ciclo)
    _esige_niente_di_riaperto(vecchio, ufficio)
    attuale.ufficio = ufficio
    attuale.save(update_fields=["ufficio"])
    cambio = differenze({"ufficio": vecchio}, {"ufficio": ufficio})
    registra(ente=ciclo.ente, da=da, azione=AZIONE, oggetto=attuale, nome=attuale.codice, motivo=motivo, **cambio)
    return attuale


def _controlla(vecchio: Ufficio | None, nuovo: Ufficio, prima: int | None, motivo: str) -> None:
    if not motivo:
        raise ValoreRifiutato({"motivo": "Scrivete perché l'indicatore cambia ufficio: resta nel registro degli atti."})
    if (vecchio.pk if vecchio else None) != prima:
        dove = f"a «{vecchio}»" if vecchio else "a nessun ufficio"
        raise ValoreRifiutato({"ufficio": f"Nel frattempo l'indicatore è stato assegnato {dove}: guardate e ripetete."})
    if vecchio == nuovo:
        raise ValoreRifiutato({"ufficio": "L'indicatore è già di questo ufficio: sceglietene un altro."})


def _esige_niente_di_riaperto(*uffici: Ufficio | None) -> None:
    riaperture = Riapertura.objects.valide_il(timezone.localdate()).filter(ufficio__in=[u for u in uffici if u])
    riapertura = riaperture.select_related("periodo__ciclo", "ufficio").first()
    if riapertura is not None:
        periodo = riapertura.periodo
        raise NonModificabile(
            f"{periodo.nome} {periodo.ciclo.anno} è riaperto per «{riapertura.ufficio}» fino al "
            f"{riapertura.fino_al:%d/%m/%Y}: aspettate quel giorno, o chiedete al controllo di gestione di richiuderlo."
        )
