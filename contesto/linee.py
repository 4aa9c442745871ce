"""Lines: an axis with round ticks, a mark for each value, the first values before them, names and last ones after.

A line that begins above zero says so, since its slope is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from contesto.colori import Tema, inchiostro_di, tavolozza
from contesto.cornice import BORDO, Tela, asse, cornice, largo_asse, sotto
from contesto.svg import cifra, misura, testo
from contesto.tipi_grafici import Grafico
from contesto.tracciato import CORPO, INTERLINEA, Tracciato, nomi_sotto, scala

TRATTI = ("", "6,3", "2,2", "8,3,2,3", "4,2", "10,4")
ALTO_MINIMO = 120
RAGGIO = 4.0


def disegna_linee(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> Tela | None:
    """One line a series; None where the points would touch one another."""
    misurata = scala(tracciato.presenti, da_zero=False)
    avviso = f"l'asse comincia da {misurata.scritte[0]}" if misurata.basso > 0 else ""
    disegno = cornice(grafico, tracciato.unita, avviso)
    colori = tavolozza(tema, len(tracciato.serie), linee=True)
    code = [_coda(tracciato, s) for s in range(len(tracciato.serie))]
    if max(misura(coda, CORPO, grassetto=True) for coda in code) > grafico.larghezza / 4:
        # Long names would leave the lines no room: they go above, the values alone stay at the ends.
        _legenda(disegno, tracciato.serie, colori)
        code = [coda.removeprefix(nome).strip() for coda, nome in zip(code, tracciato.serie, strict=True)]
    destra = max(misura(coda, CORPO, grassetto=True) for coda in code) + 12
    sinistra = largo_asse(misurata)
    centri = _posti(tracciato, sinistra, grafico.larghezza - destra - BORDO)
    passo = centri[1] - centri[0] if len(centri) > 1 else grafico.larghezza - sinistra - destra - BORDO
    nomi = nomi_sotto(tracciato.categorie, passo)
    if nomi is None or passo < 2 * RAGGIO:
        return None
    alto = max(grafico.altezza - disegno.y - nomi.alto - 20, ALTO_MINIMO, INTERLINEA * len(code))
    disegno.y += 12
    cima = disegno.y
    asse(Tela(grafico.larghezza - destra, cima, disegno.pezzi), misurata, sinistra, alto)

    prime, ultime = _serie(disegno, tracciato, colori, centri, lambda v: cima + alto * (1 - misurata.parte(v)))
    x = grafico.larghezza - destra
    for s, dove in _scostate(ultime, cima, cima + alto).items():
        colore = inchiostro_di(colori[s])
        disegno.pezzi.append(testo(x, dove + CORPO * 0.35, code[s], corpo=CORPO, colore=colore, grassetto=True))
    x = centri[0] - RAGGIO - 4
    prime = _scostate(prime, cima, cima + alto)
    for s, dove in prime.items():
        scritto = tracciato.scritto(tracciato.valori[s][0])
        colore = inchiostro_di(colori[s])
        disegno.pezzi.append(testo(x, dove + CORPO * 0.35, scritto, corpo=CORPO, colore=colore, ancora="end"))
    # A first value at the foot of the plot pushes the names down.
    disegno.y += alto + max(0, max(prime.values(), default=0) - (cima + alto))
    sotto(disegno, nomi, centri)
    return disegno


def _posti(tracciato: Tracciato, da: float, a: float) -> list[float]:
    """Where the categories stand along the plot, with room before the first for the values that are written there."""
    quante = len(tracciato.categorie)
    prime = [riga[0] for riga in tracciato.valori if riga[0] is not None and any(v is not None for v in riga[1:])]
    largo = max((misura(tracciato.scritto(v), CORPO) + RAGGIO + 10 for v in prime), default=0)
    passo = (a - da) / quante
    if largo <= passo / 2:
        return [da + passo * (c + 0.5) for c in range(quante)]
    passo = (a - da - largo) / (quante - 0.5)
    return [da + largo + passo * c for c in range(quante)]


def _serie(
    disegno: Tela,
    tracciato: Tracciato,
    colori: Sequence[str],
    centri: Sequence[float],
    y: Callable[[Decimal], float],
) -> tuple[dict[int, float], dict[int, float]]:
    """Draw the lines with their marks; where each begins (if it has a first point and others), where it ends."""
    prime: dict[int, float] = {}
    ultime: dict[int, float] = {}
    for s, (riga, colore) in enumerate(zip(tracciato.valori, colori, strict=True)):
        punti = [None if v is None else (x, y(v)) for x, v in zip(centri, riga, strict=True)]
        disegno.pezzi += _linea(punti, colore, TRATTI[s])
        disegno.pezzi += [_marca(p, s, colore) for p in punti if p is not None]
        presenti = [p for p in punti if p is not None]
        if presenti:
            ultime[s] = presenti[-1][1]
        if punti[0] is not None and len(presenti) > 1:
            prime[s] = punti[0][1]
    return prime, ultime


def _legenda(disegno: Tela, serie: Sequence[str], colori: Sequence[str]) -> None:
    x = BORDO + 12
    for s, (nome, colore) in enumerate(zip(serie, colori, strict=True)):
        largo = misura(nome, CORPO) + 46
        if x > BORDO + 12 and x + largo > disegno.larghezza:
            x, disegno.y = BORDO + 12, disegno.y + 18
        y = disegno.y + 7
        disegno.pezzi += _linea([(x - 12, y), (x + 12, y)], colore, TRATTI[s])
        disegno.pezzi.append(_marca((x, y), s, colore))
        disegno.pezzi.append(testo(x + 18, y + CORPO * 0.35, nome, corpo=CORPO))
        x += largo
    disegno.y += 20


def _coda(tracciato: Tracciato, s: int) -> str:
    """What the end of a line says: the name of its series, when there are more, and its last value."""
    ultimo = next((v for v in reversed(tracciato.valori[s]) if v is not None), None)
    nome = tracciato.serie[s] if len(tracciato.serie) > 1 else ""
    return " ".join(p for p in (nome, tracciato.scritto(ultimo)) if p)


def _linea(punti: Sequence[tuple[float, float] | None], colore: str, tratto: str) -> list[str]:
    """The pieces of a line between the values that are missing."""
    pezzi: list[list[tuple[float, float]]] = [[]]
    for punto in punti:
        if punto is None:
            pezzi.append([])
        else:
            pezzi[-1].append(punto)
    stile = f'fill="none" stroke="{colore}" stroke-width="2"' + (f' stroke-dasharray="{tratto}"' if tratto else "")
    return [
        f'<path d="M{"L".join(f"{cifra(x)},{cifra(y)}" for x, y in pezzo)}" {stile}/>'
        for pezzo in pezzi
        if len(pezzo) > 1
    ]


def _marca(punto: tuple[float, float], s: int, colore: str) -> str:
    """The mark of a series: its shape tells it apart where its colour does not."""
    x, y = punto
    r = RAGGIO
    forme = (
        f"M{cifra(x - r)},{cifra(y)}a{r},{r} 0 1,0 {2 * r},0a{r},{r} 0 1,0 {-2 * r},0Z",
        _poligono((x - r, y - r), (x + r, y - r), (x + r, y + r), (x - r, y + r)),
        _poligono((x, y - r - 1), (x + r + 1, y + r), (x - r - 1, y + r)),
        _poligono((x, y - r - 1), (x + r + 1, y), (x, y + r + 1), (x - r - 1, y)),
        _poligono((x, y + r + 1), (x + r + 1, y - r), (x - r - 1, y - r)),
        _poligono((x - r, y - 2), (x + r, y - 2), (x + r, y + 2), (x - r, y + 2)),
    )
    return f'<path d="{forme[s]}" fill="{colore}"/>'


def _poligono(*punti: tuple[float, float]) -> str:
    return f"M{'L'.join(f'{cifra(x)},{cifra(y)}' for x, y in punti)}Z"


def _scostate(dove: Mapping[int, float], cima: float, fondo: float) -> dict[int, float]:
    """Heights of labels that would stand at ``dove``: pushed apart by a line where two would touch, inside the plot."""
    uscite: dict[int, float] = {}
    limite = cima
    for s in sorted(dove, key=lambda s: dove[s]):
        uscite[s] = max(dove[s], limite)
        limite = uscite[s] + INTERLINEA
    limite = fondo + INTERLINEA / 2
    for s in sorted(uscite, key=lambda s: -uscite[s]):
        uscite[s] = min(uscite[s], limite)
        limite = uscite[s] - INTERLINEA
    return uscite
