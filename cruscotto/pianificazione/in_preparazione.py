"""Whether the planning of a cycle is still open: objectives, indicators and scorecards change on the site only then."""

from __future__ import annotations

from cruscotto.ciclo.blocchi import NonModificabile, esige_ciclo_modificabile
from cruscotto.models import Ciclo


def perche_fermo(ciclo: Ciclo) -> str:
    """Why the planning of a cycle is over, in one sentence; empty while it is not."""
    if ciclo.in_pianificazione:
        return ""
    if ciclo.congelato:
        return f"La Relazione {ciclo.anno} è già stata adottata: i suoi obiettivi e indicatori non si cambiano più."
    if ciclo.piano_data is not None:
        return (
            f"Il Piano {ciclo.anno} è adottato con atto n. {ciclo.piano_numero} del {ciclo.piano_data:%d/%m/%Y}: "
            "obiettivi, indicatori e cruscotti non si cambiano più da qui, e un target si cambia con un atto dalla "
            "pagina dell'indicatore."
        )
    return (
        f"Il ciclo {ciclo.anno} non è più in pianificazione ({ciclo.get_stato_display().lower()}): obiettivi, "
        "indicatori e cruscotti non si cambiano più da qui."
    )


def esige_in_preparazione(ciclo: Ciclo) -> None:
    """Refuse to change what is planned of a cycle whose planning is over.

    Raises:
        NonModificabile
    """
    esige_ciclo_modificabile(ciclo)
    if perche := perche_fermo(ciclo):
        raise NonModificabile(perche)
