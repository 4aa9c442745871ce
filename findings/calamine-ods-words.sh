#!/usr/bin/env bash
# python-calamine drops the tab and the line break that stand between two words of an ods, and gives a day of an xlsx back as a text.
#
# Guess: <text:tab/> and <text:line-break/> in a paragraph of a cell are a tab and a line break, as the program that wrote them shows;
#   an xlsx cell of type "d" holds a day whatever its zone.
# Behaviour: "prima<text:tab/>seconda<text:line-break/>terza" is read "primasecondaterza"; <c t="d"><v>2020-08-14T00:00:00.000Z</v></c>
#   is the text and no day (without the Z it is a day).
# Seen: 2026-11-28, python-calamine 0.9.1 (calamine, Rust).
# Source: OpenDocument 1.2 part 1, 6.1.4 <text:tab> and 6.1.5 <text:line-break>; ECMA-376 part 1, 18.18.11 ST_CellType, d: ISO 8601.
# Output seen:
#   ods: primasecondaterza
#   xlsx: str
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q python-calamine==0.9.1 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import zipfile

from python_calamine import CalamineWorkbook

SPAZI = "urn:oasis:names:tc:opendocument:xmlns:"
TIPO = "application/vnd.oasis.opendocument.spreadsheet"
nomi = " ".join(f'xmlns:{n}="{SPAZI}{n}:1.0"' for n in ("office", "table", "text"))
with zipfile.ZipFile("a.ods", "w") as z:
    z.writestr("mimetype", TIPO)
    z.writestr(
        "content.xml",
        f'<office:document-content {nomi} office:version="1.2"><office:body><office:spreadsheet><table:table table:name="F"><table:table-row>'
        '<table:table-cell office:value-type="string"><text:p>prima<text:tab/>seconda<text:line-break/>terza</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    )
    z.writestr(
        "META-INF/manifest.xml",
        f'<manifest:manifest xmlns:manifest="{SPAZI}manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{TIPO}"/></manifest:manifest>',
    )
print("ods:", CalamineWorkbook.from_path("a.ods").get_sheet_by_index(0).to_python()[0][0])

FOGLIO = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
P = "http://schemas.openxmlformats.org/package/2006/relationships"
with zipfile.ZipFile("a.xlsx", "w") as z:
    z.writestr("_rels/.rels", f'<Relationships xmlns="{P}"><Relationship Id="a" Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>')
    z.writestr("xl/workbook.xml", f'<workbook xmlns="{FOGLIO}" xmlns:r="{R}"><sheets><sheet name="F" sheetId="1" r:id="a"/></sheets></workbook>')
    z.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{P}"><Relationship Id="a" Type="{R}/worksheet" Target="worksheets/s.xml"/></Relationships>')
    z.writestr(
        "xl/worksheets/s.xml",
        f'<worksheet xmlns="{FOGLIO}"><sheetData><row r="1"><c r="A1" t="d"><v>2020-08-14T00:00:00.000Z</v></c></row></sheetData></worksheet>',
    )
print("xlsx:", type(CalamineWorkbook.from_path("a.xlsx").get_sheet_by_index(0).to_python()[0][0]).__name__)
PY
diff esito.txt - <<'ATTESO'
ods: primasecondaterza
xlsx: str
ATTESO
