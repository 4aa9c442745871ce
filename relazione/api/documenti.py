from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django_filters import rest_framework as filtri
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.models import Ciclo
from ente.api.campi import Chiave, NonCe
from ente.api.elenchi import ConCampi, Pdf
from ente.api.filtri import Intero
from ente.api.righe import descrivi
from ente.api.risorsa import Risorsa
from ente.api.schema import Problema
from ente.models import Utente
from ente.richiesta import utente_di
from relazione.actions.documento import richiedi_documento
from relazione.models import Documento, StatoDocumento


class DocumentoSerializer(ConCampi):
    id = serializers.IntegerField(read_only=True, help_text="Chiave del documento.")
    ciclo = serializers.IntegerField(source="ciclo_id", help_text="Il ciclo di cui è la Relazione.")
    anno = serializers.IntegerField(source="ciclo.anno", help_text="Anno del ciclo.")
    stato = serializers.CharField(help_text="richiesto, in_scrittura, pronto o fallito.")
    messaggio = serializers.CharField(help_text="Perché non è riuscito.")
    impronta = serializers.CharField(help_text="SHA-256 del PDF, quando è pronto.")
    dimensione = serializers.IntegerField(help_text="Byte del PDF.")
    richiesto_il = serializers.DateTimeField(source="created_at", help_text="Quando è stato chiesto.")
    scritto_il = serializers.DateTimeField(allow_null=True, help_text="Quando è stato scritto.")


class NuovoDocumentoSerializer(serializers.Serializer[Any]):
    ciclo = Chiave(help_text="Chiave del ciclo.")


class DocumentoFiltri(filtri.FilterSet):
    ciclo = Intero(label="Chiave del ciclo.")

    class Meta:
        model = Documento
        fields = ["stato"]


@descrivi(
    "Le Relazioni in PDF",
    "Una Relazione in PDF, e a che punto è",
    {
        "id": 3,
        "ciclo": 1,
        "anno": 2019,
        "stato": "pronto",
        "messaggio": "",
        "impronta": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "dimensione": 1843201,
        "richiesto_il": "2020-06-10T09:12:00+02:00",
        "scritto_il": "2020-06-10T09:12:31+02:00",
    },
)
class DocumentoRisorsa(Risorsa):
    """Le Relazioni in PDF: si chiedono, si guarda a che punto sono, si scaricano."""

    serializer_class = DocumentoSerializer
    dettaglio: ClassVar[None] = None
    filterset_class = DocumentoFiltri
    ordering_fields = ("richiesto_il",)
    percorsi: ClassVar[Mapping[str, str]] = {"richiesto_il": "created_at"}

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Documento.objects.visibili_a(utente).select_related("ciclo")

    @extend_schema(
        operation_id="documenti_chiedi",
        summary="Chiede il PDF della Relazione di un ciclo",
        request=NuovoDocumentoSerializer,
        responses={202: DocumentoSerializer, 409: Problema, 422: Problema},
        examples=[OpenApiExample("Richiesta", value={"ciclo": 1}, request_only=True)],
    )
    def create(self, request: Request) -> Response:
        """Chiede il PDF della Relazione di un ciclo: la scrittura comincia subito, in coda."""
        dati = NuovoDocumentoSerializer(data=request.data)
        dati.is_valid(raise_exception=True)
        da = utente_di(request)
        ciclo = Ciclo.objects.visibili_a(da).select_related("ente").filter(pk=dati.validated_data["ciclo"]).first()
        if ciclo is None:
            raise NonCe("ciclo", "Non c'è: prendetelo dall'elenco dei cicli.")
        documento = richiedi_documento(ciclo=ciclo, da=da)
        return Response(DocumentoSerializer(documento).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(
        operation_id="documenti_file",
        summary="Il PDF",
        responses={(200, Pdf.media_type): OpenApiTypes.BINARY},
        examples=[OpenApiExample("Il PDF", media_type=Pdf.media_type, value="%PDF-1.7…", response_only=True)],
    )
    @action(detail=True, methods=["get"], renderer_classes=[Pdf])
    def file(self, request: Request, **chiavi: Any) -> FileResponse:
        """Il PDF, quando è pronto."""
        documento = self.get_object()
        if documento.stato != StatoDocumento.PRONTO or not documento.file.storage.exists(documento.file.name):
            raise Http404
        nome = f"relazione-{documento.ciclo.anno}.pdf"
        return FileResponse(documento.file.open("rb"), as_attachment=True, filename=nome, content_type=Pdf.media_type)
