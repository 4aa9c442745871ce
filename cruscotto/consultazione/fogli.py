"""The tables of the pages that are only read, to download: scorecards, context, personnel."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from contesto.models import Tavola
from contesto.pagine import Conto, nome_tema
from cruscotto.misurazione.celle import SAL, SEMAFORO, luce, numero
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.models import Ciclo, TipoCruscotto
from ente.fogli.celle import Tabella


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
