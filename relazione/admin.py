from __future__ import annotations

from django.contrib import admin

from cruscotto.admin_ciclo import AdminDelCiclo
from relazione.models import Relazione, Sezione


@admin.register(Relazione)
class RelazioneAdmin(AdminDelCiclo):
    list_display = ["titolo", "ciclo", "data_documento"]
    list_select_related = ["ciclo"]
    search_fields = ["titolo"]


@admin.register(Sezione)
class SezioneAdmin(AdminDelCiclo):
    list_display = ["numero", "titolo", "livello", "relazione"]
    list_display_links = ["titolo"]
    list_filter = ["relazione__ciclo__anno", "livello"]
    list_select_related = ["relazione"]
    search_fields = ["numero", "titolo", "testo"]
