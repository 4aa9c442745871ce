"""The three tables of ``tavole.json`` as the libraries of Python write them: ``scrivi.py CARTELLA``."""

import csv
import datetime as dt
import importlib.metadata
import json
import sys
from pathlib import Path

CARTELLA = Path(sys.argv[1])
TAVOLE = json.loads((Path(__file__).parent / "tavole.json").read_text(encoding="utf-8"))
FORMATI = {"p": "0.0%", "e": '#,##0.00 "€"', "d": "dd/mm/yyyy"}


def valore(cella):
    """The plain value of a cell, as a program keeps it in a list."""
    if not isinstance(cella, dict):
        return cella
    if "d" in cella:
        return dt.date.fromisoformat(cella["d"])
    return next(cella[c] for c in ("n", "p", "e") if c in cella)


def formato(cella):
    return next((f for c, f in FORMATI.items() if isinstance(cella, dict) and c in cella), None)


def percento_in_parole(cella):
    """For who has no formats: a percentage is the text that one would read."""
    return f"{cella['p']:.1%}" if isinstance(cella, dict) and "p" in cella else valore(cella)


def dove(programma, genere, tipo):
    nome = CARTELLA / f"{programma}-{genere}.{tipo}"
    print(nome.name)
    return str(nome)


def con_openpyxl(genere, foglio, righe):
    from openpyxl import Workbook

    libro = Workbook()
    libro.active.title = foglio
    for r, riga in enumerate(righe, 1):
        for c, cella in enumerate(riga, 1):
            scritta = libro.active.cell(
                r, c, f"={cella['f']}" if isinstance(cella, dict) and "f" in cella else valore(cella)
            )
            if formato(cella):
                scritta.number_format = formato(cella)
    libro.save(dove("openpyxl", genere, "xlsx"))


def con_xlsxwriter(genere, foglio, righe):
    import xlsxwriter

    for nome, col_valore in (("xlsxwriter", True), ("xlsxwriter-senza-valori", False)):
        libro = xlsxwriter.Workbook(dove(nome, genere, "xlsx"))
        pagina = libro.add_worksheet(foglio)
        for r, riga in enumerate(righe):
            for c, cella in enumerate(riga):
                come = libro.add_format({"num_format": formato(cella)}) if formato(cella) else None
                if isinstance(cella, dict) and "f" in cella:
                    pagina.write_formula(r, c, f"={cella['f']}", come, *([cella["n"]] if col_valore else []))
                elif isinstance(valore(cella), dt.date):
                    pagina.write_datetime(r, c, valore(cella), come)
                else:
                    pagina.write(r, c, valore(cella), come)
        libro.close()


def con_pandas(genere, foglio, righe):
    import pandas

    testa, *corpo = righe
    tavola = pandas.DataFrame([[percento_in_parole(c) for c in riga] for riga in corpo], columns=testa)
    tavola.to_excel(dove("pandas", genere, "xlsx"), sheet_name=foglio, index=False)
    tavola.to_csv(dove("pandas", genere, "csv"), index=False)
    tavola.to_csv(dove("pandas-italiano", genere, "csv"), index=False, sep=";", decimal=",", date_format="%d/%m/%Y")
    tavola.to_excel(dove("pandas-odf", genere, "ods"), sheet_name=foglio, index=False, engine="odf")
    momenti = tavola.map(lambda v: pandas.Timestamp(v) if isinstance(v, dt.date) else v)
    momenti.to_excel(dove("pandas-momenti", genere, "xlsx"), sheet_name=foglio)  # with its index


def con_polars(genere, foglio, righe):
    import polars

    testa, *corpo = righe
    colonne = list(zip(*[[percento_in_parole(c) for c in riga] for riga in corpo], strict=True))
    serie = []
    for nome, celle in zip(testa, colonne, strict=True):
        uguali = len({type(c) for c in celle if c is not None} - {int}) <= 1
        uguali = uguali and len({type(c) for c in celle if c is not None} & {str, dt.date, int, float}) < 3
        tutte = (
            celle
            if uguali and not ({str, dt.date} & {type(c) for c in celle} and int in {type(c) for c in celle})
            else [None if c is None else str(c) for c in celle]
        )
        serie.append(polars.Series(nome, tutte, strict=False))
    tavola = polars.DataFrame(serie)
    tavola.write_excel(dove("polars", genere, "xlsx"), worksheet=foglio)
    tavola.write_csv(dove("polars", genere, "csv"))


def con_tablib(genere, foglio, righe):
    import tablib

    testa, *corpo = righe
    dati = tablib.Dataset(*[[percento_in_parole(c) for c in riga] for riga in corpo], headers=testa, title=foglio)
    for tipo in ("xlsx", "ods", "csv"):
        contenuto = dati.export(tipo)
        Path(dove("tablib", genere, tipo)).write_bytes(
            contenuto if isinstance(contenuto, bytes) else contenuto.encode()
        )


def con_odfpy(genere, foglio, righe):
    from odf import number, opendocument, style, table, text

    libro = opendocument.OpenDocumentSpreadsheet()
    percento = number.PercentageStyle(name="N1")
    percento.addElement(number.Number(decimalplaces="1", minintegerdigits="1"))
    percento.addElement(number.Text(text="%"))
    libro.automaticstyles.addElement(percento)
    stile = style.Style(name="ce1", family="table-cell", datastylename="N1")
    libro.automaticstyles.addElement(stile)
    tavola = table.Table(name=foglio)
    for riga in righe:
        fila = table.TableRow()
        for cella in riga:
            dati, altro = valore(cella), {}
            if isinstance(cella, dict) and "f" in cella:
                altro = {"formula": f"of:={cella['f']}"}
            if dati is None:
                scritta = table.TableCell()
            elif isinstance(dati, dt.date):
                scritta = table.TableCell(valuetype="date", datevalue=dati.isoformat())
            elif isinstance(dati, str):
                scritta = table.TableCell(valuetype="string")
                scritta.addElement(text.P(text=dati))
            else:
                tipo = "percentage" if "p" in cella else "currency" if "e" in cella else "float"
                if tipo == "currency":
                    altro["currency"] = "EUR"
                if tipo == "percentage":
                    altro["stylename"] = stile
                scritta = table.TableCell(valuetype=tipo, value=dati, **altro)
            fila.addElement(scritta)
        tavola.addElement(fila)
    libro.spreadsheet.addElement(tavola)
    libro.save(dove("odfpy", genere, "ods"))


def con_pyexcel(genere, foglio, righe):
    import pyexcel

    celle = [["" if c is None else percento_in_parole(c) for c in riga] for riga in righe]
    for tipo in ("ods", "xlsx", "csv"):
        pyexcel.save_as(
            array=celle,
            dest_file_name=dove("pyexcel", genere, tipo),
            **({} if tipo == "csv" else {"sheet_name": foglio}),
        )


def con_xlwt(genere, foglio, righe):
    import xlwt

    libro = xlwt.Workbook(encoding="utf-8")
    pagina = libro.add_sheet(foglio)
    stili = {f: xlwt.easyxf(num_format_str=f) for f in FORMATI.values()}
    for r, riga in enumerate(righe):
        for c, cella in enumerate(riga):
            if valore(cella) is None:
                continue
            dati = xlwt.Formula(cella["f"]) if isinstance(cella, dict) and "f" in cella else valore(cella)
            pagina.write(r, c, dati, stili.get(formato(cella), xlwt.Style.default_style))
    libro.save(dove("xlwt", genere, "xls"))


def con_pyexcelerate(genere, foglio, righe):
    from pyexcelerate import Format, Style, Workbook

    libro = Workbook()
    pagina = libro.new_sheet(foglio, data=[[valore(c) for c in riga] for riga in righe])
    for r, riga in enumerate(righe, 1):
        for c, cella in enumerate(riga, 1):
            if formato(cella):
                pagina.set_cell_style(r, c, Style(format=Format(formato(cella).replace('"', ""))))
    libro.save(dove("pyexcelerate", genere, "xlsx"))


def con_duckdb(genere, foglio, righe):
    import duckdb

    testa, *corpo = righe
    nomi = ", ".join(f'"{t}" VARCHAR' for t in testa)
    base = duckdb.connect()
    base.execute(f"CREATE TABLE t ({nomi})")
    base.executemany(
        f"INSERT INTO t VALUES ({', '.join('?' * len(testa))})",
        [[None if percento_in_parole(c) is None else str(percento_in_parole(c)) for c in r] for r in corpo],
    )
    base.execute(f"COPY t TO '{dove('duckdb', genere, 'csv')}' (HEADER)")


def con_sqlite(genere, foglio, righe):
    import sqlite3

    testa, *corpo = righe
    base = sqlite3.connect(":memory:")
    base.execute(f"CREATE TABLE t ({', '.join(chr(34) + t + chr(34) for t in testa)})")
    celle = [[c.isoformat() if isinstance(c, dt.date) else c for c in map(percento_in_parole, r)] for r in corpo]
    base.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(testa))})", celle)
    with open(dove("sqlite", genere, "csv"), "w", newline="", encoding="utf-8") as aperto:
        csv.writer(aperto).writerows([testa, *base.execute("SELECT * FROM t")])


for genere, tavola in TAVOLE.items():
    for scrivi in [f for n, f in list(globals().items()) if n.startswith("con_")]:
        scrivi(genere, tavola["foglio"], tavola["righe"])
for nome in (
    "openpyxl",
    "xlsxwriter",
    "pandas",
    "polars",
    "tablib",
    "odfpy",
    "pyexcel-ods3",
    "pyexcel-xlsx",
    "xlwt",
    "pyexcelerate",
    "duckdb",
):
    print(nome, importlib.metadata.version(nome), file=sys.stderr)
