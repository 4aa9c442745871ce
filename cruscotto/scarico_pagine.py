"""The tables of the pages that look at a whole cycle, to download: scorecards, tree, matrix, map, weights, context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from contesto.models import Tavola
from contesto.pagine import Conto, nome_tema
from cruscotto.actions.pesi import Fratelli
from cruscotto.albero import Ramo
from cruscotto.models import Ciclo, Cruscotto, TipoCruscotto
from cruscotto.prospetto import Prospetto
from cruscotto.quadro import ColonnaTabella, NodoMisurato, RigaNessi, RigaTabella
from cruscotto.sal import Fascia
from cruscotto.scarico import numero
from ente.fogli.celle import Cella, Tabella

SEMAFORO = "Semaforo"
SAL = "SAL %"


def luce(fascia: Fascia | None) -> str:
    """The band of the traffic light as the pages say it."""
    return fascia.nome if fascia else "Non rilevato"


def tabella_cruscotti(ciclo: Ciclo, prospetti: Iterable[Prospetto]) -> Tabella:
    """The scorecards that the page lists."""
    righe = [
        (
            p.codice,
            p.titolo,
            str(TipoCruscotto(p.tipo).label),
            p.titolare,
            len(p.righe),
            numero(p.media.valore),
            luce(p.fascia),
        )
        for p in prospetti
    ]
    titoli = ("Codice", "Cruscotto", "Tipo", "Titolare", "Indicatori", SAL, SEMAFORO)
    return Tabella(f"cruscotti-{ciclo.anno}", titoli, righe)


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
    return Tabella(f"albero-{ciclo.anno}", TITOLI_ALBERO, list(_ramo(radice, 1)))


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
    return m.nodo.numero, m.nodo.nome, numero(m.valore), luce(m.fascia)


def tabella_mappa(ciclo: Ciclo, righe: Iterable[RigaNessi]) -> Tabella:
    """The objectives of the map, each with those that it helps and those that help it."""
    titoli = ("Prospettiva", "N. obiettivo", "Obiettivo strategico", SAL, SEMAFORO, "Sostiene", "È sostenuto da")
    scritte = [
        (r.obiettivo.prospettiva, *_obiettivo(r.obiettivo), _elencati(r.sostiene), _elencati(r.sostenuto))
        for r in righe
    ]
    return Tabella(f"mappa-{ciclo.anno}", titoli, scritte)


def _elencati(nodi: Iterable[NodoMisurato]) -> str:
    return "; ".join(f"{m.nodo.numero}. {m.nodo.nome} ({m.prospettiva})" for m in nodi)


def tabella_pesi(cruscotto: Cruscotto, gruppi: Iterable[Fratelli]) -> Tabella:
    """What is weighed together, and how much each thing weighs."""
    righe = [
        (g.titolo, g.sotto, v.nome, v.peso, "sì" if v.prerequisito else "no", g.somma) for g in gruppi for v in g.voci
    ]
    titoli = ("Gruppo", "Dove", "Voce", "Peso", "Prerequisito", "Somma del gruppo")
    return Tabella(f"pesi-{cruscotto.codice}-{cruscotto.ciclo.anno}", titoli, righe)


def tabella_misura(scelte: Iterable[tuple[str, Any]], fasce: Iterable[Fascia]) -> Tabella:
    """How the body measures: each choice with its value, then the bands of the traffic light."""
    righe: list[tuple[Cella, ...]] = [("Scelte", nome, valore, None) for nome, valore in scelte]
    righe += [("Semaforo: da (compreso), a (escluso)", f.nome, numero(f.da), numero(f.a)) for f in fasce]
    return Tabella("misura", ("Gruppo", "Voce", "Valore", "Fino a"), righe)


def tabella_tavole(anno: int, tavole: Iterable[Any]) -> Tabella:
    """The context tables of a year, each with what it is about; ``quanti_grafici`` is read with them."""
    righe = [
        (
            nome_tema(t.tema),
            t.codice,
            t.titolo,
            t.territorio,
            "" if t.unita == "testo" else t.unita,
            t.anno_dati,
            t.fonte,
            t.sezione,
            _grafici(t),
        )
        for t in tavole
    ]
    titoli = ("Tema", "Codice", "Tavola", "Territorio", "Unità", "Anno dei dati", "Fonte", "Sezione", "Grafici")
    return Tabella(f"contesto-{anno}", titoli, righe)


def _grafici(tavola: Tavola) -> int:
    return int(getattr(tavola, "quanti_grafici", 0))


def tabella_personale(nome: str, conti: Iterable[Conto]) -> Tabella:
    """How many people each table of personnel counts."""
    righe = [
        (c.tavola.titolo, numero(c.persone), numero(c.donne), numero(c.uomini), numero(c.quota_donne)) for c in conti
    ]
    return Tabella(nome, ("Tavola", "Persone", "Donne", "Uomini", "Donne, %"), righe)
