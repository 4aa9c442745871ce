"""A part of a file: for who was interrupted, or wants the first bytes (RFC 9110 §14)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Any, TypeVar

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase

from ente.api.problemi import problema_scritto

R = TypeVar("R", bound=FileResponse)
UNA = re.compile(r"bytes=[ \t]*(\d{0,30})-(\d{0,30})[ \t]*", re.IGNORECASE | re.ASCII)
PEZZO = 64 * 1024
FUORI = "Il file ha {lungo} byte: chiedete una parte che comincia prima."


def a_porzioni(risposta: R, impronta: str) -> R:
    """A file that never changes, named by its hash: who asked may keep it, and take it up where it was interrupted."""
    risposta.headers["ETag"] = f'"{impronta}"'
    risposta.headers["Accept-Ranges"] = "bytes"
    risposta.headers["Cache-Control"] = "private, no-cache"
    return risposta


def lascia(risposta: HttpResponseBase) -> None:
    """Let go of the file of an answer that will not be sent. Not by its ``close``, which says to all that the request
    has ended: the connection to the database would be closed under it."""
    file: Any = getattr(risposta, "file_to_stream", None)
    if file is not None:
        file.close()


def porzione(request: HttpRequest, risposta: FileResponse) -> HttpResponseBase:
    """The part that ``Range`` asks of a file, 206, or the problem 416. The whole of it where nothing is asked, or more
    than one part, or what is badly written, or a part of another version (``If-Range``)."""
    trovata = UNA.fullmatch(request.headers.get("Range", ""))
    se = request.headers.get("If-Range", "")
    file: Any = risposta.file_to_stream
    if request.method != "GET" or trovata is None or file is None or (se and se != risposta.headers["ETag"]):
        return risposta
    lungo = int(risposta.headers["Content-Length"])
    da, a = _estremi(trovata[1], trovata[2], lungo)
    if a < 0:
        return risposta
    if da >= lungo or da > a:
        lascia(risposta)
        problema = problema_scritto(416, FUORI.format(lungo=lungo))
        problema.headers["Content-Range"] = f"bytes */{lungo}"
        return problema
    file.seek(da)
    risposta.streaming_content = _byte(file, a - da + 1)
    risposta.status_code = 206
    risposta.headers["Content-Range"] = f"bytes {da}-{a}/{lungo}"
    risposta.headers["Content-Length"] = str(a - da + 1)
    return risposta


def _estremi(primo: str, ultimo: str, lungo: int) -> tuple[int, int]:
    """First and last byte; the last is below zero where nothing is said that can be read."""
    if not primo:
        return (lungo - min(int(ultimo), lungo), lungo - 1 if int(ultimo) else 0) if ultimo else (0, -1)
    if ultimo and int(ultimo) < int(primo):
        return 0, -1
    return int(primo), min(int(ultimo or lungo), lungo - 1)


def _byte(file: IO[bytes], quanti: int) -> Iterator[bytes]:
    while quanti > 0 and (pezzo := file.read(min(PEZZO, quanti))):
        quanti -= len(pezzo)
        yield pezzo
