"""The locks that ``test_serrature`` and ``test_serrature_azioni`` close, and the rows that must stay behind each."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from contesto.models import Cella, Colonna, GraficoTavola, Riga, Tavola, VoceBilancio
from cruscotto.ciclo.regole_adottate import conserva_regole
from cruscotto.ciclo.righe_del_ciclo import percorso_ciclo
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Cruscotto,
    Evidenza,
    Periodo,
    Rilevazione,
    SalDichiarato,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
)
from ente.models import Atto
from tests.mondi.due_enti import APERTO, DueEnti
from tests.mondi.fabbrica import MODELLI

DEL_CONTESTO: dict[type[models.Model], str] = {
    Tavola: "",
    VoceBilancio: "",
    Riga: "tavola__",
    Colonna: "tavola__",
    Cella: "tavola__",
    GraficoTavola: "tavola__",
}

# -- what must stay ----------------------------------------------------------------------------------------------------


def impronta(insiemi: Iterable[Any]) -> dict[str, str]:
    """A hash of all the columns of the rows, by model."""
    return {
        insieme.model._meta.label: hashlib.sha256(repr(list(insieme.order_by("pk").values_list())).encode()).hexdigest()
        for insieme in insiemi
    }


def tutto() -> dict[str, str]:
    return impronta(m._base_manager.all() for m in MODELLI if m is not Atto)


def del_valore(mondo: DueEnti) -> Any:
    """A value of the open period, and what stands beside it."""
    valori = Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1])
    return impronta([valori, Evidenza.objects.filter(rilevazione__in=valori)])


def del_periodo(mondo: DueEnti) -> Any:
    """The closed periods, their values and what stands beside them."""
    periodi = Periodo.objects.filter(ciclo=mondo.ciclo, stato=StatoPeriodo.CHIUSO)
    valori = Rilevazione.objects.filter(periodo__in=periodi)
    dichiarati = SalDichiarato.objects.filter(periodo__in=periodi)
    return impronta([periodi, valori, dichiarati, Evidenza.objects.filter(rilevazione__in=valori)])


def del_ciclo(mondo: DueEnti, altro: Ciclo | None = None) -> Any:
    """Every row of the cycle, the context of its year, and the SALs that are read from them."""
    ciclo = altro or mondo.ciclo
    righe = []
    for modello in MODELLI:
        percorso = percorso_ciclo(modello)
        if percorso is not None:
            righe.append(modello._base_manager.filter(**{percorso or "pk": ciclo.pk}))
    for modello, verso in DEL_CONTESTO.items():
        righe.append(modello._base_manager.filter(**{f"{verso}ente": ciclo.ente_id, f"{verso}anno": ciclo.anno}))
    return impronta(righe) | {"SAL": str(sal(ciclo))}


def sal(ciclo: Ciclo) -> list[Any]:
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    return [
        (p.codice, periodo.numero, p.media.valore, [(r.etichetta, r.sal) for r in p.righe])
        for periodo in ciclo.periodi.all()
        for p in misura_cruscotti(ciclo, periodo, cruscotti)
    ]


# -- the locks ---------------------------------------------------------------------------------------------------------


def valida(mondo: DueEnti) -> None:
    Rilevazione.objects.filter(periodo=mondo.casa.periodi[APERTO - 1]).update(
        stato=StatoRilevazione.VALIDATA, validata_il=timezone.now(), validata_da=mondo.casa["dario"]
    )


def chiudi(mondo: DueEnti) -> None:
    Periodo.objects.filter(ciclo=mondo.ciclo).update(stato=StatoPeriodo.CHIUSO)


def adotta(mondo: DueEnti) -> None:
    chiudi(mondo)
    Ciclo.objects.filter(pk=mondo.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA,
        approvazione_organo="Giunta",
        approvazione_numero="1",
        approvazione_data=dt.date(2025, 5, 1),
    )
    conserva_regole(mondo.casa.ente.pk)


SERRATURE: dict[str, tuple[Callable[[DueEnti], None], Callable[[DueEnti], Any]]] = {
    "validato": (valida, del_valore),
    "chiuso": (chiudi, del_periodo),
    "adottato": (adotta, del_ciclo),
}


@contextmanager
def annullato() -> Iterator[None]:
    """What is written inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
