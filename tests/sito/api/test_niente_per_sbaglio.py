"""A mistake in a request changes nothing, and the answer names the field: every operation that writes, and a table of
requests as programs really send them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.mondi.scritture_api import JSON, MODULO, UFFICI, Operazione, Scritture, modulo

pytestmark = pytest.mark.django_db
OBBLIGATORI = {
    "rilevazioni_crea": "testo",
    "rilevazioni_scrivi": "testo",
    "rilevazioni_modifica": "almeno uno",
    "rilevazioni_trasmetti": "",
    "rilevazioni_riprendi": "",
    "rilevazioni_valida": "",
    "rilevazioni_restituisci": "motivo",
    "importazioni_carica": "genere",
    "importazioni_risposte": "mappa",
    "importazioni_conferma": "impronta",
    "importazioni_annulla": "",
    "documenti_chiedi": "ciclo",
}
"""Every operation that writes, and what the answer names when nothing is sent; empty for what wants nothing."""
INGLESE = re.compile(r"\b(parse|error|invalid|expected|required|field|value|boundary:|not|the)\b", re.IGNORECASE)


def _testate(operazione: Operazione) -> dict[str, str]:
    return {nome.replace("-", "_"): valore for nome, valore in operazione.testate.items()}


Caso = tuple[str, bytes, dict[str, Any], int, tuple[str, ...]]
"""What a request is, its body, what else is said of it (``tipo``, headers), the status of its refusal, what the answer
names: a field, or words of its sentence."""


@pytest.fixture
def mondo(db: None) -> Scritture:
    return Scritture()


def differenze(mondo: Scritture, nome: str, casi: Iterable[Caso]) -> list[tuple[str, Any]]:
    """The requests that are not refused as they should be, each with what was answered: a problem, in Italian, that
    names what is wrong; and nothing is another than before."""
    diverse: list[tuple[str, Any]] = []
    prima = mondo.tutto()
    for che_cosa, corpo, altro, stato, nomi in casi:
        risposta = mondo.fai(nome, corpo, **altro)
        problema = risposta.json() if risposta["Content-Type"] == "application/problem+json" else {}
        detto = str(problema.get("detail"))
        campi = [e["campo"] for e in problema.get("errori", ())]
        giusta = risposta.status_code == problema.get("status") == stato
        if not giusta or not all(n in campi or n in detto for n in nomi) or INGLESE.search(detto):
            diverse.append((che_cosa, (risposta.status_code, risposta.content[:200])))
        if (dopo := mondo.tutto()) != prima:
            diverse.append((che_cosa, "ha scritto"))
            prima = dopo
    return diverse


def test_these_are_all_the_operations_that_write(mondo: Scritture) -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    scrivono = {
        operazione["operationId"]
        for metodi in schema["paths"].values()
        for metodo, operazione in metodi.items()
        if metodo != "get"
    }
    assert scrivono == set(OBBLIGATORI) == mondo.operazioni.keys()


@pytest.mark.parametrize("nome", OBBLIGATORI)
def test_rightly_asked_it_is_done(mondo: Scritture, nome: str) -> None:
    """What the refusals below are refused for is what they change of these."""
    risposta = mondo.fai(nome)
    assert risposta.status_code == mondo.operazioni[nome].esito, risposta.content


# -- every operation ---------------------------------------------------------------------------------------------------
def _di_json(mondo: Scritture, nome: str) -> Iterator[Caso]:
    """What is wrong of a body in JSON, whatever it is for."""
    giusto = mondo.operazioni[nome].corpo or {}
    assert isinstance(giusto, dict)
    yield "un campo di troppo", json.dumps(giusto | {"di_troppo": 1}).encode(), {}, 400, ("di_troppo",)
    doppio = json.dumps(giusto or {"di_troppo": 1})[1:-1]
    yield "due volte", f"{{{doppio}, {doppio}}}".encode(), {}, 400, (next(iter(giusto), "di_troppo"), "più volte")
    for testo in ("[]", "null", '"testo"', "12", "{", '{"testo": "1",}', "{} {}", "{'testo': '1'}", "\0", "   "):
        yield f"nessun oggetto: {testo}", testo.encode(), {}, 400, ()
    yield "non è UTF-8", b'{"testo": "\xff"}', {}, 400, ("UTF-8",)
    for quanto in (17, 5_000, 200_000):
        profondo = b'{"mappa": ' + b'{"a":' * quanto + b"1" + b"}" * quanto + b"}"
        yield f"{quanto} oggetti", profondo, {}, 400, ("volte",)
    for campo in giusto:
        for valore in (
            "NaN",
            "Infinity",
            "-Infinity",
            "1e999",
            "9" * 40,
            "null",
            "[1]",
            "true",
            '"\\ud800"',
            '"\\u0000"',
        ):
            corpo = json.dumps(giusto | {campo: "QUI"}).replace('"QUI"', valore).encode()
            yield f"{campo}: {valore}", corpo, {}, 400, (campo,)
    yield "troppo grande", b'{"testo": "' + b"9" * 3_000_000 + b'"}', {}, 413, ()


def _di_tutte(mondo: Scritture, nome: str) -> Iterator[Caso]:
    """What is wrong of any body."""
    o = mondo.operazioni[nome]
    serve = OBBLIGATORI[nome]
    if serve:
        yield "niente", b"", {}, 400, (serve,)
        yield "un oggetto vuoto", modulo() if o.tipo == MODULO else b"{}", {}, 400, (serve,)
    presi = (o.tipo.partition(";")[0], *(["merge-patch"] if o.metodo == "PATCH" else []))
    for tipo in ("application/x-www-form-urlencoded", "text/plain", "application/xml", "", "x/y" * 200):
        yield f"tipo {tipo[:40]}", b"testo=95", {"tipo": tipo}, 415, presi
    yield "a pezzi", b"", {"Transfer_Encoding": "chunked"}, 411, ("Content-Length",)
    yield "compresso", o.scritto or b"{}", {"Content_Encoding": "gzip"}, 415, ("Content-Encoding",)
    yield "una risposta che non c'è", o.scritto, {"Accept": "text/csv"}, 406, ("application/json",)


@pytest.mark.parametrize("nome", OBBLIGATORI)
def test_nothing_is_written_by_mistake(mondo: Scritture, nome: str) -> None:
    casi = list(_di_tutte(mondo, nome))
    if mondo.operazioni[nome].tipo == JSON:
        casi += _di_json(mondo, nome)
    assert differenze(mondo, nome, casi) == []


# -- the values --------------------------------------------------------------------------------------------------------
STRANI: tuple[Any, ...] = (2**63, 2**64, -1, 0, 1.5, "uno", [1], {}, True)
SBAGLIATI: dict[str, list[tuple[dict[str, Any], str]]] = {
    "rilevazioni_scrivi": [
        ({"test": "95"}, "test"),
        ({"test": "95"}, "forse è «testo»"),
        ({"nota": "Solo la nota."}, "testo"),
        ({"testo": "95", "Nota": "x"}, "Nota"),
        ({"testo": "95", "id": 1}, "id"),
        ({"testo": 95}, "testo"),
        ({"testo": "95", "nota": {"testo": "x"}}, "nota"),
        ({"testo": "95", "causa": []}, "causa"),
        ({"testo": "95", "causa": "destino"}, "causa"),
        ({"testo": "95", "azione_entro": 20241231}, "azione_entro"),
        ({"testo": "95", "azione_entro": ["2024-12-31"]}, "azione_entro"),
        ({"testo": "95", "azione_entro": "2024-12-31T10:00:00Z"}, "azione_entro"),
        ({"testo": "95", "azione_corretiva": "x"}, "forse è «azione_correttiva»"),
        ({"testo": "95", "nota": "x" * 2001}, "nota"),
    ],
    "rilevazioni_modifica": [({"nta": "x"}, "nta"), ({"nota": None}, "nota"), ({"periodo": 1}, "periodo")],
    "rilevazioni_restituisci": [({"motivo": "   "}, "motivo"), ({"motivo": "x" * 2001}, "motivo")],
    "importazioni_conferma": [({"impronta": 12}, "impronta")],
    "importazioni_risposte": [
        ({"mappa": []}, "mappa"),
        ({"mappa": {"Note": 3}}, "mappa.Note"),
        ({"mappa": {"Note": None}}, "mappa.Note"),
        ({"mappa": {"Note": {}}}, "mappa.Note"),
        ({"decisioni": {"doppio": None}}, "decisioni.doppio"),
        ({"mappa": {}, "decisioni": {}}, "mappa"),
    ],
    "documenti_chiedi": [
        *(({"ciclo": valore}, "ciclo") for valore in STRANI if valore not in ([1], True)),
        ({"ciclo": 1, "formatto": "pdf"}, "formatto"),
        ({"ciclo": 1, "formato": "doc"}, "formato"),
        ({"ciclo": 1, "periodo": "3; DROP"}, "periodo"),
    ],
}


@pytest.mark.parametrize("nome", SBAGLIATI)
def test_a_wrong_field_is_named(mondo: Scritture, nome: str) -> None:
    casi: list[Any] = [(str(corpo), json.dumps(corpo).encode(), {}, 400, (campo,)) for corpo, campo in SBAGLIATI[nome]]
    assert differenze(mondo, nome, casi) == []


def test_a_key_that_no_row_has_is_no_key(mondo: Scritture) -> None:
    giusto = mondo.operazioni["rilevazioni_crea"].corpo
    assert isinstance(giusto, dict)
    casi: list[Any] = [
        (f"{campo}: {valore}", json.dumps(giusto | {campo: valore}).encode(), {}, 400, (campo,))
        for campo in ("periodo", "indicatore", "collocazione")
        for valore in STRANI
    ]
    assert differenze(mondo, "rilevazioni_crea", casi) == []


def test_what_is_written_is_not_in_the_address(mondo: Scritture) -> None:
    prima = mondo.tutto()
    for nome, o in mondo.operazioni.items():
        risposta = mondo.manda(o.metodo, f"{o.dove}?testo=95", o.chi, o.scritto, o.tipo, **_testate(o))
        assert risposta.status_code == 400 and risposta.json()["errori"][0]["campo"] == "testo", nome
    assert mondo.tutto() == prima


def test_put_replaces_all_and_patch_what_is_sent(mondo: Scritture) -> None:
    """PUT empties what it does not send, and the schema says so; PATCH leaves it."""
    patch = mondo.fai("rilevazioni_modifica", b'{"testo": "96"}')
    assert (patch.json()["testo"], patch.json()["nota"]) == ("96", "Conferma in arrivo.")
    put = mondo.fai("rilevazioni_scrivi", If_Match=patch["ETag"])
    assert (put.json()["testo"], put.json()["nota"]) == ("95", "")
    nota = mondo.fai(
        "rilevazioni_modifica", b'{"nota": "Nuova."}', "application/merge-patch+json", If_Match=put["ETag"]
    )
    assert (nota.json()["testo"], nota.json()["nota"]) == ("95", "Nuova.")
    giorno = mondo.fai("rilevazioni_modifica", b'{"azione_entro": "2024-12-31"}', If_Match=nota["ETag"])
    tolto = mondo.fai("rilevazioni_modifica", b'{"azione_entro": null}', If_Match=giorno["ETag"])
    assert (giorno.json()["azione_entro"], tolto.json()["azione_entro"]) == ("2024-12-31", None)
    assert tolto.json()["nota"] == "Nuova."


def test_an_act_that_wants_nothing_takes_nothing_or_an_empty_object(mondo: Scritture) -> None:
    assert mondo.fai("rilevazioni_valida", b"{}").status_code == 200
    assert mondo.fai("importazioni_annulla", b"").status_code == 200


# -- forms -------------------------------------------------------------------------------------------------------------
GIUSTO: list[tuple[str, str | bytes]] = [("genere", "utenti"), ("file", UFFICI)]
MODULI: list[tuple[list[tuple[str, str | bytes]], str]] = [
    ([("genere", "utenti")], "file"),
    ([("file", UFFICI)], "genere"),
    ([("genere", "utenti"), ("file", "non un file")], "file"),
    ([("genere", "utenti"), ("file", b"")], "file"),
    ([*GIUSTO, ("genere", "bilancio")], "genere"),
    ([*GIUSTO, ("file", UFFICI)], "file"),
    ([*GIUSTO, ("ciclo", "1"), ("ciclo", "2")], "ciclo"),
    ([("genere", "magie"), ("file", UFFICI)], "genere"),
    ([*GIUSTO, ("ciclo", "99999999999999999999")], "ciclo"),
    ([*GIUSTO, ("crea", "forse")], "crea"),
    ([*GIUSTO, ("note", "x")], "note"),
    ([*GIUSTO, ("altro", UFFICI)], "altro"),
    ([("campo", "x")] * 1_100, "troppi"),
]


def test_a_wrong_part_of_a_form_is_named(mondo: Scritture) -> None:
    casi: list[Caso] = [(str(parti)[:60], modulo(*parti), {}, 400, (campo,)) for parti, campo in MODULI]
    for che_cosa, corpo, tipo in (
        ("nessun modulo", b"non un modulo", MODULO),
        ("un altro confine", modulo(*GIUSTO), "multipart/form-data; boundary=altro"),
        ("senza confine", modulo(*GIUSTO), "multipart/form-data"),
        ("un confine vuoto", b"x", "multipart/form-data; boundary="),
    ):
        casi.append((che_cosa, corpo, {"tipo": tipo}, 400, ()))
    assert differenze(mondo, "importazioni_carica", casi) == []
