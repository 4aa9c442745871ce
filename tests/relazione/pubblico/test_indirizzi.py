"""Every public address, as the urlconf lists them, asked by who has signed in to nothing: what is published is given,
the rest does not exist; any cache may keep it, no cookie leaves, nobody's name or sheet is in it; and how many queries.

After a change of the queries that is meant: ``AGGIORNA_INTERROGAZIONI=1 .venv/bin/python -m pytest
tests/relazione/pubblico/test_indirizzi.py`` writes ``public_query_counts.json`` again (``DEBUG=1`` in the environment).
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ente.models import Utente
from relazione.documento.controllo import comparabile, stringhe_vietate
from relazione.fotografia import leggi_json
from relazione.models import FileSigillato, RelazioneApprovata
from relazione.pubblico.urls import urlpatterns
from tests.mondi.casi import parametri
from tests.mondi.detto import tutto
from tests.mondi.pubblicata import BOZZA, SCHEDA, SOLO_SUO, MondoPubblico
from tests.mondi.scena import ANNO

pytestmark = pytest.mark.django_db
FILE = Path(__file__).resolve().parents[2] / "public_query_counts.json"
AL_PIU = 6
DEL_SITO = ("accessibilita", "robots")
NOMI = (*DEL_SITO, *(f"pubblico:{voce.name}" for voce in urlpatterns))
ENTI = ("casa", "altrove", "nessuno")
ANNI = (ANNO, BOZZA, ANNO + 7)
NUMERI = (1, 2, 3)


def parole() -> dict[str, tuple[object, ...]]:
    """What fills each parameter: what exists, what exists and is not public, what does not exist."""
    file = set(FileSigillato.objects.values_list("nome", flat=True))
    impronte = set(FileSigillato.objects.values_list("impronta", flat=True))
    return {
        "ente": ENTI,
        "anno": ANNI,
        "numero": NUMERI,
        "nome": (*sorted(file), "manca.csv", "..%2fdb.sqlite3"),
        "impronta": (*sorted(impronte), "0" * 64, "ciao"),
    }


def esiste(nome: str, valori: dict[str, object]) -> bool:
    """What there must be, said here and not by the site: one body, one year, two editions."""
    if valori.get("ente", "casa") != "casa" or valori.get("anno", ANNO) != ANNO or valori.get("numero", 1) == 3:
        return False
    if nome == "pubblico:impronta":
        return valori["impronta"] != "ciao"
    if "nome" not in valori:
        return True
    numero, file = int(str(valori["numero"])), str(valori["nome"])
    return FileSigillato.objects.filter(approvata__numero=numero, nome=file).exists()


def indirizzi() -> Iterator[tuple[str, str, bool]]:
    """The name of each address, the address, and whether it exists."""
    possibili = parole()
    for nome in NOMI:
        suoi = parametri(nome)
        for valori in product(*(possibili[p] for p in suoi)):
            scelti = dict(zip(suoi, valori, strict=True))
            yield nome, reverse(nome, kwargs=scelti), esiste(nome, scelti)


def detto(risposta: Any) -> Iterator[str]:
    """All that an answer says, also inside a PDF: headers, text, source."""
    yield " ".join(f"{n}: {v}" for n, v in risposta.items())
    formato = "pdf" if risposta["Content-Type"] == "application/pdf" else "html"
    yield from (testo for _, testo in tutto(risposta.content, formato))


def test_every_address_answers_who_has_signed_in_to_nothing(mondo: MondoPubblico, client: Client) -> None:
    trovati: dict[str, set[int]] = {nome: set() for nome in NOMI}
    vietate, persone = _vietate(mondo), _persone()
    assert persone.search("scritta da rita.casa") and persone.search("Rita,") and not persone.search("scritta")
    assert comparabile(SCHEDA) in vietate and comparabile(SOLO_SUO) in vietate
    for nome, dove, c_e in indirizzi():
        risposta = client.get(dove)
        assert risposta.status_code == (200 if c_e else 404), dove
        trovati[nome].add(risposta.status_code)
        assert risposta["Cache-Control"].startswith("public, max-age="), dove
        assert risposta.cookies == {} and "Cookie" not in risposta.headers.get("Vary", ""), dove
        for testo in detto(risposta):
            assert not persone.search(testo), dove
            stretto = comparabile(testo)
            assert not any(v in stretto for v in vietate), dove
    senza_parametri = {nome for nome in NOMI if not parametri(nome)}
    assert {nome for nome, codici in trovati.items() if codici == {200}} == senza_parametri
    assert all(codici == {200, 404} for nome, codici in trovati.items() if nome not in senza_parametri)


def _persone() -> re.Pattern[str]:
    """The names, user names and addresses of who works in the two bodies; those of the demo are names of roles."""
    delle_due = Utente.objects.filter(ente__codice__in=ENTI)
    nomi = {n for u in delle_due for n in (u.username, u.email, u.qualifica) if n}
    assert len(nomi) >= 40
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(nomi)))})\b")


def _vietate(mondo: MondoPubblico) -> set[str]:
    trovate: set[str] = set()
    for e in (mondo.prima, mondo.seconda):
        trovate |= set(stringhe_vietate(*(leggi_json(f.contenuto) for f in (e.integrale, e.fotografia))))
    return trovate


def test_the_answer_does_not_depend_on_who_asks(mondo: MondoPubblico) -> None:
    """Neither on a session that is open, nor on an old cookie: nothing is read of it, and it is not taken away."""
    anonimo, entrato, vecchio = Client(), Client(), Client()
    entrato.force_login(mondo.casa["carla"])
    vecchio.cookies["sessionid"] = "scaduta-da-tempo"
    for nome, dove, c_e in indirizzi():
        if not c_e or nome in ("pubblico:file", "pubblico:impronta"):
            continue
        uguali = {c.get(dove).content for c in (anonimo, entrato, vecchio)}
        assert len(uguali) == 1, dove
        for cliente in (entrato, vecchio):
            assert cliente.get(dove).cookies == {}, dove
    assert entrato.get("/password/").status_code == 200


@pytest.mark.parametrize("metodo", ["post", "put", "patch", "delete", "options"])
def test_nobody_writes(mondo: MondoPubblico, client: Client, metodo: str) -> None:
    prima = list(RelazioneApprovata.objects.values_list("pk", "stato", "impronta_manifesto"))
    for nome, dove, c_e in indirizzi():
        if c_e and nome not in ("pubblico:file", "pubblico:impronta"):
            assert getattr(client, metodo)(dove).status_code == 405, dove
    assert list(RelazioneApprovata.objects.values_list("pk", "stato", "impronta_manifesto")) == prima


def test_the_public_pages_have_a_description_and_their_own_address(mondo: MondoPubblico, client: Client) -> None:
    viste = 0
    for nome, dove, c_e in indirizzi():
        if not c_e or nome == "pubblico:file":
            continue
        pagina = client.get(dove)
        if pagina["Content-Type"].startswith("text/html"):
            viste += 1
            testo = pagina.content.decode()
            assert re.search(r'<meta name="description"\s+content="[^"]{20,}"', testo), dove
            assert '<link rel="canonical" href="http://localhost:8000/' in testo, dove
            assert '<html lang="it"' in testo and "<title>" in testo
    assert viste >= 8


def test_the_queries_of_an_address(mondo: MondoPubblico, client: Client) -> None:
    """The most that an address of each name asks: more editions and files must not cost more."""
    conti: dict[str, int] = {}
    for nome, dove, c_e in indirizzi():
        if c_e:
            with CaptureQueriesContext(connection) as fatte:
                client.get(dove)
            conti[nome] = max(conti.get(nome, 0), len(fatte))
    if os.environ.get("AGGIORNA_INTERROGAZIONI"):
        FILE.write_text(json.dumps(dict(sorted(conti.items())), indent=2) + "\n")
    assert conti == json.loads(FILE.read_text())
    assert max(conti.values()) <= AL_PIU
