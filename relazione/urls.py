from django.urls import path

from relazione.pubblicazione.views.approvazione import approvazione
from relazione.pubblicazione.views.controlli import accetta as accetta_controllo
from relazione.pubblicazione.views.controlli import controlli
from relazione.pubblicazione.views.controlli import ritira as ritira_controllo
from relazione.pubblicazione.views.documenti import annulla, chiedi, comincia, documenti, inizio, scarica
from relazione.pubblicazione.views.edizioni import (
    correggi,
    edizioni,
    firma,
    non_valida,
    pubblica,
    restituisci,
    rispondi,
    ritira,
    scarica_sigillato,
    sigilla,
    valida,
)
from relazione.pubblicazione.views.prove import prove, scarica_prove
from relazione.pubblicazione.views.scheda_area import scheda_area
from relazione.pubblicazione.views.schema import aggiungi, comincia_da_prima, riporta, schema, sposta, togli
from relazione.pubblicazione.views.scrittura import da_completare, scrittura
from relazione.pubblicazione.views.scritture import scritture
from relazione.pubblicazione.views.sezione import accetta, anteprima, frasi, sezione, voci
from relazione.pubblicazione.views.storia import ripristina, storia
from relazione.pubblicazione.views.validazione import aggiungi as aggiungi_carta
from relazione.pubblicazione.views.validazione import esamina, giudica, scarica_carta, validazione
from relazione.pubblicazione.views.validazione import togli as togli_carta

app_name = "relazione"
_DOCUMENTO = "<int:anno>/<int:pk>"
_SEZIONE = f"{_DOCUMENTO}/sezioni/<slug:codice>"
urlpatterns = [
    path("", inizio, name="inizio"),
    path("<int:anno>/", documenti, name="documenti"),
    path("<int:anno>/comincia/", comincia, name="documento-begin"),
    path("<int:anno>/chiedi/", chiedi, name="stesura-ask"),
    path("<int:anno>/approvazione/", approvazione, name="approvazione"),
    path("<int:anno>/controlli/", controlli, name="controlli"),
    path("<int:anno>/controlli/accetta/", accetta_controllo, name="controllo-accept"),
    path("<int:anno>/controlli/ritira/", ritira_controllo, name="controllo-withdraw"),
    path("<int:anno>/validazione/", validazione, name="validazione"),
    path("<int:anno>/validazione/esame/", esamina, name="esame-begin"),
    path("<int:anno>/validazione/carte/", aggiungi_carta, name="carta-add"),
    path("<int:anno>/validazione/carte/<int:pk>/", scarica_carta, name="carta-download"),
    path("<int:anno>/validazione/carte/<int:pk>/togli/", togli_carta, name="carta-remove"),
    path("<int:anno>/validazione/criteri/<slug:codice>/", giudica, name="criterio-judge"),
    path("<int:anno>/edizioni/", edizioni, name="edizioni"),
    path("<int:anno>/edizioni/sigilla/", sigilla, name="edizione-seal"),
    path("<int:anno>/edizioni/<int:numero>/restituisci/", restituisci, name="edizione-return"),
    path("<int:anno>/edizioni/<int:numero>/rispondi/", rispondi, name="edizione-answer"),
    path("<int:anno>/edizioni/<int:numero>/valida/", valida, name="edizione-validate"),
    path("<int:anno>/edizioni/<int:numero>/non-valida/", non_valida, name="edizione-refuse"),
    path("<int:anno>/edizioni/<int:numero>/pubblica/", pubblica, name="edizione-publish"),
    path("<int:anno>/edizioni/<int:numero>/correggi/", correggi, name="edizione-correct"),
    path("<int:anno>/edizioni/<int:numero>/ritira/", ritira, name="edizione-withdraw"),
    path("<int:anno>/sigillati/<int:pk>/", scarica_sigillato, name="sigillato-download"),
    path("<int:anno>/sigillati/<int:pk>/firma/", firma, name="sigillato-sign"),
    path("<int:anno>/aree/<slug:codice>/scheda.pdf", scheda_area, name="area-download"),
    path("<int:anno>/prove/", prove, name="prove"),
    path("<int:anno>/prove/scarica/", scarica_prove, name="prove-download"),
    path("stesure/<int:pk>/annulla/", annulla, name="stesura-cancel"),
    path("stesure/<int:pk>/scarica/", scarica, name="stesura-download"),
    path("<int:anno>/da-scrivere/", scritture, name="scritture"),
    path("<int:anno>/riporta/", comincia_da_prima, name="documento-carry"),
    path(f"{_DOCUMENTO}/scrivi/", scrittura, name="scrittura"),
    path(f"{_DOCUMENTO}/da-completare/", da_completare, name="scrittura-missing"),
    path(f"{_DOCUMENTO}/riporta/", riporta, name="narrativa-carry"),
    path(f"{_DOCUMENTO}/aggiungi/", aggiungi, name="sezione-add"),
    path(f"{_SEZIONE}/", sezione, name="sezione"),
    path(f"{_SEZIONE}/anteprima/", anteprima, name="sezione-preview"),
    path(f"{_SEZIONE}/voci/", voci, name="sezione-entries"),
    path(f"{_SEZIONE}/frasi/", frasi, name="sezione-sentences"),
    path(f"{_SEZIONE}/accetta/", accetta, name="sezione-accept"),
    path(f"{_SEZIONE}/schema/", schema, name="sezione-define"),
    path(f"{_SEZIONE}/sposta/", sposta, name="sezione-move"),
    path(f"{_SEZIONE}/togli/", togli, name="sezione-remove"),
    path(f"{_SEZIONE}/storia/", storia, name="sezione-history"),
    path(f"{_SEZIONE}/storia/<int:numero>/ripristina/", ripristina, name="sezione-restore"),
]
