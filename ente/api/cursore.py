"""Pages of a list by cursor: where the last one ended, in the order asked, whatever comes and goes meanwhile."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError as ErroreDjango
from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

if TYPE_CHECKING:
    from rest_framework.views import APIView

PAGINE = {"next": "La pagina dopo; null se è l'ultima.", "previous": "La pagina prima; null se è la prima."}


class Posto(NamedTuple):
    """Beside which row a page begins: the order, the values that the row has in it, and whether one goes backwards."""

    ordine: tuple[str, ...]
    valori: tuple[str | int, ...]
    indietro: bool


class PerCursore(CursorPagination):
    """Pages of 100 rows, up to 1,000 with ``?quanti=``; the next one is an address, good also while rows are added.

    The place is the whole order, which ends with the key: the one of the framework counts equal rows, and loses its way
    among more than a thousand of them. What a list is ordered by is never null.
    """

    page_size = 100
    max_page_size = 1000
    page_size_query_param = "quanti"
    cursor_query_param = "cursore"
    ordering: Any = "pk"
    invalid_cursor_message = "Il cursore non è valido: prendete l'indirizzo da «next» o «previous»."
    page_size_query_description = "Quante righe per pagina, al massimo 1000."
    cursor_query_description = "Da dove riprendere: si prende da «next» e «previous»."

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: APIView | None = None) -> list[Any]:
        self.base_url: str = request.build_absolute_uri()
        self.page_size = self.get_page_size(request)
        self.ordering = tuple(self.get_ordering(request, queryset, view))  # type: ignore[arg-type]
        da = self._letto(request)
        indietro = da is not None and da.indietro
        ordine = tuple(map(_contrario, self.ordering)) if indietro else self.ordering
        if isinstance(queryset, list):
            lette = self._in_memoria(queryset, ordine, da)
        else:
            lette = self._leggi(queryset.order_by(*ordine), ordine, da)
        altre = len(lette) > self.page_size
        pagina = lette[: self.page_size]
        self.page = pagina[::-1] if indietro else pagina
        self.has_next, self.has_previous = (True, altre) if indietro else (altre, da is not None)
        return self.page

    def get_page_size(self, request: Request) -> int:
        testo = request.query_params.get(self.page_size_query_param)
        if testo is None:
            return PerCursore.page_size
        quante = int(testo) if testo.isascii() and testo.isdecimal() and len(testo) < 9 else 0
        if not 0 < quante <= self.max_page_size:
            frase = f"Scrivete quante righe per pagina, da 1 a {self.max_page_size}."
            raise ValidationError({self.page_size_query_param: frase})
        return quante

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        parametri = super().get_schema_operation_parameters(view)
        for parametro in parametri:
            if parametro["name"] == self.page_size_query_param:
                parametro["schema"] |= {"minimum": 1, "maximum": self.max_page_size, "default": PerCursore.page_size}
        return parametri

    def _leggi(self, righe: QuerySet[Any], ordine: Sequence[str], da: Posto | None) -> list[Any]:
        """The rows of the page and one more, which says whether there is another page."""
        if da is None:
            return list(righe[: self.page_size + 1])
        try:
            return list(righe.filter(_oltre(ordine, da.valori))[: self.page_size + 1])
        except (ValueError, TypeError, ErroreDjango):
            raise self._non_valido() from None

    def _in_memoria(self, righe: list[Any], ordine: Sequence[str], da: Posto | None) -> list[Any]:
        """The same of rows that have all been read, dictionaries by columns."""
        ordinate = righe
        for campo in reversed(ordine):
            ordinate = sorted(ordinate, key=lambda r: _valore(r, campo.lstrip("-")), reverse=campo.startswith("-"))
        if da is None:
            return ordinate[: self.page_size + 1]
        try:
            dopo = [r for r in ordinate if _viene_dopo(r, ordine, da.valori)]
        except TypeError:
            raise self._non_valido() from None
        return dopo[: self.page_size + 1]

    def get_next_link(self) -> str | None:
        return self._indirizzo(self.page[-1], indietro=False) if self.page and self.has_next else None

    def get_previous_link(self) -> str | None:
        return self._indirizzo(self.page[0], indietro=True) if self.page and self.has_previous else None

    def _indirizzo(self, riga: Any, *, indietro: bool) -> str:
        valori = [_scritto(_valore(riga, campo.lstrip("-"))) for campo in self.ordering]
        posto = json.dumps([list(self.ordering), valori, indietro], separators=(",", ":"))
        cursore = base64.urlsafe_b64encode(posto.encode()).decode().rstrip("=")
        return str(replace_query_param(self.base_url, self.cursor_query_param, cursore))

    def _letto(self, request: Request) -> Posto | None:
        """Where the address says that the page begins.

        Raises:
            ValidationError: it was not written here, or for another order.
        """
        testo = request.query_params.get(self.cursor_query_param)
        if testo is None:
            return None
        try:
            ordine, valori, indietro = json.loads(base64.urlsafe_b64decode(testo + "=" * (-len(testo) % 4)))
            posto = Posto(tuple(ordine), tuple(valori), indietro is True)
        except (ValueError, TypeError, RecursionError):
            raise self._non_valido() from None
        semplici = all(type(v) in (str, int) for v in posto.valori)
        if posto.ordine != self.ordering or len(posto.valori) != len(self.ordering) or not semplici:
            raise self._non_valido()
        return posto

    def _non_valido(self) -> ValidationError:
        return ValidationError({self.cursor_query_param: self.invalid_cursor_message})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        scritto = super().get_paginated_response_schema(schema)
        scritto["required"] = ["next", "previous", "results"]
        for nome in PAGINE:
            query = urlsplit(scritto["properties"][nome]["example"].rstrip('"')).query
            scritto["properties"][nome] = {
                "type": ["string", "null"],
                "format": "uri",
                "description": PAGINE[nome],
                "example": f"https://ente.example.it/api/v1/cicli/?{query}",
            }
        return scritto


def _contrario(campo: str) -> str:
    return campo[1:] if campo.startswith("-") else f"-{campo}"


def _oltre(ordine: Sequence[str], valori: Sequence[str | int]) -> Q:
    """The rows after the one with these values: greater in the first column, or equal there and greater in the next."""
    tutte, uguali = Q(), Q()
    for campo, valore in zip(ordine, valori, strict=True):
        nome = campo.lstrip("-")
        tutte |= uguali & Q(**{f"{nome}__{'lt' if campo.startswith('-') else 'gt'}": valore})
        uguali &= Q(**{nome: valore})
    return tutte


def _viene_dopo(riga: Any, ordine: Sequence[str], valori: Sequence[str | int]) -> bool:
    """Whether a row comes after the one with these values."""
    for campo, valore in zip(ordine, valori, strict=True):
        suo: Any = _scritto(_valore(riga, campo.lstrip("-")))
        if suo != valore:
            return bool(suo < valore if campo.startswith("-") else suo > valore)
    return False


def _valore(riga: Any, campo: str) -> Any:
    """What a row, an object or a dictionary by columns, has in a column of the order."""
    return riga[campo] if isinstance(riga, dict) else reduce(getattr, campo.split("__"), riga)


def _scritto(valore: Any) -> Any:
    if isinstance(valore, dt.date):
        return valore.isoformat()
    return str(valore) if isinstance(valore, Decimal) else valore
