"""The tree of a cycle as frozen values: what the drawings, the tree page and the document all start from."""

from __future__ import annotations

from dataclasses import dataclass

from cruscotto.ciclo.fotografie import Aperta, fotografia_di
from cruscotto.models import Ciclo, Nesso, ObiettivoInProspettiva, Periodo, Prospettiva


@dataclass(frozen=True, slots=True)
class Nodo:
    """A strategic objective under a prospettiva; without an area strategica it serves all of them."""

    prospettiva: str
    numero: int
    nome: str
    area_strategica: int | None

    @property
    def chiave(self) -> str:
        """The place on the strategic map, ``processi/6``."""
        return f"{self.prospettiva}/{self.numero}"


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


def leggi_struttura(ciclo: Ciclo, periodo: Periodo | None, *, aree: bool = True, nessi: bool = True) -> Struttura:
    """Read the tree of a cycle at a period in one query, and one more each for aree strategiche and links where they
    are wanted; of a closed period, as its photograph keeps it."""
    foto = fotografia_di(periodo)
    if foto is not None:
        return _fotografata(foto)
    prospettive: dict[str, str] = {}
    nodi: list[Nodo] = []
    righe = Prospettiva.objects.filter(ciclo=ciclo).order_by("ordine", "codice", "nodi__obiettivo__numero")
    for codice, nome, numero, obiettivo, area in righe.values_list(
        "codice", "nome", "nodi__obiettivo__numero", "nodi__obiettivo__nome", "nodi__obiettivo__area_strategica__numero"
    ):
        prospettive[codice] = nome
        if numero is not None:
            nodi.append(Nodo(codice, numero, obiettivo, area))
    return Struttura(
        mandato=ciclo.mandato,
        mission=ciclo.mission,
        vision=ciclo.vision,
        prospettive=tuple(prospettive.items()),
        aree=tuple(ciclo.aree_strategiche.order_by("numero").values_list("numero", "nome")) if aree else (),
        nodi=tuple(nodi),
        nessi=_nessi(ciclo) if nessi else (),
    )


def _fotografata(foto: Aperta) -> Struttura:
    prospettive = sorted(foto.righe("prospettive").values(), key=lambda p: (p.ordine, p.codice))
    ordinati = sorted(foto.righe("nodi").values(), key=lambda n: (n.prospettiva.ordine, n.obiettivo.numero))
    nodi = {
        n.pk: Nodo(
            n.prospettiva.codice,
            n.obiettivo.numero,
            n.obiettivo.nome,
            n.obiettivo.area_strategica.numero if n.obiettivo.area_strategica else None,
        )
        for n in ordinati
    }
    aree = sorted(foto.righe("aree_strategiche").values(), key=lambda a: a.numero)
    nessi = sorted(foto.righe("nessi").values(), key=lambda n: (*_posto(n.da), *_posto(n.a)))
    return Struttura(
        mandato=foto.testi["mandato"],
        mission=foto.testi["mission"],
        vision=foto.testi["vision"],
        prospettive=tuple((p.codice, p.nome) for p in prospettive),
        aree=tuple((a.numero, a.nome) for a in aree),
        nodi=tuple(nodi.values()),
        nessi=tuple((nodi[n.da_id].chiave, nodi[n.a_id].chiave) for n in nessi),
    )


def _posto(nodo: ObiettivoInProspettiva) -> tuple[int, int]:
    return nodo.prospettiva.ordine, nodo.obiettivo.numero


def _nessi(ciclo: Ciclo) -> tuple[tuple[str, str], ...]:
    righe = Nesso.objects.filter(da__obiettivo__ciclo=ciclo).values_list(
        "da__prospettiva__codice", "da__obiettivo__numero", "a__prospettiva__codice", "a__obiettivo__numero"
    )
    return tuple((f"{da}/{da_numero}", f"{a}/{a_numero}") for da, da_numero, a, a_numero in righe)
