"""Last year's document beside this year's, section by section: what carrying the narrative over would do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from relazione.documento.componi import leggi_richiamo
from relazione.models import Documento, Origine, Sezione, VersioneSezione

ANNO = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
FRASE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")


class Esito(StrEnum):
    """What becomes of a section of the year before."""

    NUOVA = "nuova"
    RIEMPIE = "riempie"
    UGUALE = "uguale"
    SCRITTA = "scritta"


@dataclass(frozen=True, slots=True)
class VoceRiportabile:
    """A section of the year before and that of this year with its code, when there is one."""

    vecchia: Sezione
    nuova: Sezione | None
    esito: Esito


def documento_prima(documento: Documento) -> Documento | None:
    """The same document of the latest year before that has sections: of the period of that number, of the scorecard
    of that code. One query."""
    ciclo = documento.ciclo
    stessi = Documento.objects.di(ciclo.ente).filter(tipo=documento.tipo, ciclo__anno__lt=ciclo.anno)
    if documento.periodo is not None:
        stessi = stessi.filter(periodo__numero=documento.periodo.numero)
    if documento.cruscotto is not None:
        stessi = stessi.filter(cruscotto__codice=documento.cruscotto.codice)
    con_sezioni = stessi.filter(sezioni__isnull=False).select_related("ciclo").order_by("-ciclo__anno")
    return con_sezioni.first()


def confronta(prima: Documento, documento: Documento, sezioni: Sequence[Sezione]) -> Sequence[VoceRiportabile]:
    """The sections of the year before, in their order, each with what carrying it over would do.

    A text that somebody wrote, loaded or carried over is not touched: only one that is as the outline gave it, or
    empty, is filled.
    """
    nuove = {s.codice: s for s in sezioni}
    origini = _origini(documento)
    return [
        VoceRiportabile(v, nuove.get(v.codice), _esito(v, nuove.get(v.codice), origini)) for v in prima.sezioni.all()
    ]


def _origini(documento: Documento) -> Mapping[str, str]:
    """By which door the present text of each section came in."""
    righe = VersioneSezione.objects.filter(documento=documento).order_by("numero")
    return dict(righe.values_list("codice", "origine"))


def _esito(vecchia: Sezione, nuova: Sezione | None, origini: Mapping[str, str]) -> Esito:
    if nuova is None:
        return Esito.NUOVA
    if nuova.testo == vecchia.testo:
        return Esito.UGUALE
    intatta = not nuova.testo or origini.get(nuova.codice) == Origine.MODELLO
    return Esito.RIEMPIE if intatta else Esito.SCRITTA


def ha_narrativa(titolo: str, testo: str) -> bool:
    """Whether a section says something that a person has to read again: words beside its recalls, a year in its title.
    What only recalls data says this year's."""
    righe = (riga.strip() for riga in testo.splitlines())
    return bool(ANNO.search(titolo)) or any(r and not _solo_dati(r) for r in righe)


def _solo_dati(riga: str) -> bool:
    letto = leggi_richiamo(riga)
    return letto is not None and letto[0] not in ("riquadro", "firme", "da-completare")


def frasi_dell_anno(testo: str, anno: int) -> Sequence[tuple[int, str]]:
    """The sentences of a text that name a year, each with the number of its line: after a carry-over they are what is
    most likely to be wrong."""
    cercato = re.compile(rf"(?<!\d){anno}(?!\d)")
    return [
        (numero, frase.group().strip())
        for numero, riga in enumerate(testo.splitlines(), 1)
        for frase in FRASE.finditer(riga)
        if cercato.search(frase.group()) and leggi_richiamo(riga) is None
    ]
