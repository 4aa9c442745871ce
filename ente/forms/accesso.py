from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm
from django import forms
from django.utils import timezone

from ente.actions.password import cambia_password
from ente.models import Gettone


class ModuloAccesso(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """The login, with visible labels instead of the placeholders that vanish as one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Nome utente"
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
        self.fields["password"].help_text = ""  # the page has the link to a forgotten one, after the button
        for campo in self.fields.values():
            campo.widget.attrs.pop("placeholder", None)


class ModuloPassword(ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A new password in place of one's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nome, etichetta in (
            ("oldpassword", "Password attuale"),
            ("password1", "Nuova password"),
            ("password2", "Nuova password, di nuovo"),
        ):
            self.fields[nome].label = etichetta
            self.fields[nome].widget.attrs.pop("placeholder", None)
        aperti = Gettone.objects.visibili_a(self.user).validi_al(timezone.now()).count()
        self.fields["revoca"] = forms.BooleanField(
            label="Revocate anche i vostri gettoni e indirizzi",
            required=False,
            help_text=f"Validi oggi: {aperti}. Spuntate se qualcuno può aver visto la password: i programmi che "
            "li usano si fermano.",
        )

    def save(self) -> None:
        cambia_password(
            utente=self.user, nuova=self.cleaned_data["password1"], revoca=self.cleaned_data["revoca"], da=self.user
        )
