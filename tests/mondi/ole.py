"""The container of the old office files, written by hand: what is in it is up to who asks."""

from __future__ import annotations

import struct

SETTORE = 512
FINE, LIBERO, TABELLA = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(flussi: dict[str, bytes]) -> bytes:
    """A container with these streams, each as long as a whole number of sectors and at least eight."""
    cartella = _voce("Root Entry", 5, FINE, 0)
    dati = b""
    fat: list[int] = []
    for nome, contenuto in flussi.items():
        pieno = contenuto.ljust(max(8, -(-len(contenuto) // SETTORE)) * SETTORE, b"\0")
        quanti = len(pieno) // SETTORE
        cartella += _voce(nome, 2, len(fat), len(pieno))
        fat += [*range(len(fat) + 1, len(fat) + quanti), FINE]
        dati += pieno
    primo_di_cartella = len(fat)
    quanti = -(-len(cartella) // SETTORE)
    fat += [*range(len(fat) + 1, len(fat) + quanti), FINE]
    dati += cartella.ljust(quanti * SETTORE, b"\0")
    di_tabella = -(-(len(fat) + 4) // 128)
    suoi = [*range(len(fat), len(fat) + di_tabella)]
    fat += [TABELLA] * di_tabella
    fat += [LIBERO] * (di_tabella * 128 - len(fat))
    testa = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    testa += b"\0" * 10 + struct.pack("<IIIIIIII", di_tabella, primo_di_cartella, 0, 4096, FINE, 0, FINE, 0)
    testa += struct.pack("<109I", *suoi, *[LIBERO] * (109 - di_tabella))
    return testa + dati + struct.pack(f"<{len(fat)}I", *fat)


def _voce(nome: str, specie: int, primo: int, lungo: int) -> bytes:
    scritto = nome.encode("utf-16-le").ljust(64, b"\0")
    testa = struct.pack("<HBBIII", 2 * len(nome) + 2, specie, 1, LIBERO, LIBERO, LIBERO)
    return scritto + testa + b"\0" * 36 + struct.pack("<IQ", primo, lungo)


def record(tipo: int, dati: bytes = b"") -> bytes:
    """A record of a workbook."""
    return struct.pack("<HH", tipo, len(dati)) + dati


def libro(*records: bytes) -> bytes:
    """An old xls whose workbook has these records between its beginning and its end."""
    inizio = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    return ole({"Workbook": inizio + b"".join(records) + record(10)})
