from __future__ import annotations

from django.contrib import admin

from cruscotto.admin.del_ciclo import AdminDelCiclo
from relazione.models import Documento, Sezione


@admin.register(Documento)
class DocumentoAdmin(AdminDelCiclo):
    list_display = ["titolo", "tipo", "ciclo", "data_documento"]
    list_select_related = ["ciclo"]
    list_filter = ["tipo", "ciclo__anno"]
    search_fields = ["titolo"]


@admin.register(Sezione)
class SezioneAdmin(AdminDelCiclo):
    list_display = ["ordine", "titolo", "codice", "livello", "riservata", "stato", "documento"]
    list_display_links = ["titolo"]
    list_filter = ["documento__ciclo__anno", "livello", "riservata", "stato"]
    list_select_related = ["documento"]
    search_fields = ["codice", "titolo", "testo"]
