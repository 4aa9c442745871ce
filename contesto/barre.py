"""Bars: upright alone, in groups or stacked, and lying. Their length is read, so that they always start from zero."""

from __future__ import annotations

from decimal import Decimal

from contesto.colori import Tema, con_luce, tavolozza, testo_su
from contesto.cornice import BORDO, Tela, asse, cornice, in_piedi, largo_asse, legenda, linea, sotto
from contesto.svg import FILO, misura, rettangolo, testo
from contesto.tipi_grafici import Grafico, TipoGrafico
from contesto.tracciato import COLONNA_ETICHETTE, CORPO, INTERLINEA, Scala, Tracciato, scala

MARCHE_CON_ETICHETTA = 24
ALTO_MINIMO = 120  # px of a readable plot
LARGA = 72.0  # px of the widest upright bar
BARRA = 15.0  # px of a lying bar with its value
ZERO = Decimal(0)


def _stile(tracciato: Tracciato, tema: Tema) -> tuple[tuple[str, ...], str | None]:
    """The colours of the series, and the outline that tells them apart in a grey print."""
    colori = tavolozza(tema, len(tracciato.serie))
    return colori, con_luce(tema.primario, 25) if len(colori) > 1 else None


def disegna_orizzontali(grafico: Grafico, tracciato: Tracciato, tema: Tema) -> Tela:
    """Lying bars: names at their left, each value at the end of its bar."""
    colori, bordo = _stile(tracciato, tema)
    disegno = cornice(grafico, tracciato.unita)
    legenda(disegno, tracciato.serie, colori, bordo or FILO)
    righe = [nome.split("\n") for nome in tracciato.categorie]
    nomi = min(max(misura(r, CORPO) for nome in righe for r in nome), COLONNA_ETICHETTE) + BORDO + 8
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
    if barra < 3:
        return None
    scritte = [tracciato.scritto(v) for riga in tracciato.valori for v in riga]
    larga = max(misura(scritta, CORPO) for scritta in scritte)
    etichettato = impilate or len(scritte) <= MARCHE_CON_ETICHETTA
    in_alto = etichettato and not impilate and larga > barra + 8
    capo = (larga + 10 if in_alto else 18.0) if etichettato else 8.0
    valori = _cime(tracciato) if impilate else tracciato.presenti
    misurata = scala([ZERO, *valori], da_zero=True)
    if etichettato:
        sinistra, misurata = BORDO, Scala(min(ZERO, *valori), max(ZERO, *valori) or Decimal(1), ())
    else:
        sinistra = largo_asse(misurata)
        fascia = (grafico.larghezza - BORDO - sinistra) / len(tracciato.categorie)
        barra = min(fascia * 0.8 / quante, LARGA)
    negativi = any(v < 0 for v in valori)
    nomi = 8 + INTERLINEA * max(nome.count("\n") + 1 for nome in tracciato.categorie)
    alto = max(grafico.altezza - disegno.y - nomi - capo * (2 if negativi else 1) - BORDO, ALTO_MINIMO)
    disegno.y += capo
    if not etichettato:
        asse(disegno, misurata, sinistra, alto)
    centri = [sinistra + fascia * (c + 0.5) for c in range(len(tracciato.categorie))]
    piano = _Piano(disegno, tracciato, misurata, alto, disegno.y)
    for c, centro in enumerate(centri):
        disegna = piano.pila if impilate else piano.gruppo
        disegna(c, centro, barra, colori, bordo)
        if etichettato and not impilate:
            piano.cifre(c, centro, barra, in_piedi_=in_alto)
    zero = piano.y(ZERO)
    disegno.pezzi.append(linea(sinistra, zero, grafico.larghezza - BORDO, zero, FILO))
    disegno.y += alto + (capo if negativi else 0)
    sotto(disegno, tracciato.categorie, centri)
    return disegno


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

    def __init__(self, disegno: Tela, tracciato: Tracciato, misurata: Scala, alto: float, cima: float) -> None:
        self.disegno, self.tracciato, self.scala, self.alto, self.cima = disegno, tracciato, misurata, alto, cima

    def y(self, valore: Decimal) -> float:
        return self.cima + self.alto * (1 - self.scala.parte(valore))

    def gruppo(self, c: int, centro: float, larga: float, colori: tuple[str, ...], bordo: str | None) -> None:
        """The bars of a category, one beside the other."""
        for riga, x, colore in zip(self.tracciato.valori, self._lati(centro, larga), colori, strict=True):
            valore = riga[c]
            if valore is not None:
                self._segmento(ZERO, valore, x + larga * 0.03, larga * 0.94, colore, bordo)

    def cifre(self, c: int, centro: float, larga: float, *, in_piedi_: bool) -> None:
        """The values of a category, each at the end of its bar."""
        for riga, x in zip(self.tracciato.valori, self._lati(centro, larga), strict=True):
            self._cifra(riga[c], x + larga / 2, in_piedi_=in_piedi_)

    def _lati(self, centro: float, larga: float) -> list[float]:
        quante = len(self.tracciato.valori)
        return [centro + larga * (s - quante / 2) for s in range(quante)]

    def _segmento(self, da: Decimal, a: Decimal, x: float, larga: float, colore: str, bordo: str | None) -> None:
        sopra, sotto_ = sorted((self.y(da), self.y(a)))
        self.disegno.pezzi.append(rettangolo(x, sopra, larga, sotto_ - sopra, fondo=colore, bordo=bordo, spessore=0.6))

    def _cifra(self, valore: Decimal | None, centro: float, *, in_piedi_: bool) -> None:
        """A value beyond the end of its bar: above it, below a negative one."""
        scritto, negativo = self.tracciato.scritto(valore), valore is not None and valore < 0
        y = self.y(valore or ZERO)
        if in_piedi_:
            pezzo = in_piedi(centro, y + (4 if negativo else -4), scritto, ancora="end" if negativo else "start")
        else:
            pezzo = testo(centro, y + (13 if negativo else -4), scritto, corpo=CORPO, ancora="middle")
        self.disegno.pezzi.append(pezzo)

    def pila(self, c: int, centro: float, larga: float, colori: tuple[str, ...], bordo: str | None) -> None:
        """A stack, with the values in the segments that have room for them and their sum above it."""
        sopra = sotto_ = ZERO
        colonna = [riga[c] for riga in self.tracciato.valori]
        for valore, colore in zip(colonna, colori, strict=True):
            if valore is None:
                continue
            da = sopra if valore > 0 else sotto_
            self._segmento(da, da + valore, centro - larga / 2, larga, colore, bordo)
            scritto = self.tracciato.scritto(valore)
            alto = abs(self.y(da + valore) - self.y(da))
            if alto >= CORPO + 1 and misura(scritto, CORPO) <= larga:
                y = (self.y(da) + self.y(da + valore)) / 2 + CORPO * 0.35
                self.disegno.pezzi.append(
                    testo(centro, y, scritto, corpo=CORPO, ancora="middle", colore=testo_su(colore))
                )
            if valore > 0:
                sopra += valore
            else:
                sotto_ += valore
        somma = None if None in colonna else sum((v for v in colonna if v is not None), ZERO)
        self.disegno.pezzi.append(
            testo(
                centro, self.y(sopra) - 4, self.tracciato.scritto(somma), corpo=CORPO, ancora="middle", grassetto=True
            )
        )
