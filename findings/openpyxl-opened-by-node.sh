#!/usr/bin/env bash
# Workbooks that openpyxl writes cannot be opened by exceljs when they have a comment, nor by xlsx-populate when a cell is an empty text.
#
# Guess: a file that Excel and LibreOffice open without a word is opened by the libraries of JavaScript too.
# Behaviour: openpyxl writes "" as <c t="inlineStr"></c>, without its <is>, and xlsx-populate reads the children of nothing; it puts comments in
#   xl/comments/comment1.xml with a relation that begins with "/", and exceljs looks for xl/comments1.xml alone. Both stop with a
#   TypeError of their own. Cure for who writes: no "", and after saving rename the parts as Excel does, with relative relations.
# Seen: 2026-11-29, openpyxl 3.1.5, exceljs 4.4.0, xlsx-populate 1.21.0, node 20. Needs node and npm.
# Source: openpyxl/cell/_writer.py and openpyxl/comments/comment_sheet.py of 3.1.5; exceljs/lib/xlsx/xlsx.js of 4.4.0 (/xl\/(comments\d+)[.]xml/).
# Output seen:
#   testo vuoto: exceljs si apre, xlsx-populate TypeError
#   commento: exceljs TypeError, xlsx-populate si apre
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q openpyxl==3.1.5 2>/dev/null
echo '{"private": true}' >package.json
npm install --silent --no-audit --no-fund exceljs@4.4.0 xlsx-populate@1.21.0 >/dev/null 2>&1
v/bin/python - <<'PY'
from openpyxl import Workbook
from openpyxl.comments import Comment

vuoto, commento = Workbook(), Workbook()
vuoto.active["A1"], vuoto.active["B1"] = "x", ""
commento.active["A1"] = "x"
commento.active["A1"].comment = Comment("nota", "chi")
vuoto.save("vuoto.xlsx")
commento.save("commento.xlsx")
PY
cat >apri.js <<'JS'
const prova = async (apri) => { try { await apri(); return "si apre"; } catch (errore) { return errore.name; } };
(async () => {
  for (const [nome, file] of [["testo vuoto", "vuoto.xlsx"], ["commento", "commento.xlsx"]]) {
    const excel = await prova(() => new (require("exceljs").Workbook)().xlsx.readFile(file));
    const populate = await prova(() => require("xlsx-populate").fromFileAsync(file));
    console.log(`${nome}: exceljs ${excel}, xlsx-populate ${populate}`);
  }
})();
JS
node apri.js | tee esito.txt
diff esito.txt - <<'ATTESO'
testo vuoto: exceljs si apre, xlsx-populate TypeError
commento: exceljs TypeError, xlsx-populate si apre
ATTESO
