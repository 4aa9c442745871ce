"""How things are answered: only the fields that were asked for, sheets of text, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.serializers import ListSerializer, Serializer

from ente.api.codifica import Json, per_intero
from ente.api.cursore import PerCursore
from ente.api.parametri import CAMPI, elenco_di
from ente.fogli.scrittura import csv_a_pezzi

__all__ = ["CAMPI", "Binario", "ConCampi", "Csv", "Dati", "Html", "Odt", "Pdf", "PerCursore", "foglio"]


class ConCampi(Serializer[Any]):
    """A serializer that gives only the fields named by ``?campi=codice,nome``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        richiesta = self.context.get("request")
        if isinstance(richiesta, Request) and CAMPI in richiesta.query_params and richiesta.method == "GET":
            self._tieni(elenco_di(richiesta, CAMPI))

    def _tieni(self, chiesti: Sequence[str]) -> None:
        if self.parent is not None and not isinstance(self.parent, ListSerializer):
            return
        ignoti = [nome for nome in chiesti if nome not in self.fields]
        if ignoti:
            noti = ", ".join(self.fields)
            raise ValidationError({CAMPI: f"«{ignoti[0]}» non c'è; ci sono: {noti}."})
        for nome in set(self.fields) - set(chiesti):
            self.fields.pop(nome)


class Csv(BaseRenderer):
    """A list as a sheet: ``Accept: text/csv``. Semicolons and decimal comma, as the site's own. What comes here is one
    page that was asked for, with its neighbours in ``Link``: the whole list is ``foglio``."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        risposta = (renderer_context or {}).get("response")
        if risposta is not None and risposta.status_code >= 400:  # a problem is never a sheet
            return bytes(Json().render(data))
        righe = data.get("results", data) if isinstance(data, Mapping) else data
        if not isinstance(righe, list):
            righe = [righe]
        titoli = list(dict.fromkeys(nome for riga in righe for nome in riga))
        return b"".join(csv_a_pezzi(titoli, [[_cella(riga.get(nome)) for nome in titoli] for riga in righe]))


def foglio(titoli: Sequence[str], pagine: Iterable[Sequence[Mapping[str, Any]]]) -> StreamingHttpResponse:
    """A whole list as a sheet of text, written while it is read. The first rows are read before the answer begins:
    what is wrong with the request is said as ever."""
    lette = iter(pagine)
    prime = next(lette, ())
    righe: Iterator[Mapping[str, Any]] = chain(prime, chain.from_iterable(lette))
    celle = ([_cella(riga.get(nome)) for nome in titoli] for riga in righe)
    return StreamingHttpResponse(csv_a_pezzi(titoli, celle), content_type=f"{Csv.media_type}; charset={Csv.charset}")


class Binario(Json):
    """A file as it is: the view streams it; only a problem comes here."""

    media_type = "application/octet-stream"
    format = "file"


class Pdf(Binario):
    media_type = "application/pdf"
    format = "pdf"


class Html(Binario):
    media_type = "text/html"
    format = "html"


class Odt(Binario):
    media_type = "application/vnd.oasis.opendocument.text"
    format = "odt"


class Dati(Binario):
    media_type = "application/json"
    format = "json"


def _cella(valore: Any) -> Any:
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    if isinstance(valore, Decimal):
        return Decimal(per_intero(valore))
    if isinstance(valore, list | tuple):
        return ", ".join(str(_cella(v)) for v in valore)
    if isinstance(valore, Mapping):
        return "; ".join(f"{n}: {_cella(v)}" for n, v in valore.items())
    return valore
