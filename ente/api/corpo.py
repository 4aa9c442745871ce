"""The body of a request that writes: nothing that it does not say is written, nothing that it says is left out."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, TypeVar

from django.http import QueryDict
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.settings import api_settings

from ente.api.problemi import Precondizione

SENZA_LUNGHEZZA = "Il corpo arriva a pezzi e non dice quanto è lungo: mandatelo con Content-Length."
COMPRESSO = "Il corpo è compresso: mandatelo com'è, senza Content-Encoding."


NELL_INDIRIZZO = "Qui nell'indirizzo non si legge: ciò che si scrive sta nel corpo."


class Corpo(serializers.Serializer[Any]):
    """What may be sent. A field that is not there is refused, and so is one given twice in a form. ``regola`` is what
    the description says of the whole, besides its fields."""

    regola: ClassVar[Mapping[str, Any]] = {}

    def to_internal_value(self, data: Any) -> Any:
        errori: dict[str, Any] = self._di_troppo(data) if isinstance(data, Mapping) else {}
        try:
            validi = super().to_internal_value(data)
        except ValidationError as errore:
            if not isinstance(errore.detail, dict):
                raise
            errori = {**errore.detail, **errori}
        if errori:
            raise ValidationError(errori)
        return validi

    def _di_troppo(self, dati: Mapping[str, Any]) -> dict[str, list[str]]:
        """What is wrong of the names alone."""
        errori = {nome: [self._perche_non_c_e(nome)] for nome in dati if nome not in self.fields}
        if isinstance(dati, QueryDict):
            doppi = [n for n in dati if len(dati.getlist(n)) > 1 and n in self.fields]
            errori |= {nome: ["È mandato più volte: tenetene una."] for nome in doppi}
        return errori

    def _perche_non_c_e(self, nome: str) -> str:
        if not self.fields:
            return "Non si manda: qui il corpo è vuoto."
        simili = get_close_matches(nome, self.fields, n=1)
        forse = f"forse è «{simili[0]}»; " if simili else ""
        return f"Non c'è: {forse}si mandano {', '.join(self.fields)}."


class Vuoto(Corpo):
    """Of an act that wants nothing but its address: no body, or an empty object."""


C = TypeVar("C", bound=Corpo)


def letto(request: Request, corpo: type[C], *, parziale: bool = False) -> C:
    """What was sent, checked: every operation that writes calls it, also those that want nothing. With ``parziale``
    only what is sent is there, and something must be.

    Raises:
        ValidationError: the body is missing, is not read, or has a field that is wrong, missing or too many.
        Precondizione: it does not say its length (411), or is compressed (415).
        UnsupportedMediaType: it is in a format that is not taken here.
    """
    intestazioni = request.headers
    lungo = str(request.META.get("CONTENT_LENGTH") or "0")
    if "Transfer-Encoding" in intestazioni and lungo == "0":
        raise Precondizione(SENZA_LUNGHEZZA, status.HTTP_411_LENGTH_REQUIRED)
    if intestazioni.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise Precondizione(COMPRESSO, status.HTTP_415_UNSUPPORTED_MEDIA_TYPE)
    if altrove := request.query_params.keys() - {str(api_settings.URL_FORMAT_OVERRIDE)}:
        raise ValidationError({nome: [NELL_INDIRIZZO] for nome in sorted(altrove)})
    # The framework takes a body that is missing for an empty form.
    dati = corpo(data=request.data, partial=parziale)
    if lungo == "0" and dati.fields:
        obbligatori = [nome for nome, campo in dati.fields.items() if campo.required and not parziale]
        quali = f"con {', '.join(obbligatori)}" if obbligatori else f"con almeno uno fra {', '.join(dati.fields)}"
        raise ValidationError([f"Manca il corpo: mandatelo {quali}."])
    if parziale and not dati.initial_data:
        raise ValidationError([f"Non c'è niente da cambiare: mandate almeno uno fra {', '.join(dati.fields)}."])
    dati.is_valid(raise_exception=True)
    return dati
