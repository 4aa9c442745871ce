"""The real year with its errors corrected: the folder copied, each correction of ``tests/dati/correzioni_2019.csv``
made in its file, and loaded as another body."""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from pathlib import Path

import yaml

from contesto.models import VoceBilancio
from cruscotto.models import Ciclo
from relazione.caricamento.cartella import carica_cartella
from tests.mondi.demo import CARTELLA, PASSWORD

CORREZIONI = Path(__file__).resolve().parents[1] / "dati" / "correzioni_2019.csv"
CODICE = "ente-corretto"
Riga = dict[str, str]


def leggi_correzioni() -> list[Riga]:
    """The corrections: file, line of the document, field, what is written, what is right.

    In a sheet ``campo`` is a column, ``togli`` takes the row away, ``aggiungi`` puts it in another scorecard too, under
    ``cruscotto | programma | obiettivo operativo``. In another file the text is replaced where it stands.
    """
    with CORREZIONI.open(encoding="utf-8", newline="") as aperto:
        return list(csv.DictReader(aperto))


def carica_corretta(cartella: Path) -> Ciclo:
    """The corrected year, loaded from a copy under ``cartella``."""
    copia = cartella / "corretta"
    shutil.copytree(CARTELLA, copia)
    per_file: dict[str, list[Riga]] = defaultdict(list)
    tutte = leggi_correzioni()
    commenti = [c for c in tutte if c["campo"] == "commento"]
    for c in tutte:
        if c not in commenti:
            per_file[c["file"]].append(c)
    for nome, correzioni in per_file.items():
        fogli = nome.endswith(".csv") and "/" not in nome
        (_nel_foglio if fogli else _nel_testo)(copia / nome, correzioni)
    ente = yaml.safe_load((copia / "ente.yaml").read_text(encoding="utf-8"))
    ente |= {"codice": CODICE, "utenti": []}
    (copia / "ente.yaml").write_text(yaml.safe_dump(ente, allow_unicode=True), encoding="utf-8")
    ciclo, _ = carica_cartella(copia, password=PASSWORD)
    for c in commenti:  # the sheet has no such column: they are written in the administration
        voci = VoceBilancio.objects.di(ciclo.ente).filter(anno=ciclo.anno, riga_fonte=c["riga"])
        assert voci.update(commento=c["dopo"]) == 1, c
    return ciclo


def _nel_testo(file: Path, correzioni: list[Riga]) -> None:
    testo = file.read_text(encoding="utf-8")
    for c in correzioni:
        assert c["prima"] in testo, c
        testo = testo.replace(c["prima"], c["dopo"])
    file.write_text(testo, encoding="utf-8")


def _nel_foglio(file: Path, correzioni: list[Riga]) -> None:
    with file.open(encoding="utf-8", newline="") as aperto:
        lettore = csv.DictReader(aperto)
        colonne, righe = list(lettore.fieldnames or ()), list(lettore)
    for c in correzioni:
        campo, _, codice = c["campo"].partition("@")
        sue = [
            r
            for r in righe
            if r["riga_fonte"] == c["riga"] and codice in r.get("codice", "") and _dice(r.get(campo), c["prima"])
        ]
        assert sue, c
        if campo == "togli":
            righe.remove(sue[0])
        elif campo == "aggiungi":
            _aggiungi(righe, sue[0], c["dopo"])
        else:
            colonne += [] if campo in colonne else [campo]
            for r in sue:
                r[campo] = r[campo].replace(c["prima"], c["dopo"]) if c["prima"] not in ("", "*") else c["dopo"]
    with file.open("w", encoding="utf-8", newline="") as aperto:
        scrittore = csv.DictWriter(aperto, colonne, restval="")
        scrittore.writeheader()
        scrittore.writerows(righe)


def _dice(scritto: str | None, prima: str) -> bool:
    """Whether a cell says what a correction finds written; ``*`` is whatever it says, nothing is an empty cell."""
    return prima == "*" or (prima in scritto if scritto and prima else not scritto)


def _aggiungi(righe: list[Riga], riga: Riga, dove: str) -> None:
    """Put a row in another scorecard, after those of its objective there."""
    cruscotto, programma, operativo = (parte.strip() for parte in dove.split("|"))
    chiavi = ("prospettiva", "obiettivo_strategico")
    vicine = [n for n, r in enumerate(righe) if r["cruscotto"] == cruscotto and all(r[k] == riga[k] for k in chiavi)]
    assert vicine, dove
    nuova = riga | {"cruscotto": cruscotto, "blocco": righe[vicine[-1]]["blocco"], "riga_fonte": ""}
    nuova |= {
        "programma": programma or riga["programma"],
        "obiettivo_operativo": operativo or riga["obiettivo_operativo"],
    }
    righe.insert(vicine[-1] + 1, nuova)
