"""The open data that travel inside the PDF: every table of the document as CSV, each with its body and year.

Numbers are for machines (a point, no thousands); a SAL is there as computed, unrounded, and beside it as it is printed.
Individual sheets are never open data.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contesto.numeri import leggi_cella
from contesto.stampa import TavolaFoto
from cruscotto.resources import COLONNE, numero, righe_esportate
from cruscotto.scarico_contesto import titoli_tavola
from ente.fogli.celle import sicura
from relazione.fotografia import Fotografia

CHIAVI = ("ente", "anno")
SAL = (*CHIAVI, "cruscotto", "livello", "nome", "sal", "sal_stampato", "giudizio")
INDICATORI = (*CHIAVI, *COLONNE, "sal_stampato")
BILANCIO = (*CHIAVI, "codice", "voce", "tipo", "preventivo", "aggiornamento", "consuntivo", "differenza", "commento")
INTERVENTI = (*CHIAVI, "numero_obiettivo", "obiettivo_strategico", "intervento", "importo")


@dataclass(frozen=True, slots=True)
class Allegato:
    """A file carried inside the PDF, such as the data of its tables."""

    nome: str
    descrizione: str
    contenuto: bytes


def dati_aperti(foto: Fotografia) -> list[Allegato]:
    """The attachments of a document, by name: that is the order in which a PDF lists them."""
    di = f"{foto.ente.denominazione}, {foto.anno}"
    allegati = [
        _allegato(
            "indicatori.csv", f"Indicatori, target, consuntivi e SAL dei cruscotti – {di}", INDICATORI, _righe(foto)
        ),
        _allegato("sal.csv", f"SAL dei cruscotti, delle prospettive e degli obiettivi – {di}", SAL, _sal(foto)),
    ]
    if foto.bilancio:
        allegati.append(_allegato("bilancio.csv", f"Bilancio, in euro – {di}", BILANCIO, _bilancio(foto)))
    if foto.interventi:
        titolo = f"Interventi economici, in euro – {di}"
        allegati.append(_allegato("interventi.csv", titolo, INTERVENTI, _interventi(foto)))
    allegati += [_tavola(foto, tavola, di) for tavola in foto.tavole]
    return sorted(allegati, key=lambda a: a.nome)


def _allegato(nome: str, descrizione: str, titoli: Sequence[str], righe: Iterable[Sequence[Any]]) -> Allegato:
    testo = io.StringIO(newline="")
    scrittore = csv.writer(testo)
    scrittore.writerow(titoli)
    scrittore.writerows(righe)
    return Allegato(nome, descrizione, testo.getvalue().encode())


def _righe(foto: Fotografia) -> Iterable[list[Any]]:
    for prospetto in foto.prospetti:
        if prospetto.tipo != "individuale":
            for riga, misurata in zip(righe_esportate([prospetto]), prospetto.righe, strict=True):
                stampato = foto.misura.mostra(misurata.sal)
                yield [*_chiavi(foto), *(sicura(getattr(riga, c)) for c in COLONNE), stampato]


def _sal(foto: Fotografia) -> Iterable[list[Any]]:
    def riga(cruscotto: str, livello: str, nome: str, voce: Any) -> list[Any]:
        valore = voce.media.valore
        giudizio = voce.fascia.nome if voce.fascia else ""
        return [*_chiavi(foto), cruscotto, livello, nome, numero(valore), foto.misura.mostra(valore), giudizio]

    for c in foto.prospetti:
        if c.tipo == "individuale":
            continue
        yield riga(c.codice, "cruscotto", c.titolo, c)
        for p in c.prospettive:
            yield riga(c.codice, "prospettiva", p.nome, p)
            for o in p.obiettivi:
                yield riga(c.codice, "obiettivo strategico", f"{o.numero}. {o.nome} ({p.nome})", o)


def _bilancio(foto: Fotografia) -> Iterable[list[Any]]:
    for v in foto.bilancio:
        importi = [numero(importo) for importo in v.importi]
        yield [*_chiavi(foto), v.codice, sicura(v.etichetta), v.tipo, *importi, sicura(v.commento)]


def _interventi(foto: Fotografia) -> Iterable[list[Any]]:
    for i in foto.interventi:
        yield [*_chiavi(foto), i.obiettivo, sicura(i.etichetta_obiettivo), sicura(i.descrizione), numero(i.importo)]


def _tavola(foto: Fotografia, tavola: TavolaFoto, di: str) -> Allegato:
    unita = f", {tavola.unita}" if tavola.unita else ""
    righe = (
        [*_chiavi(foto), *(_cella(testo, e_numero) for testo, e_numero in zip(riga.celle, riga.numeri, strict=True))]
        for riga in tavola.righe
    )
    titoli = [*CHIAVI, *(str(sicura(titolo)) for titolo in titoli_tavola(tavola))]
    return _allegato(f"tavola-{tavola.codice}.csv", f"{tavola.titolo}{unita} – {di}", titoli, righe)


def _cella(testo: str, e_numero: bool) -> Any:
    """A number for machines; a percentage keeps its sign: without it 5.2 would be another number."""
    valore = leggi_cella(testo) if e_numero else None
    if valore is None:
        return sicura(testo)
    return numero(valore) + ("%" if testo.rstrip().endswith("%") else "")


def _chiavi(foto: Fotografia) -> tuple[str, int]:
    return foto.ente.codice, foto.anno
