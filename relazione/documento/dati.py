"""The composed document for programs: the open data that travel with it, and the whole of it as JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from cruscotto.resources import COLONNE, righe_esportate
from ente.fogli.celle import sicura
from relazione.documento.blocchi import Composto
from relazione.documento.componi import dati_aperti
from relazione.documento.pdf import Allegato
from relazione.fotografia.conserva import in_json, testo_canonico

VERSIONE = 1
NUMERO = re.compile(r"-?[\d.,]+%?")


def scrivi_dati(composto: Composto) -> bytes:
    """The document as JSON: sections, blocks with their captions, alternative texts and data, what is incomplete."""
    foto = composto.foto
    documento = {
        "versione": VERSIONE,
        "ente": foto.ente.denominazione,
        "anno": foto.anno,
        "tipo": foto.tipo,
        "titolo": foto.titolo,
        "edizione": foto.edizione,
        "avvertenze": list(composto.marchi),
        "da_completare": [in_json(i) for i in composto.incompletezze],
        "sezioni": [
            {
                "codice": s.codice,
                "numero": s.numero,
                "titolo": s.titolo,
                "livello": s.livello,
                "blocchi": [
                    {
                        "tipo": b.tipo,
                        "didascalia": b.didascalia,
                        "ancora": b.ancora,
                        "alternativa": b.alternativa,
                        "da_completare": b.manca,
                        "dati": in_json(b.dati),
                        "tabella": in_json(b.aperti),
                    }
                    for b in s.blocchi
                ],
            }
            for s in composto.sezioni
        ],
    }
    return testo_canonico(documento).encode()


def allegati(composto: Composto) -> list[Allegato]:
    """The open data carried inside the PDF: the organisational scorecards (individual sheets are never open data) and
    each table that the document prints, once. Every row says of which body and year it is."""
    foto = composto.foto
    fissi = (foto.ente.codice, str(foto.anno))
    fatti = []
    aperti = [p for p in foto.prospetti if p.tipo != "individuale"]
    if aperti and foto.tipo != "piano":
        misurate = [r for p in aperti for r in p.righe]
        righe = [
            (*fissi, *(str(getattr(esportata, c)) for c in COLONNE), foto.misura.mostra(riga.sal))
            for esportata, riga in zip(righe_esportate(aperti), misurate, strict=True)
        ]
        testo = _csv(("ente", "anno", *COLONNE, "sal_mostrato"), righe)
        fatti.append(Allegato("indicatori.csv", "Indicatori, target, consuntivi e SAL dei cruscotti", testo))
    for tabella in dati_aperti(composto.sezioni):
        testo = _csv(("ente", "anno", *tabella.colonne), [(*fissi, *riga) for riga in tabella.righe])
        fatti.append(Allegato(f"{tabella.nome}.csv", tabella.titolo, testo))
    return fatti


def _csv(colonne: Iterable[str], righe: Iterable[Iterable[str]]) -> bytes:
    """A table as CSV in UTF-8, whose cells no spreadsheet runs."""
    uscita = io.StringIO()
    scrittore = csv.writer(uscita)
    scrittore.writerow(colonne)
    scrittore.writerows([cella if NUMERO.fullmatch(cella) else sicura(cella) for cella in riga] for riga in righe)
    return uscita.getvalue().encode()
