"""Which indicators are measured otherwise than in the year before: today's definition beside the one that the last
closed period of that year keeps."""

from __future__ import annotations

from collections.abc import Mapping

from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.models import Ciclo, Collocazione, Indicatore
from relazione.controlli.materia import DefinizioneCambiata

CAMPI = {
    "tipo": "tipo",
    "unita": "unità di misura",
    "direzione": "verso",
    "metodo_calcolo": "metodo di calcolo",
    "numeratore": "numeratore",
    "denominatore": "denominatore",
    "accumulo": "accumulo nei periodi",
}
"""What an indicator is measured by, as a person calls it: its wording and its office are not."""


def definizioni_cambiate(ciclo: Ciclo) -> tuple[DefinizioneCambiata, ...]:
    """What changed in the indicators that both years have; nothing where the year before has no closed period, since
    then one definition stands for both. What was empty and has been written is no change."""
    precedente = Ciclo.objects.di(ciclo.ente).filter(anno=ciclo.anno - 1).select_related("ente").first()
    prima = _definiti(precedente) if precedente else None
    if prima is None:
        return ()
    adesso = _definiti(ciclo)
    if adesso is None:
        posti = Collocazione.objects.di(ciclo.ente).filter(cruscotto__ciclo=ciclo, indicatore__codice__in=prima)
        adesso = {c.indicatore.codice: c.indicatore for c in posti.select_related("indicatore")}
    return tuple(
        DefinizioneCambiata(
            codice=codice,
            indicatore=indicatore.nome,
            campo=nome,
            prima=getattr(prima[codice], campo),
            dopo=getattr(indicatore, campo),
        )
        for codice, indicatore in sorted(adesso.items())
        if codice in prima
        for campo, nome in CAMPI.items()
        if getattr(prima[codice], campo) and getattr(prima[codice], campo) != getattr(indicatore, campo)
    )


def _definiti(ciclo: Ciclo) -> Mapping[str, Indicatore] | None:
    """The indicators of a cycle by code, as its last period keeps them; None while it is open."""
    scattata = fotografia_di(ultimo_periodo(ciclo))
    return None if scattata is None else {i.codice: i for i in scattata.indicatori.values()}
