"""Reasons to send a value back that its own alerts suggest: a click instead of a sentence typed for the tenth time."""

from __future__ import annotations

from collections.abc import Collection

from cruscotto.aritmetica.allerte import CodiceAllerta

PER_ALLERTA = {
    CodiceAllerta.SENZA_MOTIVAZIONE: "Scrivete la causa dello scostamento.",
    CodiceAllerta.ANOMALO: "Il valore è lontano da quelli di prima: controllatelo.",
    CodiceAllerta.TENDENZA_IN_CALO: "Il valore è peggiore di quello di prima: controllatelo o scrivetene la causa.",
    CodiceAllerta.DICHIARATO_DIVERSO: "Il SAL dichiarato non è quello calcolato: controllatelo.",
}
SENZA_EVIDENZE = "Allegate l'evidenza del valore."


def motivi_pronti(allerte: Collection[CodiceAllerta], evidenze: int) -> list[str]:
    """What may be asked to who entered a value with these alerts and that many pieces of evidence."""
    motivi = [motivo for codice, motivo in PER_ALLERTA.items() if codice in allerte]
    return motivi if evidenze else [*motivi, SENZA_EVIDENZE]
