"""What each kind of table prints: frozen values already written in Italian, with the spans of continued cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby
from urllib.parse import urlsplit

from cruscotto.sal import Fascia
from cruscotto.valori import formatta_numero
from relazione.fotografia import Fotografia, RigaFoto, SchedaFoto, TavolaFoto, VoceRisultatoFoto

CORTA = 16  # rows of a table that surely fits a page
FITTA = 8  # columns that full-size letters can hold
SPUNTA = "✓"
NESSUNO = "–"
ANGOLO = "Voce"  # heading of a column that the source leaves without: an empty header cell says nothing


@dataclass(frozen=True, slots=True)
class Intestazione:
    """A header cell: the columns and rows that it spans, and its style."""

    testo: str
    colonne: int = 1
    righe: int = 1
    classe: str = ""

    @property
    def ambito(self) -> str:
        """What the header names: one column, or several."""
        return "colgroup" if self.colonne > 1 else "col"


@dataclass(frozen=True, slots=True)
class Cella:
    """A cell of the body; ``titolo`` says that it names its row."""

    testo: str
    classe: str = ""
    colonne: int = 1
    titolo: bool = False


@dataclass(frozen=True, slots=True)
class RigaTavola:
    celle: tuple[Cella, ...]
    classe: str


@dataclass(frozen=True, slots=True)
class TavolaStampata:
    """A context table ready to print: in ``stile`` short ones stay on one page, dense ones take smaller letters."""

    tavola: TavolaFoto
    unita: str
    intestazioni: tuple[tuple[Intestazione, ...], ...]
    righe: tuple[RigaTavola, ...]
    stile: str


def tavola(foto: TavolaFoto) -> TavolaStampata:
    """A context table with the style of each cell and the spans of its headings."""
    classi = tuple(_classe(foto, i) for i in range(len(foto.colonne)))
    testuale = all(classe != "num" for classe in classi)
    return TavolaStampata(
        tavola=foto,
        unita="" if testuale else foto.unita,
        intestazioni=_intestazioni(foto, classi),
        righe=tuple(_riga_tavola(foto, riga, classi) for riga in foto.righe),
        stile=f"tavola{' corta' * (len(foto.righe) <= CORTA)}{' fitta' * (len(foto.colonne) > FITTA)}",
    )


def _classe(foto: TavolaFoto, colonna: int) -> str:
    """How a column is set: ``segno`` for ticks in the middle, ``num`` to the right, words to the left."""
    contenuti = {riga.celle[colonna] for riga in foto.righe}
    if SPUNTA in contenuti and contenuti <= {SPUNTA, ""}:
        return "segno"
    numerica = not foto.colonne[colonna].testo and any(riga.numeri[colonna] for riga in foto.righe)
    return "num" if numerica else ""


def _riga_tavola(foto: TavolaFoto, riga: RigaFoto, classi: Sequence[str]) -> RigaTavola:
    nomi = " ".join(nome for nome, vale in (("gruppo", riga.gruppo), ("totale", riga.totale)) if vale)
    if riga.gruppo and not any(riga.celle[1:]):
        return RigaTavola((Cella(riga.celle[0], colonne=len(classi), titolo=True),), nomi)
    celle: list[Cella] = []
    posto = 0
    for superiore, gruppo in groupby(foto.colonne, key=lambda c: c.livello_superiore):
        quante = len(list(gruppo))
        testi, stili = riga.celle[posto : posto + quante], classi[posto : posto + quante]
        if riga.totale and superiore and testi[0] and quante > 1 and not any(testi[1:]):
            celle.append(Cella(testi[0], "centro", quante))
        else:
            celle.extend(Cella(t, stile) for t, stile in zip(testi, stili, strict=True))
        posto += quante
    if classi[0] != "num":
        celle[0] = replace(celle[0], titolo=True)
    return RigaTavola(tuple(celle), nomi)


def _intestazioni(foto: TavolaFoto, classi: Sequence[str]) -> tuple[tuple[Intestazione, ...], ...]:
    """One heading row, or two with merged cells: a heading above covers the neighbours that repeat it."""
    colonne = list(zip(foto.colonne, classi, strict=True))
    if not any(c.livello_superiore for c in foto.colonne):
        riga = tuple(Intestazione(c.etichetta or ANGOLO, classe=classe) for c, classe in colonne)
        return (riga,) if any(c.etichetta for c in foto.colonne) else ()
    sopra: list[Intestazione] = []
    for superiore, gruppo in groupby(colonne, key=lambda coppia: coppia[0].livello_superiore):
        lista = list(gruppo)
        if superiore and len(lista) == 1 and not lista[0][0].etichetta:
            sopra.append(Intestazione(superiore, righe=2, classe=lista[0][1]))
        elif superiore:
            sopra.append(Intestazione(superiore, colonne=len(lista), classe="centro"))
        else:
            sopra.extend(Intestazione(c.etichetta or ANGOLO, righe=2, classe=classe) for c, classe in lista)
    sotto = tuple(
        Intestazione(c.etichetta, classe=classe) for c, classe in colonne if c.livello_superiore and c.etichetta
    )
    return (tuple(sopra), sotto)


@dataclass(frozen=True, slots=True)
class RigaBilancio:
    etichetta: str
    tipo: str
    importi: tuple[str, ...]

    @property
    def vuota(self) -> bool:
        """Whether the line is a heading without amounts."""
        return self.tipo == "titolo" and set(self.importi) == {NESSUNO}


def bilancio(foto: Fotografia) -> tuple[RigaBilancio, ...]:
    """The budget table with Italian amounts; a missing amount is a dash."""
    return tuple(
        RigaBilancio(
            voce.etichetta,
            voce.tipo,
            tuple(euro(v) for v in (voce.preventivo, voce.aggiornamento, voce.consuntivo, voce.differenza)),
        )
        for voce in foto.bilancio
    )


def euro(importo: Decimal | None) -> str:
    """An amount with two decimals, ``−4.314.500,00`` with a true minus; a dash when there is none."""
    return NESSUNO if importo is None else formatta_numero(importo, 2).replace("-", "−")


@dataclass(frozen=True, slots=True)
class GruppoInterventi:
    obiettivo: str
    righe: tuple[tuple[str, str], ...]
    totale: str


@dataclass(frozen=True, slots=True)
class InterventiStampati:
    gruppi: tuple[GruppoInterventi, ...]
    totale: str


def interventi(foto: Fotografia) -> InterventiStampati:
    """Interventions by objective with their subtotals and total, in euro."""
    gruppi = []
    for etichetta, voci in groupby(foto.interventi, key=lambda i: i.etichetta_obiettivo):
        lista = list(voci)
        gruppi.append(
            GruppoInterventi(
                etichetta,
                tuple((i.descrizione, euro(i.importo)) for i in lista),
                euro(sum((i.importo for i in lista), Decimal(0))),
            )
        )
    return InterventiStampati(tuple(gruppi), euro(sum((i.importo for i in foto.interventi), Decimal(0))))


@dataclass(frozen=True, slots=True)
class SchedaStampata:
    scheda: SchedaFoto
    cifre: tuple[VoceRisultatoFoto, ...]
    punti: tuple[str, ...]
    gruppi: tuple[VoceRisultatoFoto, ...]
    esiti: tuple[VoceRisultatoFoto, ...]


def scheda(foto: SchedaFoto, prospettive: Mapping[str, str]) -> SchedaStampata:
    """A result sheet with its figures, points, lists and outcomes apart; ``prospettive`` gives names to their codes."""
    voci: dict[str, list[VoceRisultatoFoto]] = {"cifra": [], "punto": [], "gruppo": [], "esito": []}
    for voce in foto.voci:
        voci[voce.tipo].append(replace(voce, prospettiva=prospettive.get(voce.prospettiva, voce.prospettiva)))
    return SchedaStampata(
        foto,
        tuple(voci["cifra"]),
        tuple(v.etichetta for v in voci["punto"]),
        tuple(voci["gruppo"]),
        tuple(voci["esito"]),
    )


@dataclass(frozen=True, slots=True)
class VoceLegenda:
    fascia: Fascia
    intervallo: str


def legenda(foto: Fotografia) -> tuple[VoceLegenda, ...]:
    """The bands of the traffic light in words."""
    return tuple(VoceLegenda(f, _intervallo(f)) for f in foto.misura.fasce)


def _intervallo(fascia: Fascia) -> str:
    da = formatta_numero(fascia.da) if fascia.da is not None else ""
    a = formatta_numero(fascia.a) if fascia.a is not None else ""
    if not da or fascia.da == 0:
        return f"SAL sotto {a}%"
    return f"SAL da {da}% in su" if not a else f"SAL da {da}% a meno di {a}%"


@dataclass(frozen=True, slots=True)
class DocumentoStampato:
    """A document of the cycle; only web addresses become links."""

    titolo: str
    atto: str
    url: str

    @property
    def collegabile(self) -> bool:
        return urlsplit(self.url).scheme in ("http", "https")


def documenti(foto: Fotografia) -> tuple[DocumentoStampato, ...]:
    """The documents of the cycle with their acts and addresses."""
    return tuple(DocumentoStampato(d.titolo, d.atto, d.url) for d in foto.documenti)
