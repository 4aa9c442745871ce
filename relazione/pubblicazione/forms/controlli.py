from __future__ import annotations

import datetime as dt

from django import forms

from relazione.controlli.actions.accettazione import MOTIVO_MASSIMO


class ModuloAccetta(forms.Form):
    """Why a finding is accepted, and until when."""

    chiave = forms.CharField(max_length=32, widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Motivo",
        max_length=MOTIVO_MASSIMO,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Scrivete perché l'esito si accetta.",
            "max_length": f"Al più {MOTIVO_MASSIMO} caratteri.",
        },
    )
    scade = forms.DateField(
        label="Vale fino al",
        help_text="Al più un anno: poi torna a contare.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Scrivete fino a quando.",
            "invalid": "Scrivete un giorno, per esempio 31/12/2026.",
        },
    )

    @classmethod
    def per(cls, chiave: str, oggi: dt.date) -> ModuloAccetta:
        """The form of one finding, with the end of the year of today as its day."""
        return cls(auto_id=f"accetta_{chiave}_%s", initial={"chiave": chiave, "scade": dt.date(oggi.year, 12, 31)})
