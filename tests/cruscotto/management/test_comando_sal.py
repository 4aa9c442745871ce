"""`manage.py sal`: the contract of its two lines, and one Italian line with exit code 2 when it cannot."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cruscotto.management.commands.sal import Command, rispondi

SCALA = "Insufficiente,Sufficiente,Buono,Ottimo"


def esegui(*argomenti: str) -> list[str]:
    uscita = StringIO()
    call_command("sal", *argomenti, stdout=uscita)
    return uscita.getvalue().splitlines()


@pytest.mark.parametrize(
    ("argomenti", "prima"),
    [
        (("15", "14", "--direzione", "crescente"), "93.33"),
        (("--direzione=decrescente", "1,40", "1,34"), "100.00"),
        (("≥ 1", "0,98"), "98.00"),
        (("€ 650.000", "€ 542.816,75", "--direzione", "crescente"), "83.51"),
        (("31.12.2019", "17/02/2020"), "0.00"),
        (("≥ Buono", "Buono", "--scala", SCALA), "100.00"),
        (("≥ 100", "96", "--tolleranza", "0.05"), "100.00"),
        (("≥ 100", "94", "--tolleranza", "0.05"), "94.00"),
        (("≥ 3", "0,00001"), "0.00"),
        (("--", "-5", "-5,5"), "90.00"),
    ],
)
def test_due_righe(argomenti: tuple[str, ...], prima: str) -> None:
    if argomenti[0] == "--":
        argomenti = ("--direzione", "crescente", *argomenti)
    righe = esegui(*argomenti)
    assert len(righe) == 2
    assert righe[0] == prima
    assert righe[1].endswith(".")


def test_la_spiegazione_porta_gli_avvisi() -> None:
    _, spiegazione = rispondi("> 5.700 (+/- 0,05)", "6306")
    assert spiegazione.startswith("Crescente: 6.306 / 5.700 × 100 = 110,63%, riportato al massimo di 100%")
    assert "Avvisi: «5.700» è ambiguo" in spiegazione
    assert "la tolleranza «0,05» è ambigua" in spiegazione
    assert "Avvisi" not in rispondi("≥ 1", "0,98")[1]


ERRATI = [
    (("12", "13"), "la direzione dell'indicatore non è nota"),
    (("", "13"), "è vuoto"),
    (("≥ 12", "NaN"), "indica un valore che manca"),
    (("31/02/2019", "31/12/2019"), "non esiste nel calendario"),
    (("≥ Buono", "Buono"), "serve la scala"),
    (("≥ Buono", "Buono", "--scala", "Buono"), "almeno due livelli"),
    (("≥ Buono", "Buono", "--scala", ""), "livello della scala"),
    (("12", "13", "--direzione", "su"), "scrivete crescente o decrescente"),
    (("≥ 12", "13", "--direzione", "decrescente"), "uno dei due va corretto"),
    (("≥ 12", "13", "--tolleranza", "tanta"), "tolleranza"),
    (("≥ 12", "13", "--tolleranza=-0,1"), "è negativo"),
    (("31/12/2019", "31/12/2019", "--tolleranza", "0.05"), "solo per un valore atteso numerico"),
    (("12",), 'l\'uso è: sal "TARGET" "ACTUAL"'),
    (("12", "13", "14"), "Argomenti mancanti o sconosciuti"),
    (("12", "13", "--ignota"), "Argomenti mancanti o sconosciuti"),
]


@pytest.mark.parametrize(("argomenti", "perche"), ERRATI)
def test_errori(argomenti: tuple[str, ...], perche: str) -> None:
    with pytest.raises(CommandError, match=perche) as errore:
        esegui(*argomenti)
    assert errore.value.returncode == 2


@pytest.mark.parametrize(("argomenti", "perche"), ERRATI)
def test_da_riga_di_comando(argomenti: tuple[str, ...], perche: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as fine:
        Command().run_from_argv(["manage.py", "sal", *argomenti])
    scritto = capsys.readouterr()
    assert fine.value.code == 2
    assert scritto.out == ""
    assert scritto.err.startswith("Errore: ") and scritto.err.count("\n") == 1
    assert perche in scritto.err


def test_valori_negativi_da_riga_di_comando(capsys: pytest.CaptureFixture[str]) -> None:
    Command().run_from_argv(["manage.py", "sal", "- 4.314.500,00", "-4.314.500,00", "--direzione", "crescente"])
    assert capsys.readouterr().out.startswith("100.00\n")
    Command().run_from_argv(["manage.py", "sal", "-5", "-5,5", "--direzione", "crescente"])
    assert capsys.readouterr().out.startswith("90.00\n")
