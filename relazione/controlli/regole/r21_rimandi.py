"""Footnote markers and footnotes match one to one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, elenco

APICI = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SEGNO = re.compile(r"(?<=[^\s*])\s?(\*{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\(\d\)|[†‡§])(?=$|\s)")
NOTA = re.compile(r"^\s*(\*{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|\(?\d{1,2}[):.]|[†‡§])\s*")


@controllo("R21-note", "Rimandi e note delle tavole")
def rimandi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each table with a marker that no note explains, or a note that no marker calls; one line a table."""
    for tavola in materia.tavole:
        chiamati, spiegati = _chiamati(tavola), _spiegati(tavola)
        orfani, inutili = sorted(chiamati - spiegati), sorted(spiegati - chiamati)
        if not orfani and not inutili:
            continue
        frasi = []
        if orfani:
            frasi.append(f"{elenco(orfani)} non ha la sua nota")
        if inutili:
            frasi.append(f"la nota {elenco(inutili)} non è richiamata")
        yield EsitoControllo(
            Severita.ERRORE if orfani else Severita.AVVISO,
            f"Tavola {cita(tavola.titolo)}",
            Luogo("tavola", tavola.codice, "note"),
            f"rimandi: {elenco(sorted(chiamati)) or 'nessuno'}",
            f"note: {elenco(sorted(spiegati)) or 'nessuna'}",
            f"Rimandi e note non si corrispondono: {'; '.join(frasi)}. Scrivete la nota che manca o togliete il segno.",
            tavola.testata if not any(SEGNO.search(r.etichetta) for r in tavola.righe) else tavola.righe_fonte,
        )


def _chiamati(tavola: TavolaLetta) -> set[str]:
    testi = [t for a in (*tavola.colonne, *tavola.righe) for t in (a.etichetta, a.livello_superiore)]
    testi += [t for riga in tavola.testi for t, c in zip(riga, tavola.colonne, strict=True) if not c.testo]
    return {_segno(s) for testo in testi for s in SEGNO.findall(testo)}


def _spiegati(tavola: TavolaLetta) -> set[str]:
    return {_segno(trovata[1]) for nota in tavola.note if (trovata := NOTA.match(nota))}


def _segno(segno: str) -> str:
    return segno.translate(APICI).strip("():.")
