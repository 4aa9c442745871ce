from __future__ import annotations

from typing import Any

from django import forms

from contesto.colori import Tema
from contesto.vestito import Illeggibile, illeggibili

FORMA = "Scrivete il colore come #rrggbb, per esempio #17324d."


def _campo(etichetta: str, aiuto: str) -> forms.RegexField:
    return forms.RegexField(
        r"^#[0-9a-fA-F]{6}$",
        label=etichetta,
        help_text=aiuto,
        error_messages={"invalid": FORMA, "required": FORMA},
        widget=forms.TextInput(attrs={"type": "color"}),
    )


class ModuloColori(forms.Form):
    """The two colours of the body; each error says the ratio and the nearest colour that reads."""

    colore_primario = _campo("Colore primario", "La testata, il menu e il piede delle pagine.")
    colore_secondario = _campo("Colore secondario", "I collegamenti e i pulsanti.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.trovati: list[Illeggibile] = []

    def clean(self) -> dict[str, Any]:
        dati = {nome: valore.lower() for nome, valore in (super().clean() or {}).items()}
        if len(dati) == len(self.fields):
            self.trovati = illeggibili(Tema(dati["colore_primario"], dati["colore_secondario"]))
            for trovato in self.trovati:
                self.add_error(trovato.campo, str(trovato))
        return dati

    @property
    def tema(self) -> Tema:
        """The colours of a form that is valid."""
        return Tema(self.cleaned_data["colore_primario"], self.cleaned_data["colore_secondario"])
