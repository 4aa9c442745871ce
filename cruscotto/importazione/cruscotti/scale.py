"""The scale of an indicator whose target, or value, is a level («≥ Buono»): asked, with those that have such levels, or
its SAL would never be computed and nobody would know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from contesto.numeri import cita
from cruscotto.aritmetica.valori import Tipo
from cruscotto.importazione.cruscotti.letture import SOGLIA, campi_letti
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from ente.importazione import ErroreNelFile
from ente.progetto import Progetto

SENZA = "senza"
DETTE = 4
"""How many scales are offered."""
USUALI: tuple[tuple[str, ...], ...] = (
    ("Insufficiente", "Sufficiente", "Buono", "Ottimo"),
    ("Insufficiente", "Sufficiente", "Discreto", "Buono", "Ottimo"),
    ("Insufficiente", "Sufficiente", "Buono", "Distinto", "Ottimo"),
    ("Scarso", "Sufficiente", "Buono", "Ottimo"),
    ("Basso", "Medio", "Alto"),
    ("Molto basso", "Basso", "Medio", "Alto", "Molto alto"),
    ("Non raggiunto", "Parzialmente raggiunto", "Raggiunto"),
    ("No", "Parziale", "Sì"),
    ("Non avviato", "Avviato", "In corso", "Concluso"),
    ("Per niente", "Poco", "Abbastanza", "Molto"),
)
MANCA = (
    "non so in che ordine stanno i livelli {}: il target resta com'è scritto e il SAL non si calcola. Scrivete nella "
    "colonna «Scala» i livelli dal peggiore al migliore, separati da virgole."
)


def scala_chiesta(progetto: Progetto, voce: RigaDaImportare, tipo: Tipo, note: Iterable[Sequence[str]]) -> list[str]:
    """The scale of a new indicator that a row gives none, when its levels can be told: the answer, empty for none.

    ``note`` are the scales that the body uses already: they are offered first.
    """
    livelli = _livelli(voce.celle, tipo)
    if not livelli:
        return []
    possibili = _con(livelli, note)
    posto = voce.riga.posto("scala" if "scala" in voce.riga.valori else "target")
    detti = ", ".join(cita(livello) for livello in livelli)
    if not possibili:
        progetto.avvisi.append(ErroreNelFile(posto, MANCA.format(detti)))
        return []
    risposte = [(f"scala{n}:{'|'.join(s)}"[:100], ", ".join(s)) for n, s in enumerate(possibili)]
    frase = f"Di {cita(voce.nome)} manca la scala: in che ordine stanno i livelli ({detti}), dal peggiore al migliore?"
    domanda = chiave_dubbio("scala", *sorted(chiave(livello) for livello in livelli))
    tutte = (*risposte, (SENZA, "senza scala: il SAL non si calcola"))
    scelta = progetto.chiedi(domanda, posto, frase, tutte, risposte[0][0])
    return next((list(s) for (nome, _), s in zip(risposte, possibili, strict=True) if nome == scelta), [])


def _livelli(celle: dict[str, Any], tipo: Tipo) -> list[str]:
    """The levels that a row names, none unless it compares them: a name alone is a name."""
    if tipo is not Tipo.ORDINALE or celle.get("scala"):
        return []
    livelli: dict[str, str] = {}
    for campo in ("target", "actual"):
        testo = str(celle.get(campo) or "").strip()
        soglia = SOGLIA.fullmatch(testo)
        livello = (soglia[1] if soglia else testo).strip()
        if livello and not any(c.isdigit() for c in livello) and not campi_letti("target", testo, (), None)["valore"]:
            livelli.setdefault(chiave(livello), livello)
    return list(livelli.values())


def _con(livelli: Sequence[str], note: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    """The scales that have all of some levels, each once."""
    trovate: dict[tuple[str, ...], tuple[str, ...]] = {}
    for scala in (*note, *USUALI):
        nomi = tuple(chiave(s) for s in scala)
        if all(chiave(livello) in nomi for livello in livelli):
            trovate.setdefault(nomi, tuple(scala))
    return list(trovate.values())[:DETTE]
