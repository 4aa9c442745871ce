from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite, site
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse


class Amministrazione(AdminSite):
    """The Django admin, behind the one login of the site: its own form would go round the limit on attempts."""

    site_title = "Cannocchiale"
    site_header = "Cannocchiale – Amministrazione"
    index_title = "Struttura, persone e dati"

    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseRedirect:
        """Send whoever must sign in to the login of the site; who has and may not administer is refused."""
        if not request.user.is_authenticated:
            from django.contrib.auth.views import redirect_to_login  # needs the user model, not loaded yet above

            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse("admin:index"))


class AmministrazioneConfig(AdminConfig):
    default_site = "ente.amministrazione.Amministrazione"

    def ready(self) -> None:
        super().ready()
        from allauth.account.models import EmailAddress

        site.unregister(EmailAddress)  # nobody signs in by e-mail: an empty table would only puzzle the administrator
