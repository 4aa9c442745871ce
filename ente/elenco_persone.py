"""The people of a body as their page lists them: who they are, what they do today, whether they can sign in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone

from ente.chiavi import invito_scade_il
from ente.fogli.celle import Cella, Tabella
from ente.incompatibilita import incompatibili
from ente.models import Ente, Incarico, Ufficio, Utente

STATI = {
    "in-servizio": "In servizio",
    "senza-incarico": "Senza incarico",
    "da-invitare": "Da invitare",
    "segnalate": "Con incarichi da separare",
    "cessate": "Cessate",
}
"""What the page can be narrowed to; the first without anything chosen."""
COLONNE = (
    "Nome utente",
    "Qualifica",
    "Nome",
    "Cognome",
    "E-mail",
    "Ruolo",
    "Area",
    "Ufficio",
    "Attivo",
    "Ultimo accesso",
)
"""Those that the import of people reads: what goes out comes back in without changing anything."""


@dataclass(frozen=True)
class Scheda:
    """A person with the roles that are in force, to come and gone."""

    utente: Utente
    incarichi: tuple[Incarico, ...]

    @cached_property
    def in_vigore(self) -> list[Incarico]:
        oggi = timezone.localdate()
        return [i for i in self.incarichi if i.vale_il(oggi)]

    @cached_property
    def futuri(self) -> list[Incarico]:
        oggi = timezone.localdate()
        return [i for i in self.incarichi if i.dal is not None and i.dal > oggi]

    @cached_property
    def passati(self) -> list[Incarico]:
        oggi = timezone.localdate()
        return [i for i in self.incarichi if i.al is not None and i.al < oggi]

    @cached_property
    def segnali(self) -> list[str]:
        """What should be of two persons, today or from a day that is set already."""
        return incompatibili([*self.in_vigore, *self.futuri]) if self.utente.is_active else []

    @property
    def nome(self) -> str:
        """How a person is called; the user name is told beside it."""
        return self.utente.get_full_name() or self.utente.qualifica or self.utente.username

    @property
    def da_invitare(self) -> bool:
        """Whether the person waits for a letter: in service, without a password, and none that still opens."""
        scade = invito_scade_il(self.utente)
        aperto = scade is not None and scade >= timezone.now() and not self.utente.errore_invito
        return self.utente.is_active and not self.utente.has_usable_password() and not aperto

    @property
    def accesso(self) -> str:
        """Whether the person can sign in, in a sentence."""
        u, scade = self.utente, invito_scade_il(self.utente)
        if not u.is_active:
            return "Non è in servizio"
        if u.has_usable_password():
            return f"Ultimo accesso {_giorno(u.last_login)}" if u.last_login else "Ha una password, mai entrata"
        if scade is None:
            return "Da invitare"
        if u.errore_invito:
            return "La lettera d’invito non è partita"
        if scade < timezone.now():
            return f"Invito scaduto il {_giorno(scade)}"
        return f"Invitata, fino al {_giorno(scade)}"

    def sta_in(self, stato: str) -> bool:
        """Whether the page narrowed to one of ``STATI`` lists the person."""
        attiva = self.utente.is_active
        return {
            "in-servizio": attiva,
            "senza-incarico": attiva and not self.in_vigore and not self.futuri,
            "da-invitare": self.da_invitare,
            "segnalate": bool(self.segnali),
            "cessate": not attiva,
        }[stato]

    def contiene(self, testo: str) -> bool:
        """Whether the person, an office or a role of hers is called so."""
        u = self.utente
        detti = (u.username, u.qualifica, u.first_name, u.last_name, u.email, *map(str, self.in_vigore))
        return all(any(parola in d.casefold() for d in detti) for parola in testo.casefold().split())


def _giorno(momento: object) -> str:
    return f"{timezone.localtime(momento):%d/%m/%Y}"  # type: ignore[arg-type]


def schede(ente: Ente | None, pk: int | None = None) -> list[Scheda]:
    """The people of a body, or one of them, in two queries; never who runs the installation."""
    incarichi = Incarico.objects.select_related("area", "ufficio__area").order_by("ruolo", "dal", "pk")
    insieme = Utente.objects.filter(ente=ente, is_superuser=False)
    if pk is not None:
        insieme = insieme.filter(pk=pk)
    insieme = insieme.select_related("ente").prefetch_related(Prefetch("incarichi", queryset=incarichi))
    return [Scheda(u, tuple(u.incarichi.all())) for u in insieme.order_by("last_name", "qualifica", "username")]


def tabella(ente: Ente, voci: Iterable[Scheda]) -> Tabella:
    """The people as a sheet, a row for each role of today."""
    volte = Counter(Ufficio.objects.filter(ente=ente).values_list("nome", flat=True))
    return Tabella("persone", COLONNE, [riga for voce in voci for riga in _righe(voce, volte)])


def _righe(voce: Scheda, volte: Counter[str]) -> Sequence[Sequence[Cella]]:
    u = voce.utente
    entrata = timezone.localtime(u.last_login).replace(tzinfo=None) if u.last_login else None
    chi = (u.username, u.qualifica, u.first_name, u.last_name, u.email)
    fine = ("sì" if u.is_active else "no", entrata)
    ruoli = [i for i in voce.in_vigore if not i.sostituto]
    return [(*chi, i.get_ruolo_display(), *_dove(i, volte), *fine) for i in ruoli] or [(*chi, "", "", "", *fine)]


def _dove(incarico: Incarico, volte: Counter[str]) -> tuple[str, str]:
    """Area and office as the import finds them again: two offices called alike are told by their codes."""
    ufficio = incarico.ufficio
    if ufficio is None:
        return str(incarico.area or ""), ""
    return str(ufficio.area or ""), ufficio.nome if volte[ufficio.nome] == 1 else ufficio.codice
