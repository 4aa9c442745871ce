"""The dirigente's review: validate, many in one act too, or send back with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cruscotto.avvisi.actions.invio import avvisa
from cruscotto.ciclo.blocchi import (
    ConflittoFraMolti,
    NonModificabile,
    ValoreRifiutato,
    blocca_valori,
    esige_inseribile,
    esige_scrivibile,
)
from cruscotto.ciclo.passaggi_valore import RESTITUISCI, VALIDA, intere, nome_nel_registro, passa, permesso, rifotografa
from cruscotto.models import Fatto, ImpostazioniMisura, Rilevazione, StatoPeriodo, StatoRilevazione
from ente.actions.registro import componi, registra_molti
from ente.models import Utente
from ente.poteri import Poteri, esige


@dataclass(frozen=True, slots=True)
class DaValidare:
    """A value as the dirigente saw it."""

    pk: int
    versione: int


@transaction.atomic
def valida_valori(*, valori: Sequence[DaValidare], da: Utente, poteri: Poteri | None = None) -> list[Rilevazione]:
    """Validate values in one act: all of them or none. What the same person has already validated is left alone.

    Each value has its line in the register, which says how many were validated with it. Seven queries at most, whatever
    their number, two of them locks; one more for each office for which a closed period is open again.

    Raises:
        ConflittoFraMolti: some values changed since the person saw them; it says which.
        NonModificabile: the period is closed, the state does not allow it, or the person entered the value and the
            body's settings do not let the same person validate it.
        PermissionDenied: a value belongs to another area, or is not there for this person.
    """
    poteri = poteri or Poteri.di(da)
    versioni = {valore.pk: valore.versione for valore in valori}
    attuali = _sotto_chiave(versioni)
    if len(attuali) < len(versioni):
        raise PermissionDenied("Alcuni dei valori scelti non ci sono.")
    for rilevazione in attuali:
        esige(permesso(VALIDA.chi, poteri, rilevazione), f"I valori li valida {VALIDA.chi}.")
    da_fare = [r for r in attuali if not (r.stato == StatoRilevazione.VALIDATA and r.validata_da_id == da.pk)]
    if da_fare:
        _controlla(da_fare, versioni, da)
        _valida(da_fare, da)
    return attuali


def _sotto_chiave(versioni: Mapping[int, int]) -> list[Rilevazione]:
    """The values as they are now, which nobody else can act on before the end of the transaction."""
    blocca_valori(versioni.keys())
    return list(intere().filter(pk__in=versioni).order_by("pk"))


def _controlla(rilevazioni: Sequence[Rilevazione], versioni: Mapping[int, int], da: Utente) -> None:
    visti = set()
    for r in rilevazioni:
        esige_inseribile(r.indicatore)
        dove = (r.periodo_id, r.indicatore.ufficio_id)
        if dove not in visti:
            visti.add(dove)
            esige_scrivibile(r.periodo, r.indicatore.ufficio_id)
    cambiate = [r for r in rilevazioni if r.versione != versioni[r.pk]]
    if cambiate:
        raise ConflittoFraMolti(cambiate)
    for r in rilevazioni:
        if r.stato not in VALIDA.da:
            stato = r.get_stato_display().lower()
            raise NonModificabile(
                f"Il valore di «{r.indicatore}» è in stato «{stato}»: si valida dopo la trasmissione."
            )
    proprie = [r for r in rilevazioni if r.inserita_da_id == da.pk]
    if proprie and not _puo_chi_inserisce(da):
        raise NonModificabile(
            f"Il valore di «{proprie[0].indicatore}» l'avete inserito voi: lo valida un'altra persona."
        )


def _puo_chi_inserisce(da: Utente) -> bool:
    return ImpostazioniMisura.objects.filter(ente=da.ente_id, chi_inserisce_valida=True).exists()


def _valida(rilevazioni: Sequence[Rilevazione], da: Utente) -> None:
    """Write the new state of values under lock, and their lines in the register."""
    adesso = timezone.now()
    righe = Rilevazione.objects.filter(pk__in=[r.pk for r in rilevazioni], stato__in=VALIDA.da)
    righe.update(stato=VALIDA.a, validata_da=da, validata_il=adesso, motivo_restituzione="", versione=F("versione") + 1)
    toccate = rifotografa(rilevazioni)
    insieme = len(rilevazioni) if len(rilevazioni) > 1 else None
    atti = []
    for r in rilevazioni:
        r.stato, r.validata_da, r.validata_il = StatoRilevazione.VALIDATA, da, adesso
        r.motivo_restituzione, r.versione = "", r.versione + 1
        dettagli = {"valore": r.testo, "stessa_persona": r.stessa_persona or None, "validati_insieme": insieme}
        chiusi = toccate if r.periodo.stato == StatoPeriodo.CHIUSO else {}
        ente, nome = r.periodo.ciclo.ente, nome_nel_registro(r)
        atti.append(componi(ente=ente, da=da, azione=VALIDA.nome, oggetto=r, nome=nome, **dettagli, **chiusi))
    registra_molti(atti)
    avvisa(Fatto.VALIDATO, rilevazioni[0].periodo.ciclo.ente, [r.pk for r in rilevazioni], da)


@transaction.atomic
def restituisci_valore(
    *, rilevazione: Rilevazione, versione: int, motivo: str, da: Utente, poteri: Poteri | None = None
) -> Rilevazione:
    """Send a value back to its office with a reason; a validated one too, which is the only way to change it.

    Raises:
        ValoreRifiutato: the reason is empty.
        Conflitto, NonModificabile, PermissionDenied: as ``passa``; a neutralised value is readmitted instead.
    """
    motivo = motivo.strip()
    if not motivo:
        raise ValoreRifiutato({"motivo": "Scrivete che cosa c'è da correggere: l'ufficio leggerà questa frase."})

    def fatto(attuale: Rilevazione) -> bool:
        return attuale.stato == StatoRilevazione.RESTITUITA and attuale.motivo_restituzione == motivo

    campi = {"motivo_restituzione": motivo, "validata_da": None, "validata_il": None}
    return passa(
        rilevazione,
        RESTITUISCI,
        versione,
        da,
        poteri=poteri,
        fatto=fatto,
        controlla=_non_neutralizzata,
        campi=campi,
        motivo=motivo,
    )


def _non_neutralizzata(rilevazione: Rilevazione) -> None:
    if rilevazione.neutralizzata:
        raise NonModificabile(
            f"Il valore di «{rilevazione.indicatore}» è neutralizzato: lo riammette il controllo di gestione."
        )
