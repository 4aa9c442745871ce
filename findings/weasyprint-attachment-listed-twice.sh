#!/usr/bin/env bash
# With a PDF/A-3 variant, WeasyPrint lists each attachment twice among the associated files of the document.
#
# Guess: one `Attachment` is one entry of the catalog's /AF, as it is one entry of the names of the embedded files.
# Behaviour: /AF holds the same reference once for the name and once more for the file specification: an archive that takes in
#   what /AF says imports each file two times. PDF/A-3 is not broken (the array may hold anything once or more), so that no
#   checker says it. Without a variant there is no /AF. Cure: remove the doubles in a `finisher`.
# Seen: 2026-11-28, WeasyPrint 70.0, pikepdf 10.17.0.
# Source: weasyprint/pdf/pdfa.py of 70.0: `pdf_attachments` is filled by two loops, over the names and over the objects /Filespec.
# Output seen:
#   pdf/a-3b: 1 allegato, 1 nome, 2 voci in /AF, 1 oggetto
#   None: 1 allegato, 1 nome, 0 voci in /AF, 0 oggetti
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q weasyprint==70.0 pikepdf==10.17.0 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import io

import pikepdf
from weasyprint import HTML, Attachment

for variante in ("pdf/a-3b", None):
    allegato = Attachment(string="a,b", name="dati.csv", relationship="Data")
    scritto = HTML(string='<html lang="it"><title>Prova</title><p>x').write_pdf(pdf_variant=variante, attachments=[allegato])
    pdf = pikepdf.open(io.BytesIO(scritto))
    radice = pdf.Root
    voci = [v.objgen for v in radice.get("/AF", [])]
    nomi = len(radice.Names.EmbeddedFiles.Names) // 2
    oggetti = f"{len(set(voci))} oggett{'o' if len(set(voci)) == 1 else 'i'}"
    print(f"{variante}: 1 allegato, {nomi} nome, {len(voci)} voci in /AF, {oggetti}")
PY
diff esito.txt - <<'ATTESO'
pdf/a-3b: 1 allegato, 1 nome, 2 voci in /AF, 1 oggetto
None: 1 allegato, 1 nome, 0 voci in /AF, 0 oggetti
ATTESO
