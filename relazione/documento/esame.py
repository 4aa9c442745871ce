"""What is wrong in the text of a section, by line: what would print as "da completare", or not as its author meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from markdown_it.token import Token

from relazione.documento.blocchi import Composto
from relazione.documento.componi import SEMBRA, costruisci_richiamo
from relazione.documento.genere import Manca
from relazione.documento.mancanze import in_frase
from relazione.documento.repertorio import Repertorio
from relazione.documento.rimandi import Rimandi
from relazione.documento.testo import MARKDOWN, SENZA_IMMAGINI
from relazione.fotografia.edizione import RISERVATO

SCHEMI = ("http", "https", "mailto")
CODICE = re.compile(r"`[^`\n]*`")
BLOCCO_APERTO = re.compile(r"^\s*\[\[")
BLOCCO_DENTRO = re.compile(r"\[\[[a-z-]+[^\[\]\n]*\]\]")
PARAGRAFO = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True, order=True)
class Errore:
    """What is wrong and how to mend it, and the line of the text where it stands, from 1."""

    riga: int
    frase: str


def esamina(testo: str, composto: Composto) -> tuple[Errore, ...]:
    """All that is wrong in a text, in the order of its lines, for the document in which it stands."""
    nudo = _senza_segni(testo)
    trovati = [
        *_blocchi(nudo, composto),
        *_richiami(nudo, composto),
        *_collegamenti(nudo),
    ]
    return tuple(sorted(set(trovati)))


def _senza_segni(testo: str) -> str:
    """The text with blanks in the place of the marks of the reserved passages and of what stands as code: every other
    character stays on its line."""

    def passo(trovato: re.Match[str]) -> str:
        intero, dentro = trovato[0], trovato[1]
        prima = intero.index(dentro) if dentro else len(intero)
        return _bianchi(intero[:prima]) + dentro + _bianchi(intero[prima + len(dentro) :])

    return CODICE.sub(lambda t: _bianchi(t[0]), RISERVATO.sub(passo, testo))


def _bianchi(testo: str) -> str:
    return re.sub(r"[^\n]", " ", testo)


def _blocchi(testo: str, composto: Composto) -> Iterator[Errore]:
    for numero, riga in enumerate(testo.splitlines(), 1):
        if SEMBRA.match(riga.strip()):
            try:
                costruisci_richiamo(composto.foto, riga.strip())
            except Manca as manca:
                yield Errore(numero, in_frase(str(manca)))
        elif BLOCCO_APERTO.match(riga) and "]]" not in riga:
            yield Errore(numero, "Il blocco che comincia con «[[» non è chiuso: aggiungete «]]» in fondo alla riga.")
        elif trovato := BLOCCO_DENTRO.search(riga):
            yield Errore(numero, f"«{trovato[0]}» si stampa solo se sta su una riga da solo: andate a capo.")


def _richiami(testo: str, composto: Composto) -> Iterator[Errore]:
    posto = confine = 0
    rimandi = Rimandi(Repertorio(composto.foto), composto.bersagli)
    while (inizio := testo.find("{{", posto)) >= 0:
        riga = testo.count("\n", 0, inizio) + 1
        if inizio >= confine:
            trovato = PARAGRAFO.search(testo, inizio)
            confine = trovato.start() if trovato else len(testo)
        fine = testo.find("}}", inizio, confine)
        if fine < 0:
            yield Errore(riga, "Il richiamo che comincia con «{{» non è chiuso: aggiungete «}}» dopo il suo codice.")
            posto = confine  # once a paragraph: what follows is inside what is not closed
            continue
        rimandi.mancanti.clear()
        rimandi(testo[inizio + 2 : fine].strip())
        for richiamo, perche in rimandi.mancanti:
            yield Errore(riga, in_frase(f"{richiamo}: {perche}"))
        posto = fine + 2


def _collegamenti(testo: str) -> Iterator[Errore]:
    for blocco in MARKDOWN.parse(testo):
        if blocco.type != "inline" or blocco.map is None:
            continue
        riga = blocco.map[0] + 1
        for pezzo in blocco.children or ():
            if pezzo.type in ("softbreak", "hardbreak"):
                riga += 1
            elif pezzo.type == "image":
                yield Errore(riga, in_frase(SENZA_IMMAGINI))
            elif pezzo.type == "link_open" and (guasto := _guasto(pezzo)):
                yield Errore(riga, guasto)


def _guasto(pezzo: Token) -> str:
    """What is wrong with the address of a link; empty when nothing is."""
    indirizzo = str(pezzo.attrGet("href") or "")
    try:
        parti = urlsplit(indirizzo)
    except ValueError:
        return f"Il collegamento «{indirizzo}» non è un indirizzo: correggetelo."
    if not indirizzo:
        return "Un collegamento non ha indirizzo: scrivetelo fra le parentesi tonde."
    if parti.scheme not in SCHEMI:
        return (
            f"Il collegamento «{indirizzo}» in un documento stampato non porta in nessun posto: scrivetelo per intero, "
            "con https://."
        )
    vuoto = not parti.path if parti.scheme == "mailto" else not parti.netloc
    return f"Il collegamento «{indirizzo}» è incompleto: scrivetelo per intero." if vuoto else ""
