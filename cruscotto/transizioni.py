"""The acts on a value: from which states, to which one, and who may do them. One table, read by actions and pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cruscotto.models import Rilevazione, StatoRilevazione
from ente.poteri import Poteri

BOZZA, TRASMESSA, RESTITUITA, VALIDATA = StatoRilevazione


class Chi(StrEnum):
    """Whose act it is."""

    UFFICIO = "l'ufficio dell'indicatore"
    DIRIGENTE = "il dirigente dell'area"
    CONTROLLO = "il controllo di gestione"


@dataclass(frozen=True, slots=True)
class Transizione:
    """An act: its name in the register, the states it starts from, the one it leads to (None: it stays)."""

    nome: str
    da: tuple[StatoRilevazione, ...]
    a: StatoRilevazione | None
    chi: Chi


SALVA = Transizione("salva valore", (BOZZA, RESTITUITA), None, Chi.UFFICIO)
TRASMETTI = Transizione("trasmette valore", (BOZZA, RESTITUITA), TRASMESSA, Chi.UFFICIO)
RIPRENDI = Transizione("riprende valore", (TRASMESSA,), BOZZA, Chi.UFFICIO)
VALIDA = Transizione("valida valore", (TRASMESSA,), VALIDATA, Chi.DIRIGENTE)
RESTITUISCI = Transizione("restituisce valore", (TRASMESSA, VALIDATA), RESTITUITA, Chi.DIRIGENTE)
NEUTRALIZZA = Transizione("neutralizza valore", (BOZZA, TRASMESSA, RESTITUITA), VALIDATA, Chi.CONTROLLO)
RIAMMETTI = Transizione("riammette valore", (VALIDATA,), RESTITUITA, Chi.CONTROLLO)


def permesso(chi: Chi, poteri: Poteri, rilevazione: Rilevazione) -> bool:
    """Whether the person may act on the value, whatever its state."""
    if rilevazione.indicatore.ente_id != poteri.utente.ente_id:
        return False
    ufficio = rilevazione.indicatore.ufficio
    if chi is Chi.UFFICIO:
        return poteri.inserisce_per(ufficio.pk if ufficio else None)
    if chi is Chi.DIRIGENTE:
        return poteri.valida_per(ufficio.area_id if ufficio else None)
    return poteri.controllo
