from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django_filters import rest_framework as filtri
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers

from cruscotto.controlli_valore import domande_sul_valore
from cruscotto.leggibili import rilevazioni_leggibili
from cruscotto.models import Collocazione, Rilevazione
from cruscotto.transizioni import SALVA
from ente.api.filtri import Booleano, FiltriDiChi, Intero
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Atto, Utente

ATTI = Atto.objects.filter(modello="rilevazione", chiave=OuterRef("pk"))


def _chi(persona: str) -> Case:
    """A person as the pages name them."""
    return Case(
        When(**{f"{persona}__qualifica": ""}, then=F(f"{persona}__username")), default=F(f"{persona}__qualifica")
    )


class RilevazioneSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave della rilevazione.")
    versione = serializers.IntegerField(help_text="Cresce a ogni modifica; l'ETag è chiave e versione.")
    ciclo = serializers.IntegerField(source="periodo.ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="periodo.ciclo.anno", help_text="Anno del ciclo.")
    periodo = serializers.IntegerField(source="periodo_id", help_text="Chiave del periodo.")
    periodo_numero = serializers.IntegerField(source="periodo.numero", help_text="Posto del periodo nell'anno.")
    indicatore = serializers.IntegerField(source="indicatore_id", help_text="Chiave dell'indicatore.")
    indicatore_codice = serializers.CharField(
        source="indicatore.codice", max_length=40, help_text="Codice dell'indicatore."
    )
    collocazione = serializers.IntegerField(
        source="collocazione_id", allow_null=True, help_text="La collocazione di cui è proprio; null se è di tutte."
    )
    ufficio = serializers.CharField(
        source="indicatore.ufficio.codice",
        max_length=60,
        allow_null=True,
        help_text="Codice dell'ufficio responsabile.",
    )
    stato = serializers.CharField(max_length=12, help_text="bozza, trasmessa, restituita o validata.")
    testo = serializers.CharField(max_length=200, help_text="Il valore come è scritto.")
    tipo = serializers.CharField(max_length=14, help_text="Che cosa si è letto nel testo; vuoto se non si capisce.")
    valore = Decimale(allow_null=True, help_text="Il numero letto.")
    data = serializers.DateField(allow_null=True, help_text="La data letta.")  # type: ignore[assignment]  # a field
    livello = serializers.CharField(max_length=200, help_text="Il livello letto, di una scala.")
    numeratore = Decimale(allow_null=True, help_text="Numeratore, se è scritto come rapporto.")
    denominatore = Decimale(allow_null=True, help_text="Denominatore, se è scritto come rapporto.")
    fasi = serializers.ListField(child=serializers.CharField(), help_text="Avanzamento delle fasi, in percentuale.")
    unita = serializers.CharField(max_length=40, help_text="Unità scritta.")
    avvisi = serializers.ListField(child=serializers.CharField(), help_text="Che cosa è dubbio nel testo.")
    nota = serializers.CharField(help_text="Nota dell'ufficio.")
    causa = serializers.CharField(max_length=12, help_text="Tipo di causa dello scostamento.")
    causa_scostamento = serializers.CharField(help_text="Causa dello scostamento, in parole.")
    azione_correttiva = serializers.CharField(help_text="Azione correttiva.")
    azione_entro = serializers.DateField(allow_null=True, help_text="Entro quando.")
    motivo_restituzione = serializers.CharField(help_text="Perché è stata restituita.")
    neutralizzata = serializers.BooleanField(help_text="Non entra nelle medie.")
    motivo_neutralizzazione = serializers.CharField(help_text="Perché non entra nelle medie.")
    inserita_da = serializers.CharField(allow_null=True, help_text="Qualifica di chi l'ha inserita.")
    inserita_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata inserita.")
    validata_da = serializers.CharField(allow_null=True, help_text="Qualifica di chi l'ha validata.")
    validata_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata validata.")
    aggiornata_il = serializers.DateTimeField(
        allow_null=True, help_text="Quando è cambiata l'ultima volta secondo il registro; null se non vi è scritto."
    )

    servono = ("versione",)
    espressioni = {
        "inserita_da": _chi("inserita_da"),
        "validata_da": _chi("validata_da"),
        "aggiornata_il": Subquery(ATTI.order_by("-pk").values("created_at")[:1]),
    }


ESEMPIO: dict[str, Any] = {
    "id": 3124,
    "versione": 3,
    "ciclo": 1,
    "anno": 2019,
    "periodo": 3,
    "periodo_numero": 3,
    "indicatore": 41,
    "indicatore_codice": "riscossione-diritto-annuale",
    "collocazione": None,
    "ufficio": "diritto-annuale",
    "stato": "validata",
    "testo": "73,5%",
    "tipo": "percentuale",
    "valore": "73.5",
    "data": None,
    "livello": "",
    "numeratore": None,
    "denominatore": None,
    "fasi": [],
    "unita": "%",
    "avvisi": [],
    "nota": "",
    "causa": "",
    "causa_scostamento": "",
    "azione_correttiva": "",
    "azione_entro": None,
    "motivo_restituzione": "",
    "neutralizzata": False,
    "motivo_neutralizzazione": "",
    "inserita_da": "Ufficio Diritto annuale",
    "inserita_il": "2020-01-10T09:12:00+01:00",
    "validata_da": "Dirigente Area 2",
    "validata_il": "2020-01-14T10:21:07+01:00",
    "aggiornata_il": "2020-01-14T10:21:07+01:00",
}
SCRITTA = ESEMPIO | {
    "stato": "bozza",
    "validata_da": None,
    "validata_il": None,
    "domande": ["Il valore 73,5 viene dopo 7,4, 9,9 volte: è giusto?"],
}


@extend_schema_serializer(examples=[OpenApiExample("Una riga", value=SCRITTA, response_only=True)])
class ScrittaSerializer(RilevazioneSerializer):
    """A value just written: what a person would be asked of it on the page."""

    domande = serializers.ListField(
        child=serializers.CharField(),
        help_text="Che cosa spiegare nella nota prima di trasmettere: un salto, un segno, un valore fuori misura.",
    )
    calcolati = frozenset({"domande"})

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Of a value read whole, with what acts want of it."""
        da_spiegare = instance.stato in SALVA.da and not instance.nota
        riga = self.leggi(Rilevazione.objects.filter(pk=instance.pk)).get()
        riga["domande"] = [d.frase for d in domande_sul_valore(instance)] if da_spiegare else []
        return super().to_representation(riga)


class RilevazioneFiltri(FiltriDiChi):
    ciclo = Intero(field_name="periodo__ciclo", label="Chiave del ciclo.")
    anno = Intero(field_name="periodo__ciclo__anno", label="Anno del ciclo.")
    periodo = Intero(field_name="periodo__numero", label="Posto del periodo nell'anno, da 1.")
    indicatore = filtri.CharFilter(field_name="indicatore__codice", label="Codice dell'indicatore.")
    ufficio = filtri.CharFilter(field_name="indicatore__ufficio__codice", label="Codice dell'ufficio responsabile.")
    neutralizzata = Booleano(label="Tolte dalle medie.")
    cruscotto = filtri.CharFilter(method="nel_cruscotto", label="Codice di un cruscotto che la mostra.")
    aggiornate_da = filtri.IsoDateTimeFilter(
        method="cambiate_da", label="Solo quelle cambiate da questo momento in poi, secondo il registro degli atti."
    )

    class Meta:
        model = Rilevazione
        fields = ["stato"]

    def nel_cruscotto(self, righe: QuerySet[Any], nome: str, codice: str) -> QuerySet[Any]:
        posti = Collocazione.objects.visibili_a(self.utente).filter(
            Q(pk=OuterRef("collocazione")) | Q(rilevata_a_parte=False),
            cruscotto__codice=codice,
            cruscotto__ciclo=OuterRef("periodo__ciclo"),
            indicatore=OuterRef("indicatore"),
        )
        return righe.filter(Exists(posti))

    def cambiate_da(self, righe: QuerySet[Any], nome: str, momento: Any) -> QuerySet[Any]:
        return righe.filter(Exists(ATTI.filter(created_at__gte=momento)))


def etag_di(rilevazione: Rilevazione) -> str:
    """The version of a value, as ``If-Match`` wants it."""
    return f'"{rilevazione.pk}-{rilevazione.versione}"'


@descrivi(
    "Le rilevazioni",
    "Una rilevazione, con il suo ETag",
    ESEMPIO,
)
class RilevazioneRisorsa(RisorsaDiRighe):
    """I valori rilevati che si vedono nelle pagine, ciascuno una volta anche se sta in più cruscotti."""

    serializer_class = RilevazioneSerializer
    filterset_class = RilevazioneFiltri
    ordering_fields = ("anno", "periodo_numero", "indicatore_codice", "stato")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        leggibili = rilevazioni_leggibili(utente)
        return leggibili.select_related("periodo__ciclo__ente", "indicatore__ufficio__area", "collocazione__cruscotto")

    def testate(self, riga: Mapping[str, Any]) -> dict[str, str]:
        return {"ETag": f'"{riga["pk"]}-{riga["versione"]}"'}
