"""Targets that change by an act: the old one stays, the new one holds for the periods that end after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.consultazione.indicatore import prepara
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.letture import Richiesta
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Indicatore, Periodo, ValoreAtteso
from ente.models import Atto, Incarico, Ruolo, Utente
from tests.mondi.misurato import SETTEMBRE, VIVO, Piccolo, crea_piccolo, rimodula

if TYPE_CHECKING:
    pass

Modo = Callable[[Callable[[], object], Callable[[], object]], Sequence[object]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def piccolo(db: None) -> Piccolo:
    return crea_piccolo()


def persona(piccolo: Piccolo, ruolo: str) -> Utente:
    area = piccolo.ente.aree.get_or_create(codice="a", numero=1, nome="Area")[0]
    utente = Utente.objects.create(username=f"{ruolo}.prova", ente=piccolo.ente)
    ufficio = piccolo.ente.uffici.get_or_create(codice="u", nome="Ufficio", area=area)[0]
    Incarico.objects.create(
        utente=utente,
        ruolo=ruolo,
        area=area if ruolo == Ruolo.DIRIGENTE else None,
        ufficio=ufficio if ruolo == Ruolo.REDATTORE else None,
    )
    return utente


def sal(piccolo: Piccolo, numero: int, codice: str = "ente", voce: str = "Voce 0") -> object:
    ciclo = piccolo.vivo
    periodo = Periodo.objects.get(ciclo=ciclo, numero=numero)
    (prospetto,) = misura_cruscotti(ciclo, periodo, list(Cruscotto.objects.filter(ciclo=ciclo, codice=codice)))
    return next(r.sal for r in prospetto.righe if r.etichetta == voce)


# -- the act -----------------------------------------------------------------------------------------------------------


def test_the_old_target_stays_and_its_periods_with_it(piccolo: Piccolo) -> None:
    """≥ 10 in the first semester (8 → 80), ≥ 16 by an act of September: 12 → 75 in the second."""
    nuova = rimodula(piccolo)
    assert nuova is not None
    versioni = ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore=piccolo.indicatori[0]).order_by("versione")
    assert [(a.versione, a.testo, a.atto_numero, a.atto_data) for a in versioni] == [
        (1, "≥ 10", "", None),
        (2, "≥ 16", "12", SETTEMBRE),
    ]
    assert (nuova.verso, nuova.valore, nuova.tipo, nuova.motivo) == ("crescente", Decimal(16), "numero", "Nuovo bando")
    assert sal(piccolo, 1) == 80
    assert sal(piccolo, 2) == 75
    (atto,) = Atto.objects.filter(ente=piccolo.ente)
    assert (atto.azione, atto.modello, atto.chiave) == ("rimodula target", "valore atteso", nuova.pk)
    assert atto.dettagli["prima"] == {"target": "≥ 10"}
    assert atto.dettagli["dopo"] == {"target": "≥ 16", "versione": "2"}
    assert atto.dettagli["motivo"] == "Nuovo bando"
    assert atto.dettagli["atto"] == f"n. 12 del 01/09/{VIVO}"


def test_the_same_target_by_the_same_act_is_one(piccolo: Piccolo) -> None:
    assert rimodula(piccolo) is not None
    assert rimodula(piccolo) is None
    assert rimodula(piccolo, versione=1) is None
    assert ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore=piccolo.indicatori[0]).count() == 2
    assert Atto.objects.filter(ente=piccolo.ente).count() == 1


def test_a_tolerance_may_be_written(piccolo: Piccolo) -> None:
    nuova = rimodula(piccolo, "≥ 12,2 (+/- 0,5)")
    assert nuova is not None
    assert nuova.tolleranza is not None
    assert sal(piccolo, 2) == 100


def test_a_target_of_one_placement_leaves_the_others(piccolo: Piccolo) -> None:
    riga = Collocazione.objects.get(cruscotto__ciclo=piccolo.vivo, cruscotto__codice="altro", etichetta="Voce 0")
    propria = rimodula(piccolo, "≥ 24", collocazione=riga)
    assert propria is not None
    assert propria.versione == 1
    assert sal(piccolo, 2, "altro") == 50
    assert sal(piccolo, 1, "altro") == 80, "prima dell'atto vale ancora il target comune"
    assert sal(piccolo, 2, "ente") == 100


@pytest.mark.parametrize(
    ("campi", "campo"),
    [
        ({"testo": ""}, "testo"),
        ({"testo": "presto"}, "testo"),
        ({"testo": "31/12/2022"}, "testo"),
        ({"testo": "≥ 10"}, "testo"),
        ({"testo": "10 o 12"}, "testo"),
        ({"testo": "≥ " + "9" * 30}, "testo"),
        ({"testo": "x" * 201}, "testo"),
        ({"testo": "≥ 1\x002"}, "testo"),
        ({"atto_numero": ""}, "atto_numero"),
        ({"atto_numero": "1" * 41}, "atto_numero"),
        ({"atto_data": None}, "atto_data"),
        ({"atto_data": timezone.localdate() + timedelta(days=1)}, "atto_data"),
        ({"atto_data": date(VIVO + 1, 1, 1)}, "atto_data"),
        ({"atto_data": date(VIVO - 2, 12, 31)}, "atto_data"),
        ({"motivo": ""}, "motivo"),
    ],
)
def test_what_is_refused_is_said_beside_its_field(piccolo: Piccolo, campi: dict[str, Any], campo: str) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        rimodula(piccolo, **campi)
    assert list(rifiuto.value.errori) == [campo]
    assert len(rifiuto.value.errori[campo]) > 15
    assert ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore=piccolo.indicatori[0]).count() == 1


def test_an_act_may_not_come_before_the_one_in_force(piccolo: Piccolo) -> None:
    rimodula(piccolo)
    with pytest.raises(ValoreRifiutato, match="non può venire prima"):
        rimodula(piccolo, "≥ 18", atto_numero="13", atto_data=SETTEMBRE - timedelta(days=1))
    terza = rimodula(piccolo, "≥ 18", atto_numero="13")
    assert terza is not None
    assert terza.versione == 3


@pytest.mark.parametrize(
    ("campi", "testo", "parte"),
    [
        ({"direzione": "decrescente"}, "≥ 16", "decrescente"),
        ({"regola": "soglie3", "soglia_minima": 1, "soglia_massima": 15}, "≥ 16", "soglie devono crescere"),
    ],
)
def test_a_target_that_its_rules_could_not_measure(
    piccolo: Piccolo, campi: dict[str, Any], testo: str, parte: str
) -> None:
    Indicatore.objects.filter(pk=piccolo.indicatori[0].pk).update(**campi)
    piccolo.indicatori[0].refresh_from_db()
    with pytest.raises(ValoreRifiutato, match=parte):
        rimodula(piccolo, testo)


def test_another_version_meanwhile(piccolo: Piccolo) -> None:
    rimodula(piccolo)
    with pytest.raises(Superato, match=r"«≥ 16», atto n\. 12"):
        rimodula(piccolo, "≥ 18", versione=1)


def test_an_adopted_year_is_refused(piccolo: Piccolo) -> None:
    with pytest.raises(NonModificabile):
        rimodula(piccolo, ciclo=piccolo.adottato)


def test_a_placement_of_another_indicator_or_year_is_refused(piccolo: Piccolo) -> None:
    altra = Collocazione.objects.get(cruscotto__ciclo=piccolo.vivo, cruscotto__codice="ente", etichetta="Voce 1")
    with pytest.raises(ValoreRifiutato):
        rimodula(piccolo, collocazione=altra, versione=0)


@pytest.mark.parametrize("ruolo", ["redattore", "dirigente", "oiv", "amministratore"])
def test_only_controllo_changes_a_target(piccolo: Piccolo, ruolo: str) -> None:
    with pytest.raises(PermissionDenied):
        rimodula(piccolo, da=persona(piccolo, ruolo))


def test_controllo_of_another_body_changes_nothing(piccolo: Piccolo, utente: Callable[[str], Utente]) -> None:
    with pytest.raises(PermissionDenied):
        rimodula(piccolo, da=utente("controllo"))


# -- the first target --------------------------------------------------------------------------------------------------


@pytest.fixture
def senza_target(piccolo: Piccolo) -> Iterator[Piccolo]:
    """In planning, the first indicator without a target."""
    Ciclo.objects.filter(pk=piccolo.vivo.pk).update(stato="pianificazione")
    ValoreAtteso.objects.filter(ciclo=piccolo.vivo, indicatore=piccolo.indicatori[0]).delete()
    yield piccolo


@pytest.mark.parametrize("ruolo", ["controllo", "amministratore"])
def test_the_first_target_of_a_plan_needs_no_act(senza_target: Piccolo, ruolo: str) -> None:
    chi = persona(senza_target, ruolo)
    prima = rimodula(senza_target, "≥ 10", da=chi, atto_numero="", atto_data=None, motivo="")
    assert prima is not None
    assert (prima.versione, prima.atto_data) == (1, None)
    assert Atto.objects.get(ente=senza_target.ente).azione == "fissa target"
    dopo = rimodula(senza_target, "≥ 11", da=chi, atto_numero="", atto_data=None, motivo="")
    assert dopo is not None
    assert (dopo.pk, dopo.versione, dopo.testo, dopo.atto_data) == (prima.pk, 1, "≥ 11", None)


def test_half_an_act_is_no_act(senza_target: Piccolo) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        rimodula(senza_target, atto_data=None)
    assert list(rifiuto.value.errori) == ["atto_data"]


def test_outside_the_plan_the_first_target_needs_its_act(senza_target: Piccolo) -> None:
    Ciclo.objects.filter(pk=senza_target.vivo.pk).update(stato="monitoraggio")
    with pytest.raises(ValoreRifiutato):
        rimodula(senza_target, atto_numero="", atto_data=None)
    assert rimodula(senza_target) is not None


# -- pages -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def controllo(piccolo: Piccolo) -> Client:
    client = Client()
    client.force_login(piccolo.controllo)
    return client


PAGINA = f"/indicatori/{VIVO}/i0/target/"
SCRITTO = {"testo": "≥ 16", "atto_numero": "12", "atto_data": "2022-09-01", "motivo": "Nuovo bando", "versione": "1"}


def test_form_preview_confirmation(controllo: Client) -> None:
    assert "≥ 10" in controllo.get(PAGINA).content.decode()
    vista = controllo.post(PAGINA, SCRITTO)
    testo = " ".join(vista.content.decode().split())
    assert "Semestre 2" in testo
    assert "-25,00 punti" in testo
    assert "periodi già chiusi" not in testo
    assert not ValoreAtteso.objects.filter(versione=2).exists()
    impronta = vista.context["prova"].impronta
    fatta = controllo.post(PAGINA, SCRITTO | {"passo": "conferma", "impronta": impronta})
    assert fatta.status_code == 302
    assert fatta["Location"] == f"/indicatori/{VIVO}/i0/#target"
    assert ValoreAtteso.objects.get(versione=2).testo == "≥ 16"
    ancora = controllo.post(PAGINA, SCRITTO | {"passo": "conferma", "impronta": impronta})
    assert ancora.status_code == 302
    assert ValoreAtteso.objects.filter(versione__gte=2).count() == 1


def test_errors_keep_what_was_typed(controllo: Client) -> None:
    risposta = controllo.post(PAGINA, SCRITTO | {"testo": "presto", "atto_data": "2022-09-01"})
    testo = risposta.content.decode()
    assert risposta.status_code == 422
    assert 'value="presto"' in testo
    assert "Nuovo bando" in testo
    assert 'class="errorlist"' in testo


def test_the_second_of_two_sees_what_the_first_did(piccolo: Piccolo, controllo: Client) -> None:
    vista = controllo.post(PAGINA, SCRITTO | {"testo": "≥ 20"})
    rimodula(piccolo)
    tardi = SCRITTO | {"testo": "≥ 20", "passo": "conferma", "impronta": vista.context["prova"].impronta}
    risposta = controllo.post(PAGINA, tardi)
    testo = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Nel frattempo il target è diventato «≥ 16»" in testo
    assert 'value="≥ 20"' in testo
    assert 'name="versione" value="2"' in testo
    assert ValoreAtteso.objects.filter(testo="≥ 20").count() == 0


def test_an_adopted_year_has_no_form(piccolo: Piccolo, controllo: Client) -> None:
    indirizzo = f"/indicatori/{piccolo.adottato.anno}/i0/target/"
    testo = controllo.get(indirizzo).content.decode()
    assert "già stata adottata" in testo
    assert 'name="testo"' not in testo
    risposta = controllo.post(indirizzo, SCRITTO)
    assert risposta.status_code == 409
    assert not ValoreAtteso.objects.filter(versione=2).exists()


@pytest.mark.parametrize("riga", ["999999", "x", "-1", "1'", "%00"])
def test_a_row_that_is_not_there(controllo: Client, riga: str) -> None:
    assert controllo.get(f"{PAGINA}?riga={riga}").status_code == 404


def test_the_page_of_one_row(piccolo: Piccolo, controllo: Client) -> None:
    riga = Collocazione.objects.get(cruscotto__ciclo=piccolo.vivo, cruscotto__codice="altro", etichetta="Voce 0")
    indirizzo = f"{PAGINA}?riga={riga.pk}"
    testo = controllo.get(indirizzo).content.decode()
    assert "Solo per altro" in testo
    vista = controllo.post(indirizzo, SCRITTO | {"versione": "0"})
    assert {c.posto.cruscotto for c in vista.context["prova"].indicatori} == {"altro"}


def test_the_version_in_force_is_that_of_the_period(piccolo: Piccolo, controllo: Client) -> None:
    Periodo.objects.filter(ciclo=piccolo.vivo).update(stato="aperto")  # a closed one keeps the versions of its close
    nuova = rimodula(piccolo)
    assert nuova is not None
    ciclo, misura = piccolo.vivo, Misura.dell_ente(piccolo.ente.pk)
    for numero, versione in ((1, 1), (2, 2)):
        periodo = Periodo.objects.get(ciclo=ciclo, numero=numero)
        scheda = prepara(Richiesta(ciclo, periodo, list(Cruscotto.objects.filter(ciclo=ciclo))), "i0", "", misura)
        ((_, versioni),) = scheda.versioni
        assert [a.versione for a in versioni if a.pk in scheda.in_vigore] == [versione]
    allora = " ".join(controllo.get(f"/indicatori/{VIVO}/i0/?periodo=1").content.decode().split())
    assert "in vigore in questo periodo" in allora
    assert f"in vigore dal 01/09/{VIVO}, dopo questo periodo" in allora
    adesso = controllo.get(f"/indicatori/{VIVO}/i0/").content.decode()
    assert "sostituito" in adesso
    assert f'href="{PAGINA}"' in adesso
