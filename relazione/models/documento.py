from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from cruscotto.models import Ciclo
from ente.poteri import Poteri
from ente.querysets import EnteQuerySet

if TYPE_CHECKING:
    from ente.models import Utente


class StatoDocumento(models.TextChoices):
    RICHIESTO = "richiesto", "In attesa"
    IN_SCRITTURA = "in_scrittura", "In scrittura"
    PRONTO = "pronto", "Pronto"
    FALLITO = "fallito", "Non riuscito"


class DocumentoQuerySet(EnteQuerySet["Documento"]):
    percorso_ente = "ciclo__ente"

    def visibili_a(self, utente: Utente) -> Self:
        """Only who reads everything of the body: the PDF holds the managers' individual sheets."""
        suoi = super().visibili_a(utente)
        return suoi if suoi.query.is_empty() or Poteri.di(utente).tutto_l_ente else suoi.none()


class Documento(models.Model):
    """The PDF of a Relazione as it was written once, with its hash. Another request makes another one."""

    ciclo = models.ForeignKey(Ciclo, on_delete=models.PROTECT, related_name="documenti_scritti", verbose_name="ciclo")
    stato = models.CharField("stato", max_length=12, choices=StatoDocumento, default=StatoDocumento.RICHIESTO)
    messaggio = models.TextField("messaggio", blank=True)
    file = models.FileField("file", upload_to="documenti/", max_length=200, blank=True)
    impronta = models.CharField("impronta SHA-256", max_length=64, blank=True)
    dimensione = models.PositiveBigIntegerField("dimensione in byte", default=0)
    richiesto_da = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField("richiesto il", auto_now_add=True)
    scritto_il = models.DateTimeField("scritto il", null=True, blank=True)

    objects = DocumentoQuerySet.as_manager()

    class Meta:
        verbose_name = "documento"
        verbose_name_plural = "documenti"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="documento_stato_noto", condition=Q(stato__in=StatoDocumento.values)),
            models.CheckConstraint(
                name="documento_pronto_con_file",
                condition=~Q(stato="pronto") | (~Q(file="") & ~Q(impronta="") & Q(scritto_il__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Relazione {self.ciclo.anno}, {self.get_stato_display().lower()}"
