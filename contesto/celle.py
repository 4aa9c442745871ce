"""The cells of a row of a file that several imports read alike: amounts, whole numbers, texts of a limited length."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from contesto.numeri import CONTESTO, ValoreIllegibile, cita, formatta_numero, leggi_numero
from ente.capienza import IMPORTO
from ente.importazione import ErroreNelFile, RigaLetta
from ente.progetto import Progetto

CENTESIMO = Decimal("0.01")
MAX_ORDINE = 9999


def leggi_importo(riga: RigaLetta, nome: str, progetto: Progetto, *, serve: bool = False) -> Decimal | None:
    """Euro with their cents; a dash or nothing is no amount. What is wrong or doubtful is told to the plan: when it
    ``serve``, that there is none too."""
    testo = riga[nome].strip().removeprefix("€").removesuffix("€").strip()
    if testo in ("", "-", "–", "—"):
        if serve:
            progetto.errori.append(ErroreNelFile(riga.posto(nome), "manca l'importo: scrivetelo in euro."))
        return None
    try:
        letto, avvisi = leggi_numero(testo)
    except ValoreIllegibile as errore:
        progetto.errori.append(ErroreNelFile(riga.posto(nome), str(errore)))
        return None
    valore = letto.quantize(CENTESIMO, rounding=ROUND_HALF_UP, context=CONTESTO)
    if perche := IMPORTO.perche_no(valore):
        progetto.errori.append(ErroreNelFile(riga.posto(nome), f"l'importo {cita(testo)} {perche}: controllatelo."))
        return None
    progetto.avvisi.extend(ErroreNelFile(riga.posto(nome), avviso) for avviso in avvisi)
    if valore != letto:
        motivo = f"{cita(testo)} ha più di due decimali: letto {formatta_numero(valore)}."
        progetto.avvisi.append(ErroreNelFile(riga.posto(nome), motivo))
    return valore


def leggi_ordine(riga: RigaLetta, posizione: int, visti: dict[int, str], progetto: Progetto) -> int | None:
    """The order of a row, its own among ``visti`` (order → cell); ``posizione`` in a file that has no such column."""
    if "ordine" not in riga.valori:
        return posizione
    testo, posto = riga["ordine"].strip(), riga.posto("ordine")
    numero = int(testo) if testo.isascii() and testo.isdecimal() and len(testo) < 9 else 0
    if not 0 < numero <= MAX_ORDINE:
        motivo = f"l'ordine {cita(testo)} deve essere un numero intero da 1 a {MAX_ORDINE}."
    elif numero in visti:
        motivo = f"l'ordine {numero} c'è già in {visti[numero]}: ogni riga ne ha uno suo."
    else:
        visti[numero] = posto
        return numero
    progetto.errori.append(ErroreNelFile(posto, motivo))
    return None


def leggi_fonte(riga: RigaLetta) -> int | None:
    """The line of the document that the row comes from, when it says so."""
    testo = riga["riga_fonte"].strip()
    return int(testo) if testo.isascii() and testo.isdecimal() and len(testo) < 9 else None


def leggi_testi(riga: RigaLetta, lunghezze: Mapping[str, int], progetto: Progetto) -> dict[str, str]:
    """The texts of the columns that the file has, none longer than its field."""
    testi = {nome: riga[nome] for nome in lunghezze if nome in riga.valori}
    for nome, testo in testi.items():
        if len(testo) > lunghezze[nome]:
            motivo = f"il testo è di {len(testo)} caratteri, al massimo {lunghezze[nome]}: accorciatelo."
            progetto.errori.append(ErroreNelFile(riga.posto(nome), motivo))
    return testi


def esige_scritto(riga: RigaLetta, nome: str, progetto: Progetto) -> None:
    """An error when a cell that must say something does not."""
    if not riga[nome].strip():
        progetto.errori.append(ErroreNelFile(riga.posto(nome), "la cella è vuota: scrivete il valore."))
