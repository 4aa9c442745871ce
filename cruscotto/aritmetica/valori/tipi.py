"""Types shared by the reader and the writer of targets and actuals. Pure: no Django."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum

from contesto.numeri import CONTESTO


class Tipo(StrEnum):
    """Kind of a written value (docs/dominio.md "Written values")."""

    NUMERO = "numero"
    PERCENTUALE = "percentuale"
    EURO = "euro"
    RAPPORTO = "rapporto"
    DATA = "data"
    ORDINALE = "ordinale"
    NOMINALE = "nominale"
    FASI = "fasi"
    PREREQUISITO = "prerequisito"
    CALCOLATO = "calcolato"

    @property
    def detto(self) -> str:
        """The kind as a person says it, with its article."""
        return _DETTI[self]


_DETTI = {
    Tipo.NUMERO: "un numero",
    Tipo.PERCENTUALE: "una percentuale",
    Tipo.EURO: "un importo in euro",
    Tipo.RAPPORTO: "un rapporto",
    Tipo.DATA: "una data",
    Tipo.ORDINALE: "un livello della scala",
    Tipo.NOMINALE: "un esito in parole",
    Tipo.FASI: "un avanzamento per fasi",
    Tipo.PREREQUISITO: "un prerequisito",
    Tipo.CALCOLATO: "un valore calcolato",
}


NUMERICI = frozenset({Tipo.NUMERO, Tipo.PERCENTUALE, Tipo.EURO, Tipo.RAPPORTO, Tipo.CALCOLATO})
"""Kinds that carry a single Decimal in `valore`."""


class Verso(StrEnum):
    """Direction of an indicator: which way is better. NEUTRA is shown and not judged."""

    CRESCENTE = "crescente"
    DECRESCENTE = "decrescente"
    NEUTRA = "neutra"


@dataclass(frozen=True, slots=True)
class Atteso:
    """A target. Two writings of the same target are equal: `testo` and `avvisi` do not count.

    `valore` is in units of `unita` (73% is 73 with unit "%"); `verso` is what the written operator says, None when
    nothing is written; `stretto` is true for `<` and `>`; `uguale` when "=" was written (read as ≥, as bodies do).
    `tolleranza` is a share of the target (0.05 = 5%) when `tolleranza_relativa`, otherwise an amount in `unita`.
    `fasi` are the weights of the phases and sum to 100.
    """

    testo: str = field(compare=False)
    tipo: Tipo
    verso: Verso | None = None
    valore: Decimal | None = None
    data: dt.date | None = None
    livello: str = ""
    tolleranza: Decimal | None = None
    tolleranza_relativa: bool = False
    stretto: bool = False
    uguale: bool = False
    unita: str = ""
    fasi: tuple[Decimal, ...] = ()
    avvisi: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Consuntivo:
    """An actual. With `numeratore` and `denominatore`, `valore` is their unrounded ratio (×100 when `unita` is "%").

    `fasi` are the progresses of the phases, each within 0 and 100. Equality ignores `testo` and `avvisi`.
    """

    testo: str = field(compare=False)
    tipo: Tipo
    valore: Decimal | None = None
    data: dt.date | None = None
    livello: str = ""
    numeratore: Decimal | None = None
    denominatore: Decimal | None = None
    unita: str = ""
    fasi: tuple[Decimal, ...] = ()
    avvisi: tuple[str, ...] = field(default=(), compare=False)

    @property
    def esatto(self) -> Decimal | None:
        """The number, unrounded; that of a ratio from its operands, so that a value stored rounded does no harm."""
        if self.numeratore is None or not self.denominatore:
            return self.valore
        with localcontext(CONTESTO):
            return self.numeratore * (100 if self.unita == "%" else 1) / self.denominatore


@dataclass(frozen=True, slots=True)
class Letto:
    """What one form of writing yields, before it becomes a target or an actual. Internal to this package."""

    tipo: Tipo
    valore: Decimal | None = None
    data: dt.date | None = None
    livello: str = ""
    numeratore: Decimal | None = None
    denominatore: Decimal | None = None
    unita: str = ""
    fasi: tuple[Decimal, ...] = ()
    avvisi: tuple[str, ...] = ()
