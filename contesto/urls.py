from django.urls import path

from contesto.views.colori import colori, stile

app_name = "vestito"
urlpatterns = [
    path("ente/colori/", colori, name="colori"),
    path("stile/<slug:nome>.css", stile, name="stile"),
]
