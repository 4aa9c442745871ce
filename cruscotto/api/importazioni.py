"""Imports for programs: upload, preview, answers, confirmation, undoing. The same acts as the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, TypeVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.urls import reverse
from django_filters import rest_framework as filtri
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import (
    carica_importazione,
    conferma_importazione,
    rispondi_importazione,
)
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    Ciclo,
    Cruscotto,
    GenereImportazione,
    Importazione,
    Periodo,
    StatoImportazione,
    TipoVoceImportazione,
    VoceImportazione,
)
from ente.allegati.consegna import protetta
from ente.api.campi import Chiave, NonCe, ParolaNota, Testo
from ente.api.codifica import Json
from ente.api.condizioni import esige, impronta
from ente.api.corpo import Corpo, Vuoto, letto
from ente.api.elenchi import Binario, ConCampi, PerCursore
from ente.api.filtri import Intero, Scelta
from ente.api.lettura import JsonStretto, Modulo
from ente.api.parametri import CAMPI, DI_PAGINA
from ente.api.porzioni import a_porzioni
from ente.api.righe import che_campi, descrivi
from ente.api.risorsa import Risorsa
from ente.api.schema import Problema
from ente.api.schema_http import SE_E_ANCORA
from ente.fogli.contenitore import esige_misura
from ente.models import Utente
from ente.richiesta import utente_di


class ImportazioneSerializer(ConCampi):
    id = serializers.IntegerField(read_only=True, help_text="Chiave dell'importazione.")
    genere = ParolaNota(GenereImportazione.values, help_text="Che cosa c'è nel foglio.")
    nome = serializers.CharField(help_text="Nome del file caricato.")
    ciclo = serializers.IntegerField(source="ciclo_id", allow_null=True, help_text="Il ciclo in cui entra.")
    periodo = serializers.IntegerField(source="periodo_id", allow_null=True, help_text="Il periodo dei valori.")
    cruscotto = serializers.IntegerField(source="cruscotto_id", allow_null=True, help_text="Il cruscotto.")
    stato = ParolaNota(StatoImportazione.values, help_text="A che punto è.")
    avanzamento = serializers.IntegerField(help_text="A che punto è il lavoro, in centesimi.")
    messaggio = serializers.CharField(help_text="Che cosa c'è da sapere, in una frase.")
    riepilogo = serializers.JSONField(help_text="I conti dell'anteprima, per genere di voce.")
    impronta = serializers.CharField(help_text="SHA-256 del file.")
    impronta_progetto = serializers.CharField(help_text="Da rimandare per confermare; vuota se non si può.")
    caricata_il = serializers.DateTimeField(source="created_at", help_text="Quando è stata caricata.")
    confermata_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata confermata.")
    annullata_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stata annullata.")


class VoceSerializer(ConCampi):
    ordine = serializers.IntegerField(help_text="Posto nell'anteprima.")
    tipo = ParolaNota(TipoVoceImportazione.values, help_text="Che cosa dice la voce.")
    posto = serializers.CharField(help_text="Foglio e cella, per esempio Foglio1!C12.")
    nome = serializers.CharField(help_text="Di che cosa parla la riga.")
    frase = serializers.CharField(help_text="Che cosa non va, o che cosa cambia.")
    righe = serializers.JSONField(help_text="Le righe che cambierebbero: modello, chiave, prima, dopo.")
    dettagli = serializers.JSONField(help_text="Le risposte possibili di un dubbio, o il SAL prima e dopo.")


class NuovaImportazioneSerializer(Corpo):
    """A file to import, as multipart/form-data."""

    file = serializers.FileField(help_text="Il foglio: xlsx, ods o csv.")
    genere = serializers.ChoiceField(choices=[(g.codice, g.nome) for g in GENERI.values()], help_text="Che cos'è.")
    ciclo = Chiave(required=False, help_text="Chiave del ciclo.")
    periodo = Chiave(required=False, help_text="Chiave del periodo dei valori.")
    cruscotto = Chiave(required=False, help_text="Chiave del cruscotto.")
    crea = serializers.BooleanField(default=False, help_text="Può aggiungere all'albero ciò che manca.")


class RisposteSerializer(Corpo):
    mappa = serializers.DictField(
        child=Testo(max_length=100, allow_blank=True),
        default=dict,
        help_text="Il campo di ogni intestazione sconosciuta; vuoto: non leggere.",
    )
    decisioni = serializers.DictField(
        child=Testo(max_length=100), default=dict, help_text="La risposta a ogni dubbio, per chiave."
    )

    regola = {"not": {"properties": {nome: {"maxProperties": 0} for nome in ("mappa", "decisioni")}}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["mappa"] and not attrs["decisioni"]:
            raise serializers.ValidationError("Non c'è nessuna risposta: mandate mappa o decisioni.")
        return attrs


class ConfermaSerializer(Corpo):
    impronta = Testo(max_length=64, help_text="L'impronta del progetto che avete visto.")


class ImportazioneFiltri(filtri.FilterSet):
    ciclo = Intero(label="Chiave del ciclo.")
    genere = Scelta(scelte=GenereImportazione.values, label="Che cosa c'è nel foglio.")
    stato = Scelta(scelte=StatoImportazione.values, label="A che punto è.")


class PerOrdine(PerCursore):
    """The lines of a preview in their order, whatever is asked."""

    def get_ordering(self, request: Request, queryset: QuerySet[Any], view: Any) -> tuple[str, ...]:
        return ("ordine",)


ESEMPIO = {
    "id": 12,
    "genere": "rilevazioni",
    "nome": "terzo-quadrimestre.xlsx",
    "ciclo": 1,
    "periodo": 3,
    "cruscotto": None,
    "stato": "anteprima",
    "avanzamento": 100,
    "messaggio": "",
    "riepilogo": {"nuova": 41, "avviso": 2},
    "impronta": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "impronta_progetto": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "caricata_il": "2020-01-10T09:12:00+01:00",
    "confermata_il": None,
    "annullata_il": None,
}
ESEMPIO_VOCE = {
    "ordine": 7,
    "tipo": "avviso",
    "posto": "Foglio1!C12",
    "nome": "Grado di riscossione del diritto annuale",
    "frase": "È sotto il target e manca la causa: potete aggiungerla poi.",
    "righe": [],
    "dettagli": {},
}


F = TypeVar("F", bound=Callable[..., Response])


def _atto(
    nome: str,
    sommario: str,
    corpo: type[serializers.Serializer[Any]] | None = None,
    esempio: dict[str, Any] | None = None,
    codice: int = 202,
) -> Callable[[F], F]:
    """Say in the schema what an act on an import wants."""
    return extend_schema(
        operation_id=f"importazioni_{nome}",
        summary=sommario,
        request=corpo,
        parameters=[SE_E_ANCORA],
        responses={codice: ImportazioneSerializer, **dict.fromkeys((400, 409, 412, 415), Problema)},
        examples=[OpenApiExample("Richiesta", value=esempio, request_only=True)] if esempio else [],
    )


@descrivi("Le importazioni", "Un'importazione, con i conti dell'anteprima", ESEMPIO)
class ImportazioneRisorsa(Risorsa):
    """Le importazioni di fogli: si caricano, si guarda l'anteprima, si confermano, si annullano."""

    serializer_class = ImportazioneSerializer
    dettaglio: ClassVar[None] = None
    filterset_class = ImportazioneFiltri
    ordering_fields = ("caricata_il",)
    percorsi: ClassVar[Mapping[str, str]] = {"caricata_il": "created_at"}
    parser_classes = (Modulo,)
    altri_parametri: ClassVar[Any] = {"voci": (CAMPI, "tipo", *DI_PAGINA)}

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Importazione.objects.visibili_a(utente) if utente.pk else Importazione.objects.none()

    @extend_schema(
        operation_id="importazioni_carica",
        summary="Carica un foglio",
        request={"multipart/form-data": NuovaImportazioneSerializer},
        responses={202: ImportazioneSerializer, 409: Problema, 422: Problema},
    )
    def create(self, request: Request) -> Response:
        """Carica un foglio: la lettura comincia subito, in coda."""
        dati = letto(request, NuovaImportazioneSerializer)
        da, file = utente_di(request), dati.validated_data["file"]
        esige_misura(file.size)
        nuova = carica_importazione(
            genere=GENERI[dati.validated_data["genere"]],
            dove=_dove(da, dati.validated_data),
            nome=file.name,
            contenuto=file.read(),
            da=da,
        )
        return self._risposta(nuova, status.HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="importazioni_voci",
        summary="L'anteprima di un'importazione, riga per riga",
        filters=False,
        parameters=[
            che_campi(VoceSerializer),
            OpenApiParameter("tipo", str, enum=TipoVoceImportazione.values, description="Solo le voci di un tipo."),
        ],
        responses={200: VoceSerializer(many=True)},
        examples=[OpenApiExample("Una voce", value=ESEMPIO_VOCE, response_only=True)],
    )
    @action(detail=True, methods=["get"], filter_backends=[])
    def voci(self, request: Request, **chiavi: Any) -> Response:
        """Le righe dell'anteprima, a pagine; ?tipo= per sceglierne un genere."""
        righe = VoceImportazione.objects.filter(importazione=self.get_object())
        if (tipo := request.query_params.get("tipo")) is not None:
            if tipo not in TipoVoceImportazione.values:
                raise serializers.ValidationError({"tipo": f"Scegliete fra {', '.join(TipoVoceImportazione.values)}."})
            righe = righe.filter(tipo=tipo)
        pagine = PerOrdine()
        pagina = pagine.paginate_queryset(righe, request, view=self)
        return pagine.get_paginated_response(VoceSerializer(pagina, many=True, context={"request": request}).data)

    @_atto(
        "risposte",
        "Risponde ai dubbi di un'importazione",
        RisposteSerializer,
        {"mappa": {"Note varie": ""}, "decisioni": {"doppio:riscossione-diritto-annuale": "seconda"}},
    )
    @action(detail=True, methods=["post"], parser_classes=[JsonStretto])
    def risposte(self, request: Request, **chiavi: Any) -> Response:
        """Dice che cosa sono le intestazioni sconosciute e come decidere i dubbi: il foglio è riletto."""
        importazione = self._questa(request)
        dati = letto(request, RisposteSerializer)
        rispondi_importazione(importazione=importazione, da=utente_di(request), **dati.validated_data)
        return self._adesso(importazione, status.HTTP_202_ACCEPTED)

    @_atto("conferma", "Conferma un'importazione", ConfermaSerializer, {"impronta": ESEMPIO["impronta_progetto"]})
    @action(detail=True, methods=["post"], parser_classes=[JsonStretto])
    def conferma(self, request: Request, **chiavi: Any) -> Response:
        """Conferma l'anteprima che si è vista: la scrittura comincia, in coda."""
        importazione = self._questa(request)
        dati = letto(request, ConfermaSerializer)
        impronta = dati.validated_data["impronta"]
        conferma_importazione(importazione=importazione, impronta=impronta, da=utente_di(request))
        return self._adesso(importazione, status.HTTP_202_ACCEPTED)

    @_atto("annulla", "Annulla un'importazione confermata", codice=200)
    @action(detail=True, methods=["post"], parser_classes=[JsonStretto])
    def annulla(self, request: Request, **chiavi: Any) -> Response:
        """Rimette com'era ciò che un'importazione confermata ha scritto; dice ciò che resta, e perché."""
        importazione = self._questa(request)
        letto(request, Vuoto)
        annulla_importazione(importazione=importazione, da=utente_di(request))
        return self._adesso(importazione, status.HTTP_200_OK)

    @extend_schema(
        operation_id="importazioni_file",
        summary="Il foglio caricato",
        responses={(200, Binario.media_type): OpenApiTypes.BINARY},
        examples=[OpenApiExample("Il file", media_type=Binario.media_type, value="PK…", response_only=True)],
    )
    @action(detail=True, methods=["get"], renderer_classes=[Binario])
    def file(self, request: Request, **chiavi: Any) -> FileResponse:
        """Il foglio caricato, com'era."""
        importazione = self.get_object()
        if not importazione.file.storage.exists(importazione.file.name):
            raise Http404
        risposta = FileResponse(
            importazione.file.open("rb"),
            as_attachment=True,
            filename=importazione.nome,
            content_type=Binario.media_type,
        )
        return a_porzioni(protetta(risposta), importazione.impronta)

    def _questa(self, request: Request) -> Importazione:
        """The import of the address, among those that the person sees; as it was then, if ``If-Match`` says when."""
        importazione: Importazione = self.get_object()
        esige(request, {impronta(Json().render(ImportazioneSerializer(importazione).data))})
        return importazione

    def _adesso(self, importazione: Importazione, codice: int) -> Response:
        importazione.refresh_from_db()
        return self._risposta(importazione, codice)

    @staticmethod
    def _risposta(importazione: Importazione, codice: int) -> Response:
        """An import after an act; what is done in the queue says where to look at how far it is."""
        dove = {"Location": reverse("api:importazione-detail", args=[importazione.pk])}
        accolta = codice == status.HTTP_202_ACCEPTED
        return Response(ImportazioneSerializer(importazione).data, status=codice, headers=dove if accolta else {})


def _dove(da: Utente, dati: dict[str, Any]) -> Dove:
    """Where a file goes in, among what the person may see."""
    genere = GENERI[dati["genere"]]
    if da.ente is None:
        raise Http404
    if genere.senza_ciclo:
        return Dove(ente=da.ente, da=da)
    ciclo = _uno(Ciclo.objects.visibili_a(da).select_related("ente"), dati, "ciclo", serve=True)
    del_ciclo = Periodo.objects.visibili_a(da).filter(ciclo=ciclo).select_related("ciclo__ente")
    periodo = _uno(del_ciclo, dati, "periodo", serve=genere.del_periodo)
    cruscotti = Cruscotto.objects.visibili_a(da).filter(ciclo=ciclo)
    cruscotto = _uno(cruscotti, dati, "cruscotto", serve=False)
    return Dove(
        ente=da.ente, del_ciclo=ciclo, periodo=periodo, cruscotto=cruscotto, da=da, crea=dati.get("crea", False)
    )


def _uno(righe: QuerySet[Any], dati: dict[str, Any], campo: str, *, serve: bool) -> Any:
    if campo not in dati:
        if serve:
            raise NonCe(campo, "Serve per questo genere.")
        return None
    trovato = righe.filter(pk=dati[campo]).first()
    if trovato is None:
        raise NonCe(campo, "Non c'è: prendetelo dal suo elenco.")
    return trovato
