"""An indicator that changes office: who may move it, once, with a reason, and what goes with it."""

from __future__ import annotations

import html
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo, Indicatore, Periodo, Riapertura, StatoCiclo, StatoPeriodo
from cruscotto.rilevazione.actions.assegnazione import riassegna_ufficio
from ente.models import Area, Atto, Incarico, Ruolo, Ufficio
from tests.mondi.revisioni import CODA, cliente
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

pytestmark = pytest.mark.django_db

PAGINA = f"/indicatori/{ANNO}/i1/ufficio/"
MOTIVO = "L'anagrafe passa al bilancio."


@pytest.fixture
def scena(db: None) -> Scena:
    """The first period is open; ``rosa`` of another area stands in for the dirigente of the first."""
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(10))
    area = scena.uffici["anagrafe"].area
    Incarico.objects.create(
        utente=scena["rosa"], ruolo=Ruolo.DIRIGENTE, area=area, sostituto=True, dal=fra(0), al=fra(0)
    )
    return scena


def manda(scena: Scena, chi: str, dove: str, **altro: Any) -> Any:
    dati = {
        "ufficio": scena.uffici[dove].pk,
        "motivo": MOTIVO,
        "prima": scena.indicatori["i1"].ufficio_id or "",
        **altro,
    }
    return cliente(scena[chi]).post(PAGINA, dati)


def riassegna(scena: Scena, dove: str, chi: str = "carla", **altro: Any) -> Indicatore:
    prima = scena.indicatori["i1"].ufficio_id
    dati = {"ufficio": scena.uffici[dove], "prima": prima, "motivo": MOTIVO, "da": scena[chi], **altro}
    return riassegna_ufficio(ciclo=scena.ciclo, indicatore=scena.indicatori["i1"], **dati)


def ufficio(scena: Scena) -> str:
    return Ufficio.objects.get(indicatori__ente=scena.ente, indicatori__codice="i1").codice


def atti(scena: Scena) -> list[Atto]:
    return list(Atto.objects.filter(ente=scena.ente, azione="riassegna ufficio"))


@pytest.mark.parametrize(
    ("chi", "vede", "bilancio", "cultura"),
    [
        ("carla", 200, 302, 302),
        ("adele", 200, 302, 302),
        ("dina", 200, 302, 422),  # her area has no other office than these two: the third is not among her choices
        ("dario", 403, 403, 403),
        ("rosa", 403, 403, 403),  # a deputy only reviews
        ("rita", 403, 403, 403),
        ("ugo", 403, 403, 403),
    ],
)
def test_who_moves_it_and_where(scena: Scena, chi: str, vede: int, bilancio: int, cultura: int) -> None:
    assert cliente(scena[chi]).get(PAGINA).status_code == vede
    assert manda(scena, chi, "cultura").status_code == cultura
    assert ufficio(scena) == ("cultura" if cultura == 302 else "anagrafe")
    Indicatore.objects.filter(pk=scena.indicatori["i1"].pk).update(ufficio=scena.uffici["anagrafe"])
    assert manda(scena, chi, "bilancio").status_code == bilancio
    assert ufficio(scena) == ("bilancio" if bilancio == 302 else "anagrafe")
    if cultura != 302:
        with pytest.raises(PermissionDenied):
            riassegna(scena, "cultura", chi, prima=Indicatore.objects.get(pk=scena.indicatori["i1"].pk).ufficio_id)


def test_a_dirigente_does_not_take_from_another_area(scena: Scena) -> None:
    assert cliente(scena["dina"]).get(f"/indicatori/{ANNO}/i4/ufficio/").status_code == 403
    Indicatore.objects.filter(pk=scena.indicatori["i1"].pk).update(ufficio=None)
    assert cliente(scena["dina"]).get(PAGINA).status_code == 403
    assert manda(scena, "carla", "cultura", prima="").status_code == 302
    assert atti(scena)[0].dettagli["prima"] == {"ufficio": ""}


def test_another_body(scena: Scena) -> None:
    altrove = crea_scena("altrove")
    for chi in ("carla", "adele", "dina"):
        dati = {"ufficio": altrove.uffici["bilancio"].pk, "motivo": MOTIVO, "prima": ""}
        with pytest.raises(PermissionDenied):
            riassegna_ufficio(
                ciclo=scena.ciclo,
                indicatore=scena.indicatori["i1"],
                ufficio=scena.uffici["bilancio"],
                prima=scena.indicatori["i1"].ufficio_id,
                motivo=MOTIVO,
                da=altrove[chi],
            )
        solo_qui = Indicatore.objects.create(ente=scena.ente, codice=f"solo-{chi}", nome="Solo", tipo="numero")
        indirizzo = f"/indicatori/{ANNO}/{solo_qui.codice}/ufficio/"
        assert cliente(altrove[chi]).get(indirizzo).status_code == 404
        assert cliente(altrove[chi]).post(indirizzo, dati).status_code == 404
    assert manda(scena, "carla", "anagrafe", ufficio=altrove.uffici["bilancio"].pk).status_code == 422
    with pytest.raises(PermissionDenied):
        riassegna(scena, "anagrafe", ufficio=altrove.uffici["bilancio"])
    assert ufficio(scena) == "anagrafe"


def test_the_register_keeps_before_after_and_why(scena: Scena) -> None:
    risposta = manda(scena, "dina", "bilancio")
    assert risposta.headers["Location"] == f"/indicatori/{ANNO}/i1/"
    (atto,) = atti(scena)
    assert (atto.utente, atto.modello, atto.chiave, atto.oggetto) == (
        scena["dina"],
        "indicatore",
        scena.indicatori["i1"].pk,
        "i1",
    )
    assert atto.dettagli == {
        "motivo": MOTIVO,
        "prima": {"ufficio": "Ufficio anagrafe"},
        "dopo": {"ufficio": "Ufficio bilancio"},
    }


def test_twice_is_once_and_back_is_another_act(scena: Scena) -> None:
    for _ in range(2):
        assert manda(scena, "carla", "bilancio").status_code == 302
    assert len(atti(scena)) == 1
    scena.indicatori["i1"].refresh_from_db()
    assert manda(scena, "carla", "anagrafe").status_code == 302
    assert len(atti(scena)) == 2


def test_who_comes_second_sees_where_it_went(scena: Scena) -> None:
    """What was written stays; sent again it goes from the new office."""
    riassegna(scena, "cultura", "adele")
    risposta = manda(scena, "carla", "bilancio")
    pagina = html.unescape(risposta.content.decode())
    assert risposta.status_code == 422
    assert "Nel frattempo l'indicatore è stato assegnato a «Ufficio cultura»" in pagina
    assert MOTIVO in pagina
    assert f'name="prima" value="{scena.uffici["cultura"].pk}"' in pagina
    assert manda(scena, "carla", "bilancio", prima=scena.uffici["cultura"].pk).status_code == 302
    assert ufficio(scena) == "bilancio"


@pytest.mark.parametrize(
    "dati",
    [
        {"motivo": ""},
        {"motivo": "  "},
        {"motivo": "a\0b"},
        {"motivo": "a" * 2001},
        {"ufficio": ""},
        {"ufficio": "x"},
        {"ufficio": "999999999"},
        {"ufficio": "9" * 40},
        {"prima": "x"},
        {"prima": "-1"},
        {"prima": "9" * 40},
        {"prima": ""},
    ],
)
def test_a_hostile_form_changes_nothing(scena: Scena, dati: dict[str, str]) -> None:
    assert manda(scena, "carla", "bilancio", **dati).status_code == 422
    assert ufficio(scena) == "anagrafe"
    assert not atti(scena)


def test_the_same_office_and_no_reason_are_refused(scena: Scena) -> None:
    with pytest.raises(ValoreRifiutato, match="è già di questo ufficio"):
        riassegna(scena, "anagrafe")
    with pytest.raises(ValoreRifiutato, match="perché"):
        riassegna(scena, "bilancio", motivo=" \n")
    for indirizzo in ("/indicatori/1066/i1/ufficio/", f"/indicatori/{ANNO}/inesistente/ufficio/"):
        assert cliente(scena["carla"]).get(indirizzo).status_code == 404


# -- what goes with it -------------------------------------------------------------------------------------------------


def test_drafts_and_queue_follow_the_office(scena: Scena) -> None:
    """The draft is finished by the new office; what was transmitted is reviewed by the dirigente of the new area."""
    bozza = scena.salva("i1", "95")
    pagina = cliente(scena["carla"]).get(PAGINA).content.decode()
    assert "anche la bozza già scritta" in pagina
    riassegna(scena, "cultura")
    scena.indicatori["i1"].refresh_from_db()
    with pytest.raises(PermissionDenied):
        scena.salva("i1", "96", bozza.versione)
    corretta = scena.salva("i1", "97", bozza.versione, chi="rosa")
    assert (corretta.pk, corretta.testo, corretta.stato) == (bozza.pk, "97", "bozza")
    trasmesso = scena.metti("i2", "95")
    coda = {chi: cliente(scena[chi]).get(CODA).context["coda"].in_attesa for chi in ("dina", "dario")}
    assert ([d.valore for d in coda["dina"]], coda["dario"]) == ([trasmesso], ())
    riassegna_ufficio(
        ciclo=scena.ciclo,
        indicatore=scena.indicatori["i2"],
        ufficio=scena.uffici["cultura"],
        prima=scena.uffici["anagrafe"].pk,
        motivo=MOTIVO,
        da=scena["carla"],
    )
    coda = {chi: cliente(scena[chi]).get(CODA).context["coda"].in_attesa for chi in ("dina", "dario")}
    assert (coda["dina"], [d.valore for d in coda["dario"]]) == ((), [trasmesso])


@pytest.mark.parametrize("dove", ["anagrafe", "bilancio"])
def test_not_while_a_period_is_open_again_for_one_of_the_two(scena: Scena, dove: str) -> None:
    """A reopening for one office, with its reason, must not open or shut the values of another."""
    scena.stato(1, StatoPeriodo.CHIUSO)
    riapertura = Riapertura.objects.create(
        periodo=scena.periodi[0], ufficio=scena.uffici[dove], motivo="Errore.", fino_al=fra(0)
    )
    with pytest.raises(NonModificabile, match=f"Periodo 1 {ANNO} è riaperto per «Ufficio {dove}»"):
        riassegna(scena, "bilancio")
    assert manda(scena, "carla", "bilancio").status_code == 409
    Riapertura.objects.filter(pk=riapertura.pk).update(fino_al=fra(-1))
    riassegna(scena, "bilancio")
    assert ufficio(scena) == "bilancio"


def test_a_closed_period_stays_closed_for_the_new_office(scena: Scena) -> None:
    validato = scena.metti("i1", "95", stato="validata")
    scena.stato(1, StatoPeriodo.CHIUSO)
    riassegna(scena, "bilancio")
    scena.indicatori["i1"].refresh_from_db()
    validato.refresh_from_db()
    assert (validato.testo, validato.stato, validato.versione) == ("95", "validata", 1)
    with pytest.raises(NonModificabile):
        scena.salva("i1", "96", 1, chi="rino")


def test_an_adopted_cycle_refuses(scena: Scena) -> None:
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA, approvazione_numero="1", approvazione_data=fra(0)
    )
    with pytest.raises(NonModificabile, match="già stata adottata"):
        riassegna(scena, "bilancio")
    assert manda(scena, "carla", "bilancio").status_code == 409
    assert ufficio(scena) == "anagrafe"


def test_what_the_page_offers(scena: Scena) -> None:
    """The offices of the body by area for who follows it all, of the own area for its dirigente; not that of now."""
    Ufficio.objects.create(ente=scena.ente, codice="staff", nome="Ufficio di staff")
    for chi, attesi in (
        ("carla", {"bilancio", "cultura", "staff"}),
        ("dina", {"bilancio"}),
    ):
        modulo = cliente(scena[chi]).get(PAGINA).context["modulo"]
        assert {u.codice for u in modulo.fields["ufficio"].queryset} == attesi
    pagina = cliente(scena["carla"]).get(PAGINA).content.decode()
    assert pagina.count("<optgroup") == Area.objects.filter(ente=scena.ente).count() + 1
    link = f'href="{PAGINA}"'
    indicatore = f"/indicatori/{ANNO}/i1/"
    assert link in cliente(scena["carla"]).get(indicatore).content.decode()
    assert link not in cliente(scena["rita"]).get(indicatore).content.decode()
    scena.metti("i1", "95")
    assert link in cliente(scena["dina"]).get(CODA).content.decode()
    assert link not in cliente(scena["rosa"]).get(CODA).content.decode()


def test_who_has_not_signed_in(scena: Scena) -> None:
    assert Client().get(PAGINA).headers["Location"].startswith("/accesso/")
    assert Client().post(PAGINA).headers["Location"].startswith("/accesso/")
    assert Periodo.objects.filter(ciclo=scena.ciclo).count() == 3
