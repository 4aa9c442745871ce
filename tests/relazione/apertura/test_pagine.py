"""The pages of the opening: what is wrong is said at its field, and what was written stays; years are all said."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.models import Ciclo, ObiettivoStrategico, Riporto
from ente.models import Ente, Incarico, Ruolo, Utente
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, crea_scena

pytestmark = pytest.mark.django_db

APRI = reverse("apertura:apertura")


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def entra(scena: Scena, chi: str = "carla") -> Client:
    client = Client()
    client.force_login(scena[chi])
    return client


def scritto(scena: Scena, **altro: str) -> dict[str, str]:
    pk = ObiettivoStrategico.objects.get(ciclo=scena.ciclo).pk
    campi = {"anno": str(ANNO + 1), f"esito_{pk}": "confermato", f"motivo_{pk}": "", f"nome_{pk}": ""}
    return campi | {f"{nome}_{pk}" if nome != "anno" else nome: valore for nome, valore in altro.items()}


@pytest.mark.parametrize(
    ("altro", "stato", "detto"),
    [
        ({"esito": "eliminato"}, 422, "Dite perché «Obiettivo» è eliminato."),
        ({"esito": "boh"}, 422, "boh"),
        ({"anno": ""}, 422, "Scrivete l&#x27;anno."),
        ({"anno": "venti"}, 422, "Scrivete l&#x27;anno in cifre"),
        ({"anno": "99999999999999999999"}, 422, "2036"),
        ({"anno": str(ANNO)}, 409, f"ha già un ciclo {ANNO}"),
        ({"anno": str(ANNO - 3)}, 409, "non viene dopo"),
        ({"esito": "modificato", "motivo": "M", "nome": "x" * 601}, 422, "600"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(scena: Scena, altro: dict[str, str], stato: int, detto: str) -> None:
    risposta = entra(scena).post(APRI, scritto(scena, **altro))
    html = risposta.content.decode()
    assert (risposta.status_code, detto in html, "campo-errato" in html) == (stato, True, True)
    assert not Riporto.objects.exists()
    assert Ciclo.objects.filter(ente=scena.ente).count() == 1


def test_hostile_words_are_only_words(scena: Scena) -> None:
    cattivo = '<script>alert(1)</script>" onx="'
    cliente = entra(scena)
    assert cliente.post(APRI, scritto(scena, esito="eliminato", motivo=cattivo)).status_code == 302
    html = cliente.get(reverse("apertura:riscontro", args=[ANNO + 1])).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_every_page_offers_all_years_and_says_the_missing_ones(scena: Scena) -> None:
    cliente = entra(scena)
    Ciclo.objects.create(ente=scena.ente, anno=ANNO + 1)
    pagine = ("elenco", "cruscotti", "albero", "mappa", "matrice", "valori", "revisione", "chiusura", "contesto")
    for nome in (*pagine, "piano", "struttura", "valore-pubblico", "azioni"):
        html = cliente.get(reverse(f"cruscotto:{nome}", args=[ANNO])).content.decode()
        assert reverse(f"cruscotto:{nome}", args=[ANNO + 1]) in html, nome
        assert cliente.get(reverse(f"cruscotto:{nome}", args=[ANNO + 1])).status_code == 200, nome
        manca = cliente.get(reverse(f"cruscotto:{nome}", args=[ANNO + 2]))
        detto = f"quelli del vostro ente sono {ANNO + 1}, {ANNO}"
        assert (manca.status_code, detto in manca.content.decode()) == (404, True), nome
    for chiesto in (str(ANNO + 2), "x", "²"):
        manca = cliente.get(reverse("cruscotto:inizio"), {"anno": chiesto})
        assert (manca.status_code, "non c&#x27;è un ciclo" in manca.content.decode()) == (404, True)


@pytest.mark.parametrize("dove", ["cruscotti/{}/ente/", "indicatori/{}/i1/"])
def test_what_a_year_has_not_says_which_have_it(scena: Scena, dove: str) -> None:
    Ciclo.objects.create(ente=scena.ente, anno=ANNO + 1)
    cliente = entra(scena, "rita")
    assert f"/{dove.format(ANNO + 1)}" in cliente.get(f"/{dove.format(ANNO)}").content.decode()
    risposta = cliente.get(f"/{dove.format(ANNO + 1)}")
    html = risposta.content.decode()
    assert (risposta.status_code, f"Nel {ANNO + 1} quest" in html, f"/{dove.format(ANNO)}" in html) == (200, True, True)
    assert cliente.get(f"/{dove.format(ANNO + 1).replace('ente', 'altro').replace('i1', 'boh')}").status_code == 404


def test_a_year_that_was_not_opened_here_is_said(scena: Scena) -> None:
    cliente = entra(scena)
    manca = cliente.get(reverse("apertura:riscontro", args=[ANNO + 5]))
    assert (manca.status_code, "non c&#x27;è un ciclo" in manca.content.decode()) == (404, True)
    assert cliente.get(reverse("apertura:riscontro", args=[ANNO])).status_code == 404
    assert entra(scena, "rita").get(reverse("apertura:riscontro", args=[ANNO + 5])).status_code == 404


def test_two_clicks_on_the_undo_lead_to_the_same_place(scena: Scena) -> None:
    cliente, dove = entra(scena), reverse("apertura:riscontro", args=[ANNO + 1])
    assert cliente.post(APRI, scritto(scena)).status_code == 302
    [modulo] = [m for m in leggi_moduli(cliente.get(dove).content.decode()) if "modulo" in m]
    risposte = [cliente.post(dove, modulo) for _ in range(2)]
    assert [(r.status_code, r["Location"]) for r in risposte] == [(302, f"{APRI}?anno={ANNO}")] * 2


def test_a_body_that_has_nothing_opens_its_year_and_learns_what_to_write(scena: Scena) -> None:
    """No tree, no areas, no periods, no rules of measure: the year opens, the Plan says what lacks, and where."""
    ente = Ente.objects.create(codice="nudo", denominazione="Ente appena nato")
    Ciclo.objects.create(ente=ente, anno=ANNO)
    chi = Utente.objects.create(ente=ente, username="nudo")
    Incarico.objects.create(utente=chi, ruolo=Ruolo.CONTROLLO)
    cliente = Client()
    cliente.force_login(chi)
    assert cliente.post(APRI, {"anno": str(ANNO + 1), "narrativa": "on"}).status_code == 302
    piano = cliente.get(reverse("cruscotto:piano", args=[ANNO + 1])).content.decode()
    assert "non ha ancora detto come misura" in piano
    for nome in ("inizio", "cruscotti", "elenco", "albero"):
        dove = reverse("cruscotto:inizio") if nome == "inizio" else reverse(f"cruscotto:{nome}", args=[ANNO + 1])
        manca = cliente.get(dove, {"anno": ANNO + 1})
        assert (manca.status_code, reverse("cruscotto:misura-edit") in manca.content.decode()) == (409, True), nome
    assert cliente.get(reverse("cruscotto:misura-edit")).status_code == 200
