"""A total of the budget is the sum of its lines: those of its section, or all those above it for a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from contesto.models import TipoVoce
from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, VoceLetta
from relazione.controlli.parole import cita

MOMENTI = ("preventivo", "aggiornamento", "consuntivo", "differenza")
ZERO = Decimal(0)


@controllo("R01-bilancio", "Totali del bilancio")
def totali_del_bilancio(materia: Materia) -> Iterator[EsitoControllo]:
    """Each total that is not the sum of its lines, column by column. Charges are negative, so a result is a sum too."""
    for n, riga in enumerate(materia.bilancio):
        if riga.voce.tipo != TipoVoce.TOTALE:
            continue
        parti = _parti(materia.bilancio, n)
        for momento, scritto, posto in zip(MOMENTI, riga.voce.importi, range(4), strict=True):
            addendi = [v for p in parti if (v := p.voce.importi[posto]) is not None]
            somma = sum(addendi, ZERO)
            if addendi and (scritto or ZERO) != somma:
                yield EsitoControllo(
                    Severita.ERRORE,
                    f"Bilancio, {cita(riga.voce.etichetta)}, {momento}",
                    Luogo("bilancio", riga.voce.codice, momento),
                    formatta_numero(scritto or ZERO, 2),
                    formatta_numero(somma, 2),
                    f"Le {len(addendi)} voci che lo compongono sommano {formatta_numero(somma, 2)} euro: correggete il "
                    "totale, o la voce che è sbagliata.",
                    riga.linea,
                )


def _parti(righe: Sequence[VoceLetta], n: int) -> list[VoceLetta]:
    prime = [r for r in righe[:n] if r.voce.tipo == TipoVoce.VOCE]
    proprie = [r for r in prime if r.voce.sezione == righe[n].voce.sezione]
    return proprie or prime
