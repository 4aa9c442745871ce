from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations
from django.db.models import DecimalField
from django.db.models.expressions import Col

from ente.basi.colonne import ConCapienza
from ente.capienza import AMPIO, CIFRE_ESATTE


class OperazioniSqlite(ConCapienza, DatabaseOperations):
    def get_decimalfield_converter(self, expression: Any) -> Callable[..., Decimal | None]:
        """As Django's, but for a number that an older version let in: one too long is shown, not a page that fails."""
        leggi = Context(prec=CIFRE_ESATTE).create_decimal_from_float
        campo = expression.output_field if isinstance(expression, Col) else None
        passo = Decimal(1).scaleb(-campo.decimal_places) if isinstance(campo, DecimalField) else None

        def converti(valore: Any, *altro: Any) -> Decimal | None:
            if valore is None:
                return None
            return leggi(valore) if passo is None else AMPIO.quantize(leggi(valore), passo)

        return converti


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = OperazioniSqlite
