"""The words of the register of acts, found by an index of their groups of three letters, whatever stands around them.

PostgreSQL has it as an index (``pg_trgm``); SQLite as a table (FTS5) that a trigger fills at every line. A migration
that makes SQLite build the register again takes the trigger away: it ends with ``rimetti``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, Func, TextField

CORTA = 3
"""A word with fewer letters is not in the index."""
POCHI = 5000
"""How many lines found by their words are put in order at once: more are looked for among the latest."""
TAVOLA = "ente_atto_cerca"

SQLITE_TAVOLA = (
    f"CREATE VIRTUAL TABLE {TAVOLA} USING fts5"
    "(oggetto, azione, content='ente_atto', content_rowid='id', tokenize='trigram', columnsize=0)"
)
_RIGA = "(rowid, oggetto, azione) VALUES ({0}.id, {0}.oggetto, {0}.azione)"
SQLITE_TRIGGER = {
    "atto_si_cerca": f"AFTER INSERT ON ente_atto BEGIN INSERT INTO {TAVOLA} {_RIGA.format('NEW')}; END",
    # Only between two tests: the register refuses it (``ente.registro_protetto``).
    "atto_non_si_cerca_piu": f"AFTER DELETE ON ente_atto BEGIN INSERT INTO {TAVOLA}({TAVOLA}, rowid, oggetto, azione) "  # noqa: S608
    "VALUES ('delete', OLD.id, OLD.oggetto, OLD.azione); END",
}
POSTGRESQL_INDICE = (
    "CREATE INDEX atto_parole ON ente_atto USING gin (UPPER((oggetto || ' ' || azione)::text) gin_trgm_ops)"
)


class Cercabile(Func):
    """What the words of a search are looked for in, written as the index of PostgreSQL has it."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "

    def __init__(self) -> None:
        super().__init__(F("oggetto"), F("azione"), output_field=TextField())


def monta(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index, of the lines that are there too: for a migration. A server without ``pg_trgm`` does without."""
    if schema_editor.connection.vendor == "postgresql":
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
                schema_editor.execute(POSTGRESQL_INDICE)
        except DatabaseError as errore:
            print(f"\n  Il registro si cerca senza indice delle parole: {errore}", end="")
        return
    schema_editor.execute(SQLITE_TAVOLA)
    schema_editor.execute(f"INSERT INTO {TAVOLA}({TAVOLA}) VALUES ('rebuild')")  # noqa: S608
    rimetti(apps, schema_editor)


def smonta(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS atto_parole")
        return
    for nome in SQLITE_TRIGGER:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {nome}")
    schema_editor.execute(f"DROP TABLE IF EXISTS {TAVOLA}")


def rimetti(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The triggers of SQLite as they are here, whichever were there: for the end of a migration."""
    if schema_editor.connection.vendor == "sqlite":
        for nome, quando in SQLITE_TRIGGER.items():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {nome}")
            schema_editor.execute(f"CREATE TRIGGER {nome} {quando}")


def candidati(parole: Sequence[str]) -> tuple[str, list[Any]] | None:
    """A query of the lines that the index gives for some words, when they are few; more than those, never fewer.

    None when they are many, or no word is long enough for the index.
    """
    lunghe = [p for p in parole if len(p) >= CORTA]
    if not lunghe:
        return None
    return _di_postgresql(lunghe) if connection.vendor == "postgresql" else _di_sqlite(lunghe)


def _di_sqlite(parole: Sequence[str]) -> tuple[str, list[Any]] | None:
    cercate = " AND ".join('"{}"'.format(p.replace('"', '""')) for p in parole)
    with connection.cursor() as cursore:
        quante = f"SELECT count(*) FROM (SELECT rowid FROM {TAVOLA} WHERE {TAVOLA} MATCH %s LIMIT {POCHI + 1})"  # noqa: S608
        cursore.execute(quante, [cercate])
        if cursore.fetchone()[0] > POCHI:
            return None
    # CROSS JOIN is how one tells SQLite where to begin.
    da = f"SELECT a.* FROM {TAVOLA} c CROSS JOIN ente_atto a ON a.id = c.rowid WHERE {TAVOLA} MATCH %s"  # noqa: S608
    return da, [cercate]


def _di_postgresql(parole: Sequence[str]) -> tuple[str, list[Any]] | None:
    dove = " AND ".join(["UPPER((oggetto || ' ' || azione)::text) LIKE UPPER(%s)"] * len(parole))
    valori = [f"%{connection.ops.prep_for_like_query(p)}%" for p in parole]
    with connection.cursor() as cursore:
        cursore.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 FROM ente_atto WHERE {dove}", valori)  # noqa: S608
        piano = cursore.fetchone()[0]
        piano = json.loads(piano) if isinstance(piano, str) else piano
    if piano[0]["Plan"]["Plan Rows"] > POCHI:
        return None
    return f"SELECT * FROM ente_atto WHERE {dove} OFFSET 0", valori  # noqa: S608 - OFFSET 0: on its own, and first
