"""What other pages say of what the controls found about what they show."""

from __future__ import annotations

from typing import Any

from django import template

from cruscotto.models import Ciclo
from ente.models import Utente
from ente.poteri import Poteri
from relazione.controlli.verifiche import elenco_breve

register = template.Library()


@register.inclusion_tag("relazione/pubblicazione/_esiti.html", takes_context=True)
def esiti_dei_controlli(context: template.Context, ciclo: Ciclo, cosa: str, codice: str) -> dict[str, Any]:
    """The findings of the last run about a ``tavola`` (for who reads the whole body) or a ``sezione`` (for who has it
    open). At most two queries."""
    utente = context["user"]
    legge = isinstance(utente, Utente) and Poteri.di(utente).tutto_l_ente
    return elenco_breve(ciclo, cosa, codice, legge=legge) if legge or cosa == "sezione" else {"esiti": ()}
