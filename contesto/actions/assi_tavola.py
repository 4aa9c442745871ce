"""What a label or a figure of a context table means beside those that are there already."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from contesto.actions.tavola import COORDINATE, coordinata
from contesto.foglio_tavola import e_anno, piano
from contesto.models import Colonna, Riga
from contesto.numeri import formatta_numero, leggi_cella

_NUDO = re.compile(r"(-?[0-9]+)(?:,([0-9]+))?(%?)")
_LUNGHEZZE = {"territorio": 120, "misura": 200, "sesso": 20, "periodo": 60}


def asse_di(voci: Sequence[Riga] | Sequence[Colonna], etichette: Sequence[str]) -> str:
    """The axis that the labels of rows or columns name; empty when they name none."""
    coppie = list(zip(voci, etichette, strict=True))
    for asse in COORDINATE:
        if coppie and all(e and coordinata(asse, e) == {asse: getattr(v, asse)} for v, e in coppie):
            return asse
    return ""


def coordinate(asse: str, etichetta: str, nuova: bool) -> dict[str, Any]:
    """What a label means on an axis; in a new table only years are known for what they are."""
    if nuova:
        asse = "anno" if e_anno(etichetta) else ""
    trovata = coordinata(asse, etichetta)
    return {n: v for n, v in trovata.items() if not isinstance(v, str) or len(v) <= _LUNGHEZZE[n]}


def troppo_lungo(testo: str, lunga: int) -> str:
    """Why a text does not fit; empty when it does."""
    if len(testo) <= lunga:
        return ""
    return f"il testo è di {len(testo)} caratteri, al massimo {lunga}: accorciatelo."


def stessa_cella(testo: str, letto: str, *, parole: bool) -> bool:
    """Whether a cell still says what it said: the same words, or the same figure written in another way."""
    if " ".join(testo.split()) in (" ".join(letto.split()), " ".join(letto.removeprefix("'").split())):
        return True
    if parole:
        return piano(testo) == piano(letto)
    prima, adesso = leggi_cella(testo), leggi_cella(letto)
    return prima is not None and prima == adesso and testo.rstrip().endswith("%") == letto.rstrip().endswith("%")


def stampato(letto: str, modello: str) -> str:
    """A bare figure of a sheet printed as ``modello``, another of the same table, is: with its decimals, its dots, its
    sign. What is not bare was written so on purpose."""
    nudo = _NUDO.fullmatch(letto)
    if nudo is None or len(letto) > 16:
        return letto
    intero, decimali, cento = nudo[1], nudo[2] or "", nudo[3]
    punti = "." in modello or not _senza_punti(modello)
    if e_anno(letto) and not modello:
        return letto
    _, virgola, coda = modello.rstrip("% €").partition(",")
    cifre = max(len(decimali), len(coda) if virgola and coda.isdecimal() else 0)
    numero = formatta_numero(Decimal(f"{intero}.{decimali or 0}"), cifre)
    if not punti:
        numero = numero.replace(".", "")
    return f"{'€ ' if modello.startswith('€') and not cento else ''}{numero}{cento}"


def _senza_punti(modello: str) -> bool:
    """Whether a figure of four digits or more is printed without dots."""
    valore = leggi_cella(modello)
    return valore is not None and abs(valore) >= 1000
