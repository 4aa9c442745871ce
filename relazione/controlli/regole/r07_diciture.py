"""The same indicator is called by the same name in every scorecard."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import anni, cita, elenco, nudo
from relazione.controlli.righe import linee, luogo, nome_insieme


@controllo("R07-diciture", "Diciture di uno stesso indicatore")
def diciture(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator written in more than one way; other years are another control's."""
    for righe in materia.per_indicatore().values():
        scritte = {nudo(r.etichetta): r.etichetta for r in righe}
        if len(scritte) > 1 and len({anni(r.etichetta) for r in righe} - {frozenset()}) < 2:
            yield EsitoControllo(
                Severita.NOTA,
                nome_insieme(righe),
                luogo(righe[0], "dicitura"),
                elenco(cita(e) for e in scritte.values()),
                "una sola dicitura",
                f"Lo stesso indicatore è scritto in {len(scritte)} modi: chi legge può crederli indicatori diversi.",
                linee(righe),
            )
