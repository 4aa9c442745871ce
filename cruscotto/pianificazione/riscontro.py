"""A year beside the one that it was opened from: what became of every objective and of every indicator, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cruscotto.models import Collocazione, EsitoRiporto, Indicatore, ObiettivoRiportato, ObiettivoStrategico, Riporto

SENZA_PERCHE = "Tolto dopo l'apertura, senza un motivo scritto."


class EsitoIndicatore(StrEnum):
    RIPORTATO = "riportato"
    USCITO = "uscito"
    NUOVO = "nuovo"


@dataclass(frozen=True, slots=True)
class IndicatoreRiscontrato:
    """An indicator of either year: how many placements it has in each, and why it is no longer there."""

    indicatore: Indicatore
    prima: int
    ora: int
    perche: str = ""

    @property
    def esito(self) -> EsitoIndicatore:
        if not self.prima:
            return EsitoIndicatore.NUOVO
        return EsitoIndicatore.RIPORTATO if self.ora else EsitoIndicatore.USCITO


@dataclass(frozen=True, slots=True)
class Riscontro:
    """Every objective of before with what became of it, those that are new, every indicator of either year."""

    obiettivi: tuple[ObiettivoRiportato, ...]
    nuovi: tuple[ObiettivoStrategico, ...]
    indicatori: tuple[IndicatoreRiscontrato, ...]

    def con_esito(self, esito: EsitoIndicatore) -> list[IndicatoreRiscontrato]:
        return [i for i in self.indicatori if i.esito == esito]

    @property
    def usciti(self) -> list[IndicatoreRiscontrato]:
        return self.con_esito(EsitoIndicatore.USCITO)

    @property
    def entrati(self) -> list[IndicatoreRiscontrato]:
        return self.con_esito(EsitoIndicatore.NUOVO)

    @property
    def riportati(self) -> int:
        return len(self.con_esito(EsitoIndicatore.RIPORTATO))

    @property
    def da_spiegare(self) -> list[ObiettivoRiportato]:
        """The objectives that are gone, and nobody has said why."""
        return [o for o in self.obiettivi if o.dopo_id is None and o.esito != EsitoRiporto.ELIMINATO]


def leggi_riscontro(riporto: Riporto) -> Riscontro:
    """The two years of an opening side by side, in four queries."""
    obiettivi = list(ObiettivoRiportato.objects.filter(riporto=riporto).select_related("prima", "dopo"))
    venuti = [o.dopo_id for o in obiettivi if o.dopo_id]
    nuovi = ObiettivoStrategico.objects.filter(ciclo=riporto.ciclo_id).con_nome().exclude(pk__in=venuti)
    collocazioni = Collocazione.objects.select_related("indicatore", "nodo").order_by("cruscotto__ordine", "ordine")
    prima = list(collocazioni.filter(cruscotto__ciclo=riporto.da_ciclo_id))
    ora = list(collocazioni.filter(cruscotto__ciclo=riporto.ciclo_id))
    return Riscontro(tuple(obiettivi), tuple(nuovi), tuple(_indicatori(obiettivi, prima, ora)))


def _indicatori(
    obiettivi: Iterable[ObiettivoRiportato], prima: list[Collocazione], ora: list[Collocazione]
) -> Iterable[IndicatoreRiscontrato]:
    caduti = {o.prima_id: o for o in obiettivi if o.dopo_id is None}
    tutti = {c.indicatore_id: c.indicatore for c in [*prima, *ora]}
    sotto: dict[int, list[int]] = {pk: [] for pk in tutti}
    for c in prima:
        sotto[c.indicatore_id].append(c.nodo.obiettivo_id)
    quanti = dict.fromkeys(tutti, 0)
    for c in ora:
        quanti[c.indicatore_id] += 1
    for pk, indicatore in tutti.items():
        perche = "" if quanti[pk] or not sotto[pk] else _perche(sotto[pk], caduti)
        yield IndicatoreRiscontrato(indicatore, len(sotto[pk]), quanti[pk], perche)


def _perche(sotto: list[int], caduti: dict[int, ObiettivoRiportato]) -> str:
    """Why an indicator is gone: the objectives that it stood under are."""
    if not all(pk in caduti for pk in sotto):
        return SENZA_PERCHE
    motivi = {caduti[pk].prima.titolo: caduti[pk].motivo or SENZA_PERCHE for pk in sotto}
    detti = "; ".join(f"con l'obiettivo «{titolo}»: {motivo}" for titolo, motivo in motivi.items())
    return f"{detti[:1].upper()}{detti[1:]}"
