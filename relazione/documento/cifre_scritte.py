"""The numbers that a person types in a sentence: where they stand, what they are worth, how precisely. Pure.

A number of a law, an article, a date, a year, an ordinal, a reference («obiettivo 3») is no figure: it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from relazione.documento.formati import LETTERE, PAROLE, UNITA

SALTATO = "\x00"
MESI = "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre"
ELENCO = r"(?:(?:\s*,\s*|\s+(?:e|ed|o|a|al|alla)\s+|\s*[-–]\s*)\d{1,2}(?![\d.,]*\d)(?!\s*%))*"
ATTI = (
    r"nn?|num|artt?|co|lett|prot|dlgs|dpr|dpcm|dl|dm|d\.\s?lgs|d\.\s?p\.\s?r|d\.\s?p\.\s?c\.\s?m|d\.\s?l|d\.\s?m|d\.\s?i"
    r"|articol[oi]|comm[ai]|legg[ei]|decret[oi](?:[\s-]legge|\s+legislativ[oi])?|deliber[ae]|deliberazion[ei]"
    r"|determin[ae]|determinazion[ei]|regolament[oi]|direttiv[ae]|circolar[ei]|protocollo|numero"
)
RIFERIMENTI = (
    r"obiettiv[oi]|are[ae]|sezion[ei]|tabell[ae]|tavol[ae]|figur[ae]|grafic[oi]|pagin[ae]|pag|pagg|fas[ei]|capitol[oi]"
    r"|paragraf[oi]|allegat[oi]|edizion[ei]|livell[oi]|voc[ei]|codic[ei]|categori[ae]|lotto|lotti|misura|missione"
    r"|programma|azion[ei]|asse|prioritaria"
)
SALTI = tuple(
    re.compile(modello, re.IGNORECASE | re.MULTILINE)
    for modello in (
        r"`[^`\n]*`",
        r"\{\{(?!\s*riservato:)[^{}]*\}\}|\{\{\s*riservato:",
        r"^[ \t]*\[\[(?!\s*riquadro\s*:).*\]\][ \t]*$",
        r"\]\([^()\n]{0,1000}\)",
        r"<[a-z]{1,20}:[^<>\s]{0,1000}>|https?://\S+|www\.\S+|(?<!\S)[^\s@]++@[^\s@]+\.\w+",
        r"^[ \t]*\d+[.)](?=\s)",
        rf"\b\d{{1,2}}\s?[°º]?\s+(?:{MESI})(?:\s+\d{{4}})?\b",
        rf"\b(?:{MESI})\s+\d{{4}}\b",
        r"\b\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})\b",
        r"\bore\s+\d{1,2}(?:[.:]\d{2})?\b",
        rf"\b(?:{ATTI})\b\.?(?:\s*(?:n|nr)\.)?\s*\d[\d./]*\d?(?:\s?/\s?\w+)?{ELENCO}",
        rf"\b[cl]\.\s?\d+{ELENCO}",
        rf"\b(?:{RIFERIMENTI})\.?\s+(?:n\.\s*)?(?:d[ae]l?\s+)?\d{{1,2}}(?![\d,]*\d)(?:\.\d+)*(?!\s*%){ELENCO}",
        r"\b\d+\s?/\s?\d+\b",
        r"\b\d+\s?[°ºª]",
        r"(?<![\d.,])\d+\s?[-–]\s?\d+(?![\d,])",
        r"(?<![\w.,])(?:19|20)\d{2}(?![\w%]|[.,]\d|\s?(?:%|mila\b|milioni\b|miliardi\b))",
        r"(?<=')\d{2}(?![\d.,%])",
    )
)
RECINTO = re.compile(r"^(```|~~~).*?(?:^\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
CIFRE = re.compile(
    rf"""(?<![\w.,/@°#\x00–-])
    (?:(?P<parola>{"|".join(PAROLE)})\s+)?
    (?P<segno>[+\-−])?
    (?P<numero>\d[\d.,]*\d|\d)
    (?:(?P<percento>\s?%)|\s?(?P<unita>mila|milion[ei]|miliard[oi])\b)?
    (?![\w/]|[.,]\d|\s?[°ºª])""",
    re.IGNORECASE | re.VERBOSE,
)
ITALIANO = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
PAROLA = re.compile(r"(?<![\w'{])[a-zé]{3,}(?![\w}])")


@dataclass(frozen=True, slots=True)
class CifraScritta:
    """A number typed by hand. ``valore`` is in the unit written after it, if any; ``parola`` is the «oltre», «quasi»,
    «circa» that stands before it, with its space; ``numero`` where the digits begin."""

    inizio: int
    fine: int
    riga: int
    testo: str
    valore: Decimal
    decimali: int
    parola: str = ""
    segno: str = ""
    percento: str = ""
    unita: str = ""
    lettere: bool = False

    @property
    def nudo(self) -> str:
        """What is typed without the word before it."""
        return self.testo[len(self.parola) :]


def leggi_cifre(testo: str, *, in_lettere: bool = False) -> list[CifraScritta]:
    """The figures of a Markdown text in order, ``inizio`` and ``fine`` being places in it.

    Args:
        testo: a narrative, or a piece of one.
        in_lettere: also the numbers written in words, from «due» on.
    """
    coperto = _maschera(testo)
    trovate = list(_in_cifre(testo, coperto))
    if in_lettere:
        trovate += _in_parole(testo, coperto)
    return sorted(trovate, key=lambda c: c.inizio)


def _maschera(testo: str) -> str:
    """The same text, as long, without what holds no figures."""
    coperto = RECINTO.sub(_copri, testo)
    for salto in SALTI:
        coperto = salto.sub(_copri, coperto)
    return coperto


def _copri(trovato: re.Match[str]) -> str:
    return "".join("\n" if c == "\n" else SALTATO for c in trovato[0])


def _in_cifre(testo: str, coperto: str) -> Iterator[CifraScritta]:
    for t in CIFRE.finditer(coperto):
        letto = ITALIANO.fullmatch(t["numero"])
        if letto is None:
            continue
        intero, decimali = letto[1].replace(".", ""), letto[2] or ""
        if len(intero) > 1 and intero.startswith("0"):
            continue
        inizio, fine = t.span()
        valore = Decimal(f"{intero}.{decimali}" if decimali else intero)
        segno = (t["segno"] or "").replace("−", "-")
        da = t.start("segno") if t["segno"] else t.start("numero")
        yield CifraScritta(
            inizio=inizio,
            fine=fine,
            riga=testo.count("\n", 0, inizio) + 1,
            testo=testo[inizio:fine],
            valore=-valore if segno == "-" else valore,
            decimali=len(decimali),
            parola=testo[inizio:da],
            segno=segno,
            percento=t["percento"] or "",
            unita=_plurale(t["unita"] or ""),
        )


def _plurale(unita: str) -> str:
    piana = unita.casefold()
    return {"milione": "milioni", "miliardo": "miliardi"}.get(piana, piana if piana in UNITA else "")


def _in_parole(testo: str, coperto: str) -> Iterator[CifraScritta]:
    for t in PAROLA.finditer(coperto):
        valore = LETTERE.get(t[0])
        if valore is not None and valore > 1:
            riga = testo.count("\n", 0, t.start()) + 1
            yield CifraScritta(t.start(), t.end(), riga, t[0], Decimal(valore), 0, lettere=True)
