"""How measures are written in pages: Italian numbers, traffic lights by shape, word and colour."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from contesto.scintilla import disegna_bilancia, disegna_scintilla
from cruscotto.aritmetica.sal import Arrotondamento, Fascia, arrotonda
from cruscotto.aritmetica.valori import formatta_numero
from cruscotto.consultazione.meglio_di_prima import MeglioDiPrima
from cruscotto.misurazione.traccia import Scia
from cruscotto.strategia.disegni.semaforo import disegna_semaforo

register = template.Library()


@register.filter
def percento(valore: Decimal | None) -> str:
    """A SAL on the scale 0–100 with at most one decimal, ``98,5%``; ``–`` when there is none."""
    if valore is None:
        return "–"
    return f"{formatta_numero(arrotonda(valore, 1, Arrotondamento.META_SU).normalize())}%"


@register.filter
def punti(differenza: Decimal | None) -> str:
    """A difference between two SALs with its sign, ``−2,5 punti``; ``–`` when there is none."""
    if differenza is None:
        return "–"
    tonda = arrotonda(abs(differenza), 1, Arrotondamento.META_SU).normalize()
    segno = "−" if differenza < 0 else "+"
    return f"{segno}{formatta_numero(tonda)} {'punto' if tonda == 1 else 'punti'}"


@register.simple_tag
def semaforo(fascia: Fascia | None) -> SafeString:
    """The traffic light of a band; the word stands beside it in the page, so the drawing is decorative."""
    codice, nome = (fascia.codice, fascia.nome) if fascia else ("non_rilevato", "Non rilevato")
    return mark_safe(disegna_semaforo(codice, nome))  # noqa: S308 - drawn by us, its texts are escaped


@register.simple_tag
def andamento(traccia: Scia) -> SafeString:
    """How the numbers of an indicator went, as a small line with its words; a dash where there are none."""
    if not traccia.punti:
        return format_html('<span aria-hidden="true">–</span><span class="visually-hidden">{}</span>', traccia.parole)
    return mark_safe(disegna_scintilla(traccia.valori, traccia.target, traccia.parole))  # noqa: S308 - escaped there


@register.simple_tag
def bilancia(meglio: MeglioDiPrima) -> SafeString:
    """How many indicators go better, as before, worse: one bar, named by its words."""
    conti = (meglio.meglio, meglio.uguali, meglio.peggio, meglio.senza)
    return mark_safe(disegna_bilancia(*conti, f"{meglio.titolo}: {meglio.parole}."))  # noqa: S308 - escaped there


@register.filter
def per_intero(valore: Decimal) -> str:
    """A number the Italian way, with all its digits: ``1.234,5``."""
    return formatta_numero(valore)
