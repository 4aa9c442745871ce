"""Plan and Relazione are adopted by the day of the law, or say why not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.norme import norma

ANNI_DOPO = {"piano": 0, "relazione": 1}
"""How many years after that of the cycle the day is."""


@controllo("N05-termini", "Termini di legge")
def termini_di_legge(materia: Materia) -> Iterator[EsitoControllo]:
    """Each act whose day is after the one of the law and that says no reason."""
    legge = norma("termini", materia.anno)
    for atto in materia.atti if legge else ():
        assert legge is not None  # noqa: S101 - the loop is empty otherwise
        mese, giorno = legge.dati[atto.quale]
        termine = dt.date(materia.anno + ANNI_DOPO[atto.quale], mese, giorno)
        if atto.data > termine and not atto.motivo.strip():
            yield EsitoControllo(
                Severita.AVVISO,
                f"{atto.nome}, atto del {atto.data:%d/%m/%Y}",
                Luogo("documenti", "termini", atto.quale),
                f"{atto.data:%d/%m/%Y}",
                f"entro il {termine:%d/%m/%Y}, o il motivo del ritardo",
                f"L'atto è di {(atto.data - termine).days} giorni dopo il termine ({legge.fonte}) e nessuno ha scritto "
                "perché: scrivete il motivo del ritardo.",
            )
