"""What the page of one import shows: how many lines of each kind, those of one page, headings and questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count

from cruscotto.importazione.genere import GenereImportabile
from cruscotto.importazione.pagina.colonne import ColonneDelFoglio
from cruscotto.importazione.pagina.esiti import da_scrivere
from cruscotto.importazione.pagina.linee import LineaDiAnteprima, linee
from cruscotto.models import (
    SCRITTE,
    Importazione,
    Prospettiva,
    StatoImportazione,
    TipoVoceImportazione,
    VoceImportazione,
)
from ente.progetto import CosaMancante

S, T = StatoImportazione, TipoVoceImportazione
PER_PAGINA = 50
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
DI_RIGHE = ("modificate", "nuove", "tolte")
"""The lists of rows that the file writes: sorted by name or as in the file, and those alone that want a look."""
NOME, FOGLIO = "nome", "foglio"
ORDINI = {FOGLIO: ("ordine",), "-foglio": ("-ordine",), NOME: ("nome", "ordine"), "-nome": ("-nome", "-ordine")}
DUBBIE = "dubbie"


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
class TestaCheOrdina:
    """A heading that sorts: what a click on it asks for, how the rows are now (as ``aria-sort`` says it)."""

    nome: str
    chiede: str
    verso: str


def cose_mancanti(importazione: Importazione) -> list[CosaMancante]:
    """What the file of an import names and is not there."""
    return [CosaMancante(*scritta) for scritta in importazione.riepilogo.get("mancanti", ())]


class VociContate(Paginator[VoceImportazione]):
    """Pages of lines that have been counted already."""

    def __init__(self, voci: Any, quante: int) -> None:
        self._quante = quante
        super().__init__(voci, PER_PAGINA)

    @cached_property
    def count(self) -> int:
        return self._quante


class PaginaImportazione:
    """An import with its lists; ``vista`` is the one asked for, by default the first that wants a look. ``ordina`` and
    ``solo`` are for the lists of rows."""

    def __init__(
        self,
        importazione: Importazione,
        genere: GenereImportabile,
        vista: str = "",
        pagina: str = "",
        ordina: str = "",
        solo: str = "",
    ) -> None:
        self.importazione, self.genere = importazione, genere
        self._pagina = pagina
        self.ordina = ordina if ordina in ORDINI else FOGLIO
        self._solo = solo
        trovate = importazione.voci.order_by().values_list("tipo").annotate(quante=Count("pk"))
        self.conti: dict[str, int] = {str(tipo): quante for tipo, quante in trovate}
        self.vista = vista if vista in VISTE else self._prima()

    def _prima(self) -> str:
        for codice, tipo in VISTE.items():
            if codice == "dubbi" and not self.da_decidere and not self.in_sospeso:
                continue
            if self.conti.get(tipo):
                return codice
        return "dubbi" if self.conti.get(T.DUBBIO) else "modificate"

    @property
    def da_decidere(self) -> int:
        return int(self.importazione.riepilogo.get("da_decidere", 0))

    @property
    def in_sospeso(self) -> int:
        """How many doubts keep only their own rows out."""
        return int(self.importazione.riepilogo.get("in_sospeso", 0))

    @property
    def mancanti(self) -> list[GruppoMancante]:
        """What the file names and is not there, kind by kind: it is made, where the import may, or is to be."""
        gruppi: dict[str, list[CosaMancante]] = {}
        for cosa in cose_mancanti(self.importazione):
            gruppi.setdefault(cosa.tipo, []).append(cosa)
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
        voci = self.importazione.voci.filter(tipo=tipo)
        quante = self.conti.get(tipo, 0)
        if self.solo_dubbie:
            voci, quante = voci.filter(dettagli__dubbia=True), self.dubbie
        ordine = ORDINI[self.ordina if self.di_righe else FOGLIO]
        return VociContate(voci.order_by(*ordine), quante).get_page(self._pagina)

    @property
    def di_righe(self) -> bool:
        return self.vista in DI_RIGHE

    @cached_property
    def dubbie(self) -> int:
        """How many rows of the list have a question or a notice at one of their cells."""
        if not self.di_righe or not self.importazione.riepilogo.get("dubbie"):
            return 0
        return self.importazione.voci.filter(tipo=VISTE[self.vista], dettagli__dubbia=True).count()

    @property
    def solo_dubbie(self) -> bool:
        return self._solo == DUBBIE and self.dubbie > 0

    @property
    def ordini(self) -> dict[str, TestaCheOrdina]:
        """The two headings that sort."""
        detti = {NOME: "Che cosa", FOGLIO: "Nel foglio"}
        return {codice: self._ordine(codice, nome) for codice, nome in detti.items()}

    def _ordine(self, codice: str, nome: str) -> TestaCheOrdina:
        crescente, decrescente = self.ordina == codice, self.ordina == f"-{codice}"
        verso = "ascending" if crescente else "descending" if decrescente else ""
        return TestaCheOrdina(nome, f"-{codice}" if crescente else codice, verso)

    @cached_property
    def linee(self) -> list[LineaDiAnteprima]:
        nuove = any(m.tipo == Prospettiva._meta.verbose_name for m in self.mancanti)
        return linee(list(self.pagina), self.importazione.nome, nuove_prospettive=nuove)

    @property
    def scritte(self) -> bool:
        """Whether the list is of rows that the file writes."""
        return VISTE[self.vista] in SCRITTE or self.vista == "rimaste"

    @cached_property
    def colonne(self) -> ColonneDelFoglio:
        return ColonneDelFoglio(self.importazione, self.genere)

    @property
    def colonne_mancanti(self) -> bool:
        """Whether the file could not be judged for its headings: one of the unknown may be the one that is missing."""
        return bool(self.errori) and not self.importazione.riepilogo.get("giudicabile", True)
