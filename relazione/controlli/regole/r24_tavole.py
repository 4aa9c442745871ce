"""The numbers of a column of amounts have the same decimals, and thousands marked alike."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import cita, decimali, elenco

NUDO = re.compile(r"\d{4,}(?:,\d+)?")


@controllo("R24-tavole", "Numeri scritti in più modi nelle tavole")
def numeri_nelle_tavole(materia: Materia) -> Iterator[EsitoControllo]:
    """Each table with numbers from one thousand without a separator where its own, or those of most tables, have it."""
    marcate = sum("." in testo for t in materia.tavole for riga in t.testi for testo in riga)
    for tavola in materia.tavole:
        trovate = [
            (r, testo)
            for r, riga in enumerate(tavola.testi)
            for c, testo in enumerate(riga)
            if tavola.valori[r][c] is not None and NUDO.fullmatch(testo)
            if not re.fullmatch(r"(?:19|20)\d{2}", testo)
        ]
        if trovate and marcate:
            yield EsitoControllo(
                Severita.AVVISO,
                f"Tavola {cita(tavola.titolo)}",
                Luogo("tavola", tavola.codice, "migliaia"),
                elenco(testo for _, testo in trovate),
                "il punto ogni tre cifre",
                "Gli altri numeri hanno il punto delle migliaia: scrivete anche questi così.",
                tavola.linee(*(r for r, _ in trovate)),
            )


@controllo("R24-importi", "Decimali degli importi")
def decimali_degli_importi(materia: Materia) -> Iterator[EsitoControllo]:
    """The amounts of the interventions printed with other decimals than most of them, in one line."""
    stampati = [i for i in materia.interventi if i.importo_stampato]
    cifre = [decimali(i.importo_stampato) for i in stampati]
    comuni = max(cifre, key=cifre.count, default=0)
    diversi = [i for i, n in zip(stampati, cifre, strict=True) if n != comuni]
    if diversi:
        yield EsitoControllo(
            Severita.AVVISO,
            f"Interventi economici, {elenco(cita(i.descrizione) for i in diversi)}",
            Luogo("interventi", "", "decimali"),
            elenco(i.importo_stampato for i in diversi),
            f"{comuni} decimali",
            f"Gli altri importi hanno {comuni} decimali: scrivete anche questi così.",
            tuple(n for i in diversi if (n := i.riga_fonte) is not None),
        )
