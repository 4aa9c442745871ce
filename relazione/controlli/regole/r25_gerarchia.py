"""The hierarchy is a function: one programme for each operating objective, one strategic objective for each programme,
one operating objective for each indicator."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto, codici, linee
from relazione.controlli.parole import cita, elenco, nudo

Righe = list[RigaLettaDiCruscotto]
GENERICO = re.compile(r"[A-Za-zà-ù]+(?:\s+[a-z]+)?\s+(?:n\.\s*)?\d+")
"""«Programma 2», «Obiettivo n. 3»: a number in a list, which says nothing of what it is."""


@controllo("R25-programmi", "Obiettivi operativi sotto più programmi")
def obiettivi_sotto_piu_programmi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each operating objective that stands under more than one programme."""
    yield from _piu_padri(
        materia, "Obiettivo operativo", lambda r: r.obiettivo_operativo, "programmi", lambda r: r.programma
    )


@controllo("R25-obiettivi", "Programmi sotto più obiettivi strategici")
def programmi_sotto_piu_obiettivi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each programme that stands under more than one strategic objective."""
    yield from _piu_padri(
        materia, "Programma", lambda r: r.programma, "obiettivi strategici", lambda r: str(r.numero_obiettivo or "")
    )


@controllo("R25-indicatori", "Indicatori sotto più obiettivi operativi")
def indicatori_sotto_piu_obiettivi(materia: Materia) -> Iterator[EsitoControllo]:
    """Each indicator that stands under more than one operating objective: one may be placed in many scorecards, so
    these are notes."""
    yield from _piu_padri(
        materia, "Indicatore", lambda r: r.codice, "obiettivi operativi", lambda r: r.obiettivo_operativo
    )


def _piu_padri(
    materia: Materia,
    cosa: str,
    figlio: Callable[[RigaLettaDiCruscotto], str],
    padri: str,
    padre: Callable[[RigaLettaDiCruscotto], str],
) -> Iterator[EsitoControllo]:
    """Each child with more than one parent. Parents of which one is the beginning of another were cut, and those that
    differ by an ending are the same misspelt: notes."""
    gruppi: dict[str, dict[str, Righe]] = {}
    for r in materia.righe:
        if figlio(r) and padre(r) and not GENERICO.fullmatch(figlio(r)):
            gruppi.setdefault(nudo(figlio(r)), {}).setdefault(nudo(padre(r)), []).append(r)
    for per_padre in gruppi.values():
        if len(per_padre) < 2:
            continue
        righe = [r for gruppo in per_padre.values() for r in gruppo]
        nomi = [padre(gruppo[0]) for gruppo in per_padre.values()]
        detto = figlio(righe[0]) if cosa != "Indicatore" else righe[0].etichetta
        quasi = len(_diversi(list(per_padre))) == 1
        yield EsitoControllo(
            Severita.NOTA if quasi or cosa == "Indicatore" else Severita.AVVISO,
            f"{cosa} {cita(detto)}",
            Luogo("struttura", nudo(detto)[:80], padri.replace(" ", "-"), codici(righe)),
            elenco(cita(n) for n in nomi),
            f"uno solo fra i suoi {padri}",
            f"{cita(detto)} sta sotto {len(nomi)} {padri}: "
            + ("sono lo stesso scritto in due modi." if quasi else "l'albero ne vuole uno."),
            linee(tuple(righe)),
        )


def _diversi(nomi: list[str]) -> list[str]:
    """The names that are not another one cut or with other endings."""
    tenuti: list[str] = []
    for nome in sorted(nomi, key=len, reverse=True):
        if not any(_stesso(nome, altro) for altro in tenuti):
            tenuti.append(nome)
    return tenuti


def _stesso(corto: str, lungo: str) -> bool:
    if lungo.startswith(f"{corto} "):
        return True
    prime, seconde = corto.split(), lungo.split()
    if len(prime) != len(seconde):
        return False
    return all(a == b or (len(a) > 3 and a[:-1] == b[:-1]) for a, b in zip(prime, seconde, strict=True))
