"""How large a load is, and how its placements are shared among the scorecards. Pure: no Django."""

from __future__ import annotations

import random
from dataclasses import dataclass

ULTIMO_ANNO = 2025
# The proportions of the real 2019: 250 placements of 130 indicators in ten scorecards.
RIGHE = {
    "ente": 33,
    "area1": 27,
    "area2": 34,
    "area3": 42,
    "area4": 40,
    "ind_sg": 11,
    "ind_dir2": 16,
    "ind_dir3": 20,
    "ind_dir4": 17,
    "azienda_speciale": 10,
}
AREA_DI = {"ind_sg": "area1", "ind_dir2": "area2", "ind_dir3": "area3", "ind_dir4": "area4"}
TUTTE = sum(RIGHE.values())
INDICATORI = 130


@dataclass(frozen=True, slots=True)
class Piano:
    """Bodies × years × placements of a year × periods of a year. ``primo`` numbers the first body."""

    enti: int = 100
    anni: int = 10
    collocazioni: int = 250
    periodi: int = 4
    seme: int = 1
    primo: int = 1

    def numeri_enti(self) -> range:
        return range(self.primo, self.primo + self.enti)

    def elenco_anni(self) -> range:
        """The years, the latest being always the same."""
        return range(ULTIMO_ANNO - self.anni + 1, ULTIMO_ANNO + 1)

    @property
    def indicatori(self) -> int:
        """Indicators of a body: each stands in about two scorecards."""
        return max(1, round(self.collocazioni * INDICATORI / TUTTE))

    def caso(self, *parti: object) -> random.Random:
        """Chance that depends only on the seed and on ``parti``."""
        return random.Random("/".join(map(str, (self.seme, *parti))))  # noqa: S311 - not a secret

    def righe(self) -> dict[str, list[int]]:
        """The indicators (0…) of each scorecard, in order.

        The areas share them out, a manager answers for the first ones of the area, the body for some of all.
        """
        quante = _ripartisci(self.collocazioni)
        scelti: dict[str, list[int]] = {}
        prossimo = 0
        for codice in ("area1", "area2", "area3", "area4", "azienda_speciale"):
            scelti[codice] = [(prossimo + n) % self.indicatori for n in range(quante[codice])]
            prossimo += quante[codice]
        for codice, area in AREA_DI.items():
            scelti[codice] = scelti[area][: quante[codice]]
        passo = max(1, self.indicatori // max(1, quante["ente"]))
        scelti["ente"] = [n * passo % self.indicatori for n in range(quante["ente"])]
        return {codice: scelti[codice] for codice in RIGHE}


def _ripartisci(totale: int) -> dict[str, int]:
    """Share ``totale`` rows in the proportions of ``RIGHE``; the running total is rounded, so nothing is lost."""
    quante, visti, dati = {}, 0, 0
    for codice, parte in RIGHE.items():
        visti += parte
        quante[codice] = round(totale * visti / TUTTE) - dati
        dati += quante[codice]
    return quante
