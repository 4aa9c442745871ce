"""The acts on periods and cycles: from which state to which one. One table; all of them are controllo di gestione's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.models import Ciclo, Periodo, StatoCiclo, StatoPeriodo
from ente.actions.registro import registra
from ente.models import Utente

DOPO_IL_PASSO: list[Callable[[int], None]] = []
"""What is done in the transaction of every step of a period or of a cycle, with the key of the cycle. Filled when the
applications start, by those that this house does not know."""
CHI = "Periodi e cicli li apre e li chiude il controllo di gestione."


@dataclass(frozen=True, slots=True)
class PassoPeriodo:
    """An act: its name in the register, the state it starts from, the one it leads to."""

    nome: str
    da: StatoPeriodo
    a: StatoPeriodo


@dataclass(frozen=True, slots=True)
class PassoCiclo:
    nome: str
    da: StatoCiclo
    a: StatoCiclo


APRI = PassoPeriodo("apre periodo", StatoPeriodo.FUTURO, StatoPeriodo.APERTO)
CHIUDI = PassoPeriodo("chiude periodo", StatoPeriodo.APERTO, StatoPeriodo.CHIUSO)
AVVIA = PassoCiclo("avvia monitoraggio", StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO)
CONSUNTIVA = PassoCiclo("porta a consuntivo", StatoCiclo.MONITORAGGIO, StatoCiclo.CONSUNTIVO)
APPROVA = PassoCiclo("approva Relazione", StatoCiclo.CONSUNTIVO, StatoCiclo.RELAZIONE_APPROVATA)


def nome_periodo(periodo: Periodo) -> str:
    """How the register and the sentences call a period. Needs its cycle in the same query."""
    return f"{periodo.nome} {periodo.ciclo.anno}"


def passa_periodo(
    periodo: Periodo,
    passo: PassoPeriodo,
    da: Utente,
    *,
    campi: Mapping[str, Any] | None = None,
    poi: Callable[[Periodo], Mapping[str, Any]] | None = None,
    **dettagli: Any,
) -> None:
    """Write the step of a period, locked and checked by the caller, with its line of the register; ``poi`` is done once
    the step is written, and says what else the line tells.

    Raises:
        NonModificabile: it is not in the state that the step starts from.
    """
    nuovo = {**(campi or {}), "stato": passo.a}
    if Periodo.objects.filter(pk=periodo.pk, stato=passo.da).update(**nuovo) != 1:
        raise NonModificabile(f"{nome_periodo(periodo)} è in stato «{periodo.get_stato_display().lower()}».")
    for nome, valore in nuovo.items():
        setattr(periodo, nome, valore)
    tutti = {**dettagli, **(poi(periodo) if poi else {})}
    registra(ente=periodo.ciclo.ente, da=da, azione=passo.nome, oggetto=periodo, nome=nome_periodo(periodo), **tutti)
    dopo_il_passo(periodo.ciclo_id)


def passa_ciclo(
    ciclo: Ciclo, passo: PassoCiclo, da: Utente, *, campi: Mapping[str, Any] | None = None, **dettagli: Any
) -> None:
    """The same for a cycle.

    Raises:
        NonModificabile: as ``passa_periodo``.
    """
    nuovo = {**(campi or {}), "stato": passo.a}
    if Ciclo.objects.filter(pk=ciclo.pk, stato=passo.da).update(**nuovo) != 1:
        raise NonModificabile(f"{ciclo} è in stato «{ciclo.get_stato_display().lower()}».")
    for nome, valore in nuovo.items():
        setattr(ciclo, nome, valore)
    registra(ente=ciclo.ente, da=da, azione=passo.nome, oggetto=ciclo, **dettagli)
    dopo_il_passo(ciclo.pk)


def dopo_il_passo(ciclo_id: int) -> None:
    """Do what follows a step, of whoever it is. Call it inside the transaction of the step."""
    for fai in DOPO_IL_PASSO:
        fai(ciclo_id)


@dataclass(frozen=True, slots=True)
class TappaDelCiclo:
    """A state of the cycle: ``fatto``, ``corrente`` or ``futuro``."""

    nome: str
    quando: str


def passi_del_ciclo(ciclo: Ciclo) -> tuple[TappaDelCiclo, ...]:
    """The states of a cycle in order (docs/dominio.md "States of a cycle"), each with where it is with respect to
    now."""
    corrente = StatoCiclo.values.index(ciclo.stato)
    quando = ["fatto"] * corrente + ["corrente"] + ["futuro"] * (len(StatoCiclo) - corrente - 1)
    return tuple(TappaDelCiclo(str(s.label), q) for s, q in zip(StatoCiclo, quando, strict=True))
