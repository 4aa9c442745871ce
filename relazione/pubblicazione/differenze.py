"""The difference of two texts, word by word, as HTML: what went and what came, said in words too. Pure."""

from __future__ import annotations

import re

from diff_match_patch import diff_match_patch
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

PAROLE = re.compile(r"\s+|\w+|[^\w\s]")
SURROGATI = range(0xD800, 0xE000)
AL_PIU = 2.0
"""Seconds after which the difference is told in larger pieces: still right, not the shortest."""


def differenze_in_parole(prima: str, dopo: str) -> SafeString:
    """The text after, with ``<del>`` and ``<ins>`` where the one before was another; it is read without colours too."""
    numeri: dict[str, str] = {}
    parole: dict[str, str] = {}

    def codifica(testo: str) -> str:
        """Each word as one character: the library compares characters, and people read words."""
        return "".join(_segno(parola, numeri, parole) for parola in PAROLE.findall(testo))

    motore = diff_match_patch()
    motore.Diff_Timeout = AL_PIU
    passi = motore.diff_main(codifica(prima), codifica(dopo), False)
    motore.diff_cleanupSemantic(passi)
    return format_html_join("", "{}", ((_pezzo(come, "".join(parole[s] for s in segni)),) for come, segni in passi))


def _segno(parola: str, numeri: dict[str, str], parole: dict[str, str]) -> str:
    if parola not in numeri:
        n = len(numeri) + 1
        segno = chr(n if n < SURROGATI.start else n + len(SURROGATI))
        numeri[parola], parole[segno] = segno, parola
    return numeri[parola]


def _pezzo(come: int, testo: str) -> SafeString:
    if come == diff_match_patch.DIFF_DELETE:
        return format_html('<del><span class="visually-hidden">[eliminato: </span>{}{}</del>', testo, _FINE)
    if come == diff_match_patch.DIFF_INSERT:
        return format_html('<ins><span class="visually-hidden">[inserito: </span>{}{}</ins>', testo, _FINE)
    return format_html("{}", testo)


_FINE = format_html('<span class="visually-hidden">{}</span>', "]")
