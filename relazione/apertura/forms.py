from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from cruscotto.models import EsitoRiporto, ObiettivoStrategico
from cruscotto.pianificazione.actions.riporto import PER_NOME, Decisione
from ente.giorni import PRIMO, ultimo

SE_VUOTA = {"placeholder": " "}
"""So that the sheet of styles knows an empty box: one that its decision does not ask for is not shown."""


class ModuloApertura(forms.Form):
    """Which year to open, and what becomes of each objective of the year that it is opened from."""

    anno = forms.IntegerField(
        label="Anno da aprire",
        min_value=PRIMO.year,
        max_value=ultimo().year,
        error_messages={"required": "Scrivete l'anno.", "invalid": "Scrivete l'anno in cifre, per esempio 2021."},
    )
    narrativa = forms.BooleanField(
        label="Comincia i documenti con le sezioni dell'anno prima, da rileggere", required=False, initial=True
    )

    def __init__(self, *args: Any, obiettivi: Sequence[ObiettivoStrategico], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.obiettivi = obiettivi
        for o in obiettivi:
            self.fields[f"esito_{o.pk}"] = forms.ChoiceField(
                label=f"Che cosa ne fate: {o.nome}",
                choices=EsitoRiporto.choices,
                initial=EsitoRiporto.CONFERMATO,
                required=False,
                widget=forms.Select(attrs={"class": "apertura-esito"}),
            )
            self.fields[f"motivo_{o.pk}"] = forms.CharField(
                label=f"Perché: {o.nome}", max_length=2000, required=False, widget=forms.TextInput(SE_VUOTA)
            )
            self.fields[f"nome_{o.pk}"] = forms.CharField(
                label=f"Nome nuovo: {o.nome}", max_length=PER_NOME, required=False, widget=forms.TextInput(SE_VUOTA)
            )

    def righe(self) -> Iterator[tuple[ObiettivoStrategico, BoundField, BoundField, BoundField]]:
        """Each objective with its three fields."""
        for o in self.obiettivi:
            yield o, self[f"esito_{o.pk}"], self[f"motivo_{o.pk}"], self[f"nome_{o.pk}"]

    @property
    def decisioni(self) -> dict[int, Decisione]:
        """What was decided, by key of the objective, once the form is valid."""
        dati = self.cleaned_data
        return {
            o.pk: Decisione(
                EsitoRiporto(dati[f"esito_{o.pk}"] or EsitoRiporto.CONFERMATO),
                dati[f"motivo_{o.pk}"],
                dati[f"nome_{o.pk}"],
            )
            for o in self.obiettivi
        }
