"""Who is assessed for paying invoices in time has an objective that weighs as much as the law wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from contesto.numeri import CONTESTO, formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia, RigaLettaDiCruscotto, linee
from relazione.controlli.norme import norma
from relazione.controlli.parole import cita, uguale
from relazione.controlli.righe import luogo

INDIVIDUALE = "individuale"
CENTO = Decimal(100)


@controllo("N07-pagamenti", "Obiettivo sui tempi di pagamento")
def tempi_di_pagamento(materia: Materia) -> Iterator[EsitoControllo]:
    """Each individual sheet whose rows on payment times weigh less than the law wants; when no sheet of the body has
    one, that is one line. Rows without weights weigh the same."""
    legge = norma("tempi-di-pagamento", materia.anno)
    schede = [c for c in materia.cruscotti if c.tipo == INDIVIDUALE and c.righe]
    if legge is None or not schede:
        return
    minimo, parole = Decimal(legge.dati["quota"]), legge.dati["parole"]
    trovate = [(c, [r for r in c.righe if _ne_parla(r, parole)]) for c in schede]
    if not any(righe for _, righe in trovate):
        yield EsitoControllo(
            Severita.AVVISO,
            f"{len(schede)} schede individuali, nessun obiettivo sui tempi di pagamento",
            Luogo("cruscotto", schede[0].codice, "tempi-di-pagamento"),
            "nessun obiettivo",
            f"un obiettivo che pesi almeno il {formatta_numero(minimo)}%",
            f"Chi paga le fatture ha un obiettivo annuale sui tempi di pagamento ({legge.fonte}): collocatelo nella "
            "sua scheda.",
        )
    for cruscotto, righe in trovate:
        quota = _quota(cruscotto, righe)
        if righe and quota < minimo:
            yield EsitoControllo(
                Severita.AVVISO,
                f"Cruscotto {cruscotto.chiamato}, {cita(righe[0].etichetta)}",
                luogo(righe[0], "peso-pagamenti"),
                f"{formatta_numero(quota, 1)}%",
                f"almeno il {formatta_numero(minimo)}%",
                f"L'obiettivo sui tempi di pagamento pesa il {formatta_numero(quota, 1)}% della scheda, la legge vuole "
                f"almeno il {formatta_numero(minimo)}% ({legge.fonte}): alzatene il peso.",
                linee(righe),
            )


def _ne_parla(riga: RigaLettaDiCruscotto, parole: Sequence[str]) -> bool:
    detto = uguale(f"{riga.etichetta} {riga.obiettivo_operativo} {riga.programma}")
    return any(parola in detto for parola in parole)


def _quota(cruscotto: CruscottoLetto, righe: Sequence[RigaLettaDiCruscotto]) -> Decimal:
    """The share of the sheet that some of its rows are, by weight."""
    if all(r.peso is None for r in cruscotto.righe):
        return CONTESTO.divide(CENTO * len(righe), Decimal(len(cruscotto.righe)))
    totale = sum((r.peso or Decimal(0) for r in cruscotto.righe), Decimal(0))
    sue = sum((r.peso or Decimal(0) for r in righe), Decimal(0))
    return CONTESTO.divide(CENTO * sue, totale) if totale else Decimal(0)
