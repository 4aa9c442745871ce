#!/usr/bin/env bash
# An aggregate that gives a list as JSON, in Django on PostgreSQL with psycopg2: json_agg fails, jsonb_agg does not.
#
# Guess: with output_field=JSONField() both aggregates of PostgreSQL give a Python list, as json_group_array does on SQLite.
# Behaviour: psycopg2 decodes the type json by itself, and Django's JSONField decodes the list again: TypeError on every row. Only for
#   jsonb does Django tell psycopg2 to leave the text as it is. A suite on SQLite sees nothing.
# Seen: 2026-11-29, Django 5.2.8, psycopg2-binary 2.9.13, PostgreSQL 16.2 (of the package pgserver 0.1.4).
# Source: django/db/backends/postgresql/base.py of 5.2.8 (register_default_jsonb, none for json); psycopg2, extras.rst, "JSON adaptation".
# Output seen:
#   json_agg: TypeError: the JSON object must be str, bytes or bytearray, not list
#   jsonb_agg: [2020, 2021]
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q django==5.2.8 psycopg2-binary==2.9.13 pgserver==0.1.4 2>/dev/null
v/bin/python -W ignore - "$cartella/dati" <<'PY' | tee esito.txt
import sys
from urllib.parse import parse_qs, urlsplit

import django
import pgserver
from django.conf import settings

server = pgserver.get_server(sys.argv[1])
uri = urlsplit(server.get_uri())
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "postgres", "USER": "postgres",
                           "HOST": parse_qs(uri.query).get("host", [uri.hostname])[0]}},
    INSTALLED_APPS=["django.contrib.contenttypes"],
)
django.setup()
from django.contrib.contenttypes.models import ContentType as Riga
from django.db import connection, models

with connection.schema_editor() as editor:
    editor.create_model(Riga)
for nome in ("2020", "2021"):
    Riga.objects.create(app_label="anno", model=nome)


class Tutti(models.Aggregate):
    output_field = models.JSONField()


for funzione in ("json_agg", "jsonb_agg"):
    come_numero = models.functions.Cast("model", models.IntegerField())
    trovati = Riga.objects.values("app_label").annotate(tutti=Tutti(come_numero, function=funzione))
    try:
        print(f"{funzione}:", sorted(trovati.get()["tutti"]))
    except TypeError as errore:
        print(f"{funzione}: TypeError: {errore}")
connection.close()
server.cleanup()
PY
diff esito.txt - <<'ATTESO'
json_agg: TypeError: the JSON object must be str, bytes or bytearray, not list
jsonb_agg: [2020, 2021]
ATTESO
