from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CruscottoConfig(AppConfig):
    name = "cruscotto"
    verbose_name = "Ciclo della performance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(fotografa_mancanti, sender=self)


def fotografa_mancanti(using: str, plan: Any = (), **altro: Any) -> None:
    """Photograph the periods that were closed before photographs were taken, once the database is what the code wants.

    After a migration and not in one: it reads the tables by the models of today. One query when there is nothing to do.
    """
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from cruscotto.ciclo.scatto_fotografia import scatta_mancanti, senza_fotografia
    from cruscotto.models import Fotografia

    if (
        Fotografia._meta.db_table not in connections[using].introspection.table_names()
        or not senza_fotografia().exists()
    ):
        return
    esecutore = MigrationExecutor(connections[using])
    if esecutore.migration_plan(esecutore.loader.graph.leaf_nodes()):
        return  # migrated to a point of the past
    scatta_mancanti()
