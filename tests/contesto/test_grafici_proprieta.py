"""What holds for any chart: bars as long as their values, every writing inside the drawing, none over another.

Writings are measured with the advances of the font itself, not with the table by which they were placed.
"""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings as impostazioni
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from contesto.colori import Tema
from contesto.grafici import Grafico, Punto, TipoGrafico, _disegna, disegna_grafico

SVG = "{http://www.w3.org/2000/svg}"
TEMA = Tema("#0066cc", "#b5651d")
LETTERE = Path("node_modules/bootstrap-italia/dist/fonts/Titillium_Web")
SALITA = 0.7
"""Of the body: what figures and capitals take above the baseline, where two lines of writing would touch."""

Scatola = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@cache
def _carattere(peso: str) -> tuple[dict[int, str], dict[str, tuple[int, int]], int]:
    nome = f"titillium-web-v10-latin-ext_latin-{peso}.ttf"
    with TTFont(Path(impostazioni.BASE_DIR) / LETTERE / nome) as font:
        return font.getBestCmap(), font["hmtx"].metrics, font["head"].unitsPerEm


def larga(scritta: str, corpo: float, *, grassetto: bool) -> float:
    """The width of a writing in the font that the pages and the PDF use."""
    nomi, avanzi, em = _carattere("700" if grassetto else "regular")
    return sum(avanzi[nomi.get(ord(c), ".notdef")][0] for c in scritta) * corpo / em


def scritte(radice: ET.Element) -> Iterator[tuple[str, Scatola]]:
    """Every writing with the box of its ink; those that stand upright are turned."""
    for e in radice.iter(f"{SVG}text"):
        corpo, testo = float(e.get("font-size", "0")), e.text or ""
        lunga = larga(testo, corpo, grassetto=bool(e.get("font-weight")))
        indietro = {"middle": lunga / 2, "end": lunga}.get(e.get("text-anchor", ""), 0)
        x, y = float(e.get("x", "0")), float(e.get("y", "0"))
        if e.get("transform"):
            mezza = corpo * SALITA / 2
            yield testo, (x - mezza, y + indietro - lunga, x + mezza, y + indietro)
        else:
            yield testo, (x - indietro, y - corpo * SALITA, x - indietro + lunga, y)


def si_toccano(a: Scatola, b: Scatola) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


nomi = st.text("abcdefghilmnopqrstuvz àèìòù'’-/.ABCDEW0123456789", min_size=1, max_size=90)
corti = st.text("abcdefghilmno ABC0123", min_size=1, max_size=14)
numeri = st.one_of(
    st.decimals(-1000, 1000, places=1),
    st.decimals(0, 100, places=2),
    st.integers(-(10**7), 10**7).map(Decimal),
    st.integers(0, 10**10).map(Decimal),
    st.just(Decimal(0)),
)


@st.composite
def grafici(draw: st.DrawFn, tipi: tuple[TipoGrafico, ...] = tuple(TipoGrafico)) -> Grafico:
    """Any chart: one mark or thirty categories of six series, holes, zeros, negative values, labels of any length."""
    tipo = draw(st.sampled_from(tipi))
    voci = draw(
        st.lists(
            corti if draw(st.booleans()) else nomi, min_size=1, max_size=draw(st.sampled_from([1, 6, 30])), unique=True
        )
    )
    serie = draw(st.lists(corti if draw(st.booleans()) else nomi, min_size=1, max_size=6, unique=True))
    sorgente = draw(
        st.sampled_from([numeri, st.decimals(60, 70, places=1), st.integers(0, 50).map(Decimal), st.just(Decimal(0))])
    )
    valori = st.one_of(st.none(), sorgente) if draw(st.booleans()) else sorgente
    punti = tuple(Punto(v, s, draw(valori)) for s in serie for v in voci)
    unita = draw(st.sampled_from(["", "%", "euro", "persone"]))
    return Grafico(
        tipo,
        draw(st.sampled_from(["", "Un titolo"])),
        "Alternativa",
        unita,
        punti,
        altezza=draw(st.sampled_from([215, 300])),
    )


def disegnato(grafico: Grafico) -> ET.Element:
    return ET.fromstring(disegna_grafico(grafico, TEMA))


@settings(max_examples=150, deadline=None)
@given(grafici())
def test_ogni_scritta_sta_nel_disegno_e_nessuna_su_un_altra(grafico: Grafico) -> None:
    radice = disegnato(grafico)
    larghezza, altezza = float(radice.get("width", "0")), float(radice.get("height", "0"))
    tutte = list(scritte(radice))
    for testo, (sinistra, alto, destra, basso) in tutte:
        assert sinistra >= -0.5 and destra <= larghezza + 0.5, testo
        assert alto >= -0.5 and basso <= altezza + 0.5, testo
    for (uno, a), (altro, b) in itertools.combinations(tutte, 2):
        assert not si_toccano(a, b), (uno, altro, a, b)


def rettangoli(radice: ET.Element) -> list[Scatola]:
    lati = [[float(e.get(k, "0")) for k in ("x", "y", "width", "height")] for e in radice.iter(f"{SVG}rect")]
    return [(x, y, x + larga, y + alta) for x, y, larga, alta in lati]


@settings(max_examples=100, deadline=None)
@given(grafici())
def test_una_scritta_sta_tutta_su_una_barra_o_fuori(grafico: Grafico) -> None:
    """A value half on a bar could not be read on both grounds."""
    radice = disegnato(grafico)
    for testo, (sinistra, alto, destra, basso) in scritte(radice):
        for r in rettangoli(radice):
            if si_toccano((sinistra, alto, destra, basso), r):
                dentro = r[0] <= sinistra and r[1] <= alto and destra <= r[2] and basso <= r[3]
                assert dentro, (testo, r)


BARRE = (TipoGrafico.BARRE, TipoGrafico.BARRE_ORIZZONTALI, TipoGrafico.BARRE_RAGGRUPPATE, TipoGrafico.BARRE_IMPILATE)


@settings(max_examples=100, deadline=None)
@given(grafici(BARRE))
def test_le_barre_sono_lunghe_come_i_valori(grafico: Grafico) -> None:
    """One bar for each value that is there, in the order of the points, as many pixels as its share of the largest."""
    radice = disegnato(grafico)
    lato = 2 if grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI else 3
    barre = [
        float(e.get(("x", "y", "width", "height")[lato], "0"))
        for e in radice.iter(f"{SVG}rect")
        if not (e.get("rx") or (e.get("width") == e.get("height") == "11"))
    ]
    if not barre:
        assert any("Nessun" in t or "Troppe" in t for t, _ in scritte(radice)) or all(
            p.valore is None for p in grafico.punti
        )
        return
    categorie = dict.fromkeys(p.categoria for p in grafico.punti)
    valori = [abs(p.valore) for c in categorie for p in grafico.punti if p.categoria == c and p.valore is not None]
    assert len(barre) == len(valori)
    massimo = max(valori)
    if not massimo:
        assert all(b == 0 for b in barre)
        return
    lunga = barre[valori.index(massimo)]
    for barra, valore in zip(barre, valori, strict=True):
        # Two decimals in the drawing, tens of millions of euro in millions with one decimal.
        assert abs(barra - lunga * float(valore / massimo)) <= 0.02 + lunga * 0.01


@settings(max_examples=60, deadline=None)
@given(grafici())
def test_disegnare_due_volte_da_gli_stessi_byte(grafico: Grafico) -> None:
    primo = disegna_grafico(grafico, TEMA)
    _disegna.cache_clear()
    assert disegna_grafico(grafico, TEMA) == primo
    assert not any({"style", "class"} & set(e.attrib) for e in ET.fromstring(primo).iter())


def test_trenta_nomi_lunghi_stanno_in_piedi_interi_finche_ci_stanno() -> None:
    """Thirty long names are not broken between letters: they stand upright, each on one line."""
    nomi_lunghi = [f"Agricoltura e pesca {n}" for n in range(30)]
    punti = tuple(Punto(nome, "s", Decimal(n)) for n, nome in enumerate(nomi_lunghi))
    for tipo in (TipoGrafico.BARRE, TipoGrafico.LINEE, TipoGrafico.BARRE_IMPILATE):
        radice = disegnato(Grafico(tipo, "", "a", "", punti))
        girati = {e.text for e in radice.iter(f"{SVG}text") if e.get("transform")}
        assert set(nomi_lunghi) <= girati


def test_un_primo_valore_basso_non_cade_sul_nome_della_sua_categoria() -> None:
    """70,5 as the lowest first value of a line stood over «2014»."""
    valori = {"Siena": ("71.3", "74.5", "74.9"), "Arezzo": ("70.5", "71.4", "74.4")}
    punti = tuple(Punto(str(2014 + n), s, Decimal(v)) for s, vv in valori.items() for n, v in enumerate(vv))
    dove = dict(scritte(disegnato(Grafico(TipoGrafico.LINEE, "", "a", "%", punti, altezza=215))))
    assert not si_toccano(dove["70,5"], dove["2014"]) and dove["70,5"][2] < dove["2014"][2]
