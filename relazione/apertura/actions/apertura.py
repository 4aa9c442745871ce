"""A year opened from an earlier one: structure, tree, map, scorecards, weights, targets, budget lines, narrative."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from contesto.actions.bilancio import riporta_voci
from cruscotto.ciclo.blocchi import blocca_regole
from cruscotto.models import Ciclo, EsitoRiporto, ObiettivoRiportato, Riporto
from cruscotto.pianificazione.actions.riporto import Decisione, riporta_ciclo
from ente.actions.registro import registra
from ente.models import Utente
from ente.poteri import Poteri, esige
from relazione.apertura.impronta import impronta_anno
from relazione.models import Documento
from relazione.pubblicazione.actions.riporto import comincia_riportando
from relazione.pubblicazione.scrittoio import DELL_OIV

CHI = "Un anno nuovo lo apre il controllo di gestione."


@dataclass(frozen=True, slots=True)
class Aperto:
    """A year that is open: ``ora`` says whether this act opened it, or it was open already."""

    riporto: Riporto
    ora: bool
    documenti: int = 0


def riporto_da(ciclo: Ciclo, anno: int) -> Riporto | None:
    """How the cycle of ``anno`` was opened from ``ciclo``; None when it was not."""
    fatti = Riporto.objects.di(ciclo.ente).filter(da_ciclo=ciclo, ciclo__anno=anno)
    return fatti.select_related("ciclo__ente", "da_ciclo").first()


@transaction.atomic
def apri_anno(
    *, ciclo: Ciclo, anno: int, decisioni: Mapping[int, Decisione] | None = None, narrativa: bool = True, da: Utente
) -> Aperto:
    """Open the cycle of ``anno`` from ``ciclo``, whose objectives become what ``decisioni`` say. Twice is once.

    The budget gets the lines of the year before without amounts; with ``narrativa`` each yearly document of the years
    before begins, section by section, to be read again (the OIV's own apart).

    Raises:
        RiportoImpossibile, ValoreRifiutato: as ``riporta_ciclo``.
        PermissionDenied: the person is not controllo di gestione.
    """
    esige(Poteri.di(da).controllo and ciclo.ente_id == da.ente_id, CHI)
    blocca_regole(ciclo.ente_id)  # two at once: the second finds the year open
    gia = riporto_da(ciclo, anno)
    if gia is not None:
        return Aperto(gia, ora=False)
    nuovo = riporta_ciclo(ciclo=ciclo, anno=anno, decisioni=decisioni, da=da)
    documenti = _comincia_documenti(nuovo, ciclo, da) if narrativa else 0
    riporto = Riporto.objects.select_related("ciclo__ente", "da_ciclo").get(ciclo=nuovo)
    riporto.voci_bilancio = riporta_voci(ente=nuovo.ente, anno=anno, da=da)
    registra(
        ente=nuovo.ente,
        da=da,
        azione="apre anno",
        oggetto=riporto,
        da_anno=ciclo.anno,
        eliminati=_con_esito(riporto, EsitoRiporto.ELIMINATO),
        modificati=_con_esito(riporto, EsitoRiporto.MODIFICATO),
    )
    riporto.impronta = impronta_anno(nuovo)
    riporto.save(update_fields=["impronta", "voci_bilancio"])
    return Aperto(riporto, ora=True, documenti=documenti)


def _con_esito(riporto: Riporto, esito: EsitoRiporto) -> list[str]:
    """The objectives of one outcome with its reason, as the register tells them."""
    obiettivi = ObiettivoRiportato.objects.filter(riporto=riporto, esito=esito).select_related("prima")
    return [f"{o.prima.titolo}: {o.motivo}" for o in obiettivi]


def _comincia_documenti(nuovo: Ciclo, ciclo: Ciclo, da: Utente) -> int:
    """Begin the yearly documents that have sections in the cycle or in one before it; how many."""
    annuali = Documento.objects.di(nuovo.ente).filter(periodo=None, cruscotto=None, sezioni__isnull=False)
    tipi = annuali.filter(ciclo__anno__lte=ciclo.anno).exclude(tipo__in=DELL_OIV).order_by("tipo")
    trovati = list(tipi.values_list("tipo", flat=True).distinct())
    for tipo in trovati:
        comincia_riportando(ciclo=nuovo, tipo=tipo, da=da)
    return len(trovati)
