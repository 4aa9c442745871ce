"""What the site gives to download goes back where it came from, whatever year is chosen: nothing changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from contesto.models import Tavola
from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo
from ente.models import Utente
from ente.progetto import Progetto

pytestmark = pytest.mark.django_db


def ricarica(genere: str, nome: str, contenuto: bytes) -> Progetto:
    """Into the first period of the year after."""
    ciclo = Ciclo.objects.select_related("ente").get(anno=2020)
    chi = Utente.objects.get(username="amministratore")
    dove = Dove(ente=ciclo.ente, del_ciclo=ciclo, periodo=ciclo.periodi.order_by("numero").first(), da=chi)
    return progetta_file(GENERI[genere], dove, nome, contenuto)[1]


@pytest.mark.parametrize("formato", ["xlsx", "csv", "ods"])
@pytest.mark.parametrize("genere", ["bilancio", "interventi", "tavola"])
def test_what_is_downloaded_goes_back_to_its_year(dimostrativo: Ciclo, genere: str, formato: str) -> None:
    quale = [Tavola.objects.filter(anno=2019).earliest("ordine").codice] if genere == "tavola" else []
    cliente = Client()
    cliente.force_login(Utente.objects.get(username="amministratore"))
    risposta = cliente.get(reverse(f"cruscotto:{genere}-download", args=[2019, *quale]), {"formato": formato})
    trovato = re.search(r'filename="?([^";]+)', risposta["Content-Disposition"])
    assert trovato is not None
    progetto = ricarica(genere, trovato[1], risposta.content)
    assert (progetto.errori, progetto.dubbi, progetto.cambi) == ([], {}, [])
    assert progetto.invariati > 0
    assert "ed è di 2019: i suoi dati vanno lì, non in 2020" in progetto.avvisi[0].motivo


def test_the_file_of_the_command_goes_back_to_its_period(dimostrativo: Ciclo, tmp_path: Path) -> None:
    file = tmp_path / "indicatori.csv"
    call_command("esporta", "indicatori", "--ente", "arezzo-siena", "--anno", "2019", "--output", str(file))
    progetto = ricarica("indicatori", file.name, file.read_bytes())
    assert (progetto.errori, progetto.dubbi, progetto.cambi) == ([], {}, [])
    assert "è di Terzo quadrimestre 2019: i suoi dati vanno lì" in progetto.avvisi[0].motivo


def test_a_table_that_only_has_such_a_name_is_somebody_s(dimostrativo: Ciclo) -> None:
    """Its columns are others: it goes where it was sent."""
    codice = Tavola.objects.filter(anno=2019).earliest("ordine").codice
    progetto = ricarica("tavola", f"{codice}-2019.csv", b"Comune;Imprese\nValchiara;3\n")
    assert not any("l'ha scritto il sito" in a.motivo for a in progetto.avvisi)
