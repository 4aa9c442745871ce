"""The cycles of one invented body, all its years together: tree, scorecards, targets, actuals."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone

from cruscotto.management.dimostrazione.carico.contesto import scrivi_contesto
from cruscotto.management.dimostrazione.carico.piano import AREA_DI, ULTIMO_ANNO, Piano
from cruscotto.management.dimostrazione.carico.valori import (
    IndicatoreInventato,
    letto_atteso,
    letto_consuntivo,
    scrivi_atteso,
    scrivi_consuntivo,
)
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Periodo,
    Programma,
    Prospettiva,
    Rilevazione,
    SalDichiarato,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
    ValoreAtteso,
    ValoreStorico,
)
from ente.models import Area, Ente

Scrivi = Callable[[Sequence[Any]], list[Any]]
PROSPETTIVE = ("imprese", "processi", "innovazione", "economico")
OBIETTIVI = ("Semplificare", "Sostenere le imprese", "Regolare il mercato", "Digitalizzare", "Formare", "Spendere bene")
NODI = ((0, 0), (0, 1), (0, 2), (1, 0), (1, 3), (2, 3), (2, 4), (3, 5))  # prospettiva, objective
PROGRAMMI, OPERATIVI = 6, 2  # for each node, for each programme
PROPRI = 20  # one placement in so many has its own target and its own values
CAUSE = ("Richieste arrivate più tardi del previsto.", "Una persona in meno nell'ufficio.", "")


@dataclass(frozen=True, slots=True)
class AnnoInventato:
    """What hangs from one cycle and something else points to."""

    ciclo: Ciclo
    periodi: list[Periodo]
    nodi: list[ObiettivoInProspettiva]
    operativi: dict[int, list[ObiettivoOperativo]]
    cruscotti: dict[str, Cruscotto]


def scrivi_cicli(
    piano: Piano,
    numero: int,
    ente: Ente,
    aree: Mapping[str, Area],
    indicatori: Sequence[tuple[Indicatore, IndicatoreInventato]],
    scrivi: Scrivi,
) -> None:
    """Write every year of a body, one model at a time: the statements are few and long."""
    cicli = scrivi([_ciclo(ente, anno) for anno in piano.elenco_anni()])
    periodi = scrivi([p for c in cicli for p in _periodi(c, piano.periodi)])
    alberi = _alberi(cicli, scrivi)
    cruscotti = scrivi([k for c in cicli for k in _cruscotti(c, piano, aree)])
    anni = [
        AnnoInventato(
            ciclo,
            [p for p in periodi if p.ciclo_id == ciclo.pk],
            *alberi[ciclo.pk],
            {k.codice: k for k in cruscotti if k.ciclo_id == ciclo.pk},
        )
        for ciclo in cicli
    ]
    collocazioni = scrivi([c for anno in anni for c in _collocazioni(piano, numero, anno, indicatori)])
    proprie: dict[int, list[Collocazione]] = {}
    for c in collocazioni[::PROPRI]:
        proprie.setdefault(c.cruscotto.ciclo_id, []).append(c)
    generi = {indicatore.pk: g for indicatore, g in indicatori}
    for anno in anni:
        scrivi(list(_attesi(anno, generi, proprie.get(anno.ciclo.pk, []))))
        scrivi(list(_rilevazioni(piano, numero, anno, generi, proprie.get(anno.ciclo.pk, []))))
        scrivi(_dichiarati(anno, proprie.get(anno.ciclo.pk, [])))
        scrivi(list(_storico(anno, generi)))
        scrivi_contesto(piano, numero, ente, anno.ciclo, [n.obiettivo for n in anno.nodi], scrivi)


def _ciclo(ente: Ente, anno: int) -> Ciclo:
    in_corso = anno == ULTIMO_ANNO
    return Ciclo(
        ente=ente,
        anno=anno,
        stato=StatoCiclo.MONITORAGGIO if in_corso else StatoCiclo.PUBBLICATA,
        mandato="Promuovere il sistema delle imprese.",
        vision="Un ente vicino a chi lavora.",
        approvazione_numero="" if in_corso else str(anno % 100),
        approvazione_data=None if in_corso else dt.date(anno + 1, 6, 20),
    )


def _periodi(ciclo: Ciclo, quanti: int) -> Iterator[Periodo]:
    """Equal parts of the year; of the current one the last is open and its deadline has passed."""
    for n in range(quanti):
        primo, ultimo = 12 * n // quanti + 1, 12 * (n + 1) // quanti
        fine = dt.date(ciclo.anno, ultimo, calendar.monthrange(ciclo.anno, ultimo)[1])
        aperto = ciclo.stato == StatoCiclo.MONITORAGGIO and n == quanti - 1
        yield Periodo(
            ciclo=ciclo,
            numero=n + 1,
            nome=f"Periodo {n + 1}",
            inizio=dt.date(ciclo.anno, primo, 1),
            fine=fine,
            scadenza=fine + dt.timedelta(days=20),
            stato=StatoPeriodo.APERTO if aperto else StatoPeriodo.CHIUSO,
        )


def _alberi(
    cicli: Sequence[Ciclo], scrivi: Scrivi
) -> dict[int, tuple[list[ObiettivoInProspettiva], dict[int, list[ObiettivoOperativo]]]]:
    """The nodes of each cycle, and the operating objectives of each of its nodes."""
    prospettive = scrivi(
        [
            Prospettiva(ciclo=c, ordine=n, codice=codice, nome=codice.capitalize(), peso=Decimal(25))
            for c in cicli
            for n, codice in enumerate(PROSPETTIVE, 1)
        ]
    )
    aree = scrivi([AreaStrategica(ciclo=c, numero=n, nome=f"Area strategica {n}") for c in cicli for n in (1, 2, 3)])
    obiettivi = scrivi(
        [
            ObiettivoStrategico(ciclo=c, numero=n + 1, nome=nome, area_strategica=aree[3 * k + n % 3])
            for k, c in enumerate(cicli)
            for n, nome in enumerate(OBIETTIVI)
        ]
    )
    nodi = scrivi(
        [
            ObiettivoInProspettiva(
                prospettiva=prospettive[len(PROSPETTIVE) * k + p], obiettivo=obiettivi[len(OBIETTIVI) * k + o]
            )
            for k in range(len(cicli))
            for p, o in NODI
        ]
    )
    programmi = scrivi([Programma(nodo=n, nome=f"Programma {i + 1}") for n in nodi for i in range(PROGRAMMI)])
    operativi = scrivi(
        [ObiettivoOperativo(programma=p, nome=f"Obiettivo {i + 1}") for p in programmi for i in range(OPERATIVI)]
    )
    per_nodo: dict[int, list[ObiettivoOperativo]] = {}
    for o in operativi:
        per_nodo.setdefault(o.programma.nodo_id, []).append(o)
    per_ciclo = {c.pk: nodi[len(NODI) * k : len(NODI) * (k + 1)] for k, c in enumerate(cicli)}
    scrivi([Nesso(da=b, a=a) for gruppo in per_ciclo.values() for a, b in pairwise(gruppo)])
    return {pk: (gruppo, {n.pk: per_nodo[n.pk] for n in gruppo}) for pk, gruppo in per_ciclo.items()}


def _cruscotti(ciclo: Ciclo, piano: Piano, aree: Mapping[str, Area]) -> list[Cruscotto]:
    tipi = {"ente": "ente", "azienda_speciale": "azienda"} | dict.fromkeys(AREA_DI, "individuale")
    return [
        Cruscotto(
            ciclo=ciclo,
            ordine=n,
            codice=codice,
            tipo=tipi.get(codice, "area"),
            area=aree.get(AREA_DI.get(codice, codice)),
            titolo=f"Cruscotto {codice}",
        )
        for n, codice in enumerate(piano.righe(), 1)
    ]


def _collocazioni(
    piano: Piano, numero: int, anno: AnnoInventato, indicatori: Sequence[tuple[Indicatore, IndicatoreInventato]]
) -> Iterator[Collocazione]:
    for codice, righe in piano.righe().items():
        caso = piano.caso(numero, anno.ciclo.anno, codice)
        for n, i in enumerate(righe):
            nodo = anno.nodi[n * len(anno.nodi) // len(righe)]
            operativo = caso.choice(anno.operativi[nodo.pk])
            yield Collocazione(
                cruscotto=anno.cruscotti[codice],
                indicatore=indicatori[i][0],
                nodo=nodo,
                programma=operativo.programma,
                obiettivo_operativo=operativo,
                ordine=n + 1,
                etichetta=indicatori[i][1].nome,
                pira=indicatori[i][0].pira,
            )


def _oggetti(
    generi: Mapping[int, IndicatoreInventato], proprie: Sequence[Collocazione]
) -> Iterator[tuple[int, IndicatoreInventato, Collocazione | None]]:
    """What has a target and values: every indicator, and the placements that have their own."""
    yield from ((pk, g, None) for pk, g in generi.items())
    yield from ((c.indicatore_id, generi[c.indicatore_id], c) for c in proprie)


def _attesi(
    anno: AnnoInventato, generi: Mapping[int, IndicatoreInventato], proprie: Sequence[Collocazione]
) -> Iterator[ValoreAtteso]:
    for pk, g, c in _oggetti(generi, proprie):
        testo = scrivi_atteso(g, anno.ciclo.anno)
        yield ValoreAtteso(ciclo=anno.ciclo, indicatore_id=pk, collocazione=c, **letto_atteso(testo, g.tipo))


def _rilevazioni(
    piano: Piano,
    numero: int,
    anno: AnnoInventato,
    generi: Mapping[int, IndicatoreInventato],
    proprie: Sequence[Collocazione],
) -> Iterator[Rilevazione]:
    caso = piano.caso(numero, anno.ciclo.anno, "rilevazioni")
    for n, periodo in enumerate(anno.periodi, 1):
        quota = Decimal(n) / len(anno.periodi)
        quando = timezone.make_aware(dt.datetime.combine(periodo.fine, dt.time(10)))
        for pk, g, c in _oggetti(generi, proprie):
            testo, sorte = scrivi_consuntivo(g, anno.ciclo.anno, periodo.fine, quota, caso), caso.random()
            stato = _stato(periodo, sorte)
            if not testo or stato is None:
                continue
            neutralizzata = sorte > 0.99
            yield Rilevazione(
                indicatore_id=pk,
                periodo=periodo,
                collocazione=c,
                stato=stato,
                inserita_il=quando,
                validata_il=quando if stato == StatoRilevazione.VALIDATA else None,
                motivo_restituzione="Manca l'atto." if stato == StatoRilevazione.RESTITUITA else "",
                causa_scostamento=CAUSE[int(sorte * 1000) % len(CAUSE)] if g.resa < Decimal("0.9") else "",
                neutralizzata=neutralizzata,
                motivo_neutralizzazione="Servizio sospeso per legge." if neutralizzata else "",
                **letto_consuntivo(testo, g.tipo),
            )


def _stato(periodo: Periodo, sorte: float) -> StatoRilevazione | None:
    """Of a closed period nearly all is validated; of the open one some is late, sent, sent back or begun."""
    if periodo.stato == StatoPeriodo.CHIUSO:
        return None if sorte < 0.01 else StatoRilevazione.VALIDATA
    soglie = ((0.12, None), (0.18, StatoRilevazione.BOZZA), (0.24, StatoRilevazione.RESTITUITA))
    for soglia, stato in soglie:
        if sorte < soglia:
            return stato
    return StatoRilevazione.TRASMESSA if sorte < 0.5 else StatoRilevazione.VALIDATA


def _dichiarati(anno: AnnoInventato, proprie: Sequence[Collocazione]) -> list[SalDichiarato]:
    return [
        SalDichiarato(collocazione=c, periodo=anno.periodi[-1], valore=Decimal(80), motivo="Servizio reso a metà.")
        for c in proprie[:3]
    ]


def _storico(anno: AnnoInventato, generi: Mapping[int, IndicatoreInventato]) -> Iterator[ValoreStorico]:
    """What the closing of a cycle keeps for the years to come."""
    if anno.ciclo.stato == StatoCiclo.MONITORAGGIO:
        return
    for pk, g in generi.items():
        letto = letto_atteso(scrivi_atteso(g, anno.ciclo.anno), g.tipo)
        yield ValoreStorico(
            indicatore_id=pk,
            anno=anno.ciclo.anno,
            testo=letto["testo"],
            valore=letto["valore"],
            fonte=f"Consuntivo {anno.ciclo.anno}",
        )
