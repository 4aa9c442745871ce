from django.urls import path

from relazione.pubblicazione.views.approvazione import approvazione
from relazione.pubblicazione.views.documenti import annulla, chiedi, comincia, documenti, inizio, scarica
from relazione.pubblicazione.views.prove import prove, scarica_prove

app_name = "relazione"
urlpatterns = [
    path("", inizio, name="inizio"),
    path("<int:anno>/", documenti, name="documenti"),
    path("<int:anno>/comincia/", comincia, name="documento-begin"),
    path("<int:anno>/chiedi/", chiedi, name="stesura-ask"),
    path("<int:anno>/approvazione/", approvazione, name="approvazione"),
    path("<int:anno>/prove/", prove, name="prove"),
    path("<int:anno>/prove/scarica/", scarica_prove, name="prove-download"),
    path("stesure/<int:pk>/annulla/", annulla, name="stesura-cancel"),
    path("stesure/<int:pk>/scarica/", scarica, name="stesura-download"),
]
