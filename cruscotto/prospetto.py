"""A scorecard as measured at a period: rows with their SAL, rolled up to objectives, prospettive and the whole.

Frozen values made by a constant number of queries whatever the number of rows. The pages show them, the export writes
them, the Relazione freezes them; the arithmetic is in ``cruscotto.sal``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cruscotto.misura import Misura
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Periodo
from cruscotto.righe import Riga, misura_riga
from cruscotto.sal import Fascia, Media, Stato, Voce, media, semaforo
from cruscotto.valori_ciclo import ValoriCiclo

__all__ = ["Obiettivo", "ProspettivaMisurata", "Prospetto", "Riga", "misura_cruscotti"]


@dataclass(frozen=True, slots=True)
class Obiettivo:
    """A strategic objective under a prospettiva of one scorecard, with its rows in document order."""

    numero: int
    nome: str
    righe: tuple[Riga, ...]
    media: Media
    fascia: Fascia | None


@dataclass(frozen=True, slots=True)
class ProspettivaMisurata:
    codice: str
    nome: str
    obiettivi: tuple[Obiettivo, ...]
    media: Media
    fascia: Fascia | None


@dataclass(frozen=True, slots=True)
class Prospetto:
    """A whole scorecard as measured."""

    codice: str
    tipo: str
    lettera: str
    titolo: str
    sottotitolo: str
    titolo_sintesi: str
    titolare: str
    prospettive: tuple[ProspettivaMisurata, ...]
    media: Media
    fascia: Fascia | None

    @property
    def righe(self) -> tuple[Riga, ...]:
        """All rows of the scorecard, in document order."""
        return tuple(r for p in self.prospettive for o in p.obiettivi for r in o.righe)


def misura_cruscotti(ciclo: Ciclo, periodo: Periodo | None, cruscotti: Sequence[Cruscotto]) -> list[Prospetto]:
    """Measure ``cruscotti`` of a cycle at ``periodo`` (None: nothing measured yet), in their order.

    At most eight queries, whatever the number of rows; one less when the periods of the cycle are prefetched.
    """
    misura = Misura.dell_ente(ciclo.ente_id)
    valori = ValoriCiclo(ciclo, periodo, cruscotti)
    aperto = periodo is None or periodo.stato != "chiuso"
    return [_prospetto(c, valori.collocazioni.get(c.pk, []), valori, misura, aperto) for c in cruscotti]


def _prospetto(
    cruscotto: Cruscotto, collocazioni: list[Collocazione], valori: ValoriCiclo, misura: Misura, aperto: bool
) -> Prospetto:
    gruppi: dict[int, dict[int, list[Collocazione]]] = {}
    for c in collocazioni:
        gruppi.setdefault(c.nodo.prospettiva_id, {}).setdefault(c.nodo_id, []).append(c)
    prospettive = []
    pesi: list[Decimal | None] = []
    for nodi in gruppi.values():
        prospettiva = next(iter(nodi.values()))[0].nodo.prospettiva
        obiettivi = tuple(_obiettivo(gruppo, valori, misura, aperto) for gruppo in nodi.values())
        pesi_nodi = [gruppo[0].nodo.peso for gruppo in nodi.values()]
        totale = _media(zip(obiettivi, pesi_nodi, strict=True), misura, aperto)
        prospettive.append(
            ProspettivaMisurata(
                prospettiva.codice, prospettiva.nome, obiettivi, totale, semaforo(totale.valore, misura.fasce)
            )
        )
        pesi.append(prospettiva.peso)
    totale = _media(zip(prospettive, pesi, strict=True), misura, aperto)
    return Prospetto(
        codice=cruscotto.codice,
        tipo=cruscotto.tipo,
        lettera=cruscotto.lettera,
        titolo=cruscotto.titolo,
        sottotitolo=cruscotto.sottotitolo,
        titolo_sintesi=cruscotto.titolo_sintesi,
        titolare=cruscotto.titolare,
        prospettive=tuple(prospettive),
        media=totale,
        fascia=semaforo(totale.valore, misura.fasce),
    )


def _obiettivo(collocazioni: list[Collocazione], valori: ValoriCiclo, misura: Misura, aperto: bool) -> Obiettivo:
    righe = tuple(misura_riga(c, valori, misura) for c in collocazioni)
    totale = media(
        [Voce(riga.sal, riga.peso, riga.stato) for riga in righe], periodo_aperto=aperto, mancanti=misura.mancanti
    )
    obiettivo = collocazioni[0].nodo.obiettivo
    return Obiettivo(obiettivo.numero, obiettivo.nome, righe, totale, semaforo(totale.valore, misura.fasce))


def _media(
    parti: Iterable[tuple[Obiettivo | ProspettivaMisurata, Decimal | None]], misura: Misura, aperto: bool
) -> Media:
    voci = [
        Voce(parte.media.valore, peso, Stato.NON_RILEVATO if parte.media.valore is None else Stato.RILEVATO)
        for parte, peso in parti
    ]
    return media(voci, periodo_aperto=aperto, mancanti=misura.mancanti)
