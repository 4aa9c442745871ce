"""A context table as somebody keeps it in a sheet: what stands above it, headings of one or two levels, body, notes.

Pure but for the models' names: it reads a grid and knows no database. Rows and columns are counted from 0, as in the
sheet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from contesto.numeri import leggi_cella
from contesto.ritocchi import da_stampare
from ente.fogli.contorno import INTESTAZIONI, NUMERI, numerazione
from ente.fogli.lettura import Foglio

Livelli = tuple[str, str]
"""The merged heading above a column, empty when there is none, and its own."""

TESTATE = {
    "codice": "codice",
    "titolo": "titolo",
    "tema": "tema",
    "unità": "unita",
    "unità di misura": "unita",
    "fonte": "fonte",
    "sezione": "sezione",
    "territorio": "territorio",
    "misura": "misura",
}
"""What a row above the headings may say of the table, in two cells, and the field that it fills."""
UNITI = " – "
"""Between the two levels of a heading that was written in one cell."""
SENZA_NOME = "voce"
"""How a heading that is empty on the page is called where it cannot be."""

RIGHE_NUMERATE = "la prima colonna numera le righe e non ha un'intestazione: non è stata letta."
SOPRA_LE_DETTE = "sta sopra le intestazioni che avete detto: la riga non è stata letta."
_PIEDE = re.compile(r"(?:fonte|not[ae]|n\.?\s?b|elaborazion[ei])\b|[*(¹²³⁴⁵]", re.IGNORECASE)
_CODICE = re.compile(r"[a-z0-9][a-z0-9_-]*")
_FONTE = re.compile(r"fonte\s*[:\-–]\s*", re.IGNORECASE)
_TOTALE = re.compile(r"(?:sub)?total[ei]\b|in complesso\b|complesso\b|area vasta$", re.IGNORECASE)


@dataclass(slots=True)
class TavolaLetta:
    """A table as found: ``dati`` is what the rows above say of it, ``dove`` in which cell; ``titoli`` the other texts
    above it; ``corpo`` its rows with their number in the sheet, as wide as ``colonne``; ``saltate`` the rows that are
    none, and why; ``piede`` the notes below; ``saltate_a_sinistra`` how many columns before the first were left out."""

    foglio: Foglio
    dati: dict[str, str] = field(default_factory=dict)
    dove: dict[str, tuple[int, int]] = field(default_factory=dict)
    titoli: list[str] = field(default_factory=list)
    testata: int = 0
    colonne: list[Livelli] = field(default_factory=list)
    due_livelli: bool = False
    corpo: list[tuple[int, list[str]]] = field(default_factory=list)
    saltate: list[tuple[int, str]] = field(default_factory=list)
    piede: list[str] = field(default_factory=list)
    saltate_a_sinistra: int = 0

    @property
    def fonte(self) -> str:
        """The source written below the table."""
        return next((_FONTE.sub("", t, count=1) for t in self.piede if _FONTE.match(t)), "")

    @property
    def note(self) -> list[str]:
        return [t for t in self.piede if not _FONTE.match(t)]


def piano(testo: str) -> str:
    """A label as it is compared: whatever the case, the blanks, the kind of dash."""
    return " ".join(testo.casefold().replace("—", "–").replace(" - ", UNITI).replace("’", "'").split())


def e_totale(etichetta: str) -> bool:
    """Whether a label is that of a total."""
    return bool(_TOTALE.match(etichetta.strip()))


def e_anno(testo: str) -> bool:
    return testo.isascii() and testo.isdecimal() and 1900 <= int(testo[:5]) <= 2100


def sole_note(foglio: Foglio) -> bool:
    """Whether a sheet has no row with two cells: nothing in it is a table."""
    return not _piena(foglio.righe)


def leggi_sopra(foglio: Foglio) -> TavolaLetta:
    """What stands above a table: its description in pairs of cells, its titles."""
    letta = TavolaLetta(foglio)
    larga = max((len(_corta(r)) for r in foglio.righe), default=0)
    for n, riga in enumerate(foglio.righe):
        if n == foglio.testata:
            letta.testata = n
            break
        piene = [(c, t) for c, t in enumerate(riga) if t]
        campo = TESTATE.get(piano(piene[0][1]).rstrip(":")) if len(piene) == 2 else None
        if (
            campo is not None
            and campo not in letta.dati
            and _descrive(campo, piene[1][1], letta, foglio.righe[n + 1 : n + 2], larga)
        ):
            letta.dati[campo], letta.dove[campo] = piene[1][1], (n, piene[1][0])
        elif len(piene) == 1 and larga > 1 and (piene[0][0] == 0 or not _piena(foglio.righe[n + 1 : n + 2])):
            letta.titoli.append(" ".join(piene[0][1].split()))
        elif piene and foglio.testata is not None:
            letta.saltate.append((n, SOPRA_LE_DETTE))
        elif piene:
            letta.testata = n
            break
    return letta


def _descrive(campo: str, testo: str, letta: TavolaLetta, sotto: Sequence[Sequence[str]], larga: int) -> bool:
    """Whether two cells describe the table, and are not the headings of one that begins so: «Territorio», «2018»."""
    if campo in ("codice", "titolo"):
        return campo == "titolo" or larga > 2 or bool(_CODICE.fullmatch(testo))
    if larga == 2:
        return bool(letta.dati) and campo not in ("territorio", "misura")
    return campo not in ("territorio", "misura") or not _piena(sotto) or bool(sotto[0][0])


def _piena(righe: Sequence[Sequence[str]]) -> bool:
    """Whether there is a row, with more than one cell: above it one alone, not the first, is a merged heading."""
    return any(sum(map(bool, riga)) > 1 for riga in righe)


def leggi_tavola(letta: TavolaLetta, attese: Sequence[Livelli] = (), etichette: Sequence[str] = ()) -> None:
    """Find headings, body and notes. ``attese`` are the columns of the table that it is, ``etichette`` its rows;
    without them the sheet is taken as it looks."""
    righe = letta.foglio.righe
    if not righe or letta.testata >= len(righe):
        return
    inizio, unite = _testata(letta, attese)
    letta.testata = inizio
    prima = [*righe[inizio]]
    letta.due_livelli = not unite and _due_livelli(righe, inizio, attese)
    ultima = inizio + letta.due_livelli
    sotto = righe[inizio + 1] if letta.due_livelli else ()
    corpo = [(n, [*r]) for n, r in enumerate(righe[ultima + 1 :], ultima + 1)]
    larga = max(len(_corta(r)) for r in (prima, sotto, *(c for _, c in corpo)))
    letta.colonne = _colonne(prima, sotto, larga, attese if unite else ())
    noti = {piano(e) for e in etichette}
    if not attese and _numera_le_righe(prima, sotto, corpo):
        letta.saltate.append((inizio, RIGHE_NUMERATE))
        letta.saltate_a_sinistra = 1
        letta.colonne, larga, corpo = letta.colonne[1:], larga - 1, [(n, r[1:]) for n, r in corpo]
    while corpo and _da_lasciare(corpo[-1][1], larga, noti):
        _, celle = corpo.pop()
        letta.piede[:0] = [t for t in celle if t]
    titoli = [piano(t) for t in (sotto or prima) if t]
    for n, celle in corpo:
        piene = [t for t in celle if t]
        if len(piene) > 1 and [piano(t) for t in piene] == titoli:
            letta.saltate.append((n, INTESTAZIONI))
        elif not letta.corpo and len(piene) == larga and numerazione(piene) and piano(piene[0]) not in noti:
            letta.saltate.append((n, NUMERI))
        elif piene:
            letta.corpo.append((n, _larghe(celle, larga)))


def _numera_le_righe(prima: Sequence[str], sotto: Sequence[str], corpo: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether the first column, without a heading, only counts the rows: programs of statistics write one."""
    if len(prima) < 3 or prima[0] or (sotto and sotto[0]) or len(corpo) < 2:
        return False
    conti = [r[0] if r else "" for _, r in corpo]
    return any(conti == [str(n + da) for n in range(len(conti))] for da in (0, 1))


def _da_lasciare(celle: Sequence[str], larga: int, noti: set[str]) -> bool:
    """Whether the last row is no row of the table: it is empty, or a note."""
    piene = [t for t in celle if t]
    if len(piene) != 1:
        return not piene
    return larga > 1 and bool(_PIEDE.match(piene[0])) and piano(piene[0]) not in noti


def _testata(letta: TavolaLetta, attese: Sequence[Livelli]) -> tuple[int, bool]:
    """The row of the headings, and whether the two levels stand in one cell."""
    righe = letta.foglio.righe
    sotto = [piano(e) for _, e in attese]
    unite = [piano(UNITI.join(livelli)) if all(livelli) else "" for livelli in attese]
    due = any(s for s, _ in attese)
    migliore, scelta = 0, (letta.testata, False)
    inizio = 0 if len(attese) == 1 else letta.testata
    cercate = 6 if letta.foglio.testata is None else 2
    for n in range(inizio, min(inizio + cercate, len(righe))):
        celle = [piano(t) for t in righe[n]]
        quante = _uguali(celle, sotto) if not due or _sopra(righe, n, inizio, attese) else 0
        insieme = _uguali(celle, unite) if due else 0
        if max(quante, insieme) > migliore:
            migliore = max(quante, insieme)
            scelta = (n, True) if insieme >= quante else (n - 1 if due else n, False)
    return scelta


def _uguali(celle: Sequence[str], attese: Sequence[str]) -> int:
    return sum(bool(t) and t == e for t, e in zip(celle, attese, strict=False))


def _sopra(righe: Sequence[Sequence[str]], n: int, inizio: int, attese: Sequence[Livelli]) -> bool:
    """Whether above a row may stand the merged headings: it is not the first, or what is above it is one of them."""
    alte = {piano(s) for s, _ in attese if s}
    return n > inizio or (n > 0 and any(piano(t) in alte for t in righe[n - 1] if t))


def _due_livelli(righe: Sequence[Sequence[str]], inizio: int, attese: Sequence[Livelli]) -> bool:
    """Whether the headings are two rows: below a heading that reaches over others stand their own names."""
    if inizio + 1 >= len(righe):
        return False
    if attese:
        return any(s for s, _ in attese)
    prima, seconda = righe[inizio], righe[inizio + 1]
    larga = max(len(_corta(prima)), len(_corta(seconda)))
    coppie = list(zip(_larghe(prima, larga), _larghe(seconda, larga), strict=True))
    nomi = [b for _, b in coppie if b]
    if len(nomi) < 2 or any(leggi_cella(b) is not None and not e_anno(b) for b in nomi):
        return False
    return any(b and not a for a, b in coppie[1:])


def _colonne(prima: Sequence[str], sotto: Sequence[str], larga: int, attese: Sequence[Livelli]) -> list[Livelli]:
    alte, basse = _larghe(prima, larga), _larghe(sotto, larga)
    if sotto:
        for i in range(1, larga):
            alte[i] = alte[i] or alte[i - 1]
        return list(zip(alte, basse, strict=True))
    unite = {piano(UNITI.join(p for p in livelli if p)): livelli for livelli in attese}
    return [unite.get(piano(t)) or _separa(t, bool(attese)) for t in alte]


def _separa(testo: str, due: bool) -> Livelli:
    sopra, segno, sotto = testo.partition(UNITI)
    return (sopra, sotto) if due and segno else ("", testo)


def _corta(riga: Sequence[str]) -> Sequence[str]:
    """Without the empty cells at its end."""
    fine = len(riga)
    while fine and not riga[fine - 1]:
        fine -= 1
    return riga[:fine]


def _larghe(riga: Sequence[str], larga: int) -> list[str]:
    return [*riga[:larga], *[""] * (larga - len(riga))]


def descrittive(letta: TavolaLetta) -> set[int]:
    """The columns of a new table that hold words: the first, unless it has figures under a name, and those of words."""
    trovate = set()
    for c, (_, etichetta) in enumerate(letta.colonne):
        testi = [da_stampare(celle[c]) for _, celle in letta.corpo if celle[c]]
        numeri = [t for t in testi if leggi_cella(t) is not None]
        nomi = c == 0 and testi and (not etichetta or len(numeri) < len(testi) or all(map(e_anno, testi)))
        if nomi or (not numeri and any(ch.isalpha() for t in testi for ch in t)):
            trovate.add(c)
    return trovate


def chiavi_numerate(testi: Sequence[str]) -> list[tuple[str, int]]:
    """Each label with how many times it has come before: two rows may have the same."""
    conti: dict[str, int] = {}
    trovate = []
    for testo in testi:
        quante = conti[testo] = conti.get(testo, -1) + 1
        trovate.append((testo, quante))
    return trovate


def accoppia(prima: Sequence[Sequence[str]], adesso: Sequence[Sequence[str]]) -> list[int | None]:
    """Which old row, or column, each of the new ones is: by all that it is called, then by its first name, then by its
    place; None for the new ones. Each entry is a sequence of names."""
    trovate: list[int | None] = [None] * len(adesso)
    libere = set(range(len(prima)))
    for nome in ("\x1f".join, _primo):
        vecchie = [n for n in range(len(prima)) if n in libere]
        nuove = [n for n, di in enumerate(trovate) if di is None]
        per_chiave = _per_chiave([nome(prima[n]) for n in vecchie], vecchie)
        for chiave, n in zip(chiavi_numerate([nome(adesso[n]) for n in nuove]), nuove, strict=True):
            if chiave[0] and chiave in per_chiave:
                trovate[n] = per_chiave[chiave]
                libere.discard(per_chiave[chiave])
    for n, di in enumerate(trovate):
        if di is None and n in libere:
            trovate[n] = n
            libere.discard(n)
    return trovate


def _primo(nomi: Sequence[str]) -> str:
    return nomi[0] if nomi else ""


def _per_chiave(testi: Sequence[str], posti: Sequence[int]) -> Mapping[tuple[str, int], int]:
    return dict(zip(chiavi_numerate(testi), posti, strict=True))
