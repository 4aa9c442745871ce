"""How a figure recalled in a sentence is written: decimals, sign, declared rounding, words. Decimal only. Pure.

What stands in brackets at the end of a recall: ``(1 decimale)``, ``(oltre, a 100.000, in mila)``, ``(in lettere)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal

from contesto.numeri import CONTESTO, formatta_numero
from relazione.documento.genere import Manca

PAROLE = {"oltre": ROUND_DOWN, "quasi": ROUND_UP, "circa": ROUND_HALF_UP}
"""The words that declare a rounding, and which way: «oltre» never says more than it is, «quasi» never less."""
UNITA = {"mila": Decimal(10**3), "milioni": Decimal(10**6), "miliardi": Decimal(10**9)}
SINGOLARI = {"milioni": "milione", "miliardi": "miliardo"}
SEGNI = ("con segno", "senza segno")
IN_LETTERE = "in lettere"
DECIMALI = re.compile(r"(\d) decimal[ei]")
PASSO = re.compile(r"a (\d{1,3}(?:\.\d{3}){1,4}|\d{1,12})")
COME = (
    "«1 decimale», «con segno», «senza segno», «oltre», «quasi», «circa», «a 1.000», «in mila», «in milioni», "
    "«in miliardi», «in lettere»"
)


@dataclass(frozen=True, slots=True)
class Scrittura:
    """How to write a figure; all empty, as it comes. ``passo`` is what it is rounded to, in true units."""

    decimali: int | None = None
    segno: str = ""
    parola: str = ""
    passo: Decimal | None = None
    unita: str = ""
    lettere: bool = False

    @property
    def com_e(self) -> bool:
        """Whether the figure is printed as the document prints it elsewhere."""
        return self == Scrittura()


def e_formato(testo: str) -> bool:
    """Whether all the words of a bracket say how to write: otherwise it belongs to a name."""
    return bool(testo.strip()) and all(_parola(Scrittura(), p) is not None for p in _parti(testo))


def leggi_formato(testo: str) -> Scrittura:
    """The format that the words in brackets ask for.

    Raises:
        Manca: a word is not known.
    """
    formato = Scrittura()
    for parola in _parti(testo):
        letto = _parola(formato, parola)
        if letto is None:
            raise Manca(f"non so scrivere una cifra «{parola}»: fra parentesi si può mettere {COME}")
        formato = letto
    return formato


def _parti(testo: str) -> list[str]:
    return [" ".join(p.split()).casefold() for p in testo.split(",")]


def _parola(formato: Scrittura, parola: str) -> Scrittura | None:
    if trovato := DECIMALI.fullmatch(parola):
        return replace(formato, decimali=int(trovato[1]))
    if trovato := PASSO.fullmatch(parola):
        passo = Decimal(trovato[1].replace(".", ""))
        return replace(formato, passo=passo) if passo else None
    if parola in SEGNI:
        return replace(formato, segno=parola)
    if parola in PAROLE:
        return replace(formato, parola=parola)
    if parola.removeprefix("in ") in UNITA and parola.startswith("in "):
        return replace(formato, unita=parola.removeprefix("in "))
    return replace(formato, lettere=True) if parola == IN_LETTERE else None


def scrivi_cifra(
    valore: Decimal,
    formato: Scrittura,
    *,
    scala: Decimal = Decimal(1),
    percento: bool = False,
    decimali: int | None = None,
) -> str:
    """A figure in Italian, rounded only here.

    Args:
        valore: the figure in its unit, unrounded.
        scala: how many true units its unit is: 1.000.000 for a table in millions.
        percento: whether it carries its sign «%».
        decimali: those of a figure that asks for none; None for all that it has.

    Raises:
        Manca: it is not a whole number that can be said in words.
    """
    if formato.lettere:
        return _in_parole(valore)
    unita = UNITA.get(formato.unita, scala)
    vero = CONTESTO.multiply(valore, scala)
    scritto = formato.decimali if formato.decimali is not None else (0 if formato.unita else decimali)
    modo = PAROLE.get(formato.parola, ROUND_HALF_UP)
    esatto = CONTESTO.divide(vero, unita) if unita != scala else valore
    tondo = esatto
    if formato.passo is not None:
        passi = CONTESTO.divide(vero, formato.passo).quantize(Decimal(1), rounding=modo, context=CONTESTO)
        tondo = CONTESTO.divide(CONTESTO.multiply(passi, formato.passo), unita)
    if scritto is not None:
        tondo = tondo.quantize(Decimal(1).scaleb(-scritto), rounding=modo, context=CONTESTO)
    parola = f"{formato.parola} " if formato.parola and tondo != esatto else ""
    return parola + _con_segno(tondo, formato.segno) + _coda(tondo, formato.unita, percento=percento)


def _con_segno(valore: Decimal, segno: str) -> str:
    if segno == "senza segno":
        valore = abs(valore)
    intero = valore == valore.to_integral_value() and valore.as_tuple().exponent > 0  # type: ignore[operator]
    testo = formatta_numero(valore.quantize(Decimal(1)) if intero else valore)
    return f"+{testo}" if segno == "con segno" and valore > 0 else testo


def _coda(valore: Decimal, unita: str, *, percento: bool) -> str:
    if unita:
        nome = SINGOLARI.get(unita, unita) if abs(valore) == 1 else unita
        return nome if unita == "mila" else f" {nome}"
    return "%" if percento else ""


# -- numbers in words --------------------------------------------------------------------------------------------------

BASSI = [
    "zero",
    "uno",
    "due",
    "tre",
    "quattro",
    "cinque",
    "sei",
    "sette",
    "otto",
    "nove",
    "dieci",
    "undici",
    "dodici",
    "tredici",
    "quattordici",
    "quindici",
    "sedici",
    "diciassette",
    "diciotto",
    "diciannove",
]
DECINE = ["venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"]
MASSIMO = 999_999


def in_lettere(numero: int) -> str:
    """A whole number below a million in Italian words: «ventotto», «centouno».

    Raises:
        ValueError: it is another number.
    """
    if not 0 <= numero <= MASSIMO:
        raise ValueError(numero)
    if numero < len(BASSI):
        return BASSI[numero]
    if numero < 100:
        decina, resto = DECINE[numero // 10 - 2], numero % 10
        if resto in (1, 8):
            decina = decina[:-1]
        return decina + ("tré" if resto == 3 else BASSI[resto] if resto else "")
    if numero < 1000:
        quante, resto = divmod(numero, 100)
        testa = "cento" if quante == 1 else f"{BASSI[quante]}cento"
    else:
        quante, resto = divmod(numero, 1000)
        testa = "mille" if quante == 1 else f"{in_lettere(quante).replace('tré', 'tre')}mila"
    coda = "" if not resto else "tré" if resto == 3 else in_lettere(resto)
    return (testa[:-1] if testa.endswith("cento") and coda.startswith("ott") else testa) + coda


LETTERE = {in_lettere(n): n for n in range(1000)}
"""What a number written in words is worth, below a thousand."""


def _in_parole(valore: Decimal) -> str:
    if valore != valore.to_integral_value() or not 0 <= valore <= MASSIMO:
        raise Manca(f"«{formatta_numero(valore)}» non si scrive in lettere: si può un numero intero sotto il milione")
    return in_lettere(int(valore))
