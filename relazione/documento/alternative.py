"""The alternative texts of the figures, written from their data: who does not see the drawing reads what it shows."""

from __future__ import annotations

from decimal import Decimal

from contesto.grafici import Grafico, TipoGrafico
from contesto.numeri import formatta_numero

NOMI = {
    TipoGrafico.BARRE: "Grafico a barre",
    TipoGrafico.BARRE_ORIZZONTALI: "Grafico a barre orizzontali",
    TipoGrafico.BARRE_IMPILATE: "Grafico a barre impilate",
    TipoGrafico.BARRE_RAGGRUPPATE: "Grafico a barre affiancate",
    TipoGrafico.LINEE: "Grafico a linee",
}
TUTTI = 6
"""Values of a series that are read one by one; of longer ones the first, the last, the least and the greatest."""


def del_grafico(grafico: Grafico, titolo: str) -> str:
    """Kind, unit, and for each series its values or how they go."""
    serie: dict[str, list[tuple[str, Decimal | None]]] = {}
    for punto in grafico.punti:
        serie.setdefault(punto.serie, []).append((punto.categoria, punto.valore))
    unita = f", in {grafico.unita}" if grafico.unita else ""
    frasi = [f"{NOMI[grafico.tipo]}: {titolo}{unita}."]
    if all(p.valore is None for p in grafico.punti):
        return f"{frasi[0]} Nessun valore da mostrare."
    for nome, valori in serie.items():
        noti = [(categoria, v) for categoria, v in valori if v is not None]
        testa = f"{nome}: " if nome else ""
        frasi.append(f"{testa}{_andamento(noti) if noti else 'nessun valore'}.")
    if any(p.valore is None for p in grafico.punti):
        frasi.append("Alcuni valori non ci sono.")
    return " ".join(frasi)


def _andamento(noti: list[tuple[str, Decimal]]) -> str:
    if len(noti) <= TUTTI:
        return ", ".join(f"{categoria} {_cifra(v)}" for categoria, v in noti)
    minimo, massimo = min(noti, key=lambda n: n[1]), max(noti, key=lambda n: n[1])
    return (
        f"da {_cifra(noti[0][1])} ({noti[0][0]}) a {_cifra(noti[-1][1])} ({noti[-1][0]}); il meno è "
        f"{_cifra(minimo[1])} ({minimo[0]}), il più {_cifra(massimo[1])} ({massimo[0]})"
    )


def _cifra(valore: Decimal) -> str:
    intero = valore == valore.to_integral_value()
    return formatta_numero(valore, 0 if intero else 1).replace("-", "−")
