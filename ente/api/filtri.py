from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django_filters import rest_framework as filtri
from django_filters.fields import IsoDateTimeField
from django_filters.utils import translate_validation
from drf_spectacular.drainage import set_override
from rest_framework.exceptions import ValidationError

from ente.api.superati import FINE, segna
from ente.models import Utente
from ente.richiesta import utente_di

MASSIMO = 2**31 - 1
INTERO = f"Scrivete un numero intero, da 0 a {MASSIMO}."
COL_FUSO = re.compile(r"(?:Z|[+-]\d\d:?\d\d)\s*$", re.IGNORECASE | re.ASCII)
PRIMO_ANNO, ULTIMO_ANNO = 2, 9998


class Intero(filtri.NumberFilter):
    """A whole number that a column can hold: a key, a year, a number. A key that nobody has finds nothing."""

    field_class: Any = forms.IntegerField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        errori = dict.fromkeys(("invalid", "min_value", "max_value"), INTERO)
        super().__init__(*args, **{"min_value": 0, "max_value": MASSIMO, "error_messages": errori, **kwargs})
        schema = {"type": "integer", "minimum": 0, "maximum": MASSIMO, "description": kwargs.get("label", "")}
        set_override(self, "field", schema)

    def get_max_validator(self) -> None:
        """Its field has its own."""


class CampoMomento(IsoDateTimeField):
    """A moment that can be written in any zone: the first and the last days of the calendar cannot."""

    def to_python(self, value: Any) -> Any:
        try:
            momento = super().to_python(value)
        except OverflowError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None
        if momento is not None and not PRIMO_ANNO <= momento.year <= ULTIMO_ANNO:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return momento


class Booleano(filtri.TypedChoiceFilter):
    """``true`` or ``false``, and nothing else: the one of the library takes any other word for no filter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        scelte = [("true", "sì"), ("false", "no")]
        errori = {"invalid_choice": "Scrivete true o false."}
        super().__init__(*args, choices=scelte, coerce=lambda testo: testo == "true", error_messages=errori, **kwargs)
        set_override(self, "field", {"type": "boolean", "description": kwargs.get("label", "")})


class Scelta(filtri.ChoiceFilter):
    """One of a few words; another is refused, and the known ones are said."""

    def __init__(self, *args: Any, scelte: Iterable[str], **kwargs: Any) -> None:
        note = list(scelte)
        errori = {"invalid_choice": f"«%(value)s» non c'è: scegliete fra {', '.join(note)}."}
        super().__init__(*args, choices=[(s, s) for s in note], error_messages=errori, **kwargs)


class ChiaveOCodice(Intero):
    """A key; the code is still taken, and is a word on its way out (``cruscotto.api.nomi``)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codice = {"type": "string", "pattern": r"\S", "deprecated": True}
        chiave = {"type": "integer", "minimum": 0, "maximum": MASSIMO}
        set_override(self, "field", {"anyOf": [chiave, codice], "description": kwargs.get("label", "")})


class Momento(filtri.IsoDateTimeFilter):
    """A moment with its time zone. Without one it is read as the time of Italy, and that is on its way out."""

    field_class: Any = CampoMomento

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label"] = f"{kwargs['label']} Con il fuso: 2020-05-01T00:00:00Z; senza, fino al {FINE}, l'ora italiana."
        errori = {"invalid": "Scrivete giorno, ora e fuso: 2020-05-01T00:00:00Z."}
        super().__init__(*args, error_messages=errori, **kwargs)


class FiltriDiChi(filtri.FilterSet):
    """Filters that look at what the person who asks may see."""

    @property
    def utente(self) -> Utente:
        if self.request is None:
            raise PermissionDenied
        return utente_di(self.request)


class Filtri(filtri.DjangoFilterBackend):
    """A filter that is left empty is a mistake of the program that asks: it would be given everything."""

    def filter_queryset(self, request: Any, queryset: Any, view: Any) -> Any:
        insieme: Any = self.get_filterset(request, queryset, view)
        if insieme is None:
            return queryset
        for nome, filtro in insieme.filters.items():
            if nome in request.query_params and not request.query_params[nome].strip():
                raise ValidationError({nome: "È vuoto: toglietelo, o scrivete che cosa cercate."})
            if isinstance(filtro, Momento) and not COL_FUSO.search(request.query_params.get(nome, "Z")):
                segna(request)
        if not insieme.is_valid():
            errore: Any = translate_validation(insieme.errors)
            raise errore
        view.insieme = insieme
        return insieme.qs
