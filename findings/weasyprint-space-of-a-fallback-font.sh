#!/usr/bin/env bash
# A space between two characters of a fallback font that has no space is written by WeasyPrint as a glyph that the font does not have.
#
# Guess: in `font-family: Testo, Segni` a space is drawn by the first font, which has one, also between two signs that only the second has.
# Behaviour: the layout gives the space to the font of the signs around it, and that font is written with a glyph number that it does not
#   have: readers show .notdef there, PDF/A forbids it (ISO 19005-3, 6.2.11.8). A font cut down to the signs that one needs, as a symbol
#   font usually is, breaks a valid archive as soon as two signs stand in a row. Cure: leave a space in the font that one cuts down.
# Seen: 2026-11-28, WeasyPrint 70.0, pikepdf 10.17.0, fonttools 4.60.1.
# Source: weasyprint/draw/text.py of 70.0 asks pdf/fonts.py for "a glyph id that's not used in the font".
# Output seen:
#   Segni senza spazio: 3 glifi nel font, glifi scritti [1, 3, 2]
#   Segni con lo spazio: 4 glifi nel font, glifi scritti [1, 3, 2]
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q weasyprint==70.0 pikepdf==10.17.0 fonttools==4.60.1 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import base64
import io

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from weasyprint import HTML


def font(nome: str, caratteri: str) -> str:
    """A font of triangles for some characters, as a rule of CSS: glyph 0 is .notdef, the others in order."""
    penna = TTGlyphPen(None)
    penna.moveTo((0, 0))
    penna.lineTo((400, 0))
    penna.lineTo((400, 600))
    penna.closePath()
    triangolo, vuoto = penna.glyph(), TTGlyphPen(None).glyph()
    nomi = [".notdef", *(f"g{ord(c)}" for c in caratteri)]
    fatto = FontBuilder(1000, isTTF=True)
    fatto.setupGlyphOrder(nomi)
    fatto.setupCharacterMap({ord(c): f"g{ord(c)}" for c in caratteri})
    fatto.setupGlyf({n: vuoto if n == "g32" else triangolo for n in nomi})
    fatto.setupHorizontalMetrics(dict.fromkeys(nomi, (500, 0)))
    fatto.setupHorizontalHeader(ascent=800, descent=-200)
    fatto.setupNameTable({"familyName": nome, "styleName": "Regular"})
    fatto.setupOS2()
    fatto.setupPost()
    uscita = io.BytesIO()
    fatto.save(uscita)
    dati = base64.b64encode(uscita.getvalue()).decode()
    return f'@font-face {{ font-family: "{nome}"; src: url(data:font/ttf;base64,{dati}) }}'


for come, segni in (("senza spazio", "ΩΨ"), ("con lo spazio", "ΩΨ ")):
    stile = f'<style>{font("Testo", "AB ")}{font("Segni", segni)} p {{ font-family: "Testo", "Segni" }}</style>'
    pdf = pikepdf.open(io.BytesIO(HTML(string=f"{stile}<p>Ω Ψ").write_pdf()))
    testi = [i.operands[0] for i in pikepdf.parse_content_stream(pdf.pages[0]) if str(i.operator) == "TJ"]
    grezzo = b"".join(bytes(p) for t in testi for p in t if isinstance(p, pikepdf.String))
    glifi = [int.from_bytes(grezzo[n : n + 2], "big") for n in range(0, len(grezzo), 2)]
    print(f"Segni {come}: {len(segni) + 1} glifi nel font, glifi scritti {glifi}")
PY
diff esito.txt - <<'ATTESO'
Segni senza spazio: 3 glifi nel font, glifi scritti [1, 3, 2]
Segni con lo spazio: 4 glifi nel font, glifi scritti [1, 3, 2]
ATTESO
