"""The lines of a preview in words: where, what, which field from what to what. A query for each kind of object named,
however many the lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from cruscotto.ciclo.atti_in_parole import nome_campo, valore_detto
from cruscotto.models import ObiettivoInProspettiva, ObiettivoStrategico, Prospettiva, VoceImportazione

TACIUTI = frozenset({"ente", "ciclo", "versione", "avvisi", "regole_congelate", "inserita_da"})
"""Fields that say where the file goes, or how the site keeps a row: who reads the preview did not write them."""
DEL_TESTO = frozenset(
    {"tipo", "valore", "data", "livello", "numeratore", "denominatore", "fasi", "unita", "verso", "tolleranza"}
    | {"tolleranza_relativa", "stretto", "uguale"}
)
"""Fields that are read from ``testo``: beside it they say the same again."""
DELLA_RIGA = frozenset({"indicatore", "collocazione"})
"""What a new row hangs from: the line says it already."""
NUOVO = "da creare"
LUNGO = 300
DI_VALORI = frozenset({"valore atteso", "rilevazione"})
BREVI = 3
"""Fields that a row of the list shows before it is opened."""
PRIME = 20
"""Rows of the database shown of one line; the others are counted."""

Valori = Mapping[str, Any]
Nomi = Mapping[type[models.Model], Mapping[Any, str]]


@dataclass(frozen=True, slots=True)
class CampoCambiato:
    """A field with its value before and after, empty where there is none."""

    nome: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class RigaCambiata:
    """What happens to one row of the database: ``oggetto`` says of what kind it is."""

    oggetto: str
    nuova: bool
    campi: tuple[CampoCambiato, ...]


@dataclass(frozen=True, slots=True)
class Luce:
    """A traffic light as it was when the preview was made."""

    codice: str
    nome: str


@dataclass(frozen=True, slots=True)
class SalCambiato:
    """A SAL of 0–100 before and after, each with its traffic light; None where there is none."""

    prima: Decimal | None
    dopo: Decimal | None
    fascia_prima: Luce | None
    fascia_dopo: Luce | None


@dataclass(frozen=True, slots=True)
class LineaDiAnteprima:
    """A line of the preview as the page shows it; ``foglio`` is empty when the file has one only, a csv."""

    voce: VoceImportazione
    foglio: str
    cella: str
    righe: tuple[RigaCambiata, ...]

    @property
    def dove(self) -> str:
        """Where it stands in the file."""
        return f"{self.foglio}!{self.cella}" if self.foglio else self.cella

    @property
    def altre(self) -> int:
        """How many rows of the database the line writes besides."""
        return max(len(self.voce.righe) - PRIME, 0)

    @property
    def primi(self) -> list[tuple[bool, CampoCambiato]]:
        """The fields that its row says before it is opened, each with whether its object is new: a value first, its own
        name never."""
        righe = sorted(self.righe, key=lambda riga: riga.oggetto not in DI_VALORI)
        campi = [(riga.nuova, campo) for riga in righe for campo in riga.campi]
        nome = self.voce.nome
        return [(nuova, campo) for nuova, campo in campi if campo.dopo != nome or campo.prima][:BREVI]

    @property
    def dubbia(self) -> bool:
        """Whether a cell of its row has a question or a notice."""
        return bool(self.voce.dettagli.get("dubbia"))

    @property
    def sal(self) -> SalCambiato:
        d = self.voce.dettagli
        prima, dopo = (Decimal(d[n]) if d.get(n) else None for n in ("prima", "dopo"))
        return SalCambiato(prima, dopo, *(_fascia(d.get(n)) for n in ("fascia_prima", "fascia_dopo")))


def linee(voci: Sequence[VoceImportazione], file: str, *, nuove_prospettive: bool = True) -> list[LineaDiAnteprima]:
    """The lines, in order, of a file with that name; ``nuove_prospettive``: it makes some that have a name."""
    nomi = _nomi(voci)
    return [
        LineaDiAnteprima(voce, *cella_di(voce.posto, file), tuple(_righe(voce, nomi, nuove_prospettive)))
        for voce in voci
    ]


def cella_di(posto: str, file: str) -> tuple[str, str]:
    """Sheet and cell of a place; a csv is one sheet, called as the file."""
    foglio, _, cella = posto.rpartition("!")
    return "" if file.startswith(foglio) else foglio, cella


def _fascia(scritta: Mapping[str, str] | None) -> Luce | None:
    return Luce(scritta["codice"], scritta["nome"]) if scritta else None


def _righe(voce: VoceImportazione, nomi: Nomi, nuove_prospettive: bool) -> Iterator[RigaCambiata]:
    for modello_scritto, _, prima, dopo in voce.righe[:PRIME]:
        modello = apps.get_model(modello_scritto)
        if not prima and _di_nessun_livello(modello, dopo, nomi, nuove_prospettive):
            continue
        nome = str(modello._meta.verbose_name)
        yield RigaCambiata(nome, not prima, tuple(_campi(modello, prima, dopo, nomi)))


def _di_nessun_livello(modello: type[models.Model], dopo: Valori, nomi: Nomi, nuove_prospettive: bool) -> bool:
    """Whether a new row stands for a level that the cycle does not have (ADR 43): nobody is told of it."""
    if modello in (Prospettiva, ObiettivoStrategico):
        return not dopo.get("nome")
    if modello is not ObiettivoInProspettiva:
        return False
    prospettiva = dopo.get("prospettiva")
    if prospettiva is None:  # still to be made
        return not nuove_prospettive
    return nomi.get(Prospettiva, {}).get(prospettiva) == str(Prospettiva())


def _campi(modello: type[models.Model], prima: Valori, dopo: Valori, nomi: Nomi) -> Iterator[CampoCambiato]:
    tipo = str(modello._meta.verbose_name)
    col_testo = "testo" in prima or "testo" in dopo
    for n in dict.fromkeys([*prima, *dopo]):
        campo = _campo(modello, n)
        nome = campo.name if campo is not None else n
        if nome in TACIUTI or (col_testo and nome in DEL_TESTO) or (not prima and nome in DELLA_RIGA):
            continue
        era, sara = (_scritto(tipo, campo, nome, valori, n, nomi) for valori in (prima, dopo))
        if era != sara:
            yield CampoCambiato(nome_campo(tipo, nome), era, sara)


def _campo(modello: type[models.Model], nome: str) -> models.Field[Any, Any] | None:
    try:
        campo = modello._meta.get_field(nome)
    except FieldDoesNotExist:  # the model has changed since the import
        return None
    return campo if isinstance(campo, models.Field) else None


def _scritto(
    tipo: str, campo: models.Field[Any, Any] | None, nome: str, valori: Valori, chiave: str, nomi: Nomi
) -> str:
    if chiave not in valori:
        return ""
    valore = valori[chiave]
    if campo is not None and isinstance(campo, models.ForeignKey):
        if valore is None:
            return "" if campo.null else NUOVO
        return nomi.get(_altro(campo), {}).get(valore, f"n. {valore}")
    detto = valore_detto(tipo, nome, valore)
    return detto if len(detto) <= LUNGO else f"{detto[:LUNGO]}…"


def _altro(campo: models.ForeignKey[Any, Any]) -> type[models.Model]:
    modello: type[models.Model] = campo.remote_field.model
    return modello


def _nomi(voci: Iterable[VoceImportazione]) -> dict[type[models.Model], dict[Any, str]]:
    """The names of the rows that the lines point to."""
    chieste: dict[type[models.Model], set[Any]] = {}
    for voce in voci:
        for modello, _, *valori in voce.righe[:PRIME]:
            for n, valore in (coppia for parte in valori for coppia in parte.items()):
                campo = _campo(apps.get_model(modello), n)
                if isinstance(campo, models.ForeignKey) and campo.name not in TACIUTI and valore is not None:
                    chieste.setdefault(_altro(campo), set()).add(valore)
    return {
        modello: {r.pk: str(r) for r in modello._base_manager.filter(pk__in=chiavi).select_related()}
        for modello, chiavi in chieste.items()
    }
