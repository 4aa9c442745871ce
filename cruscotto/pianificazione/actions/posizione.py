"""The order of the rows of a scorecard, while the cycle is planned: that of the pages and of the documents."""

from __future__ import annotations

from django.db import transaction

from cruscotto.ciclo.blocchi import blocca_ciclo
from cruscotto.models import Collocazione, Cruscotto
from cruscotto.pianificazione.actions.struttura import CHI_STRUTTURA
from cruscotto.pianificazione.in_preparazione import esige_in_preparazione
from cruscotto.pianificazione.nel_piano import dell_ente
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige


@transaction.atomic
def sposta_riga(
    *, cruscotto: Cruscotto, pk: int, su: bool, visto: int, da: Utente, poteri: Poteri | None = None
) -> bool:
    """Move a row of a scorecard before the one that precedes it under the same objective, or after the next one;
    whether it moved. ``visto`` is the place (``ordine``) where the person saw it: moved meanwhile, or twice, it stays.

    Raises:
        NonModificabile: the planning of the cycle is over.
        PermissionDenied
    """
    ciclo = blocca_ciclo(cruscotto.ciclo_id, esclusivo=True)
    esige(ciclo.ente_id == da.ente_id and dell_ente(poteri or Poteri.di(da)), CHI_STRUTTURA)
    esige_in_preparazione(ciclo)
    righe = Collocazione.objects.filter(cruscotto=cruscotto)
    riga = righe.filter(pk=pk, ordine=visto).select_related("indicatore").first()
    if riga is None:
        return False
    sorelle = righe.filter(nodo=riga.nodo_id)
    if su:
        altra = sorelle.filter(ordine__lt=riga.ordine).order_by("-ordine").first()
    else:
        altra = sorelle.filter(ordine__gt=riga.ordine).order_by("ordine").first()
    if altra is None:
        return False
    ultimo = righe.order_by("-ordine").values_list("ordine", flat=True)[0]
    righe.filter(pk=altra.pk).update(ordine=ultimo + 1)  # no two rows of a scorecard have the same place
    righe.filter(pk=riga.pk).update(ordine=altra.ordine, blocco=altra.blocco)
    righe.filter(pk=altra.pk).update(ordine=riga.ordine, blocco=riga.blocco)
    registra(
        ente=ciclo.ente,
        da=da,
        azione="sposta collocazione",
        oggetto=riga,
        nome=f"{riga.indicatore.codice}, {ciclo.anno}, {cruscotto.titolo}",
        prima={"posto": str(riga.ordine)},
        dopo={"posto": str(altra.ordine)},
    )
    return True
