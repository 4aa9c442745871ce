from django.urls import path

from ente.views.collegamenti import calendario, collegamenti, foglio
from ente.views.gettoni import gettoni, revoca
from ente.views.logo import logo
from ente.views.persona import (
    incarico_add,
    incarico_end,
    persona,
    persona_invite,
    persona_leave,
    persona_return,
)
from ente.views.persone import persona_new, persone, persone_invite
from ente.views.sostituti import sostituti

app_name = "ente"
urlpatterns = [
    path("gettoni/", gettoni, name="gettoni"),
    path("gettoni/<int:pk>/revoca/", revoca, name="gettone-revoke"),
    path("collegamenti/", collegamenti, name="collegamenti"),
    path("collegamenti/foglio/", foglio, name="foglio-link"),
    path("collegamenti/calendario/", calendario, name="calendario-link"),
    path("logo/", logo, name="logo"),
    path("persone/", persone, name="persone"),
    path("persone/nuova/", persona_new, name="persona-new"),
    path("persone/inviti/", persone_invite, name="persone-invite"),
    path("persone/<int:pk>/", persona, name="persona"),
    path("persone/<int:pk>/invito/", persona_invite, name="persona-invite"),
    path("persone/<int:pk>/cessa/", persona_leave, name="persona-leave"),
    path("persone/<int:pk>/riammette/", persona_return, name="persona-return"),
    path("persone/<int:pk>/incarichi/", incarico_add, name="incarico-add"),
    path("persone/<int:pk>/incarichi/<int:incarico>/fine/", incarico_end, name="incarico-end"),
    path("sostituti/", sostituti, name="sostituti"),
]
