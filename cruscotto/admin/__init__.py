"""The pages of the administration: Django finds them here."""

from cruscotto.admin import pagine

__all__ = ["pagine"]
