from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from ente.giorni import PRIMO, perche_impossibile, ultimo

FORMATI = ["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"]
ERRORI = {"required": "Scrivete un giorno.", "invalid": "Scrivete il giorno come gg/mm/aaaa."}


class Giorno(forms.DateField):
    """A day that can be, with the calendar of the browser; written ``gg/mm/aaaa`` where there is none."""

    def __init__(self, *, error_messages: dict[str, str] | None = None, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        errori = ERRORI | (error_messages or {})
        super().__init__(input_formats=FORMATI, widget=widget, error_messages=errori, **kwargs)
        self.proponi()

    def proponi(self, primo: dt.date = PRIMO, fino_a: dt.date | None = None) -> None:
        """Narrow the calendar of the browser to the days of which the act will say better why the others cannot be."""
        self.widget.attrs |= {"min": primo.isoformat(), "max": (fino_a or ultimo()).isoformat()}

    def validate(self, value: dt.date | None) -> None:
        super().validate(value)
        if value and (perche := perche_impossibile(value)):
            raise forms.ValidationError(perche)


def campo_giorno(modulo: forms.Form, nome: str) -> Giorno:
    """A field of a form that is a day."""
    campo = modulo.fields[nome]
    assert isinstance(campo, Giorno)  # noqa: S101 - declared so
    return campo
