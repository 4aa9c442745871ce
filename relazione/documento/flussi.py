"""The streams of a PDF, written so that none of them ends with a carriage return.

A compressed stream may end with any byte; ``\\r`` before the line feed that precedes ``endstream`` reads as one end of
line, and the declared length then looks wrong (ISO 19005-3 §6.1.7.1).
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import pydyf

RITORNO = b"\r\nendstream"
TENTATIVI = 20


def comprimi(pdf: Any) -> None:
    """Compress the streams that there are."""
    for oggetto in pdf.objects:
        if isinstance(oggetto, pydyf.Stream):
            comprimi_flusso(oggetto)


def comprimi_flusso(flusso: Any) -> None:
    """Compress a stream, unless it is said not to or is compressed already; one that would end with a carriage return
    is left as it is."""
    if not flusso.compress:
        return
    grezzo = b"\n".join(pydyf._to_bytes(parte) for parte in flusso.stream)
    compresso = zlib.compress(grezzo, 9)
    flusso.compress = False
    flusso.stream = [grezzo]
    if not compresso.endswith(b"\r"):
        flusso.extra["Filter"] = "/FlateDecode"
        flusso.stream = [compresso]


def senza_ritorni(pdf: Any) -> None:
    """Have a PDF write again the two streams that it makes by itself, of objects and of references, until neither ends
    with a carriage return: an empty object more moves the rest, always in the same way."""
    semplice = pdf.write

    def scrivi(output: Any, *argomenti: Any) -> None:
        propri = len(pdf.objects)
        for _ in range(TENTATIVI):
            scritto = io.BytesIO()
            semplice(scritto, *argomenti)
            if RITORNO not in scritto.getvalue():
                break
            del pdf.objects[propri:]
            pdf.current_position = 0
            pdf.add_object(pydyf.Dictionary())
            propri += 1
        output.write(scritto.getvalue())

    pdf.write = scrivi
