"""Whatever is sent to the API, it answers as its schema says: every operation, over the demo with its year in progress.

Each call undoes what it did. The suite has time for a few examples of each operation, and for one in twelve of the
systematic cases: ``SCHEMATHESIS_ESEMPI=20`` asks for that many examples and for every case (four minutes).
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from django.core.files.base import ContentFile
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from cruscotto.models import Ciclo
from ente.actions.gettoni import crea_gettone
from ente.api.cursore import PerCursore
from ente.models import Ambito, Utente
from relazione.models import Documento, Stesura
from tests.mondi.importazioni import con_voci

if TYPE_CHECKING:
    from schemathesis.schemas import BaseSchema

pytestmark = [
    pytest.mark.una_volta,
    pytest.mark.django_db,
    # Its client never closes the file that it has been answered.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

CHIESTI = os.environ.get("SCHEMATHESIS_ESEMPI", "")
UNO_SU = 1 if CHIESTI else 12
CONFIGURAZIONE: dict[str, Any] = {
    "generation": {
        "max-examples": int(CHIESTI or 8),
        "deterministic": True,
        "no-shrink": True,
        "database": "none",
        "allow-x00": False,  # no text may have one, which a schema cannot say: test_api_schema
    },
    "checks": {
        # Besides its own: what is well written and cannot be done now. The rows may have changed (412) or be those that
        # who asks has already (304), a value cannot be read or a key is of nothing (422).
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "401", "403", "404", "409", "412", "422"]},
        "missing_required_header": {"expected-statuses": ["401", "403", "404", "406", "415", "428"]},
    },
}
NON_A_CASO = {
    "cursore": "si prende da una risposta: un testo a caso è rifiutato (test_cursore)",
    "periodo": "un numero che può essere due cose è rifiutato (test_nomi)",
}
"""Parameters that are not tried with a value that the schema allows, and why."""
NON_VUOTI = {"motivo": "Da rivedere.", "impronta": "0" * 64, "file": b"Voce;Tipo\n"}
"""What a schema cannot say: a text of nothing but blanks is no text, a file of nothing is no file."""


@pytest.fixture(autouse=True)
def intorno(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """No limit of requests, which has its own tests, and short pages, which are as long ones. A request does not close
    the connection on which the test has its transaction: only Django's own client sees to that."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    monkeypatch.setitem(SimpleRateThrottle.THROTTLE_RATES, "api", None)
    monkeypatch.setattr(PerCursore, "page_size", 5)
    request.node._nodeid = request.node.nodeid  # schemathesis reads it, this pytest has it no more


class Cose:
    """What a person finds by the API: keys and versions to send among those that are made up."""

    def __init__(self, chi: str) -> None:
        utente = Utente.objects.get(username=chi)
        testo = crea_gettone(nome="prova", ambito=Ambito.SCRITTURA, giorni=1, da=utente)[1]
        self.testate = {"Authorization": f"Bearer {testo}"}
        self._trovate: dict[str, list[Any]] = {}
        self._visti = Counter({"": len(chi)})  # each person begins elsewhere

    def metti(self, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
        """In what the schema allows, every other key is one that there is, with its version."""
        if case.meta is not None and not case.meta.generation.mode.is_positive:
            return case
        for nome in NON_A_CASO.keys() & (case.query or {}).keys():
            del case.query[nome]
        for nome in ("indicatore", "cruscotto"):  # with a code beside it, a word is refused (test_nomi)
            if f"{nome}_codice" in (case.query or {}):
                case.query.pop(nome, None)
        risorsa, chiavi = case.operation.path.split("/")[1], case.path_parameters or {}
        scelte = self._di(risorsa)
        if "id" in chiavi and scelte and len(str(chiavi["id"])) % 2:
            riga = scelte[len(repr(case.body)) % len(scelte)]
            chiavi["id"] = riga["id"]
            if case.headers and "If-Match" in case.headers and "versione" in riga:
                case.headers["If-Match"] = f'"{riga["id"]}-{riga["versione"]}"'
        if isinstance(case.body, dict):
            self._nel_corpo(case.body)
        return case

    def tocca(self, operazione: str) -> bool:
        """Whether the next systematic case of an operation is among those that the suite has time for."""
        self._visti[operazione] += 1
        return (self._visti[operazione] + self._visti[""]) % UNO_SU == 0

    def _nel_corpo(self, corpo: dict[str, Any]) -> None:
        for nome in NON_VUOTI.keys() & corpo.keys():
            if isinstance(corpo[nome], str | bytes) and not corpo[nome].strip():
                corpo[nome] = NON_VUOTI[nome]
        if "indicatore" in corpo and (valori := self._di("rilevazioni")):
            riga = valori[len(repr(corpo)) % len(valori)]
            corpo |= {nome: riga[nome] for nome in ("periodo", "indicatore", "collocazione")}
        elif isinstance(corpo.get("ciclo"), int):
            corpo["ciclo"] = self._di("cicli")[-1]["id"]

    def _di(self, risorsa: str) -> list[Any]:
        if risorsa not in self._trovate:
            filtri = {"rilevazioni": "anno=2020&ordine=-periodo_numero&quanti=40", "lavori": ""}.get(
                risorsa, "quanti=3"
            )
            lette = Client().get(f"/api/v1/{risorsa}/?{filtri}", headers=self.testate).json()
            self._trovate[risorsa] = lette.get("results", []) if isinstance(lette, dict) else lette
        return self._trovate[risorsa]


@pytest.fixture
def lavori(dimostrativo: Ciclo) -> None:
    """A document and an import, which the demo has not."""
    composto = Documento.objects.create(ciclo=dimostrativo, titolo="Relazione")
    documento = Stesura(documento=composto, stato="pronto", impronta="0" * 64, scritta_il=timezone.now())
    documento.file.save("relazione.pdf", ContentFile(b"%PDF-1.7"))
    con_voci(Utente.objects.get(username="controllo"), dimostrativo, 3)


def _schema(cose: Cose) -> BaseSchema:
    config = SchemathesisConfig.from_dict(CONFIGURAZIONE)
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/schema/?formato=json", get_wsgi_application(), config=config, headers=cose.testate
    )

    @schema.hook
    def map_case(context: Any, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
        return cose.metti(case)

    return schema


@pytest.fixture
def controllo(lavori: None) -> Cose:
    return Cose("controllo")


@pytest.fixture
def redattore(lavori: None) -> Cose:
    return Cose("redattore.area2")


@pytest.fixture
def del_controllo(controllo: Cose) -> BaseSchema:
    return _schema(controllo)


@pytest.fixture
def del_redattore(redattore: Cose) -> BaseSchema:
    return _schema(redattore)


def _fuori(case: schemathesis.Case[Any]) -> list[Any]:
    """The checks that say nothing of a case. In a form everything is text: a field of the wrong type may be the very
    same bytes as one of the right type, and is rightly accepted. A condition (``If-None-Match``, ``Range``) put in the
    place of another is no wrong datum, nor is one that was left out: test_condizioni says what each gets."""
    condizioni = any(nome.lower().startswith(("if-", "range")) for nome in case.headers or {})
    tolte = case.meta is not None and "positive" in getattr(case.meta.phase.data, "description", "").lower()
    return [negative_data_rejection] if condizioni or tolte or case.media_type == "multipart/form-data" else []


def _prova(case: schemathesis.Case[Any], cose: Cose) -> None:
    if case.meta is not None and case.meta.phase.name == "coverage" and not cose.tocca(case.operation.label):
        return
    with transaction.atomic():
        case.call_and_validate(headers=cose.testate, excluded_checks=_fuori(case))
        transaction.set_rollback(True)


@schemathesis.pytest.from_fixture("del_controllo").parametrize()
def test_who_runs_the_cycle_is_answered_as_the_schema_says(case: schemathesis.Case[Any], controllo: Cose) -> None:
    _prova(case, controllo)


@schemathesis.pytest.from_fixture("del_redattore").parametrize()
def test_who_writes_values_is_answered_as_the_schema_says(case: schemathesis.Case[Any], redattore: Cose) -> None:
    _prova(case, redattore)
