"""What the browser gets: the design system's sheet with the rules that are used, pages compressed, no script of it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from config.compressione import Compressione
from config.foglio_usato import parole_del_sito, riduci, stili_del_sito
from cruscotto.models import Ciclo
from ente.models import Utente

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from pytest_django.live_server_helper import LiveServer

RADICE = Path(__file__).resolve().parents[2]
INTERO = RADICE / "node_modules" / "bootstrap-italia" / "dist" / "css" / "bootstrap-italia.min.css"
PAGINE = ("/", "/elenco/2019/", "/cruscotti/2019/", "/registro/?dal=ieri", "/ente/persone/nuova/")


@pytest.fixture(scope="session")
def ridotto() -> str:
    return riduci(INTERO.read_text(), parole_del_sito(RADICE), stili_del_sito(RADICE))


# -- the sheet ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "resta"),
    [
        (".usata{a:b}.altra{a:b}", ".usata{a:b}"),
        (".usata .altra,.usata:hover>p,p.altra{a:b}", ".usata:hover>p{a:b}"),
        ("p:not(.altra){a:b}#altra{a:b}", "p:not(.altra){a:b}"),
        ("@media(x){.altra{a:b}}@media(y){.usata{a:b}.altra{a:b}}", "@media(y){.usata{a:b}}"),
        (".avviso-rosso{a:b}.avvisi-rossi{a:b}", ".avviso-rosso{a:b}"),
        (":root{--a:var(--b);--b:1;--c:2;--d:3}p{x:var(--a)}", ":root{--a:var(--b);--b:1;--d:3}p{x:var(--a)}"),
        (
            "@keyframes gira{from{a:b}to{a:c}}@keyframes salta{from{a:b}}.usata{animation:gira 1s}",
            "@keyframes gira{from{a:b}to{a:c}}.usata{animation:gira 1s}",
        ),
        ("@font-face{font-family:Video;src:url(x)}", ""),
        (".usata{background:url(\"data:image/svg+xml;utf8,<a b='.altra{}'/>\")}", None),
        ("[data-bs-x] a::before,.w-50\\%{a:b}", "[data-bs-x] a::before{a:b}"),
    ],
)
def test_what_no_word_can_use_goes(css: str, resta: str | None) -> None:
    assert riduci(css, {"usata", "avviso-"}, "p{x:var(--d)}") == (css if resta is None else resta)


def test_a_word_is_looked_for_where_a_class_may_stand(tmp_path: Path) -> None:
    for dove, testo in {
        "templates/a.html": '<p class="uno due-{{ x }}">tre</p>{# "quattro" #}<!-- "cinque" -->',
        "static/js/a.js": "nodo.classList.add(`sei`); // sette",
        "ente/a.py": '"""otto"""\nx = f"nove-{y}"  # "dieci"\n',
    }.items():
        file = tmp_path / dove
        file.parent.mkdir(parents=True)
        file.write_text(testo)
    assert parole_del_sito(tmp_path) >= {"uno", "due-", "sei", "nove-"}
    assert not parole_del_sito(tmp_path) & {"tre", "quattro", "cinque", "sette", "otto", "dieci"}


def test_it_is_much_smaller_and_whole(ridotto: str) -> None:
    assert len(ridotto) < 60_000 < INTERO.stat().st_size / 8
    assert ridotto.count("{") == ridotto.count("}")
    for livello in ("success", "info", "warning", "danger"):  # put together from the level of a message
        assert f".alert-{livello}" in ridotto


STILI = """() => [...document.querySelectorAll("*")].map(nodo => {
    const nome = nodo.tagName + "." + nodo.getAttribute("class");
    return [null, "::before", "::after"].map(dove => {
        const stile = getComputedStyle(nodo, dove);
        return nome + (dove || "") + [...stile].filter(p => !p.startsWith("--")).map(p => p + ":" + stile[p]).join(";");
    }).join("\\n");
})"""


DELL_ALTRO = re.compile(
    r"(?:(?:max-|min-)?(?:block|inline)-size|height|width|top|bottom|left|right|inset-[a-z-]+"
    r"|(?:perspective|transform)-origin):"
)


def diversi(uno: list[str], altro: list[str]) -> list[str]:
    """The first properties that are not the same, each with its element."""
    trovati = []
    for a, b in zip(uno, altro, strict=True):
        for parte, altra in zip(a.split("\n"), b.split("\n"), strict=True):
            if parte != altra:
                cambiate = sorted(set(parte.split(";")) ^ set(altra.split(";")))
                sue = [c for c in cambiate if not DELL_ALTRO.match(c)]  # the size comes from what is inside, or outside
                trovati.append(f"{parte.partition('accent-color')[0]}: {', '.join(sue)}")
    return sorted(trovati, key=lambda t: t.endswith(": "))[:10]


def test_no_element_looks_different(
    demo: Ciclo, utente: Callable[[str], Utente], live_server: LiveServer, pagina: Page, ridotto: str
) -> None:
    """Every property of every element, before and after it, of pages of every kind, narrow and wide."""
    client = Client()
    client.force_login(utente("amministratore"))
    sessione = client.cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": sessione, "url": live_server.url}])

    def al_posto(route: Route) -> None:
        route.fulfill(body=ridotto, content_type="text/css")

    for larghezza in (360, 1440):
        pagina.set_viewport_size({"width": larghezza, "height": 900})
        for indirizzo in PAGINE:
            visti = []
            for sostituito in (False, True):
                if sostituito:
                    pagina.route("**/bootstrap-italia.min.css", al_posto)
                risposta = pagina.goto(live_server.url + indirizzo)
                assert risposta is not None
                assert risposta.status == 200, indirizzo
                pagina.wait_for_load_state("networkidle")  # what htmx asks for when a page opens
                pagina.evaluate("document.fonts.ready")
                visti.append(pagina.evaluate(STILI))
                pagina.unroute("**/bootstrap-italia.min.css")
            trovati = diversi(*visti)
            assert not trovati, "\n".join((f"{indirizzo} a {larghezza}", *trovati))


# -- compression -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_goes_out_compressed_and_never_of_the_same_length(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(utente("controllo"))
    lunghezze = set()
    for _ in range(12):
        risposta = client.get("/elenco/2019/")
        assert risposta["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in risposta["Vary"]
        assert "csrfmiddlewaretoken" in gzip.decompress(risposta.content).decode()
        lunghezze.add(len(risposta.content))
    assert len(lunghezze) > 1
    chiari = [client.get("/elenco/2019/", headers={"accept-encoding": ""}).content.decode() for _ in (1, 2)]
    gettoni = {re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', c)[1] for c in chiari}  # type: ignore[index]
    assert len(gettoni) == 2  # what would be guessed is masked anew every time


@pytest.mark.django_db
@pytest.mark.parametrize("indirizzo", ["/api/v1/cicli/", *(f"/registro/scarica/?formato={f}" for f in ("csv", "xlsx"))])
def test_what_is_not_a_page_goes_out_as_it_is(ciclo: Ciclo, utente: Callable[[str], Utente], indirizzo: str) -> None:
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(utente("controllo"))
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200
    assert "Content-Encoding" not in risposta


@pytest.mark.parametrize(
    ("intestazioni", "compressa"),
    [
        ({}, True),
        ({"Cache-Control": "private, no-store"}, False),
        ({"ETag": '"3124-3"'}, False),
        ({"Content-Type": "application/json"}, False),
    ],
)
def test_nor_what_shows_a_secret_once(intestazioni: dict[str, str], compressa: bool) -> None:
    risposta = HttpResponse("molte parole " * 50, headers=intestazioni)
    richiesta = RequestFactory().get("/", headers={"accept-encoding": "gzip"})
    esce = Compressione(lambda _: risposta)(richiesta)
    assert isinstance(esce, HttpResponse)
    assert (esce.headers.get("Content-Encoding") == "gzip") is compressa
    assert risposta.headers.get("ETag", '"3124-3"') == '"3124-3"'


def test_nothing_asks_for_the_script_of_the_design_system() -> None:
    """None of its components is in any page: a template that begins to use one must bring it."""
    for file in (RADICE / "templates").rglob("*.html"):
        assert "data-bs-" not in file.read_text(), file
        assert "bundle.min.js" not in file.read_text(), file
