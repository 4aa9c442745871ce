from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from ente.forms.giorno import Giorno, campo_giorno


class ModuloApprova(forms.Form):
    """The act that adopts the Relazione."""

    organo = forms.CharField(
        label="Organo", max_length=80, initial="Giunta", error_messages={"required": "Scrivete l'organo."}
    )
    numero = forms.CharField(
        label="Numero dell'atto", max_length=40, error_messages={"required": "Scrivete il numero dell'atto."}
    )
    data_atto = Giorno(label="Data dell'atto")
    motivo_ritardo = forms.CharField(
        label="Motivo del ritardo", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo_giorno(self, "data_atto").proponi(fino_a=timezone.localdate())
