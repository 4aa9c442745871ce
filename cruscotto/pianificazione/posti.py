"""Where an indicator may stand in the tree of a cycle: under an objective, a programme or an operating objective."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cruscotto.misurazione.livelli import in_fila
from cruscotto.models import Ciclo, ObiettivoInProspettiva
from cruscotto.models.albero import titolo_obiettivo

NODO, PROGRAMMA, OPERATIVO = "n", "p", "o"
SENZA = "Direttamente nel cruscotto"


@dataclass(frozen=True, slots=True)
class PostoPossibile:
    """A place of the tree, with the nodes above it; ``gruppo`` is the objective that it stands under, ``proprio`` its
    name alone, ``nome`` what tells it from the others of the group."""

    nodo: int
    programma: int | None
    operativo: int | None
    gruppo: str
    proprio: str
    nome: str

    @property
    def valore(self) -> str:
        """How a form names it."""
        return valore_posto(self.nodo, self.programma, self.operativo)


def valore_posto(nodo: int | None, programma: int | None, operativo: int | None) -> str:
    if operativo:
        return f"{OPERATIVO}{operativo}"
    return f"{PROGRAMMA}{programma}" if programma else f"{NODO}{nodo}" if nodo else ""


def leggi_posti(ciclo: Ciclo) -> dict[str, PostoPossibile]:
    """The places of a cycle by how a form names them, in the order of the tree. One query."""
    righe = ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo).order_by(
        "prospettiva__ordine", "obiettivo__numero", "programmi__pk", "programmi__obiettivi_operativi__pk"
    )
    return {posto.valore: posto for posto in _posti(righe.values_list(*COLONNE))}


COLONNE = (
    "pk",
    "prospettiva__nome",
    "obiettivo__numero",
    "obiettivo__nome",
    "programmi__pk",
    "programmi__nome",
    "programmi__obiettivi_operativi__pk",
    "programmi__obiettivi_operativi__nome",
)


def _posti(righe: Iterable[tuple[Any, ...]]) -> Iterator[PostoPossibile]:
    detti: set[str] = set()
    for nodo, prospettiva, numero, obiettivo, programma, suo, operativo, sotto in righe:
        gruppo = in_fila(prospettiva, titolo_obiettivo(numero, obiettivo)) or SENZA
        possibili = [PostoPossibile(nodo, None, None, gruppo, gruppo, gruppo)]
        if programma:
            possibili.append(PostoPossibile(nodo, programma, None, gruppo, suo, f"Programma: {suo}"))
        if operativo:
            nome = f"Obiettivo operativo: {sotto} ({suo})"
            possibili.append(PostoPossibile(nodo, programma, operativo, gruppo, sotto, nome))
        for posto in possibili:
            if posto.valore not in detti:
                detti.add(posto.valore)
                yield posto


def scelte_dei_posti(posti: Mapping[str, PostoPossibile]) -> list[tuple[str, object]]:
    """Them as the choices of a field, those under the same objective together."""
    gruppi: dict[str, list[tuple[str, str]]] = {}
    for valore, posto in posti.items():
        gruppi.setdefault(posto.gruppo, []).append((valore, posto.nome))
    return [("", "Scegliete…"), *gruppi.items()]
