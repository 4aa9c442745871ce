"""The dirigente's review: validate, many in one act too, or send back with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from cruscotto.actions.passaggi import passa, ricarica
from cruscotto.models import ImpostazioniMisura, Rilevazione, StatoRilevazione
from cruscotto.rifiuti import NonModificabile, ValoreRifiutato
from cruscotto.transizioni import RESTITUISCI, VALIDA
from ente.models import Utente
from ente.poteri import Poteri


@dataclass(frozen=True, slots=True)
class DaValidare:
    """A value as the dirigente saw it."""

    pk: int
    versione: int


@transaction.atomic
def valida_valori(*, valori: Sequence[DaValidare], da: Utente, poteri: Poteri | None = None) -> list[Rilevazione]:
    """Validate values in one act: all of them or none. What the same person has already validated is left alone.

    Raises:
        NonModificabile: the period is closed, the state does not allow it, or the person entered the value and the
            body's settings do not let the same person validate it.
        Conflitto: a value changed since the person saw it.
        PermissionDenied: a value belongs to another area.
    """
    poteri = poteri or Poteri.di(da)
    # In one order for all: two persons validating the same values wait for each other, and never for ever.
    return [_valida(valore, da, poteri) for valore in sorted(valori, key=lambda v: v.pk)]


def _valida(valore: DaValidare, da: Utente, poteri: Poteri) -> Rilevazione:
    attuale = ricarica(valore.pk)
    if attuale.stato == StatoRilevazione.VALIDATA and attuale.validata_da_id == da.pk:
        return attuale
    campi = {"validata_da": da, "validata_il": timezone.now(), "motivo_restituzione": ""}
    return passa(attuale, VALIDA, valore.versione, da, poteri=poteri, controlla=_altra_persona(da), campi=campi)


def _altra_persona(da: Utente) -> Callable[[Rilevazione], None]:
    def controlla(rilevazione: Rilevazione) -> None:
        if rilevazione.inserita_da_id != da.pk:
            return
        ente = rilevazione.periodo.ciclo.ente_id
        if not ImpostazioniMisura.objects.filter(ente=ente, chi_inserisce_valida=True).exists():
            raise NonModificabile(
                f"Il valore di «{rilevazione.indicatore}» l'avete inserito voi: lo valida un'altra persona."
            )

    return controlla


@transaction.atomic
def restituisci_valore(
    *, rilevazione: Rilevazione, versione: int, motivo: str, da: Utente, poteri: Poteri | None = None
) -> Rilevazione:
    """Send a value back to its office with a reason; a validated one too, which is the only way to change it.

    Raises:
        ValoreRifiutato: the reason is empty.
        Conflitto, NonModificabile, PermissionDenied: as ``passa``.
    """
    motivo = motivo.strip()
    if not motivo:
        raise ValoreRifiutato({"motivo": "Scrivete che cosa c'è da correggere: l'ufficio leggerà questa frase."})
    attuale = ricarica(rilevazione.pk)
    if attuale.stato == StatoRilevazione.RESTITUITA and attuale.motivo_restituzione == motivo:
        return attuale
    campi = {"motivo_restituzione": motivo, "validata_da": None, "validata_il": None}
    return passa(attuale, RESTITUISCI, versione, da, poteri=poteri, campi=campi, motivo=motivo)
