#!/usr/bin/env bash
# Model.from_db(db, field_names, values): the names say which fields are there, not in which order the values come.
#
# Guess: each value goes to the field named at the same place, as "the values are in the same order as the field_names" reads.
# Behaviour: values are given out in the order of the model's fields, to those whose name is in field_names. Called with the
#   columns of a query in another order it mixes them in silence: a target in the place of a value, both numbers.
# Seen: 2026-11-29, Django 5.2.8.
# Source: django/db/models/base.py of 5.2.8 (from_db: next(values_iter) if f.attname in field_names); ref/models/instances, "from_db".
# Output seen:
#   order of the model: valore 80, obiettivo 100
#   order of the query: valore 100, obiettivo 80
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q django==5.2.8 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import django
from django.conf import settings

settings.configure(DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
django.setup()
from django.db import connection, models


class Misura(models.Model):
    valore = models.IntegerField()
    obiettivo = models.IntegerField()
    nota = models.TextField()

    class Meta:
        app_label = "prova"


with connection.schema_editor() as editor:
    editor.create_model(Misura)
Misura.objects.create(valore=80, obiettivo=100, nota="")
for nome, campi in (("model", ("id", "valore", "obiettivo")), ("query", ("id", "obiettivo", "valore"))):
    letta = Misura.from_db("default", campi, Misura.objects.values_list(*campi).get())
    print(f"order of the {nome}: valore {letta.valore}, obiettivo {letta.obiettivo}")
PY
diff esito.txt - <<'ATTESO'
order of the model: valore 80, obiettivo 100
order of the query: valore 100, obiettivo 80
ATTESO
