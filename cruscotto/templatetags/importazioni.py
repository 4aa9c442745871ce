from __future__ import annotations

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse

from cruscotto.importazione.generi.registro import GENERI
from ente.models import Utente
from ente.poteri import Poteri

register = template.Library()


@register.simple_tag(takes_context=True)
def importa(context: Context, genere: str) -> str:
    """The address where a kind of sheet is imported into the year and the period of the page; empty for who may not."""
    utente, trovato = context["request"].user, GENERI.get(genere)
    if trovato is None or not isinstance(utente, Utente) or not trovato.chi(Poteri.di(utente)):
        return ""
    parametri = QueryDict(mutable=True)
    parametri["genere"] = genere
    ciclo, periodo = context.get("ciclo"), context.get("periodo")
    if ciclo is not None and not trovato.senza_ciclo:
        parametri["anno"] = str(ciclo.anno)
    if periodo and trovato.del_periodo:
        parametri["periodo"] = str(periodo.numero)
    return f"{reverse('cruscotto:importazione-new')}?{parametri.urlencode()}"
