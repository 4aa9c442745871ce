"""What every test shares: the demo, a clean cache, uploads that go nowhere, the browser, and no skips in CI."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.models import Ciclo, Fotografia
from ente.models import Utente
from ente.registro_protetto import senza_protezione
from tests.fondale import AnnoInCorso, Istantanea, Modello
from tests.mondi.motori import Chromium, Finestra, firefox, webkit
from tests.mondi.nginx import davanti_a
from tests.mondi.processi import Manca, manca_qui
from tests.servitore import Base, base_propria

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import Settings

# Playwright's synchronous API keeps an event loop open in the thread of the test, where the ORM is used too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

IN_CI = os.environ.get("CI") == "true"

hypothesis_settings.register_profile("progetto", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("progetto")

_saltate: list[str] = []
_anno_in_corso = AnnoInCorso()
_istantanea: list[Istantanea] = []

# The fixtures by which a test drives the site in a browser: each page is asked for without one too, on both databases.
DA_FUORI = {"live_server"}

QUI = Path(__file__).resolve().parent

# The files whose cases take long: they begin first, so that no worker is left alone with one at the end, and
# ``./script/test --rapide`` leaves them to the whole run. A name that no file has any more fails the run.
LENTI = {
    "relazione/edizioni/test_sigillo_fermo",
    "cruscotto/admin/test_amministrazione",
    "cruscotto/chiusura/test_periodo_chiuso",
    "cruscotto/consultazione/test_pagina_inizio",
    "cruscotto/esportazione/test_ciclo_intero",
    "cruscotto/importazione/generi/test_indicatori",
    "cruscotto/importazione/generi/test_tavola",
    "cruscotto/importazione/test_casi",
    "cruscotto/importazione/test_forme_di_ente",
    "cruscotto/importazione/test_importazioni",
    "cruscotto/importazione/test_importazioni_annullate",
    "cruscotto/importazione/test_importazioni_fuzz",
    "cruscotto/importazione/test_lavori",
    "cruscotto/importazione/test_rumore",
    "cruscotto/management/test_carico",
    "cruscotto/misurazione/test_effetto",
    "cruscotto/pianificazione/test_pagine",
    "cruscotto/rilevazione/test_concorrenza",
    "cruscotto/rilevazione/test_concorrenza_http",
    "cruscotto/rilevazione/test_costo_salvataggio",
    "ente/test_registro_protetto",
    "relazione/caricamento/test_cartella",
    "relazione/documento/test_altri_enti",
    "relazione/documento/test_documento",
    "relazione/documento/test_documento_html",
    "relazione/documento/test_edizione",
    "relazione/documento/test_ogni_documento",
    "relazione/fotografia/test_fotografia",
    "relazione/models/test_migrazione_documenti",
    "relazione/pubblicazione/test_lavori_documenti",
    "relazione/pubblicazione/test_scrittura",
    "relazione/pubblico/test_come_il_pdf",
    "sito/api/test_condizioni",
    "sito/api/test_cursore",
    "sito/api/test_interrogazioni",
    "sito/api/test_clienti",
    "sito/api/test_lettura",
    "sito/api/test_limiti",
    "sito/api/test_manuale",
    "sito/api/test_nginx",
    "sito/api/test_niente_per_sbaglio",
    "sito/api/test_numeri_enormi",
    "sito/api/test_permessi",
    "sito/api/test_regole",
    "sito/api/test_richieste",
    "sito/api/test_schemathesis",
    "sito/test_altre_forme",
    "sito/test_colonne",
    "sito/test_comandi",
    "sito/test_file_ostili",
    "sito/test_interrogazioni",
    "sito/test_lock",
    "sito/test_matrice_permessi",
    "sito/test_scarichi",
    "sito/test_serrature",
    "sito/test_serrature_azioni",
    "sito/test_sicurezza",
    "sito/test_strade",
}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _saltate.append(report.nodeid)


def pytest_itemcollected(item: pytest.Item) -> None:
    if _posto(item.path) in LENTI or _da_fuori(item):
        item.add_marker("lenta")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Who wants the year in progress comes first, together; then what takes long. With ``SOLO_BASE_DATI``: what never
    touches the database, and what a browser shows, has run on the other one, and says nothing of this."""
    if senza := LENTI - {_posto(file) for file in QUI.rglob("test_*.py")}:
        raise pytest.UsageError(f"LENTI nomina file che non ci sono: {', '.join(sorted(senza))}")
    items.sort(key=lambda i: (not _vuole(i, {"dimostrativo"}), i.get_closest_marker("lenta") is None))
    if not os.environ.get("SOLO_BASE_DATI"):
        return
    restano = [i for i in items if _tocca(i) and not _da_fuori(i) and not i.get_closest_marker("una_volta")]
    config.hook.pytest_deselected(items=[i for i in items if i not in restano])
    items[:] = restano


def _posto(file: Path) -> str:
    return file.relative_to(QUI).with_suffix("").as_posix()


def _vuole(item: pytest.Item, nomi: set[str]) -> bool:
    return bool(nomi & set(getattr(item, "fixturenames", ())))


def _da_fuori(item: pytest.Item) -> bool:
    return _vuole(item, DA_FUORI)


def _tocca(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or _vuole(item, {"db", "transactional_db"})


def _svuota(item: pytest.Item) -> bool:
    segno = item.get_closest_marker("django_db")
    return bool(segno and segno.kwargs.get("transaction")) or _vuole(item, {"transactional_db", "live_server"})


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A transactional test leaves empty tables: who comes next finds the demo again, in whatever order they run."""
    if _istantanea and _tocca(item) and not _svuota(item):
        with item.config.stash[blocking_manager_key].unblock():
            _istantanea[0].rimetti_se_manca()


def pytest_collection_finish() -> None:
    """Look seldom for garbage among the many objects that stay to the end: it took a sixth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip is a failure: nobody reads the skips of a green run."""
    if IN_CI and _saltate and session.exitstatus == pytest.ExitCode.OK and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if IN_CI and _saltate:
        terminalreporter.write_line(f"In CI una prova saltata è un errore: {', '.join(_saltate)}", red=True)


@pytest.fixture(scope="session", autouse=True)
def registro_svuotabile() -> Iterator[None]:
    """Between two transactional tests the tables are emptied, which the register's triggers would refuse."""
    svuota = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def svuota_anche_il_registro(self: TransactionTestCase) -> None:
        with senza_protezione(connection):
            svuota(self)
        for istantanea in _istantanea:
            istantanea.manca = True

    with pytest.MonkeyPatch.context() as ritocco:
        ritocco.setattr(TransactionTestCase, "_fixture_teardown", svuota_anche_il_registro)
        yield


@pytest.fixture(autouse=True)
def cache_pulita() -> Iterator[None]:
    """The limit on login attempts is counted in the cache: one test's failures are not the next one's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def cartella_media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session", autouse=True)
def parole_chiave_veloci() -> Iterator[None]:
    """Argon2 as in production, with the least work: each password made or checked took a tenth of a second."""
    with pytest.MonkeyPatch.context() as ritocco:
        ritocco.setattr(Argon2PasswordHasher, "time_cost", 1)
        ritocco.setattr(Argon2PasswordHasher, "memory_cost", 64)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    cartella_media: Path,
) -> Iterator[Istantanea]:
    """A copy of the database with the real 2019 cycle: every test that is not transactional starts from it."""
    chi = os.environ.get("PYTEST_XDIST_WORKER", "")
    cartella = tmp_path_factory.getbasetemp()  # of this run; of one worker of it when there are many
    modello = Modello(cartella.parent if chi else cartella)
    with django_db_blocker.unblock(), modello.copia(chi or "solo", cartella_media):
        with override_settings(MEDIA_ROOT=cartella_media):
            _istantanea[:] = [Istantanea()]
        with django_db_blocker.block():
            yield _istantanea[0]


@pytest.fixture(autouse=True)
def file_caricati_altrove(settings: Settings, cartella_media: Path) -> None:
    settings.MEDIA_ROOT = cartella_media


@pytest.fixture(scope="module")
def base(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Base]:
    """A database that the threads of the tests of a file share."""
    with django_db_blocker.unblock(), base_propria(tmp_path_factory.mktemp("base")) as base:
        yield base


@pytest.fixture
def demo(transactional_db: None, django_db_setup: Istantanea) -> Ciclo:
    """The demo again, for a transactional test: the flush of the one before took it away."""
    django_db_setup.rimetti_se_manca()
    return trova_ciclo("arezzo-siena", 2019)


@pytest.fixture
def ciclo(db: None) -> Ciclo:
    """The real cycle: Arezzo-Siena, 2019."""
    return trova_ciclo("arezzo-siena", 2019)


@pytest.fixture
def senza_fotografie(db: None) -> None:
    """As if nobody had closed a period by the act: what the test changes of one afterwards is to be seen."""
    Fotografia.objects.all().delete()


@pytest.fixture(scope="class")  # for a function that means: before ``db`` begins the transaction of the test
def anno_in_corso(django_db_setup: None, django_db_blocker: DjangoDbBlocker, cartella_media: Path) -> None:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        _anno_in_corso.apri()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    yield
    if "dimostrativo" not in getattr(nextitem, "fixturenames", ()):
        with item.config.stash[blocking_manager_key].unblock():
            _anno_in_corso.chiudi()


@pytest.fixture
def dimostrativo(anno_in_corso: None, db: None) -> Ciclo:
    """The demonstration year in progress, 2020, beside the real one."""
    return trova_ciclo("arezzo-siena", 2020)


@pytest.fixture
def utente(db: None) -> Callable[[str], Utente]:
    """The demo user of a name."""
    return lambda username: Utente.objects.get(username=username)


# -- browser -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium in the place of the one that Playwright would download."""
    percorso = os.environ.get("CANNOCCHIALE_CHROMIUM") or shutil.which("chromium")
    if percorso is None:
        messaggio = "manca Chromium: sudo apt-get install chromium, o CANNOCCHIALE_CHROMIUM=/percorso"
        if IN_CI:
            pytest.fail(messaggio)
        pytest.skip(messaggio)
    return {
        **browser_type_launch_args,
        "executable_path": percorso,
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "it-IT", "timezone_id": "Europe/Rome"}


@pytest.fixture
def pagina(page: Page) -> Iterator[Page]:
    """A browser page that must have written no error on its console when the test ends: a CSP violation is one."""
    errori: list[str] = []
    page.on("console", lambda messaggio: errori.append(messaggio.text) if messaggio.type == "error" else None)
    page.on("pageerror", lambda errore: errori.append(str(errore)))
    yield page
    assert errori == []


@pytest.fixture(scope="session")
def motori(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Finestra]]:
    """A window of an engine: the browser is started by the first test that wants it. A skip where it is missing."""
    aperti: dict[str, Finestra] = {}
    with ExitStack() as pila:

        def finestra(motore: str) -> Finestra:
            if motore == "chromium":
                return Chromium(request.getfixturevalue("browser"))
            if motore not in aperti:
                try:
                    aperti[motore] = pila.enter_context({"firefox": firefox, "webkit": webkit}[motore]())
                except Manca as manca:
                    manca_qui(manca)
            return aperti[motore]

        yield finestra


@pytest.fixture(params=["chromium", "firefox", "webkit"])
def finestra(request: pytest.FixtureRequest, motori: Callable[[str], Finestra]) -> Iterator[Finestra]:
    """The window of a person, in each of the three engines."""
    aperta = motori(request.param)
    yield aperta
    aperta.lascia()


# -- a proxy -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Callable[[int], int]]:
    """``nginx(porta)`` puts a real nginx, which compresses as a body's own does, before the site that answers on a port
    of this machine, and gives the port of the proxy: tests/mondi/nginx.py. A skip where it is missing."""
    with ExitStack() as pila:

        def davanti(porta: int) -> int:
            cartella = tmp_path / f"nginx-{porta}"
            cartella.mkdir()
            try:
                return pila.enter_context(davanti_a(porta, cartella))
            except Manca as manca:
                manca_qui(manca)

        yield davanti
