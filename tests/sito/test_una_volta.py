"""A form that makes something new makes it once, however often it is sent: what a double click does, form by form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client

from cruscotto.models import Ciclo, Evidenza, Importazione, Periodo, Riapertura, StatoPeriodo
from ente.models import Atto, Incarico, Ufficio, Utente
from tests.mondi.fogli import xlsx
from tests.mondi.importazioni import NUOVA, apri_ciclo, bilancio
from tests.mondi.moduli import leggi_moduli
from tests.mondi.revisioni import cliente
from tests.mondi.scena import ANNO, Scena, crea_scena, fra

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    scena = crea_scena()
    scena.stato(1, StatoPeriodo.CHIUSO)
    scena.stato(2, StatoPeriodo.APERTO, fra(10))
    return scena


def due_clic(client: Client, pagina: str, campo: str, dati: dict[str, Any], dove: str = "") -> None:
    """The form of a page that has ``campo``, sent twice as it is shown: both times it is done, and to the same end."""
    risposta = client.get(pagina)
    assert risposta.status_code == 200
    letti = [m for m in leggi_moduli(risposta.content.decode()) if campo in m]
    assert letti, f"{pagina}: nessun modulo con «{campo}»"
    tutti = {**{nome: valori[0] for nome, valori in letti[0].items()}, **dati}
    risposte = []
    for _ in range(2):
        for valore in tutti.values():
            if isinstance(valore, SimpleUploadedFile):
                valore.seek(0)
        risposte.append(client.post(dove or pagina, tutti))
    assert [r.status_code for r in risposte] == [302, 302]
    assert risposte[0]["Location"] == risposte[1]["Location"]


def di(scena: Scena, modello: type[Model]) -> int:
    return modello._default_manager.di(scena.ente).count()  # type: ignore[attr-defined,no-any-return]


def test_a_deputy(scena: Scena) -> None:
    prima = di(scena, Incarico)
    giorni = {"dal": fra(0).isoformat(), "al": fra(2).isoformat(), "utente": scena["rino"].pk}
    due_clic(cliente(scena["dina"]), "/ente/sostituti/", "utente", giorni)
    assert di(scena, Incarico) == prima + 1


def test_a_period_given_back(scena: Scena) -> None:
    dati = {"ufficio": "anagrafe", "fino_al": fra(3).isoformat(), "motivo": "Errore."}
    cabina = f"/chiusura/{ANNO}/"
    due_clic(cliente(scena["carla"]), f"{cabina}?periodo=1", "fino_al", dati, f"/periodi/{ANNO}/1/riapri/")
    assert di(scena, Riapertura) == 1


def test_the_periods_of_a_cycle(scena: Scena) -> None:
    Periodo.objects.filter(ciclo=scena.ciclo).delete()
    cabina = f"/chiusura/{ANNO}/"
    due_clic(cliente(scena["carla"]), cabina, "cadenza", {"cadenza": "trimestre"}, f"/periodi/{ANNO}/crea/")
    assert Periodo.objects.filter(ciclo=scena.ciclo).count() == 4


def test_an_evidence(scena: Scena) -> None:
    pagina = f"/valori/{ANNO}/2/{scena.indicatori['i1'].pk}/evidenze/"
    dati = {"indirizzo": "https://example.it/atto", "nome": "Atto"}
    due_clic(cliente(scena["rita"]), pagina, "indirizzo", dati)
    assert di(scena, Evidenza) == 1


def test_a_row_of_the_administration(scena: Scena) -> None:
    """Where the database would refuse the second, the person would be told of an error that there is not."""
    area = scena.uffici["anagrafe"].area
    assert area is not None
    Utente.objects.filter(pk=scena["adele"].pk).update(is_staff=True)
    pagina = "/amministrazione/ente/ufficio/add/"
    due_clic(cliente(scena["adele"]), pagina, "nome", {"area": area.pk, "codice": "nuovo", "nome": "Nuovo"})
    assert Ufficio.objects.di(scena.ente).filter(codice="nuovo").count() == 1
    assert Atto.objects.filter(ente=scena.ente, azione="aggiunge ufficio").count() == 1


def test_an_import(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    apri_ciclo(ciclo)
    dati = {"anno": "2019", "file": SimpleUploadedFile("bilancio.xlsx", xlsx(bilancio()))}
    due_clic(cliente(utente("controllo")), f"{NUOVA}?genere=bilancio", "genere", dati)
    assert Importazione.objects.filter(genere="bilancio").count() == 1


@pytest.mark.parametrize("chiave", ["", "x", "è" * 22, "a" * 23, "a" * 5000, "\0" * 22])
def test_a_form_without_its_key_is_done_as_ever(scena: Scena, chiave: str) -> None:
    client = cliente(scena["adele"])
    dati = {"nome": "magazzino", "ambito": "lettura", "giorni": "3", "modulo": chiave}
    for _ in range(2):
        assert client.post("/ente/gettoni/", dati).status_code == 302
    assert scena["adele"].gettoni.count() == 2


def test_the_key_of_one_person_is_nothing_to_another(scena: Scena) -> None:
    dati = {"nome": "magazzino", "ambito": "lettura", "giorni": "3", "modulo": "a" * 22}
    for chi in ("adele", "carla"):
        assert cliente(scena[chi]).post("/ente/gettoni/", dati).status_code == 302
        assert scena[chi].gettoni.count() == 1
