"""The page of one indicator, against the real figures of 2019 and the invented values of 2020."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.consultazione.indicatore import prepara
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Richiesta
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Periodo,
    Rilevazione,
    StatoPeriodo,
    ValoreAtteso,
    ValoreStorico,
)
from ente.actions.registro import registra
from ente.models import Area, Ente, Incarico, Ruolo, Ufficio, Utente
from tests.mondi.accessibile import guasti_axe

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db

PROVENTI = "/indicatori/2019/i031/"  # € 542.816,75 of € 650.000, in the scorecards of the body and of area 2
FORMAZIONE = "/indicatori/2019/i025/"  # a late date whose SAL was declared, with a target of its own in area 4
Entra = Callable[[str], Client]
Leggi = Callable[..., str]


@pytest.fixture
def entra(ciclo: Ciclo, utente: Callable[[str], Utente]) -> Entra:
    """A client signed in as a demo user."""

    def _entra(chi: str) -> Client:
        client = Client()
        client.force_login(utente(chi))
        return client

    return _entra


@pytest.fixture
def leggi(entra: Entra) -> Leggi:
    """The text of a page as a demo user hears it, on one line and without tags; entities are turned into letters."""

    def _leggi(indirizzo: str, chi: str = "dirigente.area2") -> str:
        risposta = entra(chi).get(indirizzo)
        assert risposta.status_code == 200
        corpo = risposta.content.decode().partition("<main")[2]
        detto = re.sub(r'<span aria-hidden="true">.*?</span>', " ", corpo, flags=re.DOTALL)  # the traffic lights
        return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", detto).split()))

    return _leggi


def posto(ciclo: Ciclo, codice: str, cruscotto: str) -> Collocazione:
    return Collocazione.objects.get(cruscotto__ciclo=ciclo, cruscotto__codice=cruscotto, indicatore__codice=codice)


# -- what it says ------------------------------------------------------------------------------------------------------


def test_the_figures_and_the_reason(leggi: Leggi) -> None:
    """100 × 542.816,75 / 650.000 = 83,5103; one of four rows of the objective (20,88 points), which is alone in its
    prospettiva, one of four of the body: 83,5103 / 16 = 5,22 points of 98,45."""
    testo = leggi(PROVENTI)
    assert "Target € 650.000 Consuntivo € 542.816,75 Scostamento € -107.183,25 SAL " in testo
    assert "Tutte le parole 83,5% Parzialmente raggiunto" in testo
    assert "542.816,75 / 650.000 × 100 = 83,51%" in testo
    assert "È la regola che l'ente usa per tutti gli indicatori numerici" in testo
    assert "Non interviene: il risultato è già fra 0% e 100%." in testo
    assert "questa riga 83,5% 25% 20,88 punti" in testo
    assert "La media dell'obiettivo è 94,4%: questa riga ne porta 20,88 punti" in testo
    assert "questa riga vi pesa 6,25% e ne porta 5,22 punti" in testo
    assert "Nessuna evidenza allegata" in testo
    assert "Nessun valore di confronto" in testo
    assert "L'anno è arrivato all'ultimo periodo: non resta nulla da proiettare." in testo


def test_the_climb_gives_the_means_of_the_scorecard(ciclo: Ciclo) -> None:
    """The same figures as on the page of the scorecard, and contributions that add up to them."""
    periodo = ultimo_periodo(ciclo)
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo, codice="area2"))
    (prospetto,) = misura_cruscotti(ciclo, periodo, cruscotti)
    misura = Misura.dell_ente(ciclo.ente_id)
    for prospettiva in prospetto.prospettive:
        for obiettivo in prospettiva.obiettivi:
            riga = obiettivo.righe[0]
            scheda = prepara(Richiesta(ciclo, periodo, cruscotti), riga.codice, str(riga.collocazione), misura)
            medie = [passo.media.valore for passo in scheda.perche.passi]
            assert medie == [obiettivo.media.valore, prospettiva.media.valore, prospetto.media.valore]
            for passo in scheda.perche.passi:
                portati = [a.contributo for a in passo.addendi if a.contributo is not None]
                assert passo.media.valore is not None
                assert abs(sum(portati, Decimal(0)) - passo.media.valore) < Decimal("1e-20")


def test_a_declared_sal_and_why(leggi: Leggi) -> None:
    testo = leggi(FORMAZIONE)
    assert "Una persona ha dichiarato 100% al posto del calcolato (0%), e conta quello dichiarato." in testo
    assert "evidentemente per un refuso" in testo
    assert "SAL dichiarato ≠ calcolato" in testo
    assert "SAL di 100% dichiarato in Il Cruscotto di Ente Perché: Valore dichiarato dall'ente" in testo
    assert re.search(r"Dichiarato il \d\d/\d\d/\d{4}, \d\d:\d\d, con il caricamento dei dati\.", testo)
    assert "Si proiettano solo i numeri." in testo
    assert "Target proprio di Il Cruscotto di Area 4" in testo
    assert "28/02/2019 proprio" in testo


def test_the_placement_that_is_explained_is_in_the_address(ciclo: Ciclo, leggi: Leggi) -> None:
    nell_area = posto(ciclo, "i025", "area4").pk
    testo = leggi(f"{FORMAZIONE}?riga={nell_area}")
    assert "Target 28/02/2019" in testo
    assert "Una persona ha dichiarato" not in testo


@pytest.mark.usefixtures("senza_fotografie")
def test_a_result_beyond_the_target_is_capped(ciclo: Ciclo, leggi: Leggi) -> None:
    Rilevazione.objects.filter(indicatore__codice="i031").update(testo="€ 780.000", valore=Decimal(780_000))
    assert "Il risultato sarebbe 120%, ma il SAL non supera il 100%: conta 100%." in leggi(PROVENTI)


@pytest.mark.usefixtures("senza_fotografie")
def test_an_own_rule_is_said(leggi: Leggi) -> None:
    Collocazione.objects.update(regole_congelate=None)  # as if the year were not adopted: its rules may change
    Indicatore.objects.filter(codice="i031").update(regola="valore_diretto")
    assert "È stata scelta per questo indicatore, al posto di quella dell'ente." in leggi(PROVENTI)


@pytest.mark.usefixtures("senza_fotografie")
def test_weights_are_shares(ciclo: Ciclo, leggi: Leggi) -> None:
    """Weight 3 beside three of weight 1: half of the objective."""
    proprio = posto(ciclo, "i031", "ente")
    Collocazione.objects.filter(cruscotto=proprio.cruscotto, nodo=proprio.nodo).update(peso=1)
    Collocazione.objects.filter(pk=proprio.pk).update(peso=3)
    testo = leggi(PROVENTI)
    assert "3 nel suo obiettivo." in testo
    assert "questa riga 83,5% 50% peso 3 41,76 punti" in testo


@pytest.mark.usefixtures("senza_fotografie")
def test_a_neutralised_value_counts_nowhere(leggi: Leggi) -> None:
    Rilevazione.objects.filter(indicatore__codice="i031").update(
        neutralizzata=True, motivo_neutralizzazione="Progetto sospeso dalla Regione."
    )
    testo = leggi(PROVENTI)
    assert "Progetto sospeso dalla Regione." in testo
    assert "neutralizzato: non conta e il suo peso passa agli altri" in testo
    assert testo.count("Questa riga non conta in questa media.") == 3
    assert "3 valori che contano, 1 escluso" in testo


@pytest.mark.usefixtures("senza_fotografie")
def test_definition_notes_history_and_benchmark(ciclo: Ciclo, utente: Callable[[str], Utente], leggi: Leggi) -> None:
    Collocazione.objects.update(regole_congelate=None)  # as if the year were not adopted: its rules may change
    indicatore = Indicatore.objects.get(codice="i031")
    Indicatore.objects.filter(pk=indicatore.pk).update(
        descrizione="Proventi <b>accertati</b>",
        numeratore="Proventi",
        denominatore="Progetti",
        fonte_dati="Contabilità",
        affidabilita="certificata",
        metodo_calcolo="Somma delle reversali",
        pira=True,
        tipologia_pira="finanziaria",
        accumulo="somma",
    )
    ValoreStorico.objects.create(indicatore=indicatore, anno=2018, testo="€ 500.000", fonte="Relazione 2018")
    ValoreStorico.objects.create(indicatore=indicatore, anno=2018, testo="€ 1", fonte="Media", benchmark=True)
    ValoreStorico.objects.create(indicatore=indicatore, anno=2020, testo="€ 999", fonte="Dopo")
    Rilevazione.objects.filter(indicatore=indicatore).update(
        nota="Manca una reversale.", causa_scostamento="Bando tardivo.", azione_correttiva="Sollecito.",
        azione_entro=date(2020, 3, 1),
    )  # fmt: skip
    chi = utente("amministratore")
    registra(ente=ciclo.ente, da=chi, azione="modifica indicatore", oggetto=indicatore)
    altro = Indicatore.objects.exclude(pk=indicatore.pk).latest("pk")
    registra(ente=ciclo.ente, da=chi, azione="modifica indicatore", oggetto=altro, nome="Un altro")
    omonimo = Ufficio(pk=indicatore.pk, ente=ciclo.ente, nome="Ufficio con la stessa chiave")
    registra(ente=ciclo.ente, da=chi, azione="modifica ufficio", oggetto=omonimo)
    testo = leggi(PROVENTI)
    for parte in (
        "Proventi <b>accertati</b>",  # as written: nothing of it is markup
        "Numeratore Proventi Denominatore Progetti",
        "Metodo di calcolo Somma delle reversali",
        "Contabilità (esterna certificata)",
        "risultati attesi: realizzazione finanziaria",
        "I valori dei periodi si sommano",
        "2018 € 500.000 Relazione 2018",
        "2018 € 1 Media",
        "Nota Manca una reversale. Causa dello scostamento Bando tardivo. Azione correttiva Sollecito. Entro il",
        f"Modifica indicatore: {indicatore.nome} – {chi}",
    ):
        assert parte in testo
    assert re.search(rf"{timezone.localdate():%d/%m/%Y} \d\d:\d\d Modifica indicatore", testo)
    for assente in ("€ 999", "Un altro", "stessa chiave", "Nessun valore di confronto"):
        assert assente not in testo


# -- periods, chart, projection, alerts --------------------------------------------------------------------------------


def test_a_year_in_progress(dimostrativo: Ciclo, leggi: Leggi) -> None:
    """56 then 46,4 of a target of 80: a step of −9,6, so 36,8 at the end, which is 46% of the target."""
    testo = leggi("/indicatori/2020/i016/")
    assert "Dati dimostrativi." in testo
    assert "Valori per periodo: Primo quadrimestre 56, Secondo quadrimestre 46,4; target 80." in testo
    assert "36,80% darebbe un SAL di 46%" in testo
    assert "Ipotesi: il valore continua a variare come fra i 2 periodi rilevati." in testo
    assert "Sotto soglia Il SAL è 58,0%, sotto la soglia di 90,0%." in testo
    assert "Tendenza in calo" in testo
    assert "2019 100% Consuntivo 2019" in testo


def test_from_one_period_nothing_is_drawn_or_projected(dimostrativo: Ciclo, leggi: Leggi) -> None:
    testo = leggi("/indicatori/2020/i016/?periodo=1")
    assert "Consuntivo 56,0%" in testo
    assert "46,4%" not in testo
    assert "Il grafico si disegna quando ci sono almeno due valori trasmessi." in testo
    assert "Nulla si proietta da un solo punto: servono i valori di almeno due periodi." in testo


def test_without_a_target_nothing_is_projected(dimostrativo: Ciclo, leggi: Leggi) -> None:
    ValoreAtteso.objects.filter(indicatore__codice="i016", ciclo=dimostrativo).delete()
    testo = leggi("/indicatori/2020/i016/")
    assert "Manca un target che si possa leggere: senza, la proiezione" in testo
    assert "Nessun target per il 2020." in testo


def test_before_the_first_period_nothing_is_measured(ciclo: Ciclo, leggi: Leggi) -> None:
    Periodo.objects.filter(ciclo=ciclo).update(stato="futuro")
    testo = leggi(PROVENTI)
    assert "Nessun periodo è ancora aperto" in testo
    assert "Valore non rilevato." in testo
    assert "Non calcolabile: nessuna voce ha un valore" in testo


def test_an_alert_of_some_placements_says_of_which(leggi: Leggi) -> None:
    """The declared SAL is the body's only: the same indicator in area 4 has its own target and is in time."""
    assert "Dichiarato 100,0%, calcolato 0,0%. Solo in Il Cruscotto di Ente." in leggi(FORMAZIONE)


# -- who may see it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chi", "atteso"),
    [
        ("dirigente.area1", 200),
        ("controllo", 200),
        ("oiv", 200),
        ("amministratore", 200),
        ("dirigente.area2", 404),
        ("redattore.area1", 404),
    ],
)
def test_an_indicator_of_an_individual_sheet_only(entra: Entra, chi: str, atteso: int) -> None:
    """i127 is placed in the sheet of the head of area 1 and nowhere else."""
    assert entra(chi).get("/indicatori/2019/i127/").status_code == atteso


@pytest.mark.usefixtures("senza_fotografie")
def test_a_placement_one_may_not_see_leaves_no_trace(ciclo: Ciclo, leggi: Leggi) -> None:
    nascosto = posto(ciclo, "i016", "ind_dir4")
    ente = ciclo.ente
    ValoreAtteso.objects.create(
        ciclo=ciclo, indicatore=nascosto.indicatore, collocazione=nascosto, testo="77,7%", tipo="percentuale",
        valore=Decimal("77.7"), unita="%",
    )  # fmt: skip
    Rilevazione.objects.create(
        indicatore=nascosto.indicatore, collocazione=nascosto, periodo=ciclo.periodi.get(numero=3), stato="validata",
        testo="33,3%", tipo="percentuale", valore=Decimal("33.3"), unita="%", inserita_il=timezone.now(),
    )  # fmt: skip
    registra(ente=ente, da=None, azione="modifica collocazione", oggetto=nascosto, nome="Scheda riservata")
    indirizzo = f"/indicatori/2019/i016/?riga={nascosto.pk}"
    aperta, chiusa = leggi(indirizzo, "controllo"), leggi(indirizzo)
    for parte in ("77,7%", "33,3%", "Performance individuale", "Scheda riservata"):
        assert parte in aperta
        assert parte not in chiusa
    assert "compare in 3 righe" in aperta
    assert "compare in 2 righe" in chiusa


def test_another_body_does_not_see_it(ciclo: Ciclo) -> None:
    """Nor when it has a cycle of that year and an indicator of that code with no placement."""
    altro = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    area = Area.objects.create(ente=altro, codice="area2", numero=2, nome="Altra area")
    fuori = Utente.objects.create(username="altro.dirigente", ente=altro)
    Incarico.objects.create(utente=fuori, ruolo=Ruolo.DIRIGENTE, area=area)
    Ciclo.objects.create(ente=altro, anno=2019)
    Indicatore.objects.create(ente=altro, codice="i031", nome="Omonimo", tipo="numero")
    client = Client()
    client.force_login(fuori)
    assert client.get(PROVENTI).status_code == 404


def test_only_reading_and_only_signed_in(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    client = Client()
    assert client.get(PROVENTI).status_code == 302
    client.force_login(utente("controllo"))
    assert client.post(PROVENTI).status_code == 405


@pytest.mark.parametrize(
    "indirizzo", ["/indicatori/2018/i031/", "/indicatori/2019/i999/", f"/indicatori/{9**30}/i031/"]
)
def test_what_does_not_exist(entra: Entra, indirizzo: str) -> None:
    assert entra("controllo").get(indirizzo).status_code == 404


@pytest.mark.parametrize(
    "coda",
    ["periodo=9", "periodo=-1", "periodo=x&periodo=%00", "riga=%27--", f"riga={9**40}", "riga=²", "riga=%00&x=<b>"],
)
def test_hostile_addresses_open_the_page_as_it_is(leggi: Leggi, coda: str) -> None:
    testo = leggi(f"{PROVENTI}?{coda}")
    assert "Target € 650.000 Consuntivo € 542.816,75" in testo


# -- queries and browser -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indirizzo", ["/indicatori/2019/i127/", PROVENTI, "/indicatori/2019/i019/"])
def test_as_many_queries_for_one_placement_as_for_eighteen(
    entra: Entra, indirizzo: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = entra("controllo")
    with django_assert_num_queries(7):
        assert client.get(indirizzo).status_code == 200


@pytest.mark.parametrize(("cambi", "quante"), [({"tipo": "fasi"}, 12), ({"calcolo": "media"}, 11)])
@pytest.mark.usefixtures("senza_fotografie")
def test_one_more_for_what_is_made_of_parts(
    entra: Entra, leggi: Leggi, cambi: dict[str, str], quante: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The phases, or the operands: but nothing was entered of what is computed, and nobody looks for its evidence."""
    Periodo.objects.filter(ciclo__anno=2019, numero=3).update(stato=StatoPeriodo.APERTO)
    Collocazione.objects.update(regole_congelate=None)  # as if the year were not adopted: its rules may change
    indicatore = Indicatore.objects.get(codice="i031")
    Indicatore.objects.filter(pk=indicatore.pk).update(**cambi)
    indicatore.fasi.create(ordine=1, nome="Bando", peso=60)
    indicatore.operandi.create(ordine=1, altro=Indicatore.objects.get(codice="i030"))
    client = entra("controllo")
    with django_assert_num_queries(quante):
        client.get(PROVENTI)
    testo = leggi(PROVENTI)
    assert ("Bando, peso 60%" in testo) is ("tipo" in cambi)
    assert ("Calcolato da" in testo) is ("calcolo" in cambi)


def test_in_a_browser(demo: Ciclo, utente: Callable[[str], Utente], live_server: LiveServer, pagina: Page) -> None:
    """No violation, nothing overflows, and by keyboard from a placement to its explanation and to its scorecard row."""
    prepara_dimostrazione(ciclo=demo, anno=2020, da=None)
    client = Client()
    client.force_login(utente("dirigente.area2"))
    sessione = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": sessione, "url": live_server.url}])
    for larghezza, indirizzo in ((360, "/indicatori/2020/i016/"), (1440, "/indicatori/2020/i016/"), (1440, FORMAZIONE)):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        pagina.goto(f"{live_server.url}{indirizzo}")
        assert guasti_axe(pagina) == []
        assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
    pagina.get_by_role("link", name="perché il SAL in").focus()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/i025/?riga=*#perche")
    assert "28/02/2019" in pagina.locator(".ind-cifre").inner_text()
    pagina.locator(".ind-dove a").first.press("Enter")
    pagina.wait_for_url("**/cruscotti/2019/area4/*#riga-*")
    riga = pagina.url.partition("#")[2]
    assert "Redazione Piano della Formazione" in pagina.locator(f"#{riga}").inner_text()
