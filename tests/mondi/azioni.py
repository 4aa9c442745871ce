"""Where the acts live: the modules of every folder called ``actions``, and those by which values, periods and cycles go
from a state to another."""

from __future__ import annotations

from pathlib import Path

RADICE = Path(__file__).resolve().parents[2]
CASE = ("ente", "contesto", "cruscotto", "relazione")
PASSAGGI = ("cruscotto.ciclo.passaggi_valore", "cruscotto.ciclo.passaggi_periodo")


def moduli_di_azioni() -> list[str]:
    """The names of the modules of the acts.

    Raises:
        AssertionError: an app or a folder has none, or a module of the passages has moved: who looks for the acts would
            look at nothing and find nothing wrong.
    """
    cartelle = [c for casa in CASE for c in sorted((RADICE / casa).rglob("actions")) if c.is_dir()]
    trovati = list(PASSAGGI)
    for cartella in cartelle:
        moduli = [
            ".".join(file.relative_to(RADICE).with_suffix("").parts)
            for file in sorted(cartella.rglob("*.py"))
            if file.name != "__init__.py"
        ]
        assert moduli, f"{cartella.relative_to(RADICE)}: nessuna azione"
        trovati += moduli
    assert {m.split(".")[0] for m in trovati} == set(CASE), "una casa senza azioni"
    for modulo in trovati:
        assert (RADICE / (modulo.replace(".", "/") + ".py")).is_file(), f"{modulo} non c'è più"
    return trovati
