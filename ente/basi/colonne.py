"""What both engines have: every number that is written passes through here, whoever writes it and however."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.backends.base.operations import BaseDatabaseOperations

from ente.capienza import AMPIO, Capienza
from ente.errori import ErroreUtente


class FuoriColonna(ErroreUtente):
    """A number that its column cannot hold: nothing of the act is written."""

    codice_http = 422

    def __init__(self, numero: object, perche: str) -> None:
        scritto = str(numero)
        scritto = f"{scritto[:40]}…" if len(scritto) > 40 else scritto
        super().__init__(f"Il numero {scritto} non si può tenere: {perche}. Correggetelo: non è stato scritto nulla.")


if TYPE_CHECKING:
    Base = BaseDatabaseOperations
else:
    Base = object


class ConCapienza(Base):
    """Operations of an engine: the ranges of whole numbers are those of their type, on SQLite too."""

    def integer_field_range(self, internal_type: str) -> tuple[int, int]:
        return self.integer_field_ranges[internal_type]

    def adapt_integerfield_value(self, value: Any, internal_type: str) -> Any:
        return super().adapt_integerfield_value(self._intero(value, internal_type), internal_type)

    def validate_autopk_value(self, value: Any) -> Any:
        return super().validate_autopk_value(self._intero(value, "BigAutoField"))

    def adapt_decimalfield_value(
        self, value: Decimal | None, max_digits: int | None = None, decimal_places: int | None = None
    ) -> Any:
        if isinstance(value, Decimal) and max_digits is not None and decimal_places is not None:
            value = _decimale(value, Capienza(max_digits, decimal_places))
        return super().adapt_decimalfield_value(value, max_digits, decimal_places)

    def _intero(self, valore: Any, tipo: str) -> Any:
        if isinstance(valore, int) and tipo in self.integer_field_ranges:
            minimo, massimo = self.integer_field_ranges[tipo]
            if not minimo <= valore <= massimo:
                raise FuoriColonna(valore if abs(valore) < 10**40 else "intero", f"va da {minimo} a {massimo}")
        return valore


def _decimale(valore: Decimal, capienza: Capienza) -> Decimal:
    """The number, if the column holds it; one with endless decimals (a ratio) rounded to those of the column."""
    if capienza.troppo(valore):
        raise FuoriColonna(valore, capienza.perche_no(valore))
    esatto = -int(valore.as_tuple().exponent) <= capienza.decimali
    if esatto and (perche := capienza.perche_no(valore)):
        raise FuoriColonna(valore, perche)
    return valore if esatto else AMPIO.quantize(valore, Decimal(1).scaleb(-capienza.decimali))
