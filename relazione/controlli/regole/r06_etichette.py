"""The years written in the label of an indicator are the same in all its copies."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import ANNO, anni, cita, elenco, nudo
from relazione.controlli.righe import linee, luogo, nome_insieme


@controllo("R06-etichette", "Anni nelle diciture di uno stesso indicatore")
def anni_delle_etichette(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator whose copies name other years: the same code, or the same words but for the years."""
    for righe in _copie(materia):
        per_anni: dict[frozenset[int], list[RigaLettaDiCruscotto]] = {}
        for r in righe:
            per_anni.setdefault(anni(r.etichetta), []).append(r)
        if len([a for a in per_anni if a]) < 2:
            continue
        comune = max(per_anni.values(), key=len)
        diverse = [r for r in righe if r not in comune]
        yield EsitoControllo(
            Severita.ERRORE,
            nome_insieme(righe),
            luogo(diverse[0], "anni"),
            elenco(dict.fromkeys(cita(r.etichetta) for r in diverse)),
            cita(comune[0].etichetta),
            "Lo stesso indicatore porta anni diversi da una scheda all'altra: riportate la stessa dicitura, oppure "
            "dite nel nome che sono due misure.",
            linee(tuple(righe)),
        )


def _copie(materia: Materia) -> Iterator[list[RigaLettaDiCruscotto]]:
    """The rows of one indicator, and those of the indicators that are called the same but for the years, together."""
    per_parole: dict[str, str] = {}
    gruppi: dict[str, list[RigaLettaDiCruscotto]] = {}
    for codice, righe in materia.per_indicatore().items():
        parole = [nudo(ANNO.sub(" ", r.etichetta)) for r in righe if anni(r.etichetta)]
        capo = next((per_parole[p] for p in parole if p in per_parole), codice)
        per_parole.update(dict.fromkeys(parole, capo))
        gruppi.setdefault(capo, []).extend(righe)
    yield from gruppi.values()
