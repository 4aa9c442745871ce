"""What is weighed together, and what the weights of the others say when one comes, goes or moves."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import AreaStrategica, Ciclo, Collocazione, ObiettivoInProspettiva, Prospettiva

Pesata = Collocazione | ObiettivoInProspettiva | Prospettiva | AreaStrategica
INSIEME: dict[type[Any], tuple[str, ...]] = {
    Collocazione: ("cruscotto_id", "nodo_id"),
    ObiettivoInProspettiva: ("prospettiva_id",),
    Prospettiva: ("ciclo_id",),
    AreaStrategica: ("ciclo_id",),
}
"""What is weighed together: the rows with the same of these; objectives under no prospettiva also of the same area."""
A_ZERO = "«{}» viene fra voci che hanno un peso: pesa zero finché non lo date nella pagina dei pesi."
PESA = (
    "«{}» pesa {}, e senza questa voce i pesi non sommano più: nella pagina dei pesi portatela a zero, dandolo alle "
    "altre, poi ripetete."
)


def fratelli(riga: Pesata) -> QuerySet[Any]:
    """The other rows that are weighed together with one."""
    insieme = {n: getattr(riga, n) for n in INSIEME[type(riga)]}
    if isinstance(riga, ObiettivoInProspettiva) and not riga.prospettiva.nome:
        insieme["obiettivo__area_strategica"] = riga.obiettivo.area_strategica_id
    return type(riga)._default_manager.filter(**insieme).exclude(pk=riga.pk)


def peso_fra(riga: Pesata) -> int | None:
    """The weight of a row that comes among others: zero where they have one, and none where they have none."""
    if isinstance(riga, Collocazione) and riga.indicatore.tipo == Tipo.PREREQUISITO:
        return None
    return 0 if fratelli(riga).filter(peso__isnull=False).exists() else None


def perche_resta(riga: Pesata) -> str:
    """Why a row cannot leave those that it is weighed with; empty when it can. While the cycle is planned it can: what
    does not sum is listed, and stops the Plan."""
    if not riga.peso or not fratelli(riga).exists() or _ciclo_di(riga).in_pianificazione:
        return ""
    return PESA.format(riga, formatta_numero(essenziale(riga.peso)))


def _ciclo_di(riga: Pesata) -> Ciclo:
    if isinstance(riga, Collocazione):
        return riga.cruscotto.ciclo
    return riga.prospettiva.ciclo if isinstance(riga, ObiettivoInProspettiva) else riga.ciclo
