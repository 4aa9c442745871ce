from __future__ import annotations

from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models

from ente.querysets import EnteQuerySet

colore_valido = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Scrivete il colore come #rrggbb, per esempio #17324d.")


class EnteDaSeStesso(EnteQuerySet["Ente"]):
    percorso_ente = "pk"


class Ente(models.Model):
    """A public body. Every other row of the installation belongs to exactly one."""

    codice = models.SlugField("codice", max_length=60, unique=True)
    denominazione = models.CharField("denominazione", max_length=200)
    denominazione_breve = models.CharField("denominazione breve", max_length=60, blank=True)
    sito = models.URLField("sito istituzionale", blank=True)
    logo = models.FileField(
        "logo", upload_to="loghi/", blank=True, validators=[FileExtensionValidator(["svg", "png"])], max_length=200
    )
    colore_primario = models.CharField("colore primario", max_length=7, default="#17324d", validators=[colore_valido])
    colore_secondario = models.CharField(
        "colore secondario", max_length=7, default="#0066cc", validators=[colore_valido]
    )

    objects = EnteDaSeStesso.as_manager()

    class Meta:
        verbose_name = "ente"
        verbose_name_plural = "enti"
        ordering = ["denominazione"]

    def __str__(self) -> str:
        return self.denominazione
