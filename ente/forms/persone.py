from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from ente.forms.giorno import Giorno, campo_giorno
from ente.forms.sostituti import LUNGO_MOTIVO
from ente.models import Area, Ente, Ruolo, Ufficio, Utente

SCEGLIETE = {"required": "Scegliete.", "invalid_choice": "Scegliete dall'elenco."}


class ModuloPersona(forms.Form):
    """What is written of a person."""

    first_name = forms.CharField(label="Nome", max_length=150, required=False)
    last_name = forms.CharField(label="Cognome", max_length=150, required=False)
    qualifica = forms.CharField(
        label="Qualifica", max_length=200, required=False, help_text="Come la chiamano le pagine e gli atti."
    )
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        required=False,
        help_text="Di questa persona sola: chi legge le sue lettere sceglie la sua password.",
    )


class ModuloIncarico(forms.Form):
    """A role of a person, with its days."""

    ruolo = forms.ChoiceField(label="Ruolo", choices=[("", "Scegliete"), *Ruolo.choices], error_messages=SCEGLIETE)
    ufficio = forms.ModelChoiceField(
        label="Ufficio, per un redattore",
        queryset=Ufficio.objects.none(),
        required=False,
        empty_label="Nessuno",
        error_messages=SCEGLIETE,
    )
    area = forms.ModelChoiceField(
        label="Area, per un dirigente",
        queryset=Area.objects.none(),
        required=False,
        empty_label="Nessuna",
        error_messages=SCEGLIETE,
    )
    dal = Giorno(label="Dal")
    al = Giorno(label="Fino al, compreso", required=False, help_text="Vuoto: finché qualcuno non lo termina.")

    def __init__(self, *args: Any, ente: Ente | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome, insieme in (
            ("ufficio", Ufficio.objects.filter(ente=ente).order_by("nome")),
            ("area", Area.objects.filter(ente=ente).order_by("numero")),
        ):
            campo = self.fields[nome]
            assert isinstance(campo, forms.ModelChoiceField)  # noqa: S101 - declared above
            campo.queryset = insieme
        self.fields["dal"].initial = timezone.localdate
        for nome in ("dal", "al"):
            campo_giorno(self, nome).proponi(timezone.localdate())


class ModuloNuovaPersona(ModuloIncarico, ModuloPersona):
    """A person with the first role, invited at once."""

    username = forms.CharField(
        label="Nome utente",
        max_length=150,
        validators=[Utente.username_validator],
        help_text="Con cui entra: lettere, cifre e i segni @ . + - _. Non si cambia più.",
    )
    invita = forms.BooleanField(
        label="Mandate subito la lettera d’invito",
        required=False,
        initial=True,
        help_text="Con il collegamento per scegliere la password.",
    )
    field_order = ["username", "first_name", "last_name", "qualifica", "email", "ruolo"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs.update(autocapitalize="none", spellcheck="false")


class ModuloFine(forms.Form):
    """The last day of a role."""

    al = Giorno(label="Ultimo giorno", help_text="Ieri, per finire da subito.")
    motivo = forms.CharField(label="Motivo", required=False, max_length=LUNGO_MOTIVO)


class ModuloMotivo(forms.Form):
    """Why a person leaves, or comes back."""

    motivo = forms.CharField(label="Motivo", required=False, max_length=LUNGO_MOTIVO)
