"""The Relazione written in a real browser: by its users, by keyboard, two at once, with a network and a session that
end, without JavaScript."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Collocazione, Rilevazione
from cruscotto.rilevazione.actions.valori import ValoreScritto, riprendi_valore, salva_valore, trasmetti_valore
from ente.models import Utente
from relazione.models import Documento, Sezione, VersioneSezione
from relazione.pubblicazione.actions.documenti import crea_documento
from relazione.pubblicazione.actions.riporto import riporta_narrativa
from relazione.pubblicazione.actions.sezioni import assegna_sezione
from tests.mondi.accessibile import guasti_axe
from tests.sito.test_percorsi import entra

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db(transaction=True)
LARGHEZZE = (360, 1440)
FERMO = 15_000


@pytest.fixture
def documento(demo: Ciclo) -> Documento:
    """The Relazione of 2020, begun from the outline of 2019."""
    nuovo = prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    return crea_documento(ciclo=nuovo, tipo="relazione", modello="relazione-2019", da=persona("controllo"))


def persona(nome: str) -> Utente:
    return Utente.objects.get(username=nome)


def indirizzo(server: LiveServer, documento: Documento, coda: str) -> str:
    return f"{server.url}/documenti/2020/{documento.pk}/{coda}"


def pulita(pagina: Page) -> None:
    """Nothing for axe to say, and nothing wider than the window."""
    for largo in LARGHEZZE:
        pagina.set_viewport_size({"width": largo, "height": 900})
        assert guasti_axe(pagina) == [], f"{pagina.url} a {largo}"
        assert pagina.evaluate("document.documentElement.scrollWidth") <= largo, f"{pagina.url} a {largo}"


def salvato(pagina: Page, versione: int) -> None:
    pagina.locator(f'#id_versione[value="{versione}"]').wait_for(state="attached", timeout=FERMO)


def cambia(valore: Rilevazione, testo: str) -> None:
    """The office takes a value back, corrects it and hands it in again."""
    redattore = persona("redattore.area3")
    attuale = Rilevazione.objects.get(pk=valore.pk)
    ripreso = riprendi_valore(rilevazione=attuale, versione=attuale.versione, da=redattore)
    scritto = ValoreScritto(
        testo=testo,
        nota="N",
        causa="personale",
        causa_scostamento="Meno persone.",
        azione_correttiva="Un rientro.",
        azione_entro=dt.date(2020, 10, 31),
    )
    salvata = salva_valore(
        periodo=ripreso.periodo,
        indicatore=ripreso.indicatore,
        scritto=scritto,
        versione=ripreso.versione,
        da=redattore,
    )
    assert salvata is not None
    trasmetti_valore(rilevazione=salvata, versione=salvata.versione, da=redattore)


def dell_area3() -> tuple[Rilevazione, Collocazione]:
    """A percentage handed in by an office, and where it stands on the scorecard of its area."""
    valore = Rilevazione.objects.filter(
        periodo__ciclo__anno=2020,
        periodo__stato="aperto",
        stato="trasmessa",
        indicatore__tipo="percentuale",
        indicatore__ufficio__incarichi__utente__username="redattore.area3",
        indicatore__collocazioni__cruscotto__codice="area3",
        indicatore__collocazioni__cruscotto__ciclo__anno=2020,
    )[0]
    return valore, Collocazione.objects.get(
        indicatore=valore.indicatore, cruscotto__codice="area3", cruscotto__ciclo__anno=2020
    )


def riportata(pagina: Page, live_server: LiveServer, documento: Documento) -> Sezione:
    """From the home to the narrative of the year before, in one click; a section of it."""
    entra(pagina, live_server, persona("controllo"))
    pagina.goto(live_server.url)
    pagina.get_by_role("link", name="I documenti del 2020 che si stanno scrivendo").click()
    pulita(pagina)
    pagina.get_by_role("link", name=documento.titolo).click()
    pagina.get_by_role("button", name="Riporta dal 2019").click()
    pagina.get_by_text("sezioni riportate, da rileggere e accettare").wait_for()
    pagina.locator("#mancano details").wait_for()
    pulita(pagina)
    assert documento.sezioni.filter(riportata_da__isnull=False).count() == 89
    return documento.sezioni.get(codice="cruscotto-area3")


def test_the_narrative_is_carried_over_and_a_sentence_follows_its_figure(
    pagina: Page, live_server: LiveServer, documento: Documento
) -> None:
    valore, _ = dell_area3()
    cambia(valore, "47,2%")
    sezione = riportata(pagina, live_server, documento)
    pagina.locator(f"#s-{sezione.codice} .scrittura-nome a").click()
    pagina.locator(".anteprima-foglio").wait_for(timeout=FERMO)
    pulita(pagina)
    tasti = pagina.keyboard
    pagina.locator("#id_testo").focus()
    tasti.press("Control+Home")
    tasti.type(f"L'indicatore «{valore.indicatore.nome}» è al 47,2% dopo due periodi.\n\n")
    salvato(pagina, sezione.versione + 1)
    pagina.locator("#cifre summary").click()
    lega = pagina.locator('[data-era="47,2%"]').first
    lega.focus()
    tasti.press("Enter")
    assert "47,2%" not in pagina.locator("#id_testo").input_value()
    salvato(pagina, sezione.versione + 2)
    assert "{{ consuntivo " in Sezione.objects.get(pk=sezione.pk).testo
    pagina.locator(".anteprima-foglio p", has_text="è al 47,2% dopo due periodi").wait_for(timeout=FERMO)
    pulita(pagina)

    cambia(valore, "52,4%")
    pagina.reload()
    pagina.locator(".anteprima-foglio p", has_text="è al 52,4% dopo due periodi").wait_for(timeout=FERMO)

    pagina.get_by_role("button", name="Accetta").click()
    pagina.get_by_text("è accettata").wait_for()
    pagina.get_by_role("link", name="Storia").click()
    pagina.locator(".differenze ins").first.wait_for()
    pulita(pagina)
    pagina.goto(indirizzo(live_server, documento, f"sezioni/{sezione.codice}/schema/"))
    pulita(pagina)


def test_recalls_and_blocks_by_keyboard_and_errors_that_take_the_focus(
    pagina: Page, live_server: LiveServer, documento: Documento
) -> None:
    riporta_narrativa(documento=documento, da=persona("controllo"))
    entra(pagina, live_server, persona("controllo"))
    pagina.goto(indirizzo(live_server, documento, "sezioni/presentazione/"))
    pagina.locator(".anteprima-foglio").wait_for(timeout=FERMO)
    testo, tasti = pagina.locator("#id_testo"), pagina.keyboard
    testo.fill("")
    tasti.type("Gli indicatori sono {{ conta ind")
    pagina.locator(".richiami [role=option]").first.wait_for(timeout=FERMO)
    tasti.press("Enter")
    assert testo.input_value() == "Gli indicatori sono {{ conta indicatori }}"
    tasti.type(". Vedi {{ boh }}.")
    pagina.locator(".scrivania-blocchi summary").first.focus()
    tasti.press("Enter")
    pagina.locator("#cerca-blocco").wait_for()
    pulita(pagina)
    pagina.locator("#cerca-blocco").fill("mappa strategica")
    pagina.locator("#quale-blocco").focus()
    tasti.press("ArrowDown")
    tasti.press("Enter")
    assert testo.input_value().endswith("{{ boh }}.\n\n[[mappa-strategica]]")
    pagina.get_by_role("button", name="Salva").focus()
    tasti.press("Enter")
    pagina.locator("#errori h3:focus").wait_for(timeout=FERMO)
    tasti.press("Tab")
    tasti.press("Enter")
    scelto = pagina.evaluate("() => getSelection().toString() || document.activeElement.value.slice(0, 20)")
    assert scelto.startswith("Gli indicatori sono")


def test_two_writers_and_neither_loses_a_word(
    page: Page, browser: Browser, live_server: LiveServer, documento: Documento
) -> None:
    """``page`` and not ``pagina``: a conflict is an answer that the console writes."""
    controllo, redattore = (persona(nome) for nome in ("controllo", "redattore.area1"))
    riporta_narrativa(documento=documento, da=controllo)
    sezione = documento.sezioni.get(codice="contesto-credito")
    assegna_sezione(sezione=sezione, a=redattore, entro=None, da=controllo)
    dove = indirizzo(live_server, documento, "sezioni/contesto-credito/")
    entra(page, live_server, persona("controllo"))
    page.goto(dove)
    altra = browser.new_context(locale="it-IT").new_page()
    entra(altra, live_server, persona("redattore.area1"))
    altra.goto(dove)
    altra.locator("#id_testo").fill("Quello che scrive il redattore.")
    salvato(altra, sezione.versione + 1)
    page.locator("#id_testo").fill("Quello che scrive il controllo.")
    page.locator("#conflitto:focus").wait_for(timeout=FERMO)
    pulita(page)
    assert "redattore" in page.locator("#conflitto del").first.inner_text()
    assert page.locator("#id_testo").input_value() == "Quello che scrive il controllo."
    assert page.locator("#testo-salvato").input_value() == "Quello che scrive il redattore."
    page.locator("#id_testo").fill("Quello che scrivono insieme.")
    page.get_by_role("button", name="Salva il mio").click()
    salvato(page, sezione.versione + 2)
    testi = VersioneSezione.objects.filter(documento=documento, codice=sezione.codice).order_by("numero")
    assert list(testi.values_list("testo", flat=True))[-2:] == [
        "Quello che scrive il redattore.",
        "Quello che scrivono insieme.",
    ]
    altra.context.close()


def test_what_is_typed_outlives_the_network_and_the_session(
    page: Page, live_server: LiveServer, documento: Documento
) -> None:
    """``page`` and not ``pagina``: a network that fails is written on the console."""
    entra(page, live_server, persona("controllo"))
    page.goto(indirizzo(live_server, documento, "sezioni/presentazione/"))
    versione = int(page.locator("#id_versione").input_value())
    page.context.set_offline(True)
    page.locator("#id_testo").fill("Scritto senza rete.")
    page.get_by_text("il sito non risponde").wait_for(timeout=FERMO)
    page.context.set_offline(False)
    salvato(page, versione + 1)

    page.context.clear_cookies()
    page.locator("#id_testo").fill("Scritto a sessione finita.")
    page.get_by_text("la sessione è scaduta").wait_for(timeout=FERMO)
    accanto = page.context.new_page()
    entra(accanto, live_server, persona("controllo"))
    accanto.close()
    salvato(page, versione + 2)
    assert documento.sezioni.get(codice="presentazione").testo == "Scritto a sessione finita."


def test_it_is_written_without_javascript(browser: Browser, live_server: LiveServer, documento: Documento) -> None:
    contesto = browser.new_context(java_script_enabled=False, locale="it-IT")
    pagina = contesto.new_page()
    entra(pagina, live_server, persona("controllo"))
    pagina.goto(indirizzo(live_server, documento, "sezioni/presentazione/"))
    pagina.locator("#id_testo").fill("Senza *script*.")
    pagina.get_by_role("button", name="Mostra l’anteprima").click()
    assert pagina.locator(".anteprima-foglio em").inner_text() == "script"
    pagina.get_by_role("button", name="Salva", exact=True).click()
    assert "salvata" in pagina.locator("[role=status] .alert").first.inner_text()
    assert documento.sezioni.get(codice="presentazione").testo == "Senza *script*."
    contesto.close()
