from __future__ import annotations

from django.contrib import admin

from contesto.models import GraficoTavola, Tavola, VoceBilancio
from ente.admin_base import AdminPerEnte, RigheInterne


class GraficiInterni(RigheInterne):
    model = GraficoTavola
    fields = ["codice", "titolo", "tipo", "unita", "alternativa"]


@admin.register(Tavola)
class TavolaAdmin(AdminPerEnte):
    list_display = ["titolo", "anno", "tema", "sezione"]
    list_filter = ["anno", "tema"]
    search_fields = ["titolo", "codice", "fonte"]
    inlines = [GraficiInterni]


@admin.register(VoceBilancio)
class VoceBilancioAdmin(AdminPerEnte):
    list_display = ["codice", "etichetta", "anno", "preventivo", "aggiornamento", "consuntivo", "differenza"]
    list_display_links = ["etichetta"]
    list_filter = ["anno", "tipo"]
    search_fields = ["etichetta", "codice"]
