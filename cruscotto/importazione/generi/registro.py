"""The registry of the kinds of import, in the order in which commands show them."""

from __future__ import annotations

from cruscotto.importazione.genere import GenereImportabile
from cruscotto.importazione.generi.bilancio import BILANCIO
from cruscotto.importazione.generi.indicatori import INDICATORI
from cruscotto.importazione.generi.interventi import INTERVENTI
from cruscotto.importazione.generi.parole import con_parole
from cruscotto.importazione.generi.rilevazioni import RILEVAZIONI
from cruscotto.importazione.generi.tavola import PERSONALE, TAVOLA
from cruscotto.importazione.generi.utenti import UTENTI

GENERI: dict[str, GenereImportabile] = {
    g.codice: con_parole(g) for g in (INDICATORI, RILEVAZIONI, TAVOLA, BILANCIO, INTERVENTI, PERSONALE, UTENTI)
}
