"""A label does not end in the middle of what it says."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto, codici, linee
from relazione.controlli.parole import cita, nudo

FINALI = frozenset(
    re.split(
        r"\s+",
        "a ad al alla allo ai agli alle con da dal dalla dallo dai dagli dalle del della dello dei degli delle di e ed "
        "fra in il la lo i gli le nel nella nello nei negli nelle o od per su sul sulla sullo sui sugli sulle tra un "
        "una uno che anche tramite verso presso",
    )
)
"""Words after which something must come."""
CAMPI = (("etichetta", "indicatore"), ("programma", "programma"), ("obiettivo_operativo", "obiettivo operativo"))


@controllo("R23-tronche", "Diciture tronche")
def diciture_tronche(materia: Materia) -> Iterator[EsitoControllo]:
    """Each label that ends in a word that leads on, or of which another of the same column is the continuation."""
    for campo, nome in CAMPI:
        scritte: dict[str, list[RigaLettaDiCruscotto]] = {}
        for r in materia.righe:
            if testo := getattr(r, campo):
                scritte.setdefault(" ".join(testo.split()), []).append(r)
        in_ordine = sorted((nudo(testo), testo) for testo in scritte)
        for testo, righe in scritte.items():
            inizio = f"{nudo(testo)} "
            posto = bisect_left(in_ordine, (inizio, ""))
            seguito = in_ordine[posto][1] if posto < len(in_ordine) and in_ordine[posto][0].startswith(inizio) else ""
            if testo.split()[-1].casefold() in FINALI:
                yield _esito(nome, testo, seguito, righe, Severita.AVVISO)
            elif seguito and _stesso(righe, scritte[seguito]):
                yield _esito(nome, testo, seguito, righe, Severita.NOTA)


def _stesso(righe: Sequence[RigaLettaDiCruscotto], altre: Sequence[RigaLettaDiCruscotto]) -> bool:
    """Whether the shorter label and the longer one are of the same thing: rows of the two share an indicator."""
    return bool({r.codice for r in righe} & {r.codice for r in altre})


def _esito(
    nome: str, testo: str, seguito: str, righe: Sequence[RigaLettaDiCruscotto], severita: Severita
) -> EsitoControllo:
    return EsitoControllo(
        severita,
        f"{nome.capitalize()} {cita(testo)}",
        Luogo("cruscotto", righe[0].cruscotto, f"tronca-{nudo(testo)[:60]}", codici(righe)),
        testo,
        seguito or "la dicitura intera",
        f"La dicitura si interrompe{f': altrove è {cita(seguito, 160)}' if seguito else ''}. Scrivetela intera.",
        linee(tuple(righe)),
    )
