from __future__ import annotations

from django.db import transaction

from cruscotto.ciclo.blocchi import blocca_ciclo
from cruscotto.models import Ciclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.controlli.esito import ORDINE
from relazione.controlli.verifiche import ricontrolla
from relazione.models import Verifica

CHI = "La Relazione la verifica chi legge tutto l'ente."
QUANTE = 2
"""The runs of a cycle that are kept: the last, and the one that says what is new in it."""


@transaction.atomic
def verifica_relazione(*, ciclo: Ciclo, da: Utente) -> Verifica:
    """Run all the controls on the Relazione of a cycle as it is now, and keep what they find.

    Raises:
        PermissionDenied: the person does not read the whole body.
        NonPronta, MisuraNonDefinita: no snapshot of the Relazione can be made.
    """
    esige(Poteri.di(da).tutto_l_ente and ciclo.ente_id == da.ente_id, CHI)
    ciclo = blocca_ciclo(ciclo.pk)
    trovati = ricontrolla(ciclo)
    verifica = Verifica.objects.create(
        ciclo=ciclo, esiti=[{"chiave": e.chiave, **riga} for e, riga in trovati], fatta_da=da
    )
    tenute = Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).values_list("pk", flat=True)[:QUANTE]
    Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).exclude(pk__in=list(tenute)).delete()
    pesi = [e.severita for e, _ in trovati]
    conti = ", ".join(f"{s.value} {pesi.count(s)}" for s in ORDINE)
    registra(ente=ciclo.ente, da=da, azione="verifica Relazione", oggetto=verifica, anno=ciclo.anno, esito=conti)
    return verifica
