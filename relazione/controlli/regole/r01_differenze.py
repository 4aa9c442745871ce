"""The difference printed in the budget is the actual less the updated budget."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import cita

ZERO = Decimal(0)


@controllo("R01-differenze", "Differenze del bilancio")
def differenze_del_bilancio(materia: Materia) -> Iterator[EsitoControllo]:
    """Each line whose difference is another; a dash is no amount, and counts nothing."""
    for riga in materia.bilancio:
        v = riga.voce
        atteso = (v.consuntivo or ZERO) - (v.aggiornamento or ZERO)
        if any(i is not None for i in v.importi) and (v.differenza or ZERO) != atteso:
            yield EsitoControllo(
                Severita.ERRORE,
                f"Bilancio, {cita(v.etichetta)}, differenza",
                Luogo("bilancio", v.codice, "differenza"),
                formatta_numero(v.differenza or ZERO, 2),
                formatta_numero(atteso, 2),
                f"Consuntivo {formatta_numero(v.consuntivo or ZERO, 2)} meno aggiornamento "
                f"{formatta_numero(v.aggiornamento or ZERO, 2)} fa {formatta_numero(atteso, 2)}: correggete la "
                "differenza, o l'importo che è sbagliato.",
                riga.linea,
            )
