from __future__ import annotations

from dataclasses import fields
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property
from django_tasks_db.models import DBTaskResult

from cruscotto.admin.del_ciclo import AdminDelCiclo, RigheDelCiclo
from cruscotto.admin.fogli import COLLOCAZIONI, INDICATORI, INTERVENTI, RILEVAZIONI
from cruscotto.admin.pesi import ConAreaPesata, ConPeso, ConTipoPesato, NodiPesati
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.formule import controlla_formula
from cruscotto.aritmetica.punteggio import RegolaNonValida
from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import (
    AreaStrategica,
    Avviso,
    Ciclo,
    Collocazione,
    Criticita,
    Cruscotto,
    DocumentoCiclo,
    Evidenza,
    FasciaSemaforo,
    FaseIndicatore,
    ImpostazioniMisura,
    ImpostazioniSolleciti,
    Indicatore,
    InterventoEconomico,
    Messaggio,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoStrategico,
    Operando,
    Periodo,
    PreferenzaAvviso,
    Prospettiva,
    Riapertura,
    Rilevazione,
    SchedaRisultato,
    SeguitoAzione,
    Sollecito,
    StatoPeriodo,
    ValoreAtteso,
    ValoreStorico,
    VoceRisultato,
)
from cruscotto.pianificazione.actions.regole_indicatore import RegoleIndicatore
from cruscotto.pianificazione.definizione import errore_fasi, errore_storico, errori_definizione, ultimo_adottato
from cruscotto.pianificazione.forms.regola import leggi_punti
from cruscotto.valori.calcolati import definizione, leggi_grafo
from ente.admin_base import AdminPerEnte, RigheAggiornate, RigheInterne
from ente.admin_fogli import ConFogli

admin.site.unregister(DBTaskResult)  # the queue is of all bodies: how a job goes the page of its import says

CON_GLI_ATTI = "Si legge: cambia con gli atti delle sue pagine, che ne tengono la storia."


class PeriodiFermi(RigheAggiornate):
    def ferma(self, riga: Periodo) -> bool:
        return riga.stato == StatoPeriodo.CHIUSO


class PeriodiInterni(RigheDelCiclo):
    """Periods open and close by the acts of the page of the close; a closed one stays as it is."""

    verbose_name_plural = "periodi: quelli chiusi non cambiano"
    model = Periodo
    formset = PeriodiFermi
    readonly_fields = ["stato"]


class DocumentiInterni(RigheDelCiclo):
    model = DocumentoCiclo


@admin.register(Ciclo)
class CicloAdmin(AdminDelCiclo):
    """The state and the act of approval change by the acts of the page of the close, that of the Plan on its page."""

    readonly_fields = [
        "stato",
        "approvazione_organo",
        "approvazione_numero",
        "approvazione_data",
        "motivo_ritardo",
        "piano_organo",
        "piano_numero",
        "piano_data",
        "piano_motivo_ritardo",
        "dimostrativo",
    ]
    list_display = ["anno", "ente", "stato", "cadenza", "approvazione_numero", "approvazione_data"]
    list_filter = ["stato", "anno"]
    list_select_related = ["ente"]
    search_fields = ["=anno", "vision"]
    inlines = [PeriodiInterni, DocumentiInterni]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        aiuti = dict.fromkeys(("stato", "approvazione_organo"), "Cambia con gli atti della chiusura.")
        aiuti["piano_organo"] = "Cambia nella pagina del Piano."
        return super().get_form(request, obj, change=change, help_texts=aiuti, **kwargs)


CON_L_ANTEPRIMA = "Si legge: cambia nella pagina «Come misura l'ente», che prima mostra quali SAL cambiano e di quanto."
PESO_ALTROVE = {"peso": "Cambia nella pagina dei pesi del cruscotto, che prima mostra quali SAL cambiano e di quanto."}
REGOLE_ALTROVE = "Cambia nella pagina delle regole dell'indicatore, che prima mostra quali SAL cambiano e di quanto."
REGOLE = [f.name for f in fields(RegoleIndicatore) if f.name != "operandi"]


class FasceInterne(RigheInterne):
    sola_lettura = CON_L_ANTEPRIMA
    model = FasciaSemaforo


@admin.register(ImpostazioniMisura)
class ImpostazioniMisuraAdmin(AdminPerEnte):
    sola_lettura = CON_L_ANTEPRIMA
    list_display = ["ente", "regola", "minimo", "massimo", "mancanti", "decimali"]
    inlines = [FasceInterne]


@admin.register(Prospettiva)
class ProspettivaAdmin(ConPeso):
    readonly_fields = ["peso"]
    list_display = ["nome", "ciclo", "ordine", "peso"]
    list_filter = ["ciclo__anno"]
    search_fields = ["nome"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, help_texts=PESO_ALTROVE, **kwargs)


@admin.register(AreaStrategica)
class AreaStrategicaAdmin(ConPeso):
    readonly_fields = ["peso"]
    list_display = ["numero", "nome", "ciclo"]
    list_display_links = ["nome"]
    list_filter = ["ciclo__anno"]
    search_fields = ["nome"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, help_texts=PESO_ALTROVE, **kwargs)


class NodiInterni(RigheDelCiclo):
    model = ObiettivoInProspettiva
    lette_con = ("prospettiva", "obiettivo")
    formset = NodiPesati
    readonly_fields = ["peso"]


@admin.register(ObiettivoStrategico)
class ObiettivoStrategicoAdmin(ConAreaPesata):
    list_display = ["numero", "nome", "area_strategica", "ciclo"]
    list_display_links = ["nome"]
    list_filter = ["ciclo__anno"]
    list_select_related = ["area_strategica", "ciclo"]
    search_fields = ["nome"]
    inlines = [NodiInterni]


class NessoForm(ModelForm):  # type: ignore[type-arg]
    def clean(self) -> dict[str, Any]:
        dati: dict[str, Any] = super().clean() or self.cleaned_data
        if dati.get("da") and dati.get("da") == dati.get("a"):
            self.add_error("a", "Un obiettivo non sostiene se stesso: sceglietene un altro.")
        return dati


@admin.register(Nesso)
class NessoAdmin(AdminDelCiclo):
    form = NessoForm
    list_display = ["da", "a", "anno"]
    list_select_related = ["da__prospettiva", "da__obiettivo__ciclo", "a__prospettiva", "a__obiettivo"]
    list_filter = ["da__obiettivo__ciclo__anno"]
    search_fields = ["da__obiettivo__nome", "a__obiettivo__nome", "da__prospettiva__nome", "a__prospettiva__nome"]

    @admin.display(description="anno", ordering="da__obiettivo__ciclo__anno")
    def anno(self, nesso: Nesso) -> int:
        return nesso.da.obiettivo.ciclo.anno


@admin.register(Cruscotto)
class CruscottoAdmin(AdminDelCiclo):
    list_display = ["titolo", "codice", "tipo", "area", "ciclo"]
    list_filter = ["ciclo__anno", "tipo"]
    list_select_related = ["area", "ciclo"]
    search_fields = ["titolo", "codice"]


class FasiPesate(RigheAggiornate):
    """The phases of an indicator: their weights sum, as on the site. Those of before of one that has none any more may
    be mended and taken away, not added."""

    def clean(self) -> None:
        super().clean()
        restano = [f for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        fasi = [(f.cleaned_data.get("nome", ""), f.cleaned_data.get("peso")) for f in restano]
        misurate = self.instance.tipo == Tipo.FASI or any(f.instance.pk is None for f in restano)
        if any(self.errors) or not self.has_changed() or not misurate or None in [peso for _, peso in fasi]:
            return
        if detto := errore_fasi(self.instance.tipo, fasi):
            raise ValidationError(detto)


class FasiInterne(RigheInterne):
    model = FaseIndicatore
    formset = FasiPesate


class StoricoFermo(RigheAggiornate):
    """Earlier years are what adopted Relazioni were measured against: those of an indicator that is in one stay."""

    @cached_property
    def ultimo_adottato(self) -> int:
        return ultimo_adottato(self.instance.pk)

    def ferma(self, riga: ValoreStorico) -> bool:
        return riga.anno <= self.ultimo_adottato

    def clean(self) -> None:
        super().clean()
        for form in self.forms:
            anno = form.cleaned_data.get("anno") if form.has_changed() else None
            if anno is not None and (detto := errore_storico(anno, self.ultimo_adottato)):
                form.add_error("anno", detto)


class StoricoInterno(RigheInterne):
    verbose_name_plural = "valori storici: quelli fino all'ultima Relazione adottata non cambiano"
    model = ValoreStorico
    formset = StoricoFermo


class OperandiNuovi(RigheAggiornate):
    """The operands of an indicator that is being added: what its formula wants of them is asked here."""

    def clean(self) -> None:
        super().clean()
        scelti = [f.cleaned_data for f in self.forms if f.cleaned_data and not f.cleaned_data.get("DELETE")]
        altri = [d["altro"] for d in sorted(scelti, key=lambda d: d.get("ordine") or 0) if d.get("altro")]
        propria = definizione(self.instance, (altro.pk for altro in altri))
        if any(self.errors) or not (altri or propria.formula):
            return
        if not propria.formula:
            raise ValidationError("Senza una formula questi indicatori non servono: sceglietela, o toglieteli.")
        if propria.accumulo != Accumulo.ULTIMO:
            raise ValidationError(
                "Un indicatore calcolato non accumula, accumulano i suoi operandi: scegliete «ultimo»."
            )
        grafo = {a.pk: definizione(a) for a in altri} | leggi_grafo(self.instance.ente_id) | {0: propria}
        try:
            controlla_formula(0, grafo)
        except RegolaNonValida as errore:
            raise ValidationError(str(errore)) from None


class OperandiInterni(RigheInterne):
    model = Operando
    fk_name = "indicatore"
    formset = OperandiNuovi
    lette_con = ("altro",)
    verbose_name_plural = "operandi: gli indicatori da cui si calcola, nell'ordine della formula"

    def blocco(self, request: HttpRequest, obj: Any = None) -> str:
        """Those of an indicator that is there change with its formula."""
        return REGOLE_ALTROVE if obj is not None and obj.pk is not None else ""


class DefinizioneForm(ModelForm):  # type: ignore[type-arg]
    """What a definition cannot be is what the site refuses too (``pianificazione.definizione``)."""

    def clean_punti_scala(self) -> list[str]:
        return [leggi_punti(punti) for punti in self.cleaned_data["punti_scala"]]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            for nome, frase in errori_definizione(self.instance).items():
                self.add_error(nome if nome in self.fields else None, frase)


@admin.register(Indicatore)
class IndicatoreAdmin(ConFogli, ConTipoPesato):
    form = DefinizioneForm
    genere_importato = "indicatori"
    resource_classes = [INDICATORI]
    lette_per_foglio = ("ufficio",)
    prima_lette_per_foglio = ("operandi__altro",)
    list_display = ["codice", "nome", "tipo", "direzione", "pira", "ufficio"]
    list_display_links = ["nome"]
    list_filter = ["tipo", "direzione", "pira", ("ufficio", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["ufficio"]
    search_fields = ["nome", "codice", "descrizione"]
    inlines = [FasiInterne, OperandiInterni, StoricoInterno]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The rules of an indicator that is there change on their own page; with a target its kind stays."""
        if obj is None:
            return []
        return [*REGOLE, *(["tipo"] if obj.valori_attesi.exists() else [])]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        altrove = dict.fromkeys(REGOLE, REGOLE_ALTROVE) if obj else None
        return super().get_form(request, obj, change=change, help_texts=altrove, **kwargs)


@admin.register(Collocazione)
class CollocazioneAdmin(ConFogli, ConPeso):
    genere_importato = "indicatori"
    resource_classes = [COLLOCAZIONI]
    lette_per_foglio = ("cruscotto__ciclo", "indicatore", "nodo__prospettiva", "nodo__obiettivo", "programma")
    list_display = ["etichetta", "cruscotto", "nodo", "peso", "sal_pubblicato", "riga_fonte"]
    list_filter = ["cruscotto__ciclo__anno", ("cruscotto", admin.RelatedOnlyFieldListFilter), "pira"]
    list_select_related = ["cruscotto", "nodo__prospettiva", "nodo__obiettivo"]
    search_fields = ["etichetta", "indicatore__codice"]
    autocomplete_fields = ["indicatore"]
    readonly_fields = ["peso"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, help_texts=PESO_ALTROVE, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Values, targets and declared SALs of its own are of this indicator: with them it stays."""
        proprie = obj is not None and obj.ha_dati_propri
        return [*super().get_readonly_fields(request, obj), *(["indicatore", "rilevata_a_parte"] if proprie else [])]


@admin.register(ValoreAtteso)
class ValoreAttesoAdmin(AdminPerEnte):
    """Targets are read here: they change by import or by an act of rimodulazione, which keeps the old one."""

    sola_lettura = CON_GLI_ATTI
    list_display = ["indicatore", "testo", "tipo", "verso", "versione", "collocazione"]
    list_filter = ["ciclo__anno", "tipo"]
    list_select_related = ["indicatore", "collocazione"]
    search_fields = ["indicatore__nome", "indicatore__codice", "testo"]


@admin.register(Rilevazione)
class RilevazioneAdmin(ConFogli, AdminPerEnte):
    """Actuals are read here: they are entered and validated in their own pages."""

    genere_importato = "rilevazioni"
    resource_classes = [RILEVAZIONI]
    lette_per_foglio = ("indicatore", "periodo__ciclo", "collocazione")
    sola_lettura = CON_GLI_ATTI
    list_display = ["indicatore", "testo", "periodo", "stato", "collocazione"]
    list_filter = ["periodo__ciclo__anno", "stato", "tipo"]
    list_select_related = ["indicatore", "periodo", "collocazione"]
    search_fields = ["indicatore__nome", "indicatore__codice", "testo"]


@admin.register(Evidenza)
class EvidenzaAdmin(AdminPerEnte):
    sola_lettura = CON_GLI_ATTI
    exclude = ["file"]  # it is handed out by its own page, which asks who wants it
    list_display = ["nome", "rilevazione", "contenuto", "dimensione", "created_at", "rimossa_il"]
    list_select_related = ["rilevazione"]
    search_fields = ["nome", "rilevazione__indicatore__codice"]


@admin.register(Riapertura)
class RiaperturaAdmin(AdminPerEnte):
    sola_lettura = CON_GLI_ATTI
    list_display = ["periodo", "ufficio", "fino_al", "motivo", "da", "richiusa_il"]
    list_select_related = ["periodo", "ufficio", "da"]
    list_filter = ["periodo__ciclo__anno"]
    search_fields = ["ufficio__nome", "motivo"]


@admin.register(ImpostazioniSolleciti)
class ImpostazioniSollecitiAdmin(AdminPerEnte):
    list_display = ["ente", "primo_giorno", "ogni_giorni", "ultimo_giorno"]


@admin.register(Sollecito)
class SollecitoAdmin(AdminPerEnte):
    sola_lettura = "Si legge: i solleciti li manda il sistema, e non se ne cancella la traccia."
    list_display = ["giorno", "utente", "periodo", "valori", "inviato_il", "errore"]
    list_select_related = ["utente", "periodo"]
    list_filter = ["periodo__ciclo__anno"]
    search_fields = ["utente__username", "utente__qualifica"]
    date_hierarchy = "giorno"


@admin.register(Avviso)
class AvvisoAdmin(AdminPerEnte):
    sola_lettura = "Si legge: gli avvisi li manda il sistema, e non se ne cancella la traccia."
    list_display = ["created_at", "utente", "fatto", "quando", "inviato_il", "errore"]
    list_select_related = ["utente"]
    list_filter = ["fatto", "quando"]
    search_fields = ["utente__username", "utente__qualifica"]
    date_hierarchy = "created_at"


@admin.register(PreferenzaAvviso)
class PreferenzaAvvisoAdmin(AdminPerEnte):
    sola_lettura = "Si legge: quando ricevere le lettere lo sceglie ciascuno."
    list_display = ["utente", "fatto", "quando"]
    list_select_related = ["utente"]
    list_filter = ["fatto", "quando"]
    search_fields = ["utente__username", "utente__qualifica"]


@admin.register(Messaggio)
class MessaggioAdmin(AdminPerEnte):
    sola_lettura = "Si legge: le domande si scrivono dalle pagine dei valori, e non si cancellano."
    list_display = ["created_at", "rilevazione", "da", "testo"]
    search_fields = ["testo"]
    list_select_related = ["rilevazione", "da"]
    date_hierarchy = "created_at"


@admin.register(SeguitoAzione)
class SeguitoAzioneAdmin(AdminPerEnte):
    sola_lettura = CON_GLI_ATTI
    list_display = ["rilevazione", "stato", "entro", "concluso_il"]
    search_fields = ["rilevazione__indicatore__nome"]
    list_select_related = ["rilevazione__indicatore", "rilevazione__periodo"]
    list_filter = ["stato"]


@admin.register(InterventoEconomico)
class InterventoEconomicoAdmin(ConFogli, AdminDelCiclo):
    genere_importato = "interventi"
    resource_classes = [INTERVENTI]
    lette_per_foglio = ("ciclo", "obiettivo", "voce_bilancio")
    list_display = ["descrizione", "obiettivo", "importo", "voce_bilancio"]
    list_filter = ["ciclo__anno", ("obiettivo", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["obiettivo", "voce_bilancio"]
    search_fields = ["descrizione"]


@admin.register(Criticita)
class CriticitaAdmin(AdminDelCiclo):
    list_display = ["etichetta", "ciclo"]
    list_filter = ["ciclo__anno"]
    search_fields = ["etichetta", "criticita", "opportunita", "azioni"]


class VociRisultatoInterne(RigheDelCiclo):
    model = VoceRisultato
    fields = ["ordine", "tipo", "cifra", "etichetta"]


@admin.register(SchedaRisultato)
class SchedaRisultatoAdmin(AdminDelCiclo):
    list_display = ["titolo", "obiettivo", "ciclo"]
    list_filter = ["ciclo__anno"]
    list_select_related = ["obiettivo", "ciclo"]
    search_fields = ["titolo"]
    inlines = [VociRisultatoInterne]
