"""The narrative as typed nodes: Markdown is read once here, and every writer goes through the same nodes. Pure.

Inside a sentence ``{{ nome argomento }}`` is a recall: a reference to a section, a table, a figure, or a count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode

from relazione.documento.tipografia import italiana

SENZA_IMMAGINI = "nel testo non si mettono immagini: usate un grafico o una figura"
"""A picture of the narrative would have no data, no checked colours and no file of its own to keep."""


class Tipo(StrEnum):
    """What a node is. The first are blocks, the others stand in a line."""

    PARAGRAFO = "paragrafo"
    TITOLO = "titolo"
    ELENCO = "elenco"
    NUMERATO = "numerato"
    VOCE = "voce"
    CITAZIONE = "citazione"
    CODICE = "codice"
    RIGA = "riga"
    TABELLA = "tabella"
    TESTATA = "testata"
    CORPO = "corpo"
    FILA = "fila"
    INTESTAZIONE = "intestazione"
    CELLA = "cella"
    STRETTO = "stretto"
    TESTO = "testo"
    FORTE = "forte"
    CORSIVO = "corsivo"
    COLLEGAMENTO = "collegamento"
    RIMANDO = "rimando"
    CIFRA = "cifra"
    SLEGATA = "slegata"
    MANCANTE = "mancante"
    IMMAGINE = "immagine"
    LETTERALE = "letterale"
    SPAZIO = "spazio"
    A_CAPO = "a_capo"


@dataclass(frozen=True, slots=True)
class Nodo:
    """A piece of narrative. ``indirizzo`` is where a link leads, ``#ancora`` for a reference inside the document; of an
    ordered list, ``testo`` is its first number. What is ``MANCANTE`` says in ``testo`` what there is to complete; a
    ``CIFRA`` is a figure recalled, a ``SLEGATA`` a number of a draft typed by hand."""

    tipo: Tipo
    figli: tuple[Nodo, ...] = ()
    testo: str = ""
    indirizzo: str = ""


Risolvi = Callable[[str], Nodo]
"""What the content of a ``{{ … }}`` stands for."""


def leggi_testo(testo: str, risolvi: Risolvi) -> tuple[Nodo, ...]:
    """The nodes of a Markdown text. Raw HTML is off: the narrative is text, whoever writes it."""
    return tuple(_nodi(SyntaxTreeNode(MARKDOWN.parse(testo)), risolvi))


def solo_testo(nodi: tuple[Nodo, ...]) -> str:
    """The words of some nodes, without their form."""
    return "".join(n.testo + (" " if n.tipo in (Tipo.SPAZIO, Tipo.A_CAPO) else "") + solo_testo(n.figli) for n in nodi)


def quanti(nodi: Iterable[Nodo], tipo: Tipo) -> int:
    """How many nodes of a kind there are among some and inside them."""
    return sum((n.tipo is tipo) + quanti(n.figli, tipo) for n in nodi)


def _richiamo(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    fine = state.src.find("}}", state.pos + 2)
    if fine < 0:
        return False
    if not silent:
        pezzo = state.push("richiamo", "", 0)
        pezzo.content = state.src[state.pos + 2 : fine].strip()
    state.pos = fine + 2
    return True


MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").use(italiana)
MARKDOWN.inline.ruler.before("escape", "richiamo", _richiamo)

DIRETTI = {
    "heading": Tipo.TITOLO,
    "bullet_list": Tipo.ELENCO,
    "list_item": Tipo.VOCE,
    "blockquote": Tipo.CITAZIONE,
    "table": Tipo.TABELLA,
    "thead": Tipo.TESTATA,
    "tbody": Tipo.CORPO,
    "tr": Tipo.FILA,
    "th": Tipo.INTESTAZIONE,
    "td": Tipo.CELLA,
    "strong": Tipo.FORTE,
    "em": Tipo.CORSIVO,
}
FOGLIE = {
    "text": Tipo.TESTO,
    "code_inline": Tipo.LETTERALE,
    "fence": Tipo.CODICE,
    "code_block": Tipo.CODICE,
    "hr": Tipo.RIGA,
    "softbreak": Tipo.SPAZIO,
    "hardbreak": Tipo.A_CAPO,
}


def _nodi(padre: SyntaxTreeNode, risolvi: Risolvi) -> Iterator[Nodo]:
    for n in padre.children:
        if n.type == "inline":
            yield from _nodi(n, risolvi)
        elif n.type == "richiamo":
            yield risolvi(n.content)
        elif n.type == "paragraph":
            yield Nodo(Tipo.STRETTO if n.hidden else Tipo.PARAGRAFO, tuple(_nodi(n, risolvi)))
        elif n.type == "ordered_list":
            yield Nodo(Tipo.NUMERATO, tuple(_nodi(n, risolvi)), str(n.attrGet("start") or 1))
        elif n.type == "link":
            yield Nodo(Tipo.COLLEGAMENTO, tuple(_nodi(n, risolvi)), indirizzo=str(n.attrGet("href") or ""))
        elif n.type == "image":
            yield Nodo(Tipo.IMMAGINE, testo=SENZA_IMMAGINI)
        elif n.type in DIRETTI:
            yield Nodo(DIRETTI[n.type], tuple(_nodi(n, risolvi)))
        elif n.type in FOGLIE:
            yield Nodo(FOGLIE[n.type], testo=n.content)
        else:
            raise AssertionError(f"Markdown ha dato un «{n.type}» che qui non c'è")
