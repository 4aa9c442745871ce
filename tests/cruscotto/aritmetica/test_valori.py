"""Reading and writing targets and actuals: what clerks write, what is ambiguous, what is refused."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from cruscotto.aritmetica.valori import (
    Atteso,
    Consuntivo,
    Tipo,
    ValoreIllegibile,
    Verso,
    con_tolleranza,
    formatta_consuntivo,
    formatta_numero,
    leggi_atteso,
    leggi_consuntivo,
    leggi_numero,
)
from tests.mondi.atteso_scritto import formatta_atteso

SCALA = ("Insufficiente", "Sufficiente", "Buono", "Ottimo")
C, G = Verso.CRESCENTE, Verso.DECRESCENTE


@pytest.mark.parametrize(
    ("testo", "tipo", "verso", "valore", "unita", "stretto"),
    [
        ("12", Tipo.NUMERO, None, "12", "", False),
        ("≥73%", Tipo.PERCENTUALE, C, "73", "%", False),
        (">= 8,00%", Tipo.PERCENTUALE, C, "8", "%", False),
        ("> 400", Tipo.NUMERO, C, "400", "", True),
        ("oltre 45.000,5", Tipo.NUMERO, C, "45000.5", "", True),
        ("maggiore o uguale a 90,00%", Tipo.PERCENTUALE, C, "90", "%", False),
        ("superiore all'80 %", Tipo.PERCENTUALE, C, "80", "%", True),
        ("almeno 3", Tipo.NUMERO, C, "3", "", False),
        ("non inferiore al 5 per cento", Tipo.PERCENTUALE, C, "5", "%", False),
        ("=90%", Tipo.PERCENTUALE, C, "90", "%", False),
        ("pari al 90%", Tipo.PERCENTUALE, C, "90", "%", False),
        ("€ 650.000", Tipo.EURO, None, "650000", "€", False),
        ("€ 542.816,75", Tipo.EURO, None, "542816.75", "€", False),
        ("650.000 €", Tipo.EURO, None, "650000", "€", False),
        ("Euro 1.000,00", Tipo.EURO, None, "1000", "€", False),
        ("- € 500", Tipo.EURO, None, "-500", "€", False),
        ("n. 1", Tipo.NUMERO, None, "1", "", False),
        ("N° 12", Tipo.NUMERO, None, "12", "", False),
        ("< 30", Tipo.NUMERO, G, "30", "", True),
        ("<1", Tipo.NUMERO, G, "1", "", True),
        ("≤ 0,5%", Tipo.PERCENTUALE, G, "0.5", "%", False),
        ("<= 10 gg.", Tipo.NUMERO, G, "10", "giorni", False),
        ("entro 30 giorni", Tipo.NUMERO, G, "30", "giorni", False),
        ("minore di 5", Tipo.NUMERO, G, "5", "", True),
        ("max 10", Tipo.NUMERO, G, "10", "", False),
        ("non superiore a 7", Tipo.NUMERO, G, "7", "", False),
        ("inferiore o uguale a 2,5‰", Tipo.NUMERO, G, "2.5", "‰", False),
        ("3 report", Tipo.NUMERO, None, "3", "report", False),
        ("- 4.314.500,00", Tipo.NUMERO, None, "-4314500", "", False),
        ("\u22125\u00a0%", Tipo.PERCENTUALE, None, "-5", "%", False),
        ("\u200e1\u202f140\ufeff", Tipo.NUMERO, None, "1140", "", False),
    ],
)
def test_attesi_numerici(testo: str, tipo: Tipo, verso: Verso | None, valore: str, unita: str, stretto: bool) -> None:
    atteso = leggi_atteso(testo)
    assert (atteso.tipo, atteso.verso, atteso.unita, atteso.stretto) == (tipo, verso, unita, stretto)
    assert atteso.valore == D(valore)
    assert atteso.testo == testo


@pytest.mark.parametrize(
    ("testo", "valore", "ambiguo"),
    [
        ("1.07", "1.07", False),
        ("87.3", "87.3", False),
        ("0.123", "0.123", False),
        ("5.700", "5700", True),
        ("1234.567", "1234.567", True),
        ("1.234.567", "1234567", False),
        ("1.234,56", "1234.56", False),
        ("12,5", "12.5", False),
        ("1 140", "1140", False),
        ("1 140,5", "1140.5", False),
        ("+ 3", "3", False),
        ("-0,00", "0", False),
        ("9" * 24, "9" * 24, False),
    ],
)
def test_numeri(testo: str, valore: str, ambiguo: bool) -> None:
    letto, avvisi = leggi_numero(testo)
    assert letto == D(valore)
    assert not letto.is_signed() or letto < 0
    assert [a for a in avvisi if "ambiguo" in a] == list(avvisi)
    assert bool(avvisi) is ambiguo


def test_in_euro_il_punto_non_e_ambiguo() -> None:
    assert leggi_atteso("€ 650.000").avvisi == ()
    assert "5.700" in leggi_atteso("5.700").avvisi[0]


@pytest.mark.parametrize(
    ("testo", "data"),
    [
        ("31/12/2019", (2019, 12, 31)),
        ("28.02.2018", (2018, 2, 28)),
        ("entro il 31.12.2020", (2020, 12, 31)),
        ("entro e non oltre il 1-7-2020", (2020, 7, 1)),
        ("≤ 30/06/2019", (2019, 6, 30)),
        ("= 30/06/2019", (2019, 6, 30)),
        ("il 29/02/2020", (2020, 2, 29)),
        ("2019-12-31", (2019, 12, 31)),
        ("1° Gennaio 2020", (2020, 1, 1)),
    ],
)
def test_date(testo: str, data: tuple[int, int, int]) -> None:
    atteso = leggi_atteso(testo)
    assert (atteso.tipo, atteso.data, atteso.verso, atteso.stretto) == (Tipo.DATA, dt.date(*data), None, False)


def test_data_stretta_e_anno_corto() -> None:
    assert leggi_atteso("prima del 31/12/2019").stretto
    corta = leggi_consuntivo("05.11.19")
    assert corta.data == dt.date(2019, 11, 5)
    assert corta.avvisi == ("l'anno di «05.11.19» è letto 2019",)


def test_consuntivo_con_articolo() -> None:
    assert leggi_consuntivo("il 24/12/2019").data == dt.date(2019, 12, 24)


@pytest.mark.parametrize(
    ("testo", "livello"),
    [
        ("Positivo", "Positivo"),
        ("Positivo.", "Positivo"),
        ("SI", "SI"),
        ("sì", "SI"),
        ("si'", "SI"),
        ("No", "NO"),
        ("rispetto  termini stabiliti", "rispetto termini stabiliti"),
        ("Massimo", "Massimo"),
    ],
)
def test_nominali(testo: str, livello: str) -> None:
    assert leggi_atteso(testo) == Atteso(testo, Tipo.NOMINALE, livello=livello)
    assert leggi_consuntivo(testo) == Consuntivo(testo, Tipo.NOMINALE, livello=livello)


def test_ordinali() -> None:
    assert leggi_atteso("≥ buono", scala=SCALA) == Atteso("", Tipo.ORDINALE, C, livello="Buono")
    assert leggi_atteso("> Buono", scala=SCALA).stretto
    assert leggi_atteso("Buono", scala=SCALA).verso is None
    assert leggi_consuntivo("OTTIMO.", scala=SCALA).livello == "Ottimo"
    assert leggi_atteso("≥ 3", scala=("1", "2", "3")).tipo is Tipo.ORDINALE
    assert leggi_atteso("≥ 3", scala=("1", "2", "3"), tipo=Tipo.NUMERO).valore == 3
    assert leggi_atteso("≥ 12", scala=SCALA).valore == 12


@pytest.mark.parametrize("scala", [("Buono",), ("Buono", "buono"), ("Buono", ""), ("Buono", "Ottimo\x00")])
def test_scale_sbagliate(scala: tuple[str, ...]) -> None:
    with pytest.raises(ValoreIllegibile, match="scala"):
        leggi_atteso("≥ Buono", scala=scala)


def test_fasi() -> None:
    assert leggi_atteso("60/40 %").fasi == (D(60), D(40))
    assert leggi_atteso("33,5% / 66,5%").fasi == (D("33.5"), D("66.5"))
    assert leggi_consuntivo("100/50 %").fasi == (D(100), D(50))


def test_rapporti_sugli_operandi() -> None:
    letto = leggi_consuntivo("0,93 (12,21/13,06)")
    assert letto.valore is not None
    # 12,21 / 13,06 by long division.
    assert str(letto.valore).startswith("0.934915773")
    assert (letto.tipo, letto.numeratore, letto.denominatore) == (Tipo.RAPPORTO, D("12.21"), D("13.06"))
    assert letto.avvisi == ()
    # 299 / 300 = 99,666…: 99,7 rounded, 99,6 cut; both are honest writings.
    for scritto in ("99,7% (299/300)", "99,6% (299 / 300)"):
        percento = leggi_consuntivo(scritto)
        assert (percento.unita, percento.avvisi) == ("%", ())
        assert percento.valore is not None
        assert str(percento.valore).startswith("99.6666")
    assert "0,9349" in leggi_consuntivo("0,95 (12,21/13,06)").avvisi[0]


@pytest.mark.parametrize(
    ("testo", "tolleranza", "relativa", "ambigua"),
    [
        ("> 5.700,0 (+/- 0,05)", "0.05", True, True),
        ("100 ± 5%", "0.05", True, False),
        ("100 (tolleranza 1)", "1", False, False),
        ("0,5 (+/- 0,05)", "0.05", False, True),
        ("80% (+/- 5%)", "5", False, True),
        ("80% (+/- 5% relativa)", "0.05", True, False),
        ("80% (+/- 5% assoluta)", "5", False, False),
        ("100 (+/- 0,5 assoluta)", "0.5", False, False),
        ("100 +/- 0", "0", True, True),
    ],
)
def test_tolleranze(testo: str, tolleranza: str, relativa: bool, ambigua: bool) -> None:
    atteso = leggi_atteso(testo)
    assert (atteso.tolleranza, atteso.tolleranza_relativa) == (D(tolleranza), relativa)
    assert any("tolleranza" in a for a in atteso.avvisi) is ambigua


def test_tolleranza_a_parte() -> None:
    assert con_tolleranza(leggi_atteso("≥ 12"), "0.05") == leggi_atteso("≥ 12 (+/- 0,05)")


@pytest.mark.parametrize("testo", ["-1", "abc", "", "%", "nan", "5% assoluta", "0,05 circa"])
def test_tolleranze_sbagliate(testo: str) -> None:
    with pytest.raises(ValoreIllegibile, match="tolleranza"):
        con_tolleranza(leggi_atteso("≥ 12"), testo)


@pytest.mark.parametrize("testo", ["31/12/2019", "Positivo", "60/40 %"])
def test_tolleranza_solo_sui_numeri(testo: str) -> None:
    with pytest.raises(ValoreIllegibile, match="solo per un valore atteso numerico"):
        con_tolleranza(leggi_atteso(testo), "0,05")


ILLEGGIBILI = [
    ("", "è vuoto"),
    (" \u00a0\n", "è vuoto"),
    ("31/02/2019", "non esiste nel calendario"),
    ("31/12/0219", "1900 e 2099"),
    ("1'234,56", "apostrofo"),
    ("1,234.56", "all'inglese"),
    ("1,234,567", "all'inglese"),
    ("1.23.45.6", "non è un numero"),
    ("5,", "non è un numero"),
    ("2 4", "due numeri"),
    ("1e999", "scrivete un numero"),
    ("12/13", "scrivete un numero"),
    ("tra 10 e 20", "scrivete un numero"),
    ("12 circa", "«circa»"),
    ("1,5 milioni", "«milioni»"),
    ("€ 5 %", "«%»"),
    ("9" * 25, "24 cifre"),
    ("x" * 201, "200 caratteri"),
    ("9" * 100_000, "200 caratteri"),
    ("NaN", "che manca"),
    ("-Infinity", "che manca"),
    ("N.D.", "che manca"),
    ("-", "che manca"),
    ("≥", "che manca"),
    ("#DIV/0!", "che manca"),
    ("\u0663\u0664", "non è una cifra"),
    ("5\u00b2", "non è una cifra"),
    ("\u00bd", "non è una cifra"),
    ("12\x00", "caratteri invisibili"),
    ("\U0010ffff", "caratteri invisibili"),
]


@pytest.mark.parametrize(("testo", "perche"), ILLEGGIBILI)
def test_illeggibili(testo: str, perche: str) -> None:
    for leggi, campo in ((leggi_atteso, "valore atteso"), (leggi_consuntivo, "consuntivo")):
        with pytest.raises(ValoreIllegibile) as errore:
            leggi(testo)
        messaggio = str(errore.value)
        assert perche in messaggio
        assert messaggio.startswith(f"Il {campo} «")
        assert messaggio.endswith(".")
        assert messaggio.isprintable()
        assert len(messaggio) < 300


@pytest.mark.parametrize(
    ("testo", "perche"),
    [
        ("≥ Buono", "serve la scala"),
        ("≥ 31/12/2019", "scadenza"),
        ("≥ 60/40 %", "senza operatore"),
        ("60/30 %", "sommano a 90 invece che a 100"),
        ("/".join(["5"] * 21) + " %", "più di 20 fasi"),
        ("60/4,0,0 %", "non è un numero"),
        ("≥ 0,93 (12/13)", "scrivete un numero"),
        ("Positivo (+/- 0,05)", "solo per un valore atteso numerico"),
        ("100 (+/- x)", "non è un numero"),
    ],
)
def test_attesi_illeggibili(testo: str, perche: str) -> None:
    with pytest.raises(ValoreIllegibile, match=perche):
        leggi_atteso(testo)


@pytest.mark.parametrize(
    ("testo", "perche"),
    [
        ("≥ 3", "comincia con «≥»"),
        ("entro il 31/12/2019", "comincia con «entro»"),
        ("110/50 %", "supera 100%"),
        ("100,1/50 %", "supera 100%"),
        ("0,93 (12/0)", "denominatore è zero"),
        ("Buono (12/13)", "serve un rapporto"),
        ("€ 5 (10/2)", "serve un rapporto"),
        ("12 (+/- 1)", "scrivete un numero"),
    ],
)
def test_consuntivi_illeggibili(testo: str, perche: str) -> None:
    with pytest.raises(ValoreIllegibile, match=perche.replace("(", r"\(")):
        leggi_consuntivo(testo)


def test_livello_fuori_scala_e_non_testo() -> None:
    with pytest.raises(ValoreIllegibile, match="Insufficiente, Sufficiente, Buono, Ottimo"):
        leggi_consuntivo("Discreto", scala=SCALA)
    with pytest.raises(ValoreIllegibile, match="non è un testo"):
        leggi_atteso(12)  # type: ignore[arg-type]


def test_tipo_dichiarato_scioglie_il_dubbio() -> None:
    assert leggi_atteso("80", tipo=Tipo.PERCENTUALE).unita == "%"
    assert leggi_atteso("80", tipo=Tipo.PERCENTUALE).avvisi == ()
    assert "0,8%" in leggi_consuntivo("0,8", tipo=Tipo.PERCENTUALE).avvisi[0]
    assert leggi_atteso("650.000,00", tipo=Tipo.EURO).unita == "€"
    assert leggi_atteso("≥1", tipo=Tipo.RAPPORTO).tipo is Tipo.RAPPORTO
    assert leggi_atteso("80%", tipo=Tipo.CALCOLATO) == Atteso("", Tipo.CALCOLATO, valore=D(80), unita="%")
    assert leggi_consuntivo("99,7% (299/300)", tipo=Tipo.PERCENTUALE).numeratore == 299
    assert leggi_atteso("Delibera n. 38", tipo=Tipo.NOMINALE).livello == "Delibera n. 38"
    assert leggi_consuntivo("sì", tipo=Tipo.PREREQUISITO) == Consuntivo("", Tipo.PREREQUISITO, livello="SI")
    assert leggi_atteso("31/12/2019", tipo=Tipo.DATA).data == dt.date(2019, 12, 31)


@pytest.mark.parametrize(
    ("testo", "tipo", "perche"),
    [
        ("12", Tipo.DATA, "è un numero, ma qui serve una data; se"),
        ("31/12/2019", Tipo.NUMERO, "è una data, ma qui serve un numero"),
        ("80%", Tipo.NUMERO, "è una percentuale, ma qui serve"),
        ("10 gg", Tipo.PERCENTUALE, "è in «giorni»"),
        ("0,93 (12,21/13,06)", Tipo.PERCENTUALE, "è in «»"),
        ("Buono", Tipo.ORDINALE, "serve la scala"),
    ],
)
def test_tipo_dichiarato_diverso(testo: str, tipo: Tipo, perche: str) -> None:
    with pytest.raises(ValoreIllegibile, match=perche):
        leggi_consuntivo(testo, tipo=tipo)


@pytest.mark.parametrize(
    ("valore", "decimali", "scritto"),
    [
        ("1234.56", None, "1.234,56"),
        ("-1234567.5", None, "-1.234.567,5"),
        ("-0.5", None, "-0,5"),
        ("-0.001", 2, "0,00"),
        ("0.125", 2, "0,13"),
        ("-0.125", 2, "-0,13"),
        ("93.335", 2, "93,34"),
        ("1E+3", None, "1.000"),
        ("8.00", None, "8,00"),
    ],
)
def test_formatta_numero(valore: str, decimali: int | None, scritto: str) -> None:
    assert formatta_numero(D(valore), decimali) == scritto


@pytest.mark.parametrize(
    ("testo", "scritto"),
    [
        (">=73 %", "≥ 73%"),
        ("oltre 400", "> 400"),
        ("max 10 gg", "≤ 10 giorni"),
        ("<1", "< 1"),
        ("= 90%", "= 90%"),
        ("650.000 euro", "€ 650.000"),
        ("entro il 31.12.2020", "31/12/2020"),
        ("prima del 31.12.2020", "< 31/12/2020"),
        ("60/40 %", "60/40 %"),
        ("> 5.700 (+/- 0,05)", "> 5.700 (+/- 5% relativa)"),
        ("80% (+/- 2)", "80% (+/- 2 assoluta)"),
        ("≥ BUONO", "≥ Buono"),
        ("Ottimo", "Ottimo"),
    ],
)
def test_forma_canonica_degli_attesi(testo: str, scritto: str) -> None:
    atteso = leggi_atteso(testo, scala=SCALA)
    assert formatta_atteso(atteso) == scritto
    assert leggi_atteso(scritto, scala=SCALA) == atteso


@pytest.mark.parametrize(
    ("testo", "scritto"),
    [
        ("0,93 (12,21/13,06)", "0,9349 (12,21/13,06)"),
        ("100% (3/3)", "100,0000% (3/3)"),
        ("€ 542.816,75", "€ 542.816,75"),
        ("05.11.2019", "05/11/2019"),
        ("100/50 %", "100/50 %"),
        ("sì", "SI"),
    ],
)
def test_forma_canonica_dei_consuntivi(testo: str, scritto: str) -> None:
    consuntivo = leggi_consuntivo(testo)
    assert formatta_consuntivo(consuntivo) == scritto
    assert leggi_consuntivo(scritto) == consuntivo
