#!/usr/bin/env bash
# python-calamine refuses a valid ods whose XML is indented: white space between two cells is an error.
#
# Guess: white space between the elements of a row means nothing, as in every XML vocabulary without mixed content there; an ods
#   that LibreOffice opens is read.
# Behaviour: with a line break and blanks between <table:table-row> and its cells the reader stops. Gnumeric, Calligra and SheetJS
#   write every ods so, LibreOffice does with PrettyPrinting on. The same file without that white space is read.
# Seen: 2026-11-28, python-calamine 0.9.1 (calamine, Rust).
# Source: OpenDocument 1.2 part 1, 9.1.3 <table:table-row>: its content is elements only; read on the sources of calamine, src/ods.rs,
#   which answers an error for an event that is no cell inside a row.
# Output seen:
#   senza spazi: [['uno', 2.0]]
#   con gli spazi: CalamineError
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q python-calamine==0.9.1 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import zipfile

from python_calamine import CalamineError, CalamineWorkbook

SPAZI = "urn:oasis:names:tc:opendocument:xmlns:"
TIPO = "application/vnd.oasis.opendocument.spreadsheet"


def scrivi(nome: str, spazio: str) -> None:
    celle = (
        '<table:table-cell office:value-type="string"><text:p>uno</text:p></table:table-cell>',
        '<table:table-cell office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>',
    )
    riga = spazio + spazio.join(celle) + spazio
    spazi_dei_nomi = " ".join(f'xmlns:{n}="{SPAZI}{n}:1.0"' for n in ("office", "table", "text"))
    with zipfile.ZipFile(nome, "w") as archivio:
        archivio.writestr("mimetype", TIPO)
        archivio.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spazi_dei_nomi} office:version="1.2"><office:body>'
            f'<office:spreadsheet><table:table table:name="Foglio1"><table:table-row>{riga}</table:table-row></table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archivio.writestr(
            "META-INF/manifest.xml",
            f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{SPAZI}manifest:1.0" manifest:version="1.2">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{TIPO}"/></manifest:manifest>',
        )


for quale, spazio in (("senza spazi", ""), ("con gli spazi", "\n      ")):
    scrivi("prova.ods", spazio)
    try:
        print(f"{quale}:", CalamineWorkbook.from_path("prova.ods").get_sheet_by_index(0).to_python())
    except CalamineError as errore:
        print(f"{quale}:", type(errore).__name__)
        dettaglio = str(errore)
import sys

print(dettaglio, file=sys.stderr)
PY
diff esito.txt - <<'ATTESO'
senza spazi: [['uno', 2.0]]
con gli spazi: CalamineError
ATTESO
