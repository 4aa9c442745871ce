"""Who stands in for the dirigente of an area, from a day to another."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ente.actions.gettoni import chiudi_gettoni_senza_ruolo
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.giorni import perche_impossibile
from ente.models import Area, Incarico, Ruolo, Utente
from ente.poteri import Poteri, esige

A_CHI = "Il sostituto lo nomina il dirigente dell'area, il controllo di gestione o chi amministra."


class NominaRifiutata(ErroreUtente):
    """A deputy that cannot be; ``campo`` is what to mend."""

    def __init__(self, campo: str, frase: str) -> None:
        self.campo = campo
        super().__init__(frase)


def puo_nominare(poteri: Poteri, area: Area) -> bool:
    """Whether the person names the deputies of an area: who leads it does, who stands in does not."""
    if area.ente_id != poteri.utente.ente_id:
        return False
    return area.pk in poteri.aree_proprie or poteri.controllo or poteri.amministratore


@transaction.atomic
def nomina_sostituto(
    *, area: Area, utente: Utente, dal: dt.date, al: dt.date, motivo: str = "", da: Utente, poteri: Poteri | None = None
) -> Incarico:
    """Name who reviews the values of an area from ``dal`` to ``al``, both included. Twice is once.

    An area has one deputy at a time, so that everybody knows who answers; a person may stand in for more areas. The
    days begin today at the earliest: an assignment does not reach into the past. Nobody names himself, nor the OIV,
    which judges the whole from outside.

    Raises:
        NominaRifiutata: the days, or the person, cannot be.
        PermissionDenied: not this person's to name.
    """
    esige(puo_nominare(poteri or Poteri.di(da), area), A_CHI)
    # One at a time for an area: two nominations at once cannot overlap.
    Area.objects.select_for_update(of=("self",)).get(pk=area.pk)
    sostituti = Incarico.objects.filter(area=area, ruolo=Ruolo.DIRIGENTE, sostituto=True)
    uguale = sostituti.filter(utente=utente, dal=dal, al=al).first()
    if uguale is not None:
        return uguale
    _controlla_giorni(dal, al)
    _controlla_persona(area, utente, dal, al, da)
    altro = sostituti.filter(dal__lte=al, al__gte=dal).select_related("utente").order_by("dal").first()
    if altro is not None:
        raise NominaRifiutata(
            "dal",
            f"{altro.utente} fa già le veci dal {altro.dal:%d/%m/%Y} al {altro.al:%d/%m/%Y}: scegliete altri giorni, o "
            "revocate quella nomina.",
        )
    incarico = Incarico.objects.create(utente=utente, ruolo=Ruolo.DIRIGENTE, area=area, dal=dal, al=al, sostituto=True)
    registra(
        ente=area.ente,
        da=da,
        azione="nomina sostituto",
        oggetto=incarico,
        nome=f"{utente.username}, {area}",
        motivo=motivo.strip(),
        dopo={"dal": f"{dal:%d/%m/%Y}", "al": f"{al:%d/%m/%Y}"},
    )
    return incarico


def _controlla_giorni(dal: dt.date, al: dt.date) -> None:
    if dal < timezone.localdate():
        raise NominaRifiutata("dal", "La sostituzione comincia oggi o dopo: per i giorni passati non vale.")
    if perche := perche_impossibile(al):
        raise NominaRifiutata("al", perche)
    if al < dal:
        raise NominaRifiutata("al", "L'ultimo giorno viene prima del primo: controllate le date.")


def _controlla_persona(area: Area, utente: Utente, dal: dt.date, al: dt.date, da: Utente) -> None:
    if utente.ente_id != area.ente_id or not utente.is_active:
        raise NominaRifiutata("utente", "Scegliete una persona del vostro ente che possa accedere.")
    if utente.pk == da.pk:
        raise NominaRifiutata("utente", "Non potete nominare voi stessi: scegliete un'altra persona.")
    in_quei_giorni = Incarico.objects.filter(
        Q(dal__isnull=True) | Q(dal__lte=al), Q(al__isnull=True) | Q(al__gte=dal), utente=utente
    )
    if in_quei_giorni.filter(ruolo=Ruolo.OIV).exists():
        raise NominaRifiutata("utente", "L'OIV valuta dall'esterno e non fa le veci di un dirigente.")
    if in_quei_giorni.filter(ruolo=Ruolo.DIRIGENTE, area=area, sostituto=False).exists():
        raise NominaRifiutata("utente", "È già il dirigente dell'area: scegliete un'altra persona.")


@transaction.atomic
def revoca_sostituto(*, incarico: Incarico, motivo: str = "", da: Utente, poteri: Poteri | None = None) -> bool:
    """End a deputy's assignment now; whether there was something to end. Twice is once.

    One in force since an earlier day keeps the days it had, up to yesterday; one that begins today or later is taken
    away, and the register keeps it.

    Raises:
        PermissionDenied: not this person's to revoke.
    """
    attuale = Incarico.objects.select_for_update(of=("self",)).filter(pk=incarico.pk, sostituto=True).first()
    area = incarico.area
    assert area is not None  # noqa: S101 - a constraint: a dirigente has an area
    esige(puo_nominare(poteri or Poteri.di(da), area), A_CHI)
    oggi = timezone.localdate()
    if attuale is None or attuale.dal is None or attuale.al is None or attuale.al < oggi:
        return False
    prima = {"dal": f"{attuale.dal:%d/%m/%Y}", "al": f"{attuale.al:%d/%m/%Y}"}
    dopo = {}
    if attuale.dal < oggi:
        attuale.al = oggi - dt.timedelta(days=1)
        dopo = {"al": f"{attuale.al:%d/%m/%Y}"}
    registra(
        ente=area.ente,
        da=da,
        azione="revoca sostituto",
        oggetto=attuale,
        nome=f"{incarico.utente.username}, {area}",
        motivo=motivo.strip(),
        prima=prima,
        dopo=dopo,
    )
    if dopo:
        attuale.save(update_fields=["al"])
    else:
        attuale.delete()
    chiudi_gettoni_senza_ruolo(ente=area.ente, da=da)
    return True
