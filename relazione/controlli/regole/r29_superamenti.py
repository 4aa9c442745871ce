"""A target passed by half again, or more, was too easy or is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import formatta_numero, leggi_cella
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.righe import linee, luogo, nome_insieme

SOGLIA = Decimal(150)


@controllo("R29-superamenti", "Risultati molto oltre il valore atteso")
def superamenti(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator whose SAL before the cap is 150 or more. An actual of zero is no measure; with
    a reason written it has been explained."""
    for righe in materia.per_indicatore().values():
        oltre = [r for r in righe if r.sal_grezzo is not None and r.sal_grezzo >= SOGLIA and not (_zero(r) or r.motivo)]
        if oltre:
            massimo = max(r.sal_grezzo for r in oltre if r.sal_grezzo is not None)
            yield EsitoControllo(
                Severita.AVVISO,
                nome_insieme(oltre),
                luogo(oltre[0], "superamento"),
                f"{oltre[0].actual} su {oltre[0].target}",
                "un valore atteso che misuri lo sforzo",
                f"Il risultato vale il {formatta_numero(massimo, 0)}% del valore atteso: il target era troppo basso, "
                "oppure uno dei due numeri è sbagliato. Spiegatelo.",
                linee(tuple(oltre)),
            )


def _zero(riga: RigaLettaDiCruscotto) -> bool:
    return leggi_cella(riga.actual) == 0
