"""Single placements of any years as the site measures them, whatever the scorecards they stand in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from cruscotto.ciclo.anno_scelto import periodo_scelto
from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.lette import MISURATE, leggi_collocazioni
from cruscotto.misurazione.letture import Lettura, Richiesta, ValoriCiclo
from cruscotto.misurazione.riga import Riga, misura_riga
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Indicatore, Periodo, ValoreAtteso

LUNGHI = ("mandato", "mission", "vision")
"""What a cycle says at length, and no measure reads."""
DELL_UFFICIO: Any = Indicatore._meta.get_field("ufficio")
"""Said to be none, where it is not read."""


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
    collocazioni = _leggi(chiavi)
    cruscotti = {c.cruscotto_id: c.cruscotto for c in collocazioni}
    richieste = list(_richieste(cruscotti.values(), numero))
    lettura, misura = Lettura(richieste, collocazioni=collocazioni), Misura.dell_ente(ente_id)
    misurate = {}
    for r in richieste:
        valori = ValoriCiclo(r.ciclo, r.periodo, r.cruscotti, lettura)
        come = (Misura.conservata(r.ciclo, r.periodo) or misura).con_le_parole(finale=valori.finale)
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


def _leggi(chiavi: Collection[int]) -> list[Collocazione]:
    """The placements with what the measure reads of them, and nothing of what only names them."""
    lette = leggi_collocazioni(Collocazione.objects.filter(pk__in=chiavi).order_by(), MISURATE)
    for c in lette:
        DELL_UFFICIO.set_cached_value(c.indicatore, None)
    return lette


def _richieste(cruscotti: Collection[Cruscotto], numero: str) -> Iterator[Richiesta]:
    """The scorecards of each cycle at its period: a query for the periods with their cycles, one more when some cycle
    has no period."""
    chiavi = {c.ciclo_id for c in cruscotti}
    letti = Periodo.objects.filter(ciclo__in=chiavi).select_related("ciclo").order_by("ciclo", "numero")
    per_ciclo: dict[int, list[Periodo]] = {}
    for p in letti.defer(*(f"ciclo__{nome}" for nome in LUNGHI)):
        suoi = per_ciclo.setdefault(p.ciclo_id, [])
        p.ciclo = suoi[0].ciclo if suoi else p.ciclo
        suoi.append(p)
    senza = chiavi - per_ciclo.keys()
    cicli = [suoi[0].ciclo for suoi in per_ciclo.values()]
    for ciclo in cicli + (list(Ciclo.objects.filter(pk__in=senza).defer(*LUNGHI)) if senza else []):
        suoi = per_ciclo.get(ciclo.pk, [])
        propri = [c for c in cruscotti if c.ciclo_id == ciclo.pk]
        for c in propri:
            c.ciclo = ciclo
        yield Richiesta(ciclo, periodo_scelto(suoi, {"periodo": numero}), propri, periodi=suoi)
