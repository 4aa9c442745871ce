"""All the titles of a scorecard name the same area."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia
from relazione.controlli.parole import elenco

AREA = re.compile(r"\b(?:area|settore|direzione|servizio)\s+(?:dirigenziale\s+)?(?:n\.\s*)?(\d+)\b", re.IGNORECASE)


@controllo("R16-area", "Numero dell'area nei titoli di un cruscotto")
def numeri_di_area(materia: Materia) -> Iterator[EsitoControllo]:
    """Each scorecard whose titles, in the detail and in the summary, name different areas."""
    for c in materia.cruscotti:
        detti = _numeri(c)
        if len(set(detti.values())) > 1:
            frasi = elenco(f"{n} in «{testo}»" for testo, n in detti.items())
            numeri = list(detti.values())
            comune = max(numeri, key=numeri.count)
            altri = sorted(set(numeri) - {comune})
            yield EsitoControllo(
                Severita.ERRORE,
                f"Titoli del cruscotto {c.chiamato}",
                Luogo("cruscotto", c.codice, "area"),
                f"area {elenco(altri)}",
                f"area {comune}",
                f"I titoli dello stesso cruscotto nominano aree diverse ({frasi}): correggete quello che è sbagliato.",
                tuple(n for n in (c.riga_fonte, c.riga_sintesi) if n is not None),
            )


def _numeri(c: CruscottoLetto) -> dict[str, str]:
    testi = (c.titolo, c.sottotitolo, c.titolo_sintesi, c.intestazione_sintesi)
    return {testo: trovata[1] for testo in testi if testo and (trovata := AREA.search(testo))}
