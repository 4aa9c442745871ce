from __future__ import annotations

from django.db import models

from cruscotto.models import Ciclo
from ente.querysets import EnteQuerySet


class DocumentoDiOrigineQuerySet(EnteQuerySet["DocumentoDiOrigine"]):
    percorso_ente = "ciclo__ente"


class DocumentoDiOrigine(models.Model):
    """What the document from which a cycle was transcribed prints beside its data: headings, means, lines of the rows.

    ``contenuto`` is verbatim and never shown: the controls compare it with what the data give. Its keys are those of
    ``relazione.controlli.origine``.
    """

    ciclo = models.OneToOneField(Ciclo, on_delete=models.CASCADE, related_name="origine", verbose_name="ciclo")
    contenuto = models.JSONField("ciò che stampa", default=dict)

    objects = DocumentoDiOrigineQuerySet.as_manager()

    class Meta:
        verbose_name = "documento di origine"
        verbose_name_plural = "documenti di origine"

    def __str__(self) -> str:
        return f"Documento di origine del {self.ciclo}"
