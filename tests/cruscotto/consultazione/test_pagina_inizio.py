"""The home of each role over the real 2019 and the demonstration 2020, and the frame around every page."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Cruscotto, Indicatore, Rilevazione, StatoCiclo, ValoreAtteso
from ente.models import Area, Atto, Incarico, Ruolo, Ufficio, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.fabbrica import crea_persone

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

RUOLI = ("amministratore", "controllo", "oiv", "dirigente.area3", "redattore.area3")
CONTEGGIO = re.compile(r'<a\s+class="conteggio[^"]*"\s+href="([^"]+)">\s*<strong>(\d+)</strong>', re.DOTALL)
CELLA = re.compile(r'<a href="(/elenco/[^"]+)">(\d+)<span')


@pytest.fixture
def entra(utente: Callable[[str], Utente]) -> Callable[[str], Client]:
    def entra(username: str) -> Client:
        client = Client()
        client.force_login(utente(username))
        return client

    return entra


def leggi(client: Client, indirizzo: str = "/") -> str:
    """What a page says, without tags and with single spaces."""
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, indirizzo
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", risposta.content.decode())).split())


def del_secondo(**filtri: str) -> int:
    """How many values of the open period of 2020 there are, asked of the database."""
    return Rilevazione.objects.filter(periodo__ciclo__anno=2020, periodo__numero=2, **filtri).count()


# -- what each role sees -----------------------------------------------------------------------------------------------


def test_a_manager_sees_the_own_area_and_no_other_sheet(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    pagina = leggi(entra("dirigente.area3"))
    assert "Area 3 – Registro Imprese, Anagrafe e Metrico" in pagina
    assert "Performance individuale –Dirigente Area 3" in pagina
    assert "Performance individuale –Dirigente Area 2" not in pagina
    assert "Area 2" not in pagina
    trasmesse = del_secondo(stato="trasmessa", indicatore__ufficio__area__codice="area3")
    assert trasmesse > 0
    assert f"{trasmesse} Da validare" in pagina
    for nome in ("Imprese, Territorio e Consumatori", "Processi Interni", "Economico-Finanziaria"):
        assert nome in pagina


def test_a_manager_reads_the_cause_and_what_to_do(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    casa = entra("dirigente.area3").get("/").context["dirigente"][0]
    assert casa.piu_bassi
    assert [v.sal for v in casa.piu_bassi] == sorted(v.sal for v in casa.piu_bassi)
    pagina = leggi(entra("dirigente.area3"))
    for voce in casa.piu_bassi:
        assert voce.etichetta in pagina
        assert voce.motivo in pagina
        assert voce.azione in pagina
    assert sum(c.in_ritardo for c in casa.uffici_in_ritardo) == casa.conto.in_ritardo


def test_the_real_year_of_a_manager(ciclo: Ciclo, entra: Callable[[str], Client]) -> None:
    """2019 is closed and validated: nothing waits, and the SAL of the area is that of its scorecard."""
    client = entra("dirigente.area1")
    pagina = leggi(client)
    assert "Terzo quadrimestre 2019" in pagina
    assert "periodo chiuso" in pagina
    assert "Nessun valore della vostra area aspetta la validazione." in pagina
    (prospetto,) = client.get("/").context["dirigente"][0].cruscotti
    assert client.get("/cruscotti/2019/area1/").context["prospetto"].media.valore == prospetto.media.valore
    assert "Dati dimostrativi" not in pagina


def test_a_clerk_sees_what_the_office_owes(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    """Of the office: what was entered is the rows of the database, the rest of what is due is listed with its state."""
    client = entra("redattore.area3")
    (casa,) = client.get("/").context["redattore"]
    ufficio = {"indicatore__ufficio__codice": "registro-imprese"}
    fatti = Rilevazione.objects.filter(
        periodo__ciclo__anno=2020, periodo__numero=2, stato__in=["trasmessa", "validata"], **ufficio
    ).exclude(indicatore__in=solo_in_schede())
    assert casa.conto.fatti == fatti.count() > 0
    assert casa.conto.dovuti == casa.conto.fatti + len(casa.da_fare)
    restituite = Rilevazione.objects.filter(periodo__ciclo__anno=2020, stato="restituita", **ufficio)
    assert {v.codice for v in casa.da_fare if v.stato == "restituita"} == {r.indicatore.codice for r in restituite}
    pagina = leggi(client)
    assert f"{casa.conto.fatti} su {casa.conto.dovuti} inseriti" in pagina
    assert "20 settembre 2020" in pagina
    assert "Mancante" in pagina


def solo_in_schede() -> list[int]:
    """Indicators of 2020 that stand on managers' sheets only, which a clerk does not see."""
    altrove = Indicatore.objects.filter(collocazioni__cruscotto__in=Cruscotto.objects.exclude(tipo="individuale"))
    return list(Indicatore.objects.exclude(pk__in=altrove.values("pk")).values_list("pk", flat=True))


def test_the_reason_of_a_return_is_said(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    rilevazione = Rilevazione.objects.filter(
        periodo__ciclo=dimostrativo,
        periodo__numero=2,
        indicatore__ufficio__codice="registro-imprese",
        stato="trasmessa",
    ).exclude(indicatore__in=solo_in_schede())[0]
    motivo = "Manca il <numero> del protocollo."
    Rilevazione.objects.filter(pk=rilevazione.pk).update(
        stato="restituita", motivo_restituzione=motivo, nota="Una nota dell'ufficio."
    )
    pagina = leggi(entra("redattore.area3"))
    assert f"Restituita Motivo: {motivo}" in pagina
    assert "Una nota dell'ufficio." not in pagina


def test_the_control_sees_every_area(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    casa = entra("controllo").get("/").context["controllo"]
    assert [a.codice for a in casa.aree] == ["area1", "area2", "area3", "area4"]
    for conto in casa.aree:
        area = {"indicatore__ufficio__area__codice": conto.codice}
        assert conto.trasmessi == del_secondo(stato="trasmessa", **area)
        assert conto.validati == del_secondo(stato="validata", **area)
        assert conto.restituiti == del_secondo(stato="restituita", **area)
        assert conto.dovuti == conto.fatti + conto.da_fare
    for campo in ("totale", "dovuti", "trasmessi", "validati", "restituiti", "in_ritardo", "sotto_soglia"):
        assert getattr(casa.totale, campo) == sum(getattr(c, campo) for c in casa.aree)
    assert casa.totale.totale == Indicatore.objects.count() == 133


def test_values_without_an_area_are_counted_apart(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    Ufficio.objects.filter(codice="metrico").update(area=None)
    client = entra("controllo")
    ultimo = client.get("/").context["controllo"].aree[-1]
    assert (ultimo.nome, ultimo.totale) == ("", Indicatore.objects.filter(ufficio__codice="metrico").count())
    assert "Senza area" in leggi(client)
    elenco = client.get("/elenco/2020/", {"area": ultimo.codice}).context["pagina"].paginator
    assert elenco.count == ultimo.totale


def test_the_oiv_sees_the_state_and_the_documents(ciclo: Ciclo, entra: Callable[[str], Client]) -> None:
    risposta = entra("oiv").get("/")
    passi = risposta.context["oiv"].passi
    assert [p.quando for p in passi] == ["fatto"] * 3 + ["corrente"] + ["futuro"] * 2
    assert [p.nome for p in passi] == [str(s.label) for s in StatoCiclo]
    assert re.search(r'aria-current="step"[^>]*>\s*Relazione approvata', risposta.content.decode())
    pagina = leggi(entra("oiv"))
    for documento in ciclo.documenti.all():
        assert documento.titolo in pagina
    assert {a.codice: a.quante for a in risposta.context["oiv"].allerte}["dichiarato_diverso"] == 2


@pytest.mark.usefixtures("senza_fotografie")
def test_the_administrator_sees_structure_and_register(ciclo: Ciclo, entra: Callable[[str], Client]) -> None:
    Indicatore.objects.filter(codice="i001").update(ufficio=None)
    ValoreAtteso.objects.filter(indicatore__codice="i002").delete()
    casa = entra("amministratore").get("/").context["amministratore"]
    attesi = (Area.objects.count(), Ufficio.objects.count(), Utente.objects.count())
    assert (casa.aree, casa.uffici, casa.utenti) == attesi == (4, 16, 11)
    assert (casa.senza_incarico, casa.senza_ufficio, casa.senza_target) == (0, 1, 1)
    assert [a.azione for a in casa.atti] == list(Atto.objects.values_list("azione", flat=True)[:8])
    assert "Comando" in leggi(entra("amministratore"))  # acts of a command have no user


@pytest.mark.parametrize("ruolo", RUOLI)
@pytest.mark.parametrize("anno", [2019, 2020])
def test_each_count_leads_to_a_list_of_as_many(
    dimostrativo: Ciclo, entra: Callable[[str], Client], ruolo: str, anno: int
) -> None:
    client = entra(ruolo)
    pagina = client.get("/", {"anno": anno}).content.decode()
    conti = CONTEGGIO.findall(pagina) + CELLA.findall(pagina)
    assert conti
    for indirizzo, quanti in conti:
        risposta = client.get(html.unescape(indirizzo))
        assert risposta.status_code == 200, indirizzo
        contesto = risposta.context
        trovati = contesto["cl"].result_count if "cl" in contesto else contesto["pagina"].paginator.count
        assert trovati == int(quanti), indirizzo


# -- who has several roles, none, or another body ----------------------------------------------------------------------


def test_several_roles_have_the_sections_of_each(
    dimostrativo: Ciclo,
    entra: Callable[[str], Client],
    utente: Callable[[str], Utente],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    persona = utente("dirigente.area3")
    ragioneria = Ufficio.objects.get(codice="ragioneria")
    Incarico.objects.create(utente=persona, ruolo=Ruolo.REDATTORE, ufficio=ragioneria)
    for ruolo in (Ruolo.CONTROLLO, Ruolo.AMMINISTRATORE):
        Incarico.objects.create(utente=persona, ruolo=ruolo)
    client = entra("dirigente.area3")
    with django_assert_max_num_queries(12):
        contesto = client.get("/").context
    assert [c.area.codice for c in contesto["dirigente"]] == ["area3"]
    assert [c.ufficio.codice for c in contesto["redattore"]] == ["ragioneria"]
    assert contesto["controllo"] is not None
    assert contesto["amministratore"] is not None
    assert contesto["oiv"] is None


def test_an_ended_role_is_no_role(
    dimostrativo: Ciclo, entra: Callable[[str], Client], utente: Callable[[str], Utente]
) -> None:
    """Who has no role today is told whom to ask, by office and not by name."""
    Incarico.objects.filter(utente=utente("dirigente.area3")).update(al=dt.date(2020, 1, 31))
    pagina = leggi(entra("dirigente.area3"))
    assert "Non avete un incarico." in pagina
    assert "Amministratore della struttura" in pagina
    assert "Da validare" not in pagina


def test_another_body_sees_nothing_of_this_one(dimostrativo: Ciclo, client: Client) -> None:
    persone = crea_persone("altrove")
    Incarico.objects.create(utente=persone.utente, ruolo=Ruolo.CONTROLLO)
    client.force_login(persone.utente)
    pagina = leggi(client)
    assert "Nessun ciclo" in pagina
    assert "Registro Imprese" not in pagina
    assert client.get("/elenco/2020/").status_code == 404
    assert client.get("/cruscotti/2020/").status_code == 404


# -- the address, the queries, the frame -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "coda",
    ["periodo=99", "periodo=-1", "periodo=3", "periodo=²", "x=" + "a" * 3000],
)
def test_a_wrong_address_still_opens_the_home(dimostrativo: Ciclo, entra: Callable[[str], Client], coda: str) -> None:
    assert "Secondo quadrimestre 2020" in leggi(entra("controllo"), f"/?{coda}")


def test_year_and_period_are_in_the_address(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("controllo")
    assert "Primo quadrimestre 2020" in leggi(client, "/?periodo=1")
    assert "Terzo quadrimestre 2019" in leggi(client, "/?anno=2019")
    pagina = html.unescape(client.get("/elenco/2020/?periodo=1&area=area1&pagina=2").content.decode())
    assert 'href="/elenco/2019/?area=area1"' in pagina
    assert 'href="?periodo=2&area=area1"' in pagina


def test_the_home_of_a_year_says_which_relazione_waits_and_for_whom(
    dimostrativo: Ciclo, entra: Callable[[str], Client]
) -> None:
    """In 2020 that of 2019 is approved and not published; once it is, nothing is said of it."""
    detto = "La Relazione 2019 è approvata: tocca all'OIV"
    assert detto in leggi(entra("controllo"), "/") and detto in leggi(entra("redattore.area1"), "/")
    assert detto not in leggi(entra("controllo"), "/?anno=2019")
    Ciclo.objects.filter(anno=2019).update(stato="validata")
    assert "La Relazione 2019 è validata: la pubblica il controllo di gestione." in leggi(entra("controllo"), "/")
    Ciclo.objects.filter(anno=2019).update(stato="pubblicata")
    assert "La Relazione 2019" not in leggi(entra("controllo"), "/")


@pytest.mark.parametrize("ruolo", RUOLI)
def test_few_queries_for_each_role(
    dimostrativo: Ciclo,
    entra: Callable[[str], Client],
    django_assert_max_num_queries: DjangoAssertNumQueries,
    ruolo: str,
) -> None:
    client = entra(ruolo)
    for indirizzo in ("/", "/?anno=2019", "/cruscotti/2020/", "/elenco/2020/"):
        with django_assert_max_num_queries(12) as contate:
            client.get(indirizzo)
        assert len(contate) > 5


@pytest.mark.una_volta
@pytest.mark.parametrize(
    ("ruolo", "pagine"), [("redattore.area3", 7), ("dirigente.area3", 8), ("controllo", 10), ("oiv", 7)]
)
def test_every_page_of_an_invented_year_says_so(
    dimostrativo: Ciclo, entra: Callable[[str], Client], ruolo: str, pagine: int
) -> None:
    client = entra(ruolo)
    inizio = client.get("/").content.decode()
    navigazione = re.findall(r'<a href="(/[a-z]+/2020/)"', inizio.split("</nav>")[0])
    assert len(navigazione) == pagine
    for indirizzo in [
        "/",
        *navigazione,
        "/cruscotti/2020/area3/",
        reverse("cruscotto:indicatore", args=[2020, "i001"]),
    ]:
        pagina = client.get(indirizzo).content.decode()
        assert '<p class="dimostrativo" role="note">' in pagina, indirizzo
        reale = client.get(indirizzo.replace("2020", "2019"), {"anno": 2019})
        assert 'class="dimostrativo"' not in reale.content.decode(), indirizzo


def test_titles_are_different_on_each_page(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("controllo")
    indirizzi = ["/", "/?periodo=1", "/?anno=2019", "/cruscotti/2020/", "/cruscotti/2019/", "/elenco/2020/"]
    titoli = [
        " ".join(re.findall(r"<title>(.*?)</title>", client.get(i).content.decode(), re.DOTALL)[0].split())
        for i in indirizzi
    ]
    assert len(set(titoli)) == len(titoli)
    assert titoli[0] == "Inizio: secondo quadrimestre 2020 – Camera di Commercio di Arezzo-Siena"


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_home_of_each_role_in_a_browser(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    """Nothing wider than the screen, axe finds nothing, and the first count is reached and followed by keyboard."""
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    for ruolo in RUOLI:
        client = Client()
        client.force_login(utente(ruolo))
        cookie = client.cookies["sessionid"].value
        pagina.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        for larghezza in (360, 1440, 1920):
            pagina.set_viewport_size({"width": larghezza, "height": 900})
            pagina.goto(live_server.url)
            assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza, ruolo
            if larghezza < 1920:
                assert guasti_axe(pagina) == [], (ruolo, larghezza)
    pagina.locator("main a[href*='/indicatori/2020/']").last.focus()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/indicatori/2020/**")
