"""The acts on a value, for programs: the same as in the pages, with the version in ``If-Match``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import Http404
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from cruscotto.api.rilevazioni import ESEMPIO as UNA_RIGA
from cruscotto.api.rilevazioni import RilevazioneRisorsa, RilevazioneSerializer, ScrittaSerializer, etag_di
from cruscotto.ciclo.blocchi import Conflitto, ConflittoFraMolti, ValoreRifiutato
from cruscotto.ciclo.passaggi_valore import ricarica
from cruscotto.models import Collocazione, Indicatore, Periodo, Rilevazione
from cruscotto.rilevazione.actions.revisione import DaValidare, restituisci_valore, valida_valori
from cruscotto.rilevazione.actions.valori import ValoreScritto, riprendi_valore, salva_valore, trasmetti_valore
from cruscotto.valori.campi import CAMPI, LUNGO, VUOTI, CampoValore, Genere
from ente.api.campi import Chiave, Testo
from ente.api.problemi import Precondizione, problema
from ente.api.schema import Problema
from ente.models import Utente
from ente.richiesta import utente_di

ETAG = re.compile(r'\s*"(\d{1,18})-(\d{1,9})"\s*', re.ASCII)
SENZA_VERSIONE = "Mandate If-Match con l'ETag della rilevazione che avete letto."
CAMBIATA = "Nel frattempo la rilevazione è cambiata: guardate «attuale» e ripetete con il suo ETag."


def _campo(c: CampoValore) -> serializers.Field[Any, Any, Any, Any]:
    if c.genere is Genere.GIORNO:
        return serializers.DateField(allow_null=True, default=None, help_text=c.aiuto)
    if c.genere is Genere.SCELTA:
        return serializers.ChoiceField(choices=c.scelte, allow_blank=True, default="", help_text=c.aiuto)
    return Testo(max_length=LUNGO, allow_blank=True, default="", help_text=c.aiuto)


class ScrittoSerializer(serializers.Serializer[Any]):
    """What an office writes of a value."""

    testo = Testo(
        max_length=200, allow_blank=True, default="", help_text="Il valore come si scrive: 73,5% · 31/12/2020 · Buono."
    )
    locals().update({c.nome: _campo(c) for c in CAMPI})

    def scritto(self) -> ValoreScritto:
        """The same, as the action wants it."""
        dati: dict[str, Any] = self.validated_data
        testi: dict[str, Any] = {n: v.strip() if isinstance(v, str) else v for n, v in dati.items() if n in VUOTI}
        return ValoreScritto(**testi)


F = TypeVar("F", bound=Callable[..., Response])


class NuovaRilevazioneSerializer(ScrittoSerializer):
    """A value that is not there yet: of an indicator in a period, or of one placement that is measured apart."""

    periodo = Chiave(help_text="Chiave del periodo.")
    indicatore = Chiave(help_text="Chiave dell'indicatore.")
    collocazione = Chiave(allow_null=True, default=None, help_text="Solo se la collocazione si rileva a parte.")


class MotivoSerializer(serializers.Serializer[Any]):
    motivo = Testo(max_length=2000, help_text="Che cosa c'è da correggere: lo legge l'ufficio.")


IF_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, description="L'ETag della rilevazione letta."
)
ESEMPIO = VUOTI | {"testo": "73,5%"}


class CambiataSerializer(Problema):
    """Somebody else wrote meanwhile: what is there now, and what was sent."""

    attuale = RilevazioneSerializer(help_text="La rilevazione com'è ora.")
    inviato = serializers.DictField(help_text="Ciò che avete mandato.")

    esempio_in_piu = {"attuale": json.loads(json.dumps(UNA_RIGA)), "inviato": {"testo": "74%"}}


def atto(
    nome: str,
    sommario: str,
    corpo: type[serializers.Serializer[Any]] | None,
    esempio: dict[str, Any] | None,
    *,
    esigente: bool = False,
) -> Callable[[F], F]:
    """Say in the schema what an act wants and how it can be refused; an ``esigente`` one, which has no body, also for
    what the value lacks."""
    esempi = [OpenApiExample("Richiesta", value=esempio, request_only=True)] if esempio else []
    risposte: dict[int, Any] = {200: ScrittaSerializer, **RIFIUTI, 412: CambiataSerializer, 428: Problema}
    if corpo is not None:
        risposte |= {400: Problema, 415: Problema}
    if corpo is not None or esigente:
        risposte[422] = Problema
    return extend_schema(
        operation_id=f"rilevazioni_{nome}",
        summary=sommario,
        request=corpo,
        parameters=[IF_MATCH],
        responses=risposte,
        examples=esempi,
    )


RIFIUTI = {401: Problema, 403: Problema, 404: Problema, 409: Problema, 429: Problema}


class RilevazioneApi(RilevazioneRisorsa):
    """I valori rilevati, e gli atti con cui un ufficio li scrive e un dirigente li valida."""

    http_method_names = ["get", "post", "put", "head", "options"]

    @extend_schema(
        operation_id="rilevazioni_crea",
        summary="Scrive un valore che non c'è",
        request=NuovaRilevazioneSerializer,
        responses={
            201: ScrittaSerializer,
            200: ScrittaSerializer,
            204: None,
            **RIFIUTI,
            400: Problema,
            412: CambiataSerializer,
            415: Problema,
            422: Problema,
        },
        examples=[
            OpenApiExample(
                "Richiesta",
                value={"periodo": 5, "indicatore": 41, "collocazione": None, **ESEMPIO},
                request_only=True,
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Scrive la bozza di un valore che non c'è ancora."""
        dati = NuovaRilevazioneSerializer(data=request.data)
        dati.is_valid(raise_exception=True)
        periodo, indicatore, collocazione = self._dove(utente_di(request), dati.validated_data)
        gia = Rilevazione.objects.filter(periodo=periodo, indicatore=indicatore, collocazione=collocazione).first()

        def fai(_: Rilevazione | None, versione: int, da: Utente) -> Rilevazione | None:
            return salva_valore(
                periodo=periodo,
                indicatore=indicatore,
                collocazione=collocazione,
                scritto=dati.scritto(),
                versione=versione,
                da=da,
            )

        return self._esegui(request, gia, 0, fai, dati.validated_data, creata=gia is None)

    @atto("scrivi", "Scrive di nuovo la bozza di un valore", ScrittoSerializer, ESEMPIO)
    def update(self, request: Request, **chiavi: Any) -> Response:
        """Scrive di nuovo la bozza di un valore, tutta intera."""
        dati = ScrittoSerializer(data=request.data)
        rilevazione, versione = self._versione(request)
        dati.is_valid(raise_exception=True)

        def fai(attuale: Rilevazione, vista: int, da: Utente) -> Rilevazione | None:
            return salva_valore(
                periodo=attuale.periodo,
                indicatore=attuale.indicatore,
                collocazione=attuale.collocazione,
                scritto=dati.scritto(),
                versione=vista,
                da=da,
            )

        return self._esegui(request, rilevazione, versione, fai, dati.validated_data)

    @atto("trasmetti", "Trasmette un valore al dirigente", None, None, esigente=True)
    @action(detail=True, methods=["post"])
    def trasmetti(self, request: Request, **chiavi: Any) -> Response:
        """Manda il valore al dirigente perché lo validi."""
        rilevazione, versione = self._versione(request)
        return self._esegui(
            request,
            rilevazione,
            versione,
            lambda r, vista, da: trasmetti_valore(rilevazione=r, versione=vista, da=da),
        )

    @atto("riprendi", "Riprende un valore trasmesso", None, None)
    @action(detail=True, methods=["post"])
    def riprendi(self, request: Request, **chiavi: Any) -> Response:
        """Riprende un valore trasmesso e non ancora validato, per correggerlo."""
        rilevazione, versione = self._versione(request)
        return self._esegui(
            request, rilevazione, versione, lambda r, vista, da: riprendi_valore(rilevazione=r, versione=vista, da=da)
        )

    @atto("valida", "Valida un valore trasmesso", None, None)
    @action(detail=True, methods=["post"])
    def valida(self, request: Request, **chiavi: Any) -> Response:
        """Valida un valore trasmesso."""
        rilevazione, versione = self._versione(request)

        def fai(r: Rilevazione, vista: int, da: Utente) -> Rilevazione:
            return valida_valori(valori=[DaValidare(r.pk, vista)], da=da)[0]

        return self._esegui(request, rilevazione, versione, fai)

    @atto(
        "restituisci",
        "Restituisce un valore all'ufficio",
        MotivoSerializer,
        {"motivo": "Manca il valore della sede di Siena."},
    )
    @action(detail=True, methods=["post"])
    def restituisci(self, request: Request, **chiavi: Any) -> Response:
        """Restituisce un valore all'ufficio, con il motivo."""
        rilevazione, versione = self._versione(request)
        dati = MotivoSerializer(data=request.data)
        dati.is_valid(raise_exception=True)
        motivo = dati.validated_data["motivo"]

        def fai(r: Rilevazione, vista: int, da: Utente) -> Rilevazione:
            return restituisci_valore(rilevazione=r, versione=vista, motivo=motivo, da=da)

        return self._esegui(request, rilevazione, versione, fai, dati.validated_data)

    def _dove(self, utente: Utente, dati: Mapping[str, Any]) -> tuple[Periodo, Indicatore, Collocazione | None]:
        """What a new value is of, among what the person may see (Http404)."""
        periodi = Periodo.objects.visibili_a(utente).select_related("ciclo__ente")
        periodo = periodi.filter(pk=dati["periodo"]).first()
        collocate = Collocazione.objects.visibili_a(utente)
        if periodo is not None:
            collocate = collocate.filter(cruscotto__ciclo=periodo.ciclo_id, indicatore=dati["indicatore"])
        if periodo is None or not collocate.exists():
            raise Http404
        indicatore = Indicatore.objects.visibili_a(utente).select_related("ufficio__area").get(pk=dati["indicatore"])
        if dati["collocazione"] is None:
            return periodo, indicatore, None
        collocazione = collocate.filter(pk=dati["collocazione"]).first()
        if collocazione is None:
            raise Http404
        if not collocazione.rilevata_a_parte:
            raise serializers.ValidationError({"collocazione": "Questa collocazione ha il valore dell'indicatore."})
        return periodo, indicatore, collocazione

    def _versione(self, request: Request) -> tuple[Rilevazione, int]:
        """The value of the address, among those that the person sees, and the version in ``If-Match``."""
        rilevazione: Rilevazione = self.get_object()
        scritto = request.headers.get("If-Match", "")
        trovato = ETAG.fullmatch(scritto)
        if not scritto:
            raise Precondizione(SENZA_VERSIONE, status.HTTP_428_PRECONDITION_REQUIRED)
        vista = int(trovato[2]) if trovato and int(trovato[1]) == rilevazione.pk else -1
        return rilevazione, vista

    def _esegui(
        self,
        request: Request,
        rilevazione: Rilevazione | None,
        versione: int,
        atto: Callable[[Any, int, Utente], Rilevazione | None],
        inviato: Mapping[str, Any] | None = None,
        *,
        creata: bool = False,
    ) -> Response:
        try:
            fatta = atto(rilevazione, versione, utente_di(request))
        except (Conflitto, ConflittoFraMolti) as conflitto:
            return self._cambiata(conflitto.attuale.pk, inviato or {})
        except ValoreRifiutato as rifiuto:
            errori = [{"campo": campo, "motivo": motivo} for campo, motivo in rifiuto.errori.items()]
            return problema(status.HTTP_422_UNPROCESSABLE_ENTITY, str(rifiuto), errori=errori)
        if fatta is None:
            return Response(status=status.HTTP_204_NO_CONTENT)
        return self._risposta(fatta.pk, status.HTTP_201_CREATED if creata else status.HTTP_200_OK)

    def _risposta(self, pk: int, codice: int) -> Response:
        attuale = ricarica(pk)
        return Response(ScrittaSerializer(attuale).data, status=codice, headers={"ETag": etag_di(attuale)})

    def _cambiata(self, pk: int, inviato: Mapping[str, Any]) -> Response:
        attuale = ricarica(pk)
        risposta = problema(
            status.HTTP_412_PRECONDITION_FAILED,
            CAMBIATA,
            attuale=RilevazioneSerializer(attuale).data,
            inviato={nome: str(valore) if valore is not None else None for nome, valore in inviato.items()},
        )
        risposta["ETag"] = etag_di(attuale)
        return risposta
