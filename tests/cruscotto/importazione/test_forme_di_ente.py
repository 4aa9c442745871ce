"""Bodies that have not the four prospettive: without any, with one level only, with aree strategiche in their place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto, misura_cruscotti
from cruscotto.misurazione.struttura import leggi_struttura
from cruscotto.models import AreaStrategica, ObiettivoStrategico, Periodo, Prospettiva
from cruscotto.strategia.albero import Ramo, costruisci_albero
from ente.models import Area, Ufficio
from tests.mondi import forme
from tests.mondi.forme import CON_AREE, NUDO, SENZA, SOLO_AREE, SOLO_PROSPETTIVE, Foglio, ciclo_nuovo

pytestmark = pytest.mark.django_db
Importa = Callable[..., str]


@pytest.fixture
def importa(tmp_path: Path) -> Importa:
    def fai(righe: Foglio, *opzioni: str) -> str:
        return forme.importa(righe, tmp_path, *opzioni)

    return fai


def misurato() -> Prospetto:
    ciclo = ciclo_nuovo()
    (prospetto,) = misura_cruscotti(ciclo, Periodo.objects.get(ciclo=ciclo, numero=3), list(ciclo.cruscotti.all()))
    return prospetto


def albero(prospetto: Prospetto) -> Ramo:
    ciclo = ciclo_nuovo()
    misura = Misura.dell_ente(ciclo.ente_id)
    return costruisci_albero(leggi_struttura(ciclo, None), [prospetto], misura, aperto=True)


def forma(ramo: Ramo) -> Any:
    """Level and text of a branch, with what is under it."""
    return ramo.livello, ramo.testo, [forma(f) for f in ramo.figli], [f.riga.etichetta for f in ramo.foglie]


def test_without_prospettive_the_scorecard_is_the_mean_of_its_objectives(importa: Importa) -> None:
    """(80% + 40%) / 2 = 60% and 90%: 75%."""
    detto = importa(SENZA)
    assert "Si crea" not in detto  # it is no preview
    prospetto = misurato()
    assert prospetto.livello is None
    assert [(o.titolo, o.media.valore) for p in prospetto.prospettive for o in p.obiettivi] == [
        ("1. Servizi", Decimal(60)),
        ("2. Persone", Decimal(90)),
    ]
    assert prospetto.media.valore == Decimal(75)
    assert "2 voci" in prospetto.media.spiegazione
    assert not Prospettiva.objects.con_nome().filter(ciclo__ente__codice="nuovo").exists()
    assert forma(albero(prospetto)) == (
        "Ente",
        "Tutti i risultati",
        [
            ("Obiettivo strategico", "1. Servizi", [], ["Giorni di apertura", "Pratiche online"]),
            ("Obiettivo strategico", "2. Persone", [], ["Ore di formazione"]),
        ],
        [],
    )
    assert albero(prospetto).media.valore == Decimal(75)


def test_with_weights_of_objectives(importa: Importa) -> None:
    """60% × 80 + 90% × 20 = 66%."""
    importa(SENZA)
    for o in ObiettivoStrategico.objects.filter(ciclo__ente__codice="nuovo"):
        o.nodi.update(peso={1: 80, 2: 20}[o.numero])
    assert misurato().media.valore == Decimal(66)


def test_a_scorecard_of_indicators_alone(importa: Importa) -> None:
    """(80 + 40 + 90) / 3 = 70%."""
    importa(NUDO)
    prospetto = misurato()
    assert (prospetto.livello, prospetto.con_obiettivi, prospetto.media.valore) == (None, False, Decimal(70))
    assert [(p.nome, o.titolo) for p in prospetto.prospettive for o in p.obiettivi] == [("", "")]
    radice = albero(prospetto)
    assert forma(radice)[2:] == ([], ["Giorni di apertura", "Pratiche online", "Ore di formazione"])
    assert radice.media.valore == Decimal(70)


def test_with_areas_in_their_place(importa: Importa) -> None:
    """Area 1: (80 + 40) / 2 = 60; area 2: 90; the scorecard 75."""
    importa(CON_AREE)
    prospetto = misurato()
    assert prospetto.livello is not None and prospetto.livello.uno == "area strategica"
    assert [(p.nome, p.media.valore) for p in prospetto.prospettive] == [
        ("1. Competitività", Decimal(60)),
        ("2. Regolazione", Decimal(90)),
    ]
    assert prospetto.media.valore == Decimal(75)
    radice = albero(prospetto)
    sotto = radice.figli[0].figli[0] if radice.livello == "Mandato" else radice
    assert [(r.livello, r.testo, [o.testo for o in r.figli]) for r in sotto.figli] == [
        ("Area strategica", "1. Competitività", ["1. Imprese", "2. Mercati"]),
        ("Area strategica", "2. Regolazione", ["3. Registro"]),
    ]
    AreaStrategica.objects.filter(ciclo__ente__codice="nuovo", numero=1).update(peso=20)
    AreaStrategica.objects.filter(ciclo__ente__codice="nuovo", numero=2).update(peso=80)
    assert misurato().media.valore == Decimal(84)


@pytest.mark.parametrize(
    ("foglio", "livello", "nomi"),
    [
        (SOLO_AREE, "Area strategica", ["1. Competitività", "2. Regolazione"]),
        (SOLO_PROSPETTIVE, "Prospettiva", ["Utenti", "Processi"]),
    ],
)
def test_one_level_alone(importa: Importa, foglio: Foglio, livello: str, nomi: list[str]) -> None:
    importa(foglio)
    prospetto = misurato()
    assert not prospetto.con_obiettivi
    assert [(p.nome, p.media.valore) for p in prospetto.prospettive] == list(
        zip(nomi, [Decimal(60), Decimal(90)], strict=True)
    )
    assert prospetto.media.valore == Decimal(75)
    radice = albero(prospetto)
    while radice.livello in ("Mandato", "Mission", "Vision") and radice.figli[0].livello in ("Mission", "Vision"):
        radice = radice.figli[0]
    assert [(r.livello, r.testo, len(r.foglie)) for r in radice.figli] == [(livello, nomi[0], 2), (livello, nomi[1], 1)]


@pytest.mark.parametrize("foglio", [SENZA, NUDO, CON_AREE, SOLO_AREE, SOLO_PROSPETTIVE])
def test_the_same_sheet_again_changes_nothing(importa: Importa, foglio: Foglio) -> None:
    importa(foglio)
    assert "0 nuovi, 0 modificati" in importa(foglio)
    assert "0 nuovi, 0 modificati" in importa(foglio, "--anteprima")


def test_what_is_made_is_told_first(importa: Importa) -> None:
    detto = importa(SENZA, "--crea", "--anteprima")
    assert [r for r in detto.splitlines() if r.startswith("Si crea")] == [
        "Si crea: ufficio «Sportello» (2 righe)",
        "Si crea: ufficio «Personale» (1 riga)",
        "Si crea: cruscotto «Cruscotto di ente» (3 righe)",
        "Si crea: obiettivo strategico «1. Servizi» (2 righe)",
        "Si crea: obiettivo strategico «2. Persone» (1 riga)",
    ]
    assert not Ufficio.objects.filter(ente__codice="nuovo").exists()


def test_an_area_named_by_a_title_is_made(importa: Importa) -> None:
    testa, *righe = SENZA
    detto = importa([("Cruscotto", *testa), *(("Cruscotto Area 3 - Imprese", *r) for r in righe)])
    assert detto
    area = Area.objects.get(ente__codice="nuovo")
    assert (area.numero, area.nome, area.codice) == (3, "Imprese", "area3")
    assert misurato().tipo == "area"


STAMPATO: Foglio = (
    ("Cruscotto della Comunità", "", ""),
    ("1. Servizi", "", ""),
    ("Indicatore", "Target", "Consuntivo"),
    ("Giorni di apertura", ">= 100", 80),
    ("Pratiche online", ">= 50", 20),
    ("2. Persone", "", ""),
    ("Indicatore", "Target", "Consuntivo"),
    ("Ore di formazione", ">= 10", 9),
)


def test_as_printed_without_prospettive(importa: Importa) -> None:
    importa(STAMPATO)
    prospetto = misurato()
    assert (prospetto.titolo, prospetto.livello, prospetto.media.valore) == (
        "Cruscotto della Comunità",
        None,
        Decimal(75),
    )
    assert [o.titolo for p in prospetto.prospettive for o in p.obiettivi] == ["1. Servizi", "2. Persone"]


def test_as_printed_under_areas(importa: Importa) -> None:
    testa, prima, *resto = STAMPATO
    seconda = resto.index(("2. Persone", "", ""))
    importa(
        (
            testa,
            ("Area strategica 1 - Competitività", "", ""),
            prima,
            *resto[:seconda],
            ("Area strategica 2 - Organizzazione", "", ""),
            *resto[seconda:],
        )
    )
    prospetto = misurato()
    assert [(p.nome, p.media.valore) for p in prospetto.prospettive] == [
        ("1. Competitività", Decimal(60)),
        ("2. Organizzazione", Decimal(90)),
    ]


CON_TUTTO: Foglio = (
    ("Prospettiva", "Obiettivo strategico", "Indicatore", "Verso", "Target", "Consuntivo"),
    ("Utenti", "1. Sportello", "Sportelli aperti", "crescente", 10, 6),
    ("Utenti", "2. Ascolto", "Risposte date", "crescente", 10, 8),
)


def test_rows_that_name_no_level_are_asked_about_and_come_first(importa: Importa) -> None:
    """60% and 80% are 70% under Utenti; the others are 70% together; the scorecard 70%, the mean of two parts."""
    importa(CON_TUTTO)
    detto = importa(NUDO, "--crea")
    assert "Il foglio non dice la prospettiva e l'obiettivo strategico degli indicatori nuovi" in detto
    assert "Senza altra indicazione: direttamente nel cruscotto" in detto
    prospetto = misurato()
    assert [(p.nome, len(p.obiettivi), p.media.valore) for p in prospetto.prospettive] == [
        ("", 1, Decimal(70)),
        ("Utenti", 2, Decimal(70)),
    ]
    assert (prospetto.media.valore, prospetto.media.contati) == (Decimal(70), 2)
    assert "0 nuovi, 0 modificati" in importa(NUDO)


def test_without_the_option_the_error_names_the_remedy(importa: Importa) -> None:
    importa(CON_TUTTO)
    for foglio in (NUDO, SENZA):
        with pytest.raises(CommandError, match="«Crea quello che manca», --crea"):
            importa(foglio, "--anteprima")
    assert ObiettivoStrategico.objects.filter(ciclo__ente__codice="nuovo").count() == 2
