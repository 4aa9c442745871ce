"""The measured part of the export of a cycle: each placement and each mean, period by period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from cruscotto.esportazione.ciclo_intero.elenco import Elenco, in_parole
from cruscotto.misurazione.celle import letti, misurato
from cruscotto.misurazione.livelli import PROSPETTIVE, primo_livello
from cruscotto.misurazione.prospetto import ProspettivaMisurata, Prospetto, Richiesta, Riga, misura_insieme
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Periodo, StatoPeriodo

DELLA_RIGA = (
    *("cruscotto", "prospettiva", "obiettivo", "programma", "obiettivo_operativo", "ordine", "blocco", "codice"),
    *("etichetta", "pira", "tipo", "unita", "direzione", "area", "ufficio", "peso", "rilevata_a_parte", "target"),
    "target_misurato",
    *("sal_pubblicato", "riga_fonte", "nota"),
)
DEL_PERIODO = ("consuntivo", "consuntivo_misurato", "sal_calcolato", "sal_dichiarato", "sal", "semaforo", "perche")
"""What is said of a placement at each period: ``sal_2`` is the SAL that counts at the second one."""
DELLA_MEDIA = ("cruscotto", "livello", "prospettiva", "obiettivo", "nome", "peso")
DELLA_MEDIA_AL_PERIODO = ("sal", "semaforo")
PESI = ("livello", "cruscotto", "prospettiva", "obiettivo", "ordine", "nome", "peso")

Misurati = Sequence[tuple[Periodo | None, Sequence[Prospetto]]]


def misura(ciclo: Ciclo, cruscotti: Sequence[Cruscotto]) -> Misurati:
    """The scorecards at each period that is open or closed; at none when the year has not begun. A constant number of
    queries."""
    periodi: list[Periodo | None] = [p for p in ciclo.periodi.all() if p.stato != StatoPeriodo.FUTURO]
    richieste = [Richiesta(ciclo, p, cruscotti) for p in periodi or [None]]
    return list(zip(periodi or [None], misura_insieme(ciclo.ente_id, richieste), strict=True))


def elenchi_misurati(misurati: Misurati, poste: Sequence[Collocazione]) -> Iterator[Elenco]:
    """Placements, means and weights. ``poste`` are the placements of the scorecards, of which a few things are read."""
    periodi = [p for p, _ in misurati if p]
    per_chiave = {c.pk: c for c in poste}
    ultimo = misurati[-1][1]
    sal = [{r.collocazione: r for prospetto in prospetti for r in prospetto.righe} for p, prospetti in misurati if p]
    righe = [
        [*_riga(*posto, per_chiave[posto[-1].collocazione]), *(dato for m in sal for dato in _al_periodo(m, posto[-1]))]
        for prospetto in ultimo
        for posto in _posti(prospetto)
    ]
    yield _con_periodi("indicatori", DELLA_RIGA, DEL_PERIODO, periodi, righe)
    medie = [dict(_medie(prospetti)) for p, prospetti in misurati if p]
    scritte = [
        [*chiave, *(dato for m in medie for dato in m.get(chiave, (None, "")))] for chiave in dict(_medie(ultimo))
    ]
    yield _con_periodi("sal", DELLA_MEDIA, DELLA_MEDIA_AL_PERIODO, periodi, scritte)
    yield Elenco("pesi", PESI, tuple(map(in_parole, PESI)), list(_pesi(ultimo, per_chiave)))


def _con_periodi(
    codice: str, fissi: Sequence[str], del_periodo: Sequence[str], periodi: Sequence[Periodo], righe: Sequence[Any]
) -> Elenco:
    chiavi = (*fissi, *(f"{nome}_{p.numero}" for p in periodi for nome in del_periodo))
    titoli = (*map(in_parole, fissi), *(f"{in_parole(nome)} – {p.nome}" for p in periodi for nome in del_periodo))
    return Elenco(codice, chiavi, titoli, righe)


def _posti(prospetto: Prospetto) -> Iterator[tuple[str, str, int | None, Riga]]:
    for prospettiva in prospetto.prospettive:
        for obiettivo in prospettiva.obiettivi:
            for riga in obiettivo.righe:
                yield prospetto.codice, prospettiva.codice, obiettivo.numero if obiettivo.nome else None, riga


def _riga(cruscotto: str, prospettiva: str, obiettivo: int | None, riga: Riga, c: Collocazione) -> tuple[Any, ...]:
    """What a placement is, whatever the period, under ``DELLA_RIGA``; its target is that of the last one."""
    return (
        *(cruscotto, prospettiva, obiettivo, riga.programma, riga.obiettivo_operativo, c.ordine, riga.blocco),
        *(riga.codice, riga.etichetta, riga.pira, riga.tipo, riga.unita, riga.direzione, riga.area_codice),
        *(
            riga.ufficio_codice,
            riga.peso,
            c.rilevata_a_parte,
            riga.target,
            misurato(letti(riga)[0]),
            riga.sal_pubblicato,
            riga.riga_fonte,
        ),
        c.nota,
    )


def _al_periodo(misurate: dict[int, Riga], di: Riga) -> tuple[Any, ...]:
    r = misurate.get(di.collocazione)
    if r is None:  # it was not in the period when it closed
        return "", None, None, None, None, "", ""
    luce = r.fascia.codice if r.fascia else ""
    return r.actual, misurato(letti(r)[1]), r.sal_calcolato, r.sal_dichiarato, r.sal, luce, r.spiegazione


Chiave = tuple[str, str, str, int | None, str, Decimal | None]


def _medie(prospetti: Sequence[Prospetto]) -> Iterator[tuple[Chiave, tuple[Any, ...]]]:
    """Every mean with its SAL and its light: the scorecard, its prospettive, their objectives."""
    for p in prospetti:
        yield (p.codice, "cruscotto", "", None, p.titolo, None), _media(p)
        livello = p.livello.uno if p.livello else ""
        for prospettiva in p.prospettive:
            chiave: Chiave = (p.codice, livello, prospettiva.codice, None, prospettiva.nome, prospettiva.peso)
            if prospettiva.nome:
                yield chiave, _media(prospettiva)
            for o in prospettiva.obiettivi:
                if o.nome:
                    yield (p.codice, "obiettivo", prospettiva.codice, o.numero, o.nome, o.peso), _media(o)


def _media(parte: Any) -> tuple[Any, ...]:
    return parte.media.valore, parte.fascia.codice if parte.fascia else ""


def _pesi(prospetti: Sequence[Prospetto], per_chiave: dict[int, Collocazione]) -> Iterator[tuple[Any, ...]]:
    """What has a weight. Those of prospettive and objectives are shared by the scorecards of the cycle."""
    prospettive: dict[str, ProspettivaMisurata] = {}
    obiettivi: dict[tuple[str, int], tuple[str, Decimal | None]] = {}
    for p in prospetti:
        for prospettiva in p.prospettive:
            prospettive.setdefault(prospettiva.codice, prospettiva)
            for o in prospettiva.obiettivi:
                obiettivi.setdefault((prospettiva.codice, o.numero), (o.nome, o.peso))
    livello = primo_livello(prospettive) or PROSPETTIVE
    yield from ((livello.uno, "", c, None, None, p.nome, p.peso) for c, p in prospettive.items() if p.peso is not None)
    yield from (
        ("obiettivo", "", prospettiva, n, None, nome, peso)
        for (prospettiva, n), (nome, peso) in obiettivi.items()
        if peso is not None and nome
    )
    for p in prospetti:
        for cruscotto, prospettiva_codice, numero, r in _posti(p):
            if r.peso is not None:
                ordine = per_chiave[r.collocazione].ordine
                yield "indicatore", cruscotto, prospettiva_codice, numero, ordine, r.etichetta, r.peso
