"""What a person found recomputing the printed document of 2019, by family and line, is what the controls find."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from cruscotto.models import Ciclo
from relazione.controlli.elenco import CONTROLLI, controlla
from relazione.controlli.esito import EsitoControllo, Severita
from relazione.controlli.lettura import leggi_materia

AUDIT = Path(__file__).resolve().parents[2] / "dati" / "audit_2019.csv"
NON_TROVATI = {
    # In the data the cells stand in their columns: the transcription put them there, and a note says so.
    ("R13", "543"),
    # Two figures that only words say, of an indicator and of a result: nothing binds them to a mean.
    ("R17", "1333"),
    ("R17", "987 1333"),
}
"""What the controls do not find, and why."""


@pytest.fixture(scope="module")
def audit() -> list[dict[str, str]]:
    """The findings of the audit: family, weight, the lines without which it is not that finding."""
    with AUDIT.open(encoding="utf-8", newline="") as aperto:
        return list(csv.DictReader(aperto))


@pytest.fixture
def esiti(ciclo: Ciclo) -> tuple[EsitoControllo, ...]:
    return controlla(leggi_materia(ciclo))


def linee(voce: dict[str, str]) -> set[int]:
    return {int(n) for n in voce["righe"].split()}


def test_the_controls_find_what_the_audit_found(esiti: tuple[EsitoControllo, ...], audit: list[dict[str, str]]) -> None:
    mancano = {
        (v["regola"], v["righe"])
        for v in audit
        if not any(e.regola == v["regola"] and e.severita == v["peso"] and linee(v) <= set(e.righe) for e in esiti)
    }
    assert mancano == NON_TROVATI
    assert len(audit) > 60


def test_no_error_is_false(esiti: tuple[EsitoControllo, ...], audit: list[dict[str, str]]) -> None:
    errori = [v for v in audit if v["peso"] == "errore"]
    falsi = [
        (e.codice, e.righe)
        for e in esiti
        if e.severita is Severita.ERRORE
        and not any(v["regola"] == e.regola and linee(v) <= set(e.righe) for v in errori)
    ]
    assert falsi == []


def test_every_finding_says_where_what_and_what_to_do(esiti: tuple[EsitoControllo, ...]) -> None:
    for e in esiti:
        assert all((e.codice, e.regola, e.oggetto, e.riferimento, e.dichiarato, e.atteso)), e
        assert e.spiegazione.endswith("."), e
        assert e.codice.startswith(f"{e.regola}-")
    assert len({e.chiave for e in esiti}) == len(esiti)


def test_findings_call_things_by_their_names(ciclo: Ciclo, esiti: tuple[EsitoControllo, ...]) -> None:
    """The codes of scorecards, tables and indicators are for machines: they stand in the reference only."""
    materia = leggi_materia(ciclo)
    codici = {c.codice for c in materia.cruscotti} | {t.codice for t in materia.tavole}
    tutti = "|".join(sorted(c for c in codici | {r.codice for r in materia.righe} if not c.isalpha()))
    di_macchina = re.compile(rf"\b(?:{tutti})\b")
    for e in esiti:
        for testo in (e.oggetto, e.dichiarato, e.atteso, e.spiegazione):
            assert not di_macchina.search(testo), (e.codice, testo)


def test_no_control_knows_the_document_of_one_body() -> None:
    """No name, line or label of 2019 in the code of the controls."""
    cartella = Path(controlla.__code__.co_filename).parent
    testi = {file.name: file.read_text(encoding="utf-8") for file in cartella.rglob("*.py")}
    for parola in ("Arezzo", "Siena", "CCIAA", "2019", "2018", "camerale", "S.A.G.OR", "PromoSien", "Camera di"):
        assert [nome for nome, testo in testi.items() if parola in testo] == [], parola
    assert len({c.codice for c in CONTROLLI}) == len(CONTROLLI)
