"""What a manager must know at once of a scorecard: the alerts counted, what to do, what is furthest behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cruscotto.aritmetica.allerte import NOMI, CodiceAllerta
from cruscotto.consultazione.filtri_cruscotto import Ordine, RigaCollocata, ordina, stato_di
from cruscotto.misurazione.cosa_fare import Lettore, Parte

QUANTI = 5
"""How many of the rows behind are shown at the top of the page."""


@dataclass(frozen=True, slots=True)
class Conteggio:
    """An alert, its name, how many rows have it."""

    codice: str
    nome: str
    quanti: int


@dataclass(frozen=True, slots=True)
class Compito:
    """Something to do: how many rows ask for it, what, of which offices, and the filter that lists them."""

    quanti: int
    titolo: str
    azione: str
    uffici: str
    filtro: dict[str, str]


def conta_allerte(posti: Sequence[RigaCollocata]) -> list[Conteggio]:
    """The alerts that some row has, in order of importance."""
    quante = Counter(a.codice for p in posti for a in p.riga.allerte)
    return [Conteggio(codice.value, nome, quante[codice]) for codice, nome in NOMI.items() if quante[codice]]


def ha(posto: RigaCollocata, codice: CodiceAllerta) -> bool:
    """Whether the row has the alert."""
    return any(a.codice is codice for a in posto.riga.allerte)


@dataclass(frozen=True, slots=True)
class _Genere:
    """A kind of task: which rows ask for it, what they are called, for one and for more, and what to do: what who
    enters them does, who reviews them or runs the cycle, who only reads."""

    prova: Callable[[RigaCollocata], bool]
    filtro: dict[str, str]
    nomi: tuple[str, str]
    azioni: dict[Parte, str]


RITARDO = _Genere(
    lambda p: ha(p, CodiceAllerta.IN_RITARDO),
    {"allerta": CodiceAllerta.IN_RITARDO.value},
    ("valore in ritardo", "valori in ritardo"),
    {
        Parte.UFFICIO: "Il termine è passato: inserite e trasmettete ciò che è del vostro ufficio.",
        Parte.DIRIGENTE: "Il termine è passato: chiedete agli uffici di trasmettere.",
        Parte.CONTROLLO: "Il termine è passato: sollecitate gli uffici.",
        Parte.LEGGE: "Il termine è passato: tocca agli uffici.",
    },
)
RESTITUITI = _Genere(
    lambda p: stato_di(p.riga) == "restituita",
    {"stato": "restituita"},
    ("valore restituito", "valori restituiti"),
    {
        Parte.UFFICIO: "Correggete e ritrasmettete ciò che è del vostro ufficio.",
        Parte.LEGGE: "Tocca agli uffici correggere e ritrasmettere.",
    },
)
SENZA_MOTIVO = _Genere(
    lambda p: ha(p, CodiceAllerta.SENZA_MOTIVAZIONE),
    {"allerta": CodiceAllerta.SENZA_MOTIVAZIONE.value},
    ("scostamento senza motivazione", "scostamenti senza motivazione"),
    {
        Parte.UFFICIO: "Scrivete la causa e l’azione correttiva, per ciò che è del vostro ufficio.",
        Parte.DIRIGENTE: "Fatevi dare dagli uffici la causa e l’azione correttiva.",
        Parte.CONTROLLO: "Chiedete ai dirigenti la causa e l’azione correttiva.",
        Parte.LEGGE: "La causa e l’azione correttiva le scrivono gli uffici.",
    },
)
DA_TRASMETTERE = _Genere(
    lambda p: ha(p, CodiceAllerta.NON_RILEVATO),
    {"allerta": CodiceAllerta.NON_RILEVATO.value},
    ("valore da trasmettere", "valori da trasmettere"),
    {Parte.LEGGE: "Il termine non è ancora passato."},
)


def compiti(posti: Sequence[RigaCollocata], lettore: Lettore) -> list[Compito]:
    """What to do, said to who reads, most urgent first; empty when nothing is late, missing, returned or unexplained.

    What is missing is a task of its own only before the term: after it, it is late.
    """
    trovati = [_compito(posti, genere, lettore) for genere in (RITARDO, RESTITUITI, SENZA_MOTIVO)]
    if trovati[0] is None:
        trovati.append(_compito(posti, DA_TRASMETTERE, lettore))
    return [compito for compito in trovati if compito]


def _compito(posti: Sequence[RigaCollocata], genere: _Genere, lettore: Lettore) -> Compito | None:
    trovati = [p for p in posti if genere.prova(p)]
    if not trovati:
        return None
    uffici = Counter(p.riga.ufficio or "senza ufficio" for p in trovati)
    elenco = ", ".join(f"{ufficio} ({n})" for ufficio, n in uffici.most_common(3))
    resto = len(uffici) - 3
    altri = f" e {resto} altr{'o' if resto == 1 else 'i'}" if resto > 0 else ""
    quale = 0 if len(trovati) == 1 else 1
    return Compito(len(trovati), genere.nomi[quale], _azione(trovati, genere, lettore), elenco + altri, genere.filtro)


def _azione(trovati: Sequence[RigaCollocata], genere: _Genere, lettore: Lettore) -> str:
    """The sentence for the part that the reader has in some of the rows, the closest to the work first."""
    parti = {lettore.parte(p.riga.ufficio_codice, p.riga.area_codice) for p in trovati}
    return next(genere.azioni[p] for p in Parte if p in genere.azioni and (p in parti or p is Parte.LEGGE))


def piu_indietro(posti: Sequence[RigaCollocata]) -> list[RigaCollocata]:
    """The rows below the threshold, the lowest SAL first."""
    return ordina([p for p in posti if ha(p, CodiceAllerta.SOTTO_SOGLIA)], Ordine.SAL)[:QUANTI]
