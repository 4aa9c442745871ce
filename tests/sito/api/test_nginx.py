"""Behind a proxy that compresses, as a body has one."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from cruscotto.models import Ciclo, StatoPeriodo
from ente.actions.gettoni import crea_gettone
from ente.models import Ambito
from relazione.models import Stesura
from tests.mondi.nginx import PER_NGINX
from tests.mondi.scena import con_la_relazione, crea_scena
from tests.servitore import base_propria, servitore

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.una_volta
RADICE = "/api/v1/"
PDF = b"%PDF-1.7 " + bytes(range(256)) * 40
Risposta = tuple[int, http.client.HTTPMessage, bytes]


@dataclass(frozen=True, slots=True)
class Cliente:
    """A program that asks for gzip, as they all do by themselves."""

    porta: int
    gettone: str
    testate: dict[str, str] = field(default_factory=lambda: {"Accept-Encoding": "gzip"})

    def chiedi(self, metodo: str, dove: str, corpo: Any = None, **testate: str) -> Risposta:
        """Status, headers and the body as it was before it was compressed."""
        connessione = http.client.HTTPConnection("localhost", self.porta, timeout=60)
        tutte = self.testate | {"Authorization": f"Bearer {self.gettone}"}
        tutte |= {nome.replace("_", "-"): valore for nome, valore in testate.items()}
        if corpo is not None:
            tutte["Content-Type"] = "application/json"
        mandato = json.dumps(corpo) if isinstance(corpo, dict) else corpo  # else in pieces
        connessione.request(metodo, RADICE + dove, mandato, tutte)
        risposta = connessione.getresponse()
        letto = risposta.read()
        connessione.close()
        if risposta.headers["Content-Encoding"] == "gzip" and letto:
            letto = gzip.decompress(letto)
        return risposta.status, risposta.headers, letto


@pytest.fixture
def cliente(
    demo: Ciclo, nginx: Callable[[int], int], tmp_path: Path, settings: Settings
) -> Iterator[tuple[Cliente, int]]:
    """Somebody of a small body, and the port of the site without the proxy. Key 1 is a document in PDF."""
    with base_propria(tmp_path) as base:
        with base.in_uso():
            scena = crea_scena()
            scena.stato(1, StatoPeriodo.APERTO)
            scena.salva("i1", "80")
            _, gettone = crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=scena["carla"])
            documento = Stesura(
                documento=con_la_relazione(scena.ciclo),
                stato="pronto",
                impronta=hashlib.sha256(PDF).hexdigest(),
                scritta_il=timezone.now(),
            )
            documento.file.save("relazione.pdf", ContentFile(PDF))
        with servitore(base.url, ambiente=PER_NGINX | {"MEDIA_ROOT": str(settings.MEDIA_ROOT)}) as porta:
            yield Cliente(nginx(porta), gettone), porta


def uno(risposta: Risposta) -> Any:
    stato, _, corpo = risposta
    assert stato == 200, corpo
    return json.loads(corpo)["results"][0]


def test_a_program_reads_and_writes_behind_a_proxy_that_compresses(cliente: tuple[Cliente, int]) -> None:
    programma, _ = cliente
    riga = uno(programma.chiedi("GET", "rilevazioni/"))
    dove, versione = f"rilevazioni/{riga['id']}/", f'"{riga["id"]}-1"'

    # What the rest is about is there: the same address, with gzip and without.
    stato, compressa, corpo = programma.chiedi("GET", dove)
    intera = programma.chiedi("GET", dove, Accept_Encoding="identity")[1]
    assert (stato, compressa["Content-Encoding"], intera["Content-Encoding"]) == (200, "gzip", None)
    assert compressa["ETag"] == f"W/{intera['ETag']}" and json.loads(corpo) == riga
    assert {"Accept", "Cookie", "Authorization", "Accept-Encoding"} <= set(_elenco(compressa.get_all("Vary")))
    problema = programma.chiedi("GET", "cicli/0/")
    assert problema[0] == 404 and problema[1]["Content-Encoding"] == "gzip"
    assert json.loads(problema[2])["status"] == 404

    # What one has already is not sent again, whichever way it came.
    for vista in (compressa["ETag"], intera["ETag"]):
        for metodo in ("GET", "HEAD"):
            stato, testate, corpo = programma.chiedi(metodo, dove, If_None_Match=vista)
            assert (stato, corpo) == (304, b"") and testate["Cache-Control"] == "private, no-cache"
    elenco = programma.chiedi("GET", "rilevazioni/")[1]["ETag"]
    assert elenco.startswith("W/") and programma.chiedi("GET", "rilevazioni/", If_None_Match=elenco)[0] == 304

    # The tag as it came writes, once.
    stato, scritta, corpo = programma.chiedi("PUT", dove, {"testo": "81"}, If_Match=compressa["ETag"])
    assert (stato, scritta["ETag"]) == (200, f'W/"{riga["id"]}-2"'), corpo
    persa = programma.chiedi("PUT", dove, {"testo": "82"}, If_Match=compressa["ETag"])
    assert persa[0] == 412 and json.loads(persa[2])["attuale"]["testo"] == "81"
    modificata = programma.chiedi("PATCH", dove, {"nota": "Con Siena."}, If_Match=persa[1]["ETag"])
    assert modificata[0] == 200 and json.loads(modificata[2])["testo"] == "81"
    assert programma.chiedi("PATCH", dove, {"nota": "x"}, If_Match=versione)[0] == 412
    assert programma.chiedi("PATCH", dove, {"nota": "x"})[0] == 428
    assert programma.chiedi("PATCH", dove, {"nta": "x"}, If_Match="*")[0] == 400
    trasmessa = programma.chiedi("POST", f"{dove}trasmetti/", If_Match=modificata[1]["ETag"])
    assert trasmessa[0] == 422 and json.loads(trasmessa[2])["errori"]
    assert programma.chiedi("GET", "rilevazioni/", If_None_Match=elenco)[0] == 200


def test_a_body_in_pieces_and_what_is_made(cliente: tuple[Cliente, int]) -> None:
    programma, porta = cliente
    riga = uno(programma.chiedi("GET", "rilevazioni/"))
    dove = f"rilevazioni/{riga['id']}/"
    # A body in pieces: nginx gathers it, the site alone says that it cannot.
    pezzi = iter([b'{"testo": ', b'"95"}'])
    stato, _, corpo = programma.chiedi("PATCH", dove, pezzi, If_Match="*")
    assert (stato, json.loads(corpo)["testo"]) == (200, "95")
    nudo = Cliente(porta, programma.gettone)
    stato, _, corpo = nudo.chiedi("PATCH", dove, iter([b'{"testo": "70"}']), If_Match="*")
    assert stato == 411 and "Content-Length" in json.loads(corpo)["detail"]
    assert uno(programma.chiedi("GET", "rilevazioni/"))["testo"] == "95"

    # What is made says where it is; an address without the name of the machine holds behind any proxy.
    indicatore = uno(programma.chiedi("GET", "indicatori/?codice=i3"))["id"]
    nuova = programma.chiedi(
        "POST", "rilevazioni/", {"periodo": riga["periodo"], "indicatore": indicatore, "testo": "9"}
    )
    assert nuova[0] == 201
    riletta = programma.chiedi("GET", nuova[1]["Location"].removeprefix(RADICE))
    assert json.loads(riletta[2])["id"] == json.loads(nuova[2])["id"]


def test_a_file_is_taken_up_again_behind_the_proxy(cliente: tuple[Cliente, int]) -> None:
    programma, _ = cliente
    dove = f"documenti/{uno(programma.chiedi('GET', 'documenti/'))['id']}/file/"
    stato, testate, corpo = programma.chiedi("GET", dove, Accept="application/pdf")
    assert (stato, corpo) == (200, PDF) and testate["ETag"].startswith('"')
    meta = programma.chiedi("GET", dove, Range="bytes=0-4999")
    resto = programma.chiedi("GET", dove, Range="bytes=5000-", If_Range=meta[1]["ETag"])
    assert (meta[0], resto[0], meta[2] + resto[2]) == (206, 206, PDF)
    assert programma.chiedi("GET", dove, Range=f"bytes={len(PDF)}-")[0] == 416
    assert programma.chiedi("GET", dove, If_None_Match=testate["ETag"])[0] == 304
    testa = programma.chiedi("HEAD", dove)
    assert (testa[0], testa[1]["Content-Length"], testa[2]) == (200, str(len(PDF)), b"")


def _elenco(testate: list[str] | None) -> list[str]:
    return [nome.strip() for testata in testate or [] for nome in testata.split(",")]
