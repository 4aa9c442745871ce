"""The body's own scorecard beside the tree of its cycle: the matrix, the strategic map, and their tables."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from contesto.colori import Tema
from cruscotto.aritmetica.sal import Fascia, Media
from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import ObiettivoMisurato, ProspettivaMisurata, misura_cruscotti
from cruscotto.misurazione.struttura import Nodo, leggi_struttura
from cruscotto.strategia.figure import StrategiaMisurata


@dataclass(frozen=True, slots=True)
class NodoMisurato:
    """An objective under a prospettiva with its result, None where the scorecard does not measure it."""

    nodo: Nodo
    misurato: ObiettivoMisurato | None
    prospettiva: str = ""

    @property
    def valore(self) -> Decimal | None:
        """The SAL, None where there is none."""
        return self.misurato.media.valore if self.misurato else None

    @property
    def fascia(self) -> Fascia | None:
        """The band of the traffic light of the SAL."""
        return self.misurato.fascia if self.misurato else None


@dataclass(frozen=True, slots=True)
class RigaTabella:
    """A prospettiva as a row: its result, and the objectives of each column beside the name of the column."""

    codice: str
    nome: str
    misurata: ProspettivaMisurata | None
    celle: tuple[tuple[str, tuple[NodoMisurato, ...]], ...]

    @property
    def valore(self) -> Decimal | None:
        """The SAL of the prospettiva, None where there is none."""
        return self.misurata.media.valore if self.misurata else None

    @property
    def fascia(self) -> Fascia | None:
        """The band of the traffic light of the SAL."""
        return self.misurata.fascia if self.misurata else None


@dataclass(frozen=True, slots=True)
class ColonnaTabella:
    """An area strategica as a column; without a number, what belongs to all of them."""

    nome: str
    media: Media
    fascia: Fascia | None


@dataclass(frozen=True, slots=True)
class RigaNessi:
    """An objective of the map with those that it helps and those that help it."""

    obiettivo: NodoMisurato
    sostiene: tuple[NodoMisurato, ...]
    sostenuto: tuple[NodoMisurato, ...]

    @property
    def versi(self) -> tuple[tuple[str, tuple[NodoMisurato, ...]], ...]:
        """The two columns of arrows, each with its heading: those that leave and those that arrive."""
        return ("Sostiene", self.sostiene), ("È sostenuto da", self.sostenuto)


def leggi_quadro(scelta: AnnoScelto, *, aree: bool = True, nessi: bool = True) -> StrategiaMisurata:
    """The tree of the cycle of a page with the body's own scorecard as measured at its period."""
    ente = scelta.ciclo.ente
    misura = Misura.al_periodo(scelta.ciclo, scelta.periodo)
    prospetti = misura_cruscotti(scelta.ciclo, scelta.periodo, scelta.cruscotti[:1], misura)
    struttura = leggi_struttura(scelta.ciclo, scelta.periodo, aree=aree, nessi=nessi)
    tema = Tema(ente.colore_primario, ente.colore_secondario)
    return StrategiaMisurata(struttura, prospetti[0] if prospetti else None, misura, tema)


def tabella_matrice(quadro: StrategiaMisurata) -> tuple[tuple[ColonnaTabella, ...], tuple[RigaTabella, ...]]:
    """The matrix as a table: a column for each area strategica, and a last one where objectives serve all of them.
    Empty where there is nothing to cross."""
    struttura = quadro.struttura
    if not struttura.incrociata:
        return (), ()
    aree: list[tuple[int | None, str]] = [(numero, f"{numero}. {nome}") for numero, nome in struttura.aree]
    if any(n.area_strategica is None for n in struttura.nodi):
        aree.append((None, "Tutte le aree strategiche"))
    colonne = []
    for numero, nome in aree:
        media = quadro.media_area(numero)
        colonne.append(ColonnaTabella(nome, media, quadro.fascia_area(numero)))
    righe = []
    for codice, nome in struttura.prospettive:
        propri = [_misurato(quadro, n) for n in struttura.nodi if n.prospettiva == codice]
        celle = tuple((area, tuple(m for m in propri if m.nodo.area_strategica == n)) for n, area in aree)
        righe.append(RigaTabella(codice, nome, quadro.prospettiva(codice), celle))
    return tuple(colonne), tuple(righe)


def tabella_nessi(quadro: StrategiaMisurata) -> tuple[RigaNessi, ...]:
    """The map as a table: each objective with the arrows that leave it and those that reach it."""
    nodi = {n.chiave: _misurato(quadro, n) for n in quadro.struttura.nodi if n.nome}
    nessi = quadro.struttura.nessi
    return tuple(
        RigaNessi(
            misurato,
            tuple(nodi[a] for da, a in nessi if da == chiave and a in nodi),
            tuple(nodi[da] for da, a in nessi if a == chiave and da in nodi),
        )
        for chiave, misurato in nodi.items()
    )


def _misurato(quadro: StrategiaMisurata, nodo: Nodo) -> NodoMisurato:
    return NodoMisurato(nodo, quadro.misurato(nodo), dict(quadro.struttura.prospettive)[nodo.prospettiva])
