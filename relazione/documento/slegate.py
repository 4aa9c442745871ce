"""The numbers that a draft shows as typed by hand: no recall ties them to a datum, and none follows when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from relazione.documento.cifre_scritte import leggi_cifre
from relazione.documento.testo import Nodo, Tipo

LETTERALI = (Tipo.CODICE, Tipo.LETTERALE, Tipo.IMMAGINE)


def segna_slegate(nodi: Iterable[Nodo]) -> tuple[Nodo, ...]:
    """The same nodes, each number typed by hand in one of its own."""
    return tuple(pezzo for nodo in nodi for pezzo in _segna(nodo))


def _segna(nodo: Nodo) -> Iterator[Nodo]:
    if nodo.tipo is not Tipo.TESTO:
        yield nodo if nodo.tipo in LETTERALI else replace(nodo, figli=segna_slegate(nodo.figli))
        return
    fatto = 0
    for cifra in leggi_cifre(nodo.testo):
        if cifra.inizio > fatto:
            yield replace(nodo, testo=nodo.testo[fatto : cifra.inizio])
        yield Nodo(Tipo.SLEGATA, testo=cifra.testo)
        fatto = cifra.fine
    if fatto < len(nodo.testo):
        yield replace(nodo, testo=nodo.testo[fatto:])
