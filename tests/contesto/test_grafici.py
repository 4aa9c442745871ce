"""Charts: what the reader finds in the drawing, checked on the SVG text itself."""

import itertools
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from contesto import colori
from contesto.colori import contrasto, luce, tavolozza
from contesto.grafici import Grafico, Punto, Tema, TipoGrafico, disegna_grafico
from contesto.grafici import _disegna as con_memoria
from contesto.svg import INCHIOSTRO, a_capo, accorcia, formatta_decimale, misura
from contesto.tracciato import scala

SVG = "{http://www.w3.org/2000/svg}"
TEMA = Tema("#0066cc", "#b5651d")
ANNI = ("2015", "2016", "2017", "2018", "2019")
SETTORI = {
    "Agricoltura": ("11634", "11688", "11588", "11430", "11295"),
    "Industria": ("8415", "8295", "8173", "8098", "8047"),
    "Costruzioni": ("9778", "9614", "9422", "9385", "9285"),
    "Commercio": ("14536", "14370", "14244", "14012", "13763"),
    "Servizi": ("20231", "20390", "20434", "20577", "20731"),
    "N.C.": ("2512", "2495", "2502", "2499", "2515"),
}


def grafico(tipo: TipoGrafico, punti: list[Punto], titolo: str = "Titolo", alternativa: str = "Alternativa") -> Grafico:
    return Grafico(tipo, titolo, alternativa, "numero", tuple(punti))


def settori() -> list[Punto]:
    return [Punto(a, s, Decimal(v)) for s, vv in SETTORI.items() for a, v in zip(ANNI, vv, strict=True)]


def scritte(svg: str) -> list[str]:
    return [elemento.text or "" for elemento in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("tipo", list(TipoGrafico))
def test_ogni_tipo_e_un_immagine_pulita_e_ripetibile(tipo: TipoGrafico) -> None:
    dato = grafico(tipo, settori(), alternativa='Imprese & "settori" <2019>')
    svg = disegna_grafico(dato, TEMA)
    radice = ET.fromstring(svg)
    titolo = radice[0]
    assert titolo.tag == f"{SVG}title" and titolo.text == 'Imprese & "settori" <2019>'
    assert radice.get("role") == "img" and radice.get("aria-labelledby") == titolo.get("id")
    assert not any({"style", "class", "onclick"} & set(e.attrib) for e in radice.iter())
    assert {e.tag.removeprefix(SVG) for e in radice.iter()} <= {"svg", "title", "text", "path", "line", "rect"}
    con_memoria.cache_clear()
    assert disegna_grafico(dato, TEMA) == svg


def test_gli_id_dipendono_dal_contenuto() -> None:
    uno = disegna_grafico(grafico(TipoGrafico.BARRE, [Punto("2019", "a", Decimal(1))]), TEMA)
    altro = disegna_grafico(grafico(TipoGrafico.BARRE, [Punto("2019", "a", Decimal(2))]), TEMA)
    id_uno, id_altro = (set(re.findall(r' id="([^"]+)"', svg)) for svg in (uno, altro))
    assert len(id_uno) == 1 and not id_uno & id_altro


def test_valori_scritti_all_italiana_e_tutti() -> None:
    valori = [Decimal(v) for v in ("67106", "66852", "66363", "66001", "65636")]
    svg = disegna_grafico(
        grafico(TipoGrafico.BARRE, [Punto(a, "Imprese", v) for a, v in zip(ANNI, valori, strict=True)]), TEMA
    )
    assert {"67.106", "66.852", "66.363", "66.001", "65.636", *ANNI} <= set(scritte(svg))


def test_decimali_uguali_per_tutte_le_etichette() -> None:
    svg = disegna_grafico(
        grafico(
            TipoGrafico.BARRE_ORIZZONTALI, [Punto("a", "s", Decimal("1234.5")), Punto("b", "s", Decimal("-284000"))]
        ),
        TEMA,
    )
    assert {"1.234,5", "-284.000,0"} <= set(scritte(svg))


def test_oltre_24_segni_un_asse_al_posto_delle_etichette() -> None:
    """Thirty marks: the axis is written with the thousands point, and no single value is."""
    scritti = scritte(disegna_grafico(grafico(TipoGrafico.BARRE_RAGGRUPPATE, settori()), TEMA))
    assert {"10.000", "20.000"} <= set(scritti) and "11.634" not in scritti
    assert set(SETTORI) <= set(scritti)


def test_le_pile_dicono_le_parti_e_la_somma() -> None:
    scritti = scritte(disegna_grafico(grafico(TipoGrafico.BARRE_IMPILATE, settori()), TEMA))
    assert {"11.634", "20.231", "67.106", "65.636"} <= set(scritti)


def test_le_linee_hanno_un_asse_e_i_valori_ai_capi() -> None:
    """The first and the last value are written, the others are read on the axis."""
    scritti = scritte(disegna_grafico(grafico(TipoGrafico.LINEE, settori()), TEMA))
    assert {"0", "5.000", "10.000", "20.000", "25.000", "11.634"} <= set(scritti)
    assert "Servizi 20.731" in scritti and "14.370" not in scritti


@pytest.mark.parametrize(
    ("valori", "base", "avviso"),
    [
        (("7.4", "10.3"), Decimal(7), "l'asse comincia da 7"),
        (("105855", "118919"), Decimal(100000), "l'asse comincia da 100.000"),
        (("10", "90"), Decimal(0), ""),
        (("-5", "20"), Decimal(-5), ""),
        (("0", "3"), Decimal(0), ""),
    ],
)
def test_la_base_delle_linee_e_onesta(valori: tuple[str, str], base: Decimal, avviso: str) -> None:
    """From zero where the line would still say something; where it begins higher the chart says from where."""
    punti = [Punto(str(n), "s", Decimal(v)) for n, v in enumerate(valori)]
    assert scala([p.valore for p in punti if p.valore is not None], da_zero=False).basso == base
    scritti = scritte(disegna_grafico(grafico(TipoGrafico.LINEE, punti), TEMA))
    assert (f"numero; {avviso}" if avviso else "numero") in scritti
    assert any("comincia" in t for t in scritti) == bool(avviso)


def test_le_barre_cominciano_sempre_da_zero() -> None:
    """100 and 25 start from the same base: one bar is four times the other, whatever the height of the drawing."""
    punti = [Punto("a", "s", Decimal(100)), Punto("b", "s", Decimal(25))]
    for tipo, lato in ((TipoGrafico.BARRE, "height"), (TipoGrafico.BARRE_ORIZZONTALI, "width")):
        radice = ET.fromstring(disegna_grafico(grafico(tipo, punti), TEMA))
        lunghe = [Decimal(e.get(lato) or "") for e in radice.iter(f"{SVG}rect")]
        assert len(lunghe) == 2 and abs(lunghe[0] / lunghe[1] - 4) < Decimal("0.01")


def test_molti_euro_si_leggono_in_milioni() -> None:
    punti = [Punto("2019", "Arezzo", Decimal(9122207237)), Punto("2019", "Siena", Decimal(1687581859))]
    svg = disegna_grafico(Grafico(TipoGrafico.BARRE_RAGGRUPPATE, "", "Export", "euro", tuple(punti)), TEMA)
    assert {"milioni di euro", "9.122,2", "1.687,6"} <= set(scritte(svg))


def test_un_grafico_sta_in_una_pagina_o_dice_perche_no() -> None:
    tante = [Punto(f"Voce {n}", "s", Decimal(n)) for n in range(120)]
    svg = disegna_grafico(grafico(TipoGrafico.BARRE_ORIZZONTALI, tante), TEMA)
    assert scritte(svg) == ["Titolo", "Troppe voci per un grafico: leggetele nella tavola"]
    for tipo in TipoGrafico:
        for quante in (1, 20, 41, 400):
            radice = ET.fromstring(disegna_grafico(grafico(tipo, tante[:quante] * (quante < 121)), TEMA))
            assert Decimal(radice.get("height") or "") <= 900


def test_nessuna_scritta_esce_dal_disegno() -> None:
    """Measured with the widest of its fonts; a text is anchored at its start, middle or end."""
    nome = "Un nome di voce piuttosto lungo, che va a capo"
    for tipo in TipoGrafico:
        punti = [Punto(f"{nome} {c}", f"Serie {s}", Decimal(c * 1000 + s)) for s in range(3) for c in range(1, 7)]
        radice = ET.fromstring(disegna_grafico(grafico(tipo, punti), TEMA))
        for e in radice.iter(f"{SVG}text"):
            if e.get("transform"):
                continue
            larga = misura(e.text or "", 12, grassetto=bool(e.get("font-weight")))
            inizio = float(e.get("x") or 0) - {"end": larga, "middle": larga / 2}.get(e.get("text-anchor") or "", 0)
            assert inizio >= -1 and inizio + larga <= 681, (tipo, e.text)


def test_ordine_come_dato() -> None:
    svg = disegna_grafico(
        grafico(
            TipoGrafico.BARRE_ORIZZONTALI,
            [Punto(c, "s", Decimal(v)) for c, v in (("Zeta", 1), ("Alfa", 9), ("Mu", 4))],
        ),
        TEMA,
    )
    assert [t for t in scritte(svg) if t in {"Zeta", "Alfa", "Mu"}] == ["Zeta", "Alfa", "Mu"]


def test_valore_mancante_scritto_e_non_zero() -> None:
    scritti = scritte(
        disegna_grafico(
            grafico(TipoGrafico.BARRE, [Punto("2018", "s", None), Punto("2019", "s", Decimal(11242))]), TEMA
        )
    )
    assert "n.d." in scritti and "11.242" in scritti and "0" not in scritti


def test_etichette_ostili() -> None:
    punti = [
        Punto("<script>alert(1)</script>", "a", Decimal(1)),
        Punto("' + datum.v + '", "a", Decimal(2)),
        Punto('a & "b"', "a", Decimal(3)),
        Punto("x" * 300, "a", Decimal(4)),
        Punto("y" * 299 + "\x00", "a", Decimal(5)),
    ]
    svg = disegna_grafico(grafico(TipoGrafico.BARRE, punti, titolo="</title><script>"), TEMA)
    scritti = scritte(svg)
    assert "<script" not in svg
    assert {'a & "b"', "</title><script>", "' + datum.v + '"} <= set(scritti)
    assert any(t.startswith("xxx") and t.endswith("…") for t in scritti)
    assert all(misura(t, 12) <= 680 for t in scritti)


def test_categorie_che_si_accorciano_uguali_restano_distinte() -> None:
    lunga = "parola " * 60
    for tipo in TipoGrafico:
        due = [Punto(lunga + "uno", "s", Decimal(1)), Punto(lunga + "due", "s", Decimal(2))]
        ultime = [t for t in scritte(disegna_grafico(grafico(tipo, due), TEMA)) if t.endswith(("…", "(2)"))]
        assert len(set(ultime)) == 2 and any(t.endswith("(2)") for t in ultime), tipo


@pytest.mark.parametrize("punti", [[], [Punto("2019", "a", None)]])
def test_senza_dati_lo_dice(punti: list[Punto]) -> None:
    svg = disegna_grafico(grafico(TipoGrafico.LINEE, punti, titolo="Bilancio"), TEMA)
    assert scritte(svg) == ["Bilancio", "Nessun dato da rappresentare"]


def test_rifiuta_cio_che_ingannerebbe() -> None:
    doppio = [Punto("2019", "a", Decimal(1)), Punto("2019", "a", Decimal(2))]
    with pytest.raises(ValueError, match="due valori per «2019»"):
        disegna_grafico(grafico(TipoGrafico.BARRE, doppio), TEMA)
    with pytest.raises(ValueError, match="7 serie"):
        disegna_grafico(grafico(TipoGrafico.LINEE, [Punto("x", str(i), Decimal(i)) for i in range(7)]), TEMA)
    with pytest.raises(ValueError, match="non finito"):
        disegna_grafico(grafico(TipoGrafico.BARRE, [Punto("x", "a", Decimal("NaN"))]), TEMA)
    with pytest.raises(ValueError, match="#rrggbb"):
        Tema('#000000"/><script>', "#ffffff")


def test_etichette_delle_linee_non_si_sovrappongono() -> None:
    """Series that end, or begin, on the same value: their labels keep a line of 14 px between them."""
    punti = [Punto(a, f"Serie {s}", Decimal(v)) for s in range(5) for a, v in (("2014", 64), ("2015", 64 + s))]
    radice = ET.fromstring(disegna_grafico(grafico(TipoGrafico.LINEE, punti), TEMA))
    testi = list(radice.iter(f"{SVG}text"))
    ultime = [e for e in testi if (e.text or "").startswith("Serie")]
    prime = [e for e in testi if e.text == "64" and e.get("fill") != INCHIOSTRO]  # the axis has 64 too
    for scelte in (ultime, prime):
        alte = sorted(float(e.get("y") or 0) for e in scelte)
        assert len(alte) == 5 and all(b - a > 13.9 for a, b in itertools.pairwise(alte))


@pytest.mark.parametrize(
    "tema", [TEMA, Tema("#8b0000", "#006400"), Tema("#ffff00", "#000000"), Tema("#777777", "#777777")]
)
def test_tavolozza_distinguibile_in_grigio(tema: Tema) -> None:
    for quante in range(1, 7):
        luci = sorted(luce(colore) for colore in tavolozza(tema, quante))
        assert all(b - a > 9 for a, b in itertools.pairwise(luci))
        assert all(contrasto(colore, "#ffffff") >= 3 for colore in tavolozza(tema, quante, linee=True))
        assert all(contrasto(colori.inchiostro_di(c), "#ffffff") >= 4.5 for c in tavolozza(tema, quante, linee=True))
        assert all(contrasto(colori.testo_su(colore), colore) >= 4.5 for colore in tavolozza(tema, quante))


def test_testo_misurato_e_a_capo() -> None:
    assert misura("11", 10) == pytest.approx(11.12)  # two digits of 556/1000
    assert formatta_decimale(Decimal("1234567.885"), 2) == "1.234.567,89"
    assert a_capo("Economico-Finanziaria", 100, 12, grassetto=True) == ("Economico-", "Finanziaria")
    assert a_capo("uno due tre", 1000, 12) == ("uno due tre",)
    assert a_capo("", 100, 12) == ()
    assert accorcia("breve", 100, 12) == "breve"
    lunghe = a_capo("parola " * 50, 90, 12, massimo=3)
    assert len(lunghe) == 3 and lunghe[-1].endswith("…") and all(misura(riga, 12) <= 90 for riga in lunghe)


def test_a_chart_without_title_and_unit_is_drawn() -> None:
    nudo = Grafico(TipoGrafico.BARRE, "", "Due barre", "", (Punto("a", "s", Decimal(1)), Punto("b", "s", Decimal(2))))
    assert disegna_grafico(nudo, Tema("#17365d", "#9a4a12")).startswith("<svg")
