from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django_filters import rest_framework as filtri
from rest_framework import serializers

from ente.api.filtri import Intero
from ente.api.righe import Decimale, RigheSerializer, RisorsaDiRighe, descrivi
from ente.models import Utente
from ente.poteri import Poteri
from relazione.models import ContoEsame


class ContoSerializer(RigheSerializer):
    id = serializers.IntegerField(read_only=True, help_text="Chiave del conto.")
    ciclo = serializers.IntegerField(source="esame.approvata.ciclo_id", help_text="Chiave del ciclo.")
    anno = serializers.IntegerField(source="esame.approvata.ciclo.anno", help_text="Anno del ciclo.")
    numero_edizione = serializers.IntegerField(
        source="esame.approvata.numero", help_text="Numero dell'edizione esaminata."
    )
    criterio = serializers.CharField(max_length=60, help_text="Codice del criterio per cui si conta.")
    codice = serializers.CharField(max_length=60, help_text="Codice di ciò che si conta.")
    nome = serializers.CharField(max_length=200, help_text="Che cosa si conta.")
    valore = Decimale(allow_null=True, help_text="Il numero, non arrotondato; null di ciò che si dice solo a parole.")
    testo = serializers.CharField(max_length=200, help_text="Come si legge nella pagina.")
    contato_il = serializers.DateTimeField(source="esame.contato_il", help_text="Quando si è contato.")


class ContoFiltri(filtri.FilterSet):
    ciclo = Intero(field_name="esame__approvata__ciclo", label="Chiave del ciclo.")
    anno = Intero(field_name="esame__approvata__ciclo__anno", label="Anno del ciclo.")
    numero_edizione = Intero(field_name="esame__approvata__numero", label="Numero dell'edizione.")
    criterio = filtri.CharFilter(label="Codice del criterio.")
    codice = filtri.CharFilter(label="Codice di ciò che si conta.")


@descrivi(
    "I conti dell'esame dell'OIV",
    "Un conto dell'esame",
    {
        "id": 12,
        "ciclo": 1,
        "anno": 2019,
        "numero_edizione": 1,
        "criterio": "scostamenti",
        "codice": "sotto-target",
        "nome": "Indicatori sotto il target",
        "valore": "31",
        "testo": "31",
        "contato_il": "2020-06-22T10:30:00+02:00",
    },
)
class ContoRisorsa(RisorsaDiRighe):
    """Le evidenze contate per i criteri di validazione, per chi legge tutto l'ente: gli stessi numeri della pagina."""

    serializer_class = ContoSerializer
    filterset_class = ContoFiltri
    ordering_fields = ("anno", "numero_edizione", "codice")

    def righe(self, utente: Utente) -> QuerySet[Any]:
        if utente.pk and not Poteri.di(utente).tutto_l_ente:
            raise Http404
        return ContoEsame.objects.visibili_a(utente)
