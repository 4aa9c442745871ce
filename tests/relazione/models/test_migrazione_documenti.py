"""The migration to composed documents keeps every row: each Relazione with its sections, each PDF that was written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

MIGRA = """
import json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
call_command("migrate", "relazione", "0002_documenti", verbosity=0)
call_command("migrate", "cruscotto", verbosity=0)
app = MigrationExecutor(connection).loader.project_state([("relazione", "0002_documenti"), ("cruscotto", "%s")]).apps
Ente, Area, Ciclo, Cruscotto = (
    app.get_model(*nome.split(".")) for nome in ("ente.Ente", "ente.Area", "cruscotto.Ciclo", "cruscotto.Cruscotto")
)
Relazione, Sezione, Documento = (app.get_model("relazione", n) for n in ("Relazione", "Sezione", "Documento"))
ente = Ente.objects.create(codice="prova", denominazione="Prova")
area = Area.objects.create(ente=ente, numero=1, codice="a", nome="A")
primo, secondo = (Ciclo.objects.create(ente=ente, anno=anno) for anno in (2019, 2020))
Cruscotto.objects.create(ciclo=primo, ordine=1, codice="ind", tipo="individuale", titolo="I", area=area)
relazione = Relazione.objects.create(ciclo=primo, titolo="La prima", data_documento="Maggio 2020")
for ordine, (numero, titolo, livello, testo) in enumerate([
    ("", "Premessa", 1, "Testo."),
    ("1", "Uguale", 1, "[[cruscotto altro]]"),
    ("1.1", "Uguale", 2, "Uno."),
    ("2", "Gli individuali", 1, "Introduzione."),
    ("2.a", "Scheda", 2, "Prima.\\n\\n[[cruscotto ind]]"),
    ("2.b", "Scheda", 2, "[[sintesi-cruscotto ind]]"),
]):
    Sezione.objects.create(
        relazione=relazione, ordine=ordine, numero=numero, titolo=titolo, livello=livello, testo=testo
    )
pronto = dict(stato="pronto", file="documenti/x.pdf", impronta="0" * 64, dimensione=7, scritto_il="2020-06-01T00:00Z")
Documento.objects.create(ciclo=primo, **pronto)
Documento.objects.create(ciclo=secondo, stato="fallito", messaggio="Manca la narrativa.")
call_command("migrate", verbosity=0)
from relazione.models import Documento, Stesura
print(json.dumps({
    "documenti": [
        [d.ciclo.anno, d.tipo, d.titolo, d.data_documento] for d in Documento.objects.order_by("ciclo__anno")
    ],
    "sezioni": [
        [numero, s.codice, s.titolo, s.riservata, s.testo.splitlines()[0], s.stato]
        for numero, s in Documento.objects.get(ciclo__anno=2019).sezioni_numerate()
    ],
    "stesure": [
        [s.documento.ciclo.anno, s.edizione, s.formato, s.stato, s.file.name, s.dimensione, s.avanzamento, s.messaggio]
        for s in Stesura.objects.order_by("pk")
    ],
}))
"""
ULTIMA = sorted(f.stem for f in (Path(settings.BASE_DIR) / "cruscotto" / "migrations").glob("0*.py"))[-1]


@pytest.mark.una_volta
def test_every_row_is_kept(tmp_path: Path) -> None:
    esito = subprocess.run(
        [sys.executable, "-c", MIGRA.replace("%s", ULTIMA)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DEBUG": "1",
            "DATABASE_URL": f"sqlite:///{tmp_path}/prima.sqlite3",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert esito.returncode == 0, esito.stderr
    dopo = json.loads(esito.stdout)
    assert dopo["documenti"] == [
        [2019, "relazione", "La prima", "Maggio 2020"],
        [2020, "relazione", "Relazione sulla performance 2020", ""],
    ]
    assert dopo["sezioni"] == [
        ["", "premessa", "Premessa", False, "Testo.", "accettata"],
        ["1", "uguale", "Uguale", False, "[[cruscotto altro]]", "accettata"],
        ["1.1", "uguale-2", "Uguale", False, "Uno.", "accettata"],
        ["2", "gli-individuali", "Gli individuali", True, "Introduzione.", "accettata"],
        ["2.a", "scheda", "Scheda", True, "Prima.", "accettata"],
        ["2.b", "scheda-2", "Scheda", True, "[[sintesi-cruscotto ind]]", "accettata"],
    ]
    assert dopo["stesure"] == [
        [2019, "integrale", "pdf", "pronto", "documenti/x.pdf", 7, 100, ""],
        [2020, "integrale", "pdf", "fallito", "", 0, 0, "Manca la narrativa."],
    ]
