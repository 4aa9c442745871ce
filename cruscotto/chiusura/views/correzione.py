from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from cruscotto.chiusura.actions.periodi import correggi_periodo
from cruscotto.chiusura.forms import ModuloCorreggi
from cruscotto.ciclo.fotografie import fotografia_di
from cruscotto.ciclo.passaggi_periodo import CHI
from cruscotto.misurazione.letture import Richiesta
from cruscotto.models import Cruscotto, Periodo
from cruscotto.pianificazione.views.passi import CambiamentoChiesto, rispondi
from ente.poteri import Poteri, esige
from ente.richiesta import utente_di


@require_http_methods(["GET", "HEAD", "POST"])
def correggi(request: HttpRequest, anno: int, numero: int) -> HttpResponse:
    """Bring into a closed period what has changed since: form, preview, confirmation."""
    utente = utente_di(request)
    poteri = Poteri.di(utente)
    esige(poteri.controllo, CHI)
    visibili = Periodo.objects.visibili_a(utente).select_related("ciclo__ente")
    periodo = get_object_or_404(visibili, ciclo__anno=anno, numero=numero)
    modulo = ModuloCorreggi(request.POST or None, auto_id=f"correggi{numero}_%s")
    ritorno = f"{reverse('cruscotto:chiusura', args=[anno])}?periodo={numero}"
    cruscotti = Cruscotto.objects.filter(ciclo=periodo.ciclo).select_related("ciclo__ente").order_by("ordine")
    domanda = CambiamentoChiesto(
        modulo=modulo,
        pagina="cruscotto/chiusura/correggi.html",
        contesto={
            "ciclo": periodo.ciclo,
            "periodo": periodo,
            "titolo": f"Correzione: {periodo.nome.lower()}",
            "ritorno": ritorno,
            "briciole": [
                (f"Chiusura {anno}", reverse("cruscotto:chiusura", args=[anno])),
                (f"Correzione: {periodo.nome.lower()}", ""),
            ],
        },
        atto=lambda: correggi_periodo(periodo=periodo, motivo=modulo.cleaned_data["motivo"], da=utente, poteri=poteri),
        richieste=lambda: [Richiesta(periodo.ciclo, periodo, list(cruscotti))],
        detto=lambda: [("Indicatori nei cruscotti", _quanti(periodo), str(_di_oggi(periodo)))],
        fatto=f"{periodo.nome} è corretto: è com'è oggi ciò che lo compone, e il registro dice perché.",
        ritorno=ritorno,
    )
    return rispondi(request, domanda)


def _quanti(periodo: Periodo) -> str:
    """How many placements the period keeps; empty when it was never photographed."""
    foto = fotografia_di(periodo)
    return str(len(foto.collocazioni)) if foto else ""


def _di_oggi(periodo: Periodo) -> int:
    return sum(c.collocazioni.count() for c in Cruscotto.objects.filter(ciclo=periodo.ciclo))
