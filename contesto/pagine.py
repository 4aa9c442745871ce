"""What the context pages show: tables by theme, their charts, the counts of personnel. Pure: rows are read before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from contesto.colori import Tema
from contesto.grafici import disegna_grafico
from contesto.models import Tavola
from contesto.numeri import CONTESTO
from contesto.selezione import SelezioneSbagliata, costruisci_grafico
from contesto.stampa import TavolaStampata, fotografa_tavola, impagina

TEMI = {
    "territorio": "Territorio",
    "normativa": "Norme",
    "imprese": "Imprese",
    "lavoro": "Lavoro",
    "credito": "Credito",
    "commercio-estero": "Commercio con l'estero",
    "personale": "Personale",
    "strutture": "Strutture",
    "attivita": "Attività",
    "servizi": "Servizi",
    "utenti": "Utenti",
    "promozione": "Promozione",
    "processo": "Redazione della Relazione",
}
PERSONALE = "personale"
DONNE, UOMINI = "Donne", "Uomini"


@dataclass(frozen=True, slots=True)
class Disegno:
    """A chart ready for the page; ``errore`` says why it could not be drawn."""

    titolo: str
    svg: str
    errore: str = ""


@dataclass(frozen=True, slots=True)
class Scheda:
    """A table ready for the page, with its charts."""

    tavola: Tavola
    stampata: TavolaStampata
    disegni: tuple[Disegno, ...]


@dataclass(frozen=True, slots=True)
class Conto:
    """How many people a table of personnel counts, from its cells and not from its printed totals."""

    tavola: Tavola
    persone: Decimal
    donne: Decimal | None
    uomini: Decimal | None

    @property
    def quota_donne(self) -> Decimal | None:
        """Women in percent of the people counted by sex, unrounded."""
        if self.donne is None or self.uomini is None or not self.donne + self.uomini:
            return None
        return CONTESTO.divide(100 * self.donne, self.donne + self.uomini)


def per_tema(tavole: Iterable[Tavola]) -> list[tuple[str, str, list[Tavola]]]:
    """Tables by theme (code, name, tables): themes in the order of the document, unknown ones last."""
    ordine = {tema: posto for posto, tema in enumerate(TEMI)}
    disposte = sorted(tavole, key=lambda t: (ordine.get(t.tema, len(ordine)), t.tema, t.ordine))
    return [(tema, nome_tema(tema), list(gruppo)) for tema, gruppo in groupby(disposte, key=lambda t: t.tema)]


def nome_tema(tema: str) -> str:
    """The theme as a reader knows it."""
    return TEMI.get(tema, tema.replace("-", " ").capitalize())


def scheda(tavola: Tavola, tema: Tema) -> Scheda:
    """A table with its charts; rows, columns, cells and charts are prefetched."""
    return Scheda(tavola, impagina(fotografa_tavola(tavola)), tuple(_disegni(tavola, tema)))


def _disegni(tavola: Tavola, tema: Tema) -> Iterable[Disegno]:
    righe, colonne, celle = list(tavola.righe.all()), list(tavola.colonne.all()), list(tavola.celle.all())
    for grafico in tavola.grafici.all():
        try:
            yield Disegno(grafico.titolo, disegna_grafico(costruisci_grafico(grafico, righe, colonne, celle), tema))
        except (SelezioneSbagliata, ValueError) as errore:
            yield Disegno(grafico.titolo, "", str(errore))


def per_sesso(tavola: Tavola) -> bool:
    """Whether the columns of a table tell women and men apart."""
    return any(c.sesso for c in tavola.colonne.all())


def conta(tavola: Tavola) -> Conto:
    """Count the people of a table: every cell that is not in a printed total, and by sex where columns say it."""
    righe = {r.pk for r in tavola.righe.all() if not (r.totale or r.gruppo)}
    colonne = {c.pk: c for c in tavola.colonne.all() if not (c.totale or c.testo)}
    valori = [
        (colonne[c.colonna_id].sesso, c.valore)
        for c in tavola.celle.all()
        if c.riga_id in righe and c.colonna_id in colonne and c.valore is not None
    ]
    persone = sum((v for _, v in valori), Decimal(0))
    if not any(sesso for sesso, _ in valori):
        return Conto(tavola, persone, None, None)
    donne, uomini = (sum((v for s, v in valori if s == sesso), Decimal(0)) for sesso in (DONNE, UOMINI))
    return Conto(tavola, persone, donne, uomini)


def discordi(conti: Sequence[Conto]) -> bool:
    """Whether tables that should count the same people do not."""
    return len({c.persone for c in conti}) > 1
