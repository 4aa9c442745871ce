"""One population at one date has one headcount and one split by sex in every breakdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from contesto.numeri import formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, elenco, uguale

PERSONALE = "personale"
ESCLUSI = re.compile(r"\b(?:esclus\w+|senza|al netto|solo|soltanto|limitatamente)\b")


@dataclass(frozen=True, slots=True)
class ConteggioOrganico:
    """A count of persons of a territory and a sex, empty for all of them."""

    tavola: TavolaLetta
    territorio: str
    sesso: str
    valore: Decimal
    riga: int


@controllo("R19-organico", "Organico nelle tavole del personale")
def organico(materia: Materia) -> Iterator[EsitoControllo]:
    """Each table of personnel whose totals are not those of most of the others; one line a table. A table that says
    that it leaves somebody out counts another population."""
    fatti: dict[tuple[str, str], list[ConteggioOrganico]] = {}
    for tavola in materia.tavole:
        if tavola.tema == PERSONALE and not ESCLUSI.search(uguale(f"{tavola.titolo} {tavola.didascalia}")):
            for c in _conteggi(tavola):
                fatti.setdefault((c.territorio, c.sesso), []).append(c)
    discordi: dict[str, list[tuple[ConteggioOrganico, Decimal]]] = {}
    for conteggi in fatti.values():
        valori = [c.valore for c in conteggi]
        comune = max(valori, key=valori.count)
        if valori.count(comune) > 1:
            for c in conteggi:
                if c.valore != comune:
                    discordi.setdefault(c.tavola.codice, []).append((c, comune))
    for diversi in discordi.values():
        yield _esito(diversi)


def _conteggi(tavola: TavolaLetta) -> Iterator[ConteggioOrganico]:
    """The counts of the last total row: each of its cells, and those that they sum to."""
    ultima = max((r for r, riga in enumerate(tavola.righe) if riga.totale), default=None)
    if ultima is None:
        return
    uniti = tavola.righe[ultima].etichetta in tavola.somme.get("totali_uniti", ())
    righe = [ultima] if not uniti else [ultima, *_prima(tavola, ultima)]
    for r in righe:
        per_territorio: dict[str, list[Decimal]] = {}
        for c, colonna in enumerate(tavola.colonne):
            valore = tavola.valori[r][c]
            if colonna.testo or valore is None:
                continue
            territorio = colonna.territorio or colonna.livello_superiore or colonna.etichetta
            sesso = "" if uniti and r == ultima else colonna.sesso
            if sesso or colonna.etichetta == territorio or (uniti and r == ultima):
                yield ConteggioOrganico(tavola, territorio, sesso, valore, r)
            if sesso:
                per_territorio.setdefault(territorio, []).append(valore)
        for territorio, parti in per_territorio.items():
            if not uniti and len(parti) > 1:
                yield ConteggioOrganico(tavola, territorio, "", sum(parti, Decimal(0)), r)


def _prima(tavola: TavolaLetta, ultima: int) -> list[int]:
    """The row above a merged total, where it has the sexes."""
    return [ultima - 1] if ultima and any(c.sesso for c in tavola.colonne) else []


def _esito(diversi: list[tuple[ConteggioOrganico, Decimal]]) -> EsitoControllo:
    tavola = diversi[0][0].tavola
    detti = [f"{' '.join(p for p in (c.territorio, c.sesso) if p)} {formatta_numero(c.valore)}" for c, _ in diversi]
    attesi = [f"{' '.join(p for p in (c.territorio, c.sesso) if p)} {formatta_numero(v)}" for c, v in diversi]
    return EsitoControllo(
        Severita.ERRORE,
        f"Tavola {cita(tavola.titolo)}",
        Luogo("tavola", tavola.codice, "organico"),
        elenco(detti, 8),
        elenco(attesi, 8),
        f"Le altre tavole del personale contano {elenco(attesi, 8)}: la stessa popolazione ha un solo organico. "
        "Correggete la tavola, oppure dite nel titolo chi ne resta fuori.",
        tavola.linee(diversi[0][0].riga),
    )
