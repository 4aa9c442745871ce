"""What an import would do: rows to create, to change from what to what, to take away, and what is wrong.

A kind of import reads what there is in a few queries, builds a ``Progetto`` and writes nothing. A person looks at it;
``applica`` then writes it in one short transaction, unless what it was built upon has changed. The same sheet twice
makes an empty one. ``disfa`` goes back over what was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from ente.errori import ErroreUtente
from ente.importazione import Errore, Esito

M = TypeVar("M", bound=models.Model)
LOTTO = 1000


class CambiatoNelFrattempo(ErroreUtente):
    """What the plan was built upon is not there any more as it was: nothing was written."""

    def __init__(self) -> None:
        super().__init__("Nel frattempo i dati sono cambiati: controllate la nuova anteprima.")


@dataclass(frozen=True, slots=True)
class Scelta:
    """A doubt that a person settles: its code, its cell, what is doubtful, and the answers (value, words); the first
    is what happens when nobody answers. ``chiave`` is under what the answer is remembered for the body."""

    codice: str
    chiave: str
    posto: str
    frase: str
    risposte: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Cambio:
    """A row that would be written. ``oggetto`` already has its new values; ``prima`` is empty when it is new, ``dopo``
    when it would be taken away."""

    oggetto: models.Model
    nome: str
    posto: str
    prima: Mapping[str, Any]
    dopo: Mapping[str, Any]

    @property
    def nuovo(self) -> bool:
        return not self.prima

    @property
    def tolto(self) -> bool:
        return not self.dopo

    @property
    def modello(self) -> type[models.Model]:
        return type(self.oggetto)


@dataclass(slots=True)
class Progetto:
    """The outcome of reading a sheet against the database. With ``errori`` it cannot be applied."""

    cambi: list[Cambio] = field(default_factory=list)
    invariati: int = 0
    errori: list[Errore] = field(default_factory=list)
    avvisi: list[Errore] = field(default_factory=list)
    scelte: list[Scelta] = field(default_factory=list)

    def metti(
        self,
        modello: type[M],
        esistente: M | None,
        chiave: Mapping[str, Any],
        valori: Mapping[str, Any],
        *,
        nome: str,
        posto: str,
    ) -> M:
        """Plan that the row named by ``chiave`` has ``valori``: a new one, a change, or nothing; returns it with them.

        Foreign keys are given as instances, which may themselves be new: rows are written in the order of planning.
        """
        if esistente is None:
            nuovo = modello(**chiave, **valori)
            self.cambi.append(Cambio(nuovo, nome, posto, {}, {**chiave, **valori}))
            return nuovo
        prima = {n: _attuale(esistente, n) for n in valori}
        diversi = [n for n, v in valori.items() if _chiave(v) != prima[n]]
        if not diversi:
            self.invariati += 1
            return esistente
        for n in diversi:
            setattr(esistente, n, valori[n])
        cambio = Cambio(esistente, nome, posto, {n: prima[n] for n in diversi}, {n: valori[n] for n in diversi})
        self.cambi.append(cambio)
        return esistente

    def togli(self, esistente: models.Model, *, nome: str, posto: str) -> None:
        """Plan that a row goes away, which nothing else points to."""
        tutti = {c.name: _attuale(esistente, c.name) for c in esistente._meta.concrete_fields if not c.primary_key}
        self.cambi.append(Cambio(esistente, nome, posto, tutti, {}))

    @property
    def nuovi(self) -> int:
        return sum(c.nuovo for c in self.cambi)

    @property
    def modificati(self) -> int:
        return len(self.cambi) - self.nuovi

    def esito(self) -> Esito:
        """The counts, as every import tells them."""
        return Esito(self.nuovi, self.modificati, self.invariati, list(self.avvisi))

    def impronta(self) -> str:
        """A fingerprint of what would be written and over what: equal plans make equal writings."""
        voci = [
            (c.modello._meta.label_lower, c.nome, c.oggetto.pk, in_json(c.prima), in_json(c.dopo)) for c in self.cambi
        ]
        return hashlib.sha256(json.dumps(voci, cls=DjangoJSONEncoder, sort_keys=True).encode()).hexdigest()


def _attuale(riga: models.Model, nome: str) -> Any:
    return getattr(riga, riga._meta.get_field(nome).attname)  # type: ignore[union-attr]


def _chiave(valore: Any) -> Any:
    """A foreign key as the key it is stored as: nothing yet for a row that is itself new."""
    return valore.pk if isinstance(valore, models.Model) else valore


def in_json(valori: Mapping[str, Any]) -> dict[str, Any]:
    """Values of fields as JSON keeps them: foreign keys as keys, or as the name of what is new."""
    return {
        n: (v.pk if v.pk is not None else f"nuovo: {v}") if isinstance(v, models.Model) else v
        for n, v in valori.items()
    }


def applica(progetto: Progetto) -> None:
    """Write a plan without errors, all or nothing, in as many statements as kinds of rows. Call it once.

    Raises:
        CambiatoNelFrattempo: a row that it changes is not as the plan found it, or one that it creates is there.
        ValueError: the plan has errors: a mistake of the caller.
    """
    if progetto.errori:
        raise ValueError("un progetto con errori non si applica")
    try:
        with transaction.atomic():
            gruppi = _per_modello(progetto.cambi)
            for gruppo in gruppi:
                _controlla_intatti([c for c in gruppo if not c.nuovo])
            for gruppo in reversed(gruppi):
                _togli([c.oggetto for c in gruppo if c.tolto])
            for gruppo in gruppi:
                _scrivi(gruppo)
    except IntegrityError as errore:
        raise CambiatoNelFrattempo from errore


def _scrivi(gruppo: Sequence[Cambio]) -> None:
    modello = gruppo[0].modello
    nuovi = [c.oggetto for c in gruppo if c.nuovo]
    if nuovi:
        modello._base_manager.bulk_create(nuovi, batch_size=LOTTO)
    per_campi: dict[tuple[str, ...], list[models.Model]] = {}
    for cambio in gruppo:
        if not cambio.nuovo and not cambio.tolto:
            per_campi.setdefault(tuple(cambio.dopo), []).append(cambio.oggetto)
    for campi, righe in per_campi.items():
        modello._base_manager.bulk_update(righe, list(campi), batch_size=LOTTO // 2)


def _togli(righe: Sequence[models.Model]) -> None:
    if righe:
        chiavi = [r.pk for r in righe]
        insieme = type(righe[0])._base_manager.filter(pk__in=chiavi)
        insieme._raw_delete(insieme.db)  # leaves first: nothing may cascade unseen


def _controlla_intatti(cambi: Sequence[Cambio]) -> None:
    """Lock the rows that would change and compare them with what the plan says was there."""
    for inizio in range(0, len(cambi), LOTTO // 2):
        parte = cambi[inizio : inizio + LOTTO // 2]
        campi = sorted({n for c in parte for n in c.prima})
        insieme = parte[0].modello._base_manager.select_for_update().filter(pk__in=[c.oggetto.pk for c in parte])
        adesso = {riga.pk: riga for riga in insieme.only("pk", *campi)}
        for c in parte:
            riga = adesso.get(c.oggetto.pk)
            if riga is None or any(_attuale(riga, n) != v for n, v in c.prima.items()):
                raise CambiatoNelFrattempo


def _per_modello(cambi: Iterable[Cambio]) -> list[list[Cambio]]:
    gruppi: dict[type[models.Model], list[Cambio]] = {}
    for cambio in cambi:
        gruppi.setdefault(cambio.modello, []).append(cambio)
    return list(gruppi.values())
