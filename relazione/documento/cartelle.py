"""The folders that a document may read from."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def cartelle_ammesse() -> list[Path]:
    """Where the document's style and fonts lie."""
    radice = Path(settings.BASE_DIR)
    return [radice / "relazione" / "stile", radice / "node_modules" / "bootstrap-italia" / "dist" / "fonts"]
