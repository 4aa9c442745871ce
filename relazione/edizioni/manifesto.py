"""The manifest of an approved Relazione: what was adopted, and the SHA-256 of everything that says it."""

from __future__ import annotations

from collections.abc import Iterable

from relazione.fotografia.conserva import testo_canonico
from relazione.models import RelazioneApprovata

VERSIONE = 1


def scrivi_manifesto(edizione: RelazioneApprovata, file: Iterable[tuple[str, str, str, int]]) -> str:
    """Canonical JSON: body, year, edition, act, hashes of the two snapshots, and each file as name, MIME type, SHA-256,
    number of bytes. The hash of the full snapshot proves it without saying what is in it."""
    ciclo = edizione.ciclo
    return testo_canonico(
        {
            "versione": VERSIONE,
            "ente": ciclo.ente.codice,
            "anno": ciclo.anno,
            "edizione": edizione.numero,
            "atto": {
                "organo": edizione.organo,
                "numero": edizione.atto_numero,
                "data": edizione.atto_data.isoformat(),
            },
            "fotografie": {"pubblica": edizione.fotografia.impronta, "integrale": edizione.integrale.impronta},
            "file": [
                {"nome": nome, "tipo": tipo, "sha256": impronta, "byte": byte} for nome, tipo, impronta, byte in file
            ],
        }
    )
