from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator, RegexValidator
from django.db import models

from ente.coerenza import esige_permanenza
from ente.logo import ESTENSIONI, LogoRifiutato, esamina_logo
from ente.querysets import EnteQuerySet

colore_valido = RegexValidator(r"^#[0-9a-fA-F]{6}$", "Scrivete il colore come #rrggbb, per esempio #17324d.")


def valida_logo(file: Any) -> None:
    """A logo is judged by its content before it is kept (see ``ente.logo``); one that is kept already, when drawn."""
    if getattr(file, "_committed", False):
        return
    file.seek(0)
    contenuto = file.read()
    file.seek(0)
    try:
        esamina_logo(contenuto)
    except LogoRifiutato as errore:
        raise ValidationError(str(errore)) from None


RISERVATI = frozenset({"verifica"})
"""Words that the public addresses keep for themselves: ``/pubblico/verifica/`` is no body's."""


def codice_libero(codice: str) -> None:
    """The code of a body is a word of its public address, and must not be one of the site's."""
    if codice.lower() in RISERVATI:
        raise ValidationError(
            f"«{codice}» è una parola degli indirizzi pubblici: scegliete un altro codice, per esempio il nome del "
            "comune."
        )


class EnteDaSeStesso(EnteQuerySet["Ente"]):
    percorso_ente = "pk"


class Ente(models.Model):
    """A public body. Every other row of the installation belongs to exactly one."""

    codice = models.SlugField(
        "codice",
        max_length=60,
        unique=True,
        validators=[codice_libero],
        help_text="È una parola degli indirizzi pubblici: una volta scelto non si cambia.",
    )
    denominazione = models.CharField("denominazione", max_length=200)
    denominazione_breve = models.CharField("denominazione breve", max_length=60, blank=True)
    sito = models.URLField("sito istituzionale", blank=True)
    email_dati = models.EmailField(
        "e-mail per i dati aperti",
        blank=True,
        help_text="A chi si scrive dei dati pubblicati: una casella dell'ufficio, non di una persona.",
    )
    logo = models.FileField(
        "logo",
        upload_to="loghi/",
        blank=True,
        validators=[FileExtensionValidator(ESTENSIONI), valida_logo],
        max_length=200,
        help_text="SVG, PNG o JPEG, al più 1 MB.",
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

    def clean(self) -> None:
        esige_permanenza(self, "codice")
