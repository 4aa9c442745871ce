from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm


class ModuloAccesso(LoginForm):  # type: ignore[misc]  # allauth ships no types
    """The login, with visible labels instead of the placeholders that vanish as one types."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Nome utente"
        self.fields["login"].widget.attrs.update(autocapitalize="none", spellcheck="false")
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
