"""The acts on a value: from which states, to which one, who may do them, and the one way in which a value goes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import F, QuerySet

from cruscotto.avvisi.actions.invio import avvisa
from cruscotto.ciclo.blocchi import (
    Conflitto,
    NonModificabile,
    blocca_valore,
    esige_inseribile,
    esige_scrivibile,
    uffici_riaperti,
)
from cruscotto.ciclo.scatto_fotografia import NonFotografato, rinnova_valori
from cruscotto.models import Fatto, Indicatore, Periodo, Rilevazione, StatoPeriodo, StatoRilevazione
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige

BOZZA, TRASMESSA, RESTITUITA, VALIDATA = StatoRilevazione


class Chi(StrEnum):
    """Whose act it is."""

    UFFICIO = "l'ufficio dell'indicatore"
    DIRIGENTE = "il dirigente dell'area"
    CONTROLLO = "il controllo di gestione"


@dataclass(frozen=True, slots=True)
class Transizione:
    """An act: its name in the register, the states it starts from, the one it leads to (None: it stays), the fact that
    people are told of by letter."""

    nome: str
    da: tuple[StatoRilevazione, ...]
    a: StatoRilevazione | None
    chi: Chi
    avvisa: Fatto | None = None


SALVA = Transizione("salva valore", (BOZZA, RESTITUITA), None, Chi.UFFICIO)


TRASMETTI = Transizione("trasmette valore", (BOZZA, RESTITUITA), TRASMESSA, Chi.UFFICIO, Fatto.TRASMESSO)


RIPRENDI = Transizione("riprende valore", (TRASMESSA,), BOZZA, Chi.UFFICIO)


VALIDA = Transizione("valida valore", (TRASMESSA,), VALIDATA, Chi.DIRIGENTE, Fatto.VALIDATO)


RESTITUISCI = Transizione("restituisce valore", (TRASMESSA, VALIDATA), RESTITUITA, Chi.DIRIGENTE, Fatto.RESTITUITO)


NEUTRALIZZA = Transizione("neutralizza valore", (BOZZA, TRASMESSA, RESTITUITA), VALIDATA, Chi.CONTROLLO, Fatto.VALIDATO)


RIAMMETTI = Transizione("riammette valore", (VALIDATA,), RESTITUITA, Chi.CONTROLLO, Fatto.RESTITUITO)


def permesso(chi: Chi, poteri: Poteri, rilevazione: Rilevazione) -> bool:
    """Whether the person may act on the value, whatever its state."""
    if rilevazione.indicatore.ente_id != poteri.utente.ente_id:
        return False
    ufficio = rilevazione.indicatore.ufficio
    if chi is Chi.UFFICIO:
        return poteri.inserisce_per(ufficio.pk if ufficio else None)
    if chi is Chi.DIRIGENTE:
        return poteri.valida_per(ufficio.area_id if ufficio else None)
    return poteri.controllo


def ricarica(pk: int) -> Rilevazione:
    """A value as it is now on the database, with what acts and pages want of it, in one query."""
    return intere().get(pk=pk)


def intere() -> QuerySet[Rilevazione]:
    """Values with what acts and pages want of them in the same query."""
    return Rilevazione.objects.select_related(
        "inserita_da", "validata_da", "indicatore__ufficio__area", "periodo__ciclo__ente"
    )


def annota(rilevazione: Rilevazione, azione: str, da: Utente | None, dettagli: Mapping[str, Any]) -> None:
    """The line of the register of an act on a value; ``dettagli`` as in ``registra``. In a closed period, which is open
    again for the office, the act renews the photographs that the value is in, and the line says which."""
    ente, nome = rilevazione.periodo.ciclo.ente, nome_nel_registro(rilevazione)
    toccate = rifotografa([rilevazione])
    registra(ente=ente, da=da, azione=azione, oggetto=rilevazione, nome=nome, **dettagli, **toccate)


def rifotografa(rilevazioni: Sequence[Rilevazione]) -> dict[str, list[str]]:
    """Renew the photographs of the closed periods that values just written are in; the names of those periods, as the
    register says them.

    Raises:
        NonModificabile: an indicator was not in the period when it closed.
    """
    per_periodo: dict[int, list[Rilevazione]] = {}
    for r in rilevazioni:
        if r.periodo.stato == StatoPeriodo.CHIUSO:
            per_periodo.setdefault(r.periodo_id, []).append(r)
    nomi: dict[str, None] = {}
    for gruppo in per_periodo.values():
        periodo = gruppo[0].periodo
        try:
            rinnovate = rinnova_valori(periodo, {r.indicatore_id for r in gruppo})
        except NonFotografato:
            raise NonModificabile(
                f"«{gruppo[0].indicatore}» non era fra gli indicatori di {periodo.nome} {periodo.ciclo.anno} quando il "
                "periodo è stato chiuso: il suo primo valore è quello del periodo aperto."
            ) from None
        nomi |= dict.fromkeys(f.periodo.nome for f in rinnovate)
    return {"periodi_chiusi_toccati": list(nomi)} if nomi else {}


def nome_nel_registro(rilevazione: Rilevazione) -> str:
    """How the register calls a value: its indicator and its period."""
    periodo = rilevazione.periodo
    return f"{rilevazione.indicatore.codice}, {periodo.nome} {periodo.ciclo.anno}"


def rifotografa_riaperti(periodo: Periodo | None, da: Utente | None) -> None:
    """Renew the photographs with all the values of the offices that a closed period is open again for, after an act on
    many of them at once; a line of the register says which.

    Raises:
        NonModificabile: an indicator was not in the period when it closed.
    """
    if periodo is None or not (uffici := uffici_riaperti(periodo)):
        return
    suoi = set(Indicatore.objects.filter(ufficio__in=uffici).values_list("pk", flat=True))
    try:
        rinnovate = rinnova_valori(periodo, suoi)
    except NonFotografato:
        raise NonModificabile(
            f"Il file ha un valore di un indicatore che in {periodo.nome} {periodo.ciclo.anno} non c'era quando il "
            "periodo è stato chiuso: toglietelo dal foglio."
        ) from None
    if rinnovate:
        nomi = [f.periodo.nome for f in rinnovate]
        registra(
            ente=periodo.ciclo.ente,
            da=da,
            azione="aggiorna periodo chiuso",
            oggetto=periodo,
            nome=f"{periodo.nome} {periodo.ciclo.anno}",
            periodi_chiusi_toccati=nomi,
        )


def passa(
    rilevazione: Rilevazione,
    atto: Transizione,
    versione: int,
    da: Utente,
    *,
    poteri: Poteri | None = None,
    fatto: Callable[[Rilevazione], bool] | None = None,
    controlla: Callable[[Rilevazione], None] | None = None,
    campi: Mapping[str, Any] | None = None,
    motivo: str = "",
) -> Rilevazione:
    """Do an act on a value; call it inside a transaction. Returns the value as it is on the database after it.

    ``rilevazione`` says which value: it is read again, once nobody else can act on it. ``versione`` is the one that the
    person was looking at. ``fatto`` says of the value that this very act has already been done on it: then it is left
    alone. ``controlla`` may raise what forbids the act; ``campi`` are written with the new state.

    Raises:
        PermissionDenied: the act is somebody else's.
        NonModificabile: the period is closed, the state does not allow the act, or the indicator is now computed.
        Conflitto: the value is not the one that the person was looking at.
    """
    blocca_valore(rilevazione)
    attuale = ricarica(rilevazione.pk)
    da_chi = f"{atto.nome.capitalize()}: spetta a {atto.chi}."
    esige(permesso(atto.chi, poteri or Poteri.di(da), attuale), da_chi)
    if fatto is not None and fatto(attuale):
        return attuale
    esige_inseribile(attuale.indicatore)
    esige_scrivibile(attuale.periodo, attuale.indicatore.ufficio_id)
    if attuale.versione != versione:
        raise Conflitto(attuale)
    if attuale.stato not in atto.da:
        stato = attuale.get_stato_display().lower()
        raise NonModificabile(f"Il valore di «{attuale.indicatore}» è in stato «{stato}»: non si può più fare.")
    if controlla is not None:
        controlla(attuale)
    nuovo = {**(campi or {}), "stato": atto.a or attuale.stato}
    scrivi(attuale, nuovo, atto)
    annota(attuale, atto.nome, da, {"valore": attuale.testo, "motivo": motivo})
    if atto.avvisa:
        avvisa(atto.avvisa, attuale.periodo.ciclo.ente, [attuale.pk], da)
    return attuale


def scrivi(rilevazione: Rilevazione, campi: Mapping[str, Any], atto: Transizione) -> None:
    """Write ``campi`` on a value just read, if it is still as it was read, and count a version more.

    Raises:
        Conflitto: it is not.
    """
    righe = Rilevazione.objects.filter(pk=rilevazione.pk, versione=rilevazione.versione, stato__in=atto.da)
    if righe.update(**campi, versione=F("versione") + 1) != 1:
        raise Conflitto(ricarica(rilevazione.pk))
    for nome, valore in campi.items():
        setattr(rilevazione, nome, valore)
    rilevazione.versione += 1
