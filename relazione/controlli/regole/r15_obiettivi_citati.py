"""Every objective or prospettiva named anywhere is in the list, with the same name."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Citazione, Materia
from relazione.controlli.parole import cita, nudo, uguale


@controllo("R15-citazioni", "Obiettivi e prospettive citati")
def obiettivi_citati(materia: Materia) -> Iterator[EsitoControllo]:
    """Each number that the list has not, which is an error, and each name written otherwise, which is a warning; one
    line for each way of writing."""
    obiettivi = dict(materia.obiettivi)
    prospettive = {uguale(nome) for _, nome in materia.prospettive}
    visti: dict[tuple[str, str, str], list[Citazione]] = {}
    for c in materia.citazioni:
        if not c.nome or (c.genere == "obiettivo" and not obiettivi) or (c.genere != "obiettivo" and not prospettive):
            continue
        if c.genere == "obiettivo" and c.numero and c.numero not in obiettivi:
            visti.setdefault(("ignoto", str(c.numero), c.nome), []).append(c)
        elif c.genere == "obiettivo" and uguale(c.nome) not in _nomi(c, obiettivi):
            visti.setdefault(("altro", str(c.numero), c.nome), []).append(c)
        elif c.genere != "obiettivo" and uguale(c.nome) not in prospettive and _somiglia(c.nome, materia):
            visti.setdefault(("prospettiva", "", c.nome), []).append(c)
    for (come, _, _), citazioni in visti.items():
        yield _esito(come, citazioni, materia)


def _somiglia(nome: str, materia: Materia) -> bool:
    """Whether a heading means a prospettiva: half of its words are in the name of one."""
    parole = set(nudo(nome).split())
    return any(2 * len(parole & set(nudo(p).split())) >= len(parole) for _, p in materia.prospettive)


def _nomi(c: Citazione, obiettivi: dict[int, str]) -> set[str]:
    return {uguale(obiettivi[c.numero])} if c.numero else {uguale(n) for n in obiettivi.values()}


def _esito(come: str, citazioni: list[Citazione], materia: Materia) -> EsitoControllo:
    prima = citazioni[0]
    numero = f"{prima.numero}. " if prima.numero else ""
    detto = f"{numero}{prima.nome}"
    if come == "ignoto":
        atteso = f"un numero fra {', '.join(str(n) for n, _ in materia.obiettivi)}"
        fare = "l'elenco degli obiettivi strategici non ha questo numero: citate un obiettivo dell'elenco."
    elif come == "altro":
        nomi = dict(materia.obiettivi)
        atteso = nomi.get(prima.numero) or _vicino(prima.nome, [n for _, n in materia.obiettivi])
        fare = "il nome non è quello dell'elenco: riportatelo uguale."
    else:
        atteso = _vicino(prima.nome, [n for _, n in materia.prospettive])
        fare = "nessuna prospettiva si chiama così: riportate il nome dell'elenco."
    return EsitoControllo(
        Severita.ERRORE if come == "ignoto" else Severita.AVVISO,
        f"{prima.dove}: {cita(detto)}",
        Luogo(prima.luogo[0], prima.luogo[1], f"citazione-{numero or nudo(prima.nome)[:40]}"),
        detto,
        atteso,
        f"{cita(detto)}: {fare}",
        tuple(n for c in citazioni if (n := c.riga_fonte) is not None),
    )


def _vicino(nome: str, nomi: list[str]) -> str:
    """The name of the list with most words in common."""
    parole = set(nudo(nome).split())
    return max(nomi, key=lambda n: len(parole & set(nudo(n).split())))
