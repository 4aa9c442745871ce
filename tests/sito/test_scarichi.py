"""Every list and every table of the site, downloaded: what the page shows, as numbers and dates, for who sees it."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cruscotto.management.dimostrazione.carico import Piano, genera, togli
from cruscotto.management.dimostrazione.carico.piano import ULTIMO_ANNO
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.fogli.celle import NOME_LUNGO, Percento, Tabella, nomi_di_foglio, sicura
from ente.fogli.scrittura import foglio, libro_xlsx
from ente.models import Utente
from tests.mondi.due_enti import DueEnti
from tests.mondi.scarichi import (
    FORMATI,
    SCARICHI,
    TABELLE,
    Griglia,
    in_italiano,
    indirizzo,
    leggi,
    marca,
    parole,
    prepara,
)
from tests.mondi.scena import ANNO

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db

NUMERO = re.compile(r"-?\d+(,\d+)?%?")
PERICOLOSI = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture
def mondo(db: None) -> DueEnti:
    mondo = DueEnti()
    prepara(mondo)
    return mondo


def scarica(client: Client, pagina: str, tabella: str = "", formato: str = "xlsx") -> Griglia:
    return leggi(formato, _dati(client, indirizzo(pagina, tabella, formato)))


def _dati(client: Client, dove: str) -> bytes:
    risposta = client.get(dove)
    assert risposta.status_code == 200, dove
    assert risposta["Content-Disposition"].startswith("attachment; filename="), dove
    return b"".join(risposta) if risposta.streaming else risposta.content


def righe(client: Client, pagina: str, tabella: str = "") -> list[dict[str, Any]]:
    """The rows under their headings."""
    (titoli, *altre) = scarica(client, pagina, tabella)
    return [dict(zip(titoli, riga, strict=True)) for riga in altre]


# -- all of them -------------------------------------------------------------------------------------------------------


def test_the_three_formats_say_the_same(mondo: DueEnti) -> None:
    """Numbers and dates are so in xlsx and ods; a csv writes them as an Italian spreadsheet reads them."""
    for pagina, tabella in SCARICHI:
        xlsx, ods, scritto = (scarica(mondo.clienti["controllo"], pagina, tabella, f) for f in FORMATI)
        assert len(xlsx) > 1, f"{pagina} {tabella}: nessuna riga"
        assert xlsx[0] == ods[0] == scritto[0], (pagina, tabella)
        assert len({len(riga) for riga in xlsx}) == 1, (pagina, tabella)
        in_parole = [[in_italiano(v) for v in riga] for riga in xlsx]
        assert in_parole == [[in_italiano(v) for v in riga] for riga in ods], (pagina, tabella)
        assert in_parole == [[_senza_zeri(v) for v in riga] for riga in scritto], (pagina, tabella)


def _senza_zeri(testo: str) -> str:
    """Euro keep their cents in a csv."""
    return testo.rstrip("0").rstrip(",") if re.fullmatch(r"-?\d+,\d+", testo) else testo


def test_every_page_with_a_table_offers_it(mondo: DueEnti) -> None:
    """The links are on the page, one for each format; what is downloaded elsewhere is linked from its page."""
    for pagina, tabelle in TABELLE.items():
        html = mondo.clienti["controllo"].get(pagina.replace("scarica/", "")).content.decode()
        for tabella in tabelle:
            for formato in FORMATI:
                cercato = rf'href="[^"]*\?[^"]*formato={formato}{f"&amp;tabella={tabella}" if tabella else ""}"'
                assert re.search(cercato, html), (pagina, tabella, formato)


@pytest.mark.una_volta
@pytest.mark.parametrize("inizio", ['=HYPERLINK("http://x.example";"y")', "@SUM(A1)", "+1", "-1+1", "\t=1", "\r=1"])
def test_a_text_never_becomes_a_formula(mondo: DueEnti, inizio: str) -> None:
    marca(mondo.casa.ente, inizio)
    registra(
        ente=mondo.casa.ente, da=mondo.casa["carla"], azione=f"{inizio} prova", oggetto=mondo.casa.indicatori["i1"]
    )
    for pagina, tabella in SCARICHI:
        trovati = 0
        for formato in FORMATI:
            dati = _dati(mondo.clienti["controllo"], indirizzo(pagina, tabella, formato))
            griglia = leggi(formato, dati)
            if formato == "xlsx":
                tipi = {c.data_type for riga in load_workbook(io.BytesIO(dati)).active.rows for c in riga}
                assert "f" not in tipi, (pagina, tabella)
            for testo in parole(griglia):
                vivo = testo.startswith(PERICOLOSI) and testo != "-"
                assert not vivo or (formato == "csv" and NUMERO.fullmatch(testo)), (pagina, tabella, formato, testo)
                trovati += inizio.strip() in testo
        assert trovati >= len(FORMATI), f"{pagina} {tabella}: nessun testo marcato, la prova non prova niente"


def test_another_body_never_appears(mondo: DueEnti) -> None:
    marca(mondo.casa.ente, "Nostro ")
    marca(mondo.altrove.ente, "Altrui ")
    # In the same year too: then only the body tells the rows apart.
    mondo.casa.ciclo.ente.voci_bilancio.update(anno=ANNO)
    mondo.altrove.ente.cicli.update(anno=ANNO)
    mondo.altrove.ente.tavole.update(anno=ANNO, tema="personale")
    mondo.altrove.ente.voci_bilancio.update(anno=ANNO)
    mondo.altrove.ente.indicatori.filter(codice="altrui").update(codice="i1")
    registra(ente=mondo.casa.ente, da=mondo.casa["carla"], azione="Nostro", oggetto=mondo.casa.ciclo)
    for pagina, tabella in SCARICHI:
        letti = parole(scarica(mondo.clienti["controllo"], pagina, tabella, "csv"))
        assert any("Nostro" in t for t in letti), (pagina, tabella)
        assert not any("Altrui" in t for t in letti), (pagina, tabella)


def test_what_is_not_offered_does_not_exist(mondo: DueEnti) -> None:
    for pagina in TABELLE:
        for parametri in ({"formato": "pdf"}, {"formato": ""}, {"formato": "XLSX"}):
            assert mondo.clienti["controllo"].get(pagina, parametri).status_code == 404, (pagina, parametri)
    for pagina in (p for p in TABELLE if not p.endswith("scarica/")):
        parametri = {"formato": "csv", "tabella": "inventata"}
        assert mondo.clienti["controllo"].get(pagina, parametri).status_code == 404, pagina


def test_a_download_is_for_who_sees_the_page(mondo: DueEnti) -> None:
    for pagina in TABELLE:
        for chi, client in mondo.clienti.items():
            attesi = client.get(pagina).status_code
            assert client.get(pagina, {"formato": "csv"}).status_code == attesi, (pagina, chi)


# -- one by one --------------------------------------------------------------------------------------------------------


@pytest.fixture
def controllo(ciclo: Ciclo, utente: Callable[[str], Utente]) -> Client:
    client = Client()
    client.force_login(utente("controllo"))
    return client


def test_scorecards_tree_matrix_map(controllo: Client) -> None:
    contesto = controllo.get("/cruscotti/2019/").context
    elenco = righe(controllo, "/cruscotti/2019/")
    assert [r["Cruscotto"] for r in elenco] == [p.titolo for p in contesto["prospetti"]]
    assert elenco[0]["SAL %"] == 98.522963
    assert (elenco[0]["Indicatori"], elenco[0]["Semaforo"]) == (33, "Raggiunto")
    radice = controllo.get("/albero/2019/").context["radice"]
    albero = righe(controllo, "/albero/2019/")
    foglie = [r for r in albero if r["Livello"] == "Indicatore"]
    assert sorted(r["Testo"] for r in foglie) == sorted(f.riga.etichetta for f in radice.foglie_sotto)
    assert albero[0]["Indicatori"] == len(foglie) == 251
    uno = righe(controllo, "/albero/2019/?cruscotto=ente")
    assert len([r for r in uno if r["Livello"] == "Indicatore"]) == 33
    matrice = righe(controllo, "/matrice/2019/")
    assert {(r["N. obiettivo"], r["Prospettiva"]) for r in matrice} == {
        (m.nodo.numero, riga.nome)
        for riga in controllo.get("/matrice/2019/").context["righe"]
        for _, cella in riga.celle
        for m in cella
    }
    mappa = righe(controllo, "/mappa/2019/")
    assert [r["Obiettivo strategico"] for r in mappa] == [
        r.obiettivo.nodo.nome for r in controllo.get("/mappa/2019/").context["righe"]
    ]
    assert all(isinstance(r["SAL %"], float | int) for r in (*elenco, *mappa, *matrice))


def test_the_tables_of_an_indicator(controllo: Client) -> None:
    scheda = controllo.get("/indicatori/2019/i031/").context["scheda"]
    valori = righe(controllo, "/indicatori/2019/i031/", "valori")
    assert [r["Periodo"] for r in valori] == [p.periodo.nome for p in scheda.periodi]
    assert valori[-1]["Valore"] == 542816.75
    assert valori[-1]["Valori al"] == dt.datetime(2019, 12, 31)
    assert [r["Cruscotto"] for r in righe(controllo, "/indicatori/2019/i031/", "posti")] == [
        p.cruscotto.titolo for p in scheda.posti
    ]
    assert [r["Target"] for r in righe(controllo, "/indicatori/2019/i031/", "target")] == [650000]
    perche = righe(controllo, "/indicatori/2019/i031/", "perche")
    assert len(perche) == sum(len(p.addendi) for p in scheda.perche.passi)
    assert sum(r["Questa riga"] == "sì" for r in perche) == 3
    storia = controllo.get("/indicatori/2019/i031/").context["storia"]
    assert len(righe(controllo, "/indicatori/2019/i031/", "storia")) == len(storia.momenti)
    data = next(r for r in righe(controllo, "/cruscotti/2019/ente/scarica/") if isinstance(r["Target"], dt.datetime))
    assert isinstance(righe(controllo, f"/indicatori/2019/{data['Codice']}/", "target")[0]["Target"], dt.datetime)


def test_context_keeps_percentages(controllo: Client) -> None:
    """A share is a number shown as a percentage: it can be summed, and 5,2% never becomes 5,2."""
    tavole = controllo.get("/contesto/2019/").context["tavole"]
    ordinate = righe(controllo, "/contesto/2019/")
    assert sorted(r["Codice"] for r in ordinate) == sorted(t.codice for t in tavole)
    dati = _dati(controllo, "/contesto/2019/export/scarica/?formato=xlsx")
    pagina = load_workbook(io.BytesIO(dati)).active
    quote = [c for riga in pagina.iter_rows(min_row=2) for c in riga if "%" in c.number_format]
    assert quote and all(isinstance(c.value, float) and -1 < c.value < 1 for c in quote)
    scritte = scarica(controllo, "/contesto/2019/export/scarica/", formato="csv")
    assert "34,8%" in scritte[1]
    persone = righe(controllo, "/personale/2019/genere/")
    assert [r["Tavola"] for r in persone] == [
        c.tavola.titolo for c in controllo.get("/personale/2019/genere/").context["conti"]
    ]
    assert (persone[0]["Persone"], persone[0]["Donne"], persone[0]["Donne, %"]) == (88, 60, 68.181818)


def test_the_lists_of_who_works(mondo: DueEnti) -> None:
    redattore, dirigente, controllo = (mondo.clienti[r] for r in ("redattore", "dirigente", "controllo"))
    assert [r["Codice"] for r in righe(redattore, f"/valori/{ANNO}/")] == ["i1", "i2"]
    voce = righe(redattore, f"/valori/{ANNO}/")[0]
    assert (voce["Valore"], voce["Stato"], voce["SAL %"]) == (97, "Trasmessa", 97)
    assert [r["Codice"] for r in righe(controllo, f"/valori/{ANNO}/?ufficio=cultura")] == ["i4"]
    assert {r["Codice"] for r in righe(dirigente, f"/revisione/{ANNO}/", "coda")} == {"i1", "i2"}
    (attesa,) = (r for r in righe(dirigente, f"/revisione/{ANNO}/", "attese"))
    assert (attesa["Area"], attesa["In bozza"]) == ("Area 1 – area1", 1)
    contesto = controllo.get(f"/chiusura/{ANNO}/").context
    stato = righe(controllo, f"/chiusura/{ANNO}/", "stato")
    assert stato[-1]["Dovuti"] == contesto["totale"].dovuti
    assert len(stato) == 1 + sum(1 + len(a.uffici) for a in contesto["aree"])
    assert len(righe(controllo, f"/chiusura/{ANNO}/", "mancano")) == len(contesto["effetto"].mancano)
    assert len(righe(controllo, f"/chiusura/{ANNO}/", "anteprime")) == len(contesto["anteprime"])
    periodi = righe(controllo, f"/chiusura/{ANNO}/", "periodi")
    assert [r["Al"] for r in periodi] == [dt.datetime(ANNO, 4, 30), dt.datetime(ANNO, 8, 31), dt.datetime(ANNO, 12, 31)]
    pesi = righe(controllo, f"/cruscotti/{ANNO}/ente/pesi/")
    assert [r["Peso"] for r in pesi][:4] == [25, 25, 25, 25]
    (sostituto,) = righe(controllo, "/ente/sostituti/")
    assert (sostituto["Sostituto"], sostituto["Quando"]) == ("Sandra", "In corso")
    assert isinstance(sostituto["Al"], dt.datetime)


def test_an_individual_sheet_stays_with_its_manager(mondo: DueEnti) -> None:
    """Neither in the tree, nor in the list, nor among the placements of an indicator."""
    for pagina, tabella in (
        (f"/albero/{ANNO}/", ""),
        (f"/cruscotti/{ANNO}/", ""),
        (f"/indicatori/{ANNO}/i1/", "posti"),
    ):
        assert "Scheda area1" in parole(scarica(mondo.clienti["dirigente"], pagina, tabella))
        for chi in ("redattore", "sostituto", "senza ruolo"):
            letti = parole(scarica(mondo.clienti[chi], pagina, tabella))
            assert not any(t.startswith(("Scheda area", "Sulla scheda")) for t in letti), (pagina, chi)
        assert "Scheda area2" not in parole(scarica(mondo.clienti["dirigente"], pagina, tabella))


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
    """As many for ten indicators as for many, and no more than the page makes."""
    for pagina, tabella in SCARICHI:
        dove = (
            pagina.replace(str(ANNO), str(ULTIMO_ANNO))
            .replace("/i1/", "/i0001/")
            .replace("tavola/", "imprese-settore/")
        )
        conti = [_conta(ente, indirizzo(dove, tabella, "csv")) for ente in ("carico-0001", "carico-0002")]
        assert conti[0] == conti[1], (pagina, tabella)
        if not pagina.endswith("scarica/"):
            di_piu = pagina == "/ente/persone/"  # its sheet tells two offices that are called alike by their codes
            assert conti[0] <= _conta("carico-0001", dove) + di_piu, (pagina, tabella)


def _conta(ente: str, dove: str) -> int:
    client = Client()
    client.force_login(Utente.objects.get(username=f"{ente}.controllo"))
    with CaptureQueriesContext(connection) as interrogazioni:
        risposta = client.get(dove)
        if risposta.streaming:
            b"".join(risposta)
    assert risposta.status_code == 200, dove
    return len(interrogazioni)


# -- the sheets themselves ---------------------------------------------------------------------------------------------


def test_a_workbook_is_ready_to_work_on() -> None:
    """Headings in bold that stay, dates as gg/mm/aaaa, columns as wide as what they hold."""
    quando = dt.datetime(2019, 12, 31, 10, 5)
    dati = foglio(
        "xlsx",
        "Prova",
        ("Numero", "Intero", "Piccolo", "Giorno", "Istante", "Quota", "Testo lungo", "Anno"),
        [
            (
                Decimal("-5.25"),
                Decimal(650000),
                Decimal("0.004"),
                quando.date(),
                quando,
                Percento(Decimal("5.2")),
                "x" * 90,
                9,
            )
        ],
    )
    pagina = load_workbook(io.BytesIO(dati)).active
    assert pagina.freeze_panes == "A2"
    assert all(c.font.bold for c in pagina[1])
    assert pagina.auto_filter.ref == "A1:H2"
    assert [c.number_format for c in pagina[2]] == [
        *("#,##0.00", "#,##0", "#,##0.00####", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "0.0%", "General", "General")
    ]
    assert [c.value for c in pagina[2]][:6] == [-5.25, 650000, 0.004, dt.datetime(2019, 12, 31), quando, 0.052]
    larghe = {lettera: colonna.width for lettera, colonna in pagina.column_dimensions.items()}
    assert larghe["G"] == 60 and larghe["D"] == 12 and larghe["A"] == 9


def test_names_of_sheets_are_all_different() -> None:
    lunghi = ["Tavola " + "a" * 40, "tavola " + "A" * 40, "Tavola " + "a" * 40]
    nomi = nomi_di_foglio([*lunghi, "a/b:c", "a b c", "", "''", "[x]*?", "\x01"])
    assert len({n.casefold() for n in nomi}) == len(nomi)
    assert all(0 < len(n) <= NOME_LUNGO and not re.search(r"[\[\]:*?/\\]", n) for n in nomi)
    libro = load_workbook(io.BytesIO(libro_xlsx([Tabella(n, ("A",), [(1,)]) for n in lunghi])))
    assert libro.sheetnames == nomi[:3]


def test_a_lone_dash_is_no_formula() -> None:
    assert (sicura("-"), sicura("- 5"), sicura("-5")) == ("-", "'- 5", "'-5")
    assert sicura(Decimal(-5)) == Decimal(-5)
    assert sicura("a\x00b\ud800\uffff") == "ab"


@pytest.mark.parametrize("formato", FORMATI)
def test_texts_come_back_as_they_were(formato: str) -> None:
    scritti = ["<b>&amp;</b>", "virgolette \" e '", "due righe\nqui", "è à ü €", "; , \\", "]]>"]
    letti = leggi(formato, foglio(formato, "T", [str(n) for n in range(len(scritti))], [scritti]))
    assert [str(t).replace("\r\n", "\n") for t in letti[1]] == scritti
