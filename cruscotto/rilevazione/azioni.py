"""The corrective actions of a year: what was promised with each value, who has to do it, where it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from cruscotto.aritmetica.azioni import NOMI, Promessa, StatoAzione
from cruscotto.ciclo.visibilita import rilevazioni_leggibili
from cruscotto.misurazione.promesse import promessa_di
from cruscotto.misurazione.stato_dei_valori import SENZA
from cruscotto.models import Ciclo, Rilevazione, SeguitoAzione
from cruscotto.models.rilevazione import RilevazioneQuerySet
from cruscotto.valori.accumulati import CONTANO
from ente.fogli.celle import Cella, Tabella
from ente.models import Area, Ufficio, Utente
from ente.poteri import Poteri

SCADUTE, APERTE = "scadute", "aperte"
STATI = {APERTE: "Da fare o in corso", SCADUTE: "Scadute"} | {s.value: nome for s, nome in NOMI.items()}
CAMPI = {"stato": ("Stato", "Tutti"), "area": ("Area", "Tutte"), "ufficio": ("Ufficio", "Tutti")}
TITOLI = (
    *("Codice", "Indicatore", "Area", "Ufficio", "Periodo", "Azione correttiva", "Entro", "Stato", "Scaduta"),
    *("Di chi è", "Che cosa è stato fatto, o perché no", "Conclusa il", "Anno"),
)


@dataclass(frozen=True, slots=True)
class Azione:
    """A promised action; ``modificabile``: the person may say where it is."""

    valore: Rilevazione
    promessa: Promessa
    oggi: dt.date
    modificabile: bool = False

    @property
    def seguito(self) -> SeguitoAzione | None:
        return getattr(self.valore, "seguito", None)

    @property
    def scaduta(self) -> bool:
        return self.promessa.scaduta(self.oggi)

    @property
    def ufficio(self) -> Ufficio | None:
        """The office that enters the value."""
        return self.valore.indicatore.ufficio

    @property
    def area(self) -> Area | None:
        return self.ufficio.area if self.ufficio else None

    @property
    def chi(self) -> str:
        """Who has to do it: a person, an office; that of the indicator when nobody was named."""
        seguito = self.seguito
        di_chi = (seguito.persona or seguito.ufficio) if seguito else None
        return str(di_chi or self.ufficio or "Senza ufficio")


@dataclass(frozen=True, slots=True)
class FiltriAzioni:
    """What the address asks for; empty is everything."""

    stato: str = ""
    area: str = ""
    ufficio: str = ""

    @classmethod
    def leggi(cls, parametri: Mapping[str, str]) -> FiltriAzioni:
        return cls(**{nome: parametri.get(nome, "").replace("\0", "")[:100] for nome in CAMPI})

    @property
    def attivi(self) -> bool:
        return self != FiltriAzioni()

    def applica(self, azioni: Iterable[Azione]) -> list[Azione]:
        return [a for a in azioni if self._passa(a)]

    def _passa(self, a: Azione) -> bool:
        stati: set[str] = {a.promessa.stato.value}
        if a.scaduta:
            stati.add(SCADUTE)
        if a.promessa.stato in (StatoAzione.DA_FARE, StatoAzione.IN_CORSO):
            stati.add(APERTE)
        area, ufficio = (a.area.codice if a.area else SENZA), (a.ufficio.codice if a.ufficio else SENZA)
        return self.stato in ("", *stati) and self.area in ("", area) and self.ufficio in ("", ufficio)

    def campi(self, azioni: Sequence[Azione]) -> list[dict[str, Any]]:
        """The choices of the form, among what the actions have."""
        scelte = {
            "stato": STATI,
            "area": _nomi((a.area.codice, str(a.area)) if a.area else (SENZA, "Senza area") for a in azioni),
            "ufficio": _nomi(
                (a.ufficio.codice, a.ufficio.nome) if a.ufficio else (SENZA, "Senza ufficio") for a in azioni
            ),
        }
        return [
            {"codice": c, "nome": nome, "vuoto": vuoto, "scelte": scelte[c], "scelto": getattr(self, c)}
            for c, (nome, vuoto) in CAMPI.items()
        ]


def _nomi(coppie: Iterable[tuple[str, str]]) -> dict[str, str]:
    return dict(sorted(set(coppie), key=lambda c: c[1].casefold()))


def valori_con_azione(utente: Utente) -> RilevazioneQuerySet:
    """The values handed over with an action, of those that the person may read, with what the page says of them."""
    return (
        rilevazioni_leggibili(utente)  # type: ignore[return-value]
        .filter(stato__in=CONTANO)
        .exclude(azione_correttiva="")
        .select_related("periodo__ciclo__ente", "indicatore__ufficio__area", "seguito__persona", "seguito__ufficio")
    )


def leggi_azioni(utente: Utente, ciclo: Ciclo) -> list[Azione]:
    """The actions of a cycle, what is overdue first, then by day; one query."""
    poteri, oggi = Poteri.di(utente), timezone.localdate()
    trovate = [azione_di(r, poteri, oggi) for r in valori_con_azione(utente).filter(periodo__ciclo=ciclo)]
    aperte = (StatoAzione.DA_FARE, StatoAzione.IN_CORSO)
    return sorted(
        trovate,
        key=lambda a: (
            a.promessa.stato not in aperte,
            a.promessa.entro or dt.date.max,
            a.valore.indicatore.codice,
            a.valore.pk,
        ),
    )


def azione_di(valore: Rilevazione, poteri: Poteri, oggi: dt.date) -> Azione:
    """The action of a value, as the person may treat it."""
    azione = Azione(valore, promessa_di(valore), oggi)
    return replace(azione, modificabile=puo_seguire(poteri, valore) and not valore.periodo.ciclo.congelato)


def puo_seguire(poteri: Poteri, valore: Rilevazione) -> bool:
    """Whether the person says where the action is: its office, who reviews, who has to do it."""
    seguito: SeguitoAzione | None = getattr(valore, "seguito", None)
    if seguito is not None and (seguito.persona_id == poteri.utente.pk or seguito.ufficio_id in poteri.uffici):
        return True
    return poteri.inserisce_per(valore.indicatore.ufficio_id) or puo_affidare(poteri, valore)


def puo_affidare(poteri: Poteri, valore: Rilevazione) -> bool:
    """Whether the person says whose the action is, and by when: who reviews the value, controllo di gestione."""
    ufficio = valore.indicatore.ufficio
    return poteri.controllo or poteri.valida_per(ufficio.area_id if ufficio else None)


def tabella_azioni(anno: int, azioni: Sequence[Azione]) -> Tabella:
    """The actions that the page shows, a line each."""
    return Tabella(f"azioni-correttive-{anno}", TITOLI, [(*_celle(a), anno) for a in azioni])


def _celle(a: Azione) -> tuple[Cella, ...]:
    seguito = a.seguito
    return (
        *(a.valore.indicatore.codice, a.valore.indicatore.nome, str(a.area or ""), a.ufficio.nome if a.ufficio else ""),
        *(
            a.promessa.nome_periodo,
            a.promessa.testo,
            a.promessa.entro,
            a.promessa.nome_stato,
            "sì" if a.scaduta else "no",
        ),
        *(a.chi, a.promessa.nota, seguito.concluso_il if seguito else None),
    )
