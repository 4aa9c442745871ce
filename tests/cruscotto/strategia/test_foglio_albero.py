"""The tree as a sheet: every level and every indicator once, in order, each with its own figures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.struttura import leggi_struttura
from cruscotto.models import Ciclo, Cruscotto
from cruscotto.strategia.albero import Ramo, costruisci_albero
from cruscotto.strategia.fogli import TITOLI_ALBERO, tabella_albero

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]
LIVELLO, PROFONDO, NELL_ENTE = 0, 1, TITOLI_ALBERO.index("SAL % nel cruscotto di ente")


def in_ordine(ramo: Ramo, profondita: int = 1) -> Iterator[tuple[Ramo, int]]:
    yield ramo, profondita
    for figlio in ramo.figli:
        yield from in_ordine(figlio, profondita + 1)


def test_every_level_and_indicator_once_with_the_figures_of_the_body_beside_its_own(ciclo: Ciclo) -> None:
    misura = Misura.dell_ente(ciclo.ente_id)
    prospetti = misura_cruscotti(ciclo, ultimo_periodo(ciclo), list(Cruscotto.objects.filter(ciclo=ciclo)), misura)
    radice = costruisci_albero(leggi_struttura(ciclo, None), prospetti, misura, aperto=False)
    tabella = tabella_albero(ciclo, radice)
    righe = [list(riga) for riga in tabella.righe]
    assert all(len(riga) == len(TITOLI_ALBERO) for riga in righe)
    assert sum(riga[LIVELLO] == "Indicatore" for riga in righe) == 251
    rami, attesi = [r for r in righe if r[LIVELLO] != "Indicatore"], list(in_ordine(radice))
    assert [(r[LIVELLO], r[PROFONDO]) for r in rami] == [(ramo.livello, n) for ramo, n in attesi]
    con_il_suo = 0
    for riga, (ramo, _) in zip(rami, attesi, strict=True):
        suo = ramo.nell_ente[0] if ramo.nell_ente else None
        detto = riga[NELL_ENTE]
        assert (detto is None) == (suo is None)
        if suo is not None:
            assert isinstance(detto, Decimal) and abs(detto - suo) < Decimal("0.0001")
            con_il_suo += 1
    assert con_il_suo >= 8
