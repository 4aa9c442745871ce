"""What a document lacks, as a person goes through it: by section, and what fails for one reason in one line. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from relazione.documento.blocchi import Incompletezza


def per_sezione(mancano: Iterable[Incompletezza]) -> Mapping[str, list[str]]:
    """The sentences of each section by its code, in document order: a table that the year does not have is one line,
    however many recalls of the section want it."""
    sezioni: dict[str, dict[str, list[str]]] = {}
    for i in mancano:
        richiami = sezioni.setdefault(i.codice, {}).setdefault(i.perche, [])
        if i.richiamo and i.richiamo not in richiami:
            richiami.append(i.richiamo)
    return {codice: [_frase(r, perche) for perche, r in motivi.items()] for codice, motivi in sezioni.items()}


def _frase(richiami: list[str], perche: str) -> str:
    if not richiami:
        return in_frase(perche)
    altri = len(richiami) - 1
    quanti = "" if not altri else " e un altro richiamo" if altri == 1 else f" e altri {altri} richiami"
    return in_frase(f"{richiami[0]}{quanti}: {perche}")


def in_frase(motivo: str) -> str:
    """A reason as a sentence of its own."""
    return motivo[:1].upper() + motivo[1:] + ("" if motivo.endswith((".", "…", "?", "!")) else ".")
