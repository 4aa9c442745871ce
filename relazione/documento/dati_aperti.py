"""The open data that travel inside the PDF: each table of the document as CSV, every row with its body and year.

Numbers are for machines (a point, no thousands); a SAL is there as computed, unrounded, and beside it as it is printed.
Individual sheets are never open data, whatever the edition.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from contesto.numeri import leggi_cella
from contesto.stampa import TavolaFoto
from cruscotto.esportazione.contesto import titoli_tavola
from cruscotto.esportazione.indicatori import colonne_di, numero, righe_esportate
from cruscotto.misurazione.prospetto import Prospetto
from ente.fogli.celle import sicura
from relazione.documento.blocchi import Aperti, Composto
from relazione.fotografia import Fotografia

CHIAVI = ("ente", "anno")
SAL = ("cruscotto", "livello", "nome", "sal", "sal_stampato", "giudizio")
BILANCIO = ("codice", "voce", "tipo", "preventivo", "aggiornamento", "consuntivo", "differenza", "commento")
INTERVENTI = ("numero_obiettivo", "obiettivo_strategico", "intervento", "importo")
NUMERO = re.compile(r"-?[\d.,]+%?")


@dataclass(frozen=True, slots=True)
class Allegato:
    """A file carried inside the PDF, such as the data of its tables."""

    nome: str
    descrizione: str
    contenuto: bytes


def allegati(composto: Composto) -> list[Allegato]:
    """The attachments of a document, by name: that is the order in which a PDF lists them."""
    foto = composto.foto
    chiavi = (foto.ente.codice, str(foto.anno))
    di = f"{foto.ente.denominazione}, {foto.anno}"
    return [Allegato(a.file, f"{a.titolo} – {di}", _csv(a, chiavi)) for a in composto.aperti]


def _csv(tabella: Aperti, chiavi: tuple[str, str]) -> bytes:
    """A table as CSV in UTF-8, whose cells no spreadsheet runs."""
    testo = io.StringIO(newline="")
    scrittore = csv.writer(testo)
    scrittore.writerow((*CHIAVI, *map(sicura, tabella.colonne)))
    for riga in tabella.righe:
        scrittore.writerow((*chiavi, *(cella if NUMERO.fullmatch(cella) else sicura(cella) for cella in riga)))
    return testo.getvalue().encode()


# -- the tables --------------------------------------------------------------------------------------------------------


def organizzativi(foto: Fotografia) -> tuple[Prospetto, ...]:
    """The scorecards that may be open data."""
    return tuple(p for p in foto.prospetti if p.tipo != "individuale")


def dei_cruscotti(foto: Fotografia) -> tuple[Aperti, ...]:
    """What travels with every document that speaks of results, whatever tables it prints."""
    if foto.tipo == "piano" or not organizzativi(foto):
        return ()
    return indicatori(foto), sal(foto)


def indicatori(foto: Fotografia) -> Aperti:
    """The rows of the organisational scorecards."""
    colonne = colonne_di(organizzativi(foto))
    righe = (
        (*(getattr(riga, c) for c in colonne), foto.misura.mostra(misurata.sal))
        for p in organizzativi(foto)
        for riga, misurata in zip(righe_esportate([p]), p.righe, strict=True)
    )
    titolo = "Indicatori, target, consuntivi e SAL dei cruscotti"
    return Aperti("indicatori", titolo, (*colonne, "sal_stampato"), tuple(righe))


def sal(foto: Fotografia) -> Aperti:
    """The means of the organisational scorecards."""
    prospetti = organizzativi(foto)
    livelli = [p.livello.delle for p in prospetti if p.livello][:1]
    if any(p.con_obiettivi for p in prospetti):
        livelli.append("degli obiettivi")
    titolo = " e ".join(["SAL dei cruscotti" + "".join(f", {nome}" for nome in livelli[:-1]), *livelli[-1:]])
    return Aperti("sal", titolo, SAL, tuple(r for p in prospetti for r in _medie(foto, p)))


def _medie(foto: Fotografia, c: Prospetto) -> Iterable[tuple[str, ...]]:
    def riga(livello: str, nome: str, voce: Any) -> tuple[str, ...]:
        valore = voce.media.valore
        giudizio = voce.fascia.nome if voce.fascia else ""
        return c.codice, livello, nome, numero(valore), foto.misura.mostra(valore), giudizio

    yield riga("cruscotto", c.titolo, c)
    for p in c.prospettive:
        if p.nome and c.livello:
            yield riga(c.livello.uno, p.nome, p)
        for o in (o for o in p.obiettivi if o.nome):
            yield riga("obiettivo strategico", f"{o.titolo} ({p.nome})" if p.nome else o.titolo, o)


def bilancio(foto: Fotografia) -> Aperti:
    righe = ((v.codice, v.etichetta, v.tipo, *(numero(i) for i in v.importi), v.commento) for v in foto.bilancio)
    return Aperti("bilancio", "Bilancio, in euro", BILANCIO, tuple(righe))


def interventi(foto: Fotografia) -> Aperti:
    righe = ((str(i.obiettivo), i.etichetta_obiettivo, i.descrizione, numero(i.importo)) for i in foto.interventi)
    return Aperti("interventi", "Interventi economici, in euro", INTERVENTI, tuple(righe))


def tavola(foto: TavolaFoto) -> Aperti:
    """A table of context: of the public edition, with its hidden cells hidden."""
    unita = f", {foto.unita}" if foto.unita else ""
    righe = (
        tuple(_cella(testo, e_numero) for testo, e_numero in zip(riga.celle, riga.numeri, strict=True))
        for riga in foto.righe
    )
    return Aperti(f"tavola-{foto.codice}", f"{foto.titolo}{unita}", tuple(titoli_tavola(foto)), tuple(righe))


def _cella(testo: str, e_numero: bool) -> str:
    """A number for machines; a percentage keeps its sign: without it 5.2 would be another number."""
    valore = leggi_cella(testo) if e_numero else None
    if valore is None:
        return testo
    return numero(valore) + ("%" if testo.rstrip().endswith("%") else "")
