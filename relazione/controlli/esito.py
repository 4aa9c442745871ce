"""What a control says: where something does not hold, what is stated, what it should be and why. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from relazione.controlli.materia import Materia


class Severita(StrEnum):
    """How much a finding weighs: an error is wrong whatever the reason, a warning asks for one, a note is told."""

    ERRORE = "errore"
    AVVISO = "avviso"
    NOTA = "nota"


ORDINE = tuple(Severita)
"""From the heaviest to the lightest."""


@dataclass(frozen=True, slots=True)
class Luogo:
    """Where a finding stands: the kind of thing (``tavola``, ``cruscotto``, ``bilancio``, ``interventi``,
    ``risultati``, ``sezione``, ``documenti``, ``struttura``, ``indicatore``, ``pira``), its code, the place inside it.
    ``indicatori`` are the codes of those that it is about, and no part of the reference."""

    genere: str
    codice: str = ""
    posto: str = ""
    indicatori: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "/".join(parte for parte in (self.genere, self.codice, self.posto) if parte)


@dataclass(frozen=True, slots=True)
class EsitoControllo:
    """A finding. ``righe`` are the lines of the document of origin, where the data have them; ``codice`` is that of the
    control, ``regola`` its family."""

    severita: Severita
    oggetto: str
    luogo: Luogo
    dichiarato: str
    atteso: str
    spiegazione: str
    righe: tuple[int, ...] = ()
    codice: str = ""
    regola: str = ""

    @property
    def riferimento(self) -> str:
        """The place, as a machine says it."""
        return str(self.luogo)

    @property
    def chiave(self) -> str:
        """The same finding has the same key at every run: it is about the same thing, which states the same."""
        testo = "\x1f".join((self.codice, self.riferimento, self.dichiarato, self.atteso))
        return hashlib.sha256(testo.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Controllo:
    """One control: its code, its family, what it looks for in words, and the function that does it."""

    codice: str
    regola: str
    nome: str
    funzione: Callable[[Materia], Iterator[EsitoControllo]]

    def __call__(self, materia: Materia) -> Iterator[EsitoControllo]:
        for esito in self.funzione(materia):
            righe = tuple(sorted(set(esito.righe)))
            yield replace(esito, codice=self.codice, regola=self.regola, righe=righe)


def controllo(codice: str, nome: str) -> Callable[[Callable[[Materia], Iterator[EsitoControllo]]], Controllo]:
    """The decorator that makes a control of a function; the family is what its code begins with (``R01-totali``)."""

    def fatto(funzione: Callable[[Materia], Iterator[EsitoControllo]]) -> Controllo:
        return Controllo(codice, codice.partition("-")[0], nome, funzione)

    return fatto
