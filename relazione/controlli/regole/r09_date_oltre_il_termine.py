"""What is done after its term has not a SAL of 100."""

from __future__ import annotations

from collections.abc import Iterator

from contesto.numeri import leggi_cella
from relazione.controlli.date import in_ritardo
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.righe import dove, luogo

CENTO = 100


@controllo("R09-ritardi", "Date oltre il termine con SAL pieno")
def date_oltre_il_termine(materia: Materia) -> Iterator[EsitoControllo]:
    """Each late date whose SAL, declared or printed, is 100 or more, whatever the reason that is given."""
    for riga in materia.righe:
        stampato = leggi_cella(riga.sal_stampato) if riga.sal_stampato else None
        detti = [s for s in (stampato, riga.sal) if s is not None and s >= CENTO]
        if in_ritardo(riga) and detti:
            perche = f" Il motivo scritto è: {riga.motivo}" if riga.motivo else ""
            yield EsitoControllo(
                Severita.ERRORE,
                dove(riga),
                luogo(riga, "ritardo"),
                f"{riga.actual}, SAL {riga.sal_stampato or '100%'}",
                f"entro {riga.target}",
                f"Il termine era {riga.target}, il fatto è del {riga.actual}: in ritardo il SAL non può essere 100. "
                f"Correggete la data che è sbagliata, oppure il SAL.{perche}",
                riga.linea,
            )
