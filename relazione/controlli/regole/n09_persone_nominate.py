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
    r"\d\s?%|\bSAL\b|\bpunteggio\b|\bvalutazion|\bpremi[oa]|\bretribuzione\s+di\s+risultato|\bha\s+(?:raggiunto|conseguito)\b",
    re.IGNORECASE,
)
INDIVIDUALE = "individuale"


@controllo("N09-nomi", "Persone nell'edizione pubblica")
def persone_nominate(materia: Materia) -> Iterator[EsitoControllo]:
    """Each sentence that may be published and names a person of the body, which is a warning, or says the result of a
    person, by name or by the role of an individual sheet, which is an error."""
    legge = norma("edizione-pubblica", materia.anno)
    if legge is None:
        return
    persone = _per_parola(materia.persone)
    ruoli = _per_parola(c.titolare for c in materia.cruscotti if c.tipo == INDIVIDUALE and c.titolare)
    for sezione in materia.testi:
        for frase in FRASE.split(sezione.pubblico or ""):
            con_risultato = bool(RISULTATO.search(frase))
            nomi = _detti(frase, persone)
            if con_risultato:
                nomi += TITOLO.findall(frase)
                nomi += _detti(frase, ruoli) if "%" in frase else []
            if nomi:
                severita = Severita.ERRORE if con_risultato else Severita.AVVISO
                yield _esito(sezione, " ".join(frase.split()), nomi, severita, legge.fonte)


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


def _esito(sezione: SezioneLetta, frase: str, nomi: Sequence[str], severita: Severita, fonte: str) -> EsitoControllo:
    if severita is Severita.ERRORE:
        perche = "dice il risultato di una persona, che non si pubblica"
    else:
        perche = "nomina una persona dell'ente"
    return EsitoControllo(
        severita,
        f"Sezione «{sezione.titolo}», {cita(frase, 120)}",
        Luogo("sezione", sezione.codice, f"persona-{nudo(nomi[0])[:40]}"),
        nomi[0],
        "il ruolo, o niente",
        f"L'edizione pubblica {perche} ({fonte}): togliete il nome, o scrivete il passo fra i riservati.",
    )
