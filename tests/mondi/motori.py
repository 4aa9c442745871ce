"""One window of each browser engine, for the tests that must hold in all three: what a person does in it.

Chromium is driven by Playwright, as everywhere else; Firefox and WebKit by the commands of W3C WebDriver, which the
first takes on its Marionette socket and the second by HTTP from WebKitWebDriver (docs/adr/0029-three-engines.md).
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from tests.mondi.processi import AVVIO, Manca, acceso, ascolta, finche, programma

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ATTESA = 10.0
ELEMENTO = "element-6066-11e4-a52e-4f735466cecf"
TASTI = {
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "ArrowUp": "\ue013",
    "ArrowDown": "\ue015",
    "Space": " ",
    "Backspace": "\ue003",
}
MINIBROWSER = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"

# What the window says of itself, the same in every engine: one read whether an element can be seen.
VEDE = """
const r = e.getBoundingClientRect();
return r.width > 0 && r.height > 0 && e.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true});
"""
NUOVA = "return !document.documentElement.dataset.vecchia && document.readyState == 'complete'"


class Finestra:
    """A window and the person before it. Selectors are CSS; a wait that ends in vain is an ``AssertionError``."""

    motore = ""

    # -- what each engine does its own way -----------------------------------------------------------------------------
    def vai(self, indirizzo: str) -> None:
        """Write an address and press Enter."""
        raise NotImplementedError

    def indietro(self) -> None:
        raise NotImplementedError

    def clicca(self, selettore: str) -> None:
        raise NotImplementedError

    def premi(self, *tasti: str) -> None:
        """Press keys one after the other; ``Shift+Tab`` is one."""
        raise NotImplementedError

    def batti(self, testo: str) -> None:
        """Type where the focus is."""
        raise NotImplementedError

    def js(self, corpo: str, *argomenti: Any) -> Any:
        """The value that the body of a function returns in the page; its arguments are ``arguments``."""
        raise NotImplementedError

    def biscotto(self, nome: str, valore: str, indirizzo: str) -> None:
        """Come with this cookie alone."""
        raise NotImplementedError

    def lascia(self) -> None:
        """Go away, as at the end of a test."""
        self.vai("about:blank")

    # -- the rest is the same ------------------------------------------------------------------------------------------
    def ricarica(self) -> None:
        """F5. Not by the command of WebDriver: Firefox then forgets what F5 would put back in the boxes."""
        with self.cambia_pagina():
            self.js("setTimeout(() => location.reload(), 0)")

    def scrivi(self, selettore: str, testo: str) -> None:
        """Put the focus in a box and type in the place of what is there."""
        self.aspetta(selettore)
        self.js("const e = document.querySelector(arguments[0]); e.focus(); if (e.select) e.select()", selettore)
        self.batti(testo)

    def spunta(self, selettore: str) -> None:
        """Reach a box with the keyboard and tick it, or untick it."""
        self.aspetta(selettore)
        self.js("document.querySelector(arguments[0]).focus()", selettore)
        self.premi("Space")

    def testo(self, selettore: str = "main") -> str:
        self.aspetta(selettore)
        return str(self.js("return document.querySelector(arguments[0]).innerText", selettore))

    def valore(self, selettore: str) -> str:
        """What stands in a box."""
        return str(self.js("return document.querySelector(arguments[0]).value", selettore))

    def spuntati(self, selettore: str = "input[type=checkbox]") -> list[str]:
        """The ids of what is ticked."""
        corpo = "return [...document.querySelectorAll(arguments[0])].filter(e => e.checked).map(e => e.id)"
        return list(self.js(corpo, selettore))

    def attivo(self) -> str:
        """The id of what has the focus."""
        return str(self.js("return document.activeElement ? document.activeElement.id : ''"))

    def si_vede(self, selettore: str) -> bool:
        corpo = f"const e = document.querySelector(arguments[0]); if (!e) return false; {VEDE}"
        return bool(self.js(corpo, selettore))

    def finche(self, vero: Callable[[], Any], che_cosa: str) -> None:
        """Wait until something is true."""
        scade = time.monotonic() + ATTESA
        while not vero():
            assert time.monotonic() < scade, f"{self.motore}: {che_cosa}\n{self.js('return document.body.innerText')}"
            time.sleep(0.03)

    def aspetta(self, selettore: str) -> None:
        """Wait for an element, seen or not."""
        self.finche(lambda: self.js("return !!document.querySelector(arguments[0])", selettore), selettore)

    @contextmanager
    def cambia_pagina(self) -> Iterator[None]:
        """What is done inside brings to another page: wait until it is there."""
        self.js("document.documentElement.dataset.vecchia = '1'")
        yield
        self.finche(self._nuova, "la pagina non cambia")

    def _nuova(self) -> bool:
        with suppress(ErroreMotore):  # between two pages there is none to ask
            return bool(self.js(NUOVA))
        return False

    def raggiungi(self, nome: str) -> None:
        """Put the focus by the Tab key alone on what begins with this text, or has such a label."""
        qui = "const e = document.activeElement; return (e.innerText || e.labels?.[0]?.innerText || '').trim()"
        for _ in range(200):
            self.premi("Tab")
            if str(self.js(qui)).startswith(nome):
                return
        raise AssertionError(f"{self.motore}: con il tasto Tab non si arriva a «{nome}»")


class ErroreMotore(Exception):
    """What the browser answered to a command that it could not carry out."""


# -- Chromium ----------------------------------------------------------------------------------------------------------
class Chromium(Finestra):
    motore = "chromium"

    def __init__(self, browser: Browser) -> None:
        self.contesto = browser.new_context(locale="it-IT", timezone_id="Europe/Rome")
        self.pagina = self.contesto.new_page()

    def vai(self, indirizzo: str) -> None:
        self.pagina.goto(indirizzo)

    def lascia(self) -> None:
        self.contesto.close()

    def indietro(self) -> None:
        self.pagina.go_back()

    def clicca(self, selettore: str) -> None:
        self.pagina.locator(selettore).first.click()

    def premi(self, *tasti: str) -> None:
        for tasto in tasti:
            self.pagina.keyboard.press(tasto)

    def batti(self, testo: str) -> None:
        self.pagina.keyboard.type(testo)

    def js(self, corpo: str, *argomenti: Any) -> Any:
        from playwright.sync_api import Error

        try:
            return self.pagina.evaluate(f"(a) => (function () {{ {corpo} }}).apply(null, a)", list(argomenti))
        except Error as errore:
            raise ErroreMotore(str(errore)) from None

    def biscotto(self, nome: str, valore: str, indirizzo: str) -> None:
        self.contesto.clear_cookies()
        self.contesto.add_cookies([{"name": nome, "value": valore, "url": indirizzo}])


# -- W3C WebDriver -----------------------------------------------------------------------------------------------------
class Filo(Protocol):
    """How the commands of WebDriver reach a browser: by name and parameters, ``id`` the element that they are for."""

    def manda(self, comando: str, **parametri: Any) -> Any: ...


class Marionette:
    """Firefox's socket: a command is its own name, framed by its length."""

    NOMI: Mapping[str, str] = {
        "naviga": "WebDriver:Navigate",
        "indietro": "WebDriver:Back",
        "trova": "WebDriver:FindElement",
        "clicca": "WebDriver:ElementClick",
        "azioni": "WebDriver:PerformActions",
        "js": "WebDriver:ExecuteScript",
        "biscotto": "WebDriver:AddCookie",
        "senza_biscotti": "WebDriver:DeleteAllCookies",
    }

    def __init__(self, porta: int) -> None:
        self._presa = socket.create_connection(("127.0.0.1", porta), timeout=AVVIO)
        self._flusso = self._presa.makefile("rb")
        self._leggi()  # it says who it is
        self._numero = 0
        self._comando("WebDriver:NewSession", {"capabilities": {"alwaysMatch": {"acceptInsecureCerts": False}}})

    def chiudi(self) -> None:
        self._flusso.close()
        self._presa.close()

    def manda(self, comando: str, **parametri: Any) -> Any:
        risposta = self._comando(self.NOMI[comando], parametri)
        return risposta.get("value") if isinstance(risposta, dict) and "value" in risposta else risposta

    def _comando(self, nome: str, parametri: Mapping[str, Any]) -> Any:
        self._numero += 1
        corpo = json.dumps([0, self._numero, nome, parametri]).encode()
        self._presa.sendall(f"{len(corpo)}:".encode() + corpo)
        _, numero, errore, risposta = self._leggi()
        assert numero == self._numero
        if errore:
            raise ErroreMotore(f"{nome}: {errore['error']}: {errore['message']}")
        return risposta

    def _leggi(self) -> Any:
        lunghezza = b""
        while (cifra := self._flusso.read(1)) != b":":
            if not cifra:
                raise ErroreMotore("Firefox ha chiuso la presa")
            lunghezza += cifra
        return json.loads(self._flusso.read(int(lunghezza)))


class WebDriver:
    """WebKitWebDriver's HTTP: a command is a method and a path under the session's."""

    STRADE: Mapping[str, tuple[str, str]] = {
        "naviga": ("POST", "/url"),
        "indietro": ("POST", "/back"),
        "trova": ("POST", "/element"),
        "clicca": ("POST", "/element/{id}/click"),
        "azioni": ("POST", "/actions"),
        "js": ("POST", "/execute/sync"),
        "biscotto": ("POST", "/cookie"),
        "senza_biscotti": ("DELETE", "/cookie"),
    }

    def __init__(self, porta: int, opzioni: Mapping[str, Any]) -> None:
        self._porta, self._sessione = porta, ""
        capacita = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": opzioni}}}
        self._sessione = f"/session/{self._chiedi('POST', '/session', capacita)['sessionId']}"

    def manda(self, comando: str, **parametri: Any) -> Any:
        metodo, strada = self.STRADE[comando]
        return self._chiedi(metodo, strada.format(**parametri), parametri)

    def chiudi(self) -> None:
        self._chiedi("DELETE", "", {})

    def _chiedi(self, metodo: str, strada: str, parametri: Mapping[str, Any]) -> Any:
        connessione = http.client.HTTPConnection("127.0.0.1", self._porta, timeout=AVVIO)
        corpo = json.dumps(parametri) if metodo == "POST" else None
        connessione.request(metodo, self._sessione + strada, corpo, {"Content-Type": "application/json"})
        valore = json.loads(connessione.getresponse().read())["value"]
        connessione.close()
        if isinstance(valore, dict) and "error" in valore:
            raise ErroreMotore(f"{strada}: {valore['error']}: {valore.get('message')}")
        return valore


class Pilotata(Finestra):
    """A window driven by WebDriver."""

    def __init__(self, motore: str, filo: Filo) -> None:
        self.motore, self._filo = motore, filo

    def vai(self, indirizzo: str) -> None:
        self._filo.manda("naviga", url=indirizzo)

    def indietro(self) -> None:
        self._filo.manda("indietro")

    def clicca(self, selettore: str) -> None:
        self.aspetta(selettore)
        # Not left to the driver, which does not wait for a page that scrolls smoothly.
        centro = "document.querySelector(arguments[0]).scrollIntoView({behavior: 'instant', block: 'center'})"
        self.js(centro, selettore)
        elemento = self._filo.manda("trova", using="css selector", value=selettore)
        self._filo.manda("clicca", id=elemento[ELEMENTO])

    def premi(self, *tasti: str) -> None:
        for tasto in tasti:
            insieme = [TASTI.get(t, t) for t in tasto.split("+")]
            giu = [{"type": "keyDown", "value": t} for t in insieme]
            su = [{"type": "keyUp", "value": t} for t in reversed(insieme)]
            self._tasti(giu + su)

    def batti(self, testo: str) -> None:
        self._tasti([{"type": tipo, "value": lettera} for lettera in testo for tipo in ("keyDown", "keyUp")])

    def _tasti(self, azioni: list[dict[str, str]]) -> None:
        self._filo.manda("azioni", actions=[{"type": "key", "id": "tastiera", "actions": azioni}])

    def js(self, corpo: str, *argomenti: Any) -> Any:
        return self._filo.manda("js", script=corpo, args=list(argomenti))

    def biscotto(self, nome: str, valore: str, indirizzo: str) -> None:
        dominio = urlsplit(indirizzo).hostname
        if self.js("return location.hostname") != dominio:  # a cookie is set from a page of its site
            self.vai(f"{indirizzo}/salute/")
        self._filo.manda("senza_biscotti")
        self._filo.manda("biscotto", cookie={"name": nome, "value": valore, "path": "/"})


# -- the processes -----------------------------------------------------------------------------------------------------
FIREFOX = """
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("intl.accept_languages", "it-IT, it");
user_pref("marionette.port", 0);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
user_pref("toolkit.telemetry.server", "data:,");
"""


@contextmanager
def firefox() -> Iterator[Pilotata]:
    """Raises Manca."""
    percorso = programma("CANNOCCHIALE_FIREFOX", "firefox-esr", "firefox", pacchetto="firefox-esr")
    with ExitStack() as pila:
        profilo = Path(pila.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        (profilo / "user.js").write_text(FIREFOX)
        comando = [percorso, "--headless", "--marionette", "--no-remote", "--profile", str(profilo), "about:blank"]
        processo = pila.enter_context(acceso(comando, {"HOME": str(profilo), "TZ": "Europe/Rome"}))
        porta = profilo / "MarionetteActivePort"
        finche(lambda: porta.exists() and porta.read_text().strip(), processo, "Firefox non si apre")
        filo = Marionette(int(porta.read_text()))
        pila.callback(filo.chiudi)
        yield Pilotata("firefox", filo)


@contextmanager
def webkit() -> Iterator[Pilotata]:
    """Raises Manca."""
    percorso = programma("CANNOCCHIALE_WEBKIT", "WebKitWebDriver", pacchetto="webkit2gtk-driver")
    minibrowser = next(iter(sorted(Path("/").glob(MINIBROWSER.lstrip("/")), reverse=True)), None)
    if minibrowser is None:
        raise Manca("manca MiniBrowser di WebKit: sudo apt-get install webkit2gtk-driver")
    with ExitStack() as pila:
        casa = pila.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        ambiente = {"HOME": casa, "TZ": "Europe/Rome", "LANG": "C.UTF-8", "LANGUAGE": "it"}
        ambiente["DISPLAY"] = os.environ.get("DISPLAY") or pila.enter_context(_schermo())
        with socket.socket() as presa:
            presa.bind(("127.0.0.1", 0))
            porta = int(presa.getsockname()[1])
        processo = pila.enter_context(acceso([percorso, f"--port={porta}"], ambiente))
        finche(lambda: ascolta(porta), processo, "WebKitWebDriver non si apre")
        filo = WebDriver(porta, {"binary": str(minibrowser), "args": ["--automation"]})
        pila.callback(filo.chiudi)
        yield Pilotata("webkit", filo)


@contextmanager
def _schermo() -> Iterator[str]:
    """A screen that nobody sees: WebKitGTK has no headless mode."""
    percorso = programma("CANNOCCHIALE_XVFB", "Xvfb", pacchetto="xvfb")
    letto, scritto = os.pipe()
    comando = [percorso, "-displayfd", str(scritto), "-screen", "0", "1440x900x24", "-nolisten", "tcp"]
    with acceso(comando, {}, pass_fds=[scritto]), os.fdopen(letto) as numero:
        os.close(scritto)
        yield f":{numero.readline().strip()}"
