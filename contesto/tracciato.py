"""From a `Grafico` to the figures its Vega-Lite specification needs: rows, scale, label places. No drawing here.

Values stay Decimal. They leave for the drawing as their own decimal digits inside a JSON string ("1234.5"), which Vega
is told to parse as a number: no float of ours ever stands between the stored value and the picture, and the written
labels are formatted here from the Decimal, not by Vega from its double.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from contesto.colori import SERIE_MASSIME
from contesto.svg import a_capo, accorcia, formatta_decimale, misura
from contesto.tipi_grafici import Grafico, Punto, TipoGrafico

CORPO = 12  # px: 9 pt
CORPO_TITOLO = 14
INTERLINEA = 14
MARCHE_CON_ETICHETTA = 24
NON_DISPONIBILE = "n.d."
_COLONNA_ETICHETTE = 210  # px at most for the category labels of horizontal bars
_PASSI = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))

Riga = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Tracciato:
    """Everything the specification is made of. `etichettato`: every mark carries its value and no value axis is drawn.

    `righe`: k category key (its wrapped label), s series label, i its place, v value, t written value, e height of the
    label in data units (lines only), g "1" or "-1" the side of the label. `nomi`: one row a series, at the end of
    its line.
    """

    righe: tuple[Riga, ...]
    nomi: tuple[Riga, ...]
    categorie: tuple[str, ...]
    serie: tuple[str, ...]
    dominio: tuple[Decimal, Decimal]
    tacche: tuple[Decimal, ...]
    decimali: int
    etichettato: bool
    verticali: bool
    altezza: int
    area: int
    margine_destro: int


def controlla(grafico: Grafico) -> None:
    """ValueError, one Italian sentence, where a chart cannot be drawn without deceiving its reader."""
    serie = {punto.serie for punto in grafico.punti}
    if len(serie) > SERIE_MASSIME:
        raise ValueError(f"Il grafico «{grafico.titolo}» ha {len(serie)} serie: al massimo {SERIE_MASSIME}.")
    visti: set[tuple[str, str]] = set()
    for punto in grafico.punti:
        chiave = (punto.categoria, punto.serie)
        if chiave in visti:
            raise ValueError(f"Il grafico «{grafico.titolo}» ha due valori per «{punto.categoria}», «{punto.serie}».")
        visti.add(chiave)
        if punto.valore is not None and not punto.valore.is_finite():
            raise ValueError(f"Il grafico «{grafico.titolo}» ha un valore non finito per «{punto.categoria}».")


def _distinte(etichette: list[str]) -> tuple[str, ...]:
    """Labels that stay keys: two that became equal by shortening get a number."""
    uscite: list[str] = []
    for etichetta in etichette:
        nuova, numero = etichetta or "–", 2
        while nuova in uscite:
            nuova, numero = f"{etichetta} ({numero})", numero + 1
        uscite.append(nuova)
    return tuple(uscite)


def _etichette(grafico: Grafico, categorie: list[str]) -> tuple[str, ...]:
    if grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI:
        spazio, massimo = float(_COLONNA_ETICHETTE), 3
    else:
        spazio, massimo = max((grafico.larghezza - 80) / len(categorie) - 8, 24), 4
    return _distinte(["\n".join(a_capo(categoria, spazio, CORPO, massimo=massimo)) for categoria in categorie])


def _decimali(valori: list[Decimal]) -> int:
    """Decimals that every label shows: as many as the most precise value needs, at most two."""
    esponenti = [valore.normalize().as_tuple().exponent for valore in valori]
    return min(2, max([0, *(-esponente for esponente in esponenti if isinstance(esponente, int))]))


def _passo(ampiezza: Decimal, tacche: int) -> Decimal:
    grezzo = ampiezza / tacche
    potenza = Decimal(1).scaleb(grezzo.adjusted())
    return next(potenza * passo for passo in _PASSI if potenza * passo >= grezzo)


def _estremi(grafico: Grafico) -> tuple[Decimal, Decimal]:
    valori = [punto.valore for punto in grafico.punti if punto.valore is not None]
    if grafico.tipo is TipoGrafico.LINEE:
        return min(valori), max(valori)
    if grafico.tipo is TipoGrafico.BARRE_IMPILATE:
        sopra: dict[str, Decimal] = {}
        sotto: dict[str, Decimal] = {}
        for punto in grafico.punti:
            if punto.valore is not None:
                pila = sopra if punto.valore > 0 else sotto
                pila[punto.categoria] = pila.get(punto.categoria, Decimal(0)) + punto.valore
        valori = [*sopra.values(), *sotto.values()]
    return min(Decimal(0), *valori), max(Decimal(0), *valori)


def _scala(
    estremi: tuple[Decimal, Decimal], margine: Decimal, *, tonda: bool
) -> tuple[tuple[Decimal, Decimal], tuple[Decimal, ...]]:
    """Domain and ticks. `margine` is the share of the plot kept free at each labelled end for the written values."""
    basso, alto = estremi
    if basso == alto:
        basso, alto = (basso - 1, alto + 1) if alto else (Decimal(0), Decimal(1))
    passo = _passo(alto - basso, 5)
    if tonda:
        primo = (basso / passo).to_integral_value(ROUND_FLOOR)
        ultimo = (alto / passo).to_integral_value(ROUND_CEILING)
        tacche = tuple(passo * indice for indice in range(int(primo), int(ultimo) + 1))
        return (tacche[0], tacche[-1]), tacche
    spazio = (alto - basso) * margine
    return (basso - spazio if basso else basso, alto + spazio if alto else alto), ()


def _lato(valore: Decimal | None) -> str:
    return "-1" if valore is not None and valore < 0 else "1"


def _quote(valori: dict[str, Decimal], unita_per_px: Decimal) -> dict[str, Decimal]:
    """Where the labels of one category of a line chart stand: above the points, the lowest below, never overlapping."""
    ordinate = sorted(valori, key=lambda serie: valori[serie])
    quote: dict[str, Decimal] = {}
    minimo: Decimal | None = None
    for indice, serie in enumerate(ordinate):
        sotto = indice == 0 and len(ordinate) > 1
        quota = valori[serie] + (Decimal(-12) if sotto else Decimal(12)) * unita_per_px
        quote[serie] = quota if minimo is None else max(quota, minimo)
        minimo = quote[serie] + INTERLINEA * unita_per_px
    return quote


def _quote_nomi(ultimi: dict[str, Decimal], unita_per_px: Decimal) -> dict[str, Decimal]:
    """Heights of the names at the line ends: on the last point, pushed apart where two would touch."""
    quote: dict[str, Decimal] = {}
    minimo: Decimal | None = None
    for serie in sorted(ultimi, key=lambda nome: ultimi[nome]):
        quote[serie] = ultimi[serie] if minimo is None else max(ultimi[serie], minimo)
        minimo = quote[serie] + (INTERLINEA + 1) * unita_per_px
    return quote


def _altezza(grafico: Grafico, categorie: tuple[str, ...], serie: int) -> int:
    """The asked height, or what the labels need: a readable plot is at least 120 px tall."""
    linee = max(etichetta.count("\n") + 1 for etichetta in categorie)
    testata = 90 + (24 if serie > 1 else 0)
    if grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI:
        banda = max(INTERLINEA * linee + 6, 16 * serie + 8)
        return max(grafico.altezza, banda * len(categorie) + testata - 30)
    return max(grafico.altezza, 120 + testata + INTERLINEA * linee)


def _area(grafico: Grafico, altezza: int, righe_etichetta: int, serie: int) -> int:
    """Height in px left to the marks, by a prudent estimate: less the title, the unit, the legend and the labels."""
    titolo = len(a_capo(grafico.titolo, grafico.larghezza - 16, CORPO_TITOLO, grassetto=True, massimo=3)) * 18
    legenda = 26 if serie > 1 and grafico.tipo is not TipoGrafico.LINEE else 0
    return max(altezza - titolo - 36 - legenda - INTERLINEA * righe_etichetta - 10, 60)


def _margine(grafico: Grafico, larghezza_testo: float, area: int, verticali: bool) -> Decimal:
    """Room for the written values at each labelled end, as a share of the span of the values."""
    if grafico.tipo is TipoGrafico.LINEE:
        pixel, spazio = 20.0, area
    elif grafico.tipo is TipoGrafico.BARRE_ORIZZONTALI:
        pixel, spazio = larghezza_testo + 10, grafico.larghezza - _COLONNA_ETICHETTE - 40
    else:
        pixel, spazio = (larghezza_testo + 8 if verticali else 18.0), area
    ai_due_capi = any(p.valore is not None and p.valore < 0 for p in grafico.punti) or grafico.tipo is TipoGrafico.LINEE
    resto = max(spazio - (2 if ai_due_capi else 1) * pixel, 40)
    return Decimal(round(pixel / resto * 1000)) / 1000


def traccia(grafico: Grafico) -> Tracciato:
    """Rows, scale and label places of a chart with at least one value. ValueError: see `controlla`."""
    controlla(grafico)
    categorie = list(dict.fromkeys(punto.categoria for punto in grafico.punti))
    nomi_serie = list(dict.fromkeys(punto.serie for punto in grafico.punti))
    etichette = _etichette(grafico, categorie)
    serie = _distinte([accorcia(nome, 190, CORPO) for nome in nomi_serie])
    valori = [punto.valore for punto in grafico.punti if punto.valore is not None]
    decimali = _decimali(valori)
    etichettato = len(grafico.punti) <= MARCHE_CON_ETICHETTA
    larga = max(misura(formatta_decimale(valore, decimali), CORPO) for valore in valori)
    affiancate = 1 if grafico.tipo is TipoGrafico.BARRE_IMPILATE else len(serie)
    verticali = etichettato and larga > (grafico.larghezza - 60) / len(categorie) * 0.84 / affiancate + 2
    altezza = _altezza(grafico, etichette, len(serie))
    righe_etichetta = max(etichetta.count("\n") + 1 for etichetta in etichette)
    area = _area(grafico, altezza, righe_etichetta, len(serie))
    margine = _margine(grafico, larga, area, verticali)
    impilate = grafico.tipo is TipoGrafico.BARRE_IMPILATE
    dominio, tacche = _scala(_estremi(grafico), Decimal(0) if impilate else margine, tonda=not etichettato)
    unita_per_px = (dominio[1] - dominio[0]) / area
    righe = _righe(
        grafico,
        dict(zip(categorie, etichette, strict=True)),
        dict(zip(nomi_serie, serie, strict=True)),
        decimali,
        unita_per_px,
    )
    linee = grafico.tipo is TipoGrafico.LINEE and len(serie) > 1
    return Tracciato(
        righe=righe,
        nomi=_nomi(righe, serie, etichette[-1], unita_per_px) if linee else (),
        categorie=etichette,
        serie=serie,
        dominio=dominio,
        tacche=tacche,
        decimali=decimali,
        etichettato=etichettato,
        verticali=verticali and grafico.tipo is not TipoGrafico.BARRE_ORIZZONTALI,
        altezza=altezza,
        area=area,
        margine_destro=round(max(misura(nome, CORPO) for nome in serie)) + 14 if linee else 8,
    )


def _righe(
    grafico: Grafico, chiavi: dict[str, str], serie: dict[str, str], decimali: int, unita_per_px: Decimal
) -> tuple[Riga, ...]:
    quote: dict[tuple[str, str], Decimal] = {}
    if grafico.tipo is TipoGrafico.LINEE:
        for categoria in chiavi:
            valori = {p.serie: p.valore for p in grafico.punti if p.categoria == categoria and p.valore is not None}
            quote.update({(categoria, nome): quota for nome, quota in _quote(valori, unita_per_px).items()})

    def riga(punto: Punto) -> Riga:
        quota = quote.get((punto.categoria, punto.serie))
        return {
            "k": chiavi[punto.categoria],
            "s": serie[punto.serie],
            "i": str(list(serie).index(punto.serie)),
            "v": None if punto.valore is None else f"{punto.valore:f}",
            "t": NON_DISPONIBILE if punto.valore is None else formatta_decimale(punto.valore, decimali),
            "e": None if quota is None else f"{quota:f}",
            "g": _lato(punto.valore),
        }

    return tuple(riga(punto) for punto in grafico.punti)


def _nomi(righe: tuple[Riga, ...], serie: tuple[str, ...], ultima: str, unita_per_px: Decimal) -> tuple[Riga, ...]:
    """The name of each series beside the end of its line (at the last category, whatever the last value there is)."""
    ultimi: dict[str, Decimal] = {}
    for riga in righe:
        if riga["v"] is not None and riga["s"] is not None:
            ultimi[riga["s"]] = Decimal(riga["v"])
    quote = _quote_nomi(ultimi, unita_per_px)
    return tuple({"k": ultima, "s": nome, "e": f"{quote[nome]:f}"} for nome in serie if nome in quote)
