"""A corrective action promised with a value: by when, and whether it was kept. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class StatoAzione(StrEnum):
    """Where an action is; nobody having said anything, it is still to do."""

    DA_FARE = "da_fare"
    IN_CORSO = "in_corso"
    FATTA = "fatta"
    ABBANDONATA = "abbandonata"


NOMI = {
    StatoAzione.DA_FARE: "Da fare",
    StatoAzione.IN_CORSO: "In corso",
    StatoAzione.FATTA: "Fatta",
    StatoAzione.ABBANDONATA: "Abbandonata",
}
CONCLUSE = (StatoAzione.FATTA, StatoAzione.ABBANDONATA)


@dataclass(frozen=True, slots=True)
class Promessa:
    """An action as it was promised in a period, and where it is. ``entro`` is the day that holds now, which may be
    later than the promised one; ``nota`` what was done, or why it is not done; ``valore`` the key of the value."""

    periodo: int
    nome_periodo: str
    testo: str
    entro: dt.date | None
    stato: StatoAzione = StatoAzione.DA_FARE
    nota: str = ""
    valore: int = 0

    @property
    def nome_stato(self) -> str:
        return NOMI[self.stato]

    def scaduta(self, oggi: dt.date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.entro is not None and self.entro < oggi and self.stato not in CONCLUSE
