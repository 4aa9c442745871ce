"""The forms of the close: what controllo di gestione writes to open, close, reopen, correct."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from cruscotto.models import Cadenza
from cruscotto.rilevazione.forms.motivo import motivo
from ente.forms.giorno import Giorno, campo_giorno


class ModuloPeriodi(forms.Form):
    """The periods of a cycle that has none."""

    cadenza = forms.ChoiceField(label="Ogni quanto si rilevano i valori", choices=Cadenza.choices)


class ModuloApri(forms.Form):
    scadenza = Giorno(label="Termine per inserire i valori")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo_giorno(self, "scadenza").proponi(timezone.localdate())


class ModuloChiudi(forms.Form):
    """The confirmation of what the close will do. ``firma`` is what the person has read; empty when nothing lacks."""

    conferma = forms.CharField(required=False)


class ModuloRiapri(forms.Form):
    ufficio = forms.ChoiceField(label="Ufficio", error_messages={"required": "Scegliete un ufficio."})
    fino_al = Giorno(label="Fino al", help_text="Ultimo giorno compreso: poi si richiude da solo.")
    motivo = motivo("Motivo")

    def __init__(self, *args: Any, uffici: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo_giorno(self, "fino_al").proponi(timezone.localdate())
        self.fields["ufficio"].choices = [("", "Scegliete"), *uffici]  # type: ignore[attr-defined]


class ModuloCorreggi(forms.Form):
    motivo = forms.CharField(label="Perché si corregge", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
