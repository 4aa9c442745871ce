"""What a chart says before it is drawn: scale, ticks, labels, the unit that a reader can take in. No drawing here.

Values stay Decimal until they become a length on the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from contesto.colori import SERIE_MASSIME
from contesto.svg import a_capo, accorcia, formatta_decimale, misura
from contesto.tipi_grafici import Grafico, Punto

CORPO = 12  # px: 9 pt
CORPO_TITOLO = 14
INTERLINEA = 14
RIGHE = 4  # of a name under a plot, at most
STRETTO = 96.0  # px between two marks: where there is less, a long word would be broken, and names stand upright
LUNGO_IN_PIEDI = 140.0  # px of an upright name, at most
MOLTI_EURO = Decimal(10_000_000)
_MILIONE = Decimal(1_000_000)
_PASSI = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_DA_ZERO = Decimal("0.4")


@dataclass(frozen=True, slots=True)
class Scala:
    """The values at the two ends of an axis, and those written along it."""

    basso: Decimal
    alto: Decimal
    tacche: tuple[Decimal, ...]

    def parte(self, valore: Decimal) -> float:
        """Where a value falls along the axis, from 0 to 1."""
        return float((valore - self.basso) / (self.alto - self.basso))

    @property
    def scritte(self) -> tuple[str, ...]:
        """The ticks as they are written."""
        quanti = decimali(self.tacche)
        return tuple(formatta_decimale(tacca, quanti) for tacca in self.tacche)


@dataclass(frozen=True, slots=True)
class Tracciato:
    """A chart put in order: a value for each category and series, None where it is missing, and how to write it."""

    unita: str
    categorie: tuple[str, ...]
    serie: tuple[str, ...]
    valori: tuple[tuple[Decimal | None, ...], ...]  # one row a series
    decimali: int
    mancante: str

    def scritto(self, valore: Decimal | None) -> str:
        """A value as its label says it."""
        return self.mancante if valore is None else formatta_decimale(valore, self.decimali)

    @property
    def presenti(self) -> list[Decimal]:
        return [valore for riga in self.valori for valore in riga if valore is not None]


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


def traccia(grafico: Grafico) -> Tracciato:
    """Put a chart with at least one value in order. ValueError: see ``controlla``."""
    controlla(grafico)
    grafico = leggibile(grafico)
    categorie = list(dict.fromkeys(punto.categoria for punto in grafico.punti))
    serie = list(dict.fromkeys(punto.serie for punto in grafico.punti))
    valori = {(p.serie, p.categoria): p.valore for p in grafico.punti}
    return Tracciato(
        unita=grafico.unita,
        categorie=tuple(categorie),
        serie=tuple(righe[0] for righe in distinte([(accorcia(nome, 190, CORPO),) for nome in serie], 190)),
        valori=tuple(tuple(valori.get((s, c)) for c in categorie) for s in serie),
        decimali=decimali(p.valore for p in grafico.punti if p.valore is not None),
        mancante=grafico.mancante,
    )


def leggibile(grafico: Grafico) -> Grafico:
    """A chart of tens of millions of euro is drawn in millions, with one decimal: the table has them all."""
    valori = [abs(punto.valore) for punto in grafico.punti if punto.valore is not None]
    if grafico.unita != "euro" or not valori or max(valori) < MOLTI_EURO:
        return grafico
    punti = tuple(
        Punto(p.categoria, p.serie, None if p.valore is None else _in_milioni(p.valore)) for p in grafico.punti
    )
    return replace(grafico, unita="milioni di euro", punti=punti)


def _in_milioni(euro: Decimal) -> Decimal:
    return (euro / _MILIONE).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def decimali(valori: Iterable[Decimal]) -> int:
    """Decimals that every label shows: as many as the most precise value needs, at most two."""
    esponenti = [valore.normalize().as_tuple().exponent for valore in valori]
    return min(2, max([0, *(-esponente for esponente in esponenti if isinstance(esponente, int))]))


def scala(valori: Sequence[Decimal], *, da_zero: bool) -> Scala:
    """A round scale that holds the values: from zero for bars, whose length is read.

    Lines may begin higher where what they say would otherwise be flat, less than 40 % of the largest value.
    """
    basso, alto = min(valori), max(valori)
    if da_zero or basso <= 0 or alto - basso >= _DA_ZERO * alto:
        basso, alto = min(Decimal(0), basso), max(Decimal(0), alto)
    else:
        basso -= (alto - basso) / 10  # room for what is written under the lowest point
    if basso == alto:
        basso, alto = (basso - 1, alto + 1) if alto else (Decimal(0), Decimal(1))
    passo = _passo(alto - basso)
    primo = int((basso / passo).to_integral_value(ROUND_FLOOR))
    ultimo = int((alto / passo).to_integral_value(ROUND_CEILING))
    tacche = tuple(passo * indice for indice in range(primo, ultimo + 1))
    return Scala(tacche[0], tacche[-1], tacche)


def _passo(ampiezza: Decimal) -> Decimal:
    grezzo = ampiezza / 5
    potenza = Decimal(1).scaleb(grezzo.adjusted())
    return next(potenza * passo for passo in _PASSI if potenza * passo >= grezzo)


def distinte(etichette: Sequence[Sequence[str]], spazio: float) -> tuple[tuple[str, ...], ...]:
    """Labels, as lines, that stay apart: two that became equal by shortening get a number, in the room they have."""
    uscite: list[tuple[str, ...]] = []
    for etichetta in etichette:
        *sopra, ultima = etichetta or ("–",)
        nuova, numero = (*sopra, ultima or "–"), 2
        while nuova in uscite:
            segno = f" ({numero})"
            nuova = (*sopra, f"{accorcia(ultima, spazio - misura(segno, CORPO), CORPO)}{segno}".strip("… "))
            numero += 1
        uscite.append(nuova)
    return tuple(uscite)


@dataclass(frozen=True, slots=True)
class Nomi:
    """The names of the categories as they stand under a plot: on lines, or upright where they are many."""

    righe: tuple[tuple[str, ...], ...]
    in_piedi: bool

    @property
    def alto(self) -> float:
        """The height that they take."""
        if self.in_piedi:
            return 12 + max(misura(righe[0], CORPO) for righe in self.righe)
        return 8 + INTERLINEA * max(len(righe) for righe in self.righe)


def nomi_sotto(categorie: Sequence[str], passo: float) -> Nomi | None:
    """The names under a plot whose marks are ``passo`` apart; None where there is no room for them even upright."""
    spazio = passo - 8
    parole = [parola for categoria in categorie for parola in categoria.split()]
    strette = any(misura(parola, CORPO) > spazio for parola in parole)
    if passo < STRETTO and (strette or any(len(a_capo(c, spazio, CORPO)) > RIGHE for c in categorie)):
        if passo < INTERLINEA - 1:
            return None
        return Nomi(distinte([(accorcia(c, LUNGO_IN_PIEDI, CORPO),) for c in categorie], LUNGO_IN_PIEDI), in_piedi=True)
    return Nomi(distinte([a_capo(c, spazio, CORPO, massimo=RIGHE) for c in categorie], spazio), in_piedi=False)
