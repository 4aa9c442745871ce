"""Conditional requests and what caches are told (RFC 9110 §13, RFC 9111), for every answer of the API.

A row that is read carries in its ETag the version of what it shows and the hash of its bytes: ``"3124-3-9f86d08188"``.
A write asks that the version be still that one; what was read may have come compressed, with a tag that a proxy made
weak or longer, and still is of that version (ADR 49).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection
from typing import Protocol

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import CaseInsensitiveMapping
from rest_framework.exceptions import ValidationError

from ente.api.porzioni import lascia, porzione
from ente.api.problemi import Precondizione, problema_scritto

RADICE = "/api/"
LETTURE = ("GET", "HEAD")
VARIA = ("Accept", "Cookie", "Authorization")
DA_TENERE = "private, no-cache"
"""Who asked may keep it, and asks each time whether it still holds."""
DA_NON_TENERE = "no-store"
"""Of a refusal, and of what an act answers."""

_UNA = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
ETICHETTA = re.compile(r'(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
ELENCO = re.compile(rf"[ \t,]*{_UNA}(?:[ \t]*,(?:[ \t]*{_UNA})?)*[ \t]*")
ETICHETTE = r'^(\*|(W/)?"[!#-~]*"(, ?(W/)?"[!#-~]*")*)$'
"""The same, as the schema says it."""
COMPRESSA = re.compile(r"-{1,2}(?:gzip|br|zstd|deflate)$")
"""What Apache, Caddy and Jetty add to the tag of what they compress."""
INTERE = ("Content-Location", "Cache-Control", "Content-Length", "ETag", "Expires", "Last-Modified", "Vary")
"""The headers that a 304 has as the answer that it stands for."""
MALSCRITTA = (
    "Scrivete l'ETag com'è arrivato, fra virgolette: If-Match: \"3124-3\"; più d'uno con le virgole in mezzo, o * per "
    "qualunque versione."
)
CAMBIATO = "Nel frattempo è cambiato: leggetelo di nuovo e ripetete con il suo ETag."


class Intestazioni(Protocol):
    """A request, of Django or of the framework."""

    @property
    def headers(self) -> CaseInsensitiveMapping[str]: ...
    @property
    def method(self) -> str | None: ...


def etichette(scritto: str) -> frozenset[str] | None:
    """The tags that a header names, without what says that they are weak and what a proxy adds; None for ``*``, which
    is any.

    Raises:
        ValueError: it is no list of tags.
    """
    if scritto.strip(" \t") == "*":
        return None
    if not ELENCO.fullmatch(scritto):
        raise ValueError(scritto)
    return frozenset(nuda(testo) for testo in ETICHETTA.findall(scritto))


def nuda(testo: str) -> str:
    """A tag without quotes, weakness and the suffix of a compression."""
    return COMPRESSA.sub("", testo.removeprefix("W/").strip('"'))


def attese(request: Intestazioni, nome: str = "If-Match") -> frozenset[str] | None:
    """``etichette`` of a header that the request has.

    Raises:
        ValidationError: it is badly written; it says how to write it.
    """
    try:
        return etichette(request.headers[nome])
    except ValueError:
        raise ValidationError({nome: MALSCRITTA}) from None


def ha(request: Intestazioni, nome: str) -> bool:
    """Whether a header is there and says something."""
    return bool(request.headers.get(nome, "").strip(" \t"))


def esclusa(request: Intestazioni, attuali: Collection[str]) -> bool:
    """Whether ``If-None-Match`` names one of these tags. One that is badly written names none: it would only have
    spared an answer."""
    if not ha(request, "If-None-Match"):
        return False
    try:
        viste = etichette(request.headers["If-None-Match"])
    except ValueError:
        return False
    return viste is None or not viste.isdisjoint(attuali)


def esige(request: Intestazioni, attuali: Collection[str]) -> None:
    """Refuse a request that was made for another version than the one that bears these tags; one that names none is
    let through.

    Raises:
        ValidationError: ``If-Match`` is badly written.
        Precondizione: 412.
    """
    viste = attese(request) if ha(request, "If-Match") else None
    if viste is not None and viste.isdisjoint(attuali):
        raise Precondizione(CAMBIATO, 412)
    if request.method not in LETTURE and esclusa(request, attuali):
        raise Precondizione(CAMBIATO, 412)


def impronta(contenuto: bytes) -> str:
    """The tag of an answer: the same bytes, the same tag."""
    return hashlib.blake2b(contenuto, digest_size=8).hexdigest()


def di_programmi(request: HttpRequest) -> bool:
    """Whether a request is of the API."""
    return request.path_info.startswith(RADICE)


def condizionale(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: each answer of the API says who may keep it and what it depends on; one that can be read again has a
    tag, is not sent to who has it already, and if it is a file is sent from where it was interrupted. It costs no
    query: what is hashed is the answer."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        risposta = get_response(request)
        if not di_programmi(request):
            return risposta
        patch_vary_headers(risposta, VARIA)
        if request.method not in LETTURE or risposta.status_code != 200:
            risposta.headers.setdefault("Cache-Control", DA_NON_TENERE)
            return risposta
        risposta.headers.setdefault("Cache-Control", DA_TENERE)
        if isinstance(risposta, HttpResponse):
            versione = nuda(risposta.headers.get("ETag", ""))
            parti = [versione, impronta(risposta.content)]
            risposta.headers["ETag"] = f'"{"-".join(filter(None, parti))}"'
        elif "ETag" not in risposta.headers:
            return risposta  # what is written while it is sent: nobody knows it yet
        else:
            versione = ""
        return _secondo_le_condizioni(request, risposta, versione)

    return middleware


def _secondo_le_condizioni(request: HttpRequest, risposta: HttpResponseBase, versione: str) -> HttpResponseBase:
    """The answer, or the one that RFC 9110 §13.2.2 wants in its place."""
    etichetta = nuda(risposta.headers["ETag"])
    try:
        esige(request, {etichetta, *filter(None, [versione])})
    except ValidationError:
        errori = [{"campo": "If-Match", "motivo": MALSCRITTA}]
        return _al_posto(risposta, problema_scritto(400, f"If-Match: {MALSCRITTA}", errori=errori))
    except Precondizione as cambiata:
        return _al_posto(risposta, problema_scritto(412, str(cambiata)))
    if esclusa(request, {etichetta}):
        ferma = HttpResponseNotModified()
        if isinstance(risposta, HttpResponse):
            risposta.headers.setdefault("Content-Length", str(len(risposta.content)))
        for nome in INTERE:
            if nome in risposta.headers:
                ferma.headers[nome] = risposta.headers[nome]
        ferma.cookies = risposta.cookies
        lascia(risposta)
        return ferma
    if isinstance(risposta, FileResponse):
        return porzione(request, risposta)
    return risposta


def _al_posto(risposta: HttpResponseBase, problema: HttpResponse) -> HttpResponse:
    """A problem in the place of an answer that will not be sent."""
    patch_vary_headers(problema, VARIA)
    problema.headers["Cache-Control"] = DA_NON_TENERE
    lascia(risposta)
    return problema
