// The three tables of tavole.json as the libraries of JavaScript write them: node scrivi.js CARTELLA (with them in node_modules).
const fs = require("fs");
const path = require("path");
const cartella = process.argv[2];
const tavole = JSON.parse(fs.readFileSync(path.join(__dirname, "tavole.json"), "utf8"));
const formati = { p: "0.0%", e: '#,##0.00 "€"', d: "dd/mm/yyyy" };
const dove = (programma, genere, tipo) => path.join(cartella, `${programma}-${genere}.${tipo}`);
const oggetto = (c) => c !== null && typeof c === "object";
const valore = (c) => (!oggetto(c) ? c : "d" in c ? new Date(`${c.d}T00:00:00Z`) : c.n ?? c.p ?? c.e);
const formato = (c) => (oggetto(c) ? formati[Object.keys(c)[0]] : undefined);
const inParole = (c) => (oggetto(c) && "p" in c ? `${(c.p * 100).toFixed(1)}%` : valore(c));

async function sheetjs(XLSX, genere, foglio, righe) {
  for (const [nome, opzioni] of [["sheetjs", {}], ["sheetjs-date", { cellDates: true }]]) {
    const pagina = XLSX.utils.aoa_to_sheet(righe.map((r) => r.map(valore)), { UTC: true, dateNF: "dd/mm/yyyy", ...opzioni });
    righe.forEach((riga, r) => riga.forEach((c, i) => {
      const cella = pagina[XLSX.utils.encode_cell({ r, c: i })];
      if (!oggetto(c)) return;
      if ("f" in c) cella.f = c.f;
      if (formato(c) && !("d" in c)) cella.z = formato(c);
    }));
    const libro = XLSX.utils.book_new();
    XLSX.utils.book_append_sheet(libro, pagina, foglio);
    const tipi = { xlsx: "xlsx", ods: "ods", fods: "fods", xls: "biff8", csv: "csv" };
    for (const [tipo, bookType] of Object.entries(tipi)) XLSX.writeFile(libro, dove(nome, genere, tipo), { bookType, ...opzioni });
  }
}

async function exceljs(ExcelJS, genere, foglio, righe) {
  const libro = new ExcelJS.Workbook();
  const pagina = libro.addWorksheet(foglio);
  righe.forEach((riga, r) => riga.forEach((c, i) => {
    if (c === null) return;
    const cella = pagina.getCell(r + 1, i + 1);
    cella.value = oggetto(c) && "f" in c ? { formula: c.f, result: c.n } : valore(c);
    if (formato(c)) cella.numFmt = formato(c);
  }));
  await libro.xlsx.writeFile(dove("exceljs", genere, "xlsx"));
  await libro.csv.writeFile(dove("exceljs", genere, "csv"));
}

async function populate(XlsxPopulate, genere, foglio, righe) {
  const libro = await XlsxPopulate.fromBlankAsync();
  const pagina = libro.sheet(0).name(foglio);
  righe.forEach((riga, r) => riga.forEach((c, i) => {
    if (c === null) return;
    const cella = pagina.cell(r + 1, i + 1);
    if (oggetto(c) && "f" in c) cella.formula(c.f);
    else cella.value(valore(c));
    if (formato(c)) cella.style("numberFormat", formato(c));
  }));
  await libro.toFileAsync(dove("xlsx-populate", genere, "xlsx"));
}

function inCsv(nome, genere, righe, scrivi) {
  const [testa, ...corpo] = righe.map((r) => r.map(inParole));
  const oggetti = corpo.map((r) => Object.fromEntries(testa.map((t, i) => [t, r[i] ?? null])));
  fs.writeFileSync(dove(nome, genere, "csv"), scrivi(oggetti));
}

(async () => {
  for (const [genere, { foglio, righe }] of Object.entries(tavole)) {
    await sheetjs(require("xlsx"), genere, foglio, righe);
    await exceljs(require("exceljs"), genere, foglio, righe);
    await populate(require("xlsx-populate"), genere, foglio, righe);
    inCsv("papaparse", genere, righe, (o) => require("papaparse").unparse(o));
    inCsv("json2csv", genere, righe, (o) => require("json2csv").parse(o));
  }
  for (const nome of ["xlsx", "exceljs", "xlsx-populate", "papaparse", "json2csv"]) console.error(nome, require(`${nome}/package.json`).version);
})();
