"""What a person reads of a year: what stands in it, and there only in what the person may read."""

from __future__ import annotations

import pytest

from cruscotto.ciclo.visibilita import indicatori_leggibili
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Prospettiva,
    TipoCruscotto,
)
from ente.models import Utente
from tests.mondi.scena import ANNO, Scena, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    """Four indicators in this year's scorecard of the body; one of them, next year, in the sheet of a manager alone."""
    scena = crea_scena()
    dopo = Ciclo.objects.create(ente=scena.ente, anno=ANNO + 1)
    nodo = ObiettivoInProspettiva.objects.create(
        prospettiva=Prospettiva.objects.create(ciclo=dopo, ordine=1, codice="p", nome="Prospettiva"),
        obiettivo=ObiettivoStrategico.objects.create(ciclo=dopo, numero=1, nome="Obiettivo"),
    )
    scheda = Cruscotto.objects.create(
        ciclo=dopo,
        ordine=1,
        codice="scheda",
        tipo=TipoCruscotto.INDIVIDUALE,
        titolo="Scheda",
        area=scena.uffici["anagrafe"].area,
    )
    Collocazione.objects.create(
        cruscotto=scheda, indicatore=scena.indicatori["i1"], nodo=nodo, ordine=1, etichetta="Indicatore i1"
    )
    return scena


def codici(utente: Utente, anno: int | None = None) -> list[str]:
    return sorted(indicatori_leggibili(utente, anno).values_list("codice", flat=True))


@pytest.mark.parametrize(
    ("chi", "quest_anno", "anno_dopo"),
    [
        ("ugo", ["i1", "i2", "i3", "i4"], ["i1"]),
        ("dina", ["i1", "i2", "i3", "i4"], ["i1"]),
        ("rita", ["i1", "i2", "i3", "i4"], ["i1"]),  # whose office enters its value
        ("dario", ["i1", "i2", "i3", "i4"], []),
        ("rosa", ["i1", "i2", "i3", "i4"], []),
    ],
)
def test_of_a_year_one_reads_what_stands_in_it(
    scena: Scena, chi: str, quest_anno: list[str], anno_dopo: list[str]
) -> None:
    assert codici(scena[chi]) == quest_anno
    assert codici(scena[chi], ANNO) == quest_anno
    assert codici(scena[chi], ANNO + 1) == anno_dopo
