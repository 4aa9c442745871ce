"""A password that is not there yet, or is not remembered: Django's own views, with our letters and our words."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView, PasswordResetView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator

from ente.chiavi import chiave_invito, chiave_reimposta
from ente.errori import ErroreUtente
from ente.forms.password import ModuloDimenticata, ModuloNuovaPassword, ModuloReimposta

DETTO = (
    "Se il nome utente o l’indirizzo è di qualcuno, fra poco arriva una lettera con un collegamento che vale due ore. "
    "Se non arriva, guardate fra la posta indesiderata o chiedete all’amministratore del vostro ente."
)


class PasswordDimenticata(PasswordResetView):
    """Ask for a letter. Limited by address and by what is written, as the login is; it answers the same to all."""

    form_class = ModuloDimenticata
    template_name = "account/dimenticata.html"
    success_url = reverse_lazy("account_login")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chi = request.POST.get("chi", "").strip().casefold()
        if chi and not ratelimit.consume(request, action="reset_password", key=chi):
            troppe: HttpResponse = ratelimit.respond_429(request)
            return troppe
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"manda_lettere": bool(settings.SITE_URL)}

    def form_valid(self, form: Any) -> HttpResponse:
        risposta = super().form_valid(form)
        messages.info(self.request, DETTO)
        return risposta


class ConChiave(PasswordResetConfirmView):
    """Choose the password with the key of a letter, which serves once. Who reads mail before its owner, as a filter
    does, opens the page and uses nothing up."""

    success_url = reverse_lazy("account_login")
    detto = "La nuova password vale da ora: entrate."

    @method_decorator(login_not_required)  # Django marks its own method, which this one covers
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not ratelimit.consume(request, action="reset_password_from_key"):
            troppe: HttpResponse = ratelimit.respond_429(request)
            return troppe
        risposta = super().dispatch(request, *args, **kwargs)
        if not self.validlink and risposta.status_code == 200:
            risposta.status_code = 410
        return risposta

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            risposta = super().form_valid(form)
        except ErroreUtente as rifiuto:
            messages.error(self.request, str(rifiuto))
            return redirect("account_login")
        logout(self.request)  # whoever had signed in at this desk
        messages.success(self.request, f"{self.detto} Il vostro nome utente è {self.user.get_username()}.")
        return risposta


class Invito(ConChiave):
    """The first password, of who has been invited."""

    form_class = ModuloNuovaPassword
    template_name = "account/invito.html"
    token_generator = chiave_invito
    detto = "La password è scelta: entrate."


class Reimposta(ConChiave):
    """A password in the place of a forgotten one."""

    form_class = ModuloReimposta
    template_name = "account/reimposta.html"
    token_generator = chiave_reimposta
