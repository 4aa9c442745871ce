"""A share printed beside the amounts that it is of is that amount on the whole of its row."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from contesto.numeri import CONTESTO, formatta_numero
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TavolaLetta
from relazione.controlli.parole import cita, decimali, uguale


@controllo("R02-quote", "Quote percentuali accanto ai valori")
def quote(materia: Materia) -> Iterator[EsitoControllo]:
    """Each share that is not, within its printed rounding, 100 × value / sum of the values of the row."""
    for tavola in materia.tavole:
        for sopra, coppie in _gruppi(tavola):
            for r in range(len(tavola.righe)):
                valori = [tavola.valori[r][v] for v, _ in coppie]
                totale = sum((v for v in valori if v is not None), Decimal(0))
                if any(v is None for v in valori) or totale <= 0:
                    continue
                for (_, q), valore in zip(coppie, valori, strict=True):
                    if valore is not None and (esito := _diversa(tavola, r, q, valore, totale, sopra)):
                        yield esito


def _gruppi(tavola: TavolaLetta) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The headings of amounts, with the pairs (amount, share) of the columns of the same name under one of shares."""
    per_nome: dict[str, dict[str, int]] = {}
    for c, colonna in enumerate(tavola.colonne):
        if colonna.livello_superiore and not colonna.testo:
            per_nome.setdefault(colonna.livello_superiore, {})[uguale(colonna.etichetta)] = c
    for sopra, valori in per_nome.items():
        if any((tavola.colonne[c].unita or tavola.unita) == "%" for c in valori.values()):
            continue
        for parti in per_nome.values():
            di_quote = all((tavola.colonne[c].unita or tavola.unita) == "%" for c in parti.values())
            if di_quote and len(valori) > 1 and parti.keys() == valori.keys() and _fanno_cento(tavola, parti.values()):
                yield sopra, [(valori[nome], parti[nome]) for nome in valori]


def _fanno_cento(tavola: TavolaLetta, colonne: Collection[int]) -> bool:
    """Whether these are shares of their row: in most rows they sum to 100 within their rounding."""
    fanno = []
    for r in range(len(tavola.righe)):
        parti = [(v, decimali(tavola.testi[r][c])) for c in colonne if (v := tavola.valori[r][c]) is not None]
        if parti:
            margine = sum((Decimal("0.5").scaleb(-cifre) for _, cifre in parti), Decimal(0))
            fanno.append(abs(sum((v for v, _ in parti), Decimal(0)) - 100) <= margine)
    return 2 * sum(fanno) > len(fanno)


def _diversa(
    tavola: TavolaLetta, r: int, q: int, valore: Decimal, totale: Decimal, sopra: str
) -> EsitoControllo | None:
    scritta, testo = tavola.valori[r][q], tavola.testi[r][q]
    if scritta is None:
        return None
    esatta = CONTESTO.divide(100 * valore, totale)
    cifre = decimali(testo)
    if abs(esatta - scritta) <= Decimal("0.5").scaleb(-cifre):
        return None
    attesa = f"{formatta_numero(esatta, cifre)}%"
    return EsitoControllo(
        Severita.ERRORE,
        f"Tavola {cita(tavola.titolo)}, {cita(tavola.nome_riga(r))}, {cita(tavola.colonne[q].nome)}",
        Luogo("tavola", tavola.codice, f"{r}-{q}"),
        testo,
        attesa,
        f"{formatta_numero(valore)} su {formatta_numero(totale)} ({sopra}) è il {attesa}: correggete la "
        "quota o il valore.",
        tavola.linee(r),
    )
