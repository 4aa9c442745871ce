#!/usr/bin/env bash
# Importing WeasyPrint makes Pillow open truncated pictures without an error, everywhere in the process.
#
# Guess: a library that prints PDFs changes nothing of how the rest of a program reads pictures: Image.load() of one that lost its
#   lower half still says so, as Pillow does by default.
# Behaviour: weasyprint.images sets PIL.ImageFile.LOAD_TRUNCATED_IMAGES at import. From then on a JPEG cut in half loads, its lower part
#   grey, so that whether a half picture is told depends on what was imported before. Look at the end of the file (FF D9 of a JPEG,
#   IEND of a PNG), or use Image.verify() of a PNG.
# Seen: 2026-11-28, WeasyPrint 70.0, Pillow 13.0.0.
# Source: weasyprint/images.py of 70.0, line 23; asked for in https://github.com/Kozea/WeasyPrint/issues/1715, whose picture was broken.
# Output seen:
#   prima: rifiutata
#   dopo import weasyprint: letta
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q weasyprint==70.0 pillow==13.0.0 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import io
import random

from PIL import Image

punti = random.Random(1).randbytes(64 * 64 * 3)
intera = io.BytesIO()
Image.frombytes("RGB", (64, 64), punti).save(intera, "JPEG")
mezza = intera.getvalue()[: len(intera.getvalue()) // 2]


def prova() -> str:
    try:
        Image.open(io.BytesIO(mezza)).load()
    except OSError:
        return "rifiutata"
    return "letta"


print("prima:", prova())
import weasyprint  # noqa: E402,F401

print("dopo import weasyprint:", prova())
PY
diff esito.txt - <<'ATTESO'
prima: rifiutata
dopo import weasyprint: letta
ATTESO
