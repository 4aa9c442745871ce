"""script/bench compiti ADDRESS [ADDRESS…]: the tasks of a week, done by a browser as a person would.

Each address serves a demo of its own that nobody has touched: the tasks write. It counts clicks, keys and seconds:
those that the site makes one wait, measured, and those of the hands by the keystroke-level model (Card, Moran and
Newell), ``CLIC`` for a click, ``TASTO`` for a key. Then the heights of the long pages. Prints one table in Italian.
"""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CLIC, TASTO = 1.3, 0.28
QUANTI = 20
ANNO = 2020
PAROLA = os.environ.get("DEMO_PASSWORD", "cannocchiale-2019")
MOTIVO = "Manca il mese di luglio."
NUMERI = ".valore .casella-numero input:visible"
ALTEZZE = {
    "cruscotto di 34 righe": f"/cruscotti/{ANNO}/area3/",
    "indicatore": f"/indicatori/{ANNO}/i001/",
    "inizio": "/",
    "elenco": f"/elenco/{ANNO}/",
}
INCOLLA = """([id, testo]) => {
  const campo = document.getElementById(id);
  const dati = new DataTransfer();
  dati.setData("text/plain", testo);
  return !campo.dispatchEvent(new ClipboardEvent("paste", { clipboardData: dati, bubbles: true, cancelable: true }));
}"""


@dataclass
class Mano:
    """A person before a page: what they press is counted, and how long the site makes them wait."""

    pagina: Page
    indirizzo: str
    clic: int = 0
    tasti: int = 0
    attesa: float = 0.0

    @property
    def secondi(self) -> float:
        return self.attesa + self.clic * CLIC + self.tasti * TASTO

    def clicca(self, che: Locator, *, naviga: bool = False) -> None:
        self.clic += 1
        self._aspetta(che.click, naviga)

    def premi(self, *tasti: str, naviga: bool = False) -> None:
        for tasto in tasti:
            self.tasti += len(tasto.split("+"))
            self._aspetta(lambda t=tasto: self.pagina.keyboard.press(t), naviga)  # type: ignore[misc]

    def scrivi(self, testo: str) -> None:
        self.tasti += len(testo)
        self.pagina.keyboard.type(testo)

    def fino_a(self, vero: str, tasto: str = "Tab") -> None:
        """Press a key until something is true of the element with the focus, ``e``."""
        for _ in range(300):
            self.premi(tasto)
            if self.pagina.evaluate(f"(() => {{ const e = document.activeElement; return {vero}; }})()"):
                return
        raise SystemExit(f"✗ Con {tasto} non si arriva a: {vero}")

    def _aspetta(self, fai: Callable[[], None], naviga: bool) -> None:
        prima = time.perf_counter()
        if naviga:
            with self.pagina.expect_navigation():
                fai()
        else:
            fai()
        self.pagina.wait_for_load_state("load")
        self.attesa += time.perf_counter() - prima

    def salvati(self, quanti: int) -> None:
        """Wait until the site has that many drafts of those that the page shows."""
        prima = time.perf_counter()
        while self.pagina.locator(".stato-bozza").count() < quanti and time.perf_counter() - prima < 30:
            self.pagina.wait_for_timeout(20)
        self.attesa += time.perf_counter() - prima


# -- the tasks ---------------------------------------------------------------------------------------------------------
def valori(n: int, da: int) -> list[str]:
    return [f"{da + i},5" for i in range(n)]


def _bozze(mano: Mano) -> int:
    return mano.pagina.locator(".stato-bozza").count()


def _incolla(mano: Mano, testo: str) -> bool:
    """Paste where the focus is, with Ctrl+V; False where the site does not know how."""
    pagina = mano.pagina
    with_id = pagina.evaluate("document.activeElement.id")
    prima = time.perf_counter()
    try:
        with pagina.expect_navigation(timeout=3000):
            presa = pagina.evaluate(INCOLLA, [with_id, testo])
    except Error:
        presa = False
    if presa:
        mano.tasti += 2
        mano.attesa += time.perf_counter() - prima
    return bool(presa)


def _batti(mano: Mano, numeri: list[str]) -> None:
    """Type a column: to the next row with Enter, over what is not a number with the arrow."""
    for numero in numeri:
        mano.premi("Control+a")
        mano.scrivi(numero)
        mano.premi("Enter")


def venti_valori(mano: Mano) -> None:
    """From the home to twenty saved values, which stand in a column of Excel."""
    mano.clicca(mano.pagina.get_by_role("link", name="I miei valori", exact=True), naviga=True)
    prima, campo = _bozze(mano), mano.pagina.locator(NUMERI).first
    mano.clicca(campo)
    if _incolla(mano, "\r\n".join(valori(QUANTI, 1)) + "\r\n"):
        mano.clic, mano.tasti = mano.clic + 2, mano.tasti + 2  # the column taken in Excel: two clicks and Ctrl+C
    else:
        _batti(mano, valori(QUANTI, 1))
    mano.salvati(prima + QUANTI)


def venti_da_tastiera(mano: Mano) -> None:
    """The same without the mouse."""
    pagina = mano.pagina
    mano.fino_a("e.innerText === 'I miei valori'")
    mano.premi("Enter", naviga=True)
    prima = _bozze(mano)
    if pagina.locator(".skiplinks a[href='#foglio']").count():
        mano.fino_a("e.hash === '#foglio'")
        mano.premi("Enter")
    else:
        mano.fino_a("e.matches('.casella-numero input')")
    if _incolla(mano, "\r\n".join(valori(QUANTI, 101)) + "\r\n"):
        mano.tasti += 4  # in Excel: Ctrl+Shift+arrow, Ctrl+C
    else:
        _batti(mano, valori(QUANTI, 101))
    mano.salvati(prima)


def restituisci_e_valida(mano: Mano) -> None:
    """Send one value back with a reason, validate the others."""
    pagina = mano.pagina
    mano.clicca(pagina.get_by_role("link", name="Revisione", exact=True), naviga=True)
    mano.clicca(pagina.locator(".rev-restituisci summary").first)
    mano.clicca(pagina.locator(".rev-restituisci[open] textarea").first)
    mano.scrivi(MOTIVO)
    mano.clicca(pagina.locator(".rev-restituisci[open] button").first)
    pagina.locator(".rev-fatta").first.wait_for()
    tutti = pagina.get_by_role("button", name=re.compile("^Valida (tutti|quello)"))
    if tutti.count():
        mano.clicca(tutti.first, naviga=True)
    insieme = pagina.get_by_role("button", name=re.compile("^Scegli(ete)? tutti"))
    if insieme.count():
        mano.clicca(insieme.first)
    else:
        for scelta in pagina.locator(".rev-scelta input").all():
            mano.clicca(scelta)
    scelti = pagina.get_by_role("button", name="Valida quelli scelti")
    if scelti.count():
        mano.clicca(scelti.first, naviga=True)


def in_ritardo(mano: Mano) -> None:
    """What is late in the area and why, in words."""
    pagina = mano.pagina
    scheda = pagina.get_by_role("link", name=re.compile("Scheda dell.area"))
    if scheda.count():
        mano.clicca(scheda.first, naviga=True)
        return
    mano.clicca(pagina.locator("a.conteggio").filter(has_text=re.compile("[Ii]n ritardo")).first, naviga=True)
    mano.clicca(pagina.get_by_role("link", name="Inizio", exact=True).first, naviga=True)
    mano.clicca(pagina.locator("a.conteggio").filter(has_text=re.compile("[Ss]otto soglia")).first, naviga=True)


def chiudi(mano: Mano) -> None:
    """Close the period."""
    pagina = mano.pagina
    mano.clicca(pagina.get_by_role("link", name="Chiusura", exact=True), naviga=True)
    conferma = pagina.locator("#conferma")
    if conferma.count():
        mano.clicca(pagina.locator("label[for=conferma]"))
    mano.clicca(pagina.get_by_role("button", name=re.compile("^Chiudi ")), naviga=True)


def _cerca(mano: Mano, che: str) -> None:
    """From the home to an indicator of which one knows some words."""
    pagina = mano.pagina
    testata = pagina.locator("header input[type=search]:visible")
    if testata.count():
        mano.clicca(testata.first)
        mano.scrivi(che)
        mano.premi("Enter", naviga=True)
    else:
        mano.clicca(pagina.get_by_role("link", name="Elenco", exact=True), naviga=True)
        campo = pagina.locator("main input[type=search], main input[name=cerca], main input[name=testo]").first
        if not campo.is_visible():
            mano.clicca(pagina.locator(".filtri summary").first)
        mano.clicca(campo)
        mano.scrivi(che)
        mano.premi("Enter", naviga=True)
    if "/indicatori/" not in pagina.url:
        mano.clicca(pagina.locator("main a[href*='/indicatori/']").first, naviga=True)


def trova(mano: Mano) -> None:
    """Find an indicator."""
    _cerca(mano, "PEC")


def cambia_target(mano: Mano) -> None:
    """Change the target of an indicator, with its act."""
    pagina = mano.pagina
    _cerca(mano, "PEC")
    mano.clicca(pagina.get_by_role("link", name=re.compile("^(Rimodula|Fissa) il target")).first, naviga=True)
    for nome, scritto in (("testo", ""), ("atto_numero", "12"), ("atto_data", "01072020"), ("motivo", "Variazione")):
        mano.clicca(pagina.locator(f"[name={nome}]"))
        if scritto:
            mano.scrivi(scritto)
        else:
            mano.premi("End", "Backspace")
            mano.scrivi("1")
    mano.clicca(pagina.locator("form.var-modulo button[type=submit]").first, naviga=True)
    mano.clicca(pagina.get_by_role("button", name=re.compile("^Conferma")), naviga=True)


def scheda_area(mano: Mano) -> None:
    """A sheet of the area to bring to a meeting, as a file or on paper."""
    pagina = mano.pagina
    scheda = pagina.get_by_role("link", name=re.compile("Scheda dell.area"))
    if scheda.count():
        mano.clic += 1
        prima = time.perf_counter()
        risposta = pagina.request.get(f"{mano.indirizzo}{scheda.first.get_attribute('href')}")
        mano.attesa += time.perf_counter() - prima
        assert risposta.ok
        return
    mano.clicca(pagina.locator("main a[href*='/cruscotti/']").first, naviga=True)
    mano.premi("Control+p", "Enter")


COMPITI: tuple[tuple[str, str, Callable[[Mano], None]], ...] = (
    ("inserire 20 valori", "controllo", venti_valori),
    ("gli stessi da tastiera", "controllo", venti_da_tastiera),
    ("restituire e validare", "dirigente.area3", restituisci_e_valida),
    ("che cosa è in ritardo e perché", "dirigente.area3", in_ritardo),
    ("la scheda dell'area", "dirigente.area3", scheda_area),
    ("trovare un indicatore", "dirigente.area3", trova),
    ("cambiare un target", "controllo", cambia_target),
    ("chiudere un periodo", "controllo", chiudi),
)


def entra(browser: Browser, indirizzo: str, chi: str, larga: int = 1440) -> Page:
    """A page at the home of a demo user."""
    pagina = browser.new_context(locale="it-IT", viewport={"width": larga, "height": 900}).new_page()
    pagina.goto(f"{indirizzo}/accesso/")
    pagina.get_by_label("Nome utente").fill(chi)
    pagina.get_by_label("Password").fill(PAROLA)
    pagina.get_by_role("button", name="Entra").click()
    pagina.wait_for_url(f"{indirizzo}/")
    return pagina


def percorri(browser: Browser, indirizzo: str) -> tuple[dict[str, Mano | str], dict[str, tuple[int, int]]]:
    """Heights first, which the tasks would change; then each task by its person."""
    altezze: dict[str, list[int]] = {nome: [] for nome in ALTEZZE}
    for larga in (1440, 360):
        pagina = entra(browser, indirizzo, "dirigente.area3", larga)
        for nome, dove in ALTEZZE.items():
            pagina.goto(indirizzo + dove)
            altezze[nome].append(int(pagina.evaluate("document.documentElement.scrollHeight")))
        pagina.context.close()
    fatti: dict[str, Mano | str] = {}
    for nome, chi, fai in COMPITI:
        pagina = entra(browser, indirizzo, chi)
        mano = Mano(pagina, indirizzo)
        try:
            fai(mano)
            fatti[nome] = mano
        except Error as errore:
            fatti[nome] = str(errore).splitlines()[0]
        pagina.context.close()
    return fatti, {nome: (larghe[0], larghe[1]) for nome, larghe in altezze.items()}


def main() -> None:
    indirizzi = sys.argv[1:] or sys.exit(
        "Dite l'indirizzo di uno o più siti: script/bench compiti http://127.0.0.1:8000"
    )
    with sync_playwright() as playwright:
        argomenti = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=os.environ.get("CANNOCCHIALE_CHROMIUM"), args=argomenti)
        letti = [percorri(browser, i.rstrip("/")) for i in indirizzi]
        browser.close()
    print("compito".ljust(34), *(f"{i:>30}" for i in indirizzi))
    for nome, _, _ in COMPITI:
        celle = []
        for fatti, _ in letti:
            m = fatti[nome]
            celle.append(m if isinstance(m, str) else f"{m.clic} clic, {m.tasti} tasti, {m.secondi:.1f} s")
        print(nome.ljust(34), *(f"{c:>30}" for c in celle))
    print("\naltezza a 1440 e a 360 px")
    for nome in ALTEZZE:
        print(nome.ljust(34), *(f"{a[nome][0]:>22} {a[nome][1]:>7}" for _, a in letti))


if __name__ == "__main__":
    main()
