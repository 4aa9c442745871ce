"""Every placement has indicator, target, actual and SAL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia, RigaLettaDiCruscotto
from relazione.controlli.righe import dove, linee, luogo

NEUTRALIZZATO = "neutralizzato"
SECONDO_LE_REGOLE = frozenset({"il consuntivo", "il SAL"})
"""What may lack where the body has said what a missing value counts: the printed document shows it, so it is told."""


@controllo("R13-celle", "Celle che mancano nelle righe dei cruscotti")
def righe_intere(materia: Materia) -> Iterator[EsitoControllo]:
    """What the rows of a scorecard lack, one line for each thing that lacks. A row printed without a SAL where the
    others of its scorecard have it lacks it; an actual lacks only when the year is over."""
    for cruscotto in materia.cruscotti:
        stampati = _maggioranza(cruscotto)
        mancano: dict[str, list[RigaLettaDiCruscotto]] = {}
        for r in cruscotto.righe:
            for cosa in _manca(r, stampati, materia.concluso):
                mancano.setdefault(cosa, []).append(r)
        for cosa, righe in mancano.items():
            yield _esito(righe, cosa)


def _manca(r: RigaLettaDiCruscotto, stampati: bool, concluso: bool) -> Iterator[str]:
    if not r.etichetta:
        yield "la dicitura"
    if not r.target:
        yield "il target"
    if not concluso or r.stato == NEUTRALIZZATO:
        return
    if not r.actual:
        yield "il consuntivo"
    if stampati and not r.sal_stampato:
        yield "il SAL stampato"
    elif r.sal is None and r.actual and r.target and not stampati:
        yield "il SAL"


def _maggioranza(cruscotto: CruscottoLetto) -> bool:
    """Whether the scorecard comes from a printed document: most of its rows have the SAL that it printed."""
    return 2 * sum(bool(r.sal_stampato) for r in cruscotto.righe) > len(cruscotto.righe)


def _esito(righe: Sequence[RigaLettaDiCruscotto], cosa: str) -> EsitoControllo:
    dove_sono = dove(righe[0]) if len(righe) == 1 else f"{dove(righe[0])} e altre {len(righe) - 1} righe"
    return EsitoControllo(
        Severita.AVVISO if cosa in SECONDO_LE_REGOLE else Severita.ERRORE,
        dove_sono,
        luogo(righe[0], f"manca-{cosa.split()[1]}", righe),
        f"manca {cosa}",
        "dicitura, target, consuntivo e SAL",
        f"Manca {cosa}: scrivetelo, oppure togliete la riga o neutralizzatela con il motivo.",
        linee(tuple(righe)),
    )
