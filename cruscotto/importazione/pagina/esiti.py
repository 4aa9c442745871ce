"""How an import went, in few words: what the list says of each, and the page of one on top."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cruscotto.models import SCRITTE, Importazione, StatoImportazione, TipoVoceImportazione

T, S = TipoVoceImportazione, StatoImportazione

NOMI = {
    T.ERRORE: ("errore", "errori"),
    T.DUBBIO: ("da decidere", "da decidere"),
    T.NUOVA: ("nuova", "nuove"),
    T.MODIFICATA: ("modificata", "modificate"),
    T.TOLTA: ("tolta", "tolte"),
    T.RIMASTA: ("non annullata", "non annullate"),
    T.AVVISO: ("avviso", "avvisi"),
    T.SAL: ("SAL che cambia", "SAL che cambiano"),
}


def contate(tipo: TipoVoceImportazione, quante: int) -> str:
    """So many lines of a kind."""
    una, molte = NOMI[tipo]
    return f"{quante} {una if quante == 1 else molte}"


def da_scrivere(riepilogo: Mapping[str, Any]) -> int:
    """The lines of the sheet that a confirmation writes."""
    return sum(int(riepilogo.get(t.value, 0)) for t in SCRITTE)


def in_breve(importazione: Importazione) -> str:
    """The outcome of an import so far, without queries; empty while it is being read."""
    r = importazione.riepilogo
    if importazione.stato == S.FALLITA:
        return importazione.messaggio
    if importazione.stato == S.SCARTATA or not r.keys() - {"riportato"}:
        return ""
    if importazione.stato == S.ANTEPRIMA and (r.get("errore") or r.get("da_decidere")):
        guai = [(T.ERRORE, r.get("errore", 0)), (T.DUBBIO, r.get("da_decidere", 0))]
        return ", ".join(contate(t, n) for t, n in guai if n)
    fatte = [contate(t, r[t]) for t in SCRITTE if r.get(t)]
    if importazione.stato == S.ANNULLATA:
        rimaste = r.get("rimasta", 0)
        return f"annullata, {contate(T.RIMASTA, rimaste)}" if rimaste else "annullata per intero"
    return ", ".join(fatte) or "nulla da scrivere"
