"""In which format one is answered: the one that ``Accept`` likes best (RFC 9110 §12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import NotAcceptable, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

PESO = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)
LEGGONO = ("GET", "HEAD")
Gradimento = tuple[float, int]
"""How much a format is liked, from 0, not at all, to 1; and how precisely it was named, from 0, ``*/*``, to 2."""


class PerGradimento(DefaultContentNegotiation):
    """The weights that the framework leaves unread. What the address asks (``?formato=csv``) comes first: it is for
    who cannot choose the headers."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        possibili = list(renderers)
        nome = str(self.settings.URL_FORMAT_OVERRIDE)
        if formato := format_suffix or request.query_params.get(nome):
            trovato = next((r for r in possibili if r.format == formato), None)
            if trovato is None and request.method not in LEGGONO:
                return possibili[0], possibili[0].media_type  # the method is refused, or answers as it can
            if trovato is None:
                raise ValidationError({nome: f"Qui c'è {' o '.join(str(r.format) for r in possibili)}."})
            return trovato, trovato.media_type
        testi = self.get_accept_list(request)
        # Of two that are liked alike, the one that was named, and then the first of ours.
        scelto = max(possibili, key=lambda r: gradimento(r.media_type, testi), default=None)
        if scelto is None or not gradimento(scelto.media_type, testi)[0]:
            raise NotAcceptable(available_renderers=possibili)
        return scelto, scelto.media_type


def gradimento(tipo: str, accettati: Iterable[str]) -> Gradimento:
    """How much the ranges of an ``Accept`` like a media type: the most precise of those that name it says."""
    genere, _, specie = tipo.partition(";")[0].strip().lower().partition("/")
    trovati: list[tuple[int, float]] = []
    vuoto = True
    for testo in accettati:
        vuoto = False
        nome, *parametri = (parte.strip().lower() for parte in testo.split(";"))
        precisione = {f"{genere}/{specie}": 2, f"{genere}/*": 1, "*/*": 0}.get(nome)
        if precisione is not None:
            trovati.append((precisione, _peso(parametri)))
    if vuoto:
        return 1.0, 0
    precisione, peso = max(trovati, default=(0, 0.0))
    return peso, precisione


def gradisce(request: Request, tipo: str) -> bool:
    """Whether who asks takes a media type."""
    accettati: list[str] = DefaultContentNegotiation().get_accept_list(request)
    return gradimento(tipo, accettati)[0] > 0


def _peso(parametri: Iterable[Any]) -> float:
    """The ``q`` of a range; one that is badly written counts as if it were not there."""
    for parametro in parametri:
        nome, _, valore = str(parametro).partition("=")
        if nome.strip() == "q" and PESO.fullmatch(valore.strip()):
            return float(valore)
    return 1.0
