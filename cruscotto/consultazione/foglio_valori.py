"""The list of the values as a sheet: one line a value, or more where its scorecards set it different targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cruscotto.misurazione.celle import numero
from cruscotto.misurazione.stato_dei_valori import ValoreDaSeguire
from cruscotto.models import Ciclo, Periodo
from ente.fogli.celle import Cella

TITOLI = (
    "Codice",
    "Indicatore",
    "Cruscotti",
    "PIRA",
    "Area",
    "Ufficio",
    "Target",
    "Valore",
    "Periodo del valore, se precedente",
    "SAL %",
    "Semaforo",
    "Stato",
    "Motivo della restituzione",
    "Allerte",
    "Che cosa fare",
    "Anno",
    "Periodo",
)


def righe_elenco(voci: Iterable[ValoreDaSeguire], ciclo: Ciclo, periodo: Periodo | None) -> Iterator[tuple[Cella, ...]]:
    """The cells under ``TITOLI``. Year and period bring the sheet back where it came from."""
    for voce in voci:
        for riga in voce.righe:
            yield (
                voce.codice,
                voce.etichetta,
                ", ".join(voce.nomi_cruscotti.values()),
                "sì" if voce.pira else "no",
                voce.area,
                voce.ufficio,
                riga.target,
                riga.actual,
                voce.di_prima,
                numero(riga.sal),
                riga.fascia.nome if riga.fascia else "Non rilevato",
                voce.nome_stato,
                voce.restituzione if voce.stato == "restituita" else "",
                "; ".join(f"{a.nome}: {a.perche}" for a in voce.allerte),
                voce.azione,
                ciclo.anno,
                periodo.nome if periodo else "",
            )
