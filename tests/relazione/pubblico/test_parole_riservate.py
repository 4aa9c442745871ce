"""No body hides behind an address of the site: its code is none of the words that the public addresses keep."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client

from ente.actions.ente import definisci_ente
from ente.errori import ErroreUtente
from ente.models import Ente, Utente
from ente.models.ente import RISERVATI
from relazione.pubblico.urls import urlpatterns
from tests.mondi.scena import ANNO, crea_scena

pytestmark = pytest.mark.django_db


def test_every_fixed_word_of_the_public_addresses_is_kept() -> None:
    prime = {str(voce.pattern).partition("/")[0] for voce in urlpatterns}
    fisse = {p for p in prime if p and not p.startswith("<")}
    assert fisse == RISERVATI


@pytest.mark.parametrize("codice", ["verifica", "Verifica"])
def test_a_body_is_not_made_with_one_of_them(codice: str, tmp_path: Path) -> None:
    """By the administration, by a folder, by an import that makes it."""
    with pytest.raises(ErroreUtente, match=r"parola degli indirizzi pubblici: scegliete un altro codice"):
        definisci_ente(dati={"codice": codice, "denominazione": "X"}, cartella=tmp_path, da=None)
    foglio = tmp_path / "indicatori.csv"
    foglio.write_text("Indicatore,Target,Valore\nPratiche,10,9\n")
    with pytest.raises(CommandError, match="parola degli indirizzi pubblici"):
        call_command(
            "importa", "indicatori", str(foglio), ente=codice, anno=ANNO, cruscotto="ente", crea=True, stdout=StringIO()
        )
    client = Client()
    client.force_login(Utente.objects.create_superuser("radice", password="x"))
    pagina = client.post("/amministrazione/ente/ente/add/", {"codice": codice, "denominazione": "X"})
    assert "parola degli indirizzi pubblici" in pagina.content.decode()
    assert not Ente.objects.filter(codice__iexact="verifica").exists()


def test_a_code_that_is_no_word_of_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ErroreUtente, match="codice dell'ente non va bene"):
        definisci_ente(dati={"codice": "la mia casa", "denominazione": "X"}, cartella=tmp_path, da=None)


def test_a_code_does_not_change_nor_the_year_of_what_was_adopted() -> None:
    """They are in the addresses of what was published, and in its manifest."""
    scena = crea_scena()
    client = Client()
    client.force_login(Utente.objects.create_superuser("radice", password="x"))
    dati = {"codice": "altro", "denominazione": "X", "colore_primario": "#17324d", "colore_secondario": "#0066cc"}
    pagina = client.post(f"/amministrazione/ente/ente/{scena.ente.pk}/change/", dati)
    assert "non si cambia" in pagina.content.decode()
    scena.ente.refresh_from_db()
    assert scena.ente.codice == "scena"
    ciclo = scena.ciclo
    ciclo.anno = ANNO + 1
    ciclo.full_clean(exclude=["misura_congelata"])
    ciclo.misura_congelata = {}
    with pytest.raises(ValidationError, match="«anno» non si cambia"):
        ciclo.full_clean(exclude=["misura_congelata"])
