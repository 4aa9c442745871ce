"""The registry of the kinds of import, in the order in which commands show them."""

from __future__ import annotations

from cruscotto.importazione.bilancio import BILANCIO
from cruscotto.importazione.genere import Genere
from cruscotto.importazione.indicatori import INDICATORI
from cruscotto.importazione.interventi import INTERVENTI
from cruscotto.importazione.rilevazioni import RILEVAZIONI
from cruscotto.importazione.tavola import PERSONALE, TAVOLA
from cruscotto.importazione.utenti import UTENTI

GENERI: dict[str, Genere] = {
    g.codice: g for g in (INDICATORI, RILEVAZIONI, TAVOLA, BILANCIO, INTERVENTI, PERSONALE, UTENTI)
}
