"""What stands around the marks of a chart: title, unit, legend, axes. Lengths are CSS pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from contesto.svg import FILO, INCHIOSTRO, INCHIOSTRO_TENUE, a_capo, cifra, documento, misura, rettangolo, scappa, testo
from contesto.tipi_grafici import Grafico
from contesto.tracciato import CORPO, CORPO_TITOLO, INTERLINEA, Nomi, Scala

GRIGLIA = "#dde3e8"
BORDO = 4.0
QUADRATO = 11.0


@dataclass(slots=True)
class Tela:
    """A drawing that grows downwards: ``y`` is where the next thing goes."""

    larghezza: float
    y: float = BORDO
    pezzi: list[str] = field(default_factory=list)

    @property
    def alto(self) -> float:
        return self.y + BORDO

    def svg(self, grafico: Grafico) -> str:
        """The whole drawing, named by its alternative text."""
        return documento(self.larghezza, self.alto, grafico.alternativa, "".join(self.pezzi), prefisso="grafico")


def cornice(grafico: Grafico, unita: str, avviso: str = "") -> Tela:
    """A drawing with its title and under it the unit; ``avviso`` is what the reader must know of the axis."""
    disegno = Tela(grafico.larghezza)
    titolo = a_capo(grafico.titolo, grafico.larghezza - 16, CORPO_TITOLO, grassetto=True, massimo=3)
    if titolo:
        disegno.pezzi.append(testo(BORDO, disegno.y + 14, titolo, corpo=CORPO_TITOLO, interlinea=18, grassetto=True))
        disegno.y += 18 * len(titolo) + 2
    sotto = a_capo("; ".join(p for p in (unita, avviso) if p), grafico.larghezza - 16, CORPO, massimo=2)
    if sotto:
        disegno.pezzi.append(
            testo(BORDO, disegno.y + 11, sotto, corpo=CORPO, interlinea=INTERLINEA, colore=INCHIOSTRO_TENUE)
        )
        disegno.y += INTERLINEA * len(sotto) + 6
    return disegno


def legenda(disegno: Tela, serie: Sequence[str], colori: Sequence[str], bordo: str) -> None:
    """The names of the series beside their colours, on as many rows as they need; a chart of one series has none."""
    if len(serie) < 2:
        return
    x = BORDO
    for nome, colore in zip(serie, colori, strict=True):
        largo = QUADRATO + 6 + misura(nome, CORPO) + 16
        if x > BORDO and x + largo > disegno.larghezza:
            x, disegno.y = BORDO, disegno.y + 18
        disegno.pezzi.append(rettangolo(x, disegno.y + 1, QUADRATO, QUADRATO, fondo=colore, bordo=bordo, spessore=0.6))
        disegno.pezzi.append(testo(x + QUADRATO + 5, disegno.y + 11, nome, corpo=CORPO))
        x += largo
    disegno.y += 22


def linea(x1: float, y1: float, x2: float, y2: float, colore: str, spessore: float = 1) -> str:
    """A straight line."""
    tratti = f'x1="{cifra(x1)}" y1="{cifra(y1)}" x2="{cifra(x2)}" y2="{cifra(y2)}"'
    return f'<line {tratti} stroke="{colore}" stroke-width="{cifra(spessore)}"/>'


def in_piedi(x: float, y: float, riga: str, *, ancora: str, colore: str = INCHIOSTRO) -> str:
    """A text that reads upwards; ``x`` is the middle of its line."""
    dove = f'x="{cifra(x)}" y="{cifra(y)}" transform="rotate(-90 {cifra(x)} {cifra(y)})"'
    aspetto = f'dy="{cifra(CORPO * 0.35)}" font-size="{CORPO}" fill="{colore}" text-anchor="{ancora}"'
    return f"<text {dove} {aspetto}>{scappa(riga)}</text>"


def asse(disegno: Tela, scala: Scala, sinistra: float, alto: float) -> None:
    """The ticks of a vertical axis, with a thin line across the plot; the one of zero is darker."""
    for tacca, scritta in zip(scala.tacche, scala.scritte, strict=True):
        y = disegno.y + alto * (1 - scala.parte(tacca))
        colore = FILO if tacca == 0 else GRIGLIA
        disegno.pezzi.append(linea(sinistra, y, disegno.larghezza - BORDO, y, colore))
        disegno.pezzi.append(testo(sinistra - 6, y + CORPO * 0.35, scritta, corpo=CORPO, ancora="end"))


def largo_asse(scala: Scala) -> float:
    """The room that the writings of a vertical axis take."""
    return max(misura(scritta, CORPO) for scritta in scala.scritte) + 10


def sotto(disegno: Tela, nomi: Nomi, centri: Sequence[float]) -> None:
    """The names of the categories under the plot, whose foot is at ``disegno.y``."""
    for righe, centro in zip(nomi.righe, centri, strict=True):
        if nomi.in_piedi:
            disegno.pezzi.append(in_piedi(centro, disegno.y + 6, righe[0], ancora="end"))
        else:
            y = disegno.y + 15
            disegno.pezzi.append(testo(centro, y, righe, corpo=CORPO, interlinea=INTERLINEA, ancora="middle"))
    disegno.y += nomi.alto
