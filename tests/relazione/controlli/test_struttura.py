"""The controls of tree, titles, budget and personnel: each finds its case, and lets the near miss go."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from relazione.controlli.esito import Severita
from relazione.controlli.materia import (
    AggregatoStampato,
    Citazione,
    InterventoLetto,
    RimodulazioneLetta,
    SezioneLetta,
    TavolaLetta,
    TitoloStampato,
)
from relazione.controlli.regole.n01_rimodulazioni import rimodulazioni
from relazione.controlli.regole.r01_bilancio import totali_del_bilancio
from relazione.controlli.regole.r01_differenze import differenze_del_bilancio
from relazione.controlli.regole.r01_interventi import interventi_e_bilancio
from relazione.controlli.regole.r14_prospettive import una_volta_sotto_la_prospettiva
from relazione.controlli.regole.r14_sintesi_e_dettaglio import sintesi_e_dettaglio
from relazione.controlli.regole.r15_obiettivi_citati import obiettivi_citati
from relazione.controlli.regole.r16_indice_e_titoli import indice_e_titoli
from relazione.controlli.regole.r16_lettere import lettere
from relazione.controlli.regole.r16_nomi_di_area import nomi_di_area
from relazione.controlli.regole.r16_numeri_di_area import numeri_di_area
from relazione.controlli.regole.r16_numeri_ripetuti import numeri_ripetuti
from relazione.controlli.regole.r17_aggregati import aggregati
from relazione.controlli.regole.r19_organico import organico
from relazione.controlli.regole.r19_titoli_del_personale import titoli_del_personale
from relazione.controlli.regole.r20_formule import formule
from relazione.controlli.regole.r24_tavole import decimali_degli_importi
from relazione.controlli.regole.r25_gerarchia import (
    indicatori_sotto_piu_obiettivi,
    obiettivi_sotto_piu_programmi,
    programmi_sotto_piu_obiettivi,
)
from relazione.controlli.regole.r25_ruoli import ruoli
from relazione.controlli.regole.r26_cascata import indicatori_senza_responsabile, schede_e_aree
from relazione.controlli.regole.r27_dominio import un_dominio
from relazione.controlli.regole.r29_scostamenti_di_bilancio import scostamenti_senza_commento
from tests.mondi.materie import cruscotto, riga, tavola, trova, voce

ENTRATE = (
    voce("1", 100, 110, 120, 10, riga_fonte=1),
    voce("2", 50, 50, 40, -10, riga_fonte=2),
)
USCITE = (voce("6", -30, -30, -25, 5, sezione="B", riga_fonte=4),)
TOTALE_A = voce("TA", 150, 160, 160, 0, tipo="totale", etichetta="Totale A", riga_fonte=3)
TOTALE_B = voce("TB", -30, -30, -25, 5, tipo="totale", sezione="B", etichetta="Totale B", riga_fonte=5)


def risultato(*importi: int, formula: str = "A-B") -> Any:
    return voce("R", *importi, tipo="totale", sezione="corrente", etichetta=f"Risultato {formula}", riga_fonte=6)


def test_a_total_of_the_budget_is_the_sum_of_its_lines() -> None:
    conti = (*ENTRATE, TOTALE_A, *USCITE, TOTALE_B)
    assert not trova(totali_del_bilancio, *conti, risultato(120, 130, 135, 5))
    (esito,) = trova(totali_del_bilancio, *conti, risultato(120, 131, 135, 5))
    assert (esito.dichiarato, esito.atteso, esito.righe) == ("131,00", "130,00", (6,))


def test_a_difference_is_actual_less_updated() -> None:
    assert not trova(differenze_del_bilancio, *ENTRATE, voce("5", None, None, 7, 7))
    (esito,) = trova(differenze_del_bilancio, voce("1", 100, 110, 120, 20, riga_fonte=8))
    assert (esito.atteso, esito.righe) == ("10,00", (8,))


def test_a_formula_is_evaluated_on_the_printed_signs() -> None:
    conti = (*ENTRATE, TOTALE_A, *USCITE, TOTALE_B)
    (esito,) = trova(formule, *conti, risultato(120, 130, 135, 5))
    assert (esito.dichiarato, esito.atteso, esito.righe) == ("120,00", "180,00", (6,))
    assert "A+B" in esito.spiegazione
    assert not trova(formule, *conti, risultato(120, 130, 135, 5, formula="(A+B)"))
    assert not trova(formule, *conti, risultato(120, 130, 135, 5, formula="della gestione"))


def intervento(importo: str, **altro: Any) -> InterventoLetto:
    base = {"obiettivo": 1, "etichetta_obiettivo": "1. Uno", "descrizione": "Bando", "voce": "6", "riga_fonte": 20}
    return InterventoLetto(**{**base, "importo": Decimal(importo), **altro})


def test_interventions_sum_to_their_budget_line() -> None:
    assert not trova(interventi_e_bilancio, *USCITE, interventi=(intervento("20.40"), intervento("5.10")))
    (esito,) = trova(interventi_e_bilancio, *USCITE, interventi=(intervento("20.40"), intervento("6.00")))
    assert (esito.dichiarato, esito.atteso) == ("25,00", "26,40")


def test_amounts_have_the_same_decimals() -> None:
    soldi = [intervento("1", importo_stampato=t) for t in ("10,00", "855,4", "3,20")]
    (esito,) = trova(decimali_degli_importi, interventi=tuple(soldi))
    assert esito.dichiarato == "855,4"
    assert not trova(decimali_degli_importi, interventi=(soldi[0], soldi[2]))


def test_a_large_deviation_has_a_comment() -> None:
    muta = voce("1", 100, 100, 120, 20, riga_fonte=9)
    (esito,) = trova(scostamenti_senza_commento, muta, voce("2", 100, 100, 108, 8))
    assert esito.righe == (9,)
    assert not trova(scostamenti_senza_commento, voce("1", 100, 100, 120, 20, commento="Più diritti."))


def test_an_objective_stands_once_under_its_prospettiva() -> None:
    (esito,) = trova(una_volta_sotto_la_prospettiva, cruscotto(riga(blocco=2), riga(blocco=3, riga_fonte=7)))
    assert esito.righe == (7,)
    altra = riga(blocco=3, prospettiva="Crescita")
    assert not trova(una_volta_sotto_la_prospettiva, cruscotto(riga(blocco=2), riga(blocco=2), altra))
    doppia = (("Processi", 1, 30), ("Processi", 1, 31))
    assert trova(una_volta_sotto_la_prospettiva, cruscotto(riga(), sintesi=doppia))[0].righe == (30, 31)


def test_summary_and_detail_list_the_same_pairs() -> None:
    assert not trova(sintesi_e_dettaglio, cruscotto(riga(), sintesi=(("Processi", 1, 30),)))
    assert not trova(sintesi_e_dettaglio, cruscotto(riga()))
    (esito,) = trova(sintesi_e_dettaglio, cruscotto(riga(), sintesi=(("Processi", 2, 30),)))
    assert esito.severita is Severita.ERRORE


@pytest.mark.parametrize(
    ("numero", "nome", "peso"),
    [
        (9, "Altro", Severita.ERRORE),
        (1, "Servizi  Migliori", None),
        (1, "Servizi4.0 migliori", Severita.AVVISO),
    ],
)
def test_an_objective_that_is_quoted_is_in_the_list(numero: int, nome: str, peso: Severita | None) -> None:
    citata = Citazione(genere="obiettivo", dove="Qui", luogo=("risultati", "x"), numero=numero, nome=nome, riga_fonte=4)
    esiti = trova(obiettivi_citati, obiettivi=((1, "Servizi migliori"),), citazioni=(citata,))
    assert [(e.severita, e.righe) for e in esiti] == ([(peso, (4,))] if peso else [])


def test_a_prospettiva_that_is_quoted_is_in_the_list() -> None:
    def citata(nome: str) -> Citazione:
        return Citazione(genere="prospettiva", dove="Qui", luogo=("criticita", ""), numero=0, nome=nome)

    nomi = (("p", "Processi interni"), ("e", "Economico-Finanziaria"))
    (esito,) = trova(
        obiettivi_citati, prospettive=nomi, citazioni=(citata("Economico-Finanziario"), citata("processi interni"))
    )
    assert (esito.severita, esito.atteso) == (Severita.AVVISO, "Economico-Finanziaria")
    assert not trova(obiettivi_citati, prospettive=nomi, citazioni=(citata("Rapporti con il territorio"),))


def titoli(*detti: tuple[str, str, bool]) -> dict[str, Any]:
    return {
        "titoli": tuple(
            TitoloStampato(numero=n, testo=t, indice=i, riga_fonte=k) for k, (n, t, i) in enumerate(detti, 1)
        )
    }


def test_index_and_headings_say_the_same() -> None:
    uguali = (("1", "Albero della performance", True), ("1", "L' Albero della Performance: schema", False))
    assert not trova(indice_e_titoli, **titoli(*uguali))
    (esito,) = trova(indice_e_titoli, **titoli(("1", "L'ente di Rocca", True), ("1", "L'ente di Rocca e Valle", False)))
    assert (esito.severita, esito.righe) == (Severita.AVVISO, (1, 2))
    (manca,) = trova(indice_e_titoli, **titoli(("2", "Allegati", True), ("1", "Altro", False)))
    assert manca.severita is Severita.ERRORE


def test_a_number_is_of_one_heading() -> None:
    (esito,) = trova(numeri_ripetuti, **titoli(("1", "Presentazione", False), ("1", "Indice", False)))
    assert esito.righe == (1, 2)
    assert not trova(
        numeri_ripetuti, **titoli(("2", "Il contesto: imprese", False), ("2", "Il contesto: lavoro", False))
    )


def test_letters_of_scorecards_differ() -> None:
    uno, altro = cruscotto(riga(), lettera="i."), cruscotto(riga(), codice="x", lettera="I.")
    assert len(trova(lettere, uno, altro)) == 1
    assert not trova(
        lettere, uno, cruscotto(riga(), codice="x", lettera="l."), cruscotto(riga(), codice="y", lettera="")
    )


def test_the_titles_of_a_scorecard_name_one_area() -> None:
    titolo = {
        "titolo": "Performance del dirigente dell'Area 4 «Bilancio»",
        "sottotitolo": "Obiettivi Area 4 «Bilancio»",
    }
    (esito,) = trova(numeri_di_area, cruscotto(riga(), **titolo, titolo_sintesi="Il dirigente dell'Area 3"))
    assert (esito.dichiarato, esito.atteso) == ("area 3", "area 4")
    assert not trova(numeri_di_area, cruscotto(riga(), **titolo, titolo_sintesi="Il dirigente dell'Area 4"))


def test_the_name_of_an_area_is_written_one_way() -> None:
    detti = {
        "titolo": "Cruscotto di Area 2 – Economico – Finanziaria",
        "sottotitolo": "Obiettivi Area 2 - Economico-Finanziaria",
    }
    (esito,) = trova(nomi_di_area, cruscotto(riga(), **detti))
    assert esito.severita is Severita.NOTA
    assert not trova(nomi_di_area, cruscotto(riga(), titolo="Area 2 – Bilancio", sottotitolo="Area 2: “Bilancio”"))


def aggregato(testo: str, calcolato: str, **altro: Any) -> AggregatoStampato:
    base = {"cruscotto": "ente", "prospettiva": "Crescita", "obiettivo": 0, "riga_fonte": 50}
    return AggregatoStampato(**{**base, "testo": testo, "calcolato": Decimal(calcolato), **altro})


@pytest.mark.parametrize(
    ("testo", "calcolato", "atteso"),
    [
        ("99%", "99.714", "100%"),
        ("99,6%", "99.714", "99,7%"),
        ("94%", "94.378", None),
        ("94,4%", "94.378", None),
        ("100%", "99.5", None),
    ],
)
def test_a_printed_mean_is_the_mean_of_its_parts(testo: str, calcolato: str, atteso: str | None) -> None:
    esiti = trova(aggregati, aggregati=(aggregato(testo, calcolato), aggregato(testo, calcolato, riga_fonte=51)))
    assert [(e.atteso, e.righe) for e in esiti] == ([(atteso, (50, 51))] if atteso else [])


SESSO = ("", "Nord/Donne", "Nord/Uomini")


def personale(donne: str, uomini: str, **altro: Any) -> TavolaLetta:
    righe = (("A", "1", "1"), ("Totale", donne, uomini))
    return tavola(SESSO, *righe, **{"tema": "personale", **altro})


def test_one_population_has_one_split() -> None:
    due = [personale("60", "28", codice=c) for c in ("a", "b")]
    (esito,) = trova(organico, *due, personale("61", "27", codice="c"))
    assert (esito.righe, esito.riferimento) == ((102,), "tavola/c/organico")
    assert not trova(organico, *due)
    assert not trova(organico, *due, personale("55", "27", codice="c", didascalia="Personale (escluso il comandato)"))


def test_the_title_of_a_table_of_personnel_fits_its_rows() -> None:
    capo = ("", "Nord", "Totale")
    righe = (("Dirigenti a tempo determinato", "1", "1"), ("Totale", "88", "88"))
    (esito,) = trova(titoli_del_personale, tavola(capo, *righe, tema="personale", didascalia="Personale in ruolo"))
    assert 101 in esito.righe
    vuota = (("Dirigenti a tempo determinato", "0", "0"), ("Totale", "88", "88"))
    assert not trova(titoli_del_personale, tavola(capo, *vuota, tema="personale", didascalia="Personale in ruolo"))


def test_an_operating_objective_has_one_programme() -> None:
    (esito,) = trova(obiettivi_sotto_piu_programmi, cruscotto(riga(), riga(programma="Archivio")))
    assert esito.severita is Severita.AVVISO
    # The same programme, cut or misspelt, is a note.
    (nota,) = trova(
        obiettivi_sotto_piu_programmi,
        cruscotto(riga(programma="Iniziative comuni"), riga(programma="Iniziativa comuni")),
    )
    assert nota.severita is Severita.NOTA
    assert not trova(obiettivi_sotto_piu_programmi, cruscotto(riga(), riga(programma="sportello")))
    numerati = [riga(obiettivo_operativo="Obiettivo 1", programma=p) for p in ("Sportello", "Archivio")]
    assert not trova(obiettivi_sotto_piu_programmi, cruscotto(*numerati))


def test_a_programme_has_one_objective_and_an_indicator_one_operating_objective() -> None:
    assert len(trova(programmi_sotto_piu_obiettivi, cruscotto(riga(), riga(numero_obiettivo=2)))) == 1
    assert not trova(programmi_sotto_piu_obiettivi, cruscotto(riga(), riga(prospettiva="Crescita")))
    assert len(trova(indicatori_sotto_piu_obiettivi, cruscotto(riga(), riga(obiettivo_operativo="Altro")))) == 1
    assert not trova(indicatori_sotto_piu_obiettivi, cruscotto(riga(), riga(codice="i2", obiettivo_operativo="Altro")))


def test_a_label_has_one_role() -> None:
    (esito,) = trova(ruoli, cruscotto(riga(), riga(obiettivo_operativo="Altro", etichetta="sportello")))
    assert esito.dichiarato == "programma e indicatore"
    assert not trova(ruoli, cruscotto(riga(), riga(etichetta="Sportelli")))


def test_every_indicator_of_the_body_has_an_owner() -> None:
    ente = cruscotto(
        riga(), riga(codice="i2", riga_fonte=5), riga(codice="c", calcolata=True), codice="ente", tipo="ente"
    )
    (esito,) = trova(indicatori_senza_responsabile, ente, cruscotto(riga()))
    assert esito.righe == (5,)
    assert not trova(indicatori_senza_responsabile, ente)  # a body without scorecards below


def test_an_individual_indicator_is_of_the_area() -> None:
    scheda = cruscotto(riga(), riga(codice="i2", riga_fonte=5), codice="ind", tipo="individuale", area="area1")
    (esito,) = trova(schede_e_aree, scheda, cruscotto(riga()))
    assert esito.righe == (5,)
    assert not trova(schede_e_aree, scheda, cruscotto(riga(), riga(codice="i2")))


def test_a_changed_target_says_why() -> None:
    def cambiato(motivo: str) -> dict[str, Any]:
        detto = {
            "indicatore": "Pratiche",
            "cruscotto": "ente",
            "prima": "10",
            "dopo": "8",
            "atto": "n. 7",
            "motivo": motivo,
        }
        return {"rimodulazioni": (RimodulazioneLetta(**detto),)}

    (esito,) = trova(rimodulazioni, **cambiato(" "))
    assert (esito.regola, esito.severita) == ("N01", Severita.ERRORE)
    assert not trova(rimodulazioni, **cambiato("Risorse ridotte."))


def test_the_institution_has_one_domain() -> None:
    def testo(parole: str) -> dict[str, Any]:
        return {"sito": "https://www.as.rete.it/", "testi": (SezioneLetta(codice="s", titolo="Utenti", testo=parole),)}

    (esito,) = trova(un_dominio, **testo("gli utenti del sito www.ar.rete.it"))
    assert (esito.dichiarato, esito.atteso) == ("ar.rete.it", "as.rete.it")
    assert not trova(un_dominio, **testo("vedi https://www.as.rete.it/piano e https://www.altro.it"))
