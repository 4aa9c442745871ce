"""Where a document can be cut: only where a page begins anyway, so that no part changes what another one looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

SEZIONE = re.compile(r'(?=<section class="sezione )')
CLASSI = re.compile(r'<section class="([^"]*)"')
NOTA = 'class="nota"'


@dataclass(frozen=True, slots=True)
class Parte:
    """Sections that begin on a new page and end with one.

    ``stringhe`` are the running heads as the parts before leave them; ``note`` how many footnotes stand before.
    """

    html: str
    stringhe: Mapping[str, str]
    note: int

    @property
    def peso(self) -> int:
        """About how long it takes to lay out, to begin with the longest."""
        return len(self.html)


@dataclass(frozen=True, slots=True)
class Diviso:
    """A document in parts: what every one begins with, cover and contents, the parts."""

    testa: str
    fronte: str
    parti: tuple[Parte, ...]

    def intero(self, corpo: str, note: int = 0) -> str:
        """The HTML of one part as a document of its own."""
        return f'{self.testa}<body style="counter-reset: footnote {note}">{corpo}</body></html>'


def dividi(html: str) -> Diviso | None:
    """The HTML of a document in its parts; None for one that is not to be cut: of few pages, or whose chapters follow
    one another."""
    inizio, fine = html.index("<body"), html.rindex("</body>")
    apertura, _, corpo = html[inizio:fine].partition(">")
    fronte, *sezioni = SEZIONE.split(corpo)
    gruppi = list(_gruppi(sezioni))
    if apertura != "<body" or len(gruppi) < 2:
        return None
    return Diviso(html[:inizio], fronte, tuple(_parti(fronte, gruppi)))


def _gruppi(sezioni: Sequence[str]) -> Iterator[str]:
    """Sections together, apart where a chapter begins or the paper turns: there the style begins a page."""
    gruppo: list[str] = []
    larga = False
    for sezione in sezioni:
        classi = _classi(sezione)
        if gruppo and ("livello-1" in classi or ("larga" in classi) != larga):
            yield "".join(gruppo)
            gruppo = []
        gruppo.append(sezione)
        larga = "larga" in classi
    if gruppo:
        yield "".join(gruppo)


def _classi(sezione: str) -> list[str]:
    trovate = CLASSI.match(sezione)
    return trovate[1].split() if trovate else []


def _parti(fronte: str, gruppi: Sequence[str]) -> Iterator[Parte]:
    stringhe = {
        "ente": _ultimo(r'<p class="copertina-ente[^>]*>(.*?)</p>', fronte) or "",
        "documento": _ultimo(r'<h1 class="copertina-titolo[^>]*>(.*?)</h1>', fronte) or "",
        "capitolo": _ultimo(r'<h1 class="indice-titolo[^>]*>(.*?)</h1>', fronte) or "",
    }
    note = 0
    for gruppo in gruppi:
        yield Parte(gruppo, dict(stringhe), note)
        note += gruppo.count(NOTA)
        stringhe.update(_impostate(gruppo))


def _impostate(gruppo: str) -> dict[str, str]:
    """The running heads that the sections of a part leave, as ``string-set`` of the style says."""
    impostate = {"capitolo": _ultimo(r"<h1[^>]*>(.*?)</h1>", gruppo)}
    for sezione in SEZIONE.split(gruppo):
        classi = _classi(sezione)
        if "con-cruscotto" in classi:
            impostate["scheda"] = _ultimo(r"<h2[^>]*>(.*?)</h2>", sezione) or impostate.get("scheda")
        if "larga" in classi:
            impostate["scheda"] = _ultimo(r"<h3[^>]*>(.*?)</h3>", sezione) or impostate.get("scheda")
    return {nome: scritto for nome, scritto in impostate.items() if scritto is not None}


def _ultimo(cercato: str, html: str) -> str | None:
    """The text of the last element that looks as ``cercato``."""
    trovati = re.findall(cercato, html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", trovati[-1])).split()) if trovati else None
