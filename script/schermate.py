"""schermate.py ADDRESS FOLDER [USER…]: walks the site as each demo user and takes every page once, at two widths.

A page is a view of the urlconf: from the home it follows the links of the site and keeps the first address of each.
Says what is wrong on the way (status, console errors, a page wider than the screen) and ends with 1 if anything is.
"""

from __future__ import annotations

import os
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin, urlsplit

import django
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, Page, sync_playwright

UTENTI = ("amministratore", "controllo", "oiv", "dirigente.area3", "redattore.area3")
LARGHEZZE = (360, 1440)
ESCLUSE = ("account_logout", "ente:logo", "salute")


def aspetta(indirizzo: str) -> None:
    """Wait until the server answers, at most half a minute."""
    for _ in range(60):
        try:
            urllib.request.urlopen(f"{indirizzo}/salute/", timeout=5)
            return
        except URLError:
            time.sleep(0.5)
    sys.exit("Il server non risponde.")


def vista(percorso: str) -> str | None:
    """The name of the view of an address; None when it is not a page to take."""
    try:
        nome = resolve(urlsplit(percorso).path).view_name
    except Resolver404:
        return None
    amministra = nome.startswith("admin:") and nome != "admin:index"
    return None if amministra or nome in ESCLUSE or nome.endswith("-download") else nome


def entra(pagina: Page, indirizzo: str, utente: str) -> None:
    pagina.goto(f"{indirizzo}/accesso/")
    pagina.get_by_label("Nome utente").fill(utente)
    pagina.get_by_label("Password").fill(os.environ["DEMO_PASSWORD"])
    pagina.get_by_role("button", name="Entra").click()
    pagina.wait_for_url(f"{indirizzo}/")


def percorri(browser: Browser, indirizzo: str, utente: str, cartella: Path) -> list[str]:
    """Take all pages that a user reaches; what was wrong on them."""
    errori: list[str] = []
    pagina = browser.new_context(locale="it-IT").new_page()
    pagina.on("console", lambda m: errori.append(f"{pagina.url}: {m.text}") if m.type == "error" else None)
    entra(pagina, indirizzo, utente)
    cartella.mkdir(parents=True, exist_ok=True)
    da_vedere, viste = ["/"], {"cruscotto:inizio"}
    while da_vedere:
        percorso = da_vedere.pop(0)
        nome = (vista(percorso) or "pagina").replace(":", "-")
        for larghezza in LARGHEZZE:
            pagina.set_viewport_size({"width": larghezza, "height": 900})
            risposta = pagina.goto(indirizzo + percorso)
            if risposta is None or risposta.status != 200:
                errori.append(f"{percorso}: risposta {risposta.status if risposta else 'assente'}")
            largo = pagina.evaluate("document.documentElement.scrollWidth")
            if largo > larghezza:
                errori.append(f"{percorso}: larga {largo} px su {larghezza}")
            pagina.screenshot(path=cartella / f"{nome}-{larghezza}.png", full_page=True)
        for legame in pagina.eval_on_selector_all("a[href]", "tutti => tutti.map(a => a.href)"):
            altro = legame.removeprefix(indirizzo) if urljoin(legame, "/") == f"{indirizzo}/" else ""
            trovata = vista(altro) if altro else None
            if trovata and trovata not in viste:
                viste.add(trovata)
                da_vedere.append(altro)
    pagina.context.close()
    print(f"  {utente}: {len(viste)} pagine")
    return [f"{utente} {errore}" for errore in errori]


def main() -> None:
    indirizzo, cartella, *utenti = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    aspetta(indirizzo)
    errori: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["CANNOCCHIALE_CHROMIUM"],
            args=["--no-sandbox", "--disable-background-networking", "--disable-gpu"],
        )
        for utente in utenti or UTENTI:
            errori += percorri(browser, indirizzo, utente, Path(cartella) / utente)
        browser.close()
    if errori:
        sys.exit("\n".join(["Non tutto va bene:", *errori]))


if __name__ == "__main__":
    main()
