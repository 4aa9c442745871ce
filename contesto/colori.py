"""Colours of the drawings, derived from the two colours of the body.

Series are told apart by lightness first (CIE L*), so that they differ in a grey print and for a colour-blind reader;
the hue alternates between the two colours of the body and only helps. Formulas: CIE 1976 L*a*b* with the D65 white,
sRGB of IEC 61966-2-1, contrast ratio of WCAG 2.2. Floats are of no consequence here: a colour is not a measure.
"""

import math
import re
from dataclasses import dataclass

SERIE_MASSIME = 6
_ESADECIMALE = re.compile(r"#[0-9a-fA-F]{6}")
_BIANCO_D65 = (0.95047, 1.0, 1.08883)
# L* of each series, in order: neighbours are far apart, and every pair differs by at least 10 (8 for lines).
_LUCI_AREE: dict[int, tuple[int, ...]] = {
    1: (38,),
    2: (34, 72),
    3: (30, 78, 55),
    4: (28, 80, 48, 65),
    5: (26, 82, 44, 70, 57),
    6: (24, 86, 40, 74, 52, 63),
}
# Lines and texts have no outline to help them: all of them keep 3:1 on white (L* ≤ 60); dash and shape do the rest.
_LUCI_LINEE: dict[int, tuple[int, ...]] = {
    1: (36,),
    2: (30, 56),
    3: (24, 56, 40),
    4: (22, 58, 34, 46),
    5: (20, 58, 30, 48, 39),
    6: (18, 59, 26, 51, 34, 43),
}


@dataclass(frozen=True, slots=True)
class Tema:
    """The two colours of the body, as `#rrggbb`. Anything else is a ValueError: they are written into the drawing."""

    primario: str
    secondario: str

    def __post_init__(self) -> None:
        for colore in (self.primario, self.secondario):
            if not _ESADECIMALE.fullmatch(colore):
                raise ValueError(f"Il colore «{colore[:20]}» non è nella forma #rrggbb.")


def _lineare(colore: str) -> tuple[float, float, float]:
    canali = [int(colore[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canali)
    return r, g, b


def luminanza(colore: str) -> float:
    """Relative luminance of WCAG, 0 black to 1 white."""
    r, g, b = _lineare(colore)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrasto(uno: str, altro: str) -> float:
    """Contrast ratio of WCAG, 1 to 21."""
    scuro, chiaro = sorted((luminanza(uno), luminanza(altro)))
    return (chiaro + 0.05) / (scuro + 0.05)


def luce(colore: str) -> float:
    """CIE L*, 0 black to 100 white: what is left of a colour in a grey print."""
    y = luminanza(colore)
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def _tinta_e_croma(colore: str) -> tuple[float, float]:
    r, g, b = _lineare(colore)
    xyz = (
        0.4124564 * r + 0.3575761 * g + 0.1804375 * b,
        luminanza(colore),
        0.0193339 * r + 0.119192 * g + 0.9503041 * b,
    )
    fx, fy, fz = (
        t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116
        for t in (v / w for v, w in zip(xyz, _BIANCO_D65, strict=True))
    )
    asse_a, asse_b = 500 * (fx - fy), 200 * (fy - fz)
    return math.atan2(asse_b, asse_a), math.hypot(asse_a, asse_b)


def _da_lch(chiarezza: float, croma: float, tinta: float) -> tuple[float, float, float]:
    fy = (chiarezza + 16) / 116
    fx, fz = fy + croma * math.cos(tinta) / 500, fy - croma * math.sin(tinta) / 200
    x, y, z = (
        (f**3 if f**3 > 0.008856 else (f - 16 / 116) / 7.787) * w
        for f, w in zip((fx, fy, fz), _BIANCO_D65, strict=True)
    )
    return (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.969266 * x + 1.8760108 * y + 0.041556 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )


def con_luce(colore: str, chiarezza: float, *, croma_massimo: float = 60) -> str:
    """The same hue at lightness L* `chiarezza`; the chroma is lowered until sRGB can show it."""
    tinta, croma = _tinta_e_croma(colore)
    croma = min(croma, croma_massimo)
    while True:
        canali = _da_lch(chiarezza, croma, tinta)
        if croma <= 0 or all(-0.0005 <= c <= 1.0005 for c in canali):
            break
        croma -= 1
    limitati = (min(1.0, max(0.0, c)) for c in canali)
    codificati = (12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in limitati)
    return "#" + "".join(f"{round(c * 255):02x}" for c in codificati)


def tavolozza(tema: Tema, quante: int, *, linee: bool = False) -> tuple[str, ...]:
    """Colours of `quante` series (1 to 6), for areas or for lines, hues of the two colours of the body in turn."""
    if not 1 <= quante <= SERIE_MASSIME:
        raise ValueError(f"Le serie di un grafico sono da 1 a {SERIE_MASSIME}: qui sono {quante}.")
    luci = (_LUCI_LINEE if linee else _LUCI_AREE)[quante]
    return tuple(con_luce((tema.primario, tema.secondario)[i % 2], valore) for i, valore in enumerate(luci))


def testo_su(fondo: str) -> str:
    """White or near-black, whichever reads better on `fondo` (always at least 4,5:1)."""
    return max(("#ffffff", "#000000"), key=lambda colore: contrasto(colore, fondo))


def inchiostro_di(colore: str) -> str:
    """The colour darkened, where needed, until a text in it reads on white (at least 4,5:1)."""
    return con_luce(colore, min(luce(colore), 48))


# -- the colours of the body on the pages ------------------------------------------------------------------------------

FONDO = "#e6ecf2"
"""The darkest ground on which the pages write in the colours of the body: who reads there reads on white too."""
LEGGIBILE = 4.5
"""WCAG 2.2, 1.4.3: the contrast of a text; more than the 3:1 of an edge or of what has the focus (1.4.11)."""


def si_legge(colore: str) -> bool:
    """Whether a text of this colour reads on every light ground of the pages, and a white one on this colour."""
    return contrasto(colore, FONDO) >= LEGGIBILE


def leggibile(colore: str) -> str:
    """The nearest colour of the same hue that reads (see ``si_legge``): itself, or darker by as little as will do."""
    if si_legge(colore):
        return colore
    chiaro, scuro = luce(colore), 0.0
    while chiaro - scuro > 0.05:
        mezzo = (chiaro + scuro) / 2
        if si_legge(con_luce(colore, mezzo, croma_massimo=150)):
            scuro = mezzo
        else:
            chiaro = mezzo
    return con_luce(colore, scuro, croma_massimo=150)


def piu_scuro(colore: str, di: float) -> str:
    """The same hue, ``di`` points of L* darker."""
    return con_luce(colore, max(luce(colore) - di, 4), croma_massimo=150)
