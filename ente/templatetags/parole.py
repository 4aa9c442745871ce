from __future__ import annotations

from django import template

from ente.parole import minuscola

register = template.Library()
register.filter("minuscola", minuscola, is_safe=True)
