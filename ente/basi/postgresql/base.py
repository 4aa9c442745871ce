from __future__ import annotations

from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations

from ente.basi.colonne import ConCapienza


class OperazioniPostgresql(ConCapienza, DatabaseOperations):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = OperazioniPostgresql
