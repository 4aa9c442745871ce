"""The page of the documents of a year: what each person finds, asks, takes back and downloads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cruscotto.models import Ciclo
from ente.models import Utente
from relazione.models import Documento, Sezione, StatoStesura, Stesura
from relazione.pubblicazione.actions.stesure import ABBANDONATO, fallisci_stesura, richiedi_stesura, scrivi_stesura
from tests.mondi.scena import leggi

pytestmark = pytest.mark.django_db
S = StatoStesura
HTMX = {"HX-Request": "true"}


@pytest.fixture
def breve(ciclo: Ciclo) -> Ciclo:
    """The real cycle with a Relazione of one short section."""
    Sezione.objects.filter(documento__ciclo=ciclo, ordine__gt=10).delete()
    Sezione.objects.filter(documento__ciclo=ciclo).update(testo="Un testo breve.")
    return ciclo


@pytest.fixture
def entra(utente: Callable[[str], Utente]) -> Callable[[str], Client]:
    def accede(chi: str) -> Client:
        client = Client()
        client.force_login(utente(chi))
        return client

    return accede


def chiedi(client: Client, anno: int = 2019, **dati: str) -> Stesura:
    risposta = client.post(f"/documenti/{anno}/chiedi/", {"tipo": "relazione", "formato": "html"} | dati)
    assert risposta.status_code == 302, risposta.content.decode()
    return Stesura.objects.latest("pk")


def scritta(stesura: Stesura) -> Stesura:
    scrivi_stesura.call(stesura.pk)
    stesura.refresh_from_db()
    return stesura


def vista(client: Client, anno: int = 2019) -> str:
    risposta = client.get(f"/documenti/{anno}/")
    assert risposta.status_code == 200
    return leggi(risposta.content.decode())


def test_it_leads_to_the_year_people_work_on(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    assert client.get("/documenti/")["Location"] == "/documenti/2020/"
    assert client.get("/documenti/?anno=2019")["Location"] == "/documenti/2019/"
    assert 'href="/documenti/2019/"' in client.get("/documenti/2020/").content.decode()
    assert client.get("/documenti/2031/").status_code == 404


def test_every_kind_has_its_place_and_says_whose_turn_it_is(ciclo: Ciclo, entra: Callable[[str], Client]) -> None:
    pagina = vista(entra("oiv"))
    for titolo in (
        "Relazione della Performance 2019",
        "Documento di validazione della Relazione sulla performance 2019",
        "Relazione di accompagnamento alla validazione 2019",
        "Piano della performance 2019",
        "Monitoraggio 2019: Primo quadrimestre",
        "Monitoraggio 2019: Terzo quadrimestre",
        "Piano degli indicatori e dei risultati attesi di bilancio 2019",
        "Relazione sulla performance 2019: che cosa è cambiato",
        "Performance individuale – Segretario Generale, 2019",
    ):
        assert titolo in pagina
    assert "Approvata Atto n. 32 del 19 maggio 2020" in pagina
    assert "È approvata altrove: il controllo di gestione ne sigilla i file, poi l'OIV la esamina." in pagina
    assert "Non si pubblica" not in pagina and "la legge vieta di pubblicarla" in pagina


def test_the_state_counts_what_waits_for_somebody(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("controllo")
    assert "Non cominciata La comincia il controllo di gestione, scegliendo un modello." in vista(client, 2020)
    assert client.post("/documenti/2020/comincia/", {"tipo": "relazione", "modello": "aperto"}).status_code == 302
    documento = Documento.objects.get(ciclo=dimostrativo, tipo="relazione")
    documento.sezioni.update(testo="Scritto.")
    assert "Scritta Il controllo di gestione chiude i periodi" in vista(client, 2020)
    documento.sezioni.filter(codice="in-breve").update(stato="da_rivedere")
    documento.sezioni.filter(codice="scostamenti").update(testo="[[da-completare: perché]]")
    documento.sezioni.filter(codice="contesto").update(testo="")
    documento.sezioni.filter(codice="risultati").update(testo="")  # others stand under it
    attesa = "In scrittura Il controllo di gestione la finisce: una sezione da rivedere e 2 sezioni da completare."
    assert attesa in vista(client, 2020)
    assert 'href="/documenti/2020/approvazione/"' in client.get("/documenti/2020/").content.decode()


def test_who_begins_what(dimostrativo: Ciclo, entra: Callable[[str], Client]) -> None:
    oiv, controllo = entra("oiv"), entra("controllo")
    for client, tipo, atteso in (
        (oiv, "relazione", 403),
        (controllo, "validazione", 403),
        (oiv, "validazione", 302),
        (controllo, "piano", 302),
    ):
        assert client.post("/documenti/2020/comincia/", {"tipo": tipo}).status_code == atteso, tipo
    sbagliato = controllo.post("/documenti/2020/comincia/", {"tipo": "relazione", "modello": "boh"})
    assert sbagliato.status_code == 409 and "Il modello «boh» non c'è" in leggi(sbagliato.content.decode())
    for dati in ({"tipo": "boh"}, {}, {"tipo": "monitoraggio"}, {"tipo": "piano", "periodo": "1"}):
        assert controllo.post("/documenti/2020/comincia/", dati).status_code == 409, dati
    for dati in ({"tipo": "monitoraggio", "periodo": "9"}, {"tipo": "scheda_individuale", "cruscotto": "boh"}):
        assert controllo.post("/documenti/2020/comincia/", dati).status_code == 404, dati


def test_the_public_edition_is_what_one_gets_without_choosing(breve: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    assert chiedi(client, formato="").formato == "pdf"
    stesura = Stesura.objects.latest("pk")
    assert stesura.edizione == "pubblica" and str(stesura.richiesta_da) == str(Utente.objects.get(username="oiv"))
    scheda = chiedi(client, tipo="scheda_individuale", cruscotto="ind_dir2")
    assert scheda.edizione == "integrale"
    assert client.post("/documenti/2019/chiedi/", {"tipo": "relazione", "edizione": "boh"}).status_code == 409


def test_how_far_it_is_until_it_ends(breve: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    stesura = chiedi(client)
    intera = client.get("/documenti/2019/").content.decode()
    pezzo = f"/documenti/2019/?stesura={stesura.pk}"
    assert f'hx-get="{pezzo}" hx-trigger="every 1s"' in intera and "In attesa" in intera
    Stesura.objects.filter(pk=stesura.pk).update(stato=S.IN_SCRITTURA, fase="stampa", avanzamento=25)
    a_meta = client.get(pezzo, headers=HTMX)
    assert a_meta["Cache-Control"] == "no-store" and "<html" not in a_meta.content.decode()
    assert "In scrittura: impaginazione." in leggi(a_meta.content.decode()) and 'value="25"' in a_meta.content.decode()
    assert client.get(pezzo).content.decode().count("<html") == 1, "senza htmx è la pagina"
    Stesura.objects.filter(pk=stesura.pk).update(stato=S.RICHIESTO)
    scritta(stesura)
    fine = client.get(pezzo, headers=HTMX).content.decode()
    assert "hx-get" not in fine and "#doc-annuncio" in fine and "il file è pronto" in fine
    assert stesura.impronta in fine and reverse("relazione:stesura-download", args=[stesura.pk]) in fine
    assert client.get("/documenti/2019/?stesura=999999", headers=HTMX).status_code == 404
    assert entra("dirigente.area1").get(pezzo, headers=HTMX).status_code == 404


def test_the_same_document_again_says_that_it_is_the_same(breve: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    prima = scritta(chiedi(client))
    assert "È lo stesso file" not in vista(client)
    Stesura.objects.filter(pk=prima.pk).update(scritta_il=timezone.now() - dt.timedelta(days=3))
    seconda = scritta(chiedi(client))
    assert seconda.file.name == prima.file.name
    assert "È lo stesso file del" in vista(client)
    Sezione.objects.filter(documento__ciclo=breve).update(testo="Un altro testo.")
    assert scritta(chiedi(client)).file.name != prima.file.name
    assert "È lo stesso file" not in vista(client)


def test_the_previous_file_stays_while_the_next_is_written_and_when_it_fails(
    breve: Ciclo, entra: Callable[[str], Client]
) -> None:
    client = entra("oiv")
    prima = scritta(chiedi(client))
    seconda = chiedi(client)
    scarica = reverse("relazione:stesura-download", args=[prima.pk])
    assert "Intanto il file di prima si scarica ancora." in vista(client)
    assert b"".join(client.get(scarica)).startswith(b"<!DOCTYPE")
    fallisci_stesura(seconda.pk, "Non c'è più posto.")
    pagina = vista(client)
    assert "non riuscito. Non c'è più posto. Il file di prima è rimasto com’era." in pagina
    assert scarica in client.get("/documenti/2019/").content.decode()
    scritta(chiedi(client))
    assert "Non c'è più posto" not in vista(client)


def test_a_writing_that_nobody_does_says_so(breve: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    stesura = chiedi(client)
    assert "avvisate chi cura" not in vista(client)
    for da_quando, frase in (
        (dt.timedelta(minutes=3), "Nessuno ha ancora cominciato a scriverla"),
        (ABBANDONATO + dt.timedelta(minutes=1), "È ferma da più di mezz'ora"),
    ):
        Stesura.objects.filter(pk=stesura.pk).update(created_at=timezone.now() - da_quando)
        assert frase in vista(client)


def test_who_asked_takes_it_back(breve: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    stesura = chiedi(client)
    annulla = reverse("relazione:stesura-cancel", args=[stesura.pk])
    assert entra("amministratore").post(annulla).status_code == 403
    assert entra("dirigente.area1").post(annulla).status_code == 404
    assert client.post(annulla).status_code == 302
    assert "annullato. Annullato da chi l'aveva chiesto" in vista(client)
    pronta = scritta(chiedi(client))
    tardi = client.post(reverse("relazione:stesura-cancel", args=[pronta.pk]))
    assert tardi.status_code == 409 and "non si annulla più: pronto" in leggi(tardi.content.decode())


def test_the_download_is_an_attachment_that_nobody_keeps(breve: Ciclo, entra: Callable[[str], Client]) -> None:
    client = entra("oiv")
    stesura = scritta(chiedi(client))
    dove = reverse("relazione:stesura-download", args=[stesura.pk])
    risposta = client.get(dove)
    assert risposta["Content-Disposition"] == 'attachment; filename="relazione-2019-pubblica.html"'
    assert risposta["Cache-Control"] == "private, no-store" and "sandbox" in risposta["Content-Security-Policy"]
    assert risposta["X-Content-Type-Options"] == "nosniff"
    assert len(b"".join(risposta)) == stesura.dimensione
    testa = client.head(dove)
    assert testa["Content-Length"] == str(stesura.dimensione) and not b"".join(testa)
    dalle_api = client.get(f"/api/v1/documenti/{stesura.pk}/file/")
    assert dalle_api["Cache-Control"] == "private, no-cache" and b"".join(dalle_api)
    Path(stesura.file.path).unlink()
    perduto = client.get(dove)
    assert perduto.status_code == 404 and "non si trova più sul disco" in leggi(perduto.content.decode())
    assert client.get(f"/api/v1/documenti/{stesura.pk}/file/").status_code == 404
    assert client.get(reverse("relazione:stesura-download", args=[chiedi(client).pk])).status_code == 404


# -- who ---------------------------------------------------------------------------------------------------------------


def test_a_manager_finds_the_own_sheet_alone(ciclo: Ciclo, entra: Callable[[str], Client]) -> None:
    client, oiv = entra("dirigente.area2"), entra("oiv")
    altrui = scritta(chiedi(oiv, tipo="scheda_individuale", cruscotto="ind_dir3", formato="json"))
    pagina = client.get("/documenti/2019/").content.decode()
    assert pagina.count('<article class="doc"') == 1 and 'id="scheda_individuale-ind_dir2"' in pagina
    assert "/prove/" not in pagina and "approvazione" not in pagina.lower().replace("l’approvazione", "")
    stesura = chiedi(client, tipo="scheda_individuale", cruscotto="ind_dir2", formato="json")
    assert scritta(stesura).stato == S.PRONTO
    assert b"".join(client.get(reverse("relazione:stesura-download", args=[stesura.pk]))).startswith(b"{")
    assert client.get(reverse("relazione:stesura-download", args=[altrui.pk])).status_code == 404
    altra = {"tipo": "scheda_individuale", "cruscotto": "ind_dir3"}
    assert client.post("/documenti/2019/chiedi/", altra).status_code == 404
    assert client.post("/documenti/2019/chiedi/", {"tipo": "relazione"}).status_code == 403


def test_the_menu_leads_there_who_has_something_there(ciclo: Ciclo, entra: Callable[[str], Client]) -> None:
    for chi, atteso in (
        ("oiv", True),
        ("controllo", True),
        ("amministratore", True),
        ("dirigente.area1", True),
        ("redattore.area1", False),
    ):
        client = entra(chi)
        assert ('href="/documenti/2019/"' in client.get("/").content.decode()) == atteso, chi
        assert client.get("/documenti/2019/").status_code == (200 if atteso else 404), chi


def test_the_home_of_the_oiv_begins_with_the_relazione(
    dimostrativo: Ciclo, breve: Ciclo, entra: Callable[[str], Client]
) -> None:
    client = entra("oiv")
    casa = client.get("/").content.decode()
    assert casa.index("Relazione sulla performance 2019") < casa.index("Relazione sulla performance 2020")
    assert casa.index("Relazione sulla performance 2020") < casa.index("Stato del ciclo 2020")
    assert "la comincia il controllo di gestione" in leggi(casa) and "Chiedi l’edizione pubblica" in casa
    for edizione in ("pubblica", "integrale"):
        stesura = richiedi_stesura(ciclo=breve, edizione=edizione, da=Utente.objects.get(username="oiv"))
        Stesura.objects.filter(pk=stesura.pk).update(
            stato=S.PRONTO, file=f"documenti/{edizione}.pdf", impronta="0" * 64, scritta_il=timezone.now()
        )
    casa = client.get("/?anno=2019").content.decode()
    for stesura in Stesura.objects.all():
        assert reverse("relazione:stesura-download", args=[stesura.pk]) in casa
    assert "Chiedi l’edizione" not in casa and "non si pubblica" in casa
