"""The letters of the scorecards are different from one another, capitals and small ones alike."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia
from relazione.controlli.parole import cita, elenco, nudo


@controllo("R16-lettere", "Lettere dei cruscotti")
def lettere(materia: Materia) -> Iterator[EsitoControllo]:
    """Each letter that stands before more than one scorecard."""
    per_lettera: dict[str, list[CruscottoLetto]] = {}
    for c in materia.cruscotti:
        if lettera := nudo(c.lettera):
            per_lettera.setdefault(lettera, []).append(c)
    for lettera, cruscotti in per_lettera.items():
        if len(cruscotti) > 1:
            yield EsitoControllo(
                Severita.AVVISO,
                f"Cruscotti {elenco(cita(c.titolo) for c in cruscotti)}",
                Luogo("cruscotto", cruscotti[-1].codice, "lettera"),
                elenco(c.lettera for c in cruscotti),
                "una lettera per cruscotto",
                f"La lettera «{lettera}» sta davanti a {len(cruscotti)} cruscotti: rinominatene uno.",
                tuple(n for c in cruscotti if (n := c.riga_fonte) is not None),
            )
