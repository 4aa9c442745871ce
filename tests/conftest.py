"""What every test shares: a clean cache, uploads that go nowhere, the browser, and no skips in CI."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.fixtures import SettingsWrapper

# Playwright's synchronous API keeps an event loop open in the thread of the test, where the ORM is used too.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

IN_CI = os.environ.get("CI") == "true"

hypothesis_settings.register_profile("progetto", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("progetto")

_saltate: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _saltate.append(report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip is a failure: nobody reads the skips of a green run."""
    if IN_CI and _saltate and session.exitstatus == pytest.ExitCode.OK and not hasattr(session.config, "workerinput"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if IN_CI and _saltate:
        terminalreporter.write_line(f"In CI una prova saltata è un errore: {', '.join(_saltate)}", red=True)


@pytest.fixture(autouse=True)
def cache_pulita() -> Iterator[None]:
    """The limit on login attempts is counted in the cache: one test's failures are not the next one's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def file_caricati_altrove(settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


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
