"""How often the API answers: by token, by person, with one count for all the processes."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from rest_framework.throttling import SimpleRateThrottle

from cruscotto.models import Ciclo
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Utente
from tests.servitore import HOST, PRODUZIONE, RADICE, base_propria, servitore

CICLI = "/api/v1/cicli/"


def gettone(chi: str) -> dict[str, str]:
    da = Utente.objects.get(username=chi)
    return {"Authorization": f"Bearer {crea_gettone(nome='prova', ambito=Ambito.LETTURA, giorni=1, da=da)[1]}"}


@pytest.fixture
def tre_al_minuto(ciclo: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "api", "3/min")


def chiedi(quante: int, client: Client | None = None, testate: dict[str, str] | None = None) -> list[int]:
    client = client or Client()
    return [client.get(CICLI, headers=testate or {}).status_code for _ in range(quante)]


@pytest.mark.usefixtures("tre_al_minuto")
def test_each_token_has_its_own_count() -> None:
    uno, altro = gettone("controllo"), gettone("controllo")
    assert chiedi(4, testate=uno) == [200, 200, 200, 429]
    assert chiedi(4, testate=altro) == [200, 200, 200, 429]


@pytest.mark.usefixtures("tre_al_minuto")
def test_a_person_has_one_count_whatever_the_browser() -> None:
    controllo = Utente.objects.get(username="controllo")
    browser = [Client(), Client()]
    for client in browser:
        client.force_login(controllo)
    assert chiedi(2, browser[0]) + chiedi(2, browser[1]) == [200, 200, 200, 429]
    dirigente = Client()
    dirigente.force_login(Utente.objects.get(username="dirigente.area2"))
    assert chiedi(3, dirigente) + chiedi(1, testate=gettone("controllo")) == [200] * 4


@pytest.mark.usefixtures("tre_al_minuto")
def test_who_asks_too_often_is_told_when_to_ask_again() -> None:
    testate = gettone("controllo")
    chiedi(3, testate=testate)
    risposta = Client().get(CICLI, headers=testate)
    assert risposta.status_code == 429 and risposta["Content-Type"] == "application/problem+json"
    assert 1 <= int(risposta["Retry-After"]) <= 61
    assert risposta.json() == {
        "type": "about:blank",
        "title": "Troppe richieste",
        "status": 429,
        "detail": "Avete fatto troppe richieste: riprovate fra qualche istante.",
    }


def test_two_processes_count_together(demo: Ciclo, tmp_path: Path) -> None:
    ambiente = {"CACHE_URL": f"filecache://{tmp_path / 'cache'}", "API_LIMITE": "5/min"}
    with base_propria(tmp_path) as base:
        with base.in_uso():
            testate = gettone("controllo") | {"Host": HOST, "X-Forwarded-Proto": "https"}
        with (
            servitore(base.url, processi=1, ambiente=ambiente) as primo,
            servitore(base.url, processi=1, ambiente=ambiente) as secondo,
        ):
            codici = []
            for n in range(7):
                connessione = http.client.HTTPConnection("127.0.0.1", (primo, secondo)[n % 2], timeout=30)
                connessione.request("GET", CICLI, headers=testate)
                codici.append(connessione.getresponse().status)
                connessione.close()
    assert codici == [200] * 5 + [429] * 2


def test_in_production_the_count_is_shared_without_asking() -> None:
    """Files that only the user of the site reads, in a directory that no address leads to and no commit takes."""
    ambiente = {nome: v for nome, v in (os.environ | PRODUZIONE).items() if nome != "CACHE_URL"}
    codice = "from django.conf import settings as s; d = s.CACHES['default']; print(d['BACKEND'], d['LOCATION'])"
    comando = [sys.executable, "-c", codice]
    detto = subprocess.run(comando, env=ambiente, cwd=RADICE, capture_output=True, text=True, check=True).stdout
    assert detto.split() == ["django.core.cache.backends.filebased.FileBasedCache", str(RADICE / "cache")]
    assert "/cache/" in (RADICE / ".gitignore").read_text(encoding="utf-8").split()
