from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.urls import reverse
from django_filters import rest_framework as filtri
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.api.accetta import gradisce
from ente.api.campi import Chiave, NonCe, ParolaNota
from ente.api.corpo import Corpo, letto
from ente.api.elenchi import Binario, ConCampi, Dati, Html, Odt, Pdf
from ente.api.filtri import Intero, Scelta
from ente.api.porzioni import a_porzioni
from ente.api.problemi import Precondizione
from ente.api.righe import descrivi
from ente.api.risorsa import Risorsa
from ente.api.schema import Problema
from ente.models import Utente
from ente.richiesta import utente_di
from relazione.models import Edizione, Fase, Formato, StatoStesura, Stesura, TipoDocumento
from relazione.pubblicazione.actions.stesure import richiedi_stesura
from relazione.pubblicazione.consegna import FilePerduto, consegna_stesura


class DocumentoSerializer(ConCampi):
    id = serializers.IntegerField(read_only=True, help_text="Chiave del documento scritto.")
    ciclo = serializers.IntegerField(source="documento.ciclo_id", help_text="Il ciclo di cui è il documento.")
    anno = serializers.IntegerField(source="documento.ciclo.anno", help_text="Anno del ciclo.")
    tipo = ParolaNota(TipoDocumento.values, source="documento.tipo", help_text="Quale documento del ciclo.")
    titolo = serializers.CharField(source="documento.titolo", help_text="Il titolo.")
    edizione = ParolaNota(Edizione.values, help_text="L'integrale non si pubblica.")
    formato = ParolaNota(Formato.values, help_text="Com'è scritto il file.")
    stato = ParolaNota(StatoStesura.values, help_text="Si scarica quando è pronto.")
    fase = ParolaNota(Fase.values, vuota=True, help_text="A che passo è la scrittura.")
    avanzamento = serializers.IntegerField(help_text="A che punto è, in centesimi.")
    messaggio = serializers.CharField(help_text="Perché non è riuscito.")
    bozza = serializers.BooleanField(help_text="Se il documento può ancora cambiare, o ha parti da completare.")
    impronta = serializers.CharField(help_text="SHA-256 del file, quando è pronto.")
    dimensione = serializers.IntegerField(help_text="Byte del file.")
    richiesto_il = serializers.DateTimeField(source="created_at", help_text="Quando è stato chiesto.")
    scritto_il = serializers.DateTimeField(source="scritta_il", allow_null=True, help_text="Quando è stato scritto.")


class NuovoDocumentoSerializer(Corpo):
    ciclo = Chiave(help_text="Chiave del ciclo.")
    tipo = serializers.ChoiceField(
        choices=TipoDocumento.values, default=TipoDocumento.RELAZIONE.value, help_text="Se non c'è, la Relazione."
    )
    edizione = serializers.ChoiceField(
        choices=Edizione.values, default=Edizione.PUBBLICA.value, help_text="Se non c'è, la pubblica."
    )
    formato = serializers.ChoiceField(choices=Formato.values, default=Formato.PDF.value, help_text="Se non c'è, pdf.")
    periodo = Chiave(required=False, help_text="Chiave del periodo, per il monitoraggio.")
    cruscotto = Chiave(required=False, help_text="Chiave del cruscotto, per la scheda individuale.")


class DocumentoFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="documento__ciclo", label="Chiave del ciclo.")
    tipo = Scelta(field_name="documento__tipo", scelte=TipoDocumento.values, label="Quale documento del ciclo.")
    stato = Scelta(scelte=StatoStesura.values, label="A che punto è.")
    edizione = Scelta(scelte=Edizione.values, label="Quale edizione.")
    # Not "formato": that is how any list is asked for as csv.
    scritto_in = Scelta(field_name="formato", scelte=Formato.values, label="Com'è scritto il file.")


TIPI = {Binario: "%PDF-1.7…", Pdf: "%PDF-1.7…", Html: "<!doctype html>…", Odt: "PK…", Dati: "{…}"}
"""In what a document may be written, each with how it begins. The first, which any of them is, is the only one that
some generators of clients know."""


@descrivi(
    "I documenti scritti",
    "Un documento scritto, e a che punto è",
    {
        "id": 3,
        "ciclo": 1,
        "anno": 2019,
        "tipo": "relazione",
        "titolo": "Relazione sulla Performance 2019",
        "edizione": "pubblica",
        "formato": "pdf",
        "stato": "pronto",
        "fase": "",
        "avanzamento": 100,
        "messaggio": "",
        "bozza": False,
        "impronta": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "dimensione": 1843201,
        "richiesto_il": "2020-06-10T09:12:00+02:00",
        "scritto_il": "2020-06-10T09:12:31+02:00",
    },
)
class DocumentoRisorsa(Risorsa):
    """I documenti del ciclo, scritti: si chiedono, si guarda a che punto sono, si scaricano."""

    serializer_class = DocumentoSerializer
    dettaglio: ClassVar[None] = None
    filterset_class = DocumentoFiltri
    ordering_fields = ("richiesto_il",)
    percorsi: ClassVar[Mapping[str, str]] = {"richiesto_il": "created_at"}

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Stesura.objects.visibili_a(utente).select_related(
            "documento__ciclo", "documento__periodo", "documento__cruscotto"
        )

    @extend_schema(
        operation_id="documenti_chiedi",
        summary="Chiede un documento di un ciclo",
        request=NuovoDocumentoSerializer,
        responses={202: DocumentoSerializer, 409: Problema, 422: Problema},
        examples=[OpenApiExample("Richiesta", value={"ciclo": 1}, request_only=True)],
    )
    def create(self, request: Request) -> Response:
        """Chiede un documento, la Relazione pubblica in PDF se non dite altro: si comincia subito, in coda."""
        dati = letto(request, NuovoDocumentoSerializer)
        da = utente_di(request)
        ciclo = Ciclo.objects.visibili_a(da).select_related("ente").filter(pk=dati.validated_data["ciclo"]).first()
        if ciclo is None:
            raise NonCe("ciclo", "Non c'è: prendetelo dall'elenco dei cicli.")
        scelte = dati.validated_data
        documento = richiedi_stesura(
            ciclo=ciclo,
            tipo=scelte["tipo"],
            edizione=scelte["edizione"],
            formato=scelte["formato"],
            periodo=_del_ciclo(Periodo.objects.filter(ciclo=ciclo), "periodo", scelte.get("periodo")),
            cruscotto=_del_ciclo(
                Cruscotto.objects.visibili_a(da).filter(ciclo=ciclo), "cruscotto", scelte.get("cruscotto")
            ),
            da=da,
        )
        dove = {"Location": reverse("api:documento-detail", args=[documento.pk])}
        return Response(DocumentoSerializer(documento).data, status=status.HTTP_202_ACCEPTED, headers=dove)

    @extend_schema(
        operation_id="documenti_file",
        summary="Il file",
        responses={(200, tipo.media_type): OpenApiTypes.BINARY for tipo in TIPI},
        examples=[
            OpenApiExample(f"Il file {tipo.format}", media_type=tipo.media_type, value=inizio, response_only=True)
            for tipo, inizio in TIPI.items()
        ],
    )
    @action(detail=True, methods=["get"], renderer_classes=[*list(TIPI)[1:], Binario])
    def file(self, request: Request, **chiavi: Any) -> FileResponse:
        """Il file, quando è pronto: PDF, o il formato chiesto."""
        documento = self.get_object()
        if documento.stato != StatoStesura.PRONTO:
            raise Http404
        tipo = next(t.media_type for t in TIPI if t.format == documento.formato)
        if not (gradisce(request, tipo) or gradisce(request, Binario.media_type)):
            raise Precondizione(f"Questo documento è in {tipo}: chiedetelo in Accept, o togliete Accept.", 406)
        try:
            consegnato = consegna_stesura(documento, testa=request.method == "HEAD")
        except FilePerduto as perduto:
            raise Http404(str(perduto)) from None
        return a_porzioni(consegnato, documento.impronta)


def _del_ciclo(righe: QuerySet[Any], campo: str, chiave: int | None) -> Any:
    """The row of the cycle that a key names; None when no key was given."""
    if chiave is None:
        return None
    riga = righe.filter(pk=chiave).first()
    if riga is None:
        raise NonCe(campo, "Non c'è in questo ciclo.")
    return riga
