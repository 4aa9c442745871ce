"""Every indicator of the body has an owner below; every individual one stands in the area of that manager."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia, RigaLettaDiCruscotto, codici, linee
from relazione.controlli.parole import cita, elenco

ENTE, INDIVIDUALE = "ente", "individuale"


@controllo("R26-responsabili", "Indicatori dell'ente senza responsabile")
def indicatori_senza_responsabile(materia: Materia) -> Iterator[EsitoControllo]:
    """The indicators of the body that no other scorecard has, in one line; what is computed has no owner."""
    sotto = {r.codice for c in materia.cruscotti if c.tipo != ENTE for r in c.righe}
    if not sotto:
        return
    for cruscotto in materia.cruscotti:
        soli = tuple(r for r in cruscotto.righe if r.codice not in sotto and not r.calcolata)
        if cruscotto.tipo == ENTE and soli:
            yield _esito(
                cruscotto,
                soli,
                "in nessun cruscotto sotto quello dell'ente",
                "Nessuna area e nessuna scheda li ha: nessuno ne risponde. Collocateli anche nel cruscotto di chi li "
                "realizza.",
            )


@controllo("R26-schede", "Indicatori delle schede individuali e delle aree")
def schede_e_aree(materia: Materia) -> Iterator[EsitoControllo]:
    """The indicators of an individual sheet that the scorecard of its area has not, in one line a sheet."""
    delle_aree: dict[str, set[str]] = {}
    for c in materia.cruscotti:
        if c.area and c.tipo != INDIVIDUALE:
            delle_aree.setdefault(c.area, set()).update(r.codice for r in c.righe)
    for cruscotto in materia.cruscotti:
        if cruscotto.tipo != INDIVIDUALE or cruscotto.area not in delle_aree:
            continue
        soli = tuple(r for r in cruscotto.righe if r.codice not in delle_aree[cruscotto.area])
        if soli:
            yield _esito(
                cruscotto,
                soli,
                "non nel cruscotto della sua area",
                "La scheda ha indicatori che il cruscotto della sua area non ha: collocateli anche lì, o dichiarate "
                "che sono suoi soltanto.",
            )


def _esito(cruscotto: CruscottoLetto, righe: tuple[RigaLettaDiCruscotto, ...], dove: str, fare: str) -> EsitoControllo:
    return EsitoControllo(
        Severita.AVVISO,
        f"Cruscotto {cruscotto.chiamato}, {len(righe)} {'indicatore' if len(righe) == 1 else 'indicatori'} {dove}",
        Luogo("cruscotto", cruscotto.codice, "cascata", codici(righe)),
        elenco((cita(r.etichetta, 60) for r in righe), 9),
        "un indicatore anche sotto" if dove.startswith("in ") else "un indicatore dell'area",
        fare,
        linee(righe),
    )
