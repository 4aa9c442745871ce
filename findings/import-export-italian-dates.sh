#!/usr/bin/env bash
# django-import-export's DateWidget, on an Italian site, reads 05/04/2019 as the 4th of May; BooleanWidget reads SI and VERO as False.
#
# Guess: with LANGUAGE_CODE "it" a date column of a spreadsheet is read as Django's own form fields read it, day first; a word that
#   the boolean widget does not know is an error.
# Behaviour: DateWidget without `format` takes settings.DATE_INPUT_FORMATS, which the locale does not change: month first. 05/04/2019 is
#   silently 4 May, while 25/04/2019 is refused, so that half of a column goes in wrong and the rest complains. Django's
#   DateField reads the same text as 5 April. BooleanWidget returns False for every word that is not in its English list.
# Seen: 2026-11-28, django-import-export 4.4.1, Django 5.2.8.
# Source: import_export/widgets.py of 4.4.1 (DateWidget.__init__, BooleanWidget.clean).
# Output seen:
#   DateWidget 05/04/2019: 2019-05-04
#   DateWidget 25/04/2019: rifiutata
#   DateField 05/04/2019: 2019-04-05
#   BooleanWidget SI: False, VERO: False, TRUE: True
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q django==5.2.8 django-import-export==4.4.1 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import django
from django.conf import settings

settings.configure(LANGUAGE_CODE="it", USE_I18N=True, USE_TZ=True, INSTALLED_APPS=["import_export"])
django.setup()
from django import forms
from import_export.widgets import BooleanWidget, DateWidget

for testo in ("05/04/2019", "25/04/2019"):
    try:
        print(f"DateWidget {testo}:", DateWidget().clean(testo))
    except ValueError:
        print(f"DateWidget {testo}: rifiutata")
print("DateField 05/04/2019:", forms.DateField().clean("05/04/2019"))
print("BooleanWidget " + ", ".join(f"{parola}: {BooleanWidget().clean(parola)}" for parola in ("SI", "VERO", "TRUE")))
PY
diff esito.txt - <<'ATTESO'
DateWidget 05/04/2019: 2019-05-04
DateWidget 25/04/2019: rifiutata
DateField 05/04/2019: 2019-04-05
BooleanWidget SI: False, VERO: False, TRUE: True
ATTESO
