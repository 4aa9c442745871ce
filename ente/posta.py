"""Whom one can write to."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email


def indirizzo_valido(indirizzo: str) -> bool:
    """Whether it is one address: neither none, nor two, nor a header in disguise."""
    try:
        validate_email(indirizzo)
    except ValidationError:
        return False
    return True
