"""Questions on a value: who asks whom, who reads, how they close with the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Messaggio, Rilevazione, StatoPeriodo
from cruscotto.rilevazione.actions.domande import LUNGO, QUANTI, scrivi_messaggio
from cruscotto.rilevazione.actions.evidenze import ValoreDaProvare
from cruscotto.rilevazione.actions.revisione import DaValidare, valida_valori
from cruscotto.rilevazione.domande import fili_di, trova_nominati
from ente.models import Atto, Incarico, Ruolo, Utente
from tests.mondi.lavori import esegui_lavori
from tests.mondi.lettere import lettera, manda, scritti
from tests.mondi.scena import ANNO, Scena, chiudi, cliente, crea_scena, fra, leggi, riapri

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None, settings: Settings) -> Scena:
    settings.SITE_URL = "https://performance.example.it"
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(60))
    scena.metti("i1", "95", inserita_da=scena["rita"])
    return scena


def chiede(scena: Scena, chi: str, testo: str = "Come mai?", codice: str = "i1", **altro: Any) -> Messaggio:
    posto = ValoreDaProvare(scena.periodo(1), scena.indicatori[codice])
    return scrivi_messaggio(posto=posto, testo=testo, da=scena[chi], **altro)


def dove(scena: Scena, codice: str = "i1") -> str:
    return f"/valori/{ANNO}/1/{scena.indicatori[codice].pk}/domande/"


def chiesto(messaggio: Messaggio) -> list[str]:
    return sorted(p.username.split(".")[0] for p in messaggio.chiesto_a.all())


def arrivano(scena: Scena, giorni: int = 0) -> list[str]:
    mail.outbox.clear()
    esegui_lavori()
    manda(scena, giorni)
    return scritti()


# -- whom it is asked of -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chi", "testo", "a_chi"),
    [
        ("rita", "Conto anche i rinnovi?", ["dina"]),
        ("dina", "Come mai?", ["rita"]),
        ("carla", "Come mai?", ["rita"]),
        ("dina", "Lo sa @carla.scena.", ["carla"]),
        ("dina", "Lo sa @CARLA.SCENA?", ["carla"]),
        ("dina", "Chiedo a @controllo e @oiv", ["carla", "ugo"]),
        ("rita", "@ufficio @dirigente", ["dina"]),
        ("dina", "Scrivete a rita@scena.example.it", ["rita"]),
        ("dina", "@dina.scena lo so io", []),
        ("carla", "@rosa.scena di un altro ufficio", ["rosa"]),
    ],
)
def test_whom_a_message_is_told_to(scena: Scena, chi: str, testo: str, a_chi: list[str]) -> None:
    assert chiesto(chiede(scena, chi, testo)) == a_chi
    assert arrivano(scena) == a_chi
    for messaggio in mail.outbox:
        assert f"{chi.capitalize()} chiede: «{testo}»" in messaggio.body
        assert f"https://performance.example.it{dove(scena)}" in messaggio.body
    assert arrivano(scena, 1) == [], "una volta"


def test_an_answer_goes_to_who_asked_and_closes_the_question(scena: Scena) -> None:
    domanda = chiede(scena, "dina")
    assert arrivano(scena) == ["rita"]
    risposta = chiede(scena, "rita", "Due sportelli chiusi.", risponde_a=domanda.pk)
    assert chiesto(risposta) == ["dina"]
    assert arrivano(scena, 1) == ["dina"]
    assert "Rita risponde: «Due sportelli chiusi.»" in lettera("dina").body
    [filo] = fili_di(Messaggio.objects.filter(rilevazione=domanda.rilevazione))
    assert (filo.domanda, filo.risposte, filo.aperta) == (domanda, (risposta,), False)


def test_one_does_not_answer_oneself(scena: Scena) -> None:
    domanda = chiede(scena, "dina")
    assert chiesto(chiede(scena, "dina", "Anzi.", risponde_a=domanda.pk)) == []
    [filo] = fili_di(Messaggio.objects.filter(rilevazione=domanda.rilevazione))
    assert filo.aperta


def test_who_was_asked_may_answer_and_reads(scena: Scena) -> None:
    with pytest.raises(PermissionDenied):
        chiede(scena, "rosa")
    assert cliente(scena["rosa"]).get(dove(scena)).status_code == 403
    domanda = chiede(scena, "dina", "@rosa.scena?")
    assert cliente(scena["rosa"]).get(dove(scena)).status_code == 200
    assert chiede(scena, "rosa", "Sì.", risponde_a=domanda.pk).risponde_a == domanda


@pytest.mark.parametrize(
    "parola", ["@nessuno", "@nadia.scena", "@rita.altrove", "@spento.scena", "@@rita", "@ufficio2"]
)
def test_who_may_not_read_the_value_is_not_called(scena: Scena, parola: str) -> None:
    """Nobody, who has no role, another body's, who left."""
    crea_scena("altrove")
    Utente.objects.create(ente=scena.ente, username="nadia.scena")
    spento = Utente.objects.create(ente=scena.ente, username="spento.scena", is_active=False)
    Incarico.objects.create(utente=spento, ruolo=Ruolo.CONTROLLO)
    if parola == "@@rita":
        assert chiesto(chiede(scena, "dina", parola)) == ["rita"], "non è una chiamata: la domanda va all'ufficio"
        return
    with pytest.raises(ValoreRifiutato, match="non è nessuno che oggi legga questo valore"):
        chiede(scena, "dina", f"Che cosa dice {parola} di questo?")
    assert not Messaggio.objects.filter(rilevazione__periodo__ciclo=scena.ciclo).exists()


def test_of_an_individual_sheet_only_who_reads_it_is_called(scena: Scena) -> None:
    individuale = {"tipo": "individuale", "area": scena.uffici["anagrafe"].area}
    type(scena.cruscotto).objects.filter(pk=scena.cruscotto.pk).update(**individuale)
    with pytest.raises(ValoreRifiutato):
        chiede(scena, "dina", "@rosa.scena?")
    assert chiesto(chiede(scena, "dina", "@rita.scena?")) == ["rita"], "lo inserisce"


def test_who_lost_the_role_before_the_letter_is_not_written_to(scena: Scena) -> None:
    chiede(scena, "dina", "@rosa.scena?")
    Incarico.objects.filter(utente=scena["rosa"]).update(dal=fra(-9), al=fra(-1))
    individuale = {"tipo": "individuale", "area": scena.uffici["anagrafe"].area}
    type(scena.cruscotto).objects.filter(pk=scena.cruscotto.pk).update(**individuale)
    assert arrivano(scena) == []


# -- who reads ---------------------------------------------------------------------------------------------------------


def test_who_reads_what_is_asked(scena: Scena) -> None:
    chiede(scena, "dina")
    vedono = {
        chi: Messaggio.objects.visibili_a(scena[chi]).filter(rilevazione__periodo__ciclo=scena.ciclo).count()
        for chi in scena.persone
    }
    assert vedono == {"rita": 1, "dina": 1, "carla": 1, "ugo": 1, "adele": 1, "rino": 0, "rosa": 0, "dario": 0}
    for chi, vede in vedono.items():
        pagina = cliente(scena[chi]).get(dove(scena))
        assert pagina.status_code == (200 if vede else 403), chi
        elenco = leggi(cliente(scena[chi]).get(f"/indicatori/{ANNO}/i1/domande/").content.decode())
        assert ("Come mai?" in elenco) == bool(vede), chi


def test_the_oiv_reads_and_does_not_write(scena: Scena) -> None:
    chiede(scena, "dina")
    testo = leggi(cliente(scena["ugo"]).get(dove(scena)).content.decode())
    assert "Come mai?" in testo and "Una domanda nuova" not in testo
    with pytest.raises(PermissionDenied):
        chiede(scena, "ugo")


# -- how it closes -----------------------------------------------------------------------------------------------------


def test_it_closes_when_the_value_is_validated(scena: Scena) -> None:
    chiede(scena, "dina")
    valore = Rilevazione.objects.get(indicatore=scena.indicatori["i1"], periodo=scena.periodi[0])
    valida_valori(valori=[DaValidare(valore.pk, valore.versione)], da=scena["dina"])
    with pytest.raises(NonModificabile, match="è validato"):
        chiede(scena, "rita")
    testo = leggi(cliente(scena["rita"]).get(dove(scena)).content.decode())
    assert "Come mai?" in testo and "Il valore è validato" in testo and "Una domanda nuova" not in testo


def test_it_closes_with_the_period_and_opens_again_with_it(scena: Scena) -> None:
    chiede(scena, "dina")
    chiudi(scena, 1)
    with pytest.raises(NonModificabile, match="è chiuso"):
        chiede(scena, "rita")
    assert cliente(scena["rita"]).post(dove(scena), {"testo": "Ma"}).status_code == 409
    riapri(scena)
    assert chiede(scena, "rita", "Ora sì.").pk


# -- what cannot be ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("testo", ["", "  \n ", "x" * (LUNGO + 1)])
def test_nothing_and_too_much_are_refused(scena: Scena, testo: str) -> None:
    with pytest.raises(ValoreRifiutato):
        chiede(scena, "dina", testo)
    assert cliente(scena["dina"]).post(dove(scena), {"testo": testo}).status_code == 422


def test_there_is_an_end(scena: Scena) -> None:
    valore = chiede(scena, "dina").rilevazione
    Messaggio.objects.bulk_create([Messaggio(rilevazione=valore, da=scena["dina"], testo="M")] * (QUANTI - 1))
    with pytest.raises(NonModificabile, match=str(QUANTI)):
        chiede(scena, "dina")


def test_one_answers_a_question_of_the_same_value(scena: Scena) -> None:
    scena.metti("i2", "95")
    altra = chiede(scena, "dina", codice="i2")
    for di_chi in (altra.pk, 0, chiede(scena, "rita", "Ecco", risponde_a=chiede(scena, "dina").pk).pk):
        with pytest.raises(ValoreRifiutato, match="non è di questo valore"):
            chiede(scena, "rita", risponde_a=di_chi)


def test_a_question_before_the_value_leaves_an_empty_draft_that_can_be_written(scena: Scena) -> None:
    valore = chiede(scena, "rita", "Si contano i rinnovi?", codice="i2").rilevazione
    assert (valore.testo, valore.stato, valore.versione) == ("", "bozza", 0)
    assert scena.salva("i2", "97").testo == "97"


def test_hostile_text_is_shown_as_it_is(scena: Scena) -> None:
    chiede(scena, "dina", "<script>alert(1)</script> <a href='javascript:alert(1)'>@rita.scena</a>")
    for pagina in (dove(scena), f"/indicatori/{ANNO}/i1/domande/"):
        testo = cliente(scena["rita"]).get(pagina).content.decode()
        assert "<script>alert" not in testo and "<a href='javascript" not in testo
        assert "&lt;script&gt;alert(1)" in testo
    arrivano(scena)
    assert lettera("rita").content_subtype == "plain"


def test_the_register_has_a_line_that_the_indicator_does_not_tell(scena: Scena) -> None:
    """Who reads the indicator and not its questions must not find them in its story."""
    chiede(scena, "dina", "Una cosa riservata")
    [atto] = Atto.objects.filter(ente=scena.ente, azione="chiede su un valore")
    assert (atto.modello, atto.oggetto) == ("messaggio", f"i1, Periodo 1 {ANNO}")
    assert "riservata" not in leggi(cliente(scena["rosa"]).get(f"/indicatori/{ANNO}/i1/").content.decode())


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_with_and_without_javascript(scena: Scena) -> None:
    client = cliente(scena["dina"])
    assert client.post(dove(scena), {"testo": "Uno"}).status_code == 302
    parte = client.post(dove(scena), {"testo": "Due"}, headers={"hx-request": "true"})
    assert parte.status_code == 200
    assert parte.content.decode().lstrip().startswith('<div id="domande"')
    assert "Messaggio inviato." in leggi(parte.content.decode())
    sbagliato = client.post(dove(scena), {"testo": "@boh"}, headers={"hx-request": "true"})
    assert (sbagliato.status_code, "@boh</textarea>" in sbagliato.content.decode()) == (200, True)
    assert "non è nessuno" in leggi(sbagliato.content.decode())
    assert client.post(dove(scena), {"testo": "@boh"}).status_code == 422
    assert Messaggio.objects.filter(da=scena["dina"]).count() == 2


def test_two_clicks_are_one_message(scena: Scena) -> None:
    client = cliente(scena["dina"])
    for _ in range(2):
        assert client.post(dove(scena), {"testo": "Uno", "modulo": "a" * 22}).status_code == 302
    assert Messaggio.objects.filter(da=scena["dina"]).count() == 1


def test_the_row_and_the_review_count_what_waits(scena: Scena) -> None:
    domanda = chiede(scena, "dina")
    foglio, coda = f"/valori/{ANNO}/?periodo=1", f"/revisione/{ANNO}/?periodo=1"
    for chi, pagina in (("rita", foglio), ("dina", coda)):
        assert "Domande (1, una aspetta)" in leggi(cliente(scena[chi]).get(pagina).content.decode())
    chiede(scena, "rita", "Ecco.", risponde_a=domanda.pk)
    for chi, pagina in (("rita", foglio), ("dina", coda)):
        assert "Domande (2)" in leggi(cliente(scena[chi]).get(pagina).content.decode())
    assert (
        f'hx-get="/indicatori/{ANNO}/i1/domande/"'
        in cliente(scena["ugo"]).get(f"/indicatori/{ANNO}/i1/").content.decode()
    )


def test_a_text_without_a_call_names_nobody(scena: Scena) -> None:
    valore = Rilevazione.objects.select_related("indicatore__ufficio", "periodo__ciclo").get(
        indicatore=scena.indicatori["i1"], periodo=scena.periodi[0]
    )
    for testo in ("", "@", "@.", "a@b.it", "x@rita.scena"):
        assert trova_nominati(testo, valore) == set()
