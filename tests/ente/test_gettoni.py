"""Tokens of the API: shown once, kept as a hash, with scope, expiry and revocation; the powers are the person's."""

from __future__ import annotations

import datetime as dt
import hashlib
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from ente.actions.gettoni import MASSIMO_GETTONI, crea_gettone, revoca_gettone, riconosci_gettone
from ente.errori import ErroreUtente
from ente.models import Ambito, Atto, Gettone, Incarico, Ufficio, Utente
from tests.mondi.moduli import leggi_moduli

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ciclo")]

CICLI = "/api/v1/cicli/"


@pytest.fixture
def controllo() -> Utente:
    return Utente.objects.get(username="controllo")


def fai(da: Utente, ambito: Ambito = Ambito.LETTURA, giorni: int = 30) -> tuple[Gettone, str]:
    return crea_gettone(nome="magazzino dati", ambito=ambito, giorni=giorni, da=da)


def chiedi(testo: str, metodo: str = "get") -> int:
    risposta = getattr(APIClient(), metodo)(CICLI, headers={"Authorization": f"Bearer {testo}"})
    return int(risposta.status_code)


def test_only_the_hash_is_kept_and_the_register_never_has_the_text(controllo: Utente) -> None:
    gettone, testo = fai(controllo)
    assert gettone.impronta == hashlib.sha256(testo.encode()).hexdigest()
    assert len(testo) >= 48 and testo.startswith(gettone.inizio)
    for riga in Gettone.objects.values_list():
        assert testo not in map(str, riga)
    atto = Atto.objects.get(azione="crea gettone")
    assert testo not in f"{atto.oggetto}{atto.dettagli}" and atto.utente == controllo


def test_it_opens_until_it_is_revoked_or_expires(controllo: Utente) -> None:
    gettone, testo = fai(controllo)
    assert chiedi(testo) == 200
    Gettone.objects.filter(pk=gettone.pk).update(
        created_at=timezone.now() - dt.timedelta(days=40), scade_il=timezone.now() - dt.timedelta(seconds=1)
    )
    assert chiedi(testo) == 401
    altro, secondo = fai(controllo)
    revoca_gettone(gettone=altro, da=controllo)
    revoca_gettone(gettone=altro, da=controllo)
    assert chiedi(secondo) == 401
    assert Atto.objects.filter(azione="revoca gettone").count() == 1


def test_a_person_who_left_takes_the_tokens_along(controllo: Utente) -> None:
    _, testo = fai(controllo)
    Utente.objects.filter(pk=controllo.pk).update(is_active=False)
    assert chiedi(testo) == 401


def test_powers_are_those_of_the_person_on_that_day(controllo: Utente) -> None:
    _, testo = fai(controllo)
    api = APIClient(headers={"Authorization": f"Bearer {testo}"})
    assert api.get("/api/v1/documenti/").status_code == 200
    Incarico.objects.create(utente=controllo, ruolo="redattore", ufficio=Ufficio.objects.filter(ente=controllo.ente)[0])
    Incarico.objects.filter(utente=controllo, ruolo="controllo").update(al=timezone.localdate() - dt.timedelta(days=1))
    assert api.get("/api/v1/documenti/").json()["results"] == []
    Incarico.objects.filter(utente=controllo).update(al=timezone.localdate() - dt.timedelta(days=1))
    assert api.get("/api/v1/documenti/").status_code == 401


@pytest.mark.parametrize("testo", ["", "x", "cann_", "cann_" + "a" * 43, "è", "a b", "Bearer"])
def test_what_is_no_token_opens_nothing(testo: str) -> None:
    assert riconosci_gettone(testo) is None
    assert chiedi(testo.encode("utf-8").decode("latin-1")) == 401


def test_a_token_for_reading_writes_nothing(controllo: Utente) -> None:
    _, lettura = fai(controllo)
    _, scrittura = fai(controllo, Ambito.SCRITTURA)
    assert chiedi(lettura, "post") == 403
    assert chiedi(scrittura, "post") == 405


def test_its_last_use_is_noted_once_a_minute(controllo: Utente) -> None:
    gettone, testo = fai(controllo)
    chiedi(testo)
    primo = Gettone.objects.get(pk=gettone.pk).usato_il
    chiedi(testo)
    assert primo is not None and Gettone.objects.get(pk=gettone.pk).usato_il == primo


@pytest.mark.parametrize(("nome", "giorni"), [("", 3), ("  ", 3), ("n" * 81, 3), ("buono", 0), ("buono", 367)])
def test_bad_requests_are_refused_in_words(controllo: Utente, nome: str, giorni: int) -> None:
    with pytest.raises(ErroreUtente):
        crea_gettone(nome=nome, ambito=Ambito.LETTURA, giorni=giorni, da=controllo)
    assert not Gettone.objects.exists()


def test_nobody_has_more_than_twenty(controllo: Utente) -> None:
    for _ in range(MASSIMO_GETTONI):
        fai(controllo)
    with pytest.raises(ErroreUtente, match="revocate"):
        fai(controllo)


def test_who_belongs_to_no_body_has_none() -> None:
    nessuno = Utente.objects.create(username="nessuno")
    with pytest.raises(PermissionDenied):
        fai(nessuno)


def test_the_database_keeps_a_token_from_expiring_before_it_is_made(controllo: Utente) -> None:
    gettone, _ = fai(controllo)
    with pytest.raises(IntegrityError), transaction.atomic():
        Gettone.objects.filter(pk=gettone.pk).update(scade_il=gettone.created_at - dt.timedelta(days=1))


DATI = {"nome": "<b>BI</b>", "ambito": "lettura", "giorni": "30"}


def mostrato(client: Client) -> str:
    """The text of a token that the page shows; empty when it shows none."""
    risposta = client.get(reverse("ente:gettoni"))
    assert risposta.status_code == 200 and "no-store" in risposta["Cache-Control"]
    trovato = re.search(r'value="(cann_[\w-]+)"', risposta.content.decode())
    return trovato[1] if trovato else ""


def test_the_page_shows_it_once_and_lists_only_ones_own(client: Client, controllo: Utente) -> None:
    client.force_login(controllo)
    pagina = reverse("ente:gettoni")
    risposta = client.post(pagina, DATI)
    assert (risposta.status_code, risposta["Location"]) == (302, pagina)
    assert "no-store" in risposta["Cache-Control"] and b"cann_" not in risposta.content
    client.head(pagina)  # looks, and takes nothing away
    testo = mostrato(client)
    assert chiedi(testo) == 200
    assert testo not in str(dict(client.session.items()))
    assert mostrato(client) == ""
    assert "&lt;b&gt;BI&lt;/b&gt;" in client.get(pagina).content.decode()
    client.force_login(Utente.objects.get(username="oiv"))
    assert "&lt;b&gt;BI" not in client.get(pagina).content.decode()


def test_a_double_click_makes_one(client: Client, controllo: Utente) -> None:
    """The page of the second click is the one that the person sees: it has the text, too."""
    client.force_login(controllo)
    pagina = reverse("ente:gettoni")
    modulo = leggi_moduli(client.get(pagina).content.decode())[-1]
    dati = {**{nome: valori[0] for nome, valori in modulo.items()}, **DATI}
    for _ in range(2):
        assert client.post(pagina, dati)["Location"] == pagina
    assert Gettone.objects.filter(utente=controllo).count() == 1
    assert Atto.objects.filter(azione="crea gettone").count() == 1
    assert chiedi(mostrato(client)) == 200
    # who comes back to the form and changes it makes another
    assert client.post(pagina, dati | {"nome": "altro"}).status_code == 302
    assert Gettone.objects.filter(utente=controllo).count() == 2
    # what was refused may be mended and sent again
    modulo = leggi_moduli(client.get(pagina).content.decode())[-1]
    altri = {**{nome: valori[0] for nome, valori in modulo.items()}, **DATI}
    assert client.post(pagina, altri | {"giorni": "0"}).status_code == 422
    assert client.post(pagina, altri).status_code == 302
    assert Gettone.objects.filter(utente=controllo).count() == 3


def test_the_page_says_what_is_wrong(client: Client, controllo: Utente) -> None:
    client.force_login(controllo)
    risposta = client.post(reverse("ente:gettoni"), {"nome": "", "ambito": "tutto", "giorni": "9999"})
    assert risposta.status_code == 422 and not Gettone.objects.exists()


def test_another_persons_token_is_not_there(client: Client, controllo: Utente) -> None:
    gettone, testo = fai(controllo)
    client.force_login(Utente.objects.get(username="amministratore"))
    assert client.post(reverse("ente:gettone-revoke", args=[gettone.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        revoca_gettone(gettone=gettone, da=Utente.objects.get(username="oiv"))
    assert chiedi(testo) == 200
    client.force_login(controllo)
    assert client.post(reverse("ente:gettone-revoke", args=[gettone.pk])).status_code == 302
    assert chiedi(testo) == 401
