"""A snapshot as canonical JSON and back: typed by the dataclasses themselves, versioned, known by its SHA-256. Pure.

A decimal is a string with all its digits, a date is ISO 8601, bytes are base 64, an enumeration its value; names and
types are those of ``Fotografia``, never of a module, so that moving code changes nothing of what was stored.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ente.errori import ErroreUtente
from relazione.fotografia.valori import Fotografia

VERSIONE = 1
PASSAGGI: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""How a snapshot of a version becomes one of the next: what was stored is read for ever."""


class NonLeggibile(ErroreUtente):
    """What was stored is not a snapshot, or is of a version that this program does not know."""


def scrivi_json(foto: Fotografia) -> str:
    """The canonical text of a snapshot: equal snapshots give equal texts."""
    return testo_canonico({"versione": VERSIONE, "fotografia": in_json(foto)})


def leggi_json(testo: str) -> Fotografia:
    """The snapshot that ``scrivi_json`` wrote, now or years ago.

    Raises:
        NonLeggibile: the text is not one, or comes from a later version of the program.
    """
    try:
        busta = json.loads(testo)
        versione, dati = busta["versione"], busta["fotografia"]
    except (ValueError, TypeError, KeyError):
        raise NonLeggibile(
            "Il file non è la fotografia di un documento: serve quella scritta da Cannocchiale."
        ) from None
    if not isinstance(versione, int) or not 1 <= versione <= VERSIONE:
        raise NonLeggibile(
            f"La fotografia è della versione {versione}; questo programma legge fino alla {VERSIONE}: aggiornatelo."
        )
    for passo in range(versione, VERSIONE):
        dati = PASSAGGI[passo](dati)
    try:
        foto: Fotografia = da_json(Fotografia, dati)
    except (ValueError, TypeError, KeyError, ArithmeticError) as errore:
        raise NonLeggibile(f"La fotografia è guasta ({errore}): prendetene una copia intera.") from None
    return foto


def impronta(testo: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(testo.encode()).hexdigest()


def testo_canonico(valore: Any) -> str:
    """JSON with one way only of being written."""
    return json.dumps(valore, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def in_json(valore: Any) -> Any:
    """A frozen value as what JSON can say.

    Raises:
        TypeError: it holds something that has no place in a snapshot, such as a float or a row of the database.
    """
    if valore is None or isinstance(valore, bool) or type(valore) in (int, str):
        return valore
    if isinstance(valore, Enum):
        return valore.value
    if isinstance(valore, Decimal):
        return str(valore)
    if type(valore) is date:
        return valore.isoformat()
    if isinstance(valore, bytes):
        return b64encode(valore).decode()
    if isinstance(valore, tuple):
        return [in_json(v) for v in valore]
    if is_dataclass(valore) and not isinstance(valore, type):
        dette = {c.name: getattr(valore, c.name) for c in fields(valore) if not _tace(c, valore)}
        return {nome: in_json(v) for nome, v in dette.items()}
    raise TypeError(f"{type(valore).__name__} non sta in una fotografia")


def _tace(campo: Any, valore: Any) -> bool:
    """Whether a field is not written: one that came later, where it says nothing, so that what was written before it
    came is still written the same."""
    return bool(campo.metadata.get("tace")) and getattr(valore, campo.name) == campo.default


@cache
def _tipi(classe: type) -> dict[str, Any]:
    return get_type_hints(classe)


def da_json(tipo: Any, valore: Any) -> Any:
    """The value of a type that ``in_json`` wrote.

    Raises:
        TypeError, ValueError, KeyError: what is there is not of that type.
    """
    origine = get_origin(tipo)
    if origine in (Union, UnionType):
        if valore is None and NoneType in get_args(tipo):
            return None
        (altro,) = (t for t in get_args(tipo) if t is not NoneType)
        return da_json(altro, valore)
    if origine is tuple:
        return _tupla(get_args(tipo), valore)
    if is_dataclass(tipo):
        return _oggetto(tipo, valore)
    if not isinstance(tipo, type):
        raise TypeError(f"tipo sconosciuto: {tipo}")
    return _semplice(tipo, valore)


def _tupla(tipi: tuple[Any, ...], valore: Any) -> tuple[Any, ...]:
    if not isinstance(valore, list):
        raise TypeError("manca un elenco")
    if tipi[-1:] == (Ellipsis,):
        return tuple(da_json(tipi[0], v) for v in valore)
    return tuple(da_json(t, v) for t, v in zip(tipi, valore, strict=True))


def _oggetto(classe: Any, valore: Any) -> Any:
    if not isinstance(valore, dict):
        raise TypeError(f"manca {classe.__name__}")
    tipi = _tipi(classe)
    campi = {c.name: c for c in fields(classe)}
    if sconosciuti := valore.keys() - campi.keys():
        raise KeyError(f"{classe.__name__}: {', '.join(sorted(sconosciuti))}")
    dati = {
        nome: da_json(tipi[nome], valore[nome])
        for nome, campo in campi.items()
        if nome in valore or campo.default is MISSING
    }
    return classe(**dati)


def _semplice(tipo: type, valore: Any) -> Any:
    if issubclass(tipo, Enum):
        return tipo(valore)
    if tipo in (bool, int, str):
        if type(valore) is not tipo:
            raise TypeError(f"{valore!r} non è {tipo.__name__}")
        return valore
    if not isinstance(valore, str):
        raise TypeError(f"{valore!r} non è un testo")
    if tipo is Decimal:
        return Decimal(valore)
    if tipo is date:
        return date.fromisoformat(valore)
    if tipo is bytes:
        return b64decode(valore, validate=True)
    raise TypeError(f"tipo sconosciuto: {tipo.__name__}")
