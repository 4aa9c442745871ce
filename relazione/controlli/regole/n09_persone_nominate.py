"""The public edition does not say the result of a person, by name or by role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    persone = {nudo(p): p for p in materia.persone}
    ruoli = {nudo(c.titolare): c.titolare for c in materia.cruscotti if c.tipo == INDIVIDUALE and c.titolare}
    for sezione in materia.testi:
        for frase in FRASE.split(sezione.pubblico or ""):
            con_risultato = bool(RISULTATO.search(frase))
            nomi = [p for n, p in persone.items() if f" {n} " in f" {nudo(frase)} "]
            if con_risultato:
                nomi += TITOLO.findall(frase)
                nomi += _ruoli(frase, ruoli)
            if nomi:
                severita = Severita.ERRORE if con_risultato else Severita.AVVISO
                yield _esito(sezione, " ".join(frase.split()), nomi, severita, legge.fonte)


def _ruoli(frase: str, ruoli: dict[str, str]) -> list[str]:
    """The roles of which a sentence says a share: «il dirigente dell'area 2 è al 98%»."""
    if "%" not in frase:
        return []
    detto = f" {nudo(frase)} "
    return [ruolo for n, ruolo in ruoli.items() if f" {n} " in detto]


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
