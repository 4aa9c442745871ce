from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm

from ente.actions.lettere_accesso import SCRITTO_MASSIMO, chiedi_password
from ente.actions.password import scegli_password
from ente.models import Utente

if TYPE_CHECKING:
    BaseScelta = SetPasswordForm[Utente]
else:
    BaseScelta = SetPasswordForm


class ModuloDimenticata(forms.Form):
    """Whose password is forgotten: whoever it is, and if it is nobody, the same happens."""

    chi = forms.CharField(
        label="Nome utente o e-mail",
        max_length=SCRITTO_MASSIMO,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def save(self, **opzioni: Any) -> None:
        """As Django's view calls it."""
        chiedi_password(self.cleaned_data["chi"])


class ModuloNuovaPassword(BaseScelta):
    """A password chosen with the key of a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "Nuova password"
        self.fields["new_password2"].label = "Nuova password, di nuovo"

    def save(self, commit: bool = True) -> Utente:
        scegli_password(
            utente=self.user,
            nuova=self.cleaned_data["new_password1"],
            revoca=self.cleaned_data.get("revoca", False),
            da=self.user,
        )
        return self.user


class ModuloReimposta(ModuloNuovaPassword):
    """The same, in the place of a forgotten one."""

    revoca = forms.BooleanField(
        label="Revocate anche i vostri gettoni e indirizzi",
        required=False,
        help_text="Spuntate se qualcuno può aver visto la password: i programmi che li usano si fermano.",
    )
    field_order = ["new_password1", "new_password2", "revoca"]
