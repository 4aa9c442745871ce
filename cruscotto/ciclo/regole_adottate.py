"""The rules that a cycle keeps: those in use when its Relazione was adopted, whatever the body decides afterwards.

An indicator and the settings of a body are shared by all the years. Before one of them changes, each adopted cycle is
given a copy of the rules it was measured with, on the rows that a measurement reads anyway: the body's on the cycle,
the indicator's on its placements. From then on that cycle is measured with its copy and its SALs cannot move. Weights,
trees and targets belong to one cycle and need no copy: an adopted cycle refuses their acts.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from cruscotto.aritmetica.formule import Definizione, solo_di
from cruscotto.models import (
    CONGELATI,
    Ciclo,
    Collocazione,
    FasciaSemaforo,
    ImpostazioniMisura,
    Indicatore,
)
from cruscotto.valori.calcolati import da_json, in_json, leggi_grafo

DELL_INDICATORE = (
    "tipo",
    "direzione",
    "accumulo",
    "scala",
    "punti_scala",
    "regola",
    "soglia_minima",
    "soglia_massima",
    "soglia_eccellente",
    "calcolo",
)
"""What of an indicator the arithmetic of the SAL reads."""
DELLE_FASCE = ("codice", "nome", "da", "a")
FASCE = "fasce"
GRAFO = "grafo"
"""What a computed indicator was made of, beside the fields of ``DELL_INDICATORE``."""


def conserva_regole(ente_id: int) -> None:
    """Give the adopted cycles of a body the copy that they still lack. Call it inside the transaction of an act, before
    the rules change and when a cycle is adopted; twice is once.

    Three queries when every copy is there.
    """
    chiavi = list(Ciclo.objects.filter(ente=ente_id, stato__in=CONGELATI).values_list("pk", flat=True))
    if not chiavi:
        return
    senza_misura = Ciclo.objects.filter(pk__in=chiavi, misura_congelata__isnull=True)
    if senza_misura.exists() and (misura := _misura_di(ente_id)):
        senza_misura.update(misura_congelata=misura)
    senza = Collocazione.objects.filter(cruscotto__ciclo__in=chiavi, regole_congelate__isnull=True)
    righe = list(senza.select_related("indicatore").order_by())
    grafo = leggi_grafo(ente_id) if any(riga.indicatore.calcolo for riga in righe) else {}
    for riga in righe:
        riga.regole_congelate = {nome: getattr(riga.indicatore, nome) for nome in DELL_INDICATORE}
        if riga.indicatore.calcolo:
            riga.regole_congelate[GRAFO] = in_json(solo_di([riga.indicatore_id], grafo))
    Collocazione.objects.bulk_update(righe, ["regole_congelate"], batch_size=200)


def _misura_di(ente_id: int) -> dict[str, Any] | None:
    misura = ImpostazioniMisura.objects.filter(ente=ente_id).first()
    if misura is None:
        return None
    campi = {c.name: getattr(misura, c.name) for c in _campi_misura()}
    return campi | {FASCE: list(misura.fasce.values(*DELLE_FASCE))}


def _campi_misura() -> list[Any]:
    return [c for c in ImpostazioniMisura._meta.concrete_fields if not c.primary_key and not c.is_relation]


def misura_conservata(ciclo: Ciclo) -> tuple[ImpostazioniMisura, list[FasciaSemaforo]] | None:
    """The settings that an adopted cycle keeps, as rows that are not of the database; None when it has no copy."""
    if not ciclo.misura_congelata:
        return None
    copia: dict[str, Any] = ciclo.misura_congelata
    misura = ImpostazioniMisura(**{c.name: c.to_python(copia[c.name]) for c in _campi_misura() if c.name in copia})
    fasce = [FasciaSemaforo(**_letti(FasciaSemaforo, fascia)) for fascia in copia[FASCE]]
    return misura, fasce


def ripristina(collocazione: Collocazione) -> None:
    """Put back on the indicator of a placement, in memory only, the rules that its adopted cycle keeps. A copy made
    when no indicator could be computed says nothing of formulas: there was none."""
    copia = collocazione.regole_congelate
    if copia is None:
        return
    regole = {"calcolo": ""} | {nome: valore for nome, valore in copia.items() if nome != GRAFO}
    for nome, valore in _letti(Indicatore, regole).items():
        setattr(collocazione.indicatore, nome, valore)


def grafo_conservato(collocazione: Collocazione) -> dict[int, Definizione]:
    """What a computed indicator was made of when the cycle of a placement was adopted; empty when it keeps none."""
    return da_json((collocazione.regole_congelate or {}).get(GRAFO, {}))


def _letti(modello: type[models.Model], copia: dict[str, Any]) -> dict[str, Any]:
    return {nome: modello._meta.get_field(nome).to_python(valore) for nome, valore in copia.items()}  # type: ignore[union-attr]
