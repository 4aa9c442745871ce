"""Context tables, budget and interventi as sheets to work with: the figures are numbers, the headings one row."""

from __future__ import annotations

from collections.abc import Iterable

from contesto.bilancio import MOMENTI, Voce
from contesto.numeri import leggi_cella
from contesto.stampa import TavolaFoto
from cruscotto.models import InterventoEconomico
from ente.fogli.celle import Cella, Percento


def titoli_tavola(tavola: TavolaFoto) -> list[str]:
    """One heading a column: the merged heading above it stands before its own."""
    nomi = [" – ".join(dict.fromkeys(p for p in (c.livello_superiore, c.etichetta) if p)) for c in tavola.colonne]
    return [nome or "Voce" for nome in nomi]


def righe_tavola(tavola: TavolaFoto) -> Iterable[list[Cella]]:
    """The cells: numbers where the page has numbers, a dash stays a dash, words as printed."""
    for riga in tavola.righe:
        yield [_cella(testo, numero) for testo, numero in zip(riga.celle, riga.numeri, strict=True)]


def _cella(testo: str, numero: bool) -> Cella:
    """A number where the page has one; a percentage stays one: without its sign 5,2 would be another number."""
    valore = leggi_cella(testo) if numero else None
    if valore is None:
        return testo
    return Percento(valore) if testo.rstrip().endswith("%") else valore


TITOLI_BILANCIO = ("Anno", "Codice", "Voce", "Tipo", *MOMENTI, "Differenza", "Commento")


def righe_bilancio(anno: int, voci: Iterable[Voce]) -> Iterable[tuple[Cella, ...]]:
    """Budget lines of a year in euro; a dash is an empty cell, not zero."""
    for v in voci:
        yield anno, v.codice, v.etichetta, v.tipo, *v.importi, v.commento


TITOLI_INTERVENTI = ("Anno", "Numero obiettivo", "Obiettivo strategico", "Intervento", "Importo", "Voce di bilancio")


def righe_interventi(anno: int, interventi: Iterable[InterventoEconomico]) -> Iterable[tuple[Cella, ...]]:
    """Interventions of a year in euro; objective and budget line are read with them."""
    for i in interventi:
        voce = i.voce_bilancio.codice if i.voce_bilancio else ""
        yield anno, i.obiettivo.numero, i.obiettivo.nome, i.descrizione, i.importo, voce
