"""A tolerance says whether it is a share of the target or an amount."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contesto.numeri import leggi_cella
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.righe import linee, luogo, nome_insieme

TOLLERANZA = re.compile(r"(?:\+\s*/\s*-|±)\s*(\d+(?:[.,]\d+)?)\s*(%)?")


@controllo("R11-tolleranze", "Tolleranze scritte nei valori attesi")
def tolleranze(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator with a tolerance below 1 and without a sign of percent: 0,05 may be the 5 % or five hundredths."""
    for righe in materia.per_indicatore().values():
        dubbie = []
        for r in righe:
            trovata = TOLLERANZA.search(r.target)
            ampiezza = leggi_cella(trovata[1]) if trovata and not trovata[2] else None
            if ampiezza is not None and 0 < ampiezza < 1:
                dubbie.append(r)
        if dubbie:
            yield EsitoControllo(
                Severita.AVVISO,
                nome_insieme(dubbie),
                luogo(dubbie[0], "tolleranza"),
                dubbie[0].target,
                "una percentuale, o un numero nell'unità del target",
                "Non si capisce se la tolleranza è una quota del target o un valore assoluto: scrivete il segno % "
                "oppure l'unità.",
                linee(tuple(dubbie)),
            )
