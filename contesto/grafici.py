"""Charts as inline SVG, drawn here on the primitives of the other drawings: the same on the page and in the PDF.

Drawings are kept by content, since the input is frozen.
"""

from __future__ import annotations

from functools import lru_cache

from contesto.barre import disegna_orizzontali, disegna_verticali
from contesto.colori import Tema
from contesto.linee import disegna_linee
from contesto.svg import NESSUN_DATO, disegno_vuoto
from contesto.tipi_grafici import NON_DISPONIBILE, Grafico, Punto, TipoGrafico
from contesto.tracciato import traccia

__all__ = ["Grafico", "Punto", "Tema", "TipoGrafico", "disegna_grafico"]

ALTO_MASSIMO = 900  # px: what a page holds with a caption, at the width of its text
TROPPE = "Troppe voci per un grafico: leggetele nella tavola"


def disegna_grafico(grafico: Grafico, tema: Tema) -> str:
    """The chart as one ``<svg role="img">`` named by its alternative text.

    Equal inputs give equal bytes. A chart without values becomes a framed "Nessun dato da rappresentare", one that
    would not fit a page a framed sentence. ValueError, one Italian sentence: more than six series, two values for one
    mark, a value that is not finite.
    """
    return _disegna(grafico, tema)


@lru_cache(maxsize=256)
def _disegna(grafico: Grafico, tema: Tema) -> str:
    nome = grafico.titolo or grafico.alternativa
    if all(punto.valore is None for punto in grafico.punti):
        nascosti = grafico.mancante != NON_DISPONIBILE
        dice = f"Nessun valore da mostrare ({grafico.mancante})" if nascosti else NESSUN_DATO
        return disegno_vuoto(nome, larghezza=grafico.larghezza, prefisso="grafico", dice=dice)
    tracciato = traccia(grafico)
    if grafico.tipo is TipoGrafico.LINEE:
        disegno = disegna_linee(grafico, tracciato, tema)
    elif grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI:
        disegno = disegna_orizzontali(grafico, tracciato, tema)
    else:
        disegno = disegna_verticali(grafico, tracciato, tema)
    if disegno is None or disegno.alto > ALTO_MASSIMO:
        return disegno_vuoto(nome, larghezza=grafico.larghezza, prefisso="grafico", dice=TROPPE)
    return disegno.svg(grafico)
