"""A date on which nobody works, or that is the very last day, is worth a second look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache

from holidays import country_holidays

from relazione.controlli.date import data_di
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.righe import linee, luogo, nome_insieme

DOMENICA = 6


@controllo("R28-festivi", "Consuntivi in giorni festivi")
def giorni_festivi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator done on a holiday, which is a warning, or on a Sunday, a note."""
    for righe in materia.per_indicatore().values():
        per_giorno: dict[dt.date, list[RigaLettaDiCruscotto]] = {}
        for r in righe:
            fatto = data_di(r.actual)
            if fatto and (fatto.weekday() == DOMENICA or fatto in _feste(fatto.year)):
                per_giorno.setdefault(fatto, []).append(r)
        for fatto, gruppo in per_giorno.items():
            festa = _feste(fatto.year).get(fatto, "")
            yield EsitoControllo(
                Severita.AVVISO if festa else Severita.NOTA,
                nome_insieme(gruppo),
                luogo(gruppo[0], "festivo"),
                gruppo[0].actual,
                "un giorno di lavoro",
                f"Il {gruppo[0].actual} era {f'festa ({festa})' if festa else 'domenica'}: controllate la data nel "
                "documento che la prova.",
                linee(tuple(gruppo)),
            )


@lru_cache(maxsize=32)
def _feste(anno: int) -> Mapping[dt.date, str]:
    """The national holidays of a year by name, as the library that keeps them has them."""
    return dict(country_holidays("IT", years=anno, language="it_IT").items())
