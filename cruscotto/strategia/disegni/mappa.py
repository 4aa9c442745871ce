"""The strategic map: bands of prospettive, their objectives with SAL and light, arrows from cause to effect."""

from dataclasses import dataclass

from contesto.colori import con_luce
from contesto.svg import disegno_vuoto, documento, percorso, rettangolo
from cruscotto.strategia.disegni.instrada import PASSO, PostoDellaScatola, Tratta, instrada
from cruscotto.strategia.disegni.parti import LARGHEZZA, Riquadro, freccia, in_parole, riquadro
from cruscotto.strategia.disegni.tipi import FasciaMappa, ObiettivoDisegnato, Tema

_TITOLO = 132.0  # width of the column of the names of the prospettive
_PER_RIGA = 3
_GOLA = 26.0  # between two boxes of a row: arrows pass here
_ARIA = 12.0  # between a row of boxes and the border of its band
_PUNTA = 8.0


def _campo(prospettive: tuple[FasciaMappa, ...]) -> tuple[float, float]:
    """From where to where the boxes stand: beside the names of the bands, where they have one."""
    return (_TITOLO + 4 if any(f.nome for f in prospettive) else 3.0), LARGHEZZA - 3.0


@dataclass(frozen=True, slots=True)
class _Fila:
    """A row of boxes and the band it belongs to."""

    fascia: int
    obiettivi: tuple[ObiettivoDisegnato, ...]
    scatole: tuple[Riquadro, ...]
    sinistre: tuple[float, ...]
    minima: float

    @property
    def altezza(self) -> float:
        return max([self.minima, *(scatola.altezza for scatola in self.scatole)])


def _file(prospettive: tuple[FasciaMappa, ...], tema: Tema) -> list[_Fila]:
    sinistra, destra = _campo(prospettive)
    campo = destra - sinistra
    piena = (campo - _GOLA * (_PER_RIGA + 1)) / _PER_RIGA
    bordo = con_luce(tema.primario, 35)
    file = []
    for indice, fascia in enumerate(prospettive):
        gruppi = [fascia.obiettivi[i : i + _PER_RIGA] for i in range(0, len(fascia.obiettivi), _PER_RIGA)] or [()]
        minima = (_testata(fascia, tema).altezza - 2 * _ARIA) / len(gruppi) if fascia.nome else 0.0
        for gruppo in gruppi:
            larga = piena * 1.5 if len(gruppo) == 1 else piena
            scatole = tuple(riquadro(o.etichetta(), larga, esito=o.esito, bordo=bordo, raggio=12) for o in gruppo)
            inizio = sinistra + (campo - larga * len(gruppo) - _GOLA * (len(gruppo) - 1)) / 2
            sinistre = tuple(inizio + i * (larga + _GOLA) for i in range(len(gruppo)))
            file.append(_Fila(indice, gruppo, scatole, sinistre, minima))
    return file


def _quote(file: list[_Fila], corsie: list[int]) -> tuple[list[float], list[float], float]:
    """Top of each row, ordinate of the first lane of each gutter, and the y where the last gutter ends."""
    cime, gole = [], []
    y = 1.0
    for indice, fila in enumerate(file):
        nuova = indice == 0 or file[indice - 1].fascia != fila.fascia
        sopra = _ARIA if nuova and indice > 0 else 0.0
        gole.append(y + sopra + (7 if nuova else 12))
        y += sopra + PASSO * max(corsie[indice] - 1, 0) + (0 if indice == 0 and not corsie[0] else 14)
        y += _ARIA if nuova else _PUNTA + 5
        cime.append(y)
        y += fila.altezza
    gole.append(y + _ARIA + 7)
    return cime, gole, y + _ARIA + (PASSO * corsie[-1] + 7 if corsie[-1] else 0)


def _testata(fascia: FasciaMappa, tema: Tema) -> Riquadro:
    return riquadro(
        fascia.nome,
        _TITOLO,
        esito=fascia.esito,
        fondo=con_luce(tema.primario, 88, croma_massimo=12),
        bordo=con_luce(tema.primario, 35),
        grassetto=True,
        raggio=0,
        sopratitolo=fascia.livello,
    )


def _fasce(prospettive: tuple[FasciaMappa, ...], file: list[_Fila], cime: list[float], tema: Tema) -> tuple[str, float]:
    """The bands with their names, and the y where the last one ends."""
    bordo, fondo = con_luce(tema.primario, 35), con_luce(tema.primario, 97, croma_massimo=4)
    pezzi, fine = "", 0.0
    for indice, fascia in enumerate(prospettive):
        proprie = [i for i, fila in enumerate(file) if fila.fascia == indice]
        alto = cime[proprie[0]] - _ARIA
        fine = cime[proprie[-1]] + file[proprie[-1]].altezza + _ARIA
        pezzi += rettangolo(1, alto, LARGHEZZA - 2, fine - alto, bordo=bordo, fondo=fondo)
        if fascia.nome:
            pezzi += _testata(fascia, tema).disegna(1, alto, fine - alto)
    return pezzi, fine


def _linea(
    tratta: Tratta, file: list[_Fila], cime: list[float], gole: list[float], posti: dict[str, PostoDellaScatola]
) -> str:
    def lato(chiave: str, *, sopra: bool) -> float:
        riga = posti[chiave].riga
        return cime[riga] + (0 if sopra else file[riga].altezza)

    parte_da_sopra = posti[tratta.da].riga >= posti[tratta.a].riga
    y = lato(tratta.da, sopra=parte_da_sopra)
    punti = [(tratta.ascisse[0], y)]
    for indice, gola in enumerate(tratta.gole):
        corsia = gole[gola] + PASSO * tratta.corsie[gola]
        punti += [(tratta.ascisse[indice], corsia), (tratta.ascisse[indice + 1], corsia)]
    arrivo = lato(tratta.a, sopra=tratta.verso > 0)
    punti.append((tratta.ascisse[-1], arrivo - 5 * tratta.verso))
    colore = "#455a64"
    return percorso(punti, colore=colore, spessore=1.4) + freccia(tratta.ascisse[-1], arrivo, tratta.verso, colore)


def _alternativa(prospettive: tuple[FasciaMappa, ...], nessi: tuple[tuple[str, str], ...]) -> str:
    nomi = {o.chiave: f"{o.codice} ({f.nome})" if f.nome else o.codice for f in prospettive for o in f.obiettivi}
    voci = []
    for fascia in prospettive:
        obiettivi = ", ".join(in_parole(f"obiettivo {o.codice}", o.esito) for o in fascia.obiettivi)
        if not fascia.nome:
            voci.append(obiettivi)
            continue
        nome = f"{fascia.livello.lower()} {fascia.nome}"
        voci.append(in_parole(nome, fascia.esito) + (f" ({obiettivi})" if obiettivi else ""))
    frecce = ", ".join(f"da {nomi[da]} a {nomi[a]}" for da, a in dict.fromkeys(nessi))
    return "Mappa strategica. " + "; ".join(voci) + (f". Nessi di causa ed effetto: {frecce}" if frecce else "")


def disegna_mappa(prospettive: tuple[FasciaMappa, ...], nessi: tuple[tuple[str, str], ...], tema: Tema) -> str:
    """The map, 700 units wide; `prospettive` from top to bottom, `nessi` as (key of the cause, key of the effect).

    ValueError: an arrow names an objective that is not on the map, or two objectives have the same key.
    """
    if not any(fascia.obiettivi for fascia in prospettive):
        return disegno_vuoto("Mappa strategica", larghezza=LARGHEZZA, prefisso="mappa")
    file = _file(prospettive, tema)
    posti: dict[str, PostoDellaScatola] = {}
    for riga, fila in enumerate(file):
        for obiettivo, sinistra, scatola in zip(fila.obiettivi, fila.sinistre, fila.scatole, strict=True):
            if obiettivo.chiave in posti:
                raise ValueError(f"Due obiettivi della mappa hanno la stessa chiave «{obiettivo.chiave}».")
            posti[obiettivo.chiave] = PostoDellaScatola(riga, sinistra, sinistra + scatola.larghezza)
    tratte, corsie = instrada(posti, nessi, len(file), _campo(prospettive))
    cime, gole, fine = _quote(file, corsie)
    corpo, fondo = _fasce(prospettive, file, cime, tema)
    corpo += "".join(_linea(tratta, file, cime, gole, posti) for tratta in tratte)
    for fila, cima in zip(file, cime, strict=True):
        corpo += "".join(s.disegna(x, cima, fila.altezza) for x, s in zip(fila.sinistre, fila.scatole, strict=True))
    return documento(LARGHEZZA, max(fine, fondo) + 1, _alternativa(prospettive, nessi), corpo, prefisso="mappa")
