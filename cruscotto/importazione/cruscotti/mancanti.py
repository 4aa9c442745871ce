"""What a file names that the cycle does not have: each thing once, with how many rows use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db import models

from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import (
    AreaStrategica,
    Cruscotto,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)
from ente.importazione import ErroreNelFile
from ente.models import Area, Ufficio
from ente.progetto import NON_CREARE, CosaMancante, Progetto

ELENCATE = (Area, Ufficio, Cruscotto, Prospettiva, AreaStrategica, ObiettivoStrategico, Programma, ObiettivoOperativo)
"""What is told of, in this order: a node is no thing of its own, it joins two of them."""

NON_SI_CREA = "{} non c'è, e avete detto di non crearlo: correggete il nome nel foglio, o fatelo creare."


class Mancanti:
    """Counts what is not there while the rows are read, be it an error or something that is made."""

    def __init__(self) -> None:
        self.contati: Counter[tuple[type[models.Model], str]] = Counter()

    def segna(self, modello: type[models.Model], nome: str) -> None:
        """One more row uses a thing that is not there."""
        self.contati[modello, nome] += 1

    def elenco(self) -> list[CosaMancante]:
        """All that was counted, kind by kind."""
        return _in_ordine((cosa, quante, "") for cosa, quante in self.contati.items())


def da_creare(nate: Iterable[tuple[Any, str, str]], voci: Iterable[RigaDaImportare]) -> list[CosaMancante]:
    """The new rows of the tree that have a name, each with how many rows of the file stand under it."""
    usi: Counter[int] = Counter(id(cosa) for voce in voci for cosa in _usate(voce))
    con_nome = [(cosa, nome, posto) for cosa, nome, posto in nate if getattr(cosa, "nome", nome)]
    volte = Counter((type(cosa), nome) for cosa, nome, _ in con_nome)
    return _in_ordine(
        ((type(cosa), _detto(cosa, nome) if volte[type(cosa), nome] > 1 else nome), usi[id(cosa)], posto)
        for cosa, nome, posto in con_nome
    )


def rifiuta(progetto: Progetto, mancanti: Iterable[CosaMancante]) -> None:
    """Tell the plan what is missing, with what somebody has said is not to be made: that is an error, once."""
    progetto.mancanti = [replace(m, rifiutata=progetto.risposte.get(m.chiave) == NON_CREARE) for m in mancanti]
    progetto.errori += [
        ErroreNelFile(m.posto, NON_SI_CREA.format(m)) for m in progetto.mancanti if m.rifiutata and m.posto
    ]


def _detto(cosa: Any, nome: str) -> str:
    """The name of a thing that is not the only one of that name, with what it stands under."""
    if isinstance(cosa, ObiettivoOperativo):
        return f"{nome}, in {cosa.programma.nome}"
    if isinstance(cosa, Programma) and cosa.nodo.obiettivo.titolo:
        return f"{nome}, sotto {cosa.nodo.obiettivo.titolo}"
    return nome


def _usate(voce: RigaDaImportare) -> Iterator[Any]:
    yield voce.cruscotto
    yield voce.cruscotto.area
    yield voce.celle.get("ufficio")
    yield voce.programma
    yield voce.operativo
    nodo: ObiettivoInProspettiva | None = voce.nodo
    if nodo is not None:
        yield nodo.prospettiva
        yield nodo.obiettivo
        yield nodo.obiettivo.area_strategica


def _in_ordine(contate: Iterable[tuple[tuple[type[models.Model], str], int, str]]) -> list[CosaMancante]:
    trovate = [(ELENCATE.index(m), m, nome, quante, posto) for (m, nome), quante, posto in contate if m in ELENCATE]
    trovate.sort(key=lambda t: t[0])
    return [CosaMancante(str(m._meta.verbose_name), nome, quante, posto) for _, m, nome, quante, posto in trovate]
