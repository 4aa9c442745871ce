#!/usr/bin/env bash
# WeasyPrint does not write the space that stands alone between two inline elements: in the text of a tagged PDF the words are glued.
#
# Guess: in `<b>uno</b> <i>due</i>` the space between two words is a character of the PDF; what a screen reader takes from the
#   marked content is "uno due".
# Behaviour: a text box made of white space only is never drawn: its mark is written, empty, and no glyph of a space is in the page. On
#   paper nothing is seen (the box keeps its width), and extractors that look at distances put a space; what follows the marks,
#   as PDF/UA asks, reads "unodue". The PDF/UA variant is no exception, and the checkers are content.
#   Cure: put the space inside one of the two elements, or write it as ActualText.
# Seen: 2026-11-28, WeasyPrint 70.0, pikepdf 10.17.0.
# Source: weasyprint/draw/text.py of 70.0, draw_text(): `if not textbox.text.strip(): return`.
# Output seen:
#   <b>uno</b> <i>due</i>: unodue
#   <b>uno </b><i>due</i>: uno due
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q weasyprint==70.0 pikepdf==10.17.0 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import io
import re

import pikepdf
from weasyprint import HTML

TESTA = '<html lang="it"><title>Prova</title>'


def letto(corpo: str) -> str:
    """The text of the marked content of the page, by the ToUnicode of its fonts: what a screen reader gets."""
    pdf = pikepdf.open(io.BytesIO(HTML(string=f"{TESTA}<p>{corpo}</p>").write_pdf(pdf_variant="pdf/ua-1")))
    pagina, font, testo = pdf.pages[0], {}, ""
    for istruzione in pikepdf.parse_content_stream(pagina):
        nome = str(istruzione.operator)
        if nome == "Tf":
            mappa = pagina.Resources.Font[istruzione.operands[0]].ToUnicode.read_bytes().decode("latin-1")
            font = {int(c, 16): bytes.fromhex(t).decode("utf-16-be") for c, t in re.findall(r"<(\w+)> <(\w+)>", mappa)}
        if nome == "TJ":
            grezzo = b"".join(bytes(p) for p in istruzione.operands[0] if isinstance(p, pikepdf.String))
            testo += "".join(font[int.from_bytes(grezzo[i : i + 2], "big")] for i in range(0, len(grezzo), 2))
    return testo


for corpo in ("<b>uno</b> <i>due</i>", "<b>uno </b><i>due</i>"):
    print(f"{corpo}: {letto(corpo)}")
PY
diff esito.txt - <<'ATTESO'
<b>uno</b> <i>due</i>: unodue
<b>uno </b><i>due</i>: uno due
ATTESO
