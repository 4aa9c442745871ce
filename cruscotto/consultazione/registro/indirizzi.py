"""Where the object of an act is seen: one query for all the acts of a page, whatever their kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from contesto.models import Tavola, VoceBilancio
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Evidenza,
    Indicatore,
    Periodo,
    Riapertura,
    Rilevazione,
    SalDichiarato,
    ValoreAtteso,
)
from ente.models import Atto, Ente
from ente.querysets import EnteQuerySet

Luogo = tuple[str, int]
"""The kind and the key of an object, as the register writes them."""

# Kind: where its rows are, then year, code, period and placement of the page that shows them ("" is none).
VIE: dict[str, tuple[EnteQuerySet[Any], str, str, str, str]] = {
    "indicatore": (Indicatore.objects.all(), "anno", "codice", "", ""),
    "rilevazione": (
        Rilevazione.objects.all(),
        "periodo__ciclo__anno",
        "indicatore__codice",
        "periodo__numero",
        "collocazione",
    ),
    "evidenza": (
        Evidenza.objects.all(),
        "rilevazione__periodo__ciclo__anno",
        "rilevazione__indicatore__codice",
        "rilevazione__periodo__numero",
        "rilevazione__collocazione",
    ),
    "valore atteso": (ValoreAtteso.objects.all(), "ciclo__anno", "indicatore__codice", "", "collocazione"),
    "SAL dichiarato": (
        SalDichiarato.objects.all(),
        "periodo__ciclo__anno",
        "collocazione__indicatore__codice",
        "periodo__numero",
        "collocazione",
    ),
    "collocazione": (Collocazione.objects.all(), "cruscotto__ciclo__anno", "indicatore__codice", "", "pk"),
    "cruscotto": (Cruscotto.objects.all(), "ciclo__anno", "codice", "", ""),
    "ciclo": (Ciclo.objects.all(), "anno", "", "", ""),
    "periodo": (Periodo.objects.all(), "ciclo__anno", "", "numero", ""),
    "riapertura": (Riapertura.objects.all(), "periodo__ciclo__anno", "", "periodo__numero", ""),
    "tavola di contesto": (Tavola.objects.all(), "anno", "codice", "", ""),
    "voce di bilancio": (VoceBilancio.objects.all(), "anno", "", "", ""),
}
PAGINE = {
    "cruscotto": "cruscotto:cruscotto",
    "ciclo": "cruscotto:cruscotti",
    "periodo": "cruscotto:cruscotti",
    "riapertura": "cruscotto:cruscotti",
    "tavola di contesto": "cruscotto:tavola",
    "voce di bilancio": "cruscotto:bilancio",
}
"""The page of a kind; of the others it is that of their indicator."""
ANCORE = {"valore atteso": "#target", "rilevazione": "#valori", "evidenza": "#valori", "SAL dichiarato": "#perche"}


def trova_luoghi(ente: Ente, atti: Iterable[Atto]) -> dict[Luogo, str]:
    """The addresses of the objects of some acts of a body, for who may read all of its scorecards. What was deleted,
    or has no page, has none."""
    chiavi: dict[str, set[int]] = {}
    for atto in atti:
        if atto.modello in VIE and atto.chiave is not None:
            chiavi.setdefault(atto.modello, set()).add(atto.chiave)
    if not chiavi:
        return {}
    primo, *altri = (_via(ente, tipo, cercate) for tipo, cercate in chiavi.items())
    trovati = primo.union(*altri, all=True) if altri else primo
    return {(tipo, pk): _indirizzo(tipo, anno, *resto) for tipo, pk, anno, *resto in trovati if anno}


def _via(ente: Ente, tipo: str, chiavi: set[int]) -> QuerySet[Any, tuple[Any, ...]]:
    insieme, anno, codice, numero, collocazione = VIE[tipo]
    if tipo == "indicatore":  # the last year in which it is measured
        dove = Collocazione.objects.filter(indicatore=OuterRef("pk")).order_by("-cruscotto__ciclo__anno")
        insieme = insieme.annotate(anno=Coalesce(Subquery(dove.values("cruscotto__ciclo__anno")[:1]), 0))
    espressioni: dict[str, Any] = {
        "via_tipo": Value(tipo),
        "via_chiave": F("pk"),
        "via_anno": F(anno),
        "via_codice": F(codice) if codice else Value(""),
        "via_numero": _numero(numero),
        "via_collocazione": _numero(collocazione),
    }
    righe = insieme.di(ente).filter(pk__in=chiavi).order_by()
    return righe.annotate(**espressioni).values_list(*espressioni)  # type: ignore[no-any-return]


def _numero(percorso: str) -> Coalesce | Value:
    return Coalesce(F(percorso), 0, output_field=IntegerField()) if percorso else Value(0)


def _indirizzo(tipo: str, anno: int, codice: str, numero: int, collocazione: int) -> str:
    vista = PAGINE.get(tipo, "cruscotto:indicatore")
    indirizzo = reverse(vista, args=[anno, codice] if codice else [anno])
    parametri = "&".join(f"{nome}={valore}" for nome, valore in (("periodo", numero), ("riga", collocazione)) if valore)
    return f"{indirizzo}?{parametri}{ANCORE.get(tipo, '')}" if parametri else f"{indirizzo}{ANCORE.get(tipo, '')}"
