"""What the controls look at, built by hand: tables, rows of scorecards, budgets of an invented body."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from contesto.bilancio import Voce
from relazione.controlli.esito import Controllo, EsitoControllo
from relazione.controlli.materia import (
    AsseLetto,
    CruscottoLetto,
    Materia,
    RigaLettaDiCruscotto,
    TavolaLetta,
    VoceLetta,
)

ANNO = 2031


def tavola(intestazioni: Sequence[str], *righe: Sequence[str], **altro: Any) -> TavolaLetta:
    """A table whose first column names the rows. A heading «Sopra/Sotto» has two levels, one that is a year is of that
    year, «Totale» is a total, «%» in a heading makes shares; so are rows. Rows stand from line 101."""
    colonne = [AsseLetto(etichetta=intestazioni[0], testo=True), *(_colonna(i) for i in intestazioni[1:])]
    gruppi = altro.pop("gruppi", ())
    intensive = altro.pop("intensive", ())
    assi, gruppo = [], ""
    for n, riga in enumerate(righe):
        gruppo = riga[0] if riga[0] in gruppi else gruppo
        asse = AsseLetto(
            etichetta=riga[0],
            anno=int(riga[0]) if riga[0].isdigit() and len(riga[0]) == 4 else None,
            totale=riga[0].casefold().startswith("total"),
            gruppo=riga[0] in gruppi,
            intensiva=bool({gruppo, riga[0]} & set(intensive)),
            riga_fonte=101 + n,
        )
        assi.append(asse)
    base = {"codice": "t", "titolo": "Tavola", "righe_fonte": tuple(range(99, 101 + len(righe)))}
    return TavolaLetta(**{**base, "colonne": tuple(colonne), "righe": tuple(assi), "testi": tuple(righe), **altro})


def _colonna(nome: str) -> AsseLetto:
    sopra, _, sotto = nome.rpartition("/")
    return AsseLetto(
        etichetta=sotto,
        livello_superiore=sopra,
        anno=int(sotto) if sotto.isdigit() and len(sotto) == 4 else None,
        unita="%" if "%" in sopra else "",
        totale=sotto.startswith("Totale") or sopra.startswith("Totale"),
        sesso=sotto if sotto in ("Donne", "Uomini") else "",
        territorio=sopra if sotto in ("Donne", "Uomini") else "",
    )


def riga(**altro: Any) -> RigaLettaDiCruscotto:
    """A row of a scorecard that is well in everything."""
    base: dict[str, Any] = {
        "cruscotto": "area1",
        "prospettiva": "Processi",
        "numero_obiettivo": 1,
        "obiettivo": "Servizi migliori",
        "programma": "Sportello",
        "obiettivo_operativo": "Sportello aperto",
        "codice": "i1",
        "etichetta": "Pratiche evase",
        "direzione": "crescente",
        "target": "≥ 10",
        "actual": "12",
        "sal": Decimal(100),
        "sal_calcolato": Decimal(100),
        "sal_grezzo": Decimal(120),
        "riga_fonte": 1,
    }
    return RigaLettaDiCruscotto(**{**base, **altro})


def cruscotto(*righe: RigaLettaDiCruscotto, **altro: Any) -> CruscottoLetto:
    """A scorecard with its rows, each of which gets its code and kind."""
    codice, tipo = altro.pop("codice", "area1"), altro.pop("tipo", "area")
    sue = tuple(replace(r, cruscotto=codice, tipo_cruscotto=tipo) for r in righe)
    return CruscottoLetto(codice=codice, tipo=tipo, righe=sue, **{"area": codice, "titolo": f"Area {codice}", **altro})


def voce(codice: str, *importi: int | None, **altro: Any) -> VoceLetta:
    """A budget line: planned, updated, actual, difference."""
    base: dict[str, Any] = {"etichetta": f"{codice} Voce", "tipo": "voce", "sezione": "A", "commento": ""}
    base |= {m: None if i is None else Decimal(i) for m, i in zip(_MOMENTI, importi, strict=True)}
    linea = altro.pop("riga_fonte", 1)
    return VoceLetta(voce=Voce(codice, **{**base, **altro}), riga_fonte=linea)


_MOMENTI = ("preventivo", "aggiornamento", "consuntivo", "differenza")


def materia(*parti: CruscottoLetto | TavolaLetta | VoceLetta, **altro: Any) -> Materia:
    """Scorecards, tables and budget lines of one year."""
    return Materia(
        anno=ANNO,
        cruscotti=tuple(p for p in parti if isinstance(p, CruscottoLetto)),
        tavole=tuple(p for p in parti if isinstance(p, TavolaLetta)),
        bilancio=tuple(p for p in parti if isinstance(p, VoceLetta)),
        **altro,
    )


def trova(controllo: Controllo, *parti: CruscottoLetto | TavolaLetta | VoceLetta, **altro: Any) -> list[EsitoControllo]:
    """What a control finds."""
    return list(controllo(materia(*parti, **altro)))
