from __future__ import annotations

from django import forms

from ente.actions.gettoni import MASSIMO_GIORNI
from ente.models import Ambito
from ente.models.gettone import DELL_API


class ModuloGettone(forms.Form):
    """A new token: what it is for, what it may do, how long it lasts."""

    nome = forms.CharField(label="A che cosa serve", max_length=80, help_text="Per esempio: data warehouse.")
    ambito = forms.ChoiceField(
        label="Che cosa può fare",
        choices=[(a.value, a.label) for a in DELL_API],
        widget=forms.RadioSelect,
        initial=Ambito.LETTURA,
    )
    giorni = forms.IntegerField(
        label="Quanti giorni dura", min_value=1, max_value=MASSIMO_GIORNI, initial=90, help_text="Al massimo 366."
    )
