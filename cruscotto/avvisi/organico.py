"""Who does what in a body on a day: whom a fact on an office or on an area concerns."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from ente.models import Ente, Incarico, Ruolo


class Organico:
    """The persons of a body by what they do on a day, by key; deputies among the managers. One query."""

    def __init__(self, ente: Ente, giorno: dt.date) -> None:
        self._redattori: dict[int | None, set[int]] = defaultdict(set)
        self._dirigenti: dict[int | None, set[int]] = defaultdict(set)
        self.controllo: set[int] = set()
        self.tutto_l_ente: set[int] = set()
        incarichi = Incarico.objects.di(ente).filter(utente__is_active=True).validi_il(giorno).order_by()
        for utente, ruolo, area, ufficio in incarichi.values_list("utente", "ruolo", "area", "ufficio"):
            if ruolo == Ruolo.REDATTORE:
                self._redattori[ufficio].add(utente)
            elif ruolo == Ruolo.DIRIGENTE:
                self._dirigenti[area].add(utente)
            else:
                self.tutto_l_ente.add(utente)
                if ruolo == Ruolo.CONTROLLO:
                    self.controllo.add(utente)

    def inserisce(self, ufficio_id: int | None) -> set[int]:
        """Who enters the values of an office; of none, controllo di gestione."""
        return self._redattori.get(ufficio_id, set()) if ufficio_id else self.controllo

    def valida(self, area_id: int | None) -> set[int]:
        """Who reviews the values of an area; of none, controllo di gestione."""
        return self._dirigenti.get(area_id, set()) if area_id else self.controllo
