"""Who gets in, what a response tells the browser, and a production that cannot be started open."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.views.defaults import server_error

from ente.models import Utente
from relazione.pubblico.urls import urlpatterns as del_pubblico
from tests.mondi.accessibile import guasti_axe

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

RADICE = Path(__file__).resolve().parents[2]
PASSWORD = "una-parola-lunga-2019"
PUBBLICHE = (
    {"account_login", "salute", "accessibilita", "robots", "indirizzo-tabella", "indirizzo-calendario", "stile"}
    | {
        "account_reset_password",
        "account_reset_password_key",
        "invito",
    }
    | {voce.name for voce in del_pubblico}
)
"""What is public by intention: tests/relazione/pubblico/test_indirizzi.py says what each of them answers."""
SENZA_PARAMETRI = (
    "account_login",
    "account_reset_password",
    "salute",
    "accessibilita",
    "robots",
    "pubblico:enti",
    "pubblico:verifica",
)
# Views that decide by themselves about an anonymous, and only ever send him to the login.
RINVIANO = {"account_logout", "login"}

PRODUZIONE = {
    "SECRET_KEY": "x9" * 32 + "-Qw7:abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "performance.ente.example.it",
    "DATABASE_URL": "sqlite:///:memory:",
    "BEHIND_TLS_PROXY": "1",
    "TRUSTED_PROXY_COUNT": "1",
    "DEBUG": "0",
}


@pytest.fixture
def utente(db: None) -> Utente:
    return Utente.objects.create_user("persona", password=PASSWORD)


def viste(patterns: list[URLPattern | URLResolver], percorso: str = "") -> Iterator[tuple[str, URLPattern]]:
    for voce in patterns:
        if isinstance(voce, URLResolver):
            yield from viste(voce.url_patterns, percorso + str(voce.pattern))
        else:
            yield percorso + str(voce.pattern), voce


@pytest.fixture
def produzione(tmp_path: Path) -> dict[str, str]:
    """The environment of a production that has run ``collectstatic``."""
    return PRODUZIONE | {"STATIC_ROOT": str(tmp_path), "MEDIA_ROOT": str(tmp_path / "media")}


API = "api/v1/"


def manage(*argomenti: str, ambiente: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """``manage.py`` in a process of its own, with this environment and no other."""
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", *argomenti],
        cwd=RADICE,
        env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "ENV_FILE": "/dev/null", **ambiente},
        capture_output=True,
        text=True,
        check=False,
    )


# -- behind the login --------------------------------------------------------------------------------------------------


def test_only_what_is_meant_to_be_is_public() -> None:
    """Read on the views: a new page is behind login unless it says otherwise, and saying so breaks this test. The API
    answers 401, which tests/sito/api/test_permessi.py sees at each address."""
    tutte = [(percorso, voce) for percorso, voce in viste(get_resolver().url_patterns) if not percorso.startswith(API)]
    pubbliche = {voce.name for _, voce in tutte if not getattr(voce.callback, "login_required", True)}
    assert len(tutte) > 10
    assert pubbliche == PUBBLICHE | RINVIANO


@pytest.mark.django_db
def test_an_anonymous_is_sent_to_the_login_from_everywhere(client: Client) -> None:
    """Every address without parameters, asked for as a browser does, ends on the login page and on no other."""
    indirizzi = {
        "/" + percorso
        for percorso, voce in viste(get_resolver().url_patterns)
        if not set("<^(") & set(percorso) and not percorso.startswith(API)
    } - {reverse(nome) for nome in SENZA_PARAMETRI}
    assert len(indirizzi) >= 8
    for indirizzo in sorted(indirizzi):
        risposta = client.get(indirizzo, follow=True)
        assert risposta.redirect_chain, indirizzo
        assert risposta.request["PATH_INFO"] == reverse("account_login"), indirizzo
        cache.clear()  # the login page counts its visitors


@pytest.mark.django_db
def test_the_login_leads_back_to_the_page_that_was_asked(client: Client) -> None:
    risposta = client.get("/amministrazione/", follow=True)
    assert risposta.redirect_chain[-1] == ("/accesso/?next=/amministrazione/", 302)
    Utente.objects.create_superuser("capo", password=PASSWORD)
    dati = {"login": "capo", "password": PASSWORD, "next": "/amministrazione/"}
    risposta = client.post("/accesso/", dati, follow=True)
    assert (risposta.status_code, risposta.request["PATH_INFO"]) == (200, "/amministrazione/")
    assert client.get(reverse("admin:login"), follow=True).request["PATH_INFO"] == "/amministrazione/"


@pytest.mark.parametrize("indirizzo", ["/accounts/signup/", "/accesso/registrazione/", "/media/loghi/stemma.svg"])
def test_what_is_not_offered_does_not_exist(client: Client, indirizzo: str) -> None:
    assert client.get(indirizzo).status_code == 404


def test_who_may_not_administer_is_told_so(client: Client, utente: Utente) -> None:
    client.force_login(utente)
    risposta = client.get(reverse("admin:index"), follow=True)
    assert risposta.status_code == 403
    assert "Non avete il permesso" in risposta.content.decode()


# -- health ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_health_answers_ok(client: Client) -> None:
    risposta = client.get("/salute/")
    assert (risposta.status_code, risposta.content) == (200, b"ok")


def test_health_answers_503_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def guasta() -> None:
        raise OperationalError("server closed the connection, host=10.0.0.7")

    monkeypatch.setattr(connection, "cursor", guasta)
    risposta = client.get("/salute/")
    assert risposta.status_code == 503
    assert "10.0.0.7" not in risposta.content.decode()


SENZA_BASE_DI_DATI = """
NOME = "performance.ente.example.it"
import django
django.setup()
from django.test import Client, override_settings
FILE = {n: {"BACKEND": f"django.{b}"} for n, b in {
    "default": "core.files.storage.FileSystemStorage",
    "staticfiles": "contrib.staticfiles.storage.StaticFilesStorage",  # nothing has been collected here
}.items()}
override_settings(STORAGES=FILE).enable()
client = Client(raise_request_exception=False, headers={"Host": NOME, "X-Forwarded-Proto": "https"})
client.cookies["sessionid"] = "una-sessione-di-ieri"
gettone = {"Authorization": "Bearer cann_" + "x" * 43}
for indirizzo, intestazioni in (("/", {}), ("/pubblico/", {}), ("/api/v1/cicli/", gettone), ("/salute/", {})):
    if indirizzo == "/salute/":  # who asks for it has no session
        client.cookies.clear()
    r = client.get(indirizzo, headers=intestazioni)
    print(r.status_code, r["Content-Type"].split(";")[0], r.headers.get("Retry-After"), r["Cache-Control"], sep="|")
    print(" ".join(r.content.decode().split()))
"""


def test_without_a_database_every_door_says_when_to_come_back() -> None:
    """A database that is being restarted is no fault of the program: a page, and to programs a problem, not a 500."""
    with socket.socket() as chiusa:  # bound, not listening: nobody answers there
        chiusa.bind(("127.0.0.1", 0))
        url = f"postgres://nessuno@127.0.0.1:{chiusa.getsockname()[1]}/nulla"
        ambiente = os.environ | PRODUZIONE | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings"}
        comando = [sys.executable, "-c", SENZA_BASE_DI_DATI]
        fatto = subprocess.run(comando, env=ambiente, cwd=RADICE, capture_output=True, text=True, check=True)
    pagina, testo, pubblica, _, problema, corpo, salute, _ = fatto.stdout.splitlines()
    assert pagina == pubblica == "503|text/html|30|no-store"
    assert "Riprovate fra un minuto" in testo
    assert problema == "503|application/problem+json|30|no-store"
    detto = json.loads(corpo)
    assert (detto["status"], detto["detail"].startswith("La base di dati non risponde")) == (503, True)
    assert salute.startswith("503|text/plain|")
    assert "127.0.0.1" not in fatto.stdout  # where it is, is nobody's business


# -- shared desks ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_a_person_saw_stays_in_no_cache(client: Client, utente: Utente) -> None:
    client.force_login(utente)
    for indirizzo in ("/password/", "/non-esiste/", "/amministrazione/"):
        assert "no-store" in client.get(indirizzo).headers["Cache-Control"], indirizzo
    assert client.get("/accessibilita/").headers["Cache-Control"].startswith("public")  # the same for everybody
    uscita = client.post("/uscita/")
    assert uscita.headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.django_db(transaction=True)
def test_after_leaving_the_way_back_shows_nothing(pagina: Page, live_server: LiveServer, utente: Utente) -> None:
    pagina.goto(f"{live_server.url}/accesso/?next=/password/")
    pagina.get_by_label("Nome utente").fill("persona")
    pagina.get_by_label("Password").fill(PASSWORD)
    pagina.get_by_role("button", name="Entra").click()
    pagina.wait_for_url("**/password/")
    pagina.get_by_role("button", name="Esci").click()
    pagina.wait_for_url("**/accesso/**")
    pagina.go_back()
    pagina.wait_for_url("**/accesso/**")
    assert "persona" not in pagina.content()


# -- headers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indirizzo", ["/accesso/", "/salute/", "/amministrazione/", "/non-esiste/"])
@pytest.mark.django_db
def test_every_response_carries_the_headers(client: Client, indirizzo: str) -> None:
    intestazioni = client.get(indirizzo).headers
    csp = dict(voce.strip().split(" ", 1) for voce in intestazioni["Content-Security-Policy"].split(";"))
    assert csp["default-src"] == csp["frame-ancestors"] == csp["base-uri"] == csp["object-src"] == "'none'"
    assert csp["script-src"] == csp["style-src"] == csp["form-action"] == csp["connect-src"] == "'self'"
    assert "unsafe" not in intestazioni["Content-Security-Policy"]
    assert intestazioni["X-Content-Type-Options"] == "nosniff"
    assert intestazioni["X-Frame-Options"] == "DENY"
    assert intestazioni["Referrer-Policy"] == "same-origin"
    assert intestazioni["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in intestazioni["Permissions-Policy"]


def test_the_error_page_needs_neither_a_user_nor_a_database() -> None:
    """When it is drawn something is broken already; no ``db`` mark here, so a query would fail the test."""
    risposta = server_error(RequestFactory().get("/"))
    assert risposta.status_code == 500
    assert "Qualcosa non ha funzionato" in risposta.content.decode()


# -- login -------------------------------------------------------------------------------------------------------------


def accedi(client: Client, password: str, nome: str = "persona") -> tuple[int, str]:
    risposta = client.post("/accesso/?next=/password/", {"login": nome, "password": password})
    return risposta.status_code, risposta.headers.get("Location") or risposta.content.decode()


def test_login_works(client: Client, utente: Utente) -> None:
    assert accedi(client, PASSWORD) == (302, "/password/")
    assert client.get("/password/").status_code == 200


def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(client: Client, utente: Utente) -> None:
    frase = "Nome utente o password non corretti."
    assert frase in accedi(client, "sbagliata")[1]
    assert frase in accedi(client, "sbagliata", nome="nessuno")[1]


def test_a_disabled_person_does_not_get_in(client: Client, utente: Utente) -> None:
    Utente.objects.filter(pk=utente.pk).update(is_active=False)
    assert "Nome utente o password non corretti." in accedi(client, PASSWORD)[1]


def test_login_does_not_lead_to_another_site(client: Client, utente: Utente) -> None:
    risposta = client.post("/accesso/?next=https://altrove.example/", {"login": "persona", "password": PASSWORD})
    assert risposta.status_code == 302
    assert risposta.headers["Location"] == settings.LOGIN_REDIRECT_URL


def test_guessing_is_stopped_even_when_the_sixth_guess_is_right(client: Client, utente: Utente) -> None:
    for numero in range(5):
        assert accedi(client, f"tentativo-{numero}")[0] == 200
    stato, testo = accedi(client, PASSWORD)
    assert stato == 200
    assert "Troppi tentativi di accesso" in testo


def test_who_tries_a_name_from_elsewhere_keeps_nobody_out(client: Client, utente: Utente) -> None:
    altrove = Client(REMOTE_ADDR="203.0.113.7")
    for numero in range(6):
        accedi(altrove, f"tentativo-{numero}")
    assert "Troppi tentativi di accesso" in accedi(altrove, PASSWORD)[1]
    assert accedi(client, PASSWORD) == (302, "/password/")


def test_the_right_password_clears_the_count_of_its_name_and_no_other(client: Client, utente: Utente) -> None:
    for _ in range(4):
        accedi(client, "sbagliata", nome="altra")
    for _ in range(3):
        for numero in range(4):
            accedi(client, f"tentativo-{numero}")
        assert accedi(client, PASSWORD)[0] == 302
        client.logout()
    assert accedi(client, "sbagliata", nome="altra")[0] == 200
    assert "Troppi tentativi di accesso" in accedi(client, "sbagliata", nome="altra")[1]


def test_the_more_are_wrong_the_longer_one_waits(
    client: Client, utente: Utente, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five in five minutes, fifteen in an hour, thirty in a day."""
    adesso = [time.time()]
    monkeypatch.setattr(ratelimit.time, "time", lambda: adesso[0])
    provati = []
    for _ in range(60):
        if "Troppi tentativi" not in accedi(client, "sbagliata")[1]:
            provati.append(adesso[0])
        adesso[0] += 60
    assert len(provati) == 15
    adesso[0] = provati[0] + 3700
    for _ in range(60):
        if "Troppi tentativi" not in accedi(client, "sbagliata")[1]:
            provati.append(adesso[0])
        adesso[0] += 1200
    assert len([p for p in provati if p < provati[0] + 86_000]) == 30


def test_a_whole_building_comes_in_at_once(client: Client, utente: Utente) -> None:
    """Fifty people behind one address, some of whom mistype: the right password gets in."""
    for numero in range(40):
        accedi(client, "sbagliata", nome=f"collega-{numero}")
    for _ in range(20):
        assert accedi(client, PASSWORD)[0] == 302
        client.logout()


def test_logout_asks_first_and_wants_a_post(client: Client, utente: Utente) -> None:
    client.force_login(utente)
    assert client.get("/uscita/").status_code == 200
    assert client.get("/password/").status_code == 200
    assert client.post("/uscita/").status_code == 302
    assert client.get("/password/").status_code == 302


def test_the_password_is_changed_by_who_knows_it(client: Client, utente: Utente) -> None:
    client.force_login(utente)
    nuova = {"password1": "altra-parola-lunga-7", "password2": "altra-parola-lunga-7"}
    assert (
        "Scrivete la vostra password attuale."
        in client.post("/password/", {"oldpassword": "x", **nuova}).content.decode()
    )
    assert client.post("/password/", {"oldpassword": PASSWORD, **nuova}).status_code == 302
    utente.refresh_from_db()
    assert utente.check_password("altra-parola-lunga-7")


def test_passwords_are_kept_with_argon2(utente: Utente) -> None:
    assert identify_hasher(utente.password).algorithm == "argon2"


# -- production --------------------------------------------------------------------------------------------------------


def test_check_deploy_is_clean_with_the_production_environment(produzione: dict[str, str]) -> None:
    esito = manage("check", "--deploy", "--fail-level", "WARNING", ambiente=produzione)
    assert esito.returncode == 0, esito.stderr
    assert "no issues (0 silenced)" in esito.stdout


@pytest.mark.parametrize(
    ("cambia", "detto"),
    [
        ({"TRUSTED_PROXY_COUNT": "0"}, "ente.W001"),
        ({"CACHE_URL": "locmemcache://"}, "ente.W002"),
    ],
)
def test_check_deploy_says_what_would_keep_people_out(
    produzione: dict[str, str], cambia: dict[str, str], detto: str
) -> None:
    esito = manage("check", "--deploy", "--fail-level", "WARNING", ambiente=produzione | cambia)
    assert esito.returncode == 1
    assert detto in esito.stderr


@pytest.mark.lenta  # half a minute of compression
def test_static_files_are_collected_for_production(produzione: dict[str, str], tmp_path: Path) -> None:
    """Every file that a stylesheet names is found, hashed and compressed."""
    esito = manage("collectstatic", "--noinput", ambiente=produzione | {"STATIC_ROOT": str(tmp_path / "statici")})
    assert esito.returncode == 0, esito.stderr
    assert (tmp_path / "statici" / "staticfiles.json").exists()


def test_without_debug_a_secret_is_required(produzione: dict[str, str]) -> None:
    esito = manage("check", ambiente=produzione | {"SECRET_KEY": ""})
    assert esito.returncode == 1
    assert esito.stderr.strip().splitlines() == [esito.stderr.strip()]
    assert "manca SECRET_KEY" in esito.stderr


@pytest.mark.parametrize(
    ("percorso", "atteso"),
    [("/accesso/", "301 https://performance.ente.example.it/accesso/"), ("/salute/", "200 ")],
)
def test_production_speaks_https_only_but_health_answers_in_clear(
    produzione: dict[str, str], percorso: str, atteso: str
) -> None:
    programma = (
        "from django.test import Client; "
        f"r = Client(SERVER_NAME='performance.ente.example.it').get('{percorso}'); "
        "print(r.status_code, r.headers.get('Location', ''))"
    )
    esito = manage("shell", "--no-imports", "-c", programma, ambiente=produzione)
    assert esito.stdout.rstrip("\n") == atteso, esito.stderr


# -- in a browser ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("larghezza", [360, 1440, 1920])
@pytest.mark.django_db(transaction=True)
def test_the_login_page_in_a_browser(pagina: Page, live_server: LiveServer, utente: Utente, larghezza: int) -> None:
    """Signs in under the real CSP; nothing is wider than the screen, axe finds nothing."""
    pagina.set_viewport_size({"width": larghezza, "height": 900})
    pagina.goto(f"{live_server.url}/accesso/?next=/password/")
    assert guasti_axe(pagina) == []
    assert pagina.evaluate("document.documentElement.scrollWidth") == larghezza
    assert pagina.evaluate("document.fonts.ready.then(f => f.check('16px \"Titillium Web\"'))")
    pagina.get_by_label("Nome utente").fill("persona")
    pagina.get_by_label("Password").fill(PASSWORD)
    pagina.get_by_role("button", name="Entra").click()
    pagina.wait_for_url("**/password/")
    assert guasti_axe(pagina) == []
