"""`manage.py importa indicatori`: printed scorecards and lists, the round trip, the locks, the cost, any workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cruscotto.consultazione.filtri_cruscotto import posti_di
from cruscotto.consultazione.foglio_cruscotto import scrivi_foglio
from cruscotto.importazione.cartella.actions.indicatori import progetta_indicatori
from cruscotto.management.commands.sal import rispondi
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.prospetto import misura_cruscotti
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Periodo,
    Prospettiva,
    Rilevazione,
    StatoPeriodo,
    ValoreAtteso,
)
from ente.importazione import RigaLetta
from ente.models import Atto, Ufficio, Utente
from tests.mondi import stampati
from tests.mondi.demo import CARTELLA
from tests.mondi.fogli import Griglia, in_csv, ods, xlsx
from tests.mondi.importazioni import apri_ciclo
from tests.mondi.vita_importazione import annulla, conferma, letta, tutto

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db

Importa = Callable[..., tuple[str, list[str]]]
FORMATI: dict[str, Callable[[Griglia], bytes]] = {"xlsx": xlsx, "ods": ods, "csv": in_csv}


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    """The real cycle before its Relazione was adopted, with the last period to be filled."""
    Periodo.objects.filter(ciclo=ciclo, numero=3).update(stato=StatoPeriodo.APERTO)
    return apri_ciclo(ciclo)


@pytest.fixture
def seguente(ciclo: Ciclo) -> Ciclo:
    """The demonstration cycle of 2020: two periods of invented values, the third still to come."""
    return prepara_dimostrazione(ciclo=ciclo, anno=2020, da=None)


@pytest.fixture
def importa(tmp_path: Path) -> Importa:
    """What the command writes, and its errors."""

    def esegui(contenuto: bytes, *altro: str, anno: int = 2019, ente: str = "arezzo-siena") -> tuple[str, list[str]]:
        percorso = tmp_path / "foglio"
        percorso.write_bytes(contenuto)
        fuori, errori = io.StringIO(), io.StringIO()
        argomenti = ["indicatori", str(percorso), "--ente", ente, "--anno", str(anno), *altro]
        try:
            call_command("importa", *argomenti, stdout=fuori, stderr=errori)
        except CommandError as errore:
            errori.write(f"{errore}\n")
        return fuori.getvalue(), errori.getvalue().splitlines()

    return esegui


def esportati(tmp_path: Path, anno: int) -> Griglia:
    uscita = tmp_path / "esportati.csv"
    argomenti = ["--ente", "arezzo-siena", "--anno", str(anno), "--formato", "csv", "--output", str(uscita)]
    call_command("esporta", "indicatori", *argomenti, stdout=io.StringIO())
    with uscita.open(encoding="utf-8", newline="") as aperto:
        return [list(riga) for riga in csv.reader(aperto)]


def virgole(griglia: Griglia) -> bytes:
    return in_csv(griglia, ",")


def della_cartella() -> Griglia:
    with (CARTELLA / "indicatori.csv").open(encoding="utf-8", newline="") as aperto:
        return [list(riga) for riga in csv.reader(aperto)]


def ultima(uscita: str) -> str:
    return uscita.splitlines()[-1]


# -- the round trip ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scrivi", [virgole, in_csv, xlsx, ods])
def test_what_was_exported_changes_nothing_even_of_an_adopted_year(
    ciclo: Ciclo, importa: Importa, tmp_path: Path, scrivi: Callable[[Griglia], bytes]
) -> None:
    prima = tutto()
    uscita, errori = importa(scrivi(esportati(tmp_path, 2019)))
    assert (errori, uscita.count("\n")) == ([], 1)
    assert uscita.startswith("0 nuovi, 0 modificati, ")
    assert tutto() == prima


@pytest.mark.parametrize("stato", [StatoPeriodo.FUTURO, StatoPeriodo.APERTO, StatoPeriodo.CHIUSO])
def test_what_was_exported_of_a_year_in_the_making_changes_nothing(
    seguente: Ciclo, importa: Importa, tmp_path: Path, stato: str
) -> None:
    """Its actuals are those of the periods before the last one, which has none."""
    Periodo.objects.filter(ciclo=seguente, numero=3).update(stato=stato)
    prima = tutto()
    uscita, errori = importa(virgole(esportati(tmp_path, 2020)), anno=2020)
    assert errori == []
    assert ultima(uscita).startswith("0 nuovi, 0 modificati, ")
    assert tutto() == prima


def test_one_cell_changed_in_what_was_exported_changes_that(seguente: Ciclo, importa: Importa, tmp_path: Path) -> None:
    Periodo.objects.filter(ciclo=seguente, numero=3).update(stato=StatoPeriodo.APERTO)
    griglia = esportati(tmp_path, 2020)
    quale = next(r for r in griglia if r[5].startswith("Nomine effettuate"))
    quale[griglia[0].index("actual")] = "77%"
    prima = set(Rilevazione.objects.values_list("pk", flat=True))
    uscita, errori = importa(virgole(griglia), anno=2020)
    assert (errori, ultima(uscita)[:23]) == ([], "1 nuovi, 0 modificati, ")
    (nuova,) = Rilevazione.objects.exclude(pk__in=prima)
    assert (nuova.testo, nuova.periodo.numero, nuova.indicatore.nome) == ("77%", 3, quale[5])
    quale[griglia[0].index("peso")] = "12,5"
    uscita, errori = importa(virgole(griglia), anno=2020)
    assert (errori, ultima(uscita)[:23]) == ([], "0 nuovi, 0 modificati, ")
    assert "date un peso a tutte le voci, o a nessuna" in uscita  # the page of the weights would refuse it too


@pytest.mark.parametrize("formato", FORMATI)
def test_the_sheet_of_a_page_changes_nothing(seguente: Ciclo, importa: Importa, formato: str) -> None:
    """It has the values twice, as written and as numbers, and it does not name its scorecard."""
    periodo = Periodo.objects.get(ciclo=seguente, numero=3)
    for cruscotto in Cruscotto.objects.filter(ciclo=seguente):
        (prospetto,) = misura_cruscotti(seguente, periodo, [cruscotto])
        contenuto = scrivi_foglio(formato, seguente, periodo, prospetto, posti_di(prospetto), None)
        uscita, errori = importa(contenuto, "--cruscotto", cruscotto.codice, anno=2020)
        assert (errori, ultima(uscita)[:23]) == ([], "0 nuovi, 0 modificati, ")


# -- as printed --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("testo", [True, False])
def test_every_printed_scorecard_is_the_one_that_is_there(ciclo: Ciclo, importa: Importa, testo: bool) -> None:
    """Ten sheets; then all in one. Titles with their letter, programmes written once, dates as dates."""
    fogli = stampati.stampe(testo=testo)
    prima = tutto()
    for contenuto in (stampati.in_xlsx(fogli), stampati.in_xlsx([stampati.insieme(fogli)])):
        uscita, errori = importa(contenuto)
        assert errori == []
        assert ultima(uscita).startswith("0 nuovi, 0 modificati, ")
    assert tutto() == prima


def test_a_printed_scorecard_makes_a_body_from_nothing(ciclo: Ciclo, importa: Importa) -> None:
    contenuto = stampati.in_xlsx(stampati.stampe(testo=True)[:1])
    uscita, errori = importa(contenuto, "--crea", "--cruscotto", "di-ente", ente="nuova")
    assert errori == []
    nuove = Collocazione.objects.filter(cruscotto__ciclo__ente__codice="nuova").order_by("ordine")
    vere = Collocazione.objects.filter(cruscotto__ciclo=ciclo, cruscotto__codice="ente").order_by("ordine")
    assert [_detta(c) for c in nuove] == [_detta(c) for c in vere]
    assert {c.cruscotto.codice for c in nuove} == {"di-ente"}
    assert [p.nome for p in Prospettiva.objects.filter(ciclo__ente__codice="nuova")] == [
        p.nome for p in Prospettiva.objects.filter(ciclo=ciclo)
    ]
    diversi = [c.etichetta for c, v in zip(nuove, vere, strict=True) if _sal(c) != _sal(v) and "Buono" not in _sal(v)]
    assert diversi == []
    uscita, errori = importa(contenuto, "--crea", "--cruscotto", "di-ente", ente="nuova")
    assert (errori, ultima(uscita)[:23]) == ([], "0 nuovi, 0 modificati, ")


def _detta(c: Collocazione) -> tuple[object, ...]:
    atteso, valore = c.indicatore.valori_attesi.get(collocazione=None), c.indicatore.rilevazioni.get(collocazione=None)
    return (c.ordine, c.etichetta, c.pira, str(c.nodo), c.blocco, c.sal_pubblicato, atteso.testo, valore.testo)


def _sal(c: Collocazione) -> str:
    """What `manage.py sal` answers for a placement."""
    atteso, valore = c.indicatore.valori_attesi.get(collocazione=None), c.indicatore.rilevazioni.get(collocazione=None)
    try:
        return rispondi(atteso.testo, valore.testo, direzione=c.indicatore.direzione or None)[0]
    except CommandError as errore:
        return str(errore)


@pytest.mark.parametrize("formato", FORMATI)
def test_the_whole_list_goes_in_from_nothing(ciclo: Ciclo, importa: Importa, formato: str) -> None:
    """With its codes, in the order of the file: the same tree, indicators and values as the folder's."""
    griglia = della_cartella()
    di_tutti = [riga for riga in griglia if riga[0] not in ("ind_sg", "ind_dir2", "ind_dir3", "ind_dir4")]
    contenuto = FORMATI[formato](di_tutti)
    uscita, errori = importa(contenuto, "--crea", ente="copia")
    assert errori == []
    uffici = {riga[griglia[0].index("ufficio")] for riga in di_tutti[1:]} - {""}
    assert set(Ufficio.objects.filter(ente__codice="copia").values_list("nome", flat=True)) == uffici
    copia, veri = Indicatore.objects.filter(ente__codice="copia"), Indicatore.objects.filter(ente=ciclo.ente)
    campi = ("codice", "nome", "tipo", "unita", "direzione", "scala", "accumulo", "pira")
    attesi = {i["codice"]: i for i in veri.values(*campi)}
    assert [i for i in copia.values(*campi) if i != attesi[i["codice"]]] == []
    assert Collocazione.objects.filter(cruscotto__ciclo__ente__codice="copia").count() == len(di_tutti) - 1
    uscita, errori = importa(contenuto, "--crea", ente="copia")
    assert (errori, ultima(uscita)[:23]) == ([], "0 nuovi, 0 modificati, ")


# -- the locks ---------------------------------------------------------------------------------------------------------


def test_an_adopted_year_refuses_at_the_cell(ciclo: Ciclo, importa: Importa, tmp_path: Path) -> None:
    griglia = esportati(tmp_path, 2019)
    griglia[4][griglia[0].index("actual")], griglia[7][griglia[0].index("peso")] = "1%", "3"
    prima = tutto()
    _, errori = importa(xlsx(griglia))
    assert [e.partition(": ")[0] for e in errori[:-1]] == ["Foglio1!J5", "Foglio1!A8"]
    assert "La Relazione 2019 è già stata adottata" in errori[0]
    assert errori[1].endswith("La riga cambierebbe: peso.")
    assert tutto() == prima


def test_every_error_at_once(aperto: Ciclo, importa: Importa, tmp_path: Path) -> None:
    """What is wrong in the cells, and what the cells would change that may not be changed."""
    griglia = esportati(tmp_path, 2019)
    c = {nome: griglia[0].index(nome) for nome in griglia[0]}
    Rilevazione.objects.filter(periodo__ciclo=aperto).update(stato="bozza")
    validato = Collocazione.objects.filter(cruscotto__ciclo=aperto).order_by("cruscotto__ordine", "ordine")[9]
    Rilevazione.objects.filter(indicatore=validato.indicatore).update(stato="trasmessa")
    griglia[1][c["cruscotto"]] = "area 9"
    griglia[2][c["obiettivo_strategico"]] = "11. Nessuno"
    griglia[3][c["indicatore"]] = ""
    griglia[4][c["direzione"]] = "su"
    griglia[5][c["peso"]] = "-1"
    griglia[6][c["target"]] = "99"
    griglia[10][c["actual"]] = "1"
    griglia[12][c["pira"]] = "forse"
    griglia[13][c["target"]] = "x" * 201
    prima = tutto()
    _, errori = importa(xlsx(griglia))
    attesi = {"A2", "C3", "F4", "H5", "N6", "I7", "J11", "G13", "I14"}
    assert {e.partition(": ")[0].removeprefix("Foglio1!") for e in errori[:-1]} == attesi
    assert errori[-1].startswith(f"{len(attesi)} errori in foglio")
    assert tutto() == prima


# -- by the pages ------------------------------------------------------------------------------------------------------


def test_an_import_is_previewed_written_and_taken_back(
    aperto: Ciclo, utente: Callable[[str], Utente], tmp_path: Path
) -> None:
    controllo = utente("controllo")
    Rilevazione.objects.filter(periodo__ciclo=aperto).update(stato="restituita", motivo_restituzione="M")
    griglia = esportati(tmp_path, 2019)
    colonne = griglia[0]
    prima_riga = Collocazione.objects.get(cruscotto__ciclo=aperto, cruscotto__codice="area1", ordine=2)
    quale = next(r for r in griglia if r[0] == "area1" and r[5] == prima_riga.etichetta)
    nuova = [*quale]
    nuova[5], nuova[3], nuova[8], nuova[9] = "Un indicatore nuovo", "Programma nuovo", "≥ 10", "9"
    quale[colonne.index("riga_fonte")] = "12"
    prima = tutto()
    importazione = letta(xlsx([colonne, quale, nuova]), aperto, controllo, "indicatori")
    tipi = list(importazione.voci.exclude(tipo="sal").values_list("tipo", "nome"))
    assert tipi == [("modificata", prima_riga.etichetta), ("nuova", "Un indicatore nuovo")]
    assert tutto() == prima
    importazione = conferma(importazione, controllo)
    assert importazione.stato == "confermata", importazione.messaggio
    assert ValoreAtteso.objects.get(indicatore__nome="Un indicatore nuovo").testo == "≥ 10"
    atto = Atto.objects.get(azione="importa indicatori", modello="collocazione")
    assert atto.dettagli["dopo"] == {"riga_fonte": "12"}
    assert annulla(importazione, controllo) == []
    dopo = tutto()
    assert {k for k in prima if prima[k] != dopo[k]} == set()


def test_a_ratio_is_taken_back_too(aperto: Ciclo, utente: Callable[[str], Utente]) -> None:
    """Its value has no last digit: what was written must be known again."""
    controllo = utente("controllo")
    riga = ["ente", "Processi Interni", "6.", "Rapporto nuovo", "≥1", "0,93 (12,21/13,06)"]
    testa = ["Cruscotto", "Prospettiva", "Obiettivo strategico", "Indicatore", "Target", "Consuntivo"]
    prima = tutto()
    importazione = conferma(letta(xlsx([testa, riga]), aperto, controllo, "indicatori"), controllo)
    assert importazione.stato == "confermata"
    assert annulla(importazione, controllo) == []
    assert tutto() == prima


# -- cost and chance ---------------------------------------------------------------------------------------------------


def tante(quante: int, **altro: str) -> list[RigaLetta]:
    sotto = {"cruscotto": "ente", "prospettiva": "Processi Interni", "obiettivo_strategico": "6."}
    return [
        RigaLetta(
            "f.csv",
            n,
            sotto
            | {"programma": f"P{n % 50}", "obiettivo_operativo": f"O{n}", "etichetta": f"I {n}"}
            | {"target": f"{n}", "actual": f"{n + 1}", "sal": "100%", "ufficio": ""}
            | altro,
        )
        for n in range(2, quante + 2)
    ]


def test_the_queries_do_not_grow_with_the_rows(
    aperto: Ciclo, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as poche:
        assert len(progetta_indicatori(ciclo=aperto, righe=tante(10), da=None).cambi) > 50
    with django_assert_num_queries(len(poche)):
        progetto = progetta_indicatori(ciclo=aperto, righe=tante(1000), da=None)
    assert len(progetto.cambi) > 5000
    assert progetto.errori == []


STRANE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([1, "=1/0", "#N/A", "-", "60/40 %", 10**30, "6. L'ottimizzazione"]),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=["C"]), max_size=8),
    st.none(),
)
PLAUSIBILI: dict[str, list[Any]] = {
    "Indicatori": ["Uno", "uno (PIRA)", "Due", "Media tempi", "Unificazione della struttura operativa dell'Ente"],
    "Cruscotto": ["ente", "a. Il Cruscotto di Ente", "area1", "Cruscotto nuovo", ""],
    "Prospettiva": ["Processi Interni", "processi", "Innovazione", ""],
    "Obiettivo strategico": ["6. L'ottimizzazione organizzativa e gestionale", "6", "9. Altro", ""],
    "Programma": ["P", "p ", ""],
    "Obiettivi operativi": ["O", "Q", ""],
    "Codice": ["I001", "NUOVO", "x-1"],
    "Tipo": ["numero", "percentuale", "data", "rapporto", "calcolato", ""],
    "Unità": ["n.", "%", ""],
    "Verso": ["crescente", "decrescente", "", "neutra"],
    "Ufficio": ["protocollo", ""],
    "Accumulo": ["cumulato", "somma", ""],
    "Scala": ["Basso,Alto", ""],
    "Peso": [10, "12,5", ""],
    "Target 2019": ["≥ 5.700", "12", "90%", "31/12/2019", "≥1", "Alto", ""],
    "Actual": ["1.234", "11", "80%", "30/12/2019", "0,93 (12,21/13,06)", "Basso", ""],
    "SAL": ["100%", "0,5", "raggiunto", ""],
    "SAL dichiarato": ["95", ""],
    "Motivo": ["Perché sì", ""],
    "Riquadro": ["2", ""],
    "PIRA": ["sì", ""],
    "x": ["y"],
}


def _cella(plausibili: list[Any], sorte: int) -> st.SearchStrategy[Any]:
    return st.sampled_from(plausibili) if sorte else STRANE


@st.composite
def fogli(draw: st.DrawFn) -> Griglia:
    """A list of indicators that might be somebody's: most of its cells make sense."""
    testa = draw(
        st.lists(st.sampled_from(list(PLAUSIBILI)), min_size=1, max_size=12, unique=draw(st.integers(0, 9)) > 0)
    )
    riga = st.tuples(*(st.integers(0, 19).flatmap(partial(_cella, PLAUSIBILI[nome])) for nome in testa))
    return [testa, *(list(r) for r in draw(st.lists(riga, max_size=6)))]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fogli(), st.sampled_from([in_csv, xlsx]), st.booleans())
def test_any_workbook_is_taken_or_refused_whole(
    aperto: Ciclo, importa: Importa, griglia: Griglia, scrivi: Callable[[Griglia], bytes], crea: bool
) -> None:
    prima = tutto()
    altro = ["--cruscotto", "ente", *(["--crea"] if crea else [])]
    _, errori = importa(scrivi(griglia), *altro)
    if errori:
        assert tutto() == prima
    else:
        uscita, errori = importa(scrivi(griglia), *altro)
        assert (errori, ultima(uscita)[:23]) == ([], "0 nuovi, 0 modificati, ")
