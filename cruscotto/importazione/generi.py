"""The registry of the kinds of import, in the order in which commands show them."""

from __future__ import annotations

from cruscotto.importazione.bilancio import BILANCIO
from cruscotto.importazione.genere import Genere
from cruscotto.importazione.interventi import INTERVENTI

GENERI: dict[str, Genere] = {g.codice: g for g in (BILANCIO, INTERVENTI)}
