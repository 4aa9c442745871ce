"""What holds for any tree and any map: every box is joined to its own, arrows start and end where they say, and nothing
crosses what it should not."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contesto.colori import Tema
from cruscotto.strategia.disegni import (
    EsitoDisegnato,
    FasciaMappa,
    LivelloDellAlbero,
    NodoAlbero,
    ObiettivoDisegnato,
    disegna_albero,
    disegna_mappa,
    disegna_semaforo,
)
from cruscotto.strategia.disegni.instrada import PASSO, PostoDellaScatola, instrada
from cruscotto.strategia.disegni.parti import MARGINE, riga_esito, riquadro

SVG = "{http://www.w3.org/2000/svg}"
TEMA = Tema("#0066cc", "#b5651d")
ESITO = EsitoDisegnato(Decimal(80), "parziale", "parzialmente raggiunto")
FRECCIA = "#455a64"

Scatola = tuple[float, float, float, float]
"""Left, top, right, bottom."""
Punto = tuple[float, float]


def scatole(radice: ET.Element, raggio: str) -> list[Scatola]:
    trovate = []
    for r in radice.iter(f"{SVG}rect"):
        x, y, larga, alta = (float(r.get(k, "0")) for k in ("x", "y", "width", "height"))
        if r.get("rx") == raggio:
            trovate.append((x, y, x + larga, y + alta))
    return trovate


def linee(radice: ET.Element, colore: str = "") -> list[list[Punto]]:
    """The broken lines, without the heads of the arrows and the signs of the lights."""
    tutte = [
        p for p in radice.iter(f"{SVG}path") if p.get("fill") == "none" and re.fullmatch(r"[ML\d.,e-]+", p.get("d", ""))
    ]
    scelte = [p.get("d", "") for p in tutte if not colore or p.get("stroke") == colore]
    return [[tuple(map(float, punto.split(","))) for punto in d[1:].split("L")] for d in scelte]  # type: ignore[misc]


def sul_bordo(punto: Punto, s: Scatola, scarto: float = 0.6) -> bool:
    x, y = punto
    dentro_x, dentro_y = s[0] - scarto <= x <= s[2] + scarto, s[1] - scarto <= y <= s[3] + scarto
    vicino = min(abs(x - s[0]), abs(x - s[2])) <= scarto or min(abs(y - s[1]), abs(y - s[3])) <= scarto
    return dentro_x and dentro_y and vicino


def entra(a: Punto, b: Punto, s: Scatola, scarto: float = 0.6) -> bool:
    """Whether a straight run, upright or level, passes through a box."""
    return (
        max(a[0], b[0]) > s[0] + scarto
        and min(a[0], b[0]) < s[2] - scarto
        and max(a[1], b[1]) > s[1] + scarto
        and min(a[1], b[1]) < s[3] - scarto
    )


# -- the tree ----------------------------------------------------------------------------------------------------------


def _foglia(testo: str) -> NodoAlbero:
    return NodoAlbero(LivelloDellAlbero.OBIETTIVO, testo, "1", ESITO)


@st.composite
def alberi(sorte: st.DrawFn) -> NodoAlbero:
    """Areas side by side, in more than one row when they are more than three, each with its objectives."""
    testo = st.text("abcdefg ", min_size=1, max_size=60).filter(str.strip)
    aree = [
        NodoAlbero(
            LivelloDellAlbero.AREA,
            sorte(testo),
            str(n),
            ESITO if sorte(st.booleans()) else None,
            tuple(_foglia(sorte(testo)) for _ in range(sorte(st.integers(0, 3)))),
        )
        for n in range(sorte(st.integers(1, 7)))
    ]
    vision = NodoAlbero(LivelloDellAlbero.VISION, "Vision", "", ESITO, tuple(aree))
    return NodoAlbero(LivelloDellAlbero.MANDATO, "Mandato", "", None, (vision,))


def _quanti(nodo: NodoAlbero) -> int:
    return 1 + sum(map(_quanti, nodo.figli))


@settings(max_examples=40)
@given(alberi())
def test_every_box_of_the_first_rows_is_joined_and_no_box_covers_another(radice: NodoAlbero) -> None:
    disegno = ET.fromstring(disegna_albero(radice, TEMA))
    riquadri, fili = scatole(disegno, "4"), linee(disegno)
    assert len(riquadri) == _quanti(radice)
    for una, altra in itertools.combinations(riquadri, 2):
        assert (
            una[2] <= altra[0] + 0.6 or altra[2] <= una[0] + 0.6 or una[3] <= altra[1] + 0.6 or altra[3] <= una[1] + 0.6
        )
    aree = radice.figli[0].figli
    prime = aree[:3]
    # Who stands under the parent of all, in the first row, and every objective inside its column has a line to it.
    attesi = len(riquadri) - 1 - len(aree[len(prime) :])
    uniti = [s for s in riquadri[1:] if any(sul_bordo(filo[0], s) or sul_bordo(filo[-1], s) for filo in fili)]
    assert len(uniti) >= attesi
    for filo in fili:
        for a, b in itertools.pairwise(filo):
            assert not [s for s in riquadri if entra(a, b, s)]
    larghezza, altezza = (float(v) for v in (disegno.get("viewBox") or "").split()[2:])
    assert all(s[0] >= 0 and s[1] >= 0 and s[2] <= larghezza and s[3] <= altezza for s in riquadri)


def test_siblings_hang_from_their_parent_by_one_beam() -> None:
    """From the foot of the parent down to a level beam as wide as the centres, and from it to each of them."""
    vision = NodoAlbero(LivelloDellAlbero.VISION, "Vision", "", ESITO, tuple(_foglia(f"n {n}") for n in range(3)))
    disegno = ET.fromstring(disegna_albero(vision, TEMA))
    padre, *figli = scatole(disegno, "4")
    fili = linee(disegno)
    centri = [(s[0] + s[2]) / 2 for s in figli]
    (fusto,) = [f for f in fili if sul_bordo(f[0], padre)]
    assert fusto[0] == ((padre[0] + padre[2]) / 2, padre[3])
    (trave,) = [f for f in fili if f[0][1] == f[1][1]]
    assert [p[0] for p in trave] == [centri[0], centri[-1]] and trave[0][1] == fusto[1][1]
    calate = sorted(f for f in fili if f not in (fusto, trave))
    assert [c[0] for c in calate] == [(x, trave[0][1]) for x in centri]
    assert [c[1] for c in calate] == [(x, s[1]) for x, s in zip(centri, figli, strict=True)]


# -- the map -----------------------------------------------------------------------------------------------------------


@st.composite
def mappe(sorte: st.DrawFn) -> tuple[tuple[FasciaMappa, ...], tuple[tuple[str, str], ...]]:
    fasce = []
    for f in range(sorte(st.integers(1, 4))):
        obiettivi = tuple(
            ObiettivoDisegnato(f"{f}/{n}", str(n), "parola " * sorte(st.integers(1, 12)), ESITO)
            for n in range(sorte(st.integers(1, 5)))
        )
        fasce.append(FasciaMappa(str(f), f"Prospettiva {f}", ESITO if sorte(st.booleans()) else None, obiettivi))
    chiavi = [o.chiave for fascia in fasce for o in fascia.obiettivi]
    coppie = st.tuples(st.sampled_from(chiavi), st.sampled_from(chiavi)).filter(lambda c: c[0] != c[1])
    nessi = sorte(st.lists(coppie, max_size=8, unique=True)) if len(chiavi) > 1 else []
    return tuple(fasce), tuple(nessi)


@settings(max_examples=60)
@given(mappe())
def test_every_arrow_goes_from_its_cause_to_its_effect_and_through_no_box(
    mappa: tuple[tuple[FasciaMappa, ...], tuple[tuple[str, str], ...]],
) -> None:
    fasce, nessi = mappa
    disegno = ET.fromstring(disegna_mappa(fasce, nessi, TEMA))
    riquadri = scatole(disegno, "12")
    per_chiave = dict(zip((o.chiave for f in fasce for o in f.obiettivi), riquadri, strict=True))
    frecce = linee(disegno, FRECCIA)
    assert len(frecce) == len(nessi)
    larghezza, altezza = (float(v) for v in (disegno.get("viewBox") or "").split()[2:])
    for (da, a), punti in zip(nessi, frecce, strict=True):
        assert sul_bordo(punti[0], per_chiave[da]), "parte dal bordo della sua causa"
        arrivo = per_chiave[a]
        x, y = punti[-1]
        assert arrivo[0] < x < arrivo[2] and min(abs(y - arrivo[1]), abs(y - arrivo[3])) <= 5.6, "finisce alla sua"
        for uno, altro in itertools.pairwise(punti):
            assert uno[0] == altro[0] or uno[1] == altro[1]
            assert not [s for s in riquadri if entra(uno, altro, s)]
        assert all(0 <= px <= larghezza and 0 <= py <= altezza for px, py in punti)
    for una, altra in itertools.combinations(riquadri, 2):
        assert una[2] <= altra[0] or altra[2] <= una[0] or una[3] <= altra[1] or altra[3] <= una[1]


@settings(max_examples=100)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), max_size=12),
)
def test_two_runs_of_one_lane_never_overlap(file: Sequence[int], coppie: Sequence[tuple[int, int]]) -> None:
    """Level runs of a gutter that would lie one on the other have lanes of their own, and no lane is counted twice."""
    posti: dict[str, PostoDellaScatola] = {}
    for riga, quante in enumerate(file):
        for n in range(quante):
            posti[f"{len(posti)}"] = PostoDellaScatola(riga, 136 + n * 187.0, 136 + n * 187.0 + 160)
    nessi = [(str(a % len(posti)), str(b % len(posti))) for a, b in coppie]
    tratte, corsie = instrada(posti, [n for n in nessi if n[0] != n[1]], len(file), (100, 700))
    assert len(corsie) == len(file) + 1
    usate: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for t in tratte:
        partenza, arrivo = posti[t.da], posti[t.a]
        assert len(t.ascisse) == len(t.gole) + 1 == len(t.limiti)
        assert partenza.sinistra < t.ascisse[0] < partenza.destra
        assert arrivo.sinistra < t.ascisse[-1] < arrivo.destra
        assert t.verso == (-1 if partenza.riga > arrivo.riga else 1)
        for n, gola in enumerate(t.gole):
            uno, altro = sorted(t.ascisse[n : n + 2])
            assert t.corsie[gola] < max(corsie[gola], 1)
            if uno < altro:
                usate.setdefault((gola, t.corsie[gola]), []).append((uno, altro))
    for corse in usate.values():
        for (a, b), (c, d) in itertools.combinations(corse, 2):
            assert b + 4 < c or d + 4 < a
    assert {g: 1 + max(c for gg, c in usate if gg == g) for g, _ in usate} == {
        g: quante for g, quante in enumerate(corsie) if quante
    }


def test_the_ends_of_many_arrows_are_spread_along_a_side_in_order() -> None:
    """Three causes under one effect: three ports, a step apart, each on the side of its own cause."""
    posti = {"su": PostoDellaScatola(0, 300, 500)}
    posti |= {str(n): PostoDellaScatola(1, 150 + n * 187.0, 150 + n * 187.0 + 160) for n in range(3)}
    tratte, _ = instrada(posti, [("2", "su"), ("0", "su"), ("1", "su")], 2, (100, 700))
    porte = {t.da: t.ascisse[-1] for t in tratte}
    assert porte["0"] < porte["1"] < porte["2"]
    assert porte["1"] - porte["0"] >= 2 * PASSO and porte["2"] - porte["1"] >= 2 * PASSO
    assert porte["1"] == 400


def test_a_side_that_one_arrow_touches_is_touched_in_its_middle() -> None:
    """One arrives from below, one leaves above: each is alone on its side, and both are straight."""
    posti = {n: PostoDellaScatola(riga, 300, 500) for riga, n in enumerate(("su", "mezzo", "giu"))}
    (arriva, parte), corsie = instrada(posti, [("giu", "mezzo"), ("mezzo", "su")], 3, (100, 700))
    assert arriva.ascisse == parte.ascisse == [400, 400]
    assert corsie == [0, 0, 0, 0]


def test_as_many_arrows_as_a_gap_holds_pass_through_it_apart() -> None:
    """The row between leaves 36 units at its left: five arrows pass, on both sides of the middle."""
    posti = {"su": PostoDellaScatola(0, 100, 400), "muro": PostoDellaScatola(1, 136, 690)}
    posti |= {str(n): PostoDellaScatola(2, 240 + n * 40.0, 270 + n * 40.0) for n in range(5)}
    tratte, _ = instrada(posti, [(str(n), "su") for n in range(5)], 3, (100, 700))
    passaggi = sorted(t.ascisse[1] for t in tratte)
    assert passaggi == [104, 111, 118, 125, 132]


# -- what a box holds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("esito", [None, ESITO, EsitoDisegnato(Decimal(5), "non_raggiunto", "parola " * 20)])
@pytest.mark.parametrize("parole", [1, 12, 40])
def test_a_box_is_as_tall_as_its_text_and_its_margins(esito: EsitoDisegnato | None, parole: int) -> None:
    """Under the last line no more than the margin above the first, for texts and results of any length."""
    scatola = riquadro("parola " * parole, 200, esito=esito)
    disegno = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{scatola.disegna(0, 0)}</svg>')
    basi = [float(t.get("y", "0")) for t in disegno.iter(f"{SVG}text")]
    assert max(basi) + MARGINE / 2 <= scatola.altezza <= max(basi) + 1.5 * MARGINE


@pytest.mark.parametrize("lettere", range(1, 60, 3))
def test_a_word_under_its_result_makes_the_box_as_tall_as_it_needs(lettere: int) -> None:
    """Beside the SAL or under it, on one line or more: the frame follows the same reckoning as the drawing."""
    scatola = riquadro("testo", 200, esito=EsitoDisegnato(Decimal(80), "parziale", "m" * lettere))
    disegno = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{scatola.disegna(0, 0)}</svg>')
    basi = [float(t.get("y", "0")) for t in disegno.iter(f"{SVG}text")]
    assert max(basi) + MARGINE / 2 <= scatola.altezza <= max(basi) + 1.5 * MARGINE


def test_a_result_and_its_word_stand_on_one_line() -> None:
    scritte = list(
        ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{riga_esito(ESITO, 5, 7, 300)}</svg>').iter(
            f"{SVG}text"
        )
    )
    assert [t.text for t in scritte] == ["80%", "parzialmente raggiunto"]
    assert len({t.get("y") for t in scritte}) == 1


# -- the signs ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dimensione", [7, 14, 28])
def test_a_sign_fills_the_square_that_it_is_given_and_no_more(dimensione: int) -> None:
    segno = disegna_semaforo("raggiunto", "Raggiunto", dimensione)
    disegno = ET.fromstring(segno)
    scala = float(scritta[1]) if (scritta := re.search(r"scale\(([\d.]+)\)", segno)) else 1.0
    (cerchio,) = disegno.iter(f"{SVG}circle")
    x, y, r = (scala * float(cerchio.get(k, "0")) for k in ("cx", "cy", "r"))
    assert (disegno.get("viewBox") or "").split()[2:] == [str(dimensione)] * 2
    assert x == y == dimensione / 2
    assert 0.9 * dimensione < 2 * r <= dimensione
