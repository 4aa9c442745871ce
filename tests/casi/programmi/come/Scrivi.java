// The three tables of tavole.json (as tavole.tsv: genere, foglio, riga, colonna, che, valore, formula) as POI writes them.
import java.io.*;
import java.nio.file.*;
import java.time.*;
import java.util.*;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.ss.usermodel.*;

public class Scrivi {
    public static void main(String[] a) throws Exception {
        Map<String, String> formati = Map.of("p", "0.0%", "e", "#,##0.00 \"€\"", "d", "dd/mm/yyyy");
        for (boolean calcola : new boolean[] {true, false})
            for (String tipo : new String[] {"xls"}) {
                Map<String, Workbook> libri = new LinkedHashMap<>();
                for (String linea : Files.readAllLines(Path.of(a[1]))) {
                    String[] v = linea.split("\t", -1);
                    Workbook libro = libri.computeIfAbsent(v[0], g -> new HSSFWorkbook());
                    Sheet pagina = libro.getNumberOfSheets() > 0 ? libro.getSheetAt(0) : libro.createSheet(v[1]);
                    int r = Integer.parseInt(v[2]);
                    Row riga = pagina.getRow(r) == null ? pagina.createRow(r) : pagina.getRow(r);
                    Cell cella = riga.createCell(Integer.parseInt(v[3]));
                    if (v[4].equals("s")) cella.setCellValue(v[5]);
                    else if (v[4].equals("f")) cella.setCellFormula(v[6]);
                    else if (v[4].equals("d")) cella.setCellValue(Date.from(LocalDate.parse(v[5]).atStartOfDay(ZoneId.systemDefault()).toInstant()));
                    else cella.setCellValue(Double.parseDouble(v[5]));
                    if (formati.containsKey(v[4])) {
                        CellStyle stile = libro.createCellStyle();
                        stile.setDataFormat(libro.createDataFormat().getFormat(formati.get(v[4])));
                        cella.setCellStyle(stile);
                    }
                }
                for (Map.Entry<String, Workbook> e : libri.entrySet()) {
                    if (calcola) e.getValue().getCreationHelper().createFormulaEvaluator().evaluateAll();
                    String nome = calcola ? "poi" : "poi-senza-calcolo";
                    try (OutputStream esce = new FileOutputStream(a[0] + "/" + nome + "-" + e.getKey() + "." + tipo)) { e.getValue().write(esce); }
                }
            }
    }
}
