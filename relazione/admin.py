from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from cruscotto.admin.del_ciclo import AdminDelCiclo
from cruscotto.admin.pagine import CON_GLI_ATTI
from ente.admin_base import AdminPerEnte
from relazione.models import CriterioOiv, Documento, Sezione, VersioneSezione


@admin.register(CriterioOiv)
class CriterioOivAdmin(AdminPerEnte):
    """The body's own criteria of validation; the ready ones are in the program."""

    list_display = ["titolo", "codice", "valido_dal", "valido_al", "escluso"]
    list_filter = ["escluso"]
    search_fields = ["codice", "titolo", "domanda"]


@admin.register(Documento)
class DocumentoAdmin(AdminDelCiclo):
    """Its title and its date are written here. It is not deleted: the texts of its sections would go with it."""

    list_display = ["titolo", "tipo", "ciclo", "data_documento"]
    list_select_related = ["ciclo"]
    list_filter = ["tipo", "ciclo__anno"]
    search_fields = ["titolo"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Sezione)
class SezioneAdmin(AdminDelCiclo):
    """Sections are read here: they are written in their own pages, which keep every text."""

    sola_lettura = CON_GLI_ATTI
    list_display = ["ordine", "titolo", "codice", "livello", "riservata", "stato", "documento"]
    list_display_links = ["titolo"]
    list_filter = ["documento__ciclo__anno", "livello", "riservata", "stato"]
    list_select_related = ["documento"]
    search_fields = ["codice", "titolo", "testo"]


@admin.register(VersioneSezione)
class VersioneSezioneAdmin(AdminDelCiclo):
    sola_lettura = "Si legge: la storia dei testi non si modifica e non si cancella."
    list_display = ["titolo", "codice", "numero", "origine", "scritta_da", "created_at", "documento"]
    list_filter = ["documento__ciclo__anno", "origine"]
    list_select_related = ["documento", "scritta_da"]
    search_fields = ["codice", "titolo", "testo"]
