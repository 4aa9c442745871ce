"""What an address may ask after its question mark: one way to write each name, and nothing that is not known."""

from __future__ import annotations

from collections.abc import Collection

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

CAMPI, ORDINE, QUANTI, CURSORE, CONTEGGIO, FORMATO = "campi", "ordine", "quanti", "cursore", "conteggio", "formato"
DI_PAGINA = frozenset({QUANTI, CURSORE, CONTEGGIO})
A_ELENCO = frozenset({CAMPI, ORDINE})
"""Those that take many values: separated by commas or repeated, as it comes to who asks."""


def rifiuta(request: Request, noti: Collection[str]) -> None:
    """Refuse what would be silently left out: an unknown parameter, or a second value where one is taken.

    Raises:
        ValidationError: with the name, and those that are known.
    """
    for nome, valori in request.query_params.lists():
        if nome not in noti:
            quali = f"ci sono: {', '.join(sorted(noti))}" if noti else "qui non ce ne sono"
            raise ValidationError({nome: f"Questo parametro non c'è; {quali}."})
        if len(valori) > 1 and nome not in A_ELENCO:
            raise ValidationError({nome: f"È scritto {len(valori)} volte: qui si dà un valore solo."})


def elenco_di(request: Request, nome: str) -> list[str]:
    """The values of a parameter that takes many: ``a,b`` and ``a`` twice over are the same."""
    return [parte.strip() for testo in request.query_params.getlist(nome) for parte in testo.split(",")]


def chiede_il_conto(request: Request) -> bool:
    """Whether ``?conteggio=true`` asks how many rows the list has.

    Raises:
        ValidationError: it is neither true nor false.
    """
    testo = request.query_params.get(CONTEGGIO, "false")
    if testo not in ("true", "false"):
        raise ValidationError({CONTEGGIO: "Scrivete true o false."})
    return testo == "true"
