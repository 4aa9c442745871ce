"""The people of a body: entered, given roles, changed, put out of service; by whom, and what cannot be."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from ente.actions.inviti import invita_persona
from ente.actions.personale import CAMPI, congeda_persona, crea_persona, modifica_persona, riammetti_persona
from ente.actions.ruoli import dai_incarico, termina_incarico
from ente.amministratori import A_SE, MIO, ULTIMO, PersonaRifiutata
from ente.elenco_persone import schede, tabella
from ente.fogli.scrittura import foglio
from ente.incompatibilita import incompatibili
from ente.models import Area, Atto, Gettone, Incarico, Ruolo, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.fogli import xlsx
from tests.mondi.revisioni import cliente, leggi
from tests.mondi.scena import Scena, crea_scena, fra

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.django_db
PAGINA = "/ente/persone/"
NUOVA = {
    "username": "nives.neri",
    "first_name": "Nives",
    "last_name": "Neri",
    "qualifica": "",
    "email": "n@e.example.it",
}


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    for chi in ("adele", "rita", "dina"):
        scena[chi].set_password("una-parola-lunga-2019")
        scena[chi].save()
    return scena


def area(scena: Scena) -> Area:
    trovata = scena.uffici["anagrafe"].area
    assert trovata is not None
    return trovata


def crea(scena: Scena, chi: str = "adele", **altro: str) -> Utente:
    return crea_persona(dati=NUOVA | altro, da=scena[chi])


def dai(scena: Scena, persona: Utente, ruolo: Ruolo, chi: str = "adele", **altro: Any) -> Incarico:
    return dai_incarico(persona=persona, ruolo=ruolo, **{"dal": fra(0), "da": scena[chi], **altro})


def amministratrice(scena: Scena, nome: str = "bice") -> Utente:
    """Another one who administers the body and can sign in."""
    bice = crea(scena, username=nome)
    bice.set_password("una-parola-lunga-2020")
    bice.save()
    dai(scena, bice, Ruolo.AMMINISTRATORE)
    return Utente.objects.get(pk=bice.pk)


def azioni(scena: Scena) -> list[str]:
    return list(Atto.objects.filter(ente=scena.ente).order_by("pk").values_list("azione", flat=True))


# -- a new person ------------------------------------------------------------------------------------------------------


def test_a_new_person_has_a_role_and_a_letter_but_no_password(scena: Scena) -> None:
    dati = NUOVA | {
        "ruolo": "redattore",
        "ufficio": scena.uffici["cultura"].pk,
        "dal": fra(0).isoformat(),
        "invita": "on",
    }
    risposta = cliente(scena["adele"]).post(f"{PAGINA}nuova/", dati)
    nives = Utente.objects.get(username="nives.neri")
    assert risposta.headers["Location"] == f"{PAGINA}{nives.pk}/"
    assert not nives.has_usable_password()
    assert nives.invitato_il is not None
    assert [str(i) for i in nives.incarichi.all()] == ["Redattore – Ufficio cultura"]
    assert azioni(scena) == ["aggiunge persona", "dà incarico", "invita persona"]


@pytest.mark.parametrize(
    ("cambia", "campo"),
    [
        ({"username": "con spazio"}, "username"),
        ({"username": "RITA.SCENA"}, "username"),
        ({"username": ""}, "username"),
        ({"email": "due@a.it, tre@a.it"}, "email"),
        ({"ruolo": "capo"}, "ruolo"),
        ({"ruolo": "redattore", "ufficio": ""}, "ufficio"),
        ({"ruolo": "dirigente"}, "area"),
        ({"dal": "2020-01-01"}, "dal"),
        ({"dal": "boh"}, "dal"),
        ({"al": "2020-01-01"}, "al"),
        ({"email": "", "invita": "on"}, "email"),
    ],
)
def test_what_cannot_be_is_said_by_its_field_and_leaves_nothing(
    scena: Scena, cambia: dict[str, str], campo: str
) -> None:
    Utente.objects.filter(pk=scena["rita"].pk).update(username="rita.scena")
    buoni = {"ruolo": "oiv", "dal": fra(0).isoformat(), "ufficio": "", "area": "", "al": ""}
    risposta = cliente(scena["adele"]).post(f"{PAGINA}nuova/", NUOVA | buoni | cambia)
    assert risposta.status_code == 422
    assert set(risposta.context["modulo"].errors) == {campo}
    assert not Utente.objects.filter(last_name="Neri").exists()
    assert azioni(scena) == []


def test_a_user_name_of_another_body_is_taken(scena: Scena) -> None:
    altrove = crea_scena("altrove")
    with pytest.raises(PersonaRifiutata, match="già preso"):
        crea(scena, username=altrove["rita"].username.upper())


# -- who may -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("chi", ["rita", "dina", "carla", "ugo"])
def test_only_who_administers_manages_people(scena: Scena, chi: str) -> None:
    rino = scena["rino"]
    atti: list[Callable[[], object]] = [
        lambda: crea(scena, chi),
        lambda: modifica_persona(persona=rino, dati={"qualifica": "X"}, visti={}, da=scena[chi]),
        lambda: congeda_persona(persona=rino, da=scena[chi]),
        lambda: riammetti_persona(persona=rino, da=scena[chi]),
        lambda: dai(scena, rino, Ruolo.OIV, chi),
        lambda: dai(scena, scena[chi], Ruolo.AMMINISTRATORE, chi),
        lambda: termina_incarico(incarico=rino.incarichi.get(), al=fra(0), da=scena[chi]),
        lambda: invita_persona(persona=rino, da=scena[chi]),
    ]
    for atto in atti:
        with pytest.raises(PermissionDenied):
            atto()
    assert azioni(scena) == []


def test_nobody_manages_the_people_of_another_body_nor_who_runs_the_installation(scena: Scena) -> None:
    altrove = crea_scena("altrove")
    capo = Utente.objects.create_superuser("capo", password="x", ente=scena.ente)
    for persona in (altrove["rita"], capo):
        with pytest.raises(PermissionDenied):
            dai(scena, persona, Ruolo.OIV)
        with pytest.raises(PermissionDenied):
            modifica_persona(persona=persona, dati={"email": "mio@a.example.it"}, visti={}, da=scena["adele"])
        with pytest.raises(PermissionDenied):
            congeda_persona(persona=persona, da=scena["adele"])
        assert cliente(scena["adele"]).get(f"{PAGINA}{persona.pk}/").status_code == 404
    with pytest.raises(PermissionDenied):
        dai(scena, scena["rino"], Ruolo.REDATTORE, ufficio=altrove.uffici["cultura"])
    risposta = cliente(scena["adele"]).get(PAGINA)
    assert "capo" not in leggi(risposta)
    assert "altrove" not in leggi(risposta)


def test_nobody_gives_roles_to_himself_while_another_can(scena: Scena) -> None:
    """A body with one administrator has nobody else: there it is allowed, and the page flags what clashes."""
    dai(scena, scena["adele"], Ruolo.CONTROLLO)
    amministratrice(scena)
    with pytest.raises(PersonaRifiutata, match="A voi stessi"):
        dai(scena, scena["adele"], Ruolo.OIV)
    righe = [["Nome utente", "Ruolo"], [scena["adele"].username, "Amministratore"], [scena["adele"].username, "OIV"]]
    dove = Dove(ente=scena.ente, da=scena["adele"])
    (errore,) = progetta_file(GENERI["utenti"], dove, "u.xlsx", xlsx(righe))[1].errori
    assert errore.motivo == A_SE


# -- roles -------------------------------------------------------------------------------------------------------------


def test_a_role_is_given_once_and_not_twice_in_the_same_days(scena: Scena) -> None:
    rino, ufficio = scena["rino"], scena.uffici["anagrafe"]
    primo = dai(scena, rino, Ruolo.REDATTORE, ufficio=ufficio, al=fra(10))
    assert dai(scena, rino, Ruolo.REDATTORE, ufficio=ufficio, al=fra(10)) == primo
    with pytest.raises(PersonaRifiutata, match="Ha già questo incarico"):
        dai(scena, rino, Ruolo.REDATTORE, ufficio=ufficio, dal=fra(10))
    dai(scena, rino, Ruolo.REDATTORE, ufficio=ufficio, dal=fra(11))
    assert azioni(scena) == ["dà incarico", "dà incarico"]


def test_a_role_ends_on_its_last_day_and_is_never_lengthened(scena: Scena) -> None:
    incarico = scena["rino"].incarichi.get()
    assert termina_incarico(incarico=incarico, al=fra(5), motivo="Trasferito", da=scena["adele"])
    assert not termina_incarico(incarico=incarico, al=fra(5), da=scena["adele"])
    with pytest.raises(PersonaRifiutata, match="prolungarlo"):
        termina_incarico(incarico=incarico, al=fra(9), da=scena["adele"])
    with pytest.raises(PersonaRifiutata, match="finire subito"):
        termina_incarico(incarico=incarico, al=fra(-3), da=scena["adele"])
    atto = Atto.objects.get(azione="termina incarico")
    assert atto.dettagli["dopo"] == {"al": f"{fra(5):%d/%m/%Y}"}
    assert atto.dettagli["motivo"] == "Trasferito"


def test_a_role_that_has_not_begun_is_taken_away_and_the_register_keeps_it(scena: Scena) -> None:
    futuro = dai(scena, scena["rino"], Ruolo.OIV, dal=fra(30))
    assert termina_incarico(incarico=futuro, al=fra(2), da=scena["adele"])
    assert not Incarico.objects.filter(pk=futuro.pk).exists()
    assert Atto.objects.get(azione="termina incarico").dettagli["prima"] == {"dal": f"{fra(30):%d/%m/%Y}"}


def test_a_deputy_is_not_ended_here(scena: Scena) -> None:
    veci = Incarico.objects.create(
        utente=scena["rino"], ruolo="dirigente", area=area(scena), sostituto=True, dal=fra(0), al=fra(2)
    )
    with pytest.raises(PermissionDenied):
        termina_incarico(incarico=veci, al=fra(0), da=scena["adele"])


def test_the_administration_of_django_opens_and_closes_with_the_role(scena: Scena) -> None:
    bice = amministratrice(scena)
    assert bice.is_staff
    incarico = bice.incarichi.get()
    assert termina_incarico(incarico=incarico, al=fra(-1), da=scena["adele"])
    assert not Utente.objects.get(pk=bice.pk).is_staff


# -- the last administrator --------------------------------------------------------------------------------------------


def test_the_last_administrator_stays(scena: Scena) -> None:
    bice = amministratrice(scena)
    di_adele = scena["adele"].incarichi.get(ruolo="amministratore")
    with pytest.raises(PersonaRifiutata, match=MIO[5:20]):
        termina_incarico(incarico=di_adele, al=fra(0), da=scena["adele"])
    with pytest.raises(PersonaRifiutata, match=MIO[5:20]):
        congeda_persona(persona=scena["adele"], da=scena["adele"])
    assert termina_incarico(incarico=bice.incarichi.get(), al=fra(20), da=scena["adele"])
    with pytest.raises(PersonaRifiutata, match=ULTIMO[5:]):
        termina_incarico(incarico=di_adele, al=fra(30), da=bice)  # on the day after nobody would be left
    assert termina_incarico(incarico=di_adele, al=fra(10), da=bice)


def test_who_was_only_invited_does_not_count_as_an_administrator(scena: Scena) -> None:
    """The last who can sign in would go, and the other one may never open the letter."""
    bice = amministratrice(scena)
    carlo = crea(scena, username="carlo")
    dai(scena, carlo, Ruolo.AMMINISTRATORE)
    scena["adele"].set_unusable_password()
    scena["adele"].save()
    with pytest.raises(PersonaRifiutata):
        congeda_persona(persona=bice, da=scena["adele"])
    assert Utente.objects.get(pk=bice.pk).is_active


# -- a person who leaves -----------------------------------------------------------------------------------------------


def test_who_leaves_is_ended_and_never_deleted(scena: Scena) -> None:
    rita = scena["rita"]
    dentro = cliente(rita)
    Gettone.objects.create(
        utente=rita,
        nome="g",
        impronta="1" * 64,
        inizio="cann_",
        scade_il=dt.datetime.max.replace(year=2090, tzinfo=dt.UTC),
    )
    prima = rita.incarichi.count()
    assert congeda_persona(persona=rita, motivo="In pensione", da=scena["adele"])
    assert not congeda_persona(persona=rita, da=scena["adele"])
    assert Utente.objects.filter(pk=rita.pk, is_active=False).exists()
    assert rita.incarichi.filter(al=fra(-1)).count() == prima
    assert dentro.get("/").status_code == 302
    assert rita.gettoni.get().revocato_il is not None
    atto = Atto.objects.get(azione="cessa persona")
    assert atto.dettagli["motivo"] == "In pensione"
    assert "Redattore" in atto.dettagli["prima"]["incarichi"]
    assert riammetti_persona(persona=rita, da=scena["adele"])
    assert not rita.incarichi.da_qui_in_avanti().exists()


# -- what is written of a person ---------------------------------------------------------------------------------------


def test_two_people_do_not_overwrite_each_other(scena: Scena) -> None:
    rita = scena["rita"]
    visti = {c: getattr(rita, c) for c in CAMPI}
    assert modifica_persona(persona=rita, dati=visti | {"qualifica": "Capo ufficio"}, visti=visti, da=scena["adele"])
    with pytest.raises(PersonaRifiutata, match="frattempo"):
        modifica_persona(persona=rita, dati=visti | {"qualifica": "Altro"}, visti=visti, da=scena["adele"])
    assert Utente.objects.get(pk=rita.pk).qualifica == "Capo ufficio"
    atto = Atto.objects.get(azione="modifica persona")
    assert atto.dettagli["dopo"] == {"qualifica": "Capo ufficio"}


# -- duties that should be of two --------------------------------------------------------------------------------------


def test_duties_that_should_be_of_two_are_flagged(scena: Scena) -> None:
    ufficio = scena.uffici["anagrafe"]
    redattore = Incarico(ruolo="redattore", ufficio=ufficio)
    dirigente, altrove = (Incarico(ruolo="dirigente", area=a) for a in Area.objects.filter(ente=scena.ente))
    oiv, controllo = Incarico(ruolo="oiv"), Incarico(ruolo="controllo")
    amministratore = Incarico(ruolo="amministratore")
    assert incompatibili([redattore, altrove]) == []
    assert incompatibili([amministratore, controllo]) == []
    assert incompatibili([oiv]) == []
    assert len(incompatibili([redattore, dirigente])) == 1
    assert len(incompatibili([controllo, dirigente])) == 1
    assert len(incompatibili([oiv, amministratore])) == 1
    assert len(incompatibili([oiv, controllo, redattore, dirigente])) == 3


def test_the_page_flags_them(scena: Scena) -> None:
    dai(scena, scena["rita"], Ruolo.DIRIGENTE, area=area(scena))
    pagina = leggi(cliente(scena["carla"]).get(f"{PAGINA}?stato=segnalate"))
    assert "li rivede come dirigente" in pagina


# -- the sheet ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formato", ["csv", "xlsx", "ods"])
def test_the_sheet_that_goes_out_comes_back_without_a_change(scena: Scena, formato: str) -> None:
    congeda_persona(persona=scena["rosa"], da=scena["adele"])
    Utente.objects.filter(pk=scena["adele"].pk).update(is_staff=True)
    crea(scena)
    Incarico.objects.create(
        utente=scena["rino"], ruolo="dirigente", area=area(scena), sostituto=True, dal=fra(0), al=fra(2)
    )
    fuori = tabella(scena.ente, schede(scena.ente))
    dove = Dove(ente=scena.ente, da=scena["adele"])
    file = foglio(formato, fuori.nome, fuori.titoli, fuori.righe)
    progetto = progetta_file(GENERI["utenti"], dove, f"persone.{formato}", file)[1]
    assert progetto.errori == []
    assert progetto.cambi == []
    assert progetto.invariati > 8


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_is_narrowed_and_downloaded(scena: Scena) -> None:
    client = cliente(scena["carla"])
    congeda_persona(persona=scena["rosa"], da=scena["adele"])
    assert "Aggiungi una persona" not in leggi(client.get(PAGINA))
    for stato, attesa in (("in-servizio", False), ("cessate", True), ("sconosciuto", False)):
        assert (scena["rosa"].username in leggi(client.get(f"{PAGINA}?stato={stato}"))) == attesa
    viste = leggi(client.get(f"{PAGINA}?q=redattore+anagrafe"))
    assert scena["rita"].username in viste
    assert scena["ugo"].username not in viste
    assert client.get(f"{PAGINA}?formato=csv&ruolo=oiv").content.decode("utf-8-sig").count("\n") == 2
    assert client.get(f"{PAGINA}?formato=exe").status_code == 404


def test_few_queries_however_many_people(scena: Scena) -> None:
    client = cliente(scena["adele"])

    def quante(dove: str) -> int:
        with CaptureQueriesContext(connection) as fatte:
            assert client.get(dove).status_code == 200
        return len(fatte)

    una = f"{PAGINA}{scena['rita'].pk}/"
    poche = [quante(d) for d in (PAGINA, una, f"{PAGINA}nuova/")]
    for n in range(60):
        altra = Utente.objects.create(ente=scena.ente, username=f"p{n}")
        Incarico.objects.create(utente=altra, ruolo="redattore", ufficio=scena.uffici["cultura"])
    assert [quante(d) for d in (PAGINA, una, f"{PAGINA}nuova/")] == poche
    assert poche == [4, 6, 4]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("larghezza", [360, 1440])
def test_in_a_browser(scena: Scena, live_server: LiveServer, pagina: Page, larghezza: int, settings: Any) -> None:
    settings.SITE_URL = live_server.url
    biscotto = cliente(scena["adele"]).cookies["sessionid"].value
    pagina.context.add_cookies([{"name": "sessionid", "value": biscotto, "url": live_server.url}])
    pagina.set_viewport_size({"width": larghezza, "height": 900})
    pagina.goto(f"{live_server.url}{PAGINA}")
    assert guasti_axe(pagina) == []
    pagina.get_by_role("link", name="Aggiungi una persona").click()
    assert guasti_axe(pagina) == []
    pagina.get_by_label("Nome utente").fill("nives.neri")
    pagina.get_by_label("Cognome").fill("Neri")
    pagina.get_by_label("E-mail").fill("nives@ente.example.it")
    pagina.get_by_label("Ruolo").select_option(label="Redattore")
    pagina.get_by_label("Ufficio, per un redattore").select_option(label="Ufficio cultura")
    pagina.get_by_role("button", name="Aggiungi la persona").click()
    pagina.wait_for_selector("h1:has-text('Neri')")
    assert guasti_axe(pagina) == []
    pagina.locator("summary", has_text="Termina").click()
    pagina.get_by_role("button", name="Termina l’incarico").click()
    assert "finisce" in pagina.locator("main").inner_text()
    scorre = pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert scorre == 0
    assert pagina.url.endswith(reverse("ente:persona", args=[Utente.objects.get(username="nives.neri").pk]))


# -- the administration of Django --------------------------------------------------------------------------------------


def test_the_administration_neither_deletes_a_person_nor_takes_the_last_administrator(scena: Scena) -> None:
    adele, bice = scena["adele"], amministratrice(scena)
    Utente.objects.filter(pk=adele.pk).update(is_staff=True)
    client = cliente(adele)
    dove = f"/amministrazione/ente/utente/{bice.pk}/"
    assert client.get(f"{dove}delete/").status_code == 403
    incarico = bice.incarichi.get()
    campi = {
        "username": bice.username,
        "is_staff": "on",
        "incarichi-TOTAL_FORMS": "1",
        "incarichi-INITIAL_FORMS": "1",
        "incarichi-0-id": incarico.pk,
        "incarichi-0-utente": bice.pk,
        "incarichi-0-ruolo": "amministratore",
        "incarichi-0-dal": incarico.dal.isoformat() if incarico.dal else "",
    }
    adele.set_unusable_password()  # who is left would not be able to sign in
    Utente.objects.filter(pk=adele.pk).update(password=adele.password)
    client = cliente(Utente.objects.get(pk=adele.pk))
    risposta = client.post(f"{dove}change/", campi)
    assert risposta.status_code == 409
    assert ULTIMO[5:] in leggi(risposta)
    assert Utente.objects.get(pk=bice.pk).is_active
    assert client.post(f"{dove}change/", campi | {"is_active": "on"}).status_code == 302
