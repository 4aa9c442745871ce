"""Quotes and dashes of the narrative as Italian prints them: «so», and a dash – like this.

markdown-it's own typographer does nothing in the CommonMark preset, and where it works it turns a letter (c) into ©.
Apostrophes stay as they are, in the narrative as in the labels that come from data.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

APRE_DOPO = " \n\t\u00a0([{–—/'’«"
_TRATTINO = re.compile(r"(?<=\s)-{1,3}(?=\s)")


def italiana(markdown: MarkdownIt) -> None:
    """A plugin: ``"`` becomes « or » by what stands around it, a hyphen between spaces a dash; code stays as it is."""
    markdown.core.ruler.push("italiana", _regola)


def _regola(stato: StateCore) -> None:
    for gettone in stato.tokens:
        prima = ""
        for figlio in gettone.children or ():
            if figlio.type == "text":
                figlio.content, prima = _scrivi(figlio.content, prima), figlio.content[-1:] or prima
            elif figlio.type in ("softbreak", "hardbreak"):
                prima = " "
            elif figlio.content:
                prima = figlio.content[-1:]


def _scrivi(testo: str, prima: str) -> str:
    pezzi = []
    for carattere in testo:
        apre = not prima or prima in APRE_DOPO
        pezzi.append(("«" if apre else "»") if carattere == '"' else carattere)
        prima = carattere
    return _TRATTINO.sub("–", "".join(pezzi))
