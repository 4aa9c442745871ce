"""What many tests start from, made once and put back: the rows of the demo, and the year in progress beside it."""

from __future__ import annotations

import io
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from cruscotto.actions.dimostrazione import prepara_dimostrazione
from cruscotto.letture import trova_ciclo
from ente.registro_protetto import senza_protezione


class Istantanea:
    """The rows of the tests' database and its files as they are now, to be put back after a flush."""

    def __init__(self) -> None:
        media = Path(settings.MEDIA_ROOT)
        self._file = {p.relative_to(media): p.read_bytes() for p in media.rglob("*") if p.is_file()}
        self._sqlite: sqlite3.Connection | None = None
        self._tavole: dict[str, bytes] = {}
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self._sqlite = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self._sqlite)
            return
        with connection.cursor() as cursore:
            for tavola in connection.introspection.django_table_names(only_existing=True):
                uscita = io.BytesIO()
                cursore.copy_expert(f'COPY "{tavola}" TO STDOUT', uscita)
                self._tavole[tavola] = uscita.getvalue()

    def rimetti(self) -> None:
        """Nobody may be in a transaction on the database, and its tables are empty."""
        for dove, contenuto in self._file.items():  # an act that a test took back may have taken its file away
            file = Path(settings.MEDIA_ROOT) / dove
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(contenuto)
        ContentType.objects.clear_cache()
        if self._sqlite is not None:
            connection.ensure_connection()
            self._sqlite.backup(connection.connection)
            return
        with senza_protezione(connection), transaction.atomic(), connection.cursor() as cursore:
            cursore.execute("TRUNCATE " + ", ".join(f'"{t}"' for t in self._tavole))
            for tavola, righe in self._tavole.items():
                cursore.copy_expert(f'COPY "{tavola}" FROM STDIN', io.BytesIO(righe))
        # The sequences are where the flush left them: after the last row that there was, so after these.


class AnnoInCorso:
    """The demonstration 2020 beside the real 2019, in a transaction that stays open from one test that wants it to the
    last: each test undoes what it did itself, down to a savepoint."""

    def __init__(self) -> None:
        self._aperta: AbstractContextManager[None] | None = None

    def apri(self) -> None:
        if self._aperta is None:
            aperta = transaction.atomic()
            aperta.__enter__()
            self._aperta = aperta
            prepara_dimostrazione(ciclo=trova_ciclo("arezzo-siena", 2019), anno=2020, da=None)

    def chiudi(self) -> None:
        if self._aperta is not None:
            aperta, self._aperta = self._aperta, None
            transaction.set_rollback(True)
            aperta.__exit__(None, None, None)
