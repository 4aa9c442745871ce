"""How easily a narrative is read: the Gulpease index (Lucisano and Piemontese, 1988), in Decimal. Pure.

89 + (300 × sentences − 10 × letters) / words: 100 is the easiest; under 80 it is hard for who left school at ten, under
60 at thirteen, under 40 at eighteen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from relazione.documento.blocchi import Composto, Prosa, SezioneComposta
from relazione.documento.testo import Nodo, Tipo, solo_testo

PAROLA = re.compile(r"\d+(?:[.,/:]\d+)*|[^\W_]+")
LETTERA = re.compile(r"[^\W_]")
FINE = re.compile(r"[.!?…]+[»”\"')\]]*(?=\s+[«“\"'(\[]*[^\W_a-zà-ÿ]|\s*$)")
"""Where a sentence ends: a stop before a capital or a digit, or at the end; not inside a number or a date."""
ABBREVIATE = re.compile(
    r"\b(?:artt?|nn?|cc?|co|lett|d\.?\s?lgs|d\.?\s?l|d\.?\s?m|d\.?\s?p\.?\s?r|d\.?\s?p\.?\s?c\.?\s?m|l|r\.?\s?d|dott|dott\.?ssa|"
    r"ing|avv|prof|sig|es|ecc|pagg?|pp|cfr|cd|ss|all|tab|fig|cap|par|prot|reg|s\.?p\.?a|s\.?r\.?l|tel|max|min|ca)\.(?=\s)",
    re.IGNORECASE,
)
"""Abbreviations of acts: their stop ends nothing."""
SENZA_PROSA = {Tipo.TABELLA, Tipo.CODICE, Tipo.RIGA}
CAPOVERSI = {Tipo.PARAGRAFO, Tipo.TITOLO, Tipo.STRETTO}
DIFFICILE = Decimal(40)
"""Under this who has finished secondary school finds it hard."""


@dataclass(frozen=True, slots=True)
class Leggibilita:
    """What a text is made of: sentences, words, letters and digits."""

    frasi: int = 0
    parole: int = 0
    lettere: int = 0

    def __add__(self, altra: Leggibilita) -> Leggibilita:
        return Leggibilita(self.frasi + altra.frasi, self.parole + altra.parole, self.lettere + altra.lettere)

    @property
    def gulpease(self) -> Decimal | None:
        """The index, unrounded; None of a text without words."""
        if not self.parole:
            return None
        return 89 + Decimal(300 * self.frasi - 10 * self.lettere) / self.parole


def leggibilita(testo: str) -> Leggibilita:
    """What one paragraph is made of. Words apart by an apostrophe are two; a paragraph that does not end with a stop is
    one sentence all the same."""
    parole = PAROLA.findall(testo)
    if not parole:
        return Leggibilita()
    pulito = ABBREVIATE.sub(lambda t: t[0].replace(".", ""), testo).strip()
    frasi = [f for f in FINE.split(pulito) if PAROLA.search(f)]
    return Leggibilita(len(frasi), len(parole), sum(len(LETTERA.findall(p)) for p in parole))


def della_sezione(sezione: SezioneComposta) -> Leggibilita:
    """The same of the prose of a section: tables, figures and captions are not read."""
    parti = (leggibilita(c) for b in sezione.blocchi if isinstance(b.dati, Prosa) for c in capoversi(b.dati.nodi))
    return sum(parti, Leggibilita())


def del_documento(composto: Composto) -> list[tuple[SezioneComposta, Leggibilita]]:
    """The sections that have prose, each with its own."""
    lette = ((s, della_sezione(s)) for s in composto.sezioni)
    return [(s, letta) for s, letta in lette if letta.parole]


def capoversi(nodi: Iterable[Nodo]) -> Iterator[str]:
    """The paragraphs of a narrative and the entries of its lists, as plain text."""
    for nodo in nodi:
        if nodo.tipo in CAPOVERSI:
            yield solo_testo(nodo.figli) or nodo.testo
        elif nodo.tipo not in SENZA_PROSA:
            yield from capoversi(nodo.figli)
