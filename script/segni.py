"""Draw relazione/stile/segni.ttf: the few signs that Titillium Web and Lora lack, on Titillium's metrics.

The document embeds every glyph that it prints, and a machine without other fonts must print the same pages. Run it
again after a change: ``.venv/bin/python script/segni.py``. The result is committed.
"""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]

USCITA = Path(__file__).resolve().parent.parent / "relazione" / "stile" / "segni.ttf"
TRATTO = 62

Contorno = list[tuple[int, int]]


def _barra(y: int) -> Contorno:
    return [(60, y), (60, y + TRATTO), (500, y + TRATTO), (500, y)]


SEGNI: dict[str, tuple[int, int, list[Contorno]]] = {
    # name: (code point, advance, contours), in thousandths of the body size
    "maggiore_uguale": (
        0x2265,
        560,
        [[(60, 570), (60, 640), (500, 440), (500, 370), (60, 170), (60, 240), (421, 405)], _barra(60)],
    ),
    "minore_uguale": (
        0x2264,
        560,
        [[(500, 570), (500, 640), (60, 440), (60, 370), (500, 170), (500, 240), (139, 405)], _barra(60)],
    ),
    "spunta": (
        0x2713,
        700,
        [[(70, 330), (130, 390), (285, 220), (590, 640), (660, 590), (295, 85)]],
    ),
    "freccia": (
        0x2192,
        900,
        [[(60, 319), (60, 381), (690, 381), (530, 541), (577, 588), (815, 350), (577, 112), (530, 159), (690, 319)]],
    ),
    "trattino": (0x2010, 438, [[(70, 232), (70, 300), (368, 300), (368, 232)]]),
}  # fmt: skip


def disegna() -> None:
    """Write the font; the same signs give the same bytes."""
    ordine = [".notdef", *SEGNI]
    glifi = {".notdef": TTGlyphPen(None).glyph()}
    for nome, (_, _, contorni) in SEGNI.items():
        penna = TTGlyphPen(None)
        for contorno in contorni:
            penna.moveTo(contorno[0])
            for punto in contorno[1:]:
                penna.lineTo(punto)
            penna.closePath()
        glifi[nome] = penna.glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder(ordine)
    font.setupCharacterMap({codice: nome for nome, (codice, _, _) in SEGNI.items()})
    font.setupGlyf(glifi)
    font.setupHorizontalMetrics({".notdef": (560, 0)} | {nome: (largo, 0) for nome, (_, largo, _) in SEGNI.items()})
    font.setupHorizontalHeader(ascent=1133, descent=-388)
    font.setupNameTable({"familyName": "Segni", "styleName": "Regular", "uniqueFontIdentifier": "Segni 1"})
    font.setupOS2(sTypoAscender=1133, sTypoDescender=-388, usWinAscent=1133, usWinDescent=388)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = 0
    font.font.recalcTimestamp = False
    font.save(USCITA)


if __name__ == "__main__":
    disegna()
