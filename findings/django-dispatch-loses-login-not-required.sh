#!/usr/bin/env bash
# A subclass of Django's password-reset views that overrides `dispatch` asks for a login, though the view it comes from is open to everybody.
#
# Guess: with LoginRequiredMiddleware, a view that Django marks login_not_required stays so in a subclass that calls super().dispatch().
# Behaviour: the mark is an attribute of the function `dispatch` of the class that is decorated, and as_view() copies the attributes of the
#   `dispatch` that it finds: that of the subclass has none. Whoever forgot the password is sent to the login page. Overriding `get` or
#   `post` instead, or marking the subclass again, keeps it open.
# Seen: 2026-11-29, Django 5.2.8.
# Source: django/contrib/auth/views.py of 5.2.8 (method_decorator(login_not_required, name="dispatch")), django/views/generic/base.py (as_view).
# Output seen:
#   PasswordResetConfirmView: aperta
#   con dispatch proprio: vuole il login
#   con get proprio: aperta
#   con dispatch proprio, segnata di nuovo: aperta
set -euo pipefail
cartella=$(mktemp -d)
trap 'rm -rf "$cartella"' EXIT
cd "$cartella"
python3 -m venv v
v/bin/python -m pip install -q django==5.2.8 2>/dev/null
v/bin/python - <<'PY' | tee esito.txt
import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"],
    MIDDLEWARE=["django.contrib.auth.middleware.LoginRequiredMiddleware"],
)
django.setup()
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.utils.decorators import method_decorator


class ConDispatch(PasswordResetConfirmView):
    def dispatch(self, *args, **kwargs):
        return super().dispatch(*args, **kwargs)


class ConGet(PasswordResetConfirmView):
    def get(self, *args, **kwargs):
        return super().get(*args, **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Segnata(ConDispatch):
    pass


for nome, classe in (
    ("PasswordResetConfirmView", PasswordResetConfirmView),
    ("con dispatch proprio", ConDispatch),
    ("con get proprio", ConGet),
    ("con dispatch proprio, segnata di nuovo", Segnata),
):
    print(f"{nome}:", "vuole il login" if getattr(classe.as_view(), "login_required", True) else "aperta")
PY
diff esito.txt - <<'ATTESO'
PasswordResetConfirmView: aperta
con dispatch proprio: vuole il login
con get proprio: aperta
con dispatch proprio, segnata di nuovo: aperta
ATTESO
