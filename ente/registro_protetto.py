"""The register of acts is append-only in the database too: triggers that refuse to change or delete a line of it.

SQLite has no TRUNCATE; PostgreSQL's would go round the triggers of single rows, so it has one of its own. A migration
that makes SQLite build the table again takes its triggers away: it ends with ``rimetti``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RIFIUTO = "Il registro degli atti non si modifica e non si cancella."

SQLITE_SU = [
    *(
        f"CREATE TRIGGER atto_non_si_{nome} BEFORE {evento} ON ente_atto BEGIN SELECT RAISE(ABORT, '{RIFIUTO}'); END"
        for nome, evento in (("modifica", "UPDATE"), ("cancella", "DELETE"))
    ),
    # INSERT OR REPLACE deletes the line that was there without calling the trigger on deletion.
    "CREATE TRIGGER atto_non_si_sostituisce BEFORE INSERT ON ente_atto "  # noqa: S608 - all of it is ours
    "WHEN EXISTS (SELECT 1 FROM ente_atto WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{RIFIUTO}'); END",
]
SQLITE_GIU = [f"DROP TRIGGER IF EXISTS atto_non_si_{nome}" for nome in ("modifica", "cancella", "sostituisce")]
POSTGRESQL_SU = [
    f"CREATE OR REPLACE FUNCTION ente_atto_rifiuta() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{RIFIUTO}'; END $$ "
    "LANGUAGE plpgsql",
    "CREATE TRIGGER atto_non_si_modifica BEFORE UPDATE OR DELETE ON ente_atto "
    "FOR EACH ROW EXECUTE FUNCTION ente_atto_rifiuta()",
    "CREATE TRIGGER atto_non_si_svuota BEFORE TRUNCATE ON ente_atto "
    "FOR EACH STATEMENT EXECUTE FUNCTION ente_atto_rifiuta()",
]
POSTGRESQL_GIU = [f"DROP TRIGGER IF EXISTS atto_non_si_{nome} ON ente_atto" for nome in ("modifica", "svuota")]


def istruzioni(vendor: str, *, togli: bool = False) -> list[str]:
    """The statements that create the triggers of a database, or drop them."""
    su, giu = (POSTGRESQL_SU, POSTGRESQL_GIU) if vendor == "postgresql" else (SQLITE_SU, SQLITE_GIU)
    return giu if togli else su


def rimetti(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers as they are here, whichever were there: for the end of a migration."""
    for togli in (True, False):
        for istruzione in istruzioni(schema_editor.connection.vendor, togli=togli):
            schema_editor.execute(istruzione)


@contextmanager
def senza_protezione(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for a while: for the flush between two tests, never in the application."""
    _esegui(connection, togli=True)
    try:
        yield
    finally:
        _esegui(connection, togli=False)


def _esegui(connection: BaseDatabaseWrapper, *, togli: bool) -> None:
    with connection.cursor() as cursore:
        for istruzione in istruzioni(connection.vendor, togli=togli):
            cursore.execute(istruzione)
