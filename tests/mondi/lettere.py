"""What the tests of the reminders share: a scene where something waits, a run of the reminders, what left."""

from __future__ import annotations

from typing import Any

from django.core import mail
from django.core.mail import EmailMessage

from cruscotto.chiusura.actions.solleciti import EsitoSolleciti, invia_solleciti
from cruscotto.models import StatoPeriodo
from tests.mondi.scena import Scena, crea_scena, fra


def crea_attesa() -> Scena:
    """The period is open and its deadline is in five days; one value waits for the dirigente of area 1."""
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    scena.metti("i1", "80", inserita_da=scena["rita"])
    return scena


def manda(scena: Scena, giorni: int = 0, **altro: Any) -> EsitoSolleciti:
    return invia_solleciti(ente=scena.ente, giorno=fra(giorni), **{"da": None, **altro})


def nomi(utenti: list[str]) -> list[str]:
    return sorted(u.split(".")[0] for u in utenti)


def scritti() -> list[str]:
    return sorted(m.to[0].split("@")[0] for m in mail.outbox)


def lettera(chi: str) -> EmailMessage:
    (una,) = [m for m in mail.outbox if m.to[0].startswith(f"{chi}@")]
    return una
