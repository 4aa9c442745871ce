"""What an import would do: rows to create, to change from what to what, and what is wrong.

A kind of import reads what there is in a few queries, builds a ``Progetto`` and writes nothing; ``applica`` then writes
it in one transaction, unless what it was built upon has changed. The same sheet twice makes an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, models, transaction

from ente.errori import ErroreUtente
from ente.importazione import Errore, Esito, ImportazioneRifiutata

M = TypeVar("M", bound=models.Model)
LOTTO = 500


class CambiatoNelFrattempo(ErroreUtente):
    """What the plan was built upon is not there any more as it was: nothing was written."""

    def __init__(self) -> None:
        super().__init__("Nel frattempo i dati sono cambiati: non è stato scritto nulla, ripetete.")


@dataclass(frozen=True, slots=True)
class Cambio:
    """A row that would be written. ``oggetto`` already has its new values; ``prima`` is empty when it is new. Foreign
    keys are instances."""

    oggetto: models.Model
    nome: str
    posto: str
    prima: Mapping[str, Any]
    dopo: Mapping[str, Any]

    @property
    def nuovo(self) -> bool:
        return not self.prima


@dataclass(slots=True)
class Progetto:
    """The outcome of reading a sheet against the database. With ``errori`` it cannot be applied."""

    cambi: list[Cambio] = field(default_factory=list)
    invariati: int = 0
    errori: list[Errore] = field(default_factory=list)
    avvisi: list[Errore] = field(default_factory=list)

    def metti(self, nuovo: M, esistente: M | None, valori: Mapping[str, Any], *, nome: str, posto: str) -> None:
        """Plan that a row has ``valori``: the new one when there is none, else a change of the other, or nothing.

        The foreign keys among ``valori`` must have been read together with ``esistente``.
        """
        oggetto = nuovo if esistente is None else esistente
        prima = {n: getattr(esistente, n) for n in valori} if esistente is not None else {}
        diversi = {n: v for n, v in valori.items() if esistente is None or v != prima[n]}
        if not diversi:
            self.invariati += 1
            return
        for n, v in diversi.items():
            setattr(oggetto, n, v)
        self.cambi.append(Cambio(oggetto, nome, posto, {n: prima[n] for n in diversi if prima}, diversi))

    def esito(self) -> Esito:
        """The counts, as every import tells them."""
        nuovi = sum(c.nuovo for c in self.cambi)
        return Esito(nuovi, len(self.cambi) - nuovi, self.invariati, list(self.avvisi))

    def esige_senza_errori(self) -> None:
        """
        Raises:
            ImportazioneRifiutata: with everything that is wrong.
        """
        if self.errori:
            raise ImportazioneRifiutata(self.errori)


def applica(progetto: Progetto, scansa: Mapping[str, Any] | None = None) -> None:
    """Write a plan of rows of one model, all or nothing, a lot of 500 rows at a time. Call it once.

    ``scansa`` is for fields whose values are unique and that rows may exchange: where each goes meanwhile.

    Raises:
        ImportazioneRifiutata: the plan has errors.
        CambiatoNelFrattempo: a row that it changes is not as the plan found it, or one that it creates is there.
    """
    progetto.esige_senza_errori()
    try:
        with transaction.atomic():
            _modifica([c for c in progetto.cambi if not c.nuovo], scansa or {})
            nuovi = [c.oggetto for c in progetto.cambi if c.nuovo]
            if nuovi:
                type(nuovi[0])._base_manager.bulk_create(nuovi, batch_size=LOTTO)
    except (DataError, IntegrityError) as errore:
        raise CambiatoNelFrattempo from errore


def _modifica(cambi: Sequence[Cambio], scansa: Mapping[str, Any]) -> None:
    if not cambi:
        return
    insieme = type(cambi[0].oggetto)._base_manager.all()
    campi = sorted({n for c in cambi for n in c.dopo})
    _controlla_intatti(insieme, cambi, campi)
    for campo in scansa.keys() & set(campi):
        for lotto in _lotti([c.oggetto.pk for c in cambi if campo in c.dopo]):
            insieme.filter(pk__in=lotto).update(**{campo: scansa[campo]})
    insieme.bulk_update([c.oggetto for c in cambi], campi, batch_size=LOTTO)


def _controlla_intatti(insieme: models.QuerySet[Any], cambi: Sequence[Cambio], campi: Sequence[str]) -> None:
    """Lock the rows that would change and compare all that will be written over with what the plan found."""
    adesso: dict[Any, models.Model] = {}
    for lotto in _lotti([c.oggetto.pk for c in cambi]):
        adesso |= {r.pk: r for r in insieme.filter(pk__in=lotto).order_by("pk").select_for_update().only("pk", *campi)}
    for c in cambi:
        riga = adesso.get(c.oggetto.pk)
        if riga is None or any(_chiave(riga, n) != _trovata(c, n) for n in campi):
            raise CambiatoNelFrattempo


def _chiave(riga: models.Model, campo: str) -> Any:
    """The value of a column: of a foreign key the key, without reading what it points to."""
    return getattr(riga, riga._meta.get_field(campo).attname)  # type: ignore[union-attr]


def _trovata(cambio: Cambio, campo: str) -> Any:
    if campo not in cambio.prima:
        return _chiave(cambio.oggetto, campo)
    prima = cambio.prima[campo]
    return prima.pk if isinstance(prima, models.Model) else prima


def _lotti(chiavi: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (chiavi[n : n + LOTTO] for n in range(0, len(chiavi), LOTTO))
