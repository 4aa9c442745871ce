"""The reason of an act on a value, asked in the same words wherever one is."""

from __future__ import annotations

from django import forms


def motivo(etichetta: str, aiuto: str = "") -> forms.CharField:
    return forms.CharField(
        label=etichetta,
        help_text=aiuto,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Scrivete il motivo: resta nel registro degli atti."},
    )


class ModuloMotivo(forms.Form):
    """The reason of an act on a value; ``versione`` is the one that the person was looking at."""

    versione = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    motivo = motivo("Motivo")
