from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cruscotto.ciclo.blocchi import blocca_ciclo
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.controlli.esito import ORDINE, EsitoControllo
from relazione.controlli.verifiche import ricontrolla
from relazione.models import Verifica

CHI = "La Relazione la verifica chi legge tutto l'ente."
QUANTE = 2
"""The runs of a cycle that are kept: the last, and the one that says what is new in it."""


@task()
def ricontrolla_relazione(pk: int) -> None:
    """The job: the Relazione of a cycle that has moved on is looked at again, unless it cannot be composed yet. When it
    finds what the last run found, that stays the last: what is new in it is still to be seen."""
    ciclo = Ciclo.objects.select_related("ente").filter(pk=pk).first()
    if ciclo is not None:
        with suppress(ErroreUtente), transaction.atomic():
            ciclo = blocca_ciclo(ciclo.pk)
            trovati, ultima = ricontrolla(ciclo), Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).first()
            if ultima is None or {e.chiave for e, _ in trovati} != {e["chiave"] for e in ultima.esiti}:
                _conserva(ciclo, trovati, None)


def accoda_verifica(pk: int) -> None:
    """Have a cycle looked at again after an act, once however many acts there are before somebody works. Call it inside
    the transaction of the act."""
    lavoro = DBTaskResult.objects.filter(task_path=ricontrolla_relazione.module_path, status=TaskResultStatus.READY)
    if not lavoro.filter(args_kwargs={"args": [pk], "kwargs": {}}).exists():
        ricontrolla_relazione.enqueue(pk)


@transaction.atomic
def verifica_relazione(*, ciclo: Ciclo, da: Utente) -> Verifica:
    """Run all the controls on the Relazione of a cycle as it is now, and keep what they find.

    Raises:
        PermissionDenied: the person does not read the whole body.
        NonPronta, MisuraNonDefinita: no snapshot of the Relazione can be made.
    """
    esige(Poteri.di(da).tutto_l_ente and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk)
    return _conserva(ciclo, ricontrolla(ciclo), da)


def _conserva(ciclo: Ciclo, trovati: Sequence[tuple[EsitoControllo, dict[str, Any]]], da: Utente | None) -> Verifica:
    """Keep a run, with the line of the register; ``da`` is None when the cycle itself asked for it."""
    verifica = Verifica.objects.create(
        ciclo=ciclo, esiti=[{"chiave": e.chiave, **riga} for e, riga in trovati], fatta_da=da
    )
    tenute = Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).values_list("pk", flat=True)[:QUANTE]
    Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).exclude(pk__in=list(tenute)).delete()
    pesi = [e.severita for e, _ in trovati]
    conti = ", ".join(f"{s.value} {pesi.count(s)}" for s in ORDINE)
    registra(ente=ciclo.ente, da=da, azione="verifica Relazione", oggetto=verifica, anno=ciclo.anno, esito=conti)
    return verifica
