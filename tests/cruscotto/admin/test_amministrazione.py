"""The administration: what it lets nobody write, why it says so, and queries that do not grow with the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from import_export.admin import ImportMixin

from cruscotto.ciclo.blocchi import blocca_ciclo
from cruscotto.management.dimostrazione.carico import Piano, genera, togli
from cruscotto.models import (
    Ciclo,
    Collocazione,
    ImpostazioniSolleciti,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    Rilevazione,
    SchedaRisultato,
    StatoCiclo,
    ValoreStorico,
    VoceRisultato,
)
from ente.models import Ente, Incarico, Utente
from tests.mondi.casi import modulo, pagina
from tests.mondi.due_enti import CHIUSO, DueEnti
from tests.mondi.scena import ANNO

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db
PAGINE = {m._meta.label_lower: m for m in admin.site._registry}
POCHI, MOLTI = "carico-0001", "carico-0002"


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


# -- what is only read -------------------------------------------------------------------------------------------------


def test_nothing_is_imported_or_edited_in_a_list() -> None:
    """What goes in comes in by the pages of the imports; a list that is edited would not ask about each row."""
    for nome, modello in PAGINE.items():
        pagina_ = admin.site._registry[modello]
        assert not isinstance(pagina_, ImportMixin), nome
        assert not pagina_.list_editable, nome


def adotta(mondo: DueEnti) -> None:
    Ciclo.objects.filter(pk=mondo.ciclo.pk).update(
        stato=StatoCiclo.RELAZIONE_APPROVATA, approvazione_numero="1", approvazione_data=f"{ANNO + 1}-05-01"
    )


def test_the_page_says_why_it_is_only_read(mondo: DueEnti) -> None:
    cliente, frase = mondo.clienti["amministratore"], f"La Relazione {ANNO} è già stata adottata"
    indirizzo = pagina(Prospettiva, "change", Prospettiva.objects.filter(ciclo=mondo.ciclo)[0].pk)
    assert frase not in cliente.get(indirizzo).content.decode()
    adotta(mondo)
    letta = cliente.get(indirizzo).content.decode()
    assert frase in letta
    assert "_save" not in letta
    assert "Si legge: cambia con gli atti" in cliente.get(pagina(Rilevazione, "changelist")).content.decode()


def test_what_became_adopted_meanwhile_is_not_written(mondo: DueEnti, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the leave and the write the cycle closes: it is asked again, and refused in a page."""
    riga = Prospettiva.objects.filter(ciclo=mondo.ciclo)[0]
    indirizzo = pagina(Prospettiva, "change", riga.pk)
    cliente = mondo.clienti["amministratore"]
    letti = modulo(cliente.get(indirizzo).content.decode(), "nome") | {"nome": "Altro"}

    def intanto(pk: int, *, esclusivo: bool) -> Ciclo:
        adotta(mondo)
        return blocca_ciclo(pk, esclusivo=esclusivo)

    monkeypatch.setattr("cruscotto.admin.del_ciclo.blocca_ciclo", intanto)
    risposta = cliente.post(indirizzo, letti)
    assert risposta.status_code == 409
    assert "già stata adottata" in risposta.content.decode()
    riga.refresh_from_db()
    assert riga.nome != "Altro"


def test_nothing_is_moved_into_an_adopted_cycle(mondo: DueEnti) -> None:
    adotta(mondo)
    nuovo = Ciclo.objects.create(ente=mondo.casa.ente, anno=ANNO + 1)
    scheda = SchedaRisultato.objects.create(ciclo=nuovo, codice="nuova", ordine=1, titolo="Nuova")
    indirizzo = pagina(SchedaRisultato, "change", scheda.pk)
    cliente = mondo.clienti["amministratore"]
    letti = modulo(cliente.get(indirizzo).content.decode(), "titolo")
    assert cliente.post(indirizzo, letti | {"ciclo": mondo.ciclo.pk}).status_code == 200
    scheda.refresh_from_db()
    assert scheda.ciclo == nuovo


def test_an_act_of_somebody_else_is_not_undone_by_an_old_page(mondo: DueEnti) -> None:
    """The page of the cycle writes what was changed in it: not the state as it was when the page was opened."""
    indirizzo = pagina(Ciclo, "change", mondo.ciclo.pk)
    cliente = mondo.clienti["amministratore"]
    letti = modulo(cliente.get(indirizzo).content.decode(), "mission")
    assert "stato" not in letti and "approvazione_numero" not in letti
    Ciclo.objects.filter(pk=mondo.ciclo.pk).update(stato=StatoCiclo.CONSUNTIVO)
    assert cliente.post(indirizzo, letti | {"mission": "Un'altra", "stato": "pianificazione"}).status_code == 302
    assert (mondo.ciclo.stato, mondo.ciclo.mission) == (StatoCiclo.CONSUNTIVO, "Un'altra")


def test_a_closed_period_stays_as_it_is_and_the_others_do_not(mondo: DueEnti) -> None:
    indirizzo = pagina(Ciclo, "change", mondo.ciclo.pk)
    cliente = mondo.clienti["amministratore"]
    letti = modulo(cliente.get(indirizzo).content.decode(), "mission")
    cambiati = {f"periodi-{n}-nome": f"Nuovo {n}" for n in range(3)} | {"periodi-0-DELETE": "on"}
    assert cliente.post(indirizzo, letti | cambiati).status_code == 302
    nomi = list(Periodo.objects.filter(ciclo=mondo.ciclo).values_list("nome", flat=True))
    assert nomi == ["Periodo 1", "Nuovo 1", "Nuovo 2"]
    assert mondo.casa.periodi[CHIUSO - 1].nome == "Periodo 1"


def test_earlier_years_of_an_adopted_relazione_stay(mondo: DueEnti) -> None:
    adotta(mondo)
    indicatore = mondo.indicatore()
    cliente, indirizzo = mondo.clienti["amministratore"], pagina(type(indicatore), "change", indicatore.pk)
    letti = modulo(cliente.get(indirizzo).content.decode(), "nome")
    storico = {"storico-0-testo": "999", "storico-0-valore": "999", "storico-0-DELETE": "on"}
    assert cliente.post(indirizzo, letti | storico).status_code == 302
    assert [s.testo for s in ValoreStorico.objects.filter(indicatore=indicatore)] == ["80"]
    nuovo = {"storico-TOTAL_FORMS": "2", "storico-1-anno": str(ANNO), "storico-1-testo": "1"}
    risposta = cliente.post(indirizzo, letti | nuovo)
    assert risposta.status_code == 200
    assert "già stata adottata" in risposta.content.decode()
    assert cliente.post(indirizzo, letti | nuovo | {"storico-1-anno": str(ANNO + 1)}).status_code == 302


def test_a_placement_with_data_of_its_own_keeps_its_indicator(mondo: DueEnti) -> None:
    """A declared SAL, a target or a value belong to the placement and to its indicator."""
    propria = Collocazione.objects.get(cruscotto__codice="ind-area1", cruscotto__ciclo=mondo.ciclo)
    indirizzo = pagina(Collocazione, "change", propria.pk)
    cliente = mondo.clienti["amministratore"]
    letti = modulo(cliente.get(indirizzo).content.decode(), "etichetta")
    assert "indicatore" not in letti and "rilevata_a_parte" not in letti
    altro = {"indicatore": mondo.casa.indicatori["i2"].pk, "etichetta": "Nuova", "rilevata_a_parte": "on"}
    assert cliente.post(indirizzo, letti | altro).status_code == 302
    propria.refresh_from_db()
    assert (propria.indicatore.codice, propria.etichetta, propria.rilevata_a_parte) == ("i1", "Nuova", False)


def test_a_body_has_its_settings_once(mondo: DueEnti) -> None:
    """Said above the form, which has no field for the body."""
    indirizzo = pagina(ImpostazioniSolleciti, "add")
    risposta = mondo.clienti["amministratore"].post(
        indirizzo, {"primo_giorno": 1, "ogni_giorni": 1, "ultimo_giorno": 1}
    )
    assert risposta.status_code == 200
    assert "esiste già" in risposta.content.decode()


# -- queries -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def carico(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Two bodies that differ only in how many rows they have."""
    with django_db_blocker.unblock():
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=20, primo=1))
        genera(Piano(enti=1, anni=2, periodi=2, collocazioni=250, primo=2))
    yield
    with django_db_blocker.unblock():
        togli()


def conta(cliente: Client, indirizzo: str) -> int:
    cliente.get(indirizzo)  # what Django reads once and keeps is not this page's
    with CaptureQueriesContext(connection) as interrogazioni:
        assert cliente.get(indirizzo).status_code in (200, 403)
    return len(interrogazioni)


@pytest.mark.usefixtures("carico", "db")
@pytest.mark.parametrize("nome", PAGINE)
def test_the_queries_of_a_page_do_not_grow_with_the_rows(client: Client, nome: str) -> None:
    modello = PAGINE[nome]
    conti: list[dict[str, int]] = []
    for codice in (POCHI, MOLTI):
        client.force_login(Utente.objects.get(username=f"{codice}.amministratore"))
        conti.append({verbo: conta(client, pagina(modello, verbo)) for verbo in ("changelist", "add")})
        righe: Any = modello._default_manager.get_queryset()
        ente = Ente.objects.get(codice=codice)
        righe = righe.filter(ente=ente) if modello is Utente else righe.filter(**{righe.percorso_ente: ente.pk})
        riga = righe.order_by("pk").last()
        if riga is not None:
            conti[-1] |= {verbo: conta(client, pagina(modello, verbo, riga.pk)) for verbo in ("change", "delete")}
    assert conti[0] == conti[1]


Aggiunge = Callable[[DueEnti, Any], object]


def _nodi(mondo: DueEnti, riga: Any) -> None:
    obiettivo = ObiettivoStrategico.objects.get(ciclo=mondo.ciclo)
    for n in range(10, 15):
        prospettiva = Prospettiva.objects.create(ciclo=mondo.ciclo, ordine=n, codice=f"p{n}", nome=f"P{n}")
        ObiettivoInProspettiva.objects.create(prospettiva=prospettiva, obiettivo=obiettivo)


def _incarichi(mondo: DueEnti, riga: Any) -> None:
    for ufficio in mondo.casa.uffici.values():
        Incarico.objects.create(utente=riga, ruolo="redattore", ufficio=ufficio)


def _periodi(mondo: DueEnti, riga: Any) -> None:
    for n in range(4, 8):
        Periodo.objects.create(ciclo=riga, numero=n, nome=f"P{n}", inizio=f"{ANNO}-01-01", fine=f"{ANNO}-01-31")


def _voci(mondo: DueEnti, riga: Any) -> None:
    for n in range(5, 9):
        VoceRisultato.objects.create(scheda=riga, ordine=n, tipo="punto", etichetta="Fatto")


def _storico(mondo: DueEnti, riga: Any) -> None:
    for n in range(5, 9):
        ValoreStorico.objects.create(indicatore=riga, anno=2000 + n, testo="1")


@pytest.mark.parametrize(
    ("quale", "aggiungi"),
    [
        (lambda m: ObiettivoStrategico.objects.get(ciclo=m.ciclo), _nodi),
        (lambda m: Collocazione.objects.filter(cruscotto=m.casa.cruscotto)[0], _nodi),
        (lambda m: m.casa["ugo"], _incarichi),
        (lambda m: m.ciclo, _periodi),
        (lambda m: SchedaRisultato.objects.get(ciclo=m.ciclo), _voci),
        (lambda m: m.indicatore(), _storico),
    ],
)
def test_the_queries_do_not_grow_with_the_rows_inside_a_page(
    mondo: DueEnti, quale: Callable[[DueEnti], Any], aggiungi: Aggiunge
) -> None:
    """Nor with the choices that its fields offer."""
    riga, cliente = quale(mondo), mondo.clienti["amministratore"]
    indirizzo = pagina(type(riga), "change", riga.pk)
    prima = conta(cliente, indirizzo)
    aggiungi(mondo, riga)
    assert conta(cliente, indirizzo) == prima
