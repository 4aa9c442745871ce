"""The pages of the imports: upload, progress, preview in lists, answers, confirmation, undoing, without JavaScript."""

from __future__ import annotations

import html
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contesto.models import VoceBilancio
from cruscotto.importazione.pagina.contenuto import VISTE
from cruscotto.models import Ciclo, Importazione, Ricordo, StatoCiclo, VoceImportazione
from ente.models import Atto, Utente
from tests.mondi.fogli import con_celle, in_csv, vera, xlsx
from tests.mondi.importazioni import (
    NUOVA,
    Persona,
    apri_ciclo,
    bilancio,
    con_voci,
    indirizzo,
    leggi,
    parole,
    righe_di_tabella,
    scrivi,
)

pytestmark = pytest.mark.django_db
CATTIVO = "<script>alert(1)</script>"


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    return apri_ciclo(ciclo)


@pytest.fixture
def carla(aperto: Ciclo, utente: Callable[[str], Utente]) -> Persona:
    """Controllo di gestione."""
    return Persona(utente("controllo"))


# -- upload and progress -----------------------------------------------------------------------------------------------


def test_a_file_is_kept_and_its_reading_is_followed(carla: Persona) -> None:
    risposta = carla.manda(xlsx(bilancio()), "mio foglio.xlsx")
    [importazione] = Importazione.objects.all()
    assert risposta["Location"] == indirizzo(importazione)
    pagina = carla.pagina(importazione)
    assert f'hx-get="{indirizzo(importazione)}" hx-trigger="every 1s"' in pagina.content.decode()
    assert pagina["Cache-Control"] == "no-store"
    assert "Aggiorna" in parole(pagina)  # without JavaScript
    pezzo = carla.cliente.get(indirizzo(importazione), headers={"HX-Request": "true"})
    assert b"<html" not in pezzo.content and b"every 1s" in pezzo.content and "HX-Refresh" not in pezzo
    leggi(importazione)
    pezzo = carla.cliente.get(indirizzo(importazione), headers={"HX-Request": "true"})
    assert pezzo["HX-Refresh"] == "true" and b"every 1s" not in pezzo.content
    assert "every 1s" not in carla.pagina(importazione).content.decode()


def test_a_new_import_asks_what_its_kind_wants(carla: Persona) -> None:
    scelta = carla.cliente.get(NUOVA)
    assert f"{NUOVA}?genere=bilancio" in scelta.content.decode()
    modulo = carla.cliente.get(NUOVA, {"genere": "bilancio", "anno": "2019"}).content.decode()
    assert 'name="anno"' in modulo and 'name="periodo"' not in modulo and 'enctype="multipart/form-data"' in modulo
    assert "Che cosa c’è nel foglio?" in parole(carla.cliente.get(NUOVA, {"genere": "boh"}))


def test_what_cannot_go_in_is_said_in_the_form(carla: Persona, monkeypatch: pytest.MonkeyPatch) -> None:
    for dati, frase in (
        ({"contenuto": b"%PDF-1.4"}, "Il file non è un foglio"),
        ({"contenuto": b""}, "Il file è vuoto"),
        ({"contenuto": xlsx([["x"]]), "anno": "1999"}, "Scegliete uno degli anni dell'elenco."),
        ({"contenuto": xlsx([["x"]]), "file": ""}, "Scegliete il file da importare."),
    ):
        risposta = carla.manda(**dati)
        assert (risposta.status_code, frase in parole(risposta)) == (422, True), frase
    monkeypatch.setattr("ente.fogli.contenitore.MAX_FILE", 10)
    troppo = carla.manda(xlsx([["x"]]))
    assert troppo.status_code == 413 and "togliete ciò che non serve" in parole(troppo)
    assert not Importazione.objects.exists()


def test_nothing_goes_into_an_adopted_year(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    carla = Persona(utente("controllo"))
    assert "la Relazione è già adottata" in parole(carla.cliente.get(NUOVA, {"genere": "bilancio"}))
    assert carla.manda(xlsx(bilancio())).status_code == 422
    assert not Importazione.objects.exists()


def test_a_file_that_cannot_be_read_says_why(carla: Persona) -> None:
    importazione = carla.carica(con_celle('<row r="1"><c r="A99999999"/></row>'), "x.xlsx")
    pagina = carla.pagina(importazione)
    assert importazione.stato == "fallita" and importazione.messaggio in parole(pagina)
    assert "Carica un altro file" in parole(pagina)
    assert carla.fai(importazione, "answer", rileggi="1").status_code == 302 and importazione.stato == "caricata"


# -- the preview -------------------------------------------------------------------------------------------------------


def test_each_count_leads_to_as_many_lines(carla: Persona, aperto: Ciclo) -> None:
    importazione = con_voci(carla.utente, aperto, 60)
    for vista in VISTE:
        prima, seconda = (carla.pagina(importazione, vista=vista, pagina=n) for n in (1, 2))
        assert (righe_di_tabella(prima), righe_di_tabella(seconda)) == (50, 10), vista
        liste = {lista.codice: lista.quante for lista in prima.context["quadro"].liste}
        assert liste[vista] == 60
        assert "Pagina 1 di 2" in parole(prima)
    assert "3 Già così" not in parole(carla.pagina(importazione))  # with errors nobody knows


def test_a_page_asks_as_many_queries_for_10_lines_as_for_1000(carla: Persona, aperto: Ciclo) -> None:
    poche, molte = con_voci(carla.utente, aperto, 10), con_voci(carla.utente, aperto, 1000)
    for vista in VISTE:
        conti = []
        for importazione in (poche, molte):
            with CaptureQueriesContext(connection) as interrogazioni:
                carla.pagina(importazione, vista=vista)
            conti.append(len(interrogazioni))
        assert conti[0] == conti[1] <= 9, vista
    with CaptureQueriesContext(connection) as interrogazioni:
        carla.cliente.get("/importazioni/")
    assert len(interrogazioni) <= 6


def test_a_changed_row_says_from_what_to_what(carla: Persona) -> None:
    importazione = carla.anteprima(H4="1")
    voce = VoceBilancio.objects.get(anno=2019, codice="1")
    pagina = parole(carla.pagina(importazione))
    assert f"Foglio1!A4 Consuntivo da {voce.consuntivo:,.0f}".replace(",", ".") in pagina
    assert "→ a 1" in pagina and "Conferma e scrivi 1 riga" in pagina and "28 Già così" in pagina


def test_what_a_row_points_to_has_a_name(carla: Persona) -> None:
    righe = vera("interventi")
    colonna = righe[0].index("obiettivo")
    righe[1][colonna] = "1" if righe[1][colonna] != "1" else "2"
    importazione = carla.carica(xlsx(righe), genere="interventi")
    pagina = parole(carla.pagina(importazione))
    assert "Obiettivo strategico da" in pagina and " 1. " in pagina


def test_with_an_error_nothing_can_be_confirmed(carla: Persona) -> None:
    importazione = carla.anteprima(D4="boh", D5="boh")
    pagina = carla.pagina(importazione)
    assert "Da correggere: 2 errori" in parole(pagina) and "Conferma e scrivi" not in parole(pagina)
    assert "Foglio1 D4 Il tipo «boh» non esiste" in parole(pagina)
    assert indirizzo(importazione, "errors") in pagina.content.decode()
    assert carla.fai(importazione, "confirm", impronta="").status_code == 409
    assert importazione.stato == "anteprima"


def test_the_same_file_again_has_nothing_to_write(carla: Persona) -> None:
    importazione = carla.anteprima()
    assert "Non c’è nulla da scrivere" in parole(carla.pagina(importazione))


def test_what_a_file_says_is_text(carla: Persona) -> None:
    importazione = carla.carica(in_csv(bilancio(C4=CATTIVO, D5=CATTIVO)), f'{CATTIVO}".csv')
    for vista in ("errori", "modificate"):
        corpo = carla.pagina(importazione, vista=vista).content.decode()
        assert CATTIVO not in corpo and "alert(1)" in corpo
    assert CATTIVO not in carla.cliente.get("/importazioni/").content.decode()


# -- answers -----------------------------------------------------------------------------------------------------------


def test_a_heading_is_named_by_hand_and_remembered(carla: Persona) -> None:
    righe = bilancio(D1="Tipologia della riga", J1="Consuntivo 2018")
    importazione = carla.carica(xlsx(righe))
    pagina = carla.pagina(importazione)
    assert 'name="campo:tipologia riga"' in html.unescape(pagina.content.decode())
    assert "2 non lette" in parole(pagina)
    assert "«Consuntivo 2018» Foglio1!J1" in parole(pagina) and "È di un altro anno" in parole(pagina)
    dette = {"campo:tipologia riga": "tipo", "campo:sezione": "sezione", "campo:boh": "tipo", "campo:codice": "boh"}
    risposta = carla.fai(importazione, "answer", **dette)
    assert risposta.status_code == 302 and importazione.stato == "caricata"
    assert importazione.mappa == {"tipologia riga": "tipo"}  # of the others nothing was said, or nothing that can be
    leggi(importazione)
    assert not importazione.riepilogo["errore"]
    assert "Come avete detto" in parole(carla.pagina(importazione))
    assert not carla.carica(xlsx(righe)).riepilogo["errore"]  # the next file


def test_a_doubt_gets_the_answer_that_was_chosen(carla: Persona, aperto: Ciclo) -> None:
    importazione = con_voci(carla.utente, aperto, 3)
    corpo = carla.pagina(importazione, vista="dubbi").content.decode()
    assert corpo.count('type="radio"') == 6 and corpo.count("checked") == 3  # what is proposed
    assert carla.fai(importazione, "answer", **{"dubbio:d0": "boh", "dubbio:altro": "si"}).status_code == 409
    assert carla.fai(importazione, "answer", **{"dubbio:d0": "no", "dubbio:d1": "si"}).status_code == 302
    assert importazione.decisioni == {"d0": "no", "d1": "si"}
    assert Ricordo.objects.filter(intestazione=False).count() == 2


def test_all_that_is_proposed_is_taken_at_once(carla: Persona, aperto: Ciclo) -> None:
    importazione = con_voci(carla.utente, aperto, 60)
    carla.fai(importazione, "answer", tutte="1")
    assert len(importazione.decisioni) == 60 and set(importazione.decisioni.values()) == {"si"}


# -- confirming, undoing, giving up ------------------------------------------------------------------------------------


def test_what_was_seen_is_written_and_taken_back(carla: Persona) -> None:
    importazione = carla.anteprima(H4="1", H5="2")
    prima = dict(VoceBilancio.objects.filter(anno=2019).values_list("codice", "consuntivo"))
    assert carla.fai(importazione, "confirm", impronta="altra").status_code == 409
    assert importazione.stato == "anteprima"
    carla.conferma(importazione)
    assert VoceBilancio.objects.get(anno=2019, codice="1").consuntivo == 1
    pagina = parole(carla.pagina(importazione))
    assert "Scritta: 2 righe" in pagina and "Sì, annulla 2 righe" in pagina
    assert (
        carla.fai(importazione, "confirm", impronta=importazione.impronta_progetto).status_code == 302
    )  # twice is once
    VoceBilancio.objects.filter(anno=2019, codice="2").update(consuntivo=3)
    assert carla.fai(importazione, "undo").status_code == 302
    pagina = parole(carla.pagina(importazione))
    assert "1 riga non è tornata indietro" in pagina and "1 Non annullate" in pagina and "dopo l'importazione" in pagina
    assert righe_di_tabella(carla.pagina(importazione, vista="rimaste")) == 1
    assert "Annullata, 1 non annullata" in parole(carla.cliente.get("/importazioni/"))
    assert dict(VoceBilancio.objects.filter(anno=2019).values_list("codice", "consuntivo")) == prima | {"2": Decimal(3)}
    assert carla.fai(importazione, "undo").status_code == 409


def test_when_the_data_change_meanwhile_the_page_says_so(carla: Persona) -> None:
    importazione = carla.anteprima(H4="1")
    carla.fai(importazione, "confirm", impronta=importazione.impronta_progetto)
    VoceBilancio.objects.filter(anno=2019, codice="1").update(consuntivo=9)
    scrivi(importazione)
    assert importazione.stato == "anteprima"
    assert "Dopo l'anteprima i dati sono cambiati" in parole(carla.pagina(importazione))


def test_a_preview_that_nobody_wants_is_given_up(carla: Persona) -> None:
    importazione = carla.anteprima(H4="1")
    assert carla.fai(importazione, "discard").status_code == 302
    assert importazione.stato == "scartata" and not importazione.voci.exists()
    assert "non è stato scritto nulla" in parole(carla.pagina(importazione))
    assert carla.fai(importazione, "discard").status_code == 302
    assert Atto.objects.filter(azione="scarta importazione").count() == 1
    for atto in ("confirm", "answer", "undo"):
        assert carla.fai(importazione, atto, impronta="x", tutte="1").status_code == 409, atto
    scritta = carla.conferma(carla.anteprima(H4="1"))
    assert carla.fai(scritta, "discard").status_code == 409 and scritta.stato == "confermata"


def test_an_adopted_year_is_not_undone(carla: Persona, aperto: Ciclo) -> None:
    scritta = carla.conferma(carla.anteprima(H4="1"))
    Ciclo.objects.filter(pk=aperto.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA,
        approvazione_organo="Giunta",
        approvazione_numero="1",
        approvazione_data="2020-06-01",
    )
    assert carla.fai(scritta, "undo").status_code == 409 and scritta.stato == "confermata"


# -- the list, the files, who may --------------------------------------------------------------------------------------


def test_the_list_is_filtered_and_paged(carla: Persona, aperto: Ciclo) -> None:
    for _ in range(52):
        con_voci(carla.utente, aperto, 1)
    carla.anteprima(H4="1")
    prima = carla.cliente.get("/importazioni/")
    assert len(prima.context["righe"]) == 50 and "53 importazioni" in parole(prima)
    assert "Responsabile del controllo di gestione" in parole(prima) and "1 errore, 1 da decidere" not in parole(prima)
    assert len(carla.cliente.get("/importazioni/", {"pagina": "2"}).context["righe"]) == 3
    for filtro, quante in (({"genere": "interventi"}, 0), ({"stato": "anteprima"}, 53), ({"stato": "\0'<"}, 0)):
        assert carla.cliente.get("/importazioni/", filtro).context["pagina"].paginator.count == quante


def test_the_file_comes_back_as_it_was_and_is_never_shown(carla: Persona) -> None:
    contenuto = xlsx(bilancio(D4="boh"))
    importazione = carla.carica(contenuto, "pagina.html")
    for atto in ("file", "errors"):
        risposta: Any = carla.cliente.get(indirizzo(importazione, atto))
        assert risposta["Content-Disposition"].startswith("attachment")
        assert risposta["X-Content-Type-Options"] == "nosniff" and "sandbox" in risposta["Content-Security-Policy"]
        assert "html" not in risposta["Content-Type"]
        assert risposta.streaming is (atto == "file")
        if risposta.streaming:
            assert b"".join(risposta) == contenuto
    importazione.file.storage.delete(importazione.file.name)
    assert carla.cliente.get(indirizzo(importazione, "file")).status_code == 404
    assert carla.cliente.get(indirizzo(importazione, "errors")).status_code == 404
    assert carla.cliente.get(indirizzo(carla.anteprima(), "errors")).status_code == 404  # it has none


def test_who_enters_values_sees_and_imports_only_those(carla: Persona, utente: Callable[[str], Utente]) -> None:
    rita = Persona(utente("redattore.area3"))
    di_carla = carla.anteprima()
    assert rita.cliente.get(indirizzo(di_carla)).status_code == 404
    assert rita.cliente.get("/importazioni/").context["pagina"].paginator.count == 0
    assert rita.manda(xlsx(bilancio())).status_code == 403
    assert rita.cliente.get("/importazioni/modello/bilancio.xlsx").status_code == 404
    for chi in ("oiv", "dirigente.area1"):
        assert Persona(utente(chi)).cliente.get("/importazioni/").status_code == 403


def test_the_pages_of_a_kind_lead_to_its_import(carla: Persona, utente: Callable[[str], Utente]) -> None:
    dove = f"{NUOVA}?genere=bilancio&amp;anno=2019"
    assert dove in carla.cliente.get("/bilancio/2019/").content.decode()
    assert NUOVA not in Persona(utente("oiv")).cliente.get("/bilancio/2019/").content.decode()
    assert 'href="/importazioni/"' in carla.cliente.get("/").content.decode()


def test_a_preview_survives_a_model_that_has_changed(carla: Persona, aperto: Ciclo) -> None:
    importazione = con_voci(carla.utente, aperto, 1)
    righe = [["contesto.vocebilancio", 1, {"sparito": "1"}, {"sparito": "2"}]]
    VoceImportazione.objects.filter(importazione=importazione, tipo="modificata").update(righe=righe)
    assert "Sparito da 1 → a 2" in parole(carla.pagina(importazione, vista="modificate"))


# -- the administration ------------------------------------------------------------------------------------------------


def test_the_administration_exports_and_leads_to_the_same_import(
    aperto: Ciclo, utente: Callable[[str], Utente]
) -> None:
    ada = Persona(utente("amministratore"))
    elenco = ada.cliente.get(reverse("admin:contesto_vocebilancio_changelist"), {"anno": "2019"})
    assert f'href="{NUOVA}?genere=bilancio"' in elenco.content.decode()
    for formato in ("xlsx", "ods", "csv"):
        foglio = ada.cliente.get(reverse("admin:contesto_vocebilancio_export"), {"anno": "2019", "formato": formato})
        importazione = ada.carica(foglio.content, f"b.{formato}")
        assert importazione.riepilogo["errore"] == 0, formato
        assert (importazione.riepilogo["invariate"], importazione.riepilogo["modificata"]) == (29, 0), formato
    for parametri in ({"formato": "exe"}, {"boh": "1"}):
        assert ada.cliente.get(reverse("admin:contesto_vocebilancio_export"), parametri).status_code == 404
    assert ada.cliente.post("/amministrazione/contesto/vocebilancio/import/").status_code in (302, 404)


def test_a_sheet_of_the_administration_runs_nothing(aperto: Ciclo, utente: Callable[[str], Utente]) -> None:
    VoceBilancio.objects.filter(anno=2019, codice="1").update(etichetta="=1+1")
    foglio = Client()
    foglio.force_login(utente("amministratore"))
    scritto = foglio.get(reverse("admin:contesto_vocebilancio_export"), {"formato": "csv"}).content.decode()
    assert ";'=1+1;" in scritto
