"""The tree, the matrix and the map as sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cruscotto.misurazione.celle import SAL, SEMAFORO, luce, numero
from cruscotto.misurazione.colonne import con_i_livelli
from cruscotto.misurazione.livelli import PROSPETTIVE, PrimoLivello
from cruscotto.models import Ciclo
from cruscotto.strategia.albero import Ramo
from cruscotto.strategia.tabelle import ColonnaTabella, NodoMisurato, RigaNessi, RigaTabella
from ente.fogli.celle import Cella, Tabella

TITOLI_ALBERO = (
    "Livello",
    "Profondità",
    "Testo",
    "Prospettiva",
    "Cruscotto",
    "Target",
    "Consuntivo",
    SAL,
    SEMAFORO,
    "Indicatori",
    "Senza SAL",
    "SAL % nel cruscotto di ente",
    "Che cosa è",
)


def tabella_albero(ciclo: Ciclo, radice: Ramo) -> Tabella:
    """Every level of the tree with what hangs from it, whether the page has it open or not."""
    righe = list(_ramo(radice, 1))
    titoli, righe = con_i_livelli(
        TITOLI_ALBERO, righe, PROSPETTIVE if any(r[3] for r in righe) else None, obiettivi=True
    )
    return Tabella(f"albero-{ciclo.anno}", titoli, righe)


def _ramo(ramo: Ramo, profondita: int) -> Iterator[tuple[Cella, ...]]:
    nell_ente = ramo.nell_ente[0] if ramo.nell_ente else None
    yield (
        *(ramo.livello, profondita, ramo.testo, ramo.prospettiva, "", "", ""),
        *(numero(ramo.media.valore), luce(ramo.fascia), ramo.conto, ramo.mancanti, numero(nell_ente), ramo.frase),
    )
    for figlio in ramo.figli:
        yield from _ramo(figlio, profondita + 1)
    for foglia in ramo.foglie:
        r = foglia.riga
        yield (
            *("Indicatore", profondita + 1, r.etichetta, "", foglia.nome_cruscotto, r.target, r.actual),
            *(numero(r.sal), luce(r.fascia), None, None, None, r.spiegazione),
        )


TITOLI_MATRICE = (
    "Prospettiva",
    "SAL % della prospettiva",
    "Area strategica",
    "SAL % dell’area",
    "N. obiettivo",
    "Obiettivo strategico",
    SAL,
    SEMAFORO,
)


def tabella_matrice(ciclo: Ciclo, colonne: Sequence[ColonnaTabella], righe: Iterable[RigaTabella]) -> Tabella:
    """A row an objective under a prospettiva; a prospettiva without objectives has a row of its own."""
    medie = {c.nome: numero(c.media.valore) for c in colonne}
    scritte: list[tuple[Cella, ...]] = []
    for riga in righe:
        testa = (riga.nome, numero(riga.valore))
        voci = [(area, m) for area, cella in riga.celle for m in cella]
        scritte += [(*testa, area, medie[area], *_obiettivo(m)) for area, m in voci]
        if not voci:
            scritte.append((*testa, "", None, None, "", None, ""))
    return Tabella(f"matrice-{ciclo.anno}", TITOLI_MATRICE, scritte)


def _obiettivo(m: NodoMisurato) -> tuple[Cella, ...]:
    return m.nodo.numero if m.nodo.nome else None, m.nodo.nome, numero(m.valore), luce(m.fascia)


def tabella_mappa(ciclo: Ciclo, righe: Iterable[RigaNessi], livello: PrimoLivello | None) -> Tabella:
    """The objectives of the map, each with those that it helps and those that help it."""
    titoli = ("Prospettiva", "N. obiettivo", "Obiettivo strategico", SAL, SEMAFORO, "Sostiene", "È sostenuto da")
    scritte = [
        (r.obiettivo.prospettiva, *_obiettivo(r.obiettivo), _elencati(r.sostiene), _elencati(r.sostenuto))
        for r in righe
    ]
    lette, scritte = con_i_livelli(titoli, scritte, livello, obiettivi=True)
    return Tabella(f"mappa-{ciclo.anno}", lette, scritte)


def _elencati(nodi: Iterable[NodoMisurato]) -> str:
    return "; ".join(f"{m.nodo.titolo} ({m.prospettiva})" if m.prospettiva else m.nodo.titolo for m in nodi)
