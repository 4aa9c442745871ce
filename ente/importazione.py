"""What every import shares: where a value stood, what is wrong with it, what was done.

Parse first, judge later: a reader turns a file into rows that know their place; an action collects every error at
once and then writes all or nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from django.db import models

from ente.errori import ErroreUtente

M = TypeVar("M", bound=models.Model)


RIPETUTI = 3
"""How many cells with the same problem are told one by one; more are told together."""
DETTI = 8
"""How many stretches of cells are named."""

_CELLA = re.compile(r"(.*?)([A-Z]{1,3})([1-9][0-9]{0,6})")
_PROPRIO = re.compile(r"«[^»]*»|[0-9][0-9.,%]*")


@dataclass(frozen=True, slots=True)
class ErroreNelFile:
    """One thing wrong: ``posto`` says where (file and cell), ``motivo`` what and how to mend it, in Italian; ``altri``
    are the other places with the same."""

    posto: str
    motivo: str
    altri: tuple[str, ...] = ()

    @property
    def frase(self) -> str:
        """The reason, with the other cells that have it."""
        if not self.altri:
            return self.motivo
        return f"{self.motivo} Lo stesso in altre {len(self.altri)} celle: {tratti(self.altri, self.posto)}."

    def __str__(self) -> str:
        return f"{self.posto}: {self.frase}"


def tratti(posti: Iterable[str], prima: str = "") -> str:
    """Cells as stretches of a column: ``Foglio1!D3:D61, F7``; the name of a sheet is said when it is not that of the
    cell before, the first of which is ``prima``."""
    detti: list[list[str]] = []
    detta = _CELLA.fullmatch(prima)
    ultimo: tuple[str, str, int] | None = (detta[1], "", 0) if detta else None
    for posto in posti:
        trovata = _CELLA.fullmatch(posto)
        cella = (trovata[1], trovata[2], int(trovata[3])) if trovata else (posto, "", 0)
        if ultimo and trovata and cella == (*ultimo[:2], ultimo[2] + 1):
            detti[-1][1:] = [f"{trovata[2]}{trovata[3]}"]
        else:
            con_foglio = ultimo is None or ultimo[0] != cella[0]
            detti.append([posto if con_foglio or not trovata else f"{trovata[2]}{trovata[3]}"])
        ultimo = cella if trovata else None
    return ", ".join(":".join(d) for d in detti[:DETTI]) + ("…" if len(detti) > DETTI else "")


def raggruppa(errori: Iterable[ErroreNelFile], *, simili: bool = False) -> list[ErroreNelFile]:
    """One line for a problem that many cells have, in the place of the first of them. With ``simili`` also for what
    differs in its numbers and in what it quotes alone, when the cells are very many."""
    gruppi: dict[str, list[ErroreNelFile]] = {}
    for errore in errori:
        gruppi.setdefault(_PROPRIO.sub("", errore.motivo) if simili else errore.motivo, []).append(errore)
    insieme: list[ErroreNelFile] = []
    for gruppo in gruppi.values():
        if len(gruppo) <= RIPETUTI * (7 if simili else 1):
            insieme += gruppo
        else:
            insieme.append(replace(gruppo[0], altri=tuple(e.posto for e in gruppo[1:])))
    return insieme


class ImportazioneRifiutata(ErroreUtente):
    """Nothing was written; ``errori`` lists everything that is wrong."""

    def __init__(self, errori: Iterable[ErroreNelFile]) -> None:
        self.errori = tuple(errori)
        super().__init__("\n".join(str(errore) for errore in self.errori))


@dataclass(slots=True)
class Esito:
    """How many rows an import created, changed and left alone, and what it wants a person to know."""

    creati: int = 0
    modificati: int = 0
    invariati: int = 0
    avvisi: list[ErroreNelFile] = field(default_factory=list)

    def somma(self, altro: Esito) -> None:
        """Add the counts and the warnings of another outcome."""
        self.creati += altro.creati
        self.modificati += altro.modificati
        self.invariati += altro.invariati
        self.avvisi.extend(altro.avvisi)

    def __str__(self) -> str:
        return f"{self.creati} nuovi, {self.modificati} modificati, {self.invariati} invariati"


@dataclass(frozen=True, slots=True)
class RigaLetta:
    """One row of a file: its values by column heading, and its place for the messages."""

    file: str
    numero: int
    valori: Mapping[str, str]

    def posto(self, colonna: str = "") -> str:
        """Where a value stands, as ``indicatori.csv!target12``: file, column, line."""
        return f"{self.file}!{colonna or 'riga '}{self.numero}"

    def __getitem__(self, colonna: str) -> str:
        return self.valori.get(colonna, "")


def leggi_csv(percorso: Path, colonne: Sequence[str] = ()) -> list[RigaLetta]:
    """Read a comma separated UTF-8 file with a heading row into rows; blank lines are skipped.

    Raises:
        ImportazioneRifiutata: the file is missing, is not UTF-8 or lacks one of ``colonne``.
    """
    try:
        testo = percorso.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ImportazioneRifiutata([ErroreNelFile(percorso.name, "il file non c'è.")]) from None
    except UnicodeDecodeError:
        raise ImportazioneRifiutata(
            [ErroreNelFile(percorso.name, "il file non è in UTF-8: salvatelo come UTF-8.")]
        ) from None
    lettore = csv.DictReader(testo.splitlines(keepends=True), restval="")
    mancanti = [c for c in colonne if c not in (lettore.fieldnames or [])]
    if mancanti:
        raise ImportazioneRifiutata(
            [ErroreNelFile(percorso.name, f"mancano le colonne {', '.join(mancanti)} nella prima riga.")]
        )
    righe = []
    for valori in lettore:
        if None in valori:
            motivo = f"la riga ha più celle delle {len(lettore.fieldnames or [])} intestazioni."
            raise ImportazioneRifiutata([ErroreNelFile(f"{percorso.name}!riga {lettore.line_num}", motivo)])
        if any(v.strip() for v in valori.values()):
            righe.append(RigaLetta(percorso.name, lettore.line_num, valori))
    return righe


def aggiorna_o_crea(
    insieme: models.QuerySet[M], esito: Esito, chiave: Mapping[str, Any], valori: Mapping[str, Any]
) -> M:
    """Create the row that ``chiave`` names, or set ``valori`` on it when they differ; count what happened."""
    oggetto = insieme.filter(**chiave).first()
    if oggetto is None:
        oggetto = insieme.model(**chiave, **valori)
        oggetto.save()
        esito.creati += 1
        return oggetto
    diversi = [nome for nome, valore in valori.items() if getattr(oggetto, nome) != valore]
    if not diversi:
        esito.invariati += 1
        return oggetto
    for nome in diversi:
        setattr(oggetto, nome, valori[nome])
    oggetto.save(update_fields=diversi)
    esito.modificati += 1
    return oggetto
