"""What many tests start from: a database made once a run and copied by each worker, the rows of the demo to be put
back, the year in progress beside it."""

from __future__ import annotations

import fcntl
import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import override_settings

from cruscotto.ciclo.trova import trova_ciclo
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from ente.registro_protetto import senza_protezione
from tests.mondi.demo import carica_demo


class Modello:
    """The database that every worker copies: migrated, with the real 2019 cycle loaded by its import actions. The first
    worker to come makes it in ``cartella``, which those of one run share and no other run does; the others wait."""

    def __init__(self, cartella: Path) -> None:
        self._cartella = cartella
        self._media = cartella / "modello-media"
        sqlite, nome = connection.vendor == "sqlite", str(connection.settings_dict["NAME"])
        self._nome = str(cartella / "modello.sqlite3") if sqlite else f"test_{nome}_modello"

    @contextmanager
    def copia(self, chi: str, media: Path) -> Iterator[None]:
        """The copy of the worker ``chi`` is the database of the tests until the end, its files are in ``media``. On
        SQLite it is a file, as in production: the threads of a live server would lock whole tables of one in memory."""
        sua = self._accanto(chi)
        prima = connection.settings_dict["NAME"]
        with self._uno_alla_volta():
            fatto = self._cartella / "modello-fatto"
            if not fatto.exists():
                self._fai()
                fatto.touch()
            self._copia(sua)
        shutil.copytree(self._media, media, dirs_exist_ok=True)
        self._usa(sua)
        yield
        connection.close()
        self._usa(prima)
        if connection.vendor != "sqlite":
            with connection.creation._nodb_cursor() as cursore:  # type: ignore[attr-defined]
                cursore.execute(f'DROP DATABASE "{sua}" WITH (FORCE)')

    @contextmanager
    def _uno_alla_volta(self) -> Iterator[None]:
        with (self._cartella / "modello.lock").open("w") as serratura:
            fcntl.flock(serratura, fcntl.LOCK_EX)
            yield

    def _fai(self) -> None:
        prima = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = self._nome
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        shutil.rmtree(self._media, ignore_errors=True)  # of a worker that could not finish
        self._media.mkdir()
        with override_settings(MEDIA_ROOT=self._media):
            carica_demo()
        connection.close()  # on SQLite the journal goes into the file, on PostgreSQL a database in use is no template
        self._usa(prima)

    def _accanto(self, chi: str) -> str:
        if connection.vendor == "sqlite":
            return str(self._cartella / f"{chi}.sqlite3")
        return self._nome.replace("_modello", f"_{chi}")

    def _copia(self, sua: str) -> None:
        if connection.vendor == "sqlite":
            shutil.copyfile(self._nome, sua)
            return
        with connection.creation._nodb_cursor() as cursore:  # type: ignore[attr-defined]
            cursore.execute(f'DROP DATABASE IF EXISTS "{sua}" WITH (FORCE)')
            cursore.execute(f'CREATE DATABASE "{sua}" TEMPLATE "{self._nome}"')

    @staticmethod
    def _usa(nome: str) -> None:
        connection.close()
        connection.settings_dict["NAME"] = nome
        settings.DATABASES["default"]["NAME"] = nome


class Istantanea:
    """The rows of the tests' database and its files as they are now, to be put back after a flush."""

    def __init__(self) -> None:
        media = Path(settings.MEDIA_ROOT)
        self._file = {p.relative_to(media): p.read_bytes() for p in media.rglob("*") if p.is_file()}
        self._sqlite: sqlite3.Connection | None = None
        self._tavole: dict[str, bytes] = {}
        self.manca = False
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

    def rimetti_se_manca(self) -> None:
        """Nobody may be in a transaction on the database. Where ``manca`` says that a flush emptied its tables."""
        if self.manca:
            self._rimetti()
            self.manca = False

    def _rimetti(self) -> None:
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
