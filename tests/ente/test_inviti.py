"""The letters with which one gets in: what they open, how often, for how long, and what they tell nobody."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from config.segreti import nascondi
from ente.actions.inviti import SENZA_POSTA, invita_persona
from ente.actions.lettere_accesso import cerca_e_scrivi, chiedi_password
from ente.actions.password import scegli_password
from ente.actions.personale import CAMPI, congeda_persona, modifica_persona
from ente.amministratori import PersonaRifiutata
from ente.chiavi import DURATA_INVITO, DURATA_REIMPOSTA, ChiaveInvito, ChiaveReimposta
from ente.errori import ErroreUtente
from ente.models import Atto, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.lavori import esegui_lavori
from tests.mondi.revisioni import cliente, leggi
from tests.mondi.scena import Scena, crea_scena

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import Settings
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
SITO = "https://performance.example.it"
BUONA = "una-parola-lunga-2019"
CHIEDI = "/password/dimenticata/"


@pytest.fixture(autouse=True)
def con_la_posta(settings: Settings) -> None:
    settings.SITE_URL = SITO


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    for chi in ("rita", "adele"):
        scena[chi].set_password(BUONA)
        scena[chi].save()
    for chi in ("rino",):
        scena[chi].set_unusable_password()
        scena[chi].save()
    return scena


def lettera(scena: Scena, chi: str) -> EmailMessage:
    (una,) = [m for m in mail.outbox if m.to == [scena[chi].email]]
    return una


def collegamento(messaggio: EmailMessage) -> str:
    (trovato,) = re.findall(rf"{SITO}(/\S+)", str(messaggio.body))
    return str(trovato)


def invita(scena: Scena, chi: str = "rino") -> str:
    """Invite, and the link of the letter."""
    mail.outbox.clear()
    assert invita_persona(persona=scena[chi], da=scena["adele"])
    esegui_lavori()
    return collegamento(lettera(scena, chi))


def chiedi(chi: str, client: Client | None = None) -> Any:
    cache.clear()
    return (client or Client()).post(CHIEDI, {"chi": chi})


def reimposta(scena: Scena, chi: str = "rita") -> str:
    mail.outbox.clear()
    chiedi(scena[chi].username)
    esegui_lavori()
    return collegamento(lettera(scena, chi))


def scegli(dove: str, password: str = "nuova-parola-2020", client: Client | None = None, **altro: str) -> Any:
    client = client or Client()
    aperta = client.get(dove, follow=True)
    if aperta.status_code != 200:
        return aperta
    (qui, _) = aperta.redirect_chain[-1]
    return client.post(qui, {"new_password1": password, "new_password2": password, **altro}, follow=True)


def entra(scena: Scena, chi: str, password: str) -> bool:
    cache.clear()
    return bool(Client().login(username=scena[chi].username, password=password))


# -- the invitation ----------------------------------------------------------------------------------------------------


def test_an_invitation_opens_once(scena: Scena) -> None:
    dove = invita(scena)
    assert scena["rino"].username in str(lettera(scena, "rino").body)
    assert Client().get(dove, follow=True).status_code == 200  # a filter of the mail reads it first
    fatta = scegli(dove)
    assert fatta.request["PATH_INFO"] == "/accesso/"
    assert scena["rino"].username in leggi(fatta)
    assert entra(scena, "rino", "nuova-parola-2020")
    assert scegli(dove, "un-altra-parola-2021").status_code == 410
    assert entra(scena, "rino", "nuova-parola-2020")
    azioni = list(Atto.objects.filter(ente=scena.ente).order_by("pk").values_list("azione", "utente__username"))
    assert azioni == [("invita persona", scena["adele"].username), ("sceglie password", scena["rino"].username)]


def test_only_the_last_letter_opens(scena: Scena) -> None:
    prima = invita(scena)
    Utente.objects.filter(pk=scena["rino"].pk).update(invitato_il=timezone.now() - dt.timedelta(hours=1))
    dopo = invita(scena)
    assert scegli(prima).status_code == 410
    assert scegli(dopo).status_code == 200


@pytest.mark.parametrize("cambia", ["scaduto", "indirizzo", "cessata", "password", "superutente", "senza ente"])
def test_an_invitation_ends_with_what_it_was_written_for(scena: Scena, cambia: str) -> None:
    dove, rino = invita(scena), scena["rino"]
    if cambia == "scaduto":
        scaduto = timezone.now() - DURATA_INVITO - dt.timedelta(seconds=1)
        Utente.objects.filter(pk=rino.pk).update(invitato_il=scaduto)
    elif cambia == "indirizzo":
        visti = {c: getattr(rino, c) for c in CAMPI}
        modifica_persona(persona=rino, dati=visti | {"email": "altro@e.example.it"}, visti=visti, da=scena["adele"])
    elif cambia == "cessata":
        congeda_persona(persona=rino, da=scena["adele"])
    elif cambia == "password":
        rino.set_password(BUONA)
        rino.save()
    elif cambia == "superutente":
        Utente.objects.filter(pk=rino.pk).update(is_superuser=True)
    else:
        Utente.objects.filter(pk=rino.pk).update(ente=None)
    prima = Utente.objects.get(pk=rino.pk).password
    assert scegli(dove).status_code == 410
    assert Utente.objects.get(pk=rino.pk).password == prima


def test_the_time_of_an_invitation_cannot_be_forged(scena: Scena) -> None:
    """Neither by the hour in the link, nor by a letter of the other kind."""
    dove, chiave = invita(scena), ChiaveInvito()
    rino = Utente.objects.get(pk=scena["rino"].pk)
    *_, token, _ = dove.split("/")
    assert chiave.check_token(rino, token)
    assert not chiave.check_token(rino, f"zzzzzz-{token.partition('-')[2]}")
    assert not ChiaveReimposta().check_token(rino, token)
    assert not chiave.check_token(rino, ChiaveReimposta().make_token(rino))
    assert not chiave.check_token(scena["rosa"], token)


@pytest.mark.parametrize(
    ("cambia", "motivo"),
    [
        ({"email": ""}, "Manca un indirizzo"),
        ({"email": "due@a.it,tre@a.it"}, "Manca un indirizzo"),
        ({"email": "RITA@scena.example.it"}, "anche di un'altra persona"),
        ({"is_active": False}, "non è in servizio"),
        ({"password": "argon2$x"}, "già una password"),
    ],
)
def test_who_is_not_invited(scena: Scena, cambia: dict[str, Any], motivo: str) -> None:
    Utente.objects.filter(pk=scena["rino"].pk).update(**cambia)
    with pytest.raises(PersonaRifiutata, match=motivo):
        invita_persona(persona=scena["rino"], da=scena["adele"])
    risposta = cliente(scena["adele"]).post(f"/ente/persone/{scena['rino'].pk}/invito/", follow=True)
    assert motivo.replace("'", "’") in leggi(risposta).replace("'", "’")
    esegui_lavori()
    assert mail.outbox == []


def test_without_a_mail_server_it_is_said(scena: Scena, settings: Settings) -> None:
    settings.SITE_URL = ""
    with pytest.raises(PersonaRifiutata, match=re.escape(SENZA_POSTA)):
        invita_persona(persona=scena["rino"], da=scena["adele"])
    assert "non manda lettere" in leggi(Client().get(CHIEDI))
    chiedi(scena["rita"].username)
    assert not DBTaskResult.objects.exists()


def test_all_who_wait_are_invited_and_who_cannot_be_is_named(scena: Scena) -> None:
    Utente.objects.filter(ente=scena.ente).exclude(
        username__in=[scena["rita"].username, scena["adele"].username]
    ).update(password="!")
    Utente.objects.filter(pk=scena["ugo"].pk).update(email="")
    risposta = cliente(scena["adele"]).post("/ente/persone/inviti/", follow=True)
    assert scena["ugo"].username in leggi(risposta)
    esegui_lavori()
    invitati = {m.to[0].split("@")[0] for m in mail.outbox}
    assert invitati == {"carla", "dario", "dina", "rino", "rosa"}
    cliente(scena["adele"]).post("/ente/persone/inviti/")
    esegui_lavori()
    assert len(mail.outbox) == len(invitati)  # twice is once


def test_a_letter_that_does_not_leave_is_told_to_who_invited(scena: Scena, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody answers there
    invita_persona(persona=scena["rino"], da=scena["adele"])
    esegui_lavori_di_ora()
    pagina = leggi(cliente(scena["adele"]).get(f"/ente/persone/{scena['rino'].pk}/"))
    assert "non è partita" in pagina
    assert "ConnectionRefusedError" in pagina
    riprova = DBTaskResult.objects.get(status="READY")
    assert riprova.run_after > timezone.now()  # it is tried again
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert invita_persona(persona=scena["rino"], da=scena["adele"])
    esegui_lavori_di_ora()
    assert collegamento(lettera(scena, "rino"))
    assert Utente.objects.get(pk=scena["rino"].pk).errore_invito == ""


def esegui_lavori_di_ora() -> None:
    """The jobs that are due; one that waits its turn stays in the queue."""
    from unittest.mock import patch

    from django.core.management import call_command
    from django_tasks_db.management.commands import db_worker

    with patch.object(db_worker, "close_old_connections"):
        call_command("lavori", "--batch", "--interval=0")


# -- a forgotten password ----------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_once_and_told(scena: Scena) -> None:
    dentro = cliente(scena["rita"])
    dove = reimposta(scena)
    fatta = scegli(dove)
    assert fatta.request["PATH_INFO"] == "/accesso/"
    assert entra(scena, "rita", "nuova-parola-2020")
    assert not entra(scena, "rita", BUONA)
    assert dentro.get("/").status_code == 302  # who had entered with the old one is out
    assert scegli(dove, "un-altra-parola-2021").status_code == 410
    mail.outbox.clear()
    esegui_lavori()
    assert "è stata cambiata" in str(lettera(scena, "rita").body)
    assert Atto.objects.filter(azione="reimposta password", utente=scena["rita"]).count() == 1


def test_it_lasts_less_than_an_invitation(scena: Scena) -> None:
    rita, chiave = Utente.objects.get(pk=scena["rita"].pk), ChiaveReimposta()
    adesso = chiave._num_seconds(chiave._now())
    durata = int(DURATA_REIMPOSTA.total_seconds())
    for secondi, vale in ((0, True), (durata - 60, True), (durata + 60, False)):
        token = chiave._make_token_with_timestamp(rita, adesso - secondi, chiave.secret)
        assert chiave.check_token(rita, token) == vale


def test_a_login_meanwhile_ends_it(scena: Scena) -> None:
    dove = reimposta(scena)
    Client().post("/accesso/", {"login": scena["rita"].username, "password": BUONA})
    assert scegli(dove).status_code == 410


def test_the_tokens_are_revoked_if_it_is_asked(scena: Scena) -> None:
    from ente.actions.gettoni import crea_gettone
    from ente.models import Ambito

    gettone, _ = crea_gettone(nome="g", ambito=Ambito.LETTURA, giorni=5, da=scena["rita"])
    scegli(reimposta(scena), revoca="on")
    gettone.refresh_from_db()
    assert gettone.revocato_il is not None


@pytest.mark.parametrize("password", ["breve", "123456789012345", "password1234", "rita.scena-rita"])
def test_a_poor_password_is_refused_in_italian(scena: Scena, password: str) -> None:
    risposta = scegli(reimposta(scena), password)
    assert risposta.status_code == 200
    assert risposta.context["form"].errors
    assert not entra(scena, "rita", password)


def test_by_the_address_too_in_each_body(scena: Scena) -> None:
    """The OIV of two bodies has two accesses with one address: a letter for each."""
    altrove = crea_scena("altrove")
    for persona in (scena["ugo"], altrove["ugo"]):
        persona.email = "oiv@studio.example.it"
        persona.set_password(BUONA)
        persona.save()
    chiedi("OIV@Studio.example.it")
    esegui_lavori()
    assert sorted(scena.ente.denominazione in str(m.body) for m in mail.outbox) == [False, True]
    assert len({collegamento(m) for m in mail.outbox}) == 2


def test_an_address_of_two_persons_opens_neither(scena: Scena) -> None:
    Utente.objects.filter(pk=scena["dina"].pk).update(
        email=scena["rita"].email.upper(), password=scena["rita"].password
    )
    chiedi(scena["dina"].username)
    esegui_lavori()
    (una,) = mail.outbox
    assert "è di più persone" in str(una.body)
    assert SITO not in str(una.body)


@pytest.mark.parametrize(
    "chi", ["nessuno", "rino", "cessata", "capo", "", "a@b.example.it", "x" * 5000, "\0", "' OR 1=1"]
)
def test_who_gets_no_letter(scena: Scena, chi: str) -> None:
    """Nobody of that name; who was never invited; who has left; who runs the installation; nonsense."""
    Utente.objects.create_superuser("capo", password=BUONA, email="capo@e.example.it", ente=scena.ente)
    congeda_persona(persona=scena["dario"], da=scena["adele"])
    scritto = {"rino": scena["rino"].username, "cessata": scena["dario"].username}.get(chi, chi)
    chiedi(scritto)
    esegui_lavori()
    assert mail.outbox == []


def test_nothing_tells_who_is_there(scena: Scena) -> None:
    """The same answer, the same queries, the same work, whoever it is of: what differs is in the worker."""
    from django.test.utils import CaptureQueriesContext

    fatti = []
    for chi in (scena["rita"].username, scena["rita"].email, "nessuno", "nessuno@e.example.it", scena["rino"].username):
        cache.clear()
        client = Client()
        with CaptureQueriesContext(connection) as interrogazioni:
            risposta = client.post(CHIEDI, {"chi": chi})
        pagina = client.get(risposta.headers["Location"])
        testo = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", pagina.content.decode())
        lavori = DBTaskResult.objects.count()
        fatti.append((risposta.status_code, risposta.headers["Location"], testo, len(interrogazioni), lavori))
        DBTaskResult.objects.all().delete()
    assert len(set(fatti)) == 1
    assert fatti[0][4] == 1
    senza = {c.get(d).content for c in (Client(),) for d in ("/invito/Mg/a-b/", "/invito/OTk5OTk/a-b/", "/invito/!/x/")}
    assert len(senza) == 1


def test_it_is_limited_as_the_login_is(scena: Scena) -> None:
    codici = [Client().post(CHIEDI, {"chi": scena["rita"].username}).status_code for _ in range(6)]
    assert codici == [302] * 5 + [429]
    cache.clear()
    codici = [Client().post(CHIEDI, {"chi": f"nessuno{n}"}).status_code for n in range(11)]
    assert codici == [302] * 10 + [429]


def test_many_requests_are_one_letter(scena: Scena) -> None:
    for scritto in (scena["rita"].username, scena["rita"].email, scena["rita"].email.upper()):
        chiedi_password(scritto)
    esegui_lavori()
    assert len(mail.outbox) == 1


def test_no_queue_and_no_log_keeps_a_key(scena: Scena) -> None:
    dove = reimposta(scena)
    altra = invita(scena)
    tenuto = str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    for indirizzo in (dove, altra):
        token = indirizzo.split("/")[-2]
        assert token not in tenuto
        assert token not in nascondi(f'"GET {indirizzo} HTTP/1.1" 302')
        assert token not in nascondi(f"{SITO}{indirizzo}?a=b")


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_chooses(settings: Settings) -> None:
    scena = crea_scena("insieme")
    rita = scena["rita"]
    rita.set_password(BUONA)
    rita.save()
    vista = [Utente.objects.get(pk=rita.pk) for _ in range(4)]

    def prova(n: int) -> bool:
        try:
            scegli_password(utente=vista[n], nuova=f"parola-numero-{n}", da=vista[n])
        except ErroreUtente:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as insieme:
        riuscite = list(insieme.map(prova, range(4)))
    assert sum(riuscite) == 1
    assert Utente.objects.get(pk=rita.pk).check_password(f"parola-numero-{riuscite.index(True)}")


def test_the_old_address_is_told_of_the_new_one(scena: Scena) -> None:
    rita = scena["rita"]
    visti = {c: getattr(rita, c) for c in CAMPI}
    modifica_persona(persona=rita, dati=visti | {"email": "nuova@e.example.it"}, visti=visti, da=scena["adele"])
    esegui_lavori()
    (una,) = mail.outbox
    assert una.to == [visti["email"]]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("larghezza", [360, 1440])
def test_in_a_browser(page: Page, live_server: LiveServer, larghezza: int) -> None:
    pagina = page  # the used link answers 410, which the watched page would take for a fault
    scena = crea_scena()
    scena["rino"].set_unusable_password()
    scena["rino"].save()
    scena["adele"].set_password(BUONA)
    scena["adele"].save()
    dove = invita(scena)
    pagina.set_viewport_size({"width": larghezza, "height": 900})
    pagina.goto(f"{live_server.url}{dove}")
    assert guasti_axe(pagina) == []
    pagina.get_by_label("Nuova password", exact=True).fill("nuova-parola-2020")
    pagina.get_by_label("Nuova password, di nuovo").fill("nuova-parola-2020")
    pagina.get_by_role("button", name="Scegli la password").click()
    pagina.get_by_label("Nome utente").fill(scena["rino"].username)
    pagina.get_by_label("Password", exact=True).fill("nuova-parola-2020")
    pagina.get_by_role("button", name="Entra").click()
    pagina.wait_for_url(f"{live_server.url}/")
    pagina.context.clear_cookies()
    pagina.goto(f"{live_server.url}{dove}")
    assert "non vale più" in pagina.locator("h1").inner_text()
    assert guasti_axe(pagina) == []
    pagina.goto(f"{live_server.url}{CHIEDI}")
    assert guasti_axe(pagina) == []
    assert cerca_e_scrivi
