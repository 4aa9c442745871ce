"""What a page must be for who does not see, see well, or use a mouse: axe, and what axe does not measure.

Each function says what is wrong with the page as it stands in the browser, in lines to read; none is an empty list.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ETICHETTE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TELEFONO, TAVOLO = (360, 800), (1440, 900)
PICCOLE = ((320, 568), (320, 256))
"""The smallest phone; a window of 1280 × 1024 at 400% (WCAG 1.4.10)."""
SPAZI = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }
"""
"""What WCAG 1.4.12 allows anybody to set."""
SCRITTO = Path(__file__).with_suffix(".js").read_text()


def finestra(pagina: Page, misure: tuple[int, int]) -> None:
    pagina.set_viewport_size({"width": misure[0], "height": misure[1]})


def guasti_axe(pagina: Page, *, fuori: list[str] | None = None) -> list[str]:
    """What axe finds up to WCAG 2.2 AA, outside ``fuori`` (selectors of what is not ours)."""
    from axe_playwright_python.sync_playwright import Axe

    # A bar that stays covers half of whatever the page happens to be scrolled to, and the wheel uncovers it. That what
    # takes the focus is never covered is for ``fuoco_coperto``.
    pagina.evaluate(f"({SCRITTO}).sciolte()")
    # Without the elements that pass, which nobody reads: on our longest pages they took nine tenths of the time.
    regole = {"runOnly": {"type": "tag", "values": ETICHETTE}, "resultTypes": ["violations"]}
    dove: Any = {"exclude": fuori} if fuori else None
    trovati = Axe().run(pagina, context=dove, options=regole).response["violations"]
    pagina.evaluate(f"({SCRITTO}).legate()")
    return [f"{g['id']}: {n['html'][:200]} {n['failureSummary'][:300]}" for g in trovati for n in g["nodes"]]


def larga(pagina: Page) -> list[str]:
    """Whether one must scroll sideways: wide tables do so in a box of their own."""
    larghezza, finestra = pagina.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return [] if larghezza <= finestra else [f"larga {larghezza} px in una finestra di {finestra}"]


def fuoco_coperto(pagina: Page) -> list[str]:
    """What takes the focus and is not seen, going down the page and back up: hidden by a bar that stays, or left
    outside the window (WCAG 2.4.11; 2.4.12 for what fits)."""
    pagina.emulate_media(reduced_motion="reduce")  # what is still gliding towards its place is nowhere yet
    trovati: list[str] = pagina.evaluate(f"({SCRITTO}).coperti()")
    return trovati


def parole_tagliate(pagina: Page) -> list[str]:
    """Text that is cut, lies on other text or makes the page too wide, once it is spaced (WCAG 1.4.12)."""
    trovati: list[str] = pagina.evaluate(f"(spazi) => ({SCRITTO}).tagliati(spazi)", SPAZI)
    return trovati


def perso_con_colori_forzati(pagina: Page) -> list[str]:
    """Buttons without an edge and current items like the others, once the person's own colours take the place of the
    site's."""
    pagina.emulate_media(forced_colors="active")
    trovati: list[str] = pagina.evaluate(f"({SCRITTO}).persi()")
    pagina.emulate_media(forced_colors="none")
    return trovati


def guasti(pagina: Page) -> list[str]:
    """All that is wrong with a page, at every width, from one load of it."""
    trovati = []
    for misure in (TELEFONO, *PICCOLE, TAVOLO):
        finestra(pagina, misure)
        prove = [larga, parole_tagliate]
        if misure in PICCOLE:
            prove.append(fuoco_coperto)
        else:
            prove += [guasti_axe, perso_con_colori_forzati]
        trovati += [f"{misure[0]} × {misure[1]}: {guasto}" for prova in prove for guasto in prova(pagina)]
    return trovati
