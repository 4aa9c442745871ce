"""Taking back what an import wrote: rows that are still as it left them go back to what they were; the rest stays.

A row that was changed since, or that something newer hangs from, is left alone and said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

from cruscotto.actions.importazioni import esige_sua, in_testi
from cruscotto.models import Importazione, StatoImportazione, TipoVoceImportazione, VoceImportazione
from cruscotto.rifiuti import NonModificabile
from cruscotto.serratura import blocca_periodo, esige_ciclo_modificabile
from ente.actions.registro import registra
from ente.models import Utente

LOTTO = 500
Righe = dict[int, models.Model]


@transaction.atomic
def annulla_importazione(*, importazione: Importazione, da: Utente) -> list[VoceImportazione]:
    """Undo a confirmed import; returns the lines that could not be taken back, with the reason in ``frase``.

    Raises:
        NonModificabile: it was not confirmed, was undone already, or its cycle is frozen.
        PermissionDenied: the import is somebody else's.
    """
    esige_sua(importazione, da)
    if importazione.ciclo is not None:
        for pk in importazione.ciclo.periodi.order_by("pk").values_list("pk", flat=True):
            blocca_periodo(pk, esclusivo=True)
        importazione.ciclo.refresh_from_db()
        esige_ciclo_modificabile(importazione.ciclo)
    confermata = Importazione.objects.filter(pk=importazione.pk, stato=StatoImportazione.CONFERMATA)
    campi = {"stato": StatoImportazione.ANNULLATA, "annullata_da": da, "annullata_il": timezone.now()}
    if confermata.update(**campi) != 1:
        raise NonModificabile("Si annulla solo un'importazione confermata e non ancora annullata.")
    scritte = importazione.voci.filter(tipo__in=[TipoVoceImportazione.NUOVA, TipoVoceImportazione.MODIFICATA])
    rimaste = _torna_indietro(list(scritte.order_by("-ordine")))
    registra(
        ente=importazione.ente,
        da=da,
        azione="annulla importazione",
        oggetto=importazione,
        rimaste=[f"{v.posto} {v.nome}: {v.frase}" for v in rimaste[:50]],
    )
    return rimaste


def _torna_indietro(voci: Sequence[VoceImportazione]) -> list[VoceImportazione]:
    """Lines come latest first, so that what hangs from a row goes before it."""
    per_modello: dict[str, list[VoceImportazione]] = {}
    for voce in voci:
        per_modello.setdefault(voce.modello, []).append(voce)
    attuali = {nome: _attuali(nome, gruppo) for nome, gruppo in per_modello.items()}
    rimaste = [v for nome, gruppo in per_modello.items() for v in _cambiate(gruppo, attuali[nome])]
    ferme = {(v.modello, v.chiave) for v in rimaste}
    for nome, gruppo in per_modello.items():
        libere = [v for v in gruppo if (nome, v.chiave) not in ferme]
        _ripristina(nome, [v for v in libere if v.prima and v.dopo], attuali[nome])
        nuove = [v for v in libere if not v.prima]
        tenute = _tenute(nome, {v.chiave for v in nuove if v.chiave is not None})
        for voce in nuove:
            if voce.chiave in tenute:
                voce.frase = "altre voci, arrivate dopo, dipendono da questa: resta."
                rimaste.append(voce)
        _cancella(nome, [v.chiave for v in nuove if v.chiave not in tenute])
    for nome, gruppo in reversed(list(per_modello.items())):
        _ricrea(nome, [v for v in gruppo if not v.dopo])
    return rimaste


def _modello(nome: str) -> type[models.Model]:
    return apps.get_model(nome)


def _attuali(nome: str, voci: Sequence[VoceImportazione]) -> Righe:
    righe: Righe = {}
    chiavi = [v.chiave for v in voci]
    for inizio in range(0, len(chiavi), LOTTO):
        insieme = _modello(nome)._base_manager.select_for_update().filter(pk__in=chiavi[inizio : inizio + LOTTO])
        righe |= {riga.pk: riga for riga in insieme}
    return righe


def _cambiate(voci: Sequence[VoceImportazione], attuali: Righe) -> list[VoceImportazione]:
    """The lines whose row is not as the import left it."""
    rimaste = []
    for voce in voci:
        riga = attuali.get(voce.chiave or 0)
        tolta = not voce.dopo
        if (riga is None) != tolta or (riga is not None and _com_e(riga, voce.dopo) != voce.dopo):
            voce.frase = "è stata modificata dopo l'importazione: resta com'è ora."
            rimaste.append(voce)
    return rimaste


def _com_e(riga: models.Model, campi: dict[str, Any]) -> Any:
    return in_testi({n: getattr(riga, riga._meta.get_field(n).attname) for n in campi})  # type: ignore[union-attr]


def _ripristina(nome: str, voci: Sequence[VoceImportazione], attuali: Righe) -> None:
    per_campi: dict[tuple[str, ...], list[models.Model]] = {}
    for voce in voci:
        riga = attuali[voce.chiave or 0]
        for campo, valore in _da_testi(nome, voce.prima).items():
            setattr(riga, campo, valore)
        per_campi.setdefault(tuple(voce.prima), []).append(riga)
    for campi, righe in per_campi.items():
        _modello(nome)._base_manager.bulk_update(righe, list(campi), batch_size=LOTTO)


def _da_testi(nome: str, valori: dict[str, Any]) -> dict[str, Any]:
    """Values of fields from what JSON kept, by the attribute that takes them (a foreign key takes its key)."""
    campi = _modello(nome)._meta
    return {
        campi.get_field(n).attname: campi.get_field(n).to_python(v)  # type: ignore[union-attr]
        if not campi.get_field(n).is_relation
        else v
        for n, v in valori.items()
    }


def _tenute(nome: str, chiavi: set[int]) -> set[int]:
    """The rows that something still points to, once what the import itself hung from them has gone."""
    tenute: set[int] = set()
    for relazione in _modello(nome)._meta.related_objects:
        campo = relazione.field.attname
        insieme = relazione.related_model._base_manager
        elenco = sorted(chiavi)
        for inizio in range(0, len(elenco), LOTTO):
            parte = elenco[inizio : inizio + LOTTO]
            tenute |= set(insieme.filter(**{f"{campo}__in": parte}).values_list(campo, flat=True))
    return tenute


def _cancella(nome: str, chiavi: Sequence[int | None]) -> None:
    for inizio in range(0, len(chiavi), LOTTO):
        insieme = _modello(nome)._base_manager.filter(pk__in=chiavi[inizio : inizio + LOTTO])
        insieme._raw_delete(insieme.db)  # nothing points to them any more: `_tenute` has looked


def _ricrea(nome: str, voci: Sequence[VoceImportazione]) -> None:
    modello = _modello(nome)
    righe = [modello(pk=v.chiave, **_da_testi(nome, v.prima)) for v in voci]
    modello._base_manager.bulk_create(righe, batch_size=LOTTO)
