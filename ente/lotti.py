"""Many rows written in the shortest time. SQLite has one writer at a time: there all that can be done before the
transaction is done before, and the statements that remain take a tenth of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

LOTTO = 500
Scrittura = Callable[[], None]


def numera(modello: type[models.Model], righe: Sequence[models.Model]) -> None:
    """Give new rows their keys, where rows that point to them are to be prepared before they are written: on SQLite.
    Keys that are not used afterwards are lost, as those of a transaction that fails."""
    if connection.vendor != "sqlite" or not righe:
        return
    tabella, chiave = modello._meta.db_table, connection.ops.quote_name(modello._meta.pk.column)
    with transaction.atomic(), connection.cursor() as cursore:
        cursore.execute(
            f"INSERT INTO sqlite_sequence (name, seq) SELECT %s, COALESCE(MAX({chiave}), 0) "  # noqa: S608 - our names
            f"FROM {connection.ops.quote_name(tabella)} "
            "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
            [tabella, tabella],
        )
        cursore.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [len(righe), tabella])
        cursore.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [tabella])
        (ultima,) = cursore.fetchone()
    for numero, riga in enumerate(righe, ultima - len(righe) + 1):
        riga.pk = numero


def scrittura(modello: type[models.Model], righe: Iterable[models.Model], riscrive: Sequence[str] = ()) -> Scrittura:
    """What writes new rows, or those fields of rows that are there already; to be called in the transaction, once.

    The rows may come one by one. On PostgreSQL the new ones get their keys as they are written.
    """
    if connection.vendor == "sqlite":
        return _preparata(modello, righe, riscrive)

    def scrivi() -> None:
        opzioni: dict[str, Any] = {}
        if riscrive:
            chiave = modello._meta.pk.name
            opzioni = {"update_conflicts": True, "unique_fields": [chiave], "update_fields": list(riscrive)}
        resto = iter(righe)
        while lotto := list(islice(resto, LOTTO)):
            modello._base_manager.bulk_create(lotto, **opzioni)

    return scrivi


def _preparata(modello: type[models.Model], righe: Iterable[models.Model], riscrive: Sequence[str]) -> Scrittura:
    valori: list[tuple[Any, ...]] = []
    campi: list[models.Field[Any, Any]] = []
    for riga in righe:
        riga._prepare_related_fields_for_save(operation_name="bulk_create")  # type: ignore[attr-defined]
        if not campi:
            campi = [c for c in modello._meta.concrete_fields if not c.primary_key or riga.pk is not None]
        valori.append(tuple([c.get_db_prep_save(c.pre_save(riga, True), connection) for c in campi]))
    nomi = {c.name: connection.ops.quote_name(c.column) for c in campi}
    istruzione = (
        f"INSERT INTO {connection.ops.quote_name(modello._meta.db_table)} ({', '.join(nomi.values())}) "  # noqa: S608
        f"VALUES ({', '.join(['%s'] * len(campi))})"
    )
    if riscrive:
        cambia = ", ".join(f"{nomi[n]} = EXCLUDED.{nomi[n]}" for n in riscrive)
        istruzione += f" ON CONFLICT ({nomi[modello._meta.pk.name]}) DO UPDATE SET {cambia}" if valori else ""

    def scrivi() -> None:
        if valori:
            with connection.cursor() as cursore:
                cursore.executemany(istruzione, valori)

    return scrivi
