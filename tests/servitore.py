"""The site as production runs it, for tests and measures: gunicorn on a database of its own, and people who sign in.

What a person sends is read from the HTML of the pages, so that these helpers know few names of the product.
"""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from django.core.handlers.wsgi import WSGIHandler

RADICE = Path(__file__).resolve().parent.parent
HOST = "localhost"
PASSWORD = "una password per le prove"
ACCESSO = "/accesso/"
AVVIO = 60.0
PRODUZIONE = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ENV_FILE": "/dev/null",
    "DEBUG": "0",
    "SECRET_KEY": "solo-per-le-prove",
    "ALLOWED_HOSTS": HOST,
    "BEHIND_TLS_PROXY": "1",  # the people below say that they came by HTTPS, as a proxy would
    "LOG_LEVEL": "ERROR",
    "CACHE_URL": "locmemcache://",  # the one in the repository would remember what other tests have counted
}

ALTRO = {
    "PYTHONPATH": str(RADICE),
    "STATIC_ROOT": str(RADICE / "static"),  # any that exists: nobody asks for these files
}


# -- the database ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Base:
    """A database that threads and processes can write at will: the one of the tests belongs to other tests too."""

    nome: str
    url: str

    @contextmanager
    def in_uso(self) -> Iterator[None]:
        """In the place of the tests' database, for this thread and those that it starts."""
        from django.db import connections

        prima, impostazioni = connections["default"], connections.settings["default"]
        connections.settings["default"] = {**impostazioni, "NAME": self.nome}
        del connections["default"]
        try:
            yield
        finally:
            connections["default"].close()
            connections.settings["default"] = impostazioni
            connections["default"] = prima


@contextmanager
def base_propria(cartella: Path) -> Iterator[Base]:
    """A copy of the tests' database as it is now; nobody may be in a transaction on it."""
    from django.db import connection

    with _copia_sqlite(cartella) if connection.vendor == "sqlite" else _copia_postgresql() as base:
        yield base


@contextmanager
def _copia_sqlite(cartella: Path) -> Iterator[Base]:
    import sqlite3

    from django.db import connection

    file = cartella / "prova.sqlite3"
    connection.ensure_connection()
    copia = sqlite3.connect(file)
    connection.connection.backup(copia)
    copia.close()
    yield Base(str(file), f"sqlite:///{file}")


@contextmanager
def _copia_postgresql() -> Iterator[Base]:
    import psycopg2  # type: ignore[import-untyped]  # it ships no types
    from django.db import connection

    parametri = connection.get_connection_params()
    modello = parametri.pop("dbname")
    nome = f"{modello}_copia"
    connection.close()  # a database in use cannot be copied
    server = psycopg2.connect(**{k: v for k, v in parametri.items() if k != "cursor_factory"}, dbname="postgres")
    server.autocommit = True
    try:
        with server.cursor() as cursore:
            cursore.execute(f'DROP DATABASE IF EXISTS "{nome}"')
            _copia(cursore, modello, nome)
            yield Base(nome, urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nome}").geturl())
            cursore.execute(f'DROP DATABASE "{nome}" WITH (FORCE)')
    finally:
        server.close()


def _copia(cursore: Any, modello: str, nome: str) -> None:
    """Copy a database, once the sessions that the browser tests' server keeps open on it have been sent away."""
    import psycopg2

    for tentativo in range(50):
        cursore.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [modello])
        try:
            cursore.execute(f'CREATE DATABASE "{nome}" TEMPLATE "{modello}"')
            return
        except psycopg2.errors.ObjectInUse:
            if tentativo == 49:
                raise
            time.sleep(0.1)


# -- the server --------------------------------------------------------------------------------------------------------
def applicazione() -> WSGIHandler:
    """The product's own application; its static files keep their names, so that nobody has to collect them first."""
    from django.conf import settings

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    from config.wsgi import application

    return application


@contextmanager
def servitore(
    database_url: str,
    *,
    applicazione: str = "tests.servitore:applicazione()",
    processi: int = 2,
    fili: int = 2,
    ambiente: Mapping[str, str] | None = None,
) -> Iterator[int]:
    """gunicorn with the settings of production, and those of ``ambiente``, as long as the block lasts; the port it
    answers on."""
    ascolto = socket.create_server(("127.0.0.1", 0), backlog=256)  # handed over open: nobody else can take the port
    comando = [sys.executable, "-m", "gunicorn", applicazione, f"--bind=fd://{ascolto.fileno()}", f"-w{processi}"]
    comando += [
        "-kgthread",
        f"--threads={fili}",
        "--keep-alive=75",
        "--graceful-timeout=1",
        "--log-level=error",
        "--no-control-socket",
    ]
    with ascolto:
        porta = int(ascolto.getsockname()[1])
        processo = subprocess.Popen(
            comando,
            cwd=RADICE,
            env=os.environ | PRODUZIONE | ALTRO | {"DATABASE_URL": database_url} | dict(ambiente or {}),
            pass_fds=[ascolto.fileno()],
        )
    try:
        _aspetta(porta, processo)
        yield porta
    finally:
        processo.terminate()
        processo.wait(30)


def _aspetta(porta: int, processo: subprocess.Popen[bytes]) -> None:
    scade = time.monotonic() + AVVIO
    while processo.poll() is None and time.monotonic() < scade:
        persona = Persona(porta)
        try:
            if persona.leggi("/salute/").stato == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            persona.chiudi()
    raise AssertionError("gunicorn non risponde")


# -- people ------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Risposta:
    """What the server answered."""

    stato: int
    testo: str
    dove: str

    def campi(self) -> dict[str, str]:
        """What the text controls of the page would send if nobody touched them, by name."""
        lettore = _Lettore()
        lettore.feed(self.testo)
        return lettore.campi


class _Lettore(HTMLParser):
    """Reads the controls of a page, or of a piece of one."""

    def __init__(self) -> None:
        super().__init__()
        self.campi: dict[str, str] = {}
        self._elenco = self._area = ""

    def handle_starttag(self, nome: str, coppie: list[tuple[str, str | None]]) -> None:
        attributi = {k: v or "" for k, v in coppie}
        chiave = attributi.get("name", "")
        if nome == "option" and self._elenco:
            if "selected" in attributi or self._elenco not in self.campi:
                self.campi[self._elenco] = attributi.get("value", "")
        elif nome == "select":
            self._elenco = chiave
        elif nome == "textarea":
            self._area = chiave
            self.campi[chiave] = ""
        elif nome == "input" and chiave and attributi.get("type") not in ("submit", "file", "checkbox", "radio"):
            self.campi[chiave] = attributi.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.campi[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._elenco = ""


class Persona:
    """Somebody with a browser open on the site: one connection that stays open, cookies, the token of the forms."""

    def __init__(self, porta: int) -> None:
        self._porta = porta
        self._connessione = http.client.HTTPConnection("127.0.0.1", porta, timeout=60)
        self._biscotti: SimpleCookie = SimpleCookie()
        self._gettone = ""

    def leggi(self, indirizzo: str) -> Risposta:
        """Ask for a page."""
        risposta = self._chiedi("GET", indirizzo, {})
        self._gettone = risposta.campi().get("csrfmiddlewaretoken", self._gettone)
        return risposta

    def manda(self, indirizzo: str, campi: Mapping[str, str], *, htmx: bool = False) -> Risposta:
        """Send a form, as a browser does or as htmx does; redirects are not followed."""
        if htmx:
            return self._chiedi("POST", indirizzo, {"HX-Request": "true", "X-CSRFToken": self._gettone}, campi)
        return self._chiedi("POST", indirizzo, {}, {**campi, "csrfmiddlewaretoken": self._gettone})

    def _chiedi(
        self, metodo: str, indirizzo: str, intestazioni: dict[str, str], campi: Mapping[str, str] | None = None
    ) -> Risposta:
        intestazioni |= {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/"}
        if self._biscotti:
            intestazioni["Cookie"] = "; ".join(f"{k}={v.value}" for k, v in self._biscotti.items())
        corpo = None
        if campi is not None:
            corpo = urlencode(campi)
            intestazioni["Content-Type"] = "application/x-www-form-urlencoded"
        self._connessione.request(metodo, indirizzo, corpo, intestazioni)
        risposta = self._connessione.getresponse()
        contenuto = risposta.read()
        for biscotto in risposta.headers.get_all("Set-Cookie", []):
            self._biscotti.load(biscotto)
        return Risposta(risposta.status, contenuto.decode("utf-8", "replace"), risposta.headers.get("Location", ""))

    def entra(self, username: str, password: str = PASSWORD) -> Persona:
        """Sign in by the page of the site."""
        self.leggi(ACCESSO)
        risposta = self.manda(ACCESSO, {"login": username, "password": password})
        assert risposta.stato == 302, f"{username} non entra: {risposta.stato}"
        return self

    def gemella(self) -> Persona:
        """The same browser, on another connection."""
        altra = Persona(self._porta)
        altra._biscotti, altra._gettone = self._biscotti, self._gettone
        return altra

    def chiudi(self) -> None:
        self._connessione.close()


def di_uno(campi: Mapping[str, str], chiave: object, testo: str) -> dict[str, str]:
    """What the page sends for one value when a person has written ``testo`` in its box."""
    suoi = {nome: valore for nome, valore in campi.items() if nome.startswith(f"v{chiave}-")}
    assert f"v{chiave}-versione" in suoi
    return suoi | {f"v{chiave}-valore": testo}


# -- a crowd -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Redattore:
    """Somebody who enters the values of an office of their own."""

    username: str
    indicatori: Sequence[int]


def prepara_folla(
    ente: Any, *, quanti: int, ciascuno: int, nome: str = "folla", password: str = PASSWORD
) -> list[Redattore]:
    """In a generated body, ``quanti`` offices with one redattore and ``ciascuno`` numeric indicators each, and a period
    in which nothing has been entered yet. ``nome`` begins the names of offices and people.

    Raises:
        AssertionError: the body has not indicators enough.
    """
    from django.contrib.auth.hashers import make_password

    from cruscotto.models import Indicatore, Rilevazione, StatoPeriodo
    from ente.models import Area, Incarico, Ruolo, Ufficio, Utente

    Rilevazione.objects.di(ente).filter(periodo__stato=StatoPeriodo.APERTO).delete()
    indicatori = list(Indicatore.objects.di(ente).filter(tipo__in=["numero", "percentuale"]).order_by("pk"))
    assert len(indicatori) >= quanti * ciascuno, f"{len(indicatori)} indicatori numerici non bastano"
    area, segreta = Area.objects.di(ente).order_by("numero")[0], make_password(password)
    folla = []
    for n in range(quanti):
        ufficio = Ufficio.objects.create(ente=ente, area=area, codice=f"{nome}-{n}", nome=f"Ufficio {n + 1}")
        utente = Utente.objects.create(ente=ente, username=f"{nome}-{n}", password=segreta)
        Incarico.objects.create(utente=utente, ruolo=Ruolo.REDATTORE, ufficio=ufficio)
        suoi = [i.pk for i in indicatori[n * ciascuno : (n + 1) * ciascuno]]
        Indicatore.objects.filter(pk__in=suoi).update(ufficio=ufficio)
        folla.append(Redattore(utente.username, suoi))
    return folla
