"""The Vega-Lite specification of a chart, built with altair. Importing this module imports altair: do it lazily."""

from decimal import Decimal
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from contesto.colori import Tema, con_luce, inchiostro_di, tavolozza, testo_su
from contesto.svg import FAMIGLIA, FILO, INCHIOSTRO, INCHIOSTRO_TENUE, a_capo, misura
from contesto.tipi_grafici import Grafico, TipoGrafico
from contesto.tracciato import CORPO, CORPO_TITOLO, INTERLINEA, Tracciato

_TRATTI = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 2], [10, 4])
_FORME = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_GRIGLIA = "#dde3e8"


def _dati(nome: str) -> alt.NamedData:
    """Values travel as decimal digits in strings and Vega parses them: see `contesto.tracciato`.

    They join the specification at its end, under this name: altair copies what a layer holds at every step.
    """
    formato = alt.JsonDataFormat(type="json", parse={"v": "number", "e": "number", "i": "number"})
    return alt.NamedData(name=nome, format=formato)


def _asse_categorie(*, verticale: bool) -> alt.Axis:
    return alt.Axis(
        title=None,
        labelExpr="split(datum.label, '\\n')",
        labelAngle=0,
        labelLimit=0,
        labelOverlap=False,
        labelLineHeight=INTERLINEA,
        labelPadding=6,
        labelColor=INCHIOSTRO,
        labelBaseline="middle" if verticale else "top",
        ticks=False,
        domain=False,
        grid=False,
    )


def _asse_valori(tracciato: Tracciato) -> alt.Axis | None:
    if tracciato.etichettato:
        return None
    tacche = tracciato.tacche
    decimali = max(0, *(-int(tacca.normalize().as_tuple().exponent) for tacca in tacche))
    return alt.Axis(
        title=None,
        values=[float(str(tacca)) for tacca in tacche],
        format=f",.{decimali}f",
        ticks=False,
        domain=False,
        gridColor=_GRIGLIA,
        labelColor=INCHIOSTRO,
        labelPadding=6,
    )


def _numero(valore: Decimal) -> float:
    """A bound of the scale as altair wants it (it checks the JSON type): by way of its own digits, for drawing only."""
    return float(str(valore))


def _posizioni(grafico: Grafico, tracciato: Tracciato) -> dict[str, Any]:
    """Channels of category and value; `x`/`y` change places for horizontal bars."""
    orizzontali = grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI
    linee = grafico.tipo is TipoGrafico.LINEE
    asse = _asse_categorie(verticale=orizzontali)
    scala = alt.Scale(padding=0.4) if linee else alt.Scale(paddingInner=0.22, paddingOuter=0.12)
    valori: dict[str, Any] = {
        "type": "quantitative",
        "scale": alt.Scale(domain=[_numero(v) for v in tracciato.dominio], nice=False, zero=not linee),
        "axis": _asse_valori(tracciato),
        "stack": "zero" if grafico.tipo is TipoGrafico.BARRE_IMPILATE else None,
    }
    ordine = list(tracciato.categorie)
    if orizzontali:
        canali: dict[str, Any] = {
            "y": alt.Y("k", type="ordinal", sort=ordine, axis=asse, scale=scala),
            "x": alt.X("v", **valori),
        }
    else:
        canali = {"x": alt.X("k", type="ordinal", sort=ordine, axis=asse, scale=scala), "y": alt.Y("v", **valori)}
    if len(tracciato.serie) > 1 and grafico.tipo not in (TipoGrafico.BARRE_IMPILATE, TipoGrafico.LINEE):
        canale = alt.YOffset if orizzontali else alt.XOffset
        canali["yOffset" if orizzontali else "xOffset"] = canale(
            "s", type="nominal", sort=list(tracciato.serie), scale=alt.Scale(paddingInner=0.08)
        )
    return canali


def _legenda(grafico: Grafico, tracciato: Tracciato) -> alt.Legend | None:
    """A legend in words above the plot, in as many columns as fit. Lines carry their names at their ends instead."""
    if len(tracciato.serie) < 2 or grafico.tipo is TipoGrafico.LINEE:
        return None
    larghezze = [misura(nome, CORPO) + 36 for nome in tracciato.serie]
    spazio = grafico.larghezza - 40
    in_fila = sum(larghezze) <= spazio
    return alt.Legend(
        title=None,
        orient="top",
        direction="horizontal",
        columns=len(larghezze) if in_fila else max(1, int(spazio / max(larghezze))),
        labelLimit=0,
        labelColor=INCHIOSTRO,
        symbolType="square",
        symbolSize=110,
        symbolStrokeWidth=1,
        columnPadding=16,
        rowPadding=4,
        offset=10,
    )


def _colore(grafico: Grafico, tracciato: Tracciato, colori: tuple[str, ...]) -> alt.Color:
    scala = alt.Scale(domain=list(tracciato.serie), range=list(colori))
    return alt.Color("s", type="nominal", scale=scala, sort=None, legend=_legenda(grafico, tracciato))


def _etichette_barre(base: alt.Chart, grafico: Grafico, tracciato: Tracciato, canali: dict[str, Any]) -> list[Any]:
    """The written values, outside the end of each bar: above or below it, to its right or left, upright if narrow."""
    strati = []
    for lato, segno in (("1", 1), ("-1", -1)):
        if all(riga["g"] != lato for riga in tracciato.righe):
            continue
        stile: dict[str, Any]
        if grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI:
            stile = {"dx": 4 * segno, "align": "left" if segno > 0 else "right", "baseline": "middle"}
        elif tracciato.verticali:
            stile = {"angle": 270, "dx": 4 * segno, "align": "left" if segno > 0 else "right", "baseline": "middle"}
        else:
            stile = {"dy": -4 * segno, "align": "center", "baseline": "bottom" if segno > 0 else "top"}
        testo = base.transform_filter(f"datum.g == '{lato}'").mark_text(fontSize=CORPO, color=INCHIOSTRO, **stile)
        assente = "x" if grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI else "y"
        valore = canali[assente].copy()
        valore.shorthand = "q"
        strati.append(
            testo.transform_calculate(q="isValid(datum.v) ? datum.v : 0").encode(
                **{**canali, assente: valore, "text": "t:N"}
            )
        )
    return strati


def _etichette_impilate(base: alt.Chart, tracciato: Tracciato, canali: dict[str, Any], colori: tuple[str, ...]) -> Any:
    """Values inside the segments that have room for them, in the colour that reads best on each."""
    ampiezza = tracciato.dominio[1] - tracciato.dominio[0]
    soglia = ampiezza * 13 / tracciato.area
    valore = canali["y"].copy()
    valore.bandPosition = 0.5
    tinte = alt.Scale(domain=list(tracciato.serie), range=[testo_su(colore) for colore in colori])
    inchiostro = alt.Color("s", type="nominal", scale=tinte, sort=None, legend=None)
    return (
        base.transform_calculate(u=f"abs(datum.v) >= {soglia:f} ? datum.t : ''")
        .mark_text(fontSize=CORPO, align="center", baseline="middle", angle=270 if tracciato.verticali else 0)
        .encode(x=canali["x"], y=valore, text="u:N", order=_ordine(), color=inchiostro)
    )


def _ordine() -> alt.Order:
    return alt.Order("i", type="quantitative", sort="ascending")


def _barre(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> list[Any]:
    colori = tavolozza(tema, len(tracciato.serie))
    canali = _posizioni(grafico, tracciato)
    base = alt.Chart(_dati("righe"))
    bordo = con_luce(tema.primario, 25)
    marche: dict[str, Any] = {**canali, "color": _colore(grafico, tracciato, colori)}
    impilate = grafico.tipo is TipoGrafico.BARRE_IMPILATE
    if impilate:
        marche["order"] = _ordine()
    strati: list[Any] = [base.mark_bar(stroke=bordo, strokeWidth=0.6 if len(colori) > 1 else 0).encode(**marche)]
    if tracciato.etichettato and impilate:
        strati.append(_etichette_impilate(base, tracciato, canali, colori))
    elif tracciato.etichettato:
        strati.extend(_etichette_barre(base, grafico, tracciato, canali))
    zero = alt.Chart(alt.InlineData(values=[{"z": 0}])).mark_rule(color=FILO, strokeWidth=1)
    asse = "x" if grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI else "y"
    canale = alt.X if asse == "x" else alt.Y
    strati.append(zero.encode(**{asse: canale("z", type="quantitative")}))
    return strati


def _linee(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> list[Any]:
    quante = len(tracciato.serie)
    colori = tavolozza(tema, quante, linee=True)
    canali = _posizioni(grafico, tracciato)
    serie = list(tracciato.serie)
    colore = _colore(grafico, tracciato, colori)
    inchiostro = _colore(grafico, tracciato, tuple(inchiostro_di(c) for c in colori))
    tratto = alt.StrokeDash(
        "s", type="nominal", scale=alt.Scale(domain=serie, range=list(_TRATTI[:quante])), legend=None
    )
    forma = alt.Shape("s", type="nominal", scale=alt.Scale(domain=serie, range=list(_FORME[:quante])), legend=None)
    base = alt.Chart(_dati("righe"))
    strati: list[Any] = [
        base.mark_line(strokeWidth=2).encode(**canali, color=colore, strokeDash=tratto),
        base.mark_point(size=55, filled=True, opacity=1).encode(**canali, color=colore, shape=forma),
    ]
    quota = canali["y"].copy()
    quota.shorthand = "e"
    if tracciato.etichettato:
        testo = base.transform_filter("isValid(datum.e)").mark_text(fontSize=CORPO, baseline="middle")
        strati.append(testo.encode(x=canali["x"], y=quota, text="t:N", color=inchiostro))
    if tracciato.nomi:
        nomi = alt.Chart(_dati("nomi")).mark_text(
            fontSize=CORPO, align="left", baseline="middle", dx=10, fontWeight=600
        )
        strati.append(nomi.encode(x=canali["x"], y=quota, text="s:N", color=inchiostro))
    return strati


def _titolo(grafico: Grafico) -> alt.TitleParams | None:
    largo = grafico.larghezza - 16
    righe = list(a_capo(grafico.titolo, largo, CORPO_TITOLO, grassetto=True, massimo=3))
    sotto = list(a_capo(grafico.unita, largo, CORPO, massimo=2))
    if not righe and not sotto:
        return None
    return alt.TitleParams(
        text=righe,
        subtitle=sotto,
        anchor="start",
        frame="bounds",
        fontSize=CORPO_TITOLO,
        fontWeight=700,
        lineHeight=18,
        color=INCHIOSTRO,
        subtitleFontSize=CORPO,
        subtitleColor=INCHIOSTRO_TENUE,
        subtitlePadding=4,
        offset=12,
    )


def specifica(grafico: Grafico, tracciato: Tracciato, tema: Tema, *, controlla: bool = False) -> dict[str, Any]:
    """The whole specification, ready for vl-convert.

    ``controlla`` has altair check it against the schema of Vega-Lite: the tests do, since it doubles the time.
    """
    with debug_mode(controlla):
        composta: dict[str, Any] = _figura(grafico, tracciato, tema).to_dict(validate=controlla)
    insiemi = {"righe": tracciato.righe, "nomi": tracciato.nomi}
    composta.setdefault("datasets", {}).update({k: [dict(riga) for riga in v] for k, v in insiemi.items() if v})
    return composta


def _figura(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> Any:
    strati = (_linee if grafico.tipo is TipoGrafico.LINEE else _barre)(grafico, tracciato, tema)
    titolo = _titolo(grafico)
    return (
        alt.layer(*strati)
        .resolve_scale(
            color="independent" if grafico.tipo in (TipoGrafico.BARRE_IMPILATE, TipoGrafico.LINEE) else "shared"
        )
        .properties(
            width=grafico.larghezza,
            height=tracciato.altezza,
            **({"title": titolo} if titolo else {}),
            padding={"left": 4, "top": 4, "bottom": 6, "right": tracciato.margine_destro},
            autosize=alt.AutoSizeParams(type="fit", contains="padding"),
        )
        .configure(aria=False, background="transparent", font=FAMIGLIA)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=CORPO)
        .configure_legend(labelFontSize=CORPO)
    )
