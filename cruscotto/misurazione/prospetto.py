"""A scorecard as measured at a period: rows with their SAL, rolled up to objectives, prospettive and the whole.

Frozen values made by a constant number of queries whatever the number of rows. The pages show them, the export writes
them, the Relazione freezes them; the arithmetic is in ``cruscotto.aritmetica.sal``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from django.utils import timezone

from contesto.numeri import essenziale
from cruscotto.aritmetica.sal import Fascia, Media, Stato, VoceDellaMedia, media, semaforo
from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.fotografie import Aperta, fotografia_di, prefetch_fotografie
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Lettura, Richiesta, ValoriCiclo
from cruscotto.misurazione.livelli import SENZA_LIVELLO, PrimoLivello, posto_di, primo_livello, rango
from cruscotto.misurazione.riga import Riga, misura_riga
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Periodo
from cruscotto.models.albero import titolo_obiettivo

__all__ = [
    "ObiettivoMisurato",
    "ProspettivaMisurata",
    "Prospetto",
    "Richiesta",
    "Riga",
    "misura_cruscotti",
    "misura_insieme",
    "misura_valori",
]


@dataclass(frozen=True, slots=True)
class ObiettivoMisurato:
    """A strategic objective under a prospettiva of one scorecard, with its rows in document order. Without a name: rows
    that stand under no objective."""

    numero: int
    nome: str
    peso: Decimal | None
    righe: tuple[Riga, ...]
    media: Media
    passo: Decimal | None
    fascia: Fascia | None

    @property
    def titolo(self) -> str:
        """Number and name; empty where there is no objective."""
        return titolo_obiettivo(self.numero, self.nome)


@dataclass(frozen=True, slots=True)
class ProspettivaMisurata:
    """What objectives stand under in a scorecard: a prospettiva, an area strategica, or nothing, without a name
    (``cruscotto.misurazione.livelli``)."""

    codice: str
    nome: str
    peso: Decimal | None
    obiettivi: tuple[ObiettivoMisurato, ...]
    media: Media
    passo: Decimal | None
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
    passo: Decimal | None
    fascia: Fascia | None

    @property
    def righe(self) -> tuple[Riga, ...]:
        """All rows of the scorecard, in document order."""
        return tuple(r for p in self.prospettive for o in p.obiettivi for r in o.righe)

    @property
    def livello(self) -> PrimoLivello | None:
        """What the scorecard is divided by; None when it is by nothing."""
        return primo_livello(p.codice for p in self.prospettive)

    @property
    def con_obiettivi(self) -> bool:
        """Whether rows stand under objectives."""
        return any(o.nome for p in self.prospettive for o in p.obiettivi)


def misura_cruscotti(
    ciclo: Ciclo, periodo: Periodo | None, cruscotti: Sequence[Cruscotto], misura: Misura | None = None
) -> list[Prospetto]:
    """Measure ``cruscotti`` of a cycle at ``periodo`` (None: nothing measured yet), in their order.

    ``misura`` is how the body measures, for who has already read it.

    At most seven queries, whatever the number of rows; one less when the periods of the cycle are prefetched.
    """
    (prospetti,) = misura_insieme(ciclo.ente_id, [Richiesta(ciclo, periodo, cruscotti)], misura)
    return prospetti


def misura_insieme(ente_id: int, richieste: Sequence[Richiesta], misura: Misura | None = None) -> list[list[Prospetto]]:
    """Measure more requests of one body together, cycles and periods side by side: as many queries as for one.

    A closed period and an adopted cycle are measured with the rules that they keep, the others with ``misura``.
    """
    prefetch_fotografie([r.periodo for r in richieste])
    vive = [r for r in richieste if fotografia_di(r.periodo) is None]
    lettura = Lettura(vive)
    misurati = []
    for r in richieste:
        foto = fotografia_di(r.periodo)
        if foto is not None:
            misurati.append(_fotografati(r, foto))
            continue
        valori = ValoriCiclo(r.ciclo, r.periodo, r.cruscotti, lettura)
        come = Misura.conservata(r.ciclo, r.periodo)
        if come is None:
            come = misura = misura or Misura.dell_ente(ente_id)
        misurati.append(misura_valori(r.cruscotti, valori, come))
    return misurati


def _fotografati(richiesta: Richiesta, foto: Aperta) -> list[Prospetto]:
    """Scorecards of a closed period: measured once by each process, for as long as its photograph is the same text."""
    ciclo, periodo = richiesta.ciclo, richiesta.periodo
    misura = Misura.conservata(ciclo, periodo)
    assert periodo is not None and misura is not None  # noqa: S101 - it has a photograph
    quale = periodo.pk, periodo.numero, periodo.fine, ciclo.anno, ciclo.regole_adottate, timezone.localdate()
    fatti = _gia_misurati(foto.testo, quale)
    mancano = [c for c in richiesta.cruscotti if _detto(c) not in fatti]
    if mancano:
        valori = ValoriCiclo(ciclo, periodo, mancano)
        for c, prospetto in zip(mancano, misura_valori(mancano, valori, misura), strict=True):
            fatti[_detto(c)] = prospetto
    return [fatti[_detto(c)] for c in richiesta.cruscotti]


@lru_cache(maxsize=8)
def _gia_misurati(testo: str, quale: tuple[object, ...]) -> dict[tuple[object, ...], Prospetto]:
    """What was measured of the photograph of a period, by what is said of each scorecard. Everything that it is made of
    is in what is asked for, so that nothing of it may have changed (ADR 64). The text alone is not enough: two periods
    without values have the same."""
    return {}


def _detto(c: Cruscotto) -> tuple[object, ...]:
    return c.pk, c.codice, c.tipo, c.lettera, c.titolo, c.sottotitolo, c.titolo_sintesi, c.titolare


def misura_valori(cruscotti: Sequence[Cruscotto], valori: ValoriCiclo, misura: Misura) -> list[Prospetto]:
    """Measure scorecards whose values are already read, without queries."""
    misura = misura.con_le_parole(finale=valori.finale)
    return [_prospetto(c, valori.collocazioni.get(c.pk, []), valori, misura, valori.aperto) for c in cruscotti]


def _prospetto(
    cruscotto: Cruscotto, collocazioni: list[Collocazione], valori: ValoriCiclo, misura: Misura, aperto: bool
) -> Prospetto:
    gruppi: dict[tuple[str, str], dict[int, list[Collocazione]]] = {}
    for c in collocazioni:
        gruppi.setdefault(posto_di(c.nodo), {}).setdefault(c.nodo_id, []).append(c)
    insiemi = [sorted(nodi.values(), key=lambda righe: bool(righe[0].nodo.obiettivo.nome)) for nodi in gruppi.values()]
    insiemi.sort(key=lambda nodi: rango(nodi[0][0].nodo))
    prospettive = [_gruppo(nodi, valori, misura, aperto) for nodi in insiemi]
    totale, passo = _media_delle_parti(prospettive, misura, aperto)
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
        passo=passo,
        fascia=semaforo(passo, misura.fasce),
    )


def _gruppo(nodi: list[list[Collocazione]], valori: ValoriCiclo, misura: Misura, aperto: bool) -> ProspettivaMisurata:
    obiettivi = tuple(_obiettivo(righe, valori, misura, aperto) for righe in nodi)
    totale, passo = _media_delle_parti(obiettivi, misura, aperto)
    nodo = nodi[0][0].nodo
    di_chi = nodo.prospettiva if nodo.prospettiva.nome else nodo.obiettivo.area_strategica or nodo.prospettiva
    codice, nome = posto_di(nodo)
    fascia = semaforo(passo, misura.fasce)
    return ProspettivaMisurata(codice, nome, essenziale(di_chi.peso), obiettivi, totale, passo, fascia)


def e_sola(parti: Sequence[ObiettivoMisurato] | Sequence[ProspettivaMisurata]) -> bool:
    """Whether these are the parts of a level that is not there: one, without a name."""
    return len(parti) == 1 and not parti[0].nome


def _media_delle_parti(
    parti: Sequence[ObiettivoMisurato] | Sequence[ProspettivaMisurata], misura: Misura, aperto: bool
) -> tuple[Media, Decimal | None]:
    """The mean of what is right below; of a level that is not there, that of the level under it."""
    if e_sola(parti):
        return parti[0].media, parti[0].passo
    return _medie([(voce_di_parte(p), p.passo) for p in parti], misura, aperto)


def _obiettivo(
    collocazioni: list[Collocazione], valori: ValoriCiclo, misura: Misura, aperto: bool
) -> ObiettivoMisurato:
    righe = tuple(misura_riga(c, valori, misura) for c in collocazioni)
    totale, passo = _medie([(voce_di_riga(r), r.passo) for r in righe], misura, aperto)
    nodo = collocazioni[0].nodo
    fascia = semaforo(passo, misura.fasce)
    return ObiettivoMisurato(
        nodo.obiettivo.numero, nodo.obiettivo.nome, essenziale(nodo.peso), righe, totale, passo, fascia
    )


def _medie(
    voci: Sequence[tuple[VoceDellaMedia, Decimal | None]], misura: Misura, aperto: bool
) -> tuple[Media, Decimal | None]:
    """The mean of the SALs, and that of the SALs at pace, which gives the light."""
    totale = media([v for v, _ in voci], periodo_aperto=aperto, mancanti=misura.mancanti)
    return totale, media_al_passo(voci, totale, misura, aperto=aperto)


def media_al_passo(
    voci: Sequence[tuple[VoceDellaMedia, Decimal | None]],
    totale: Media,
    misura: Misura,
    *,
    aperto: bool,
    azzera: bool = True,
) -> Decimal | None:
    """The mean of the SALs at pace of the same parts: that of the SALs, where all of them are at pace already."""
    if all(v.valore == passo for v, passo in voci):
        return totale.valore
    al_passo = [replace(v, valore=passo) for v, passo in voci]
    return media(al_passo, periodo_aperto=aperto, mancanti=misura.mancanti, azzera_prerequisito=azzera).valore


def voce_di_riga(riga: Riga) -> VoceDellaMedia:
    """A row as a part of the mean of its objective."""
    prerequisito = riga.tipo == Tipo.PREREQUISITO
    return VoceDellaMedia(
        riga.sal, riga.peso, riga.stato, riga.etichetta, prerequisito=prerequisito, dovuta=riga.dovuta
    )


def voce_di_parte(parte: ObiettivoMisurato | ProspettivaMisurata) -> VoceDellaMedia:
    """An objective or a prospettiva as a part of the mean above it. Without a value nothing below it counts, and the
    policy on missing values has already been applied there: it is left out."""
    nome = parte.titolo if isinstance(parte, ObiettivoMisurato) else parte.nome
    return VoceDellaMedia(parte.media.valore, parte.peso, Stato.RILEVATO, nome or SENZA_LIVELLO)
