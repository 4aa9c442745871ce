"""The performance tree, top down: mandato, mission, vision across the page, then the areas with their objectives."""

from contesto.colori import con_luce
from contesto.svg import disegno_vuoto, documento, percorso
from cruscotto.strategia.disegni.parti import LARGHEZZA, Riquadro, in_parole, riquadro
from cruscotto.strategia.disegni.tipi import LivelloDellAlbero, NodoAlbero, Tema

_COLONNE = 3  # areas side by side; more go on a further row
_STACCO = 22  # between two levels
_GOLA = 16  # between two columns
_RIENTRO = 16  # of a child under its parent inside a column
_FONDI_CATENA = {LivelloDellAlbero.MANDATO: 93, LivelloDellAlbero.MISSION: 90, LivelloDellAlbero.VISION: 86}


def _scatola(nodo: NodoAlbero, larghezza: float, tema: Tema) -> Riquadro:
    fondo = None
    if nodo.livello in _FONDI_CATENA:
        fondo = con_luce(tema.primario, _FONDI_CATENA[nodo.livello], croma_massimo=12)
    elif nodo.livello is LivelloDellAlbero.AREA:
        fondo = con_luce(tema.secondario, 92, croma_massimo=10)
    sopratitolo = "" if nodo.livello is LivelloDellAlbero.OBIETTIVO and not nodo.trasversale else nodo.livello.titolo()
    if nodo.trasversale:
        sopratitolo = f"{nodo.livello.titolo()} comune a tutte le aree"
    return riquadro(
        nodo.etichetta(),
        larghezza,
        esito=nodo.esito,
        sopratitolo=sopratitolo,
        fondo=fondo,
        bordo=con_luce(tema.primario, 35),
        grassetto=nodo.livello is LivelloDellAlbero.AREA,
        massimo=10,
    )


def _colonna(nodo: NodoAlbero, x: float, y: float, larghezza: float, tema: Tema, alto: float = 0) -> tuple[str, float]:
    """A node and, indented under it, its descendants. Returns the drawing and the y where it ends."""
    scatola = _scatola(nodo, larghezza, tema)
    alto = max(alto, scatola.altezza)
    pezzi = scatola.disegna(x, y, alto)
    fine = y + alto
    fili = ""
    for figlio in nodo.figli:
        cima = fine + 10
        mezzo = cima + _scatola(figlio, larghezza - _RIENTRO, tema).altezza / 2
        fili += percorso([(x + 7, y + alto), (x + 7, mezzo), (x + _RIENTRO, mezzo)])
        disegno, fine = _colonna(figlio, x + _RIENTRO, cima, larghezza - _RIENTRO, tema)
        pezzi += disegno
    return fili + pezzi, fine


def _ventaglio(nodi: tuple[NodoAlbero, ...], y: float, tema: Tema) -> tuple[str, float]:
    """Siblings side by side, joined from above; y is the foot of their parent."""
    pezzi = ""
    for inizio in range(0, len(nodi), _COLONNE):
        fila = nodi[inizio : inizio + _COLONNE]
        larghezza = (LARGHEZZA - 2 - _GOLA * (len(fila) - 1)) / len(fila)
        centri = [1 + i * (larghezza + _GOLA) + larghezza / 2 for i in range(len(fila))]
        alto = max(_scatola(nodo, larghezza, tema).altezza for nodo in fila)
        if inizio == 0:
            pezzi += percorso([(LARGHEZZA / 2, y), (LARGHEZZA / 2, y + _STACCO / 2)])
            pezzi += percorso([(centri[0], y + _STACCO / 2), (centri[-1], y + _STACCO / 2)])
            pezzi += "".join(percorso([(c, y + _STACCO / 2), (c, y + _STACCO)]) for c in centri)
        fondi = []
        for indice, nodo in enumerate(fila):
            disegno, fine = _colonna(nodo, 1 + indice * (larghezza + _GOLA), y + _STACCO, larghezza, tema, alto)
            pezzi += disegno
            fondi.append(fine)
        y = max(fondi)
    return pezzi, y


def _sotto(nodo: NodoAlbero, y: float, tema: Tema) -> tuple[str, float]:
    """A node across the page and everything under it."""
    scatola = _scatola(nodo, LARGHEZZA - 2, tema)
    pezzi = scatola.disegna(1, y)
    y += scatola.altezza
    propri = tuple(figlio for figlio in nodo.figli if not figlio.trasversale)
    comuni = tuple(figlio for figlio in nodo.figli if figlio.trasversale)
    if len(propri) == 1:
        pezzi += percorso([(LARGHEZZA / 2, y), (LARGHEZZA / 2, y + _STACCO)])
        disegno, y = _sotto(propri[0], y + _STACCO, tema)
        pezzi += disegno
    elif propri:
        disegno, y = _ventaglio(propri, y, tema)
        pezzi += disegno
    for figlio in comuni:
        disegno, y = _sotto(figlio, y + 14, tema)
        pezzi += disegno
    return pezzi, y


def _impilati(nodi: tuple[NodoAlbero, ...], tema: Tema) -> tuple[str, float]:
    """Nodes that have nothing above them, one under the other."""
    pezzi, y = "", 1.0
    for n, nodo in enumerate(nodi):
        disegno, y = _sotto(nodo, y + 14 * bool(n), tema)
        pezzi += disegno
    return pezzi, y


def _racconto(nodo: NodoAlbero) -> list[str]:
    voce = in_parole(f"{nodo.livello.titolo()} {nodo.codice or nodo.testo}".strip(), nodo.esito)
    qui = [voce] if nodo.esito else []
    return qui + [riga for figlio in nodo.figli for riga in _racconto(figlio)]


def disegna_albero(radice: NodoAlbero, tema: Tema) -> str:
    """The tree under `radice`, 700 units wide and as tall as its texts need.

    Nodes with one child stand across the page; from the first with several, children are columns; `trasversale`
    children go under the columns, across the page. A root without text and without children is an empty drawing.
    """
    if not radice.testo and not radice.figli:
        return disegno_vuoto("Albero della performance", larghezza=LARGHEZZA, prefisso="albero")
    corpo, fine = _sotto(radice, 1, tema) if radice.testo else _impilati(radice.figli, tema)
    racconto = "; ".join(_racconto(radice))
    alternativa = f"Albero della performance. {racconto}" if racconto else "Albero della performance"
    return documento(LARGHEZZA, fine + 1, alternativa, corpo, prefisso="albero")
