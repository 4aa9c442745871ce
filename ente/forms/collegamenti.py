from __future__ import annotations

from django import forms

from ente.actions.gettoni import MASSIMO_GIORNI


class ModuloFoglio(forms.Form):
    """The address of a table: what it is called in one's own list, how long it lasts."""

    nome = forms.CharField(
        label="Come lo chiamate", max_length=80, help_text="Serve a voi, per riconoscerlo nell’elenco."
    )
    giorni = forms.IntegerField(
        label="Quanti giorni dura",
        min_value=1,
        max_value=MASSIMO_GIORNI,
        initial=MASSIMO_GIORNI,
        help_text=f"Al massimo {MASSIMO_GIORNI}: poi se ne fa un altro.",
    )
    di = forms.CharField(widget=forms.HiddenInput)
