"""The addresses of the site. The pages of each app come from its own ``urls`` module."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from ente.views.salute import salute
from relazione.pubblico.views.sito import accessibilita, robots

# Only what is used of allauth: registration, e-mail confirmation and reset by e-mail would be public pages for nothing.
urlpatterns: list[URLPattern | URLResolver] = [
    path("salute/", salute, name="salute"),
    path("accesso/", account.login, name="account_login"),
    path("uscita/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/conferma/", account.reauthenticate, name="account_reauthenticate"),
    path("accessibilita/", accessibilita, name="accessibilita"),
    path("robots.txt", robots, name="robots"),
    path("pubblico/", include("relazione.pubblico.urls")),
    path("amministrazione/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("ente/", include("ente.urls")),
    path("documenti/", include("relazione.urls")),
    path("", include("cruscotto.urls")),
]
handler400 = "config.errori.incomprensibile"
handler404 = "config.pubblico.non_trovata"
handler500 = "config.errori.guasto"
