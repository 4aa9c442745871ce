"""Small drawings for a line of text: how a number went, with its target; how many things go better, as before, worse.

Nothing is written inside them: what they say is their name, and the words beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from contesto.svg import FILO, INCHIOSTRO, cifra, rettangolo, scappa_attributo

LARGA, ALTA = 84.0, 24.0
MARGINE = 4.0
MEGLIO, UGUALE, PEGGIO, SENZA = "#1a6e3f", "#8a99a8", "#a3121d", "#ffffff"


@lru_cache(maxsize=1024)
def disegna_scintilla(valori: Sequence[Decimal], target: Decimal | None, parole: str) -> str:
    """A line through ``valori``, its last point marked, the target dashed across; named by ``parole``."""
    tutti = [*valori, *([] if target is None else [target])]
    basso, alto = min(tutti), max(tutti)

    def y(valore: Decimal) -> float:
        parte = 0.5 if alto == basso else float((valore - basso) / (alto - basso))
        return ALTA - MARGINE - parte * (ALTA - 2 * MARGINE)

    passo = (LARGA - 2 * MARGINE) / max(1, len(valori) - 1)
    punti = [(MARGINE + passo * n if len(valori) > 1 else LARGA - MARGINE, y(v)) for n, v in enumerate(valori)]
    pezzi = []
    if target is not None:
        dove = cifra(y(target))
        pezzi.append(f'<path d="M0,{dove}H{cifra(LARGA)}" stroke="{FILO}" stroke-width="1.5" stroke-dasharray="4,3"/>')
    if len(punti) > 1:
        linea = "L".join(f"{cifra(x)},{cifra(dove)}" for x, dove in punti)
        pezzi.append(f'<path d="M{linea}" fill="none" stroke="{INCHIOSTRO}" stroke-width="2" stroke-linejoin="round"/>')
    x, dove_ultimo = punti[-1]
    pezzi.append(f'<circle cx="{cifra(x)}" cy="{cifra(dove_ultimo)}" r="3.5" fill="{INCHIOSTRO}"/>')
    return _svg(LARGA, ALTA, parole, "".join(pezzi))


@lru_cache(maxsize=256)
def disegna_bilancia(meglio: int, uguali: int, peggio: int, senza: int, parole: str) -> str:
    """One bar cut in the share of what goes better, as before, worse, and of what cannot be compared (white)."""
    larga, alta = 320.0, 20.0
    totale = meglio + uguali + peggio + senza
    pezzi, x = [], 0.0
    for quanti, colore in ((meglio, MEGLIO), (uguali, UGUALE), (peggio, PEGGIO), (senza, SENZA)):
        parte = larga * quanti / totale if totale else 0.0
        if parte:
            pezzi.append(rettangolo(x, 0.5, parte, alta - 1, fondo=colore, bordo=INCHIOSTRO, spessore=1))
        x += parte
    return _svg(larga, alta, parole, "".join(pezzi))


def _svg(larga: float, alta: float, parole: str, corpo: str) -> str:
    """Not named by an id, as larger drawings are: the same one may stand twice on a page."""
    w, h = cifra(larga), cifra(alta)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img"'
        f" aria-label={scappa_attributo(parole)}>{corpo}</svg>"
    )
