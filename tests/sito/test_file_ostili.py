"""Files that mean harm, through the upload, its job and the command: a clear refusal, nothing left behind, in bounded
time and memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command

from contesto.models import VoceBilancio
from cruscotto.models import Ciclo, Importazione, StatoImportazione
from ente.archivi import MEGA
from ente.fogli.contenitore import FoglioRifiutato
from ente.fogli.lettura import leggi_fogli
from ente.fogli.scrittura import FORMATI, foglio
from ente.models import Atto, Utente
from tests.mondi.file_ostili import OSTILI
from tests.mondi.fogli import con_celle, xlsx
from tests.mondi.importazioni import apri_ciclo, bilancio
from tests.mondi.vita_importazione import conferma, letta, tutto
from tests.servitore import PRODUZIONE, RADICE

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
S = StatoImportazione
PICCO = 300
"""Megabytes that no file may take a process above; Django alone takes 60."""
PAZIENZA = 20.0
"""Seconds, on a machine that does something else besides."""


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    return apri_ciclo(ciclo)


@pytest.fixture
def controllo(utente: Callable[[str], Utente]) -> Utente:
    return utente("controllo")


def conservati(settings: Settings) -> set[Path]:
    return set(Path(settings.MEDIA_ROOT).rglob("importazioni/*"))


# -- refused -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("caso", OSTILI)
def test_an_upload_is_refused_and_leaves_nothing(
    aperto: Ciclo, controllo: Utente, settings: Settings, caso: str
) -> None:
    """At once when its contents tell; else by its job, which says why and throws the file away."""
    contenuto, parte = OSTILI[caso]
    prima, file, inizio = tutto(), conservati(settings), time.monotonic()
    try:
        importazione = letta(contenuto, aperto, controllo, nome="../../etc/bilancio.xlsx")
    except FoglioRifiutato as rifiuto:
        assert parte in str(rifiuto)
        assert not Importazione.objects.exists()
    else:
        assert (importazione.stato, importazione.nome) == (S.FALLITA, "bilancio.xlsx")
        assert parte in importazione.messaggio
        assert not importazione.voci.exists()
    assert (tutto(), conservati(settings)) == (prima, file)
    assert time.monotonic() - inizio < PAZIENZA


@pytest.mark.parametrize("caso", OSTILI)
def test_the_command_refuses_in_one_line(aperto: Ciclo, settings: Settings, tmp_path: Path, caso: str) -> None:
    contenuto, parte = OSTILI[caso]
    prima, file = (tutto(), Atto.objects.count()), conservati(settings)
    percorso = tmp_path / "f.xlsx"
    percorso.write_bytes(contenuto)
    argomenti = ["bilancio", str(percorso), "--ente", "arezzo-siena", "--anno", "2019"]
    with pytest.raises(CommandError) as errore:
        call_command("importa", *argomenti, stdout=io.StringIO(), stderr=io.StringIO())
    assert parte in str(errore.value)
    assert "\n" not in str(errore.value)
    assert (tutto(), Atto.objects.count()) == prima
    assert (conservati(settings), Importazione.objects.count()) == (file, 0)


def test_a_file_too_large_for_the_form_is_not_even_read(aperto: Ciclo, controllo: Utente, settings: Settings) -> None:
    file = conservati(settings)
    with pytest.raises(FoglioRifiutato, match="50 MB"):
        letta(b"a;b\n" * (50 * MEGA // 4), aperto, controllo)
    assert conservati(settings) == file


LETTORE = """
import json, sys, time
from ente.errori import ErroreUtente
from ente.fogli.lettura import leggi_fogli
for nome in sys.argv[1:]:
    inizio = time.monotonic()
    try:
        leggi_fogli(open(nome, "rb").read())
    except ErroreUtente:
        pass
    stato = dict(riga.split(":", 1) for riga in open("/proc/self/status"))
    picco = int(stato["VmHWM"].split()[0]) // 1024  # getrusage would count the process that we are born from
    print(json.dumps([nome, picco, time.monotonic() - inizio]))
"""


def test_memory_and_time_are_bounded(tmp_path: Path) -> None:
    """One process reads them all, and the largest that is accepted: a million cells."""
    tanti = b"\n".join([b";".join([b"1234,5"] * 10)] * 100_000)
    for nome, contenuto in {**{n: c for n, (c, _) in OSTILI.items()}, "the largest": tanti}.items():
        (tmp_path / nome.replace(" ", "-").replace(",", "")).write_bytes(contenuto)
    file = sorted(map(str, tmp_path.iterdir()))
    ambiente = os.environ | PRODUZIONE
    esito = subprocess.run(
        [sys.executable, "-c", LETTORE, *file], cwd=RADICE, env=ambiente, stdout=subprocess.PIPE, text=True, check=True
    )
    letti = [json.loads(riga) for riga in esito.stdout.splitlines()]
    assert len(letti) == len(OSTILI) + 1
    assert [(nome, picco) for nome, picco, _ in letti if picco > PICCO][:1] == []
    assert [(nome, secondi) for nome, _, secondi in letti if secondi > PAZIENZA] == []


# -- taken as they are -------------------------------------------------------------------------------------------------
VELENI = ["=1+1", "+cmd|'/c calc'!A1", "@SUM(A1)", "-1+1", "<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE x;--"]


@pytest.mark.parametrize("veleno", VELENI)
def test_formulas_and_markup_in_cells_are_texts_in_and_harmless_out(
    aperto: Ciclo, controllo: Utente, veleno: str
) -> None:
    righe = bilancio()
    righe[1][2] = veleno
    contenuto = "\n".join(";".join(f'"{v}"' for v in riga) for riga in righe).encode()
    importazione = conferma(letta(contenuto, aperto, controllo), controllo)
    assert importazione.stato == S.CONFERMATA
    voce = VoceBilancio.objects.get(ordine=1)
    assert voce.etichetta == veleno
    for formato in FORMATI:
        [uscito] = leggi_fogli(foglio(formato, "Bilancio", ["Voce"], [[voce.etichetta]]))
        assert not uscito.guaste
        assert uscito.righe[1][0] in (veleno, f"'{veleno}")
        if formato == "csv":
            assert not uscito.righe[1][0].startswith(("=", "+", "-", "@"))


def test_a_cell_with_a_megabyte_of_text_is_an_error_at_its_cell(aperto: Ciclo, controllo: Utente) -> None:
    celle = "".join(
        f'<row r="{n}">'
        + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>{t}</t></is></c>' for c, t in zip("ABC", testi, strict=True))
        + "</row>"
        for n, testi in enumerate([("Voce", "Tipo", "Ordine"), ("x" * MEGA, "voce", "1")], 1)
    )
    importazione = letta(con_celle(celle), aperto, controllo)
    [errore] = importazione.voci.filter(tipo="errore")
    assert (importazione.stato, errore.posto) == (S.ANTEPRIMA, "Foglio1!A2")
    assert len(errore.frase) < 300


@pytest.mark.parametrize("nome", ["../../x.xlsx", "C:\\a\\x.xlsx", "/etc/x.xlsx", "a\x00x.xlsx", "", "..", "x" * 500])
def test_the_name_of_a_file_leads_nowhere(aperto: Ciclo, controllo: Utente, settings: Settings, nome: str) -> None:
    importazione = letta(xlsx(bilancio()), aperto, controllo, nome=nome)
    assert importazione.stato == S.ANTEPRIMA
    assert not set("/\\\x00") & set(importazione.nome)
    assert 0 < len(importazione.nome) <= 200
    percorso = Path(importazione.file.path)
    assert percorso.parent == Path(settings.MEDIA_ROOT) / "importazioni"
    assert percorso.name.startswith(f"arezzo-siena-{importazione.impronta[:16]}")
