"""Row visibility: which rows of a body a person may read.

Every table of the project belongs to a body, directly or through a path of foreign keys. A model's manager states
that path once (``percorso_ente``); views, commands and exports start from ``visibili_a(utente)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, TypeVar

from django.db import models

if TYPE_CHECKING:
    from ente.models import Ente, Utente

M_co = TypeVar("M_co", bound=models.Model, covariant=True)


class EnteQuerySet(models.QuerySet[M_co]):
    """Rows that belong to a body through ``percorso_ente``, a lookup path such as ``ciclo__ente``."""

    percorso_ente = "ente"

    def di(self, ente: Ente) -> Self:
        """Rows of one body."""
        return self.filter(**{self.percorso_ente: ente})

    def visibili_a(self, utente: Utente) -> Self:
        """Rows of the user's own body; none for an anonymous user or one without a body.

        Narrower rules by role (a manager's individual sheet) belong to the model's own queryset.
        """
        ente_id = getattr(utente, "ente_id", None)
        if not getattr(utente, "is_active", False) or ente_id is None:
            return self.none()
        return self.filter(**{self.percorso_ente: ente_id})
