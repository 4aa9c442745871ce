"""What is asked and answered on a value: whom an «@» names, who may write, what is still without an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato, esige_inseribile, esige_scrivibile
from cruscotto.ciclo.visibilita import rilevazioni_leggibili
from cruscotto.models import Messaggio, Rilevazione, StatoRilevazione
from cruscotto.models.rilevazione import RilevazioneQuerySet
from ente.models import Incarico, Ruolo, Utente
from ente.poteri import Poteri

CHIOCCIOLA = re.compile(r"(?<!\S)@([\w.+-]+)")
"""A person or a role named in a text; the address of an e-mail is not one."""
UFFICIO, DIRIGENTE, CONTROLLO, OIV = "ufficio", "dirigente", "controllo", "oiv"
RUOLI = {
    UFFICIO: "chi inserisce il valore",
    DIRIGENTE: "chi lo valida",
    CONTROLLO: "il controllo di gestione",
    OIV: "l'OIV",
}


@dataclass(frozen=True, slots=True)
class Filo:
    """A question with its answers, in order."""

    domanda: Messaggio
    risposte: tuple[Messaggio, ...]

    @property
    def aperta(self) -> bool:
        """Whether nobody else has answered."""
        return all(r.da_id == self.domanda.da_id for r in self.risposte)


def fili_di(messaggi: Iterable[Messaggio]) -> list[Filo]:
    """The questions of a value in order, each with its answers."""
    risposte: dict[int, list[Messaggio]] = {}
    domande = []
    for m in messaggi:
        if m.risponde_a_id is None:
            domande.append(m)
        else:
            risposte.setdefault(m.risponde_a_id, []).append(m)
    return [Filo(d, tuple(risposte.get(d.pk, ()))) for d in domande]


def con_domande(valori: RilevazioneQuerySet) -> RilevazioneQuerySet:
    """The values with how many messages they have, and whether a question waits for an answer, in the same query."""
    di_uno = Messaggio.objects.filter(rilevazione=OuterRef("pk")).order_by()
    altrui = Messaggio.objects.filter(risponde_a=OuterRef("pk")).exclude(da=OuterRef("da"))
    return valori.annotate(
        quanti_messaggi=Coalesce(Subquery(di_uno.values("rilevazione").annotate(n=Count("pk")).values("n")), 0),
        senza_risposta=Exists(di_uno.filter(risponde_a=None).filter(~Exists(altrui))),
    )


def puo_scrivere(poteri: Poteri, valore: Rilevazione, messaggi: Iterable[Messaggio]) -> bool:
    """Whether the person asks and answers on a value: who enters or reviews it, controllo di gestione, and who was
    asked something on it."""
    ufficio = valore.indicatore.ufficio
    area_id = ufficio.area_id if ufficio else None
    if poteri.inserisce_per(valore.indicatore.ufficio_id) or poteri.valida_per(area_id):
        return True
    return any(poteri.utente.pk in {p.pk for p in m.chiesto_a.all()} for m in messaggi)


def perche_chiuse(valore: Rilevazione) -> str:
    """Why nobody writes on a value any more; empty when they may. Needs its period with the cycle."""
    if valore.stato == StatoRilevazione.VALIDATA:
        return "Il valore è validato: le domande si leggono e non se ne scrivono."
    try:
        esige_inseribile(valore.indicatore)
        esige_scrivibile(valore.periodo, valore.indicatore.ufficio_id)
    except NonModificabile as perche:
        return str(perche)
    return ""


def trova_nominati(testo: str, valore: Rilevazione) -> set[Utente]:
    """The persons that the «@» of a text name, by sign-in name or by role.

    Raises:
        ValoreRifiutato: one names nobody who may read the value.
    """
    trovati: set[Utente] = set()
    for parola in dict.fromkeys(p.rstrip(".") for p in CHIOCCIOLA.findall(testo)):
        if not parola:
            continue
        chi = {p for p in _di_nome(parola.casefold(), valore) if legge(p, valore)}
        if not chi:
            ruoli = ", ".join(f"@{nome}" for nome in RUOLI)
            nessuno = f"«@{parola}» non è nessuno che oggi legga questo valore"
            raise ValoreRifiutato({"testo": f"{nessuno}: scrivete {ruoli}, o un nome utente."})
        trovati |= chi
    return trovati


def _di_nome(nome: str, valore: Rilevazione) -> list[Utente]:
    if nome in RUOLI:
        return chi_ha(nome, valore)
    return list(Utente.objects.filter(ente=valore.indicatore.ente_id, is_active=True, username__iexact=nome))


def chi_ha(ruolo: str, valore: Rilevazione) -> list[Utente]:
    """Who enters the value, who reviews it (controllo di gestione, without an office or an area), the whole body's."""
    ufficio = valore.indicatore.ufficio
    quale: dict[str, dict[str, Any]] = {
        UFFICIO: {"ruolo": Ruolo.REDATTORE, "ufficio": ufficio} if ufficio else {"ruolo": Ruolo.CONTROLLO},
        DIRIGENTE: {"ruolo": Ruolo.DIRIGENTE, "area": ufficio.area_id}
        if ufficio and ufficio.area_id
        else {"ruolo": Ruolo.CONTROLLO},
        CONTROLLO: {"ruolo": Ruolo.CONTROLLO},
        OIV: {"ruolo": Ruolo.OIV},
    }
    incarichi = Incarico.objects.filter(**quale[ruolo]).validi_il(timezone.localdate())
    persone = Utente.objects.filter(ente=valore.indicatore.ente_id, is_active=True, incarichi__in=incarichi)
    return list(persone.distinct())


def legge(persona: Utente, valore: Rilevazione) -> bool:
    """Whether a person of the body with a role today reads the value."""
    con_ruolo = Incarico.objects.filter(utente=persona).validi_il(timezone.localdate()).exists()
    return con_ruolo and rilevazioni_leggibili(persona).filter(pk=valore.pk).exists()
