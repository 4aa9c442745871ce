"""The life of an import by its actions and the queue, for the tests; and the database as it is, to be compared."""

from __future__ import annotations

from typing import Any

from django.apps import apps

from cruscotto.importazione.actions.annullamento import annulla_importazione
from cruscotto.importazione.actions.importazioni import carica_importazione, conferma_importazione
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Importazione, Periodo, VoceImportazione
from ente.models import Utente
from tests.mondi.lavori import esegui_lavori

DELLE_IMPORTAZIONI = {"importazione", "voceimportazione", "ricordo", "atto", "dbtaskresult"}


def dove(ciclo: Ciclo, da: Utente, genere: str = "bilancio", *, crea: bool = False) -> Dove:
    periodo = Periodo.objects.filter(ciclo=ciclo).order_by("numero").last() if GENERI[genere].del_periodo else None
    return Dove(ente=ciclo.ente, del_ciclo=ciclo, periodo=periodo, da=da, crea=crea)


def carica(
    contenuto: bytes,
    ciclo: Ciclo,
    da: Utente,
    genere: str = "bilancio",
    *,
    nome: str = "foglio.xlsx",
    crea: bool = False,
) -> Importazione:
    """An uploaded file that nobody has read yet."""
    suo = dove(ciclo, da, genere, crea=crea)
    return carica_importazione(genere=GENERI[genere], dove=suo, nome=nome, contenuto=contenuto, da=da)


def letta(contenuto: bytes, ciclo: Ciclo, da: Utente, genere: str = "bilancio", **altro: Any) -> Importazione:
    """The same once the queue is empty."""
    return dopo_i_lavori(carica(contenuto, ciclo, da, genere, **altro))


def dopo_i_lavori(importazione: Importazione) -> Importazione:
    esegui_lavori()
    return Importazione.objects.select_related("ente", "ciclo", "caricata_da").get(pk=importazione.pk)


def conferma(importazione: Importazione, da: Utente) -> Importazione:
    """Confirmed as it is now, and written."""
    conferma_importazione(importazione=importazione, impronta=importazione.impronta_progetto, da=da)
    return dopo_i_lavori(importazione)


def annulla(importazione: Importazione, da: Utente) -> list[VoceImportazione]:
    return annulla_importazione(importazione=importazione, da=da)


def tutto() -> dict[str, list[Any]]:
    """Every row of every table, but for the imports themselves, the register and the queue."""
    modelli = [m for m in apps.get_models() if m._meta.model_name not in DELLE_IMPORTAZIONI]
    return {m._meta.label: list(m._base_manager.order_by("pk").values()) for m in modelli}
