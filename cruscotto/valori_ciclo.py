"""Targets and actuals of a set of placements up to a period: a placement's own value first, else the shared one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils import timezone

from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Periodo,
    Rilevazione,
    SalDichiarato,
    StatoRilevazione,
    ValoreAtteso,
    ValoreStorico,
)

CONTANO = (StatoRilevazione.TRASMESSA, StatoRilevazione.VALIDATA)


class ValoriCiclo:
    """Six queries, whatever the number of scorecards and rows."""

    def __init__(self, ciclo: Ciclo, periodo: Periodo | None, cruscotti: Sequence[Cruscotto]) -> None:
        self.periodo = periodo
        self.oggi = timezone.localdate()
        self.periodi = {p.pk: p for p in ciclo.periodi.all()}
        self.collocazioni: dict[int, list[Collocazione]] = defaultdict(list)
        indicatori = set()
        for c in Collocazione.objects.filter(cruscotto__in=cruscotti).per_cruscotto():
            self.collocazioni[c.cruscotto_id].append(c)
            indicatori.add(c.indicatore_id)
        # Read in order of version: the last one wins.
        attesi = ValoreAtteso.objects.filter(ciclo=ciclo, indicatore__in=indicatori).order_by("versione")
        self._attesi = {(a.indicatore_id, a.collocazione_id): a for a in attesi}
        self._rilevazioni: dict[tuple[int, int | None], dict[int, Rilevazione]] = defaultdict(dict)
        self._dichiarati: dict[int, SalDichiarato] = {}
        self._storico: dict[int, list[ValoreStorico]] = defaultdict(list)
        if periodo is None:
            return
        for r in Rilevazione.objects.filter(
            periodo__ciclo=ciclo, periodo__numero__lte=periodo.numero, indicatore__in=indicatori
        ):
            r.periodo = self.periodi[r.periodo_id]
            self._rilevazioni[r.indicatore_id, r.collocazione_id][r.periodo.numero] = r
        dichiarati = SalDichiarato.objects.filter(periodo=periodo, collocazione__cruscotto__in=cruscotti)
        self._dichiarati = {d.collocazione_id: d for d in dichiarati}
        for s in ValoreStorico.objects.filter(indicatore__in=indicatori, benchmark=False, anno__lt=ciclo.anno):
            self._storico[s.indicatore_id].append(s)

    def atteso(self, c: Collocazione) -> ValoreAtteso | None:
        """The target in force for a placement."""
        return self._attesi.get((c.indicatore_id, c.pk)) or self._attesi.get((c.indicatore_id, None))

    def serie(self, c: Collocazione) -> list[Rilevazione]:
        """The actuals of a placement up to the period, in order: in each period its own or else the shared one."""
        valori = self._rilevazioni.get((c.indicatore_id, None), {}) | self._rilevazioni.get((c.indicatore_id, c.pk), {})
        return [valori[numero] for numero in sorted(valori)]

    def dichiarato(self, c: Collocazione) -> SalDichiarato | None:
        """The SAL that a person declared for a placement in the period."""
        return self._dichiarati.get(c.pk)

    def storico(self, c: Collocazione) -> list[ValoreStorico]:
        """Values of earlier years, in order."""
        return self._storico.get(c.indicatore_id, [])
