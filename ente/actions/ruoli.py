"""Roles given to a person and ended, with their days. Deputies are named elsewhere (``ente.actions.incarichi``)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ente.actions.gettoni import chiudi_gettoni_senza_ruolo
from ente.actions.registro import registra
from ente.amministratori import A_SE, MIO, PersonaRifiutata, da_se, esige_un_altro, gestisce
from ente.giorni import perche_impossibile
from ente.models import Area, Incarico, Ruolo, Ufficio, Utente
from ente.poteri import esige

SOSTITUTO = "Un sostituto si nomina e si revoca alla pagina «Sostituti»."


@transaction.atomic
def dai_incarico(
    *,
    persona: Utente,
    ruolo: Ruolo,
    area: Area | None = None,
    ufficio: Ufficio | None = None,
    dal: dt.date,
    al: dt.date | None = None,
    da: Utente,
) -> Incarico:
    """Give a person a role from ``dal`` to ``al``, both included; without ``al`` until somebody ends it. Twice is once.

    A redattore has it for an office, a dirigente for an area, the others for the whole body. It begins today at the
    earliest. Nobody gives roles to himself while another administrator can; nobody gives any out of the own body.

    Raises:
        PersonaRifiutata: the days, the office or the area cannot be, or the person has that role in those days.
        PermissionDenied: the person is not of a body that ``da`` administers.
    """
    ente = gestisce(persona, da)
    area, ufficio = _dove(ruolo, area, ufficio)
    esige(all(d is None or d.ente_id == ente.pk for d in (area, ufficio)), "Scegliete uffici e aree del vostro ente.")
    suoi = Incarico.objects.filter(utente=persona, ruolo=ruolo, area=area, ufficio=ufficio, sostituto=False)
    uguale = suoi.filter(dal=dal, al=al).first()
    if uguale is not None:
        return uguale
    if da_se(persona, da, ente):
        raise PersonaRifiutata("", A_SE)
    _controlla_giorni(dal, al)
    if not Utente.objects.filter(pk=persona.pk, is_active=True).exists():
        raise PersonaRifiutata("", "la persona non è in servizio: riammettetela prima di darle un incarico.")
    altro = suoi.filter(Q(al__isnull=True) | Q(al__gte=dal)).exclude(dal__gt=al or dt.date.max).order_by("pk").first()
    if altro is not None:
        raise PersonaRifiutata("dal", f"ha già questo incarico {giorni_di(altro)}: scegliete altri giorni.")
    incarico = Incarico.objects.create(utente=persona, ruolo=ruolo, area=area, ufficio=ufficio, dal=dal, al=al)
    _apre_amministrazione(persona)
    registra(
        ente=ente,
        da=da,
        azione="dà incarico",
        oggetto=incarico,
        nome=f"{persona.username}: {incarico}",
        dopo=_giorni_scritti(incarico),
    )
    return incarico


def _dove(ruolo: Ruolo, area: Area | None, ufficio: Ufficio | None) -> tuple[Area | None, Ufficio | None]:
    if ruolo == Ruolo.REDATTORE:
        if ufficio is None:
            raise PersonaRifiutata("ufficio", "un redattore ha bisogno di un ufficio: sceglietelo.")
        return None, ufficio
    if ruolo == Ruolo.DIRIGENTE:
        if area is None:
            raise PersonaRifiutata("area", "un dirigente ha bisogno di un'area: sceglietela.")
        return area, None
    return None, None


def _controlla_giorni(dal: dt.date, al: dt.date | None) -> None:
    if dal < timezone.localdate():
        raise PersonaRifiutata("dal", "l'incarico comincia oggi o dopo: per i giorni passati non vale.")
    for campo, giorno in (("dal", dal), ("al", al)):
        if giorno and (perche := perche_impossibile(giorno)):
            raise PersonaRifiutata(campo, perche)
    if al is not None and al < dal:
        raise PersonaRifiutata("al", "l'ultimo giorno viene prima del primo: controllate le date.")


@transaction.atomic
def termina_incarico(*, incarico: Incarico, al: dt.date, motivo: str = "", da: Utente) -> bool:
    """End a role on a day, its last: yesterday, to end it now, or later. One that has not begun by then is taken away,
    and the register keeps it. Whether there was something to end: twice is once.

    Raises:
        PersonaRifiutata: a day in the past or after the end there was; one's own, or the last, administration.
        PermissionDenied: the person is not of a body that ``da`` administers; it is a deputy's.
    """
    persona = incarico.utente
    ente = gestisce(persona, da)
    esige(not incarico.sostituto, SOSTITUTO)
    attuale = Incarico.objects.select_for_update(of=("self",)).filter(pk=incarico.pk).first()
    oggi = timezone.localdate()
    if attuale is None or attuale.al == al or (attuale.al is not None and attuale.al < oggi):
        return False
    if al < oggi - dt.timedelta(days=1):
        raise PersonaRifiutata("al", "l'ultimo giorno è ieri, per finire subito, oppure oggi o dopo.")
    if perche := perche_impossibile(al):
        raise PersonaRifiutata("al", perche)
    if attuale.al is not None and al > attuale.al:
        raise PersonaRifiutata("al", f"finisce già il {attuale.al:%d/%m/%Y}: per prolungarlo datene un altro.")
    amministra = attuale.ruolo == Ruolo.AMMINISTRATORE
    if amministra and persona.pk == da.pk:
        raise PersonaRifiutata("", MIO)
    prima, nome = _giorni_scritti(attuale), f"{persona.username}: {attuale}"
    resta = attuale.dal is None or attuale.dal <= al
    dopo = {"al": f"{al:%d/%m/%Y}"} if resta else {}
    registra(
        ente=ente,
        da=da,
        azione="termina incarico",
        oggetto=attuale,
        nome=nome,
        motivo=motivo.strip(),
        prima=prima,
        dopo=dopo,
    )
    _finisci(attuale, al)
    if amministra:
        esige_un_altro(ente, al + dt.timedelta(days=1))
        _apre_amministrazione(persona)
    chiudi_gettoni_senza_ruolo(ente=ente, da=da)
    return True


def togli_incarichi(persona: Utente, al: dt.date) -> list[str]:
    """End every role of a person, deputies' too, that lasts after a day; in words, what they were. Call it in the
    transaction of the act, which writes the line."""
    tolti = []
    suoi = Incarico.objects.filter(utente=persona).select_related("area", "ufficio").select_for_update(of=("self",))
    for incarico in suoi.filter(Q(al__isnull=True) | Q(al__gt=al)).order_by("pk"):
        tolti.append(f"{incarico} ({giorni_di(incarico)})")
        _finisci(incarico, al)
    return tolti


def _finisci(incarico: Incarico, al: dt.date) -> None:
    if incarico.dal is None or incarico.dal <= al:
        incarico.al = al
        incarico.save(update_fields=["al"])
    else:
        incarico.delete()


def _apre_amministrazione(persona: Utente) -> None:
    """Django's administration opens to who administers, from the first day of the role: it asks the role as well."""
    oggi = timezone.localdate()
    suoi = Incarico.objects.filter(utente=persona, ruolo=Ruolo.AMMINISTRATORE)
    amministra = suoi.filter(Q(al__isnull=True) | Q(al__gte=oggi)).exists()
    Utente.objects.filter(pk=persona.pk).update(is_staff=amministra)


def giorni_di(incarico: Incarico) -> str:
    """The days of a role in words."""
    dal = f"dal {incarico.dal:%d/%m/%Y}" if incarico.dal else ""
    al = f"fino al {incarico.al:%d/%m/%Y}" if incarico.al else ""
    return f"{dal} {al}".strip() or "senza date"


def _giorni_scritti(incarico: Incarico) -> dict[str, str]:
    return {n: f"{g:%d/%m/%Y}" for n, g in (("dal", incarico.dal), ("al", incarico.al)) if g}
