"""The tree of a cycle as frozen values: what the drawings, the tree page and the document all start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cruscotto.ciclo.fotografie import Aperta, fotografia_di
from cruscotto.misurazione.livelli import AREE, PROSPETTIVE, PrimoLivello, posto_di, posto_di_area, primo_livello
from cruscotto.models import Ciclo, Nesso, ObiettivoInProspettiva, Periodo, Prospettiva
from cruscotto.models.albero import titolo_obiettivo


@dataclass(frozen=True, slots=True)
class Nodo:
    """A strategic objective under a prospettiva; without an area strategica it serves all of them.

    ``prospettiva`` is the code of what it stands under in the scorecards (``cruscotto.misurazione.livelli``).
    """

    prospettiva: str
    numero: int
    nome: str
    area_strategica: int | None

    @property
    def chiave(self) -> str:
        """The place on the strategic map, ``processi/6``."""
        return f"{self.prospettiva}/{self.numero}"

    @property
    def titolo(self) -> str:
        """Number and name; empty for what stands for no objective."""
        return titolo_obiettivo(self.numero, self.nome)


@dataclass(frozen=True, slots=True)
class Struttura:
    """The tree of a cycle down to the objectives. ``nessi`` are pairs of keys of nodes, from cause to effect."""

    mandato: str
    mission: str
    vision: str
    prospettive: tuple[tuple[str, str], ...]
    aree: tuple[tuple[int, str], ...]
    nodi: tuple[Nodo, ...]
    nessi: tuple[tuple[str, str], ...]

    @property
    def livello(self) -> PrimoLivello | None:
        """What the scorecards are divided by; None when it is by nothing."""
        return primo_livello(codice for codice, _ in self.prospettive)

    @property
    def con_obiettivi(self) -> bool:
        """Whether there are strategic objectives."""
        return any(n.nome for n in self.nodi)

    @property
    def incrociata(self) -> bool:
        """Whether prospettive and aree strategiche cross, so that there is a matrix to draw."""
        return bool(self.aree) and self.livello is PROSPETTIVE


def leggi_struttura(ciclo: Ciclo, periodo: Periodo | None, *, aree: bool = True, nessi: bool = True) -> Struttura:
    """Read the tree of a cycle at a period in one query, and one more each for aree strategiche and links where they
    are wanted; of a closed period, as its photograph keeps it."""
    foto = fotografia_di(periodo)
    if foto is not None:
        return _fotografata(foto)
    scritte: dict[str, str] = {}
    letti: list[tuple[int, str, Nodo]] = []
    righe = Prospettiva.objects.filter(ciclo=ciclo).order_by("ordine", "codice", "nodi__obiettivo__numero")
    for codice, nome, chiave, numero, obiettivo, area, nome_area in righe.values_list(
        "codice",
        "nome",
        "nodi__pk",
        "nodi__obiettivo__numero",
        "nodi__obiettivo__nome",
        "nodi__obiettivo__area_strategica__numero",
        "nodi__obiettivo__area_strategica__nome",
    ):
        if nome:
            scritte[codice] = nome
        if chiave is not None:
            posto, sopra = (codice, nome) if nome or area is None else posto_di_area(area, nome_area)
            letti.append((chiave, sopra, Nodo(posto, numero, obiettivo, area)))
    prospettive, nodi = _in_ordine(scritte, letti)
    return Struttura(
        mandato=ciclo.mandato,
        mission=ciclo.mission,
        vision=ciclo.vision,
        prospettive=prospettive,
        aree=tuple(ciclo.aree_strategiche.order_by("numero").values_list("numero", "nome")) if aree else (),
        nodi=tuple(nodi.values()),
        nessi=_nessi(ciclo, nodi) if nessi else (),
    )


def _in_ordine(
    scritte: Mapping[str, str], letti: Iterable[tuple[int, str, Nodo]]
) -> tuple[tuple[tuple[str, str], ...], dict[int, Nodo]]:
    """What objectives stand under, and the nodes by key: first those under nothing, then by area strategica, then by
    prospettiva in the order of ``scritte``, which has them all."""
    ordinati = sorted(letti, key=lambda letto: _rango(letto[2]))
    posti = dict.fromkeys(n.prospettiva for _, _, n in ordinati)
    nomi = {n.prospettiva: nome for _, nome, n in ordinati}
    tutti = {**{codice: nomi[codice] for codice in posti if codice not in scritte}, **scritte}
    return tuple(tutti.items()), {chiave: nodo for chiave, _, nodo in ordinati}


def _rango(nodo: Nodo) -> tuple[int, int]:
    if not nodo.prospettiva:
        return (0, 0)
    return (1, nodo.area_strategica or 0) if primo_livello([nodo.prospettiva]) is AREE else (2, 0)


def _fotografata(foto: Aperta) -> Struttura:
    scritte = sorted(foto.righe("prospettive").values(), key=lambda p: (p.ordine, p.codice))
    ordinati = sorted(foto.righe("nodi").values(), key=lambda n: (n.prospettiva.ordine, n.obiettivo.numero))
    letti: list[tuple[int, str, Nodo]] = []
    for n in ordinati:
        codice, nome = posto_di(n)
        area = n.obiettivo.area_strategica
        letti.append((n.pk, nome, Nodo(codice, n.obiettivo.numero, n.obiettivo.nome, area.numero if area else None)))
    prospettive, nodi = _in_ordine({p.codice: p.nome for p in scritte if p.nome}, letti)
    aree = sorted(foto.righe("aree_strategiche").values(), key=lambda a: a.numero)
    nessi = sorted(foto.righe("nessi").values(), key=lambda n: (*_posto(n.da), *_posto(n.a)))
    return Struttura(
        mandato=foto.testi["mandato"],
        mission=foto.testi["mission"],
        vision=foto.testi["vision"],
        prospettive=prospettive,
        aree=tuple((a.numero, a.nome) for a in aree),
        nodi=tuple(nodi.values()),
        nessi=tuple((nodi[n.da_id].chiave, nodi[n.a_id].chiave) for n in nessi),
    )


def _posto(nodo: ObiettivoInProspettiva) -> tuple[int, int]:
    return nodo.prospettiva.ordine, nodo.obiettivo.numero


def _nessi(ciclo: Ciclo, nodi: Mapping[int, Nodo]) -> tuple[tuple[str, str], ...]:
    righe = Nesso.objects.filter(da__obiettivo__ciclo=ciclo).values_list("da", "a")
    return tuple((nodi[da].chiave, nodi[a].chiave) for da, a in righe)
