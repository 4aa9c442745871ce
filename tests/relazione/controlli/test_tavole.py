"""The controls of the tables: each finds its case, and lets the near miss go."""

from __future__ import annotations

from dataclasses import replace

from relazione.controlli.esito import Severita
from relazione.controlli.regole.r01_totali_di_tavola import totali_di_tavola
from relazione.controlli.regole.r02_quote import quote
from relazione.controlli.regole.r02_variazioni import variazioni
from relazione.controlli.regole.r03_misure_non_sommabili import misure_non_sommabili
from relazione.controlli.regole.r05_colonne_uguali import colonne_uguali
from relazione.controlli.regole.r06_didascalie import anni_delle_didascalie
from relazione.controlli.regole.r13_un_numero_per_cella import un_numero_per_cella
from relazione.controlli.regole.r18_elenchi import conti_ed_elenchi
from relazione.controlli.regole.r21_rimandi import rimandi
from relazione.controlli.regole.r24_tavole import numeri_nelle_tavole
from relazione.controlli.regole.r30_segni import segni
from tests.mondi.materie import cruscotto, riga, tavola, trova

ANNI = ("Voce", "2030", "2031")


def test_a_total_is_the_sum_of_its_rows() -> None:
    (esito,) = trova(
        totali_di_tavola, tavola(ANNI, ("Nord", "1.200", "10"), ("Sud", "800", "5"), ("Totale", "2.001", "15"))
    )
    assert (esito.dichiarato, esito.atteso, esito.righe) == ("2.001", "2.000", (103,))
    assert (esito.regola, esito.severita) == ("R01", Severita.ERRORE)
    assert esito.riferimento == "tavola/t/2-1"


def test_a_total_rounded_from_rounded_parts_is_one() -> None:
    assert not trova(
        totali_di_tavola, tavola(ANNI, ("Nord", "33,3", "1"), ("Sud", "66,6", "1"), ("Totale", "100,0", "2"))
    )


def test_a_total_column_is_the_sum_of_the_others() -> None:
    capo = ("Voce", "Donne", "Uomini", "Totale")
    (esito,) = trova(totali_di_tavola, tavola(capo, ("A", "3", "4", "8"), ("B", "1", "1", "2")))
    assert (esito.righe, esito.dichiarato, esito.atteso) == ((101,), "8", "7")


def test_a_total_that_counts_what_is_not_listed_is_a_note_and_less_than_its_parts_an_error() -> None:
    somme = {"totali_non_esaustivi": ["Totale"]}
    di_piu = tavola(ANNI, ("Nord", "1", "1"), ("Sud", "2", "2"), ("Totale", "5", "3"), somme=somme)
    (nota,) = trova(totali_di_tavola, di_piu)
    assert (nota.severita, nota.righe) == (Severita.NOTA, (103,))
    di_meno = tavola(ANNI, ("Nord", "1", "1"), ("Sud", "2", "2"), ("Totale", "2", "3"), somme=somme)
    (errore,) = trova(totali_di_tavola, di_meno)
    assert errore.severita is Severita.ERRORE


CLASSI = ("Sede", "Valori/sotto 10", "Valori/oltre 10", "% sul totale/sotto 10", "% sul totale/oltre 10")


def test_a_share_is_its_value_on_the_whole() -> None:
    giuste = (("A", "30", "10", "75,0%", "25,0%"), ("B", "20", "10", "66,7%", "33,3%"))
    assert not trova(quote, tavola(CLASSI, *giuste))
    (esito,) = trova(quote, tavola(CLASSI, *giuste, ("C", "90", "10", "80,0%", "10,0%")))
    assert (esito.dichiarato, esito.atteso, esito.righe) == ("80,0%", "90,0%", (103,))


def test_shares_of_something_else_are_not_shares_of_the_row() -> None:
    capo = ("Anno", "Imprese/Est", "Imprese/Ovest", "% giovani/Est", "% giovani/Ovest")
    assert not trova(
        quote, tavola(capo, ("2030", "300", "200", "9,5%", "8,8%"), ("2031", "310", "190", "9,1%", "8,0%"))
    )


VARIA = ("Sede", "2030", "2031", "Var. % 2030-2031")


def test_a_growth_is_that_of_its_two_years() -> None:
    assert not trova(variazioni, tavola(VARIA, ("A", "1.000", "1.126", "12,6%"), ("B", "-", "5", "-")))
    (esito,) = trova(variazioni, tavola(VARIA, ("A", "1.000", "1.126", "11,2%")))
    assert (esito.dichiarato, esito.atteso) == ("11,2%", "12,6%")


def test_a_growth_of_years_that_are_not_there_says_nothing() -> None:
    assert not trova(variazioni, tavola(("Sede", "2031", "Var. % 2029-2030"), ("A", "1.000", "99%")))


def test_a_density_is_not_summed() -> None:
    righe = (("Densità", "", ""), ("Nord", "107,2", "106,7"), ("Sud", "70,7", "70,5"))
    insieme = {"gruppi": ("Densità",), "intensive": ("Densità",)}
    (esito,) = trova(misure_non_sommabili, tavola(ANNI, *righe, ("Totali", "178", "177"), **insieme))
    assert (esito.dichiarato, esito.righe) == ("178; 177", (104,))
    assert not trova(misure_non_sommabili, tavola(ANNI, *righe, ("Totali", "87,4", "87,1"), **insieme))
    # What may be summed is another control's.
    assert not trova(misure_non_sommabili, tavola(ANNI, *righe, ("Totali", "178", "177"), gruppi=("Densità",)))


def test_two_columns_are_not_the_same() -> None:
    capo = ("Anno", "Artigiane", "Femminili")
    uguali = [(str(2026 + n), v, v) for n, v in enumerate(("24,5", "23,9", "23,6", "23,4"))]
    (esito,) = trova(colonne_uguali, tavola(capo, *uguali, ("2030", "23,3", "24,4")))
    assert esito.righe == (101, 102, 103, 104)
    assert not trova(colonne_uguali, tavola(capo, *uguali[:3], ("2029", "1,0", "2,0"), uguali[3]))
    assert not trova(colonne_uguali, tavola(capo, *[(str(2026 + n), "0", "0") for n in range(5)]))
    assert not trova(colonne_uguali, tavola(("Anno", "Donne", "Totale"), *uguali))


def test_the_years_of_a_caption_are_those_of_the_headings() -> None:
    righe = (("A", "1", "2"),)
    (esito,) = trova(anni_delle_didascalie, tavola(ANNI, *righe, didascalia="Import ed export 2029-2030"))
    assert (esito.dichiarato, esito.atteso, esito.righe) == ("2029-2030", "2030-2031", (99, 100))
    assert not trova(anni_delle_didascalie, tavola(ANNI, *righe, didascalia="Import ed export 2030-2031"))
    assert not trova(anni_delle_didascalie, tavola(("Sede", "Nord"), ("A", "1"), didascalia="Personale al 31/12/2029"))


def test_one_caption_over_two_tables_is_one_finding() -> None:
    due = [tavola(ANNI, ("A", "1", "2"), didascalia="Scambi 2029-2030", codice=c) for c in ("uno", "due")]
    assert len(trova(anni_delle_didascalie, *due)) == 1


def test_a_numeric_cell_holds_one_number() -> None:
    (esito,) = trova(un_numero_per_cella, tavola(ANNI, ("A", "1", "2"), ("B", "2 4", "3"), ("C", "5", "6")))
    assert (esito.dichiarato, esito.severita, esito.righe) == ("2 4", Severita.ERRORE, (102,))
    assert not trova(un_numero_per_cella, tavola(ANNI, ("A", "1", "2"), ("B", "-", "3"), ("C", "5", "")))
    (esito,) = trova(un_numero_per_cella, tavola(ANNI, ("A", "1", "2"), ("B", "molti", "3"), ("C", "5", "6")))
    assert esito.severita is Severita.AVVISO


def test_markers_and_notes_match() -> None:
    capo = ("Anno", "Tasso*", "Prestiti ¹")
    (esito,) = trova(rimandi, tavola(capo, ("2031", "1", "2"), note=("1: al lordo",)))
    assert esito.severita is Severita.ERRORE
    assert "*" in esito.spiegazione
    assert not trova(rimandi, tavola(capo, ("2031", "1", "2"), note=("* stima", "1: al lordo")))
    (inutile,) = trova(rimandi, tavola(("Anno", "Tasso"), ("2031", "1"), note=("* stima",)))
    assert inutile.severita is Severita.AVVISO


def test_thousands_are_marked_alike() -> None:
    (esito,) = trova(numeri_nelle_tavole, tavola(ANNI, ("A", "1.200", "3"), ("B", "1300", "3")))
    assert (esito.dichiarato, esito.righe) == ("1300", (102,))
    assert not trova(numeri_nelle_tavole, tavola(("Sede", "Nord"), ("A", "1.200"), ("B", "130"), ("C", "2031")))


def test_a_count_is_that_of_what_is_listed() -> None:
    base = tavola(
        ("Attività", "N°", "Oggetto"), ("Corsi", "3", "N. 1 Corso di base"), ("Seminari", "16", "N. 10 A\nn. 6 B")
    )
    colonne = (*base.colonne[:2], replace(base.colonne[2], testo=True))
    (esito,) = trova(conti_ed_elenchi, replace(base, colonne=colonne))
    assert (esito.dichiarato, esito.atteso, esito.righe) == ("3", "1", (101,))
    parole = tavola(("Attività", "N°", "Oggetto"), ("Corsi", "3", "Corso di base"))
    assert not trova(conti_ed_elenchi, replace(parole, colonne=colonne))


def test_quotes_are_closed() -> None:
    con = cruscotto(riga(obiettivo_operativo='Progetto "Via lattea'), riga(codice="i2", etichetta="L'albero"))
    (esito,) = trova(segni, con)
    assert esito.severita is Severita.NOTA
    assert not trova(segni, cruscotto(riga(obiettivo_operativo='Progetto "Via lattea"')))
