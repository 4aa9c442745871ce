"""The formula written in a label, evaluated, gives the value of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from contesto.models import TipoVoce
from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, VoceLetta
from relazione.controlli.parole import cita
from relazione.controlli.regole.r01_bilancio import MOMENTI

FORMULA = re.compile(r"(?<![\w])\(?([A-Z](?:\s*[+\-–−]\s*[A-Z])+)\)?\s*$")
TERMINE = re.compile(r"([+\-–−]?)\s*([A-Z])")
ZERO = Decimal(0)


@controllo("R20-formule", "Formule scritte nelle voci")
def formule(materia: Materia) -> Iterator[EsitoControllo]:
    """Each label with a formula in letters that does not give, on the signs as printed, the amounts of its row; one
    line a row, which says whether the sum of the same letters would."""
    valori = _per_lettera(materia.bilancio)
    for riga in materia.bilancio:
        trovata = FORMULA.search(riga.voce.etichetta)
        if trovata is None:
            continue
        termini = [(-1 if segno and segno != "+" else 1, lettera) for segno, lettera in TERMINE.findall(trovata[1])]
        if any(lettera not in valori for _, lettera in termini):
            continue
        scritti = [v or ZERO for v in riga.voce.importi]
        dati = [sum((s * valori[k][n] for s, k in termini), ZERO) for n in range(4)]
        if dati != scritti and any(v is not None for v in riga.voce.importi):
            somme = [sum((valori[k][n] for _, k in termini), ZERO) for n in range(4)]
            yield _esito(riga, trovata[1], termini, scritti, dati, tornano=somme == scritti)


def _per_lettera(righe: Sequence[VoceLetta]) -> Mapping[str, list[Decimal]]:
    """The amounts of each letter: the total of its section, or its own line."""
    valori: dict[str, list[Decimal]] = {}
    for r in righe:
        v = r.voce
        if v.tipo == TipoVoce.TOTALE and re.fullmatch("[A-Z]", v.sezione):
            valori[v.sezione] = [i or ZERO for i in v.importi]
        elif v.tipo == TipoVoce.VOCE and re.fullmatch("[A-Z]", v.codice):
            valori[v.codice] = [i or ZERO for i in v.importi]
    return valori


def _esito(
    riga: VoceLetta,
    formula: str,
    termini: Sequence[tuple[int, str]],
    scritti: Sequence[Decimal],
    dati: Sequence[Decimal],
    *,
    tornano: bool,
) -> EsitoControllo:
    n = next(i for i in range(4) if dati[i] != scritti[i])
    somma = "+".join(k for _, k in termini)
    fare = (
        f"torna invece {somma}, perché gli oneri sono scritti in negativo: scrivete la formula così" if tornano else ""
    )
    return EsitoControllo(
        Severita.ERRORE,
        f"Bilancio, {cita(riga.voce.etichetta)}",
        Luogo("bilancio", riga.voce.codice, "formula"),
        formatta_numero(scritti[n], 2),
        formatta_numero(dati[n], 2),
        f"La formula {formula} dà {formatta_numero(dati[n], 2)} ({MOMENTI[n]}), la riga dice "
        f"{formatta_numero(scritti[n], 2)}: {fare or 'correggete la formula o gli importi'}.",
        riga.linea,
    )
