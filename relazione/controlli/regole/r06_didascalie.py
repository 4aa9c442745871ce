"""The years of a caption are those of the headings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import anni, cita, intervalli


@controllo("R06-didascalie", "Anni della didascalia e delle intestazioni")
def anni_delle_didascalie(materia: Materia) -> Iterator[EsitoControllo]:
    """Each caption or title that names years, or a range, that the headings of its table do not have."""
    gia: dict[str, EsitoControllo] = {}
    for tavola in materia.tavole:
        presenti = _presenti(tavola)
        if not presenti:
            continue
        for testo in dict.fromkeys((tavola.didascalia, tavola.titolo)):
            estremi = intervalli(testo)
            if estremi:
                fuori = [f"{da}-{a}" for da, a in estremi if da != min(presenti) or a != max(presenti)]
            else:
                fuori = [str(a) for a in sorted(anni(testo) - presenti)]
            if fuori:
                esito = _esito(tavola, testo, fuori, presenti)
                # One caption over two tables is one mistake.
                prima = gia.get(testo)
                righe = esito.righe if prima is None else (*prima.righe, *esito.righe)
                gia[testo] = replace(prima or esito, righe=righe)
    yield from gia.values()


def _presenti(tavola: TavolaLetta) -> frozenset[int]:
    """The years of rows and columns; those of a table of one year alone are not looked at."""
    assi = (*tavola.colonne, *tavola.righe)
    trovati = {a.anno for a in assi if a.anno and anni(a.etichetta) == {a.anno}}
    return frozenset(trovati) if len(trovati) > 1 else frozenset()


def _esito(tavola: TavolaLetta, testo: str, fuori: list[str], presenti: frozenset[int]) -> EsitoControllo:
    atteso = f"{min(presenti)}-{max(presenti)}"
    return EsitoControllo(
        Severita.ERRORE,
        f"Tavola {cita(tavola.titolo)}, didascalia {cita(testo)}",
        Luogo("tavola", tavola.codice, "didascalia"),
        ", ".join(fuori),
        atteso,
        f"La didascalia dice {', '.join(fuori)}, le intestazioni vanno dal {min(presenti)} al {max(presenti)}: "
        "correggete quella che è sbagliata.",
        tavola.testata or tavola.righe_fonte,
    )
