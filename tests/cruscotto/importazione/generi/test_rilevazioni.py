"""The actuals of a period from a clerk's sheet: what goes in, what is refused and where, undone and measured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.chiusura.actions.periodi import riapri_ufficio
from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import (
    carica_importazione,
    esige_importabile,
    importa_subito,
    leggi_importazione,
    progetta_file,
)
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    Collocazione,
    Cruscotto,
    Importazione,
    Indicatore,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    TipoVoceImportazione,
)
from ente.errori import ErroreUtente
from ente.importazione import Esito, ImportazioneRifiutata
from ente.models import Atto
from ente.progetto import Progetto
from tests.mondi.fogli import Griglia, in_csv, xlsx
from tests.mondi.scena import Scena, crea_scena, fra

pytestmark = pytest.mark.django_db
GENERE = GENERI["rilevazioni"]
TESTA = ["Codice", "Valore", "Nota", "Causa", "Motivo", "Azione correttiva", "Entro"]


@pytest.fixture
def scena(db: None) -> Scena:
    fatta = crea_scena()
    fatta.stato(1, StatoPeriodo.APERTO)
    return fatta


def dove(scena: Scena, chi: str | None = "carla", numero: int = 1, **altro: Any) -> Dove:
    da = scena[chi] if chi else None
    return Dove(ente=scena.ente, del_ciclo=scena.ciclo, periodo=scena.periodo(numero), da=da, **altro)


def importa(scena: Scena, righe: Griglia, chi: str | None = "carla", numero: int = 1) -> Esito:
    return importa_subito(genere=GENERE, dove=dove(scena, chi, numero), nome="v.xlsx", contenuto=xlsx(righe))


def progetta(
    scena: Scena, righe: Griglia, chi: str | None = "carla", decisioni: dict[str, str] | None = None
) -> Progetto:
    return progetta_file(GENERE, dove(scena, chi), "v.xlsx", xlsx(righe), None, decisioni)[1]


def errori(scena: Scena, righe: Griglia, chi: str | None = "carla", numero: int = 1) -> dict[str, str]:
    prima = stato()
    with pytest.raises(ImportazioneRifiutata) as rifiuto:
        importa(scena, righe, chi, numero)
    assert stato() == prima
    return {e.posto.removeprefix("Foglio1!"): e.motivo for e in rifiuto.value.errori}


def stato() -> list[Any]:
    return [list(m._base_manager.order_by("pk").values_list()) for m in (Rilevazione, Importazione, Atto)]


def valore(codice: str, numero: int = 1) -> Rilevazione:
    return Rilevazione.objects.get(indicatore__codice=codice, periodo__numero=numero, collocazione=None)


# -- what goes in ------------------------------------------------------------------------------------------------------


def test_a_list_by_code_makes_drafts(scena: Scena) -> None:
    entro = dt.date(2024, 9, 30)
    righe: Griglia = [
        ["Rilevazione 2024"],
        [],
        ["Risultato 2024", "Note", "Cod.", "Causa", "Motivo", "Azione correttiva", "Entro il", "Colore"],
        [80.5, "fonte: archivio", "I1", "Carenza di personale", "Due pensioni", "Concorso", entro, "rosso"],
        ["", "solo una nota", "i2", "", "", "", "", ""],
        ["", "", "i3", "", "", "", "", ""],
        [1234567, "", "i4", "altro", "", "", "2024-10-01", ""],
    ]
    esito = importa(scena, righe)
    assert str(esito) == "3 nuovi, 0 modificati, 0 invariati"
    assert [a.posto for a in esito.avvisi] == ["Foglio1!H3", "Foglio1!A7"]
    primo = valore("i1")
    assert (primo.testo, primo.valore, primo.stato, primo.versione) == ("80,5", Decimal("80.5"), "bozza", 1)
    assert (primo.causa, primo.causa_scostamento, primo.azione_entro) == ("personale", "Due pensioni", entro)
    assert (primo.inserita_da, primo.inserita_il is not None) == (scena["carla"], True)
    assert (valore("i2").testo, valore("i2").tipo, valore("i2").nota) == ("", "", "solo una nota")
    assert not Rilevazione.objects.filter(indicatore__codice="i3").exists()
    assert (valore("i4").testo, valore("i4").azione_entro) == ("1.234.567", dt.date(2024, 10, 1))
    prima = stato()
    assert str(importa(scena, righe)) == "0 nuovi, 0 modificati, 3 invariati"
    assert stato() == prima


def test_by_name_and_by_label(scena: Scena) -> None:
    Collocazione.objects.filter(indicatore__codice="i2").update(etichetta="Tempi   medi di RISPOSTA.")
    importa(scena, [["Indicatore", "Actual"], ["indicatore I1", 3], ["tempi medi di risposta", 4]])
    assert (valore("i1").testo, valore("i2").testo) == ("3", "4")
    Collocazione.objects.filter(indicatore__codice="i2").update(etichetta="Indicatore i1")
    trovati = errori(scena, [["Indicatore", "Actual"], ["Indicatore i1", 5], ["Nessuno", 6], ["", 7]])
    assert trovati == {
        "A2": "«Indicatore i1» è il nome di più indicatori (i1, i2): scrivete il codice.",
        "A3": "«Nessuno» non è fra gli indicatori 2024: scrivetene il codice.",
        "A4": "manca l'indicatore: scrivete il codice, o il nome.",
    }


def test_a_draft_is_changed_and_a_returned_value_stays_returned(scena: Scena) -> None:
    scena.salva("i1", "80")
    scena.metti("i2", "70", stato="restituita", nota="com'era")
    importa(scena, [["Codice", "Valore", "Nota"], ["i1", 81, ""], ["i2", "", "rivista"]])
    assert (valore("i1").testo, valore("i1").versione, valore("i1").inserita_da) == ("81", 2, scena["carla"])
    secondo = valore("i2")
    assert (secondo.testo, secondo.nota, secondo.stato, secondo.versione) == ("70", "rivista", "restituita", 2)
    atti = Atto.objects.filter(azione="importa rilevazioni", modello="rilevazione")
    assert {a.chiave for a in atti} == {valore("i1").pk, secondo.pk}


def test_the_same_value_in_other_letters_is_the_same(scena: Scena) -> None:
    Indicatore.objects.filter(codice="i1").update(tipo="euro")
    Indicatore.objects.filter(codice="i2").update(tipo="percentuale")
    Indicatore.objects.filter(codice="i3").update(tipo="data")
    scena.metti("i1", "€650.000,00", stato="bozza")
    scena.metti("i2", "73 %", stato="bozza")
    scena.metti("i3", "10/2/2024", stato="bozza")
    righe: Griglia = [["Codice", "Valore"], ["i1", 650000], ["i2", 0.73], ["i3", dt.date(2024, 2, 10)]]
    contenuto = xlsx(righe, formati={"B3": "0%"})
    esito = importa_subito(genere=GENERE, dove=dove(scena), nome="v.xlsx", contenuto=contenuto)
    assert str(esito) == "0 nuovi, 0 modificati, 3 invariati"
    assert valore("i1").testo == "€650.000,00"


def test_the_last_period_without_another_one(scena: Scena) -> None:
    scena.stato(3, StatoPeriodo.APERTO)
    senza = Dove(ente=scena.ente, del_ciclo=scena.ciclo)
    importa_subito(genere=GENERE, dove=senza, nome="v.csv", contenuto=in_csv([["Codice", "Valore"], ["i1", "3"]]))
    assert (valore("i1", 3).testo, valore("i1", 3).inserita_da) == ("3", None)


# -- doubts ------------------------------------------------------------------------------------------------------------


def test_a_dot_is_asked_once_for_an_indicator_and_the_answer_holds(scena: Scena) -> None:
    righe: Griglia = [["Codice", "Valore"], ["i1", "1.234"], ["i2", "5.700"], ["i3", "1.234.567"], ["i4", "0.5"]]
    progetto = progetta(scena, righe)
    assert [(d.chiave, d.posto, d.proposta) for d in progetto.da_decidere] == [
        ("punto:i1", "Foglio1!B2", "migliaia"),
        ("punto:i2", "Foglio1!B3", "migliaia"),
    ]
    assert "«1.234» di «Indicatore i1»" in progetto.da_decidere[0].frase
    scelti = {"punto:i1": "decimali", "punto:i2": "migliaia"}
    progetto = progetta(scena, righe, decisioni=scelti)
    assert progetto.da_decidere == []
    assert [c.dopo["testo"] for c in progetto.cambi] == ["1,234", "5700", "1.234.567", "0,5"]
    assert [c.dopo["avvisi"] for c in progetto.cambi] == [[], [], [], []]


def test_an_amount_in_euro_has_no_three_decimals(scena: Scena) -> None:
    Indicatore.objects.filter(codice="i1").update(tipo="euro")
    progetto = progetta(scena, [["Codice", "Valore"], ["i1", "5.700"]])
    assert (progetto.da_decidere, progetto.cambi[0].dopo["valore"]) == ([], Decimal(5700))


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_every_wrong_cell_is_told_at_once(scena: Scena) -> None:
    Indicatore.objects.filter(codice="i1").update(minimo_ammesso=0, massimo_ammesso=100)
    Indicatore.objects.filter(codice="i2").update(tipo="data")
    Indicatore.objects.filter(codice="i3").update(tipo="ordinale", scala=["basso", "alto"])
    righe: Griglia = [
        TESTA,
        ["i1", 101, "x" * 2001, "boh", "", "", "mai"],
        ["i2", fra(3), "", "", "", "", ""],
        ["i3", "medio", "", "", "", "", ""],
        ["i4", "n.d.", "", "", "", "", ""],
        ["i11", 3, "", "", "", "", ""],
        ["i1", 5, "", "", "", "", ""],
    ]
    trovati = errori(scena, righe)
    assert list(trovati) == ["C2", "D2", "G2", "B3", "B4", "B5", "A6", "B7"]
    assert "al massimo 2000" in trovati["C2"]
    assert "Carenza di personale" in trovati["D2"]
    assert "deve ancora venire" in trovati["B3"]
    assert "Forse è «i1»" in trovati["A6"]


def test_the_same_value_twice(scena: Scena) -> None:
    assert str(importa(scena, [["Codice", "Valore"], ["i1", 3], ["i1", 3]])) == "1 nuovi, 0 modificati, 0 invariati"
    assert errori(scena, [["Codice", "Valore"], ["i1", 4], ["i1", 5]]) == {
        "B3": "di «Indicatore i1» dice già altro Foglio1!B2: lasciate una riga sola."
    }


@pytest.mark.parametrize(("com_e", "frase"), [("trasmessa", "all'esame"), ("validata", "già validato")])
def test_what_has_been_handed_in_stays(scena: Scena, com_e: str, frase: str) -> None:
    scena.metti("i1", "80", stato=com_e)
    assert str(importa(scena, [["Codice", "Valore"], ["i1", 80]])) == "0 nuovi, 0 modificati, 1 invariati"
    assert frase in errori(scena, [["Codice", "Valore"], ["i1", 81]])["B2"]
    assert frase in errori(scena, [["Codice", "Valore", "Nota"], ["i1", "", "x"]])["C2"]


def test_a_closed_period_takes_what_it_has_and_refuses_the_rest(scena: Scena) -> None:
    scena.metti("i1", "80", stato="bozza")
    scena.stato(1, StatoPeriodo.CHIUSO)
    assert str(importa(scena, [["Codice", "Valore"], ["i1", 80]])) == "0 nuovi, 0 modificati, 1 invariati"
    righe: Griglia = [["Codice", "Valore"], ["i1", 81], ["i4", 3]]
    assert all("è chiuso" in motivo for motivo in errori(scena, righe).values())
    assert "non è ancora aperto" in errori(scena, righe, numero=2)["B2"]


def test_a_period_reopened_for_an_office(scena: Scena) -> None:
    scena.stato(1, StatoPeriodo.CHIUSO)
    riapri_ufficio(
        periodo=scena.periodo(1), ufficio=scena.uffici["anagrafe"], motivo="Errore", fino_al=fra(2), da=scena["carla"]
    )
    assert list(errori(scena, [["Codice", "Valore"], ["i1", 81], ["i4", 3]])) == ["B3"]
    importa(scena, [["Codice", "Valore"], ["i1", 81]], "rita")
    assert valore("i1").testo == "81"
    with pytest.raises(NonModificabile):
        GENERE.blocca(dove(scena, "rosa"))
    GENERE.blocca(dove(scena, "carla"))


def test_an_adopted_relazione(scena: Scena) -> None:
    scena.metti("i1", "80", stato="bozza")
    scena.ciclo.stato, scena.ciclo.approvazione_data, scena.ciclo.approvazione_numero = "validata", fra(-1), "1"
    scena.ciclo.save()
    assert scena.ciclo.stato == StatoCiclo.VALIDATA
    assert str(importa(scena, [["Codice", "Valore"], ["i1", 80]])) == "0 nuovi, 0 modificati, 1 invariati"
    assert "già stata adottata" in errori(scena, [["Codice", "Valore"], ["i1", 81]])["B2"]
    with pytest.raises(NonModificabile):
        GENERE.blocca(dove(scena))


def test_who_may(scena: Scena) -> None:
    righe: Griglia = [["Codice", "Valore"], ["i1", 1], ["i4", 2]]
    assert list(errori(scena, righe, "rita")) == ["B3"]
    assert "altro ufficio" in errori(scena, righe, "rita")["B3"]
    assert str(importa(scena, righe[:2], "rita")) == "1 nuovi, 0 modificati, 0 invariati"
    assert str(importa(scena, righe, "adele")) == "1 nuovi, 0 modificati, 1 invariati"
    for chi in ("rita", "carla", "adele"):
        esige_importabile(GENERE, scena[chi])
    for chi in ("dina", "ugo"):
        with pytest.raises(PermissionDenied):
            esige_importabile(GENERE, scena[chi])


# -- values of one scorecard -------------------------------------------------------------------------------------------


def test_a_value_that_stands_apart_wants_its_scorecard(scena: Scena) -> None:
    prima = Collocazione.objects.get(indicatore__codice="i1")
    altro = Cruscotto.objects.create(ciclo=scena.ciclo, ordine=2, codice="altro", tipo="ente", titolo="Altro cruscotto")
    apparte = Collocazione.objects.create(
        cruscotto=altro, indicatore=prima.indicatore, nodo=prima.nodo, ordine=1, etichetta="x", rilevata_a_parte=True
    )
    righe: Griglia = [
        ["Codice", "Cruscotto", "Valore"],
        ["i1", "", 1],
        ["i1", "ALTRO cruscotto", 2],
        ["i2", "altro", 3],
    ]
    trovati = errori(scena, righe)
    assert trovati == {"B4": "«Indicatore i2» non è nel cruscotto «altro»: è in ente."}
    importa(scena, righe[:3])
    assert (valore("i1").testo, Rilevazione.objects.get(collocazione=apparte).testo) == ("1", "2")
    Collocazione.objects.filter(pk=prima.pk).update(rilevata_a_parte=True)
    assert "ente, altro" in errori(scena, [["Codice", "Valore"], ["i1", 5]])["A2"]
    nel = dove(scena, cruscotto=altro)
    contenuto = xlsx([["Codice", "Valore"], ["i1", 7]])
    importa_subito(genere=GENERE, dove=nel, nome="v.xlsx", contenuto=contenuto)
    assert Rilevazione.objects.get(collocazione=apparte).testo == "7"


# -- undone, measured --------------------------------------------------------------------------------------------------


def test_undo_puts_back_what_nobody_touched(scena: Scena) -> None:
    scena.salva("i1", "80")
    importa(scena, [["Codice", "Valore"], ["i1", 81], ["i2", 50], ["i3", 60], ["i4", 70]])
    scena.salva("i3", "61", versione=1, chi="rino")
    Rilevazione.objects.filter(indicatore__codice="i4").update(stato="trasmessa", versione=2)
    importazione = Importazione.objects.get()
    rimaste = annulla_importazione(importazione=importazione, da=scena["carla"])
    assert sorted(v.nome[:2] for v in rimaste) == ["i3", "i4"]
    assert (valore("i1").testo, valore("i1").versione, valore("i1").inserita_da) == ("80", 3, scena["rita"])
    assert not Rilevazione.objects.filter(indicatore__codice="i2").exists()
    assert (valore("i3").testo, valore("i4").stato) == ("61", "trasmessa")


def test_the_preview_of_an_upload(scena: Scena) -> None:
    """A draft does not count yet: the SALs shown are those that there will be when the office hands it in."""
    scena.metti("i1", "80", stato="restituita")
    contenuto = xlsx([["Codice", "Valore"], ["i1", 10], ["i2", 20]])
    rita = scena["rita"]
    caricata = carica_importazione(genere=GENERE, dove=dove(scena, "rita"), nome="v.xlsx", contenuto=contenuto, da=rita)
    leggi_importazione.func(caricata.pk)
    sal = caricata.voci.filter(tipo=TipoVoceImportazione.SAL)
    altre = caricata.voci.exclude(pk__in=sal).values_list("tipo", "posto")
    assert list(altre) == [("modificata", "Foglio1!B2"), ("nuova", "Foglio1!B3")]
    indicatori = {v.nome: v.dettagli["dopo"] for v in sal if v.dettagli["livello"] == "indicatore"}
    assert indicatori == {"Indicatore i1": "10", "Indicatore i2": "20"}
    assert [(r.testo, r.stato) for r in Rilevazione.objects.filter(periodo=scena.periodo(1))] == [("80", "restituita")]


def tanti(scena: Scena, quanti: int) -> Griglia:
    nodo = Collocazione.objects.filter(cruscotto=scena.cruscotto)[0].nodo
    nuovi = [
        Indicatore(ente=scena.ente, codice=f"k{n}", nome=f"K {n}", tipo="numero", ufficio=scena.uffici["anagrafe"])
        for n in range(quanti)
    ]
    Collocazione.objects.bulk_create(
        Collocazione(cruscotto=scena.cruscotto, indicatore=i, nodo=nodo, ordine=1000 + n, etichetta=i.nome)
        for n, i in enumerate(Indicatore.objects.bulk_create(nuovi, batch_size=500))
    )
    return [["Indicatore", "Valore", "Nota"], *([f"K {n}", n, "x"] for n in range(quanti))]


def test_the_queries_do_not_grow_with_the_rows(scena: Scena) -> None:
    righe = tanti(scena, 1000)
    conti = []
    for fino in (11, 1001):
        with CaptureQueriesContext(connection) as interrogazioni:
            progetto = progetta(scena, righe[:fino], "rita")
        assert len(progetto.cambi) == fino - 1
        conti.append(len(interrogazioni))
    assert conti[0] == conti[1] <= 8


CELLA = st.one_of(
    st.sampled_from(["i1", "i2", "i4", "ente", "73%", "1.234", "=1/0", "-", "personale", 10**30, "1/0", "31/02/2024"]),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=["C"]), max_size=8),
    st.none(),
    st.dates(dt.date(1900, 3, 1), dt.date(2100, 1, 1)),
)
INTESTAZIONE = st.sampled_from(
    [*TESTA, "Cruscotto", "Indicatore", "Riga", "Versione", "Originale", "Impronte", "Valore 2023", "", "x"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(INTESTAZIONE, min_size=2, max_size=8),
    st.lists(st.lists(CELLA, max_size=8), max_size=6),
    st.booleans(),
    st.sampled_from(["numero", "percentuale", "euro", "data", "ordinale", "nominale", "fasi", "rapporto", "calcolato"]),
    st.sampled_from(["carla", "rita", None]),
)
def test_any_grid_is_taken_or_refused_whole(
    scena: Scena, testa: list[str], righe: Sequence[Sequence[Any]], csv: bool, tipo: str, chi: str | None
) -> None:
    Indicatore.objects.filter(codice="i1").update(tipo=tipo, scala=["basso", "alto"] if tipo == "ordinale" else [])
    prima = stato()
    contenuto = in_csv([testa, *righe]) if csv else xlsx([testa, *righe])
    try:
        importa_subito(genere=GENERE, dove=dove(scena, chi), nome="f.csv", contenuto=contenuto)
    except ErroreUtente:
        assert stato() == prima
        return
    ancora = importa_subito(genere=GENERE, dove=dove(scena, chi), nome="f.csv", contenuto=contenuto)
    assert (ancora.creati, ancora.modificati) == (0, 0)


def test_moments_are_those_of_the_writing(scena: Scena) -> None:
    righe: Griglia = [["Codice", "Valore"], ["i1", 3]]
    assert progetta(scena, righe).impronta() == progetta(scena, righe).impronta()
    prima = timezone.now()
    assert prima < progetta(scena, righe).cambi[0].dopo["inserita_il"]


def test_what_a_sheet_lacks(scena: Scena) -> None:
    assert errori(scena, [["Valore", "Nota"], [3, "x"]]).keys() == {"A1"}
    assert errori(scena, [["Codice", "Nota"], ["i1", "x"]]).keys() == {"A1"}


def test_a_day_that_has_lost_its_format_is_asked_about(scena: Scena) -> None:
    """44165 is how a spreadsheet keeps 30/11/2020: it was an error, that nobody could mend in the page."""
    Indicatore.objects.filter(codice="i1").update(tipo="data", direzione="", unita="data")
    righe: Griglia = [["Codice", "Valore"], ["i1", 44165]]
    progetto = progetta_file(GENERE, dove(scena, None), "f.xlsx", xlsx(righe))[1]
    assert progetto.errori == []
    assert [d.frase for d in progetto.dubbi.values()] == [
        "«44165» sta dove serve una data, e un foglio conserva così il 30/11/2020: come si legge?"
    ]
    assert [c.dopo["testo"] for c in progetto.cambi] == ["30/11/2020"]
    progetto = progetta_file(GENERE, dove(scena, None), "f.xlsx", xlsx(righe), {}, {"data persa": "numero"})[1]
    assert len(progetto.errori) == 1
