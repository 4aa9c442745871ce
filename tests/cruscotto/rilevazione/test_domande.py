"""A value that looks like a slip: the question, the draft, the note that answers, the reviewer who reads both."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Cruscotto, Rilevazione, StatoRilevazione
from ente.models import Ruolo
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.valori import Prova, crea_prova, parole

pytestmark = pytest.mark.django_db
SALTO = "Il valore 140 viene dopo 14,42, 9,7 volte: è giusto?"


@pytest.fixture
def prova(db: None) -> Prova:
    return crea_prova()


def manda(prova: Prova, indicatore: Any, dove: str = "", **campi: str) -> str:
    risposta = prova.riga(indicatore, {"versione": "0", "prima": "-", "valore": "140", **campi}, dove)
    assert risposta.status_code == 200
    return parole(risposta.content.decode())


def test_the_question_is_asked_while_one_types_and_nothing_is_refused(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="100", prima="14,42")
    assert SALTO in manda(prova, numero, "prova/")
    assert prova.manca(numero)
    assert SALTO in manda(prova, numero)
    assert prova.valore(numero).stato == StatoRilevazione.BOZZA


def test_without_a_note_it_stays_a_draft_and_with_one_it_is_handed_in(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="100", prima="14,42")
    detto = manda(prova, numero, "trasmetti/")
    assert f"{SALTO} Correggetelo, o rispondete nella nota." in detto
    assert prova.valore(numero).stato == StatoRilevazione.BOZZA
    manda(prova, numero, "trasmetti/", versione="1", nota="È entrata la sede di Siena.")
    assert prova.valore(numero).stato == StatoRilevazione.TRASMESSA


def test_without_javascript_the_whole_form_asks_too(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="100", prima="14,42")
    _, modulo = prova.leggi()
    campi = {**modulo.campi, f"v{numero.pk}-valore": "140"}
    risposta = prova.manda(campi, "trasmetti")
    assert risposta.status_code == 422
    assert SALTO in parole(risposta.content.decode())
    assert SALTO in parole(prova.leggi_qualunque()), "anche dopo, accanto alla bozza"
    assert prova.valore(numero).stato == StatoRilevazione.BOZZA


@pytest.mark.parametrize(
    ("scritto", "campi", "frase"),
    [
        ("-3", {"target": "10"}, "Il valore -3 è negativo: è giusto?"),
        ("300", {"target": "10"}, "Il valore 300 è 30 volte il target 10: è giusto?"),
        ("101", {"target": "100", "massimo_ammesso": 100}, "Il valore 101 è sopra il massimo 100: è giusto?"),
        ("1", {"target": "100", "minimo_ammesso": 2}, "Il valore 1 è sotto il minimo 2: è giusto?"),
    ],
)
def test_each_question_in_its_place(prova: Prova, scritto: str, campi: dict[str, Any], frase: str) -> None:
    numero = prova.nuovo("numero", **campi)
    assert frase in manda(prova, numero, "prova/", valore=scritto)
    assert frase in manda(prova, numero, valore=scritto)


def test_the_target_of_an_individual_sheet_is_not_told_by_a_question(prova: Prova) -> None:
    scheda = Cruscotto.objects.create(
        ciclo=prova.ciclo, ordine=9, codice="ind", tipo="individuale", area=prova.area, titolo="Scheda"
    )
    numero = prova.nuovo("numero", target="10", cruscotto=scheda)
    assert "target 10" not in manda(prova, numero, "prova/", valore="300")


def test_the_reviewer_reads_the_question_and_the_note(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="100", prima="14,42")
    manda(prova, numero, "trasmetti/", nota="È entrata la sede di Siena.")
    dirigente = prova.persona("dina", Ruolo.DIRIGENTE, area=prova.area)
    pagina = parole(dirigente.get(f"/revisione/{prova.ciclo.anno}/").content.decode())
    assert SALTO in pagina
    assert "È entrata la sede di Siena." in pagina
    assert "Valore da spiegare" in pagina


def test_the_api_says_the_question_and_hands_in_only_what_is_answered(prova: Prova) -> None:
    numero = prova.nuovo("numero", target="100", prima="14,42")
    client = prova.client
    corpo = {"periodo": prova.periodo.pk, "indicatore": numero.pk, "testo": "140"}
    risposta = _spedisci(client, "", corpo)
    assert risposta.status_code == 201, risposta.content
    assert risposta.json()["domande"] == [SALTO]
    valore = Rilevazione.objects.get(pk=risposta.json()["id"])
    rifiuto = _spedisci(client, f"{valore.pk}/trasmetti/", {}, risposta["ETag"])
    assert rifiuto.status_code == 422
    assert [e["campo"] for e in rifiuto.json()["errori"]] == ["nota"]
    detta = client.put(
        f"/api/v1/rilevazioni/{valore.pk}/",
        json.dumps({"testo": "140", "nota": "È entrata Siena."}),
        content_type="application/json",
        headers={"If-Match": risposta["ETag"]},
    )
    assert detta.json()["domande"] == []
    assert _spedisci(client, f"{valore.pk}/trasmetti/", {}, detta["ETag"]).status_code == 200


def _spedisci(client: Client, dove: str, corpo: dict[str, Any], etag: str = "") -> Any:
    testate = {"If-Match": etag} if etag else {}
    return client.post(
        f"/api/v1/rilevazioni/{dove}", json.dumps(corpo), content_type="application/json", headers=testate
    )


def test_a_sheet_gives_a_notice_at_the_cell(prova: Prova) -> None:
    prova.nuovo("numero", target="100", prima="14,42")
    prova.nuovo("altro", target="10")
    for nota, quante in (("", 1), ("È entrata Siena.", 0)):
        righe: Griglia = [["Codice", "Valore", "Nota"], ["numero", 140, nota], ["altro", 12, ""]]
        dove = Dove(ente=prova.ente, del_ciclo=prova.ciclo, periodo=prova.periodo, cruscotto=None, da=prova.redattore)
        _, progetto = progetta_file(GENERI["rilevazioni"], dove, "f.xlsx", xlsx(righe))
        assert progetto.errori == []
        trovati = [a for a in progetto.avvisi if SALTO in a.motivo]
        assert len(trovati) == quante
