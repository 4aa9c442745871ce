"""The traffic light and the SAL bar: shape, word and colour together, so that none of them is needed alone."""

from functools import lru_cache

from contesto.svg import cifra, scappa, scappa_attributo

NON_RAGGIUNTO, PARZIALE, RAGGIUNTO, NON_RILEVATO = "non_raggiunto", "parziale", "raggiunto", "non_rilevato"
# Fills keep at least 3:1 on white, and in grey they differ (L* 33, 58, 42) besides having different shapes.
COLORI = {NON_RAGGIUNTO: "#a3121d", PARZIALE: "#b87f00", RAGGIUNTO: "#1a6e3f", NON_RILEVATO: "#5a6872"}
_MEZZI = {NON_RAGGIUNTO: "#f6dcdc", PARZIALE: "#fbefd2", RAGGIUNTO: "#dcf0e3", NON_RILEVATO: "#eef1f3"}


def tinta_chiara(codice: str) -> str:
    """The pale ground that goes with a traffic light; dark text keeps more than 9:1 on it."""
    return _MEZZI.get(codice, _MEZZI[NON_RILEVATO])


def simbolo(codice: str, x: float, y: float, dimensione: float) -> str:
    """The sign alone, in a square of side `dimensione` whose upper left corner is (x, y).

    A triangle pointing down, a diamond with a bar, a disc with a tick; a dashed ring for anything else.
    """
    s = dimensione / 14
    colore = COLORI.get(codice, COLORI[NON_RILEVATO])
    bianco = 'fill="none" stroke="#ffffff" stroke-width="1.8"'
    if codice == NON_RAGGIUNTO:
        disegno = f'<path d="M0.4,1.6H13.6L7,13.4Z" fill="{colore}"/><path d="M7,3.6V7.2M7,8.6V10.2" {bianco}/>'
    elif codice == PARZIALE:
        disegno = f'<path d="M7,0L14,7L7,14L0,7Z" fill="{colore}"/><path d="M3.8,7H10.2" {bianco}/>'
    elif codice == RAGGIUNTO:
        disegno = f'<circle cx="7" cy="7" r="6.8" fill="{colore}"/><path d="M3.6,7.2L6.1,9.7L10.5,4.7" {bianco}/>'
    else:
        disegno = (
            f'<circle cx="7" cy="7" r="5.9" fill="#ffffff" stroke="{colore}" stroke-width="1.6"'
            ' stroke-dasharray="2.6 2"/>'
        )
    scala = "" if s == 1 else f" scale({cifra(s)})"
    return f'<g transform="translate({cifra(x)},{cifra(y)}){scala}">{disegno}</g>'


@lru_cache(maxsize=64)
def disegna_semaforo(codice: str, nome: str, dimensione: int = 14) -> str:
    """The sign as an inline image named `nome`; the page writes the word beside it too.

    It carries no id (a page shows hundreds of them): the name is in `<title>` and in `aria-label`.
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{dimensione}" height="{dimensione}" viewBox="0 0 {dimensione}'
        f' {dimensione}" role="img" aria-label={scappa_attributo(nome)}><title>{scappa(nome)}</title>'
        f"{simbolo(codice, 0, 0, dimensione)}</svg>"
    )
