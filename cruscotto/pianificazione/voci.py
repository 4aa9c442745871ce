"""What the tree of a cycle and its scorecards are made of, each kind with its table and what of it is written."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import models

from cruscotto.misurazione.effetto import impronta_di
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Cruscotto,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Programma,
    Prospettiva,
)


class Voce(StrEnum):
    PROSPETTIVA = "prospettiva"
    AREA = "area"
    OBIETTIVO = "obiettivo"
    PROGRAMMA = "programma"
    OPERATIVO = "operativo"
    CRUSCOTTO = "cruscotto"


MODELLI: dict[Voce, type[models.Model]] = {
    Voce.PROSPETTIVA: Prospettiva,
    Voce.AREA: AreaStrategica,
    Voce.OBIETTIVO: ObiettivoStrategico,
    Voce.PROGRAMMA: Programma,
    Voce.OPERATIVO: ObiettivoOperativo,
    Voce.CRUSCOTTO: Cruscotto,
}
CAMPI: dict[Voce, tuple[str, ...]] = {
    Voce.PROSPETTIVA: ("nome", "descrizione"),
    Voce.AREA: ("numero", "nome", "descrizione"),
    Voce.OBIETTIVO: ("numero", "nome", "descrizione", "area_strategica_id"),
    Voce.PROGRAMMA: ("nodo_id", "nome"),
    Voce.OPERATIVO: ("programma_id", "nome"),
    Voce.CRUSCOTTO: ("titolo", "tipo", "area_id", "lettera", "sottotitolo", "titolo_sintesi", "titolare"),
}
"""The columns that a person writes; codes and order come by themselves."""
AL_CICLO: dict[Voce, str] = {
    Voce.PROGRAMMA: "nodo__obiettivo__ciclo",
    Voce.OPERATIVO: "programma__nodo__obiettivo__ciclo",
}
PROSPETTIVE = "prospettive"
"""Under which prospettive an objective stands: keys, in order; beside its columns."""


def righe_di(ciclo: Ciclo, voce: Voce) -> models.QuerySet[Any]:
    """Those of a cycle that have a name."""
    nome = "titolo" if voce is Voce.CRUSCOTTO else "nome"
    righe = MODELLI[voce]._default_manager.filter(**{AL_CICLO.get(voce, "ciclo"): ciclo})
    return righe.exclude(**{nome: ""})


def scritta(voce: Voce, riga: Any) -> dict[str, Any]:
    """What a row says, as a form would."""
    campi = {nome: getattr(riga, nome) for nome in CAMPI[voce]}
    if voce is Voce.OBIETTIVO:
        nodi = ObiettivoInProspettiva.objects.filter(obiettivo=riga).exclude(prospettiva__nome="")
        campi[PROSPETTIVE] = sorted(nodi.values_list("prospettiva", flat=True))
    return campi


def impronta_voce(campi: Mapping[str, Any]) -> str:
    """What a form carries to say what the person was looking at."""
    return impronta_di(sorted((nome, str(valore)) for nome, valore in campi.items()))
