"""A budget line far from what was foreseen has a comment."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, VoceLetta
from relazione.controlli.parole import cita

SOGLIA = Decimal(10)
"""Percent of the updated budget."""


@controllo("R29-bilancio", "Scostamenti di bilancio senza commento")
def scostamenti_senza_commento(materia: Materia) -> Iterator[EsitoControllo]:
    """The lines of the budget that differ by more than a tenth from the updated one and say nothing of it: one line."""
    muti = [r for r in materia.bilancio if r.voce.scostata and not r.voce.commento.strip() and _grande(r)]
    if muti:
        yield EsitoControllo(
            Severita.AVVISO,
            f"Bilancio, {len(muti)} voci scostate senza commento",
            Luogo("bilancio", "", "commenti"),
            "; ".join(f"{r.voce.nome} {_detto(r)}" for r in muti),
            "un commento per voce",
            f"Si scostano di oltre il {formatta_numero(SOGLIA)}% dall'aggiornamento: {cita(muti[0].voce.nome)}"
            f"{f' e altre {len(muti) - 1}' if len(muti) > 1 else ''}. Dite perché.",
            tuple(n for r in muti for n in r.linea),
        )


def _grande(riga: VoceLetta) -> bool:
    quota = riga.voce.percentuale
    return quota is None or abs(quota) > SOGLIA


def _detto(riga: VoceLetta) -> str:
    quota = riga.voce.percentuale
    return "non prevista" if quota is None else f"{formatta_numero(quota, 1)}%"
