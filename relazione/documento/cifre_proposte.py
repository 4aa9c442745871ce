"""For each number typed by hand, the recalls that would print it just so: what the editor proposes. Pure.

A proposal is offered only if what it prints is, letter by letter, what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Set as Insieme
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from contesto.numeri import CONTESTO
from contesto.stampa import TavolaFoto
from relazione.documento.cifre_scritte import CifraScritta, leggi_cifre
from relazione.documento.confronti import a_confronto, percorso, secondo
from relazione.documento.formati import IN_LETTERE, PAROLE, UNITA
from relazione.documento.genere import Manca
from relazione.documento.griglie import UNO, Dato
from relazione.documento.nomi import chiave
from relazione.documento.repertorio import Repertorio
from relazione.documento.richiami import CONTI, valuta
from relazione.fotografia import Fotografia
from relazione.fotografia.edizione import RISERVATO

QUANTE = 5
PICCOLO = 100
"""Whole numbers below this stand for anything: only a datum that is exactly so is proposed."""
RICHIAMO = re.compile(r"\[\[\s*([a-z-]+)\s*([\w-]*)\s*\]\]")
FRASE = re.compile(r"[.;:!?](?=\s)|\n")
PAROLA = re.compile(r"[a-zà-ÿ]{4,}|\d{4}")
RADICE = 6
IN_ANNO = re.compile(r"(?<![\w-])(?:(?:19|20)\d{2}|anno(?:-1)?)$")
ANNI_PRIMA = re.compile(r"(?:> |/ )(?:anno-1|(?:19|20)\d{2})\b")
DOPO = 40
"""Letters after a number in words among which the thing counted is looked for."""


@dataclass(frozen=True, slots=True)
class Proposta:
    """What may stand in place of a typed number: ``testo`` goes from its first letter to its last."""

    testo: str
    richiamo: str
    descrizione: str


@dataclass(frozen=True, slots=True)
class CifraProposta:
    """A number typed by hand, with its place in the text (``inizio``, ``fine``, ``riga`` from 1) and the proposals,
    best first."""

    inizio: int
    fine: int
    riga: int
    testo: str
    proposte: tuple[Proposta, ...]

    @property
    def slegata(self) -> bool:
        """Whether no datum of the document equals it."""
        return not self.proposte


@dataclass(frozen=True, slots=True)
class Candidato:
    """A recall, without its format, and what it is worth unrounded."""

    richiamo: str
    descrizione: str
    valore: Decimal
    scala: Decimal
    testo: str
    percento: bool
    unita: str
    blocco: tuple[str, str]
    riservato: bool = False
    derivato: bool = False


@dataclass(slots=True)
class Proposte:
    """Who proposes, for one snapshot: made once, asked section by section (the first time takes longest).

    The snapshot decides what is told: for who may not read the individual sheets it is the public one.
    """

    foto: Fotografia
    repertorio: Repertorio = field(init=False)
    _candidati: tuple[Candidato, ...] = ()
    _riservati: frozenset[str] = frozenset()
    _derivati: dict[str, tuple[Candidato, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.repertorio = Repertorio(self.foto)
        self._riservati = frozenset(d.richiamo for d in self.repertorio.dati if d.riservato)
        self._candidati = tuple(_del_dato(d) for d in self.repertorio.dati if d.valore is not None)
        self._candidati += tuple(_del_conto(nome, conta(self.foto)) for nome, conta in CONTI.items())

    def cifre(self, testo: str, codice_sezione: str = "") -> list[CifraProposta]:
        """The numbers typed by hand in a text, in order; those in words only when something may be proposed.

        Args:
            testo: the Markdown of a section.
            codice_sezione: the section where it stands, known to the snapshot or not: whether it is reserved.
        """
        propri = set(blocchi_propri(testo, self.foto))
        codici = sorted(codice for nome, codice in propri if nome == "tavola")
        candidati = (*self._candidati, *(d for c in codici for d in self._della_tavola(c)))
        riservata = e_riservata(self.foto, codice_sezione)
        passi = [t.span() for t in RISERVATO.finditer(testo)]
        usciti = []
        for scritta in leggi_cifre(testo, in_lettere=True):
            chiusa = riservata or any(da <= scritta.inizio < a for da, a in passi)
            adatti = [c for c in candidati if (chiusa or not c.riservato) and _puo(c, scritta)]
            vicine = _radici(_frase(testo, scritta))
            if scritta.lettere:
                contate = _radici(testo[scritta.fine : scritta.fine + DOPO])
                adatti = [c for c in adatti if contate & _radici(c.descrizione)]
            adatti.sort(key=lambda c: self._posto(c, scritta, propri, vicine))
            proposte = tuple(self._proponi(scritta, adatti))
            if proposte or not scritta.lettere:
                usciti.append(CifraProposta(scritta.inizio, scritta.fine, scritta.riga, scritta.testo, proposte))
        return usciti

    def _posto(
        self, c: Candidato, scritta: CifraScritta, propri: set[tuple[str, str]], vicine: frozenset[str]
    ) -> tuple[int, ...]:
        """What comes first: the section's own data, then those that the sentence speaks of, then exact ones."""
        proprio = c.blocco in propri
        nome = c.richiamo.replace("anno", str(self.foto.anno))
        parole = len(vicine & _radici(f"{c.descrizione} {c.unita} {nome}")) + len(vicine & _radici(nome))
        esatto = abs(c.valore) == abs(scritta.valore)
        return (-parole - 4 * proprio + 4 * c.derivato, -proprio, -esatto, _anni_prima(c), len(c.richiamo))

    def _proponi(self, scritta: CifraScritta, adatti: Iterable[Candidato]) -> Iterator[Proposta]:
        quante = 0
        for c in adatti:
            nome, _, argomento = c.richiamo.partition(" ")
            for prima, come, dopo in _modi(c, scritta):
                try:
                    stampato = valuta(self.repertorio, nome, f"{argomento} ({come})" if come else argomento)
                except Manca:
                    continue
                if f"{prima}{stampato}{dopo}" == scritta.testo:
                    richiamo = f"{c.richiamo} ({come})" if come else c.richiamo
                    yield Proposta(f"{prima}{{{{ {richiamo} }}}}{dopo}", richiamo, c.descrizione)
                    quante += 1
                    break
            if quante == QUANTE:
                return

    def _della_tavola(self, codice: str) -> tuple[Candidato, ...]:
        if codice not in self._derivati:
            tavola = next((t for t in self.foto.tavole if t.codice == codice), None)
            self._derivati[codice] = tuple(_derivati(self.repertorio, tavola, self._riservati)) if tavola else ()
        return self._derivati[codice]


def cifre_proposte(testo: str, foto: Fotografia, codice_sezione: str = "") -> list[CifraProposta]:
    """``Proposte.cifre`` for who asks once."""
    return Proposte(foto).cifre(testo, codice_sezione)


def _anni_prima(c: Candidato) -> int:
    """0 for a datum of the year of the document, or of none; 1 for one of years before."""
    return int(bool(ANNI_PRIMA.search(c.richiamo)))


def e_riservata(foto: Fotografia, codice: str) -> bool:
    """Whether a section stands in the full edition only: it is reserved, or stands under one that is."""
    sopra: int | None = None
    for s in foto.sezioni:
        if sopra is not None and s.livello <= sopra:
            sopra = None
        if sopra is None and s.riservata:
            sopra = s.livello
        if s.codice == codice:
            return sopra is not None
    return False


def _del_dato(d: Dato) -> Candidato:
    assert d.valore is not None  # noqa: S101 - filtered by who calls
    return Candidato(d.richiamo, d.descrizione, d.valore, d.scala, d.testo, d.percento, d.unita, d.blocco, d.riservato)


def _del_conto(nome: str, quanti: int) -> Candidato:
    descrizione = f"Quanti: {nome.replace('-', ' ')}"
    return Candidato(f"conta {nome}", descrizione, Decimal(quanti), UNO, str(quanti), False, "", ("conta", ""))


def blocchi_propri(testo: str, foto: Fotografia) -> Iterator[tuple[str, str]]:
    """The blocks that a text prints, by the kind and code that data have."""
    grafici = {g.codice: g.tavola for g in foto.grafici}
    ente = next((p.codice for p in foto.prospetti if p.tipo == "ente"), "")
    for nome, codice in RICHIAMO.findall(testo):
        if nome == "grafico":
            yield "tavola", grafici.get(codice, "")
        elif nome in ("cruscotto", "sintesi-cruscotto", "piano"):
            yield "cruscotto", codice
        elif nome in ("sintesi-prospettive", "sintesi-ente", "colpo-d-occhio", "matrice"):
            yield "cruscotto", ente
        elif nome in ("grafico-bilancio", "grafico-interventi"):
            yield nome.removeprefix("grafico-"), ""
        elif nome == "tavole":
            yield from (("tavola", t.codice) for t in foto.tavole if codice in (t.tema, "contesto"))
        else:
            yield nome, codice


# -- does it equal -----------------------------------------------------------------------------------------------------


def _puo(c: Candidato, s: CifraScritta) -> bool:
    """Whether a datum equals a typed number at the precision with which it is typed; the sign may be in the words."""
    if s.lettere:
        return c.richiamo.startswith("conta ") and c.valore == s.valore
    if bool(s.percento) != (c.percento or c.unita == "%") and (s.percento or c.percento):
        return False
    unita = UNITA.get(s.unita, UNO) if s.unita else c.scala
    vero = abs(CONTESTO.divide(CONTESTO.multiply(c.valore, c.scala), unita))
    scritto = abs(s.valore)
    if vero == scritto:
        return True
    if not s.decimali and not s.unita and not s.percento and scritto < PICCOLO:
        return c.derivato and c.richiamo.startswith("ogni") and vero.quantize(Decimal(1), ROUND_HALF_UP) == scritto
    if vero.quantize(Decimal(1).scaleb(-s.decimali), rounding=ROUND_HALF_UP, context=CONTESTO) == scritto:
        return True
    passo = _passo(s)
    return bool(s.parola) and scritto - passo < vero < scritto + passo


def _passo(s: CifraScritta) -> Decimal:
    """To what a number was rounded, from its zeros: 66.000 to 1.000, in the unit in which it is written."""
    if s.decimali:
        return Decimal(1).scaleb(-s.decimali)
    cifre = str(abs(s.valore))
    return Decimal(10) ** min(len(cifre) - len(cifre.rstrip("0")), len(cifre) - 1)


def _modi(c: Candidato, s: CifraScritta) -> Iterator[tuple[str, str, str]]:
    """How a recall may print what was typed: what stays before it, its format, what stays after it."""
    if s.lettere:
        yield "", IN_LETTERE, ""
        return
    segno = "con segno" if s.segno == "+" else "senza segno" if c.valore < 0 and not s.segno else ""
    decimali = f"{s.decimali} decimal{'e' if s.decimali == 1 else 'i'}"
    fuori = s.percento if s.percento and not c.percento else ""
    unita, coda = "", fuori
    if s.unita:
        nome = s.testo[len(s.testo.rstrip("abcdefghijklmnopqrstuvwxyz")) :]
        stacco = s.testo[: -len(nome)]
        coda = s.testo[len(stacco.rstrip()) :]
        if UNITA[s.unita] != c.scala:
            unita, coda = f"in {s.unita}", ""
    fissi = [p for p in (segno,) if p]
    # As it is printed elsewhere; then with the decimals that were typed; then rounded as the word before it says.
    yield s.parola, ", ".join([*fissi, *([unita] if unita else [])]), coda
    yield s.parola, ", ".join([*fissi, decimali, *([unita] if unita else [])]), coda
    if s.parola and s.parola.strip() in PAROLE:
        passo = CONTESTO.multiply(_passo(s), UNITA.get(s.unita, c.scala))
        parola = s.parola.strip()
        if s.decimali:
            yield "", ", ".join([*fissi, parola, decimali, *([unita] if unita else [])]), coda
        elif passo == passo.to_integral_value():
            a = f"a {int(passo):,}".replace(",", ".")
            yield "", ", ".join([*fissi, parola, a, *([unita] if unita else [])]), coda


# -- what a table tells by computing -----------------------------------------------------------------------------------


def _derivati(repertorio: Repertorio, tavola: TavolaFoto, riservati: Insieme[str]) -> Iterator[Candidato]:
    """Differences and variations between years, shares of totals, sums and shares of two territories: none of them from
    what is reserved."""
    celle = {p: d for p, d in repertorio.griglia(tavola.codice).celle.items() if d.richiamo not in riservati}
    righe, colonne = range(len(tavola.righe)), range(len(tavola.colonne))
    for r in righe:
        yield from _negli_anni([celle[r, c] for c in colonne if (r, c) in celle])
    for c in colonne:
        yield from _negli_anni([celle[r, c] for r in righe if (r, c) in celle])
        totali = [celle[r, c] for r in righe if tavola.righe[r].totale and (r, c) in celle]
        for r in righe:
            if not tavola.righe[r].totale and (r, c) in celle and not celle[r, c].percento:
                for totale in totali:
                    yield from _calcola("quota", (celle[r, c], totale))
    if any(r.totale for r in tavola.righe) or any(c.totale for c in tavola.colonne):
        return  # a total is printed: shares are of it
    _, coppie = a_confronto(d for d in celle.values() if d.valore is not None) or (None, [])
    for _, uno, due in coppie:
        yield from _insieme(uno, due)


def _negli_anni(celle: Iterable[Dato]) -> Iterator[Candidato]:
    """Of the cells that differ by the year alone: each with the next, and with the last."""
    serie: dict[tuple[str, ...], list[Dato]] = {}
    for d in celle:
        parti = d.richiamo.split(" > ")
        senza = tuple(IN_ANNO.sub("", p) for p in parti)
        if sum(p != s for p, s in zip(parti, senza, strict=True)) == 1 and d.valore is not None:
            serie.setdefault(senza, []).append(d)
    for dati in serie.values():
        coppie = (*pairwise(dati), *((d, dati[-1]) for d in dati[:-2]))
        for a, b in coppie:
            yield from _calcola("differenza", (a, b))
            if not a.percento and a.unita != "%":
                yield from _calcola("variazione", (a, b))


def _calcola(nome: str, dati: tuple[Dato, Dato]) -> Iterator[Candidato]:
    a, b = dati
    if a.valore is None or b.valore is None:
        return
    argomento = f"{percorso(a)}; {secondo(a, b)}"
    valore: Decimal
    if nome == "differenza":
        valore, scala, percento = b.valore - a.valore, a.scala, False
    elif nome == "variazione":
        if not a.valore:
            return
        valore = CONTESTO.multiply(Decimal(100), CONTESTO.divide(b.valore - a.valore, abs(a.valore)))
        scala, percento = UNO, True
    else:
        if not b.valore:
            return
        valore = CONTESTO.multiply(Decimal(100), CONTESTO.divide(a.valore, b.valore))
        scala, percento = UNO, True
    descrizione = f"{nome.capitalize()} – {a.descrizione}; {b.descrizione.rpartition(': ')[2]}"
    yield Candidato(
        f"{nome} {argomento}", descrizione, valore, scala, "", percento, "%" if percento else a.unita, a.blocco,
        derivato=True,
    )  # fmt: skip


def _insieme(a: Dato, b: Dato) -> Iterator[Candidato]:
    """The sum of two data and the share of each, when they are parts of one thing."""
    if a.valore is None or b.valore is None or a.percento or a.unita == "%" or a.scala != b.scala:
        return
    somma = a.valore + b.valore
    due = secondo(a, b)
    descrizione = f"{a.descrizione}; {b.descrizione.rpartition(': ')[2]}"
    yield Candidato(
        f"somma {percorso(a)}; {due}", f"Somma – {descrizione}", somma, a.scala, "", False, a.unita, a.blocco,
        derivato=True,
    )  # fmt: skip
    for una, breve, altra in ((a, secondo(b, a), due), (b, due, secondo(b, a))):
        if somma:
            quanto = CONTESTO.multiply(Decimal(100), CONTESTO.divide(una.valore or Decimal(0), somma))
            richiamo = f"quota {percorso(una)}; {breve} + {altra}"
            yield Candidato(
                richiamo, f"Quota – {una.descrizione}", quanto, UNO, "", True, "%", una.blocco, derivato=True
            )  # fmt: skip


# -- words around ------------------------------------------------------------------------------------------------------


def _frase(testo: str, s: CifraScritta) -> str:
    """The sentence in which a number stands."""
    da = max((t.end() for t in FRASE.finditer(testo, 0, s.inizio)), default=0)
    fine = FRASE.search(testo, s.fine)
    return testo[da : fine.start() if fine else len(testo)]


def _radici(testo: str) -> frozenset[str]:
    """The beginnings of the words of a text, without their endings: «imprese» and «impresa», «area» and «aree»."""
    return frozenset(p if p.isdigit() else p[: min(RADICE, len(p) - 1)] for p in PAROLA.findall(chiave(testo)))
