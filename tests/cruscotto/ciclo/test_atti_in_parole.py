"""An act in words: in the register, and in the story of the indicator it is of."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from cruscotto.ciclo.atti_in_parole import nome_campo, racconta
from cruscotto.consultazione.registro.indirizzi import VIE, trova_luoghi
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Evidenza,
    Indicatore,
    Periodo,
    Riapertura,
    Rilevazione,
    SalDichiarato,
    ValoreAtteso,
)
from cruscotto.valori.campi import SCRITTI
from ente.actions.registro import registra
from ente.models import Area, Atto, Ente, Ufficio, Utente
from tests.mondi.registro import MOTIVO, REGISTRO, atti, correggi_un_valore, leggi

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db


@pytest.fixture
def controllo(ciclo: Ciclo, client: Client, utente: Callable[[str], Utente]) -> Client:
    client.force_login(utente("controllo"))
    return client


@pytest.fixture
def corretto(ciclo: Ciclo) -> Rilevazione:
    return correggi_un_valore(ciclo)


# -- what a line says --------------------------------------------------------------------------------------------------


def test_who_what_from_what_to_what_and_why(corretto: Rilevazione, controllo: Client) -> None:
    testo = leggi(controllo)
    codice = corretto.indicatore.codice
    oggetto = f"{codice}, Secondo quadrimestre 2020"
    redattore, dirigente = Utente.objects.get(username="redattore.area3"), corretto.indicatore.ufficio
    assert dirigente
    assert [a.azione for a in atti(controllo)[:4]] == [
        "valida valore",
        "trasmette valore",
        "salva valore",
        "restituisce valore",
    ]
    assert f"{redattore} Salva valore {oggetto}" in testo
    cambi = testo.partition("Salva valore")[2].partition("Restituisce valore")[0]
    for cambio in (
        "Valore: da «90,5%» a «47,2%»",
        "Nota: «Corretto.»",
        "Tipo di causa: «Carenza di personale»",
        "Causa dello scostamento: «Due persone in meno.»",
        "Entro: «31/10/2020»",
    ):
        assert cambio in cambi
    assert cambi.index("Valore:") < cambi.index("Nota:") < cambi.index("Entro:")
    assert f"Restituisce valore {oggetto} Valore: 90,5% {MOTIVO}" in testo
    assert f'href="/indicatori/2020/{codice}/?periodo=2#valori"' in controllo.get(REGISTRO).content.decode()


def test_the_hour_is_that_of_the_body_and_nobody_is_the_system(ciclo: Ciclo, controllo: Client) -> None:
    """In July Rome is two hours ahead of UTC."""
    campo = Atto._meta.get_field("created_at")
    with pytest.MonkeyPatch.context() as ritocco:
        ritocco.setattr(campo, "auto_now_add", False)
        quando = dt.datetime(2020, 6, 30, 22, 30, tzinfo=dt.UTC)
        Atto(ente=ciclo.ente, azione="prova d'estate", oggetto="Oggetto", created_at=quando).save()
    assert "01/07/2020 00:30:00 sistema Prova d'estate Oggetto" in leggi(controllo, anno="2020")


def test_what_is_written_is_not_markup(ciclo: Ciclo, controllo: Client) -> None:
    dettagli: dict[str, Any] = {"motivo": "<b>perché</b>", "prima": {"nome": "<i>a</i>"}, "dopo": {"nome": "<script>"}}
    registra(ente=ciclo.ente, da=None, azione="<u>prova</u>", oggetto="<em>", **dettagli)
    corpo = controllo.get(REGISTRO).content.decode()
    for scritto in ("<b>perché", "<i>a", "<script>", "<u>prova", "<em>"):
        assert scritto not in corpo
        assert html.escape(scritto) in corpo


@pytest.mark.parametrize(
    ("dettagli", "cambi", "altro"),
    [
        ({"prima": {"massimo_ammesso": "80.0000"}, "dopo": {}}, ["massimo ammesso: tolto «80»"], []),
        (
            {"dopo": {"regola": "scadenza", "ignoto_campo": "x"}},
            ["ignoto campo: «x»", "regola propria: «scadenza»"],
            [],
        ),
        ({"prima": {"scala": ["a", "b"]}, "dopo": {"scala": ["c"]}}, ["scala ordinale: da «a, b» a «c»"], []),
        (
            {"valore": "1.234", "tipo": "numero", "fine": "2020-12-31"},
            [],
            [("fine", "31/12/2020"), ("tipo", "numero"), ("valore", "1.234")],
        ),
        ({"campi": ["nome", "pira"], "pk": 3}, [], [("campi", "nome, PIRA")]),
        (
            {"prima": "non è così", "dopo": 3, "vero": True, "dentro": {"a": [1]}},
            [],
            [("dentro", "a: 1"), ("vero", "sì")],
        ),
        (
            {"prima": {"minimo_ammesso": "0.500000"}, "dopo": {"minimo_ammesso": "uno"}},
            ["minimo ammesso: da «0,5» a «uno»"],
            [],
        ),
    ],
)
def test_details_in_words(
    ciclo: Ciclo, dettagli: dict[str, Any], cambi: list[str], altro: list[tuple[str, str]]
) -> None:
    oggetto = Indicatore.objects.first()
    detto = racconta(registra(ente=ciclo.ente, da=None, azione="prova", oggetto=oggetto, **dettagli))
    assert sorted(detto.altro) == altro
    assert [str(c) for c in detto.cambi] == cambi


def test_every_field_that_changes_has_an_italian_name() -> None:
    """The register names objects by their model: two models of one name would take each other's fields."""
    nomi = [str(m._meta.verbose_name) for m in apps.get_models()]
    assert len(nomi) == len(set(nomi))
    assert all(tipo in nomi for tipo in VIE)
    detti = {nome: nome_campo("rilevazione", nome) for nome in SCRITTI}
    assert detti["testo"] == "valore"
    assert not [nome for nome, detto in detti.items() if "_" in detto]
    assert nome_campo("di nessuno", "un_campo") == "un campo"


def test_the_object_of_a_line_is_a_link_that_opens(corretto: Rilevazione, controllo: Client) -> None:
    """One act on an object of every kind that has a page, all of them found in one query."""
    ente, periodo = corretto.periodo.ciclo.ente, corretto.periodo
    Evidenza.objects.create(rilevazione=corretto, nome="Atto", url="https://www.example.org/")
    ufficio = Ufficio.objects.di(ente).first()
    assert ufficio
    Riapertura.objects.create(periodo=periodo, ufficio=ufficio, motivo="M", fino_al=periodo.fine)
    for insieme, *_ in VIE.values():
        registra(ente=ente, da=None, azione="prova", oggetto=insieme.di(ente).last())
    luoghi = trova_luoghi(ente, Atto.objects.filter(azione="prova"))
    assert {tipo for tipo, _ in luoghi} == VIE.keys()
    for indirizzo in luoghi.values():
        assert controllo.get(indirizzo).status_code == 200, indirizzo
    assert trova_luoghi(ente, []) == {}


def test_what_is_gone_or_of_another_body_is_no_link(ciclo: Ciclo) -> None:
    altro = Ente.objects.create(codice="altrove", denominazione="Altrove")
    suo = Ciclo.objects.create(ente=altro, anno=2019)
    scritti = [
        registra(ente=ciclo.ente, da=None, azione="prova", oggetto=suo),
        registra(ente=ciclo.ente, da=None, azione="prova", oggetto=Periodo(pk=10**9, nome="P")),
        registra(ente=ciclo.ente, da=None, azione="prova", oggetto=Area.objects.di(ciclo.ente)[0]),
        registra(ente=ciclo.ente, da=None, azione="prova", oggetto="un testo"),
    ]
    assert trova_luoghi(ciclo.ente, scritti) == {}


# -- the story of an indicator -----------------------------------------------------------------------------------------


def pagina_di(codice: str, chi: str, anno: int = 2020, dove: str = "storia") -> str:
    """A section of the page of an indicator as a demo user hears it, on one line."""
    client = Client()
    client.force_login(Utente.objects.get(username=chi))
    risposta = client.get(f"/indicatori/{anno}/{codice}/")
    assert risposta.status_code == 200
    testo = risposta.content.decode().partition(f'id="{dove}"')[2].partition("</section>")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]*>", " ", testo).split()))


def test_every_act_on_a_value_is_in_its_story(corretto: Rilevazione) -> None:
    indicatore = corretto.indicatore
    storia = pagina_di(indicatore.codice, "redattore.area3")
    redattore, dirigente = (Utente.objects.get(username=f"{r}.area3") for r in ("redattore", "dirigente"))
    oggetto = f"{indicatore.codice}, Secondo quadrimestre 2020"
    oggi = f"{timezone.localdate():%d/%m/%Y}"
    for atto, chi in (
        ("Salva", redattore),
        ("Trasmette", redattore),
        ("Valida", dirigente),
        ("Restituisce", dirigente),
    ):
        assert len(re.findall(rf"{oggi} \d\d:\d\d {atto} valore: {oggetto} – {chi}", storia)) == 1
    assert "Valore: da «90,5%» a «47,2%»" in storia
    assert f"Perché: {MOTIVO}" in storia
    assert "di secondo quadrimestre inserito" not in storia  # an act tells it already
    assert "di secondo quadrimestre validato" not in storia
    assert "di primo quadrimestre inserito" in storia  # invented with the demonstration, without an act
    assert "nel registro degli atti" not in storia


def test_old_acts_are_left_to_the_register(corretto: Rilevazione, monkeypatch: pytest.MonkeyPatch) -> None:
    codice, detto = corretto.indicatore.codice, "Qui stanno gli atti più recenti"
    assert detto not in pagina_di(codice, "controllo")
    monkeypatch.setattr("cruscotto.consultazione.storia_indicatore.ATTI_MOSTRATI", 2)
    storia = pagina_di(codice, "controllo")
    assert detto in storia
    assert "Valida valore" in storia
    assert "Restituisce valore" not in storia
    assert f"Cercate {codice} nel registro degli atti" in storia


@pytest.mark.usefixtures("senza_fotografie")
def test_what_happens_on_a_sheet_one_may_not_read_is_not_told(ciclo: Ciclo) -> None:
    """i016 stands in the scorecards of the body and of area 4 and in the sheet of the head of area 4."""
    qui = Collocazione.objects.filter(cruscotto__ciclo=ciclo, indicatore__codice="i016")
    nascosta, vista = qui.get(cruscotto__codice="ind_dir4"), qui.get(cruscotto__codice="ente")
    periodo, ente = ciclo.periodi.get(numero=3), ciclo.ente
    suoi = {"indicatore": nascosta.indicatore, "collocazione": nascosta}
    oggetti: list[Model] = [
        nascosta,
        ValoreAtteso.objects.create(ciclo=ciclo, testo="77", **suoi),
        Rilevazione.objects.create(periodo=periodo, testo="33", **suoi),
        SalDichiarato.objects.create(collocazione=nascosta, periodo=periodo, valore=50, motivo="Riservato"),
    ]
    for oggetto in oggetti:
        registra(ente=ente, da=None, azione="cambia", oggetto=oggetto, nome="Riservato", motivo="Riservato")
    pesi = {"Riga (r1)": "3", f"Nascosta (r{nascosta.pk})": "7", f"Vista (r{vista.pk})": "9"}
    for cruscotto in (nascosta.cruscotto, vista.cruscotto):
        registra(ente=ente, da=None, azione="cambia pesi", oggetto=cruscotto, dopo=pesi)
        registra(ente=ente, da=None, azione="modifica cruscotto", oggetto=cruscotto, motivo="Titolo")
    aperta, chiusa = pagina_di("i016", "controllo", 2019), pagina_di("i016", "dirigente.area2", 2019)
    assert aperta.count("Riservato") >= 2 * len(oggetti)
    assert "Riservato" not in chiusa
    assert str(nascosta.cruscotto) in aperta
    assert str(nascosta.cruscotto) not in chiusa
    assert "Nascosta: «7»" in aperta
    assert "Vista: «9»" in chiusa
    for storia in (aperta, chiusa):
        assert "Riga:" not in storia
        assert "modifica cruscotto" not in storia.lower()
    assert "Nascosta" not in chiusa


def test_acts_of_another_body_with_the_same_key_are_not_its_story(ciclo: Ciclo) -> None:
    altro = Ente.objects.create(codice="altrove", denominazione="Altrove")
    registra(ente=altro, da=None, azione="prova altrui", oggetto=Indicatore.objects.get(codice="i031"))
    assert "altrui" not in pagina_di("i031", "controllo", 2019)


@pytest.mark.usefixtures("senza_fotografie")
def test_who_declared_a_sal_and_when(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    dichiarato = SalDichiarato.objects.get(
        collocazione__indicatore__codice="i025", collocazione__cruscotto__codice="ente", periodo__ciclo=ciclo
    )
    quando = dt.datetime(2020, 1, 15, 8, 30, tzinfo=dt.UTC)
    SalDichiarato.objects.filter(pk=dichiarato.pk).update(da=utente("controllo"), created_at=quando)
    chi = str(utente("controllo"))
    perche, storia = (pagina_di("i025", "dirigente.area2", 2019, dove) for dove in ("perche", "storia"))
    assert f"{chi} ha dichiarato 100% al posto del calcolato (0%), e conta quello dichiarato." in perche
    assert "Dichiarato il 15/01/2020, 09:30." in perche
    assert f"15/01/2020 09:30 SAL di 100% dichiarato in Il Cruscotto di Ente – {chi} Perché: Valore dich" in storia


@pytest.mark.usefixtures("senza_fotografie")
def test_the_old_target_stays_beside_the_new_one_with_its_act(ciclo: Ciclo) -> None:
    primo = ValoreAtteso.objects.get(indicatore__codice="i031", ciclo=ciclo)
    ValoreAtteso.objects.create(
        ciclo=ciclo,
        indicatore=primo.indicatore,
        versione=2,
        testo="€ 600.000",
        tipo="euro",
        valore=Decimal(600_000),
        unita=primo.unita,
        atto_numero="77",
        atto_data=dt.date(2019, 7, 26),
        motivo="La Regione ha ridotto il progetto.",
    )
    testo = pagina_di("i031", "dirigente.area2", 2019, "target") + pagina_di("i031", "dirigente.area2", 2019)
    assert "1 € 650.000 sostituito Approvato con il Piano." in testo
    assert "2 € 600.000 in vigore Atto n. 77 del 26/07/2019. La Regione ha ridotto il progetto." in testo
    assert "26/07/2019 Target da «€ 650.000» a «€ 600.000», atto n. 77" in testo
