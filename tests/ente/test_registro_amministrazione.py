"""What an administrator writes in the administration leaves its lines: one for each row, from what to what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ente.models import Area, Atto, Ente, Incarico, Ruolo, Ufficio, Utente
from tests.mondi.moduli import leggi_moduli

pytestmark = pytest.mark.django_db

Nuovi = Callable[[], list[tuple[str, str, dict[str, Any]]]]


@pytest.fixture
def ente() -> Ente:
    return Ente.objects.create(codice="nuovo", denominazione="Nuovo")


@pytest.fixture
def amministratore(ente: Ente) -> Utente:
    chi = Utente.objects.create(username="capo", qualifica="Capo", ente=ente, is_staff=True)
    Incarico.objects.create(utente=chi, ruolo=Ruolo.AMMINISTRATORE)
    return chi


@pytest.fixture
def client(amministratore: Utente) -> Client:
    client = Client()
    client.force_login(amministratore)
    return client


@pytest.fixture
def nuovi(ente: Ente, amministratore: Utente) -> Nuovi:
    """Act, object and details of the lines of the body; all of them of the administrator, and naming their row."""

    def _nuovi() -> list[tuple[str, str, dict[str, Any]]]:
        righe = list(Atto.objects.di(ente).order_by("pk"))
        assert {r.utente for r in righe} <= {amministratore}
        assert all(r.chiave and r.modello and r.azione.endswith(r.modello) for r in righe)
        return [(r.azione, r.oggetto, r.dettagli) for r in righe]

    return _nuovi


def modulo(client: Client, indirizzo: str) -> dict[str, str]:
    """What the form of a page would send as it is."""
    principale = max(leggi_moduli(client.get(indirizzo).content.decode()), key=len)
    return {nome: valori[-1] for nome, valori in principale.items() if "__prefix__" not in nome}


def test_a_row_from_what_to_what(client: Client, ente: Ente, nuovi: Nuovi) -> None:
    prima = Area.objects.create(ente=ente, codice="a1", numero=1, nome="Prima")
    dopo = Area.objects.create(ente=ente, codice="a2", numero=2, nome="Dopo")
    ufficio = Ufficio.objects.create(ente=ente, codice="u", nome="Ufficio", area=prima)
    indirizzo = reverse("admin:ente_ufficio_change", args=[ufficio.pk])
    dati = modulo(client, indirizzo)
    assert client.post(indirizzo, dati | {"area": str(dopo.pk), "nome": "Altro"}).status_code == 302
    cambio = {"prima": {"area": str(prima), "nome": "Ufficio"}, "dopo": {"area": str(dopo), "nome": "Altro"}}
    assert nuovi() == [("modifica ufficio", "Altro", cambio)]
    assert client.post(reverse("admin:ente_ufficio_delete", args=[ufficio.pk]), {"post": "yes"}).status_code == 302
    assert nuovi()[1:] == [("elimina ufficio", "Altro", {})]


def test_a_new_row_says_what_it_says(client: Client, nuovi: Nuovi) -> None:
    indirizzo = reverse("admin:ente_area_add")
    assert client.post(indirizzo, {"codice": "a9", "numero": "9", "nome": "Nuova"}).status_code == 302
    ((azione, oggetto, dettagli),) = nuovi()
    assert (azione, oggetto) == ("aggiunge area", "Area 9 – Nuova")
    assert dettagli["dopo"] == {"codice": "a9", "numero": "9", "nome": "Nuova"}
    assert set(dettagli["prima"].values()) == {""}


def test_a_role_given_changed_and_taken(client: Client, ente: Ente, nuovi: Nuovi) -> None:
    chi = Utente.objects.create(username="tizio", qualifica="Esperto", ente=ente)
    ufficio = Ufficio.objects.create(ente=ente, codice="u", nome="Ufficio")
    indirizzo = reverse("admin:ente_utente_change", args=[chi.pk])

    def invia(**campi: str) -> None:
        dati = modulo(client, indirizzo) | {f"incarichi-{nome}": valore for nome, valore in campi.items()}
        assert client.post(indirizzo, dati).status_code == 302

    invia(**{"TOTAL_FORMS": "1", "0-ruolo": "redattore", "0-ufficio": str(ufficio.pk)})
    invia(**{"0-ruolo": "oiv"})
    invia(**{"0-DELETE": "on"})
    assert not chi.incarichi.exists()
    righe = [r for r in nuovi() if "incarico" in r[0]]
    assert [(azione, oggetto) for azione, oggetto, _ in righe] == [
        ("aggiunge incarico", "Esperto: Redattore – Ufficio"),
        ("modifica incarico", "Esperto: OIV – Ufficio"),
        ("elimina incarico", "Esperto: OIV – Ufficio"),
    ]
    assert righe[0][2]["dopo"] == {"ruolo": "redattore", "ufficio": "Ufficio"}
    assert (righe[1][2]["prima"], righe[1][2]["dopo"]) == ({"ruolo": "redattore"}, {"ruolo": "oiv"})


def test_a_password_leaves_a_line_and_is_not_in_it(client: Client, ente: Ente, nuovi: Nuovi) -> None:
    segreta = "una password lunga e segreta 77"
    dati = {"username": "tizio", "usable_password": "true", "password1": segreta, "password2": segreta}
    aggiunta = reverse("admin:ente_utente_add")
    assert client.post(aggiunta, modulo(client, aggiunta) | dati).status_code == 302
    chi = Utente.objects.get(username="tizio")
    indirizzo = reverse("admin:auth_user_password_change", args=[chi.pk])
    altra = {"usable_password": "true", "password1": f"{segreta}!", "password2": f"{segreta}!"}
    assert client.post(indirizzo, altra | {"password2": "diversa"}).status_code == 200
    assert client.post(indirizzo, altra).status_code == 302
    righe = nuovi()
    assert [azione for azione, _, _ in righe] == ["aggiunge utente", "modifica utente"]
    assert righe[1][2] == {"campi": ["password"]}
    assert segreta not in str(righe)
    assert "argon2" not in str(righe)
