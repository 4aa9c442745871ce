"""A promised action is followed: whose, by when, where it is; seen at the next review, printed in the Relazione."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client

from cruscotto.aritmetica.azioni import Promessa, StatoAzione
from cruscotto.ciclo.blocchi import NonModificabile, Superato, ValoreRifiutato
from cruscotto.misurazione.promesse import promesse_di
from cruscotto.models import Ciclo, Fotografia, Rilevazione, SeguitoAzione, StatoPeriodo
from cruscotto.rilevazione.actions.azioni import SeguitoScritto, segui_azione
from ente.models import Atto, Ufficio, Utente
from relazione.documento.componi import componi
from relazione.documento.genera import richiesta_del_documento
from relazione.fotografia import fotografa_entrambe, leggi_json, scrivi_json
from tests.mondi.folla import insieme
from tests.mondi.lavori import esegui_lavori
from tests.mondi.lettere import manda, scritti
from tests.mondi.scena import ANNO, Scena, chiudi, cliente, con_la_relazione, crea_scena, fra, leggi
from tests.servitore import Base

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
PROMESSO = "Assumere due addetti."


@pytest.fixture
def scena(db: None, settings: Settings) -> Scena:
    """The first period is closed with an action that was to be done by yesterday; the second one is open."""
    settings.SITE_URL = "https://performance.example.it"
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    for codice in ("i1", "i2", "i3", "i4"):
        scena.metti(codice, "50", stato="validata", inserita_da=scena["rita"])
    promette(scena, "i1", fra(-1))
    chiudi(scena, 1)
    scena.stato(2, StatoPeriodo.APERTO, fra(60))
    return scena


def promette(scena: Scena, codice: str, entro: dt.date | None, testo: str = PROMESSO) -> None:
    righe = Rilevazione.objects.filter(indicatore=scena.indicatori[codice], periodo=scena.periodi[0])
    righe.update(azione_correttiva=testo, azione_entro=entro, causa="altro", causa_scostamento="Poche persone.")


def valore(scena: Scena, codice: str = "i1") -> Rilevazione:
    intere = Rilevazione.objects.select_related("periodo__ciclo__ente", "indicatore")
    return intere.get(indicatore=scena.indicatori[codice], periodo=scena.periodi[0])


def segue(scena: Scena, chi: str, stato: str = "in_corso", versione: int = 0, **altro: Any) -> SeguitoAzione:
    scritto = SeguitoScritto(StatoAzione(stato), **altro)
    return segui_azione(rilevazione=valore(scena), scritto=scritto, versione=versione, da=scena[chi])


def atti(scena: Scena) -> list[Atto]:
    return list(Atto.objects.filter(ente=scena.ente, azione="segue azione correttiva").order_by("pk"))


def pagina(scena: Scena, chi: str, dove: str = "") -> str:
    return leggi(cliente(scena[chi]).get(dove or f"/azioni/{ANNO}/").content.decode())


# -- the arithmetic ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stato", StatoAzione)
@pytest.mark.parametrize(("giorni", "passato"), [(-1, True), (0, False), (1, False)])
def test_overdue_is_after_the_day_and_not_concluded(stato: StatoAzione, giorni: int, passato: bool) -> None:
    oggi = dt.date(2024, 6, 30)
    promessa = Promessa(1, "Primo", "Fare", oggi + dt.timedelta(days=giorni), stato)
    assert promessa.scaduta(oggi) == (passato and stato in ("da_fare", "in_corso"))
    assert not replace(promessa, entro=None).scaduta(oggi)


# -- the act -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["rita", "dina", "carla"])
def test_its_office_who_reviews_and_controllo_say_where_it_is(scena: Scena, chi: str) -> None:
    for _ in range(2):  # the same twice is once
        seguito = segue(scena, chi, "fatta", nota=" Assunti. ")
    assert (seguito.stato, seguito.nota, seguito.concluso_il, seguito.versione) == ("fatta", "Assunti.", fra(0), 1)
    [atto] = atti(scena)
    assert atto.dettagli["prima"] == {"stato": "Da fare", "nota": "", "concluso_il": ""}
    assert atto.dettagli["dopo"]["stato"] == "Fatta"
    assert atto.oggetto == f"i1, Periodo 1 {ANNO}"


@pytest.mark.parametrize("chi", ["rino", "rosa", "dario", "ugo", "adele"])
def test_nobody_else_does(scena: Scena, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        segue(scena, chi)
    assert cliente(scena[chi]).post(f"/azioni/{ANNO}/{valore(scena).pk}/", {"stato": "fatta"}).status_code == 403
    assert not SeguitoAzione.objects.filter(rilevazione__periodo__ciclo=scena.ciclo).exists()


def test_who_reviews_gives_it_to_a_person_who_then_follows_it(scena: Scena) -> None:
    segue(scena, "dina", "da_fare", persona=scena["rosa"], entro=fra(30))
    arriva(scena)
    assert scritti() == ["rosa"]
    assert f"è affidata a voi, entro il {fra(30):%d/%m/%Y}" in mail.outbox[0].body
    assert f"https://performance.example.it/azioni/{ANNO}/{valore(scena).pk}/" in mail.outbox[0].body
    seguito = segue(scena, "rosa", "in_corso", 1, nota="Bando uscito.")
    assert (seguito.persona, seguito.entro) == (scena["rosa"], fra(30)), "chi la fa non se la toglie"
    assert "Rosa" in pagina(scena, "ugo")


def test_given_to_another_office_its_clerks_are_told_and_follow_it(scena: Scena) -> None:
    segue(scena, "carla", "da_fare", ufficio=scena.uffici["cultura"])
    arriva(scena)
    assert scritti() == ["rosa"]
    assert segue(scena, "rosa", "fatta", 1).ufficio == scena.uffici["cultura"]


def arriva(scena: Scena) -> None:
    esegui_lavori()
    manda(scena)


def test_who_enters_does_not_give_it_out_nor_puts_it_off(scena: Scena) -> None:
    seguito = segue(scena, "rita", "in_corso", persona=scena["rosa"], entro=fra(300))
    assert (seguito.persona, seguito.entro) == (None, None)
    assert "La fa una persona" not in pagina(scena, "rita", f"/azioni/{ANNO}/{valore(scena).pk}/")
    assert "La fa una persona" in pagina(scena, "dina", f"/azioni/{ANNO}/{valore(scena).pk}/")


@pytest.mark.parametrize(
    ("scritto", "campo"),
    [
        ({"stato": "abbandonata"}, "nota"),
        ({"stato": "abbandonata", "nota": " \n "}, "nota"),
        ({"stato": "fatta", "nota": "x" * 2001}, "nota"),
        ({"stato": "in_corso", "entro": dt.date(ANNO - 1, 12, 31)}, "entro"),
        ({"stato": "in_corso", "entro": dt.date(3024, 1, 1)}, "entro"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is(scena: Scena, scritto: dict[str, Any], campo: str) -> None:
    with pytest.raises(ValoreRifiutato) as rifiuto:
        segue(scena, "carla", **scritto)
    assert rifiuto.value.errori.keys() == {campo}
    assert atti(scena) == []


def test_it_is_not_given_to_who_may_not_read_it(scena: Scena) -> None:
    """Neither who has no role, nor one of another body, nor, of an individual sheet, who is not assessed by it."""
    senza = Utente.objects.create(ente=scena.ente, username="nadia.scena", email="nadia@scena.example.it")
    altrove = crea_scena("altrove")
    for chi in (senza, altrove["rita"]):
        with pytest.raises(ValoreRifiutato, match="non può leggere il valore"):
            segue(scena, "carla", persona=chi)
    with pytest.raises(ValoreRifiutato, match="solo in una scheda individuale"):
        segue(scena, "carla", ufficio=altrove.uffici["cultura"])
    individuale = {"tipo": "individuale", "area": scena.uffici["anagrafe"].area}
    type(scena.cruscotto).objects.filter(pk=scena.cruscotto.pk).update(**individuale)
    with pytest.raises(ValoreRifiutato, match="non può leggere il valore"):
        segue(scena, "carla", persona=scena["rosa"])
    with pytest.raises(ValoreRifiutato, match="solo in una scheda individuale"):
        segue(scena, "carla", ufficio=scena.uffici["cultura"])
    assert segue(scena, "carla", persona=scena["dina"]).persona == scena["dina"]
    assert PROMESSO not in pagina(scena, "rosa")
    assert cliente(scena["rosa"]).get(f"/azioni/{ANNO}/{valore(scena).pk}/").status_code == 404


def test_an_old_page_writes_over_nothing(scena: Scena) -> None:
    segue(scena, "rita", "in_corso")
    with pytest.raises(Superato):
        segue(scena, "dina", "fatta", 0)
    dove = f"/azioni/{ANNO}/{valore(scena).pk}/"
    risposta = cliente(scena["dina"]).post(dove, {"stato": "fatta", "versione": "0", "nota": "Ecco"})
    assert risposta.status_code == 409
    assert "Nel frattempo" in leggi(risposta.content.decode())
    assert 'name="versione" value="1"' in risposta.content.decode(), "chi ha letto può insistere"
    assert SeguitoAzione.objects.get(rilevazione=valore(scena)).stato == "in_corso"


def test_an_adopted_year_is_not_touched(scena: Scena) -> None:
    Ciclo.objects.filter(pk=scena.ciclo.pk).update(
        stato="relazione_approvata",
        approvazione_organo="Giunta",
        approvazione_numero="1",
        approvazione_data=dt.date(ANNO + 1, 6, 1),
    )
    with pytest.raises(NonModificabile, match="Relazione"):
        segue(scena, "carla", "fatta")
    assert "A che punto è" in pagina(scena, "carla", f"/azioni/{ANNO}/{valore(scena).pk}/")
    assert "Salva" not in pagina(scena, "carla", f"/azioni/{ANNO}/{valore(scena).pk}/")


def test_a_value_without_an_action_has_none_to_follow(scena: Scena) -> None:
    with pytest.raises(PermissionDenied):
        segui_azione(
            rilevazione=valore(scena, "i2"), scritto=SeguitoScritto(StatoAzione.FATTA), versione=0, da=scena["carla"]
        )
    assert cliente(scena["carla"]).get(f"/azioni/{ANNO}/{valore(scena, 'i2').pk}/").status_code == 404


def test_the_closed_period_stays_as_it_was(scena: Scena) -> None:
    """What becomes of the action comes after: neither the photograph nor what the period shows moves."""
    impronta = Fotografia.objects.get(periodo=scena.periodi[0]).impronta
    elenco = f"/elenco/{ANNO}/scarica/?periodo=1&formato=csv"
    prima = cliente(scena["carla"]).get(elenco).content
    segue(scena, "dina", "abbandonata", nota="Non serve più.")
    assert Fotografia.objects.get(periodo=scena.periodi[0]).impronta == impronta
    assert cliente(scena["carla"]).get(elenco).content == prima
    assert valore(scena).azione_correttiva == PROMESSO


@pytest.fixture
def propria(db: None, base: Base, request: pytest.FixtureRequest) -> Iterator[Scena]:
    """A scene of the test's own on it; ``db`` wraps the other database in a transaction."""
    with base.in_uso():
        scena = crea_scena(f"azioni-{abs(hash(request.node.nodeid))}")
        scena.stato(1, StatoPeriodo.APERTO, fra(5))
        scena.metti("i1", "50", stato="validata")
        promette(scena, "i1", fra(5))
        yield scena


def test_two_at_the_same_moment_and_one_is_told(propria: Scena) -> None:
    esiti = insieme(lambda: segue(propria, "rita", "fatta"), lambda: segue(propria, "dina", "in_corso"))
    assert sorted(type(e).__name__ for e in esiti) == ["SeguitoAzione", "Superato"]
    assert len(atti(propria)) == 1


# -- where it is seen --------------------------------------------------------------------------------------------------


def test_the_reviewer_of_the_next_period_reads_what_was_promised_and_whether_it_was_kept(scena: Scena) -> None:
    scena.metti("i1", "95", 2, inserita_da=scena["rita"])
    coda = f"/revisione/{ANNO}/?periodo=2"
    testo = pagina(scena, "dina", coda)
    assert f"Promesso in periodo 1 per il {fra(-1):%d/%m/%Y}: {PROMESSO} Da fare" in testo
    assert "Azione correttiva scaduta" in testo
    segue(scena, "rita", "fatta", nota="Assunti.")
    testo = pagina(scena, "dina", coda)
    assert f"{PROMESSO} Fatta : Assunti." in testo
    assert "Azione correttiva scaduta" not in testo
    assert "senza allerte" in testo


def test_what_is_overdue_is_an_alert_until_it_is_concluded_or_put_off(scena: Scena) -> None:
    def scadute() -> str:
        return pagina(scena, "carla", f"/elenco/{ANNO}/?periodo=2&allerta=azione_scaduta")

    assert "1 valore su 4" in scadute()
    assert f"Promessa in periodo 1 entro il {fra(-1):%d/%m/%Y}, da fare: «Assumere due addetti»." in scadute()
    segue(scena, "carla", "da_fare", entro=fra(3))
    assert "Nessun valore con questi filtri" in scadute()
    segue(scena, "carla", "in_corso", 1, entro=fra(-1))
    assert "1 valore su 4" in scadute()
    segue(scena, "carla", "abbandonata", 2, nota="Non serve.")
    assert "Nessun valore con questi filtri" in scadute()


def test_of_a_draft_and_of_a_photograph_nothing_is_promised(scena: Scena) -> None:
    letto = Rilevazione.objects.select_related("seguito", "periodo").get(pk=valore(scena).pk)
    assert [p.testo for p in promesse_di([letto])] == [PROMESSO]
    letto.stato = "bozza"
    assert promesse_di([letto]) == ()
    assert promesse_di([Rilevazione.objects.get(pk=letto.pk)]) == (), "non si sa che cosa ne è stato"


@pytest.mark.parametrize(
    ("filtro", "quante"),
    [
        ("", 3),
        ("stato=scadute", 1),
        ("stato=aperte", 2),
        ("stato=fatta", 1),
        ("area=area2", 1),
        ("ufficio=bilancio", 1),
        ("area=area2&stato=scadute", 0),
        ("stato=boh", 0),
    ],
)
def test_the_list_is_filtered_and_downloaded_as_it_is_shown(scena: Scena, filtro: str, quante: int) -> None:
    promette(scena, "i3", None, "=1+1 Formare il personale.")
    promette(scena, "i4", fra(9))
    letto = valore(scena, "i4")
    segui_azione(rilevazione=letto, scritto=SeguitoScritto(StatoAzione.FATTA), versione=0, da=scena["rosa"])
    testo = pagina(scena, "ugo", f"/azioni/{ANNO}/?{filtro}")
    atteso = f"{quante} azion{'e' if quante == 1 else 'i'}" if quante else "Nessuna azione con questi filtri"
    assert atteso in testo
    foglio = cliente(scena["ugo"]).get(f"/azioni/{ANNO}/?{filtro}&formato=csv").content.decode("utf-8-sig")
    assert len(foglio.splitlines()) == quante + 1
    assert "\n=1" not in foglio and ";=1" not in foglio


def test_every_home_leads_to_the_list(scena: Scena) -> None:
    for chi in ("rita", "dina", "carla", "ugo", "adele"):
        assert f'href="/azioni/{ANNO}/"' in cliente(scena[chi]).get("/").content.decode(), chi


def test_the_indicator_says_what_was_promised(scena: Scena) -> None:
    assert PROMESSO in pagina(scena, "ugo", f"/indicatori/{ANNO}/i1/?periodo=2")


def test_hostile_text_is_shown_as_it_is(scena: Scena) -> None:
    promette(scena, "i1", fra(-1), "<script>alert(1)</script>")
    scena.metti("i1", "95", 2, inserita_da=scena["rita"])
    segue(scena, "rita", "in_corso", nota="<img src=x onerror=alert(1)>")
    client = Client()
    client.force_login(scena["dina"])
    uno = f"/azioni/{ANNO}/{valore(scena).pk}/"
    for dove in (f"/azioni/{ANNO}/", uno, f"/revisione/{ANNO}/?periodo=2", f"/indicatori/{ANNO}/i1/?periodo=2"):
        testo = client.get(dove).content.decode()
        assert "<script>alert" not in testo and "<img src=x" not in testo, dove
        assert "&lt;script&gt;alert(1)" in testo, dove


# -- printed -----------------------------------------------------------------------------------------------------------


def test_the_relazione_prints_what_was_promised_and_whether_it_was_kept(scena: Scena) -> None:
    documento = con_la_relazione(scena.ciclo, "[[azioni-correttive]]")
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    assert pubblica is not None
    assert (completa.azioni, '"azioni":' in scrivi_json(completa)) == ((), False), "nessuna seguita: come prima"
    segue(scena, "dina", "in_corso", persona=scena["rosa"], nota="Bando uscito.")
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    assert pubblica is not None and leggi_json(scrivi_json(pubblica)) == pubblica
    for foto in (completa, pubblica):
        [blocco] = [b for sezione in componi(foto).sezioni for b in sezione.blocchi if b.tipo == "semplice"]
        assert blocco.titolo == f"Azioni correttive del {ANNO}"
        entro = f"{fra(-1):%d/%m/%Y}"
        assert blocco.dati.righe == (
            ("Indicatore i1 (periodo 1)", PROMESSO, "Ufficio anagrafe", entro, "In corso: Bando uscito."),
        ), "mai il nome di una persona"
        assert blocco.aperti is not None and len(blocco.aperti.righe) == 1


def test_the_public_edition_says_nothing_of_an_individual_sheet(scena: Scena) -> None:
    segue(scena, "carla", "fatta")
    individuale = {"tipo": "individuale", "area": scena.uffici["anagrafe"].area}
    type(scena.cruscotto).objects.filter(pk=scena.cruscotto.pk).update(**individuale)
    Fotografia.objects.filter(periodo__ciclo=scena.ciclo).delete()
    documento = con_la_relazione(scena.ciclo, "[[azioni-correttive]]")
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    assert pubblica is not None
    assert ([a.codice for a in completa.azioni], pubblica.azioni) == (["i1"], ())


def test_the_office_of_the_indicator_may_have_changed_since(scena: Scena) -> None:
    """Who follows is who enters today, not who promised."""
    nuovo = Ufficio.objects.get(ente=scena.ente, codice="bilancio")
    scena.indicatori["i1"].ufficio = nuovo
    scena.indicatori["i1"].save()
    assert segue(scena, "rino", "fatta").stato == "fatta"
    with pytest.raises(PermissionDenied):
        segue(scena, "rita", "in_corso", 1)
