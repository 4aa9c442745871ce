from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from ente.forms.giorno import Giorno, campo_giorno
from ente.models import Area, Utente

LUNGO_MOTIVO = 500


class Persona(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A person by role and sign-in name: two may have the same role."""

    def label_from_instance(self, obj: Utente) -> str:
        return obj.username if str(obj) == obj.username else f"{obj} ({obj.username})"


class ModuloSostituto(forms.Form):
    """A deputy of one of ``aree``, chosen among ``persone``, with days both included."""

    area = forms.ModelChoiceField(
        label="Area",
        queryset=Area.objects.none(),
        empty_label="Scegliete",
        error_messages={"required": "Scegliete l'area.", "invalid_choice": "Scegliete un'area dell'elenco."},
    )
    utente = Persona(
        label="Sostituto",
        queryset=Utente.objects.none(),
        empty_label="Scegliete",
        error_messages={"required": "Scegliete chi vi sostituisce.", "invalid_choice": "Scegliete dall'elenco."},
    )
    dal = Giorno(label="Dal")
    al = Giorno(label="Al, compreso")
    motivo = forms.CharField(label="Motivo", required=False, max_length=LUNGO_MOTIVO)

    def __init__(self, *args: Any, aree: QuerySet[Area], persone: QuerySet[Utente], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome, insieme in (("area", aree), ("utente", persone)):
            campo = self.fields[nome]
            assert isinstance(campo, forms.ModelChoiceField)  # noqa: S101 - declared above
            campo.queryset = insieme
        for nome in ("dal", "al"):
            campo_giorno(self, nome).proponi(timezone.localdate())
