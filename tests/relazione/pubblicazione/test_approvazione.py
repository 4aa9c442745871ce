"""The approval of the Relazione: what stops it, who records it, and that after it nothing changes."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cruscotto.chiusura.actions.periodi import richiudi_ufficio
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.models import Ciclo, StatoCiclo
from ente.models import Utente
from relazione.models import Documento, Sezione, Stesura
from relazione.pubblicazione.actions.approvazione import RelazioneIncompleta, approva_relazione, mancanze
from tests.mondi.scena import (
    ANNO,
    PERSONE,
    Scena,
    a_consuntivo,
    approva,
    atti,
    cliente,
    con_la_relazione,
    crea_scena,
    leggi,
    riapri,
)

pytestmark = pytest.mark.django_db
GIORNO = dt.date(ANNO + 1, 6, 30)
DATI = {"organo": "Giunta", "numero": "32", "data_atto": f"{ANNO + 1}-06-30"}
PAGINA = f"/documenti/{ANNO}/approvazione/"


@pytest.fixture
def scena(db: None) -> Scena:
    return crea_scena()


def _approva(scena: Scena, da: Utente | None = None) -> Ciclo:
    return approva_relazione(ciclo=scena.ciclo, organo="Giunta", numero="7", data=GIORNO, da=da or scena["carla"])


# -- the act -----------------------------------------------------------------------------------------------------------


def test_the_adoption_freezes_the_cycle(scena: Scena) -> None:
    a_consuntivo(scena)
    for _ in range(2):
        ciclo = approva(scena, GIORNO, "non serve")
        assert (ciclo.stato, ciclo.approvazione_organo) == (StatoCiclo.RELAZIONE_APPROVATA, "Giunta")
        assert ciclo.motivo_ritardo == ""
    assert atti(scena) == ["approva Relazione"]
    assert Ciclo.objects.get(pk=ciclo.pk).misura_congelata
    with pytest.raises(NonModificabile, match="già stata adottata"):
        approva(scena, GIORNO, numero="8")
    with pytest.raises(NonModificabile, match="già stata adottata"):
        riapri(scena)


@pytest.mark.parametrize(
    ("data", "motivo", "campo"),
    [
        (dt.date(ANNO + 1, 7, 1), "", "motivo_ritardo"),
        (dt.date(ANNO + 1, 7, 1), "  ", "motivo_ritardo"),
        (dt.date(ANNO + 1, 7, 1), "Il consiglio si è insediato a luglio.", ""),
        (GIORNO, "", ""),
        (dt.date(ANNO, 12, 31), "", "data_atto"),
        (dt.date.today() + dt.timedelta(days=1), "Tardi.", "data_atto"),
    ],
)
def test_the_date_of_the_act(scena: Scena, data: dt.date, motivo: str, campo: str) -> None:
    a_consuntivo(scena)
    if campo:
        with pytest.raises(ValoreRifiutato) as rifiuto:
            approva(scena, data, motivo)
        assert list(rifiuto.value.errori) == [campo]
        assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.CONSUNTIVO
    else:
        assert approva(scena, data, motivo).motivo_ritardo == motivo


def test_an_act_without_number_or_body(scena: Scena) -> None:
    a_consuntivo(scena)
    with pytest.raises(ValoreRifiutato) as rifiuto:
        approva_relazione(ciclo=scena.ciclo, organo=" ", numero="", data=dt.date(ANNO + 1, 3, 1), da=scena["carla"])
    assert list(rifiuto.value.errori) == ["organo", "numero"]


def test_no_adoption_before_the_last_close_nor_with_an_office_open(scena: Scena) -> None:
    with pytest.raises(NonModificabile, match="prima chiudete tutti i periodi"):
        approva(scena, dt.date(ANNO + 1, 6, 1))
    a_consuntivo(scena)
    riapertura = riapri(scena)
    with pytest.raises(NonModificabile, match="Ufficio anagrafe"):
        approva(scena, dt.date(ANNO + 1, 6, 1))
    richiudi_ufficio(riapertura=riapertura, da=scena["carla"])
    assert approva(scena, dt.date(ANNO + 1, 6, 1)).congelato


@pytest.mark.parametrize("chi", [p for p in PERSONE if p != "carla"])
def test_only_controllo_approves(scena: Scena, chi: str) -> None:
    con_la_relazione(a_consuntivo(scena))
    with pytest.raises(PermissionDenied):
        _approva(scena, scena[chi])
    assert not atti(scena)


# -- what stops it -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("con_la_riga", [False, True])
def test_one_that_nobody_began_is_refused(scena: Scena, con_la_riga: bool) -> None:
    """A row without sections is there when somebody asked for the draft of the outline: nobody has begun it."""
    a_consuntivo(scena)
    if con_la_riga:
        Documento.objects.create(ciclo=scena.ciclo, titolo="Relazione")
    with pytest.raises(NonModificabile, match="cominciatela dalla pagina dei documenti"):
        _approva(scena)


FERMANO = {
    "un richiamo sconosciuto": ("[[fooo]]", "non conosco il richiamo"),
    "una tavola che non c'è": ("[[tavola perduta]]", "perduta"),
    "un testo che manca": ("", "manca il testo"),
    "un passo da completare": ("[[da-completare: dite quanti]]", "dite quanti"),
    "un rimando che non porta a niente": ("Si veda {{ sezione altrove }}.", "altrove"),
}


@pytest.mark.parametrize("quale", FERMANO)
def test_what_is_incomplete_stops_it_and_is_shown_with_its_section(scena: Scena, quale: str) -> None:
    testo, detto = FERMANO[quale]
    con_la_relazione(a_consuntivo(scena), testo)
    with pytest.raises(RelazioneIncompleta) as rifiuto:
        _approva(scena)
    assert [i.codice for i in rifiuto.value.mancano] == ["in-breve"]
    assert detto in str(rifiuto.value) and "1 In breve" in str(rifiuto.value)
    assert Ciclo.objects.get(pk=scena.ciclo.pk).stato == StatoCiclo.CONSUNTIVO and not atti(scena)
    client = cliente(scena["carla"])
    vista = client.get(PAGINA).content.decode()
    assert "1 In breve" in vista and detto in leggi(vista).lower() and "Registra l’approvazione" not in vista
    inviata = client.post(PAGINA, DATI)
    assert inviata.status_code == 409 and detto in leggi(inviata.content.decode())
    con_la_relazione(scena.ciclo)
    assert "Registra l’approvazione" in client.get(PAGINA).content.decode()
    assert client.post(PAGINA, DATI).status_code == 302


def test_a_section_that_nobody_read_again_stops_it(scena: Scena) -> None:
    documento = con_la_relazione(a_consuntivo(scena))
    Sezione.objects.create(
        documento=documento, codice="di-prima", ordine=20, titolo="Di prima", testo="Vecchio.", stato="da_rivedere"
    )
    with pytest.raises(RelazioneIncompleta, match="2 Di prima"):
        _approva(scena)
    documento.sezioni.update(stato="accettata")
    assert _approva(scena).congelato


def test_many_things_to_complete_are_counted_and_the_first_is_said(scena: Scena) -> None:
    con_la_relazione(a_consuntivo(scena), "[[uno]]\n\n[[due]]\n\n[[tre]]")
    with pytest.raises(
        RelazioneIncompleta, match=r"completare 3 cose. La prima: 1 In breve: non conosco .*\[\[uno\]\]"
    ):
        _approva(scena)


def test_the_printed_document_of_2019_has_nothing_to_complete(ciclo: Ciclo) -> None:
    assert mancanze(ciclo) == ()


# -- the page ----------------------------------------------------------------------------------------------------------


def test_the_page_records_the_act_and_the_two_editions_are_asked_for(scena: Scena) -> None:
    con_la_relazione(a_consuntivo(scena))
    client = cliente(scena["carla"])
    tardi = client.post(PAGINA, DATI | {"data_atto": f"{ANNO + 1}-07-01"})
    assert tardi.status_code == 422 and "scrivete il motivo del ritardo" in tardi.content.decode()
    assert client.post(PAGINA, DATI | {"numero": ""}).status_code == 422
    fatta = client.post(PAGINA, DATI, follow=True)
    assert "i dati del ciclo non cambiano più" in fatta.content.decode()
    chieste = Stesura.objects.filter(documento__ciclo=scena.ciclo).values_list("edizione", "formato", "stato")
    assert sorted(chieste) == [("integrale", "pdf", "richiesto"), ("pubblica", "pdf", "richiesto")]
    assert atti(scena) == ["approva Relazione", "richiede documento", "richiede documento"]
    dopo = leggi(client.get(PAGINA).content.decode())
    assert "Approvata con atto n. 32 del 30 giugno 2025" in dopo and "Registra" not in dopo
    assert client.post(PAGINA, DATI | {"numero": "33"}).status_code == 409


def test_before_the_close_the_page_says_what_is_open(scena: Scena) -> None:
    con_la_relazione(scena.ciclo, "")
    vista = cliente(scena["ugo"]).get(PAGINA).content.decode()
    assert "sono da chiudere periodo 1, periodo 2, periodo 3" in leggi(vista)
    assert "Manca il testo di questa sezione" in leggi(vista)
    assert not re.search(r"<form[^>]*approvazione", vista)


def test_the_page_asks_as_many_queries_however_many_the_sections(scena: Scena) -> None:
    documento = con_la_relazione(scena.ciclo)
    client = cliente(scena["ugo"])

    def quante() -> int:
        with CaptureQueriesContext(connection) as interrogazioni:
            assert client.get(PAGINA).status_code == 200
        return len(interrogazioni)

    poche = quante()
    for n in range(40):
        Sezione.objects.create(documento=documento, codice=f"s{n}", ordine=100 + n, titolo=f"Sezione {n}")
    assert quante() == poche
