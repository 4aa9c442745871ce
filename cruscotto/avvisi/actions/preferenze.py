"""When a person wants to be written to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from cruscotto.models import Fatto, PreferenzaAvviso, Quando
from ente.actions.registro import differenze, registra
from ente.models import Utente
from ente.poteri import esige


def preferenze_di(utente: Utente) -> dict[Fatto, Quando]:
    """When the person is written to about each kind of fact."""
    scelte = dict(PreferenzaAvviso.objects.filter(utente=utente).order_by().values_list("fatto", "quando"))
    return {fatto: Quando(scelte.get(fatto, Quando.RIEPILOGO)) for fatto in Fatto}


@transaction.atomic
def scegli_avvisi(*, scelte: Mapping[Fatto, Quando], da: Utente) -> bool:
    """Say when to be written to; only about what ``scelte`` names. Whether anything changed: the same twice is once.

    Raises:
        PermissionDenied: the person belongs to no body.
    """
    esige(da.ente is not None, "Le lettere vanno a chi appartiene a un ente.")
    assert da.ente is not None  # noqa: S101 - looked at above
    Utente.objects.select_for_update().get(pk=da.pk)
    prima = preferenze_di(da)
    nuove = {fatto: quando for fatto, quando in scelte.items() if prima[fatto] != quando}
    if not nuove:
        return False
    for fatto, quando in nuove.items():
        PreferenzaAvviso.objects.update_or_create(utente=da, fatto=fatto, defaults={"quando": quando})
    cambi: dict[str, Any] = differenze(
        {str(f.label): str(prima[f].label) for f in nuove}, {str(f.label): str(q.label) for f, q in nuove.items()}
    )
    registra(ente=da.ente, da=da, azione="sceglie lettere", oggetto=da, **cambi)
    return True
