"""One body, one cycle: what the database cannot check, because the two ends are in different tables."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import models

STESSO = {
    "anno": "dello stesso anno",
    "ciclo": "dello stesso ciclo",
    "documento": "dello stesso documento",
    "edizione": "della stessa edizione",
    "ente": "dello stesso ente",
    "indicatore": "dello stesso indicatore",
    "obiettivo": "dello stesso obiettivo",
    "programma": "dello stesso programma",
    "tavola": "della stessa tavola",
}


def esige_coerenza(riga: models.Model, **percorsi: tuple[str, ...]) -> None:
    """Raise ValidationError, one sentence a field, where a row points into another body, cycle, year or table.

    Each keyword is what must be the same, a key of ``STESSO``; its value is the path of the expected value, then those
    to compare with it, each starting from the field to blame: ``ente=("ciclo.ente_id", "area.ente_id")``. What is
    still empty is another check's business. The errors belong to no field, because a form may lack the field.
    """
    errori = []
    for che_cosa, (atteso, *altri) in percorsi.items():
        proprio = _valore(riga, atteso)
        for percorso in altri:
            altro = _valore(riga, percorso)
            if proprio is not None and altro is not None and altro != proprio:
                campo = riga._meta.get_field(percorso.split(".")[0].removesuffix("_id"))
                nome = getattr(campo, "verbose_name", campo.name)
                errori.append(f"Il campo «{nome}» indica una voce che non è {STESSO[che_cosa]}.")
    if errori:
        raise ValidationError(errori)


def esige_permanenza(riga: models.Model, campo: str) -> None:
    """Raise ValidationError when a saved row changes what others know it by, as the body or the cycle that it belongs
    to: what hangs from it would stay behind."""
    attuale = riga._meta.get_field(campo)
    assert isinstance(attuale, models.Field)  # noqa: S101 - a mistake of the caller
    scritto = type(riga)._base_manager.filter(pk=riga.pk).values_list(attuale.attname, flat=True).first()
    if scritto is not None and scritto != getattr(riga, attuale.attname):
        raise ValidationError(f"Il campo «{attuale.verbose_name}» non si cambia: altre voci dipendono da questa.")


def _valore(riga: models.Model, percorso: str) -> Any:
    """The value at the end of a dotted path; None as soon as a step of it is empty."""
    valore: Any = riga
    for passo in percorso.split("."):
        try:
            valore = getattr(valore, passo)
        except ObjectDoesNotExist:  # a required foreign key that the form left empty
            return None
        if valore is None:
            return None
    return valore
