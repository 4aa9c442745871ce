"""Lists of many rows: read as plain dictionaries with only the columns asked, and given as they are.

A serializer says which fields there are, what they mean and where they come from, as any other does; what it does not
do is to look at each field of each row, which costs more than to read them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ente.api.codifica import Json
from ente.api.elenchi import CAMPI, ConCampi, Csv
from ente.api.risorsa import Risorsa

V = TypeVar("V", bound=type[APIView])


class Decimale(serializers.DecimalField):
    """An exact number, as the arithmetic has it; ``Codifica`` writes it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=None, decimal_places=None, **kwargs)

    def to_representation(self, value: Any) -> Any:
        return value


class RigheSerializer(ConCampi):
    """A row read by columns. A field comes from its ``source`` (a path of foreign keys), from one of the
    ``espressioni`` that the database computes, or is among the ``calcolati``, that the resource writes in each row
    beforehand. ``servono`` are the columns that the resource wants for them, or for itself."""

    espressioni: ClassVar[Mapping[str, Any]] = {}
    calcolati: ClassVar[frozenset[str]] = frozenset()
    servono: ClassVar[Sequence[str]] = ()

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """None is said to be always there: ``?campi=`` may leave out any."""
        campi = super().get_fields()
        for campo in campi.values():
            campo.required = campo.read_only = False
        return campi

    @cached_property
    def chiesti(self) -> frozenset[str]:
        """The fields of the answer."""
        return frozenset(self.fields)

    @cached_property
    def _colonne(self) -> list[tuple[str, str, Callable[[Any], Any] | None]]:
        """Field, column of the row, and how what is stored becomes what is given."""
        return [(nome, self._colonna(nome), _trasforma(campo)) for nome, campo in self.fields.items()]

    def _colonna(self, nome: str) -> str:
        if nome in self.calcolati:
            return nome
        if nome in self.espressioni:
            return f"x_{nome}"
        return str(self.fields[nome].source).replace(".", "__")

    def leggi(self, righe: QuerySet[Any], altre: Sequence[str] = ()) -> QuerySet[Any, dict[str, Any]]:
        """The rows with the columns of the fields asked, and some more, in one query."""
        proprie = [
            colonna for nome, colonna, _ in self._colonne if nome not in self.calcolati and nome not in self.espressioni
        ]
        servono = self.servono if not self.calcolati or self.calcolati & self.chiesti else ()
        espressioni = {f"x_{nome}": e for nome, e in self.espressioni.items() if nome in self.chiesti}
        return righe.values(*dict.fromkeys(["pk", *proprie, *servono, *altre]), **espressioni)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        if isinstance(instance, Model):
            instance = self.leggi(type(instance)._default_manager.filter(pk=instance.pk)).get()
        return {nome: f(instance[colonna]) if f else instance[colonna] for nome, colonna, f in self._colonne}


def _trasforma(campo: serializers.Field[Any, Any, Any, Any]) -> Callable[[Any], Any] | None:
    if isinstance(campo, serializers.DateTimeField):
        return _ora
    return None


def _ora(momento: Any) -> Any:
    return timezone.localtime(momento) if momento else None


class RisorsaDiRighe(Risorsa):
    """A resource whose serializers are ``RigheSerializer``: ``dettaglio`` the one of a single row, with the long texts
    that a list leaves out."""

    dettaglio: ClassVar[type[RigheSerializer] | None] = None

    def get_serializer_class(self) -> type[Any]:
        if self.action == "retrieve" and self.dettaglio:
            return self.dettaglio
        return super().get_serializer_class()

    def get_renderers(self) -> list[BaseRenderer]:
        # Without an action the method is not admitted: that is said, whatever the format.
        return [Json(), Csv()] if self.action in ("list", None) else [Json()]

    @property
    def percorsi(self) -> dict[str, str]:
        """Where the fields by which one orders come from."""
        campi = self.get_serializer_class()._declared_fields
        return {n: (campi[n].source or n).replace(".", "__") for n in self.ordering_fields if n in campi}

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        filtrate = super().filter_queryset(queryset)
        if self.action not in ("list", "retrieve"):
            return filtrate
        ordine = [str(campo).lstrip("-") for campo in filtrate.query.order_by]
        serializer: Any = self.get_serializer()
        righe: QuerySet[Any] = serializer.leggi(filtrate, ordine)
        return righe

    def rappresenta(self, righe: Sequence[Any]) -> list[dict[str, Any]]:
        serializer: Any = self.get_serializer()
        self.completa(righe, serializer.chiesti)
        return [serializer.to_representation(riga) for riga in righe]

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        riga = self.get_object()
        serializer: Any = self.get_serializer(riga)
        self.completa([riga], serializer.chiesti)
        return Response(serializer.to_representation(riga), headers=self.testate(riga))

    def testate(self, riga: Mapping[str, Any]) -> dict[str, str]:
        """The headers of the answer with a single row."""
        return {}

    def completa(self, righe: Sequence[dict[str, Any]], chiesti: frozenset[str]) -> None:
        """Write in the rows of the page the ``calcolati`` that are asked, in a number of queries that does not grow."""


CHIAVE = OpenApiParameter(
    "id", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH, description="La chiave della riga."
)


def che_campi(serializer: type[ConCampi]) -> OpenApiParameter:
    """``?campi=`` of the rows that a serializer gives."""
    nomi = {"type": "string", "enum": list(serializer._declared_fields)}
    return OpenApiParameter(
        CAMPI,
        {"type": "array", "items": nomi, "minItems": 1},
        style="form",
        explode=False,
        description="Solo questi campi, separati da virgole: gli altri non si leggono nemmeno.",
    )


def descrivi(elenco: str, uno: str, esempio: Mapping[str, Any], altro: Mapping[str, Any] | None = None) -> Any:
    """Say in the schema what the list and the single row are, with an example row; ``altro`` is what the single row
    has more."""

    def detta(vista: V) -> V:
        righe: type[RigheSerializer] = vista.serializer_class  # type: ignore[attr-defined]
        una: type[RigheSerializer] = vista.dettaglio or righe  # type: ignore[attr-defined]
        riga = OpenApiExample("Una riga", value=json.loads(json.dumps(esempio)), response_only=True)
        sola = OpenApiExample(
            "Una riga", value=json.loads(json.dumps({**esempio, **(altro or {})})), response_only=True
        )
        return extend_schema_view(
            list=extend_schema(
                summary=elenco,
                examples=[riga],
                parameters=[che_campi(righe)],
                responses={
                    (200, "application/json"): righe(many=True),
                    (200, "text/csv"): OpenApiTypes.STR,
                },
            ),
            retrieve=extend_schema(summary=uno, examples=[sola], parameters=[che_campi(una), CHIAVE]),
        )(vista)

    return detta
