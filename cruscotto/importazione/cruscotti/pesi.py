"""The weights of a file, by the rule of their page (``perche_non_stanno``): of what is weighed together all have one or
none has, and they sum to the body's total. A file never leaves them otherwise: what only a person knows is asked, what
has one way only is done and said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from contesto.numeri import cita, essenziale, formatta_numero
from cruscotto.aritmetica.valori import Tipo
from cruscotto.importazione.cruscotti.nascite import Cosa
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.misurazione.livelli import posto_di
from cruscotto.models import AreaStrategica, ObiettivoInProspettiva, Prospettiva
from cruscotto.pianificazione.actions.pesi import perche_non_stanno, totale_atteso
from ente.importazione import ErroreNelFile
from ente.progetto import Progetto

PROPORZIONE, NESSUNO, SITO = "proporzione", "nessuno", "sito"
QUARTA = Decimal("0.0001")
IN_PAROLE = {
    NESSUNO: "nessun peso: le righe contano tutte allo stesso modo",
    SITO: "restano quelli del sito, e le righe nuove pesano zero finché non li date nella pagina dei pesi",
}
PREREQUISITO = "è un prerequisito: va rispettato e non pesa. Il peso non è stato letto."
DETTI = 6
ZERO = Decimal(0)

Pesi = dict[int, Decimal | None]
"""Weights by the place of their row in the group."""


@dataclass(slots=True)
class _Gruppo:
    """What is weighed together: its rows in the file, the weights of those that the file has not, the weights that the
    site had of all of them; ``partite`` are the rows that the file takes elsewhere."""

    voci: list[RigaDaImportare] = field(default_factory=list)
    partite: list[RigaDaImportare] = field(default_factory=list)
    altri: list[Decimal | None] = field(default_factory=list)
    prima: list[Decimal | None] = field(default_factory=list)


def chiedi_dei_pesi(presenti: Presenti, progetto: Progetto, voci: Sequence[RigaDaImportare]) -> None:
    """Settle the weights of the groups that the file changes, be it because a row comes, goes or is weighed no more;
    the weights are then those of ``celle``."""
    if presenti.fermo:  # nothing of it changes, and each row says so
        return
    _prerequisiti(progetto, voci)
    cambiati = []
    for gruppo in _gruppi(presenti, voci):
        dopo = [*gruppo.altri, *(_dopo(v) for v in gruppo.voci if _pesa(v))]
        if sorted(map(_per_ordine, dopo)) != sorted(map(_per_ordine, gruppo.prima)):
            cambiati.append((gruppo, dopo))
    totale = totale_atteso(presenti.ciclo.ente_id) if cambiati else ZERO
    for gruppo, dopo in cambiati:
        if perche := perche_non_stanno(dopo, totale):
            _sistema(progetto, presenti.ciclo.anno, gruppo, totale, perche)


def _prerequisiti(progetto: Progetto, voci: Sequence[RigaDaImportare]) -> None:
    """A prerequisite has no weight: what a file gives it is not taken, and is said."""
    for voce in voci:
        if not _pesa(voce) and voce.celle.get("peso") is not None:
            voce.celle["peso"] = None
            progetto.avvisi.append(ErroreNelFile(voce.riga.posto("peso"), PREREQUISITO))


def _gruppi(presenti: Presenti, voci: Sequence[RigaDaImportare]) -> list[_Gruppo]:
    gruppi: dict[tuple[int, int], _Gruppo] = defaultdict(_Gruppo)
    del_foglio = {id(v.collocazione) for v in voci}
    for voce in voci:
        if voce.nodo is not None:
            gruppi[id(voce.cruscotto), id(voce.nodo)].voci.append(voce)
        if not voce.nuova and voce.nodo is not None and voce.nodo is not voce.collocazione.nodo:
            gruppi[id(voce.cruscotto), id(voce.collocazione.nodo)].partite.append(voce)
    for c in presenti.collocazioni:
        if c.indicatore.tipo != Tipo.PREREQUISITO or (id(c) in del_foglio and c.peso is not None):
            posto = id(c.cruscotto), id(c.nodo)
            gruppi[posto].prima.append(essenziale(c.peso))
            if id(c) not in del_foglio:
                gruppi[posto].altri.append(essenziale(c.peso))
    return list(gruppi.values())


def _sistema(progetto: Progetto, anno: int, gruppo: _Gruppo, totale: Decimal, perche: str) -> None:
    """Ask which of the ways to make the weights stand is the right one; with one only, take it and say it."""
    voci = [v for v in gruppo.voci if _pesa(v)]
    modi = {nome: pesi for nome, pesi in _modi(gruppo, voci, totale).items() if _stanno(gruppo, pesi, totale)}
    if not voci:  # the rows of the file have all gone elsewhere
        for voce in gruppo.partite[:1]:
            sotto = _sotto(voce, voce.collocazione.nodo)
            motivo = f"spostata la riga, {sotto} {perche.removesuffix('.')}: correggeteli nella pagina dei pesi."
            progetto.avvisi.append(ErroreNelFile(voce.riga.posto("peso"), motivo))
        return
    prima = next((v for v in voci if "peso" in v.celle), voci[0])
    assert prima.nodo is not None  # noqa: S101 - those without a node are of no group
    dove, sotto = prima.riga.posto("peso"), _sotto(prima, prima.nodo)
    if not modi:
        motivo = f"{sotto} {perche} Correggete i pesi, o aggiungete al foglio le voci che mancano."
        progetto.errori.append(ErroreNelFile(dove, motivo))
        return
    parole = IN_PAROLE | {PROPORZIONE: _in_proporzione(modi.get(PROPORZIONE, {}), voci, totale)}
    zero = not any(v.celle.get("peso") for v in voci)
    if len(modi) == 1:
        scelto = next(iter(modi))
        detto = _perche_zero(voci, perche) if zero else perche
        progetto.avvisi.append(ErroreNelFile(dove, f"{sotto} {detto.removesuffix('.')}: {parole[scelto]}."))
    else:
        risposte = [(nome, parole[nome]) for nome in modi]
        frase = f"{sotto[0].upper()}{sotto[1:]} {perche.removesuffix('.')}: come si leggono?"
        scelto = progetto.chiedi(f"pesi|{anno}|{'|'.join(modi)}", dove, frase, risposte, risposte[0][0])
    for n, peso in modi[scelto].items():
        voci[n].celle["peso"] = peso


def _sotto(voce: RigaDaImportare, nodo: ObiettivoInProspettiva) -> str:
    """What a row stands under, in words: its scorecard, where there are no objectives."""
    titolo = nodo.obiettivo.titolo
    return f"sotto {cita(titolo)}" if titolo else f"in {cita(voce.cruscotto.titolo)}"


def _perche_zero(voci: Sequence[RigaDaImportare], perche: str) -> str:
    scritti = any(v.celle.get("peso") is not None for v in voci)
    return "i pesi sono tutti zero, e un SAL non si calcolerebbe" if scritti else perche


def _modi(gruppo: _Gruppo, voci: Sequence[RigaDaImportare], totale: Decimal) -> Mapping[str, Pesi]:
    """The ways in which the weights of a group may stand, the one to propose first."""
    scritti = [v.celle["peso"] if v.celle.get("peso") is not None else ZERO for v in voci]
    modi: dict[str, Pesi] = {}
    somma = sum(scritti, ZERO)
    if somma > 0 and all(p is None for p in gruppo.altri):
        modi[PROPORZIONE] = dict(enumerate(_fino_a(scritti, somma, totale)))
    elif somma > 0:
        modi[PROPORZIONE] = dict(enumerate(scritti))
    pesati = any(p is not None for p in gruppo.prima)
    if pesati:
        modi[SITO] = {n: ZERO if v.nuova else essenziale(v.collocazione.peso) for n, v in enumerate(voci)}
    if all(p is None for p in gruppo.altri):
        modi[NESSUNO] = dict.fromkeys(range(len(voci)))
    vuoti = sum(v.celle.get("peso") is None for v in voci)
    if NESSUNO in modi and 2 * vuoti > len(voci):  # a weight or two among many rows are a slip, not a rule
        modi = {NESSUNO: modi.pop(NESSUNO), **modi}
    return modi


def _stanno(gruppo: _Gruppo, pesi: Pesi, totale: Decimal) -> bool:
    insieme = [*gruppo.altri, *pesi.values()]
    return not perche_non_stanno(insieme, totale)


def _fino_a(pesi: Sequence[Decimal], somma: Decimal, totale: Decimal) -> list[Decimal]:
    """Weights in the same proportion that sum to the total; what rounding leaves goes to the largest."""
    fatti = [(p * totale / somma).quantize(QUARTA, rounding=ROUND_HALF_UP) for p in pesi]
    massimo = max(range(len(fatti)), key=lambda n: fatti[n])
    fatti[massimo] += totale - sum(fatti, ZERO)
    return [essenziale(p) for p in fatti]


def _in_proporzione(pesi: Pesi, voci: Sequence[RigaDaImportare], totale: Decimal) -> str:
    """The weights as they would be: the first of them, in their order."""
    detti = ", ".join(formatta_numero(p) for p in list(pesi.values())[:DETTI] if p is not None)
    vuoti = ", e vuoto vale zero" if any(v.celle.get("peso") is None for v in voci) else ""
    come = (
        "come sono scritti" if all(pesi[n] == (v.celle.get("peso") or ZERO) for n, v in enumerate(voci) if pesi) else ""
    )
    come = come or f"in proporzione, fino a {formatta_numero(totale)}"
    return f"{come}{vuoti}: {detti}{'…' if len(pesi) > DETTI else ''}"


def _dopo(voce: RigaDaImportare) -> Decimal | None:
    if "peso" in voce.celle:
        peso: Decimal | None = voce.celle["peso"]
        return peso
    return None if voce.nuova else essenziale(voce.collocazione.peso)


def _pesa(voce: RigaDaImportare) -> bool:
    return voce.indicatore.tipo != Tipo.PREREQUISITO


def _per_ordine(peso: Decimal | None) -> tuple[bool, Decimal]:
    return peso is None, peso or ZERO


def pesi_dei_nati(
    presenti: Presenti, progetto: Progetto, nati: Sequence[tuple[Cosa, dict[str, Any], str, str]]
) -> None:
    """A prospettiva, an area strategica, or an objective under one, that comes among others that have a weight weighs
    zero, until somebody gives it one: without, the SAL above them would not be computed any more."""
    pesate = any(p.peso is not None for p in presenti.prospettive.values())
    aree_pesate = any(a.peso is not None for a in presenti.aree_strategiche)
    sotto_pesate = {posto_di(n)[0] for n in presenti.nodi.values() if n.peso is not None}
    for cosa, valori, nome, posto in nati:
        nuova_pesata = (isinstance(cosa, Prospettiva) and pesate) or (isinstance(cosa, AreaStrategica) and aree_pesate)
        nodo_pesato = isinstance(cosa, ObiettivoInProspettiva) and posto_di(cosa)[0] in sotto_pesate
        if nuova_pesata or nodo_pesato:
            valori["peso"] = ZERO
            motivo = (
                f"{cita(nome)} viene fra voci che hanno un peso: pesa zero finché non lo date nella pagina dei pesi."
            )
            progetto.avvisi.append(ErroreNelFile(posto, motivo))
