"""Snapshots kept: the same data once."""

from __future__ import annotations

from relazione.fotografia import VERSIONE, Fotografia, impronta, scrivi_json
from relazione.models import Documento, FotografiaSalvata


def salva_fotografia(documento: Documento, foto: Fotografia) -> FotografiaSalvata:
    """Store a snapshot, once for the same data."""
    contenuto = scrivi_json(foto)
    salvata, _ = FotografiaSalvata.objects.get_or_create(
        documento=documento,
        edizione=foto.edizione,
        impronta=impronta(contenuto),
        defaults={"versione": VERSIONE, "contenuto": contenuto},
    )
    return salvata
