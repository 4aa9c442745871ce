from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cruscotto.models import Cruscotto
from cruscotto.prospetto import misura_cruscotti
from cruscotto.scelta import periodo_scelto
from ente.models import Utente


@require_safe
def cruscotto(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """One scorecard at a period. What the user may not see does not exist (404)."""
    utente = request.user
    assert isinstance(utente, Utente)  # noqa: S101 - LoginRequiredMiddleware lets nobody else in
    visibili = Cruscotto.objects.visibili_a(utente).select_related("ciclo__ente")
    scelto = get_object_or_404(visibili, ciclo__anno=anno, codice=codice)
    periodo = periodo_scelto(list(scelto.ciclo.periodi.all()), request.GET)
    (prospetto,) = misura_cruscotti(scelto.ciclo, periodo, [scelto])
    return render(
        request, "cruscotto/cruscotto.html", {"ciclo": scelto.ciclo, "periodo": periodo, "prospetto": prospetto}
    )
