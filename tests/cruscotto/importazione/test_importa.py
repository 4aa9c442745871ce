"""`manage.py importa`: the real sheets in every format, what is wrong cell by cell, all or nothing."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contesto.models import VoceBilancio
from contesto.numeri import cita
from cruscotto.esportazione.contesto import TITOLI_INTERVENTI, righe_interventi
from cruscotto.models import Ciclo, InterventoEconomico, ObiettivoStrategico, StatoCiclo
from ente.fogli.scrittura import foglio
from ente.models import Atto
from tests.mondi.fogli import Griglia, con_celle, in_csv, ods, vera, xlsx

pytestmark = pytest.mark.django_db

FORMATI: dict[str, Callable[[Griglia], bytes]] = {
    "xlsx": xlsx,
    "ods": ods,
    "csv": in_csv,
    "virgole": lambda righe: in_csv(righe, ","),
    "tabulazioni": lambda righe: in_csv(righe, "\t"),
    "windows-1252": lambda righe: in_csv(righe, ";", "cp1252"),
}
MODELLI = {"bilancio": VoceBilancio, "interventi": InterventoEconomico}


class Fatto(NamedTuple):
    uscita: str
    errori: list[str]


@pytest.fixture
def aperto(ciclo: Ciclo) -> Ciclo:
    """The real cycle before its Relazione was adopted."""
    Ciclo.objects.filter(pk=ciclo.pk).update(
        stato=StatoCiclo.MONITORAGGIO, approvazione_organo="", approvazione_numero="", approvazione_data=None
    )
    return Ciclo.objects.get(pk=ciclo.pk)


@pytest.fixture
def importa(tmp_path: Path) -> Callable[..., Fatto]:
    def esegui(genere: str, contenuto: bytes, *altro: str, file: str = "foglio.csv") -> Fatto:
        percorso = tmp_path / file
        percorso.write_bytes(contenuto)
        fuori, errori = io.StringIO(), io.StringIO()
        argomenti = [genere, str(percorso), "--ente", "arezzo-siena", "--anno", "2019", *altro]
        try:
            call_command("importa", *argomenti, stdout=fuori, stderr=errori)
        except CommandError as errore:
            assert errore.returncode == 1
            errori.write(f"{errore}\n")
        return Fatto(fuori.getvalue(), errori.getvalue().splitlines())

    return esegui


def stato() -> list[Any]:
    return [list(m._base_manager.order_by("pk").values_list()) for m in (VoceBilancio, InterventoEconomico, Atto)]


def svuota() -> None:
    InterventoEconomico.objects.all().delete()
    VoceBilancio.objects.all().delete()


def senza_chiavi(modello: Any) -> list[Any]:
    campi = [f.name for f in modello._meta.concrete_fields if f.name not in ("id", "voce_bilancio")]
    return list(modello.objects.order_by("ordine").values_list(*campi, *_voce(modello)))


def _voce(modello: Any) -> tuple[str, ...]:
    return ("voce_bilancio__codice",) if modello is InterventoEconomico else ()


# -- what goes in ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formato", FORMATI)
def test_the_real_sheets_go_in_from_nothing_and_twice_change_nothing(
    aperto: Ciclo, importa: Callable[..., Fatto], formato: str
) -> None:
    veri = {nome: senza_chiavi(m) for nome, m in MODELLI.items()}
    svuota()
    for nome, quanti in (("bilancio", 29), ("interventi", 24)):
        contenuto = FORMATI[formato](vera(nome))
        assert importa(nome, contenuto) == Fatto(f"{quanti} nuovi, 0 modificati, 0 invariati\n", [])
        assert senza_chiavi(MODELLI[nome]) == veri[nome]
        prima = stato()
        assert importa(nome, contenuto) == Fatto(f"0 nuovi, 0 modificati, {quanti} invariati\n", [])
        assert stato() == prima


@pytest.mark.parametrize("formato", FORMATI)
def test_headings_shuffled_renamed_and_below_titles(aperto: Ciclo, importa: Callable[..., Fatto], formato: str) -> None:
    nomi = {
        "ordine": "N.",
        "etichetta": "VOCI DI BILANCIO",
        "preventivo": "Budget 2019 (€)",
        "aggiornamento": "Preventivo aggiornato",
        "consuntivo": "Consuntivo 2019",
        "riga_fonte": "Colore",
    }
    testa, *righe = vera("bilancio")
    colonne = list(range(len(testa)))
    random.Random(4).shuffle(colonne)
    mischiate = [[riga[c] for c in colonne] for riga in [[nomi.get(n, n.upper()) for n in testa], *righe]]
    titolo: Griglia = [["Bilancio 2019; prima, seconda e terza colonna"], [], ["segue"]]
    vuota: Griglia = [["" for _ in testa]]
    contenuto = FORMATI[formato]([*titolo, *mischiate[:9], *vuota, *vuota, *mischiate[9:]])
    fatto = importa("bilancio", contenuto)
    assert fatto.errori == []
    assert fatto.uscita.splitlines()[1:] == ["0 nuovi, 0 modificati, 29 invariati"]
    assert "la colonna «Colore» non è fra quelle note" in fatto.uscita


def test_a_column_that_the_sheet_does_not_have_stays_as_it_is(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe: Griglia = [
        ["Codice", "Voce", "Tipo", "Consuntivo", "Ordine"],
        ["8", "8 Interventi economici", "Voce", -1, 12],
    ]
    assert importa("bilancio", xlsx(righe)).uscita == "0 nuovi, 1 modificati, 0 invariati\n"
    voce = VoceBilancio.objects.get(codice="8")
    assert (voce.consuntivo, voce.preventivo, voce.sezione) == (Decimal(-1), Decimal(-2132000), "B")


def test_a_line_put_in_the_middle_keeps_the_interventions_on_theirs(
    aperto: Ciclo, importa: Callable[..., Fatto]
) -> None:
    """Every order after it is another line's: the codes say which is which."""
    testa, *righe = vera("bilancio")
    righe.insert(5, [0, "4bis", "4bis Altri proventi", "voce", "A", 1, 1, 1, 0, ""])
    for n, riga in enumerate(righe, 1):
        riga[0] = n
    del testa[-1]
    assert importa("bilancio", xlsx([testa, *righe])).uscita.endswith("1 nuovi, 24 modificati, 5 invariati\n")
    voce = InterventoEconomico.objects.get(ordine=1).voce_bilancio
    assert voce is not None
    assert (voce.codice, voce.ordine) == ("8", 13)


def test_a_sheet_without_orders_is_in_its_own(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe = [riga[1:-1] for riga in vera("bilancio")]
    assert importa("bilancio", ods(righe)).uscita == "0 nuovi, 0 modificati, 29 invariati\n"


def test_warnings_are_printed_and_do_not_stop(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe = vera("interventi")
    righe[3][3], righe[4][3], righe[25][3] = "154.000", 190000.004, 1
    fatto = importa("interventi", xlsx(righe))
    assert fatto.errori == []
    assert fatto.uscita.splitlines()[:3] == [
        "Avviso: Foglio1!D4: «154.000» è ambiguo: letto 154000; se il punto è decimale scrivete «154,000»",
        "Avviso: Foglio1!D5: «190000,004» ha più di due decimali: letto 190.000,00.",
        "Avviso: Foglio1!D26: il totale stampato è 1,00, la somma delle righe 2.316.941,05.",
    ]
    assert not InterventoEconomico.objects.filter(descrizione__startswith="TOTALE").exists()


def test_what_looks_like_markup_or_a_formula_is_a_text(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe = vera("interventi")
    righe[1][2], righe[2][2] = "<script>alert(1)</script>", "+1+1"
    assert importa("interventi", in_csv(righe)).uscita == "0 nuovi, 2 modificati, 22 invariati\n"
    assert InterventoEconomico.objects.get(ordine=1).descrizione == "<script>alert(1)</script>"
    assert InterventoEconomico.objects.get(ordine=2).descrizione == "+1+1"
    scritto = foglio(
        "csv", "x", TITOLI_INTERVENTI, righe_interventi(2019, InterventoEconomico.objects.order_by("ordine"))
    )
    celle = [riga[3] for riga in csv.reader(io.StringIO(scritto.decode("utf-8-sig")), delimiter=";")]
    assert "+1+1" not in celle
    assert any(c.endswith("+1+1") for c in celle)


# -- what does not -----------------------------------------------------------------------------------------------------


def test_every_error_at_once_with_its_cell(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe = vera("interventi")
    righe[1][1], righe[2][3], righe[3][4], righe[4][0], righe[5][2], righe[6][3] = 9, "mille", "88", 3, "", ""
    righe[7][2], righe[8][1], righe[9][3], righe[10][0] = "x" * 1001, "", 10**15, "dieci"
    prima = stato()
    fatto = importa("interventi", xlsx(righe, "Anno 2019"))
    assert [e.partition(": ")[0] for e in fatto.errori[:-1]] == [
        f"Anno 2019!{c}" for c in ("B2", "D3", "E4", "A5", "C6", "D7", "C8", "B9", "D10", "A11")
    ]
    assert fatto.errori[-1] == "10 errori in foglio.csv: non è stato scritto nulla."
    assert fatto.uscita == ""
    assert stato() == prima


def test_every_error_of_a_budget(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe = vera("bilancio")
    righe[1][3], righe[2][2], righe[4][1], righe[5][5], righe[6][0] = "riga", "", "1", "73%", 40000
    righe.append([30, "x", "y", "voce"])
    prima = stato()
    fatto = importa("bilancio", in_csv(righe), file="b.csv")
    assert [e.partition(": ")[0] for e in fatto.errori[:-1]] == [f"b.csv!{c}" for c in ("D2", "C3", "B5", "F6", "A7")]
    assert stato() == prima


def test_formulas_that_have_no_value_are_errors(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    def testo(cella: str, scritto: str) -> str:
        return f'<c r="{cella}" t="inlineStr"><is><t>{scritto}</t></is></c>'

    testa = "".join(
        testo(f"{c}1", n) for c, n in zip("ABCD", ("Obiettivo", "Intervento", "Importo", "Nota"), strict=True)
    )
    riga = (
        testo("A2", "2")
        + testo("B2", "x")
        + '<c r="C2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="D2" t="e"><v>#N/A</v></c>'
    )
    altra = testo("A3", "2") + testo("B3", "x") + '<c r="C3"><f>C9+1</f></c>'
    celle = f'<row r="1">{testa}</row><row r="2">{riga}</row><row r="3">{altra}</row>'
    fatto = importa("interventi", con_celle(celle))
    assert [e.partition(": ")[0] for e in fatto.errori[:-1]] == ["Foglio1!C3"]
    assert "non ha un valore" in fatto.errori[0]


def test_an_order_of_a_line_that_the_sheet_leaves_out(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe: Griglia = [["Codice", "Voce", "Tipo", "Ordine"], ["8", "8 Interventi economici", "voce", 3]]
    assert "Foglio1!D2: l'ordine 3 è già di «1 1 Diritto Annuale»" in importa("bilancio", xlsx(righe)).errori[0]


@pytest.mark.parametrize("nome", ["non-c-e.xlsx", ".", "a\0b"])
def test_a_file_that_cannot_be_read(aperto: Ciclo, tmp_path: Path, nome: str) -> None:
    with pytest.raises(CommandError, match="Non posso leggere"):
        call_command("importa", "bilancio", f"{tmp_path}/{nome}", "--ente", "arezzo-siena", "--anno", "2019")


def test_a_kind_that_is_not_there_is_said_with_those_that_are() -> None:
    with pytest.raises(CommandError, match=r"scelta non prevista.*bilancio.*interventi") as errore:
        call_command("importa", "pesi", "x.csv", "--ente", "arezzo-siena", "--anno", "2019")
    assert errore.value.returncode == 2


def test_a_frozen_cycle_takes_the_same_sheet_and_refuses_a_change(ciclo: Ciclo, importa: Callable[..., Fatto]) -> None:
    for nome, quanti, colonna in (("bilancio", 29, 7), ("interventi", 24, 3)):
        righe = vera(nome)
        assert importa(nome, xlsx(righe)).uscita == f"0 nuovi, 0 modificati, {quanti} invariati\n"
        righe[4][colonna] = 1
        prima = stato()
        for altro in ((), ("--anteprima",)):
            (errore,) = importa(nome, xlsx(righe), *altro).errori
            assert "è già stata adottata" in errore
        assert stato() == prima


# -- preview -----------------------------------------------------------------------------------------------------------


def test_the_preview_says_what_would_change_and_writes_nothing(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    righe = vera("interventi")
    righe[1][3], righe[2][1], righe[3][4] = 1000.5, 3, ""
    righe.insert(25, [77, 6, "Nuovo\nintervento", 10, "8", "", ""])
    prima = stato()
    fatto = importa("interventi", xlsx(righe[:26]), "--anteprima")
    assert fatto.errori == []
    assert fatto.uscita.splitlines() == [
        "modificato Foglio1!A2 «Tutela del Consumatore»: importo (€): 22.217,02 → 1.000,50",
        "modificato Foglio1!A3 «Progetto vigilanza prodotti MISE - Unioncamere»: obiettivo strategico: "
        + " → ".join(
            cita(o) for o in ObiettivoStrategico.objects.filter(ciclo=aperto, numero__in=[2, 3]).order_by("numero")
        ),
        "modificato Foglio1!A4 «Contributo Azienda Speciale Arezzo Sviluppo - laboratorio di…»: voce bilancio: "
        "«8 8 Interventi economici» → (vuoto)",
        "nuovo Foglio1!A26 «Nuovo intervento»",
        "1 nuovi, 3 modificati, 21 invariati",
        "È un'anteprima: non è stato scritto nulla.",
    ]
    assert stato() == prima


# -- cost and chance ---------------------------------------------------------------------------------------------------


def tanti(quanti: int) -> bytes:
    righe = [[n, 2, f"Intervento {n}", n + 0.5, "8"] for n in range(1, quanti + 1)]
    return xlsx([["Ordine", "Obiettivo", "Intervento", "Importo", "Voce"], *righe])


def test_the_queries_do_not_grow_with_the_rows(aperto: Ciclo, importa: Callable[..., Fatto]) -> None:
    """One that reads, one that writes a lot of 500 (SQLite cuts lots smaller): never one a row."""
    conti = {}
    for quanti in (20, 1500):
        InterventoEconomico.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as nuove:
            assert importa("interventi", tanti(quanti)).errori == []
        InterventoEconomico.objects.update(descrizione="x", importo=0)
        with CaptureQueriesContext(connection) as cambiate:
            assert importa("interventi", tanti(quanti)).errori == []
        with CaptureQueriesContext(connection) as uguali:
            assert importa("interventi", tanti(quanti)).errori == []
        conti[quanti] = [len(nuove), len(cambiate), len(uguali)]
    assert conti[20][2] == conti[1500][2]
    assert conti[1500][0] - conti[20][0] < 1500 / 50
    assert conti[1500][1] - conti[20][1] < 1500 / 25


CELLA = st.one_of(
    st.sampled_from([1, 2, 3, "voce", "titolo", "1.2.3", "8", "=1/0", "#N/A", "-", "1.234", "TOTALE", 10**30, -0.001]),
    st.integers(),
    st.floats(),
    st.text(st.characters(exclude_categories=["C"]), max_size=8),
    st.none(),
)
INTESTAZIONE = st.sampled_from(
    ["Ordine", "Codice", "Voce", "Tipo", "Consuntivo", "Consuntivo 2018", "Obiettivo", "Intervento", "Importo", "", "x"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["bilancio", "interventi"]),
    st.lists(INTESTAZIONE, min_size=2, max_size=8),
    st.lists(st.lists(CELLA, max_size=8), max_size=6),
    st.sampled_from([";", ",", "\t", "xlsx"]),
)
def test_any_grid_is_taken_or_refused_whole(
    aperto: Ciclo, importa: Callable[..., Fatto], genere: str, testa: list[str], righe: Griglia, separatore: str
) -> None:
    prima = stato()
    contenuto = xlsx([testa, *righe]) if separatore == "xlsx" else in_csv([testa, *righe], separatore)
    fatto = importa(genere, contenuto)
    if fatto.errori:
        assert stato() == prima
    else:
        ultima = importa(genere, contenuto).uscita.splitlines()[-1]
        assert ultima.startswith("0 nuovi, 0 modificati")
