"""Parts shared by the large drawings: a box with wrapped text and, under it, traffic light, SAL and word."""

from dataclasses import dataclass

from contesto.svg import INCHIOSTRO, INCHIOSTRO_TENUE, a_capo, accorcia, misura, rettangolo, testo
from cruscotto.strategia.disegni.semaforo import COLORI, NON_RILEVATO, simbolo, tinta_chiara
from cruscotto.strategia.disegni.tipi import EsitoDisegnato

LARGHEZZA = 700  # user units: the text width of an A4 page, shown at 680 px
MARGINE = 10  # between the border of a box and its text
CORPO = 12
INTERLINEA = 15
_ALTO_ESITO = 20
_ALTO_SOPRATITOLO = 15


def _parola(esito: EsitoDisegnato, larghezza: float) -> tuple[bool, tuple[str, ...]]:
    """Whether the word of a result stands beside its SAL, and the lines it takes."""
    accanto = larghezza - 26 - misura(esito.scritto(), CORPO, grassetto=True)
    if misura(esito.nome, 11) <= accanto:
        return True, (esito.nome,)
    return False, a_capo(esito.nome, larghezza, 11, massimo=3)


def altezza_esito(esito: EsitoDisegnato, larghezza: float) -> float:
    """Height of what `riga_esito` draws in the given width."""
    accanto, righe = _parola(esito, larghezza)
    return _ALTO_ESITO if accanto else _ALTO_ESITO + 14 * len(righe)


def riga_esito(esito: EsitoDisegnato, x: float, y: float, larghezza: float) -> str:
    """Sign, SAL in bold and the word, on one line of height 20 whose top is `y`; a long word goes underneath."""
    sal = accorcia(esito.scritto(), larghezza - 20, CORPO, grassetto=True)
    accanto, righe = _parola(esito, larghezza)
    dove = (x + 26 + misura(sal, CORPO, grassetto=True), y + 14) if accanto else (x, y + 29)
    return (
        simbolo(esito.codice, x, y + 3, 14)
        + testo(x + 20, y + 14, sal, corpo=CORPO, grassetto=True)
        + testo(*dove, righe, corpo=11, interlinea=14)
    )


@dataclass(frozen=True, slots=True)
class Riquadro:
    """A box to be drawn: its lines are already wrapped for `larghezza`, so its height is known before its place."""

    larghezza: float
    righe: tuple[str, ...]
    esito: EsitoDisegnato | None = None
    sopratitolo: str = ""
    fondo: str = "#ffffff"
    bordo: str = COLORI[NON_RILEVATO]
    inchiostro: str = INCHIOSTRO
    grassetto: bool = False
    raggio: float = 4

    @property
    def altezza(self) -> float:
        """Height in user units, margins included."""
        sopra = _ALTO_SOPRATITOLO if self.sopratitolo else 0
        sotto = altezza_esito(self.esito, self.larghezza - 2 * MARGINE) if self.esito else 0
        return 2 * MARGINE - 4 + sopra + INTERLINEA * len(self.righe) + sotto

    def disegna(self, x: float, y: float, altezza: float | None = None) -> str:
        """The box with its upper left corner at (x, y); a given `altezza` only stretches the frame."""
        alto = altezza if altezza is not None else self.altezza
        pezzi = rettangolo(x, y, self.larghezza, alto, fondo=self.fondo, bordo=self.bordo, raggio=self.raggio)
        base = y + MARGINE + 9
        if self.sopratitolo:
            tenue = INCHIOSTRO_TENUE if self.inchiostro == INCHIOSTRO else self.inchiostro
            titolo = accorcia(self.sopratitolo.upper(), self.larghezza - 2 * MARGINE, 10, grassetto=True)
            pezzi += testo(x + MARGINE, base, titolo, corpo=10, colore=tenue, grassetto=True)
            base += _ALTO_SOPRATITOLO
        pezzi += testo(
            x + MARGINE,
            base,
            self.righe,
            corpo=CORPO,
            interlinea=INTERLINEA,
            colore=self.inchiostro,
            grassetto=self.grassetto,
        )
        if self.esito:
            cima = base - 9 + INTERLINEA * len(self.righe) - 1
            pezzi += riga_esito(self.esito, x + MARGINE, cima, self.larghezza - 2 * MARGINE)
        return pezzi


def riquadro(
    scritta: str,
    larghezza: float,
    *,
    esito: EsitoDisegnato | None = None,
    sopratitolo: str = "",
    fondo: str | None = None,
    bordo: str = COLORI[NON_RILEVATO],
    grassetto: bool = False,
    massimo: int = 8,
    raggio: float = 4,
) -> Riquadro:
    """A box of the given width for a text of at most `massimo` lines. Without `fondo`, the pale ground of its light."""
    righe = a_capo(scritta, larghezza - 2 * MARGINE, CORPO, grassetto=grassetto, massimo=massimo)
    chiaro = tinta_chiara(esito.codice) if esito else "#ffffff"
    return Riquadro(
        larghezza=larghezza,
        righe=righe,
        esito=esito,
        sopratitolo=sopratitolo,
        fondo=fondo if fondo is not None else chiaro,
        bordo=bordo,
        grassetto=grassetto,
        raggio=raggio,
    )


def freccia(x: float, y: float, verso: int, colore: str) -> str:
    """An arrow head whose tip is at (x, y); `verso` -1 points up, 1 points down. A path, not a marker: no id needed."""
    base = y - 7 * verso
    return f'<path d="M{x:g},{y:g}L{x - 4:g},{base:g}H{x + 4:g}Z" fill="{colore}"/>'


def in_parole(nome: str, esito: EsitoDisegnato | None) -> str:
    """`nome: 94,4%, parzialmente raggiunto`, for the alternative texts."""
    return f"{nome}: {esito.scritto()}, {esito.nome}" if esito else nome
