"""Every row goes into its own year and period, or nowhere: in rows, in columns, in titles, in what the site wrote."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.importazione.actions.importazioni import importa_subito, progetta_file
from cruscotto.importazione.anni_e_periodi import ALTRO, numero_di
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Importazione,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    Rilevazione,
    StatoPeriodo,
    ValoreAtteso,
)
from ente.importazione import ImportazioneRifiutata
from ente.progetto import Progetto, applica
from tests.mondi.fogli import Griglia, in_csv, ods, xlsx
from tests.mondi.importazioni import Persona, leggi, parole
from tests.mondi.scena import Scena, cliente, crea_scena
from tests.mondi.vita_importazione import annulla, conferma, dopo_i_lavori, letta, tutto

pytestmark = pytest.mark.django_db
TESTA = ["Prospettiva", "Obiettivo strategico", "Indicatore", "Verso"]
SOTTO = ["Prospettiva", "1. Obiettivo"]
QUADRIMESTRI = ("I quadrimestre", "II quadrimestre", "III quadrimestre")


@pytest.fixture
def scena(db: None) -> Scena:
    """The first period is closed, the others are open; the year after is being planned."""
    fatta = crea_scena()
    fatta.stato(1, StatoPeriodo.CHIUSO)
    for numero in (2, 3):
        fatta.stato(numero, StatoPeriodo.APERTO)
    anno_dopo(fatta)
    return fatta


def anno_dopo(scena: Scena) -> Ciclo:
    """The year after, in planning, with the first two indicators in a scorecard."""
    ciclo = Ciclo.objects.create(ente=scena.ente, anno=scena.ciclo.anno + 1, stato="pianificazione")
    prospettiva = Prospettiva.objects.create(ciclo=ciclo, ordine=1, codice="p", nome="Prospettiva")
    obiettivo = ObiettivoStrategico.objects.create(ciclo=ciclo, numero=1, nome="Obiettivo")
    nodo = ObiettivoInProspettiva.objects.create(prospettiva=prospettiva, obiettivo=obiettivo)
    cruscotto = Cruscotto.objects.create(ciclo=ciclo, ordine=1, codice="ente", tipo="ente", titolo="Cruscotto di ente")
    for n, codice in enumerate(("i1", "i2"), 1):
        i = scena.indicatori[codice]
        Collocazione.objects.create(cruscotto=cruscotto, indicatore=i, nodo=nodo, ordine=n, etichetta=i.nome)
    return ciclo


def dove(scena: Scena, genere: str, numero: int = 2, **altro: Any) -> Dove:
    ciclo = altro.pop("ciclo", scena.ciclo)
    periodo = Periodo.objects.select_related("ciclo__ente").filter(ciclo=ciclo, numero=numero).first()
    cruscotto = scena.cruscotto if genere == "indicatori" and ciclo == scena.ciclo else None
    return Dove(ente=scena.ente, del_ciclo=ciclo, periodo=periodo, cruscotto=cruscotto, da=scena["adele"], **altro)


def progetta(
    scena: Scena, righe: Griglia | bytes, genere: str = "rilevazioni", numero: int = 2, risposta: str = "", **altro: Any
) -> Progetto:
    """The plan of a sheet; with ``risposta`` that answer is given to all it asks of years and periods."""
    contenuto = righe if isinstance(righe, bytes) else xlsx(righe)
    qui = dove(scena, genere, numero, **altro)
    progetto = progetta_file(GENERI[genere], qui, "f.xlsx", contenuto)[1]
    if not risposta:
        return progetto
    dette = {d.chiave: risposta for d in progetto.dubbi.values() if d.chiave.startswith(("periodi|", "anni|"))}
    assert dette, [d.frase for d in progetto.dubbi.values()]
    return progetta_file(GENERI[genere], qui, "f.xlsx", contenuto, None, dette)[1]


def valori(progetto: Progetto) -> dict[tuple[str, int], str]:
    """What the plan writes, by indicator and number of the period."""
    assert not progetto.errori, progetto.errori
    scritte = [c.oggetto for c in progetto.cambi if isinstance(c.oggetto, Rilevazione)]
    return {(r.indicatore.codice, r.periodo.numero): r.testo for r in scritte}


def scritte(scena: Scena) -> set[tuple[int, str]]:
    """The values that are there, by number of the period."""
    return set(Rilevazione.objects.filter(periodo__ciclo=scena.ciclo).values_list("periodo__numero", "testo"))


def target(progetto: Progetto) -> dict[tuple[str, int], str]:
    assert not progetto.errori, progetto.errori
    scritti = [c.oggetto for c in progetto.cambi if isinstance(c.oggetto, ValoreAtteso)]
    return {(a.indicatore.nome, a.ciclo.anno): a.testo for a in scritti}


# -- periods in the columns --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forma", [xlsx, ods, in_csv])
def test_columns_of_periods_each_in_its_own(scena: Scena, forma: Any) -> None:
    contenuto = forma([["Codice", *QUADRIMESTRI], ["i1", 10, 20, 30], ["i2", "", 21, 31]])
    progetto = progetta(scena, contenuto)
    assert valori(progetto) == {("i1", 2): "20", ("i2", 2): "21"}
    (dubbio,) = progetto.dubbi.values()
    assert "Periodo 3 2024 (2)" in dubbio.frase and dubbio.proposta == "fuori"
    (avviso,) = progetto.avvisi
    assert "3 righe sono di altri periodi (I quadrimestre, III quadrimestre), e restano fuori" in avviso.motivo
    progetto = progetta(scena, contenuto, risposta="loro")
    assert valori(progetto) == {("i1", 2): "20", ("i2", 2): "21", ("i1", 3): "30", ("i2", 3): "31"}
    (avviso,) = progetto.avvisi
    assert "una riga è di altri periodi (I quadrimestre), e resta fuori" in avviso.motivo


@pytest.mark.parametrize(
    "testate",
    [
        ("30/04", "31/08", "31/12"),
        ("Consuntivo al 30.04.2024", "Consuntivo al 31.08.2024", "Consuntivo al 31.12.2024"),
        ("Valore 1° quadr.", "Valore 2° quadr.", "Valore 3° quadr."),
        ("Risultato Q1", "Risultato Q2", "Risultato Q3"),
    ],
)
def test_the_ways_of_calling_a_period_in_a_heading(scena: Scena, testate: tuple[str, ...]) -> None:
    righe: Griglia = [["Codice", *testate], ["i1", 10, 20, 30]]
    assert valori(progetta(scena, righe, risposta="loro")) == {("i1", 2): "20", ("i1", 3): "30"}


def test_what_a_person_says_of_a_heading_comes_first(scena: Scena) -> None:
    contenuto = xlsx([["Codice", *QUADRIMESTRI], ["i1", 10, 20, 30]])
    detto = {"iii quadrimestre": "valore", "ii quadrimestre": ""}
    progetto = progetta_file(GENERI["rilevazioni"], dove(scena, "rilevazioni"), "f.xlsx", contenuto, detto)[1]
    assert valori(progetto) == {("i1", 2): "30"}
    assert any("di altri periodi (I quadrimestre)" in a.motivo for a in progetto.avvisi)


def test_of_two_columns_of_one_period_the_first_is_read_and_the_other_said(scena: Scena) -> None:
    progetto = progetta(scena, [["Codice", *QUADRIMESTRI[:2], QUADRIMESTRI[1]], ["i1", "", 20, 21]])
    assert valori(progetto) == {("i1", 2): "20"}
    assert ["«II quadrimestre» non è fra quelle note" in a.motivo for a in progetto.avvisi] == [True]


def test_a_value_of_a_period_without_its_indicator_is_wrong(scena: Scena) -> None:
    progetto = progetta(scena, [["Codice", *QUADRIMESTRI[:2]], ["i1", "", 20], ["", "", 21]])
    assert [str(e) for e in progetto.errori] == ["Foglio1!A3: manca l'indicatore: scrivete il codice, o il nome."]


def test_a_column_of_the_whole_year_beside_those_of_its_periods(scena: Scena) -> None:
    progetto = progetta(scena, [["Codice", *QUADRIMESTRI, "Valore 2024"], ["i1", "", 20, "", 99]])
    assert valori(progetto) == {("i1", 2): "20"}
    assert "«Valore 2024» è dell'anno intero" in progetto.avvisi[0].motivo


def test_columns_of_years(scena: Scena) -> None:
    progetto = progetta(scena, [["Codice", "Valore 2023", "Valore 2024"], ["i1", 10, 20]])
    assert valori(progetto) == {("i1", 2): "20"}
    assert "di altri anni (2023)" in progetto.avvisi[0].motivo


def test_quarters_are_no_periods_of_a_year_divided_in_three(scena: Scena) -> None:
    (errore,) = progetta(scena, [["Codice", "I trimestre", "II trimestre"], ["i1", 10, 20]]).errori
    assert "sono di altri periodi (I trimestre, II trimestre)" in errore.motivo
    detti = {"II trimestre": ALTRO, "30/06": ALTRO, "31/08": 2, "2° quadr.": 2, "31/08/2024": 2, "4": ALTRO}
    assert {t: numero_di(t, scena.periodi) for t in detti} == detti


def test_a_scorecard_with_periods_and_years_in_its_columns(scena: Scena) -> None:
    righe: Griglia = [
        [*TESTA, "Target 2024", "Target 2025", *QUADRIMESTRI],
        [*SOTTO, "Indicatore i1", "crescente", 100, 110, "", 20, 30],
        [*SOTTO, "Nuovo", "crescente", 90, 95, "", 21, 31],
    ]
    progetto = progetta(scena, righe, "indicatori")
    assert len([c for c in progetto.cambi if isinstance(c.oggetto, Collocazione)]) == 1
    assert valori(progetto) == {("i1", 2): "20", ("i005", 2): "21"}
    assert target(progetto) == {("Nuovo", 2024): "90"}
    progetto = progetta(scena, righe, "indicatori", risposta="loro")
    assert valori(progetto) == {("i1", 2): "20", ("i005", 2): "21", ("i1", 3): "30", ("i005", 3): "31"}
    assert target(progetto) == {("Nuovo", 2024): "90", ("Indicatore i1", 2025): "110"}
    assert [a.motivo for a in progetto.avvisi if "in nessun cruscotto" in a.motivo] == [
        "nel 2025 l'indicatore «Nuovo» non è in nessun cruscotto: il suo target resta fuori."
    ]
    applica(progetto)
    assert progetta(scena, righe, "indicatori", risposta="loro").cambi == []


def test_the_same_in_rows(scena: Scena) -> None:
    righe: Griglia = [["Anno", "Periodo", *TESTA, "Target", "Consuntivo"]]
    righe += [
        [2024, n, *SOTTO, nome, "crescente", 100, n * 10] for nome in ("Indicatore i1", "Nuovo") for n in (1, 2, 3)
    ]
    righe += [[2025, "", *SOTTO, "Indicatore i1", "crescente", 110, ""]]
    progetto = progetta(scena, righe, "indicatori", risposta="loro")
    assert len([c for c in progetto.cambi if isinstance(c.oggetto, Collocazione)]) == 1
    assert valori(progetto) == {("i1", 2): "20", ("i005", 2): "20", ("i1", 3): "30", ("i005", 3): "30"}
    assert target(progetto)["Indicatore i1", 2025] == "110"


def test_a_target_of_a_year_that_has_begun_stays(scena: Scena) -> None:
    Ciclo.objects.filter(anno=2025).update(stato="monitoraggio")
    righe: Griglia = [[*TESTA, "Target 2024", "Target 2025"], [*SOTTO, "Indicatore i1", "crescente", 100, 110]]
    applica(progetta(scena, righe, "indicatori", risposta="loro"))  # there was none: it is the first
    righe[1][-1] = 120
    progetto = progetta(scena, righe, "indicatori", risposta="loro")
    assert progetto.cambi == []
    assert any("il 2025 è già cominciato" in a.motivo for a in progetto.avvisi)


def test_several_periods_are_written_and_taken_back(scena: Scena) -> None:
    contenuto = xlsx([["Codice", *QUADRIMESTRI[1:]], ["i1", 20, 30]])
    persona = Persona(scena["adele"])
    prima = tutto()
    fatta = letta(contenuto, scena.ciclo, scena["adele"], "rilevazioni")
    (dubbio,) = fatta.voci.filter(tipo="dubbio")
    persona.fai(fatta, "answer", **{f"dubbio:{dubbio.dettagli['chiave']}": "loro"})
    fatta = conferma(dopo_i_lavori(fatta), scena["adele"])
    assert fatta.stato == "confermata", fatta.messaggio
    assert scritte(scena) == {(2, "20"), (3, "30")}
    assert annulla(fatta, scena["adele"]) == []
    assert {k for k, v in tutto().items() if v != prima[k]} == set()


def test_another_period_closed_meanwhile_stops_the_writing(scena: Scena) -> None:
    progetto = progetta(scena, [["Codice", *QUADRIMESTRI[1:]], ["i1", 20, 30]], risposta="loro")
    scena.stato(3, StatoPeriodo.CHIUSO)
    with pytest.raises(Exception, match="Nel frattempo"), transaction.atomic():
        applica(progetto)
    assert scritte(scena) == set()


# -- titles ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("titolo", "rifiutato"),
    [
        ("Cruscotto 2023", True),
        ("Monitoraggio al 31/12/2024", True),
        ("Monitoraggio I quadrimestre 2024", True),
        ("Consuntivo II quadrimestre 2024", False),
        ("Valori 2024", False),
        ("Piano della performance 2023-2025", False),
        ("Indicatori approvati con delibera n. 12 del 31/01/2023", False),
        ("Regolamento 2016/679", False),
        ("Comune di Scena", False),
    ],
)
@pytest.mark.parametrize("genere", ["rilevazioni", "indicatori"])
def test_a_title_of_another_year_or_period(scena: Scena, genere: str, titolo: str, rifiutato: bool) -> None:
    tavola: Griglia = [["Codice", "Valore"], ["i1", 10]]
    if genere == "indicatori":
        tavola = [[*TESTA, "Target", "Consuntivo"], [*SOTTO, "Indicatore i1", "crescente", 100, 10]]
    progetto = progetta(scena, [[titolo], *tavola], genere)
    assert bool(progetto.errori) == rifiutato, progetto.errori
    if rifiutato:
        assert f"«{titolo}»" in progetto.errori[0].motivo and "correggete il titolo" in progetto.errori[0].motivo


# -- what the site wrote -----------------------------------------------------------------------------------------------


SCARICHI = {
    "cruscotto": ("adele", "/cruscotti/2024/ente/scarica/?formato={}&periodo=2", ("rilevazioni", "indicatori")),
    "elenco": ("adele", "/elenco/2024/scarica/?formato={}&periodo=2", ("rilevazioni",)),
    "miei": ("rita", "/valori/2024/?formato={}&periodo=2", ("rilevazioni",)),
    "revisione": ("dina", "/revisione/2024/?formato={}&periodo=2", ("rilevazioni",)),
}


def scarica(scena: Scena, chi: str, indirizzo: str) -> bytes:
    risposta = cliente(scena[chi]).get(indirizzo)
    assert risposta.status_code == 200, indirizzo
    return b"".join(risposta.streaming_content) if risposta.streaming else risposta.content  # type: ignore[attr-defined]


def con_valori(scena: Scena) -> None:
    """A value of a period before, a draft, one handed in."""
    for codice in scena.indicatori:
        scena.metti(codice, "40", 1)
    scena.metti("i1", "55", 2, stato="bozza")
    scena.metti("i2", "66", 2)


@pytest.mark.parametrize("formato", ["xlsx", "csv"])
@pytest.mark.parametrize("nome", SCARICHI)
def test_what_a_page_gave_goes_back_where_it_came_from(scena: Scena, nome: str, formato: str) -> None:
    con_valori(scena)
    chi, indirizzo, generi = SCARICHI[nome]
    contenuto = scarica(scena, chi, indirizzo.format(formato))
    for genere in generi:
        for altrove in ({"numero": 3}, {"ciclo": Ciclo.objects.get(anno=2025), "numero": 1}):
            progetto = progetta(scena, contenuto, genere, **altrove)
            assert (progetto.errori, progetto.cambi, progetto.dubbi) == ([], [], {}), (genere, altrove)
            assert "ed è di Periodo 2 2024: i suoi dati vanno lì" in progetto.avvisi[0].motivo


def test_a_changed_cell_of_a_list_goes_to_its_period(scena: Scena) -> None:
    con_valori(scena)
    contenuto = scarica(scena, "rita", "/valori/2024/?formato=csv&periodo=2")
    assert b";55;55;" in contenuto
    progetto = progetta(scena, contenuto.replace(b";55;55;", b";57;55;"), numero=3)
    assert valori(progetto) == {("i1", 2): "57"}


def test_the_sheet_of_an_office_goes_back_to_its_period(scena: Scena) -> None:
    contenuto = scarica(scena, "rita", "/valori/2024/foglio.xlsx?periodo=2")
    persona = Persona(scena["rita"])
    fatta = persona.carica(contenuto, "u.xlsx", genere="rilevazioni", periodo=scena.periodo(3).pk)
    assert fatta.periodo == scena.periodo(2)
    for _ in range(2):  # read again, it is said again
        assert "i suoi dati vanno lì, non in Periodo 3 2024" in parole(persona.pagina(fatta, vista="avvisi"))
        persona.fai(fatta, "answer", rileggi="1")
        fatta = leggi(fatta)


def test_what_the_site_wrote_of_a_closed_period_is_refused_where_it_changes(scena: Scena) -> None:
    con_valori(scena)
    contenuto = scarica(scena, "adele", "/cruscotti/2024/ente/scarica/?formato=csv&periodo=1")
    assert progetta(scena, contenuto).cambi == []
    (errore,) = progetta(scena, contenuto.replace(b";40;40;", b";41;41;")).errori
    assert "Periodo 1 2024 è chiuso" in errore.motivo and len(errore.altri) == 3


def test_what_the_site_wrote_of_a_year_that_is_not_there(scena: Scena) -> None:
    contenuto = scarica(scena, "adele", "/cruscotti/2024/ente/scarica/?formato=csv&periodo=2")
    with pytest.raises(Exception, match="è del 2019: quel ciclo non c'è"):
        progetta(scena, contenuto.replace(b"2024;Periodo 2", b"2019;Periodo 2"))


@pytest.mark.parametrize("genere", ["rilevazioni", "indicatori", "bilancio", "interventi"])
def test_the_workbook_of_a_whole_cycle_changes_nothing(scena: Scena, genere: str) -> None:
    con_valori(scena)
    contenuto = scarica(scena, "adele", "/cicli/2024/scarica/?formato=xlsx")
    altro = Ciclo.objects.get(anno=2025)
    progetto = progetta(scena, contenuto, genere, numero=1, ciclo=altro)
    if genere in ("bilancio", "interventi"):  # the body has none: there is nothing to read
        assert "nessuna riga" in progetto.errori[0].motivo
    else:
        assert (progetto.errori, progetto.cambi, progetto.dubbi) == ([], [], {})


# -- the property ------------------------------------------------------------------------------------------------------


ALTRE_PARTI = ("I trimestre", "II trimestre", "30/06", "2° sem.", "4", "al 31/03/2024")
"""Parts of a year that one divided in three has not."""
LUOGHI = [(2023, 0), (2024, 1), (2024, 2), (2024, 3), (2025, 0)]


@st.composite
def _fogli(draw: st.DrawFn) -> tuple[str, Griglia, int, str]:
    """A sheet whose values say of which year and period they are: 20242 is that of the second of 2024."""
    genere = draw(st.sampled_from(["rilevazioni", "indicatori"]))
    luoghi = draw(st.lists(st.sampled_from(LUOGHI), min_size=1, unique=True))
    codici = draw(st.lists(st.sampled_from(["i1", "i2", "i3"]), min_size=1, unique=True))
    chi: dict[str, list[Any]] = {
        c: [c] if genere == "rilevazioni" else [*SOTTO, f"Indicatore {c}", "crescente"] for c in codici
    }
    testa = ["Codice"] if genere == "rilevazioni" else list(TESTA)
    if draw(st.booleans()):
        nomi = [
            draw(st.sampled_from([f"{QUADRIMESTRI[n - 1]} {a}", f"Consuntivo {n}° quadr. {a}"]))
            if n
            else f"Consuntivo {a}"
            for a, n in luoghi
        ]
        righe = [[*chi[c], *(a * 10 + n for a, n in luoghi)] for c in codici]
        return genere, [[*testa, *nomi], *righe], draw(st.sampled_from([2, 3])), draw(st.sampled_from(["", "loro"]))
    righe = [[a, n or "", *chi[c], a * 10 + n] for c in codici for a, n in luoghi]
    righe += [[2024, draw(st.sampled_from(ALTRE_PARTI)), *chi[c], 20249] for c in codici if draw(st.booleans())]
    righe = draw(st.permutations(righe))
    righe = [[a, n or a, *resto] for a, n, *resto in righe]  # «2024» in the column of the periods is the whole year
    return (
        genere,
        [["Anno", "Periodo", *testa, "Consuntivo"], *righe],
        draw(st.sampled_from([2, 3])),
        draw(st.sampled_from(["", "loro"])),
    )


@given(_fogli())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_row_goes_into_another_year_or_period(scena: Scena, caso: tuple[str, Griglia, int, str]) -> None:
    genere, righe, numero, risposta = caso
    qui = dove(scena, genere, numero)
    progetto = progetta_file(GENERI[genere], qui, "f.xlsx", xlsx(righe))[1]
    dette = {d.chiave: risposta for d in progetto.dubbi.values() if d.chiave.startswith("periodi|")} if risposta else {}
    progetto = progetta_file(GENERI[genere], qui, "f.xlsx", xlsx(righe), None, dette)[1]
    for cambio in progetto.cambi:
        r = cambio.oggetto
        if isinstance(r, Rilevazione):
            assert r.testo in (f"{r.periodo.ciclo.anno}{r.periodo.numero}", f"{r.periodo.ciclo.anno}0"), righe
            assert not r.testo.endswith("0") or r.periodo.ciclo.anno == 2024
            assert r.periodo.numero == numero or dette
    if progetto.errori or not dette:
        return
    with transaction.atomic():
        applica(progetto)
        assert 1 not in {numero for numero, _ in scritte(scena)}
        transaction.set_rollback(True)


def test_by_the_command_the_proposal_is_taken(scena: Scena, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "v.xlsx"
    file.write_bytes(xlsx([["Codice", *QUADRIMESTRI[1:]], ["i1", 20, 30]]))
    call_command("importa", "rilevazioni", str(file), "--ente", "scena", "--anno", "2024", "--periodo", "2")
    assert scritte(scena) == {(2, "20")}
    assert "altri periodi aperti" in capsys.readouterr().out


def test_a_redirected_command_writes_where_the_file_says(scena: Scena) -> None:
    con_valori(scena)
    contenuto = scarica(scena, "rita", "/valori/2024/?formato=csv&periodo=2").replace(b";55;55;", b";57;55;")
    importa_subito(genere=GENERI["rilevazioni"], dove=dove(scena, "rilevazioni", 3), nome="v.csv", contenuto=contenuto)
    assert (2, "57") in scritte(scena) and 3 not in {numero for numero, _ in scritte(scena)}
    assert Importazione.objects.get(ente=scena.ente).periodo == scena.periodo(2)


def test_a_period_that_disagrees_with_the_year_is_said(scena: Scena) -> None:
    righe: Griglia = [["Anno", "Periodo", "Codice", "Valore"], [2024, "31/08/2023", "i1", 1]]
    with pytest.raises(ImportazioneRifiutata, match="non è del 2024, che è l'anno della riga"):
        importa_subito(
            genere=GENERI["rilevazioni"], dove=dove(scena, "rilevazioni"), nome="v.xlsx", contenuto=xlsx(righe)
        )


# -- what has no periods -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("genere", "testa", "riga"),
    [
        ("bilancio", ["Anno", "Voce", "Tipo", "Consuntivo"], ["Diritto annuale", "voce", 90]),
        ("interventi", ["Anno", "Numero obiettivo", "Intervento", "Importo"], [1, "Voucher", 50]),
    ],
)
def test_rows_of_another_year_are_left_out_of_a_budget_too(
    scena: Scena, genere: str, testa: list[Any], riga: list[Any]
) -> None:
    """A column «Anno» was not read, and what was of one year went into another."""
    anno = scena.ciclo.anno
    progetto = progetta(scena, [testa, [anno - 1, *riga], [anno, *riga]], genere)
    assert progetto.errori == []
    assert [c.posto.rpartition("!")[2] for c in progetto.cambi] == ["A3"]
    assert any(f"una riga è di altri anni ({anno - 1})" in a.motivo for a in progetto.avvisi)
    (errore,) = progetta(scena, [testa, [anno - 1, *riga]], genere).errori
    assert f"nessuna riga è del {anno}" in errore.motivo
