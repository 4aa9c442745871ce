"""The acts on an approved Relazione: from which states to which one, and whose they are. One table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cruscotto.ciclo.blocchi import NonModificabile, blocca_ciclo
from cruscotto.ciclo.passaggi_periodo import dopo_il_passo
from cruscotto.models import Ciclo, StatoCiclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.parole import minuscola
from ente.poteri import Poteri, esige
from relazione.models import RelazioneApprovata, StatoApprovata

S = StatoApprovata
C = StatoCiclo


@dataclass(frozen=True, slots=True)
class Passo:
    """An act: its name in the register, the states it starts from, the one it leads to, that of its cycle then.

    ``dell_oiv`` says whose it is: the OIV's, or controllo di gestione's.
    """

    nome: str
    da: tuple[StatoApprovata, ...]
    a: StatoApprovata
    ciclo: StatoCiclo
    dell_oiv: bool
    chi: str


RESTITUISCI = Passo(
    "restituisce Relazione", (S.APPROVATA,), S.RESTITUITA, C.RELAZIONE_APPROVATA, True, "La Relazione la esamina l'OIV."
)
VALIDA = Passo("valida Relazione", (S.APPROVATA, S.RESTITUITA), S.VALIDATA, C.VALIDATA, True, RESTITUISCI.chi)
NON_VALIDA = Passo("non valida Relazione", VALIDA.da, S.NON_VALIDATA, C.RELAZIONE_APPROVATA, True, RESTITUISCI.chi)
PUBBLICA = Passo(
    "pubblica Relazione",
    (S.VALIDATA,),
    S.PUBBLICATA,
    C.PUBBLICATA,
    False,
    "La Relazione la pubblica il controllo di gestione.",
)


def esige_passo(passo: Passo, edizione: RelazioneApprovata, da: Utente) -> None:
    """Refuse who may not do an act (PermissionDenied)."""
    poteri = Poteri.di(da)
    suo = poteri.oiv if passo.dell_oiv else poteri.controllo
    esige(suo and edizione.ciclo.ente_id == da.ente_id, passo.chi)


def blocca_edizione(edizione: RelazioneApprovata) -> RelazioneApprovata:
    """The edition as it is now, with its cycle and body; neither changes before the end of the transaction."""
    blocca_ciclo(edizione.ciclo_id, esclusivo=True)
    return (
        RelazioneApprovata.objects.select_for_update(of=("self",))
        .select_related("ciclo__ente", "fotografia", "integrale")
        .get(pk=edizione.pk)
    )


def passa_edizione(edizione: RelazioneApprovata, passo: Passo, da: Utente, campi: dict[str, Any], **detti: Any) -> None:
    """Write the step of an edition, locked and checked by the caller, and of its cycle, with the line of the register.

    Raises:
        NonModificabile: it is not in a state that the step starts from.
    """
    esige_stato(edizione, passo.da)
    RelazioneApprovata.objects.filter(pk=edizione.pk).update(stato=passo.a, **campi)
    Ciclo.objects.filter(pk=edizione.ciclo_id).update(stato=passo.ciclo)
    edizione.refresh_from_db()
    registra(ente=edizione.ciclo.ente, da=da, azione=passo.nome, oggetto=edizione, anno=edizione.ciclo.anno, **detti)
    dopo_il_passo(edizione.ciclo_id)


def esige_stato(edizione: RelazioneApprovata, stati: tuple[StatoApprovata, ...]) -> None:
    """Refuse an act on an edition in another state, or that is being mended (NonModificabile)."""
    if not edizione.ciclo.congelato:
        raise NonModificabile(
            f"{edizione} si sta correggendo: prima approvate la nuova edizione, o chiudete la correzione."
        )
    if edizione.stato not in stati:
        raise NonModificabile(f"{edizione} è {minuscola(edizione.get_stato_display())}: l'atto non si fa più.")


def esige_sigillata(edizione: RelazioneApprovata) -> None:
    """Refuse an act on an edition whose files are not written yet (NonModificabile)."""
    if not edizione.sigillata:
        perche = f": {edizione.sigillo_mancato}" if edizione.sigillo_mancato else ": aspettate qualche minuto."
        raise NonModificabile(f"I file di {edizione} non sono ancora sigillati{perche}")
