"""What the page of one import shows: how many lines of each kind, those of one page, headings and questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from cruscotto.importazione.actions.anteprima import LUNGA_INTESTAZIONE
from cruscotto.importazione.genere import GenereImportabile
from cruscotto.importazione.pagina.esiti import da_scrivere
from cruscotto.importazione.pagina.linee import LineaDiAnteprima, cella_di, linee
from cruscotto.models import (
    SCRITTE,
    Importazione,
    Prospettiva,
    Ricordo,
    StatoImportazione,
    TipoVoceImportazione,
    VoceImportazione,
)
from ente.fogli.intestazioni import campi_noti, campo_di
from ente.progetto import CosaMancante

S, T = StatoImportazione, TipoVoceImportazione
PER_PAGINA = 50
INTESTAZIONI = 200
"""Headings shown at most: more than these are not headings."""
VISTE = {
    "errori": T.ERRORE,
    "dubbi": T.DUBBIO,
    "rimaste": T.RIMASTA,
    "modificate": T.MODIFICATA,
    "nuove": T.NUOVA,
    "tolte": T.TOLTA,
    "sal": T.SAL,
    "avvisi": T.AVVISO,
}
"""The lists of an import, by the name that ``?vista=`` gives them, in the order in which they matter."""
TITOLI = {
    "errori": "Errori",
    "dubbi": "Da decidere",
    "rimaste": "Non annullate",
    "modificate": "Modificate",
    "nuove": "Nuove",
    "tolte": "Tolte",
    "sal": "SAL che cambiano",
    "avvisi": "Avvisi",
}
SEMPRE = ("errori", "dubbi", "modificate", "nuove")
"""The lists of a preview that are counted even when they are empty: that there are no errors is news."""
_ANNO = re.compile(r"\b(?:19|20)\d{2}\b")


@dataclass(frozen=True, slots=True)
class Lista:
    """A list of the import: its name in the address and in the page, how many lines."""

    codice: str
    nome: str
    quante: int
    corrente: bool


@dataclass(frozen=True, slots=True)
class GruppoMancante:
    """The things of one kind that the file names and are not there."""

    tipo: str
    cose: tuple[CosaMancante, ...]


@dataclass(frozen=True, slots=True)
class IntestazioneLetta:
    """A heading of the file. ``campo`` is the name of the column it was read as, empty when it was not read;
    ``motivo`` says why a person cannot say what it is, ``scelto`` what was answered (None: nobody has)."""

    posto: str
    testo: str
    chiave: str
    campo: str
    motivo: str
    scelto: str | None
    da_indicare: bool


class VociContate(Paginator[VoceImportazione]):
    """Pages of lines that have been counted already."""

    def __init__(self, voci: Any, quante: int) -> None:
        self._quante = quante
        super().__init__(voci, PER_PAGINA)

    @cached_property
    def count(self) -> int:
        return self._quante


class PaginaImportazione:
    """An import with its lists; ``vista`` is the one asked for, by default the first that wants a look."""

    def __init__(
        self, importazione: Importazione, genere: GenereImportabile, vista: str = "", pagina: str = ""
    ) -> None:
        self.importazione, self.genere = importazione, genere
        self._pagina = pagina
        trovate = importazione.voci.order_by().values_list("tipo").annotate(quante=Count("pk"))
        self.conti: dict[str, int] = {str(tipo): quante for tipo, quante in trovate}
        self.vista = vista if vista in VISTE else self._prima()

    def _prima(self) -> str:
        for codice, tipo in VISTE.items():
            if codice == "dubbi" and not self.da_decidere:
                continue
            if self.conti.get(tipo):
                return codice
        return "dubbi" if self.conti.get(T.DUBBIO) else "modificate"

    @property
    def da_decidere(self) -> int:
        return int(self.importazione.riepilogo.get("da_decidere", 0))

    @property
    def mancanti(self) -> list[GruppoMancante]:
        """What the file names and is not there, kind by kind: it is made, where the import may, or is to be."""
        gruppi: dict[str, list[CosaMancante]] = {}
        for tipo, nome, righe in self.importazione.riepilogo.get("mancanti", ()):
            gruppi.setdefault(tipo, []).append(CosaMancante(tipo, nome, righe))
        return [GruppoMancante(tipo, tuple(cose)) for tipo, cose in gruppi.items()]

    @property
    def errori(self) -> int:
        return self.conti.get(T.ERRORE, 0)

    @property
    def da_scrivere(self) -> int:
        return da_scrivere(self.conti)

    @property
    def titolo(self) -> str:
        return TITOLI[self.vista]

    @property
    def liste(self) -> list[Lista]:
        in_anteprima = self.importazione.stato == S.ANTEPRIMA
        return [
            Lista(codice, TITOLI[codice], self.conti.get(tipo, 0), codice == self.vista)
            for codice, tipo in VISTE.items()
            if self.conti.get(tipo) or codice == self.vista or (in_anteprima and codice in SEMPRE)
        ]

    @cached_property
    def pagina(self) -> Page[VoceImportazione]:
        tipo = VISTE[self.vista]
        voci = self.importazione.voci.filter(tipo=tipo).order_by("ordine")
        return VociContate(voci, self.conti.get(tipo, 0)).get_page(self._pagina)

    @cached_property
    def linee(self) -> list[LineaDiAnteprima]:
        nuove = any(m.tipo == Prospettiva._meta.verbose_name for m in self.mancanti)
        return linee(list(self.pagina), self.importazione.nome, nuove_prospettive=nuove)

    @property
    def scritte(self) -> bool:
        """Whether the list is of rows that the file writes."""
        return VISTE[self.vista] in SCRITTE or self.vista == "rimaste"

    @cached_property
    def intestazioni(self) -> list[IntestazioneLetta]:
        """The headings of the file, each once."""
        importazione, anno = self.importazione, self.importazione.ciclo.anno if self.importazione.ciclo else 0
        viste = {(i["chiave"], i["testo"]): i for i in reversed(importazione.riepilogo.get("intestazioni", []))}
        lette = list(viste.values())[::-1][:INTESTAZIONI]
        note, nomi = campi_noti(self.genere.colonne), {c.campo: c.nome for c in self.genere.colonne}
        ricordate = self._ricordate([i["chiave"] for i in lette if not campo_di(i["testo"], note, anno)])
        for i in lette:
            i["posto"] = "!".join(p for p in cella_di(i["posto"], importazione.nome) if p)
        return [_intestazione(i, note, nomi, ricordate, anno) for i in lette]

    def _ricordate(self, chiavi: list[str]) -> Mapping[str, str]:
        """What was answered for headings that the kind does not know: for this file, or for one before."""
        if not chiavi:
            return {}
        importazione = self.importazione
        ricordi = Ricordo.objects.di(importazione.ente).filter(
            genere=importazione.genere, intestazione=True, chiave__in=chiavi
        )
        return {**dict(ricordi.values_list("chiave", "risposta")), **importazione.mappa}

    @property
    def da_indicare(self) -> list[IntestazioneLetta]:
        return [i for i in self.intestazioni if i.da_indicare]

    @property
    def altre_intestazioni(self) -> list[IntestazioneLetta]:
        """Those that were recognised, or that no answer could be for."""
        return [i for i in self.intestazioni if not i.da_indicare]

    @property
    def colonne_mancanti(self) -> bool:
        """Whether the file could not be judged for its headings: one of the unknown may be the one that is missing."""
        return bool(self.errori) and not self.importazione.riepilogo.get("giudicabile", True)

    @property
    def non_indicate(self) -> int:
        """How many headings nobody knows and nobody has answered for."""
        return sum(i.scelto is None for i in self.da_indicare)


def _intestazione(
    letta: Mapping[str, str], note: Mapping[str, str], nomi: Mapping[str, str], ricordate: Mapping[str, str], anno: int
) -> IntestazioneLetta:
    testo, chiave = letta["testo"], letta["chiave"]
    anni = _ANNO.findall(testo)
    motivo = ""
    if anni and str(anno) not in anni:
        motivo = "è di un altro anno"
    elif not chiave or len(testo) >= LUNGA_INTESTAZIONE:
        motivo = "non è un nome di colonna"
    da_indicare = not motivo and not campo_di(testo, note, anno)
    scelto = ricordate.get(chiave) if da_indicare else None
    return IntestazioneLetta(
        letta["posto"], testo, chiave, nomi.get(letta["campo"], letta["campo"]), motivo, scelto, da_indicare
    )
