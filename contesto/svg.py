"""Small helpers that every hand-written drawing shares: escaping, measured text, wrapping, the outer element.

All lengths are user units of the drawing (CSS pixels at natural size; 1 px = 0,75 pt). They are `float` because they
only place ink on a page; no measured value of the body passes through them except to become the length of a bar.
The output uses presentation attributes only: no `style`, no `<style>`, no script, so a strict CSP accepts it inline.
"""

import hashlib
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape, quoteattr

from contesto.numeri import CONTESTO

FAMIGLIA = "Titillium Web, Liberation Sans, Arial, sans-serif"
INCHIOSTRO = "#17324d"  # body text of Bootstrap Italia: 12,9:1 on white
INCHIOSTRO_TENUE = "#455a64"  # secondary text: 7,1:1 on white
FILO = "#8a99a8"
CARTA = "#ffffff"
NESSUN_DATO = "Nessun dato da rappresentare"

# Advance widths in thousandths of the body size, Liberation Sans (metrics of Arial/Helvetica). Titillium Web is up to
# 10% narrower, so a text measured here fits with the wished font and with the fallback.
_LARGHEZZE_TONDO: dict[int, str] = {
    191: "'",
    222: "ijl’",
    260: "|",
    278: " !,./:;I[\\]ftìÌ·",
    333: "()-`r“”²³",
    350: '•"{}',
    400: "*°",
    500: "Jcksvxyz^",
    556: "#$0123456789?L_abdeghnopquàèéòù€«»–≥≤",
    584: "+<=>~×−",
    611: "FTZ",
    667: "&ABEKPSVXYÀÈÉ",
    722: "CDHNRUwÙ",
    778: "GOQÒ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…→",
    1015: "@",
}
_LARGHEZZE_NERO: dict[int, str] = {
    238: "'",
    278: " ,./I\\ijlìÌ’·|",
    333: "!()-:;[]`ft²³",
    400: "•*r{}°",
    500: 'z“”"',
    556: "#$0123456789J_aceksvxyàèé€«»–≥≤",
    584: "+<=>^~×−",
    611: "?FLTZbdghnopquòù",
    667: "EPSVXYÈÉ",
    722: "&ABCDHKNRUÀÙ",
    778: "GOQwÒ",
    833: "M",
    889: "%m",
    944: "W",
    975: "@",
    1000: "—…→",
}
_TONDO = {carattere: larghezza for larghezza, gruppo in _LARGHEZZE_TONDO.items() for carattere in gruppo}
_NERO = {carattere: larghezza for larghezza, gruppo in _LARGHEZZE_NERO.items() for carattere in gruppo}
_SCONOSCIUTO = 1000  # a character outside the table counts as a full em: too wide is harmless, too narrow is not
_VIETATI_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def scappa(testo: str) -> str:
    """Text as XML character data; characters that XML 1.0 forbids are dropped."""
    return escape(_VIETATI_XML.sub("", testo))


def scappa_attributo(testo: str) -> str:
    """Text as a quoted XML attribute value, quotes included."""
    return quoteattr(_VIETATI_XML.sub("", testo))


def impronta(*parti: object) -> str:
    """Twelve hexadecimal digits that depend on the content only: the unique and reproducible part of an id."""
    return hashlib.sha256("\x1f".join(repr(parte) for parte in parti).encode()).hexdigest()[:12]


def cifra(valore: float) -> str:
    """A coordinate with at most two decimals, without trailing zeros."""
    scritto = f"{valore:.2f}".rstrip("0").rstrip(".")
    return "0" if scritto in ("", "-0") else scritto


def formatta_decimale(valore: Decimal, decimali: int) -> str:
    """`Decimal("1234.5")` with one decimal as `1.234,5` (half up)."""
    arrotondato = valore.quantize(Decimal(1).scaleb(-decimali), rounding=ROUND_HALF_UP, context=CONTESTO)
    return f"{arrotondato:,f}".replace(",", "\x00").replace(".", ",").replace("\x00", ".")


def misura(testo: str, corpo: float, *, grassetto: bool = False) -> float:
    """Width of one line of text at body size `corpo`, never less than the real one in the fonts of `FAMIGLIA`."""
    tabella = _NERO if grassetto else _TONDO
    return sum(tabella.get(carattere, _SCONOSCIUTO) for carattere in testo) * corpo / 1000


def _spezza_parola(parola: str, larghezza: float, corpo: float, grassetto: bool) -> list[str]:
    """Pieces of a word too wide for a line: broken after a hyphen or a slash if there is one, else between letters."""
    pezzi, pezzo = [], ""
    for sillaba in re.findall(r"[^-/]*[-/]?", parola):
        if pezzo and misura(pezzo + sillaba, corpo, grassetto=grassetto) > larghezza:
            pezzi.append(pezzo)
            pezzo = ""
        pezzo += sillaba
        if misura(pezzo, corpo, grassetto=grassetto) > larghezza:
            *interi, pezzo = _spezza_lettere(pezzo, larghezza, corpo, grassetto)
            pezzi.extend(interi)
    return [*pezzi, pezzo] if pezzo else pezzi


def _spezza_lettere(parola: str, larghezza: float, corpo: float, grassetto: bool) -> list[str]:
    pezzi, pezzo = [], ""
    for carattere in parola:
        if pezzo and misura(pezzo + carattere, corpo, grassetto=grassetto) > larghezza:
            pezzi.append(pezzo)
            pezzo = ""
        pezzo += carattere
    return [*pezzi, pezzo] if pezzo else pezzi


def accorcia(testo: str, larghezza: float, corpo: float, *, grassetto: bool = False) -> str:
    """The text on one line, closed by an ellipsis where it would be wider than `larghezza`."""
    pulito = " ".join(testo.split())
    if misura(pulito, corpo, grassetto=grassetto) <= larghezza:
        return pulito
    while pulito and misura(pulito + "…", corpo, grassetto=grassetto) > larghezza:
        pulito = pulito[:-1]
    return pulito.rstrip(" ,;:.'-") + "…"


def a_capo(
    testo: str, larghezza: float, corpo: float, *, grassetto: bool = False, massimo: int | None = None
) -> tuple[str, ...]:
    """The text broken in lines no wider than `larghezza`.

    A word wider than the line is broken between characters. With `massimo` the lines are at most so many and the last
    one ends with an ellipsis when something is left out. An empty text gives no line.
    """
    righe: list[str] = []
    riga = ""
    for parola in testo.split():
        prova = f"{riga} {parola}" if riga else parola
        if misura(prova, corpo, grassetto=grassetto) <= larghezza:
            riga = prova
            continue
        if riga:
            righe.append(riga)
        *interi, riga = _spezza_parola(parola, larghezza, corpo, grassetto)
        righe.extend(interi)
    if riga:
        righe.append(riga)
    if massimo is not None and len(righe) > massimo:
        resto = " ".join(righe[massimo - 1 :])
        righe = [*righe[: massimo - 1], accorcia(resto, larghezza, corpo, grassetto=grassetto)]
    return tuple(righe)


def testo(
    x: float,
    y: float,
    righe: str | Sequence[str],
    *,
    corpo: float = 12,
    interlinea: float | None = None,
    colore: str = INCHIOSTRO,
    grassetto: bool = False,
    ancora: str = "start",
) -> str:
    """One `<text>` a line; `y` is the baseline of the first. Each line is its own element: a PDF reads it in order."""
    elenco = [righe] if isinstance(righe, str) else list(righe)
    passo = interlinea if interlinea is not None else corpo * 1.25
    peso = ' font-weight="700"' if grassetto else ""
    ancoraggio = f' text-anchor="{ancora}"' if ancora != "start" else ""
    return "".join(
        f'<text x="{cifra(x)}" y="{cifra(y + indice * passo)}" font-size="{cifra(corpo)}" fill="{colore}"'
        f"{peso}{ancoraggio}>{scappa(riga)}</text>"
        for indice, riga in enumerate(elenco)
    )


def rettangolo(
    x: float,
    y: float,
    larghezza: float,
    altezza: float,
    *,
    fondo: str = CARTA,
    bordo: str | None = None,
    spessore: float = 1,
    raggio: float = 0,
) -> str:
    """A `<rect>`, with an outline when `bordo` is given."""
    linea = f' stroke="{bordo}" stroke-width="{cifra(spessore)}"' if bordo else ""
    angolo = f' rx="{cifra(raggio)}"' if raggio else ""
    return (
        f'<rect x="{cifra(x)}" y="{cifra(y)}" width="{cifra(larghezza)}" height="{cifra(altezza)}"'
        f' fill="{fondo}"{linea}{angolo}/>'
    )


def percorso(punti: Sequence[tuple[float, float]], *, colore: str = FILO, spessore: float = 1.2) -> str:
    """An open polyline as a `<path>`."""
    tratto = "L".join(f"{cifra(x)},{cifra(y)}" for x, y in punti)
    return f'<path d="M{tratto}" fill="none" stroke="{colore}" stroke-width="{cifra(spessore)}"/>'


def documento(larghezza: float, altezza: float, alternativa: str, corpo: str, *, prefisso: str) -> str:
    """The outer `<svg>`: an image named by its `<title>`, whose id comes from the content."""
    chiave = f"{prefisso}-{impronta(larghezza, altezza, alternativa, corpo)}"
    w, h = cifra(larghezza), cifra(altezza)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img"'
        f' aria-labelledby="{chiave}-t" font-family="{FAMIGLIA}"><title id="{chiave}-t">{scappa(alternativa)}</title>'
        f"{corpo}</svg>"
    )


def disegno_vuoto(titolo: str, *, larghezza: float, altezza: float = 80, prefisso: str, dice: str = NESSUN_DATO) -> str:
    """The drawing of an absence: a framed sentence that says why nothing is shown."""
    righe = a_capo(titolo, larghezza - 32, 13, grassetto=True, massimo=3)
    alto = max(altezza, 44 + 17 * len(righe) + 12)
    corpo = (
        rettangolo(0.5, 0.5, larghezza - 1, alto - 1, bordo=FILO, raggio=4)
        + testo(16, 26, righe, corpo=13, interlinea=17, grassetto=True)
        + testo(16, 26 + 17 * len(righe) + 4, dice, corpo=12, colore=INCHIOSTRO_TENUE)
    )
    alternativa = f"{titolo}: {dice[0].lower()}{dice[1:]}" if titolo else dice
    return documento(larghezza, alto, alternativa, corpo, prefisso=prefisso)
