"""The whole cycle in one workbook or in one JSON: everything of it, nothing of another body, the same bytes again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from contesto.models import Tavola, VoceBilancio
from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.esportazione.ciclo_intero.scrittura import scrivi_ciclo
from cruscotto.management.dimostrazione.carico import Piano, genera, togli
from cruscotto.management.dimostrazione.carico.piano import ULTIMO_ANNO
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    InterventoEconomico,
    ObiettivoOperativo,
    Prospettiva,
    Rilevazione,
    StatoPeriodo,
    ValoreAtteso,
    VoceRisultato,
)
from cruscotto.models.cruscotto import CruscottoQuerySet
from ente.models import Utente
from tests.mondi.due_enti import DueEnti
from tests.mondi.scarichi import marca
from tests.mondi.scena import ANNO

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db

COMANDO = ("esporta", "ciclo", "--ente", "arezzo-siena", "--anno", "2019")


def cruscotti(ciclo: Ciclo) -> CruscottoQuerySet:
    return Cruscotto.objects.filter(ciclo=ciclo)


def in_json(ciclo: Ciclo) -> dict[str, Any]:
    letto: dict[str, Any] = json.loads(scrivi_ciclo("json", ciclo, cruscotti(ciclo)))
    return letto


def fogli(dati: bytes) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet, under its headings."""
    letti = {}
    for pagina in load_workbook(io.BytesIO(dati)):
        titoli, *righe = pagina.values
        letti[pagina.title] = [dict(zip(titoli, riga, strict=True)) for riga in righe]
    return letti


# -- what it says ------------------------------------------------------------------------------------------------------


def test_the_command_writes_the_whole_cycle_as_a_workbook(ciclo: Ciclo, tmp_path: Path) -> None:
    file = tmp_path / "ciclo.xlsx"
    call_command(*COMANDO, "--formato", "xlsx", "--output", str(file), stdout=io.StringIO())
    letti = fogli(file.read_bytes())
    assert all(len(nome) <= 31 for nome in letti) and len({n.casefold() for n in letti}) == len(letti)
    quanti = {nome: len(righe) for nome, righe in letti.items()}
    assert quanti["Periodi"] == 3
    assert quanti["Prospettive"] == Prospettiva.objects.filter(ciclo=ciclo).count() == 4
    assert quanti["Obiettivi operativi"] == ObiettivoOperativo.objects.count() == 81
    assert quanti["Cruscotti"] == 10
    assert quanti["Indicatori"] == Collocazione.objects.filter(cruscotto__ciclo=ciclo).count() == 251
    assert quanti["Target"] == ValoreAtteso.objects.filter(ciclo=ciclo).count()
    assert quanti["Rilevazioni"] == Rilevazione.objects.filter(periodo__ciclo=ciclo).count()
    assert quanti["SAL dichiarati"] == 2
    assert quanti["Voci dei risultati"] == VoceRisultato.objects.filter(scheda__ciclo=ciclo).count()
    assert quanti["Bilancio"] == VoceBilancio.objects.filter(anno=2019).count()
    assert quanti["Interventi"] == InterventoEconomico.objects.filter(ciclo=ciclo).count()
    assert (quanti["Documenti"], quanti["Criticità"], quanti["Semaforo"]) == (3, 4, 3)
    assert quanti["Tavole"] == Tavola.objects.filter(anno=2019).count() == 32
    assert all(riga["Foglio"] in letti for riga in letti["Tavole"])
    voci = {riga["Voce"]: riga["Valore"] for riga in letti["Ciclo"]}
    assert (voci["Ente codice"], voci["Anno"]) == ("arezzo-siena", 2019)
    assert voci["Approvazione data"] == dt.datetime(2020, 5, 19)


def test_numbers_are_numbers_and_dates_are_dates(ciclo: Ciclo) -> None:
    letti = fogli(scrivi_ciclo("xlsx", ciclo, cruscotti(ciclo)))
    proventi = next(r for r in letti["Indicatori"] if r["Riga fonte"] == 1337)
    assert (proventi["Target"], proventi["Target misurato"]) == ("€ 650.000", 650000)
    assert proventi["Consuntivo misurato – Terzo quadrimestre"] == 542816.75
    assert proventi["SAL – Terzo quadrimestre"] == 83.510269
    assert proventi["SAL – Primo quadrimestre"] is None
    assert letti["Periodi"][0]["Fine"] == dt.datetime(2019, 4, 30)
    assert letti["Interventi"][0]["Importo"] == 22217.02
    assert any(isinstance(r["Data"], dt.datetime) for r in letti["Target"])
    assert {type(r["SAL – Terzo quadrimestre"]) for r in letti["SAL"]} <= {float, int, type(None)}


def test_the_json_is_exact_and_always_the_same(ciclo: Ciclo) -> None:
    prima = scrivi_ciclo("json", ciclo, cruscotti(ciclo))
    assert prima == scrivi_ciclo("json", trova_ciclo("arezzo-siena", 2019), cruscotti(ciclo))
    assert "à".encode() in prima, "le lettere accentate restano tali"
    letto = json.loads(prima)
    assert (letto["formato"], letto["versione"]) == ("cannocchiale/ciclo", 1)
    assert letto["ente"]["codice"] == "arezzo-siena"
    assert letto["ciclo"]["approvazione_data"] == "2020-05-19"
    voce = next(v for v in letto["bilancio"] if v["codice"] == "8")
    assert Decimal(voce["consuntivo"]) == VoceBilancio.objects.get(anno=2019, codice="8").consuntivo
    assert all(not isinstance(valore, float) for valore in _foglie(letto)), "un decimale sarebbe passato per un float"
    assert [f["a"] for f in letto["misura"]["fasce"]] == ["50", "90", None]
    tavola = next(t for t in letto["contesto"] if t["codice"] == "imprese-anni")
    assert tavola["righe"][0][1] == "82.859" and tavola["valori"][0][:2] == [None, "82859"]


def _foglie(dato: Any) -> Iterator[Any]:
    if isinstance(dato, dict | list):
        for altro in dato.values() if isinstance(dato, dict) else dato:
            yield from _foglie(altro)
    else:
        yield dato


def test_its_sals_are_those_of_the_other_export(ciclo: Ciclo) -> None:
    uscita = io.StringIO()
    call_command("esporta", "indicatori", "--ente", "arezzo-siena", "--anno", "2019", stdout=uscita)
    attesi = list(csv.DictReader(io.StringIO(uscita.getvalue())))
    trovati = in_json(ciclo)["indicatori"]
    assert [r["etichetta"] for r in trovati] == [r["indicatore"] for r in attesi]
    for campo in ("sal", "sal_calcolato", "sal_dichiarato"):
        assert [r[f"{campo}_3"] or "" for r in trovati] == [r[campo] for r in attesi]
    assert [r["consuntivo_3"] for r in trovati] == [r["actual"] for r in attesi]
    medie = {(r["cruscotto"], r["livello"]): r["sal_3"] for r in in_json(ciclo)["sal"] if r["livello"] == "cruscotto"}
    assert len(medie) == 10 and Decimal(medie["ente", "cruscotto"]) == pytest.approx(
        Decimal("98.522963"), abs=Decimal("1e-6")
    )


def test_each_period_that_has_begun_is_measured() -> None:
    mondo = DueEnti()
    letto = in_json(mondo.ciclo)
    riga = letto["indicatori"][0]
    assert (riga["codice"], riga["consuntivo_1"], riga["sal_1"]) == ("i1", "95", "95")
    assert "sal_2" in riga and "sal_3" not in riga, "il terzo periodo non è ancora aperto"
    assert {(p["livello"], p["peso"]) for p in letto["pesi"]} == {("indicatore", "25")}
    mondo.casa.ciclo.periodi.update(stato=StatoPeriodo.FUTURO)
    futuro = in_json(mondo.ciclo)
    assert futuro["indicatori"][0]["target"] == "100" and "sal_1" not in futuro["indicatori"][0]


# -- for whom ----------------------------------------------------------------------------------------------------------


def test_another_body_never_appears() -> None:
    mondo = DueEnti()
    mondo.altrove.ente.cicli.update(anno=ANNO)
    mondo.altrove.ente.tavole.update(anno=ANNO)
    mondo.altrove.ente.voci_bilancio.update(anno=ANNO)
    marca(mondo.casa.ente, "Nostro ")
    marca(mondo.altrove.ente, "Altrui ")
    for formato in ("json", "xlsx"):
        dati = scrivi_ciclo(formato, mondo.ciclo, cruscotti(mondo.ciclo))
        testo = dati.decode() if formato == "json" else str(fogli(dati))
        assert testo.count("Nostro") > 40 and "Altrui" not in testo


def test_what_hangs_from_a_scorecard_that_is_not_given_stays_out() -> None:
    """A target, a value, a declared SAL, a piece of evidence of a placement of its own."""
    mondo = DueEnti()
    sulla_scheda = Collocazione.objects.get(cruscotto__codice="ind-area1", cruscotto__ciclo=mondo.ciclo)
    Collocazione.objects.filter(pk=sulla_scheda.pk).update(rilevata_a_parte=True)
    propri = {"indicatore": sulla_scheda.indicatore, "collocazione": sulla_scheda, "testo": "riservato"}
    ValoreAtteso.objects.create(ciclo=mondo.ciclo, **propri)
    Rilevazione.objects.create(periodo=mondo.casa.periodi[0], **propri)
    tutto = scrivi_ciclo("json", mondo.ciclo, cruscotti(mondo.ciclo)).decode()
    assert tutto.count("riservato") >= 3 and "ind-area1" in tutto
    parte = scrivi_ciclo("json", mondo.ciclo, cruscotti(mondo.ciclo).filter(codice="ente")).decode()
    assert "riservato" not in parte and "ind-area1" not in parte and "Sulla scheda" not in parte
    assert json.loads(parte)["sal_dichiarati"] == []


def test_who_reads_the_whole_body_finds_it_on_the_pages() -> None:
    mondo = DueEnti()
    dove = f"/cicli/{ANNO}/scarica/"
    for chi, client in mondo.clienti.items():
        codici = [client.get(dove, {"formato": f}).status_code for f in ("xlsx", "json")]
        assert codici == [{"anonimo": 302}.get(chi, 200 if chi in ("controllo", "oiv", "amministratore") else 404)] * 2
    controllo = mondo.clienti["controllo"]
    risposta = controllo.get(dove, {"formato": "json"})
    assert risposta["Content-Type"] == "application/json"
    assert risposta["Content-Disposition"] == f'attachment; filename="ciclo_casa_{ANNO}.json"'
    assert risposta.content == scrivi_ciclo("json", mondo.ciclo, cruscotti(mondo.ciclo))
    assert len(fogli(controllo.get(dove).content)) > 30
    assert {controllo.get(dove, {"formato": f}).status_code for f in ("csv", "ods", "", "XLSX")} == {404}
    assert controllo.get("/cicli/1999/scarica/").status_code == 404
    for pagina in (f"/cruscotti/{ANNO}/", f"/chiusura/{ANNO}/"):
        assert f'{dove}?formato=json"' in controllo.get(pagina).content.decode()
    assert dove not in mondo.clienti["dirigente"].get(f"/cruscotti/{ANNO}/").content.decode()


@pytest.mark.una_volta
@pytest.mark.parametrize("inizio", ['=HYPERLINK("http://x.example";"y")', "@SUM(A1)", "+1", "-1+1", "\t=1", "\r=1"])
def test_nothing_in_the_workbook_runs(inizio: str) -> None:
    mondo = DueEnti()
    marca(mondo.casa.ente, inizio)
    libro = load_workbook(io.BytesIO(scrivi_ciclo("xlsx", mondo.ciclo, cruscotti(mondo.ciclo))))
    celle = [c for pagina in libro for riga in pagina.rows for c in riga]
    assert "f" not in {c.data_type for c in celle}
    scritti = [c.value for c in celle if isinstance(c.value, str)]
    assert not [t for t in scritti if t.startswith(("=", "+", "-", "@", "\t", "\r")) and t != "-"]
    assert sum(t.startswith("'" + inizio[0]) for t in scritti) > 40


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_json_goes_to_the_screen_without_a_file(ciclo: Ciclo, tmp_path: Path) -> None:
    uscita, file = io.StringIO(), tmp_path / "ciclo.json"
    call_command(*COMANDO, "--formato", "json", stdout=uscita)
    call_command(*COMANDO, "--formato", "json", "--output", str(file), stdout=io.StringIO())
    assert uscita.getvalue().encode() == file.read_bytes()


@pytest.mark.parametrize(
    ("argomenti", "codice", "detto"),
    [
        ((*COMANDO, "--formato", "csv"), 2, "«ciclo» non si esporta in csv: scegliete fra xlsx, json."),
        (("esporta", "indicatori", *COMANDO[2:], "--formato", "xlsx"), 2, "scegliete fra csv"),
        (COMANDO, 2, "dite dove con --output"),
        ((*COMANDO[:3], "altrove", *COMANDO[4:], "--formato", "json"), 1, "L'ente «altrove» non c'è"),
        ((*COMANDO[:5], "1999", "--formato", "json"), 1, "non ha un ciclo 1999"),
        ((*COMANDO, "--formato", "json", "--output", "/dev/null/x.json"), 1, "Indicate un'altra cartella"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(ciclo: Ciclo, argomenti: tuple[str, ...], codice: int, detto: str) -> None:
    with pytest.raises(CommandError, match=detto) as errore:
        call_command(*argomenti, stdout=io.StringIO())
    assert errore.value.returncode == codice


# -- queries -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def carico(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=20, primo=1))
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=300, primo=2))
    yield
    with django_db_blocker.unblock():
        togli()


@pytest.mark.usefixtures("carico", "db")
def test_the_queries_do_not_grow_with_the_rows() -> None:
    """A query a list, and those of the measure."""
    conti = []
    for ente in ("carico-0001", "carico-0002"):
        client = Client()
        client.force_login(Utente.objects.get(username=f"{ente}.controllo"))
        with CaptureQueriesContext(connection) as interrogazioni:
            assert client.get(f"/cicli/{ULTIMO_ANNO}/scarica/?formato=json").status_code == 200
        conti.append(len(interrogazioni))
    assert conti[0] == conti[1] <= 50
