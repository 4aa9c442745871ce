from django.urls import path

from ente.views.logo import logo
from ente.views.sostituti import sostituti

app_name = "ente"
urlpatterns = [
    path("logo/", logo, name="logo"),
    path("sostituti/", sostituti, name="sostituti"),
]
