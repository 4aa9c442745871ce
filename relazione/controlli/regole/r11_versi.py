"""A target says which way is better."""

from __future__ import annotations

from collections.abc import Iterator

from contesto.numeri import leggi_cella
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.righe import linee, luogo, nome_insieme

DECRESCENTE = "decrescente"


@controllo("R11-verso", "Verso dei valori attesi")
def versi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator with a bare number as its target and no direction, which makes its SAL unknown; a bare number of
    which less is better is a note: who reads the document cannot tell."""
    for righe in materia.per_indicatore().values():
        nude = [r for r in righe if leggi_cella(r.target) is not None and not r.calcolata]
        senza = [r for r in nude if not r.direzione and r.sal_calcolato is None and r.actual]
        muti = [r for r in nude if r.direzione == DECRESCENTE]
        if senza:
            yield _esito(
                senza, Severita.ERRORE, "Nessuno ha detto se è meglio di più o di meno, e il SAL non si calcola"
            )
        elif muti:
            yield _esito(
                muti, Severita.NOTA, "È meglio di meno, ma il target scritto non lo dice a chi legge il documento"
            )


def _esito(righe: list[RigaLettaDiCruscotto], severita: Severita, perche: str) -> EsitoControllo:
    target = righe[0].target
    return EsitoControllo(
        severita,
        nome_insieme(righe),
        luogo(righe[0], "verso"),
        target,
        f"«≤ {target}» o «≥ {target}»",
        f"{perche}: scrivete il segno davanti al target.",
        linee(tuple(righe)),
    )
