"""The public edition does not say the result of a person, by name or by role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, SezioneLetta
from relazione.controlli.norme import norma
from relazione.controlli.parole import cita, nudo

FRASE = re.compile(r"[;:!?](?=\s)|(?<=[^.\s]{3})\.(?=\s)|\n")
TITOLO = re.compile(
    r"\b(?:dott(?:\.?\s?ssa|or(?:e|essa)?)?|dr(?:\.?\s?ssa)?|ing|avv|rag|geom|arch|prof(?:\.?\s?ssa)?|sig(?:\.?\s?ra)?)\.?\s+"
    r"([A-ZÀ-Ý][\w'’]+(?:\s+(?:d[aei]l?\s+)?[A-ZÀ-Ý][\w'’]+){1,2})",
    re.UNICODE,
)
RISULTATO = re.compile(
    r"\bSAL\b|\bpunteggio\b|\bretribuzione\s+di\s+risultato\b"
    r"|\b(?:raggiunt\w+|conseguit\w+|realizzat\w+)\s+(?:(?:il|al|l'|all'|pari\s+al)\s*)?\d+(?:,\d+)?\s?%"
    r"|\b(?:è|sta|arriva|arrivat[oa]|ferma|fermat[oa])\s+(?:al|all'|allo)\s*\d+(?:,\d+)?\s?%",
    re.IGNORECASE,
)
"""How a result is said: a share that is reached, not any percent of the sentence."""
INDIVIDUALE = "individuale"


@controllo("N09-nomi", "Persone nell'edizione pubblica")
def persone_nominate(materia: Materia) -> Iterator[EsitoControllo]:
    """Each sentence that may be published and says the result of a person by name, which is an error, or by the role of
    an individual sheet, or that names somebody who is assessed: warnings."""
    legge = norma("edizione-pubblica", materia.anno)
    if legge is None:
        return
    persone = _per_parola(materia.persone)
    ruoli = _per_parola(c.titolare for c in materia.cruscotti if c.tipo == INDIVIDUALE and c.titolare)
    for sezione in materia.testi:
        for frase in FRASE.split(sezione.pubblico or ""):
            con_risultato = bool(RISULTATO.search(frase))
            nomi = _detti(frase, persone) + (TITOLO.findall(frase) if con_risultato else [])
            di_ruolo = _detti(frase, ruoli) if con_risultato and not nomi else []
            if nomi or di_ruolo:
                severita = Severita.ERRORE if con_risultato and nomi else Severita.AVVISO
                yield _esito(sezione, " ".join(frase.split()), nomi or di_ruolo, severita, legge.fonte, con_risultato)


def _per_parola(nomi: Iterable[str]) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Names and roles, as they are compared and as they are written, by their first word."""
    indice: dict[str, list[tuple[str, str]]] = {}
    for nome in nomi:
        if parole := nudo(nome):
            indice.setdefault(parole.split()[0], []).append((parole, nome))
    return indice


def _detti(frase: str, indice: Mapping[str, Sequence[tuple[str, str]]]) -> list[str]:
    """Those of an index that a sentence says, whole."""
    if not indice:
        return []
    detto = nudo(frase)
    possibili = (coppia for parola in dict.fromkeys(detto.split()) for coppia in indice.get(parola, ()))
    return [nome for parole, nome in possibili if f" {parole} " in f" {detto} "]


def _esito(
    sezione: SezioneLetta, frase: str, nomi: Sequence[str], severita: Severita, fonte: str, con_risultato: bool
) -> EsitoControllo:
    perche = (
        "dice il risultato di una persona, che non si pubblica"
        if con_risultato
        else "nomina una persona che è valutata"
    )
    return EsitoControllo(
        severita,
        f"Sezione «{sezione.titolo}», {cita(frase, 120)}",
        Luogo("sezione", sezione.codice, f"persona-{nudo(nomi[0])[:40]}"),
        nomi[0],
        "il ruolo, o niente",
        f"L'edizione pubblica {perche} ({fonte}): togliete il nome, o scrivete il passo fra i riservati.",
    )
