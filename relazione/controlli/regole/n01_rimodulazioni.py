"""A target changed during the year says why (D.Lgs. 150/2009, arts 6 and 10)."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import cita


@controllo("N01-rimodulazioni", "Target rimodulati senza motivo")
def rimodulazioni(materia: Materia) -> Iterator[EsitoControllo]:
    """Each target that an act changed without a reason written."""
    for r in materia.rimodulazioni:
        if not r.motivo.strip():
            yield EsitoControllo(
                Severita.ERRORE,
                f"{cita(r.indicatore)}, target rimodulato",
                Luogo("cruscotto", r.cruscotto, f"rimodulazione-{r.indicatore[:60]}"),
                f"da {r.prima} a {r.dopo}",
                "il motivo della rimodulazione",
                f"L'atto {r.atto} ha cambiato il target da {r.prima} a {r.dopo} e nessuno ha scritto perché: la "
                "Relazione lo deve dire.",
            )
