"""A context table laid out for reading, on a page or in the document: spans of headings, styles of cells. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from contesto.models import Cella as CellaTavola
from contesto.models import Colonna, Riga, Tavola

CORTA = 24  # lines of a table that is better moved overleaf than divided
LETTERE = 120  # that a line of the whole table holds
FITTA = 8  # columns that full-size letters can hold
SPUNTA = "✓"
ANGOLO = "Voce"  # heading of a column that the source leaves without: an empty header cell says nothing


@dataclass(frozen=True, slots=True)
class ColonnaFoto:
    etichetta: str
    livello_superiore: str
    testo: bool
    totale: bool


@dataclass(frozen=True, slots=True)
class RigaFoto:
    """A printed row: its cells as printed; ``numeri`` says which of them are numbers."""

    celle: tuple[str, ...]
    numeri: tuple[bool, ...]
    gruppo: bool
    totale: bool


@dataclass(frozen=True, slots=True)
class TavolaFoto:
    """A context table; ``unita`` is in words, with the rows or columns that have another one."""

    codice: str
    titolo: str
    tema: str
    unita: str
    fonte: str
    note: tuple[str, ...]
    colonne: tuple[ColonnaFoto, ...]
    righe: tuple[RigaFoto, ...]


def fotografa_tavola(tavola: Tavola) -> TavolaFoto:
    """Freeze a table whose rows, columns and cells are prefetched (otherwise three queries)."""
    colonne: Sequence[Colonna] = list(tavola.colonne.all())
    righe: Iterable[Riga] = tavola.righe.all()
    celle: dict[tuple[int, int], CellaTavola] = {(c.riga_id, c.colonna_id): c for c in tavola.celle.all()}
    foto = []
    for riga in righe:
        fila = [celle[riga.pk, colonna.pk] for colonna in colonne]
        foto.append(
            RigaFoto(
                celle=tuple(c.testo for c in fila),
                numeri=tuple(c.valore is not None or c.testo == "-" for c in fila),
                gruppo=riga.gruppo,
                totale=riga.totale,
            )
        )
    return TavolaFoto(
        codice=tavola.codice,
        titolo=tavola.titolo,
        tema=tavola.tema,
        unita=unita_in_parole(tavola),
        fonte=tavola.fonte,
        note=tuple(tavola.note),
        colonne=tuple(ColonnaFoto(c.etichetta, c.livello_superiore, c.testo, c.totale) for c in colonne),
        righe=tuple(foto),
    )


def unita_in_parole(tavola: Tavola) -> str:
    """The unit of a table, as "milioni di euro; Reddito pro-capite in euro"; empty for a table of words."""
    if tavola.unita in ("", "testo"):
        return ""
    altre: dict[str, dict[str, None]] = {}
    for voce in (*tavola.righe.all(), *tavola.colonne.all()):
        if voce.unita and voce.unita != tavola.unita:
            nome = voce.livello_superiore if isinstance(voce, Colonna) else voce.misura
            altre.setdefault(voce.unita, {})[nome or voce.etichetta] = None
    return "; ".join([tavola.unita, *(f"{', '.join(nomi)} in {unita}" for unita, nomi in altre.items())])


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
class CellaStampata:
    """A cell of the body; ``titolo`` says that it names its row."""

    testo: str
    classe: str = ""
    colonne: int = 1
    titolo: bool = False


@dataclass(frozen=True, slots=True)
class RigaTavola:
    celle: tuple[CellaStampata, ...]
    classe: str


@dataclass(frozen=True, slots=True)
class TavolaStampata:
    """A context table ready to print: in ``stile`` short ones stay on one page, dense ones take smaller letters."""

    tavola: TavolaFoto
    unita: str
    intestazioni: tuple[tuple[Intestazione, ...], ...]
    righe: tuple[RigaTavola, ...]
    stile: str


def impagina(foto: TavolaFoto) -> TavolaStampata:
    """A context table with the style of each cell and the spans of its headings."""
    classi = tuple(_classe(foto, i) for i in range(len(foto.colonne)))
    testuale = all(classe != "num" for classe in classi)
    return TavolaStampata(
        tavola=foto,
        unita="" if testuale else foto.unita,
        intestazioni=_intestazioni(foto, classi),
        righe=tuple(_riga_tavola(foto, riga, classi) for riga in foto.righe),
        stile=f"tavola{' corta' * (_linee(foto) <= CORTA)}{' fitta' * (len(foto.colonne) > FITTA)}",
    )


def _linee(foto: TavolaFoto) -> int:
    """About how many lines the body takes, with columns all as wide."""
    larga = LETTERE // max(len(foto.colonne), 1) or 1
    return sum(max(len(testo) // larga + 1 for testo in riga.celle) for riga in foto.righe)


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
        return RigaTavola((CellaStampata(riga.celle[0], colonne=len(classi), titolo=True),), nomi)
    celle: list[CellaStampata] = []
    posto = 0
    for superiore, gruppo in groupby(foto.colonne, key=lambda c: c.livello_superiore):
        quante = len(list(gruppo))
        testi, stili = riga.celle[posto : posto + quante], classi[posto : posto + quante]
        if riga.totale and superiore and testi[0] and quante > 1 and not any(testi[1:]):
            celle.append(CellaStampata(testi[0], "centro", quante))
        else:
            celle.extend(CellaStampata(t, stile) for t, stile in zip(testi, stili, strict=True))
        posto += quante
    if classi[0] != "num" and celle[0].testo.strip():  # an empty header names no row
        celle[0] = replace(celle[0], titolo=True)
    return RigaTavola(tuple(celle), nomi)


def _intestazioni(foto: TavolaFoto, classi: Sequence[str]) -> tuple[tuple[Intestazione, ...], ...]:
    """One heading row, or two with merged cells: a heading above covers the neighbours that repeat it."""
    colonne = list(zip(foto.colonne, classi, strict=True))
    if not any(c.livello_superiore for c in foto.colonne):
        riga = tuple(Intestazione(c.etichetta or ANGOLO, classe=classe) for c, classe in colonne)
        return (riga,) if any(c.etichetta for c in foto.colonne) else ()
    sopra: list[Intestazione] = []
    sotto: list[Intestazione] = []
    for superiore, gruppo in groupby(colonne, key=lambda coppia: coppia[0].livello_superiore):
        lista = list(gruppo)
        if superiore and len(lista) == 1 and not lista[0][0].etichetta:
            sopra.append(Intestazione(superiore, righe=2, classe=lista[0][1]))
        elif superiore:
            sopra.append(Intestazione(superiore, colonne=len(lista), classe="centro"))
            sotto.extend(Intestazione(c.etichetta or ANGOLO, classe=classe) for c, classe in lista)
        else:
            sopra.extend(Intestazione(c.etichetta or ANGOLO, righe=2, classe=classe) for c, classe in lista)
    return (tuple(sopra), tuple(sotto))
