#!/usr/bin/env bash
# The three tables as LibreOffice, Gnumeric and Calligra write them, from the xlsx of XlsxWriter: converti.sh CARTELLA
set -euo pipefail
cartella=$(realpath "$1")
profilo=$(mktemp -d)
trap 'rm -rf "$profilo"' EXIT
ufficio() { soffice "-env:UserInstallation=file://$profilo" --headless --convert-to "$1" --outdir "$profilo/esce" "$2" >/dev/null 2>&1; }
for genere in indicatori tavola rilevazioni; do
  foglio=$cartella/xlsxwriter-$genere.xlsx
  if command -v soffice >/dev/null; then
    # token 6 is the language (Italian), 8 "save cell content as shown"
    for forma in xlsx ods fods "xls:MS Excel 97" "csv:Text - txt - csv (StarCalc):59,34,76,1,,1040,false,true"; do
      ufficio "$forma" "$foglio"
      tipo=${forma%%:*}
      mv "$profilo/esce/xlsxwriter-$genere.$tipo" "$cartella/libreoffice-$genere.$tipo"
    done
    mkdir -p "$profilo/user"
    cp "$profilo/user/registrymodifications.xcu" "$profilo/prima.xcu"
    sed -i 's#</oor:items>#<item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="PrettyPrinting" oor:op="fuse"><value>true</value></prop></item></oor:items>#' "$profilo/user/registrymodifications.xcu"
    ufficio ods "$foglio"
    mv "$profilo/esce/xlsxwriter-$genere.ods" "$cartella/libreoffice-rientrato-$genere.ods"
    cp "$profilo/prima.xcu" "$profilo/user/registrymodifications.xcu"
  fi
  if command -v ssconvert >/dev/null; then
    for forma in Gnumeric_Excel:xlsx2=xlsx Gnumeric_Excel:excel_biff8=xls Gnumeric_OpenCalc:odf=ods Gnumeric_stf:stf_csv=csv; do
      ssconvert -T "${forma%=*}" "$foglio" "$cartella/gnumeric-$genere.${forma#*=}" 2>/dev/null
    done
  fi
  if command -v calligraconverter >/dev/null; then
    QT_QPA_PLATFORM=offscreen calligraconverter --batch "$foglio" "$cartella/calligra-$genere.ods" >/dev/null 2>&1 || echo "calligra: $genere no"
  fi
done
