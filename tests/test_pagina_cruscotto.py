"""The page of one scorecard and its download, against the real figures of 2019 and values entered by hand in 2020."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import tablib
from django.test import Client
from openpyxl import load_workbook

from cruscotto.actions.dimostrazione import prepara_dimostrazione
from cruscotto.actions.riporto import riporta_ciclo
from cruscotto.confronto import Variazione
from cruscotto.conversioni import campi_rilevazione
from cruscotto.models import Ciclo, Collocazione, Indicatore, Rilevazione
from ente.models import Ente, Incarico, Ruolo, Utente

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertMaxNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

ENTE = "/cruscotti/2019/ente/"
PROVENTI = "Proventi da Progetto"
Entra = Callable[[str], Client]


@pytest.fixture
def entra(ciclo: Ciclo, utente: Callable[[str], Utente]) -> Entra:
    """A client signed in as a demo user."""

    def _entra(username: str) -> Client:
        client = Client()
        client.force_login(utente(username))
        return client

    return _entra


@pytest.fixture
def client(entra: Entra) -> Client:
    return entra("dirigente.area2")


@pytest.fixture
def anno_dopo(ciclo: Ciclo) -> Ciclo:
    """2020 with the tree and the targets of 2019 and no value; its first period is open."""
    nuovo = riporta_ciclo(ciclo=ciclo, anno=2020, da=None)
    nuovo.periodi.filter(numero=1).update(stato="aperto")
    return nuovo


def scrivi(ciclo: Ciclo, nome: str, testo: str, numero: int = 1, **altro: str) -> None:
    """A value of the indicator whose name begins with ``nome`` in a period of ``ciclo``; transmitted unless said."""
    indicatore = Indicatore.objects.get(nome__startswith=nome)
    Rilevazione.objects.create(
        indicatore=indicatore,
        periodo=ciclo.periodi.get(numero=numero),
        **{"stato": "trasmessa", **altro},
        **campi_rilevazione(testo, indicatore.scala),
    )


def testo(client: Client, indirizzo: str) -> str:
    """What a page says: without tags, spaces made one."""
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    pagina = re.sub(r"<svg.*?</svg>|<select.*?</select>", " ", risposta.content.decode(), flags=re.S)
    corpo = pagina.split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", corpo).replace("&#x27;", "'").split())


def nomi(client: Client, indirizzo: str) -> list[str]:
    """The labels of the rows of a page, in its order."""
    contesto = client.get(indirizzo).context
    return [p.riga.etichetta for p in contesto["selezione"].posti]


# -- what it says ------------------------------------------------------------------------------------------------------


def test_the_body_at_a_glance(client: Client) -> None:
    """Whole: (100 + 100 + 698/7 + 94,3775…) / 4 = 98,523; Proventi: 542.816,75 / 650.000 = 83,510%."""
    pagina = testo(client, ENTE)
    sintesi = pagina.split("Indicatori")[0]
    for cifra in ("98,5%", "Economico-Finanziaria 94,4%", "Innovazione e Crescita 99,7%"):
        assert cifra in sintesi
    riga = pagina[pagina.index(PROVENTI, pagina.index("Scostamento")) :]
    assert re.search(r"650\.000.*542\.816,75.*107\.183,25.*83,5%", riga[:900])
    assert "542.816,75 / 650.000" in riga
    assert "33 indicatori." in pagina
    assert "Peso" not in pagina


def test_a_column_for_weights_only_where_there_are(client: Client, ciclo: Ciclo) -> None:
    nodo = Collocazione.objects.filter(cruscotto__ciclo=ciclo, cruscotto__codice="ente")
    nodo.filter(nodo__prospettiva__codice="economico").update(peso=Decimal("12.50"))
    pagina = client.get(ENTE).content.decode()
    assert pagina.count('data-nome="Peso"') == 33
    assert pagina.count('data-nome="Peso">12,5<') == 4


def test_a_declared_sal_says_its_reason(client: Client) -> None:
    pagina = testo(client, "/cruscotti/2019/ente/?allerta=dichiarato_diverso")
    assert "SAL dichiarato ≠ calcolato Dichiarato 100,0%, calcolato 0,0%." in pagina


def test_before_any_value_the_page_says_what_to_do(client: Client, anno_dopo: Ciclo) -> None:
    assert "Nessun valore è stato ancora trasmesso" in testo(client, "/cruscotti/2020/ente/")
    passato = testo(client, f"{ENTE}?periodo=1")
    assert "In questo periodo nessun valore è stato rilevato" in passato
    assert "98,5%" not in passato
    assert "torna ad adesso" in passato
    assert "Che cosa fare" not in passato  # one cannot do anything in the past


def test_what_to_do(client: Client, anno_dopo: Ciclo) -> None:
    """One returned, one behind without a reason, one behind with its reason and its action; the rest is missing."""
    anno_dopo.periodi.filter(numero=1).update(scadenza=dt.date(2020, 5, 20))
    scrivi(
        anno_dopo,
        "Spese funzionamento + spese personale",
        "9",
        causa_scostamento="Causa nota.",
        azione_correttiva="Si recupera.",
    )
    scrivi(anno_dopo, "Report di monitoraggio spese", "0")
    scrivi(anno_dopo, "Informazioni e supporto", "31/03/2020", stato="restituita", nota="Manca l'atto.")
    pagina = testo(client, "/cruscotti/2020/area2/")
    assert re.search(r"\d+ valori in ritardo . Il termine è passato: chiedeteli agli uffici.", pagina)
    assert "1 valore restituito . Va corretto e trasmesso di nuovo. Diritto Annuale (1)" in pagina
    assert "1 scostamento senza motivazione . Scrivete la causa e l’azione correttiva." in pagina
    assert "Causa: Causa nota. Azione: Si recupera." in pagina
    assert "Restituito Manca l'atto." in pagina
    contesto = client.get("/cruscotti/2020/area2/").context
    for compito, indirizzo in contesto["compiti"]:
        assert len(nomi(client, indirizzo)) == compito.quanti
    for conteggio, indirizzo in contesto["conteggi"]:
        assert len(nomi(client, indirizzo)) == conteggio.quanti
    assert [p.riga.etichetta[:6] for p in contesto["indietro"]][:2] == ["Report", "Spese "]


# -- choosing the rows -------------------------------------------------------------------------------------------------


def test_filters_choose_rows_and_never_change_the_means(client: Client) -> None:
    tutte = nomi(client, ENTE)
    economico = nomi(client, f"{ENTE}?prospettiva=economico")
    assert len(economico) == 4
    assert economico == [n for n in tutte if n in economico]
    proventi = testo(client, f"{ENTE}?prospettiva=economico&cerca=PROVENTI+progétto")
    assert "1 di 33 indicatori. Le medie sono di tutto il cruscotto." in proventi
    for cifra in ("98,5%", "Economico-Finanziaria 94,4%", "Innovazione e Crescita 99,7%"):
        assert cifra in proventi
    assert proventi.count("Perché il SAL di") == 1


def test_each_filter_splits_the_rows(client: Client) -> None:
    tutte = len(nomi(client, ENTE))
    assert 0 < len(nomi(client, f"{ENTE}?pira=si")) < tutte
    assert len(nomi(client, f"{ENTE}?pira=si")) + len(nomi(client, f"{ENTE}?pira=no")) == tutte
    for nome in ("obiettivo", "ufficio", "prospettiva"):
        campo = next(c for c in client.get(ENTE).context["selezione"].campi if c.nome == nome)
        assert len(campo.opzioni) > 1
        quante = [len(nomi(client, f"{ENTE}?{nome}={valore}")) for valore, _ in campo.opzioni]
        assert all(quante)
        assert sum(quante) == tutte, nome
    assert len(nomi(client, f"{ENTE}?stato=validata")) == tutte
    assert nomi(client, f"{ENTE}?stato=bozza") == []


def test_chips_take_one_filter_away_and_one_link_takes_all(client: Client) -> None:
    selezione = client.get(f"{ENTE}?prospettiva=economico&cerca=proventi&ordine=nome&pira=").context["selezione"]
    assert [(nome, valore) for nome, valore, _ in selezione.attivi] == [
        ("Prospettiva", "Economico-Finanziaria"),
        ("Testo", "«proventi»"),
    ]
    senza_prospettiva = parse_qs(urlsplit(selezione.attivi[0][2]).query)
    assert senza_prospettiva == {"cerca": ["proventi"], "ordine": ["nome"]}
    assert selezione.senza_filtri == f"{ENTE}?ordine=nome"


def test_orders(client: Client) -> None:
    """The three rows of the body below 100: 83,5…, 94 and 98."""
    sal = [p.riga.sal for p in client.get(f"{ENTE}?ordine=sal").context["selezione"].posti]
    assert [f"{s:.0f}" for s in sal[:4]] == ["84", "94", "98", "100"]
    assert sal == sorted(sal)
    per_nome = [n.casefold() for n in nomi(client, f"{ENTE}?ordine=nome")]
    assert per_nome[0] < per_nome[-1]
    scarti = [p.riga.sal_grezzo for p in client.get(f"{ENTE}?ordine=scostamento").context["selezione"].posti]
    assert scarti == sorted(scarti)
    assert scarti[-1] > 100
    assert nomi(client, f"{ENTE}?ordine=inventato") == nomi(client, ENTE)
    assert sorted(nomi(client, f"{ENTE}?ordine=ufficio")) == sorted(nomi(client, ENTE))


@pytest.mark.parametrize(
    "interrogazione",
    [
        "prospettiva=%3Cscript%3Ealert(1)%3C/script%3E",
        "cerca=%3Cimg+src=x+onerror=alert(1)%3E",
        "ufficio=%00&obiettivo=-1&pira=forse&stato=%22%27&allerta=' OR 1=1",
        "obiettivo=" + "9" * 5000,
        "cerca=" + "a" * 100_000,
    ],
)
def test_what_matches_nothing_shows_nothing_and_says_so(client: Client, interrogazione: str) -> None:
    risposta = client.get(f"{ENTE}?{interrogazione}")
    pagina = risposta.content.decode()
    assert risposta.status_code == 200
    assert "Nessun indicatore corrisponde" in pagina
    assert "mostrate tutti i 33 indicatori" in pagina
    assert "<script>alert" not in pagina
    assert "<img src=x" not in pagina
    assert len(pagina) < 200_000


@pytest.mark.parametrize(
    "interrogazione", ["periodo=99", "periodo=abc", "confronto=2031", "confronto=2019-3", "confronto=x-y", "ordine=%00"]
)
def test_an_unknown_period_comparison_or_order_is_as_none(client: Client, interrogazione: str) -> None:
    assert nomi(client, f"{ENTE}?{interrogazione}") == nomi(client, ENTE)
    assert client.get(f"{ENTE}?{interrogazione}").context["confronto"] is None


# -- periods, years, comparison ----------------------------------------------------------------------------------------


def test_comparison_with_a_year_and_with_a_period(client: Client, anno_dopo: Ciclo) -> None:
    """Proventi: 100 now, 83,510 in 2019: 16,5 points more. Economico: 100 against 94,378: 5,6 more."""
    scrivi(anno_dopo, PROVENTI, "€ 650.000")
    pagina = testo(client, "/cruscotti/2020/ente/?confronto=2019&prospettiva=economico")
    assert "Confronto con 2019, terzo quadrimestre." in pagina
    assert "Economico-Finanziaria 100% Raggiunto ▲ in aumento di 5,6 punti" in pagina
    assert "100% Raggiunto ▲ in aumento di 16,5 punti" in pagina
    assert pagina.count("non rilevato") >= 3
    anno_dopo.periodi.filter(numero=1).update(stato="chiuso")
    anno_dopo.periodi.filter(numero=2).update(stato="aperto")
    scrivi(anno_dopo, PROVENTI, "€ 325.000", numero=2)
    pagina = testo(client, "/cruscotti/2020/ente/?confronto=2020-1&cerca=proventi")
    assert "50% Non raggiunto ▼ in calo di 50 punti" in pagina
    assert "100% Raggiunto" in testo(client, "/cruscotti/2020/ente/?periodo=1&cerca=proventi")
    assert client.get("/cruscotti/2020/ente/?periodo=1&confronto=2020-2").context["confronto"] is None


def test_the_same_indicator_placed_twice_is_matched_in_order(entra: Entra, anno_dopo: Ciclo) -> None:
    """Area 1 places i034 twice: each row meets its own earlier one, and none is new."""
    confronto = entra("dirigente.area1").get("/cruscotti/2020/area1/?confronto=2019").context["confronto"]
    assert len(confronto.righe) == 27
    assert not any(v.nuova for v in confronto.righe.values())
    assert confronto.uscite == ()


def test_a_row_that_is_new_and_a_row_that_left(client: Client, anno_dopo: Ciclo) -> None:
    indicatore = Indicatore.objects.get(nome__startswith=PROVENTI)
    altro = Indicatore.objects.create(ente=anno_dopo.ente, codice="nuovo", nome="Nuovo", tipo="numero")
    Collocazione.objects.filter(cruscotto__ciclo=anno_dopo, indicatore=indicatore).update(indicatore=altro)
    pagina = testo(client, "/cruscotti/2020/ente/?confronto=2019")
    assert "prima non c’era" in pagina
    assert f"Non ci sono più: {PROVENTI}" in pagina


@pytest.mark.parametrize(
    ("prima", "adesso", "freccia", "parole"),
    [
        ("90", "91", "▲", "in aumento di 1 punto"),
        ("90", "80.04", "▼", "in calo di 10 punti"),
        ("90", "90.04", "=", "invariato"),
        (None, "90", "·", "prima non rilevato"),
        ("90", None, "·", "non rilevato"),
    ],
)
def test_changes_in_words(prima: str | None, adesso: str | None, freccia: str, parole: str) -> None:
    variazione = Variazione(*(Decimal(v) if v else None for v in (prima, adesso)))
    assert (variazione.freccia, variazione.parole) == (freccia, parole)


# -- who may see -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("coda", ["", "scarica/?formato=xlsx", "scarica/?formato=csv"])
def test_individual_sheets_and_other_bodies(entra: Entra, ciclo: Ciclo, coda: str) -> None:
    assert entra("dirigente.area2").get(f"/cruscotti/2019/ind_dir2/{coda}").status_code == 200
    assert entra("oiv").get(f"/cruscotti/2019/ind_dir2/{coda}").status_code == 200
    for altro in ("dirigente.area3", "redattore.area2"):
        assert entra(altro).get(f"/cruscotti/2019/ind_dir2/{coda}").status_code == 404
    fuori = Utente.objects.create(username="fuori", ente=Ente.objects.create(codice="altrove", denominazione="Altrove"))
    Incarico.objects.create(utente=fuori, ruolo=Ruolo.AMMINISTRATORE)
    client = Client()
    assert client.get(f"{ENTE}{coda}").status_code == 302
    client.force_login(fuori)
    assert client.get(f"{ENTE}{coda}").status_code == 404


# -- download ----------------------------------------------------------------------------------------------------------


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


def test_the_comparison_goes_into_the_sheet(client: Client, anno_dopo: Ciclo) -> None:
    scrivi(anno_dopo, PROVENTI, "€ 650.000")
    (riga,) = foglio(client.get("/cruscotti/2020/ente/scarica/?confronto=2019&cerca=proventi+progetto").content)
    assert (riga["SAL % – 2019, terzo quadrimestre"], riga["Differenza di SAL (punti)"]) == (83.510269, 16.5)


@pytest.mark.parametrize("inizio", ["=1+1", "+1", "-1", "@somma", "\t=1", "\r=1"])
def test_a_text_never_becomes_a_formula(client: Client, ciclo: Ciclo, inizio: str) -> None:
    cattivo = f"{inizio} cmd\x00\x0b"
    if "\x00" in cattivo:
        cattivo = cattivo.replace("\x00", "\x01")  # a NUL does not even enter the database
    scelte = Collocazione.objects.filter(cruscotto__ciclo=ciclo, indicatore__nome__startswith=PROVENTI)
    scelte.update(etichetta=cattivo)
    for formato in ("xlsx", "ods", "csv"):
        dati = client.get(f"{ENTE}scarica/?formato={formato}&prospettiva=economico").content
        if formato == "xlsx":
            libro = load_workbook(io.BytesIO(dati)).active
            assert {c.data_type for riga in libro.rows for c in riga} <= {"s", "n", "d"}
            etichette = [r["Indicatore"] for r in foglio(dati)]
        elif formato == "ods":
            etichette = [r["Indicatore"] for r in tablib.Dataset().load(dati, format="ods").dict]
        else:
            uscita = io.StringIO(dati.decode("utf-8-sig"), newline="")
            etichette = [r["Indicatore"] for r in csv.DictReader(uscita, delimiter=";")]
        assert any(str(e).startswith(f"'{inizio[0]}") or str(e).startswith("'") for e in etichette), formato


@pytest.mark.parametrize("formato", ["exe", "", "XLSX", "../xlsx", "html"])
def test_other_formats_do_not_exist(client: Client, formato: str) -> None:
    assert client.get(f"{ENTE}scarica/", {"formato": formato}).status_code == 404


def test_an_empty_choice_still_downloads_its_headings(client: Client) -> None:
    dati = client.get(f"{ENTE}scarica/?formato=csv&cerca=nulla-di-nulla").content.decode("utf-8-sig")
    assert dati.startswith("Anno;Periodo;")
    assert dati.count("\n") == 1


# -- queries, browser --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cruscotto", ["azienda_speciale", "area3"])
@pytest.mark.parametrize("coda", ["", "?confronto=2019&ordine=sal", "scarica/?formato=csv&confronto=2019"])
def test_ten_queries_for_ten_rows_and_for_forty_three(
    client: Client,
    anno_dopo: Ciclo,
    django_assert_max_num_queries: DjangoAssertMaxNumQueries,
    cruscotto: str,
    coda: str,
) -> None:
    with django_assert_max_num_queries(12) as fatte:
        client.get(f"/cruscotti/2020/{cruscotto}/{coda}")
    assert len(fatte) == 10


def test_in_a_browser(demo: Ciclo, utente: Callable[[str], Utente], live_server: LiveServer, pagina: Page) -> None:
    """By keyboard from an alert's count to its rows; then the form, also without JavaScript. Nothing overflows."""
    from axe_playwright_python.sync_playwright import Axe

    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = Client()
    client.force_login(utente("dirigente.area2"))
    sessione = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    pagina.context.add_cookies([sessione])
    regole = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"]}
    for larghezza, coda in ((360, ""), (1440, "?ordine=sal&confronto=2019"), (1440, "?cerca=nulla-di-nulla")):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(f"{live_server.url}/cruscotti/2020/area2/{coda}")
        assert Axe().run(pagina, options=regole).response["violations"] == []
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
    pagina.goto(f"{live_server.url}/cruscotti/2020/area2/")
    pagina.get_by_role("link", name=re.compile("^In ritardo")).focus()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**allerta=in_ritardo#risultati")
    assert "di 34 indicatori. Le medie sono di tutto il cruscotto." in pagina.get_by_role("status").inner_text()
    browser = pagina.context.browser
    assert browser is not None
    senza = browser.new_context(java_script_enabled=False)
    senza.add_cookies([sessione])
    semplice = senza.new_page()
    semplice.goto(f"{live_server.url}/cruscotti/2020/area2/?periodo=1")
    semplice.get_by_label("Testo").fill("report")
    semplice.get_by_label("Ordine").select_option(label="SAL, dal più basso")
    semplice.get_by_role("button", name="Applica").click()
    interrogazione = parse_qs(urlsplit(semplice.url).query)
    assert interrogazione == {"periodo": ["1"], "cerca": ["report"], "ordine": ["sal"]}
    semplice.get_by_role("link", name="Togli i filtri").click()
    assert parse_qs(urlsplit(semplice.url).query) == {"periodo": ["1"], "ordine": ["sal"]}
    senza.close()
