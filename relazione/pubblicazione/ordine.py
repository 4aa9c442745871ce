"""The places of the sections of a document: their order, what stands under which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from relazione.models import Sezione

PASSO = 10
"""Between the places of two sections."""
ORDINE_MASSIMO = 32_767
SEZIONI_MASSIME = 1000


def posti_liberi(sezioni: Iterable[Sezione], altri: Iterable[int] = ()) -> Iterator[int]:
    """The places that no section has, but for ``altri`` too."""
    occupati = {s.ordine for s in sezioni} | set(altri)
    return (n for n in range(1, ORDINE_MASSIMO) if n not in occupati)


def riordina(sezioni: Sequence[Sezione]) -> None:
    """Write the places of the sections again, in two steps: two never share one, not even for a moment."""
    nuovi = {s.pk: n * PASSO for n, s in enumerate(sezioni, 1)}
    cambiano = [s for s in sezioni if s.ordine != nuovi[s.pk]]
    liberi = posti_liberi(sezioni, nuovi.values())
    for s in cambiano:
        s.ordine = next(liberi)
    Sezione.objects.bulk_update(cambiano, ["ordine"])
    for s in cambiano:
        s.ordine = nuovi[s.pk]
    Sezione.objects.bulk_update(cambiano, ["ordine"])


def sotto(sezioni: Sequence[Sezione], sezione: Sezione) -> Sequence[Sezione]:
    """What stands under a section, in document order."""
    posto = next(n for n, s in enumerate(sezioni) if s.pk == sezione.pk)
    figlie = []
    for s in sezioni[posto + 1 :]:
        if s.livello <= sezione.livello:
            break
        figlie.append(s)
    return figlie
