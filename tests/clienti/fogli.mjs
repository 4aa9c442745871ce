// Opens a workbook with exceljs and with xlsx-populate and prints, for each, what every cell holds, by sheet and address.
import ExcelJS from "exceljs";
import XlsxPopulate from "xlsx-populate";

const testo = (valore) => {
  if (valore === null || valore === undefined) return undefined;
  if (valore instanceof Date) return valore.toISOString().slice(0, 10);
  if (typeof valore !== "object") return String(valore);
  if (valore.richText) return valore.richText.map((pezzo) => pezzo.text).join("");
  return valore.text ?? (typeof valore.text === "function" ? valore.text() : testo(valore.result) ?? `=${valore.formula}`);
};

const conExceljs = async (percorso) => {
  const libro = new ExcelJS.Workbook();
  await libro.xlsx.readFile(percorso);
  const celle = {};
  for (const pagina of libro.worksheets)
    pagina.eachRow((riga) =>
      riga.eachCell((cella) => {
        if (cella.master !== cella) return;
        celle[`${pagina.name}!${cella.address}`] = testo(cella.value);
      }),
    );
  return celle;
};

const conXlsxPopulate = async (percorso) => {
  const libro = await XlsxPopulate.fromFileAsync(percorso);
  const celle = {};
  for (const pagina of libro.sheets()) {
    const usate = pagina.usedRange();
    if (!usate) continue;
    usate.forEach((cella) => {
      const valore = cella.formula() ? `=${cella.formula()}` : cella.value();
      const scritto = valore instanceof XlsxPopulate.RichText ? valore.text() : testo(valore);
      if (scritto !== undefined) celle[`${pagina.name()}!${cella.address()}`] = scritto;
    });
  }
  return celle;
};

const percorso = process.argv[2];
console.log(JSON.stringify({ exceljs: await conExceljs(percorso), "xlsx-populate": await conXlsxPopulate(percorso) }));
