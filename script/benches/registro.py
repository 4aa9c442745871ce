"""script/bench registro: what a page of the register of acts asks of the database when it holds a million lines.

A temporary PostgreSQL and a temporary SQLite, filled in SQL with lines that are hard on purpose: people who worked in
the first year only, acts that two people in three hundred do, hours that thousands of lines share, words that are
everywhere, nowhere, or only at the beginning. Every page is asked of the site; its queries are then made again, whole,
and their times are added up. ``--piani`` prints what PostgreSQL did for each.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

LIMITE = 20.0
QUANTI = 1_000_000
PERSONE = 300
VOLTE = 7
BASE = "cannocchiale_registro"

# One line: n is its number, from 0. Ten minutes of a year are one hour for all; the act depends on the person.
RIGA = """
    {ente} AS ente_id,
    CASE WHEN n %% 10 = 0 THEN NULL WHEN n < {quanti} / 8 AND n %% 10 < 3 THEN {prima}
         ELSE {prima} + 1 + (n * 7919 %% ({persone} - 1)) END AS utente_id,
    CASE WHEN n %% 5000 = 17 THEN 'apre anno' WHEN n < {quanti} / 5 AND n %% 4 = 1 THEN 'importa vecchi fogli'
         ELSE 'atto ' || (n * 31 %% 60) || ' su valore' END AS azione,
    CASE WHEN n < 40 THEN 'Primissimo oggetto, ' || n WHEN n < {quanti} / 2 THEN 'Antico ' ELSE '' END
         || 'i' || (n * 13 %% 5000) || ', ' || (n %% 3 + 1) || '° quadrimestre '
         || (2010 + n * 10 / {quanti}) AS oggetto,
    CASE WHEN n %% 7 = 0 THEN '' WHEN n %% 3 = 0 THEN 'rilevazione' ELSE 'indicatore ' || (n %% 20) END AS modello,
    n AS chiave,
    '{{"motivo": "prova"}}' AS dettagli,
"""
ORA = {
    "postgresql": "timestamptz '2010-01-01' + (n / 1000 * 1000) * interval '315 second' AS created_at",
    "sqlite": "datetime('2010-01-01', (n / 1000 * 315000) || ' seconds') AS created_at",
}
NUMERI = {
    "postgresql": "SELECT generate_series(0::bigint, {ultimo}) AS n",
    "sqlite": "WITH RECURSIVE k(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM k WHERE n < {ultimo}) SELECT n FROM k",
}
COLONNE = "ente_id, utente_id, azione, oggetto, modello, chiave, dettagli, created_at"

INDIRIZZI: dict[str, dict[str, str]] = {
    "prima pagina": {},
    "a metà": {"prima": "20150101T000000.000000-500000"},
    "in fondo": {"prima": "20100101T000000.000000-30"},
    "verso i più recenti, da in fondo": {"dopo": "20100101T000000.000000-30"},
    "dentro un'ora che mille atti hanno": {"prima": "20150315T021500.000000-500500"},
    "un anno": {"anno": "2013"},
    "fra due giorni": {"dal": "2011-02-01", "al": "2011-02-03"},
    "una persona": {"persona": "persona7"},
    "una persona che ha smesso": {"persona": "persona0"},
    "nessuna persona": {"persona": "~"},
    "un tipo": {"tipo": "rilevazione"},
    "ciò che non è una riga": {"tipo": "~"},
    "un atto": {"azione": "atto 12 su valore"},
    "un atto raro": {"azione": "apre anno"},
    "un atto dei primi anni": {"azione": "importa vecchi fogli"},
    "persona e tipo": {"persona": "persona9", "tipo": "rilevazione"},
    "persona e atto che non si incontrano": {"persona": "~", "azione": "importa vecchi fogli"},
    "persona che ha smesso, tipo, anno": {"persona": "persona0", "tipo": "rilevazione", "anno": "2019"},
    "atto dei primi anni, ultimo anno": {"azione": "importa vecchi fogli", "anno": "2019"},
    "parola che è dappertutto": {"testo": "quadrimestre"},
    "parola solo nella prima metà": {"testo": "antico"},
    "parola di quaranta righe, le prime": {"testo": "primissimo"},
    "parola che non c'è": {"testo": "inesistente"},
    "codice": {"testo": "i4321"},
    "codice che comincia come altri": {"testo": "i43"},
    "due parole": {"testo": "i4321 atto"},
    "due lettere": {"testo": "i4"},
    "due lettere che non ci sono": {"testo": "zz"},
    "parola comune e persona che ha smesso": {"testo": "quadrimestre", "persona": "persona0"},
    "parola solo nella prima metà, ultimo anno": {"testo": "antico", "anno": "2019"},
    "parola comune, atto raro": {"testo": "quadrimestre", "azione": "apre anno"},
    "parola antica, nessuna persona, un tipo": {"testo": "antico", "persona": "~", "tipo": "rilevazione"},
    "parola rara, persona, anno": {"testo": "i4321", "persona": "persona9", "anno": "2014"},
    "vecchio indirizzo": {"pagina": "20000"},
}


def riempi(quanti: int) -> str:
    """Make the body, its people, its lines; the user name of who reads them."""
    from django.db import connection

    from ente.models import Ente, Incarico, Ruolo, Utente

    ente = Ente.objects.create(codice="carico", denominazione="Carico")
    chi = Utente.objects.create(username="lettore", ente=ente)
    Incarico.objects.create(utente=chi, ruolo=Ruolo.CONTROLLO)
    Utente.objects.bulk_create(Utente(username=f"persona{n}", ente=ente) for n in range(PERSONE))
    prima = Utente.objects.get(username="persona0").pk
    tipo = connection.vendor
    riga = RIGA.format(ente=ente.pk, prima=prima, persone=PERSONE, quanti=quanti) + ORA[tipo]
    if tipo == "postgresql":
        riga = riga.replace("AS dettagli", "::jsonb AS dettagli")
    numeri = NUMERI[tipo].format(ultimo=quanti - 1)
    with connection.cursor() as cursore:
        istruzione = f"INSERT INTO ente_atto ({COLONNE}) SELECT {COLONNE} FROM (SELECT {riga} FROM ({numeri}) k) r"
        cursore.execute(istruzione.replace("%%", "%"))
        if tipo == "postgresql":
            cursore.execute("VACUUM ANALYZE")
    return chi.username


def interrogazioni(client: Any, indirizzo: str, parametri: dict[str, str]) -> tuple[int, list[tuple[str, Any]]]:
    """The status of a page and the queries that it made."""
    from django.db import connection

    fatte: list[tuple[str, Any]] = []

    def segna(esegui: Any, sql: str, valori: Any, molti: bool, contesto: Any) -> Any:
        fatte.append((sql, valori))
        return esegui(sql, valori, molti, contesto)

    with connection.execute_wrapper(segna):
        risposta = client.get(indirizzo, parametri)
        _ = risposta.content
    return risposta.status_code, fatte


def millisecondi(sql: str, valori: Any) -> float:
    """The best time of a query made ``VOLTE`` times and read whole: the machine may be doing something else."""
    from django.db import connection

    tempi = []
    for _ in range(VOLTE):
        with connection.cursor() as cursore:
            inizio = time.perf_counter()
            cursore.execute(sql, valori)
            cursore.fetchall()
            tempi.append((time.perf_counter() - inizio) * 1000)
    return min(tempi)


def misura(chi: str, piani: bool) -> dict[str, tuple[int, float, int]]:
    """Of every page: its status, the milliseconds of its queries, how many they are."""
    from django.db import connection
    from django.test import Client

    from ente.models import Utente

    client = Client()
    client.force_login(Utente.objects.get(username=chi))
    client.get("/registro/")
    esiti = {}
    for nome, parametri in INDIRIZZI.items():
        stato, fatte = interrogazioni(client, "/registro/", parametri)
        lette = [(millisecondi(sql, valori), sql, valori) for sql, valori in fatte if sql.lstrip()[:6] in LETTURE]
        esiti[nome] = (stato, sum(ms for ms, _, _ in lette), len(lette))
        ms, sql, valori = max(lette, key=lambda x: x[0])
        if piani and connection.vendor == "postgresql" and not sql.startswith("EXPLAIN"):
            with connection.cursor() as cursore:
                cursore.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", valori)
                righe = "\n".join(f"    {riga}" for (riga,) in cursore.fetchall())
            print(f"  {nome}: la più lenta, {ms:.1f} ms\n    {sql[:400]}\n{righe}", file=sys.stderr)
        elif piani:
            print(f"  {nome}: la più lenta, {ms:.1f} ms\n    {sql[:600]} {str(valori)[:200]}", file=sys.stderr)
    return esiti


LETTURE = ("SELECT", "WITH R", "EXPLAI")


def lavora(quanti: int, piani: bool) -> None:
    """In a process of its own, for one database: fill it, measure, print."""
    import django

    django.setup()
    inizio = time.perf_counter()
    chi = riempi(quanti)
    print(f"▸ {quanti} atti in {time.perf_counter() - inizio:.0f} s", file=sys.stderr)
    print(json.dumps(misura(chi, piani)))


def _processo(url: str, *argomenti: str) -> dict[str, tuple[int, float, int]]:
    ambiente = os.environ | {"DATABASE_URL": url, "DEBUG": "1", "ENV_FILE": "/dev/null", "LOG_LEVEL": "ERROR"}
    ambiente |= {"DJANGO_SETTINGS_MODULE": "config.settings", "ALLOWED_HOSTS": "testserver"}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=ambiente, check=True)
    fatto = subprocess.run(
        [sys.executable, __file__, "--lavora", *argomenti], env=ambiente, stdout=subprocess.PIPE, text=True, check=True
    )
    esiti: dict[str, tuple[int, float, int]] = json.loads(fatto.stdout)
    return esiti


def main() -> None:
    parser = argparse.ArgumentParser(description="SQL di ogni pagina del registro con un milione di atti.")
    parser.add_argument("--atti", type=int, default=QUANTI, help=f"quanti atti ({QUANTI})")
    parser.add_argument("--base", choices=["sqlite", "postgresql"], help="solo su questa base dati")
    parser.add_argument("--piani", action="store_true", help="scrive come è stata eseguita l'interrogazione più lenta")
    parser.add_argument("--lavora", action="store_true", help=argparse.SUPPRESS)
    scelte = parser.parse_args()
    if scelte.lavora:
        lavora(scelte.atti, scelte.piani)
        return
    from script.benches.pages import _indirizzo, _sul_server, temporaneo

    argomenti = [f"--atti={scelte.atti}", *(["--piani"] if scelte.piani else [])]
    esiti: dict[str, dict[str, tuple[int, float, int]]] = {}
    if scelte.base != "postgresql":
        with tempfile.TemporaryDirectory() as cartella:
            esiti["SQLite"] = _processo(f"sqlite:///{cartella}/registro.sqlite3", *argomenti)
    if scelte.base != "sqlite":
        with temporaneo() as url:
            _sul_server(url, f"CREATE DATABASE {BASE}")
            esiti["PostgreSQL"] = _processo(_indirizzo(url, BASE), *argomenti)
    print(f"\n{'ms di SQL':46}" + "".join(f"{base:>14}" for base in esiti) + f"{'interrogazioni':>18}")
    bene = True
    for nome in INDIRIZZI:
        di_questa = [e[nome] for e in esiti.values()]
        dentro = all(stato == 200 and ms <= LIMITE for stato, ms, _ in di_questa)
        bene = bene and dentro
        tempi = "".join(f"{ms:14.1f}" for _, ms, _ in di_questa)
        print(f"{nome:46}{tempi}{di_questa[-1][2]:>18}{'' if dentro else f'  oltre {LIMITE:g}'}")
    if not bene:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
