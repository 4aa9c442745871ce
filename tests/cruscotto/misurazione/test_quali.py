"""Which values one looks at, and of which period is what they show."""

from __future__ import annotations

from itertools import product

import pytest

from cruscotto.misurazione.dovuti import Quali
from cruscotto.misurazione.impostazioni import Misura, MisuraNonDefinita
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.misurazione.stato_dei_valori import nome_breve, raccogli
from cruscotto.models import FasciaSemaforo, ImpostazioniMisura, Indicatore, StatoPeriodo
from tests.mondi.scena import Scena, chiudi, crea_scena

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def test_one_of_a_photograph_is_chosen_as_one_of_today(scena: Scena) -> None:
    """The query on today's indicators and the question to one that was photographed say the same."""
    Indicatore.objects.create(ente=scena.ente, codice="senza", nome="Senza ufficio", tipo="numero")
    tutti = list(Indicatore.objects.filter(ente=scena.ente).select_related("ufficio"))
    uffici = [None, set(), {scena.uffici["anagrafe"].pk}, {u.pk for u in scena.uffici.values()}]
    area = scena.uffici["cultura"].area
    assert area is not None
    aree = [None, set(), {area.pk}]
    soli = [None, *(i.pk for i in tutti)]
    trovati = 0
    for di_uffici, di_aree, solo in product(uffici, aree, soli):
        quali = Quali(scena.ente.pk, uffici=di_uffici, aree=di_aree, solo=solo)
        scelti = {i.pk for i in tutti if quali.comprende(i)}
        assert scelti == set(quali.indicatori.values_list("pk", flat=True))
        trovati += len(scelti)
    assert trovati > len(tutti)


def test_a_value_of_the_period_before_says_so_and_one_of_this_period_does_not(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO)
    for codice in ("i1", "i2"):
        scena.metti(codice, "80", 1)
    chiudi(scena, 1)
    scena.stato(2, StatoPeriodo.APERTO)
    scena.metti("i2", "90", 2)
    prospetti = misura_cruscotti(scena.ciclo, scena.periodo(2), [scena.cruscotto])
    voci = raccogli(prospetti, {scena.cruscotto.codice: nome_breve(scena.cruscotto)})
    di_prima = {v.righe[0].codice: v.di_prima for v in voci}
    assert (di_prima["i1"], di_prima["i2"], di_prima["i3"]) == ("Periodo 1", "", "")


def test_without_the_bands_of_the_light_nothing_is_measured(scena: Scena) -> None:
    FasciaSemaforo.objects.all().delete()
    with pytest.raises(MisuraNonDefinita, match="fasce del semaforo"):
        Misura.dell_ente(scena.ente.pk)
    ImpostazioniMisura.objects.all().delete()
    with pytest.raises(MisuraNonDefinita, match="impostazioni di misura"):
        Misura.dell_ente(scena.ente.pk)
