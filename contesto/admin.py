from __future__ import annotations

from django.contrib import admin

from contesto.models import GraficoTavola, Tavola, VoceBilancio
from ente.admin_base import AdminPerEnte, RigheInterne
from ente.admin_fogli import ConFogli, risorsa

# What a year's Relazione prints, and this app does not know whether it has been adopted: the importers do.
SI_IMPORTA = "Tavole, grafici e bilancio si caricano da file e qui si leggono: così non cambiano dopo la Relazione."

TAVOLE = risorsa(
    "TavoleResource",
    {
        "Anno": "anno",
        "Tema": "tema",
        "Codice": "codice",
        "Tavola": "titolo",
        "Territorio": "territorio",
        "Unità": "unita",
        "Anno dei dati": "anno_dati",
        "Fonte": "fonte",
        "Sezione": "sezione",
    },
)
BILANCIO = risorsa(
    "BilancioResource",
    {
        "Ordine": "ordine",
        "Codice": "codice",
        "Voce": "etichetta",
        "Tipo": "tipo",
        "Sezione": "sezione",
        "Preventivo": "preventivo",
        "Aggiornamento": "aggiornamento",
        "Consuntivo": "consuntivo",
        "Differenza": "differenza",
        "Commento": "commento",
        "Riga della fonte": "riga_fonte",
    },
)


class GraficiInterni(RigheInterne):
    sola_lettura = SI_IMPORTA
    model = GraficoTavola
    fields = ["codice", "titolo", "tipo", "unita", "alternativa"]


@admin.register(Tavola)
class TavolaAdmin(ConFogli, AdminPerEnte):
    genere_importato = "tavola"
    resource_classes = [TAVOLE]
    sola_lettura = SI_IMPORTA
    list_display = ["titolo", "anno", "tema", "sezione"]
    list_filter = ["anno", "tema"]
    search_fields = ["titolo", "codice", "fonte"]
    inlines = [GraficiInterni]


@admin.register(VoceBilancio)
class VoceBilancioAdmin(ConFogli, AdminPerEnte):
    genere_importato = "bilancio"
    resource_classes = [BILANCIO]
    sola_lettura = SI_IMPORTA
    list_display = ["codice", "etichetta", "anno", "preventivo", "aggiornamento", "consuntivo", "differenza"]
    list_display_links = ["etichetta"]
    list_filter = ["anno", "tipo"]
    search_fields = ["etichetta", "codice"]
