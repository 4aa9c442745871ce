"""Context tables of a year, and those of personnel: years, territories and measures under headings of two levels."""

from __future__ import annotations

from collections.abc import Sequence

from contesto.actions.tavola_da_foglio import MAX_COLONNE, MAX_RIGHE, SCANSA, progetta_tavole
from contesto.pagine import PERSONALE as TEMA_PERSONALE
from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.importazione.generi.colonne_tavola import leggi_colonne_di_tavole
from ente.fogli.intestazioni import Colonna, vocabolario
from ente.fogli.lettura import Foglio
from ente.fogli.righe import ISTRUZIONI, Letto
from ente.progetto import Progetto


def _leggi(fogli: Sequence[Foglio], colonne: Sequence[Colonna], anno: int) -> Letto:
    """The sheets as they are, without that which only explains and the columns that a person leaves out: the headings
    of a table are its own."""
    tavole = [f for f in fogli if f.nome != ISTRUZIONI] or fogli
    intestazioni, tavole = leggi_colonne_di_tavole(tavole, vocabolario(colonne, anno))
    return Letto(fogli=tavole, intestazioni=intestazioni)


def _progetta(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    return progetta_tavole(ente=dove.ente, anno=dove.anno, fogli=letto.fogli, risposte=risposte)


def _progetta_personale(dove: Dove, letto: Letto, risposte: dict[str, str]) -> Progetto:
    """Personnel are context tables of that theme: a new one gets it, one of another theme is refused."""
    return progetta_tavole(ente=dove.ente, anno=dove.anno, fogli=letto.fogli, risposte=risposte, tema=TEMA_PERSONALE)


TAVOLA = GenereImportabile(
    codice="tavola",
    nome="Tavola di contesto",
    descrizione="Una tavola per foglio, con le sue intestazioni: il nome del foglio, o una riga sopra, dice quale. "
    f"Al massimo {MAX_RIGHE} righe e {MAX_COLONNE} colonne.",
    colonne=(),
    progetta=_progetta,
    leggi=_leggi,
    registrati=("contesto.Tavola",),
    scansa=SCANSA,
)
PERSONALE = GenereImportabile(
    codice="personale",
    nome="Personale",
    descrizione="Le tavole del personale, una per foglio: per categoria, età, sesso, contratto, titolo di studio.",
    colonne=(),
    progetta=_progetta_personale,
    leggi=_leggi,
    registrati=("contesto.Tavola",),
    scansa=SCANSA,
)
