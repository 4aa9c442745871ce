"""What other pages say of the documents of a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import template
from django.db.models import Count, OuterRef, Subquery

from cruscotto.models import Ciclo, StatoCiclo
from ente.models import Utente
from relazione.edizioni.stato import StatoEdizione, colonne_ultima, da_colonne, stato_edizione
from relazione.models import Documento, Edizione, Formato, StatoStesura, Stesura, TipoDocumento

register = template.Library()
CHE_ASPETTANO = {
    StatoCiclo.CONSUNTIVO: "non è ancora approvata: tocca al controllo di gestione",
    StatoCiclo.RELAZIONE_APPROVATA: "è approvata: tocca all'OIV, o al controllo di gestione se l'OIV l'ha restituita",
    StatoCiclo.VALIDATA: "è validata: la pubblica il controllo di gestione",
}
"""The states of a cycle whose Relazione waits for somebody, and for whom."""


@dataclass(frozen=True, slots=True)
class FileDaEsaminare:
    """A PDF of the Relazione that is ready, the last of its edition."""

    pk: int
    nome: str
    pubblica: bool
    dimensione: int
    bozza: bool


@dataclass(frozen=True, slots=True)
class RelazioneDaEsaminare:
    """The Relazione of a cycle for who examines it: its files, or whose turn it is."""

    ciclo: Ciclo
    sezioni: int
    file: tuple[FileDaEsaminare, ...]
    edizione: StatoEdizione | None

    @property
    def da_chiedere(self) -> list[tuple[str, str]]:
        """The editions of an adopted Relazione of which nobody has asked for the PDF: code and name."""
        pronte = {f.pubblica for f in self.file}
        mancano = [e for e in Edizione if (e == Edizione.PUBBLICA) not in pronte]
        return [(e.value, str(e.label).lower()) for e in mancano] if self.ciclo.congelato else []

    @property
    def passo(self) -> str:
        """Who has to do what."""
        if self.edizione is not None:
            return self.edizione.passo
        if self.ciclo.congelato:
            return "È approvata: il controllo di gestione ne sigilla i file, poi si esamina."
        if not self.sezioni:
            return "Non è ancora cominciata: la comincia il controllo di gestione."
        if self.ciclo.stato == StatoCiclo.CONSUNTIVO:
            return "Non è ancora approvata: il controllo di gestione la completa e registra l'atto."
        return "Non è ancora approvata: il controllo di gestione la scrive, e chiude i periodi dell'anno."


@register.simple_tag
def relazioni_da_esaminare(utente: Utente, ciclo: Ciclo, cicli: Sequence[Ciclo]) -> list[RelazioneDaEsaminare]:
    """The Relazione of the year of the page; while that is not adopted, before it the last one that is. One query."""
    scelti = [ciclo]
    if not ciclo.congelato:
        adottati = [c for c in cicli if c.congelato and c.anno < ciclo.anno]
        scelti = [*sorted(adottati, key=lambda c: -c.anno)[:1], ciclo]
    pronte = Stesura.objects.filter(documento=OuterRef("pk"), formato=Formato.PDF, stato=StatoStesura.PRONTO)
    colonne: dict[str, Any] = {
        f"{edizione}_{campo}": Subquery(pronte.filter(edizione=edizione).order_by("-pk").values(campo)[:1])
        for edizione in Edizione.values
        for campo in ("pk", "dimensione", "bozza")
    } | colonne_ultima(OuterRef("ciclo"))
    documenti = Documento.objects.visibili_a(utente).filter(ciclo__in=scelti, tipo=TipoDocumento.RELAZIONE)
    righe = documenti.annotate(quante=Count("sezioni"), **colonne).values("ciclo", "quante", *colonne)
    per_ciclo: dict[int, dict[str, Any]] = {riga["ciclo"]: riga for riga in righe}
    lette = [(c, per_ciclo.get(c.pk, {})) for c in scelti]
    return [RelazioneDaEsaminare(c, *_letta(riga), da_colonne(riga, c)) for c, riga in lette]


@register.simple_tag
def edizione_del_ciclo(ciclo: Ciclo) -> StatoEdizione | None:
    """What was approved of a year and who has the next step. One query, none while nothing can have been approved."""
    return stato_edizione(ciclo) if ciclo.stato in CHE_ASPETTANO or ciclo.congelato else None


@register.simple_tag
def relazione_che_aspetta(ciclo: Ciclo, cicli: Sequence[Ciclo]) -> tuple[Ciclo, str] | None:
    """The last year before that of the page whose Relazione is not published yet, with whose turn it is: in spring one
    works in a year and the Relazione that waits is of the one before. Without queries."""
    prima = [c for c in cicli if c.anno < ciclo.anno and c.stato in CHE_ASPETTANO]
    ultima = max(prima, key=lambda c: c.anno, default=None)
    return (ultima, CHE_ASPETTANO[StatoCiclo(ultima.stato)]) if ultima else None


def _letta(riga: Mapping[str, Any]) -> tuple[int, tuple[FileDaEsaminare, ...]]:
    file = tuple(
        FileDaEsaminare(
            riga[f"{edizione.value}_pk"],
            f"{edizione.label}, PDF",
            edizione == Edizione.PUBBLICA,
            riga[f"{edizione.value}_dimensione"],
            riga[f"{edizione.value}_bozza"],
        )
        for edizione in Edizione
        if riga.get(f"{edizione.value}_pk")
    )
    return riga.get("quante", 0), file
