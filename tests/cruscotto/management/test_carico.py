"""The load of ``manage.py genera_carico``: as large as asked, the same for the same seed, and it goes as it came."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import override_settings

from cruscotto.management.dimostrazione.carico import CaricoRifiutato, Piano, genera, togli
from cruscotto.management.dimostrazione.carico.piano import RIGHE, ULTIMO_ANNO
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import Ciclo, Collocazione, Indicatore, Periodo, Rilevazione, ValoreAtteso
from ente.actions.registro import registra
from ente.models import Ente, Utente
from ente.querysets import EnteQuerySet
from tests.mondi.fabbrica import APP

PICCOLO = Piano(enti=2, anni=2, collocazioni=50, periodi=3)


def quante_righe() -> Counter[str]:
    return Counter({m.__name__: m._base_manager.count() for m in apps.get_models() if m._meta.app_label in APP})


def scritto(codice: str) -> list[tuple[object, ...]]:
    """All that is written for a body that a seed decides."""
    return [
        *Indicatore.objects.filter(ente__codice=codice).values_list("codice", "nome", "tipo", "direzione"),
        *ValoreAtteso.objects.filter(ciclo__ente__codice=codice).values_list(
            "ciclo__anno", "indicatore__codice", "testo"
        ),
        *Rilevazione.objects.filter(periodo__ciclo__ente__codice=codice).values_list(
            "periodo__ciclo__anno", "periodo__numero", "indicatore__codice", "collocazione__ordine", "testo", "stato"
        ),
    ]


def test_a_full_year_has_the_shape_of_the_real_one() -> None:
    righe = Piano().righe()
    assert {codice: len(indicatori) for codice, indicatori in righe.items()} == RIGHE
    assert sum(map(len, righe.values())) == 250
    assert {i for indicatori in righe.values() for i in indicatori} == set(range(130))
    assert all(len(set(indicatori)) == len(indicatori) for indicatori in righe.values())


@pytest.mark.parametrize("totale", [1, 7, 20, 251, 1923])
def test_no_placement_is_lost(totale: int) -> None:
    assert sum(map(len, Piano(collocazioni=totale).righe().values())) == totale


@pytest.mark.django_db
def test_it_is_as_large_as_asked_and_goes_as_it_came() -> None:
    prima = quante_righe()
    conti = genera(PICCOLO)
    dopo = quante_righe()
    dopo.subtract(prima)
    assert conti.total() == dopo.total()
    assert (dopo["Ente"], dopo["Ciclo"], dopo["Collocazione"], dopo["Periodo"]) == (2, 4, 200, 12)
    assert dopo["Indicatore"] == 2 * PICCOLO.indicatori
    assert togli() == 2
    assert quante_righe() == prima


@pytest.mark.django_db
def test_the_same_seed_writes_the_same() -> None:
    genera(PICCOLO)
    primo, altro = scritto("carico-0001"), scritto("carico-0002")
    assert primo != altro
    togli()
    genera(PICCOLO)
    assert scritto("carico-0001") == primo
    togli()
    genera(Piano(enti=1, anni=2, collocazioni=50, periodi=3, seme=2))
    assert scritto("carico-0001") != primo


@pytest.mark.django_db
def test_what_is_written_is_valid_and_varied() -> None:
    """Every row passes its model's own validation, and every kind of work to do is there."""
    genera(Piano(enti=1, anni=1))
    insiemi: list[EnteQuerySet[Any]] = [
        Ciclo.objects.all(),
        Collocazione.objects.all(),
        Indicatore.objects.all(),
        Periodo.objects.all(),
        Rilevazione.objects.all(),
        ValoreAtteso.objects.all(),
    ]
    for insieme in insiemi:
        for riga in insieme.di(Ente.objects.get(codice="carico-0001"))[::13]:
            riga.full_clean()
    ciclo = Ciclo.objects.get(ente__codice="carico-0001")
    stati = set(Rilevazione.objects.filter(periodo__ciclo=ciclo).values_list("stato", flat=True))
    assert stati == {"bozza", "trasmessa", "restituita", "validata"}
    prospetti = misura_cruscotti(ciclo, ciclo.periodi.get(stato="aperto"), list(ciclo.cruscotti.all()))
    righe = [riga for prospetto in prospetti for riga in prospetto.righe]
    assert {"raggiunto", "parziale", "non_raggiunto", "non_rilevato"} == {r.fascia.codice for r in righe if r.fascia}
    assert {r.tipo for r in righe} == {"data", "numero", "percentuale", "euro", "ordinale"}
    assert {"non_rilevato", "in_ritardo", "sotto_soglia"} <= {a.codice for r in righe for a in r.allerte}
    assert not [r for r in righe if "non si leggono" in r.spiegazione]


@pytest.mark.django_db
def test_a_load_is_not_written_twice_nor_taken_from_who_works_in_it() -> None:
    genera(PICCOLO)
    with pytest.raises(CaricoRifiutato, match="--togli"):
        genera(PICCOLO)
    ente = Ente.objects.get(codice="carico-0002")
    registra(ente=ente, da=Utente.objects.get(username="carico-0002.controllo"), azione="prova", oggetto=ente)
    with pytest.raises(CaricoRifiutato, match="registro"):
        togli()
    assert Ente.objects.filter(codice__startswith="carico-").count() == 2


@pytest.mark.django_db
def test_the_command() -> None:
    uscita = StringIO()
    with override_settings(DEBUG=False), pytest.raises(CommandError, match="--forza"):
        call_command("genera_carico", stdout=uscita)
    with pytest.raises(CommandError, match="al più 12"):
        call_command("genera_carico", "--periodi=13", "--forza", stdout=uscita)
    call_command("genera_carico", "--enti=1", "--anni=1", "--collocazioni=20", "--forza", stdout=uscita)
    assert "20 collocazioni" in uscita.getvalue()
    assert Ciclo.objects.get(ente__codice="carico-0001").anno == ULTIMO_ANNO
    call_command("genera_carico", "--togli", "--forza", stdout=uscita)
    assert "Tolti 1 enti" in uscita.getvalue()
    assert not Ente.objects.filter(codice__startswith="carico-").exists()
