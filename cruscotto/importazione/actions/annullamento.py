"""Taking back what an import wrote: rows that are still as it left them go back to what they were; the rest stays.

A row that was changed since, whose period has been closed, or that something newer hangs from, is left alone and said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from cruscotto.ciclo.blocchi import NonModificabile
from cruscotto.ciclo.passaggi_valore import rifotografa_riaperti
from cruscotto.importazione.actions.importazioni import dove_va, esige_sua
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import (
    SCRITTE,
    Importazione,
    Periodo,
    StatoImportazione,
    StatoPeriodo,
    TipoVoceImportazione,
    VoceImportazione,
)
from ente.actions.registro import componi, registra, registra_molti
from ente.models import Utente
from ente.progetto import in_json, riscrittura

LOTTO = 500
VUOTI: tuple[Any, ...] = (None, "", [], {})
CAMBIATA = "è stata modificata dopo l'importazione: resta com'è ora."
CHIUSO = "il suo periodo non è più aperto: resta com'è ora."
DIPENDE = "altre voci, arrivate dopo, dipendono da questa: resta."
OCCUPATO = (
    "Non si può annullare: voci modificate dopo l'importazione hanno ora i codici o gli ordini di quelle di prima. "
    "Cambiateli e ripetete."
)


@dataclass(frozen=True, slots=True)
class Traccia:
    """What an import did to one row: ``prima`` is empty when it created it (of an empty cell ``dopo``
    too), ``dopo`` when it removed it."""

    voce: VoceImportazione
    modello: str
    chiave: int
    prima: dict[str, Any]
    dopo: dict[str, Any]


@transaction.atomic
def annulla_importazione(*, importazione: Importazione, da: Utente) -> list[VoceImportazione]:
    """Undo a confirmed import; returns the lines that could not be taken back, with the reason in ``frase``.

    Raises:
        NonModificabile: it was not confirmed, was undone already, its cycle is frozen, or rows that came since have
            taken the codes or the orders that were there before.
        PermissionDenied: the import is somebody else's.
    """
    esige_sua(importazione, da)
    genere = GENERI[importazione.genere]
    genere.blocca(dove_va(importazione))
    confermata = Importazione.objects.filter(pk=importazione.pk, stato=StatoImportazione.CONFERMATA)
    campi = {"stato": StatoImportazione.ANNULLATA, "annullata_da": da, "annullata_il": timezone.now()}
    if confermata.update(**campi) != 1:
        raise NonModificabile("Si annulla solo un'importazione confermata e non ancora annullata.")
    importazione.refresh_from_db()
    try:
        with transaction.atomic():
            rimaste = _torna_indietro(importazione, da)
            genere.concludi(dove_va(importazione))
            if genere.del_periodo:
                rifotografa_riaperti(importazione.periodo, da)
    except IntegrityError:
        raise NonModificabile(OCCUPATO) from None
    VoceImportazione.objects.bulk_update(rimaste, ["tipo", "frase"], batch_size=LOTTO)
    importazione.riepilogo["rimasta"] = len(rimaste)
    importazione.save(update_fields=["riepilogo"])
    registra(
        ente=importazione.ente,
        da=da,
        azione="annulla importazione",
        oggetto=importazione,
        rimaste=[f"{v.posto} {v.nome}: {v.frase}" for v in rimaste[:50]],
    )
    return rimaste


def _torna_indietro(importazione: Importazione, da: Utente) -> list[VoceImportazione]:
    """What hangs from a row goes before it; what a row hung from comes back before it."""
    per_modello: dict[str, list[Traccia]] = {}
    for traccia in _tracce(importazione):
        per_modello.setdefault(traccia.modello, []).append(traccia)
    ordine = sorted(per_modello, key=_profondita(per_modello), reverse=True)
    ferme: dict[int, str] = {}
    vuoti, create = importazione.riepilogo.get("campi_nuovi", {}), set(importazione.scritte)
    for nome in ordine:
        tracce = per_modello[nome]
        righe = _attuali(nome, tracce)
        for t in tracce:
            if motivo := _impedimento(t, righe.get(t.chiave), vuoti.get(nome, []), create):
                ferme.setdefault(t.voce.pk, motivo)
    for nome in ordine:
        _annulla(importazione, nome, [t for t in per_modello[nome] if t.voce.pk not in ferme], ferme, da)
    for nome in reversed(ordine):
        tolte = [t for t in per_modello[nome] if t.prima and not t.dopo and t.voce.pk not in ferme]
        _modello(nome)._base_manager.bulk_create([_rifatta(t) for t in tolte], batch_size=LOTTO)
    return [
        _rimasta(t.voce, ferme[t.voce.pk])
        for t in {t.voce.pk: t for g in per_modello.values() for t in g}.values()
        if t.voce.pk in ferme
    ]


def _tracce(importazione: Importazione) -> Iterable[Traccia]:
    """Every row that the import wrote; the new ones got their keys in the order of the preview."""
    nuove = iter(importazione.scritte)
    for voce in importazione.voci.filter(tipo__in=SCRITTE).order_by("ordine"):
        for modello, chiave, prima, dopo in voce.righe:
            yield Traccia(voce, modello, next(nuove) if chiave is None else chiave, prima, dopo)


def _modello(nome: str) -> type[models.Model]:
    return apps.get_model(nome)


def _profondita(nomi: Iterable[str]) -> Any:
    """How many of the others each model hangs from, one upon the other."""
    modelli: dict[Any, str] = {_modello(n): n for n in nomi}

    def conta(nome: str) -> int:
        campi = _modello(nome)._meta.concrete_fields
        sopra = {c.related_model for c in campi if c.is_relation} & modelli.keys() - {_modello(nome)}
        return 1 + max((conta(modelli[m]) for m in sopra), default=0)

    return conta


def _attuali(nome: str, tracce: Sequence[Traccia]) -> dict[int, models.Model]:
    righe: dict[int, models.Model] = {}
    insieme = _modello(nome)._base_manager.select_for_update(of=("self",))
    if any(c.name == "periodo" and c.is_relation for c in _modello(nome)._meta.concrete_fields):
        insieme = insieme.select_related("periodo")
    chiavi = sorted(t.chiave for t in tracce)
    for inizio in range(0, len(chiavi), LOTTO):
        righe |= {riga.pk: riga for riga in insieme.filter(pk__in=chiavi[inizio : inizio + LOTTO])}
    return righe


def _impedimento(traccia: Traccia, riga: models.Model | None, detti: Sequence[str], create: Set[int]) -> str:
    """Why a row cannot go back; empty when it can. One that is gone already needs nothing.

    ``detti`` are the fields that the import wrote in new rows: those that it left empty must still be. ``create`` are
    the keys of the new rows: what points to one of them pointed to nothing yet in the preview.
    """
    if traccia.prima and not traccia.dopo:
        return CAMBIATA if riga is not None else ""
    if riga is None:
        return "" if not traccia.prima else CAMBIATA
    dopo = traccia.dopo if traccia.prima else {**dict.fromkeys(detti), **traccia.dopo}
    for nome, valore in dopo.items():
        campo: Any = riga._meta.get_field(nome)
        adesso = in_json({nome: getattr(riga, campo.attname)}).get(nome, valore)
        if valore is None and (adesso in create if campo.is_relation else adesso in (*VUOTI, campo.get_default())):
            continue
        if adesso != valore:
            return CAMBIATA
    periodo = getattr(riga, "periodo", None)
    return CHIUSO if isinstance(periodo, Periodo) and periodo.stato != StatoPeriodo.APERTO else ""


def _annulla(
    importazione: Importazione, nome: str, tracce: Sequence[Traccia], ferme: dict[int, str], da: Utente
) -> None:
    """New rows go before the others go back to the codes and orders that they had."""
    cambiate = [t for t in tracce if t.prima and t.dopo]
    nuove = {t.chiave: t for t in tracce if not t.prima}
    for chiave in _tenute(nome, sorted(nuove), {t.chiave for t in cambiate}):
        ferme.setdefault(nuove[chiave].voce.pk, DIPENDE)
    libere = [chiave for chiave, t in nuove.items() if ferme.get(t.voce.pk) != DIPENDE]
    for inizio in range(0, len(libere), LOTTO):
        insieme = _modello(nome)._base_manager.filter(pk__in=libere[inizio : inizio + LOTTO])
        insieme._raw_delete(insieme.db)  # nothing points to them any more: `_tenute` has looked
    _ripristina(importazione, nome, cambiate, da)


def _ripristina(importazione: Importazione, nome: str, tracce: Sequence[Traccia], da: Utente) -> None:
    """Put back what was there. The version of a value grows all the same: who has it open must be told."""
    righe = _attuali(nome, tracce)
    for t in tracce:
        riga: Any = righe[t.chiave]
        for campo, valore in _valori(nome, t.prima).items():
            setattr(riga, campo, valore)
        if "versione" in t.prima:
            riga.versione = t.dopo["versione"] + 1
    if tracce:
        scansa = GENERI[importazione.genere].scansa
        riscrittura(_modello(nome), [(righe[t.chiave], t.prima) for t in tracce], scansa)()
    if _modello(nome)._meta.label in GENERI[importazione.genere].registrati:
        registra_molti(
            [
                componi(
                    ente=importazione.ente,
                    da=da,
                    azione="annulla importazione",
                    oggetto=righe[t.chiave],
                    nome=t.voce.nome,
                    prima=t.dopo,
                    dopo=t.prima,
                )
                for t in tracce
            ]
        )


def _valori(nome: str, valori: dict[str, Any]) -> dict[str, Any]:
    """Values of fields from what JSON kept, by the attribute that takes them (a foreign key takes its key)."""
    meta, tornati = _modello(nome)._meta, {}
    for n, v in valori.items():
        campo: Any = meta.get_field(n)
        tornati[campo.attname] = v if campo.is_relation else campo.to_python(v)
    return tornati


def _rifatta(traccia: Traccia) -> models.Model:
    return _modello(traccia.modello)(pk=traccia.chiave, **_valori(traccia.modello, traccia.prima))


def _tenute(nome: str, chiavi: Sequence[int], tornano: Set[int]) -> set[int]:
    """The rows that something still points to, once what the import itself hung from them has gone; ``tornano`` are
    the rows of the same model that are going back, and will not."""
    tenute: set[int] = set()
    for relazione in _modello(nome)._meta.related_objects:
        campo: Any = relazione.field
        insieme = campo.model._base_manager
        for inizio in range(0, len(chiavi), LOTTO):
            parte = insieme.filter(**{f"{campo.name}__in": chiavi[inizio : inizio + LOTTO]})
            coppie = parte.values_list("pk", campo.attname)
            tenute |= {tenuta for chi, tenuta in coppie if campo.model is not _modello(nome) or chi not in tornano}
    return tenute


def _rimasta(voce: VoceImportazione, motivo: str) -> VoceImportazione:
    voce.tipo, voce.frase = TipoVoceImportazione.RIMASTA, motivo
    return voce
