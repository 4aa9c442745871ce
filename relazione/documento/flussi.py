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
    """Compress the streams that there are; one that would end with a carriage return is left uncompressed."""
    for oggetto in pdf.objects:
        if not isinstance(oggetto, pydyf.Stream) or not oggetto.compress:
            continue
        grezzo = b"\n".join(pydyf._to_bytes(parte) for parte in oggetto.stream)
        compresso = zlib.compress(grezzo, 9)
        oggetto.compress = False
        if not compresso.endswith(b"\r"):
            oggetto.extra["Filter"] = "/FlateDecode"
            oggetto.stream = [compresso]


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
