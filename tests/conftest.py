"""What every test shares: the demo, a clean cache, uploads that go nowhere, the browser, and no skips in CI."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase, override_settings
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from cruscotto.letture import trova_ciclo
from cruscotto.models import Ciclo, Fotografia
from ente.models import Utente
from ente.registro_protetto import senza_protezione
from tests.demo import carica_demo
from tests.fondale import AnnoInCorso, Istantanea

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

# The fixtures by which a test drives the site from outside: what it runs there is counted by the tests of those pages.
DA_FUORI = {"live_server"}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _saltate.append(report.nodeid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Who wants the year in progress comes first, together. The tests in a browser are not traced: that makes them
    thrice slower, and coverage can only be less for it. With ``SOLO_BASE_DATI``: what never touches the database has
    run on the other one, and says nothing of this."""
    items.sort(key=lambda i: "dimostrativo" not in getattr(i, "fixturenames", ()))
    for item in items:
        if DA_FUORI & set(getattr(item, "fixturenames", ())):
            item.add_marker("no_cover")
    if not os.environ.get("SOLO_BASE_DATI"):
        return
    tocca = {"db", "transactional_db"}
    restano = [i for i in items if i.get_closest_marker("django_db") or tocca & set(getattr(i, "fixturenames", ()))]
    restano = [i for i in restano if not i.get_closest_marker("una_volta")]
    config.hook.pytest_deselected(items=[i for i in items if i not in restano])
    items[:] = restano


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
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, cartella_media: Path) -> Istantanea:
    """The real 2019 cycle, loaded once by its import actions: every test that is not transactional starts from it."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        carica_demo()
        return Istantanea()


@pytest.fixture(autouse=True)
def file_caricati_altrove(settings: Settings, cartella_media: Path) -> None:
    settings.MEDIA_ROOT = cartella_media


@pytest.fixture
def demo(transactional_db: None, django_db_setup: Istantanea) -> Ciclo:
    """The demo again, for a transactional test: the flush of the one before took it away."""
    django_db_setup.rimetti()
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


@pytest.fixture(scope="session")
def senza_copertura(pytestconfig: pytest.Config) -> Callable[[], AbstractContextManager[None]]:
    """What ``pytest.mark.no_cover`` does for a test, for the part of a fixture that would be too slow when traced."""

    @contextmanager
    def senza_copertura() -> Iterator[None]:
        controllore = getattr(pytestconfig.pluginmanager.get_plugin("_cov"), "cov_controller", None)
        if controllore is None:
            yield
            return
        controllore.pause()
        try:
            yield
        finally:
            controllore.resume()

    return senza_copertura


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
