from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contesto.numeri import ValoreIllegibile, formatta_numero, leggi_numero
from ente.capienza import Capienza


class NumeroItaliano(forms.CharField):
    """A number as it is written in Italian, ``1.234,5``; a Decimal, None when nothing is written.

    ``cifre`` and ``decimali`` are those of the column: what would be rounded or would not fit is refused.
    """

    def __init__(self, *, cifre: int = 9, decimali: int = 4, **kwargs: Any) -> None:
        self.capienza = Capienza(cifre, decimali)
        kwargs.setdefault("max_length", 40)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return formatta_numero(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        """The Decimal of a text that passed the checks of a text."""
        testo = super().clean(value)
        if testo in self.empty_values:
            return None
        try:
            numero, _ = leggi_numero(testo)
        except ValoreIllegibile as errore:
            raise ValidationError(str(errore)) from None
        if perche := self.capienza.perche_no(numero):
            raise ValidationError(f"Il numero {perche}: controllate la digitazione.")
        return numero

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
