"""Bars: upright alone, in groups or stacked, and lying. Their length is read, so that they always start from zero."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import chain, combinations

from contesto.colori import Tema, con_luce, tavolozza, testo_su
from contesto.cornice import BORDO, Tela, asse, cornice, in_piedi, largo_asse, legenda, linea, sotto
from contesto.svg import FILO, a_capo, misura, rettangolo, testo
from contesto.tipi_grafici import Grafico, TipoGrafico
from contesto.tracciato import CORPO, INTERLINEA, Scala, Tracciato, distinte, nomi_sotto, scala

MARCHE = 24  # bars at most that carry their value
ALTO_MINIMO = 120  # px of a readable plot
LARGA = 72.0  # px of the widest upright bar
BARRA = 15.0  # px of a lying bar with its value
COLONNA_ETICHETTE = 210.0  # px at most for the names of lying bars
ZERO = Decimal(0)
_Riquadro = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _stile(tracciato: Tracciato, tema: Tema) -> tuple[tuple[str, ...], str | None]:
    """The colours of the series, and the outline that tells them apart in a grey print."""
    colori = tavolozza(tema, len(tracciato.serie))
    return colori, con_luce(tema.primario, 25) if len(colori) > 1 else None


def disegna_orizzontali(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> Tela:
    """Lying bars: names at their left, each value at the end of its bar."""
    colori, bordo = _stile(tracciato, tema)
    disegno = cornice(grafico, tracciato.unita)
    legenda(disegno, tracciato.serie, colori, bordo or FILO)
    righe = distinte([a_capo(c, COLONNA_ETICHETTE, CORPO, massimo=3) for c in tracciato.categorie], COLONNA_ETICHETTE)
    nomi = max(misura(r, CORPO) for nome in righe for r in nome) + BORDO + 8
    valori = [v if v is not None else ZERO for riga in tracciato.valori for v in riga]
    basso, alto = min(ZERO, *valori), max(ZERO, *valori)
    largo_testo = max(misura(tracciato.scritto(v), CORPO) for riga in tracciato.valori for v in riga) + 6
    a_sinistra = largo_testo if basso < 0 else 0
    spazio = grafico.larghezza - BORDO - nomi - a_sinistra - largo_testo
    unita = spazio / float(alto - basso or 1)
    zero = nomi + a_sinistra + float(-basso) * unita
    inizio = disegno.y
    for c, nome in enumerate(righe):
        fascia = max(BARRA * len(tracciato.serie), INTERLINEA * len(nome)) + 6
        y = disegno.y + (fascia - INTERLINEA * len(nome)) / 2 + 11
        disegno.pezzi.append(testo(nomi - 8, y, nome, corpo=CORPO, interlinea=INTERLINEA, ancora="end"))
        cima = disegno.y + (fascia - BARRA * len(tracciato.serie)) / 2
        for s, colore in enumerate(colori):
            valore = tracciato.valori[s][c]
            lungo = float(valore or ZERO) * unita
            if valore is not None:
                disegno.pezzi.append(
                    rettangolo(
                        min(zero, zero + lungo),
                        cima + 1,
                        abs(lungo),
                        BARRA - 2,
                        fondo=colore,
                        bordo=bordo,
                        spessore=0.6,
                    )
                )
            capo, ancora = (zero + lungo - 4, "end") if lungo < 0 else (zero + lungo + 4, "start")
            disegno.pezzi.append(testo(capo, cima + 12, tracciato.scritto(valore), corpo=CORPO, ancora=ancora))
            cima += BARRA
        disegno.y += fascia
    disegno.pezzi.append(linea(zero, inizio, zero, disegno.y, FILO))
    return disegno


def disegna_verticali(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> Tela | None:
    """Upright bars, one beside the other or stacked; None where they would be too thin to be seen.

    Values stand on the bars, upright where they are narrow; where there is no room for them the axis has them.
    """
    impilate = grafico.tipo is TipoGrafico.BARRE_IMPILATE
    colori, bordo = _stile(tracciato, tema)
    disegno = cornice(grafico, tracciato.unita)
    legenda(disegno, tracciato.serie, colori, bordo or FILO)
    quante = 1 if impilate else len(tracciato.serie)
    fascia = (grafico.larghezza - 2 * BORDO) / len(tracciato.categorie)
    barra = min(fascia * 0.8 / quante, LARGA)
    valori = _cime(tracciato) if impilate else tracciato.presenti
    etichettato = _ci_sta_la_somma(tracciato, fascia) if impilate else quante * len(tracciato.categorie) <= MARCHE
    misurata = scala([ZERO, *valori], da_zero=True)
    if etichettato:
        sinistra, misurata = BORDO, Scala(min(ZERO, *valori), max(ZERO, *valori) or Decimal(1), ())
    else:
        sinistra = largo_asse(misurata)
        fascia = (grafico.larghezza - BORDO - sinistra) / len(tracciato.categorie)
        barra = min(fascia * 0.8 / quante, LARGA)
    nomi = nomi_sotto(tracciato.categorie, fascia)
    if nomi is None or barra < 3:
        return None
    centri = [sinistra + fascia * (c + 0.5) for c in range(len(tracciato.categorie))]
    negativi = any(v < 0 for v in valori)
    capo = 18.0 if etichettato else 8.0
    alto = max(grafico.altezza - disegno.y - nomi.alto - capo * (2 if negativi else 1) - BORDO, ALTO_MINIMO)
    piano = _Piano(disegno, tracciato, misurata, alto, disegno.y + capo, centri, barra)
    in_alto = etichettato and not impilate and piano.si_urtano()
    if in_alto:
        capo = piano.fai_posto(grafico.altezza - nomi.alto - BORDO, negativi=negativi)
    disegno.y = piano.cima
    if not etichettato:
        asse(disegno, misurata, sinistra, piano.alto)
    if impilate:
        piano.pile(colori, bordo, con_somme=etichettato)
    else:
        piano.gruppi(colori, bordo, cifre="" if not etichettato else "in piedi" if in_alto else "distese")
    zero = piano.y(ZERO)
    disegno.pezzi.append(linea(sinistra, zero, grafico.larghezza - BORDO, zero, FILO))
    disegno.y += piano.alto + (capo if negativi else 0)
    sotto(disegno, nomi, centri)
    return disegno


def _ci_sta_la_somma(tracciato: Tracciato, fascia: float) -> bool:
    """Whether the sums of the stacks can stand above them, one beside the other."""
    somme = (sum((v for v in c if v is not None), ZERO) for c in zip(*tracciato.valori, strict=True))
    return all(misura(tracciato.scritto(somma), CORPO, grassetto=True) <= fascia - 4 for somma in somme)


def _cime(tracciato: Tracciato) -> list[Decimal]:
    """How high, and how low, each stack goes."""
    cime = []
    for colonna in zip(*tracciato.valori, strict=True):
        presenti = [v for v in colonna if v is not None]
        cime.append(sum((v for v in presenti if v > 0), ZERO))
        cime.append(sum((v for v in presenti if v < 0), ZERO))
    return cime


class _Piano:
    """The plot of upright bars: from values to heights."""

    def __init__(
        self,
        disegno: Tela,
        tracciato: Tracciato,
        misurata: Scala,
        alto: float,
        cima: float,
        centri: Sequence[float],
        barra: float,
    ) -> None:
        self.disegno, self.tracciato, self.scala, self.alto, self.cima = disegno, tracciato, misurata, alto, cima
        self.centri, self.barra = centri, barra

    def y(self, valore: Decimal) -> float:
        return self.cima + self.alto * (1 - self.scala.parte(valore))

    def gruppi(self, colori: tuple[str, ...], bordo: str | None, *, cifre: str) -> None:
        """The bars of each category, one beside the other; ``cifre`` is how their values stand, if they do."""
        for c in range(len(self.centri)):
            lati = self._lati(c)
            for riga, x, colore in zip(self.tracciato.valori, lati, colori, strict=True):
                valore = riga[c]
                if valore is not None:
                    self._segmento(ZERO, valore, x + self.barra * 0.03, self.barra * 0.94, colore, bordo)
            for riga, x in zip(self.tracciato.valori, lati if cifre else (), strict=bool(cifre)):
                self._cifra(riga[c], x + self.barra / 2, in_piedi_=cifre == "in piedi")

    def pile(self, colori: tuple[str, ...], bordo: str | None, *, con_somme: bool) -> None:
        """One stack for each category."""
        for c in range(len(self.centri)):
            self._pila(c, colori, bordo, con_somma=con_somme)

    def fai_posto(self, fondo: float, *, negativi: bool) -> float:
        """Make room for upright values at the ends of the bars, above ``fondo``; how much they take."""
        capo = max(misura(self.tracciato.scritto(v), CORPO) for riga in self.tracciato.valori for v in riga) + 10
        self.cima = self.disegno.y + capo
        self.alto = max(fondo - self.cima - capo * negativi, ALTO_MINIMO)
        return capo

    def si_urtano(self) -> bool:
        """Whether the values, written level at the ends of the bars, would touch one another, a bar or the border."""
        scritte, barre = [], []
        for c in range(len(self.centri)):
            for riga, x in zip(self.tracciato.valori, self._lati(c), strict=True):
                meta, centro = misura(self.tracciato.scritto(riga[c]), CORPO) / 2, x + self.barra / 2
                y = self._base(riga[c])
                scritte.append((centro - meta, y - CORPO, centro + meta, y + 1))
                sopra, sotto_ = sorted((self.y(ZERO), self.y(riga[c] or ZERO)))
                barre.append((x, sopra, x + self.barra, sotto_))
        if any(s[0] < 0 or s[2] > self.disegno.larghezza for s in scritte):
            return True
        altrui = ((s, b) for n, s in enumerate(scritte) for m, b in enumerate(barre) if m != n)
        return any(_si_toccano(s, r) for s, r in chain(combinations(scritte, 2), altrui))

    def _lati(self, c: int) -> list[float]:
        quante = len(self.tracciato.valori)
        return [self.centri[c] + self.barra * (s - quante / 2) for s in range(quante)]

    def _segmento(self, da: Decimal, a: Decimal, x: float, larga: float, colore: str, bordo: str | None) -> None:
        sopra, sotto_ = sorted((self.y(da), self.y(a)))
        self.disegno.pezzi.append(rettangolo(x, sopra, larga, sotto_ - sopra, fondo=colore, bordo=bordo, spessore=0.6))

    def _base(self, valore: Decimal | None) -> float:
        """The baseline of a value beyond the end of its bar: above it, below a negative one."""
        return self.y(valore or ZERO) + (13 if valore is not None and valore < 0 else -4)

    def _cifra(self, valore: Decimal | None, centro: float, *, in_piedi_: bool) -> None:
        scritto, negativo = self.tracciato.scritto(valore), valore is not None and valore < 0
        if in_piedi_:
            y = self.y(valore or ZERO) + (4 if negativo else -4)
            pezzo = in_piedi(centro, y, scritto, ancora="end" if negativo else "start")
        else:
            pezzo = testo(centro, self._base(valore), scritto, corpo=CORPO, ancora="middle")
        self.disegno.pezzi.append(pezzo)

    def _pila(self, c: int, colori: tuple[str, ...], bordo: str | None, *, con_somma: bool) -> None:
        """A stack, with the values in the segments that have room for them and their sum above it."""
        sopra = sotto_ = ZERO
        centro, colonna = self.centri[c], [riga[c] for riga in self.tracciato.valori]
        for valore, colore in zip(colonna, colori, strict=True):
            if valore is None:
                continue
            da = sopra if valore > 0 else sotto_
            self._segmento(da, da + valore, centro - self.barra / 2, self.barra, colore, bordo)
            scritto = self.tracciato.scritto(valore)
            if abs(self.y(da + valore) - self.y(da)) >= CORPO + 1 and misura(scritto, CORPO) <= self.barra:
                y = (self.y(da) + self.y(da + valore)) / 2 + CORPO * 0.35
                self.disegno.pezzi.append(
                    testo(centro, y, scritto, corpo=CORPO, ancora="middle", colore=testo_su(colore))
                )
            if valore > 0:
                sopra += valore
            else:
                sotto_ += valore
        if con_somma:
            somma = None if None in colonna else sum((v for v in colonna if v is not None), ZERO)
            scritto, y = self.tracciato.scritto(somma), self.y(sopra) - 4
            self.disegno.pezzi.append(testo(centro, y, scritto, corpo=CORPO, ancora="middle", grassetto=True))


def _si_toccano(a: _Riquadro, b: _Riquadro) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
