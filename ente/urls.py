from django.urls import path

from ente.views.collegamenti import calendario, collegamenti, foglio
from ente.views.gettoni import gettoni, revoca
from ente.views.logo import logo
from ente.views.sostituti import sostituti

app_name = "ente"
urlpatterns = [
    path("gettoni/", gettoni, name="gettoni"),
    path("gettoni/<int:pk>/revoca/", revoca, name="gettone-revoke"),
    path("collegamenti/", collegamenti, name="collegamenti"),
    path("collegamenti/foglio/", foglio, name="foglio-link"),
    path("collegamenti/calendario/", calendario, name="calendario-link"),
    path("logo/", logo, name="logo"),
    path("sostituti/", sostituti, name="sostituti"),
]
