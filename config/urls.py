"""The addresses of the site. The pages of each app come from its own ``urls`` module."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from ente.views.aiuto import aiuto, aiuto_capitolo, cosa_c_e_di_nuovo
from ente.views.indirizzi import tabella
from ente.views.password import Invito, PasswordDimenticata, Reimposta
from ente.views.salute import salute
from relazione.pubblicazione.views.calendario import calendario
from relazione.pubblico.views.sito import accessibilita, robots

CON_TESTO = r"(?P<testo>[A-Za-z0-9_-]{20,80})"

# Only what is used of allauth: registration and e-mail confirmation would be public pages for nothing.
urlpatterns: list[URLPattern | URLResolver] = [
    path("salute/", salute, name="salute"),
    path("accesso/", account.login, name="account_login"),
    path("uscita/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/conferma/", account.reauthenticate, name="account_reauthenticate"),
    path("password/dimenticata/", PasswordDimenticata.as_view(), name="account_reset_password"),
    path("password/nuova/<uidb64>/<token>/", Reimposta.as_view(), name="account_reset_password_key"),
    path("invito/<uidb64>/<token>/", Invito.as_view(), name="invito"),
    path("accessibilita/", accessibilita, name="accessibilita"),
    path("robots.txt", robots, name="robots"),
    path("pubblico/", include("relazione.pubblico.urls")),
    path("amministrazione/", admin.site.urls),
    path("api/v1/", include("config.api")),
    re_path(rf"^tabelle/{CON_TESTO}\.(?P<formato>csv|xlsx|ods)$", tabella, name="indirizzo-tabella"),
    re_path(rf"^calendari/{CON_TESTO}\.ics$", calendario, name="indirizzo-calendario"),
    path("aiuto/", aiuto, name="aiuto"),
    path("aiuto/novita/", cosa_c_e_di_nuovo, name="novita"),
    path("aiuto/<slug:capitolo>/", aiuto_capitolo, name="aiuto-capitolo"),
    path("", include("contesto.urls")),
    path("ente/", include("ente.urls")),
    path("documenti/", include("relazione.urls")),
    path("anni/", include("relazione.apertura.urls")),
    path("", include("cruscotto.urls")),
]
handler400 = "config.errori.incomprensibile"
handler404 = "config.pubblico.non_trovata"
handler500 = "config.errori.guasto"
