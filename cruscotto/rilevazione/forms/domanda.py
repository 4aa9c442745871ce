from __future__ import annotations

from django import forms

from cruscotto.rilevazione.actions.domande import LUNGO


class ModuloDomanda(forms.Form):
    """A question, or the answer to the one with the key ``risponde_a``."""

    risponde_a = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)
    testo = forms.CharField(
        label="Il vostro messaggio",
        help_text="Con @ chiamate una persona (@nome.utente) o un ruolo: @ufficio, @dirigente, @controllo, @oiv.",
        max_length=LUNGO,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Scrivete che cosa volete dire.",
            "max_length": f"Scrivete al massimo {LUNGO} caratteri.",
        },
    )
