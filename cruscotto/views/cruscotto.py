from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cruscotto.letture import ultimo_periodo
from cruscotto.models import Cruscotto
from cruscotto.prospetto import misura_cruscotti
from ente.models import Utente


@require_safe
def cruscotto(request: HttpRequest, anno: int, codice: str) -> HttpResponse:
    """One scorecard at the end of its year. What the user may not see does not exist (404)."""
    utente = request.user
    assert isinstance(utente, Utente)  # noqa: S101 - LoginRequiredMiddleware lets nobody else in
    scelto = get_object_or_404(
        Cruscotto.objects.visibili_a(utente).select_related("ciclo__ente"), ciclo__anno=anno, codice=codice
    )
    periodo = ultimo_periodo(scelto.ciclo)
    (prospetto,) = misura_cruscotti(scelto.ciclo, periodo, [scelto])
    return render(
        request, "cruscotto/cruscotto.html", {"ciclo": scelto.ciclo, "periodo": periodo, "prospetto": prospetto}
    )
