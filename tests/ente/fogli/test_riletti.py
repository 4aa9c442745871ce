"""The file read last stays at hand, and what is at hand is what would be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ente.fogli import riletti
from ente.fogli.contenitore import FoglioRifiutato
from ente.fogli.lettura import leggi_fogli
from ente.fogli.riletti import rileggi_fogli

CASI = sorted(p for p in Path("tests/casi").rglob("*") if p.suffix in (".xlsx", ".ods", ".xls", ".csv"))


@pytest.fixture(autouse=True)
def da_capo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(riletti, "_ultimo", (b"", b""))


@pytest.fixture
def letture(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are really read."""
    fatte: list[str] = []

    def leggi(contenuto: bytes, nome: str) -> object:
        fatte.append(nome)
        return leggi_fogli(contenuto, nome)

    monkeypatch.setattr(riletti, "leggi_fogli", leggi)
    return fatte


@pytest.mark.parametrize("caso", CASI, ids=lambda p: p.name)
def test_from_memory_as_from_the_file(caso: Path, letture: list[str]) -> None:
    contenuto = caso.read_bytes()
    try:
        attesi = leggi_fogli(contenuto, caso.name)
    except FoglioRifiutato:
        for _ in range(2):  # a refusal is not remembered
            with pytest.raises(FoglioRifiutato):
                rileggi_fogli(contenuto, caso.name)
        assert letture == [caso.name] * 2
        return
    assert rileggi_fogli(contenuto, caso.name) == attesi
    assert rileggi_fogli(contenuto, caso.name) == attesi
    assert letture == [caso.name]


def test_another_file_another_name_another_time(letture: list[str]) -> None:
    uno, due = b"Codice;Valore\na;1\n", b"Codice;Valore\na;2\n"
    assert rileggi_fogli(uno, "a.csv")[0].righe[1] == ("a", "1")
    assert rileggi_fogli(due, "a.csv")[0].righe[1] == ("a", "2")
    assert rileggi_fogli(due, "b.csv")[0].file == "b.csv"
    assert rileggi_fogli(uno, "a.csv")[0].righe[1] == ("a", "1")
    assert letture == ["a.csv", "a.csv", "b.csv", "a.csv"]


def test_what_is_done_with_it_does_not_stay() -> None:
    contenuto = b"Codice;Valore\na;1\n"
    for _ in range(3):
        foglio = rileggi_fogli(contenuto, "a.csv")[0]
        assert not foglio.guaste
        foglio.guaste[0, 0] = "toccata"  # type: ignore[index]


def test_too_large_is_not_kept(letture: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(riletti, "MASSIMO", 10)
    for _ in range(2):
        rileggi_fogli(b"Codice;Valore\na;1\n", "a.csv")
    assert len(letture) == 2
