"""A stored context table as the controls look at it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from contesto.models import Colonna, Riga, Tavola
from relazione.controlli.materia import AsseLetto, TavolaLetta

TRATTO = re.compile(r"(\d+)(?:\s*-\s*(\d+))?")


def leggi_tavola(tavola: Tavola, posto: Mapping[str, int] | None) -> TavolaLetta:
    """A table whose rows, columns and cells are prefetched. ``posto`` says from which line of the document of origin to
    which its rows stand, one a line."""
    righe, colonne = list(tavola.righe.all()), list(tavola.colonne.all())
    celle = {(c.riga_id, c.colonna_id): c.testo for c in tavola.celle.all()}
    linee = list(range(posto["da"], posto["a"] + 1)) if posto else []
    intere: list[int | None] = [*linee] if len(linee) == len(righe) else [None] * len(righe)
    return TavolaLetta(
        codice=tavola.codice,
        titolo=tavola.titolo,
        didascalia=tavola.didascalia,
        tema=tavola.tema,
        unita=tavola.unita,
        anno_dati=tavola.anno_dati,
        misura=tavola.misura,
        territorio=tavola.territorio,
        note=tuple(tavola.note),
        righe_fonte=_linee(tavola.righe_fonte),
        colonne=tuple(_colonna(c) for c in colonne),
        righe=tuple(_riga(r, linea) for r, linea in zip(righe, intere, strict=True)),
        testi=tuple(tuple(celle.get((r.pk, c.pk), "") for c in colonne) for r in righe),
        somme=tavola.somme,
    )


def _linee(testo: str) -> tuple[int, ...]:
    """«107-112, 120» as the numbers of the lines."""
    return tuple(n for da, a in TRATTO.findall(testo) for n in range(int(da), int(a or da) + 1))


def _riga(r: Riga, linea: int | None) -> AsseLetto:
    return AsseLetto(
        etichetta=r.etichetta,
        anno=r.anno,
        territorio=r.territorio,
        misura=r.misura,
        sesso=r.sesso,
        unita=r.unita,
        totale=r.totale,
        intensiva=r.intensiva,
        gruppo=r.gruppo,
        riga_fonte=linea,
    )


def _colonna(c: Colonna) -> AsseLetto:
    return AsseLetto(
        etichetta=c.etichetta,
        livello_superiore=c.livello_superiore,
        anno=c.anno,
        territorio=c.territorio,
        misura=c.misura,
        sesso=c.sesso,
        unita=c.unita,
        totale=c.totale,
        intensiva=c.intensiva,
        testo=c.testo,
    )
