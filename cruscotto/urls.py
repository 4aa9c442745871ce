from django.urls import path

from cruscotto.views.cruscotto import cruscotto
from cruscotto.views.inizio import inizio

app_name = "cruscotto"
urlpatterns = [
    path("", inizio, name="inizio"),
    path("cruscotti/<int:anno>/<slug:codice>/", cruscotto, name="cruscotto"),
]
