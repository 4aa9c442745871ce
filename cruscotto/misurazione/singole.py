"""Single placements of any years as the site measures them, whatever the scorecards they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from cruscotto.ciclo.anno_scelto import periodo_scelto
from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Lettura, Richiesta, ValoriCiclo
from cruscotto.misurazione.riga import Riga, misura_riga
from cruscotto.models import Collocazione, Cruscotto, Periodo, ValoreAtteso


@dataclass(frozen=True, slots=True)
class Misurata:
    """A placement at a period (None: nothing measured yet), with the target in force. Its row does not name office,
    area and programme."""

    periodo: Periodo | None
    atteso: ValoreAtteso | None
    riga: Riga


def misura_collocazioni(ente_id: int, chiavi: Collection[int], numero: str = "") -> dict[int, Misurata]:
    """Placements of a body at the period ``numero`` of their cycle as ``periodo_scelto`` reads it; nine queries at
    most, whatever the placements and the cycles."""
    if not chiavi:
        return {}
    collocazioni = list(_leggi(chiavi))
    cruscotti = {c.cruscotto_id: c.cruscotto for c in collocazioni}
    richieste = list(_richieste(cruscotti.values(), numero))
    lettura, misura = Lettura(richieste, collocazioni=collocazioni), Misura.dell_ente(ente_id)
    misurate = {}
    for r in richieste:
        valori = ValoriCiclo(r.ciclo, r.periodo, r.cruscotti, lettura)
        come = Misura.conservata(r.ciclo, r.periodo) or misura
        for c in (c for gruppo in valori.collocazioni.values() for c in gruppo):
            misurate[c.pk] = Misurata(r.periodo, valori.atteso(c), misura_riga(c, valori, come))
    return misurate


def misura_fotografate(periodi: Collection[Periodo], chiavi: Collection[int]) -> dict[int, Misurata]:
    """The placements of some keys that stand in the photographs of closed periods, one period a cycle; no queries."""
    misurate: dict[int, Misurata] = {}
    for periodo in periodi:
        foto = fotografia_di(periodo)
        sue = [c for c in foto.collocazioni if c.pk in chiavi] if foto else []
        if foto is None or not sue:
            continue
        valori = ValoriCiclo(periodo.ciclo, periodo, foto.cruscotti)
        come = Misura.al_periodo(periodo.ciclo, periodo)
        misurate |= {c.pk: Misurata(periodo, valori.atteso(c), misura_riga(c, valori, come)) for c in sue}
    return misurate


def _leggi(chiavi: Collection[int]) -> Iterator[Collocazione]:
    """The placements with what the measure reads of them, and nothing of what only names them: a thousand rows with
    all their names are seven thousand objects, and half of the time."""
    insieme = Collocazione.objects.filter(pk__in=chiavi).select_related("cruscotto__ciclo", "indicatore").order_by()
    lunghi = [f"cruscotto__ciclo__{nome}" for nome in ("mandato", "mission", "vision")]
    for c in insieme.defer("nota", "indicatore__descrizione", "indicatore__metodo_calcolo", *lunghi):
        c.programma = c.obiettivo_operativo = c.indicatore.ufficio = None
        yield c


def _richieste(cruscotti: Collection[Cruscotto], numero: str) -> Iterator[Richiesta]:
    """The scorecards of each cycle at its period."""
    cicli = {c.ciclo_id: c.ciclo for c in cruscotti}
    prefetch_related_objects(list(cicli.values()), "periodi")
    for ciclo in cicli.values():
        periodo = periodo_scelto(list(ciclo.periodi.all()), {"periodo": numero})
        yield Richiesta(ciclo, periodo, [c for c in cruscotti if c.ciclo_id == ciclo.pk])
