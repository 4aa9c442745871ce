"""The review of the values: who may validate and send back, once, on what was seen, and what that leaves written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cruscotto.ciclo.blocchi import Conflitto, ConflittoFraMolti, NonModificabile, ValoreRifiutato
from cruscotto.models import (
    Collocazione,
    ImpostazioniMisura,
    Indicatore,
    Riapertura,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
    ValoreAtteso,
)
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, riprendi_valore, salva_valore, trasmetti_valore
from cruscotto.valori.conversioni import campi_atteso
from ente.models import Atto, Incarico, Ruolo, Utente
from tests.mondi.revisioni import CODA, adesso, cliente, restituisci
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

BOZZA, TRASMESSA, RESTITUITA, VALIDATA = StatoRilevazione


@pytest.fixture
def scena(db: None) -> Scena:
    """The first period is open; ``i0`` has no office; ``rino`` stands in for the dirigente of the first area."""
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.APERTO, fra(10))
    scena.indicatori["i0"] = Indicatore.objects.create(
        ente=scena.ente, codice="i0", nome="Indicatore i0", tipo="numero", direzione="crescente"
    )
    nodo = Collocazione.objects.filter(cruscotto=scena.cruscotto)[0].nodo
    Collocazione.objects.create(
        cruscotto=scena.cruscotto, indicatore=scena.indicatori["i0"], nodo=nodo, ordine=9, etichetta="Indicatore i0"
    )
    ValoreAtteso.objects.create(ciclo=scena.ciclo, indicatore=scena.indicatori["i0"], **campi_atteso("100", ()))
    area = scena.uffici["anagrafe"].area
    Incarico.objects.create(
        utente=scena["rino"], ruolo=Ruolo.DIRIGENTE, area=area, sostituto=True, dal=fra(-1), al=fra(1)
    )
    scena.persone["nessuno"] = Utente.objects.create(ente=scena.ente, username="nessuno")
    return scena


def visto(*rilevazioni: Rilevazione) -> list[DaValidare]:
    return [DaValidare(r.pk, r.versione) for r in rilevazioni]


def atti(azione: str) -> list[Atto]:
    return list(Atto.objects.filter(azione=azione).order_by("pk"))


# -- who ---------------------------------------------------------------------------------------------------------------

PUO = {"i1": {"dina", "rino"}, "i4": {"dario"}, "i0": {"carla"}}
TUTTI = ["rita", "rino", "rosa", "dina", "dario", "carla", "ugo", "adele", "nessuno"]


@pytest.mark.parametrize("codice", PUO)
@pytest.mark.parametrize("chi", TUTTI)
def test_who_validates(scena: Scena, chi: str, codice: str) -> None:
    """The dirigente of the area or the deputy; controllo only what is of no area; the page and the action agree."""
    valore = scena.metti(codice, "95", inserita_da=scena["rosa"])
    risposta = cliente(scena[chi]).post(CODA, {f"valore:{valore.pk}": "1"})
    permesso = chi in PUO[codice]
    assert risposta.status_code == (302 if permesso else 403)
    assert (adesso(valore).stato, adesso(valore).validata_da) == (
        (VALIDATA, scena[chi]) if permesso else (TRASMESSA, None)
    )
    assert len(atti("valida valore")) == permesso


@pytest.mark.parametrize("stato", [TRASMESSA, VALIDATA])
@pytest.mark.parametrize("codice", PUO)
@pytest.mark.parametrize("chi", TUTTI)
def test_who_sends_back(scena: Scena, chi: str, codice: str, stato: StatoRilevazione) -> None:
    valore = scena.metti(codice, "95", stato=stato)
    risposta = restituisci(cliente(scena[chi]), valore)
    permesso = chi in PUO[codice]
    assert risposta.status_code == (302 if permesso else 403)
    assert adesso(valore).stato == (RESTITUITA if permesso else stato)
    assert [a.dettagli["motivo"] for a in atti("restituisce valore")] == ["Manca l'atto."] * permesso


@pytest.mark.parametrize("chi", TUTTI)
def test_who_opens_the_queue(scena: Scena, chi: str) -> None:
    assert cliente(scena[chi]).get(CODA).status_code == (200 if chi in ("dina", "rino", "dario", "carla") else 403)


@pytest.mark.parametrize("chi", ["dina", "carla", "adele"])
def test_another_body_does_not_exist(scena: Scena, chi: str) -> None:
    """Also for what has no office, which a controllo di gestione reviews in the own body."""
    valori = [scena.metti(codice, "95") for codice in PUO]
    estraneo = crea_scena("altrove")[chi]
    client = cliente(estraneo)
    for valore in valori:
        assert client.post(CODA, {f"valore:{valore.pk}": "1"}).status_code == 403
        assert restituisci(client, valore).status_code == 404
        with pytest.raises(PermissionDenied):
            valida_valori(valori=visto(valore), da=estraneo)
        with pytest.raises(PermissionDenied):
            restituisci_valore(rilevazione=valore, versione=1, motivo="Sì.", da=estraneo)
        assert adesso(valore).stato == TRASMESSA
    assert not atti("valida valore") + atti("restituisce valore")


def test_who_has_not_signed_in(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    for risposta in (Client().get(CODA), Client().post(CODA), restituisci(Client(), valore)):
        assert risposta.headers["Location"].startswith("/accesso/")


# -- once, and on what was seen ----------------------------------------------------------------------------------------


def test_twice_is_once(scena: Scena) -> None:
    """A double click, or the back button: the same forms again change nothing and refuse nothing."""
    valori = [scena.metti(codice, "95") for codice in ("i1", "i2", "i3")]
    client = cliente(scena["dina"])
    for _ in range(2):
        assert client.post(CODA, {"pronti": ",".join(f"{v.pk}:1" for v in valori)}).status_code == 302
        assert [(adesso(v).stato, adesso(v).versione) for v in valori] == [(VALIDATA, 2)] * 3
    assert len(atti("valida valore")) == 3
    validato = adesso(valori[0])
    for _ in range(2):
        assert restituisci(client, validato).status_code == 302
        assert (adesso(validato).stato, adesso(validato).versione) == (RESTITUITA, 3)
    assert len(atti("restituisce valore")) == 1


def test_what_the_register_keeps(scena: Scena) -> None:
    valori = [scena.metti(codice, "95", inserita_da=scena["rita"]) for codice in ("i1", "i2")]
    valida_valori(valori=visto(*valori), da=scena["dina"])
    primo, secondo = atti("valida valore")
    assert (primo.utente, primo.ente, primo.modello, primo.chiave) == (
        scena["dina"],
        scena.ente,
        "rilevazione",
        valori[0].pk,
    )
    assert primo.oggetto == f"i1, Periodo 1 {ANNO}"
    assert primo.dettagli == {"valore": "95", "validati_insieme": 2} == secondo.dettagli


def test_if_one_changed_none_is_validated(scena: Scena) -> None:
    """While the dirigente reads, an office takes a value back and corrects another: the page says which and how."""
    valori = [scena.metti(codice, "95", inserita_da=scena["rita"]) for codice in ("i1", "i2", "i3")]
    riprendi_valore(rilevazione=valori[0], versione=1, da=scena["rita"])
    ripreso = riprendi_valore(rilevazione=valori[1], versione=1, da=scena["rita"])
    corretto = scena.salva("i2", "97", ripreso.versione)
    trasmetti_valore(rilevazione=corretto, versione=corretto.versione, da=scena["rita"])
    risposta = cliente(scena["dina"]).post(CODA, {f"valore:{v.pk}": "1" for v in valori})
    assert risposta.status_code == 409
    pagina = risposta.content.decode()
    assert "«Indicatore i1»: l&#x27;ufficio l&#x27;ha ripreso per correggerlo." in pagina
    assert "«Indicatore i2»: ora è «97», inserito da Rita" in pagina
    assert "È cambiato mentre guardavate" in pagina
    assert "«Indicatore i3»:" not in pagina
    assert [adesso(v).stato for v in valori] == [BOZZA, TRASMESSA, TRASMESSA]
    # what had not changed is still chosen, what had is to be chosen again
    assert re.findall(r'name="valore:(\d+)"\s+value="1"[^>]*\schecked', pagina) == [str(valori[2].pk)]
    assert pagina.count("checked") == 1
    with pytest.raises(ConflittoFraMolti) as conflitto:
        valida_valori(valori=visto(*valori), da=scena["dina"])
    assert [r.pk for r in conflitto.value.attuali] == [valori[0].pk, valori[1].pk]


def test_the_second_of_two_dirigenti_is_told(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    valida_valori(valori=visto(valore), da=scena["dina"])
    with pytest.raises(Conflitto):
        valida_valori(valori=visto(valore), da=scena["rino"])
    risposta = cliente(scena["rino"]).post(CODA, {f"valore:{valore.pk}": "1"})
    assert "l&#x27;ha validato Dina il " in risposta.content.decode()
    assert adesso(valore).validata_da == scena["dina"]


def test_sending_back_meets_a_validation(scena: Scena) -> None:
    """The deputy validated meanwhile: the reason is kept, and who insists sends back what is there now."""
    valore = scena.metti("i1", "95")
    valida_valori(valori=visto(valore), da=scena["rino"])
    client = cliente(scena["dina"])
    risposta = restituisci(client, valore, "Il numero è del 2023.")
    assert risposta.status_code == 409
    pagina = risposta.content.decode()
    assert "l&#x27;ha validato Rino il " in pagina
    assert "Il numero è del 2023.</textarea>" in pagina
    assert 'name="versione" value="2"' in pagina
    assert adesso(valore).stato == VALIDATA
    assert restituisci(client, adesso(valore), "Il numero è del 2023.").status_code == 302
    assert adesso(valore).motivo_restituzione == "Il numero è del 2023."
    assert adesso(valore).validata_da is None


# -- what does not change ----------------------------------------------------------------------------------------------


def test_a_validated_value_changes_only_after_a_return(scena: Scena) -> None:
    valore = scena.metti("i1", "95", stato=VALIDATA)
    rita = scena["rita"]

    def scrivi() -> Any:
        return salva_valore(
            periodo=scena.periodi[0],
            indicatore=scena.indicatori["i1"],
            scritto=ValoreScritto(testo="96"),
            versione=adesso(valore).versione,
            da=rita,
        )

    tentativi: list[Callable[[], Any]] = [
        scrivi,
        lambda: trasmetti_valore(rilevazione=valore, versione=1, da=rita),
        lambda: riprendi_valore(rilevazione=valore, versione=1, da=rita),
    ]
    for tenta in tentativi:
        with pytest.raises(NonModificabile):
            tenta()
    assert (adesso(valore).testo, adesso(valore).versione) == ("95", 1)
    restituisci_valore(rilevazione=valore, versione=1, motivo="Correggete.", da=scena["dina"])
    assert scrivi().testo == "96"


@pytest.mark.parametrize("stato", [BOZZA, RESTITUITA])
def test_only_what_was_transmitted_is_reviewed(scena: Scena, stato: StatoRilevazione) -> None:
    valore = scena.metti("i1", "95", stato=stato)
    with pytest.raises(NonModificabile, match="si valida dopo la trasmissione"):
        valida_valori(valori=visto(valore), da=scena["dina"])
    with pytest.raises(NonModificabile):
        restituisci_valore(rilevazione=valore, versione=1, motivo="Un altro motivo.", da=scena["dina"])
    assert adesso(valore).stato == stato


def test_a_neutralised_value_is_not_sent_back(scena: Scena) -> None:
    valore = scena.metti("i1", "", stato=VALIDATA, neutralizzata=True, motivo_neutralizzazione="Sospeso.")
    with pytest.raises(NonModificabile, match="lo riammette il controllo di gestione"):
        restituisci_valore(rilevazione=valore, versione=1, motivo="No.", da=scena["dina"])
    pagina = cliente(scena["dina"]).get(CODA).content.decode()
    assert "Sospeso." in pagina
    assert "Restituisci all" not in pagina


def test_a_reason_is_needed(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    for motivo in ("", "  \n "):
        with pytest.raises(ValoreRifiutato):
            restituisci_valore(rilevazione=valore, versione=1, motivo=motivo, da=scena["dina"])
        assert restituisci(cliente(scena["dina"]), valore, motivo).status_code == 422
    assert adesso(valore).stato == TRASMESSA


@pytest.mark.parametrize("stato", [StatoPeriodo.CHIUSO, StatoPeriodo.FUTURO])
def test_a_closed_period_is_not_reviewed(scena: Scena, stato: StatoPeriodo) -> None:
    trasmesso, validato = scena.metti("i1", "95"), scena.metti("i2", "95", stato=VALIDATA)
    scena.stato(1, stato)
    client = cliente(scena["dina"])
    assert client.post(CODA + "?periodo=1", {f"valore:{trasmesso.pk}": "1"}).status_code == 409
    assert restituisci(client, validato).status_code == 409
    assert (adesso(trasmesso).stato, adesso(validato).stato) == (TRASMESSA, VALIDATA)
    pagina = client.get(CODA + "?periodo=1").content.decode()
    assert "Valida" not in pagina.replace("Già validati", "").replace("Validato", "")


def test_a_reopened_office_is_reviewed_alone(scena: Scena) -> None:
    """Reopened for one office: its values can be reviewed, those of the other office of the area cannot."""
    scena.stato(1, StatoPeriodo.CHIUSO)
    riaperto, chiuso = scena.metti("i1", "95"), scena.metti("i3", "95")
    Riapertura.objects.create(
        periodo=scena.periodi[0], ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=fra(0)
    )
    client = cliente(scena["dina"])
    pagina = client.get(CODA + "?periodo=1").content.decode()
    assert f'value="{riaperto.pk}:1"' in pagina
    assert f'"{chiuso.pk}:1"' not in pagina
    assert client.post(CODA, {f"valore:{v.pk}": "1" for v in (riaperto, chiuso)}).status_code == 409
    assert client.post(CODA, {f"valore:{riaperto.pk}": "1"}).status_code == 302
    assert (adesso(riaperto).stato, adesso(chiuso).stato) == (VALIDATA, TRASMESSA)


def test_an_adopted_cycle_is_not_reviewed(scena: Scena) -> None:
    valore = scena.metti("i1", "95")
    type(scena.ciclo).objects.filter(pk=scena.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA, approvazione_numero="1", approvazione_data=fra(0)
    )
    client = cliente(scena["dina"])
    assert client.post(CODA, {f"valore:{valore.pk}": "1"}).status_code == 409
    assert restituisci(client, valore).status_code == 409
    assert f'"{valore.pk}:1"' not in client.get(CODA).content.decode()


# -- who entered it ----------------------------------------------------------------------------------------------------


def test_who_entered_it_does_not_validate_it(scena: Scena) -> None:
    proprio, altrui = scena.metti("i1", "95", inserita_da=scena["rino"]), scena.metti("i2", "95")
    with pytest.raises(NonModificabile, match="l'avete inserito voi: lo valida un'altra persona"):
        valida_valori(valori=visto(proprio, altrui), da=scena["rino"])
    assert {adesso(proprio).stato, adesso(altrui).stato} == {TRASMESSA}
    valida_valori(valori=visto(proprio), da=scena["dina"])
    assert not adesso(proprio).stessa_persona
    ImpostazioniMisura.objects.update(chi_inserisce_valida=True)
    nuovo = scena.metti("i3", "95", inserita_da=scena["rino"])
    valida_valori(valori=visto(nuovo), da=scena["rino"])
    assert adesso(nuovo).stessa_persona
    assert atti("valida valore")[-1].dettagli == {"valore": "95", "stessa_persona": True}


# -- how much it costs -------------------------------------------------------------------------------------------------


def test_fifty_values_cost_as_many_queries_as_two(scena: Scena) -> None:
    indicatori = Indicatore.objects.bulk_create(
        Indicatore(ente=scena.ente, codice=f"m{n}", nome=f"M{n}", tipo="numero", ufficio=scena.uffici["anagrafe"])
        for n in range(52)
    )
    valori = Rilevazione.objects.bulk_create(
        Rilevazione(indicatore=i, periodo=scena.periodi[0], stato=TRASMESSA, testo="1") for i in indicatori
    )

    def costo(quali: list[Rilevazione]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as contate:
            assert len(valida_valori(valori=visto(*quali), da=scena["dina"])) == len(quali)
        return len(contate)

    pochi = costo(valori[:2])
    assert pochi == costo(valori[2:])
    assert pochi <= 9  # powers, the savepoint's two, two locks on PostgreSQL, the values, the write, the register
