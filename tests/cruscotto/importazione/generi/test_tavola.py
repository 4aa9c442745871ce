"""Context tables from sheets: every real one there and back, cells and rows that change, new tables, totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contesto.actions.assi_tavola import stampato, stessa_cella
from contesto.foglio_tavola import accoppia, e_totale
from contesto.models import Cella, Colonna, GraficoTavola, Riga, Tavola
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import importa_subito, progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Importazione, StatoCiclo
from ente.errori import ErroreUtente
from ente.importazione import Esito, ImportazioneRifiutata
from ente.models import Atto, Utente
from ente.progetto import Progetto
from tests.mondi.demo import CARTELLA
from tests.mondi.fogli import Griglia, in_csv, xlsx

pytestmark = pytest.mark.django_db
CODICI = sorted(f.stem for f in (CARTELLA / "contesto").glob("*.csv"))


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    """The real cycle before its Relazione was adopted."""
    Ciclo.objects.filter(pk=ciclo.pk).update(
        stato=StatoCiclo.MONITORAGGIO, approvazione_organo="", approvazione_numero="", approvazione_data=None
    )
    return Ciclo.objects.select_related("ente").get(pk=ciclo.pk)


def dove(ciclo: Ciclo) -> Dove:
    return Dove(ente=ciclo.ente, del_ciclo=ciclo)


def progetta(ciclo: Ciclo, contenuto: bytes, nome: str = "t.csv", genere: str = "tavola", **risposte: str) -> Progetto:
    return progetta_file(GENERI[genere], dove(ciclo), nome, contenuto, None, risposte)[1]


def importa(ciclo: Ciclo, contenuto: bytes, nome: str = "t.csv", genere: str = "tavola") -> Esito:
    return importa_subito(genere=GENERI[genere], dove=dove(ciclo), nome=nome, contenuto=contenuto)


def errori(ciclo: Ciclo, contenuto: bytes, nome: str = "t.csv", genere: str = "tavola") -> dict[str, str]:
    prima = stato()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(ciclo, contenuto, nome, genere)
    assert stato() == prima
    return {e.posto: e.motivo for e in rifiuto.value.errori}


def stato() -> list[Any]:
    modelli = (Tavola, Riga, Colonna, Cella, GraficoTavola, Atto, Importazione)
    return [list(m._base_manager.order_by("pk").values_list()) for m in modelli]


def tavola(codice: str) -> Tavola:
    return Tavola.objects.get(ente__codice="arezzo-siena", anno=2019, codice=codice)


def stampata(codice: str) -> list[list[str]]:
    """A table as it is: its headings in a row each, then its cells."""
    t = tavola(codice)
    colonne = list(t.colonne.order_by("ordine"))
    testi = {(c.riga_id, c.colonna_id): c.testo for c in t.celle.all()}
    sopra = [[c.livello_superiore for c in colonne]] if any(c.livello_superiore for c in colonne) else []
    corpo = [[testi[r.pk, c.pk] for c in colonne] for r in t.righe.order_by("ordine")]
    return [*sopra, [c.etichetta for c in colonne], *corpo]


@cache
def vera(codice: str) -> bytes:
    return (CARTELLA / "contesto" / f"{codice}.csv").read_bytes()


def griglia(codice: str) -> Griglia:
    """The real file of a table, to be touched."""
    return [r.split(",") for r in vera(codice).decode().splitlines()]


# -- there and back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codice", CODICI)
def test_a_real_table_as_a_clerk_keeps_it_changes_nothing(ciclo: Ciclo, codice: str) -> None:
    progetto = progetta(ciclo, vera(codice), f"{codice}.csv")
    assert (progetto.errori, progetto.cambi, progetto.da_decidere) == ([], [], [])
    assert progetto.invariati > 3


@pytest.mark.parametrize("formato", ["csv", "xlsx", "ods"])
def test_every_table_comes_back_from_its_page(ciclo: Ciclo, utente: Callable[[str], Utente], formato: str) -> None:
    browser = Client()
    browser.force_login(utente("controllo"))
    for codice in CODICI:
        pagina = reverse("cruscotto:tavola-download", args=[2019, codice])
        contenuto = browser.get(f"{pagina}?formato={formato}").content
        progetto = progetta(ciclo, contenuto, f"{codice}-2019.{formato}")
        assert (codice, progetto.errori, [c.dopo for c in progetto.cambi]) == (codice, [], [])


def test_the_only_wrong_totals_of_the_document_are_told(ciclo: Ciclo) -> None:
    trovati = {c: [a.posto for a in progetta(ciclo, vera(c), f"{c}.csv").avvisi] for c in CODICI}
    assert {c: posti for c, posti in trovati.items() if posti} == {
        "personale-titolo-studio": ["personale-titolo-studio.csv!D6", "personale-titolo-studio.csv!F4"]
    }


def test_a_sheet_is_known_by_name_by_title_and_by_code(ciclo: Ciclo) -> None:
    corpo = griglia("personale-sesso")
    titolo = tavola("personale-sesso").titolo
    for contenuto, nome in (
        (xlsx(corpo, "personale-sesso"), "x.xlsx"),
        (xlsx(corpo, titolo[:31]), "x.xlsx"),
        (xlsx([[titolo.upper()], [], *corpo]), "x.xlsx"),
        (xlsx([["Codice", "personale-sesso"], *corpo]), "x.xlsx"),
        (in_csv([["Codice:", "PERSONALE-SESSO"], *corpo]), "x.csv"),
    ):
        progetto = progetta(ciclo, contenuto, nome)
        assert (progetto.errori, progetto.cambi, progetto.invariati > 12) == ([], [], True)


# -- what changes ------------------------------------------------------------------------------------------------------


def test_a_figure_is_printed_as_it_was(aperto: Ciclo) -> None:
    righe = griglia("imprese-anni")
    righe[1][5] = 82200
    righe[2][1] = "67.107"
    progetto = progetta(aperto, xlsx(righe, "imprese-anni"))
    assert [(c.posto, c.prima["testo"], c.dopo) for c in progetto.cambi] == [
        ("imprese-anni!F2", "82.191", {"testo": "82.200", "valore": Decimal(82200)}),
        ("imprese-anni!B3", "67.106", {"testo": "67.107", "valore": Decimal(67107)}),
    ]
    assert progetto.cambi[0].nome == "Imprese Registrate (comprese UL) · 2019"
    importa(aperto, xlsx(righe, "imprese-anni"))
    assert stampata("imprese-anni")[1][5] == "82.200"
    prima = stato()
    assert str(importa(aperto, xlsx(righe, "imprese-anni"))).startswith("0 nuovi, 0 modificati")
    assert stato() == prima


def test_a_row_more_a_row_less_and_a_row_renamed(aperto: Ciclo) -> None:
    prima = stampata("mercato-lavoro")
    righe = griglia_di(prima)
    righe[3][0] = "2014 bis"
    del righe[4]
    righe.append(["2020", "60,1", "61,2", "-", "74", "9,0", "8,0"])
    vecchie = {r.etichetta: r.pk for r in tavola("mercato-lavoro").righe.all()}
    importa(aperto, xlsx(righe, "mercato-lavoro"))
    adesso = stampata("mercato-lavoro")
    assert adesso[:2] == prima[:2]
    assert [r[0] for r in adesso[2:]] == [r[0] for r in righe[2:]]
    assert adesso[-1] == ["2020", "60,1", "61,2", "-", "74,0", "9,0", "8,0"]
    nuova = tavola("mercato-lavoro").righe.get(etichetta="2020")
    assert (nuova.anno, nuova.totale, nuova.ordine) == (2020, False, len(righe) - 3)
    restate = {r.etichetta: r.pk for r in tavola("mercato-lavoro").righe.all()}
    assert restate["2019"] == vecchie["2019"]
    annulla_importazione(importazione=Importazione.objects.get(), da=Utente.objects.get(username="controllo"))
    assert stampata("mercato-lavoro") == prima


def griglia_di(righe: Sequence[Sequence[str]]) -> Griglia:
    return [[*riga] for riga in righe]


def test_a_column_more_and_a_column_less(aperto: Ciclo) -> None:
    righe = griglia_di(stampata("imprese-anni"))
    for riga, altro in zip(righe, ("2020", 82000, 65000, 72000, 56000), strict=True):
        del riga[1]
        riga.append(altro)
    importa(aperto, xlsx(righe, "imprese-anni"))
    assert stampata("imprese-anni")[0] == ["", "2016", "2017", "2018", "2019", "2020"]
    assert stampata("imprese-anni")[1][-1] == "82.000"
    colonna = tavola("imprese-anni").colonne.get(etichetta="2020")
    assert (colonna.anno, colonna.ordine, colonna.testo) == (2020, 5, False)
    importazione = Importazione.objects.get()
    assert importazione.voci.filter(nome="2020").count() == 1
    annulla_importazione(importazione=importazione, da=Utente.objects.get(username="controllo"))
    assert stampata("imprese-anni")[0] == ["", "2015", "2016", "2017", "2018", "2019"]


def test_rows_in_another_order_keep_their_figures(aperto: Ciclo) -> None:
    righe = griglia_di(stampata("imprese-settore"))
    scambiate = [righe[0], *reversed(righe[1:-1]), righe[-1]]
    pk = {r.etichetta: r.pk for r in tavola("imprese-settore").righe.all()}
    importa(aperto, xlsx(scambiate, "imprese-settore"))
    assert stampata("imprese-settore") == scambiate
    assert {r.etichetta: r.pk for r in tavola("imprese-settore").righe.all()} == pk


def test_a_frozen_cycle_takes_the_same_and_refuses_a_change(ciclo: Ciclo) -> None:
    assert str(importa(ciclo, vera("export"), "export.csv")).startswith("0 nuovi, 0 modificati")
    righe = griglia_di(stampata("imprese-anni"))
    righe[1][1] = 1
    with pytest.raises(NonModificabile):
        importa(ciclo, xlsx(righe, "imprese-anni"))


# -- new tables --------------------------------------------------------------------------------------------------------


TURISMO: Griglia = [
    ["Turismo nelle province"],
    ["Tema", "imprese"],
    ["Unità di misura", "presenze"],
    ["", "Arezzo", "", "Siena", ""],
    ["", 2018, 2019, 2018, 2019],
    ["Italiani"],
    ["Mare", 1200, 1300, 10, 11],
    ["Monti", 800, 700, 5, 6],
    ["Totale", 2000, 2000, 15, 18],
    ["Stranieri"],
    ["Mare", "-", 1, 2, 3],
    ["Totale", "-", 1, 2, 3],
    [],
    ["Fonte: Regione"],
    ["* Dati provvisori"],
]


def test_a_new_table_with_two_levels_groups_totals_and_notes(aperto: Ciclo) -> None:
    contenuto = xlsx(TURISMO, "turismo")
    esito = importa(aperto, contenuto)
    assert [a.posto for a in esito.avvisi] == ["turismo!E9"]
    nuova = tavola("turismo")
    assert (nuova.titolo, nuova.tema, nuova.unita, nuova.fonte, nuova.note) == (
        "Turismo nelle province",
        "imprese",
        "presenze",
        "Regione",
        ["* Dati provvisori"],
    )
    assert stampata("turismo")[:4] == [
        ["", "Arezzo", "Arezzo", "Siena", "Siena"],
        ["", "2018", "2019", "2018", "2019"],
        ["Italiani", "", "", "", ""],
        ["Mare", "1.200", "1.300", "10", "11"],
    ]
    assert [(r.etichetta, r.gruppo, r.totale, r.misura) for r in nuova.righe.order_by("ordine")][:4] == [
        ("Italiani", True, False, "Italiani"),
        ("Mare", False, False, "Italiani"),
        ("Monti", False, False, "Italiani"),
        ("Totale", False, True, "Italiani"),
    ]
    assert [(c.testo, c.anno) for c in nuova.colonne.order_by("ordine")] == [
        (True, None),
        (False, 2018),
        (False, 2019),
        (False, 2018),
        (False, 2019),
    ]


def test_a_new_table_is_one_line_to_undo(aperto: Ciclo) -> None:
    contenuto = xlsx(TURISMO, "turismo")
    importa(aperto, contenuto)
    assert str(importa(aperto, contenuto)).startswith("0 nuovi, 0 modificati")
    assert Importazione.objects.get().voci.filter(tipo="nuova").count() == 1
    pagina = Client()
    pagina.force_login(Utente.objects.get(username="controllo"))
    assert pagina.get(reverse("cruscotto:tavola", args=[2019, "turismo"])).status_code == 200
    annulla_importazione(importazione=Importazione.objects.get(), da=Utente.objects.get(username="controllo"))
    assert not Tavola.objects.filter(codice="turismo").exists()


def test_the_theme_of_a_new_table_is_asked(aperto: Ciclo) -> None:
    contenuto = xlsx([["Voce", 2018], ["a", 1], ["b", 2]], "Alberghi e B&B")
    (dubbio,) = progetta(aperto, contenuto).da_decidere
    assert (dubbio.chiave, len(dubbio.risposte)) == ("tema:alberghi-e-bb", 13)
    progetto = progetta(aperto, contenuto, **{"tema:alberghi-e-bb": "servizi"})
    assert progetto.cambi[0].dopo["tema"] == "servizi"


def test_personnel_is_the_tables_of_that_theme(aperto: Ciclo) -> None:
    assert progetta(aperto, vera("personale-eta"), "personale-eta.csv", "personale").cambi == []
    motivo = errori(aperto, vera("export"), "export.csv", "personale")["export.csv!A1"]
    assert "altro tema" in motivo
    importa(aperto, xlsx([["Orario", "Arezzo", "Siena"], ["Tempo pieno", 30, 40]], "Orario"), genere="personale")
    assert (tavola("orario").tema, stampata("orario")[1]) == ("personale", ["Tempo pieno", "30", "40"])


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_what_is_wrong(aperto: Ciclo) -> None:
    assert "non so quale tavola" in errori(aperto, xlsx([["a", "b"], [1, 2]]))["Foglio1!A1"]
    assert "nessuna riga" in errori(aperto, xlsx([["a", "b"]], "nuova"))["nuova!A1"]
    assert "1000" in errori(aperto, xlsx([["", "x" * 1001], ["a", 1]], "nuova"))["nuova!B1"]
    assert "troppo grande" in errori(aperto, xlsx([["", "x"], ["a", "1" * 20]], "nuova"))["nuova!B2"]
    assert "al massimo 5000" in errori(aperto, xlsx([["", "x"], *([n, n] for n in range(5001))], "nuova"))["nuova!A1"]


def test_many_rows_cost_the_same_queries(aperto: Ciclo) -> None:
    conti = []
    for quante in (5, 500):
        contenuto = xlsx([["", 2018, 2019], *([f"r{n}", n, n] for n in range(quante))], f"grande{quante}")
        importa(aperto, contenuto)
        with CaptureQueriesContext(connection) as interrogazioni:
            assert progetta(aperto, contenuto).cambi == []
        conti.append(len(interrogazioni))
    assert conti[0] == conti[1] <= 6


# -- words and figures -------------------------------------------------------------------------------------------------


def test_the_same_figure() -> None:
    assert stessa_cella("82.859", "82859", parole=False)
    assert stessa_cella("64,0", "64", parole=False)
    assert not stessa_cella("34,8%", "34,8", parole=False)
    assert not stessa_cella("2.019", "2019", parole=True)
    assert stessa_cella("-", "-", parole=False)
    assert not stessa_cella("-", "0", parole=False)


@pytest.mark.parametrize(
    ("letto", "modello", "atteso"),
    [
        ("82860", "82.859", "82.860"),
        ("65", "64,0", "65,0"),
        ("5,2%", "34,8%", "5,2%"),
        ("1200", "€ 650", "€ 1.200"),
        ("2020", "2019", "2020"),
        ("2020", "", "2020"),
        ("12345", "", "12.345"),
        ("n.d.", "1", "n.d."),
        ("-1,25", "1", "-1,25"),
    ],
)
def test_a_figure_takes_the_looks_of_another(letto: str, modello: str, atteso: str) -> None:
    assert stampato(letto, modello) == atteso


def test_rows_are_matched_by_all_their_names_then_by_the_first_then_by_place() -> None:
    assert accoppia([["a"], ["b"], ["a"]], [["a"], ["x"], ["a"], ["b"]]) == [0, None, 2, 1]
    assert accoppia([["a"], ["b"]], [["a"], ["c"]]) == [0, 1]
    assert accoppia([["", "x"], ["", "y"]], [["", "y"], ["", "x"]]) == [1, 0]
    assert accoppia([[], []], [[], [], []]) == [0, 1, None]
    assert [e_totale(t) for t in ("Totale", "TOTALI MERCI", "Subtotale", "Totalmente", "Netto")] == [
        *(True, True, True),
        *(False, False),
    ]


CELLA = st.one_of(
    st.sampled_from(["Arezzo", "Totale", "2018", "1.234", "=1/0", "-", "Codice", "Fonte: x", "73%", 10**30, "#N/A"]),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=["C"]), max_size=6),
    st.none(),
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(CELLA, max_size=7), max_size=8),
    st.booleans(),
    st.sampled_from(["tavola", "personale"]),
    st.sampled_from(["personale-eta", "mercato-lavoro", "olio", "nuova", "Foglio1"]),
)
def test_any_grid_is_taken_or_refused_whole(
    aperto: Ciclo, righe: Sequence[Sequence[Any]], csv: bool, genere: str, nome: str
) -> None:
    prima = stato()
    contenuto = in_csv(righe) if csv else xlsx(righe, nome)
    try:
        importa(aperto, contenuto, f"{nome}.csv", genere)
    except ErroreUtente:
        assert stato() == prima
        return
    ancora = importa(aperto, contenuto, f"{nome}.csv", genere)
    assert (ancora.creati, ancora.modificati) == (0, 0)


def test_what_a_formula_computes_is_rounded_and_said(aperto: Ciclo) -> None:
    righe: Griglia = [["Territorio", "2018", "2019"], ["Alfa", 1 / 3, 774.600000000001], ["Beta", 0.5, 12]]
    _, progetto = progetta_file(GENERI["tavola"], Dove(aperto.ente, aperto), "t.xlsx", xlsx(righe, "Tassi nuovi"))
    assert not progetto.errori
    testi = [c.dopo["testo"] for c in progetto.cambi if isinstance(c.oggetto, Cella)]
    assert testi == ["Alfa", "0,333333", "774,6", "Beta", "0,5", "12"]
    assert [a.posto for a in progetto.avvisi] == ["Tassi nuovi!B2", "Tassi nuovi!C2"]


def test_a_cell_that_could_not_be_computed_is_left_empty_and_said(aperto: Ciclo) -> None:
    """The others go in; a row without a name does not."""
    righe: Griglia = [["Voce", "2018", "2019"], ["Prima", "1", "#DIV/0!"], ["Seconda", "3", "4"]]
    progetto = progetta(aperto, in_csv(righe), "prova-errori.csv")
    assert progetto.errori == []
    assert [
        (a.posto.partition("!")[2], "resta vuota" in a.motivo) for a in progetto.avvisi if "calcolo" in a.motivo
    ] == [("C2", True)]
    celle = [c.dopo["testo"] for c in progetto.cambi if isinstance(c.oggetto, Cella)]
    assert sorted(t for t in celle if t.isdecimal()) == ["1", "3", "4"]
    assert not [t for t in celle if "#" in t]
    righe[1][0] = "#N/D"
    assert [e.posto.partition("!")[2] for e in progetta(aperto, in_csv(righe), "prova-errori.csv").errori] == ["A2"]
