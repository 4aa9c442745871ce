"""An indicator that is measured otherwise than last year cannot be compared with it: who reads must know."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import DefinizioneCambiata, Materia
from relazione.controlli.parole import cita, elenco


@controllo("N02-definizioni", "Definizioni cambiate dall'anno prima")
def definizioni_cambiate(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator whose definition is not last year's, with what changed; one line an indicator."""
    per_indicatore: dict[str, list[DefinizioneCambiata]] = {}
    for d in materia.definizioni:
        per_indicatore.setdefault(d.codice, []).append(d)
    for codice, cambiate in per_indicatore.items():
        campi = elenco(d.campo for d in cambiate)
        yield EsitoControllo(
            Severita.AVVISO,
            f"Indicatore {cita(cambiate[0].indicatore)}, {campi}",
            Luogo("indicatore", codice, "definizione"),
            "; ".join(d.dopo or "niente" for d in cambiate),
            "; ".join(d.prima or "niente" for d in cambiate),
            f"Rispetto al {materia.anno - 1} "
            + ("è cambiato: " if len(cambiate) == 1 else "sono cambiati: ")
            + elenco(f"{d.campo}, da {_detto(d.prima)} a {_detto(d.dopo)}" for d in cambiate)
            + ". I valori dei due anni non si confrontano più: ditelo, o rimettete la definizione di prima.",
        )


def _detto(testo: str) -> str:
    return cita(testo) if testo else "niente"
