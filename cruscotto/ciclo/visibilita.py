"""What a person may read of what scorecards share: the same values and indicators that the pages show (docs/dominio.md
"Roles").

An individual sheet is read by its manager and by who reads the whole body. What stands only there is nobody else's,
except for the office that enters its value and the area that reviews it.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cruscotto.models import Collocazione, Indicatore, Rilevazione
from ente.models import Utente
from ente.poteri import Poteri


def indicatori_leggibili(utente: Utente, anno: int | None = None) -> QuerySet[Indicatore]:
    """Indicators placed in a scorecard that the person may read, or whose values the person enters or reviews; of all
    the years, or of one."""
    suoi = Indicatore.objects.visibili_a(utente)
    if suoi.query.is_empty():
        return suoi
    dell_anno = {} if anno is None else {"cruscotto__ciclo__anno": anno}
    if anno is not None:
        suoi = suoi.filter(Exists(Collocazione.objects.filter(indicatore=OuterRef("pk"), **dell_anno)))
    poteri = Poteri.di(utente)
    if poteri.tutto_l_ente:
        return suoi
    posti = Collocazione.objects.visibili_a(utente).filter(indicatore=OuterRef("pk"), **dell_anno)
    return suoi.filter(Exists(posti) | Q(ufficio__in=poteri.uffici) | Q(ufficio__area__in=poteri.aree))


def rilevazioni_leggibili(utente: Utente) -> QuerySet[Rilevazione]:
    """Values that, in their cycle, stand in a scorecard that the person may read; or that the person enters or
    reviews."""
    sue = Rilevazione.objects.visibili_a(utente)
    if sue.query.is_empty():
        return sue
    poteri = Poteri.di(utente)
    if poteri.tutto_l_ente:
        return sue
    viste = Collocazione.objects.visibili_a(utente)
    qui = viste.filter(indicatore=OuterRef("indicatore"), cruscotto__ciclo=OuterRef("periodo__ciclo"))
    leggibile = (Q(collocazione__isnull=True) & Exists(qui)) | Exists(viste.filter(pk=OuterRef("collocazione")))
    inserisce, valida = Q(indicatore__ufficio__in=poteri.uffici), Q(indicatore__ufficio__area__in=poteri.aree)
    return sue.filter(leggibile | inserisce | valida)
