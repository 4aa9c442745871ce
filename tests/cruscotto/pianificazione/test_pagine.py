"""The pages of weights, rules and settings: form, preview, confirmation; the administration, that only reads them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.models import Ciclo, Collocazione, ImpostazioniMisura, Indicatore
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore
from ente.models import Atto as LineaRegistro
from ente.models import Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.misurato import VIVO, Piccolo, contenuto, crea_piccolo

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
ERRORI = ValoreRifiutato, Superato, NonModificabile


@pytest.fixture
def piccolo(db: None) -> Piccolo:
    return crea_piccolo()


# -- pages -------------------------------------------------------------------------------------------------------------

PAGINE = ("/cruscotti/2020/ente/pesi/", "/indicatori/2020/i031/regola/", "/misura/", "/indicatori/2020/i031/target/")
FUORI = ("redattore.area1", "dirigente.area1", "oiv")


@pytest.fixture
def entra(utente: Callable[[str], Utente]) -> Callable[[str], Client]:
    def _entra(chi: str) -> Client:
        client = Client()
        client.force_login(utente(chi))
        return client

    return _entra


def compila(client: Client, indirizzo: str, **campi: str) -> dict[str, str]:
    """What a browser would send: the form as the page shows it, with some fields written."""
    modulo = client.get(indirizzo).context["modulo"]
    dati = {}
    for campo in modulo:
        valore = campo.value()
        if valore not in (None, False):
            dati[campo.html_name] = str(valore)
    return dati | campi


@pytest.mark.parametrize("indirizzo", PAGINE)
@pytest.mark.parametrize("chi", FUORI)
@pytest.mark.usefixtures("dimostrativo")
def test_only_who_may_change_rules_opens_the_pages(entra: Callable[[str], Client], chi: str, indirizzo: str) -> None:
    assert entra(chi).get(indirizzo).status_code == 403
    assert entra(chi).post(indirizzo, {"passo": "conferma"}).status_code == 403


@pytest.mark.parametrize("indirizzo", PAGINE)
@pytest.mark.usefixtures("dimostrativo")
def test_other_bodies_years_and_methods(entra: Callable[[str], Client], piccolo: Piccolo, indirizzo: str) -> None:
    altrove = Client()
    altrove.force_login(piccolo.controllo)
    atteso = 200 if indirizzo == "/misura/" else 404
    assert altrove.get(indirizzo).status_code == atteso
    assert Client().get(indirizzo).status_code == 302
    assert entra("controllo").get(indirizzo.replace("2020", "1999")).status_code == (200 if atteso == 200 else 404)
    assert entra("controllo").delete(indirizzo).status_code == 405


@pytest.mark.parametrize(
    ("indirizzo", "campi"),
    [
        ("/indicatori/2020/i031/regola/", {"regola": "rapporto_inverso", "direzione": "decrescente"}),
        ("/misura/", {"massimo": "150", "mancanti": "zero"}),
    ],
)
@pytest.mark.parametrize("chi", ["controllo", "amministratore"])
@pytest.mark.usefixtures("dimostrativo")
def test_the_three_steps(entra: Callable[[str], Client], chi: str, indirizzo: str, campi: dict[str, str]) -> None:
    client = entra(chi)
    dati = compila(client, indirizzo, motivo="Nuovo SMVP", **campi)
    scritto = contenuto()
    anteprima = client.post(indirizzo, dati)
    testo = anteprima.content.decode()
    assert "cambiano SAL di periodi già chiusi" not in testo
    assert "I periodi chiusi restano com’erano alla chiusura" in testo
    assert "2019" in testo
    assert contenuto() == scritto
    torna = client.post(indirizzo, dati | {"passo": "modifica"})
    assert torna.context["modulo"]["motivo"].value() == "Nuovo SMVP"
    fatta = client.post(indirizzo, dati | {"passo": "conferma", "impronta": anteprima.context["prova"].impronta})
    assert fatta.status_code == 302
    assert LineaRegistro.objects.order_by("-pk")[0].dettagli["motivo"] == "Nuovo SMVP"
    ancora = client.post(indirizzo, dati | {"passo": "conferma", "impronta": anteprima.context["prova"].impronta})
    assert ancora.status_code == 302, "il doppio invio è un atto solo"
    assert LineaRegistro.objects.filter(dettagli__motivo="Nuovo SMVP").count() == 1


@pytest.mark.usefixtures("dimostrativo")
def test_a_confirmation_without_a_preview_shows_the_preview(entra: Callable[[str], Client]) -> None:
    client = entra("controllo")
    dati = compila(client, "/misura/", motivo="x", massimo="150")
    risposta = client.post("/misura/", dati | {"passo": "conferma", "impronta": "inventata"})
    assert risposta.status_code == 409
    assert "Nel frattempo i dati sono cambiati" in risposta.content.decode()
    assert ImpostazioniMisura.objects.get(ente__codice="arezzo-siena").massimo == 100


@pytest.mark.usefixtures("dimostrativo")
def test_the_weights_page_keeps_what_was_typed_and_says_the_sum(entra: Callable[[str], Client]) -> None:
    client, indirizzo = entra("controllo"), "/cruscotti/2020/ente/pesi/"
    gruppo = client.get(indirizzo).context["modulo"].gruppi[0]
    primo, *altri = [v.campo for v in gruppo.voci]
    sbagliati = {primo: "50,5", **dict.fromkeys(altri, "10")}
    risposta = client.post(indirizzo, compila(client, indirizzo, motivo="x", **sbagliati))
    assert risposta.status_code == 422
    testo = risposta.content.decode()
    assert "invece che a 100" in testo
    assert 'value="50,5"' in testo
    assert f"Somma <strong>{str(50.5 + 10 * len(altri)).replace('.', ',')}" in testo
    giusti = {primo: str(100 - 10 * len(altri)), **dict.fromkeys(altri, "10")}
    assert client.post(indirizzo, compila(client, indirizzo, motivo="x", **giusti)).status_code == 200


@pytest.mark.usefixtures("dimostrativo")
def test_a_form_of_yesterday_is_told_and_then_looks_at_today(entra: Callable[[str], Client]) -> None:
    client, indirizzo = entra("controllo"), "/indicatori/2020/i031/regola/"
    dati = compila(client, indirizzo, motivo="x", regola="avanzamento")
    Indicatore.objects.filter(codice="i031", ente__codice="arezzo-siena").update(massimo_ammesso=5_000_000)
    risposta = client.post(indirizzo, dati)
    assert risposta.status_code == 409
    assert "Nel frattempo le regole" in risposta.content.decode()
    viste = risposta.context["modulo"]["viste"].value()
    dati |= {"viste": viste, "massimo_ammesso": "5.000.000"}
    assert client.post(indirizzo, dati).status_code == 200


CATTIVI = ["", " ", "abc", "<script>alert(1)</script>", "1e999", "NaN", "-1", "9" * 50, "١٢", "1,2,3", "\0", "'; DROP"]


@pytest.mark.parametrize("cattivo", CATTIVI)
def test_hostile_input_is_refused_with_words(piccolo: Piccolo, cattivo: str) -> None:
    client = Client()
    client.force_login(piccolo.controllo)
    scritto = contenuto()
    for indirizzo, nomi in (
        ("/misura/", ["massimo", "regola", "decimali", "fasce_punteggio", "viste"]),
        (f"/indicatori/{VIVO}/i0/regola/", ["soglia_minima", "direzione", "viste"]),
        (f"/indicatori/{VIVO}/i5/regola/", ["scala"]),
        (f"/indicatori/{VIVO}/i0/target/", ["testo", "atto_numero", "atto_data", "versione"]),
        (f"/cruscotti/{VIVO}/ente/pesi/", ["visti"]),
    ):
        dati = compila(client, indirizzo, motivo="x")
        for nome in nomi:
            risposta = client.post(indirizzo, dati | {nome: cattivo})
            assert risposta.status_code in (200, 409, 422), (indirizzo, nome)
            assert "<script>alert" not in risposta.content.decode()
    assert contenuto() == scritto


@pytest.mark.usefixtures("dimostrativo")
def test_the_queries_of_a_preview_do_not_depend_on_the_rows(entra: Callable[[str], Client]) -> None:
    """The individual sheet of 16 rows and area 3 of 43: the same queries, and not many."""
    conti = []
    for codice in ("ind_dir2", "area3"):
        client, indirizzo = entra("controllo"), f"/cruscotti/2020/{codice}/pesi/"
        gruppo = client.get(indirizzo).context["modulo"].gruppi[0]
        pesi_nuovi = {v.campo: "100" if n == 0 else "0" for n, v in enumerate(gruppo.voci)}
        dati = compila(client, indirizzo, motivo="x", **pesi_nuovi)
        with CaptureQueriesContext(connection) as interrogazioni:
            assert client.post(indirizzo, dati).status_code == 200
        conti.append(len(interrogazioni))
    assert conti[0] == conti[1] <= 45


@pytest.mark.django_db(transaction=True)
def test_preview_and_confirmation_in_the_browser(demo: Ciclo, live_server: LiveServer, pagina: Page) -> None:
    """Rule of an indicator with the keyboard alone; weights with the sum that follows; axe on every step."""
    from tests.mondi.demo import PASSWORD

    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)

    def pulita() -> None:
        assert guasti_axe(pagina) == []

    pagina.goto(f"{live_server.url}/accesso/?next=/indicatori/2020/i031/target/")
    pagina.get_by_label("Nome utente").fill("controllo")
    pagina.get_by_label("Password").fill(PASSWORD)
    pagina.keyboard.press("Enter")
    pagina.get_by_role("heading", name="Nuovo target").wait_for()
    pulita()
    pagina.get_by_label("Nuovo target").focus()
    pagina.keyboard.type("€ 900.000")
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("45/2020")
    pagina.get_by_label("Data dell'atto").fill("2020-03-10")
    pagina.get_by_label("Perché cambia").focus()
    pagina.keyboard.type("Nuovo bando regionale")
    pagina.keyboard.press("Tab")
    pagina.keyboard.press("Enter")
    pagina.get_by_role("heading", name="Che cosa cambia").wait_for()
    pulita()
    pagina.get_by_role("button", name="Conferma").press("Enter")
    pagina.get_by_text("Il nuovo target è registrato").wait_for()
    assert pagina.get_by_text("Atto n. 45/2020 del 10/03/2020.").is_visible()
    pagina.goto(f"{live_server.url}/cruscotti/2020/ente/pesi/")
    pulita()
    gruppo = pagina.locator(".var-pesi").first
    campi = gruppo.locator("input")
    campi.nth(0).fill("70,5")
    assert gruppo.locator(".var-somma").inner_text() == "Somma 70,5 di 100: da correggere"
    campi.nth(1).fill("20")
    campi.nth(2).fill("9,5")
    assert gruppo.locator(".var-somma").inner_text() == "Somma 100 di 100"
    for indirizzo in ("/misura/", "/indicatori/2020/i031/regola/"):
        pagina.goto(live_server.url + indirizzo)
        pulita()


# -- administration ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("dimostrativo")
def test_the_administration_only_reads_weights_rules_and_settings(
    entra: Callable[[str], Client], utente: Callable[[str], Utente]
) -> None:
    """Nor by a form made by hand: what the page does not offer is not written."""
    Utente.objects.filter(username="amministratore").update(is_staff=True)
    client, admin = entra("amministratore"), "/amministrazione/cruscotto"
    indicatore = Indicatore.objects.get(codice="i031", ente__codice="arezzo-siena")
    riga = Collocazione.objects.filter(indicatore=indicatore, cruscotto__ciclo__anno=2020)[0]
    prospettiva = riga.nodo.prospettiva
    misura_ente = ImpostazioniMisura.objects.get(ente=indicatore.ente_id)
    pagine: dict[str, dict[str, str]] = {
        f"{admin}/indicatore/{indicatore.pk}/change/": {"regola": "valore_diretto", "direzione": "neutra"},
        f"{admin}/collocazione/{riga.pk}/change/": {"peso": "50"},
        f"{admin}/prospettiva/{prospettiva.pk}/change/": {"peso": "50"},
        f"{admin}/impostazionimisura/{misura_ente.pk}/change/": {"massimo": "500"},
    }
    prima = RegoleIndicatore.di(indicatore)
    for indirizzo, campi in pagine.items():
        pagina = client.get(indirizzo)
        assert pagina.status_code == 200
        testo = pagina.content.decode()
        assert "che prima mostra quali SAL cambiano" in testo
        assert not any(f'name="{campo}"' in testo for campo in campi)
        client.post(indirizzo, _campi_offerti(pagina) | campi | {"nome": "Nome nuovo", "etichetta": "Nome nuovo"})
    assert RegoleIndicatore.di(Indicatore.objects.get(pk=indicatore.pk)) == prima
    riga.refresh_from_db()
    prospettiva.refresh_from_db()
    assert (riga.peso, prospettiva.peso) == (None, None)
    indicatore.refresh_from_db()
    scritti = (indicatore.nome, riga.etichetta, prospettiva.nome)
    assert scritti == ("Nome nuovo",) * 3, "il resto si scrive: le pagine sono state accettate"
    assert ImpostazioniMisura.objects.get(pk=misura_ente.pk).massimo == 100


def _campi_offerti(pagina: Any) -> dict[str, str]:
    """What a browser would send back from a page of the administration."""
    contesto = pagina.context
    moduli = [contesto["adminform"].form, *(f for s in contesto["inline_admin_formsets"] for f in s.formset.forms)]
    gestione = [s.formset.management_form for s in contesto["inline_admin_formsets"]]
    coppie = [(campo.html_name, campo.value()) for modulo in [*moduli, *gestione] for campo in modulo]
    return {nome: str(valore) for nome, valore in coppie if valore is not None and valore is not False}
