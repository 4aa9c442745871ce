"""A document being written: its sections and their history, as the tests look at them."""

from __future__ import annotations

from typing import Any

from relazione.models import Documento, Sezione, VersioneSezione


def prima(documento: Documento, **quale: Any) -> Sezione:
    return Sezione.objects.select_related("documento__ciclo__ente").filter(documento=documento, **quale)[0]


def storia(sezione: Sezione) -> list[tuple[int, str, str]]:
    righe = VersioneSezione.objects.filter(documento=sezione.documento_id, codice=sezione.codice).order_by("numero")
    return list(righe.values_list("numero", "testo", "origine"))
