"""What has been published in two bodies, made once for the tests of a file that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import override_settings

from tests.mondi.pubblicata import MondoPubblico, crea_mondo_pubblico

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def mondo(django_db_setup: None, django_db_blocker: DjangoDbBlocker, cartella_media: Path) -> Iterator[MondoPubblico]:
    """In a transaction that stays open to the last test of the file; each test undoes what it did itself."""
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        aperta = transaction.atomic()
        aperta.__enter__()
        fatto = crea_mondo_pubblico()
    yield fatto
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        aperta.__exit__(None, None, None)
