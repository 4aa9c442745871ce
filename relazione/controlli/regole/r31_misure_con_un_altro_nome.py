"""A measure does not have, year after year, the values of another one."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import cita
from relazione.controlli.serie import SerieDiTavola, serie_di

QUANTI = 4
"""Years with the same values, from which chance is not a reason any more."""
DIVERSI = 3
"""How many of them differ from one another."""


@controllo("R31-misure", "Misure con i valori di un'altra")
def misure_con_un_altro_nome(materia: Materia) -> Iterator[EsitoControllo]:
    """Each two series without a word in common, of the same unit, that say the same numbers in four or more years."""
    viste: dict[tuple[object, ...], list[SerieDiTavola]] = {}
    for tavola in materia.tavole:
        for serie in serie_di(tavola):
            anni = tuple(sorted(serie.valori))
            numeri = tuple(serie.valori[a][0] for a in anni)
            if len(anni) >= QUANTI and len(set(numeri)) >= DIVERSI:
                viste.setdefault((anni, numeri, serie.unita == "%"), []).append(serie)
    for uguali in viste.values():
        prima = uguali[0]
        altra = next((s for s in uguali[1:] if not (s.parole | s.misura) & (prima.parole | prima.misura)), None)
        if altra is not None:
            yield _esito(prima, altra)


def _esito(prima: SerieDiTavola, altra: SerieDiTavola) -> EsitoControllo:
    anni = sorted(prima.valori)
    righe = tuple(n for s in (prima, altra) for n in s.tavola.linee(*dict.fromkeys(s.valori[a][2] for a in anni)))
    dove = "nella stessa tavola" if altra.tavola is prima.tavola else f"nella tavola {cita(prima.tavola.titolo)}"
    return EsitoControllo(
        Severita.AVVISO,
        f"Tavola {cita(altra.tavola.titolo)}, {cita(altra.nome)}",
        Luogo("tavola", altra.tavola.codice, f"misura-{altra.nome[:60]}"),
        "; ".join(altra.valori[a][1] for a in anni),
        f"valori propri di {cita(altra.nome)}",
        f"Dal {anni[0]} al {anni[-1]} {cita(altra.nome)} ha gli stessi numeri di {cita(prima.nome)} {dove}: una delle "
        "due misure porta il nome dell'altra. Riprendete i valori dalla fonte.",
        righe,
    )
