"""What the register holds of a body, read by skipping along an index from one value to the next: never line by line."""

from __future__ import annotations

from typing import Any

from django.db import connection

from ente.models import Ente

Coppia = tuple[str, str]
"""A kind of object and an act."""


def coppie(ente: Ente) -> list[Coppia]:
    """The kinds of object and the acts on them that the register of a body has; one query, one step a couple."""
    # One condition would do for both columns, but SQLite then seeks the first of them and scans along the other.
    stesso, altro = (
        f"(SELECT a.id FROM ente_atto a WHERE ente_id = %s AND {oltre} ORDER BY a.modello, a.azione LIMIT 1)"  # noqa: S608
        for oltre in ("a.modello = p.modello AND a.azione > p.azione", "a.modello > p.modello")
    )
    return _esegui(
        f"""WITH RECURSIVE c(riga) AS (
            SELECT (SELECT id FROM ente_atto WHERE ente_id = %s ORDER BY modello, azione LIMIT 1)
            UNION ALL
            SELECT coalesce({stesso}, {altro}) FROM c JOIN ente_atto p ON p.id = c.riga
        ) SELECT modello, azione FROM c JOIN ente_atto ON id = riga""",  # noqa: S608 - no value is in it
        [ente.pk] * 3,
    )


def agenti(ente: Ente) -> set[int]:
    """The keys of those who acted in a body, from inside or from outside; one query, one step a person."""
    righe = _esegui(
        """WITH RECURSIVE c(utente) AS (
            SELECT (SELECT min(utente_id) FROM ente_atto WHERE ente_id = %s)
            UNION ALL
            SELECT (SELECT min(utente_id) FROM ente_atto WHERE ente_id = %s AND utente_id > c.utente)
            FROM c WHERE c.utente IS NOT NULL
        ) SELECT utente FROM c WHERE utente IS NOT NULL""",
        [ente.pk, ente.pk],
    )
    return {chiave for (chiave,) in righe}


def _esegui(istruzione: str, valori: list[Any]) -> list[Any]:
    with connection.cursor() as cursore:
        cursore.execute(istruzione, valori)
        return list(cursore.fetchall())
