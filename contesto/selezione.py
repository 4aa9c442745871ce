"""From a context table to a chart: which rows and columns a chart draws, and what its marks are called.

Rows are chosen by exact label ("Gruppo/Etichetta" in a table with sub-headings), columns by the path of their headings
("Tasso attività*/Siena"). A selection that names nothing, or two things, is refused: a chart never guesses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from contesto.colori import SERIE_MASSIME
from contesto.grafici import Grafico, Punto, TipoGrafico
from contesto.models import Cella, Colonna, GraficoTavola, Riga
from ente.errori import ErroreUtente

V = TypeVar("V", Riga, Colonna)


class SelezioneSbagliata(ErroreUtente):
    """A chart names a row or a column that its table does not have, or has twice."""


def costruisci_grafico(
    grafico: GraficoTavola, righe: Sequence[Riga], colonne: Sequence[Colonna], celle: Sequence[Cella]
) -> Grafico:
    """The chart of a table, from rows, columns and cells already read.

    Raises:
        SelezioneSbagliata: a label does not name exactly one row or column.
    """
    nomi_righe = _nomi_righe(righe)
    nomi_colonne = {c: "/".join(dict.fromkeys(p for p in (c.livello_superiore, c.etichetta) if p)) for c in colonne}
    righe_scelte = _scegli(grafico, nomi_righe, grafico.righe, [r for r in righe if not (r.gruppo or r.totale)])
    colonne_scelte = _scegli(grafico, nomi_colonne, grafico.colonne, [c for c in colonne if not (c.testo or c.totale)])
    valori = {(c.riga_id, c.colonna_id): c.valore for c in celle}
    corti_righe = _senza_parte_comune([nomi_righe[r] for r in righe_scelte])
    corti_colonne = _senza_parte_comune([nomi_colonne[c] for c in colonne_scelte])
    if grafico.serie_per_riga and len(righe_scelte) == 1 and (livelli := _due_livelli(corti_colonne)):
        riga = righe_scelte[0]
        punti = [
            Punto(c, s, valori.get((riga.pk, col.pk))) for col, (s, c) in zip(colonne_scelte, livelli, strict=True)
        ]
        return Grafico(TipoGrafico(grafico.tipo), "", grafico.alternativa, grafico.unita, tuple(punti))
    punti = []
    for riga, nome_riga in zip(righe_scelte, corti_righe, strict=True):
        for colonna, nome_colonna in zip(colonne_scelte, corti_colonne, strict=True):
            serie, categoria = (nome_riga, nome_colonna) if grafico.serie_per_riga else (nome_colonna, nome_riga)
            punti.append(Punto(categoria, serie, valori.get((riga.pk, colonna.pk))))
    if not grafico.serie_per_riga:
        punti.sort(key=lambda p: corti_colonne.index(p.serie))
    return Grafico(TipoGrafico(grafico.tipo), "", grafico.alternativa, grafico.unita, tuple(punti))


def _nomi_righe(righe: Sequence[Riga]) -> dict[Riga, str]:
    nomi, gruppo = {}, ""
    for riga in righe:
        if riga.gruppo:
            gruppo = riga.etichetta
        nomi[riga] = f"{gruppo}/{riga.etichetta}" if gruppo and not riga.gruppo else riga.etichetta
    return nomi


def _scegli(grafico: GraficoTavola, nomi: dict[V, str], cercati: Sequence[str], tutte: Sequence[V]) -> list[V]:
    if not cercati:
        return list(tutte)
    scelte = []
    for cercato in cercati:
        trovate = [voce for voce, nome in nomi.items() if nome == cercato]
        if len(trovate) != 1:
            raise SelezioneSbagliata(
                f"Il grafico «{grafico.codice}» cerca «{cercato}» e ne trova {len(trovate)} nella tavola: "
                "scrivete l'etichetta com'è nella tavola."
            )
        scelte.append(trovate[0])
    return scelte


def _due_livelli(nomi: Sequence[str]) -> list[tuple[str, str]]:
    """Series and category of "a/b" paths that cross all with all; empty where they do not.

    The level with fewer names makes the series, the first one of two alike: a province keeps its colour.
    """
    parti = [tuple(nome.split("/", 1)) for nome in nomi]
    if any(len(p) != 2 for p in parti):
        return []
    prime, seconde = dict.fromkeys(p[0] for p in parti), dict.fromkeys(p[1] for p in parti)
    if min(len(prime), len(seconde)) < 2 or set(parti) != {(a, b) for a in prime for b in seconde}:
        return []
    dritti = [(p[0], p[1]) if len(prime) <= len(seconde) else (p[1], p[0]) for p in parti]
    serie = list(dict.fromkeys(s for s, _ in dritti))
    return dritti if len(serie) <= SERIE_MASSIME else []


def _senza_parte_comune(nomi: Sequence[str]) -> list[str]:
    """Shared leading or trailing parts of "a/b" paths are dropped: they say nothing that tells the marks apart."""
    parti = [nome.split("/", 1) for nome in nomi]
    if len(nomi) > 1 and all(len(p) == 2 for p in parti):
        if len({p[0] for p in parti}) == 1:
            return [p[1] for p in parti]
        if len({p[1] for p in parti}) == 1:
            return [p[0] for p in parti]
    return list(nomi)
