"""Printed scorecards retyped in a spreadsheet: every indicator comes back with what is written above it."""

from __future__ import annotations

import csv
import io

import pytest

from cruscotto.aritmetica.valori.lettura import leggi_atteso
from cruscotto.esportazione.indicatori import COLONNE as ESPORTATE
from cruscotto.importazione.stampato.forme import LIVELLI, Rango, obiettivo, prospettiva, rango
from cruscotto.importazione.stampato.lettura import leggi_stampato
from ente.fogli.contorno import nota
from ente.fogli.intestazioni import Colonna
from ente.fogli.lettura import Foglio, leggi_fogli
from ente.fogli.righe import Letto, leggi_righe
from tests.mondi.demo import CARTELLA
from tests.mondi.stampati import COLONNE, attesi, in_csv, in_ods, in_xlsx, insieme, stampe

INTERE = "Programmi di Intervento|Obiettivi Operativi|Indicatori|Target|Actual|SAL"
ESATTI = (*LIVELLI, "etichetta", "blocco")


def foglio(testo: str, nome: str = "F", guaste: dict[tuple[int, int], str] | None = None) -> Foglio:
    """A sheet written as lines with ``|`` between the cells, without the margin."""
    righe = [riga.strip() for riga in testo.strip("\n").splitlines()]
    return Foglio(nome, tuple(tuple(c.strip() for c in r.split("|")) if r else () for r in righe), guaste or {})


def leggi(*testi: str | Foglio) -> Letto:
    return leggi_stampato([foglio(t) if isinstance(t, str) else t for t in testi], COLONNE, 2019)


def letti(testo: str, *campi: str) -> list[tuple[str, ...]]:
    letto = leggi(testo)
    assert (letto.errori, letto.avvisi) == ([], [])
    return [
        tuple(r[c] for c in campi or ("obiettivo_strategico", "programma", "obiettivo_operativo", "etichetta"))
        for r in letto.righe
    ]


# -- the real document -------------------------------------------------------------------------------------------------

FILE = {
    "una scheda un foglio.xlsx": lambda: in_xlsx(stampe()),
    "tutto in un foglio.ods": lambda: in_ods(insieme(stampe())),
    "tutto di seguito.csv": lambda: in_csv(insieme(stampe(testo=True))),
}


@pytest.mark.parametrize("nome", FILE)
def test_the_printed_scorecards_come_back_row_by_row(nome: str) -> None:
    letto = leggi_stampato(leggi_fogli(FILE[nome](), nome), COLONNE, 2019)
    assert (letto.errori, letto.avvisi, letto.giudicabile) == ([], [], True)
    assert len(letto.righe) == len(attesi()) == 251
    for riga, atteso in zip(letto.righe, attesi(), strict=True):
        assert {c: riga[c] for c in ESATTI} == {c: atteso[c] for c in ESATTI}, riga.posto()
        assert riga["pira"] == ("1" if atteso["pira"] == "1" else ""), riga.posto()
        for campo in ("target", "actual", "sal"):
            assert uguali(riga[campo], atteso[campo]), riga.posto(campo)


def uguali(letto: str, atteso: str) -> bool:
    """As the import takes them: 31/12/2019 is 31.12.2019, and 1,4 is 1,40."""
    return letto == atteso or (bool(letto and atteso) and leggi_atteso(letto) == leggi_atteso(atteso))


def test_inherited_values_name_the_cell_they_are_written_in() -> None:
    scritte: dict[str, str] = {}
    fogli = leggi_fogli(FILE["tutto in un foglio.ods"](), "x")
    letto = leggi_stampato(fogli, COLONNE, 2019)
    for n, celle in enumerate(fogli[0].righe, 1):
        scritte |= {f"{fogli[0].nome}!{chr(65 + c)}{n}": testo for c, testo in enumerate(celle)}
    for riga in letto.righe:
        for livello in LIVELLI:
            if riga[livello]:
                assert scritte[riga.posto(livello)] == riga[livello]
        assert riga["etichetta"] in scritte[riga.posto("etichetta")]
        assert riga.posto("target").endswith(str(riga.numero))


@pytest.mark.parametrize("colonne", ["fixture", "esporta"])
def test_a_full_list_is_read_as_any_other_sheet(colonne: str) -> None:
    contenuto = (CARTELLA / "indicatori.csv").read_bytes()
    if colonne == "esporta":
        uscita = io.StringIO()
        scrive = csv.DictWriter(uscita, ESPORTATE, extrasaction="ignore")
        scrive.writeheader()
        scrive.writerows({**r, "cruscotto": r["codice_cruscotto"], "indicatore": r["etichetta"]} for r in attesi())
        contenuto = uscita.getvalue().encode()
    fogli = leggi_fogli(contenuto, "indicatori.csv")
    liscio, stampato = leggi_righe(fogli, COLONNE, 2019), leggi_stampato(fogli, COLONNE, 2019)
    assert len(stampato.righe) == 251
    assert [r.valori for r in stampato.righe] == [r.valori for r in liscio.righe]
    for uno, altro in zip(stampato.righe, liscio.righe, strict=True):
        assert {c: uno.posto(c) for c in uno.valori} == {c: altro.posto(c) for c in altro.valori}
    assert (stampato.errori, stampato.avvisi) == (liscio.errori, liscio.avvisi)
    assert stampato.intestazioni == liscio.intestazioni


# -- one thing at a time -----------------------------------------------------------------------------------------------


def test_a_programme_goes_on_until_the_next_and_an_operating_objective_with_it() -> None:
    assert letti(
        f"""
        6. Ottimizzare
        {INTERE}
        P1 | O1 | I1 | 1
        |    | I2 | 1
        | O2 | I3 | 1
        P2 |    | I4 | 1
        |    | I5 | 1
        7. Crescere
        {INTERE}
        |    | I6 | 1
        """
    ) == [
        ("6. Ottimizzare", "P1", "O1", "I1"),
        ("6. Ottimizzare", "P1", "O1", "I2"),
        ("6. Ottimizzare", "P1", "O2", "I3"),
        ("6. Ottimizzare", "P2", "", "I4"),
        ("6. Ottimizzare", "P2", "", "I5"),
        ("7. Crescere", "", "", "I6"),
    ]


def test_a_programme_written_again_is_the_same_and_ditto_marks_are_read() -> None:
    righe = letti(f'{INTERE}\nP1|O1|I1|1\nP1||I2|1\nidem|"|I3|1\nP2|"|I4|1', "programma", "obiettivo_operativo")
    assert righe == [("P1", "O1"), ("P1", "O1"), ("P1", "O1"), ("P2", "O1")]


def test_a_new_page_goes_on_with_what_was_said() -> None:
    testo = f"""
        a. Il Cruscotto di Area 1 – Affari Generali
        Obiettivi operativi 2019 - Area 1
        Processi
        6. Ottimizzare
        {INTERE}
        P1 | O1 | I1 | 1 | 1 | 100%


        a. Il Cruscotto di Area 1- Affari generali (segue)
        Processi (segue)
        6. Ottimizzare
        Indicatori | | | Target
        I2 | | | 2
        a. Il Cruscotto di Area 1 – Affari Generali
        7. Crescere
        {INTERE}
        P2 | O2 | I3 | 3
        b. Il Cruscotto di Area 2
        7. Crescere
        {INTERE}
        | | I4 | 4
        """
    dove = "a. Il Cruscotto di Area 1 – Affari Generali"
    assert letti(testo, *LIVELLI, "etichetta", "target", "blocco") == [
        (dove, "Processi", "6. Ottimizzare", "P1", "O1", "I1", "1", "1"),
        (dove, "Processi", "6. Ottimizzare", "", "", "I2", "2", "1"),
        (dove, "Processi", "7. Crescere", "P2", "O2", "I3", "3", "2"),
        ("b. Il Cruscotto di Area 2", "", "7. Crescere", "", "", "I4", "4", "1"),
    ]


def test_two_scorecards_may_have_a_second_title_in_common() -> None:
    uno = f"Schede di tutti\nProcessi\n6. Uno\n{INTERE}\nP|O|I|1\n"
    righe = letti(f"Cruscotto A\n{uno}Cruscotto B\n{uno}Schede di tutti\n{INTERE}\n||I|1", "cruscotto", "blocco")
    assert righe == [("Cruscotto A", "1"), ("Cruscotto B", "1"), ("Cruscotto B", "1")]


def test_a_page_a_sheet_goes_on_when_its_title_says_so() -> None:
    prima = foglio(f"a. Il Cruscotto di Area 1\nProcessi\n6. Ottimizzare\n{INTERE}\nP1|O1|I1|1", "Foglio1")
    poi = foglio(f"a. Il Cruscotto di Area 1\n{INTERE}\n||I2|1", "Foglio2")
    altra = foglio(f"{INTERE}\n||I3|1", "Area 2")
    senza = foglio(f"{INTERE}\n||I4|1", "Foglio4")
    righe = leggi(prima, poi, altra, senza).righe
    assert [(r["cruscotto"], r["prospettiva"], r["programma"], r.posto("programma")) for r in righe] == [
        ("a. Il Cruscotto di Area 1", "Processi", "P1", "Foglio1!A5"),
        ("a. Il Cruscotto di Area 1", "Processi", "P1", "Foglio1!A5"),
        ("Area 2", "", "", "Area 2!A2"),
        ("", "", "", "Foglio4!A2"),
    ]


def test_the_scorecard_of_the_body_has_its_headings_beside_the_objective() -> None:
    testo = """
        Processi Interni
        6. Ottimizzare | Target | Actual | SAL
        Reclami (PIRA) | < 3 | 0 | 100%
        Controlli(Pira) | Positivo | Positivo | 100%
        7. Crescere | SAL | Target | Actual
        Ore pro capite | 100% | 14 | 15
        """
    assert letti(testo, "cruscotto", "prospettiva", "etichetta", "pira", "target", "sal") == [
        ("", "Processi Interni", "Reclami", "1", "< 3", "100%"),
        ("", "Processi Interni", "Controlli", "1", "Positivo", "100%"),
        ("", "Processi Interni", "Ore pro capite", "", "14", "100%"),
    ]
    assert "pira" not in leggi(testo).righe[2].valori


def test_the_column_of_the_indicators_may_have_no_heading_where_others_stand_before_it() -> None:
    testo = f"""
        6. Ottimizzare
        {INTERE}
        P1 | O1 | I1 | 1
        7. Crescere | | | Target | Actual | SAL
        P2 | O2 | I2 | 2
        8. Durare | | | Target | Actual | SAL
        I3 | | | 3
        """
    assert letti(testo, "programma", "obiettivo_operativo", "etichetta", "target") == [
        ("P1", "O1", "I1", "1"),
        ("P2", "O2", "I2", "2"),
        ("", "", "I3", "3"),
    ]


def test_titles_cut_in_two_columns_repeated_in_all_or_of_two_rows() -> None:
    testo = f"""
        Camera di Commercio di Prova
        |b. Il Cruscotto di Area 1|Affari Generali
        Sede di Arezzo
        Processi|Processi|Processi
        |6.|Ottimizzare
        |{INTERE}
        |P1|O1|I1|1
        """
    assert letti(testo, "cruscotto", "prospettiva", "obiettivo_strategico", "programma") == [
        ("b. Il Cruscotto di Area 1 Affari Generali", "Processi", "6. Ottimizzare", "P1")
    ]


def test_levels_may_be_named_in_the_row() -> None:
    testo = f"""
        Cruscotto | Area 1
        Prospettiva | Processi
        Obiettivo strategico | 6. Ottimizzare
        Programma | P1
        Indicatore | Target
        I1 | 1
        Prospettiva 2: Crescita
        Obiettivo strategico n. 7: Crescere
        {INTERE}
        P2 | O2 | I2 | 1
        """
    assert letti(testo, *LIVELLI) == [
        ("Area 1", "Processi", "6. Ottimizzare", "P1", ""),
        ("Area 1", "Crescita", "7. Crescere", "P2", "O2"),
    ]


def test_a_column_of_objectives_with_merged_cells() -> None:
    righe = "1. A|P1|I1|1\n||I2|1\n|P2|I3|1\n2. B||I4|1\n||I5|1\n2. B|P3|I6|1\n2. B||I7|1"
    attese = [("1. A", "P1"), ("1. A", "P1"), ("1. A", "P2"), ("2. B", ""), ("2. B", ""), ("2. B", "P3"), ("2. B", "")]
    testate = "Obiettivo strategico|Programma|Indicatore|Target\n"
    assert letti(testate + righe, "obiettivo_strategico", "programma") == attese


# -- what is no indicator ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "riga",
    [
        "|||Media||99%",
        "Totale|||12|13|100%",
        "SAL medio|||||99%",
        "Media dell'obiettivo 6|||||99%",
        "Nota: dati provvisori",
        "(*) dato stimato",
        "Fonte: controllo di gestione|vedi allegato",
        "12",
        "Indicatori",
        "Pag. 3 di 12",
    ],
)
def test_notes_and_totals_are_left_out_with_a_warning(riga: str) -> None:
    letto = leggi(f"6. Ottimizzare\n{INTERE}\nP1|O1|I1|1\n{riga}\n||I2|1")
    assert [e.posto for e in letto.avvisi] == ["F!D4" if riga.startswith("|||") else "F!A4"]
    assert [(r["etichetta"], r["programma"], r["obiettivo_strategico"]) for r in letto.righe] == [
        ("I1", "P1", "6. Ottimizzare"),
        ("I2", "P1", "6. Ottimizzare"),
    ]
    assert not letto.errori


def test_an_indicator_called_as_a_total_is_an_indicator() -> None:
    nomi = ("Media dei tempi di lavorazione", "Totale", "SAL medio di Ente", "Nota di aggiornamento")
    assert letti(f"{INTERE}\n" + "\n".join(f"P|O|{n}|3|1,4" for n in nomi), "etichetta") == [(n,) for n in nomi]


def test_the_sal_of_what_stands_above_is_not_read() -> None:
    letto = leggi(f"{INTERE}\nProcessi|||||99%\n6. Ottimizzare|||||98%\nP1|O1|I1|1|1|100%")
    assert [(r["prospettiva"], r["obiettivo_strategico"]) for r in letto.righe] == [("Processi", "6. Ottimizzare")]
    assert ([e.posto for e in letto.avvisi], letto.errori) == (["F!F2", "F!F3"], [])


@pytest.mark.parametrize(
    ("testo", "dove"),
    [
        (f"6. Uno\n{INTERE}\nP1|O1|I1|1\nUn programma solo\n||I2|1", "F!A4"),
        (f"6. Uno\n{INTERE}\nP1|O1|I1|1\nProcessi\nCrescere\n{INTERE}\nP1|O1|I2|1", "F!A4"),
        (f"6. Uno\n{INTERE}\nP1|O1||1|1|100%", "F!C3"),
        (f"6. Uno\n{INTERE}\n|||1|1|100%\nP1|O1|I1|1", "F!C3"),
        (f"6. Uno\n{INTERE}\nP1|O1|I1|1\n|O2\n||I2|1", "F!C4"),
        (f"P0|O0|I0|1\n{INTERE}\nP1|O1|I1|1", "F!A1"),
        ("6. Uno|||Target|Actual\nP1|O1|I1|1", "F!D1"),
        ("Target|Actual|Indicatori|Target\n1|1|I1|2", "F!D1"),
        ("Chissà|Target|Actual\nI1|1|1", "F!A1"),
        ("Nota||\nniente", "F!A1"),
        (f"6. Uno\n{INTERE}", "F!A1"),
    ],
)
def test_what_cannot_be_understood_is_an_error_at_its_cell(testo: str, dove: str) -> None:
    letto = leggi(testo)
    assert [e.posto for e in letto.errori] == [dove]
    assert all(len(e.motivo) > 30 and "\n" not in e.motivo for e in letto.errori)


def test_an_indicator_without_values_is_an_indicator() -> None:
    testo = f"6. Uno\n{INTERE}\nP1|O1|I1|1\n||I2\n||I3\n||1. Quarto\n||I5|1\n||I6\n7. Due\n{INTERE}\nP1|O1|I7|1"
    nomi = ("I1", "I2", "I3", "1. Quarto", "I5", "I6", "I7")
    assert letti(testo, "etichetta", "programma") == [(n, "P1") for n in nomi]


def test_unknown_columns_and_other_sheets_are_said_once() -> None:
    altro = foglio("Ciao", "Note")
    letto = leggi(altro, f"6. Uno\n{INTERE}|Colore\nP1|O1|I1|1|1|1%|rosso|x\n6. Due\n{INTERE}|Colore\nP1|O1|I1|1")
    assert [e.posto for e in letto.avvisi] == ["F!G2", "F!H3", "Note!A1"]
    assert [(i.testo, i.campo) for i in letto.intestazioni if i.testo][-2:] == [("SAL", "sal"), ("Colore", "")]
    assert (len(letto.righe), letto.errori) == (2, [])


def test_cells_whose_value_cannot_be_known_are_errors_where_they_are_read() -> None:
    guaste = {(2, 3): "rotta", (2, 9): "fuori", (3, 5): "totale", (4, 2): "nome", (5, 4): "vuota"}
    testo = f"6. Uno\n{INTERE}\nP1|O1|I1|#DIV/0!|\nMedia|||||#DIV/0!\n|||1|1\n\n||I2|1"
    letto = leggi(foglio(testo, guaste=guaste))
    assert [(e.posto, e.motivo) for e in letto.errori] == [("F!D3", "rotta"), ("F!C5", "nome"), ("F!E6", "vuota")]


def test_without_headings_nothing_can_be_judged() -> None:
    letto = leggi("Ciao\nMondo|Uno|Due")
    assert ([e.posto for e in letto.errori], letto.giudicabile) == (["F!A2"], False)
    assert [i.testo for i in letto.intestazioni] == ["Mondo", "Uno", "Due"]  # for a person to say what they are


# -- texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("testo", "letto"),
    [
        ("6. L'ottimizzazione", "6. L'ottimizzazione"),
        ("6) Crescere", "6) Crescere"),
        ("12 - Crescere (segue)", "12 - Crescere"),
        ("Obiettivo strategico 6: Crescere", "6. Crescere"),
        ("31.12.2019", ""),
        ("7.1 La Performance", ""),
        ("4.0 Imprese", ""),
        ("100%", ""),
        ("Crescere", ""),
    ],
)
def test_an_objective_is_known_by_its_number(testo: str, letto: str) -> None:
    assert obiettivo(testo) == letto


@pytest.mark.parametrize(
    ("testo", "quale"),
    [
        ("b. Il Cruscotto di Area 1 – Affari Generali", Rango.FORTE),
        ("I. Performance AREZZO SVILUPPO", Rango.FORTE),
        ("Cruscotto dell'Ente", Rango.FORTE),
        ("Obiettivi per l'anno 2019 del Segretario Generale", Rango.SOTTOTITOLO),
        ("Area 3", Rango.AMBIGUO),
        ("7.1 La Performance Organizzativa", Rango.GENERICO),
        ("Relazione sulla Performance 2019", Rango.GENERICO),
        ("Imprese, Territorio e Consumatori", Rango.NESSUNO),
        ("P.A. digitale", Rango.NESSUNO),
        ("N. report dei responsabili", Rango.NESSUNO),
        ("Prospettiva dei processi", Rango.NESSUNO),
        ("Area strategica 1", Rango.NESSUNO),
    ],
)
def test_a_title_is_known_by_its_words(testo: str, quale: Rango) -> None:
    assert rango(testo) is quale


def test_prospettive_and_notes() -> None:
    scritte = ("Prospettiva: Processi", "Prospettiva 1 - Imprese", "Salute finanziaria")
    assert [prospettiva(t) for t in scritte] == ["Processi", "Imprese", "Salute finanziaria"]
    assert not any(map(nota, ("Notai e imprese", "Medicina", "Salute")))


def test_the_column_of_the_indicators_is_known_by_its_name() -> None:
    colonne = (Colonna("nome", "Indicatore", ("Indicatori",), True), Colonna("target", "Target"))
    (riga,) = leggi_stampato([foglio("Indicatori|Target\nMisura (PIRA)|1")], colonne, 2019).righe
    assert (riga["nome"], riga["pira"], riga.posto("pira")) == ("Misura", "1", "F!A2")
