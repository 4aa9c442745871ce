"""Who reads what in the API: nobody without an access, nothing of another body, sheets as in the pages."""

from __future__ import annotations

import pytest
from django.test import Client

from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Periodo,
    Rilevazione,
    StatoPeriodo,
    TipoCruscotto,
)
from ente.actions.registro import registra
from ente.models import Atto, Ente, Ufficio, Utente
from tests.mondi.api import LETTI, MODELLI, cliente, leggi, tutte

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def controllo(ciclo: Ciclo) -> Client:
    return cliente("controllo")


@pytest.fixture
def altrove(ciclo: Ciclo) -> Utente:
    """A person of another body, which has nothing."""
    ente = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    return Utente.objects.create(username="altrove", ente=ente)


@pytest.mark.parametrize("nome", MODELLI)
def test_nobody_reads_without_saying_who_they_are(ciclo: Ciclo, nome: str) -> None:
    assert leggi(Client(), f"{nome}/", 401)["title"] == "Serve un accesso"
    assert leggi(Client(), f"{nome}/1/", 401)["status"] == 401


@pytest.mark.parametrize("nome", LETTI)
def test_another_body_is_not_there(altrove: Utente, nome: str) -> None:
    client = Client()
    client.force_login(altrove)
    lette = leggi(client, f"{nome}/")["results"]
    assert [r["codice"] for r in lette] == ["altrove"] if nome == "enti" else lette == []
    di_qui = MODELLI[nome]._default_manager.exclude(**({"pk": altrove.ente_id} if nome == "enti" else {}))
    assert leggi(client, f"{nome}/{di_qui.values_list('pk', flat=True)[0]}/", 404)["title"] == "Non trovato"


def test_individual_sheets_are_read_as_in_the_pages(ciclo: Ciclo) -> None:
    individuali = set(Cruscotto.objects.filter(tipo=TipoCruscotto.INDIVIDUALE).values_list("codice", flat=True))
    sua = Cruscotto.objects.get(tipo=TipoCruscotto.INDIVIDUALE, area__codice="area3")
    for chi, vede in {
        "controllo": individuali,
        "oiv": individuali,
        "amministratore": individuali,
        "dirigente.area3": {sua.codice},
        "redattore.area3": set(),
    }.items():
        client = cliente(chi)
        lette = tutte(client, "cruscotti/?tipo=individuale")
        assert {r["codice"] for r in lette} == vede, chi
        righe = tutte(client, "collocazioni/?tipo_cruscotto=individuale&campi=cruscotto_codice,sal&quanti=1000")
        assert {r["cruscotto_codice"] for r in righe} == vede, chi
        stato = 200 if sua.codice in vede else 404
        leggi(client, f"cruscotti/{sua.pk}/", stato)
        leggi(client, f"collocazioni/{Collocazione.objects.filter(cruscotto=sua)[0].pk}/", stato)


@pytest.mark.parametrize("chiuso", [False, True])
def test_what_stands_only_on_a_sheet_is_not_everybodys(ciclo: Ciclo, chiuso: bool) -> None:
    """The office that enters the value and the area that reviews it read it, besides the manager of the sheet: of an
    open period and of the photograph of a closed one."""
    sua = Cruscotto.objects.get(tipo=TipoCruscotto.INDIVIDUALE, area__codice="area3")
    ufficio = Ufficio.objects.get(codice="registro-imprese")
    altri = Cruscotto.objects.filter(ciclo=ciclo).exclude(pk=sua.pk)
    riga = (
        Collocazione.objects.filter(cruscotto=sua)
        .exclude(indicatore__in=Collocazione.objects.filter(cruscotto__in=altri).values("indicatore"))
        .first()
        or Collocazione.objects.filter(cruscotto=sua)[0]
    )
    solo = Indicatore.objects.create(
        ente=ciclo.ente, codice="solo-scheda", nome="Solo sulla scheda", tipo="numero", ufficio=ufficio
    )
    Collocazione.objects.filter(pk=riga.pk).update(indicatore=solo)
    periodo = Periodo.objects.get(ciclo=ciclo, numero=3)
    valore = Rilevazione.objects.create(indicatore=solo, periodo=periodo, testo="12", tipo="numero", valore=12)
    if chiuso:
        scatta(periodo)
    else:
        Periodo.objects.filter(pk=periodo.pk).update(stato=StatoPeriodo.APERTO)
    for chi, stato in {
        "controllo": 200,
        "dirigente.area3": 200,
        "redattore.area3": 200,
        "dirigente.area2": 404,
        "redattore.area2": 404,
    }.items():
        client = cliente(chi)
        leggi(client, f"rilevazioni/{valore.pk}/", stato)
        leggi(client, f"indicatori/{solo.pk}/", stato)
        visto = [r["id"] for r in leggi(client, "rilevazioni/?indicatore=solo-scheda")["results"]]
        assert visto == ([valore.pk] if stato == 200 else [])


def test_the_register_is_of_who_reads_the_whole_body(controllo: Client) -> None:
    ente = Ente.objects.get(codice="arezzo-siena")
    registra(ente=ente, da=None, azione="prova", oggetto="una prova", motivo="serve")
    atto = Atto.objects.latest("pk")
    primo = leggi(controllo, "registro/")["results"][0]
    assert (primo["id"], primo["azione"], primo["chi"]) == (atto.pk, "prova", None)
    assert primo["dettagli"]["motivo"] == "serve"
    assert leggi(controllo, f"registro/{atto.pk}/") == primo
    for chi in ("dirigente.area3", "redattore.area3"):
        leggi(cliente(chi), "registro/", 404)
        leggi(cliente(chi), f"registro/{atto.pk}/", 404)
