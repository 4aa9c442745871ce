"""The reminders: who is written to, of what, on which days, never twice in one, whatever fails."""

from __future__ import annotations

import datetime as dt
import io
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cruscotto.chiusura.actions.periodi import riapri_ufficio
from cruscotto.chiusura.actions.solleciti import EsitoSolleciti
from cruscotto.chiusura.solleciti import Cosa, in_finestra, in_sospeso, tocca
from cruscotto.models import ImpostazioniMisura, ImpostazioniSolleciti, Sollecito, StatoPeriodo
from ente.errori import ErroreUtente
from ente.models import Atto, Incarico, Ruolo
from tests.mondi.lettere import crea_attesa, lettera, manda, nomi, scritti
from tests.mondi.scena import Scena, crea_scena, fra

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
APERTO, CHIUSO = StatoPeriodo.APERTO, StatoPeriodo.CHIUSO


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_attesa()


# -- the days ----------------------------------------------------------------------------------------------------------

regole = st.builds(
    lambda primo, ogni, ultimo: ImpostazioniSolleciti(primo_giorno=primo, ogni_giorni=ogni, ultimo_giorno=ultimo),
    st.integers(0, 60),
    st.integers(1, 30),
    st.integers(0, 60),
)
SCADENZA = dt.date(2024, 2, 29)


def giorni_di_invio(scadenza: dt.date, regole: ImpostazioniSolleciti, gira: set[int] | None = None) -> list[int]:
    """The days, counted from the deadline, on which a person is written to by a command that runs on the days ``gira``
    (every day without)."""
    ultimo, inviati = None, []
    for scarto in range(-130, 131):
        giorno = scadenza + dt.timedelta(days=scarto)
        if (gira is None or scarto in gira) and tocca(giorno, [scadenza], ultimo, regole):
            ultimo = giorno
            inviati.append(scarto)
    return inviati


@given(regole)
def test_the_calendar_of_a_command_that_runs_every_day(regole: ImpostazioniSolleciti) -> None:
    attesi = list(range(-regole.primo_giorno, regole.ultimo_giorno + 1, regole.ogni_giorni))
    assert giorni_di_invio(SCADENZA, regole) == attesi


@given(regole, st.sets(st.integers(-130, 130)))
def test_the_calendar_of_a_command_that_sometimes_does_not_run(regole: ImpostazioniSolleciti, gira: set[int]) -> None:
    inviati = giorni_di_invio(SCADENZA, regole, gira)
    utili = sorted(g for g in gira if -regole.primo_giorno <= g <= regole.ultimo_giorno)
    assert set(inviati) <= set(utili)
    assert inviati[:1] == utili[:1]
    for prima, dopo in pairwise(inviati):
        assert dopo - prima >= regole.ogni_giorni
        assert dopo == min(g for g in utili if g >= prima + regole.ogni_giorni)
    if inviati:
        assert not [g for g in utili if g >= inviati[-1] + regole.ogni_giorni]


def test_the_default_days() -> None:
    """Ten before, every five, thirty after: -10, -5, 0 … 30."""
    assert giorni_di_invio(SCADENZA, ImpostazioniSolleciti()) == [-10, -5, 0, 5, 10, 15, 20, 25, 30]
    assert in_finestra(SCADENZA, SCADENZA, ImpostazioniSolleciti(primo_giorno=0, ultimo_giorno=0))
    assert not tocca(SCADENZA, [], None, ImpostazioniSolleciti())


def test_the_days_that_a_body_chose(scena: Scena) -> None:
    ImpostazioniSolleciti.objects.create(ente=scena.ente, primo_giorno=3, ogni_giorni=2, ultimo_giorno=1)
    inviati = [g for g in range(-10, 20) if manda(scena, g).inviati]
    assert inviati == [2, 4, 6]  # the deadline is day 5


# -- what waits, and for whom ------------------------------------------------------------------------------------------


def test_each_gets_what_waits(scena: Scena) -> None:
    scena.metti("i2", "50", stato="restituita")
    esito = manda(scena)
    assert nomi(esito.inviati) == scritti() == ["dina", "rino", "rita", "rosa"]
    rita = lettera("rita")
    assert rita.subject == f"1 valore da inserire, entro il {fra(5):%d/%m/%Y} – Comune di scena"
    assert "Periodo 1 2024, Ufficio anagrafe: 1 valore da inserire (1 da correggere)" in rita.body
    assert "http://localhost:8000/" in rita.body
    assert "?periodo=1" in rita.body
    dina = lettera("dina")
    assert "area1: 1 valore da validare" in dina.body
    assert "&#" not in f"{rita.body}{dina.body}"
    assert list(Sollecito.objects.values_list("valori", flat=True)) == [1, 1, 1, 1]
    atto = Atto.objects.get(azione="sollecita")
    assert (atto.oggetto, atto.utente, len(atto.dettagli["inviati"])) == ("Periodo 1 2024", None, 4)


def test_who_has_nothing_to_do_is_left_alone(scena: Scena) -> None:
    for codice in ("i2", "i3", "i4"):
        scena.metti(codice, "80", stato="validata")
    assert nomi(manda(scena).inviati) == ["dina"]
    scena.stato(1, CHIUSO)
    assert manda(scena, 6) == EsitoSolleciti()


def test_controllo_is_told_to_close(scena: Scena) -> None:
    assert "carla" not in nomi(manda(scena, 5).inviati)
    assert "carla" in nomi(manda(scena, 6).inviati)
    assert lettera("carla").subject == "Periodo 1 2024 da chiudere – Comune di scena"
    assert "ne mancano 4" in lettera("carla").body
    scena.periodi[0].rilevazioni.all().delete()
    for codice in scena.indicatori:
        scena.metti(codice, "80", stato="validata")
    scena.stato(1, APERTO, fra(30))
    mail.outbox.clear()
    assert nomi(manda(scena, 21).inviati) == ["carla"]  # all is validated before the deadline
    assert "sono tutti validati" in lettera("carla").body


def test_values_of_no_office_wait_for_controllo(scena: Scena) -> None:
    scena.indicatori["i4"].ufficio = None
    scena.indicatori["i4"].save()
    assert nomi(manda(scena).inviati) == ["carla", "dina", "rino", "rita"]
    assert "senza ufficio: 1 valore da inserire" in lettera("carla").body


def test_deputies_and_ended_assignments(scena: Scena) -> None:
    incarico = Incarico.objects.get(utente=scena["dina"])
    incarico.al = fra(-1)
    incarico.save()
    Incarico.objects.create(
        utente=scena["ugo"],
        ruolo=Ruolo.DIRIGENTE,
        area=scena.uffici["anagrafe"].area,
        sostituto=True,
        dal=fra(0),
        al=fra(3),
    )
    Incarico.objects.filter(utente=scena["rino"]).update(dal=fra(1))
    scena["rosa"].is_active = False
    scena["rosa"].save()
    assert nomi(manda(scena).inviati) == ["rita", "ugo"]
    assert nomi(manda(scena, 5).inviati) == ["rino", "rita"]  # the deputy's days are over
    mail.outbox.clear()
    manda(scena, 10)
    assert lettera("rita").subject.startswith(f"1 valore da inserire, il termine era il {fra(5):%d/%m/%Y}")
    assert "da inserire, il termine era il" in lettera("rita").body


def test_two_offices_one_letter(scena: Scena) -> None:
    Incarico.objects.create(utente=scena["rita"], ruolo=Ruolo.REDATTORE, ufficio=scena.uffici["bilancio"])
    Incarico.objects.create(utente=scena["rita"], ruolo=Ruolo.REDATTORE, ufficio=scena.uffici["anagrafe"])
    manda(scena)
    testo = lettera("rita").body
    assert testo.count("da inserire") == 2
    assert Sollecito.objects.get(utente=scena["rita"]).valori == 2


def test_nobody_is_asked_to_validate_what_they_entered(scena: Scena) -> None:
    scena.periodi[0].rilevazioni.update(inserita_da=scena["dina"])
    assert scena["dina"] not in in_sospeso(scena.ente, fra(0))
    ImpostazioniMisura.objects.filter(ente=scena.ente).update(chi_inserisce_valida=True)
    assert [s.cosa for s in in_sospeso(scena.ente, fra(0))[scena["dina"]]] == [Cosa.VALIDARE]


def test_a_reopened_office_has_its_own_deadline(scena: Scena) -> None:
    scena.stato(1, CHIUSO, fra(-40))
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=fra(2), da=scena["carla"]
    )
    assert nomi(manda(scena).inviati) == ["dina", "rita"]
    assert f"entro il {fra(2):%d/%m/%Y}" in lettera("rita").subject
    assert manda(scena, 3) == EsitoSolleciti()  # it has closed by itself


def test_an_adopted_cycle_and_another_body_are_left_alone(scena: Scena) -> None:
    altra = crea_scena("altrove")
    altra.stato(1, APERTO, fra(5))
    assert len(manda(scena).inviati) == 4
    assert {m.to[0].split("@")[1] for m in mail.outbox} == {"scena.example.it"}
    type(altra.ciclo).objects.filter(pk=altra.ciclo.pk).update(
        stato="pubblicata", approvazione_numero="1", approvazione_data=dt.date(2025, 5, 1)
    )
    assert manda(altra) == EsitoSolleciti()


# -- the command and the button ----------------------------------------------------------------------------------------


def comando(*argomenti: str) -> str:
    uscita = io.StringIO()
    call_command("solleciti", *argomenti, stdout=uscita)
    return uscita.getvalue()


def test_the_command(scena: Scena) -> None:
    scena["rosa"].email = ""
    scena["rosa"].save()
    prova = comando("--ente", "scena", "--prova")
    attesa = "dina.scena, rino.scena, rita.scena; senza indirizzo 1: rosa.scena.\n"
    assert prova == f"scena: da inviare 3: {attesa}"
    assert (mail.outbox, Sollecito.objects.count()) == ([], 0)
    assert comando("--ente", "scena") == f"scena: inviati 3: {attesa}"
    assert len(mail.outbox) == 3
    assert comando("--ente", "scena", "--giorno", str(fra(-100))) == "scena: nessun sollecito.\n"
    assert "arezzo-siena: nessun sollecito." in comando()


@pytest.mark.parametrize(
    ("argomenti", "parte"), [(["--ente", "nessuno"], "Enti presenti"), (["--giorno", "ieri"], "AAAA-MM-GG")]
)
def test_wrong_use_of_the_command(argomenti: list[str], parte: str) -> None:
    with pytest.raises(CommandError, match=parte) as errore:
        comando(*argomenti)
    assert "\n" not in str(errore.value)


def test_the_address_of_the_site_is_not_guessed(scena: Scena, settings: Settings) -> None:
    settings.SITE_URL = ""
    with pytest.raises(ErroreUtente, match="SITE_URL"):
        manda(scena)
    assert not Sollecito.objects.exists()


@pytest.mark.parametrize("chi", ["rita", "dina", "ugo", "adele"])
def test_only_controllo_presses_the_button(scena: Scena, chi: str) -> None:
    with pytest.raises(PermissionDenied):
        manda(scena, da=scena[chi], subito=True)
    with pytest.raises(PermissionDenied):
        manda(scena, da=crea_scena("altrove")["carla"], subito=True)


def premi(scena: Scena, **dati: str) -> str:
    client = Client()
    client.force_login(scena["carla"])
    risposta = client.post("/chiusura/2024/sollecita/", {"periodo": "1", **dati}, follow=True)
    assert risposta.redirect_chain == [("/chiusura/2024/?periodo=1", 302)]
    return risposta.content.decode()


def test_the_button_for_one_office_and_for_all(scena: Scena) -> None:
    """Far from the deadline, when the command would not write: the button does not wait."""
    scena.stato(1, APERTO, fra(100))
    assert manda(scena) == EsitoSolleciti()
    assert "Solleciti inviati: 2 (dina.scena, rita.scena)." in premi(scena, ufficio="anagrafe")
    assert scritti() == ["dina", "rita"]
    pagina = premi(scena)
    assert "Solleciti inviati: 2 (rino.scena, rosa.scena)." in pagina
    assert "Già sollecitati oggi, al più una volta al giorno: dina.scena, rita.scena." in pagina
    assert "Oggi ne sono partite 4." in pagina
    assert Atto.objects.filter(azione="sollecita", oggetto="Periodo 1 2024, Ufficio anagrafe").count() == 1


def test_the_button_says_what_did_not_go(scena: Scena, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.cruscotto.chiusura.test_solleciti_invio.Postino"
    scena["rosa"].email = ""
    scena["rosa"].save()
    pagina = premi(scena)
    assert "Messaggi non partiti: rino.scena. Si ritenta da domani." in pagina
    assert "Senza un indirizzo e-mail valido: rosa.scena." in pagina
    assert "1 di oggi non è riuscita: si ritenta domani." in " ".join(pagina.split())


def test_the_button_with_nothing_to_say(scena: Scena) -> None:
    scena.stato(1, CHIUSO)
    assert "Nessuno da sollecitare" in premi(scena)
    client = Client()
    client.force_login(scena["carla"])
    assert client.post("/chiusura/2024/sollecita/", {"ufficio": "non-c-e"}).status_code == 404
    assert client.post("/chiusura/2024/sollecita/", {"periodo": "²"}).status_code == 302
