"""What the queue changes in place, what it flags and never shows, and the path of a dirigente in a browser."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import (
    Ciclo,
    ImpostazioniMisura,
    Rilevazione,
    StatoPeriodo,
)
from cruscotto.rilevazione.actions.revisione import DaValidare, valida_valori
from ente.models import Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.revisioni import CODA, adesso, cliente, coda, in_scheda, leggi, restituisci, sostituto
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(10))
    return scena


# -- in place ----------------------------------------------------------------------------------------------------------


def test_a_return_in_place_changes_the_row_and_the_count(scena: Scena) -> None:
    valori = [scena.metti(codice, "95") for codice in ("i1", "i2", "i3")]
    risposta = restituisci(cliente(scena["dina"]), valori[0], "Manca <l'atto>.", htmx=True)
    assert risposta.status_code == 200
    pagina = risposta.content.decode()
    assert f'id="valore-{valori[0].indicatore_id}"' in pagina
    assert "«Manca &lt;l&#x27;atto&gt;.»" in pagina
    assert 'hx-swap-oob="true"' in pagina
    assert "Valida tutti i 2 senza allerte" in leggi(risposta)
    assert f'value="{valori[1].pk}:1,{valori[2].pk}:1"' in pagina
    assert "<html" not in pagina
    assert adesso(valori[0]).stato == "restituita"


def test_what_is_refused_in_place_keeps_what_was_written(scena: Scena) -> None:
    """200 in any case, or htmx would not show it. The version in the row is the one that is there now."""
    valore = scena.metti("i1", "95")
    client = cliente(scena["dina"])
    risposta = restituisci(client, valore, " ", htmx=True)
    assert risposta.status_code == 200
    assert "Scrivete che cosa c'è da correggere" in leggi(risposta)
    assert 'aria-invalid="true"' in risposta.content.decode()
    Rilevazione.objects.filter(pk=valore.pk).update(versione=4, testo="96")
    risposta = restituisci(client, valore, "Non è il dato del registro.", htmx=True)
    pagina = risposta.content.decode()
    assert risposta.status_code == 200
    assert "Nel frattempo il valore è cambiato: ora è «96»" in html.unescape(pagina)
    assert "Non è il dato del registro.</textarea>" in pagina
    assert 'name="versione" value="4"' in pagina
    Rilevazione.objects.filter(pk=valore.pk).update(versione=5, stato="bozza")
    pagina = leggi(restituisci(client, valore, "Non è il dato del registro.", htmx=True))
    assert "l'ufficio l'ha ripreso per correggerlo. Non è più da rivedere." in pagina
    assert "Avevate scritto: «Non è il dato del registro.»" in pagina
    assert adesso(valore).stato == "bozza"


def test_without_javascript_a_refused_return_is_a_page(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    client = cliente(scena["dina"])
    risposta = restituisci(client, valore, "", area="area1")
    assert risposta.status_code == 422
    assert "<html" in risposta.content.decode()
    assert f'href="{CODA}?periodo=1&amp;area=area1"' in risposta.content.decode()
    fatto = restituisci(client, valore, "Sì.", area="area1")
    assert fatto.headers["Location"] == f"{CODA}?periodo=1&area=area1"
    assert "«Indicatore i1» è restituito a Ufficio anagrafe." in leggi(client.get(CODA))


# -- who entered it ----------------------------------------------------------------------------------------------------


def test_own_values_are_left_out_of_the_button(scena: Scena) -> None:
    rino = sostituto(scena)
    scena.metti("i1", "95", inserita_da=rino)
    scena.metti("i2", "95", inserita_da=scena["rita"])
    client = cliente(rino)
    pagina = leggi(client.get(CODA))
    assert "Valida quello senza allerte : avvisa gli uffici 1 resta fuori" in pagina
    assert "1 resta fuori: l’avete inserito voi, lo valida un’altra persona." in pagina
    assert [d.nome for d in coda(client).in_blocco] == ["Indicatore i2"]
    ImpostazioniMisura.objects.update(chi_inserisce_valida=True)
    trovata = coda(client)
    assert [d.nome for d in trovata.in_blocco] == ["Indicatore i2"]
    assert [a.perche for a in trovata.da_guardare[0].avvisi] == [
        "L'avete inserito voi: se lo validate resta segnalato."
    ]
    assert trovata.da_guardare[0].validabile


def test_the_same_person_is_flagged_wherever_the_value_is(scena: Scena) -> None:
    """And on the sheet by which that very person is assessed it is said so; not on a colleague's sheet."""
    ImpostazioniMisura.objects.update(chi_inserisce_valida=True)
    in_scheda(scena, "i1", "area1")
    in_scheda(scena, "i1", "area2")
    valore = scena.metti("i1", "95", inserita_da=scena["dina"])
    carla = cliente(scena["carla"])
    detto = "Chi ha inserito il valore lo ha anche validato"
    assert detto not in leggi(carla.get(f"/cruscotti/{ANNO}/ente/"))
    valida_valori(valori=[DaValidare(valore.pk, 1)], da=scena["dina"])
    assert f"{detto}: nessun altro" in leggi(carla.get(f"/cruscotti/{ANNO}/ente/"))
    assert f"{detto}, ed è la persona valutata" in leggi(carla.get(f"/cruscotti/{ANNO}/ind-area1/"))
    assert f"{detto}: nessun altro" in leggi(carla.get(f"/cruscotti/{ANNO}/ind-area2/"))
    indicatore = leggi(carla.get(f"/indicatori/{ANNO}/i1/"))
    assert "Validata Inserito e validato dalla stessa persona" in indicatore
    assert detto in indicatore
    assert detto in leggi(carla.get(f"/elenco/{ANNO}/?allerta=stessa_persona"))
    assert detto in leggi(carla.get(CODA))
    assert "ed è la persona valutata" not in leggi(cliente(scena["rita"]).get(f"/elenco/{ANNO}/"))


@pytest.mark.parametrize(("dal", "al", "valutata"), [(-5, -1, False), (1, 5, False), (-1, 1, True)])
def test_who_is_assessed_is_who_led_the_area_that_day(scena: Scena, dal: int, al: int, valutata: bool) -> None:
    in_scheda(scena, "i1", "area1")
    scena["dina"].incarichi.update(dal=fra(dal), al=fra(al))
    adesso_ = timezone.now()
    scena.metti("i1", "95", stato="validata", inserita_da=scena["dina"], validata_da=scena["dina"], validata_il=adesso_)
    pagina = leggi(cliente(scena["carla"]).get(f"/cruscotti/{ANNO}/ind-area1/"))
    assert ("ed è la persona valutata" in pagina) is valutata
    assert "Stessa persona inserisce e valida" in pagina


# -- the individual sheet ----------------------------------------------------------------------------------------------


def test_the_individual_sheet_stays_with_its_dirigente(scena: Scena) -> None:
    """The deputy reviews the value without its target; so does the dirigente of the office for a colleague's sheet."""
    in_scheda(scena, "s1", "area1", "777")
    in_scheda(scena, "s2", "area2", "888")
    in_scheda(scena, "i1", "area1", "999")
    for codice in ("s1", "s2", "i1"):
        scena.metti(codice, "950")
    dina = cliente(scena["dina"])
    vista = leggi(dina.get(CODA))
    assert "777" in vista and "999" in vista and "888" not in vista
    assert [d.nome for d in coda(dina).pronti] == ["Indicatore i1", "Segreto s1"]
    client = cliente(sostituto(scena))
    vista = leggi(client.get(CODA))
    assert "Segreto s1" in vista and "non lo vedete" in vista
    assert not {"777", "888", "999"} & set(vista.split())
    trovata = coda(client)
    assert [d.nome for d in trovata.pronti] == ["Indicatore i1"]
    assert [(d.nome, d.confronti) for d in trovata.da_guardare] == [("Segreto s1", ()), ("Segreto s2", ())]
    assert "/indicatori/2024/s1/" not in client.get(CODA).content.decode()
    assert client.post(CODA, {f"valore:{trovata.da_guardare[0].valore.pk}": "1"}).status_code == 302


# -- in a browser ------------------------------------------------------------------------------------------------------


def tabula(pagina: Page, prova: str) -> None:
    """Press Tab until what has the focus satisfies a test written in JavaScript."""
    for _ in range(80):
        pagina.keyboard.press("Tab")
        if pagina.evaluate(f"(e => {prova})(document.activeElement)"):
            return
    raise AssertionError(f"con il tasto Tab non si arriva a {prova}")


@pytest.mark.django_db(transaction=True)
def test_by_keyboard_one_back_with_a_reason_and_the_rest_validated(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = cliente(utente("dirigente.area3"))
    biscotto = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    indirizzo = f"{live_server.url}/revisione/2020/"
    prima = client.get("/revisione/2020/").context["coda"]
    guarda(pagina, indirizzo)
    pagina.goto(indirizzo)
    rimasti = len(prima.pronti) - 1
    scelto = prima.pronti[0]
    restituisci_con_la_tastiera(pagina, scelto.chiave, rimasti)
    pagina.goto(indirizzo)
    tabula(pagina, f"e.innerText.startsWith('Valida tutti i {rimasti} senza allerte')")
    premi(pagina, "Enter", f"{rimasti} valori validati.")
    quanti = len(prima.da_guardare)
    for _ in range(quanti):
        tabula(pagina, "e.matches('[name^=valore]:not(:checked)')")
        pagina.keyboard.press("Space")
    tabula(pagina, "e.innerText.startsWith('Valida quelli scelti')")
    premi(pagina, "Enter", f"{quanti} valori validati.")
    dopo = client.get("/revisione/2020/").context["coda"]
    assert dopo.in_attesa == ()
    assert len(dopo.validati) == len(prima.validati) + rimasti + quanti
    valore = Rilevazione.objects.get(pk=scelto.valore.pk)
    assert (valore.stato, valore.motivo_restituzione) == ("restituita", "Il numero non è quello del registro.")


@pytest.mark.django_db(transaction=True)
def test_one_button_sends_back_what_has_a_reason_and_validates_what_was_read(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = cliente(utente("dirigente.area3"))
    biscotto = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    prima = client.get("/revisione/2020/").context["coda"]
    indietro, *altri = prima.da_guardare
    guardati = [*altri, *prima.pronti]
    pagina.goto(f"{live_server.url}/revisione/2020/")
    assert pagina.locator(".rev-scelta input:checked").count() == 0  # nobody is taken to have read what was not
    pagina.get_by_role("button", name="Scegli tutti").click()
    pagina.locator(f"#valore-{indietro.chiave} summary").click()
    pagina.locator(f"#motivo-{indietro.chiave}:focus").wait_for()
    pagina.keyboard.type("   ")
    insieme = pagina.locator("[data-che=insieme]")
    assert "restituisci" not in insieme.inner_text()
    pagina.keyboard.type("Manca il mese di luglio.")
    assert f"i {len(prima.pronti)} senza allerte e quelli scelti e restituisci 1" in insieme.inner_text()
    with pagina.expect_navigation():
        insieme.click()
    assert f"{len(guardati)} valori validati." in pagina.get_by_role("status").inner_text()
    valore = Rilevazione.objects.get(pk=indietro.valore.pk)
    assert (valore.stato, valore.motivo_restituzione) == ("restituita", "Manca il mese di luglio.")
    validati = Rilevazione.objects.filter(pk__in=[d.valore.pk for d in guardati])
    assert {v.stato for v in validati} == {"validata"}


@pytest.mark.django_db(transaction=True)
def test_a_ready_reason_is_chosen_and_may_be_changed(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    biscotto = cliente(utente("dirigente.area3")).cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.goto(f"{live_server.url}/revisione/2020/")
    riga = pagina.locator(".rev-voce", has=pagina.get_by_text("Scostamento senza motivazione.")).first
    riga.locator(".rev-restituisci summary").click()
    casella = riga.locator("textarea")
    riga.get_by_role("button", name="Allegate l'evidenza del valore.").click()
    for _ in range(2):  # twice is once
        riga.get_by_role("button", name="Scrivete la causa dello scostamento.").click()
    assert casella.input_value() == "Allegate l'evidenza del valore. Scrivete la causa dello scostamento."
    assert riga.locator("textarea:focus").count() == 1
    casella.press("End")
    pagina.keyboard.type(" Entro lunedì.")
    pagina.set_viewport_size({"width": 360, "height": 800})
    assert guasti_axe(pagina) == []
    chiave = str(riga.get_attribute("id"))
    riga.get_by_role("button", name="Restituisci all’ufficio").click()
    pagina.locator(f"#{chiave}.rev-fatta").wait_for()
    indietro = Rilevazione.objects.filter(indicatore_id=chiave.removeprefix("valore-"), stato="restituita")
    motivo = indietro.latest("pk").motivo_restituzione
    assert motivo == "Allegate l'evidenza del valore. Scrivete la causa dello scostamento. Entro lunedì."


@pytest.mark.django_db(transaction=True)
def test_when_a_return_is_refused_nothing_is_validated(
    demo: Ciclo, pagina: Page, live_server: LiveServer, utente: Callable[[str], Utente]
) -> None:
    """Somebody validated it meanwhile: its row says so, what was written is kept, the others wait."""
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = cliente(utente("dirigente.area3"))
    biscotto = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    prima = client.get("/revisione/2020/").context["coda"]
    preso = prima.da_guardare[0]
    pagina.goto(f"{live_server.url}/revisione/2020/")
    pagina.locator(f"#valore-{preso.chiave} summary").click()
    pagina.locator(f"#motivo-{preso.chiave}:focus").wait_for()
    pagina.keyboard.type("Manca il mese di luglio.")
    client.post("/revisione/2020/", {f"valore:{preso.valore.pk}": str(preso.valore.versione)})
    pagina.locator("[data-che=insieme]").click()
    pagina.locator(f"#valore-{preso.chiave} .rev-errore").first.wait_for()
    assert pagina.locator(f"#motivo-{preso.chiave}").input_value() == "Manca il mese di luglio."
    rimasti = client.get("/revisione/2020/").context["coda"].in_attesa
    assert len(rimasti) == len(prima.in_attesa) - 1


def guarda(pagina: Page, indirizzo: str) -> None:
    """Nothing for axe to say, nothing wider than the screen, with everything open."""
    for larghezza in (360, 1440):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(indirizzo)
        pagina.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
        assert guasti_axe(pagina) == [], larghezza


def restituisci_con_la_tastiera(pagina: Page, chiave: str, rimasti: int) -> None:
    """The row says it, keeps the focus, and leaves the count of the others."""
    tabula(pagina, f"e.matches('#valore-{chiave} summary')")
    pagina.keyboard.press("Enter")
    pagina.locator(f"#motivo-{chiave}:focus").wait_for()
    pagina.keyboard.type("Il numero non è quello del registro.")
    pagina.keyboard.press("Tab")
    pagina.keyboard.press("Enter")
    fatta = pagina.locator(f"#valore-{chiave}.rev-fatta p")
    fatta.wait_for()
    assert "restituito a" in fatta.inner_text()
    assert pagina.evaluate("document.activeElement.innerText") == fatta.inner_text()
    assert f"{rimasti} senza allerte" in pagina.locator("#blocco").inner_text()
    assert guasti_axe(pagina) == []


def premi(pagina: Page, tasto: str, detto: str) -> None:
    with pagina.expect_navigation():
        pagina.keyboard.press(tasto)
    assert detto in pagina.get_by_role("status").inner_text()
