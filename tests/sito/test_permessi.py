"""Who may see what, beside the codes of ``test_matrice_permessi``: dates of a role, rows, choices of a form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Fotografia,
    ImpostazioniMisura,
    ImpostazioniSolleciti,
    Indicatore,
    Nesso,
)
from ente.models import Area, Atto, Ente, Incarico, Ruolo, Utente
from ente.querysets import EnteQuerySet

pytestmark = pytest.mark.django_db

ORGANIZZATIVI = ["ente", "area1", "area2", "area3", "area4", "azienda_speciale"]
SENZA_RICERCA = (ImpostazioniMisura, ImpostazioniSolleciti, Nesso)


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


@pytest.mark.parametrize("username", ["altro.amministratore", "altro.dirigente"])
def test_the_home_of_another_body_shows_nothing_of_this_one(ciclo: Ciclo, altro_ente: Ente, username: str) -> None:
    inizio = cliente(Utente.objects.get(username=username)).get("/").content.decode()
    assert "Arezzo" not in inizio
    assert "Nessun ciclo" in inizio


def test_the_lists_of_another_body_show_nothing_of_this_one(ciclo: Ciclo, altro_ente: Ente) -> None:
    client = cliente(Utente.objects.get(username="altro.amministratore"))
    for modello in admin.site._registry:
        elenco = reverse(f"admin:{modello._meta.app_label}_{modello._meta.model_name}_changelist")
        assert "arezzo" not in client.get(elenco).content.decode().lower(), modello


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
            assert pagina.search_fields or modello in (ImpostazioniMisura, ImpostazioniSolleciti, Nesso), (
                f"{modello} senza ricerca"
            )


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


def test_a_new_row_belongs_to_the_administrators_body_and_is_registered(altro_ente: Ente) -> None:
    amministratore = Utente.objects.get(username="altro.amministratore")
    dati = {"codice": "area7", "numero": 7, "nome": "Area sette", "_save": "1"}
    assert cliente(amministratore).post(reverse("admin:ente_area_add"), dati).status_code == 302
    assert Area.objects.get(codice="area7").ente == altro_ente
    atto = Atto.objects.filter(ente=altro_ente).latest("pk")
    assert (atto.utente, atto.azione) == (amministratore, "aggiunge area")


def test_a_code_used_twice_is_said_in_the_form(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    dati = {"codice": "area1", "numero": 9, "nome": "Doppia", "_save": "1"}
    risposta = cliente(utente("amministratore")).post(reverse("admin:ente_area_add"), dati)
    assert risposta.status_code == 200
    assert "esiste" in risposta.content.decode()
    assert not Area.objects.filter(nome="Doppia").exists()


def test_a_body_that_has_not_said_how_it_measures_is_told_so(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    """But a closed period is still read as it was measured, and so is an adopted year."""
    ImpostazioniMisura.objects.filter(ente=ciclo.ente).delete()
    client = cliente(utente("controllo"))
    assert client.get("/cruscotti/2019/ente/").status_code == 200
    Fotografia.objects.all().delete()
    assert client.get("/cruscotti/2019/ente/").status_code == 200
    Ciclo.objects.filter(pk=ciclo.pk).update(misura_congelata=None)
    risposta = client.get("/cruscotti/2019/ente/")
    assert risposta.status_code == 409
    assert "impostazioni di misura" in risposta.content.decode()
