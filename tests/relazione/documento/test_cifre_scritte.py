"""Numbers typed in a sentence: what is read as a figure, where it stands, its worth, how it is written in words."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.numeri import formatta_numero
from relazione.documento.cifre_scritte import leggi_cifre
from relazione.documento.formati import LETTERE, Scrittura, e_formato, in_lettere, leggi_formato, scrivi_cifra
from relazione.documento.genere import Manca
from relazione.documento.slegate import segna_slegate
from relazione.documento.testo import Nodo, Tipo, leggi_testo, quanti, solo_testo


def scritte(prosa: str) -> list[str]:
    return [c.testo for c in leggi_cifre(prosa)]


@given(
    valore=st.decimals(min_value=0, max_value=Decimal("9999999999.99"), allow_nan=False, places=2),
    decimali=st.integers(0, 2),
    segno=st.sampled_from(["", "+", "-"]),
    coda=st.sampled_from(["", "%", " milioni", "mila", " euro", ".", ",", ";", ")"]),
    testa=st.sampled_from(["", "in tutto ", "(", "l'", "«", "\n\n- ", "**"]),
)
def test_a_number_written_the_italian_way_is_read_back(
    valore: Decimal, decimali: int, segno: str, coda: str, testa: str
) -> None:
    """Whatever stands around it: its place is that of its letters, its worth what was written."""
    scritto = formatta_numero(valore, decimali)
    if 1900 <= valore < 2100 and not decimali:
        return  # a year
    prosa = f"{testa}{segno}{scritto}{coda} e poi altro."
    (cifra,) = leggi_cifre(prosa)
    assert prosa[cifra.inizio : cifra.fine] == cifra.testo
    assert cifra.testo.startswith(f"{segno}{scritto}")
    assert cifra.valore == (-1 if segno == "-" else 1) * Decimal(scritto.replace(".", "").replace(",", "."))
    assert cifra.decimali == (decimali if "," in scritto else 0)
    assert bool(cifra.percento) == (coda == "%")
    assert cifra.unita == coda.strip() if coda.strip() in ("milioni", "mila") else not cifra.unita


@pytest.mark.parametrize(
    "prosa",
    [
        "il 19 maggio 2020",
        "dal 1° maggio al 31.12.2019 e al 17/02/2020",
        "nel 2019, dal 2014-2019 e dal 2019/2021",
        "il decreto legislativo n. 150 del 2009",
        "la legge 29 dicembre 1993, n. 580, articolo 18, comma 10",
        "l'art. 35, c. 6 del DPR 254/05",
        "gli artt. 10 e 17 della L. 580/1993",
        "il D.Lgs. 33/2013 e il D.L. 90/2014",
        "la delibera n. 32",
        "l'obiettivo 3, gli obiettivi 1, 2 e 5, l'Area 4, le aree da 1 a 4",
        "la sezione 3.2.16, la tabella 12, la figura 3, a pagina 57",
        "il 3° trimestre, la 2ª edizione",
        "l'impresa 4.0 e la voce 8 del bilancio",
        "dalle ore 10.30",
        "le fasce 10-49 e 16–20",
        "su https://www.as.camcom.it/piano-2019-2021.pdf?x=12 o a u12@ente.it",
        "[il Piano](https://ente.it/12/34.pdf)",
        "`codice 12` e {{ cella x > riga 3 > anno }}",
        "```\n12 righe\n```",
        "1. primo\n2. secondo",
        "[[tavola imprese-12]]",
        "il codice I033 e l'articolo PM10",
    ],
)
def test_what_is_no_figure_is_left_out(prosa: str) -> None:
    assert scritte(prosa) == []


def test_figures_beside_what_is_none() -> None:
    prosa = (
        "Nel 2019 (obiettivo 3) il 31,6% delle 65.636 imprese, -2,2% dal 2015; oltre 600mila abitanti, 15,4 miliardi, "
        "tre su 12{{riservato:, di cui 7 nuove}}; articolo 10: 40 persone.\n[[riquadro: 88 persone]]"
    )
    attese = ["31,6%", "65.636", "-2,2%", "oltre 600mila", "15,4 miliardi", "12", "7", "40", "88"]
    assert scritte(prosa) == attese
    assert [c.riga for c in leggi_cifre(prosa)] == [1] * 8 + [2]


@given(st.integers(0, 999_999))
def test_words_of_numbers_are_told_apart(numero: int) -> None:
    """No two numbers are written alike, and the words hold those of their parts."""
    scritto = in_lettere(numero)
    if numero < 1000:
        assert LETTERE[scritto] == numero
    else:
        resto = numero % 1000
        assert not resto or scritto.endswith("tré" if resto == 3 else in_lettere(resto))
    assert scritto.isalpha()


@pytest.mark.parametrize(
    ("numero", "scritto"),
    [
        (0, "zero"),
        (3, "tre"),
        (21, "ventuno"),
        (28, "ventotto"),
        (33, "trentatré"),
        (108, "centotto"),
        (181, "centottantuno"),
        (200, "duecento"),
        (1000, "mille"),
        (1003, "milletré"),
        (2019, "duemiladiciannove"),
        (23_000, "ventitremila"),
    ],
)
def test_words_of_some_numbers(numero: int, scritto: str) -> None:
    assert in_lettere(numero) == scritto


# -- how a figure is written -------------------------------------------------------------------------------------------


@given(
    valore=st.decimals(min_value=1, max_value=Decimal("99999999"), allow_nan=False, places=3),
    passo=st.sampled_from([1, 10, 1000, 100_000]),
)
def test_a_declared_rounding_never_lies(valore: Decimal, passo: int) -> None:
    """«oltre» is below, «quasi» above, «circa» the nearest; the word goes when nothing was rounded."""
    regole: dict[str, Callable[[Decimal], bool]] = {
        "oltre": lambda n: n < valore < n + passo,
        "quasi": lambda n: n - passo < valore < n,
        "circa": lambda n: n != valore and abs(n - valore) * 2 <= passo,
    }
    for parola, giusto in regole.items():
        scritto = scrivi_cifra(valore, leggi_formato(f"{parola}, a {passo}"))
        numero = Decimal(scritto.removeprefix(f"{parola} ").replace(".", "").replace(",", "."))
        assert giusto(numero) if scritto.startswith(parola) else numero == valore


@pytest.mark.parametrize(
    ("valore", "formato", "scritto"),
    [
        ("608618", "oltre, a 100.000, in mila", "oltre 600mila"),
        ("600000", "oltre, a 100.000, in mila", "600mila"),
        ("15410", "oltre, 1 decimale, in miliardi", "oltre 15,4 miliardi"),
        ("15410", "0 decimali", "15.410"),
        ("1000", "in miliardi", "1 miliardo"),
        ("-2.25", "1 decimale", "-2,3"),
        ("-2.25", "1 decimale, senza segno", "2,3"),
        ("12.14", "1 decimale, con segno", "+12,1"),
        ("0.04", "1 decimale, con segno", "0,0"),
        ("28", "in lettere", "ventotto"),
    ],
)
def test_formats(valore: str, formato: str, scritto: str) -> None:
    scala = Decimal(10**6) if "miliardi" in formato else Decimal(1)
    assert scrivi_cifra(Decimal(valore), leggi_formato(formato), scala=scala) == scritto


def test_unknown_formats_say_which_word() -> None:
    with pytest.raises(Manca, match="«molto»"):
        leggi_formato("1 decimale, molto")
    assert not e_formato("bancari e postali")
    assert not e_formato("comprese UL")
    assert leggi_formato("0 decimali") == Scrittura(decimali=0)
    with pytest.raises(Manca, match="in lettere"):
        scrivi_cifra(Decimal("1.5"), leggi_formato("in lettere"))


# -- in a draft --------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="abc 0123456789.,%-*`\n", max_size=60))
def test_marking_loses_no_letter(prosa: str) -> None:
    nodi = leggi_testo(prosa, lambda _: Nodo(Tipo.CIFRA, testo="1"))
    assert solo_testo(segna_slegate(nodi)) == solo_testo(nodi)


def test_only_what_is_typed_by_hand_is_marked() -> None:
    prosa = "Sono {{ cella x }} su **88**, il `12`, nel 2019.\n\n- 40 ad Arezzo"
    segnati = segna_slegate(leggi_testo(prosa, lambda _: Nodo(Tipo.CIFRA, testo="65.636")))
    assert quanti(segnati, Tipo.SLEGATA) == 2
    assert quanti(segnati, Tipo.CIFRA) == 1


@pytest.mark.parametrize(
    "ostile",
    [
        "\n" * 60_000,
        " " * 60_000,
        "1" * 60_000,
        "1," * 30_000,
        "n. " * 20_000,
        "((" * 30_000,
        "{{" * 30_000,
        "oltre " * 9_000,
        "[[" * 30_000,
        "`" * 60_000,
        "```\n" * 9_000,
        "area  " * 9_000,
        "1 e " * 15_000,
        "art. 1, " * 7_000,
        "12/" * 20_000,
        "](x" * 20_000,
        "<a:" * 20_000,
        "a@" * 30_000,
    ],
)
def test_hostile_texts_are_read_in_one_breath(ostile: str) -> None:
    """Nothing in them makes the reading grow with the square of their length: the suite would stop here."""
    letto = leggi_cifre(f"{ostile} 88", in_lettere=True)
    assert all(f"{ostile} 88"[c.inizio : c.fine] == c.testo for c in letto)
