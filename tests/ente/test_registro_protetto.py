"""The register of acts cannot be rewritten by any path, on the database in use: triggers, and what puts them there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, connection, models, transaction
from django.test import Client
from django.urls import reverse

from ente.actions.registro import registra
from ente.models import Atto, Ente, Utente
from ente.registro_cercabile import SQLITE_TRIGGER
from ente.registro_protetto import RIFIUTO, senza_protezione
from tests.mondi.fabbrica import TreRami

SQLITE = connection.vendor == "sqlite"
RADICE = Path(__file__).resolve().parents[2]


@pytest.fixture
def atto(db: None) -> Atto:
    mondo = TreRami()
    return registra(ente=mondo.proprio.ente, da=None, azione="prova", oggetto="Com'era")


def sql(istruzione: str) -> Callable[[Atto], object]:
    def esegui(atto: Atto) -> None:
        with connection.cursor() as cursore:
            cursore.execute(istruzione.format(pk=atto.pk, ente=atto.ente_id))

    return esegui


def svuota(istruzione: str) -> Callable[[Atto], object]:
    def esegui(atto: Atto) -> None:
        connection.check_constraints()  # PostgreSQL empties no table with checks put off to the end of the transaction
        sql(istruzione)(atto)

    return esegui


def _grezzi() -> models.QuerySet[Atto]:
    """Past the manager that refuses in Python: only the database can."""
    return models.QuerySet(Atto)


NUOVA = (
    "(id, ente_id, azione, oggetto, modello, dettagli, created_at) "
    "VALUES ({pk}, {ente}, 'x', 'x', '', '{{}}', '2020-01-01')"
)
VIE: dict[str, Callable[[Atto], object]] = {
    "UPDATE": sql("UPDATE ente_atto SET oggetto = 'x' WHERE id = {pk}"),
    "UPDATE di niente": sql("UPDATE ente_atto SET oggetto = oggetto WHERE id = {pk}"),
    "DELETE": sql("DELETE FROM ente_atto WHERE id = {pk}"),
    "DELETE di tutto": sql("DELETE FROM ente_atto"),
    "upsert": sql(f"INSERT INTO ente_atto {NUOVA} ON CONFLICT (id) DO UPDATE SET oggetto = 'x'"),
    "_raw_delete": lambda atto: Atto.objects.filter(pk=atto.pk)._raw_delete("default"),
    "update": lambda atto: _grezzi().filter(pk=atto.pk).update(oggetto="x"),
    "update del manager di base": lambda atto: Atto._base_manager.filter(pk=atto.pk).update(oggetto="x"),
    "delete": lambda atto: _grezzi().filter(pk=atto.pk).delete(),
    "bulk_update": lambda atto: _grezzi().bulk_update([Atto(pk=atto.pk, oggetto="x")], ["oggetto"]),
    "bulk_create che aggiorna": lambda atto: _grezzi().bulk_create(
        [Atto(pk=atto.pk, ente=atto.ente, azione="x", oggetto="x")],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["oggetto"],
    ),
    "save_base": lambda atto: Atto(
        pk=atto.pk, ente=atto.ente, azione="x", oggetto="x", created_at=atto.created_at
    ).save_base(force_update=True),
    "delete di Model": lambda atto: models.Model.delete(atto),
    "a un altro ente": lambda atto: _grezzi().update(ente=Ente.objects.exclude(pk=atto.ente_id)[0]),
}
if SQLITE:
    VIE["INSERT OR REPLACE"] = sql(f"INSERT OR REPLACE INTO ente_atto {NUOVA}")
    VIE["REPLACE"] = sql(f"REPLACE INTO ente_atto {NUOVA}")
else:
    VIE["TRUNCATE"] = svuota("TRUNCATE ente_atto")
    VIE["TRUNCATE a cascata"] = svuota("TRUNCATE ente_ente CASCADE")


@pytest.mark.parametrize("via", VIE)
def test_no_path_changes_a_line(atto: Atto, via: str) -> None:
    prima = list(Atto.objects.order_by("pk").values())
    with pytest.raises(DatabaseError, match=RIFIUTO), transaction.atomic():
        VIE[via](atto)
    assert list(Atto.objects.order_by("pk").values()) == prima


def test_a_new_line_is_still_written(atto: Atto) -> None:
    nuovi = Atto.objects.bulk_create([Atto(ente=atto.ente, azione="prova", oggetto=f"n. {n}") for n in (1, 2)])
    assert Atto.objects.filter(pk__in=[n.pk for n in nuovi]).count() == 2


@pytest.mark.parametrize("superuser", [False, True])
def test_nor_does_the_administration(ciclo: Any, utente: Callable[[str], Utente], superuser: bool) -> None:
    chi = utente("amministratore")
    Utente.objects.filter(pk=chi.pk).update(is_superuser=superuser)
    riga = Atto.objects.di(ciclo.ente).latest("pk")
    prima = list(Atto.objects.order_by("pk").values())
    client = Client()
    client.force_login(chi)
    elenco = reverse("admin:ente_atto_changelist")
    assert client.get(elenco).status_code == 200
    assert client.get(reverse("admin:ente_atto_change", args=[riga.pk])).status_code == 200
    for nome, argomenti in (("add", []), ("change", [riga.pk]), ("delete", [riga.pk])):
        dati = {"azione": "x", "oggetto": "x", "post": "yes"}
        assert client.post(reverse(f"admin:ente_atto_{nome}", args=argomenti), dati).status_code == 403
    client.post(elenco, {"action": "delete_selected", "_selected_action": [riga.pk], "post": "yes"})
    client.post(reverse("admin:ente_ente_delete", args=[ciclo.ente_id]), {"post": "yes"})
    client.post(reverse("admin:ente_utente_delete", args=[utente("oiv").pk]), {"post": "yes"})
    assert list(Atto.objects.order_by("pk").values())[: len(prima)] == prima


# -- what puts the triggers there --------------------------------------------------------------------------------------

ATTESI = (
    {"atto_non_si_modifica", "atto_non_si_cancella", "atto_non_si_sostituisce"}
    if SQLITE
    else {"atto_non_si_modifica", "atto_non_si_svuota"}
)
CERCANO = set(SQLITE_TRIGGER) if SQLITE else set()
"""Those that fill the index of the words: they stay when the others are lifted, or it would keep what is gone."""
CATALOGO = (
    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ente_atto'"
    if SQLITE
    else "SELECT tgname FROM pg_trigger WHERE tgrelid = 'ente_atto'::regclass AND NOT tgisinternal AND tgenabled = 'O'"
)


def trigger() -> set[str]:
    with connection.cursor() as cursore:
        cursore.execute(CATALOGO)
        return {nome for (nome,) in cursore.fetchall()}


@pytest.mark.django_db
def test_after_all_the_migrations_the_triggers_are_there() -> None:
    """A migration that makes SQLite build the table again drops them in silence: it must end with ``rimetti``."""
    assert trigger() == ATTESI | CERCANO


@pytest.mark.django_db
def test_the_tests_alone_lift_them_and_put_them_back() -> None:
    with senza_protezione(connection):
        assert trigger() == CERCANO
    assert trigger() == ATTESI | CERCANO
    usi = [
        str(file.relative_to(RADICE))
        for casa in ("config", "contesto", "cruscotto", "ente", "relazione")
        for file in (RADICE / casa).rglob("*.py")
        if "senza_protezione" in file.read_text()
    ]
    assert usi == ["ente/registro_protetto.py"]


@pytest.fixture
def base_vuota(db: None, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database of the kind in use."""
    if SQLITE:
        yield f"sqlite:///{tmp_path / 'vuota.sqlite3'}"
        return
    nome = f"prova_{os.getpid()}_migrazione"
    with connection._nodb_cursor() as cursore:
        cursore.execute(f"CREATE DATABASE {nome}")
    try:
        yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{nome}").geturl()
    finally:
        with connection._nodb_cursor() as cursore:
            cursore.execute(f"DROP DATABASE {nome}")


PRIMA_E_DOPO = """
import json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
call_command("migrate", "ente", "0002_storia_protetta", verbosity=0)
stato = MigrationExecutor(connection).loader.project_state(("ente", "0002_storia_protetta")).apps
Ente, Atto = stato.get_model("ente", "Ente"), stato.get_model("ente", "Atto")
ente = Ente.objects.create(codice="a", denominazione="A")
for azione, dettagli in json.loads(%r):
    Atto.objects.create(ente=ente, azione=azione, oggetto="O", dettagli=dettagli)
call_command("migrate", verbosity=0)
from ente.models import Atto
trovati = list(Atto.objects.order_by("pk").values_list("azione", "modello", "chiave", "dettagli"))
with connection.cursor() as cursore:
    cursore.execute(%r)
    print(json.dumps([trovati, sorted(nome for (nome,) in cursore.fetchall())]))
"""
VECCHI: list[tuple[str, dict[str, Any]]] = [
    ("modifica indicatore", {"pk": 7, "campi": ["nome"]}),
    ("aggiunge valore atteso", {"pk": 8, "campi": []}),
    ("importa indicatori", {"esito": "3 nuovi"}),
    ("elimina area", {"pk": 9}),
]


def test_the_acts_of_before_are_found_by_their_object(base_vuota: str) -> None:
    """The whole way from ente 0002 to the last migration, in a process of its own."""
    programma = PRIMA_E_DOPO % (json.dumps(VECCHI), CATALOGO)
    ambiente = os.environ | {"DATABASE_URL": base_vuota, "DJANGO_SETTINGS_MODULE": "config.settings"}
    esito = subprocess.run(
        [sys.executable, "-c", programma], cwd=RADICE, env=ambiente, capture_output=True, text=True, check=False
    )
    assert esito.returncode == 0, esito.stderr
    trovati, messi = json.loads(esito.stdout.splitlines()[-1])
    assert trovati == [
        ["modifica indicatore", "indicatore", 7, VECCHI[0][1]],
        ["aggiunge valore atteso", "valore atteso", 8, VECCHI[1][1]],
        ["importa indicatori", "", None, VECCHI[2][1]],
        ["elimina area", "area", 9, VECCHI[3][1]],
    ]
    assert set(messi) == ATTESI | CERCANO
