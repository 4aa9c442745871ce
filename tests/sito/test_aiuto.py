"""Help: from every page to its section of the manual, words explained where they stand, what is new."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ente.aiuti import AIUTI
from ente.manuale import CAPITOLI, capitolo, glossario, novita
from ente.models import Utente
from tests.mondi.casi import CASI, indirizzo, nomi_del_sito
from tests.mondi.due_enti import DueEnti

pytestmark = pytest.mark.django_db
RADICE = Path(__file__).resolve().parents[2]
AIUTO = re.compile(r'<a class="aiuto-pagina[^"]*"\s+href="([^"]+)"')
USATE = re.compile(r'{% parola "([^"]+)" %}')


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


def test_every_page_leads_to_its_section(mondo: DueEnti) -> None:
    """Of whoever opens it: a page of the site that nobody has given a section to fails here."""
    senza, quante = [], 0
    for nome in nomi_del_sito():
        if nome.startswith("pubblico:") or nome == "accessibilita":
            continue  # for everybody: it has no manual to lead to
        for chi in ("controllo", "redattore"):
            risposta = mondo.clienti[chi].get(indirizzo(mondo, nome, CASI[nome].numero if nome in CASI else 2))
            if risposta.streaming:
                b"".join(risposta)
            if risposta.status_code != 200 or "html" not in risposta["Content-Type"]:
                continue
            html = risposta.content.decode()
            if "<html" not in html:
                continue  # a piece of a page
            quante += 1
            trovato = AIUTO.search(html)
            atteso = AIUTI.get(nome)
            if not trovato or not atteso or trovato[1] != _dove(atteso):
                senza.append((nome, chi, trovato and trovato[1]))
    assert senza == []
    assert quante > 40


def _dove(sezione: str) -> str:
    nome, _, ancora = sezione.partition("#")
    return f"{reverse('aiuto-capitolo', args=[nome])}#{ancora}"


def test_every_section_is_there() -> None:
    nomi = set(nomi_del_sito())
    for vista, sezione in AIUTI.items():
        nome, _, ancora = sezione.partition("#")
        assert ancora in capitolo(nome).ancore, (vista, sezione)
        assert vista in nomi, vista


def test_every_chapter_is_a_page_whose_links_lead_somewhere(mondo: DueEnti) -> None:
    client = mondo.clienti["redattore"]
    assert client.get(reverse("aiuto")).status_code == 200
    for nome in CAPITOLI:
        html = client.get(reverse("aiuto-capitolo", args=[nome])).content.decode()
        assert html.count("<h1") == 1, nome
        testo = capitolo(nome).html
        for href in re.findall(r'href="([^"]+)"', testo):
            if href.startswith("#"):
                assert href[1:] in capitolo(nome).ancore, (nome, href)
            elif not href.startswith("http"):
                altro, _, ancora = href.partition("#")
                assert client.get(altro).status_code == 200, (nome, href)
                assert not ancora or ancora in capitolo(altro.strip("/").split("/")[-1]).ancore, (nome, href)
        assert ".md" not in " ".join(re.findall(r'href="([^"]+)"', testo)), nome
    for assente in ("README", "dati", "mai-visto", "formato-ciclo"):
        assert client.get(f"/aiuto/{assente}/").status_code == 404
    assert Client().get(reverse("aiuto")).status_code == 302


def test_the_words_used_in_the_pages_are_explained() -> None:
    usate = {nome for file in (RADICE / "templates").rglob("*.html") for nome in USATE.findall(file.read_text())}
    assert usate >= {"sal", "pira", "verso", "neutralizzato"}
    assert usate <= glossario().keys()
    assert all(len(voce.html) > 40 and "<p>" in voce.html for voce in glossario().values())


def test_a_word_is_explained_once_a_page_and_every_mark_opens_it(mondo: DueEnti) -> None:
    html = mondo.clienti["redattore"].get("/indicatori/2024/i1/").content.decode()
    aperti = set(re.findall(r'popovertarget="([^"]+)"', html))
    spiegati = re.findall(r'id="(parola-[^"]+)" popover', html)
    assert aperti == set(spiegati) >= {"parola-sal", "parola-verso"}
    assert len(spiegati) == len(set(spiegati))


def test_what_is_new(mondo: DueEnti) -> None:
    html = mondo.clienti["redattore"].get(reverse("novita")).content.decode()
    assert "<h1" in html and "Novità" in html and "ricerca in alto" in html
    assert novita().titolo == "Novità"


def test_html_in_the_manual_is_text() -> None:
    from ente.manuale import _analizza, _html

    assert "&lt;script&gt;" in _html(_analizza("<script>x</script>"))
    assert "<a" not in _html(_analizza("[x](javascript:alert(1))"))


def test_who_belongs_to_no_body_reads_it_too(mondo: DueEnti) -> None:
    client = Client()
    client.force_login(Utente.objects.get(username="capo"))
    assert client.get(reverse("aiuto")).status_code == 200
