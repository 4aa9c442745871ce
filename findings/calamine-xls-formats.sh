#!/usr/bin/env bash
# In an old xls python-calamine takes percentages for hours and loses days, when the file gives its own meaning to a low format number;
# and it spells out the bytes of a text when the file names another page of codes.
#
# Guess: a FORMAT record says how the cells of that number are shown, whatever the number ([MS-XLS] 2.4.126); a text with its high-byte
#   flag is UTF-16 ([MS-XLS] 2.5.293) whatever CODEPAGE says.
# Behaviour: numbers under 164 are taken for the built-in formats: Gnumeric's 50 is "0.0%", and 0.039 comes out as 00:56:09 (50 to 58 are
#   East Asian dates); SheetJS's 62 is "dd/mm/yyyy", and 31/12/2019 comes out as 43830. With CODEPAGE 1252 (Spreadsheet::WriteExcel)
#   each byte of a UTF-16 text becomes a character. LibreOffice reads all three right.
# Seen: 2026-11-29, python-calamine 0.9.1; files of Gnumeric 1.12.57, SheetJS 0.18.5, Spreadsheet::WriteExcel 2.40 (tests/casi/programmi).
# Output seen:
#   gnumeric: datetime.time(0, 56, 9, 600000)
#   sheetjs: 43830.0
#   spreadsheet-writeexcel: 'F\x00o\x00r\x00l\x00ì\x00 \x00\x13  \x00c\x00e\x00n\x00t\x00r\x00o\x00'
set -euo pipefail
casi=$(cd "$(dirname "$0")/.." && pwd)/tests/casi/programmi
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q python-calamine==0.9.1 2>/dev/null
v/bin/python - "$casi" <<'PY' | tee esito.txt
import sys

from python_calamine import load_workbook

for programma, riga, colonna in (("gnumeric", 1, 4), ("sheetjs", 1, 6), ("spreadsheet-writeexcel", 2, 0)):
    foglio = load_workbook(f"{sys.argv[1]}/{programma}-tavola.xls").get_sheet_by_index(0)
    print(f"{programma}: {foglio.to_python()[riga][colonna]!r}")
PY
diff esito.txt - <<'ATTESO'
gnumeric: datetime.time(0, 56, 9, 600000)
sheetjs: 43830.0
spreadsheet-writeexcel: 'F\x00o\x00r\x00l\x00ì\x00 \x00\x13  \x00c\x00e\x00n\x00t\x00r\x00o\x00'
ATTESO
