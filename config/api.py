"""The addresses of the API, version 1: each resource comes from the app that it belongs to."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import TemplateView
from rest_framework.routers import SimpleRouter

from contesto.api.bilancio import VoceBilancioRisorsa
from contesto.api.tavole import TavolaRisorsa
from cruscotto.api.albero import (
    AreaStrategicaRisorsa,
    ObiettivoOperativoRisorsa,
    ObiettivoStrategicoRisorsa,
    ProgrammaRisorsa,
    ProspettivaRisorsa,
)
from cruscotto.api.atti_rilevazione import RilevazioneApi
from cruscotto.api.ciclo import CicloRisorsa, PeriodoRisorsa
from cruscotto.api.collocazioni import CollocazioneRisorsa
from cruscotto.api.cruscotti import CruscottoRisorsa
from cruscotto.api.evidenze import EvidenzaRisorsa
from cruscotto.api.importazioni import ImportazioneRisorsa
from cruscotto.api.indicatori import IndicatoreRisorsa
from cruscotto.api.interventi import InterventoRisorsa
from cruscotto.api.riaperture import RiaperturaRisorsa
from ente.api.enti import AreaRisorsa, EnteRisorsa, UfficioRisorsa
from ente.api.niente import Niente
from ente.api.registro import AttoRisorsa
from ente.api.servizio import Descrizione, Salute
from relazione.api.conti import ContoRisorsa
from relazione.api.documenti import DocumentoRisorsa
from relazione.api.lavori import LavoroRisorsa

router = SimpleRouter()
router.trailing_slash = "/?"  # as the description has them, without; and as they were, with
router.register("enti", EnteRisorsa, basename="ente")
router.register("aree", AreaRisorsa, basename="area")
router.register("uffici", UfficioRisorsa, basename="ufficio")
router.register("cicli", CicloRisorsa, basename="ciclo")
router.register("periodi", PeriodoRisorsa, basename="periodo")
router.register("prospettive", ProspettivaRisorsa, basename="prospettiva")
router.register("aree-strategiche", AreaStrategicaRisorsa, basename="area-strategica")
router.register("obiettivi-strategici", ObiettivoStrategicoRisorsa, basename="obiettivo-strategico")
router.register("programmi", ProgrammaRisorsa, basename="programma")
router.register("obiettivi-operativi", ObiettivoOperativoRisorsa, basename="obiettivo-operativo")
router.register("indicatori", IndicatoreRisorsa, basename="indicatore")
router.register("cruscotti", CruscottoRisorsa, basename="cruscotto")
router.register("collocazioni", CollocazioneRisorsa, basename="collocazione")
router.register("rilevazioni", RilevazioneApi, basename="rilevazione")
router.register("evidenze", EvidenzaRisorsa, basename="evidenza")
router.register("riaperture", RiaperturaRisorsa, basename="riapertura")
router.register("tavole", TavolaRisorsa, basename="tavola")
router.register("bilancio", VoceBilancioRisorsa, basename="voce-bilancio")
router.register("interventi", InterventoRisorsa, basename="intervento")
router.register("registro", AttoRisorsa, basename="atto")
router.register("importazioni", ImportazioneRisorsa, basename="importazione")
router.register("conti", ContoRisorsa, basename="conto")
router.register("documenti", DocumentoRisorsa, basename="documento")
router.register("lavori", LavoroRisorsa, basename="lavoro")

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    *router.urls,
    re_path("^schema/?$", Descrizione.as_view(), name="schema"),
    path("status", Salute.as_view(), name="status"),
    path("docs/", TemplateView.as_view(template_name="api/docs.html"), name="docs"),
    re_path("", Niente.as_view(), name="niente"),
]
