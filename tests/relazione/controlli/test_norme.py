"""What the law asks: each rule on its case, on a near miss, and only in the years in which it is in force."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from relazione.controlli.esito import Controllo, EsitoControllo, Severita
from relazione.controlli.materia import (
    AttoLetto,
    CruscottoLetto,
    DefinizioneCambiata,
    PiraLetto,
    RimodulazioneLetta,
    SezioneLetta,
)
from relazione.controlli.norme import norma, tutte_le_norme
from relazione.controlli.regole.n01_obiettivi_modificati import obiettivi_modificati
from relazione.controlli.regole.n02_definizioni_cambiate import definizioni_cambiate
from relazione.controlli.regole.n03_campi_del_pira import campi_del_pira
from relazione.controlli.regole.n04_allegato_pira import allegato_pira
from relazione.controlli.regole.n05_termini_di_legge import termini_di_legge
from relazione.controlli.regole.n06_sezioni_richieste import sezioni_richieste
from relazione.controlli.regole.n07_tempi_di_pagamento import tempi_di_pagamento
from relazione.controlli.regole.n08_formazione import formazione
from relazione.controlli.regole.n09_persone_nominate import persone_nominate
from relazione.controlli.regole.n10_celle_di_poche_persone import celle_di_poche_persone
from relazione.controlli.regole.r28_giorni import giorni_festivi
from tests.mondi.materie import ANNO, cruscotto, materia, riga, tavola, trova


def nell_anno(controllo: Controllo, anno: int, *parti: Any, **altro: Any) -> list[EsitoControllo]:
    """What a control finds in the cycle of another year."""
    return list(controllo(replace(materia(*parti, **altro), anno=anno)))


def sezione(titolo: str = "Risultati", testo: str = "Testo.", **altro: Any) -> SezioneLetta:
    return SezioneLetta(**{"codice": titolo.lower(), "titolo": titolo, "testo": testo, "pubblico": testo, **altro})


def test_the_rules_are_dated_and_never_two_at_once() -> None:
    assert all(n.fonte and (n.al is None or n.al > n.dal) for n in tutte_le_norme())
    for anno in (2012, 2019, 2026, 2040):
        in_vigore = [n.codice for n in tutte_le_norme() if n.dal <= dt.date(anno, 12, 31) <= (n.al or dt.date.max)]
        assert max(Counter(in_vigore).values()) == 1
    assert norma("formazione", 2024) is None
    legge = norma("formazione", 2025)
    assert legge is not None and legge.dati["ore"] == 40


def rimodulata(nome: str = "Pratiche") -> RimodulazioneLetta:
    return RimodulazioneLetta(indicatore=nome, cruscotto="", prima="10", dopo="8", atto="n. 7", motivo="Risorse.")


def test_changed_objectives_have_their_section() -> None:
    cambiati = {"rimodulazioni": (rimodulata(),)}
    (esito,) = trova(obiettivi_modificati, testi=(sezione(),), **cambiati)
    assert (esito.regola, esito.severita) == ("N01", Severita.AVVISO)
    stampata = sezione(blocchi=(("obiettivi-modificati", ""),))
    assert not trova(obiettivi_modificati, testi=(stampata,), **cambiati)
    assert not trova(obiettivi_modificati, testi=(sezione("Gli obiettivi modificati"),), **cambiati)
    assert not trova(obiettivi_modificati, testi=(sezione(),))


def test_a_definition_that_changed_is_told_once() -> None:
    def cambiata(campo: str, prima: str, dopo: str) -> DefinizioneCambiata:
        return DefinizioneCambiata(codice="i1", indicatore="Tempi", campo=campo, prima=prima, dopo=dopo)

    tutte = (cambiata("unità di misura", "giorni", "ore"), cambiata("verso", "crescente", "decrescente"))
    (esito,) = trova(definizioni_cambiate, definizioni=tutte)
    assert (esito.regola, esito.severita, esito.riferimento) == (
        "N02",
        Severita.AVVISO,
        "indicatore/i1/definizione",
    )
    assert "unità di misura, da «giorni» a «ore»" in esito.spiegazione
    assert not trova(definizioni_cambiate)


def test_a_pira_indicator_has_all_its_fields_or_none() -> None:
    mezzo = PiraLetto(nome="Pratiche", mancano=("fonte", "metodo"), quanti=2)
    (esito,) = trova(campi_del_pira, pira=(mezzo, PiraLetto(nome="Intero", quanti=4)))
    assert (esito.severita, esito.dichiarato) == (Severita.AVVISO, "manca fonte e metodo")
    muti = tuple(PiraLetto(nome=n, mancano=("fonte",)) for n in "abc")
    (nota,) = trova(campi_del_pira, pira=muti)
    assert nota.severita is Severita.NOTA
    assert not nell_anno(campi_del_pira, 2012, pira=muti)


def test_a_body_with_pira_indicators_has_the_annex() -> None:
    pira = {"pira": (PiraLetto(nome="Pratiche", quanti=4),)}
    assert len(trova(allegato_pira, testi=(sezione(),), **pira)) == 1
    assert not trova(allegato_pira, testi=(sezione(blocchi=(("pira", ""),)),), **pira)
    assert not trova(allegato_pira, testi=(sezione(),), pira_a_parte=True, **pira)
    assert not trova(allegato_pira, testi=(sezione(),))


@pytest.mark.parametrize(
    ("quale", "giorno", "motivo", "trovato"),
    [
        ("piano", dt.date(ANNO, 2, 1), "", True),
        ("piano", dt.date(ANNO, 1, 31), "", False),
        ("piano", dt.date(ANNO, 2, 1), "Elezioni.", False),
        ("relazione", dt.date(ANNO + 1, 7, 1), "", True),
        ("relazione", dt.date(ANNO + 1, 6, 30), "", False),
        ("relazione", dt.date(ANNO + 1, 7, 1), "  ", True),
    ],
)
def test_an_act_after_its_day_says_why(quale: str, giorno: dt.date, motivo: str, trovato: bool) -> None:
    atto = AttoLetto(quale=quale, nome="Atto", data=giorno, motivo=motivo)
    assert bool(trova(termini_di_legge, atti=(atto,))) is trovato


def test_the_sections_of_the_law_are_there() -> None:
    titoli = ("I risultati", "Gli scostamenti", "Le risorse", "Il bilancio di genere")
    tutte = tuple(sezione(t) for t in titoli)
    assert not trova(sezioni_richieste, testi=tutte)
    (esito,) = trova(sezioni_richieste, testi=tutte[:3])
    assert (esito.severita, esito.riferimento) == (
        Severita.AVVISO,
        "documenti/sezioni/il-bilancio-di-genere",
    )
    # What a section prints answers too; a document that is not begun lacks nothing.
    stampa = sezione("Conti", blocchi=(("bilancio", ""),))
    assert not trova(sezioni_richieste, testi=(tutte[0], tutte[1], stampa, tutte[3]))
    assert not trova(sezioni_richieste)


def scheda(*righe: Any, codice: str = "ind") -> CruscottoLetto:
    return cruscotto(*righe, codice=codice, tipo="individuale", nome="Dirigente", titolare="Dirigente Area 1")


def test_payment_times_weigh_enough() -> None:
    paga = riga(codice="p", etichetta="Tempo medio di pagamento delle fatture", peso=Decimal(25))
    altra = riga(peso=Decimal(75))
    (esito,) = trova(tempi_di_pagamento, scheda(paga, altra))
    assert (esito.dichiarato, esito.atteso) == ("25,0%", "almeno il 30%")
    basta = replace(paga, peso=Decimal(30))
    assert not trova(tempi_di_pagamento, scheda(basta, riga(peso=Decimal(70))))
    # Without weights the rows weigh the same: one of three is a third.
    senza = riga(etichetta=paga.etichetta)
    assert not trova(tempi_di_pagamento, scheda(senza, riga(), riga(codice="i3")))
    assert trova(tempi_di_pagamento, scheda(senza, *(riga(codice=f"i{n}") for n in range(3))))


def test_a_body_where_nobody_is_assessed_for_payment_times() -> None:
    (esito,) = trova(tempi_di_pagamento, scheda(riga()), scheda(riga(), codice="altra"))
    assert "2 schede" in esito.oggetto
    assert not trova(tempi_di_pagamento, cruscotto(riga()))  # no individual sheet
    assert not nell_anno(tempi_di_pagamento, 2023, scheda(riga()))


def test_each_manager_has_an_objective_on_training() -> None:
    con = scheda(riga(etichetta="Ore di formazione per dipendente"), codice="a")
    (esito,) = trova(formazione, con, scheda(riga(), codice="b"))
    assert (esito.dichiarato, esito.severita) == (
        "1 schede su 2 senza un obiettivo sulla formazione",
        Severita.AVVISO,
    )
    assert not trova(formazione, con)
    assert not nell_anno(formazione, 2024, scheda(riga()))


@pytest.mark.parametrize(
    ("testo", "peso"),
    [
        ("Anna Bianchi ha raggiunto il 98% degli obiettivi.", Severita.ERRORE),
        ("La dott.ssa Carla Neri è al 97%.", Severita.ERRORE),
        ("Il Dirigente Area 1 è arrivato al 98%.", Severita.AVVISO),  # a role may be of more than one
        ("Anna Bianchi ha avuto il punteggio più alto.", Severita.ERRORE),
        ("La spesa del progetto di Anna Bianchi è calata del 5%.", Severita.AVVISO),
        ("Il Dirigente Area 1 ha ottenuto uno sconto del 5%.", None),
        ("Il progetto è stato seguito da Bianchi Anna.", Severita.AVVISO),
        ("Il Dirigente Area 1 ha firmato l'atto.", None),
        ("L'Area 1 è arrivata al 98%.", None),
        ("La dott.ssa Carla Neri presiede il Comitato.", None),  # who holds an office may be named
        ("Annabianchi è il nome di un vino.", None),
    ],
)
def test_no_person_has_a_result_in_the_public_edition(testo: str, peso: Severita | None) -> None:
    altro = {"testi": (sezione(testo=testo),), "persone": ("Anna Bianchi", "Bianchi Anna")}
    assert [e.severita for e in trova(persone_nominate, scheda(riga()), **altro)] == ([peso] if peso else [])


def test_what_is_reserved_may_say_the_result_of_a_person() -> None:
    riservata = sezione(testo="Anna Bianchi è al 98%.", pubblico=None)
    assert not trova(persone_nominate, testi=(riservata,), persone=("Anna Bianchi",))


def test_small_counts_by_sex_stand_where_they_are_masked() -> None:
    capo = ("Corso", "Nord/Donne", "Nord/Uomini")
    (esito,) = trova(celle_di_poche_persone, tavola(capo, ("Lingue", "2", "5"), tema="formazione"))
    assert (esito.severita, esito.dichiarato) == (Severita.AVVISO, "1 cella sotto le 3 persone")
    assert not trova(celle_di_poche_persone, tavola(capo, ("Lingue", "2", "5"), tema="personale"))
    assert not trova(celle_di_poche_persone, tavola(capo, ("Lingue", "3", "0"), tema="formazione"))
    assert not trova(celle_di_poche_persone, tavola(capo, ("Lingue", "2", "2"), tema="formazione", unita="%"))


@pytest.mark.parametrize(("anno", "festa"), [(2024, False), (2027, True)])
def test_the_fourth_of_october_is_a_holiday_again_from_2026(anno: int, festa: bool) -> None:
    fatta = riga(target=f"31/12/{anno}", actual=f"04/10/{anno}")
    assert bool(nell_anno(giorni_festivi, anno, cruscotto(fatta))) is festa
