"""The manual as pages of the site: the same files of ``docs/manuale``, and what has changed, from ``CHANGELOG.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CAPITOLI = (
    *("redattore", "dirigente", "controllo", "anno", "oiv", "persone", "amministratore"),
    *("pagine", "glossario", "importazioni", "fogli-collegati", "misura", "relazione", "pubblico", "api"),
)
"""The chapters for who uses the site, in their order; the others of the manual are for who installs it."""
_FILE = re.compile(r"(?:\./)?([\w-]+)\.md(?:#(.+))?")


@dataclass(frozen=True, slots=True)
class Capitolo:
    """A chapter: its title, its text as HTML, the headings that an address may point to."""

    titolo: str
    ancora: str
    html: SafeString
    ancore: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parola:
    """A word of the glossary, and what it means in a few lines, as HTML."""

    nome: str
    html: SafeString


@cache
def capitolo(nome: str) -> Capitolo:
    """A chapter of the manual.

    Raises:
        KeyError: there is none of that name.
    """
    if nome not in CAPITOLI:
        raise KeyError(nome)
    return _leggi(Path(settings.BASE_DIR) / "docs" / "manuale" / f"{nome}.md")


@cache
def novita() -> Capitolo:
    """What changed for who uses the site, version by version."""
    return _leggi(Path(settings.BASE_DIR) / "CHANGELOG.md")


@cache
def glossario() -> dict[str, Parola]:
    """The words explained, by the slug that names them."""
    testo = (Path(settings.BASE_DIR) / "docs" / "manuale" / "glossario.md").read_text(encoding="utf-8")
    voci: dict[str, Parola] = {}
    for pezzo in re.split(r"^## ", testo, flags=re.MULTILINE)[1:]:
        nome, _, spiegazione = pezzo.partition("\n")
        voci[ancora(nome)] = Parola(nome.strip(), _html(_analizza(spiegazione.strip())))
    return voci


def ancora(titolo: str) -> str:
    """How the address of a heading ends, as the sites that show the files write it."""
    return re.sub(r"[^\w\- ]", "", titolo.strip().lower()).replace(" ", "-")


def _leggi(file: Path) -> Capitolo:
    pezzi = _analizza(file.read_text(encoding="utf-8"))
    ancore, titolo = [], file.stem
    for n, pezzo in enumerate(pezzi):
        if pezzo.type != "heading_open":
            continue
        testo = "".join(f.content for f in pezzi[n + 1].children or ())
        if pezzo.tag == "h1":
            titolo = testo
        nome = ancora(testo)
        pezzo.attrSet("id", nome)
        ancore.append(nome)
    return Capitolo(titolo, ancora(titolo), _html(_senza_titolo(pezzi)), frozenset(ancore))


def _senza_titolo(pezzi: list[Token]) -> list[Token]:
    """The page says the title by itself."""
    rimasti, dentro = [], False
    for pezzo in pezzi:
        dentro = dentro or (pezzo.type == "heading_open" and pezzo.tag == "h1")
        if not dentro:
            rimasti.append(pezzo)
        dentro = dentro and not (pezzo.type == "heading_close" and pezzo.tag == "h1")
    return rimasti


def _analizza(testo: str) -> list[Token]:
    pezzi = MarkdownIt("commonmark", {"html": False}).enable("table").parse(testo)
    for pezzo in pezzi:
        if pezzo.children:
            pezzo.children = _collegati(pezzo.children)
    return pezzi


def _collegati(figli: list[Token]) -> list[Token]:
    """The links to other chapters lead to their pages; those to files of the program are their text alone."""
    rimasti, aperti = [], []
    for figlio in figli:
        if figlio.type == "link_open":
            dove = _indirizzo(str(figlio.attrGet("href") or ""))
            aperti.append(bool(dove))
            if not dove:
                continue
            figlio.attrSet("href", dove)
        elif figlio.type == "link_close" and not aperti.pop():
            continue
        rimasti.append(figlio)
    return rimasti


def _indirizzo(href: str) -> str:
    if href.startswith(("https://", "http://", "#")):
        return href
    trovato = _FILE.fullmatch(href)
    if trovato and trovato[1] in CAPITOLI:
        pagina = reverse("aiuto-capitolo", args=[trovato[1]])
        return f"{pagina}#{trovato[2]}" if trovato[2] else pagina
    return ""


def _html(pezzi: list[Token]) -> SafeString:
    lettore = MarkdownIt("commonmark", {"html": False}).enable("table")
    scritto = str(lettore.renderer.render(pezzi, lettore.options, {}))
    larghe = scritto.replace("<table>", '<div class="aiuto-tabella" tabindex="0"><table class="table">')
    return mark_safe(larghe.replace("</table>", "</table></div>"))  # noqa: S308 - our own files, and HTML in them is text
