"""The weights of a file, by the rule of their page: those of what is weighed together are all there or none is, and sum
to the body's total. A file that says otherwise is asked about, before the weights are planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from contesto.numeri import cita, essenziale
from cruscotto.aritmetica.valori import Tipo
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.models import Collocazione
from cruscotto.pianificazione.actions.pesi import perche_non_stanno, totale_atteso
from ente.progetto import Progetto

FOGLIO, NESSUNO = "foglio", "nessuno"


def chiedi_dei_pesi(presenti: Presenti, progetto: Progetto, voci: Sequence[RigaDaImportare]) -> None:
    """Ask of the weights that change and do not stand together; with the answer «nessuno» the rows have none.

    One question for those that are all zero, under which no SAL can be computed, and one for those that do not sum to
    the total.
    """
    gruppi: dict[tuple[int, int], list[RigaDaImportare]] = defaultdict(list)
    for voce in voci:
        if "peso" in voce.celle and voce.nodo is not None:
            gruppi[id(voce.cruscotto), id(voce.nodo)].append(voce)
    if not any(_cambia(v) for gruppo in gruppi.values() for v in gruppo):
        return
    altre: dict[tuple[int, int], list[Collocazione]] = defaultdict(list)
    del_foglio = {id(v.collocazione) for v in voci}
    for c in presenti.collocazioni:
        if id(c) not in del_foglio:
            altre[id(c.cruscotto), id(c.nodo)].append(c)
    totale = totale_atteso(presenti.ciclo.ente_id)
    for posto, gruppo in gruppi.items():
        if any(_cambia(v) for v in gruppo):
            _gruppo(progetto, presenti.ciclo.anno, gruppo, [_peso_di(c) for c in altre[posto] if _conta(c)], totale)


def _gruppo(
    progetto: Progetto, anno: int, gruppo: Sequence[RigaDaImportare], altri: list[Decimal | None], totale: Decimal
) -> None:
    pesano = [v for v in gruppo if v.indicatore.tipo != Tipo.PREREQUISITO]
    pesi = [*altri, *(v.celle["peso"] for v in pesano)]
    perche = perche_non_stanno(pesi, totale)
    if not perche or not pesano:
        return
    prima = pesano[0]
    assert prima.nodo is not None  # noqa: S101 - those without a node are not weighed
    zero = not any(p for p in pesi if p is not None)
    dove, titolo = prima.riga.posto("peso"), prima.nodo.obiettivo.titolo
    sotto = f"Sotto {cita(titolo)}" if titolo else f"In {cita(prima.cruscotto.titolo)}"
    if zero:
        frase = f"{sotto} i pesi sono tutti zero, e un SAL non si calcolerebbe: che cosa valgono?"
        risposte = ((NESSUNO, "nessun peso: le righe contano tutte allo stesso modo"), (FOGLIO, "zero, com'è scritto"))
    else:
        frase = f"{sotto} {perche.removesuffix('.')}: come si leggono?"
        risposte = ((FOGLIO, "come sono scritti"), (NESSUNO, "nessun peso: le righe contano tutte allo stesso modo"))
    if progetto.chiedi(f"pesi|{anno}|{'zero' if zero else 'somma'}", dove, frase, risposte, risposte[0][0]) == NESSUNO:
        for voce in gruppo:
            voce.celle["peso"] = None


def _cambia(voce: RigaDaImportare) -> bool:
    peso = voce.celle.get("peso")
    return peso is not None and (voce.nuova or essenziale(voce.collocazione.peso) != peso)


def _conta(c: Collocazione) -> bool:
    return c.indicatore.tipo != Tipo.PREREQUISITO


def _peso_di(c: Collocazione) -> Decimal | None:
    return essenziale(c.peso)
