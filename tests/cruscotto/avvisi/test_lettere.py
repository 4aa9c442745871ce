"""Who is written to about what, and when: acts × roles × choices, a line each. Nobody gets two letters for one fact."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cruscotto.avvisi.actions.invio import RACCOLTA, RITENTA, diffondi, spedisci
from cruscotto.avvisi.actions.preferenze import scegli_avvisi
from cruscotto.models import (
    Avviso,
    Fatto,
    ImpostazioniMisura,
    Indicatore,
    Quando,
    Riapertura,
    Rilevazione,
    Sollecito,
    StatoPeriodo,
)
from cruscotto.pianificazione.actions.target import TargetScritto, rimodula_target
from cruscotto.rilevazione.actions.neutralizzazione import neutralizza_valore, riammetti_valore
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import riprendi_valore, trasmetti_valore
from ente.models import Atto, Incarico, Ruolo, Utente
from tests.mondi.lavori import esegui_lavori
from tests.mondi.lettere import lettera, manda, scritti
from tests.mondi.scena import ANNO, Scena, cliente, crea_scena, fra, leggi, riapri

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
SITO = "https://performance.example.it"


@pytest.fixture
def scena(db: None, settings: Settings) -> Scena:
    """The period is open, with a far deadline: nobody is reminded of anything."""
    settings.SITE_URL = SITO
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(60))
    area = scena.uffici["anagrafe"].area
    sostituto = Utente.objects.create(
        ente=scena.ente, username="sara.scena", qualifica="Sara", email="sara@scena.example.it"
    )
    Incarico.objects.create(utente=sostituto, ruolo=Ruolo.DIRIGENTE, area=area, sostituto=True, dal=fra(-1), al=fra(20))
    collega = Utente.objects.create(ente=scena.ente, username="remo.scena", email="remo@scena.example.it")
    Incarico.objects.create(utente=collega, ruolo=Ruolo.REDATTORE, ufficio=scena.uffici["anagrafe"])
    scena.persone.update(sara=sostituto, remo=collega)
    return scena


def tutti(scena: Scena, quando: Quando) -> None:
    for persona in scena.persone.values():
        scegli_avvisi(scelte=dict.fromkeys(Fatto, quando), da=persona)


def passa_il_tempo() -> None:
    """What was put off is due now."""
    DBTaskResult.objects.filter(run_after__isnull=False, status="READY").update(run_after=timezone.now())
    esegui_lavori()


def arriva_tutto() -> None:
    esegui_lavori()
    passa_il_tempo()


# -- the acts ----------------------------------------------------------------------------------------------------------


def trasmette(scena: Scena) -> None:
    scena.trasmetti("i1", "95")


def restituisce(scena: Scena) -> None:
    valore = scena.metti("i1", "95", inserita_da=scena["rita"])
    restituisci_valore(rilevazione=valore, versione=1, motivo="Manca un mese.", da=scena["dina"])


def riammette(scena: Scena) -> None:
    campi: dict[str, Any] = {"stato": "validata", "neutralizzata": True, "motivo_neutralizzazione": "Sospeso"}
    valore = scena.metti("i1", "95", inserita_da=scena["rita"], **campi)
    riammetti_valore(rilevazione=valore, versione=1, motivo="Ripreso.", da=scena["carla"])


def valida(scena: Scena) -> None:
    valore = scena.metti("i1", "95", inserita_da=scena["rita"])
    valida_valori(valori=[DaValidare(valore.pk, 1)], da=scena["dina"])


def neutralizza(scena: Scena) -> None:
    periodo, indicatore = scena.periodo(1), scena.indicatori["i1"]
    neutralizza_valore(
        periodo=periodo, indicatore=indicatore, motivo="Servizio sospeso.", versione=0, da=scena["carla"]
    )


def riapre(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.CHIUSO)
    riapri(scena, "Dato errato.", 60)


def cambia_target(scena: Scena) -> None:
    atto = TargetScritto("120", "7", dt.date(ANNO, 6, 1), "Più domande.")
    indicatore = Indicatore.objects.get(pk=scena.indicatori["i1"].pk)
    assert rimodula_target(indicatore=indicatore, ciclo=scena.ciclo, scritto=atto, versione=1, da=scena["carla"])


ATTI: dict[str, tuple[Callable[[Scena], None], list[str], str, str]] = {
    "trasmette": (trasmette, ["dina", "sara"], "1 valore trasmesso, da validare: «Indicatore i1».", "/revisione/"),
    "restituisce": (restituisce, ["remo", "rita"], "«Indicatore i1» è restituito: «Manca un mese.»", "/valori/"),
    "riammette": (riammette, ["remo", "rita"], "«Indicatore i1» è restituito: «Ripreso.»", "/valori/"),
    "valida": (valida, ["remo", "rita"], "1 valore validato: «Indicatore i1».", "/valori/"),
    "neutralizza": (neutralizza, ["remo", "rita"], "è neutralizzato, non conta nelle medie", "/valori/"),
    "riapre": (riapre, ["remo", "rita"], "è riaperto per Ufficio anagrafe fino al", "/valori/"),
    "cambia target": (
        cambia_target,
        ["dina", "remo", "rita", "sara"],
        f"{ANNO}: il target di «Indicatore i1» è «120», era «100» (atto n. 7 del 01/06/{ANNO}).",
        "/indicatori/",
    ),
}
"""Each act with whom it is told to, a sentence of the letter and the page that it leads to."""


@pytest.mark.parametrize("nome", ATTI)
def test_at_once(scena: Scena, nome: str) -> None:
    fai, a_chi, frase, pagina = ATTI[nome]
    tutti(scena, Quando.SUBITO)
    fai(scena)
    assert mail.outbox == [], "mai nella transazione dell'atto"
    esegui_lavori()
    assert mail.outbox == [], "aspetta che cos'altro fa la stessa persona"
    passa_il_tempo()
    assert scritti() == a_chi
    for messaggio in mail.outbox:
        assert frase in messaggio.body
        assert f"{SITO}{pagina}{ANNO}/" in messaggio.body
        assert f"{SITO}/lettere/" in messaggio.body
    passa_il_tempo()
    manda(scena)
    assert scritti() == a_chi, "detto una volta sola"


@pytest.mark.parametrize("nome", ATTI)
def test_in_the_letter_of_the_day(scena: Scena, nome: str) -> None:
    """What everybody gets who has not chosen."""
    fai, a_chi, frase, pagina = ATTI[nome]
    fai(scena)
    arriva_tutto()
    assert mail.outbox == []
    esito = manda(scena)
    assert sorted(u.split(".")[0] for u in esito.inviati) == scritti() == a_chi
    assert all(frase in m.body and f"{SITO}{pagina}{ANNO}/" in m.body for m in mail.outbox)
    manda(scena)
    manda(scena, 1)
    assert scritti() == a_chi
    assert not Avviso.objects.in_attesa().exists()


@pytest.mark.parametrize("nome", ATTI)
def test_never(scena: Scena, nome: str) -> None:
    tutti(scena, Quando.MAI)
    ATTI[nome][0](scena)
    arriva_tutto()
    manda(scena)
    assert (mail.outbox, Avviso.objects.count()) == ([], 0)


def test_each_chooses_for_each_fact(scena: Scena) -> None:
    scegli_avvisi(scelte={Fatto.TRASMESSO: Quando.SUBITO}, da=scena["dina"])
    scegli_avvisi(scelte={Fatto.TRASMESSO: Quando.MAI, Fatto.TARGET: Quando.SUBITO}, da=scena["sara"])
    trasmette(scena)
    cambia_target(scena)
    arriva_tutto()
    assert scritti() == ["dina", "sara"]
    assert ("da validare" in lettera("dina").body, "target di" in lettera("dina").body) == (True, False)
    assert ("da validare" in lettera("sara").body, "target di" in lettera("sara").body) == (False, True)
    mail.outbox.clear()
    manda(scena)
    assert scritti() == ["dina", "remo", "rita"]
    assert "da validare" not in lettera("dina").body


# -- whom not ----------------------------------------------------------------------------------------------------------


def test_nobody_is_written_to_about_his_own_act(scena: Scena) -> None:
    """The manager enters for the office too, and validates what a colleague entered."""
    Incarico.objects.create(utente=scena["dina"], ruolo=Ruolo.REDATTORE, ufficio=scena.uffici["anagrafe"])
    valida(scena)
    arriva_tutto()
    manda(scena)
    assert scritti() == ["remo", "rita"]


@pytest.mark.parametrize("puo", [False, True])
def test_who_entered_a_value_is_asked_to_validate_it_only_where_it_may(scena: Scena, puo: bool) -> None:
    ImpostazioniMisura.objects.filter(ente=scena.ente).update(chi_inserisce_valida=puo)
    Incarico.objects.create(utente=scena["dina"], ruolo=Ruolo.REDATTORE, ufficio=scena.uffici["anagrafe"])
    salvata = scena.salva("i1", "95", chi="dina")
    trasmetti_valore(rilevazione=salvata, versione=salvata.versione, da=scena["rita"])
    arriva_tutto()
    manda(scena)
    assert scritti() == (["dina", "sara"] if puo else ["sara"])


def test_without_an_area_controllo_validates_and_without_an_office_enters(scena: Scena) -> None:
    Indicatore.objects.filter(codice="i1").update(ufficio=None)
    altra = Utente.objects.create(ente=scena.ente, username="cora.scena", email="cora@scena.example.it")
    Incarico.objects.create(utente=altra, ruolo=Ruolo.CONTROLLO)
    valore = scena.metti("i1", "95", stato="bozza", inserita_da=scena["carla"])
    valore.indicatore.refresh_from_db()
    trasmetti_valore(rilevazione=valore, versione=1, da=scena["carla"])
    arriva_tutto()
    manda(scena)
    assert scritti() == ["cora"]
    valore.refresh_from_db()
    restituisci_valore(rilevazione=valore, versione=valore.versione, motivo="No.", da=altra)
    mail.outbox.clear()
    arriva_tutto()
    manda(scena, 1)
    assert scritti() == ["carla"]


def test_a_target_of_an_individual_sheet_is_told_to_who_reads_it(scena: Scena) -> None:
    """Its manager; not the deputy, nor the office, which only enters the value."""
    area = scena.uffici["anagrafe"].area
    campi = {"tipo": "individuale", "area": area, "codice": "ind-1"}
    type(scena.cruscotto).objects.filter(pk=scena.cruscotto.pk).update(**campi)
    cambia_target(scena)
    arriva_tutto()
    manda(scena)
    assert scritti() == ["dina"]


def test_another_body_is_told_nothing(scena: Scena) -> None:
    altra = crea_scena("altrove")
    altra.stato(1, StatoPeriodo.APERTO, fra(60))
    trasmette(scena)
    arriva_tutto()
    manda(altra)
    assert mail.outbox == []
    manda(scena)
    assert {m.to[0].split("@")[1] for m in mail.outbox} == {"scena.example.it"}


def test_who_is_no_more_what_he_was_is_not_told(scena: Scena) -> None:
    trasmette(scena)
    arriva_tutto()
    Incarico.objects.filter(utente=scena["sara"]).update(al=fra(-1), dal=fra(-9))
    manda(scena)
    assert scritti() == ["dina"]


# -- one fact, one letter ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("quando", [Quando.SUBITO, Quando.RIEPILOGO])
def test_many_values_are_one_letter(scena: Scena, quando: Quando) -> None:
    """Handed in one by one, and validated in one act, over two offices of one area."""
    tutti(scena, quando)
    valori = [scena.trasmetti("i1", "95"), scena.trasmetti("i2", "95"), scena.trasmetti("i3", "95", chi="rino")]
    arriva_tutto()
    manda(scena)
    assert scritti() == ["dina", "sara"]
    attesa = "3 valori trasmessi, da validare: «Indicatore i1», «Indicatore i2», «Indicatore i3»."
    assert attesa in lettera("dina").body
    assert lettera("dina").subject == "3 valori da validare – Comune di scena"
    mail.outbox.clear()
    valida_valori(valori=[DaValidare(v.pk, v.versione) for v in valori], da=scena["dina"])
    arriva_tutto()
    manda(scena, 1)
    assert scritti() == ["remo", "rino", "rita"]
    assert "2 valori validati: «Indicatore i1», «Indicatore i2»." in lettera("rita").body
    assert "1 valore validato: «Indicatore i3»." in lettera("rino").body


def test_the_letter_of_the_day_reminds_and_tells_in_one(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    trasmette(scena)
    arriva_tutto()
    manda(scena)
    assert scritti() == ["dina", "remo", "rino", "rita", "rosa", "sara"]
    testo = lettera("dina").body
    assert ("Che cosa è successo" in testo, "1 valore da validare, entro il" in testo) == (True, True)
    assert "Che cosa è successo" not in lettera("rino").body
    cambia_target(scena)
    arriva_tutto()
    manda(scena)
    assert len(scritti()) == 6, "una al giorno"
    manda(scena, 1)
    assert scritti().count("dina") == 2
    assert "target" in mail.outbox[-1].body


def test_a_letter_that_only_tells_does_not_count_as_a_reminder(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO, fra(11))
    cambia_target(scena)
    arriva_tutto()
    manda(scena)
    assert "rita" in scritti()
    assert Sollecito.objects.get(utente=scena["rita"]).periodo is None
    mail.outbox.clear()
    manda(scena, 1)  # ten days before: reminded, although written to the day before
    assert "rita" in scritti()


def test_the_button_writes_only_to_who_has_something_to_do(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.APERTO, fra(5))
    valida(scena)
    scena.metti("i2", "95", stato="validata")
    arriva_tutto()
    esito = manda(scena, da=scena["carla"], subito=True)
    assert sorted(esito.inviati) == ["rino.scena", "rosa.scena"]
    manda(scena)
    assert scritti() == ["remo", "rino", "rita", "rosa"]


@pytest.mark.parametrize("nome", ["riprende", "valida", "trasmette di nuovo"])
def test_what_is_true_no_more_is_not_told(scena: Scena, nome: str) -> None:
    tutti(scena, Quando.SUBITO)
    scegli_avvisi(scelte={Fatto.VALIDATO: Quando.MAI}, da=scena["rita"])
    scegli_avvisi(scelte={Fatto.VALIDATO: Quando.MAI}, da=scena["remo"])
    valore = scena.trasmetti("i1", "95")
    if nome == "valida":
        valida_valori(valori=[DaValidare(valore.pk, valore.versione)], da=scena["dina"])
    else:
        valore = riprendi_valore(rilevazione=valore, versione=valore.versione, da=scena["rita"])
        if nome == "trasmette di nuovo":
            trasmetti_valore(rilevazione=valore, versione=valore.versione, da=scena["rita"])
    arriva_tutto()
    manda(scena)
    attesi = {"trasmette di nuovo": ["dina", "sara"], "riprende": [], "valida": []}
    assert scritti() == attesi[nome]
    assert not Avviso.objects.in_attesa().exists()
    if nome == "trasmette di nuovo":
        assert "1 valore trasmesso" in lettera("dina").body


def test_the_last_target_alone_is_told(scena: Scena) -> None:
    cambia_target(scena)
    atto = TargetScritto("130", "8", dt.date(ANNO, 7, 1), "Ancora.")
    rimodula_target(indicatore=scena.indicatori["i1"], ciclo=scena.ciclo, scritto=atto, versione=2, da=scena["carla"])
    arriva_tutto()
    manda(scena)
    assert "è «130», era «120»" in lettera("rita").body
    assert "è «120»" not in lettera("rita").body


def test_a_reopening_that_ended_is_not_told(scena: Scena) -> None:
    riapre(scena)
    arriva_tutto()
    Riapertura.objects.update(richiusa_il=timezone.now())
    manda(scena)
    assert mail.outbox == []


def test_a_job_run_twice_tells_once(scena: Scena) -> None:
    valore = scena.metti("i1", "95", inserita_da=scena["rita"])
    tutti(scena, Quando.SUBITO)
    for _ in range(2):
        diffondi.func("a" * 32, "trasmesso", scena.ente.pk, [valore.pk], scena["rita"].pk)
    assert Avviso.objects.count() == 2
    for _ in range(2):
        spedisci.func(scena["dina"].pk)
    assert scritti() == ["dina"]


def test_what_a_killed_job_had_taken_is_taken_again_only_later(scena: Scena) -> None:
    tutti(scena, Quando.SUBITO)
    trasmette(scena)
    esegui_lavori()
    Avviso.objects.update(preso_il=timezone.now() - dt.timedelta(minutes=5))
    spedisci.func(scena["dina"].pk)
    assert mail.outbox == []
    Avviso.objects.update(preso_il=timezone.now() - dt.timedelta(hours=1))
    spedisci.func(scena["dina"].pk)
    assert scritti() == ["dina"]


# -- what may go wrong -------------------------------------------------------------------------------------------------


def test_an_act_undone_tells_nobody(scena: Scena) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        trasmette(scena)
        raise RuntimeError
    arriva_tutto()
    manda(scena)
    assert (mail.outbox, Avviso.objects.count()) == ([], 0)


class Guasto(EmailBackend):
    """A mail server that does not answer."""

    def send_messages(self, messages: Any) -> int:
        raise ConnectionRefusedError("nessuno risponde")


QUI = "tests.cruscotto.avvisi.test_lettere.Guasto"


def test_a_mail_server_that_is_down_stops_nothing_and_is_tried_again(scena: Scena, settings: Settings) -> None:
    settings.EMAIL_BACKEND = QUI
    tutti(scena, Quando.SUBITO)
    trasmette(scena)
    assert Rilevazione.objects.get(indicatore=scena.indicatori["i1"]).stato == "trasmessa"
    esegui_lavori()
    for volta in range(1 + len(RITENTA)):
        assert set(Avviso.objects.values_list("tentativi", "quando")) == {(volta, "subito")}
        passa_il_tempo()
    riga = Avviso.objects.filter(utente=scena["dina"]).get()
    assert (riga.quando, riga.inviato_il) == ("riepilogo", None), "poi nella lettera del giorno"
    assert riga.errore == "ConnectionRefusedError: nessuno risponde"
    assert sorted(manda(scena).falliti) == ["dina.scena", "sara.scena"], "e chi amministra lo legge"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    manda(scena, 1)
    assert scritti() == ["dina", "sara"]


def test_a_letter_that_left_at_the_second_try_is_told_once(scena: Scena, settings: Settings) -> None:
    tutti(scena, Quando.SUBITO)
    settings.EMAIL_BACKEND = QUI
    trasmette(scena)
    arriva_tutto()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    passa_il_tempo()
    passa_il_tempo()
    manda(scena)
    assert scritti() == ["dina", "sara"]


@pytest.mark.parametrize("indirizzo", ["", "non è un indirizzo", "a@e.it\nBcc: b@e.it", "a@example.it,b@example.it"])
def test_without_an_address_that_works_the_administrators_are_told(scena: Scena, indirizzo: str) -> None:
    tutti(scena, Quando.SUBITO)
    Utente.objects.filter(pk=scena["dina"].pk).update(email=indirizzo)
    trasmette(scena)
    arriva_tutto()
    assert scritti() == ["sara"]
    esito = manda(scena)
    assert esito.senza_indirizzo == ["dina.scena"]
    Utente.objects.filter(pk=scena["dina"].pk).update(email="dina@scena.example.it")
    manda(scena, 1)
    assert scritti() == ["dina", "sara"]


def test_no_header_gets_into_the_subject_and_no_line_into_the_text(scena: Scena) -> None:
    type(scena.ente).objects.filter(pk=scena.ente.pk).update(denominazione="Ente\nCc: altri@example.it")
    scena.ciclo.ente.refresh_from_db()
    valore = scena.metti("i1", "95", inserita_da=scena["rita"])
    motivo = "<b>No</b>\n\n- Altra voce\n  https://truffa.example.it"
    restituisci_valore(rilevazione=valore, versione=1, motivo=motivo, da=scena["dina"])
    tutti(scena, Quando.RIEPILOGO)
    arriva_tutto()
    manda(scena)
    messaggio = lettera("rita")
    assert "\n" not in messaggio.subject
    assert set(messaggio.message().keys()) & {"Cc", "Bcc"} == set()
    assert "«<b>No</b> - Altra voce https://truffa.example.it»" in messaggio.body
    assert messaggio.content_subtype == "plain"


def test_without_the_address_of_the_site_no_job_is_made(scena: Scena, settings: Settings) -> None:
    settings.SITE_URL = ""
    trasmette(scena)
    assert not DBTaskResult.objects.exists()


def test_a_trial_sends_and_closes_nothing(scena: Scena) -> None:
    trasmette(scena)
    arriva_tutto()
    assert sorted(manda(scena, prova=True).inviati) == ["dina.scena", "sara.scena"]
    assert mail.outbox == []
    assert Avviso.objects.in_attesa().count() == 2


def test_at_once_is_within_minutes() -> None:
    assert dt.timedelta() < RACCOLTA <= dt.timedelta(minutes=10)


# -- the page ----------------------------------------------------------------------------------------------------------


def test_a_person_chooses_on_the_own_page(scena: Scena) -> None:
    client = cliente(scena["dina"])
    pagina = client.get("/lettere/").content.decode()
    assert "dina@scena.example.it" in pagina
    assert 'href="/lettere/"' in client.get("/").content.decode()
    scelte = dict.fromkeys(Fatto.values, "riepilogo") | {"trasmesso": "subito"}
    for _ in range(2):
        assert client.post("/lettere/", scelte, follow=True).status_code == 200
    [atto] = Atto.objects.filter(azione="sceglie lettere")
    assert atto.dettagli["dopo"] == {"Un valore è trasmesso: lo validate voi": "Subito"}
    trasmette(scena)
    arriva_tutto()
    assert scritti() == ["dina"]


def test_nonsense_is_refused_and_nothing_changes(scena: Scena) -> None:
    client = cliente(scena["dina"])
    risposta = client.post("/lettere/", dict.fromkeys(Fatto.values, "riepilogo") | {"target": "ogni tanto"})
    assert risposta.status_code == 422
    assert "Scegliete fra subito, nel riepilogo e mai." in leggi(risposta.content.decode())
    assert client.post("/lettere/", {"target": "mai"}).status_code == 422
    assert not Atto.objects.filter(azione="sceglie lettere").exists()


def test_who_has_no_address_reads_it_on_the_page(scena: Scena) -> None:
    Utente.objects.filter(pk=scena["dina"].pk).update(email="")
    assert "Non avete un indirizzo e-mail valido" in cliente(scena["dina"]).get("/lettere/").content.decode()


def test_the_buttons_say_so_where_letters_leave(scena: Scena, settings: Settings) -> None:
    scena.metti("i1", "95", stato="bozza", inserita_da=scena["rita"])
    scena.metti("i2", "95", inserita_da=scena["rita"])
    fogli = {"rita": f"/valori/{ANNO}/?periodo=1", "dina": f"/revisione/{ANNO}/?periodo=1"}
    attese = {"rita": ": avvisa chi valida", "dina": ": avvisa gli uffici"}
    for chi, pagina in fogli.items():
        assert attese[chi] in cliente(scena[chi]).get(pagina).content.decode()
    assert ": avvisa chi lo inserisce" in cliente(scena["dina"]).get(fogli["dina"]).content.decode()
    settings.SITE_URL = ""
    for chi, pagina in fogli.items():
        assert ": avvisa" not in cliente(scena[chi]).get(pagina).content.decode()
