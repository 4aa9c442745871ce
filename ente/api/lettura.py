"""What is sent, read strictly: what two programs could take for two things is refused, with its field."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import DataAndFiles, JSONParser, MultiPartParser

PROFONDO = 16
"""How many levels of objects and lists: none of ours has more than two."""
CIFRE = 30
"""Longest whole number: no column holds more than 19 figures."""
MOTIVI = {
    "Expecting value": "manca un valore",
    "Expecting property name enclosed in double quotes": "i nomi dei campi vanno fra virgolette doppie",
    "Illegal trailing comma before end of object": "c'è una virgola di troppo",
    "Illegal trailing comma before end of array": "c'è una virgola di troppo",
    "Expecting ',' delimiter": "manca una virgola",
    "Expecting ':' delimiter": "mancano i due punti",
    "Extra data": "c'è altro dopo la fine",
    "Unterminated string starting at": "qui comincia un testo che non è chiuso",
    "Invalid control character at": "in un testo gli a capo si scrivono \\n",
}
"""What Python says of a text that is no JSON, in Italian."""


class _Rifiutato:
    """In the place of a value: why it is none."""

    def __init__(self, motivo: str) -> None:
        self.motivo = motivo


def leggi_json(grezzo: bytes) -> dict[str, Any]:
    """The object that a text in JSON is.

    Raises:
        ValidationError: it is no JSON or no object; a field is given twice; a number is none (NaN, Infinity) or longer
            than any column; a text has a character that no text may have; it is too deep.
    """
    try:
        letto = json.loads(
            grezzo.decode("utf-8-sig"),
            object_pairs_hook=_oggetto,
            parse_constant=lambda testo: _Rifiutato(f"{testo} non è un numero: in JSON non c'è."),
            parse_float=_con_virgola,
            parse_int=_intero,
        )
    except UnicodeDecodeError:
        raise ValidationError(["Il corpo non è scritto in UTF-8: JSON lo è sempre."]) from None
    except json.JSONDecodeError as errore:
        perche = MOTIVI.get(errore.msg, "non è ben scritto")
        dove = f"riga {errore.lineno}, colonna {errore.colno}"
        raise ValidationError([f"Il corpo non è JSON: {perche} ({dove})."]) from None
    except RecursionError:
        raise ValidationError([_troppo()]) from None
    if not isinstance(letto, dict):
        raise ValidationError(['Il corpo è un oggetto JSON: { "campo": "valore" }.'])
    if errori := dict(_rifiutati(letto)):
        raise ValidationError(errori)
    return letto


def _oggetto(coppie: list[tuple[str, Any]]) -> dict[str, Any]:
    letto = dict(coppie)
    if len(letto) < len(coppie):
        nomi = [nome for nome, _ in coppie]
        letto |= {n: _Rifiutato("È scritto più volte: tenetene una.") for n in letto if nomi.count(n) > 1}
    return letto


def _con_virgola(testo: str) -> Any:
    numero = float(testo)
    return numero if math.isfinite(numero) else _Rifiutato("È un numero troppo grande.")


def _intero(testo: str) -> Any:
    return int(testo) if len(testo) <= CIFRE else _Rifiutato("È un numero troppo grande.")


def _rifiutati(letto: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Each value that cannot be, by its path; not recursive, for who sends it chooses how deep it is."""
    da_vedere: list[tuple[str, Any, int]] = [("", letto, 0)]
    while da_vedere:
        dove, valore, quanto = da_vedere.pop()
        if quanto > PROFONDO:
            yield dove.split(".")[0], [_troppo()]
        elif isinstance(valore, _Rifiutato):
            yield dove, [valore.motivo]
        elif isinstance(valore, dict):
            for nome, altro in valore.items():
                sotto = f"{dove}.{_visibile(nome)}" if dove else _visibile(nome)
                if motivo := _perche_no(nome):
                    yield sotto, [motivo]
                da_vedere.append((sotto, altro, quanto + 1))
        elif isinstance(valore, list):
            da_vedere += [(f"{dove}.{n}", altro, quanto + 1) for n, altro in enumerate(valore)]
        elif isinstance(valore, str) and (motivo := _perche_no(valore)):
            yield dove, [motivo]


def _perche_no(testo: str) -> str:
    """Why a text cannot be kept; empty when it can."""
    if "\0" in testo:
        return "Ha un carattere nullo (\\u0000): toglietelo."
    if any("\ud800" <= c <= "\udfff" for c in testo):
        return "Ha mezzo carattere (\\ud800-\\udfff, da solo): scrivetelo intero."
    return ""


def _visibile(nome: str) -> str:
    return nome.encode("utf-8", "backslashreplace").decode().replace("\0", "\\u0000")[:100]


def _troppo() -> str:
    return f"Ha oggetti dentro oggetti per più di {PROFONDO} volte."


class JsonStretto(JSONParser):
    """``application/json``, whatever charset is said: it is UTF-8 by its own definition (RFC 8259)."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        return leggi_json(stream.read())


class JsonDaFondere(JsonStretto):
    """``application/merge-patch+json`` (RFC 7396), which is how a PATCH in JSON is called."""

    media_type = "application/merge-patch+json"


class Modulo(MultiPartParser):
    """``multipart/form-data``."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> DataAndFiles[Any, Any]:
        try:
            return super().parse(stream, media_type, parser_context)
        except ParseError:
            frase = "Il corpo non è multipart/form-data: mancano le parti, o il boundary di Content-Type che le divide."
            raise ValidationError([frase]) from None
