"""Two tabs on the planning of a year: who comes late is told what is there, loses nothing, and may send again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    StatoCiclo,
    ValoreAtteso,
    ValorePubblico,
)
from cruscotto.pianificazione.actions.piano import adotta_piano
from tests.mondi.moduli import leggi_moduli
from tests.mondi.scena import ANNO, Scena, atti, crea_scena

pytestmark = pytest.mark.django_db

TARGET = f"/pianificazione/{ANNO}/ente/"


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena(stato=StatoCiclo.PIANIFICAZIONE)


@pytest.fixture
def client(scena: Scena) -> Client:
    client = Client()
    client.force_login(scena["carla"])
    return client


def modulo(client: Client, dove: str, con: str) -> dict[str, Any]:
    """The form of a page that has a field, as a browser would send it."""
    return scritto_in(client.get(dove).content.decode(), con)


def scritto_in(html: str, con: str) -> dict[str, Any]:
    return next(m for m in leggi_moduli(html) if con in m)


def adotta(scena: Scena) -> None:
    adotta_piano(ciclo=scena.ciclo, organo="Consiglio", numero="3", data=dt.date(ANNO, 1, 20), da=scena["carla"])


def righe(scena: Scena) -> dict[str, str]:
    tutte = Collocazione.objects.filter(cruscotto=scena.cruscotto).values_list("indicatore__codice", "pk")
    return {codice: f"t{pk}" for codice, pk in tutte}


def attuale(scena: Scena, codice: str) -> str:
    atteso = ValoreAtteso.objects.filter(ciclo=scena.ciclo, indicatore=scena.indicatori[codice]).last()
    return atteso.testo if atteso else ""


# -- the targets of a scorecard ----------------------------------------------------------------------------------------


def test_what_was_saved_is_what_one_looks_at_from_then_on(scena: Scena, client: Client) -> None:
    """One row refused, one saved, one emptied: corrected and sent again, nothing «changed meanwhile»."""
    campo = righe(scena)
    prima = modulo(client, TARGET, campo["i1"])
    risposta = client.post(TARGET, prima | {campo["i1"]: "120", campo["i2"]: "boh", campo["i3"]: ""})
    assert (risposta.status_code, attuale(scena, "i1"), attuale(scena, "i3")) == (422, "120", "")
    poi = scritto_in(risposta.content.decode(), campo["i1"])
    assert client.post(TARGET, poi | {campo["i1"]: "130", campo["i2"]: "110", campo["i3"]: "90"}).status_code == 302
    assert [attuale(scena, codice) for codice in ("i1", "i2", "i3")] == ["130", "110", "90"]


def test_a_text_too_long_stops_its_own_row_alone(scena: Scena, client: Client) -> None:
    campo = righe(scena)
    prima = modulo(client, TARGET, campo["i1"])
    risposta = client.post(TARGET, prima | {campo["i1"]: "x" * 201, campo["i2"]: "110"})
    assert (risposta.status_code, attuale(scena, "i1"), attuale(scena, "i2")) == (422, "100", "110")
    assert "Gli altri sono salvi" in risposta.content.decode()


def test_who_comes_late_on_a_target_sends_it_again(scena: Scena, client: Client) -> None:
    campo = righe(scena)
    mio = modulo(client, TARGET, campo["i1"])
    client.post(TARGET, mio | {campo["i1"]: "150"})
    risposta = client.post(TARGET, mio | {campo["i1"]: "160"})
    html = risposta.content.decode()
    assert (risposta.status_code, attuale(scena, "i1"), "«150»" in html) == (422, "150", True)
    assert client.post(TARGET, scritto_in(html, campo["i1"])).status_code == 302
    assert attuale(scena, "i1") == "160"


def test_a_target_of_a_row_that_is_gone_is_told(scena: Scena, client: Client) -> None:
    campo = righe(scena)
    mio = modulo(client, TARGET, campo["i1"])
    Collocazione.objects.filter(pk=campo["i1"][1:]).delete()
    risposta = client.post(TARGET, mio | {campo["i1"]: "160", campo["i2"]: "110"})
    assert (risposta.status_code, attuale(scena, "i2")) == (422, "110")
    assert "il suo target «160» non è stato scritto" in risposta.content.decode()


def test_what_was_written_when_the_plan_was_adopted_is_shown(scena: Scena, client: Client) -> None:
    campo = righe(scena)
    mio = modulo(client, TARGET, campo["i1"])
    adotta(scena)
    risposta = client.post(TARGET, mio | {campo["i1"]: "≥ 777"})
    html = risposta.content.decode()
    assert (risposta.status_code, attuale(scena, "i1")) == (409, "100")
    assert "avevate scritto: ≥ 777" in html and "adottato con atto n. 3" in html
    assert html.count("avevate scritto: ") == 1


# -- an indicator, a thing of the tree ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dove", "con", "campo"),
    [("indicatori/i1/", "nuove", "nome"), ("struttura", "visto", "nome")],
)
def test_who_comes_late_reads_what_is_there_and_sends_again(
    scena: Scena, client: Client, dove: str, con: str, campo: str
) -> None:
    obiettivo = ObiettivoStrategico.objects.get(ciclo=scena.ciclo)
    indirizzo = f"/pianificazione/{ANNO}/{dove}" if dove != "struttura" else _voce(obiettivo)
    mio = modulo(client, indirizzo, con)
    assert client.post(indirizzo, mio | {campo: "Di un'altra scheda"}).status_code == 302
    risposta = client.post(indirizzo, mio | {campo: "Il mio nome"})
    html = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Di un&#x27;altra scheda" in html and "avete scritto: Il mio nome" in html
    assert client.post(indirizzo, scritto_in(html, con)).status_code == 302
    riga = obiettivo if dove == "struttura" else scena.indicatori["i1"]
    riga.refresh_from_db()
    assert riga.nome == "Il mio nome"


def _voce(obiettivo: ObiettivoStrategico) -> str:
    return reverse("cruscotto:voce-edit", args=[ANNO, "obiettivo", obiettivo.pk])


def test_a_row_that_somebody_else_put_is_not_left_blank(scena: Scena, client: Client) -> None:
    altro = Cruscotto.objects.create(ciclo=scena.ciclo, ordine=2, codice="altro", tipo="ente", titolo="Un altro")
    nodo = ObiettivoInProspettiva.objects.get(obiettivo__ciclo=scena.ciclo)
    dove = f"/pianificazione/{ANNO}/indicatori/i1/"
    mio = modulo(client, dove, "nuove")
    suo = {"nuove": "1", "n0-cruscotto": str(altro.pk), "n0-posto": f"n{nodo.pk}", "n0-peso": "12,5"}
    assert client.post(dove, mio | suo).status_code == 302
    risposta = client.post(dove, mio | {"target": "130"})
    assert risposta.status_code == 409
    assert client.post(dove, scritto_in(risposta.content.decode(), "nuove")).status_code == 302
    riga = Collocazione.objects.get(indicatore=scena.indicatori["i1"], cruscotto=altro)
    assert (riga.nodo_id, str(riga.peso).rstrip("0"), attuale(scena, "i1")) == (nodo.pk, "12.5", "130")


@pytest.mark.parametrize("quale", ["nuovo", "scritto", "voce", "voce nuova"])
def test_a_form_that_the_act_of_the_plan_closes_gives_back_what_was_written(
    scena: Scena, client: Client, quale: str
) -> None:
    dove = {
        "nuovo": reverse("cruscotto:definizione-new", args=[ANNO]),
        "scritto": reverse("cruscotto:definizione-edit", args=[ANNO, "i1"]),
        "voce": _voce(ObiettivoStrategico.objects.get(ciclo=scena.ciclo)),
        "voce nuova": reverse("cruscotto:voce-new", args=[ANNO, "obiettivo"]),
    }[quale]
    mio = modulo(client, dove, "nome")
    adotta(scena)
    prima = atti(scena)
    risposta = client.post(dove, mio | {"nome": "<b>Scritto per mezz'ora</b>"})
    html = risposta.content.decode()
    assert risposta.status_code == 409
    assert "Che cosa avevate scritto" in html and "&lt;b&gt;Scritto per mezz&#x27;ora&lt;/b&gt;" in html
    assert atti(scena) == prima
    assert not Indicatore.objects.filter(nome__contains="mezz'ora").exists()


# -- the public value --------------------------------------------------------------------------------------------------

PUBBLICO = reverse("cruscotto:valore-pubblico", args=[ANNO])


def test_a_goal_changed_meanwhile_is_shown_and_written_over(scena: Scena, client: Client) -> None:
    valore = ValorePubblico.objects.create(ciclo=scena.ciclo, obiettivo="Più imprese", indicatore="Imprese nate")
    mio = modulo(client, f"{PUBBLICO}?modifica={valore.pk}", "indicatore")
    ValorePubblico.objects.filter(pk=valore.pk).update(fonte="ISTAT")
    risposta = client.post(PUBBLICO, mio | {"fonte": "Registro delle imprese"})
    html = risposta.content.decode()
    assert risposta.status_code == 409
    assert "ISTAT" in html and "avete scritto: Registro delle imprese" in html
    assert client.post(PUBBLICO, scritto_in(html, "indicatore")).status_code == 302
    valore.refresh_from_db()
    assert valore.fonte == "Registro delle imprese"


def test_a_goal_taken_away_meanwhile_may_be_put_again(scena: Scena, client: Client) -> None:
    valore = ValorePubblico.objects.create(ciclo=scena.ciclo, obiettivo="Più imprese", indicatore="Imprese nate")
    mio = modulo(client, f"{PUBBLICO}?modifica={valore.pk}", "indicatore")
    valore.delete()
    risposta = client.post(PUBBLICO, mio | {"fonte": "ISTAT"})
    assert risposta.status_code == 409
    assert client.post(PUBBLICO, scritto_in(risposta.content.decode(), "indicatore")).status_code == 302
    assert ValorePubblico.objects.get(ciclo=scena.ciclo).fonte == "ISTAT"


def test_two_persons_do_not_take_each_others_marks_away(scena: Scena, client: Client) -> None:
    primo = ObiettivoStrategico.objects.get(ciclo=scena.ciclo)
    secondo = ObiettivoStrategico.objects.create(ciclo=scena.ciclo, numero=2, nome="Secondo")
    client.post(PUBBLICO, {"selettivi": "1", "selettivo": [str(primo.pk)]})
    vecchia = {"selettivi": "1", "selettivo": [str(secondo.pk)]}  # a page read when nothing was marked
    risposta = client.post(PUBBLICO, vecchia)
    assert (risposta.status_code, "guardate quali sono ora" in risposta.content.decode()) == (409, True)
    assert list(ObiettivoStrategico.objects.filter(ciclo=scena.ciclo, selettivo=True)) == [primo]
    assert client.post(PUBBLICO, vecchia | {"visto": [str(primo.pk)]}).status_code == 302
    assert list(ObiettivoStrategico.objects.filter(ciclo=scena.ciclo, selettivo=True)) == [secondo]
