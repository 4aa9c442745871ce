from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Never, Self

from django.db import models
from django.db.models import Q

from ente.models.ente import Ente
from ente.models.utente import Utente
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class AttoQuerySet(EnteQuerySet["Atto"]):
    """Append-only: the register refuses to be rewritten through the ORM, and by triggers in the database."""

    def su(self, oggetti: Mapping[str, Sequence[int]]) -> Self:
        """Acts on the objects named by model and keys: ``{"rilevazione": [1, 2]}``."""
        cercati = Q(pk__in=[])
        for modello, chiavi in oggetti.items():
            cercati |= Q(modello=modello, chiave__in=chiavi)
        return self.filter(cercati)

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("Il registro degli atti non si modifica.")

    def delete(self) -> Never:
        raise TypeError("Il registro degli atti non si cancella.")

    def bulk_create(self, objs: Iterable[Atto], *args: Any, **kwargs: Any) -> list[Atto]:
        if args or kwargs:  # how to treat conflicts: an insert could become an update
            raise TypeError("Il registro degli atti non si modifica.")
        return super().bulk_create(objs)


class Atto(models.Model):
    """One line of the register of acts: who did what to which object, when and why. Never changed, never deleted.

    ``modello`` and ``chiave`` name the object; ``dettagli`` may hold ``prima`` and ``dopo`` (the fields that changed,
    by name), ``motivo``, and whatever else the act tells.
    """

    ente = models.ForeignKey(Ente, on_delete=models.PROTECT, related_name="atti", verbose_name="ente")
    utente = models.ForeignKey(
        Utente, on_delete=models.PROTECT, related_name="atti", null=True, blank=True, verbose_name="utente"
    )
    azione = models.CharField("azione", max_length=80)
    oggetto = models.CharField("oggetto", max_length=300)
    modello = models.CharField("tipo di oggetto", max_length=40, blank=True)
    chiave = models.BigIntegerField("chiave dell'oggetto", null=True, blank=True)
    dettagli = models.JSONField("dettagli", default=dict, blank=True)
    created_at = models.DateTimeField("quando", auto_now_add=True)

    objects = AttoQuerySet.as_manager()

    class Meta:
        verbose_name = "atto"
        verbose_name_plural = "registro degli atti"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["ente", "created_at", "id"], name="atto_quando"),
            models.Index(fields=["ente", "modello", "azione", "created_at", "id"], name="atto_azioni"),
            models.Index(fields=["ente", "utente", "modello", "azione", "created_at", "id"], name="atto_persone"),
            models.Index(fields=["modello", "chiave"], name="atto_oggetto"),
        ]

    def __str__(self) -> str:
        return f"{self.azione}: {self.oggetto}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("Il registro degli atti non si modifica.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("Il registro degli atti non si cancella.")
