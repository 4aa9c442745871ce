"""The planning of a year: targets without an act until the Plan is adopted, what stops it, what changes after it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoStrategico,
    StatoCiclo,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.pianificazione.actions.piano import PianoIncompleto, adotta_piano
from cruscotto.pianificazione.actions.target import TargetScritto, rimodula_target, togli_target
from cruscotto.pianificazione.cambi_del_piano import cambi_del_piano
from cruscotto.pianificazione.completezza import Mancanza, che_cosa_manca
from cruscotto.pianificazione.proposte import ValoreDiUnAnno, proposte, tendenza
from ente.models import Atto
from tests.mondi.scena import ANNO, Scena, atti, crea_scena

pytestmark = pytest.mark.django_db

IN_TEMPO, TARDI = dt.date(ANNO, 1, 20), dt.date(ANNO, 3, 5)


@pytest.fixture
def scena(db: None) -> Scena:
    """A cycle that is being planned: four indicators with target 100, weights of 25."""
    return crea_scena(stato=StatoCiclo.PIANIFICAZIONE)


def target(scena: Scena, codice: str = "i1") -> list[tuple[int, str]]:
    righe = ValoreAtteso.objects.filter(ciclo=scena.ciclo, indicatore=scena.indicatori[codice])
    return list(righe.order_by("versione").values_list("versione", "testo"))


def pianifica(scena: Scena, testo: str, chi: str = "carla", codice: str = "i1", visto: str = "100") -> object:
    return rimodula_target(
        indicatore=scena.indicatori[codice],
        ciclo=scena.ciclo,
        scritto=TargetScritto(testo, visto=visto),
        versione=1,
        da=scena[chi],
    )


def manca(scena: Scena) -> tuple[Mancanza, ...]:
    return che_cosa_manca(scena.ciclo, list(Cruscotto.objects.filter(ciclo=scena.ciclo)))


def adotta(scena: Scena, data: dt.date = IN_TEMPO, motivo: str = "", numero: str = "3", chi: str = "carla") -> Ciclo:
    return adotta_piano(
        ciclo=scena.ciclo, organo="Consiglio", numero=numero, data=data, motivo_ritardo=motivo, da=scena[chi]
    )


# -- targets without an act --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["carla", "adele", "dina"])
def test_while_it_is_planned_a_target_changes_in_its_place(scena: Scena, chi: str) -> None:
    pianifica(scena, "≥ 120", chi)
    assert target(scena) == [(1, "≥ 120")]
    atto = Atto.objects.get(ente=scena.ente)
    assert (atto.azione, atto.utente, atto.dettagli["prima"]["target"]) == ("pianifica target", scena[chi], "100")


@pytest.mark.parametrize("chi", ["dario", "rita", "ugo"])
def test_not_by_who_does_not_answer_for_it(scena: Scena, chi: str) -> None:
    """The manager of another area, a clerk, the OIV."""
    with pytest.raises(PermissionDenied):
        pianifica(scena, "120", chi)
    with pytest.raises(PermissionDenied):
        togli_target(indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, visto="100", da=scena[chi])
    assert target(scena) == [(1, "100")]
    assert atti(scena) == []


def test_two_persons_on_one_target_do_not_overwrite_each_other(scena: Scena) -> None:
    pianifica(scena, "110")
    with pytest.raises(Superato, match="110"):
        pianifica(scena, "130", "dina", visto="100")
    with pytest.raises(Superato, match="110"):
        togli_target(indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, visto="100", da=scena["carla"])
    assert target(scena) == [(1, "110")]


def test_the_same_target_twice_is_one(scena: Scena) -> None:
    pianifica(scena, "110")
    assert pianifica(scena, "110", visto="110") is None
    assert atti(scena) == ["pianifica target"]


def test_a_target_that_cannot_be_measured_is_refused(scena: Scena) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        pianifica(scena, "tanto")
    assert list(rifiuto.value.errori) == ["testo"]
    assert target(scena) == [(1, "100")]


def test_a_target_is_taken_away_and_written_again(scena: Scena) -> None:
    assert togli_target(indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, visto="100", da=scena["carla"])
    assert not togli_target(indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, visto="", da=scena["carla"])
    assert target(scena) == []
    rimodula_target(
        indicatore=scena.indicatori["i1"],
        ciclo=scena.ciclo,
        scritto=TargetScritto("90", visto=""),
        versione=0,
        da=scena["dina"],
    )
    assert target(scena) == [(1, "90")]
    assert atti(scena) == ["toglie target", "fissa target"]


def test_once_the_plan_is_adopted_only_an_act_changes_a_target(scena: Scena) -> None:
    adotta(scena)
    with pytest.raises(PermissionDenied):
        pianifica(scena, "120", "dina")
    with pytest.raises(ValoreRifiutato) as rifiuto:
        pianifica(scena, "120")
    assert rifiuto.value.errori.keys() == {"atto_numero", "atto_data", "motivo"}
    with pytest.raises(NonModificabile, match="già adottato"):
        togli_target(indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, visto="100", da=scena["carla"])
    assert target(scena) == [(1, "100")]


# -- what stops the Plan -----------------------------------------------------------------------------------------------


def _senza_target(scena: Scena) -> None:
    ValoreAtteso.objects.filter(indicatore=scena.indicatori["i2"]).delete()


def _illeggibile(scena: Scena) -> None:
    ValoreAtteso.objects.filter(indicatore=scena.indicatori["i2"]).update(testo="boh", tipo="", valore=None)


def _senza_verso(scena: Scena) -> None:
    Indicatore.objects.filter(pk=scena.indicatori["i2"].pk).update(direzione="")


def _pesi(scena: Scena) -> None:
    Collocazione.objects.filter(indicatore=scena.indicatori["i2"]).update(peso=Decimal(20))


def _un_peso_solo(scena: Scena) -> None:
    Collocazione.objects.filter(indicatore=scena.indicatori["i2"]).update(peso=None)


def _obiettivo_vuoto(scena: Scena) -> None:
    ObiettivoStrategico.objects.create(ciclo=scena.ciclo, numero=2, nome="Vuoto")


def _cruscotto_vuoto(scena: Scena) -> None:
    Cruscotto.objects.create(ciclo=scena.ciclo, ordine=2, codice="v", tipo="azienda", titolo="Vuoto")


@pytest.mark.parametrize(
    ("guasto", "detto"),
    [
        (_senza_target, "Manca il target"),
        (_illeggibile, "non si può misurare"),
        (_senza_verso, "verso"),
        (_pesi, "Pesi: "),
        (_un_peso_solo, "Pesi: "),
        (_obiettivo_vuoto, "non ha indicatori"),
        (_cruscotto_vuoto, "non ha indicatori"),
    ],
)
def test_what_is_incomplete_is_listed_and_stops_the_plan(
    scena: Scena, guasto: Callable[[Scena], None], detto: str
) -> None:
    assert manca(scena) == ()
    guasto(scena)
    [sola] = manca(scena)
    assert (detto in sola.che_cosa, sola.ferma) == (True, True)
    with pytest.raises(PianoIncompleto, match="manca una cosa"):
        adotta(scena)
    scena.ciclo.refresh_from_db()
    assert (scena.ciclo.piano_data, atti(scena)) == (None, [])


def test_what_does_not_stop_it_is_said_all_the_same(scena: Scena) -> None:
    Indicatore.objects.filter(pk=scena.indicatori["i3"].pk).update(ufficio=None)
    ValoreAtteso.objects.filter(indicatore=scena.indicatori["i4"]).update(tipo="data", valore=None, data="2019-12-31")
    assert [m.ferma for m in manca(scena)] == [False, False]
    assert adotta(scena).piano_data == IN_TEMPO


# -- the act -----------------------------------------------------------------------------------------------------------


def test_the_act_is_registered_once(scena: Scena) -> None:
    adotta(scena)
    assert adotta(scena).piano_numero == "3"
    assert atti(scena) == ["adotta Piano"]
    with pytest.raises(NonModificabile, match=r"già adottato con atto n[.] 3"):
        adotta(scena, numero="4")


@pytest.mark.parametrize(
    ("data", "motivo", "campo"),
    [
        (TARDI, "", "motivo_ritardo"),
        (dt.date(ANNO - 2, 12, 1), "", "data_atto"),
        (dt.date(ANNO + 1, 1, 1), "Tardi.", "data_atto"),
        (dt.date(2999, 1, 1), "", "data_atto"),
    ],
)
def test_an_act_that_cannot_be_is_refused_at_its_field(scena: Scena, data: dt.date, motivo: str, campo: str) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        adotta(scena, data, motivo)
    assert list(rifiuto.value.errori) == [campo]
    assert atti(scena) == []


def test_late_with_its_reason(scena: Scena) -> None:
    assert adotta(scena, TARDI, " Bilancio approvato tardi. ").piano_motivo_ritardo == "Bilancio approvato tardi."


@pytest.mark.parametrize("chi", ["adele", "dina", "rita", "ugo"])
def test_only_controllo_registers_it(scena: Scena, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        adotta(scena, chi=chi)


# -- what has changed since --------------------------------------------------------------------------------------------

PASSI = st.lists(
    st.tuples(st.sampled_from(["i1", "i2", "i3", "i4"]), st.integers(1, 300), st.integers(0, 300)), max_size=12
)


@given(passi=PASSI)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_changes_since_the_plan_are_those_of_the_register(
    scena: Scena, passi: Sequence[tuple[str, int, int]]
) -> None:
    """Whatever acts come after the Plan, its table is what the register of them adds up to."""
    with transaction.atomic():
        adotta(scena)
        for n, (codice, valore, giorni) in enumerate(passi):
            versione = ValoreAtteso.objects.filter(ciclo=scena.ciclo, indicatore=scena.indicatori[codice]).count()
            scritto = TargetScritto(str(valore), f"{n}", IN_TEMPO + dt.timedelta(days=1 + giorni), "Perché sì.")
            try:
                rimodula_target(
                    indicatore=scena.indicatori[codice],
                    ciclo=scena.ciclo,
                    scritto=scritto,
                    versione=versione,
                    da=scena["carla"],
                )
            except ValoreRifiutato:  # the same target again, or an act before the last one
                continue
        attesi: dict[str, list[str]] = {}
        for atto in Atto.objects.filter(ente=scena.ente, azione="rimodula target").order_by("pk"):
            codice = atto.oggetto.split(",")[0]
            attesi.setdefault(codice, [atto.dettagli["prima"]["target"]]).append(atto.dettagli["dopo"]["target"])
        trovati = {
            c.codice: [c.nel_piano, *(v.testo for v in c.atti)] for c in cambi_del_piano(scena.ciclo, scena["carla"])
        }
        assert trovati == attesi
        transaction.set_rollback(True)


def test_what_an_act_changed_before_the_plan_is_in_the_plan(scena: Scena) -> None:
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(stato=StatoCiclo.MONITORAGGIO)
    scena.ciclo.refresh_from_db()
    prima, dopo = TargetScritto("110", "1", IN_TEMPO, "Prima."), TargetScritto("120", "2", dt.date(ANNO, 5, 1), "Dopo.")
    for versione, scritto in ((1, prima), (2, dopo)):
        rimodula_target(
            indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, scritto=scritto, versione=versione, da=scena["carla"]
        )
    adotta(scena, TARDI, "Tardi.")
    scena.ciclo.refresh_from_db()
    [cambio] = cambi_del_piano(scena.ciclo, scena["carla"])
    assert (cambio.nel_piano, cambio.ora, [v.atto_numero for v in cambio.atti]) == ("110", "120", ["2"])


# -- what is proposed --------------------------------------------------------------------------------------------------


def anno(n: int, testo: str, numero: str | None = None, durante: str = "") -> ValoreDiUnAnno:
    return ValoreDiUnAnno(n, testo, Decimal(numero) if numero else None, durante)


@pytest.mark.parametrize(
    ("storia", "unita", "atteso"),
    [
        ([anno(2018, "10", "10"), anno(2019, "12", "12")], "", "14"),
        ([anno(2017, "10", "10"), anno(2019, "14", "14")], "", "16"),
        ([anno(2018, "90,5%", "90.5"), anno(2019, "91%", "91")], "%", "91,5%"),
        ([anno(2018, "97%", "97"), anno(2019, "99%", "99")], "%", "100%"),
        ([anno(2018, "1000", "1000"), anno(2019, "1500", "1500")], "€", "€ 2.000"),
        ([anno(2015, "1", "1"), anno(2017, "100", "100"), anno(2018, "90", "90"), anno(2019, "80", "80")], "", "70"),
        ([anno(2018, "9", "9"), anno(2019, "3", "3")], "", ""),
        ([anno(2019, "12", "12")], "", ""),
        ([anno(2018, "Buono"), anno(2019, "Ottimo")], "", ""),
        ([anno(2018, "10", "10"), anno(2019, "4", "4", "primo semestre")], "", ""),
    ],
)
def test_where_the_last_years_lead(storia: list[ValoreDiUnAnno], unita: str, atteso: str) -> None:
    """By hand: the last value and the mean yearly change of the last three; no year that had not ended counts."""
    assert tendenza(storia, 2020, unita) == atteso


def test_the_whole_year_counts_before_the_document_and_half_a_year_after_it(scena: Scena) -> None:
    dopo = Ciclo.objects.create(ente=scena.ente, anno=ANNO + 1)
    i1, i2 = scena.indicatori["i1"], scena.indicatori["i2"]
    scena.metti("i1", "40", 1)
    scena.metti("i1", "95", 3)
    scena.metti("i2", "30", 1)
    ValoreStorico.objects.create(indicatore=i1, anno=ANNO, testo="94", valore=94)
    ValoreStorico.objects.create(indicatore=i2, anno=ANNO, testo="88", valore=88)
    trovate = proposte(dopo, [i1, i2])
    assert [(v.quando, v.testo) for v in trovate[i1.pk].storia] == [(str(ANNO), "95")]
    assert [(v.quando, v.testo) for v in trovate[i2.pk].storia] == [(str(ANNO), "88")]
    ValoreStorico.objects.filter(indicatore=i2).delete()
    assert [(v.quando, v.testo) for v in proposte(dopo, [i2])[i2.pk].storia] == [(f"periodo 1 {ANNO}", "30")]


def test_a_date_is_proposed_in_the_new_year(scena: Scena) -> None:
    dopo = Ciclo.objects.create(ente=scena.ente, anno=ANNO + 1)
    ValoreAtteso.objects.filter(indicatore=scena.indicatori["i1"]).update(testo=f"entro il 30/09/{ANNO}")
    assert (
        proposte(dopo, [scena.indicatori["i1"]])[scena.indicatori["i1"].pk].come_il_target
        == f"entro il 30/09/{ANNO + 1}"
    )


# -- the pages ---------------------------------------------------------------------------------------------------------


def entra(scena: Scena, chi: str) -> Client:
    client = Client()
    client.force_login(scena[chi])
    return client


def test_each_row_is_kept_or_refused_by_itself(scena: Scena) -> None:
    dove = reverse("cruscotto:piano-target", args=[ANNO, "ente"])
    righe = {
        c.indicatore.codice: c.pk
        for c in Collocazione.objects.filter(cruscotto=scena.cruscotto).select_related("indicatore")
    }
    dati = {f"t{pk}": "100" for pk in righe.values()} | {f"visto-t{pk}": "100" for pk in righe.values()}
    dati |= {f"t{righe['i1']}": "≥ 120", f"t{righe['i2']}": "boh", f"t{righe['i3']}": "", f"visto-t{righe['i4']}": "99"}
    risposta = entra(scena, "carla").post(dove, dati)
    assert risposta.status_code == 422
    assert (target(scena, "i1"), target(scena, "i2"), target(scena, "i3"), target(scena, "i4")) == (
        [(1, "≥ 120")],
        [(1, "100")],
        [],
        [(1, "100")],
    )
    assert "Target scritti: 2" in risposta.content.decode()


def test_a_manager_writes_the_targets_of_the_own_area_alone(scena: Scena) -> None:
    dove = reverse("cruscotto:piano-target", args=[ANNO, "ente"])
    righe = {
        c.indicatore.codice: c.pk
        for c in Collocazione.objects.filter(cruscotto=scena.cruscotto).select_related("indicatore")
    }
    cliente = entra(scena, "dario")
    html = cliente.get(dove).content.decode()
    assert [codice for codice, pk in righe.items() if f'name="t{pk}"' in html] == ["i4"]
    dati = {f"t{pk}": "7" for pk in righe.values()} | {f"visto-t{pk}": "100" for pk in righe.values()}
    assert cliente.post(dove, dati).status_code == 302
    assert [target(scena, codice) for codice in righe] == [[(1, "100")]] * 3 + [[(1, "7")]]


def test_the_plan_is_adopted_on_its_page(scena: Scena) -> None:
    cliente, dove = entra(scena, "carla"), reverse("cruscotto:piano", args=[ANNO])
    _senza_target(scena)
    atto = {"organo": "Consiglio", "numero": "3", "data_atto": IN_TEMPO.isoformat(), "motivo_ritardo": ""}
    assert "Indicatore i2" in cliente.get(dove).content.decode()
    risposta = cliente.post(dove, atto)
    assert (risposta.status_code, "manca una cosa" in risposta.content.decode()) == (409, True)
    ValoreAtteso.objects.create(
        ciclo=scena.ciclo, indicatore=scena.indicatori["i2"], testo="100", tipo="numero", valore=100
    )
    assert cliente.post(dove, atto | {"data_atto": "mai"}).status_code == 422
    assert cliente.post(dove, atto).status_code == 302
    html = cliente.get(dove).content.decode()
    assert "atto n. 3 del 20 gennaio" in html
    assert cliente.post(reverse("cruscotto:piano-target", args=[ANNO, "ente"]), {}).status_code == 409


def test_the_sheet_of_another_manager_is_not_spoken_of(scena: Scena) -> None:
    """Neither what it lacks nor what has changed: its target is read by its manager and by who reads all."""
    area = scena.uffici["cultura"].area
    scheda = Cruscotto.objects.create(
        ciclo=scena.ciclo, ordine=2, codice="ind", tipo="individuale", area=area, titolo="Scheda riservata"
    )
    riservato = Indicatore.objects.create(
        ente=scena.ente, codice="ris", nome="Riservato", tipo="numero", direzione="crescente", ufficio=None
    )
    nodo = Collocazione.objects.filter(cruscotto=scena.cruscotto)[0].nodo
    Collocazione.objects.create(cruscotto=scheda, indicatore=riservato, nodo=nodo, ordine=1, etichetta="Riservato")
    dove = reverse("cruscotto:piano", args=[ANNO])

    def dice(chi: str) -> bool:
        return "Riservato" in entra(scena, chi).get(dove).content.decode()

    assert [chi for chi in ("carla", "dina", "dario", "ugo") if dice(chi)] == ["carla", "dario", "ugo"]
    ValoreAtteso.objects.create(ciclo=scena.ciclo, indicatore=riservato, testo="1", tipo="numero", valore=1)
    adotta(scena)
    rimodula_target(
        indicatore=riservato,
        ciclo=scena.ciclo,
        scritto=TargetScritto("2", "9", dt.date(ANNO, 5, 2), "Perché sì."),
        versione=1,
        da=scena["carla"],
    )
    assert [chi for chi in ("carla", "dina", "dario", "ugo") if dice(chi)] == ["carla", "dario", "ugo"]
