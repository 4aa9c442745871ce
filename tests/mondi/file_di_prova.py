"""Files made on the spot: the ones that offices send, and the ones that would do harm."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
import zlib

from openpyxl import Workbook

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
PDF = (
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x12\x34" * 40 + b"\xff\xd9"
CSV = "anno;valore\n2020;città\n"
EML = b"Received: da posta.example.it\r\nFrom: ufficio@example.it\r\nSubject: Prova\r\n\r\n<html><body>ciao</body>\r\n"
_FIRMATO = bytes.fromhex("06092a864886f70d010702")
P7M = b"\x30\x82\x00\x60" + _FIRMATO + b"\xa0\x55" + b"\x00" * 0x53
CIFRATO = P7M.replace(_FIRMATO, bytes.fromhex("06092a864886f70d010703"))
P7M_LETTERE = base64.encodebytes(P7M)
P7M_PEM = b"-----BEGIN PKCS7-----\n" + P7M_LETTERE + b"-----END PKCS7-----\n"
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600


def png(*dopo: bytes) -> bytes:
    """A picture of one dot; ``dopo`` is put behind its end."""

    def pezzo(specie: bytes, dati: bytes) -> bytes:
        return struct.pack(">I", len(dati)) + specie + dati + struct.pack(">I", zlib.crc32(specie + dati))

    testa = pezzo(b"IHDR", struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0))
    corpo = testa + pezzo(b"IDAT", zlib.compress(b"\x00\x00")) + pezzo(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + corpo + b"".join(dopo)


def archivio(voci: dict[str, bytes | str], modo: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these members, in this order."""
    uscita = io.BytesIO()
    with zipfile.ZipFile(uscita, "w", modo) as zip_:
        for nome, dati in voci.items():
            zip_.writestr(nome, dati)
    return uscita.getvalue()


def tipi(parte: str) -> str:
    """The ``[Content_Types].xml`` of a document whose main part is of a kind."""
    return f'<?xml version="1.0"?><Types><Override PartName="/x.xml" ContentType="{parte}"/></Types>'


def docx(altre: dict[str, bytes | str] | None = None) -> bytes:
    contenuto: dict[str, bytes | str] = {
        "[Content_Types].xml": tipi(f"{OOXML}wordprocessingml.document.main+xml"),
        "word/document.xml": "<w/>",
    }
    return archivio(contenuto | (altre or {}))


def xlsx() -> bytes:
    uscita = io.BytesIO()
    Workbook().save(uscita)
    return uscita.getvalue()


def odf(specie: str = "text", altre: dict[str, bytes | str] | None = None, manifesto: str = "<manifest/>") -> bytes:
    contenuto: dict[str, bytes | str] = {"mimetype": ODF + specie, "content.xml": "<x/>"}
    return archivio(contenuto | {"META-INF/manifest.xml": manifesto} | (altre or {}), zipfile.ZIP_STORED)


def bomba(aperto: int) -> bytes:
    """A document with a member of that many equal bytes."""
    return docx({"word/media/grande.bin": b"\0" * aperto})


def con_password(dati: bytes) -> bytes:
    """The same archive with the flag of encryption on every member of its index."""
    return dati.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
