"""A Relazione whose targets changed during the year has the table that says which."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.norme import norma
from relazione.controlli.parole import cita, elenco, uguale


@controllo("N01-modificati", "Obiettivi modificati di cui la Relazione non parla")
def obiettivi_modificati(materia: Materia) -> Iterator[EsitoControllo]:
    """The targets that acts changed, where no section is about them nor prints them; one line."""
    legge = norma("obiettivi-modificati", materia.anno)
    if legge is None or not materia.rimodulazioni or not materia.testi:
        return
    for s in materia.testi:
        if {nome for nome, _ in s.blocchi} & set(legge.dati["blocchi"]):
            return
        if any(parola in uguale(s.titolo) for parola in legge.dati["parole"]) and s.testo.strip():
            return
    quanti = len(materia.rimodulazioni)
    yield EsitoControllo(
        Severita.AVVISO,
        f"{quanti} target rimodulat{'o' if quanti == 1 else 'i'} nell'anno",
        Luogo("documenti", "sezioni", "obiettivi-modificati"),
        elenco((cita(r.indicatore, 60) for r in materia.rimodulazioni), 4),
        "una sezione sugli obiettivi modificati, con gli atti",
        f"La Relazione non dice quali obiettivi sono cambiati nell'anno, e la legge lo chiede ({legge.fonte}): "
        "aggiungete la tavola degli obiettivi modificati.",
    )
