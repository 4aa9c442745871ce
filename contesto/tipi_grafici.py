"""What a chart is, before it is drawn: frozen values without behaviour."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

NON_DISPONIBILE = "n.d."


class TipoGrafico(StrEnum):
    """The five shapes a chart can take. Years are categories like any other: never a continuous axis."""

    BARRE = "barre"
    BARRE_ORIZZONTALI = "barre_orizzontali"
    BARRE_IMPILATE = "barre_impilate"
    BARRE_RAGGRUPPATE = "barre_raggruppate"
    LINEE = "linee"


@dataclass(frozen=True, slots=True)
class Punto:
    """One mark: its category (bar, or place along the line), its series, its value; None is a value that is missing."""

    categoria: str
    serie: str
    valore: Decimal | None


@dataclass(frozen=True, slots=True)
class Grafico:
    """A chart. Categories and series keep the order in which the points name them first.

    `titolo` is drawn above the marks (empty: nothing is drawn, for pages that caption the figure themselves);
    `alternativa` is the text for who does not see it; `unita` is written under the title. `larghezza` and `altezza` are
    CSS pixels; 680 px is the text width of an A4 page with 15 mm margins. A chart with many horizontal bars or long
    labels grows taller than `altezza` rather than becoming illegible. `mancante` is what a missing value is called.
    """

    tipo: TipoGrafico
    titolo: str
    alternativa: str
    unita: str
    punti: tuple[Punto, ...]
    larghezza: int = 680
    altezza: int = 300
    mancante: str = NON_DISPONIBILE
