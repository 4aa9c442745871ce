"""The photograph of a closed period: what it keeps, who renews it, who does not get in."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cruscotto.apps import fotografa_mancanti
from cruscotto.chiusura.actions.periodi import correggi_periodo, riapri_ufficio, richiudi_ufficio
from cruscotto.ciclo.blocchi import NonModificabile, ValoreRifiutato
from cruscotto.ciclo.fotografie import FORMA, fotografia_di
from cruscotto.ciclo.scatto_fotografia import (
    Manomessa,
    aree_di_chi_valida,
    impronta,
    scatta,
    scatta_mancanti,
    verifica,
)
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto, misura_cruscotti
from cruscotto.misurazione.struttura import leggi_struttura
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Fotografia,
    ImpostazioniMisura,
    Indicatore,
    Periodo,
    StatoPeriodo,
)
from cruscotto.rilevazione.actions.revisione import DaValidare, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, salva_valore, trasmetti_valore
from ente.models import Area, Atto, Incarico
from tests.mondi.due_enti import CHIUSO, DueEnti
from tests.mondi.scena import ANNO, Scena, chiudi, cliente, crea_scena, fra

pytestmark = pytest.mark.django_db


@pytest.fixture
def scena(db: None) -> Scena:
    """Two periods closed by the act, the third open."""
    scena = crea_scena()
    for numero in (1, 2):
        scena.stato(numero, StatoPeriodo.APERTO)
        for n, codice in enumerate(scena.indicatori):
            scena.metti(codice, str(80 + n), numero, inserita_da=scena["rita"])
        chiudi(scena, numero)
    scena.stato(3, StatoPeriodo.APERTO)
    return scena


def misurato(scena: Scena, numero: int) -> Prospetto:
    (prospetto,) = misura_cruscotti(scena.ciclo, scena.periodo(numero), [scena.cruscotto])
    return prospetto


def sal(scena: Scena, numero: int) -> dict[str, Any]:
    return {r.codice: r.sal for r in misurato(scena, numero).righe}


# -- what it is --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("numero", [1, 2, 3])
def test_what_a_photograph_shows_is_what_the_tables_show(ciclo: Ciclo, numero: int) -> None:
    """The real 2019, every scorecard: the same frozen values to the last digit, the same tree, the same rules."""
    periodo = Periodo.objects.select_related("ciclo__ente").get(ciclo=ciclo, numero=numero)
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo).select_related("area"))
    foto = fotografia_di(periodo)
    assert foto is not None
    assert [c.pk for c in foto.cruscotti] == [c.pk for c in cruscotti]
    fotografati = misura_cruscotti(ciclo, periodo, foto.cruscotti)
    letti = Misura.al_periodo(ciclo, periodo), leggi_struttura(ciclo, periodo)
    Fotografia.objects.all().delete()
    periodo = Periodo.objects.select_related("ciclo__ente").get(ciclo=ciclo, numero=numero)
    assert fotografia_di(periodo) is None
    assert misura_cruscotti(ciclo, periodo, cruscotti) == fotografati
    assert letti == (Misura.al_periodo(ciclo, periodo), leggi_struttura(ciclo, periodo))


def test_closing_takes_it_and_the_register_tells_its_fingerprint(scena: Scena) -> None:
    foto = Fotografia.objects.get(periodo=scena.periodi[0])
    assert (foto.forma, foto.differita, foto.rinnovata_il) == (FORMA, False, None)
    assert foto.impronta == impronta(foto.contenuto)
    prima = Atto.objects.filter(azione="chiude periodo").order_by("pk")[0]
    assert prima.dettagli["fotografia"] == foto.impronta
    contenuto = json.loads(foto.contenuto)
    assert contenuto["forma"] == FORMA
    assert {"collocazioni", "attesi", "rilevazioni", "misura", "fasce"} <= contenuto["tavole"].keys()


def test_a_photograph_that_was_tampered_with_is_found(scena: Scena) -> None:
    foto = Fotografia.objects.get(periodo=scena.periodi[0])
    verifica(foto)
    foto.contenuto = foto.contenuto.replace("80", "90", 1)
    with pytest.raises(Manomessa):
        verifica(foto)


def test_measuring_a_closed_period_is_one_query(scena: Scena) -> None:
    periodo = scena.periodo(1)
    with CaptureQueriesContext(connection) as fatte:
        misura_cruscotti(scena.ciclo, periodo, [scena.cruscotto])
        leggi_struttura(scena.ciclo, periodo)
    assert len(fatte) == 1


def test_columns_that_a_photograph_does_not_have_take_their_default(scena: Scena) -> None:
    foto = Fotografia.objects.get(periodo=scena.periodi[0])
    contenuto = json.loads(foto.contenuto)
    tavola = contenuto["tavole"]["collocazioni"]
    posto = tavola["colonne"].index("blocco")
    del tavola["colonne"][posto]
    for riga in tavola["righe"]:
        del riga[posto]
    Fotografia.objects.filter(pk=foto.pk).update(contenuto=json.dumps(contenuto))
    assert {r.blocco for r in misurato(scena, 1).righe} == {1}


# -- periods closed before ---------------------------------------------------------------------------------------------


def test_what_was_closed_before_is_photographed_after_the_migrations_and_marked(scena: Scena) -> None:
    Fotografia.objects.all().delete()
    fotografa_mancanti(using="default", sender=apps.get_app_config("cruscotto"))
    foto = Fotografia.objects.filter(periodo__ciclo=scena.ciclo)
    assert [(f.periodo.numero, f.differita) for f in foto] == [(1, True), (2, True)]
    assert scatta_mancanti() == 0


def test_a_body_that_has_not_said_how_it_measures_has_nothing_to_photograph(scena: Scena) -> None:
    Fotografia.objects.all().delete()
    ImpostazioniMisura.objects.filter(ente=scena.ente).delete()
    assert scatta(scena.periodo(1)) is None


# -- who touches it ----------------------------------------------------------------------------------------------------


def corregge(scena: Scena, testo: str = "100") -> None:
    """The office of i1 has the first period again, and writes another value, which is validated."""
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=fra(3), da=scena["carla"]
    )
    valore = scena.indicatori["i1"].rilevazioni.get(periodo__numero=1)
    valore.stato = "bozza"
    valore.save()
    salvato = salva_valore(
        periodo=scena.periodi[0],
        indicatore=scena.indicatori["i1"],
        scritto=ValoreScritto(testo=testo),
        versione=valore.versione,
        da=scena["rita"],
    )
    assert salvato is not None
    trasmesso = trasmetti_valore(rilevazione=salvato, versione=salvato.versione, da=scena["rita"])
    valida_valori(valori=[DaValidare(trasmesso.pk, trasmesso.versione)], da=scena["dina"])


def test_a_reopened_office_renews_its_values_and_nothing_else(scena: Scena) -> None:
    Indicatore.objects.filter(ente=scena.ente).update(nome="Altro", accumulo="somma")
    Collocazione.objects.filter(cruscotto__ciclo=scena.ciclo).update(etichetta="Altro nome", peso=1)
    prima = misurato(scena, 1)
    corregge(scena)
    dopo = misurato(scena, 1)
    assert [r.etichetta for r in dopo.righe] == [r.etichetta for r in prima.righe]
    assert {r.codice: r.sal for r in dopo.righe} == {**{r.codice: r.sal for r in prima.righe}, "i1": 100}
    assert dopo.righe[0].stato_valore == "validata"
    atti = Atto.objects.filter(modello="rilevazione").order_by("pk")
    assert [a.dettagli.get("periodi_chiusi_toccati") for a in atti] == [["Periodo 1", "Periodo 2"]] * 3
    riapertura = scena.periodi[0].riaperture.get()
    richiudi_ufficio(riapertura=riapertura, da=scena["carla"])
    richiude = Atto.objects.get(azione="richiude ufficio")
    assert richiude.dettagli["fotografia"] == Fotografia.objects.get(periodo=scena.periodi[0]).impronta


def test_the_closed_periods_after_carry_the_corrected_value(scena: Scena) -> None:
    """i1 sums its periods: 80 and 80 of 100 are 160; corrected, 10 and 80 are 90."""
    Indicatore.objects.filter(pk=scena.indicatori["i1"].pk).update(accumulo="somma")
    correggi_periodo(periodo=scena.periodo(2), motivo="Si somma.", da=scena["carla"])
    assert misurato(scena, 2).righe[0].actual == "160"
    ImpostazioniMisura.objects.filter(ente=scena.ente).update(soglia_scostamento=0)
    correggi_periodo(periodo=scena.periodo(1), motivo="Soglia.", da=scena["carla"])
    corregge(scena, "10")
    assert misurato(scena, 2).righe[0].actual == "90"
    riapre = Atto.objects.get(azione="riapre ufficio")
    assert riapre.dettagli["tocca_anche"] == ["Periodo 2"]


def test_an_indicator_added_later_has_no_value_in_a_closed_period(scena: Scena) -> None:
    nuovo = Indicatore.objects.create(
        ente=scena.ente, codice="nuovo", nome="Nuovo", tipo="numero", ufficio=scena.uffici["anagrafe"]
    )
    uno = Collocazione.objects.filter(cruscotto=scena.cruscotto)[0]
    Collocazione.objects.create(
        cruscotto=scena.cruscotto, indicatore=nuovo, nodo=uno.nodo, ordine=99, etichetta="Nuovo", peso=25
    )
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["anagrafe"], motivo="Errore.", fino_al=fra(3), da=scena["carla"]
    )
    with pytest.raises(NonModificabile, match="non era fra gli indicatori di Periodo 1"):
        salva_valore(
            periodo=scena.periodi[0], indicatore=nuovo, scritto=ValoreScritto(testo="5"), versione=0, da=scena["rita"]
        )
    pagina = cliente(scena["rita"]).get(f"/valori/{ANNO}/?periodo=1").content.decode()
    assert "Nuovo" not in pagina
    risposta = cliente(scena["carla"]).get(f"/indicatori/{ANNO}/nuovo/?periodo=1")
    assert risposta.status_code == 200
    assert "qui questo indicatore non c’è" in risposta.content.decode()


@pytest.mark.parametrize(
    ("numero", "motivo", "chi", "errore"),
    [
        (1, " ", "carla", ValoreRifiutato),
        (3, "Sì.", "carla", NonModificabile),
    ],
)
def test_a_correction_wants_a_closed_period_and_a_reason(
    scena: Scena, numero: int, motivo: str, chi: str, errore: type[Exception]
) -> None:
    prima = sal(scena, 1)
    with pytest.raises(errore):
        correggi_periodo(periodo=scena.periodo(numero), motivo=motivo, da=scena[chi])
    assert sal(scena, 1) == prima


# -- who reads it ------------------------------------------------------------------------------------------------------


def test_a_photograph_opens_no_sheet(db: None) -> None:
    """A sheet that was of the area and is individual today, or the other way round, is hidden from the others."""
    mondo = DueEnti()
    scheda = Cruscotto.objects.get(ciclo=mondo.casa.ciclo, codice="ind-area2")
    scatta(mondo.casa.periodo(CHIUSO))
    indirizzi = (
        f"/cruscotti/{ANNO}/ind-area2/?periodo={CHIUSO}",
        f"/api/v1/cruscotti/{scheda.pk}/?periodo={CHIUSO}",
    )
    Cruscotto.objects.filter(pk=scheda.pk).update(tipo="azienda")
    for indirizzo in indirizzi:
        assert mondo.clienti["dirigente"].get(indirizzo).status_code == 404
    scatta(mondo.casa.periodo(CHIUSO))
    Cruscotto.objects.filter(pk=scheda.pk).update(tipo="individuale")
    for indirizzo in indirizzi:
        assert mondo.clienti["dirigente"].get(indirizzo).status_code == 404
        assert mondo.clienti["controllo"].get(indirizzo).status_code == 200
    elenco = f"/api/v1/collocazioni/?anno={ANNO}&periodo={CHIUSO}&cruscotto=ind-area2"
    assert mondo.clienti["dirigente"].get(elenco).json()["results"] == []
    assert mondo.clienti["controllo"].get(elenco).json()["results"] != []


def test_who_leads_an_area_today_reads_its_sheet_of_then(db: None) -> None:
    mondo = DueEnti()
    scatta(mondo.casa.periodo(CHIUSO))
    indirizzo = f"/cruscotti/{ANNO}/ind-area2/?periodo={CHIUSO}"
    assert mondo.clienti["dirigente"].get(indirizzo).status_code == 404
    area = Area.objects.get(ente=mondo.casa.ente, codice="area2")
    Incarico.objects.create(utente=mondo.persone["dirigente"], ruolo="dirigente", area=area)
    assert mondo.clienti["dirigente"].get(indirizzo).status_code == 200


def test_who_validates_the_own_value_did_it_for_the_area_led_that_day(scena: Scena) -> None:
    dina, dario = scena["dina"], scena["dario"]
    Incarico.objects.filter(utente=dina).update(dal=dt.date(ANNO, 3, 1))
    marzo, febbraio = dt.datetime(ANNO, 3, 2, 9, tzinfo=dt.UTC), dt.datetime(ANNO, 2, 2, 9, tzinfo=dt.UTC)
    valori = [
        (1, dina.pk, dina.pk, marzo),
        (2, dario.pk, dario.pk, marzo.isoformat()),
        (3, dina.pk, dina.pk, febbraio),
        (4, scena["rita"].pk, dina.pk, marzo),
        (5, dina.pk, None, None),
    ]
    aree = {a.codice: a.pk for a in Area.objects.filter(ente=scena.ente)}
    assert aree_di_chi_valida(valori) == {1: aree["area1"], 2: aree["area2"], 3: None}
