from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from cruscotto.pianificazione.actions.target import LUNGO_NUMERO, TargetScritto
from ente.forms.giorno import Giorno, campo_giorno


class TargetForm(forms.Form):
    """A new target with the act that adopts it. ``versione`` is the one that the person is looking at."""

    testo = forms.CharField(
        label="Nuovo target",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    atto_numero = forms.CharField(label="Numero dell'atto", max_length=LUNGO_NUMERO, required=False)
    atto_data = Giorno(
        label="Data dell'atto",
        required=False,
    )
    motivo = forms.CharField(
        label="Perché cambia", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    visto = forms.CharField(max_length=200, required=False, strip=False, widget=forms.HiddenInput)
    versione = forms.IntegerField(min_value=0, max_value=32000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, anno: int, primo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["testo"].help_text = f"Come nel Piano: ≥ 20, entro il 31/12/{anno}, ≤ 5 (+/- 0,5)…"
        self.fields["atto_data"].error_messages["invalid"] = f"Non è una data: scrivetela così, 31/12/{anno}."
        campo_giorno(self, "atto_data").proponi(fino_a=timezone.localdate())
        if primo:
            self.fields["testo"].label = "Target"
            self.fields["motivo"].label = "Nota"
        for nome in () if primo else ("atto_numero", "atto_data", "motivo"):
            # Its absence is said by the action, so that nothing else has to know when an act is needed.
            self.fields[nome].required = True

    @property
    def scritto(self) -> TargetScritto:
        """What was written, once the form is valid."""
        dati = self.cleaned_data
        visto = dati["visto"] if "visto" in self.data else None
        return TargetScritto(dati["testo"], dati["atto_numero"], dati["atto_data"], dati["motivo"], visto)
