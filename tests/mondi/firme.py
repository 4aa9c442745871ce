"""A signature in CAdES of any document, with the shape and not the numbers of a real one: nobody checks who signed."""

from __future__ import annotations

import hashlib

DATI, FIRMATI = bytes.fromhex("2a864886f70d010701"), bytes.fromhex("2a864886f70d010702")
IMPRONTA, SHA256 = bytes.fromhex("2a864886f70d010904"), bytes.fromhex("608648016503040201")


def der(segno: int, *parti: bytes) -> bytes:
    """An element in DER."""
    dentro = b"".join(parti)
    lungo = len(dentro)
    if lungo < 0x80:
        return bytes([segno, lungo]) + dentro
    cifre = lungo.to_bytes((lungo.bit_length() + 7) // 8, "big")
    return bytes([segno, 0x80 + len(cifre)]) + cifre + dentro


def firma_di(documento: bytes, *, dentro: bool = False, firmatario: bytes = b"uno") -> bytes:
    """The ``.p7m`` of a document: detached, or with the document inside."""
    algoritmo = der(0x30, der(0x06, SHA256))
    impronta = der(0x30, der(0x06, IMPRONTA), der(0x31, der(0x04, hashlib.sha256(documento).digest())))
    di_chi = der(0x30, der(0x04, firmatario))
    suo = der(0x30, der(0x02, b"\x01"), di_chi, algoritmo, der(0xA0, impronta), algoritmo, der(0x04, b"\x00" * 64))
    incapsulato = [der(0x06, DATI), *([der(0xA0, der(0x04, documento))] if dentro else [])]
    firmati = der(0x30, der(0x02, b"\x01"), der(0x31, algoritmo), der(0x30, *incapsulato), der(0x31, suo))
    return der(0x30, der(0x06, FIRMATI), der(0xA0, firmati))
