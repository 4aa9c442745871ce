"""An indicator does not measure the aggregate that it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import uguale
from relazione.controlli.righe import dove, luogo

QUANTO = re.compile(r"\b(?:percentual\w+|grado|livello|media|sal|stato di avanzamento|indice)\b")
CHE = re.compile(r"\b(?:realizzazione|raggiungimento|conseguimento|avanzamento|performance|obiettivi)\b")
INSIEME = {"ente": re.compile(r"\b(?:ente|amministrazione)\b"), "area": re.compile(r"\b(?:area|settore)\b")}


@controllo("R32-se-stesso", "Indicatori che misurano il proprio insieme")
def misura_di_se(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator of a scorecard that is how far that scorecard has come: by its operands, or by its name."""
    for cruscotto in materia.cruscotti:
        for riga in cruscotto.righe:
            if _di_se(riga, cruscotto):
                yield EsitoControllo(
                    Severita.ERRORE,
                    dove(riga),
                    luogo(riga, "se-stesso"),
                    riga.etichetta,
                    "un indicatore che misuri altro",
                    "L'indicatore misura l'insieme di cui fa parte, e conta se stesso: toglietelo dalla media, o "
                    "collocatelo altrove.",
                    riga.linea,
                )


def _di_se(riga: RigaLettaDiCruscotto, cruscotto: CruscottoLetto) -> bool:
    if riga.operandi:
        suoi = {r.codice for r in cruscotto.righe}
        return riga.codice in riga.operandi or suoi - {riga.codice} == set(riga.operandi)
    nome = uguale(riga.etichetta)
    insieme = INSIEME.get(cruscotto.tipo)
    return bool(insieme and insieme.search(nome) and QUANTO.search(nome) and len(CHE.findall(nome)) > 1)
