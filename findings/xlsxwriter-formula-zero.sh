#!/usr/bin/env bash
# XlsxWriter writes 0 as the value of every formula that is not given one: who reads values reads zeros, and nothing is missing.
#
# Guess: a formula that nobody has calculated has no value (<v/> absent), as openpyxl and POI write it, so that a reader can tell.
# Behaviour: <f>200+14</f><v>0</v>. Excel and LibreOffice calculate when they open it, because the workbook says fullCalcOnLoad="1"; a
#   reader of values (calamine, pandas, openpyxl with data_only) answers 0. polars.write_excel and pandas' engine "xlsxwriter" go through
#   it; Excel::Writer::XLSX does the same. Cure for who reads: a 0 under a formula, in a workbook with fullCalcOnLoad, is not a value.
# Seen: 2026-11-29, XlsxWriter 3.3.1, python-calamine 0.9.1.
# Source: https://xlsxwriter.readthedocs.io/working_with_formulas.html#formula-results
# Output seen:
#   letto: 0.0
#   fullCalcOnLoad: True
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q XlsxWriter==3.3.1 python-calamine==0.9.1 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import zipfile

import xlsxwriter
from python_calamine import load_workbook

with xlsxwriter.Workbook("a.xlsx") as libro:
    libro.add_worksheet().write_formula("A1", "=200+14")
print("letto:", load_workbook("a.xlsx").get_sheet_by_index(0).to_python()[0][0])
print("fullCalcOnLoad:", 'fullCalcOnLoad="1"' in zipfile.ZipFile("a.xlsx").read("xl/workbook.xml").decode())
PY
diff esito.txt - <<'ATTESO'
letto: 0.0
fullCalcOnLoad: True
ATTESO
