from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.renderers import BaseRenderer
from rest_framework.viewsets import GenericViewSet

from ente.api.codifica import Json
from ente.api.elenchi import Csv
from ente.models import Utente
from ente.richiesta import utente_di


class Risorsa(ListModelMixin, RetrieveModelMixin, GenericViewSet[Any]):
    """A resource that is read: a list by cursor, with filters and order, and one row. What the person may not see is
    not there: 404.

    Subclasses say ``righe(utente)``, the rows that a person may read with all that the serializer wants of them, and
    ``ordering_fields``.
    """

    lookup_value_regex = "[0-9]{1,18}"
    """A key that a column holds: what is longer, or is none, is at no address."""
    ordering_fields: tuple[str, ...] = ()
    ordering = ("pk",)

    def righe(self, utente: Utente) -> QuerySet[Any]:
        raise NotImplementedError

    def get_renderers(self) -> list[BaseRenderer]:
        return [Json(), Csv()] if self.action in ("list", None) else super().get_renderers()

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):  # the schema is written without a person
            return self.righe(Utente())
        return self.righe(utente_di(self.request))
