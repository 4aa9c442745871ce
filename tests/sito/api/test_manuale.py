"""The commands of docs/manuale/api.md do what the page says: run by a shell, with curl, on the site in production."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
from pathlib import Path

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Rilevazione, StatoRilevazione
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Utente
from tests.servitore import base_propria, servitore

PAGINA = Path(__file__).resolve().parents[3] / "docs" / "manuale" / "api.md"
BLOCCO = re.compile(r"^```(sh|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_commands_of_the_page_do_what_it_says(demo: Ciclo, tmp_path: Path) -> None:
    assert shutil.which("curl"), "manca curl"
    testo = PAGINA.read_text(encoding="utf-8")
    comandi = [corpo for lingua, corpo in BLOCCO.findall(testo) if lingua == "sh"]
    [valori] = [corpo for lingua, corpo in BLOCCO.findall(testo) if lingua == "csv"]
    assert len(comandi) == 4 and comandi[0].startswith("export SITO=")
    (tmp_path / "valori.csv").write_text(valori, encoding="utf-8")
    codici = [riga.split(";")[0] for riga in valori.splitlines()]
    with base_propria(tmp_path) as base:
        with base.in_uso():
            prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
            da = Utente.objects.get(username="controllo")
            _, gettone = crea_gettone(nome="foglio", ambito=Ambito.SCRITTURA, giorni=1, da=da)
        with servitore(base.url, ambiente={"SECURE_SSL_REDIRECT": "0"}) as porta:
            variabili = {"SITO": f"http://localhost:{porta}", "GETTONE": gettone}
            detto = [_esegui(comando, tmp_path, variabili) for comando in (*comandi[1:], comandi[3])]
        with base.in_uso():
            scritti = Rilevazione.objects.filter(
                periodo__ciclo__anno=2020, periodo__stato="aperto", indicatore__codice__in=codici
            )
            stati = dict(scritti.values_list("indicatore__codice", "stato"))
    assert '"anno":2019' in detto[0]
    with (tmp_path / "area2.csv").open(encoding="utf-8-sig", newline="") as file:
        righe = list(csv.DictReader(file, delimiter=";"))
    assert len(righe) > 20 and righe[0].keys() == {"etichetta", "target", "consuntivo", "sal", "semaforo"}
    assert detto[2].splitlines() == [f"{codice}: trasmesso" for codice in codici]
    assert stati == dict.fromkeys(codici, StatoRilevazione.TRASMESSA)
    assert detto[3] == detto[2]  # the same file twice is once


def _esegui(comando: str, cartella: Path, variabili: dict[str, str]) -> str:
    """What a shell prints; it stops at the first command that fails, as in a job of the night."""
    fatto = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", comando],
        cwd=cartella,
        env=os.environ | variabili,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert fatto.returncode == 0, fatto.stdout + fatto.stderr
    return fatto.stdout
