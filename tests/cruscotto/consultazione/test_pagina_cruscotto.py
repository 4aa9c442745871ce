"""The page of one scorecard and its download, against the real figures of 2019 and values entered by hand in 2020."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.confronto import Variazione
from cruscotto.models import Ciclo, Collocazione, Indicatore
from cruscotto.pianificazione.actions.riporto import riporta_ciclo
from ente.models import Ente, Incarico, Ruolo, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.cruscotti import COD_PROVENTI, ENTE, PROVENTI, nomi, scrivi

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

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


def leggi(client: Client, indirizzo: str) -> str:
    """What a page says: without tags, spaces made one."""
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    pagina = re.sub(r"<svg.*?</svg>|<select.*?</select>", " ", risposta.content.decode(), flags=re.S)
    corpo = pagina.split("<main")[1].split("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", corpo).replace("&#x27;", "'").split())


# -- what it says ------------------------------------------------------------------------------------------------------


def test_the_body_at_a_glance(client: Client) -> None:
    """Whole: (100 + 100 + 698/7 + 94,3775…) / 4 = 98,523; Proventi: 542.816,75 / 650.000 = 83,510%."""
    pagina = leggi(client, ENTE)
    sintesi = pagina.split("Indicatori")[0]
    for cifra in ("98,5%", "Economico-Finanziaria 94,4%", "Innovazione e Crescita 99,7%"):
        assert cifra in sintesi
    tabelle = pagina.split("33 indicatori.")[1]
    riga = tabelle[tabelle.index(PROVENTI) :]
    assert re.search(r"650\.000.*542\.816,75.*107\.183,25.*83,5%", riga[:900])
    assert "542.816,75 / 650.000" in riga
    assert "Peso" not in pagina


@pytest.mark.usefixtures("senza_fotografie")
def test_a_column_for_weights_only_where_there_are(client: Client, ciclo: Ciclo) -> None:
    nodo = Collocazione.objects.filter(cruscotto__ciclo=ciclo, cruscotto__codice="ente")
    nodo.filter(nodo__prospettiva__codice="economico").update(peso=Decimal("12.50"))
    pagina = client.get(ENTE).content.decode()
    assert pagina.count('data-nome="Peso"') == 33
    assert pagina.count('data-nome="Peso">12,5<') == 4


def test_a_declared_sal_says_its_reason(client: Client) -> None:
    pagina = leggi(client, "/cruscotti/2019/ente/?allerta=dichiarato_diverso")
    assert "SAL dichiarato ≠ calcolato Dichiarato 100,0%, calcolato 0,0%." in pagina


def test_before_any_value_the_page_says_what_to_do(client: Client, anno_dopo: Ciclo) -> None:
    assert "Nessun valore è stato ancora trasmesso" in leggi(client, "/cruscotti/2020/ente/")
    passato = leggi(client, f"{ENTE}?periodo=1")
    assert "In questo periodo nessun valore è stato rilevato" in passato
    assert "98,5%" not in passato
    assert "torna ad adesso" in passato
    assert "Che cosa fare" not in passato  # one cannot do anything in the past


def test_what_to_do(client: Client, anno_dopo: Ciclo) -> None:
    """One returned, one behind without a reason, one behind with its reason and its action; the rest is missing."""
    anno_dopo.periodi.filter(numero=1).update(scadenza=dt.date(2020, 5, 20))
    scrivi(
        anno_dopo,
        "i067",
        "1,42",
        causa_scostamento="Causa nota.",
        azione_correttiva="Si recupera.",
    )
    scrivi(anno_dopo, "i068", "0")
    scrivi(anno_dopo, "i071", "31/03/2020", stato="restituita", motivo_restituzione="Manca l'atto.")
    pagina = leggi(client, "/cruscotti/2020/area2/")
    assert re.search(r"\d+ valori in ritardo . Il termine è passato: chiedete agli uffici di trasmettere.", pagina)
    assert "1 valore restituito . Tocca agli uffici correggere e ritrasmettere. Diritto Annuale (1)" in pagina
    assert "1 scostamento senza motivazione . Fatevi dare dagli uffici la causa e l’azione correttiva." in pagina
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
    proventi = leggi(client, f"{ENTE}?prospettiva=economico&cerca=PROVENTI+progétto")
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
        quante = [len(nomi(client, f"{ENTE}?{nome}={valore}")) for valore, *_ in campo.opzioni]
        assert all(quante)
        assert sum(quante) == tutte, nome
    assert len(nomi(client, f"{ENTE}?stato=validata")) == tutte
    assert nomi(client, f"{ENTE}?stato=bozza") == []
    assert "Nessun indicatore corrisponde (stato del valore: In bozza)" in leggi(client, f"{ENTE}?stato=bozza")


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
        "cerca=" + "a" * 3_000,
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


@pytest.mark.parametrize(
    "interrogazione", ["periodo=99", "periodo=abc", "confronto=2031", "confronto=2019-3", "confronto=x-y", "ordine=%00"]
)
def test_an_unknown_period_comparison_or_order_is_as_none(client: Client, interrogazione: str) -> None:
    assert nomi(client, f"{ENTE}?{interrogazione}") == nomi(client, ENTE)
    assert client.get(f"{ENTE}?{interrogazione}").context["confronto"] is None


# -- periods, years, comparison ----------------------------------------------------------------------------------------


def test_comparison_with_a_year_and_with_a_period(client: Client, anno_dopo: Ciclo) -> None:
    """Proventi: 100 now, 83,510 in 2019: 16,5 points more. Economico: 100 against 94,378: 5,6 more."""
    scrivi(anno_dopo, COD_PROVENTI, "€ 650.000")
    pagina = leggi(client, "/cruscotti/2020/ente/?confronto=2019&prospettiva=economico")
    assert "Confronto con 2019, terzo quadrimestre." in pagina
    assert "Economico-Finanziaria 100% In linea ▲ in aumento di 5,6 punti" in pagina
    assert "100% In linea ▲ in aumento di 16,5 punti" in pagina
    assert pagina.count("non rilevato") >= 3
    anno_dopo.periodi.filter(numero=1).update(stato="chiuso")
    anno_dopo.periodi.filter(numero=2).update(stato="aperto")
    scrivi(anno_dopo, COD_PROVENTI, "€ 325.000", numero=2)
    pagina = leggi(client, "/cruscotti/2020/ente/?confronto=2020-1&cerca=proventi")
    assert "50% Parzialmente in linea ▼ in calo di 50 punti" in pagina
    assert "100% In linea" in leggi(client, "/cruscotti/2020/ente/?periodo=1&cerca=proventi")
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
    pagina = leggi(client, "/cruscotti/2020/ente/?confronto=2019")
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
    variazione = Variazione(Decimal(prima) if prima else None, Decimal(adesso) if adesso else None)
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


# -- queries, browser --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cruscotto", ["azienda_speciale", "area3"])
@pytest.mark.parametrize(
    ("coda", "quante"),
    # beside a closed year: its photograph, and which of its sheets are somebody else's
    [("", 10), ("?confronto=2019&ordine=sal", 12), ("scarica/?formato=csv&confronto=2019", 12)],
)
def test_as_many_queries_for_ten_rows_and_for_forty_three(
    client: Client,
    anno_dopo: Ciclo,
    django_assert_num_queries: DjangoAssertNumQueries,
    cruscotto: str,
    coda: str,
    quante: int,
) -> None:
    with django_assert_num_queries(quante):
        client.get(f"/cruscotti/2020/{cruscotto}/{coda}")


def porta_la_sessione(browser: BrowserContext, client: Client, indirizzo: str) -> None:
    """Sign the browser in as ``client``."""
    browser.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": indirizzo}])


def test_in_a_browser(demo: Ciclo, utente: Callable[[str], Utente], live_server: LiveServer, pagina: Page) -> None:
    """By keyboard from an alert's count to its rows; then the form, also without JavaScript. Nothing overflows."""
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = Client()
    client.force_login(utente("dirigente.area2"))
    porta_la_sessione(pagina.context, client, live_server.url)
    for larghezza, coda in ((360, ""), (1440, "?ordine=sal&confronto=2019"), (1440, "?cerca=nulla-di-nulla")):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(f"{live_server.url}/cruscotti/2020/area2/{coda}")
        assert guasti_axe(pagina) == []
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
    pagina.goto(f"{live_server.url}/cruscotti/2020/area2/")
    pagina.get_by_role("link", name=re.compile("^In ritardo")).focus()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**allerta=in_ritardo#risultati")
    assert "di 34 indicatori. Le medie sono di tutto il cruscotto." in pagina.get_by_role("status").inner_text()
    browser = pagina.context.browser
    assert browser is not None
    senza = browser.new_context(java_script_enabled=False)
    porta_la_sessione(senza, client, live_server.url)
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
