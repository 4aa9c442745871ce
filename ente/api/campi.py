from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from ente.errori import ErroreUtente


class Testo(serializers.CharField):
    """A text that is sent as a text: of a number, 73.5, nobody could say how it had been written."""

    default_error_messages = {"invalid": 'Scrivete un testo fra virgolette, per esempio «"73,5"».'}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class ParolaNota(serializers.ChoiceField):
    """One of a few words, which the schema names: a state, a kind."""

    def __init__(self, scelte: Sequence[str], *, vuota: bool = False, **kwargs: Any) -> None:
        super().__init__(choices=[(str(s), str(s)) for s in scelte], allow_blank=vuota, **kwargs)

    def __deepcopy__(self, memo: Any) -> Any:
        """As it is before a serializer takes it: made again each time, its words would cost more than many rows."""
        nuova: Any = copy.copy(self)
        nuova.field_name = nuova.parent = None
        nuova.source, nuova.label = nuova._kwargs.get("source"), nuova._kwargs.get("label")
        return nuova


class Chiave(serializers.IntegerField):
    """The key of a row that is sent: one that no column holds is a mistake of the program, not a row to look for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=2**63 - 1, **kwargs)


class NonCe(ErroreUtente):
    """A field names something that is not there, or that the person may not see."""

    codice_http = 422

    def __init__(self, campo: str, motivo: str) -> None:
        self.altro = {"errori": [{"campo": campo, "motivo": motivo}]}
        super().__init__(f"{campo}: {motivo}")
