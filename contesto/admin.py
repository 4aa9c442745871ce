from __future__ import annotations

from django.contrib import admin

from contesto.models import GraficoTavola, Tavola, VoceBilancio
from ente.admin_base import AdminPerEnte, RigheInterne

# What a year's Relazione prints, and this app does not know whether it has been adopted: the importers do.
SI_IMPORTA = "Tavole, grafici e bilancio si caricano da file e qui si leggono: così non cambiano dopo la Relazione."


class GraficiInterni(RigheInterne):
    sola_lettura = SI_IMPORTA
    model = GraficoTavola
    fields = ["codice", "titolo", "tipo", "unita", "alternativa"]


@admin.register(Tavola)
class TavolaAdmin(AdminPerEnte):
    sola_lettura = SI_IMPORTA
    list_display = ["titolo", "anno", "tema", "sezione"]
    list_filter = ["anno", "tema"]
    search_fields = ["titolo", "codice", "fonte"]
    inlines = [GraficiInterni]


@admin.register(VoceBilancio)
class VoceBilancioAdmin(AdminPerEnte):
    sola_lettura = SI_IMPORTA
    list_display = ["codice", "etichetta", "anno", "preventivo", "aggiornamento", "consuntivo", "differenza"]
    list_display_links = ["etichetta"]
    list_filter = ["anno", "tipo"]
    search_fields = ["etichetta", "codice"]
