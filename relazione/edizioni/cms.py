"""What a CMS signature (RFC 5652, ``.p7m``) is of: the digests that its signers signed, the document that it may carry.

Who signed, and whether the certificate was good, is not asked here: that is the business of who verifies signatures.
BER is read, with indefinite lengths and strings in pieces, since signing programs write it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

FIRMATI = bytes.fromhex("2a864886f70d010702")
"""signedData, 1.2.840.113549.1.7.2."""
IMPRONTA = bytes.fromhex("2a864886f70d010904")
"""The signed attribute messageDigest, 1.2.840.113549.1.9.4."""
ALGORITMI = {
    bytes.fromhex("608648016503040201"): "sha256",
    bytes.fromhex("608648016503040202"): "sha384",
    bytes.fromhex("608648016503040203"): "sha512",
}
SEQUENZA, INSIEME, OGGETTO, OTTETTI, PEZZI = 0x30, 0x31, 0x06, 0x04, 0x24
PROFONDITA = 30
ELEMENTI = 200_000
"""As many as one reads: a document of 40 MB in pieces of a kilobyte has a fifth of them."""
PEM = re.compile(rb"-----BEGIN [A-Z0-9 ]+-----(.*?)-----END", re.DOTALL)


class NonCms(Exception):
    """The bytes are not signed data in CMS."""


@dataclass(frozen=True, slots=True)
class Firmato:
    """``contenuto`` is the document, empty in a detached signature; ``impronte`` have one digest a signer, with the
    name of its algorithm as ``hashlib`` knows it, empty for one that is not known."""

    contenuto: bytes
    impronte: tuple[tuple[str, bytes], ...]

    def e_di(self, documento: bytes) -> bool:
        """Whether every signer signed this document, and the one that is inside, if any, is this one."""
        if not self.impronte or (self.contenuto and self.contenuto != documento):
            return False
        return all(nome and hashlib.new(nome, documento).digest() == impronta for nome, impronta in self.impronte)


@dataclass(frozen=True, slots=True)
class _Nodo:
    segno: int
    valore: memoryview
    figli: tuple[_Nodo, ...]


def leggi_cms(dati: bytes) -> Firmato:
    """Read a signature, in DER, BER or base64.

    Raises:
        NonCms: it is none.
    """
    try:
        busta, _ = _leggi(memoryview(_in_binario(dati)), 0, iter(range(ELEMENTI)))
        tipo, esterno = busta.figli
        if busta.segno != SEQUENZA or bytes(tipo.valore) != FIRMATI:
            raise NonCms
        (firmati,) = esterno.figli
        _, _, incapsulato, *altri = firmati.figli
        contenuto = b"".join(_ottetti(incapsulato.figli[1].figli[0])) if len(incapsulato.figli) > 1 else b""
        if altri[-1].segno != INSIEME:
            raise NonCms
        return Firmato(contenuto, tuple(_firmatario(f) for f in altri[-1].figli))
    except (ValueError, IndexError) as errore:
        raise NonCms from errore


def _in_binario(dati: bytes) -> bytes:
    if dati[:1] == b"\x30":
        return dati
    trovato = PEM.search(dati)
    try:
        return base64.b64decode(b"".join((trovato[1] if trovato else dati).split()), validate=True)
    except binascii.Error:
        raise NonCms from None


def _firmatario(nodo: _Nodo) -> tuple[str, bytes]:
    """version, sid, digestAlgorithm, [0] signedAttrs, …: the algorithm and the digest among the attributes."""
    algoritmo, attributi = nodo.figli[2], nodo.figli[3]
    for attributo in attributi.figli if attributi.segno == 0xA0 else ():
        if bytes(attributo.figli[0].valore) == IMPRONTA:
            nome = ALGORITMI.get(bytes(algoritmo.figli[0].valore), "")
            return nome, b"".join(_ottetti(attributo.figli[1].figli[0]))
    return "", b""


def _ottetti(nodo: _Nodo) -> Iterator[bytes]:
    """The bytes of an OCTET STRING, whole or in pieces."""
    if nodo.segno == OTTETTI:
        yield bytes(nodo.valore)
    elif nodo.segno == PEZZI:
        for pezzo in nodo.figli:
            yield from _ottetti(pezzo)
    else:
        raise ValueError(nodo.segno)


def _leggi(dati: memoryview, da: int, restano: Iterator[int], profondo: int = 0) -> tuple[_Nodo, int]:
    """One element that begins at a place, and where the next one begins."""
    if profondo > PROFONDITA or next(restano, None) is None:
        raise ValueError("too deep, or too many")
    segno, lungo = dati[da], dati[da + 1]
    if segno & 0x1F == 0x1F:
        raise ValueError("long tag")
    inizio = da + 2
    composto = bool(segno & 0x20)
    if lungo == 0x80:
        if not composto:
            raise ValueError("indefinite primitive")
        figli, dove = [], inizio
        while dati[dove] or dati[dove + 1]:
            figlio, dove = _leggi(dati, dove, restano, profondo + 1)
            figli.append(figlio)
        return _Nodo(segno, dati[inizio:dove], tuple(figli)), dove + 2
    if lungo > 0x80:
        quanti = lungo - 0x80
        if quanti > 8:
            raise ValueError("length")
        lungo = int.from_bytes(dati[inizio : inizio + quanti], "big")
        inizio += quanti
    fine = inizio + lungo
    if fine > len(dati):
        raise ValueError("cut")
    figli, dove = [], inizio
    while composto and dove < fine:
        figlio, dove = _leggi(dati, dove, restano, profondo + 1)
        figli.append(figlio)
    if composto and dove != fine:
        raise ValueError("length of the parts")
    return _Nodo(segno, dati[inizio:fine], tuple(figli)), fine
