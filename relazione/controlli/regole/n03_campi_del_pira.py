"""An indicator of the PIRA has the fields that the decree lists."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, PiraLetto
from relazione.controlli.norme import norma
from relazione.controlli.parole import cita, elenco


@controllo("N03-campi", "Campi degli indicatori PIRA")
def campi_del_pira(materia: Materia) -> Iterator[EsitoControllo]:
    """The indicators of the PIRA that lack a field of the law: one that has some of them is a warning; those that have
    none, of a body that keeps them elsewhere, are one note."""
    legge = norma("pira", materia.anno)
    if legge is None:
        return
    incompleti = [p for p in materia.pira if p.mancano]
    muti = [p for p in incompleti if not p.quanti]
    for p in incompleti:
        if p.quanti:
            yield _esito(Severita.AVVISO, f"Indicatore PIRA {cita(p.nome)}", p.nome[:60], p.mancano, legge.fonte)
    if muti:
        nomi = elenco((cita(p.nome, 60) for p in muti), 3)
        yield _esito(Severita.NOTA, f"{len(muti)} indicatori PIRA: {nomi}", "tutti", _comuni(muti), legge.fonte)


def _comuni(muti: list[PiraLetto]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(campo for p in muti for campo in p.mancano))


def _esito(severita: Severita, oggetto: str, posto: str, mancano: tuple[str, ...], fonte: str) -> EsitoControllo:
    return EsitoControllo(
        severita,
        oggetto,
        Luogo("pira", "", posto),
        f"manca {elenco(mancano)}",
        "tipologia, definizione, unità, fonte e metodo",
        f"Il {fonte} chiede per ogni indicatore anche {elenco(mancano)}: scrivetelo nella definizione dell'indicatore.",
    )
