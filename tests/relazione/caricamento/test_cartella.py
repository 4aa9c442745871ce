"""The import actions on the real folder: complete, repeatable, all or nothing, every error named with its place."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.actions.bilancio import importa_bilancio
from contesto.actions.tavola import importa_grafici, importa_tavola, leggi_griglia
from contesto.models import Cella, Tavola, VoceBilancio
from cruscotto.importazione.cartella.actions.indicatori import importa_indicatori
from cruscotto.importazione.cartella.actions.interventi import importa_interventi
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Indicatore,
    InterventoEconomico,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.riporto import riporta_ciclo
from ente.importazione import ImportazioneRifiutata, RigaLetta, leggi_csv
from ente.models import Atto
from relazione.caricamento.cartella import carica_cartella, leggi_yaml
from tests.mondi.demo import CARTELLA, PASSWORD

pytestmark = pytest.mark.django_db


def righe(**cambi: str) -> list[RigaLetta]:
    """A valid row of indicators for the real cycle, with some cells changed."""
    buona = {
        "cruscotto": "ente",
        "blocco": "1",
        "prospettiva": "Processi Interni",
        "obiettivo_strategico": "6. L'ottimizzazione organizzativa e gestionale",
        "codice": "NUOVO",
        "etichetta": "Un indicatore nuovo",
        "tipo": "numero",
        "direzione": "crescente",
        "target": "10",
        "actual": "9",
    }
    return [RigaLetta("prova.csv", 2, buona | cambi)]


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    """The same scorecards in a year that is being worked on: an adopted one refuses every change."""
    nuovo = riporta_ciclo(ciclo=ciclo, anno=2020, da=None)
    nuovo.periodi.update(stato=StatoPeriodo.APERTO)
    return nuovo


def quadro() -> tuple[int, ...]:
    modelli = (Collocazione, Indicatore, ValoreAtteso, Rilevazione, SalDichiarato, Cella, VoceBilancio, Atto)
    return tuple(modello.objects.count() for modello in modelli)


def test_the_same_folder_twice_changes_nothing(ciclo: Ciclo) -> None:
    prima = quadro()
    _, esito = carica_cartella(CARTELLA, password=PASSWORD)
    assert (esito.creati, esito.modificati) == (0, 0)
    assert esito.invariati > 1000
    assert quadro() == prima


def test_counts_of_the_real_document(ciclo: Ciclo) -> None:
    attesi = {
        "ente": 33,
        "area1": 27,
        "area2": 34,
        "area3": 43,
        "area4": 40,
        "ind_sg": 11,
        "ind_dir2": 16,
        "ind_dir3": 20,
        "ind_dir4": 17,
        "azienda_speciale": 10,
    }
    contati = {c.codice: c.collocazioni.count() for c in ciclo.cruscotti.all()}
    assert contati == attesi
    assert Collocazione.objects.filter(pira=True).count() == 54
    assert Collocazione.objects.filter(sal_pubblicato="").count() == 1
    assert InterventoEconomico.objects.count() == 24
    assert sum(i.importo for i in InterventoEconomico.objects.all()) == Decimal("2316941.05")


def test_an_indicator_is_defined_once_and_placed_many_times(ciclo: Ciclo) -> None:
    unificazione = Indicatore.objects.get(nome="Unificazione della struttura operativa dell'Ente")
    assert unificazione.collocazioni.count() == 9
    assert unificazione.valori_attesi.count() == 1
    assert unificazione.rilevazioni.count() == 1


def test_a_placement_keeps_its_own_actual_where_it_differs(ciclo: Ciclo) -> None:
    proventi = Indicatore.objects.get(nome__startswith="Proventi da Progetto Apprendistato")
    testi = set(proventi.rilevazioni.values_list("collocazione__cruscotto__codice", "testo"))
    assert testi == {(None, "€ 542.816,75"), ("azienda_speciale", "€ 542.817")}


def test_every_verbatim_text_is_stored_beside_its_normalised_value(ciclo: Ciclo) -> None:
    tolleranza = ValoreAtteso.objects.get(testo="> 5.700 (+/- 0,05)")
    assert (tolleranza.valore, tolleranza.tolleranza, tolleranza.stretto) == (Decimal(5700), Decimal("0.05"), True)
    assert tolleranza.avvisi
    assert not ValoreAtteso.objects.filter(tipo="").exists()
    assert not Rilevazione.objects.filter(tipo="").exists()


@pytest.mark.parametrize(
    ("cambi", "posto", "parte"),
    [
        ({"cruscotto": "area9"}, "prova.csv!cruscotto2", "Ci sono: ente, area1"),
        ({"prospettiva": "Inventata"}, "prova.csv!obiettivo_strategico2", "non sta sotto la prospettiva"),
        ({"obiettivo_strategico": "senza numero"}, "prova.csv!obiettivo_strategico2", "con il suo numero"),
        ({"tipo": "frazione"}, "prova.csv!tipo2", "scrivete uno fra"),
        ({"direzione": "su"}, "prova.csv!direzione2", "crescente, decrescente"),
        ({"codice": " "}, "prova.csv!codice2", "vuota"),
        ({"etichetta": ""}, "prova.csv!etichetta2", "vuota"),
        ({"peso": "dieci"}, "prova.csv!peso2", "dieci"),
        ({"sal_dichiarato": "100"}, "prova.csv!motivo2", "motivo"),
        ({"codice": "x" * 41}, "prova.csv!codice2", "40 caratteri"),
        ({"etichetta": "x" * 1001}, "prova.csv!etichetta2", "1000 caratteri"),
        ({"target": "x" * 201}, "prova.csv!target2", "200 caratteri"),
        ({"blocco": "primo"}, "prova.csv!blocco2", "numero intero"),
        ({"peso": "-1"}, "prova.csv!peso2", "negativo"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place_and_nothing_is_written(
    ciclo: Ciclo, cambi: dict[str, str], posto: str, parte: str
) -> None:
    prima = quadro()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa_indicatori(ciclo=ciclo, righe=[*righe(etichetta="Buona"), *righe(**cambi)], da=None)
    assert [e.posto for e in rifiuto.value.errori] == [posto]
    assert parte in rifiuto.value.errori[0].motivo
    assert quadro() == prima


def test_all_errors_come_back_together(ciclo: Ciclo) -> None:
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa_indicatori(ciclo=ciclo, righe=[*righe(tipo="x", direzione="y"), *righe(cruscotto="z")], da=None)
    assert len(rifiuto.value.errori) == 3


def test_what_cannot_be_read_is_stored_as_written_and_reported(aperto: Ciclo) -> None:
    esito = importa_indicatori(ciclo=aperto, righe=righe(target="boh??", codice="STRANO", cruscotto="area1"), da=None)
    atteso = ValoreAtteso.objects.get(indicatore__codice="strano")
    assert (atteso.testo, atteso.tipo) == ("boh??", "")
    assert any(avviso.posto == "prova.csv!target2" for avviso in esito.avvisi)


def test_every_import_leaves_a_line_in_the_register(ciclo: Ciclo) -> None:
    azioni = set(Atto.objects.values_list("azione", flat=True))
    assert {"importa indicatori", "importa tavola", "importa bilancio", "importa interventi"} <= azioni


def test_budget_amounts_that_are_not_numbers_are_refused(ciclo: Ciclo) -> None:
    cattiva = {"ordine": "99", "codice": "", "etichetta": "X", "tipo": "voce", "sezione": "", "preventivo": "1.2.3"}
    cattiva |= {"aggiornamento": "-", "consuntivo": "", "differenza": "abc"}
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa_bilancio(ente=ciclo.ente, anno=2019, righe=[RigaLetta("b.csv", 2, cattiva)], da=None)
    assert {e.posto for e in rifiuto.value.errori} == {"b.csv!preventivo2", "b.csv!differenza2"}


def test_the_total_of_the_interventions_is_checked_not_stored(ciclo: Ciclo) -> None:
    buone = leggi_csv(CARTELLA / "interventi.csv")
    assert importa_interventi(ciclo=ciclo, righe=buone, da=None).avvisi == []
    altra = [*buone[:-1], RigaLetta("i.csv", 26, {**buone[-1].valori, "importo": "2.316.941,06"})]
    (avviso,) = importa_interventi(ciclo=ciclo, righe=altra, da=None).avvisi
    assert "2.316.941,06" in avviso.motivo
    assert "2.316.941,05" in avviso.motivo


def test_a_changed_table_replaces_its_cells(ciclo: Ciclo) -> None:
    dati = next(t for t in leggi_yaml(CARTELLA / "contesto" / "tavole.yaml") if t["codice"] == "imprese-settore")
    griglia = leggi_griglia(CARTELLA / "contesto" / "imprese-settore.csv")
    griglia[1][1] = "11.635"
    importa_tavola(ente=ciclo.ente, anno=2019, ordine=3, dati=dati, griglia=griglia, da=None)
    tavola = Tavola.objects.get(codice="imprese-settore")
    assert tavola.celle.filter(testo="11.635", valore=11635, colonna__anno=2015).count() == 1
    assert tavola.celle.count() == 7 * 6


def test_a_cell_is_found_by_its_coordinates(ciclo: Ciclo) -> None:
    cella = Cella.objects.get(
        tavola__codice="mercato-lavoro",
        riga__anno=2019,
        colonna__territorio="Siena",
        colonna__misura__startswith="Tasso disoccupazione",
    )
    assert cella.valore == Decimal("7.0")


def test_a_chart_of_a_missing_table_is_refused(ciclo: Ciclo) -> None:
    with pytest.raises(ImportazioneRifiutata, match="non c'è"):
        importa_grafici(ente=ciclo.ente, anno=2019, dati=[{"codice": "x", "tavola": "inesistente"}], da=None)


@pytest.mark.parametrize(
    ("contenuto", "parte"),
    [
        (b"a,b\n1,2,3\n", "più celle"),
        (b"a,c\n1,2\n", "mancano le colonne b"),
        (b"a,b\n\xff\xfe,2\n", "UTF-8"),
        (b"", "mancano le colonne a, b"),
    ],
)
def test_a_broken_file_is_refused_in_one_sentence(tmp_path: Path, contenuto: bytes, parte: str) -> None:
    percorso = tmp_path / "f.csv"
    percorso.write_bytes(contenuto)
    with pytest.raises(ImportazioneRifiutata, match=parte):
        leggi_csv(percorso, ("a", "b"))


@given(st.dictionaries(st.sampled_from(["target", "actual", "peso", "sal", "tipo", "etichetta", "blocco"]), st.text()))
def test_any_text_in_a_row_is_either_imported_or_refused(celle: dict[str, str]) -> None:
    """Never another exception, whatever a cell holds."""
    ciclo = Ciclo.objects.get(anno=2019)
    with pytest.raises(ImportazioneRifiutata):
        # The second row is always wrong, so that nothing is ever written and each example starts from the same rows.
        importa_indicatori(ciclo=ciclo, righe=[*righe(**celle), *righe(cruscotto="nessuno")], da=None)
