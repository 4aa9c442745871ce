"""The economic interventions sum to the budget line that they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import InterventoLetto, Materia
from relazione.controlli.parole import cita

ARROTONDAMENTO = Decimal(1)
"""A budget in whole euros may miss the cents of what it gathers."""


@controllo("R01-interventi", "Interventi economici e voce di bilancio")
def interventi_e_bilancio(materia: Materia) -> Iterator[EsitoControllo]:
    """Each budget line whose actual, without its sign, is not the sum of its interventions."""
    per_voce: dict[str, list[InterventoLetto]] = {}
    for i in materia.interventi:
        if i.voce:
            per_voce.setdefault(i.voce, []).append(i)
    for riga in materia.bilancio:
        suoi = per_voce.get(riga.voce.codice)
        if not suoi or riga.voce.consuntivo is None:
            continue
        somma, scritto = sum((i.importo for i in suoi), Decimal(0)), abs(riga.voce.consuntivo)
        if abs(somma - scritto) >= ARROTONDAMENTO:
            yield EsitoControllo(
                Severita.ERRORE,
                f"Interventi economici e voce di bilancio {cita(riga.voce.etichetta)}",
                Luogo("interventi", riga.voce.codice),
                formatta_numero(scritto, 2),
                formatta_numero(somma, 2),
                f"I {len(suoi)} interventi sommano {formatta_numero(somma, 2)} euro, la voce di bilancio ne dice "
                f"{formatta_numero(scritto, 2)}: correggete l'intervento o la voce che è sbagliata.",
                (*riga.linea, *(n for i in suoi if (n := i.riga_fonte) is not None)),
            )
