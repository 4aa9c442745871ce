"""The columns of a sheet that speak of the levels of a cycle: those that it has, called as it calls them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cruscotto.misurazione.livelli import AREE, PrimoLivello
from ente.fogli.celle import Cella

GRUPPO, SAL_GRUPPO = "Prospettiva", "SAL % della prospettiva"
NUMERO, OBIETTIVO, SAL_OBIETTIVO = "N. obiettivo", "Obiettivo strategico", "SAL % dell’obiettivo"
_DI_AREA = {GRUPPO: "Area strategica", SAL_GRUPPO: "SAL % dell’area strategica"}


def con_i_livelli(
    titoli: Sequence[str], righe: Iterable[Sequence[Cella]], livello: PrimoLivello | None, *, obiettivi: bool
) -> tuple[list[str], list[tuple[Cella, ...]]]:
    """A table without the columns of the levels that are not there; those of an area strategica are called so."""
    via = {*(() if livello else (GRUPPO, SAL_GRUPPO)), *(() if obiettivi else (NUMERO, OBIETTIVO, SAL_OBIETTIVO))}
    restano = [n for n, titolo in enumerate(titoli) if titolo not in via]
    nomi = _DI_AREA if livello is AREE else {}
    return [nomi.get(titoli[n], titoli[n]) for n in restano], [tuple(riga[n] for n in restano) for riga in righe]
