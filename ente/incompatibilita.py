"""Roles that one person should not hold together: nobody judges or reviews what the same person has done."""

from __future__ import annotations

from collections.abc import Iterable

from ente.models import Incarico, Ruolo


def incompatibili(incarichi: Iterable[Incarico]) -> list[str]:
    """What the roles of a person have that should be of two, in sentences; the offices are read with their areas.

    They are flagged and not refused: a small body may have nobody else (docs/dominio.md "Roles").
    """
    tutti = list(incarichi)
    ruoli = {i.ruolo for i in tutti}
    frasi = []
    if Ruolo.OIV in ruoli and len(ruoli) > 1:
        frasi.append("È OIV e ha altri incarichi: l’OIV valuta dall’esterno.")
    dirette = {i.area_id: i.area for i in tutti if i.ruolo == Ruolo.DIRIGENTE}
    for incarico in tutti:
        ufficio = incarico.ufficio
        if incarico.ruolo == Ruolo.REDATTORE and ufficio is not None and ufficio.area_id in dirette:
            frasi.append(f"Inserisce i valori di «{ufficio}» e li rivede come dirigente dell’area.")
    if Ruolo.CONTROLLO in ruoli and dirette:
        frasi.append("È del controllo di gestione e dirige un’area: può neutralizzare valori su cui è valutata.")
    return frasi
