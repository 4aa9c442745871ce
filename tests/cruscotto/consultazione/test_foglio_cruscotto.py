"""The rows of a scorecard as a sheet: the same as on the page, numbers as numbers, nothing that runs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
import tablib
from django.test import Client
from openpyxl import load_workbook

from cruscotto.models import Ciclo, Collocazione
from cruscotto.pianificazione.actions.riporto import riporta_ciclo
from ente.models import Utente
from tests.mondi.cruscotti import COD_PROVENTI, ENTE, PROVENTI, nomi, scrivi

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(ciclo: Ciclo, utente: Callable[[str], Utente]) -> Client:
    client = Client()
    client.force_login(utente("dirigente.area2"))
    return client


def foglio(risposta_contenuto: bytes) -> list[dict[str, object]]:
    righe = list(load_workbook(io.BytesIO(risposta_contenuto)).active.values)
    return [dict(zip(righe[0], riga, strict=True)) for riga in righe[1:]]


def test_the_sheet_has_the_rows_of_the_page_with_numbers_and_dates(client: Client) -> None:
    risposta = client.get(f"{ENTE}scarica/?formato=xlsx&ordine=sal&prospettiva=economico")
    assert risposta["Content-Disposition"] == 'attachment; filename="cruscotto_arezzo-siena_2019_ente.xlsx"'
    righe = foglio(risposta.content)
    assert [r["Indicatore"] for r in righe] == nomi(client, f"{ENTE}?ordine=sal&prospettiva=economico")
    proventi = righe[0]
    assert proventi["Target"] == 650000
    assert proventi["Consuntivo"] == 542816.75
    assert proventi["Scostamento"] == -107183.25
    assert proventi["Unità dello scostamento"] == "€"
    assert proventi["SAL %"] == 83.510269
    assert proventi["SAL % della prospettiva"] == 94.377567
    assert proventi["Valori al"] == dt.datetime(2019, 12, 31)
    con_data = [r for r in foglio(client.get(f"{ENTE}scarica/").content) if isinstance(r["Target"], dt.datetime)]
    assert con_data
    assert all(isinstance(r["Consuntivo"], dt.datetime) and isinstance(r["Scostamento"], int) for r in con_data)


def test_ods_and_csv_say_the_same(client: Client) -> None:
    """CSV as an Italian spreadsheet opens it: semicolons and decimal commas."""
    dati = client.get(f"{ENTE}scarica/?formato=csv&cerca=proventi+progetto").content
    assert dati.startswith(b"\xef\xbb\xbf")
    (riga,) = csv.DictReader(io.StringIO(dati.decode("utf-8-sig")), delimiter=";")
    assert (riga["Consuntivo"], riga["SAL %"], riga["Valori al"]) == ("542816,75", "83,510269", "31/12/2019")
    ods = tablib.Dataset().load(client.get(f"{ENTE}scarica/?formato=ods&cerca=proventi+progetto").content, format="ods")
    (letta,) = ods.dict
    assert Decimal(str(letta["Consuntivo"])) == Decimal("542816.75")
    assert letta["Valori al"] == dt.date(2019, 12, 31)


def test_the_comparison_goes_into_the_sheet(client: Client, ciclo: Ciclo) -> None:
    anno_dopo = riporta_ciclo(ciclo=ciclo, anno=2020, da=None)
    anno_dopo.periodi.filter(numero=1).update(stato="aperto")
    scrivi(anno_dopo, COD_PROVENTI, "€ 650.000")
    (riga,) = foglio(client.get("/cruscotti/2020/ente/scarica/?confronto=2019&cerca=proventi+progetto").content)
    assert (riga["SAL % – 2019, terzo quadrimestre"], riga["Differenza di SAL (punti)"]) == (83.510269, 16.5)


@pytest.mark.parametrize("inizio", ["=1+1", "+1", "-1", "@somma", "\t=1", "\r=1"])
@pytest.mark.usefixtures("senza_fotografie")
def test_a_text_never_becomes_a_formula(client: Client, ciclo: Ciclo, inizio: str) -> None:
    """Nor does a control character, which a sheet may not hold, break the download."""
    scelte = Collocazione.objects.filter(cruscotto__ciclo=ciclo, indicatore__nome__startswith=PROVENTI)
    scelte.update(etichetta=f"{inizio} prova\x01")
    indirizzo = f"{ENTE}scarica/?cerca=prova&formato="
    xlsx = client.get(f"{indirizzo}xlsx").content
    tipi = {c.data_type for riga in load_workbook(io.BytesIO(xlsx)).active.rows for c in riga}
    assert "f" not in tipi
    (da_xlsx,) = foglio(xlsx)
    (da_ods,) = tablib.Dataset().load(client.get(f"{indirizzo}ods").content, format="ods").dict
    uscita = io.StringIO(client.get(f"{indirizzo}csv").content.decode("utf-8-sig"), newline="")
    (da_csv,) = csv.DictReader(uscita, delimiter=";")
    for riga in (da_xlsx, da_ods, da_csv):
        etichetta = str(riga["Indicatore"])
        assert etichetta.startswith("'")
        assert etichetta.endswith(f"{inizio.strip()} prova")


@pytest.mark.parametrize("formato", ["exe", "", "XLSX", "../xlsx", "html"])
def test_other_formats_do_not_exist(client: Client, formato: str) -> None:
    assert client.get(f"{ENTE}scarica/", {"formato": formato}).status_code == 404


def test_an_empty_choice_still_downloads_its_headings(client: Client) -> None:
    dati = client.get(f"{ENTE}scarica/?formato=csv&cerca=nulla-di-nulla").content.decode("utf-8-sig")
    assert dati.startswith("Anno;Periodo;")
    assert dati.count("\n") == 1
