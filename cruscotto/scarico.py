"""The rows of a scorecard as a sheet that one opens and goes on working with: numbers are numbers, dates are dates."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

import tablib

from cruscotto.confronto import Confronto
from cruscotto.filtri import STATI, Posto, stato_di
from cruscotto.models import Ciclo, Cruscotto, Periodo
from cruscotto.prospetto import Riga
from cruscotto.sal import arrotonda
from cruscotto.valori import (
    Atteso,
    Consuntivo,
    Tipo,
    ValoreIllegibile,
    leggi_atteso,
    leggi_consuntivo,
)

Cella = str | Decimal | int | dt.date | None

FORMATI = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}
FORMULE = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""
MAI_STAMPATI = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters that no sheet may hold."""
DECIMALI = 6
"""Decimals kept of a computed number: more than a spreadsheet's own precision would be noise."""

Letti = tuple[Atteso | None, Consuntivo | None]


def nome_file(cruscotto: Cruscotto, formato: str) -> str:
    """Body, year and code of the scorecard: all of them slugs."""
    return f"cruscotto_{cruscotto.ciclo.ente.codice}_{cruscotto.ciclo.anno}_{cruscotto.codice}.{formato}"


def scrivi_foglio(
    formato: str, ciclo: Ciclo, periodo: Periodo | None, posti: Sequence[Posto], confronto: Confronto | None
) -> bytes:
    """The sheet in one of ``FORMATI``, one line a row, Italian headings."""
    righe = [_riga(ciclo, periodo, posto, confronto) for posto in posti]
    titoli = [*TITOLI, f"SAL % – {confronto.nome}", "Differenza di SAL (punti)"] if confronto else list(TITOLI)
    return foglio(formato, f"Cruscotto {ciclo.anno}", titoli, righe)


def foglio(formato: str, titolo: str, titoli: Sequence[str], righe: Iterable[Sequence[Cella]]) -> bytes:
    """Any rows as a sheet in one of ``FORMATI``; the title names the sheet and has at most 31 characters."""
    if formato == "csv":
        return b"".join(csv_a_pezzi(titoli, righe))
    celle = [[_sicura(valore) for valore in riga] for riga in righe]
    dati: bytes = tablib.Dataset(*celle, headers=[_sicura(t) for t in titoli], title=titolo).export(formato)
    return dati


TITOLI = (
    "Anno",
    "Periodo",
    "Valori al",
    "Prospettiva",
    "SAL % della prospettiva",
    "N. obiettivo",
    "Obiettivo strategico",
    "SAL % dell’obiettivo",
    "Programma",
    "Obiettivo operativo",
    "Codice",
    "Indicatore",
    "PIRA",
    "Ufficio",
    "Peso",
    "Target come scritto",
    "Target",
    "Consuntivo come scritto",
    "Consuntivo",
    "Unità",
    "Scostamento",
    "Unità dello scostamento",
    "SAL %",
    "SAL % calcolato",
    "SAL % dichiarato",
    "Semaforo",
    "Stato del valore",
    "Causa dello scostamento",
    "Azione correttiva",
    "Allerte",
    "Proiezione a fine anno",
    "SAL % proiettato",
    "Ipotesi della proiezione",
    "Perché questo SAL",
)


def _riga(ciclo: Ciclo, periodo: Periodo | None, posto: Posto, confronto: Confronto | None) -> tuple[Cella, ...]:
    riga, letti = posto.riga, _letti(posto.riga)
    atteso, consuntivo = letti
    scarto, unita = _scostamento(letti)
    valori: tuple[Cella, ...] = (
        ciclo.anno,
        periodo.nome if periodo else "",
        periodo.fine if periodo else None,
        posto.prospettiva.nome,
        _numero(posto.prospettiva.media.valore),
        posto.obiettivo.numero,
        posto.obiettivo.nome,
        _numero(posto.obiettivo.media.valore),
        riga.programma,
        riga.obiettivo_operativo,
        riga.codice,
        riga.etichetta,
        "sì" if riga.pira else "no",
        riga.ufficio,
        _numero(riga.peso),
        riga.target,
        (_numero(atteso.valore) if atteso.data is None else atteso.data) if atteso else None,
        riga.actual,
        (_numero(consuntivo.valore) if consuntivo.data is None else consuntivo.data) if consuntivo else None,
        (atteso.unita if atteso else "") or riga.unita,
        scarto,
        unita,
        *_esiti(riga),
    )
    if confronto is None:
        return valori
    variazione = confronto.righe[riga.collocazione]
    return (*valori, _numero(variazione.prima), variazione.punti)


def _esiti(riga: Riga) -> tuple[Cella, ...]:
    proiezione = riga.proiezione
    return (
        _numero(riga.sal),
        _numero(riga.sal_calcolato),
        _numero(riga.sal_dichiarato),
        riga.fascia.nome if riga.fascia else "Non rilevato",
        STATI[stato_di(riga)],
        riga.motivo,
        riga.azione,
        "; ".join(f"{a.nome}: {a.perche}" for a in riga.allerte),
        _numero(proiezione.valore) if proiezione else None,
        _numero(proiezione.sal) if proiezione else None,
        proiezione.ipotesi if proiezione else "",
        riga.spiegazione,
    )


def _letti(riga: Riga) -> Letti:
    """Target and actual read again from their text, by the parser that read them when they were entered."""
    tipo = Tipo(riga.tipo) if riga.tipo != Tipo.CALCOLATO else None
    atteso = consuntivo = None
    try:
        atteso = leggi_atteso(riga.target, tipo=tipo)
        consuntivo = leggi_consuntivo(riga.actual, tipo=tipo)
    except ValoreIllegibile:  # words, or nothing yet: the text stands in its own column
        pass
    return atteso, consuntivo


def _scostamento(letti: Letti) -> tuple[Cella, str]:
    """Actual less target, as a number with its unit; days for dates."""
    atteso, consuntivo = letti
    if atteso is None or consuntivo is None:
        return None, ""
    if atteso.valore is not None and consuntivo.valore is not None:
        unita = atteso.unita or consuntivo.unita
        return _numero(consuntivo.valore - atteso.valore), "punti" if unita == "%" else unita
    if atteso.data and consuntivo.data:
        return (consuntivo.data - atteso.data).days, "giorni"
    return None, ""


def _numero(valore: Decimal | None) -> Decimal | None:
    """A number with at most six decimals and no trailing zeros."""
    if valore is None:
        return None
    corto = arrotonda(valore, DECIMALI)
    return corto.quantize(Decimal(1)) if corto == corto.to_integral_value() else corto.normalize()


def _sicura(valore: Cella) -> Cella:
    """The cell, unable to run: a text that looks like a formula gets an apostrophe, control characters go."""
    if not isinstance(valore, str):
        return valore
    testo = MAI_STAMPATI.sub("", valore)
    return f"'{testo}" if testo.startswith(FORMULE) else testo


def csv_a_pezzi(titoli: Sequence[str], righe: Iterable[Sequence[Cella]]) -> Iterator[bytes]:
    """As an Italian spreadsheet reads it when one opens it: semicolons, decimal comma, 31/12/2019, marked UTF-8.

    A piece a line, so that however many the rows none is kept.
    """
    uscita = io.StringIO()
    scrittore = csv.writer(uscita, delimiter=";", lineterminator="\r\n")
    yield codecs.BOM_UTF8
    for riga in chain([titoli], righe):
        scrittore.writerow([_scritta(_sicura(valore)) for valore in riga])
        yield uscita.getvalue().encode()
        uscita.seek(0)
        uscita.truncate()


def _scritta(valore: Cella) -> str:
    if isinstance(valore, Decimal):
        return f"{valore:f}".replace(".", ",")
    if isinstance(valore, dt.date):
        return f"{valore:%d/%m/%Y}"
    return "" if valore is None else str(valore)
