from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms import ModelChoiceField, ModelForm
from django.http import HttpRequest

from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Criticita,
    Cruscotto,
    DocumentoCiclo,
    FasciaSemaforo,
    FaseIndicatore,
    ImpostazioniMisura,
    Indicatore,
    InterventoEconomico,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Periodo,
    Prospettiva,
    Rilevazione,
    SchedaRisultato,
    ValoreAtteso,
    ValoreStorico,
    VoceRisultato,
)
from ente.admin_base import AdminPerEnte, RigheInterne, righe_di


class PeriodiInterni(RigheInterne):
    model = Periodo


class DocumentiInterni(RigheInterne):
    model = DocumentoCiclo


@admin.register(Ciclo)
class CicloAdmin(AdminPerEnte):
    list_display = ["anno", "ente", "stato", "cadenza", "approvazione_numero", "approvazione_data"]
    list_filter = ["stato", "anno"]
    list_select_related = ["ente"]
    search_fields = ["=anno", "vision"]
    inlines = [PeriodiInterni, DocumentiInterni]


class FasceInterne(RigheInterne):
    model = FasciaSemaforo


@admin.register(ImpostazioniMisura)
class ImpostazioniMisuraAdmin(AdminPerEnte):
    list_display = ["ente", "regola", "minimo", "massimo", "mancanti", "decimali"]
    inlines = [FasceInterne]


@admin.register(Prospettiva)
class ProspettivaAdmin(AdminPerEnte):
    list_display = ["nome", "ciclo", "ordine", "peso"]
    list_filter = ["ciclo__anno"]
    search_fields = ["nome"]


@admin.register(AreaStrategica)
class AreaStrategicaAdmin(AdminPerEnte):
    list_display = ["numero", "nome", "ciclo"]
    list_display_links = ["nome"]
    list_filter = ["ciclo__anno"]
    search_fields = ["nome"]


class NodiInterni(RigheInterne):
    model = ObiettivoInProspettiva


@admin.register(ObiettivoStrategico)
class ObiettivoStrategicoAdmin(AdminPerEnte):
    list_display = ["numero", "nome", "area_strategica", "ciclo"]
    list_display_links = ["nome"]
    list_filter = ["ciclo__anno"]
    list_select_related = ["area_strategica", "ciclo"]
    search_fields = ["nome"]
    inlines = [NodiInterni]


class NodoScelto(ModelChoiceField):  # type: ignore[type-arg]
    """A node as who draws the map looks for it: year, prospettiva, objective."""

    def label_from_instance(self, obj: ObiettivoInProspettiva) -> str:
        return f"{obj.obiettivo.ciclo.anno} · {obj}"


class NessoForm(ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or self.cleaned_data
        if dati.get("da") and dati.get("da") == dati.get("a"):
            self.add_error("a", "Un obiettivo non sostiene se stesso: sceglietene un altro.")
        return dati


@admin.register(Nesso)
class NessoAdmin(AdminPerEnte):
    form = NessoForm
    list_display = ["da", "a", "anno"]
    list_select_related = ["da__prospettiva", "da__obiettivo__ciclo", "a__prospettiva", "a__obiettivo"]
    list_filter = ["da__obiettivo__ciclo__anno"]
    search_fields = ["da__obiettivo__nome", "a__obiettivo__nome", "da__prospettiva__nome", "a__prospettiva__nome"]

    @admin.display(description="anno", ordering="da__obiettivo__ciclo__anno")
    def anno(self, nesso: Nesso) -> int:
        return nesso.da.obiettivo.ciclo.anno

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Nodes of the own body, latest year first, written with their year and read in one query."""
        nodi = righe_di(request, ObiettivoInProspettiva).select_related("prospettiva", "obiettivo__ciclo")
        ordine = ("-obiettivo__ciclo__anno", "prospettiva__ordine", "obiettivo__numero")
        kwargs |= {"queryset": nodi.order_by(*ordine), "form_class": NodoScelto}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Cruscotto)
class CruscottoAdmin(AdminPerEnte):
    list_display = ["titolo", "codice", "tipo", "area", "ciclo"]
    list_filter = ["ciclo__anno", "tipo"]
    list_select_related = ["area", "ciclo"]
    search_fields = ["titolo", "codice"]


class FasiInterne(RigheInterne):
    model = FaseIndicatore


class StoricoInterno(RigheInterne):
    model = ValoreStorico


@admin.register(Indicatore)
class IndicatoreAdmin(AdminPerEnte):
    list_display = ["codice", "nome", "tipo", "direzione", "pira", "ufficio"]
    list_display_links = ["nome"]
    list_filter = ["tipo", "direzione", "pira", ("ufficio", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["ufficio"]
    search_fields = ["nome", "codice", "descrizione"]
    inlines = [FasiInterne, StoricoInterno]


@admin.register(Collocazione)
class CollocazioneAdmin(AdminPerEnte):
    list_display = ["etichetta", "cruscotto", "nodo", "peso", "sal_pubblicato", "riga_fonte"]
    list_filter = ["cruscotto__ciclo__anno", ("cruscotto", admin.RelatedOnlyFieldListFilter), "pira"]
    list_select_related = ["cruscotto", "nodo__prospettiva", "nodo__obiettivo"]
    search_fields = ["etichetta", "indicatore__codice"]
    raw_id_fields = ["indicatore", "programma", "obiettivo_operativo"]


@admin.register(ValoreAtteso)
class ValoreAttesoAdmin(AdminPerEnte):
    """Targets are read here: they change by import or by an act of rimodulazione, which keeps the old one."""

    sola_lettura = True
    list_display = ["indicatore", "testo", "tipo", "verso", "versione", "collocazione"]
    list_filter = ["ciclo__anno", "tipo"]
    list_select_related = ["indicatore", "collocazione"]
    search_fields = ["indicatore__nome", "indicatore__codice", "testo"]


@admin.register(Rilevazione)
class RilevazioneAdmin(AdminPerEnte):
    """Actuals are read here: they are entered and validated in their own pages."""

    sola_lettura = True
    list_display = ["indicatore", "testo", "periodo", "stato", "collocazione"]
    list_filter = ["periodo__ciclo__anno", "stato", "tipo"]
    list_select_related = ["indicatore", "periodo", "collocazione"]
    search_fields = ["indicatore__nome", "indicatore__codice", "testo"]


@admin.register(InterventoEconomico)
class InterventoEconomicoAdmin(AdminPerEnte):
    list_display = ["descrizione", "obiettivo", "importo", "voce_bilancio"]
    list_filter = ["ciclo__anno", ("obiettivo", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["obiettivo", "voce_bilancio"]
    search_fields = ["descrizione"]


@admin.register(Criticita)
class CriticitaAdmin(AdminPerEnte):
    list_display = ["etichetta", "ciclo"]
    list_filter = ["ciclo__anno"]
    search_fields = ["etichetta", "criticita", "opportunita", "azioni"]


class VociRisultatoInterne(RigheInterne):
    model = VoceRisultato
    fields = ["ordine", "tipo", "cifra", "etichetta"]


@admin.register(SchedaRisultato)
class SchedaRisultatoAdmin(AdminPerEnte):
    list_display = ["titolo", "obiettivo", "ciclo"]
    list_filter = ["ciclo__anno"]
    list_select_related = ["obiettivo", "ciclo"]
    search_fields = ["titolo"]
    inlines = [VociRisultatoInterne]
