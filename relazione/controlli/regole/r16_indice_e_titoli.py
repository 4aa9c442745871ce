"""The index and the headings of the document have the same numbers and titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TitoloStampato
from relazione.controlli.parole import cita, elenco, nudo

ARTICOLO = re.compile(r"^(?:il|lo|la|l|i|gli|le) ")


@controllo("R16-indice", "Indice e titoli")
def indice_e_titoli(materia: Materia) -> Iterator[EsitoControllo]:
    """Each number of the index whose heading in the body has another title, or is not there."""
    corpo: dict[str, list[TitoloStampato]] = {}
    for t in materia.titoli:
        if not t.indice:
            corpo.setdefault(t.numero, []).append(t)
    for voce in materia.titoli:
        if not voce.indice:
            continue
        suoi = corpo.get(voce.numero, [])
        altri = [t for t in suoi if not _stesso(t.testo, voce.testo)]
        if suoi and not altri:
            continue
        righe = tuple(n for t in (voce, *altri) if (n := t.riga_fonte) is not None)
        detti = elenco(dict.fromkeys(cita(t.testo) for t in altri))
        yield EsitoControllo(
            Severita.AVVISO if suoi else Severita.ERRORE,
            f"Indice, {voce.numero} {cita(voce.testo)}",
            Luogo("documento", "indice", voce.numero),
            voce.testo,
            detti or "un titolo nel documento",
            f"Al numero {voce.numero} l'indice dice {cita(voce.testo)}, "
            f"{f'il documento {detti}' if suoi else 'ma nel documento non c’è'}: fate dire lo stesso a tutti e due.",
            righe,
        )


def _stesso(titolo: str, voce: str) -> bool:
    """Whether a heading is the one of the index, article apart, alone or with what it deals with after a colon."""
    return _parole(voce) in (_parole(titolo), _parole(titolo.partition(":")[0]))


def _parole(testo: str) -> str:
    return ARTICOLO.sub("", nudo(testo))
