"""The jobs in the background for programs: imports and documents, which are the two that there are."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from cruscotto.models import Importazione, StatoImportazione
from ente.api.codifica import Json
from ente.api.elenchi import ConCampi, Csv
from ente.api.parametri import CAMPI
from ente.api.righe import che_campi
from ente.api.vista import Vista
from ente.models import Utente
from ente.richiesta import utente_di
from relazione.models import StatoStesura, Stesura

QUANTI = 200
"""How many jobs are listed, the latest; the others are among imports and documents."""
STATI = ("in_coda", "in_corso", "finito", "fallito")
COM_E: Mapping[str, str] = {
    StatoImportazione.CARICATA: "in_coda",
    StatoImportazione.DA_SCRIVERE: "in_coda",
    StatoImportazione.IN_LETTURA: "in_corso",
    StatoImportazione.IN_SCRITTURA: "in_corso",
    StatoImportazione.FALLITA: "fallito",
    StatoStesura.RICHIESTO: "in_coda",
    StatoStesura.IN_SCRITTURA: "in_corso",
    StatoStesura.FALLITO: "fallito",
    StatoStesura.ANNULLATO: "fallito",
}
"""The state of the job by that of what it works on; the others have finished."""


class LavoroSerializer(ConCampi):
    id = serializers.CharField(max_length=40, help_text="Genere e chiave, per esempio importazione-12.")
    genere = serializers.ChoiceField(choices=["importazione", "documento"], help_text="importazione o documento.")
    oggetto = serializers.CharField(max_length=200, help_text="L'indirizzo di ciò a cui lavora.")
    stato = serializers.ChoiceField(choices=STATI, help_text="in_coda, in_corso, finito o fallito.")
    avanzamento = serializers.IntegerField(min_value=0, max_value=100, help_text="A che punto è, in centesimi.")
    messaggio = serializers.CharField(help_text="Che cosa c'è da sapere, in una frase.")
    creato_il = serializers.DateTimeField(help_text="Quando è stato chiesto.")


ESEMPIO = {
    "id": "importazione-12",
    "genere": "importazione",
    "oggetto": "/api/v1/importazioni/12/",
    "stato": "in_corso",
    "avanzamento": 40,
    "messaggio": "",
    "creato_il": "2020-01-10T09:12:00+01:00",
}


class LavoroRisorsa(Vista, ViewSet):
    """I lavori in coda, in corso e finiti: si leggono e si scrivono i fogli, si scrivono i documenti."""

    lookup_value_regex = "(?:importazione|documento)-[0-9]{1,18}"

    def parametri(self) -> Collection[str]:
        return (CAMPI, "stato") if self.action == "list" else (CAMPI,)

    def get_renderers(self) -> list[BaseRenderer]:
        return [Json(), Csv()] if self.action in ("list", None) else [Json()]

    @extend_schema(
        operation_id="lavori_elenco",
        summary="I lavori",
        parameters=[
            che_campi(LavoroSerializer),
            OpenApiParameter("stato", str, enum=STATI, description="Solo i lavori in uno stato."),
        ],
        responses={
            (200, "application/json"): LavoroSerializer(many=True),
            (200, "text/csv"): str,
        },
        examples=[OpenApiExample("Un lavoro", value=ESEMPIO, response_only=True, media_type="application/json")],
    )
    def list(self, request: Request) -> Response:
        """I lavori che vedete, dal più recente, al massimo 200."""
        stato = request.query_params.get("stato")
        if stato is not None and stato not in STATI:
            raise serializers.ValidationError({"stato": f"Scegliete fra {', '.join(STATI)}."})
        da = utente_di(request)
        lavori = [_importazione(i) for i in Importazione.objects.visibili_a(da).order_by("-created_at", "-pk")[:QUANTI]]
        lavori += [_documento(d) for d in Stesura.objects.visibili_a(da).order_by("-created_at", "-pk")[:QUANTI]]
        lavori.sort(key=lambda lavoro: (lavoro["creato_il"], lavoro["id"]), reverse=True)
        scelti = [lavoro for lavoro in lavori[:QUANTI] if stato in (None, lavoro["stato"])]
        return Response(LavoroSerializer(scelti, many=True, context={"request": request}).data)

    @extend_schema(
        operation_id="lavori_uno",
        summary="Un lavoro, e a che punto è",
        parameters=[
            che_campi(LavoroSerializer),
            OpenApiParameter("id", str, OpenApiParameter.PATH, description="importazione-12, …"),
        ],
        responses=LavoroSerializer,
        examples=[OpenApiExample("Un lavoro", value=ESEMPIO, response_only=True)],
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        """Un lavoro: chiedetelo di nuovo ogni qualche secondo, finché è finito o fallito."""
        lavoro = _trova(pk, utente_di(request))
        return Response(LavoroSerializer(lavoro, context={"request": request}).data)


def _trova(chiave: str, da: Utente) -> dict[str, Any]:
    genere, _, numero = chiave.partition("-")
    if genere == "importazione":
        importazione = Importazione.objects.visibili_a(da).filter(pk=int(numero)).first()
        if importazione is not None:
            return _importazione(importazione)
    documento = Stesura.objects.visibili_a(da).filter(pk=int(numero)).first() if genere == "documento" else None
    if documento is None:
        raise Http404
    return _documento(documento)


def _importazione(importazione: Importazione) -> dict[str, Any]:
    return _lavoro("importazione", importazione, importazione.avanzamento)


def _documento(documento: Stesura) -> dict[str, Any]:
    return _lavoro("documento", documento, documento.avanzamento)


def _lavoro(genere: str, riga: Importazione | Stesura, avanzamento: int) -> dict[str, Any]:
    return {
        "id": f"{genere}-{riga.pk}",
        "genere": genere,
        "oggetto": reverse(f"api:{genere}-detail", args=[riga.pk]),
        "stato": COM_E.get(riga.stato, "finito"),
        "avanzamento": avanzamento,
        "messaggio": riga.messaggio,
        "creato_il": riga.created_at,
    }
