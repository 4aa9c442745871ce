from __future__ import annotations

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ente.aiuti import AIUTI
from ente.manuale import glossario

register = template.Library()
DETTE = "parole_dette"


@register.simple_tag(takes_context=True)
def aiuto_della_pagina(context: Context) -> str:
    """The address of the section of the manual that speaks of this page; the index where none does."""
    request: HttpRequest | None = context.get("request")
    dove = request.resolver_match if request else None
    sezione = AIUTI.get(dove.view_name) if dove else None
    if sezione is None:
        return reverse("aiuto")
    nome, _, ancora = sezione.partition("#")
    return f"{reverse('aiuto-capitolo', args=[nome])}#{ancora}"


@register.simple_tag(takes_context=True)
def parola(context: Context, nome: str) -> SafeString:
    """A question mark that explains a word of the glossary where it stands: ``{% parola "sal" %}``. The explanation is
    in the page once, however many marks open it; no script is needed.

    Raises:
        KeyError: the glossary has no such word.
    """
    voce = glossario()[nome]
    request = context.get("request")
    dette: set[str] = getattr(request, DETTE, set())
    spiegazione: SafeString | str = ""
    if nome not in dette:
        spiegazione = format_html(
            '<span class="parola-spiegata" id="parola-{}" popover><b>{}</b> {} '
            '<a href="{}#{}">Tutte le parole</a></span>',
            nome,
            voce.nome,
            _in_riga(voce.html),
            reverse("aiuto-capitolo", args=["glossario"]),
            nome,
        )
        if request is not None:
            setattr(request, DETTE, dette | {nome})
    return format_html(
        '<button type="button" class="parola" popovertarget="parola-{}">'
        '<span aria-hidden="true">?</span><span class="visually-hidden">Che cosa vuol dire {}</span></button>{}',
        nome,
        voce.nome,
        spiegazione,
    )


def _in_riga(html: SafeString) -> SafeString:
    """The explanation where only words may stand: a paragraph becomes a stretch of text."""
    return SafeString(html.strip().replace("<p>", "<span>").replace("</p>", "</span>"))
