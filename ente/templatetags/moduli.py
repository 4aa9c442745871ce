from __future__ import annotations

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ente.giorni import PRIMO, ultimo
from ente.una_volta import CAMPO, nuova_chiave

register = template.Library()


@register.simple_tag
def limiti_giorno(avvenuto: bool = False) -> SafeString:
    """The first and the last day of a box; the last is today, of what has happened."""
    fino_a = timezone.localdate() if avvenuto else ultimo()
    return format_html('min="{}" max="{}"', PRIMO.isoformat(), fino_a.isoformat())


@register.simple_tag
def una_volta() -> SafeString:
    """The key of a form that is done once, for a view of ``ente.una_volta``."""
    return format_html('<input type="hidden" name="{}" value="{}">', CAMPO, nuova_chiave())


@register.simple_tag
def avvisa(chi: str) -> SafeString:
    """The words of a button that has a letter sent: to whom. None where no letter leaves."""
    return format_html('<small class="btn-avvisa">: avvisa {}</small>', chi) if settings.SITE_URL else SafeString("")
