"""The sealed HTML as a page that is read: what stands around it is added, what it says is not touched."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

CORPO = re.compile(r"<body\b[^>]*>")
STILE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
TESTA = '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
SCORREVOLI = re.compile(r'<(figure|div) class="(tavola|blocco|riquadro|figura|sguardo)\b')
"""What is wider than a phone scrolls in its own box, which the keyboard reaches."""

TITOLO = re.compile(r"<h([1-6])\b")


@dataclass(frozen=True, slots=True)
class Leggibile:
    """The page, and its own styles as the policy must know them."""

    html: str
    stili: tuple[str, ...]


def rendi_leggibile(sigillato: str, *, testata: str, canonico: str, fogli: Iterable[str]) -> Leggibile:
    """Put ``testata`` before what the sealed page says, with the style sheets at the addresses ``fogli``.

    ``testata`` is HTML; the addresses are text.
    """
    stili = tuple(STILE.findall(sigillato))
    collegati = "".join(f'<link rel="stylesheet" href="{escape(f)}">\n' for f in fogli)
    testa = f'{TESTA}<link rel="canonical" href="{escape(canonico)}">\n{collegati}'
    html = sigillato.replace("</head>", f"{testa}</head>", 1)
    corpo = CORPO.search(html)
    assert corpo is not None  # noqa: S101 - the writer makes one
    dentro, _, dopo = html[corpo.end() :].rpartition("</body>")
    dentro = SCORREVOLI.sub(r'<\1 tabindex="0" class="\2', dentro)
    dentro = _livelli(dentro)
    dentro = f'{testata}<main id="relazione" tabindex="-1">{dentro}</main>'
    return Leggibile(f"{html[: corpo.end()]}{dentro}</body>{dopo}", stili)


def _livelli(corpo: str) -> str:
    """The headings with no level skipped: a scorecard that stands right under a chapter is announced as what it is."""
    ultimo = 0

    def annuncia(trovato: re.Match[str]) -> str:
        nonlocal ultimo
        livello = int(trovato[1])
        detto = min(livello, ultimo + 1)
        ultimo = detto
        return trovato[0] if detto == livello else f'{trovato[0]} aria-level="{detto}"'

    return TITOLO.sub(annuncia, corpo)
