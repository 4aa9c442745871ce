"""What anyone reads of a body: the items of the law, the Relazione of each edition, the sealed files, the site."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone
from django.utils.formats import date_format

from relazione.edizioni.actions.correzione import apri_correzione, ritira_correzione
from relazione.models import Correzione, FileSigillato, RelazioneApprovata
from relazione.pubblico.voci import RICONOSCI, data_dell_atto, eta, formato
from tests.mondi.pubblicata import MondoPubblico, approvata, corretta, pubblica
from tests.mondi.scena import ANNO, leggi

pytestmark = pytest.mark.django_db
CASA = "/pubblico/casa/"
PDF = f"relazione-{ANNO}.pdf"


def voce(pagina: str, codice: str) -> str:
    """What an item of the page of a body says."""
    trovata = re.search(rf'<section class="pub-voce" id="{codice}".*?</section>', pagina, re.DOTALL)
    assert trovata, codice
    return trovata[0]


# -- the items ---------------------------------------------------------------------------------------------------------


def test_who_has_published_is_listed_and_nobody_else(mondo: MondoPubblico, client: Client) -> None:
    detto = leggi(client.get("/pubblico/").content.decode())
    assert "Comune di casa" in detto
    assert "Comune di altrove" not in detto


def test_each_item_of_the_law_is_there_or_said_to_lack(mondo: MondoPubblico, client: Client) -> None:
    pagina = client.get(CASA).content.decode()
    relazione = voce(pagina, "relazione")
    assert f'href="{CASA}{ANNO}/relazione/"' in relazione
    assert f'href="{CASA}{ANNO}/2/{PDF}"' in relazione
    assert "/1/" not in relazione
    assert (
        "edizione n. 2" in relazione
        and "pubblicato oggi" in leggi(relazione)
        and "PDF" in relazione
        and "KB" in relazione
    )
    assert "https://www.casa.example.it/piano.pdf" in voce(pagina, "piano")
    assert "ultimo atto il 26 luglio 2024" in leggi(voce(pagina, "piano"))
    assert "pagina web" in voce(pagina, "sistema") and "data non indicata" in voce(pagina, "sistema")
    for codice in ("validazione", "accompagnamento", "funzionamento"):
        assert f'href="{CASA}{ANNO}/2/{codice}-{ANNO}.pdf"' in voce(pagina, codice), codice
    for codice in ("ammontare", "premi"):
        assert "Non ancora pubblicato." in voce(pagina, codice), codice
    assert "Programma triennale" in voce(pagina, "altri")


@pytest.mark.parametrize(
    ("titolo", "codice"),
    [
        ("Sistema di Misurazione e Valutazione della Performance", "sistema"),
        ("SMVP 2025", "sistema"),
        ("Piano della Performance 2019/2021", "piano"),
        ("Piano integrato di attività e organizzazione 2024-2026", "piano"),
        ("PIAO", "piano"),
        ("Relazione sulla performance 2023", "relazione"),
        ("Documento di validazione della Relazione sulla performance", "validazione"),
        ("Relazione di accompagnamento alla validazione della Relazione sulla performance", "accompagnamento"),
        ("Relazione dell'OIV sul funzionamento complessivo del Sistema di valutazione", "funzionamento"),
        ("Ammontare complessivo dei premi stanziati", "ammontare"),
        ("Dati relativi ai premi distribuiti", "premi"),
        ("Programma Triennale di Prevenzione alla Corruzione 2019/2021", ""),
        ("Impremiabile", ""),
    ],
)
def test_a_document_elsewhere_goes_under_its_item(titolo: str, codice: str) -> None:
    assert next((o.codice for o in RICONOSCI if o.altrove.search(titolo)), "") == codice


@pytest.mark.parametrize(
    ("atto", "data"),
    [
        ("Delibera n.38 del 8/5/2019", dt.date(2019, 5, 8)),
        ("n. 9 del 30/01/2019 modificato con la n.77 del 26/7/2019", dt.date(2019, 7, 26)),
        ("Delibera 12/2019", None),
        ("del 31/02/2019", None),
        ("", None),
    ],
)
def test_the_day_of_an_act_is_that_of_its_last_change(atto: str, data: dt.date | None) -> None:
    assert data_dell_atto(atto) == data


def test_age_and_format_are_words() -> None:
    oggi = timezone.localdate()
    assert eta(oggi) == eta(oggi + dt.timedelta(days=1)) == "oggi"
    assert eta(oggi - dt.timedelta(days=1)).replace("\xa0", " ") == "1 giorno fa"
    assert [formato(n) for n in ("a.pdf", "A.CSV", "a.html", "a.pdf.p7m", "a", "a.moltolungo")] == [
        "PDF",
        "CSV",
        "HTML",
        "firma P7M",
        "file",
        "file",
    ]


# -- the Relazione -----------------------------------------------------------------------------------------------------


def test_the_edition_in_force_says_what_it_is(mondo: MondoPubblico, client: Client) -> None:
    for dove in (f"{CASA}{ANNO}/relazione/", f"{CASA}{ANNO}/relazione/2/"):
        pagina = client.get(dove).content.decode()
        detto = leggi(pagina)
        assert "edizione n. 2" in detto and "È l’edizione in vigore, e corregge la n. 1: un dato era errato." in detto
        assert "Quasi tutto è andato come previsto." in detto
        assert f'<link rel="canonical" href="http://localhost:8000{CASA}{ANNO}/relazione/">' in pagina
        assert '<meta name="description"' in pagina
        for link in (f"{CASA}{ANNO}/2/{PDF}", f"{CASA}{ANNO}/dati/", "/pubblico/verifica/"):
            assert f'href="{link}"' in pagina


def test_a_superseded_edition_says_by_which_and_why(mondo: MondoPubblico, client: Client) -> None:
    """Its own date is kept, and what it said is still read."""
    ieri = timezone.now() - dt.timedelta(days=40)
    RelazioneApprovata.objects.filter(pk=mondo.prima.pk).update(pubblicata_il=ieri)
    detto = leggi(client.get(f"{CASA}{ANNO}/relazione/1/").content.decode())
    assert "dalla n. 2, perché: un dato era errato." in detto
    assert "Un servizio era in ritardo." in detto
    assert "Che cosa è cambiato (1)" in detto
    giorno = timezone.localtime(ieri)
    data = date_format(giorno, "j F Y").lower()
    assert f"Pubblicata il {data}" in detto
    assert re.search(r"prima: .{0,9}Tutto è andato .{0,60} ora: .{0,9}Quasi tutto è andato", detto)
    assert f"la prima edizione è del {data}" in leggi(client.get(f"{CASA}{ANNO}/relazione/").content.decode())


def test_the_page_runs_nothing(mondo: MondoPubblico, client: Client) -> None:
    risposta = client.get(f"{CASA}{ANNO}/relazione/")
    politica = risposta["Content-Security-Policy"]
    assert "default-src 'none'" in politica and "script-src" not in politica and "unsafe" not in politica
    assert "<script" not in risposta.content.decode()


def test_what_the_reader_sees_is_what_was_sealed(mondo: MondoPubblico, client: Client) -> None:
    """The page adds its heading around the sealed HTML; the rest of the body is the same, but for what scrolls and for
    the level that a heading is announced with."""
    pagina = client.get(f"{CASA}{ANNO}/relazione/").content.decode()
    sigillata = client.get(f"{CASA}{ANNO}/2/relazione-{ANNO}.html").content.decode()
    dentro = pagina.partition('<main id="relazione" tabindex="-1">')[2].partition("</main>")[0]
    corpo = re.split(r"<body[^>]*>", sigillata)[1].partition("</body>")[0]
    assert re.sub(r' (tabindex="0"|aria-level="\d")', "", dentro) == corpo
    assert len(corpo) > 1000


# -- withdrawn ---------------------------------------------------------------------------------------------------------


def test_what_must_not_be_read_any_more_is_withdrawn(mondo: MondoPubblico, client: Client) -> None:
    """Also from the editions before it; their hashes are still known, and nothing says what the datum was."""
    terza = corretta(mondo.seconda, mondo.casa, "Un altro testo.", codice="riservatezza", numero="9")
    for numero in (1, 2):
        for dove in (f"{CASA}{ANNO}/relazione/{numero}/", f"{CASA}{ANNO}/{numero}/{PDF}"):
            risposta = client.get(dove)
            assert risposta.status_code == 410, dove
            detto = leggi(risposta.content.decode())
            assert "Edizione ritirata" in detto
            assert "come previsto" not in detto
        assert client.get(f"{CASA}{ANNO}/{numero}/manifesto.json").status_code == 200
    assert client.get(f"{CASA}{ANNO}/{terza.numero}/{PDF}").status_code == 200
    prima = FileSigillato.objects.get(approvata=mondo.prima, nome=PDF)
    verdetto = client.get(f"/pubblico/verifica/{prima.impronta}/", headers={"accept": "application/json"}).json()
    assert (verdetto["esito"], verdetto["originale"]) == ("superata", "")
    assert "Non va diffusa." in verdetto["frase"]
    assert "(ritirata)" in leggi(client.get(CASA).content.decode())


def test_what_must_not_be_read_is_not_read_while_it_is_mended(mondo: MondoPubblico, client: Client) -> None:
    """A new edition takes days: the datum goes when the correction is opened, and nothing says what it is."""
    carla = mondo.casa["carla"]
    correzione = apri_correzione(edizione=mondo.seconda, codice="riservatezza", motivo="Il nome di Tizio.", da=carla)
    chiuse = [f"{CASA}{ANNO}/relazione/", f"{CASA}{ANNO}/relazione/1/", f"{CASA}{ANNO}/2/{PDF}", f"{CASA}{ANNO}/dati/"]
    for dove in chiuse:
        risposta = client.get(dove)
        assert risposta.status_code == 410, dove
        detto = leggi(risposta.content.decode())
        assert "Relazione sospesa" in detto and "Tizio" not in detto and "come previsto" not in detto
    pagina = client.get(CASA).content.decode()
    assert f"Relazione sulla performance {ANNO} è sospesa" in leggi(pagina)
    assert f"{CASA}{ANNO}/2/" not in pagina and f"{CASA}{ANNO}/relazione/" not in pagina.replace("relazione/1/", "")
    assert client.get(f"{CASA}catalogo.jsonld").status_code == 404
    assert client.get(f"{CASA}{ANNO}/2/manifesto.json").status_code == 200
    pdf = FileSigillato.objects.get(approvata=mondo.seconda, nome=PDF)
    verdetto = client.get(f"/pubblico/verifica/{pdf.impronta}/", headers={"accept": "application/json"}).json()
    assert (verdetto["esito"], verdetto["originale"], verdetto["relazione"]) == ("sospesa", "", "")
    assert "non va diffusa" in leggi(client.get(f"/pubblico/verifica/{pdf.impronta}/").content.decode())
    approvata(mondo.casa, "9", "Un altro testo.")
    assert client.get(chiuse[0]).status_code == 410, "la nuova edizione non è ancora pubblicata"
    ritirabile = Correzione.objects.get(pk=correzione.pk)
    assert ritirabile.nuova is not None
    pubblica(ritirabile.nuova, mondo.casa)
    assert client.get(chiuse[0]).status_code == 200
    assert client.get(f"{CASA}{ANNO}/2/{PDF}").status_code == 410


def test_a_suspended_one_comes_back_when_the_correction_is_closed(mondo: MondoPubblico, client: Client) -> None:
    carla = mondo.casa["carla"]
    correzione = apri_correzione(edizione=mondo.seconda, codice="riservatezza", motivo="Un nome.", da=carla)
    assert client.get(f"{CASA}{ANNO}/2/{PDF}").status_code == 410
    ritira_correzione(correzione=correzione, da=carla)
    assert client.get(f"{CASA}{ANNO}/2/{PDF}").status_code == 200


def test_an_edition_that_nobody_published_is_not_quoted(mondo: MondoPubblico, client: Client) -> None:
    """From the first published to the one in force, over one that was approved and mended before it was published."""
    apri_correzione(edizione=mondo.seconda, codice="refuso", motivo="Una parola.", da=mondo.casa["carla"])
    terza = approvata(mondo.casa, "9", "Mai letto da nessuno.")
    quarta = corretta(terza, mondo.casa, "Letto da tutti.", codice="calcolo", numero="10")
    assert quarta.numero == 4
    detto = leggi(client.get(f"{CASA}{ANNO}/relazione/2/").content.decode())
    assert "dalla n. 4, perché: refuso nel testo o in una tavola; poi un conto non tornava." in detto
    assert "Mai letto" not in detto and "Letto da tutti." in detto
    assert client.get(f"{CASA}{ANNO}/relazione/3/").status_code == 404
    assert client.get(f"{CASA}{ANNO}/3/{PDF}").status_code == 404


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_sealed_file_is_given_as_it_was_sealed(mondo: MondoPubblico, client: Client) -> None:
    for edizione in (mondo.prima, mondo.seconda):
        file = list(FileSigillato.objects.filter(approvata=edizione))
        assert {f.nome for f in file} >= {PDF, f"relazione-{ANNO}.html", "indicatori.csv", "dizionario.csv"}
        for f in file:
            dove = f"{CASA}{ANNO}/{edizione.numero}/{f.nome}"
            risposta = client.get(dove)
            assert hashlib.sha256(risposta.content).hexdigest() == f.impronta
            assert (len(risposta.content), risposta["Content-Type"]) == (f.dimensione, f.tipo)
            assert risposta["ETag"] == f'"{f.impronta}"'
            assert risposta["Cache-Control"] == "public, max-age=604800, immutable"
            assert risposta["Access-Control-Allow-Origin"] == "*"
            assert risposta["X-Content-Type-Options"] == "nosniff"
            conosciuto = client.get(dove, headers={"if-none-match": risposta["ETag"]})
            assert (conosciuto.status_code, conosciuto.content) == (304, b"")
            assert conosciuto["ETag"] == risposta["ETag"]
            politica = "Content-Security-Policy"
            assert conosciuto[politica] == risposta[politica], "chi ricarica mette questa al posto di quella"
            assert client.get(dove, headers={"if-none-match": '"altro"'}).status_code == 200


def test_the_manifest_is_the_sealed_one(mondo: MondoPubblico, client: Client) -> None:
    risposta = client.get(f"{CASA}{ANNO}/2/manifesto.json")
    assert hashlib.sha256(risposta.content).hexdigest() == mondo.seconda.impronta_manifesto
    assert {f["nome"] for f in risposta.json()["file"]} == set(
        mondo.seconda.file.exclude(genere="oiv").values_list("nome", flat=True)  # sealed afterwards, by the OIV
    )


@pytest.mark.parametrize("guasto", ["manca", "cambiato"])
def test_a_file_that_is_not_the_sealed_one_is_never_given(mondo: MondoPubblico, client: Client, guasto: str) -> None:
    file = FileSigillato.objects.get(approvata=mondo.seconda, nome="sal.csv")
    posto = Path(file.file.path)
    buono = posto.read_bytes()
    try:
        posto.unlink() if guasto == "manca" else posto.write_bytes(buono + b"\n")
        risposta = client.get(f"{CASA}{ANNO}/2/sal.csv")
    finally:
        posto.write_bytes(buono)
    assert risposta.status_code == 503
    assert "non è più quello sigillato" in leggi(risposta.content.decode())
    assert "public" not in risposta.headers.get("Cache-Control", "")


# -- the site ----------------------------------------------------------------------------------------------------------


def test_search_engines_find_what_is_public_only(client: Client) -> None:
    risposta = client.get("/robots.txt")
    assert risposta["Content-Type"] == "text/plain; charset=utf-8"
    righe = risposta.content.decode().splitlines()
    assert "Allow: /pubblico/" in righe and righe[-1] == "Disallow: /"


@pytest.mark.parametrize(
    ("segnalazioni", "link"),
    [
        ("accessibilita@casa.example.it", 'href="mailto:accessibilita@casa.example.it"'),
        ("https://casa.example.it/segnala", 'href="https://casa.example.it/segnala"'),
        ("https://casa.example.it/@segnala", 'href="https://casa.example.it/@segnala"'),
    ],
)
def test_the_page_on_accessibility_says_where_to_write(client: Client, segnalazioni: str, link: str) -> None:
    dichiarazione = "https://form.agid.gov.it/view/casa"
    with override_settings(ACCESSIBILITA_DICHIARAZIONE=dichiarazione, ACCESSIBILITA_SEGNALAZIONI=segnalazioni):
        pagina = client.get("/accessibilita/").content.decode()
    assert f'href="{dichiarazione}"' in pagina
    assert link in pagina


def test_without_a_declaration_the_page_says_so(client: Client) -> None:
    with override_settings(ACCESSIBILITA_DICHIARAZIONE="", ACCESSIBILITA_SEGNALAZIONI=""):
        detto = leggi(client.get("/accessibilita/").content.decode())
    assert "non è ancora pubblicata" in detto
    assert "scrivete all’ente" in detto


def test_where_the_address_of_the_site_is_not_set_the_host_asked_is_used(mondo: MondoPubblico, client: Client) -> None:
    with override_settings(SITE_URL=""):
        mappa = client.get(f"{CASA}at_map.json").json()
    assert mappa["at_art2_bis_c1"]["performance"] == f"http://testserver{CASA}"
