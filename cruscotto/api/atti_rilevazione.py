"""The acts on a value, for programs: the same as in the pages, with the version in ``If-Match``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
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
from ente.api.condizioni import attese, esclusa, ha, nuda
from ente.api.corpo import Corpo, Vuoto, letto
from ente.api.lettura import JsonDaFondere, JsonStretto
from ente.api.problemi import Precondizione, problema
from ente.api.schema import Problema
from ente.api.schema_http import SE_E_QUELLA
from ente.models import Utente
from ente.richiesta import utente_di

ETICHETTA = re.compile(r"(\d{1,18})-(\d{1,9})(?:-[0-9a-f]{16})?", re.ASCII)
"""Key and version, which anybody can write; with the hash of the row, in what has been read."""
SENZA_VERSIONE = (
    "Mandate If-Match con l'ETag della rilevazione che avete letto: è la chiave e la versione, "
    'per esempio If-Match: "3124-3".'
)
NESSUNA = -1
"""A version that no value has."""
CAMBIATA = "Nel frattempo la rilevazione è cambiata: guardate «attuale» e ripetete con il suo ETag."


def _campo(c: CampoValore) -> serializers.Field[Any, Any, Any, Any]:
    if c.genere is Genere.GIORNO:
        return serializers.DateField(allow_null=True, default=None, help_text=c.aiuto)
    if c.genere is Genere.SCELTA:
        return serializers.ChoiceField(choices=c.scelte, allow_blank=True, default="", help_text=c.aiuto)
    return Testo(max_length=LUNGO, allow_blank=True, default="", help_text=c.aiuto)


class ScrittoSerializer(Corpo):
    """What an office writes of a value."""

    testo = Testo(
        max_length=200,
        allow_blank=True,
        help_text="Il valore come si scrive: 73,5% · 31/12/2020 · Buono. Vuoto, lo toglie.",
    )
    locals().update({c.nome: _campo(c) for c in CAMPI})

    def scritto(self) -> ValoreScritto:
        """The same, as the action wants it."""
        dati: dict[str, Any] = self.validated_data
        return ValoreScritto(**{n: _asciutto(v) for n, v in dati.items() if n in VUOTI})

    def cambiato(self, rilevazione: Rilevazione) -> ValoreScritto:
        """What a value says, with what was sent in the place of what it said."""
        dati: dict[str, Any] = self.validated_data
        di_prima = {nome: getattr(rilevazione, nome) for nome in VUOTI}
        return ValoreScritto(**di_prima | {nome: _asciutto(valore) for nome, valore in dati.items()})


def _asciutto(valore: Any) -> Any:
    return valore.strip() if isinstance(valore, str) else valore


F = TypeVar("F", bound=Callable[..., Response])


class NuovaRilevazioneSerializer(ScrittoSerializer):
    """A value that is not there yet: of an indicator in a period, or of one placement that is measured apart."""

    periodo = Chiave(help_text="Chiave del periodo.")
    indicatore = Chiave(help_text="Chiave dell'indicatore.")
    collocazione = Chiave(allow_null=True, default=None, help_text="Solo se la collocazione si rileva a parte.")


class MotivoSerializer(Corpo):
    motivo = Testo(max_length=2000, help_text="Che cosa c'è da correggere: lo legge l'ufficio.")


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
    tipi = (JsonStretto.media_type, JsonDaFondere.media_type)
    esempi = [OpenApiExample("Richiesta", value=esempio, request_only=True, media_type=t) for t in tipi if esempio]
    risposte: dict[int, Any] = {200: ScrittaSerializer, **RIFIUTI, 412: CambiataSerializer, 428: Problema}
    if corpo is not None or esigente:
        risposte[422] = Problema
    return extend_schema(
        operation_id=f"rilevazioni_{nome}",
        summary=sommario,
        request=corpo,
        parameters=[SE_E_QUELLA],
        responses=risposte,
        examples=esempi,
    )


RIFIUTI = dict.fromkeys((400, 401, 403, 404, 409, 415, 429), Problema)


class RilevazioneApi(RilevazioneRisorsa):
    """I valori rilevati, e gli atti con cui un ufficio li scrive e un dirigente li valida."""

    http_method_names = ["get", "post", "put", "patch", "head", "options"]

    def get_parsers(self) -> list[BaseParser]:
        # They are asked for before the framework has said which action it is.
        azione = getattr(self, "action", None) or self.action_map.get(str(self.request.method).lower())
        return [*super().get_parsers(), *([JsonDaFondere()] if azione == "partial_update" else [])]

    @extend_schema(
        operation_id="rilevazioni_crea",
        summary="Scrive un valore che non c'è",
        request=NuovaRilevazioneSerializer,
        responses={
            201: ScrittaSerializer,
            200: ScrittaSerializer,
            204: None,
            **RIFIUTI,
            412: CambiataSerializer,
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
        dati = letto(request, NuovaRilevazioneSerializer)
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
        """Scrive di nuovo la bozza di un valore, tutta intera: ciò che non mandate resta vuoto. Per cambiarne solo una
        parte c'è PATCH."""
        rilevazione, versione = self._versione(request)
        dati = letto(request, ScrittoSerializer)
        return self._salva(request, rilevazione, versione, dati, dati.scritto())

    @atto("modifica", "Cambia la bozza di un valore", ScrittoSerializer, {"nota": "Manca la sede di Siena."})
    def partial_update(self, request: Request, **chiavi: Any) -> Response:
        """Cambia solo ciò che mandate della bozza di un valore; il resto rimane com'è."""
        rilevazione, versione = self._versione(request)
        dati = letto(request, ScrittoSerializer, parziale=True)
        return self._salva(request, rilevazione, versione, dati, dati.cambiato(rilevazione))

    def _salva(
        self,
        request: Request,
        rilevazione: Rilevazione,
        versione: int,
        dati: ScrittoSerializer,
        scritto: ValoreScritto,
    ) -> Response:
        def fai(attuale: Rilevazione, vista: int, da: Utente) -> Rilevazione | None:
            return salva_valore(
                periodo=attuale.periodo,
                indicatore=attuale.indicatore,
                collocazione=attuale.collocazione,
                scritto=scritto,
                versione=vista,
                da=da,
            )

        return self._esegui(request, rilevazione, versione, fai, dati.validated_data)

    @atto("trasmetti", "Trasmette un valore al dirigente", None, None, esigente=True)
    @action(detail=True, methods=["post"])
    def trasmetti(self, request: Request, **chiavi: Any) -> Response:
        """Manda il valore al dirigente perché lo validi."""
        rilevazione, versione = self._versione(request)
        letto(request, Vuoto)
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
        letto(request, Vuoto)
        return self._esegui(
            request, rilevazione, versione, lambda r, vista, da: riprendi_valore(rilevazione=r, versione=vista, da=da)
        )

    @atto("valida", "Valida un valore trasmesso", None, None)
    @action(detail=True, methods=["post"])
    def valida(self, request: Request, **chiavi: Any) -> Response:
        """Valida un valore trasmesso."""
        rilevazione, versione = self._versione(request)
        letto(request, Vuoto)

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
        dati = letto(request, MotivoSerializer)
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
        """The value of the address, among those that the person sees, and the version that the request was made for:
        the one of now where ``If-Match`` names it, among others or by ``*``."""
        rilevazione: Rilevazione = self.get_object()
        if not ha(request, "If-Match"):
            raise Precondizione(SENZA_VERSIONE, status.HTTP_428_PRECONDITION_REQUIRED)
        viste = attese(request)
        attuale = nuda(etag_di(rilevazione))
        if esclusa(request, {attuale}):
            return rilevazione, NESSUNA
        if viste is None:
            return rilevazione, rilevazione.versione
        lette = [trovata for vista in viste if (trovata := ETICHETTA.fullmatch(vista))]
        sue = {int(letta[2]) for letta in lette if int(letta[1]) == rilevazione.pk}
        return rilevazione, rilevazione.versione if rilevazione.versione in sue else max(sue, default=NESSUNA)

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
        return self._risposta(fatta.pk, creata=creata)

    def _risposta(self, pk: int, *, creata: bool) -> Response:
        attuale, dove = ricarica(pk), reverse("api:rilevazione-detail", args=[pk])
        testate = {"ETag": etag_di(attuale), "Content-Location": dove} | ({"Location": dove} if creata else {})
        codice = status.HTTP_201_CREATED if creata else status.HTTP_200_OK
        return Response(ScrittaSerializer(attuale).data, status=codice, headers=testate)

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
