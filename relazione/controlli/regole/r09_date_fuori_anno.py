"""Actual dates lie inside the year of the cycle."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.date import data_di
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.righe import dove, luogo


@controllo("R09-anno", "Date di consuntivo fuori dall'anno")
def date_fuori_anno(materia: Materia) -> Iterator[EsitoControllo]:
    """Each actual date after the year; one before it, done early, is a warning."""
    for riga in materia.righe:
        fatto = data_di(riga.actual)
        if fatto is not None and fatto.year != materia.anno:
            prima = fatto.year < materia.anno
            yield EsitoControllo(
                Severita.AVVISO if prima else Severita.ERRORE,
                dove(riga),
                luogo(riga, "anno-consuntivo"),
                riga.actual,
                f"una data del {materia.anno}",
                f"Il consuntivo è del {riga.actual}, il ciclo del {materia.anno}: correggete la data, oppure "
                "rendicontate l'indicatore nell'anno in cui è stato raggiunto.",
                riga.linea,
            )
