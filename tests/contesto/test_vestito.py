"""The site in the colours of the body: what cannot be read is refused, with the ratio and a colour that can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from contesto.actions.colori import ColoriRifiutati, cambia_colori
from contesto.colori import Tema, contrasto, leggibile, luce
from contesto.vestito import foglio_di_stile, illeggibili, nome_di, tema_di
from cruscotto.models import Ciclo
from ente.importazione import ImportazioneRifiutata
from ente.models import Atto, Utente
from ente.poteri import Poteri
from relazione.caricamento.cartella import carica_cartella
from tests.mondi.demo import CARTELLA

VIOLA, VERDE = "#6b1d5c", "#0a6f3f"
colori = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(colori)
def test_the_proposal_reads_and_is_near(colore: str) -> None:
    proposto = leggibile(colore)
    assert contrasto(proposto, "#ffffff") >= contrasto(proposto, "#e6ecf2") >= 4.5
    if contrasto(colore, "#e6ecf2") >= 4.5:
        assert proposto == colore
    else:  # no lighter one would read: 1 point of L* more is not enough, but for the rounding to 8 bits
        assert contrasto(proposto, "#e6ecf2") < 4.8
        assert luce(proposto) < luce(colore)


def test_white_on_yellow_is_refused_with_the_ratio_and_a_colour() -> None:
    """By hand: #ffcc00 has luminance 0,6444, #e6ecf2 0,8311; (0,8311 + 0,05) / (0,6444 + 0,05) = 1,27."""
    [trovato] = illeggibili(Tema("#ffcc00", VERDE))
    assert "colore primario #ffcc00 non si legge" in str(trovato)
    assert "1,27 a 1, ne serve almeno 4,5" in str(trovato)
    assert trovato.proposto in str(trovato)
    assert illeggibili(Tema(trovato.proposto, VERDE)) == []


@given(colori, colori)
def test_a_name_is_of_its_own_sheet(primario: str, secondario: str) -> None:
    nome = nome_di(Tema(primario, secondario))
    assert tema_di(nome) == Tema(primario, secondario)
    assert tema_di(nome[:-1] + ("0" if nome[-1] != "0" else "1")) is None
    assert "<" not in foglio_di_stile(Tema(primario, secondario))


@pytest.fixture
def chi(ciclo: Ciclo, utente: Callable[[str], Utente]) -> Client:
    cliente = Client()
    cliente.force_login(utente("amministratore"))
    return cliente


def test_the_sheet_is_for_everybody_and_for_ever(ciclo: Ciclo) -> None:
    dove = reverse("vestito:stile", args=[nome_di(Tema(VIOLA, VERDE))])
    risposta = Client().get(dove)
    assert risposta.status_code == 200 and risposta["Content-Type"] == "text/css"
    assert f".it-header-center-wrapper {{ background: {VIOLA}; }}" in risposta.content.decode()
    assert "immutable" in risposta["Cache-Control"] and "public" in risposta["Cache-Control"]
    assert "Cookie" not in risposta.get("Vary", "")
    assert Client().get(dove, headers={"If-None-Match": risposta["ETag"]}).status_code == 304
    assert Client().get(dove.replace("6b1d5c", "6b1d5d")).status_code == 404


def test_the_page_shows_and_then_keeps(chi: Client, utente: Callable[[str], Utente]) -> None:
    dove, ente = reverse("vestito:colori"), utente("amministratore").ente
    assert ente is not None
    due = {"colore_primario": VIOLA, "colore_secondario": VERDE}
    prova = chi.get(dove, due).content.decode()
    suo = f"/stile/{nome_di(Tema(VIOLA, VERDE))}.css"
    assert suo in prova and "anteprima" in prova
    ente.refresh_from_db()
    assert ente.colore_primario == "#17365D"
    assert chi.post(dove, due).status_code == 302
    ente.refresh_from_db()
    assert (ente.colore_primario, ente.colore_secondario) == (VIOLA, VERDE)
    assert suo in chi.get("/").content.decode()
    atto = Atto.objects.get(azione="cambia colori")
    assert atto.dettagli["prima"]["colore_primario"] == "#17365D"


def test_what_cannot_be_read_is_not_kept(chi: Client, utente: Callable[[str], Utente]) -> None:
    risposta = chi.post(reverse("vestito:colori"), {"colore_primario": "#ffcc00", "colore_secondario": "#777"})
    assert risposta.status_code == 422
    risposta = chi.post(reverse("vestito:colori"), {"colore_primario": "#ffcc00", "colore_secondario": VERDE})
    assert risposta.status_code == 422 and "1,27 a 1" in risposta.content.decode()
    assert f"{leggibile('#ffcc00')[1:]}" in risposta.content.decode()
    assert not Atto.objects.filter(azione="cambia colori").exists()


def test_the_act_refuses_by_itself(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    amministra, controlla = utente("amministratore"), utente("controllo")
    with pytest.raises(ColoriRifiutati, match="1,27 a 1"):
        cambia_colori(ente=ciclo.ente, tema=Tema("#ffcc00", VERDE), da=amministra, poteri=Poteri.di(amministra))
    with pytest.raises(PermissionDenied):
        cambia_colori(ente=ciclo.ente, tema=Tema(VIOLA, VERDE), da=controlla, poteri=Poteri.di(controlla))


@pytest.mark.parametrize(("colore", "detto"), [("#ffcc00", "1,27 a 1"), ("giallo", "non è nella forma #rrggbb")])
@pytest.mark.django_db
def test_a_folder_is_refused_too(tmp_path: Path, colore: str, detto: str) -> None:
    copia = copytree(CARTELLA, tmp_path / "ente")
    descrizione = yaml.safe_load((copia / "ente.yaml").read_text()) | {"colore_primario": colore}
    (copia / "ente.yaml").write_text(yaml.safe_dump(descrizione))
    with pytest.raises(ImportazioneRifiutata, match=detto):
        carica_cartella(copia, password="una password per le prove")
