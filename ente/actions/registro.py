from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from ente.lotti import Scrittura, scrittura
from ente.models import Atto, Ente, Utente

LUNGO = 300


def registra(*, ente: Ente, da: Utente | None, azione: str, oggetto: object, nome: str = "", **dettagli: Any) -> Atto:
    """Write a line of the register of acts. Call it inside the transaction of the act it tells of.

    ``da`` is None for a command run by the system. ``oggetto`` is a saved row, which the line then points to, or any
    text; ``nome`` is how the line calls it. ``dettagli`` are JSON values; those that are empty are left out.
    """
    atto = componi(ente=ente, da=da, azione=azione, oggetto=oggetto, nome=nome, **dettagli)
    atto.save()
    return atto


def registra_molti(atti: Sequence[Atto]) -> None:
    """Write the lines of one act on many objects, each from ``componi``, in one query."""
    Atto.objects.bulk_create(atti)


def prepara_registro(atti: Iterable[Atto]) -> Scrittura:
    """What writes the lines of one act on very many objects: prepared before the transaction that it belongs to."""
    return scrittura(Atto, atti)


def componi(*, ente: Ente, da: Utente | None, azione: str, oggetto: object, nome: str = "", **dettagli: Any) -> Atto:
    """A line of the register, as ``registra`` would write it, not yet written."""
    riga = oggetto if isinstance(oggetto, Model) else None
    return Atto(
        ente=ente,
        utente=da,
        azione=azione,
        oggetto=(nome or str(oggetto))[:LUNGO],
        modello=str(riga._meta.verbose_name) if riga else "",
        chiave=riga.pk if riga else None,
        dettagli={nome: valore for nome, valore in dettagli.items() if valore not in ("", None, {}, [])},
    )


def differenze(prima: Mapping[str, Any], dopo: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The fields that changed, as the ``prima`` and ``dopo`` of an act; empty when nothing did."""
    diversi = [nome for nome, valore in dopo.items() if prima.get(nome) != valore]
    if not diversi:
        return {}
    return {
        "prima": {nome: _testo(prima.get(nome)) for nome in diversi},
        "dopo": {nome: _testo(dopo[nome]) for nome in diversi},
    }


def _testo(valore: Any) -> str:
    if isinstance(valore, bool):
        return "sì" if valore else "no"
    return "" if valore is None else str(valore)
