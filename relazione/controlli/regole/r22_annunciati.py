"""What the text announces is there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, SezioneLetta
from relazione.controlli.parole import cita

COSE = r"(?P<cosa>tavola|tabella|grafico|figura|schema|prospetto|elenco|riquadro)"
ANNUNCI = (
    re.compile(rf"\b(?:n?e?l?l[aoe']|il|nel)\s*{COSE}\s+(?:che\s+segue|seguente|(?:qui\s+)?sotto)\b", re.I),
    re.compile(rf"\b(?:la|il|nella|nel|dalla|dal)\s+seguente\s+{COSE}\b", re.I),
)
FIGURE = frozenset(("tavola", "tabella", "grafico", "figura", "schema", "prospetto"))
VOCE = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+\S", re.MULTILINE)
TABELLA = re.compile(r"^\s*\|.+\|\s*$", re.MULTILINE)
IMMAGINE = re.compile(r"!\[")


@controllo("R22-annunciati", "Ciò che il testo annuncia")
def annunciati(materia: Materia) -> Iterator[EsitoControllo]:
    """Each «la tavola che segue» after which, in its section or at the head of the next one, nothing of the kind comes;
    each section whose last words are «…:»."""
    for n, sezione in enumerate(materia.testi):
        seguenti = materia.testi[n + 1 : n + 2]
        for modello in ANNUNCI:
            for trovato in modello.finditer(sezione.testo):
                if not _c_e(trovato["cosa"].casefold(), sezione, trovato.end(), seguenti):
                    yield _esito(sezione, " ".join(trovato[0].split()), f"{trovato['cosa'].lower()} nella sezione")
        ultima = sezione.testo.rstrip().rpartition("\n")[2].strip()
        sotto = seguenti and seguenti[0].livello > sezione.livello
        if ultima.endswith(":") and not ultima.startswith("#") and not sezione.blocchi and not sotto:
            yield _esito(sezione, ultima, "ciò che i due punti annunciano")


def _c_e(cosa: str, sezione: SezioneLetta, da: int, seguenti: Sequence[SezioneLetta]) -> bool:
    """Whether what is announced stands in the section, or in the one that follows."""
    coda = sezione.testo[da:]
    if sezione.blocchi or any(s.blocchi for s in seguenti) or TABELLA.search(coda) or IMMAGINE.search(coda):
        return True
    return cosa not in FIGURE and bool(VOCE.search(coda))


def _esito(sezione: SezioneLetta, detto: str, atteso: str) -> EsitoControllo:
    return EsitoControllo(
        Severita.AVVISO,
        f"Sezione «{sezione.titolo}», {cita(detto)}",
        Luogo("sezione", sezione.codice, f"annuncio-{detto[-40:]}"),
        detto,
        atteso,
        f"Il testo dice {cita(detto)} e poi non c'è niente: inserite ciò che è annunciato, o togliete l'annuncio.",
    )
