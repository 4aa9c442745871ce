"""Routing of the cause-effect arrows of the strategic map: right angles only, and never across a box.

Boxes stand in rows. Between two rows runs a gutter where an arrow may move sideways, each on its own lane; a row that
lies between the two ends is crossed through a gap beside its boxes. Gutter g is above row g.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

PASSO = 7.0  # between two lanes of a gutter


@dataclass(frozen=True, slots=True)
class PostoDellaScatola:
    """Where a box stands: its row and its left and right edges."""

    riga: int
    sinistra: float
    destra: float

    @property
    def centro(self) -> float:
        """Abscissa of the middle."""
        return (self.sinistra + self.destra) / 2


@dataclass(slots=True)
class Tratta:
    """One arrow: the gutters it runs through in order, and the abscissas at which it enters and leaves each."""

    da: str
    a: str
    verso: int  # -1 the arrow enters its end going up, 1 going down
    gole: tuple[int, ...]
    ascisse: list[float] = field(default_factory=list)  # one more than the gutters
    limiti: list[tuple[float, float]] = field(default_factory=list)  # how far each abscissa may move
    corsie: dict[int, int] = field(default_factory=dict)


def _gole(da: int, a: int) -> tuple[tuple[int, ...], int]:
    if da > a:
        return tuple(range(da, a, -1)), -1
    if da == a:
        return (da,), 1
    return tuple(range(da + 1, a + 1)), 1


def _porte(posti: dict[str, PostoDellaScatola], tratte: Sequence[Tratta]) -> dict[tuple[int, bool], float]:
    """Abscissa of both ends of each arrow: those of one side of a box are spread along it, in order."""
    lati: dict[tuple[str, str], list[tuple[float, int, bool]]] = {}
    for indice, tratta in enumerate(tratte):
        su = posti[tratta.da].riga >= posti[tratta.a].riga
        arrivo_sotto = posti[tratta.da].riga > posti[tratta.a].riga
        lati.setdefault((tratta.da, "sopra" if su else "sotto"), []).append((posti[tratta.a].centro, indice, True))
        lati.setdefault((tratta.a, "sotto" if arrivo_sotto else "sopra"), []).append(
            (posti[tratta.da].centro, indice, False)
        )
    porte: dict[tuple[int, bool], float] = {}
    for (chiave, _lato), voci in lati.items():
        posto = posti[chiave]
        passo = min(28.0, (posto.destra - posto.sinistra - 24) / max(len(voci), 1))
        for ordine, (_altro, indice, partenza) in enumerate(sorted(voci)):
            porte[(indice, partenza)] = posto.centro + passo * (ordine - (len(voci) - 1) / 2)
    return porte


def _varchi(posti: dict[str, PostoDellaScatola], riga: int, campo: tuple[float, float]) -> list[tuple[float, float]]:
    """The free intervals of a row, left to right."""
    bordi = sorted((p.sinistra, p.destra) for p in posti.values() if p.riga == riga)
    sinistre = [campo[0], *(destra for _, destra in bordi)]
    destre = [*(sinistra for sinistra, _ in bordi), campo[1]]
    return list(zip(sinistre, destre, strict=True))


def _libera(x: float, limiti: tuple[float, float], occupate: list[float]) -> float:
    """The abscissa nearest to x, inside its limits, that keeps away from the occupied ones; x where none does."""
    for volte in range(12):
        for prova in (x + PASSO * volte, x - PASSO * volte):
            if limiti[0] <= prova <= limiti[1] and all(abs(prova - altra) >= PASSO - 1 for altra in occupate):
                return prova
    return min(max(x, limiti[0]), limiti[1])


def _distanzia(tratte: Sequence[Tratta]) -> None:
    """Move upright runs that share a gutter apart from one another, and make straight the arrows that almost are."""
    occupate: dict[int, list[float]] = {}

    def diritta(tratta: Tratta) -> bool:
        return len(tratta.gole) == 1 and abs(tratta.ascisse[0] - tratta.ascisse[1]) < 2.5 * PASSO

    for tratta in sorted(tratte, key=lambda t: not diritta(t)):
        if diritta(tratta):
            comune = (max(t[0] for t in tratta.limiti), min(t[1] for t in tratta.limiti))
            x = _libera(tratta.ascisse[1], comune, occupate.get(tratta.gole[0], []))
            tratta.ascisse = [x, x]
        proprie: dict[int, list[float]] = {}
        for posto, x in enumerate(tratta.ascisse):
            toccate = tratta.gole[max(posto - 1, 0) : posto + 1]
            if not diritta(tratta):
                x = _libera(x, tratta.limiti[posto], [altra for gola in toccate for altra in occupate.get(gola, [])])
                tratta.ascisse[posto] = x
            for gola in toccate:
                proprie.setdefault(gola, []).append(x)
        for gola, ascisse in proprie.items():
            occupate.setdefault(gola, []).extend(ascisse)


def _corsie(tratte: Sequence[Tratta], righe: int) -> list[int]:
    """Give every sideways run of a gutter a lane of its own where runs overlap; returns the lanes of each gutter."""
    quante = []
    for gola in range(righe + 1):
        occupate: list[list[tuple[float, float]]] = []
        corse = []
        for tratta in tratte:
            if gola in tratta.gole:
                posto = tratta.gole.index(gola)
                uno, altro = sorted(tratta.ascisse[posto : posto + 2])
                tratta.corsie[gola] = 0
                if uno < altro:
                    corse.append((uno, altro, tratta))
        for uno, altro, tratta in sorted(corse, key=lambda corsa: (corsa[1] - corsa[0], corsa[0])):
            libera = next(
                (i for i, c in enumerate(occupate) if all(altro + 4 < s or d + 4 < uno for s, d in c)), len(occupate)
            )
            if libera == len(occupate):
                occupate.append([])
            occupate[libera].append((uno, altro))
            tratta.corsie[gola] = libera
        quante.append(len(occupate))
    return quante


def instrada(
    posti: dict[str, PostoDellaScatola], nessi: Sequence[tuple[str, str]], righe: int, campo: tuple[float, float]
) -> tuple[list[Tratta], list[int]]:
    """The arrows and the number of lanes of each gutter (righe + 1 of them).

    `campo` are the left and right limits of the drawing. ValueError: an arrow names a box that does not exist, or
    joins a box to itself.
    """
    tratte = []
    for da, a in dict.fromkeys(nessi):
        for chiave in (da, a):
            if chiave not in posti:
                raise ValueError(f"Il nesso «{da}» → «{a}» nomina un obiettivo che non è sulla mappa: «{chiave}».")
        if da == a:
            raise ValueError(f"Il nesso «{da}» → «{a}» unisce un obiettivo a se stesso.")
        gole, verso = _gole(posti[da].riga, posti[a].riga)
        tratte.append(Tratta(da, a, verso, gole))
    porte = _porte(posti, tratte)
    usi: dict[tuple[int, int], int] = {}
    for indice, tratta in enumerate(tratte):
        inizio, fine = porte[(indice, True)], porte[(indice, False)]
        tratta.ascisse, tratta.limiti = [inizio], [_bordi(posti[tratta.da])]
        for gola in tratta.gole[:-1]:
            riga = gola - 1 if tratta.verso < 0 else gola
            varco = _scegli(_varchi(posti, riga, campo), tratta.ascisse[-1], fine, usi, riga)
            tratta.ascisse.append(sum(varco) / 2)
            tratta.limiti.append((varco[0] + 4, varco[1] - 4))
        tratta.ascisse.append(fine)
        tratta.limiti.append(_bordi(posti[tratta.a]))
    _distanzia(tratte)
    return tratte, _corsie(tratte, righe)


def _bordi(posto: PostoDellaScatola) -> tuple[float, float]:
    """Where an arrow may touch a box: off its rounded corners."""
    return posto.sinistra + 14, posto.destra - 14


def _scegli(
    varchi: list[tuple[float, float]], qui: float, fine: float, usi: dict[tuple[int, int], int], riga: int
) -> tuple[float, float]:
    """The gap that makes the way shortest, a little dearer each time it is taken."""

    def costo(indice: int) -> float:
        mezzo = sum(varchi[indice]) / 2
        return abs(mezzo - qui) + abs(mezzo - fine) + 2 * PASSO * usi.get((riga, indice), 0)

    scelto = min(range(len(varchi)), key=costo)
    usi[(riga, scelto)] = usi.get((riga, scelto), 0) + 1
    return varchi[scelto]
