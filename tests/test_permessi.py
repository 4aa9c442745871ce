"""Who may see what: every page × every role × own area, other area, other body, anonymous."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cruscotto.models import Ciclo, Collocazione, Cruscotto, ImpostazioniMisura, Indicatore, Nesso
from ente.models import Area, Atto, Ente, Incarico, Ruolo, Utente
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

ORGANIZZATIVI = ["ente", "area1", "area2", "area3", "area4", "azienda_speciale"]
INDIVIDUALI = {"area1": "ind_sg", "area2": "ind_dir2", "area3": "ind_dir3", "area4": "ind_dir4"}
DI_TUTTO_L_ENTE = ["controllo", "oiv", "amministratore"]


@pytest.fixture
def altro_ente() -> Ente:
    """Another body with its own administrator and manager, and no cycle."""
    ente = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    area = Area.objects.create(ente=ente, codice="area2", numero=2, nome="Altra area")
    for nome, ruolo in (("altro.amministratore", Ruolo.AMMINISTRATORE), ("altro.dirigente", Ruolo.DIRIGENTE)):
        utente = Utente.objects.create(username=nome, ente=ente, is_staff=True)
        Incarico.objects.create(utente=utente, ruolo=ruolo, area=area)
    return ente


def cliente(utente: Utente) -> Client:
    client = Client()
    client.force_login(utente)
    return client


def codice(client: Client, cruscotto: str) -> int:
    return client.get(reverse("cruscotto:cruscotto", args=[2019, cruscotto])).status_code


@pytest.mark.parametrize("ruolo", ["redattore", "dirigente"])
@pytest.mark.parametrize("area", INDIVIDUALI)
def test_scorecards_by_role(ciclo: Ciclo, utente: Callable[[str], Utente], ruolo: str, area: str) -> None:
    client = cliente(utente(f"{ruolo}.{area}"))
    for cruscotto in ORGANIZZATIVI:
        assert codice(client, cruscotto) == 200
    for altra, individuale in INDIVIDUALI.items():
        proprio = ruolo == "dirigente" and altra == area
        assert codice(client, individuale) == (200 if proprio else 404), individuale


@pytest.mark.parametrize("username", DI_TUTTO_L_ENTE)
def test_roles_of_the_whole_body_read_every_scorecard(
    ciclo: Ciclo, utente: Callable[[str], Utente], username: str
) -> None:
    client = cliente(utente(username))
    for cruscotto in [*ORGANIZZATIVI, *INDIVIDUALI.values()]:
        assert codice(client, cruscotto) == 200
    assert codice(client, "inesistente") == 404


@pytest.mark.parametrize("username", ["altro.amministratore", "altro.dirigente"])
def test_another_body_does_not_exist(ciclo: Ciclo, altro_ente: Ente, username: str) -> None:
    client = cliente(Utente.objects.get(username=username))
    for cruscotto in [*ORGANIZZATIVI, *INDIVIDUALI.values()]:
        assert codice(client, cruscotto) == 404
    inizio = client.get("/").content.decode()
    assert "Arezzo" not in inizio
    assert "Nessun ciclo" in inizio
    assert client.get(reverse("ente:logo")).status_code == 404


def test_an_anonymous_visitor_is_sent_to_the_login(ciclo: Ciclo) -> None:
    for indirizzo in ["/", "/cruscotti/2019/ente/", "/cruscotti/2019/ind_sg/", "/ente/logo/", "/amministrazione/"]:
        risposta = Client().get(indirizzo, follow=True)
        assert risposta.redirect_chain[-1][0].startswith(reverse("account_login"))
        assert "Arezzo" not in risposta.content.decode()


def test_a_person_without_a_role_reads_no_individual_sheet(ciclo: Ciclo) -> None:
    nessuno = Utente.objects.create(username="senza.ruolo", ente=ciclo.ente)
    visibili = Cruscotto.objects.visibili_a(nessuno).values_list("codice", flat=True)
    assert sorted(visibili) == sorted(ORGANIZZATIVI)


@pytest.mark.parametrize(
    ("dal", "al", "vede"),
    [(None, None, True), (-1, 1, True), (0, 0, True), (1, None, False), (None, -1, False)],
)
def test_a_role_holds_between_its_dates(
    ciclo: Ciclo, utente: Callable[[str], Utente], dal: int | None, al: int | None, vede: bool
) -> None:
    def giorno(scarto: int | None) -> date | None:
        return None if scarto is None else date.today() + timedelta(days=scarto)

    dirigente = utente("dirigente.area2")
    dirigente.incarichi.update(dal=giorno(dal), al=giorno(al))
    assert Cruscotto.objects.visibili_a(dirigente).filter(codice="ind_dir2").exists() is vede


def test_a_disabled_person_sees_nothing(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    oiv = utente("oiv")
    oiv.is_active = False
    assert not Cruscotto.objects.visibili_a(oiv).exists()
    assert not Indicatore.objects.visibili_a(oiv).exists()


def test_placements_follow_their_scorecard(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    visti = Collocazione.objects.visibili_a(utente("redattore.area1")).values_list("cruscotto__codice", flat=True)
    assert set(visti) == set(ORGANIZZATIVI)


def test_every_model_says_whose_its_rows_are() -> None:
    """A model whose manager does not know its body could not be scoped: there must be none."""
    for modello, pagina in admin.site._registry.items():
        if modello._meta.app_label in ("ente", "contesto", "cruscotto", "relazione"):
            insieme = modello._default_manager.get_queryset()
            assert isinstance(insieme, EnteQuerySet) or modello is Utente, modello
            assert pagina.search_fields or modello in (ImpostazioniMisura, Nesso), f"{modello} senza ricerca"


@pytest.mark.parametrize("pagina", sorted(m._meta.label_lower for m in admin.site._registry))
def test_the_administration_is_for_administrators_of_the_own_body(
    ciclo: Ciclo, altro_ente: Ente, utente: Callable[[str], Utente], pagina: str
) -> None:
    app, modello = pagina.split(".")
    indirizzo = reverse(f"admin:{app}_{modello}_changelist")
    assert cliente(utente("amministratore")).get(indirizzo).status_code == 200
    for username in ("controllo", "oiv", "dirigente.area1", "redattore.area1"):
        assert cliente(utente(username)).get(indirizzo, follow=True).status_code == 403, username
    altrove = cliente(Utente.objects.get(username="altro.amministratore"))
    risposta = altrove.get(indirizzo)
    assert risposta.status_code == 200
    assert "arezzo" not in risposta.content.decode().lower()
    assert cliente(Utente.objects.get(username="altro.dirigente")).get(indirizzo).status_code == 403


def test_the_administrator_of_a_body_cannot_touch_another(ciclo: Ciclo, altro_ente: Ente) -> None:
    client = cliente(Utente.objects.get(username="altro.amministratore"))
    area = Area.objects.get(ente=ciclo.ente, codice="area1")
    indirizzo = reverse("admin:ente_area_change", args=[area.pk])
    assert client.get(indirizzo).status_code == 302  # Django's "does not exist": back to the index with a message
    client.post(indirizzo, {"codice": "area1", "numero": 1, "nome": "Presa"})
    area.refresh_from_db()
    assert area.nome == "Affari Generali"


def test_forms_offer_only_the_own_body(ciclo: Ciclo, altro_ente: Ente) -> None:
    client = cliente(Utente.objects.get(username="altro.amministratore"))
    pagina = client.get(reverse("admin:ente_ufficio_add")).content.decode()
    assert "Altra area" in pagina
    assert "Affari Generali" not in pagina
    rubata = Area.objects.get(ente=ciclo.ente, codice="area1")
    client.post(reverse("admin:ente_ufficio_add"), {"codice": "x", "nome": "X", "area": rubata.pk})
    assert not altro_ente.uffici.exists()


def test_an_administrator_gives_no_powers_over_the_installation(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    client = cliente(utente("amministratore"))
    capo = Utente.objects.create_superuser("capo", password="una password lunga")
    vittima = utente("redattore.area1")
    assert client.get(reverse("admin:ente_utente_change", args=[capo.pk])).status_code == 302
    assert client.get(reverse("admin:auth_user_password_change", args=[capo.pk])).status_code in (302, 403, 404)
    pagina = client.get(reverse("admin:ente_utente_change", args=[vittima.pk])).content.decode()
    assert "is_superuser" not in pagina
    assert "user_permissions" not in pagina


def test_a_new_row_belongs_to_the_administrators_body_and_is_registered(altro_ente: Ente) -> None:
    amministratore = Utente.objects.get(username="altro.amministratore")
    dati = {"codice": "area7", "numero": 7, "nome": "Area sette", "_save": "1"}
    assert cliente(amministratore).post(reverse("admin:ente_area_add"), dati).status_code == 302
    assert Area.objects.get(codice="area7").ente == altro_ente
    atto = Atto.objects.filter(ente=altro_ente).latest("pk")
    assert (atto.utente, atto.azione) == (amministratore, "aggiunge area")


def test_the_register_is_append_only(ciclo: Ciclo) -> None:
    atto = Atto.objects.filter(ente=ciclo.ente).latest("pk")
    for azione in (atto.save, atto.delete, Atto.objects.all().delete, lambda: Atto.objects.update(azione="x")):
        with pytest.raises(TypeError, match="registro"):
            azione()


def test_queries_of_the_pages(
    ciclo: Ciclo, utente: Callable[[str], Utente], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = cliente(utente("dirigente.area3"))
    for indirizzo in ("/", "/cruscotti/2019/ente/", "/cruscotti/2019/area3/"):
        with django_assert_max_num_queries(12):
            assert client.get(indirizzo).status_code == 200


def test_a_code_used_twice_is_said_in_the_form(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    dati = {"codice": "area1", "numero": 9, "nome": "Doppia", "_save": "1"}
    risposta = cliente(utente("amministratore")).post(reverse("admin:ente_area_add"), dati)
    assert risposta.status_code == 200
    assert "esiste" in risposta.content.decode()
    assert not Area.objects.filter(nome="Doppia").exists()


def test_a_body_that_has_not_said_how_it_measures_is_told_so(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    ImpostazioniMisura.objects.filter(ente=ciclo.ente).delete()
    risposta = cliente(utente("controllo")).get("/cruscotti/2019/ente/")
    assert risposta.status_code == 409
    assert "impostazioni di misura" in risposta.content.decode()
