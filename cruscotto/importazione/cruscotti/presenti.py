"""What a cycle has before a file goes in, by the keys that rows are looked up with: a constant number of queries."""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Q

from contesto.numeri import essenziale
from cruscotto.ciclo.blocchi import NonModificabile, esige_ciclo_modificabile, esige_scrivibile, uffici_riaperti
from cruscotto.misurazione.impostazioni import Misura, MisuraNonDefinita
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Operando,
    Periodo,
    Programma,
    Prospettiva,
    Rilevazione,
    SalDichiarato,
    ValoreAtteso,
    ValoreStorico,
)
from ente.models import Area, Ufficio, Utente

Chiave = tuple[int | None, int | None]
"""An indicator and one of its placements, or None for what all of them share."""


@dataclass(frozen=True, slots=True)
class Altrove:
    """A placement of the cycle before: which indicator had that name, where."""

    indicatore: int
    etichetta: str
    cruscotto: str
    titolo: str
    obiettivo: int
    operativo: str


class Presenti:
    """The tree, scorecards, placements and values of a cycle, and the indicators of its body.

    Foreign keys among them are one instance for all. ``periodo`` is the one that actuals belong to.
    """

    def __init__(self, ciclo: Ciclo, periodo: Periodo | None = None) -> None:
        self.ciclo = ciclo
        self.uffici = list(Ufficio.objects.di(ciclo.ente))
        self._leggi_albero()
        self._leggi_collocazioni()
        self.attesi: dict[Chiave, list[ValoreAtteso]] = defaultdict(list)
        for a in ValoreAtteso.objects.filter(ciclo=ciclo).order_by("versione"):
            self.attesi[a.indicatore_id, a.collocazione_id].append(a)
        self.periodi = list(Periodo.objects.filter(ciclo=ciclo).order_by("numero"))
        self.periodo = periodo or (self.periodi[-1] if self.periodi else None)
        self.rilevazioni: dict[Chiave, Rilevazione] = {}
        self.dichiarati: dict[int, SalDichiarato] = {}
        self.riaperti: set[int] = set()
        if self.periodo is not None:
            self.periodo.ciclo = ciclo
            self._leggi_valori(self.periodo)

    def al(self, periodo: Periodo) -> Presenti:
        """The same, with the values of another period of the cycle, which is only open to everybody or closed. Three
        queries."""
        altro = copy.copy(self)
        for nome in ("chiuso", "rilevate_prima"):
            altro.__dict__.pop(nome, None)
        altro.periodo, altro.rilevazioni, altro.dichiarati = periodo, {}, {}
        periodo.ciclo = self.ciclo
        altro._leggi_valori(periodo)
        altro.riaperti = set()
        return altro

    def _leggi_albero(self) -> None:
        ciclo = self.ciclo
        self.cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo).order_by("ordine"))
        self.prospettive = {p.pk: p for p in Prospettiva.objects.filter(ciclo=ciclo).order_by("ordine")}
        self.obiettivi = {o.pk: o for o in ObiettivoStrategico.objects.filter(ciclo=ciclo).order_by("numero")}
        aree = AreaStrategica.objects.filter(ciclo=ciclo).order_by("numero")
        self.aree_strategiche = list(aree)
        per_chiave = {a.pk: a for a in self.aree_strategiche}
        for obiettivo in self.obiettivi.values():
            area = obiettivo.area_strategica_id
            obiettivo.area_strategica = per_chiave[area] if area else None
        self.nodi = {n.pk: n for n in ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo).order_by()}
        for n in self.nodi.values():
            n.prospettiva, n.obiettivo = self.prospettive[n.prospettiva_id], self.obiettivi[n.obiettivo_id]
        del_ciclo = Programma.objects.filter(nodo__obiettivo__ciclo=ciclo)
        self.programmi = {p.pk: p for p in del_ciclo.order_by("pk")}
        for p in self.programmi.values():
            p.nodo = self.nodi[p.nodo_id]
        operativi = ObiettivoOperativo.objects.filter(programma__nodo__obiettivo__ciclo=ciclo)
        self.operativi = {o.pk: o for o in operativi.order_by("pk")}
        for o in self.operativi.values():
            o.programma = self.programmi[o.programma_id]

    def _leggi_collocazioni(self) -> None:
        uffici = {u.pk: u for u in self.uffici}
        self.indicatori = {i.pk: i for i in Indicatore.objects.di(self.ciclo.ente).order_by("pk")}
        for i in self.indicatori.values():
            i.ufficio = uffici[i.ufficio_id] if i.ufficio_id else None
        cruscotti = {c.pk: c for c in self.cruscotti}
        righe = Collocazione.objects.filter(cruscotto__ciclo=self.ciclo).order_by("cruscotto__ordine", "ordine")
        self.collocazioni = list(righe)
        for c in self.collocazioni:
            c.cruscotto, c.indicatore = cruscotti[c.cruscotto_id], self.indicatori[c.indicatore_id]
            c.nodo = self.nodi[c.nodo_id]
            c.programma = self.programmi[c.programma_id] if c.programma_id else None
            c.obiettivo_operativo = self.operativi[c.obiettivo_operativo_id] if c.obiettivo_operativo_id else None

    def _leggi_valori(self, periodo: Periodo) -> None:
        rilevazioni = Rilevazione.objects.filter(periodo=periodo)
        dichiarati = SalDichiarato.objects.filter(periodo=periodo)
        chi = Q(pk__in=rilevazioni.order_by().values("inserita_da")) | Q(pk__in=dichiarati.values("da"))
        utenti = {u.pk: u for u in Utente.objects.filter(chi)}
        for r in rilevazioni.order_by():
            r.periodo, r.inserita_da = periodo, utenti.get(r.inserita_da_id or 0)
            self.rilevazioni[r.indicatore_id, r.collocazione_id] = r
        for d in dichiarati:
            d.da = utenti.get(d.da_id or 0)
            self.dichiarati[d.collocazione_id] = d
        self.riaperti = uffici_riaperti(periodo)

    @cached_property
    def fermo(self) -> str:
        """Why nothing of the cycle may change; empty when something may."""
        return motivo_fermo(self.ciclo)

    @cached_property
    def chiuso(self) -> str:
        """Why the values of the period may not change, for the offices it was not reopened for; empty when they may."""
        assert self.periodo is not None  # noqa: S101 - who asks has a value to write into it
        try:
            esige_scrivibile(self.periodo, None, ())
        except NonModificabile as rifiuto:
            return str(rifiuto)
        return ""

    @cached_property
    def rilevate_prima(self) -> dict[Chiave, list[Rilevazione]]:
        """The values of the periods before, in order; read when somebody asks."""
        prima: dict[Chiave, list[Rilevazione]] = defaultdict(list)
        if self.periodo is None:
            return prima
        periodi = {p.pk: p for p in self.periodi if p.numero < self.periodo.numero}
        for r in Rilevazione.objects.filter(periodo__in=periodi).order_by("periodo__numero"):
            r.periodo = periodi[r.periodo_id]
            prima[r.indicatore_id, r.collocazione_id].append(r)
        return prima

    @cached_property
    def operandi(self) -> dict[int, list[Operando]]:
        """What the computed indicators of the body are made of, in order; read when a file has formulas."""
        di: dict[int, list[Operando]] = defaultdict(list)
        for o in Operando.objects.filter(indicatore__ente=self.ciclo.ente_id).order_by("indicatore", "ordine"):
            o.indicatore, o.altro = self.indicatori[o.indicatore_id], self.indicatori[o.altro_id]
            di[o.indicatore_id].append(o)
        return di

    @cached_property
    def altrove(self) -> list[Altrove]:
        """The placements of the last cycle before this one, in document order."""
        prima = Ciclo.objects.filter(ente=self.ciclo.ente_id, anno__lt=self.ciclo.anno).order_by("-anno").values("pk")
        righe = Collocazione.objects.filter(cruscotto__ciclo__in=prima[:1]).order_by("cruscotto__ordine", "ordine")
        campi = ("indicatore_id", "etichetta", "cruscotto__codice", "cruscotto__titolo", "nodo__obiettivo__numero")
        letti = righe.values_list(*campi, "obiettivo_operativo__nome")
        return [
            Altrove(i, etichetta, codice, titolo, numero, nome or "")
            for i, etichetta, codice, titolo, numero, nome in letti
        ]

    @cached_property
    def aree(self) -> list[Area]:
        """The areas of the body; read when a scorecard is to be made."""
        return list(Area.objects.di(self.ciclo.ente))

    @cached_property
    def misura(self) -> Misura | None:
        """How the body measures; None when it has not said."""
        try:
            return Misura.al_periodo(self.ciclo, None)
        except MisuraNonDefinita:
            return None

    @cached_property
    def anno_prima(self) -> dict[int, Decimal | None]:
        """The values of the year before, by indicator, for the rules that compare with it."""
        storico = ValoreStorico.objects.filter(
            indicatore__ente=self.ciclo.ente_id, anno=self.ciclo.anno - 1, benchmark=False
        )
        return {i: essenziale(v) for i, v in storico.values_list("indicatore_id", "valore")}


def motivo_fermo(ciclo: Ciclo) -> str:
    """Why nothing of a cycle may change; empty when something may."""
    try:
        esige_ciclo_modificabile(ciclo)
    except NonModificabile as rifiuto:
        return str(rifiuto)
    return ""
