"""The filters of the register of acts, read from the address.

A filter that matches nothing shows nothing and says so: it is never dropped in silence, not even a day badly written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from django.db.models import Q, Subquery
from django.utils import timezone

from cruscotto.ciclo.atti_in_parole import SISTEMA
from cruscotto.consultazione.registro.pagina import Cammino, con_parole
from cruscotto.consultazione.registro.salti import Coppia, agenti
from ente.models import Atto, Ente, Utente
from ente.models.atto import AttoQuerySet

TESTO_MASSIMO = 100
SENZA = "~"
"""How the address calls the acts of nobody, and those on something that is not a row."""

NOMI = {
    "testo": "Testo",
    "persona": "Chi",
    "tipo": "Oggetto",
    "azione": "Atto",
    "dal": "Dal",
    "al": "Al",
    "anno": "Anno",
}
VUOTI = {"persona": "Tutti", "tipo": "Tutti", "azione": "Tutti", "anno": "Tutti"}
"""The filters that are a choice, and how the page says that nothing is chosen."""


@dataclass(frozen=True, slots=True)
class ScelteRegistro:
    """What can be chosen in each filter, code and name; one query."""

    persona: dict[str, str]
    tipo: dict[str, str]
    azione: dict[str, str]
    anno: dict[str, str]

    @classmethod
    def da(cls, ente: Ente, coppie: list[Coppia], persone: list[Utente], tipo: str) -> ScelteRegistro:
        """The choices that the acts of a body offer; the acts are those of the kind of object that is chosen."""
        tipi = sorted({modello for modello, _ in coppie if modello}, key=str.casefold)
        azioni = sorted({azione for modello, azione in coppie if tipo in ("", modello or SENZA)})
        primo, ultimo = _anni(ente)
        return cls(
            persona={p.username: _con_nome(p) for p in persone} | {SENZA: f"{SISTEMA} (un comando)"},
            tipo={t: t[:1].upper() + t[1:] for t in tipi} | {SENZA: "Altro"},
            azione={a: a[:1].upper() + a[1:] for a in azioni},
            anno={str(n): str(n) for n in range(ultimo, primo - 1, -1) if n},
        )


def _anni(ente: Ente) -> tuple[int, int]:
    """The years of the first act of a body and of the last; zero when there is none."""
    atti = Atto.objects.di(ente)
    estremi = {
        nome: atti.order_by(f"{verso}created_at", f"{verso}pk").values("created_at")[:1]
        for nome, verso in (("primo", ""), ("ultimo", "-"))
    }
    letti = Ente.objects.filter(pk=ente.pk).values_list(*(Subquery(q) for q in estremi.values())).get()
    primo, ultimo = (timezone.localtime(q).year if q else 0 for q in letti)
    return primo, ultimo


def _con_nome(persona: Utente) -> str:
    nome = str(persona)
    return nome if nome == persona.username else f"{nome} ({persona.username})"


@dataclass(frozen=True, slots=True)
class FiltriRegistro:
    """What the address asks for, as written there; empty is everything. Days are those of the body, both included."""

    testo: str = ""
    persona: str = ""
    tipo: str = ""
    azione: str = ""
    dal: str = ""
    al: str = ""
    anno: str = ""

    @classmethod
    def leggi(cls, parametri: Mapping[str, str]) -> Self:
        """Read the parameters of an address."""
        return cls(**{n: parametri.get(n, "").replace("\0", "").strip()[:TESTO_MASSIMO] for n in NOMI})

    @property
    def attivi(self) -> bool:
        """Whether something is left out."""
        return any(getattr(self, campo.name) for campo in fields(self))

    @property
    def errori(self) -> dict[str, str]:
        """One sentence for each filter that cannot be understood."""
        dal, al = self._giorno("dal"), self._giorno("al")
        errori = {
            nome: "Scrivete il giorno così: 2020-12-31."
            for nome, giorno in (("dal", dal), ("al", al))
            if getattr(self, nome) and giorno is None
        }
        if dal and al and dal > al:
            errori["al"] = "L'ultimo giorno viene prima del primo."
        if self.anno and self._anno is None:
            errori["anno"] = "Scrivete l'anno con quattro cifre."
        return errori

    @property
    def _anno(self) -> int | None:
        intero = self.anno.isascii() and self.anno.isdecimal() and len(self.anno) == 4
        return int(self.anno) if intero and 1900 < int(self.anno) < 9999 else None

    def _giorno(self, nome: str) -> dt.date | None:
        """A day of the address; None when there is none or it is not one."""
        try:
            giorno = dt.date.fromisoformat(getattr(self, nome))
        except ValueError:
            return None
        return giorno if 1900 < giorno.year < 9999 else None

    def applica(self, atti: AttoQuerySet) -> AttoQuerySet:
        """The acts that pass, all of them, the latest first."""
        if self.errori:
            return atti.none()
        if self.persona:
            atti = atti.filter(utente=None) if self.persona == SENZA else atti.filter(utente__username=self.persona)
        return con_parole(self._nei_giorni(self._di_tipo(atti)), self.testo.split()).order_by("-created_at", "-pk")

    def cammino(self, atti: AttoQuerySet, di_tutti: list[Coppia], persone: list[Utente]) -> Cammino | None:
        """The same acts as a page walks them; None when there are none. ``di_tutti`` are the acts of the body."""
        chi = {p.username: p.pk for p in persone} | {SENZA: None}
        if self.errori or (self.persona and self.persona not in chi):
            return None
        fra = self._nei_giorni(atti)
        di_chi = fra.filter(utente=chi[self.persona]) if self.persona else fra
        note = None
        if self.persona or self.tipo or self.azione:
            note = [c for c in di_tutti if self._passa(*c)]
        if note == []:
            return None
        parole = self.testo.split()
        return Cammino(di_chi, note, self._di_tipo(di_chi), fra, parole, di_nessuno=self.persona == SENZA)

    def _passa(self, modello: str, azione: str) -> bool:
        return self.tipo in ("", modello or SENZA) and self.azione in ("", azione)

    def _di_tipo(self, atti: AttoQuerySet) -> AttoQuerySet:
        if self.tipo:
            atti = atti.filter(modello="" if self.tipo == SENZA else self.tipo)
        return atti.filter(azione=self.azione) if self.azione else atti

    def _nei_giorni(self, atti: AttoQuerySet) -> AttoQuerySet:
        if self._anno is not None:
            atti = atti.filter(**_fra(dt.date(self._anno, 1, 1), dt.date(self._anno + 1, 1, 1)))
        if dal := self._giorno("dal"):
            atti = atti.filter(created_at__gte=_mezzanotte(dal))
        if al := self._giorno("al"):
            atti = atti.filter(created_at__lt=_mezzanotte(al + dt.timedelta(days=1)))
        return atti

    def campi(self, scelte: ScelteRegistro) -> list[dict[str, Any]]:
        """The fields of the form after the text; one without choices is a day. A choice that is not there is said."""
        campi = []
        for nome in ("persona", "tipo", "azione", "dal", "al", "anno"):
            voci, scelto = getattr(scelte, nome, None), getattr(self, nome)
            if voci is not None and scelto and scelto not in voci:
                voci = voci | {scelto: scelto}
            errore = self.errori.get(nome, "")
            campo = {"codice": nome, "nome": NOMI[nome], "scelte": voci, "scelto": scelto, "errore": errore}
            campi.append(campo | {"vuoto": VUOTI.get(nome, "")})
        return campi

    def scelti(self, scelte: ScelteRegistro) -> list[dict[str, str]]:
        """What is filtered, in words, so that the page and the paper say it."""
        trovati = []
        for nome in NOMI:
            valore = getattr(self, nome)
            if valore and nome in VUOTI:
                valore = getattr(scelte, nome).get(valore, valore)
            elif valore and nome in ("dal", "al") and nome not in self.errori:
                valore = f"{dt.date.fromisoformat(valore):%d/%m/%Y}"
            if valore:
                trovati.append({"campo": nome, "nome": NOMI[nome], "valore": valore})
        return trovati


def _mezzanotte(giorno: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(giorno, dt.time()))


def _fra(dal: dt.date, al: dt.date) -> dict[str, dt.datetime]:
    return {"created_at__gte": _mezzanotte(dal), "created_at__lt": _mezzanotte(al)}


def persone_di(ente: Ente) -> list[Utente]:
    """Those who are in a body, or acted in it from outside; two queries."""
    insieme = Utente.objects.filter(Q(ente=ente) | Q(pk__in=agenti(ente)))
    return list(insieme.order_by("qualifica", "username"))
