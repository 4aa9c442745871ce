from __future__ import annotations

from decimal import Decimal
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class Codifica(JSONEncoder):
    """Decimals as texts, every digit and no zero that says nothing: floats would not give back what is stored."""

    def default(self, obj: Any) -> Any:
        return per_intero(obj) if isinstance(obj, Decimal) else super().default(obj)


def per_intero(numero: Decimal) -> str:
    """12.500000 is 12.5, 400 is 400, 1E-8 is 0.00000001."""
    testo = f"{numero:f}"
    return testo.rstrip("0").rstrip(".") if "." in testo else testo


class Json(JSONRenderer):
    encoder_class = Codifica
