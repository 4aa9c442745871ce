"""Who is reminded of what: the values that wait for each person in the periods they can still write, and the days.

A person is reminded from some days before a deadline to some days after it, every so many days, as long as something
waits (docs/dominio.md "Reminders"). The days are pure; what waits is read in a few queries for each period.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from django.db.models import Q

from cruscotto.misurazione.dovuti import Dovuti, Dovuto, Quali
from cruscotto.models import (
    CONGELATI,
    ImpostazioniMisura,
    ImpostazioniSolleciti,
    Periodo,
    Riapertura,
    StatoPeriodo,
    StatoRilevazione,
)
from ente.models import Ente, Incarico, Ruolo, Utente


class Cosa(IntEnum):
    """What a person is asked to do, in the order in which a letter says it."""

    INSERIRE = 1
    VALIDARE = 2
    CHIUDERE = 3


@dataclass(frozen=True, slots=True)
class Sospeso:
    """Something that waits for a person: ``quanti`` values of an office or area up to a deadline.

    ``restituiti`` are those sent back, among them; ``giorno`` is the day of the letter, ``ufficio_ids`` are the offices
    that the values are of.
    """

    cosa: Cosa
    periodo: Periodo
    dove: str
    quanti: int
    restituiti: int
    scadenza: dt.date
    giorno: dt.date
    ufficio_ids: frozenset[int | None] = frozenset()

    @property
    def scaduto(self) -> bool:
        return self.giorno > self.scadenza


def in_finestra(giorno: dt.date, scadenza: dt.date, regole: ImpostazioniSolleciti) -> bool:
    """Whether a day lies between the first and the last on which a deadline is reminded, both included."""
    primo = scadenza - dt.timedelta(days=regole.primo_giorno)
    return primo <= giorno <= scadenza + dt.timedelta(days=regole.ultimo_giorno)


def tocca(giorno: dt.date, scadenze: Iterable[dt.date], ultimo: dt.date | None, regole: ImpostazioniSolleciti) -> bool:
    """Whether a person is reminded on a day: a deadline is near enough, and the last reminder that left is ``ogni``
    days old. A day on which the command did not run is made up for on the next one."""
    if not any(in_finestra(giorno, scadenza, regole) for scadenza in scadenze):
        return False
    return ultimo is None or (giorno - ultimo).days >= regole.ogni_giorni


def impostazioni_di(ente: Ente) -> ImpostazioniSolleciti:
    """The days of a body; the default ones when it has not chosen any."""
    return ImpostazioniSolleciti.objects.filter(ente=ente).first() or ImpostazioniSolleciti(ente=ente)


# -- what waits --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occasione:
    """A period that can be written: by all, up to its deadline, or by the offices it was reopened for."""

    periodo: Periodo
    giorno: dt.date
    scadenza: dt.date
    riaperti: dict[int, dt.date]
    dovuti: dict[int | None, Counter[str]] = field(default_factory=dict)
    da_validare: dict[int | None, list[tuple[int | None, int | None]]] = field(default_factory=dict)

    @property
    def aperta(self) -> bool:
        return self.periodo.stato == StatoPeriodo.APERTO

    def scadenza_di(self, ufficio_id: int | None) -> dt.date | None:
        """Up to when the office can write; None when it cannot."""
        return self.scadenza if self.aperta else self.riaperti.get(ufficio_id or 0)

    @property
    def resta(self) -> int:
        """Values not validated yet."""
        return sum(sum(c.values()) for c in self.dovuti.values()) + sum(map(len, self.da_validare.values()))


def occasioni(ente: Ente, giorno: dt.date) -> list[Occasione]:
    """The periods of a body that somebody can write on a day, with what waits in each."""
    aperture = Riapertura.objects.di(ente).valide_il(giorno)
    riaperti: dict[int, dict[int, dt.date]] = {}
    for r in aperture:
        riaperti.setdefault(r.periodo_id, {})[r.ufficio_id] = r.fino_al
    periodi = Periodo.objects.di(ente).exclude(ciclo__stato__in=CONGELATI).select_related("ciclo__ente")
    scrivibili = periodi.filter(Q(stato=StatoPeriodo.APERTO) | Q(pk__in=riaperti, stato=StatoPeriodo.CHIUSO))
    return [
        _conta(Occasione(p, giorno, p.scadenza or p.fine, riaperti.get(p.pk, {})))
        for p in scrivibili.order_by("ciclo__anno", "numero")
    ]


def _conta(occasione: Occasione) -> Occasione:
    for voce in _voci(occasione.periodo):
        ufficio = voce.indicatore.ufficio
        ufficio_id = ufficio.pk if ufficio else None
        if occasione.scadenza_di(ufficio_id) is None:
            continue
        if voce.da_fare:
            occasione.dovuti.setdefault(ufficio_id, Counter())[voce.stato] += 1
        elif voce.stato == StatoRilevazione.TRASMESSA and voce.rilevazione:
            area_id = ufficio.area_id if ufficio else None
            chi = (ufficio_id, voce.rilevazione.inserita_da_id)
            occasione.da_validare.setdefault(area_id, []).append(chi)
    return occasione


def _voci(periodo: Periodo) -> list[Dovuto]:
    return Dovuti(periodo.ciclo, periodo, None, Quali(periodo.ciclo.ente_id)).voci()


def in_sospeso(ente: Ente, giorno: dt.date) -> dict[Utente, list[Sospeso]]:
    """What waits for each person of a body on a day, the nearest deadline first; who has nothing is not there."""
    aperte = occasioni(ente, giorno)
    se_stesso = ImpostazioniMisura.objects.filter(ente=ente, chi_inserisce_valida=True).exists()
    incarichi = Incarico.objects.di(ente).filter(utente__is_active=True).validi_il(giorno)
    trovati: dict[Utente, dict[tuple[Cosa, int, str], Sospeso]] = {}
    for incarico in incarichi.select_related("utente", "area", "ufficio").order_by("utente__username", "pk"):
        for occasione in aperte:
            for s in _sospesi(incarico, occasione, se_stesso):
                trovati.setdefault(incarico.utente, {})[s.cosa, s.periodo.pk, s.dove] = s
    return {chi: sorted(s.values(), key=lambda s: (s.scadenza, s.cosa, s.dove)) for chi, s in trovati.items()}


def _sospesi(incarico: Incarico, o: Occasione, se_stesso: bool) -> Iterator[Sospeso]:
    """What an assignment has to do on an occasion: the powers are those of ``ente.poteri``."""
    trovati: list[Sospeso | None] = []
    if incarico.ruolo == Ruolo.REDATTORE and incarico.ufficio:
        trovati.append(_da_inserire(o, incarico.ufficio_id, incarico.ufficio.nome))
    elif incarico.ruolo == Ruolo.DIRIGENTE and incarico.area:
        trovati.append(_da_validare(o, incarico.area_id, str(incarico.area), None if se_stesso else incarico.utente_id))
    elif incarico.ruolo == Ruolo.CONTROLLO:
        trovati.append(_da_inserire(o, None, "senza ufficio"))
        trovati.append(_da_validare(o, None, "senza area", None if se_stesso else incarico.utente_id))
        if o.aperta and (o.giorno > o.scadenza or not o.resta):
            trovati.append(Sospeso(Cosa.CHIUDERE, o.periodo, "", o.resta, 0, o.scadenza, o.giorno))
    yield from (s for s in trovati if s is not None)


def _da_inserire(o: Occasione, ufficio_id: int | None, dove: str) -> Sospeso | None:
    conto, scadenza = o.dovuti.get(ufficio_id), o.scadenza_di(ufficio_id)
    if not conto or scadenza is None:
        return None
    restituiti = conto[StatoRilevazione.RESTITUITA]
    return Sospeso(
        Cosa.INSERIRE, o.periodo, dove, conto.total(), restituiti, scadenza, o.giorno, frozenset({ufficio_id})
    )


def _da_validare(o: Occasione, area_id: int | None, dove: str, non_di: int | None) -> Sospeso | None:
    """Without those that the person entered, where the body does not let the same person validate them."""
    uffici = [u for u, chi in o.da_validare.get(area_id, []) if non_di is None or chi != non_di]
    scadenze = [s for s in map(o.scadenza_di, uffici) if s is not None]
    if not scadenze:
        return None
    return Sospeso(Cosa.VALIDARE, o.periodo, dove, len(uffici), 0, min(scadenze), o.giorno, frozenset(uffici))


def oggetto_lettera(sospesi: Sequence[Sospeso]) -> str:
    """The subject of a letter: the most urgent thing, on one line."""
    s = sospesi[0]
    if s.cosa is Cosa.CHIUDERE:
        testo = f"{s.periodo.nome} {s.periodo.ciclo.anno} da chiudere"
    else:
        verbo = "inserire" if s.cosa is Cosa.INSERIRE else "validare"
        nome = "valore" if s.quanti == 1 else "valori"
        quando = "il termine era il" if s.scaduto else "entro il"
        testo = f"{s.quanti} {nome} da {verbo}, {quando} {s.scadenza:%d/%m/%Y}"
    return " ".join(f"{testo} – {s.periodo.ciclo.ente}".split())
