"""Pages of a list by cursor: where the last one ended, in the order asked, whatever comes and goes meanwhile."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError as ErroreDjango
from django.db.models import Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from ente.api.parametri import CONTEGGIO, CURSORE, QUANTI, chiede_il_conto

if TYPE_CHECKING:
    from rest_framework.views import APIView

PAGINE = {"next": "La pagina dopo; null se è l'ultima.", "previous": "La pagina prima; null se è la prima."}
CONTO = "Quante righe ha l'elenco, in tutte le pagine: solo se lo chiedete con conteggio=true."


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
    page_size_query_param = QUANTI
    cursor_query_param = CURSORE
    ordering: Any = "pk"
    invalid_cursor_message = "Il cursore non è valido: prendete l'indirizzo da «next» o «previous»."
    page_size_query_description = "Quante righe per pagina, al massimo 1000."
    cursor_query_description = "Da dove riprendere: si prende da «next» e «previous»."

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: APIView | None = None) -> list[Any]:
        self.base_url: str = request.build_absolute_uri()
        self.conto = len_di(queryset) if chiede_il_conto(request) else None
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

    def tutte(self, righe: QuerySet[Any] | list[Any], request: Request, view: APIView) -> Iterator[list[Any]]:
        """Every row of a list in its order, a thousand at a time: for an answer that has no pages."""
        self.page_size = self.max_page_size
        self.ordering = tuple(self.get_ordering(request, righe, view))  # type: ignore[arg-type]
        da: Posto | None = None
        while True:
            if isinstance(righe, list):
                lette = self._in_memoria(righe, self.ordering, da)
            else:
                lette = self._leggi(righe.order_by(*self.ordering), self.ordering, da)
            if lette:
                yield lette[: self.page_size]
            if len(lette) <= self.page_size:
                return
            da = Posto(self.ordering, tuple(self._valori(lette[self.page_size - 1])), indietro=False)

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with its neighbours also in ``Link`` (RFC 8288): a sheet of text has nowhere else to say them."""
        risposta = super().get_paginated_response(data)
        vicine = {"next": self.get_next_link(), "prev": self.get_previous_link()}
        link = ", ".join(f'<{dove}>; rel="{quale}"' for quale, dove in vicine.items() if dove)
        if link:
            risposta.headers["Link"] = link
        if self.conto is not None:
            risposta.data["count"] = self.conto
            risposta.headers["Total-Count"] = str(self.conto)
        return risposta

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
        nostro = {"name": CONTEGGIO, "required": False, "in": "query", "schema": {"type": "boolean", "default": False}}
        detto = "Con true, l'elenco dice quante righe ha in tutto: «count», e l'intestazione Total-Count."
        return [*parametri, nostro | {"description": detto}]

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
        posto = json.dumps([list(self.ordering), self._valori(riga), indietro], separators=(",", ":"))
        cursore = base64.urlsafe_b64encode(posto.encode()).decode().rstrip("=")
        return str(replace_query_param(self.base_url, self.cursor_query_param, cursore))

    def _valori(self, riga: Any) -> list[Any]:
        return [_scritto(_valore(riga, campo.lstrip("-"))) for campo in self.ordering]

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
        scritto["properties"]["count"] = {"type": "integer", "minimum": 0, "description": CONTO, "example": 1415}
        return scritto


def len_di(righe: QuerySet[Any] | list[Any]) -> int:
    return len(righe) if isinstance(righe, list) else righe.count()


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
