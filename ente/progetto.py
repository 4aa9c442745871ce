"""What an import would do: rows to create, to change from what to what, to remove, what is wrong and what is doubtful.

A kind of import reads what there is in a few queries, builds a ``Progetto`` and writes nothing; ``applica`` then writes
it in one transaction, unless what it was built upon has changed. The same sheet twice makes an empty one.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, models, transaction

from ente.errori import ErroreUtente
from ente.importazione import ErroreNelFile, Esito, ImportazioneRifiutata
from ente.lotti import LOTTO, Scrittura, numera, scrittura

M = TypeVar("M", bound=models.Model)
Modello = type[models.Model]


LUNGA_CHIAVE = 250
NON_CREARE, CREARE = "no", "sì"
IN_SOSPESO = "Finché non si sceglie, resta com'è sul sito."


class CambiatoNelFrattempo(ErroreUtente):
    """What the plan was built upon is not there any more as it was: nothing was written."""

    def __init__(self) -> None:
        super().__init__("Nel frattempo i dati sono cambiati: non è stato scritto nulla, ripetete.")


@dataclass(frozen=True, slots=True)
class Cambio:
    """A row that would be written, or removed. ``oggetto`` already has its new values; ``prima`` is empty when it is
    new, ``dopo`` when it goes. Foreign keys are instances."""

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
    def modificato(self) -> bool:
        return bool(self.prima and self.dopo)


@dataclass(slots=True)
class Dubbio:
    """Something that the file leaves open, to be asked once: the answer holds for whatever has the same ``chiave``.

    ``risposte`` pairs each answer with its words; ``risposta`` is the one given, empty when the plan went on with
    ``proposta``. ``quanti`` says in how many places, of which ``posto`` is the first and ``altri`` the others.
    ``sospende``: until there is an answer its rows stay out, and the others go in all the same.
    """

    chiave: str
    posto: str
    frase: str
    risposte: tuple[tuple[str, str], ...]
    proposta: str
    risposta: str = ""
    quanti: int = 1
    altri: list[str] = field(default_factory=list)
    sospende: bool = False

    def __str__(self) -> str:
        if self.sospende and not self.risposta:
            return f"{self.frase} {IN_SOSPESO}"
        presa = dict(self.risposte)[self.risposta or self.proposta]
        return f"{self.frase} {'Deciso' if self.risposta else 'Senza altra indicazione'}: {presa}."


@dataclass(frozen=True, slots=True)
class CosaMancante:
    """Something that a file names and is not there: what it is, its name, how many rows of the file use it, where the
    first of them is; ``rifiutata``: somebody has said that it is not to be made."""

    tipo: str
    nome: str
    righe: int
    posto: str = ""
    rifiutata: bool = False

    @property
    def chiave(self) -> str:
        """The key of the answer that says whether it is made."""
        intera = f"crea|{self.tipo}|{self.nome}"
        return intera if len(intera) <= LUNGA_CHIAVE else hashlib.sha256(intera.encode()).hexdigest()

    def __str__(self) -> str:
        return f"{self.tipo} «{self.nome}» ({self.righe} rig{'a' if self.righe == 1 else 'he'})"


@dataclass(slots=True)
class Progetto:
    """The outcome of reading a sheet against the database. With ``errori`` it cannot be applied.

    ``modelli`` is the order in which rows are written, what others point to first; ``scansa`` says, for fields whose
    values are unique and that rows may exchange, where each goes meanwhile. ``risposte`` are those already given.
    ``mancanti`` is what the file names and is not there: it is made, or what stands under it is among the errors.
    ``verifica`` looks, inside the transaction that writes, at what the plan supposed besides the rows that it changes;
    it raises CambiatoNelFrattempo.
    """

    modelli: tuple[Modello, ...] = ()
    scansa: Mapping[str, Any] = field(default_factory=dict)
    risposte: Mapping[str, str] = field(default_factory=dict)
    cambi: list[Cambio] = field(default_factory=list)
    invariati: int = 0
    errori: list[ErroreNelFile] = field(default_factory=list)
    avvisi: list[ErroreNelFile] = field(default_factory=list)
    dubbi: dict[str, Dubbio] = field(default_factory=dict)
    mancanti: list[CosaMancante] = field(default_factory=list)
    verifica: Callable[[], None] | None = None

    def metti(
        self,
        nuovo: M,
        esistente: M | None,
        valori: Mapping[str, Any],
        *,
        nome: str,
        posto: str,
        se_cambia: Mapping[str, Any] | None = None,
    ) -> None:
        """Plan that a row has ``valori``: the new one when there is none, else a change of the other, or nothing.

        ``se_cambia`` goes with them when they are not there already: who wrote them, a version more. ``esistente`` must
        have been read whole, with the foreign keys among ``valori``.
        """
        if esistente is None:
            dopo = {**valori, **(se_cambia or {})}
            self._aggiungi(nuovo, nome, posto, {}, dopo)
            return
        diversi = {n: v for n, v in valori.items() if v != getattr(esistente, n)}
        if not diversi:
            self.invariati += 1
            return
        diversi |= {n: v for n, v in (se_cambia or {}).items() if v != getattr(esistente, n)}
        self._aggiungi(esistente, nome, posto, {n: getattr(esistente, n) for n in diversi}, diversi)

    def _aggiungi(
        self, oggetto: models.Model, nome: str, posto: str, prima: Mapping[str, Any], dopo: Mapping[str, Any]
    ) -> None:
        for n, v in dopo.items():
            setattr(oggetto, n, v)
        self.cambi.append(Cambio(oggetto, nome, posto, prima, dopo))

    def togli(self, oggetto: models.Model, *, nome: str, posto: str) -> None:
        """Plan that a row goes."""
        prima = {c.attname: getattr(oggetto, c.attname) for c in oggetto._meta.concrete_fields if not c.primary_key}
        self.cambi.append(Cambio(oggetto, nome, posto, prima, {}))

    def chiedi(
        self,
        chiave: str,
        posto: str,
        frase: str,
        risposte: Sequence[tuple[str, str]],
        proposta: str,
        *,
        sospende: bool = False,
    ) -> str:
        """The answer to a doubt: the one given for ``chiave``, or the proposed one while it is being asked; empty when
        it only keeps its own rows out (``sospende``)."""
        gia = self.dubbi.get(chiave)
        if gia is not None:
            gia.quanti += 1
            gia.altri.append(posto)
            return gia.risposta or ("" if gia.sospende else gia.proposta)
        data = self.risposte.get(chiave, "")
        data = data if data in dict(risposte) else ""
        self.dubbi[chiave] = Dubbio(chiave, posto, frase, tuple(risposte), proposta, data, sospende=sospende)
        return data or ("" if sospende else proposta)

    @property
    def da_decidere(self) -> list[Dubbio]:
        return [d for d in self.dubbi.values() if not d.risposta and not d.sospende]

    @property
    def in_sospeso(self) -> list[Dubbio]:
        """The doubts without an answer that only keep their own rows out."""
        return [d for d in self.dubbi.values() if not d.risposta and d.sospende]

    def esito(self) -> Esito:
        """The counts, as every import tells them; doubts that nobody has answered are warnings."""
        nuovi = sum(c.nuovo for c in self.cambi)
        aperti = (*self.da_decidere, *self.in_sospeso)
        avvisi = [*self.avvisi, *(ErroreNelFile(d.posto, str(d)) for d in aperti)]
        return Esito(nuovi, len(self.cambi) - nuovi, self.invariati, avvisi)

    def esige_senza_errori(self) -> None:
        """
        Raises:
            ImportazioneRifiutata: with everything that is wrong.
        """
        if self.errori:
            raise ImportazioneRifiutata(self.errori)

    def per_modello(self) -> Iterator[tuple[Modello, list[Cambio]]]:
        """What would be written, model by model, in the order of writing."""
        gruppi: dict[Modello, list[Cambio]] = {m: [] for m in self.modelli}
        for c in self.cambi:
            gruppi.setdefault(type(c.oggetto), []).append(c)
        return ((m, gruppo) for m, gruppo in gruppi.items() if gruppo)

    def impronta(self) -> str:
        """The same for plans that would write the same. Moments do not count: they are those of the writing."""
        somma = hashlib.sha256()
        for c in self.cambi:
            chiave = None if c.nuovo else c.oggetto.pk
            riga = [c.oggetto._meta.label, chiave, c.posto, in_json(c.prima), in_json(c.dopo)]
            somma.update(json.dumps(riga, sort_keys=True).encode())
        return somma.hexdigest()


def in_json(valori: Mapping[str, Any]) -> dict[str, Any]:
    """Values that JSON keeps as they are, without the moments: of a foreign key the key (none for what is still to be
    created), decimals as texts without the zeros that a column adds, dates as 2019-12-31."""
    return {n: _in_json(v) for n, v in valori.items() if not isinstance(v, dt.datetime)}


def _in_json(valore: Any) -> Any:
    if isinstance(valore, models.Model):
        return valore.pk
    if isinstance(valore, Decimal):
        return f"{valore.normalize():f}"
    if isinstance(valore, dt.date):
        return valore.isoformat()
    return valore


def applica(progetto: Progetto) -> None:
    """Write a plan, all or nothing. Call it once.

    Raises:
        ImportazioneRifiutata: the plan has errors.
        CambiatoNelFrattempo: a row that it changes is not as the plan found it, or one that it creates is there.
    """
    prepara(progetto)()


def prepara(progetto: Progetto) -> Scrittura:
    """What applies a plan, with all that can be done beforehand done; to be called once.

    Raises:
        ImportazioneRifiutata: the plan has errors.
    """
    progetto.esige_senza_errori()
    gruppi = list(progetto.per_modello())
    for modello, cambi in gruppi:
        numera(modello, [c.oggetto for c in cambi if c.nuovo])
    scritture = [_prepara(modello, cambi, progetto.scansa) for modello, cambi in gruppi]

    def scrivi() -> None:
        try:
            with transaction.atomic():
                if gruppi and progetto.verifica is not None:
                    progetto.verifica()
                for modello, cambi in reversed(gruppi):
                    _togli(modello, [c for c in cambi if c.tolto])
                for una in scritture:
                    una()
        except (DataError, IntegrityError) as errore:
            raise CambiatoNelFrattempo from errore

    return scrivi


def _prepara(modello: Modello, cambi: Sequence[Cambio], scansa: Mapping[str, Any]) -> Scrittura:
    """What writes the rows of a model, those that change before those that are new."""
    cambiati = [c for c in cambi if c.modificato]
    riscrivi = riscrittura(modello, [(c.oggetto, c.dopo) for c in cambiati], scansa)
    crea = scrittura(modello, [c.oggetto for c in cambi if c.nuovo])

    def scrivi() -> None:
        if cambiati:
            _controlla_intatti(modello, cambiati, sorted({n for c in cambiati for n in c.dopo}))
        riscrivi()
        crea()

    return scrivi


def _togli(modello: Modello, cambi: Sequence[Cambio]) -> None:
    if not cambi:
        return
    _controlla_intatti(modello, cambi, sorted({n for c in cambi for n in c.prima}))
    for lotto in _lotti([c.oggetto.pk for c in cambi]):
        modello._base_manager.filter(pk__in=lotto).delete()


def riscrittura(
    modello: Modello, righe: Sequence[tuple[models.Model, Collection[str]]], scansa: Mapping[str, Any]
) -> Scrittura:
    """What writes rows over, each with its fields that change; ``scansa`` as in ``Progetto``. By key: many times faster
    than an UPDATE with a case for each of them."""
    campi = sorted({n for _, suoi in righe for n in suoi})
    scrivi = scrittura(modello, [r for r, _ in righe], campi)

    def riscrivi() -> None:
        for campo in scansa.keys() & set(campi):
            for lotto in _lotti([r.pk for r, suoi in righe if campo in suoi]):
                modello._base_manager.filter(pk__in=lotto).update(**{campo: scansa[campo]})
        scrivi()

    return riscrivi


def _controlla_intatti(modello: Modello, cambi: Sequence[Cambio], campi: Sequence[str]) -> None:
    """Lock the rows that would change and compare all that will be written over with what the plan found."""
    insieme = modello._base_manager.all()
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
