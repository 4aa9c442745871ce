"""The commands as a contract: columns, exit codes, one Italian line for every wrong use, nothing written."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from cruscotto.models import Ciclo
from relazione.models import Sezione
from tests.mondi.demo import CARTELLA

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

RADICE = Path(__file__).resolve().parents[2]
COLONNE = (
    "cruscotto,prospettiva,obiettivo_strategico,programma,obiettivo_operativo,indicatore,pira,direzione,target,actual,"
    "sal_calcolato,sal_dichiarato,sal,peso,riga_fonte"
)


def esporta(*argomenti: str) -> str:
    uscita = io.StringIO()
    call_command("esporta", "indicatori", "--ente", "arezzo-siena", "--anno", "2019", *argomenti, stdout=uscita)
    return uscita.getvalue()


@pytest.mark.django_db
def test_export_of_the_indicators(ciclo: Ciclo) -> None:
    testo = esporta("--formato", "csv")
    assert testo.splitlines()[0] == f"{COLONNE},anno,periodo"
    righe = list(csv.DictReader(io.StringIO(testo)))
    with (CARTELLA / "indicatori.csv").open(encoding="utf-8") as file:
        fonte = list(csv.DictReader(file))
    assert len(righe) == 251
    for riga, attesa in zip(righe, fonte, strict=True):
        for colonna in ("cruscotto", "prospettiva", "obiettivo_strategico", "programma", "obiettivo_operativo"):
            assert riga[colonna] == attesa[colonna]
        assert (riga["target"], riga["actual"]) == (attesa["target"], attesa["actual"])
        assert (riga["indicatore"], riga["pira"]) == (attesa["etichetta"], attesa["pira"])
        assert riga["riga_fonte"] == attesa["riga_fonte"]
    assert sum(riga["pira"] == "1" for riga in righe) == 54
    assert {riga["riga_fonte"] for riga in righe if riga["sal_dichiarato"]} == {"1329", "1530"}
    fatturato = next(riga for riga in righe if riga["riga_fonte"] == "1339")
    assert (fatturato["sal_calcolato"], fatturato["sal_dichiarato"], fatturato["sal"]) == ("94", "", "94")
    proventi = next(riga for riga in righe if riga["riga_fonte"] == "1337")
    assert Decimal(proventi["sal"]) == pytest.approx(Decimal("542816.75") / 6500, abs=Decimal("1e-20"))
    assert {riga["peso"] for riga in righe} == {""}


@pytest.mark.django_db
def test_export_to_a_file(ciclo: Ciclo, tmp_path: Path) -> None:
    uscita = tmp_path / "indicatori.csv"
    assert "251 righe" in esporta("--output", str(uscita))
    assert uscita.read_text(encoding="utf-8").startswith(COLONNE)
    assert [f.name for f in tmp_path.iterdir()] == [uscita.name]


@pytest.mark.django_db
def test_an_export_that_stops_half_way_leaves_the_file_that_was_there(
    ciclo: Ciclo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uscita = tmp_path / "indicatori.csv"
    uscita.write_text("di ieri")
    vero = Path.write_bytes

    def a_meta(dove: Path, dati: bytes) -> int:
        vero(dove, dati[:100])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", a_meta)
    with pytest.raises(CommandError, match="Non posso scrivere"):
        esporta("--output", str(uscita))
    assert uscita.read_text() == "di ieri"
    assert [f.name for f in tmp_path.iterdir()] == [uscita.name]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("argomenti", "parte"),
    [
        (["esporta", "indicatori", "--ente", "nessuno", "--anno", "2019"], "Enti presenti: arezzo-siena"),
        (["esporta", "indicatori", "--ente", "arezzo-siena", "--anno", "1999"], "Cicli presenti: 2019"),
        (["esporta", "bilanci", "--ente", "arezzo-siena", "--anno", "2019"], "scegliete fra"),
        (["esporta", "indicatori", "--ente", "arezzo-siena", "--anno", "duemila"], "numero intero"),
        (["esporta", "indicatori", "--anno", "2019"], "mancano: --ente"),
        (["esporta", "indicatori", "--ente", "arezzo-siena", "--anno", "2019", "--output", "/proc/e/e.csv"], "scriv"),
        (["relazione", "--ente", "nessuno", "--anno", "2019", "--output", "/tmp/x.pdf"], "Enti presenti"),
        (["relazione", "--ente", "arezzo-siena", "--anno", "2019", "--output", "/proc/no/x.pdf"], "scrivere"),
        (["relazione", "--ente", "arezzo-siena", "--anno", "2019"], "mancano: --output"),
        (["relazione", "--ente", "arezzo-siena", "--anno", "2019", "--output", "x.pdf", "--colore"], "non conosco"),
    ],
)
def test_wrong_use_is_one_italian_line(ciclo: Ciclo, argomenti: list[str], parte: str) -> None:
    Sezione.objects.all().delete()  # a Relazione of one page is enough to find that it cannot be written
    with pytest.raises(CommandError) as errore:
        call_command(*argomenti)
    assert parte in str(errore.value)
    assert "\n" not in str(errore.value)


@pytest.mark.django_db
def test_the_demo_refuses_outside_debug(settings: Settings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="--forza"):
        call_command("demo")


@pytest.mark.django_db
def test_the_demo_takes_its_password_from_the_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ciclo: Ciclo
) -> None:
    settings.DEBUG = True
    monkeypatch.setenv("DEMO_PASSWORD", "un'altra password")
    uscita = io.StringIO()
    call_command("demo", stdout=uscita)
    assert "un'altra password" in uscita.getvalue()
    assert "redattore.area4" in uscita.getvalue()


def esegui(*argomenti: str, base_dati: str) -> subprocess.CompletedProcess[str]:
    ambiente = os.environ | {"DATABASE_URL": base_dati, "DEBUG": "1", "ENV_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, "manage.py", *argomenti], cwd=RADICE, env=ambiente, capture_output=True, text=True, check=False
    )


def test_an_empty_database_is_said_in_one_line(tmp_path: Path) -> None:
    esito = esegui("esporta", "indicatori", "--ente", "x", "--anno", "2019", base_dati=f"sqlite:///{tmp_path}/v.db")
    assert esito.returncode == 1
    assert "migrate" in esito.stderr
    assert "Traceback" not in esito.stderr
    assert len(esito.stderr.strip().splitlines()) == 1


def test_wrong_arguments_exit_with_two(tmp_path: Path) -> None:
    esito = esegui("relazione", "--anno", "x", base_dati=f"sqlite:///{tmp_path}/v.db")
    assert esito.returncode == 2
    assert len(esito.stderr.strip().splitlines()) == 1
