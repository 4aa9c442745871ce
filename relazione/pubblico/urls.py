from django.urls import path

from relazione.pubblico.views.dati import at_map, catalogo, dati
from relazione.pubblico.views.elenco import ente, enti
from relazione.pubblico.views.file import file, manifesto
from relazione.pubblico.views.relazione import relazione
from relazione.pubblico.views.verifica import impronta, verifica

app_name = "pubblico"
urlpatterns = [
    path("", enti, name="enti"),
    path("verifica/", verifica, name="verifica"),
    path("verifica/<slug:impronta>/", impronta, name="impronta"),
    path("<slug:ente>/", ente, name="ente"),
    path("<slug:ente>/catalogo.jsonld", catalogo, name="catalogo"),
    path("<slug:ente>/at_map.json", at_map, name="at-map"),
    path("<slug:ente>/<int:anno>/relazione/", relazione, name="relazione"),
    path("<slug:ente>/<int:anno>/relazione/<int:numero>/", relazione, name="edizione"),
    path("<slug:ente>/<int:anno>/dati/", dati, name="dati"),
    path("<slug:ente>/<int:anno>/<int:numero>/manifesto.json", manifesto, name="manifesto"),
    path("<slug:ente>/<int:anno>/<int:numero>/<str:nome>", file, name="file"),
]
