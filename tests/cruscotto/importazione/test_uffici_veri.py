"""Sheets as offices keep them, into a body that has nothing yet: what was read wrong, or in silence, and is not."""

from __future__ import annotations

from typing import Any

import pytest

from cruscotto.importazione.actions.apertura import apri_dove
from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.anni_e_periodi import ALTRO, numero_di
from cruscotto.importazione.cruscotti.numerati import NUMERO_E_NOME
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Collocazione, Indicatore, ObiettivoStrategico, Prospettiva, Rilevazione
from ente.models import Ente, Incarico, Ruolo, Utente
from ente.progetto import Progetto
from tests.mondi.fogli import Griglia, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def vuoto(db: None) -> Ciclo:
    apri_dove("nuovo", 2020, "ente")
    chi = Utente.objects.create(ente=Ente.objects.get(codice="nuovo"), username="adele")
    Incarico.objects.create(utente=chi, ruolo=Ruolo.AMMINISTRATORE)
    return Ciclo.objects.get(ente=chi.ente, anno=2020)


def progetta(ciclo: Ciclo, righe: Griglia, risposte: dict[str, str] | None = None) -> Progetto:
    dove = Dove(
        ente=ciclo.ente,
        del_ciclo=ciclo,
        periodo=ciclo.periodi.order_by("-numero").first(),
        cruscotto=ciclo.cruscotti.first(),
        da=Utente.objects.get(username="adele"),
        crea=True,
    )
    return progetta_file(GENERI["indicatori"], dove, "f.xlsx", xlsx(righe), {}, risposte or {})[1]


def nuovi(progetto: Progetto, modello: type[Any]) -> list[Any]:
    return [c.oggetto for c in progetto.cambi if isinstance(c.oggetto, modello)]


# -- numbers before names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("testo", "atteso"),
    [
        ("6. Crescere", ("6", "Crescere")),
        ("6 - Crescere", ("6", "Crescere")),
        ("6 Crescere", ("6", "Crescere")),
        ("6. 100 alberi", ("6", "100 alberi")),
        ("6", ("6", "")),
        ("6.", ("6", "")),
        ("1.1 Pianificare", None),
        ("1.1. Pianificare", None),
        ("100 alberi nuovi", None),
        ("5G nelle scuole", None),
        ("2020-2022: il triennio", None),
    ],
)
def test_what_is_the_number_of_a_name(testo: str, atteso: tuple[str, str] | None) -> None:
    trovato = NUMERO_E_NOME.match(testo)
    assert (trovato.groups() if trovato else None) == atteso


def test_objectives_numbered_on_two_levels_are_as_many_as_they_are(vuoto: Ciclo) -> None:
    righe: Griglia = [
        ["Obiettivo", "Indicatore", "Verso", "Target"],
        ["1.1 Pianificare", "Varianti", "crescente", 5],
        ["1.2 Controllare", "Sopralluoghi", "crescente", 100],
        ["100 alberi nuovi", "Alberi", "crescente", 100],
    ]
    progetto = progetta(vuoto, righe)
    assert (progetto.errori, progetto.dubbi) == ([], {})
    nomi = [o.nome for o in nuovi(progetto, ObiettivoStrategico)]
    assert nomi == ["1.1 Pianificare", "1.2 Controllare", "100 alberi nuovi"]


# -- parts of a year ---------------------------------------------------------------------------------------------------

MISURA = ["Pratiche", "crescente", 40]


def test_quarters_are_no_parts_of_a_year_divided_in_three(vuoto: Ciclo) -> None:
    periodi = list(vuoto.periodi.order_by("numero"))
    assert {t: numero_di(t, periodi) for t in ("T3", "3T", "t1", "Q3")} == {
        "T3": ALTRO,
        "3T": ALTRO,
        "t1": ALTRO,
        "Q3": 3,
    }
    righe: Griglia = [["Indicatore", "Verso", "Target", "T1", "T2", "T3", "T4"], [*MISURA, 9, 11, 10, 12]]
    progetto = progetta(vuoto, righe)
    assert nuovi(progetto, Rilevazione) == []
    (avviso,) = [a.motivo for a in progetto.avvisi if "altri periodi" in a.motivo]
    assert "il 2020 non ha questi periodi" in avviso and "ditelo fra le colonne" in avviso


def test_numbers_below_a_part_of_the_year_are_of_that_part(vuoto: Ciclo) -> None:
    righe: Griglia = [["Indicatore", "Verso", "Target", "Trimestre", "Consuntivo"], [*MISURA, 3, 9]]
    progetto = progetta(vuoto, righe)
    assert nuovi(progetto, Rilevazione) == []
    assert "sono di altri periodi (3): il 2020 non ha questi periodi" in str(progetto.errori[0])
    righe[0][3] = "Quadrimestre"
    assert [r.valore for r in nuovi(progetta(vuoto, righe), Rilevazione)] == [9]


def test_numbers_of_more_parts_than_the_year_has_are_asked_about(vuoto: Ciclo) -> None:
    testa = ["Indicatore", "Verso", "Target", "Periodo", "Consuntivo"]
    righe: Griglia = [testa, *([*MISURA, n, 10 * n] for n in (1, 2, 3, 4))]
    progetto = progetta(vuoto, righe)
    (dubbio,) = [d for d in progetto.dubbi.values() if "numerati fino a 4" in d.frase]
    assert [r.valore for r in nuovi(progetto, Rilevazione)] == [30]
    progetto = progetta(vuoto, righe, {dubbio.chiave: "altre"})
    assert "nessuna riga è di III quadrimestre 2020" in str(progetto.errori[0])
    q: Griglia = [["Indicatore", "Verso", "Target", "Q1", "Q2", "Q3", "Q4"], [*MISURA, 9, 11, 10, 12]]
    assert any("numerati fino a 4" in d.frase for d in progetta(vuoto, q).dubbi.values())


# -- what stands above the headings ------------------------------------------------------------------------------------

TESTA: Griglia = [["Indicatore", "Verso", "Target", "Consuntivo"], ["Pratiche", "crescente", 10, 11]]


@pytest.mark.parametrize(
    "sopra",
    [
        "Monitoraggio trimestrale degli obiettivi 2020",
        "Comune di Valchiara",
        "Indicatori di settore, anno 2020",
        "Responsabile: il dirigente del settore tecnico",
        "I dati vanno mandati entro il 31 marzo a chi li raccoglie.",
        "Servizi 2020",
    ],
)
def test_a_title_is_no_prospettiva(vuoto: Ciclo, sopra: str) -> None:
    progetto = progetta(vuoto, [[sopra], *TESTA])
    assert (progetto.errori, progetto.dubbi) == ([], {})
    assert [p.nome for p in nuovi(progetto, Prospettiva)] == [""]


def test_a_text_that_may_be_either_is_asked_about(vuoto: Ciclo) -> None:
    progetto = progetta(vuoto, [["Processi interni"], *TESTA])
    (dubbio,) = progetto.dubbi.values()
    assert "«Processi interni»: che cos'è?" in dubbio.frase
    assert [p.nome for p in nuovi(progetto, Prospettiva)] == [""]
    progetto = progetta(vuoto, [["Processi interni"], *TESTA], {dubbio.chiave: "prospettiva"})
    assert [p.nome for p in nuovi(progetto, Prospettiva)] == ["Processi interni"]
    altra: Griglia = [["Crescita"], TESTA[0], ["Corsi", "crescente", 5, 6]]
    progetto = progetta(vuoto, [["Processi interni"], *TESTA, [], *altra])
    assert (progetto.dubbi, [p.nome for p in nuovi(progetto, Prospettiva)]) == ({}, ["Processi interni", "Crescita"])
    progetto = progetta(vuoto, [["Prospettiva: Processi interni"], *TESTA])
    assert (progetto.dubbi, [p.nome for p in nuovi(progetto, Prospettiva)]) == ({}, ["Processi interni"])


def test_a_level_called_by_its_name_is_that_level(vuoto: Ciclo) -> None:
    progetto = progetta(vuoto, [["Obiettivo strategico: Semplificare"], *TESTA])
    assert (progetto.errori, progetto.dubbi) == ([], {})
    assert [o.nome for o in nuovi(progetto, ObiettivoStrategico)] == ["Semplificare"]
    assert len(nuovi(progetto, Collocazione)) == len(nuovi(progetto, Indicatore)) == 1


# -- days that have lost their format ----------------------------------------------------------------------------------


def test_a_day_without_its_format_is_asked_about(vuoto: Ciclo) -> None:
    righe: Griglia = [
        ["Indicatore", "Unità di misura", "Target", "Consuntivo"],
        ["Bilancio approvato", "data", 44196, 44165],
        ["Sito rinnovato", "", "31/12/2020", 44165.5],
        ["Abitanti", "n.", 44165, 44196],
    ]
    progetto = progetta(vuoto, righe)
    (dubbio,) = [d for d in progetto.dubbi.values() if "serve una data" in d.frase]
    assert "«44196»" in dubbio.frase and "31/12/2020" in dubbio.frase and dubbio.quanti == 3
    testi = {r.indicatore.nome: (r.indicatore.tipo, r.testo) for r in nuovi(progetto, Rilevazione)}
    assert testi == {
        "Bilancio approvato": ("data", "30/11/2020"),
        "Sito rinnovato": ("data", "30/11/2020"),
        "Abitanti": ("numero", "44196"),
    }
    progetto = progetta(vuoto, righe, {dubbio.chiave: "numero"})
    assert {r.indicatore.nome: r.testo for r in nuovi(progetto, Rilevazione)}["Bilancio approvato"] == "44165"
