"""Rows that are equal to a placement, or to one of the year before, but for a number: «entro 30 giorni» where there was
«entro 20 giorni». Whether it is the same indicator only a person knows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from contesto.numeri import cita
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio, chiave_titolo
from cruscotto.importazione.cruscotti.presenti import Altrove, Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import Collocazione, Indicatore
from ente.progetto import Progetto

SI, NO = "si", "no"
RISPOSTE = ((SI, "sì, è lo stesso"), (NO, "no, è un altro"))
_NUMERO = re.compile(r"\d+(?:[.,]\d+)*")
_ANNO = re.compile(r"(?:19|20)\d{2}")


def abbina_quasi_uguali(progetto: Progetto, presenti: Presenti, voci: Sequence[RigaDaImportare]) -> None:
    """Give a row without a code, that is none of the placements, the one of its scorecard that only a number tells
    apart, when it is the only one, no row of the file is it, and whoever was asked says that it is the same."""
    prese = {id(v.collocazione) for v in voci if not v.nuova}
    libere: dict[tuple[int, str], list[Collocazione]] = defaultdict(list)
    for c in presenti.collocazioni:
        if id(c) not in prese and _NUMERO.search(c.etichetta):
            libere[id(c.cruscotto), senza_numeri(c.etichetta)].append(c)
    if not libere:
        return
    quante: dict[tuple[int, str], int] = defaultdict(int)
    nuove = [v for v in voci if v.nuova and "codice" not in v.celle and _NUMERO.search(v.nome)]
    for voce in nuove:
        quante[id(voce.cruscotto), senza_numeri(voce.nome)] += 1
    for voce in nuove:
        dove = id(voce.cruscotto), senza_numeri(voce.nome)
        simili = [c for c in libere.get(dove, ()) if voce.nodo is None or c.nodo is voce.nodo]
        if len(simili) != 1 or quante[dove] != 1:
            continue
        (c,) = simili
        if chiave(c.etichetta) != chiave(voce.nome) and _lo_stesso(progetto, voce, c.etichetta):
            voce.collocazione, voce.nuova, voce.indicatore = c, False, c.indicatore
            libere[dove].remove(c)


def dell_anno_prima(
    progetto: Progetto, voce: RigaDaImportare, obiettivo: int, prima: Iterable[Altrove], presenti: Presenti
) -> Indicatore | None:
    """The indicator of the year before that only a number tells apart, when it is the only one and the same."""
    if not _NUMERO.search(voce.nome):
        return None
    c, nome = voce.cruscotto, senza_numeri(voce.nome)
    simili = {
        a.indicatore: a.etichetta
        for a in prima
        if a.obiettivo == obiettivo
        and (a.cruscotto == c.codice or chiave_titolo(a.titolo) == chiave_titolo(c.titolo))
        and senza_numeri(a.etichetta) == nome
    }
    if len(simili) != 1:
        return None
    ((indicatore, etichetta),) = simili.items()
    return presenti.indicatori[indicatore] if _lo_stesso(progetto, voce, etichetta) else None


def _lo_stesso(progetto: Progetto, voce: RigaDaImportare, altra: str) -> bool:
    """Proposed when only years differ: another number may well be another measure."""
    frase = f"{cita(voce.nome)} è uguale a {cita(altra)} ma per un numero: è lo stesso indicatore?"
    anni = _ANNO.sub("", chiave(voce.nome)) == _ANNO.sub("", chiave(altra))
    domanda = chiave_dubbio("numero-diverso", chiave(voce.nome), chiave(altra))
    return progetto.chiedi(domanda, voce.riga.posto("etichetta"), frase, RISPOSTE, SI if anni else NO) == SI


def senza_numeri(nome: str) -> str:
    """A name as it is compared, whatever its numbers."""
    return _NUMERO.sub("#", chiave(nome))
