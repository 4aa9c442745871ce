"""Summary and detail of a scorecard list the same pairs of prospettiva and objective."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import elenco


@controllo("R14-coppie", "Sintesi e dettaglio con gli stessi obiettivi")
def sintesi_e_dettaglio(materia: Materia) -> Iterator[EsitoControllo]:
    """Each scorecard whose summary lists a pair that the detail has not, or misses one."""
    for cruscotto in materia.cruscotti:
        sintesi = {(p, n) for p, n, _ in cruscotto.sintesi}
        dettaglio = {(r.prospettiva, r.numero_obiettivo) for r in cruscotto.righe}
        if not sintesi or sintesi == dettaglio:
            continue
        manca, troppo = sorted(dettaglio - sintesi), sorted(sintesi - dettaglio)
        frasi = []
        if manca:
            frasi.append(f"nella sintesi manca {elenco(f'{n} sotto «{p}»' for p, n in manca)}")
        if troppo:
            frasi.append(f"nel dettaglio non c'è {elenco(f'{n} sotto «{p}»' for p, n in troppo)}")
        yield EsitoControllo(
            Severita.ERRORE,
            f"Cruscotto {cruscotto.chiamato}, sintesi e dettaglio",
            Luogo("cruscotto", cruscotto.codice, "sintesi"),
            elenco(f"{n} sotto «{p}»" for p, n in sorted(sintesi)),
            elenco(f"{n} sotto «{p}»" for p, n in sorted(dettaglio)),
            f"Gli obiettivi non sono gli stessi: {'; '.join(frasi)}.",
            tuple(n for n in (cruscotto.riga_fonte, cruscotto.riga_sintesi) if n is not None),
        )
