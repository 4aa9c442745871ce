from django.urls import path

from cruscotto.views.albero import albero
from cruscotto.views.bilancio import bilancio, interventi, scarica_bilancio, scarica_interventi
from cruscotto.views.contesto import contesto, personale, scarica_tavola, tavola
from cruscotto.views.cruscotti import cruscotti
from cruscotto.views.cruscotto import cruscotto, scarica
from cruscotto.views.elenco import elenco, scarica_elenco
from cruscotto.views.indicatore import indicatore
from cruscotto.views.inizio import inizio
from cruscotto.views.mappa import mappa
from cruscotto.views.matrice import matrice

app_name = "cruscotto"
urlpatterns = [
    path("", inizio, name="inizio"),
    path("elenco/<int:anno>/", elenco, name="elenco"),
    path("elenco/<int:anno>/scarica/", scarica_elenco, name="elenco-download"),
    path("cruscotti/<int:anno>/", cruscotti, name="cruscotti"),
    path("cruscotti/<int:anno>/<slug:codice>/", cruscotto, name="cruscotto"),
    path("cruscotti/<int:anno>/<slug:codice>/scarica/", scarica, name="cruscotto-download"),
    path("indicatori/<int:anno>/<slug:codice>/", indicatore, name="indicatore"),
    path("albero/<int:anno>/", albero, name="albero"),
    path("matrice/<int:anno>/", matrice, name="matrice"),
    path("mappa/<int:anno>/", mappa, name="mappa"),
    path("contesto/<int:anno>/", contesto, name="contesto"),
    path("contesto/<int:anno>/<slug:codice>/", tavola, name="tavola"),
    path("contesto/<int:anno>/<slug:codice>/scarica/", scarica_tavola, name="tavola-download"),
    path("bilancio/<int:anno>/", bilancio, name="bilancio"),
    path("bilancio/<int:anno>/scarica/", scarica_bilancio, name="bilancio-download"),
    path("interventi/<int:anno>/", interventi, name="interventi"),
    path("interventi/<int:anno>/scarica/", scarica_interventi, name="interventi-download"),
    path("personale/<int:anno>/", personale, name="personale"),
    path("personale/<int:anno>/genere/", personale, {"genere": True}, name="genere"),
]
