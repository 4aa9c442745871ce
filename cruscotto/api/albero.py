"""The tree of a cycle: prospettive, aree strategiche, objectives, programmes, operating objectives."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import Case, F, IntegerField, QuerySet, When
from django_filters import rest_framework as filtri
from rest_framework import serializers

from cruscotto.models import AreaStrategica, ObiettivoOperativo, ObiettivoStrategico, Programma, Prospettiva
from ente.api.filtri import Intero
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente

CICLO, ANNO = "Chiave del ciclo.", "Anno del ciclo."


class DelCicloSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave.")
    ciclo = serializers.IntegerField(source="ciclo_id", help_text=CICLO)
    anno = serializers.IntegerField(source="ciclo.anno", help_text=ANNO)


SENZA_OBIETTIVO = "Numero dell'obiettivo strategico; null dove non c'è un obiettivo."


def numero_obiettivo(percorso: str) -> Case:
    """The number of the objective at a path, null for what stands for none."""
    senza = When(**{f"{percorso}__nome": ""}, then=None)
    return Case(senza, default=F(f"{percorso}__numero"), output_field=IntegerField())


class DelCicloFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="ciclo", label=CICLO)
    anno = Intero(field_name="ciclo__anno", label=ANNO)


class ProspettivaSerializer(DelCicloSerializer):
    ordine = serializers.IntegerField(help_text="Posto nel documento.")
    codice = serializers.CharField(max_length=40, help_text="Codice: è quello dei filtri.")
    nome = serializers.CharField(max_length=300, help_text="Nome della prospettiva.")
    peso = Decimale(allow_null=True, help_text="Peso; null se conta come le altre.")


class ProspettivaDettaglio(ProspettivaSerializer):
    descrizione = serializers.CharField(help_text="Descrizione.")


@descrivi(
    "Le prospettive",
    "Una prospettiva, con la descrizione",
    {"id": 2, "ciclo": 1, "anno": 2019, "ordine": 2, "codice": "processi", "nome": "Processi interni", "peso": None},
    {"descrizione": "Come lavora l'ente."},
)
class ProspettivaRisorsa(RisorsaDiRighe):
    """Le prospettive della balanced scorecard di un ciclo."""

    serializer_class = ProspettivaSerializer
    dettaglio = ProspettivaDettaglio
    filterset_class = DelCicloFiltri
    ordering_fields = ("anno", "ordine")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Prospettiva.objects.visibili_a(utente).con_nome()


class AreaStrategicaSerializer(DelCicloSerializer):
    numero = serializers.IntegerField(help_text="Numero nel documento.")
    nome = serializers.CharField(max_length=200, help_text="Nome dell'area strategica.")


class AreaStrategicaDettaglio(AreaStrategicaSerializer):
    descrizione = serializers.CharField(help_text="Descrizione.")


@descrivi(
    "Le aree strategiche",
    "Un'area strategica, con la descrizione",
    {"id": 1, "ciclo": 1, "anno": 2019, "numero": 1, "nome": "Competitività del territorio"},
    {"descrizione": "Sostegno alle imprese."},
)
class AreaStrategicaRisorsa(RisorsaDiRighe):
    """Le aree strategiche di un ciclo."""

    serializer_class = AreaStrategicaSerializer
    dettaglio = AreaStrategicaDettaglio
    filterset_class = DelCicloFiltri
    ordering_fields = ("anno", "numero")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return AreaStrategica.objects.visibili_a(utente)


class ObiettivoStrategicoSerializer(DelCicloSerializer):
    numero = serializers.IntegerField(help_text="Numero nel documento: è quello dei filtri.")
    nome = serializers.CharField(max_length=600, help_text="Nome dell'obiettivo.")
    area_strategica = serializers.IntegerField(
        source="area_strategica.numero",
        allow_null=True,
        help_text="Numero dell'area strategica; null se serve a tutte.",
    )


class ObiettivoStrategicoDettaglio(ObiettivoStrategicoSerializer):
    descrizione = serializers.CharField(help_text="Descrizione.")


class ObiettivoStrategicoFiltri(DelCicloFiltri):
    area_strategica = Intero(field_name="area_strategica__numero", label="Numero dell'area strategica.")
    prospettiva = filtri.CharFilter(field_name="nodi__prospettiva__codice", label="Codice della prospettiva.")


@descrivi(
    "Gli obiettivi strategici",
    "Un obiettivo strategico, con la descrizione",
    {"id": 6, "ciclo": 1, "anno": 2019, "numero": 6, "nome": "Semplificare i servizi", "area_strategica": 2},
    {"descrizione": "Meno carta e tempi più brevi."},
)
class ObiettivoStrategicoRisorsa(RisorsaDiRighe):
    """Gli obiettivi strategici di un ciclo."""

    serializer_class = ObiettivoStrategicoSerializer
    dettaglio = ObiettivoStrategicoDettaglio
    filterset_class = ObiettivoStrategicoFiltri
    ordering_fields = ("anno", "numero")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return ObiettivoStrategico.objects.visibili_a(utente).con_nome()


class ProgrammaSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave.")
    ciclo = serializers.IntegerField(source="nodo.obiettivo.ciclo_id", help_text=CICLO)
    anno = serializers.IntegerField(source="nodo.obiettivo.ciclo.anno", help_text=ANNO)
    prospettiva = serializers.CharField(
        source="nodo.prospettiva.codice",
        max_length=40,
        help_text="Codice della prospettiva; vuoto se l'ente non ne ha.",
    )
    obiettivo = serializers.IntegerField(allow_null=True, help_text=SENZA_OBIETTIVO)
    nome = serializers.CharField(max_length=600, help_text="Nome del programma.")

    espressioni: ClassVar[Any] = {"obiettivo": numero_obiettivo("nodo__obiettivo")}


class ProgrammaFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="nodo__obiettivo__ciclo", label=CICLO)
    anno = Intero(field_name="nodo__obiettivo__ciclo__anno", label=ANNO)
    prospettiva = filtri.CharFilter(field_name="nodo__prospettiva__codice", label="Codice della prospettiva.")
    obiettivo = Intero(field_name="nodo__obiettivo__numero", label="Numero dell'obiettivo strategico.")


@descrivi(
    "I programmi",
    "Un programma",
    {"id": 11, "ciclo": 1, "anno": 2019, "prospettiva": "processi", "obiettivo": 6, "nome": "Servizi digitali"},
)
class ProgrammaRisorsa(RisorsaDiRighe):
    """I programmi di intervento, ciascuno sotto un obiettivo strategico in una prospettiva."""

    serializer_class = ProgrammaSerializer
    filterset_class = ProgrammaFiltri
    ordering_fields = ("anno", "obiettivo", "nome")

    @property
    def percorsi(self) -> dict[str, str]:
        """The number of the objective is computed where it is shown, and read where one orders."""
        return super().percorsi | {"obiettivo": "nodo__obiettivo__numero"}

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return Programma.objects.visibili_a(utente)


class ObiettivoOperativoSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave.")
    ciclo = serializers.IntegerField(source="programma.nodo.obiettivo.ciclo_id", help_text=CICLO)
    anno = serializers.IntegerField(source="programma.nodo.obiettivo.ciclo.anno", help_text=ANNO)
    programma = serializers.IntegerField(source="programma_id", help_text="Chiave del programma.")
    nome = serializers.CharField(max_length=600, help_text="Nome dell'obiettivo operativo.")


class ObiettivoOperativoFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="programma__nodo__obiettivo__ciclo", label=CICLO)
    anno = Intero(field_name="programma__nodo__obiettivo__ciclo__anno", label=ANNO)
    programma = Intero(field_name="programma", label="Chiave del programma.")


@descrivi(
    "Gli obiettivi operativi",
    "Un obiettivo operativo",
    {"id": 31, "ciclo": 1, "anno": 2019, "programma": 11, "nome": "Rilascio dei dispositivi di firma allo sportello"},
)
class ObiettivoOperativoRisorsa(RisorsaDiRighe):
    """Gli obiettivi operativi dei programmi."""

    serializer_class = ObiettivoOperativoSerializer
    filterset_class = ObiettivoOperativoFiltri
    ordering_fields = ("anno", "nome")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        return ObiettivoOperativo.objects.visibili_a(utente)
