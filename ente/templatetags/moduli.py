from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ente.una_volta import CAMPO, nuova_chiave

register = template.Library()


@register.simple_tag
def una_volta() -> SafeString:
    """The key of a form that is done once, for a view of ``ente.una_volta``."""
    return format_html('<input type="hidden" name="{}" value="{}">', CAMPO, nuova_chiave())
