from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from cruscotto.models import Fatto, Quando


class ModuloLettere(forms.Form):
    """One choice for each kind of fact."""

    def __init__(self, dati: Mapping[str, Any] | None, scelte: Mapping[Fatto, Quando]) -> None:
        super().__init__(dati, initial={fatto.value: quando.value for fatto, quando in scelte.items()})
        for fatto in scelte:
            self.fields[fatto.value] = forms.ChoiceField(
                label=fatto.label,
                choices=Quando.choices,
                error_messages={
                    "required": "Scegliete quando.",
                    "invalid_choice": "Scegliete fra subito, nel riepilogo e mai.",
                },
            )

    @property
    def scelte(self) -> dict[Fatto, Quando]:
        return {Fatto(nome): Quando(valore) for nome, valore in self.cleaned_data.items()}
