from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.viewsets import GenericViewSet

from ente.api.codifica import Json
from ente.api.cursore import PerCursore, len_di
from ente.api.elenchi import Csv, foglio
from ente.api.parametri import CAMPI, CURSORE, DI_PAGINA, ORDINE, QUANTI, chiede_il_conto
from ente.api.vista import Vista
from ente.models import Utente
from ente.richiesta import utente_di


class Risorsa(Vista, ListModelMixin, RetrieveModelMixin, GenericViewSet[Any]):
    """A resource that is read: a list by cursor, with filters and order, and one row. What the person may not see is
    not there: 404.

    Subclasses say ``righe(utente)``, the rows that a person may read with all that the serializer wants of them, and
    ``ordering_fields``; ``altri_parametri``, by action, what an address takes besides those of every list and row.
    """

    lookup_value_regex = "[0-9]{1,18}"
    """A key that a column holds: what is longer, or is none, is at no address."""
    ordering_fields: tuple[str, ...] = ()
    ordering = ("pk",)
    altri_parametri: ClassVar[Mapping[str, Collection[str]]] = {}

    def righe(self, utente: Utente) -> QuerySet[Any]:
        raise NotImplementedError

    def get_renderers(self) -> list[BaseRenderer]:
        return [Json(), Csv()] if self.action in ("list", None) else super().get_renderers()

    def parametri(self) -> Collection[str]:
        propri = self.altri_parametri.get(self.action or "", ())
        if self.action == "retrieve":
            return {CAMPI, *propri}
        if self.action != "list":
            return propri
        filtri: Any = getattr(self, "filterset_class", None)
        ordine = [ORDINE] if self.ordering_fields else []
        return {CAMPI, *ordine, *DI_PAGINA, *(filtri.base_filters if filtri else ())}

    def get_queryset(self) -> QuerySet[Any]:
        if getattr(self, "swagger_fake_view", False):  # the schema is written without a person
            return self.righe(Utente())
        return self.righe(utente_di(self.request))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Any:
        righe = self.elenco()
        if isinstance(request.accepted_renderer, Csv) and not {QUANTI, CURSORE} & request.query_params.keys():
            return self._foglio(request, righe)
        pagina: Any = self.paginate_queryset(righe) or []  # type: ignore[arg-type]
        return self.get_paginated_response(self.rappresenta(pagina))

    def elenco(self) -> QuerySet[Any] | Sequence[Any]:
        """The rows that the address asks for, in no order yet."""
        return self.filter_queryset(self.get_queryset())

    def rappresenta(self, righe: Sequence[Any]) -> Any:
        """The rows of a page as they are given."""
        return self.get_serializer(righe, many=True).data

    def _foglio(self, request: Request, righe: Any) -> Any:
        """The whole list as a sheet: one that is cut would look like one that is not."""
        serializer: Any = self.get_serializer()
        titoli, pagine = list(serializer.fields), PerCursore()
        risposta = foglio(titoli, self._a_pezzi(pagine, request, righe))
        if chiede_il_conto(request):
            risposta.headers["Total-Count"] = str(len_di(righe))
        return risposta

    def _a_pezzi(self, pagine: PerCursore, request: Request, righe: Any) -> Iterator[Sequence[Mapping[str, Any]]]:
        for pezzo in pagine.tutte(righe, request, self):
            yield self.rappresenta(pezzo)
