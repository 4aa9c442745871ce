"""Rules of measure, one by one. Every expectation is worked out by hand from the formula in the comment or the name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D

import pytest

from cruscotto.aritmetica.sal import Penalita, Punteggio, Regola, Regole, Sal, Soglie, UnitaDiRitardo, calcola
from cruscotto.aritmetica.valori import Tipo, Verso, leggi_atteso, leggi_consuntivo

C, G, N = Verso.CRESCENTE, Verso.DECRESCENTE, Verso.NEUTRA
SCALA = ("Insufficiente", "Sufficiente", "Buono", "Ottimo")


def sal(
    target: str,
    actual: str,
    verso: Verso | None = None,
    regole: Regole | None = None,
    precedente: str | None = None,
    scala: tuple[str, ...] = (),
    tipo: Tipo | None = None,
) -> Sal:
    return calcola(
        leggi_atteso(target, scala=scala, tipo=tipo),
        leggi_consuntivo(actual, scala=scala, tipo=tipo),
        regole or Regole(),
        verso=verso,
        precedente=None if precedente is None else D(precedente),
        scala=scala,
    )


def valori(s: Sal) -> tuple[str | None, str | None]:
    """Raw and counted value to four decimals."""
    grezzo, valore = ((None if v is None else str(round(v, 4).normalize() + 0)) for v in (s.grezzo, s.valore))
    return grezzo, valore


@pytest.mark.parametrize(
    ("target", "actual", "verso", "grezzo", "valore"),
    [
        ("15", "14", C, "93.3333", "93.3333"),  # 1400/15
        ("≥1", "0,98", None, "98", "98"),
        ("€ 650.000", "€ 542.816,75", C, "83.5103", "83.5103"),  # 54281675/650000
        ("200", "525", C, "262.5", "100"),
        ("100", "-20", C, "-20", "0"),
        ("≥ 1", "0,93 (12,21/13,06)", None, "93.4916", "93.4916"),
        ("1,40", "1,34", G, "104.2857", "100"),  # 100·(2,80−1,34)/1,40
        ("3,0", "4,5", G, "50", "50"),  # 100·(6−4,5)/3
        ("< 3", "0", None, "200", "100"),
        ("≤ 10 gg.", "25 giorni", None, "-50", "0"),  # 100·(20−25)/10
        ("=90%", "81%", None, "90", "90"),
        ("=90%", "99%", G, "90", "90"),  # "=" yields to the declared direction: (180−99)/90
        # zero rule
        ("0", "0", C, "100", "100"),
        ("0", "5", C, "100", "100"),
        ("0", "-1", C, "0", "0"),
        ("0", "0", G, "100", "100"),
        ("0", "-5", G, "100", "100"),
        ("0", "1", G, "0", "0"),
        # negative target: the mirror, so that better is always more
        ("-100", "-50", C, "150", "100"),
        ("-100", "-150", C, "50", "50"),
        ("-100", "-150", G, "150", "100"),
        ("-100", "-50", G, "50", "50"),
    ],
)
def test_percentuale_del_target(target: str, actual: str, verso: Verso | None, grezzo: str, valore: str) -> None:
    assert valori(sal(target, actual, verso)) == tuple(str(D(v).normalize() + 0) for v in (grezzo, valore))


def test_frase() -> None:
    s = sal("14", "14,95", C)
    assert s.spiegazione == (
        "Crescente: 14,95 / 14 × 100 = 106,79%, riportato al massimo di 100% (regola «percentuale del target»)."
    )
    assert sal("100", "-20", C).spiegazione.count("riportato al minimo di 0%") == 1
    assert "(12,21 / 13,06) / 1 × 100 = 93,49%, entro i limiti 0-100%" in sal("≥ 1", "0,93 (12,21/13,06)").spiegazione
    assert "(299 / 300 × 100) / 100 × 100 = 99,67%" in sal("≥ 100%", "99,7% (299/300)").spiegazione
    assert sal("-100", "-50", C).avvisi[0].startswith("valore atteso negativo")


def test_un_rapporto_si_calcola_sugli_operandi_anche_se_il_valore_e_arrotondato() -> None:
    atteso, misurato = leggi_atteso("≥ 1"), leggi_consuntivo("0,93 (12,21/13,06)")
    assert calcola(atteso, replace(misurato, valore=D("0.93"))).valore == calcola(atteso, misurato).valore


@pytest.mark.parametrize(
    ("target", "actual", "verso", "perche"),
    [
        ("12", "13", None, "la direzione dell'indicatore non è nota"),
        ("12", "13", N, "l'indicatore è neutro"),
        ("≥ 12", "13", G, "l'indicatore è decrescente ma il valore atteso è scritto come crescente"),
        ("≥ 12", "31/12/2019", None, "serve un numero e il consuntivo è una data"),
        ("≥ 12", "Positivo", None, "serve un numero"),
        ("31/12/2019", "12", None, "servono due date"),
        ("Positivo", "12", None, "non si possono confrontare"),
        ("12 giorni", "13 ore", C, "in «giorni» e il consuntivo in «ore»"),
        ("80%", "0,99", C, "quota o una percentuale"),
        ("≥ 1", "98%", None, "quota o una percentuale"),
        ("60/40 %", "100%", None, "le fasi attese sono 2 e quelle a consuntivo 0"),
    ],
)
def test_non_calcolabile_si_dice(target: str, actual: str, verso: Verso | None, perche: str) -> None:
    s = sal(target, actual, verso)
    assert (s.grezzo, s.valore) == (None, None)
    assert s.spiegazione.startswith("Non calcolabile: ")
    assert perche in s.spiegazione
    assert s.spiegazione.endswith(".") and not s.spiegazione.endswith("..")


def test_mancanti_e_non_finiti() -> None:
    atteso, misurato = leggi_atteso("≥ 12"), leggi_consuntivo("12")
    assert calcola(None, misurato).spiegazione == "Non calcolabile: manca il valore atteso."
    assert calcola(atteso, None).spiegazione == "Non calcolabile: il consuntivo non è rilevato."
    for rotto in ("NaN", "Infinity"):
        assert "numero finito" in calcola(atteso, replace(misurato, valore=D(rotto))).spiegazione


def test_unita_da_una_parte_sola() -> None:
    assert sal("≥ 80%", "72").valore == 90
    assert sal("≥ 80%", "72").avvisi == ("il consuntivo non ha unità ed è letto in «%»",)
    assert sal("≥ 80", "72%").avvisi == ("il valore atteso non ha unità ed è letto in «%»",)
    assert sal("≤ 0,5%", "0,5").valore == 100


@pytest.mark.parametrize(
    ("target", "actual", "verso", "regole", "grezzo", "valore"),
    [
        # rapporto inverso
        ("10", "9", C, Regole(Regola.RAPPORTO_INVERSO), "90", "90"),
        ("10", "12,5", G, Regole(Regola.RAPPORTO_INVERSO), "80", "80"),
        ("10", "0", G, Regole(Regola.RAPPORTO_INVERSO), "100", "100"),
        ("10", "0", G, Regole(Regola.RAPPORTO_INVERSO, massimo=D(120)), "120", "120"),
        ("0", "1", G, Regole(Regola.RAPPORTO_INVERSO), "0", "0"),
        ("-100", "-50", G, Regole(Regola.RAPPORTO_INVERSO), "50", "50"),
        # avanzamento, previous year 40: (55−40)/(60−40)
        ("60", "55", C, Regole(Regola.AVANZAMENTO), "75", "75"),
        ("60", "60", C, Regole(Regola.AVANZAMENTO), "100", "100"),
        ("60", "40", C, Regole(Regola.AVANZAMENTO), "0", "0"),
        ("20", "25", G, Regole(Regola.AVANZAMENTO), "75", "75"),  # (40−25)/(40−20)
        ("20", "19", G, Regole(Regola.AVANZAMENTO), "100", "100"),
        ("20", "41", G, Regole(Regola.AVANZAMENTO), "0", "0"),
        ("40", "39", C, Regole(Regola.AVANZAMENTO), "0", "0"),
        # anno precedente, 40
        ("60", "50", C, Regole(Regola.ANNO_PRECEDENTE), "125", "100"),
        ("60", "50", G, Regole(Regola.ANNO_PRECEDENTE), "75", "75"),
        # deviations
        ("10", "8", C, Regole(Regola.SCOSTAMENTO_ASSOLUTO), "-2", None),
        ("10", "8", G, Regole(Regola.SCOSTAMENTO_ASSOLUTO), "2", None),
        ("10", "8", C, Regole(Regola.SCOSTAMENTO_PERCENTUALE), "-20", None),
        ("-10", "-8", C, Regole(Regola.SCOSTAMENTO_PERCENTUALE), "20", None),
        ("10", "12", C, Regole(Regola.SCOSTAMENTO_PERCENTUALE, punteggio_scostamento=True), "20", "20"),
        # direct value
        ("80", "77,5", None, Regole(Regola.VALORE_DIRETTO), "77.5", "77.5"),
        ("80", "105", None, Regole(Regola.VALORE_DIRETTO), "105", "100"),
        # score as it is
        ("10", "12", C, Regole(punteggio=Punteggio.VALORE), "120", "120"),
    ],
)
def test_altre_regole(
    target: str, actual: str, verso: Verso | None, regole: Regole, grezzo: str, valore: str | None
) -> None:
    attesi = (str(D(grezzo).normalize() + 0), None if valore is None else str(D(valore).normalize() + 0))
    assert valori(sal(target, actual, verso, regole, precedente="40")) == attesi


def test_anno_precedente_zero_o_mancante() -> None:
    zero = sal("60", "50", C, Regole(Regola.ANNO_PRECEDENTE), precedente="0")
    assert zero.valore == 100
    assert "valore dell'anno precedente zero, 50 è ≥ 0" in zero.spiegazione
    for regola in (Regola.ANNO_PRECEDENTE, Regola.AVANZAMENTO):
        assert "manca il valore dell'anno precedente" in sal("60", "50", C, Regole(regola)).spiegazione


def test_scostamento() -> None:
    assoluto = sal("€ 10", "€ 8", C, Regole(Regola.SCOSTAMENTO_ASSOLUTO))
    assert "€ 8 − 10 = € -2,00, si mostra e non dà punteggio" in assoluto.spiegazione
    assert "è zero" in sal("0", "8", C, Regole(Regola.SCOSTAMENTO_PERCENTUALE)).spiegazione
    assert "valore atteso è una data" in sal("31/12/2019", "8", C, Regole(Regola.SCOSTAMENTO_ASSOLUTO)).spiegazione


SOGLIE = Soglie(D(50), D(150), D(200))
RIFLESSE = Soglie(D(150), D(50), D(0))


@pytest.mark.parametrize(
    ("actual", "tre", "quattro"),
    [
        ("49", "0", "0"),
        ("50", "0", "0"),
        ("75", "50", "50"),
        ("100", "100", "100"),
        ("125", "150", "150"),
        ("150", "200", "200"),
        ("175", "200", "250"),
        ("200", "200", "300"),
        ("999", "200", "300"),
    ],
)
def test_soglie_intorno_a_cento(actual: str, tre: str, quattro: str) -> None:
    """m 50, t 100, M 150, X 200: each segment is worth 100 points; the mirror of a is 200 − a."""
    specchio = f"{200 - int(actual)}"
    for regola, atteso in ((Regola.SOGLIE3, tre), (Regola.SOGLIE4, quattro)):
        regole = Regole(regola, soglie=SOGLIE, massimo=D(300))
        assert sal("100", actual, C, regole).valore == D(atteso)
        assert sal("100", specchio, G, replace(regole, soglie=RIFLESSE)).valore == D(atteso)
    assert sal("100", actual, C, Regole(Regola.SOGLIE3, soglie=SOGLIE)).valore == min(D(tre), D(100))


@pytest.mark.parametrize(
    ("regole", "perche"),
    [
        (Regole(Regola.SOGLIE3), "servono minima e massima"),
        (Regole(Regola.SOGLIE4, soglie=Soglie(D(50), D(150))), "minima, massima ed eccellente"),
        (Regole(Regola.SOGLIE3, soglie=Soglie(D(120), D(150))), "devono crescere dalla minima in su"),
        (Regole(Regola.SOGLIE4, soglie=Soglie(D(50), D(150), D(140))), "devono crescere"),
        (Regole(punteggio=Punteggio.FASCIA), "le fasce mancano"),
        (Regole(minimo=D(101)), "il minimo del punteggio supera il massimo"),
    ],
)
def test_impostazioni_sbagliate_si_dicono(regole: Regole, perche: str) -> None:
    s = sal("100", "90", C, regole)
    assert s.valore is None
    assert perche in s.spiegazione


def test_soglie_che_coincidono_con_il_target() -> None:
    """m = t = M leaves two steps: 0 below, the maximum from there on."""
    regole = Regole(Regola.SOGLIE3, soglie=Soglie(D(100), D(100)), massimo=D(300))
    assert [sal("100", a, C, regole).valore for a in ("99", "100", "101")] == [0, 200, 200]
    assert "sotto la minima" in sal("100", "99", C, regole).spiegazione


def test_soglie_decrescenti_in_disordine() -> None:
    assert "devono decrescere" in sal("100", "90", G, Regole(Regola.SOGLIE3, soglie=SOGLIE)).spiegazione


@pytest.mark.parametrize(
    ("actual", "penalita", "valore"),
    [
        ("31/12/2019", None, "100"),
        ("05/11/2019", None, "100"),
        ("17/02/2020", None, "0"),
        ("17/02/2020", Penalita(D("0.5")), "76"),  # 48 days late
        ("17/02/2020", Penalita(D(10), UnitaDiRitardo.MESE), "80"),  # two months begun
        ("01/01/2020", Penalita(D(10), UnitaDiRitardo.MESE), "90"),
        ("31/01/2020", Penalita(D(10), UnitaDiRitardo.MESE), "90"),
        ("01/02/2020", Penalita(D(10), UnitaDiRitardo.MESE), "80"),
        ("31/12/2021", Penalita(D(1), minimo=D(20)), "20"),
        ("31/12/2021", Penalita(D(1)), "0"),
    ],
)
def test_scadenza(actual: str, penalita: Penalita | None, valore: str) -> None:
    assert sal("31.12.2019", actual, G, Regole(penalita=penalita)).valore == D(valore)


def test_scadenza_stretta_e_penalita_negativa() -> None:
    severe = Regole(uguale_mancato=True)
    assert sal("prima del 31/12/2019", "31/12/2019").valore == 100
    assert sal("prima del 31/12/2019", "31/12/2019", regole=severe).valore == 0
    assert sal("prima del 31/12/2019", "30/12/2019", regole=severe).valore == 100
    assert sal("31/12/2019", "31/12/2019", regole=severe).valore == 100
    assert sal("prima del 31/12/2019", "31/12/2019", regole=replace(severe, penalita=Penalita(D(1)))).valore == 99
    negativa = Regole(penalita=Penalita(D(-1)))
    assert "negativi" in sal("31/12/2019", "01/01/2020", regole=negativa).spiegazione


PUNTI = tuple(zip(SCALA, (D(20), D(50), D(70), D(120)), strict=True))


@pytest.mark.parametrize(
    ("target", "actual", "regole", "valore"),
    [
        ("≥ Buono", "Buono", Regole(), "100"),
        ("≥ Buono", "Ottimo", Regole(), "100"),
        ("Buono", "Ottimo", Regole(), "100"),
        ("≥ Buono", "Sufficiente", Regole(), "0"),
        ("≥ Buono", "Sufficiente", Regole(valori_scala=PUNTI), "50"),
        ("≥ Buono", "Buono", Regole(valori_scala=PUNTI), "100"),
        ("≤ Sufficiente", "Ottimo", Regole(valori_scala=PUNTI), "100"),
        ("≤ Sufficiente", "Insufficiente", Regole(), "100"),
        ("> Buono", "Buono", Regole(), "100"),
        ("> Buono", "Buono", Regole(uguale_mancato=True), "0"),
        ("> Buono", "Ottimo", Regole(uguale_mancato=True), "100"),
        ("< Buono", "Buono", Regole(uguale_mancato=True), "0"),
        ("≥ Buono", "Buono", Regole(Regola.VALORE_DIRETTO, valori_scala=PUNTI), "70"),
    ],
)
def test_ordinali(target: str, actual: str, regole: Regole, valore: str) -> None:
    assert sal(target, actual, regole=regole, scala=SCALA).valore == D(valore)


def test_ordinale_senza_scala_o_senza_punteggio() -> None:
    atteso = leggi_atteso("≥ Buono", scala=SCALA)
    assert "la scala manca" in calcola(atteso, leggi_consuntivo("Buono")).spiegazione
    assert "la scala manca" in calcola(atteso, leggi_consuntivo("Pessimo"), scala=SCALA).spiegazione
    diretto = sal("≥ Buono", "Buono", regole=Regole(Regola.VALORE_DIRETTO), scala=SCALA)
    assert "non ha un punteggio nella scala" in diretto.spiegazione


def test_nominali_e_prerequisiti() -> None:
    assert sal("Positivo", "POSITIVO").valore == 100
    assert sal("SI", "no").valore == 0
    assert sal("rispetto termini stabiliti", "rispetto termini stabiliti").valore == 100
    prerequisito = sal("SI", "sì", tipo=Tipo.PREREQUISITO)
    assert prerequisito.valore == 100
    assert "prerequisito senza peso" in prerequisito.spiegazione


def test_fasi() -> None:
    s = sal("60/40 %", "100/50 %")
    assert s.valore == 80
    assert "(60 × 100 + 40 × 50) / 100 = 80,00%" in s.spiegazione


@pytest.mark.parametrize(
    ("target", "actual", "grezzo", "valore"),
    [
        ("> 5.700 (+/- 0,05)", "5.415", "95", "100"),  # 5700 − 285
        ("> 5.700 (+/- 0,05)", "5.414", "94.9825", "94.9825"),
        ("> 5.700 (+/- 0,05)", "6306", "110.6316", "100"),
        ("≤ 10 (+/- 2)", "12", "80", "100"),
        ("≤ 10 (+/- 2)", "13", "70", "70"),
    ],
)
def test_tolleranza(target: str, actual: str, grezzo: str, valore: str) -> None:
    assert valori(sal(target, actual)) == tuple(str(D(v).normalize() + 0) for v in (grezzo, valore))


def test_tolleranza_intorno_a_un_valore_neutro() -> None:
    assert [sal("10 (+/- 2)", a, N).valore for a in ("7,9", "8", "12", "12,1")] == [0, 100, 100, 0]


def test_tolleranza_stretta_mancata() -> None:
    severe = Regole(uguale_mancato=True)
    assert sal("> 10 (+/- 2)", "8", regole=severe).valore == 80
    assert sal("> 10 (+/- 2)", "8,1", regole=severe).valore == 100


@pytest.mark.parametrize(
    ("target", "actual", "valore"),
    [
        ("> 400", "400", "99.99"),
        ("> 400", "399,99999", "99.99"),
        ("> 400", "200", "50"),
        ("> 400", "401", "100"),
        ("< 30", "30", "99.99"),
        ("≥ 400", "400", "100"),
        ("> 0", "0", "0"),
        ("> 0", "1", "100"),
    ],
)
def test_uguale_mancato(target: str, actual: str, valore: str) -> None:
    severo = sal(target, actual, regole=Regole(uguale_mancato=True))
    assert severo.valore == D(valore)
    if actual in target:
        assert sal(target, actual).valore == 100


def test_il_contesto_decimale_di_chi_chiama_non_conta() -> None:
    from decimal import localcontext

    with localcontext(prec=3):
        assert str(sal("€ 650.000", "€ 542.816,75", C).valore).startswith("83.510269")


def test_la_data_del_consuntivo_resta_una_data() -> None:
    assert leggi_consuntivo("05/11/2019").data == dt.date(2019, 11, 5)
