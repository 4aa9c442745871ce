"""Behind a proxy that compresses, as a body has one."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cruscotto.models import Ciclo
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito, Utente
from tests.mondi.nginx import PER_NGINX
from tests.servitore import base_propria, servitore

pytestmark = pytest.mark.una_volta
RADICE = "/api/v1/"


@dataclass(frozen=True, slots=True)
class Cliente:
    """A program that asks for gzip, as they all do by themselves."""

    porta: int
    gettone: str
    testate: dict[str, str] = field(default_factory=lambda: {"Accept-Encoding": "gzip"})

    def chiedi(
        self, metodo: str, dove: str, corpo: Any = None, **testate: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Status, headers and the body as it was before it was compressed."""
        connessione = http.client.HTTPConnection("localhost", self.porta, timeout=60)
        tutte = self.testate | {"Authorization": f"Bearer {self.gettone}"}
        tutte |= {nome.replace("_", "-"): valore for nome, valore in testate.items()}
        if corpo is not None:
            tutte["Content-Type"] = "application/json"
        connessione.request(metodo, RADICE + dove, None if corpo is None else json.dumps(corpo), tutte)
        risposta = connessione.getresponse()
        letto = risposta.read()
        connessione.close()
        if risposta.headers["Content-Encoding"] == "gzip" and letto:
            letto = gzip.decompress(letto)
        return risposta.status, risposta.headers, letto


@pytest.fixture
def cliente(demo: Ciclo, nginx: Callable[[int], int], tmp_path: Path) -> Iterator[Cliente]:
    with base_propria(tmp_path) as base:
        with base.in_uso():
            da = Utente.objects.get(username="controllo")
            _, gettone = crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=da)
        with servitore(base.url, ambiente=PER_NGINX) as porta:
            yield Cliente(nginx(porta), gettone)


def test_the_proxy_compresses_and_weakens_the_version(cliente: Cliente) -> None:
    """What the rest of this file is about is there: the same address, asked with gzip and without."""
    stato, _, corpo = cliente.chiedi("GET", "rilevazioni/?anno=2019&quanti=1&campi=id,versione")
    [riga] = json.loads(corpo)["results"]
    assert stato == 200
    compressa = cliente.chiedi("GET", f"rilevazioni/{riga['id']}/")[1]
    intera = cliente.chiedi("GET", f"rilevazioni/{riga['id']}/", Accept_Encoding="identity")[1]
    assert compressa["Content-Encoding"] == "gzip" and intera["Content-Encoding"] is None
    assert intera["ETag"] == f'"{riga["id"]}-{riga["versione"]}"' and compressa["ETag"] == f"W/{intera['ETag']}"
    problema = cliente.chiedi("GET", "cicli/0/")
    assert problema[0] == 404 and problema[1]["Content-Encoding"] == "gzip"
    assert json.loads(problema[2])["status"] == 404
