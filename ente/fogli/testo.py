"""A text file as a sheet: csv, tsv, the «testo Unicode» of Excel. Pure: no Django."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from ente.fogli.aspetto import pulito
from ente.fogli.contenitore import UTF_16, FoglioRifiutato
from ente.fogli.esame import esige_limiti

SEPARATORI = ";,\t"
MAX_RIGA = 500_000
RISALVA = "apritelo con il vostro programma e salvatelo di nuovo."
BOOLEANI = {"VERO": "SI", "TRUE": "SI", "True": "SI", "FALSO": "NO", "FALSE": "NO", "False": "NO"}
"""The cells true and false, as programs write them: in a workbook they are read so too."""
PAROLE = frozenset(BOOLEANI)

Riga = tuple[str, ...]


def leggi_testo(contenuto: bytes, nome: str) -> list[Riga]:
    """The rows of a text file, each cell as it is written.

    Raises:
        FileRifiutato: it cannot be read, or is larger than a body's data can be.
    """
    testo = _decodificato(contenuto)
    righe: list[Riga] = []
    larga = 0
    try:
        for riga in _righe(testo, _separatore(testo)):
            larga = max(larga, len(riga))
            esige_limiti(nome, len(righe) + 1, larga)
            letta = tuple(map(pulito, riga))
            righe.append(letta if PAROLE.isdisjoint(letta) else tuple([BOOLEANI.get(c, c) for c in letta]))
    except csv.Error:
        raise FoglioRifiutato(f"Il file CSV non si legge alla riga {len(righe) + 1}: {RISALVA}") from None
    return righe


def _decodificato(contenuto: bytes) -> str:
    for codifica in ("utf-16",) if contenuto.startswith(UTF_16) else ("utf-8-sig", "cp1252"):
        try:
            testo = codecs.decode(contenuto, codifica)
        except UnicodeDecodeError:
            continue
        if "\0" not in testo:
            return testo
    raise FoglioRifiutato("Il file CSV ha caratteri che non si leggono: salvatelo come CSV UTF-8.")


def _righe(testo: str, separatore: str) -> Iterator[list[str]]:
    """The rows, each as far as a row may go: a file may have one only, or a quote that is never closed.

    Raises:
        FileRifiutato: a row is longer than that.
    """
    lunga = fatte = 0

    def linee() -> Iterator[str]:
        nonlocal lunga
        for linea in io.StringIO(testo, newline=""):
            lunga += len(linea)
            if lunga > MAX_RIGA:
                raise FoglioRifiutato(f"Nel file CSV la riga {fatte + 1} è lunga oltre {MAX_RIGA} caratteri: {RISALVA}")
            yield linea

    for riga in csv.reader(linee(), delimiter=separatore):
        lunga, fatte = 0, fatte + 1
        yield riga


def _separatore(testo: str) -> str:
    """The one that cuts most of the first rows in as many cells: a title or a decimal comma does not mislead it."""

    def regolari(separatore: str) -> tuple[int, int]:
        try:
            righe = list(islice(_righe(testo, separatore), 60))
        except (csv.Error, FoglioRifiutato):
            return (0, 0)
        larghezze = Counter(len(r) for r in righe if len(r) > 1)
        return max(((quante, larga) for larga, quante in larghezze.items()), default=(0, 0))

    return max(SEPARATORI, key=regolari)
