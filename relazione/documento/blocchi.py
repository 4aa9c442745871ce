"""From the narrative to blocks: Markdown between lines such as ``[[tavola imprese-settore]]``.

Every block knows the template that prints it and the frozen values that the template needs; tables and figures are
numbered in the order in which the document shows them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from markdown_it import MarkdownIt

from contesto.stampa import impagina
from ente.errori import ErroreUtente
from relazione.documento import cruscotti, figure, tabelle
from relazione.documento.sguardo import sguardo
from relazione.documento.tipografia import italiana
from relazione.fotografia import Fotografia, SezioneFoto

RICHIAMO = re.compile(r"^\[\[\s*([a-z-]+)(?:\s+([\w-]+))?\s*\]\]$")


class RichiamoSbagliato(ErroreUtente):
    """The narrative names a block that does not exist; the message says in which section."""


@dataclass(frozen=True, slots=True)
class Blocco:
    """A piece of a section. ``tipo`` names the template; ``didascalia`` is empty for what has no number."""

    tipo: str
    dati: Any
    didascalia: str = ""
    ancora: str = ""

    @property
    def modello(self) -> str:
        """The template that prints the block."""
        return f"relazione/blocchi/{self.tipo}.html"


@dataclass(frozen=True, slots=True)
class Sezione:
    numero: str
    titolo: str
    livello: int
    ancora: str
    blocchi: tuple[Blocco, ...]
    larga: bool = False

    @property
    def prospetto(self) -> bool:
        """Whether a whole scorecard stands in the section, which needs a landscape page."""
        return any(b.tipo == "cruscotto" for b in self.blocchi)


@dataclass(slots=True)
class Contatori:
    """Running numbers of captions."""

    tabelle: int = 0
    figure: int = 0
    usate: dict[str, int] = field(default_factory=dict)

    def tabella(self, titolo: str) -> str:
        self.tabelle += 1
        return f"Tabella {self.tabelle} – {titolo}"

    def figura(self, titolo: str) -> str:
        self.figure += 1
        return f"Figura {self.figure} – {titolo}"


def componi_sezioni(foto: Fotografia) -> tuple[Sezione, ...]:
    """All sections of the document with their blocks, numbered.

    Raises:
        RichiamoSbagliato: a ``[[…]]`` line names something that the cycle does not have.
    """
    contatori = Contatori()
    return _larghe(
        Sezione(
            numero=s.numero,
            titolo=s.titolo,
            livello=s.livello,
            ancora=f"sezione-{n}",
            blocchi=tuple(_blocchi(foto, s, contatori)),
        )
        for n, s in enumerate(foto.sezioni, 1)
    )


def _larghe(sezioni: Iterable[Sezione]) -> tuple[Sezione, ...]:
    """Landscape pages for scorecards, and for a whole chapter where they are most of it: a page that turns leaves the
    one before it half empty."""
    uscite: list[Sezione] = []
    for capitolo in _capitoli(sezioni):
        larghe = sum(s.prospetto for s in capitolo)
        uscite += [replace(s, larga=s.prospetto or 2 * larghe > len(capitolo)) for s in capitolo]
    return tuple(uscite)


def _capitoli(sezioni: Iterable[Sezione]) -> list[list[Sezione]]:
    capitoli: list[list[Sezione]] = []
    for sezione in sezioni:
        if sezione.livello == 1 or not capitoli:
            capitoli.append([])
        capitoli[-1].append(sezione)
    return capitoli


def _blocchi(foto: Fotografia, sezione: SezioneFoto, contatori: Contatori) -> list[Blocco]:
    blocchi: list[Blocco] = []
    prosa: list[str] = []
    for riga in sezione.testo.splitlines():
        richiamo = RICHIAMO.match(riga.strip())
        if richiamo is None:
            prosa.append(riga)
            continue
        _chiudi_prosa(prosa, blocchi)
        blocchi.append(_blocco(foto, sezione, contatori, richiamo[1], richiamo[2] or ""))
    _chiudi_prosa(prosa, blocchi)
    return blocchi


def _chiudi_prosa(prosa: list[str], blocchi: list[Blocco]) -> None:
    testo = "\n".join(prosa).strip()
    prosa.clear()
    if testo:
        blocchi.append(Blocco("testo", MARKDOWN.render(testo)))


# Raw HTML is off: the narrative is text, whoever writes it.
MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table").use(italiana)


def _blocco(foto: Fotografia, sezione: SezioneFoto, contatori: Contatori, nome: str, codice: str) -> Blocco:
    costruttore = COSTRUTTORI.get(nome)
    if costruttore is None:
        noti = ", ".join(COSTRUTTORI)
        raise RichiamoSbagliato(f"Sezione {sezione.numero} «{sezione.titolo}»: «{nome}» non è fra {noti}.")
    try:
        return costruttore(foto, contatori, codice)
    except KeyError:
        raise RichiamoSbagliato(
            f"Sezione {sezione.numero} «{sezione.titolo}»: [[{nome} {codice}]] cerca «{codice}», che nel ciclo non c'è."
        ) from None


def _tavola(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    tavola = {t.codice: t for t in foto.tavole}[codice]
    return Blocco("tavola", impagina(tavola), contatori.tabella(tavola.titolo), f"tavola-{codice}")


def _grafico(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    grafico = {g.codice: g for g in foto.grafici}[codice]
    svg = figure.grafico(grafico.grafico, foto.ente.tema)
    return Blocco("figura", svg, contatori.figura(grafico.titolo), f"grafico-{codice}")


def _figura(titolo: str, disegno: Callable[[Fotografia], str]) -> Callable[[Fotografia, Contatori, str], Blocco]:
    def costruisci(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
        return Blocco("figura", disegno(foto), contatori.figura(titolo.format(anno=foto.anno)))

    return costruisci


def _tabella(
    tipo: str, titolo: str, dati: Callable[[Fotografia], Any]
) -> Callable[[Fotografia, Contatori, str], Blocco]:
    def costruisci(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
        return Blocco(tipo, dati(foto), contatori.tabella(titolo.format(anno=foto.anno)))

    return costruisci


def _legenda(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    return Blocco("legenda", tabelle.legenda(foto))


def _risultati(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    return Blocco("risultati", tabelle.scheda({s.codice: s for s in foto.risultati}[codice], foto))


def _sguardo(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    return Blocco("sguardo", sguardo(foto))


def _sintesi_cruscotto(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    prospetto = {p.codice: p for p in foto.prospetti}[codice]
    titolo = prospetto.sottotitolo or prospetto.titolo
    return Blocco("sintesi_prospettive", cruscotti.sintesi(prospetto, foto.misura), contatori.tabella(titolo))


def _cruscotto(foto: Fotografia, contatori: Contatori, codice: str) -> Blocco:
    prospetto = {p.codice: p for p in foto.prospetti}[codice]
    return Blocco(
        "cruscotto",
        cruscotti.cruscotto(prospetto, foto.misura, cruscotti.nomi_pubblici(foto)),
        ancora=f"cruscotto-{codice}",
    )


COSTRUTTORI: dict[str, Callable[[Fotografia, Contatori, str], Blocco]] = {
    "tavola": _tavola,
    "grafico": _grafico,
    "grafico-bilancio": _figura(
        "Proventi e oneri correnti: preventivo, aggiornamento e consuntivo {anno}", figure.bilancio
    ),
    "grafico-interventi": _figura("Interventi economici {anno} per obiettivo strategico", figure.interventi),
    "albero": _figura("L'albero della performance", figure.albero),
    "mappa-strategica": _figura("La mappa strategica, con i nessi fra gli obiettivi", figure.mappa),
    "matrice": _figura("Prospettive e aree strategiche: il risultato {anno}", figure.matrice),
    "bilancio": _tabella("bilancio", "Preventivo, aggiornamento e consuntivo {anno} (euro)", tabelle.bilancio),
    "interventi": _tabella(
        "interventi", "Interventi economici {anno} per obiettivo strategico (euro)", tabelle.interventi
    ),
    "criticita": _tabella("criticita", "Criticità, opportunità e azioni correttive", lambda foto: foto.criticita),
    "sintesi-prospettive": _tabella(
        "sintesi_prospettive", "Stato di avanzamento dell'ente per prospettiva", cruscotti.sintesi_ente
    ),
    "scostamenti": _tabella("scostamenti", "Scostamenti dal target e SAL dichiarati", cruscotti.scostamenti),
    "documenti-ciclo": _tabella("documenti", "I documenti del ciclo della performance", tabelle.documenti),
    "colpo-d-occhio": _sguardo,
    "legenda-semaforo": _legenda,
    "risultati": _risultati,
    "sintesi-cruscotto": _sintesi_cruscotto,
    "cruscotto": _cruscotto,
}
