"""Words inside a sentence."""

from __future__ import annotations


def minuscola(testo: str) -> str:
    """A label as it goes on inside a sentence: its first letter alone, because an acronym keeps its own. «Restituita
    dall'OIV» is «restituita dall'OIV»; what begins with an acronym stays as it is."""
    return testo if testo[1:2].isupper() else testo[:1].lower() + testo[1:]
