"""Weights and settings of measure as sheets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cruscotto.aritmetica.sal import Fascia
from cruscotto.misurazione.celle import numero
from cruscotto.models import Cruscotto
from cruscotto.pianificazione.actions.pesi import Fratelli
from ente.fogli.celle import Cella, Tabella


def tabella_pesi(cruscotto: Cruscotto, gruppi: Iterable[Fratelli]) -> Tabella:
    """What is weighed together, and how much each thing weighs."""
    righe = [
        (g.titolo, g.sotto, v.nome, v.peso, "sì" if v.prerequisito else "no", g.somma) for g in gruppi for v in g.voci
    ]
    titoli = ("Gruppo", "Dove", "Voce", "Peso", "Prerequisito", "Somma del gruppo")
    return Tabella(f"pesi-{cruscotto.codice}-{cruscotto.ciclo.anno}", titoli, righe)


def tabella_misura(scelte: Iterable[tuple[str, Any]], fasce: Iterable[Fascia]) -> Tabella:
    """How the body measures: each choice with its value, then the bands of the traffic light."""
    righe: list[tuple[Cella, ...]] = [("Scelte", nome, valore, None) for nome, valore in scelte]
    righe += [("Semaforo: da (compreso), a (escluso)", f.nome, numero(f.da), numero(f.a)) for f in fasce]
    return Tabella("misura", ("Gruppo", "Voce", "Valore", "Fino a"), righe)
