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
CASELLE = ".caselle :is(input, select)"
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

    def versioni(self) -> int:
        """The sum of the versions of the values on the sheet: each save makes it one more."""
        corpo = "[...document.querySelectorAll('[name$=-versione]')].reduce((n, e) => n + Number(e.value), 0)"
        return int(self.pagina.evaluate(corpo))

    def salvati(self, quante: int) -> None:
        """Wait until the versions of the sheet are that many."""
        prima = time.perf_counter()
        while self.versioni() < quante and time.perf_counter() - prima < 30:
            self.pagina.wait_for_timeout(20)
        if self.versioni() < quante:
            raise SystemExit(f"✗ {self.indirizzo}: si aspettavano {quante} versioni, sono {self.versioni()}.")
        self.attesa += time.perf_counter() - prima


# -- the tasks ---------------------------------------------------------------------------------------------------------
def colonna(pagina: Page, giro: int) -> list[tuple[str, str]]:
    """What the first rows of the sheet take: as a cell of a spreadsheet, and as it is typed in its box."""
    voci = []
    for n, riga in enumerate(pagina.locator(".valore:has(.caselle)").all()[:QUANTI], 1):
        if riga.locator(".caselle select").count():
            cella = riga.locator(".caselle option").nth(giro).inner_text()
            voci.append((cella, cella[0]))
        elif riga.locator(".caselle input[type=date]").count():
            giorno = f"{n:02}0{giro}{ANNO}"
            voci.append((f"{giorno[:2]}/{giorno[2:4]}/{giorno[4:]}", giorno))
        elif riga.locator(".caselle input:not([type=hidden])").count() > 1:  # a numerator and a denominator
            voci.append((f"{n}/{n + giro}", f"{n}\n{n + giro}"))
        else:
            voci.append((f"{n + giro}", f"{n + giro}"))
    return voci


def _incolla(mano: Mano, voci: list[tuple[str, str]]) -> bool:
    """Paste where the focus is, with Ctrl+V; False where the site does not know how."""
    pagina, testo = mano.pagina, "".join(f"{cella}\r\n" for cella, _ in voci)
    casella = pagina.evaluate("document.activeElement.id")
    prima = time.perf_counter()
    pagina.evaluate("window.diPrima = true")
    if not pagina.evaluate(INCOLLA, [casella, testo]):
        return False
    while not _arrivata(pagina) and time.perf_counter() - prima < 60:
        pagina.wait_for_timeout(20)
    mano.tasti += 2
    mano.attesa += time.perf_counter() - prima
    return True


def _arrivata(pagina: Page) -> bool:
    """Whether the page is no longer the one that was marked, and is there whole."""
    try:
        return bool(pagina.evaluate("!window.diPrima && document.readyState === 'complete'"))
    except Error:  # between one page and the next
        return False


def _batti(mano: Mano, voci: list[tuple[str, str]]) -> None:
    """Type a column, to the next row with Enter; what is there is selected by who arrives."""
    for _, battuto in voci:
        for scritto in battuto.split("\n"):
            mano.scrivi(scritto)
            mano.premi("Enter")


def venti_valori(mano: Mano) -> None:
    """From the home to twenty saved values, which stand in a column of Excel."""
    mano.clicca(mano.pagina.get_by_role("link", name="I miei valori", exact=True), naviga=True)
    voci, prima = colonna(mano.pagina, 1), mano.versioni()
    mano.clicca(mano.pagina.locator(CASELLE).first)
    if _incolla(mano, voci):
        mano.clic, mano.tasti = mano.clic + 2, mano.tasti + 2  # the column taken in Excel: two clicks and Ctrl+C
    else:
        _batti(mano, voci)
    mano.salvati(prima + QUANTI)


def venti_da_tastiera(mano: Mano) -> None:
    """The same without the mouse, over the values of before."""
    pagina = mano.pagina
    mano.fino_a("e.innerText === 'I miei valori'")
    mano.premi("Enter", naviga=True)
    voci, prima = colonna(pagina, 2), mano.versioni()
    if pagina.locator(".skiplinks a", has_text="Vai al primo valore").count():
        mano.fino_a("e.innerText === 'Vai al primo valore'")
        mano.premi("Enter")
    else:
        mano.fino_a("e.matches('.caselle :is(input, select)')")
    if _incolla(mano, voci):
        mano.tasti += 5  # in Excel: Ctrl+Shift+arrow, Ctrl+C
    else:
        _batti(mano, voci)
    mano.salvati(prima + QUANTI)


def restituisci_e_valida(mano: Mano) -> None:
    """Send one value back with a reason, validate the others."""
    pagina = mano.pagina
    mano.clicca(pagina.get_by_role("link", name="Revisione", exact=True), naviga=True)
    mano.clicca(pagina.locator(".rev-restituisci summary").first)
    pagina.wait_for_timeout(50)
    if not pagina.evaluate("document.activeElement.matches('textarea')"):
        mano.clicca(pagina.locator(".rev-restituisci[open] textarea").first)
    pronto = pagina.locator(".rev-restituisci[open] [data-motivo]")
    if pronto.count():
        mano.clicca(pronto.first)
    else:
        mano.scrivi(MOTIVO)
    insieme = pagina.locator("[data-che=insieme]")
    if insieme.count():
        mano.clicca(pagina.get_by_role("button", name=re.compile("^Scegli tutti")).first)
        mano.clicca(insieme, naviga=True)
        return
    mano.clicca(pagina.locator(".rev-restituisci[open] button").first)
    pagina.locator(".rev-fatta").first.wait_for()
    tutti = pagina.get_by_role("button", name=re.compile("^Valida (tutti|quello)"))
    if tutti.count():
        mano.clicca(tutti.first, naviga=True)
    for scelta in pagina.locator(".rev-scelta input").all():
        mano.clicca(scelta)
    scelti = pagina.get_by_role("button", name="Valida quelli scelti")
    if scelti.count():
        mano.clicca(scelti.first, naviga=True)


def _scheda(mano: Mano) -> bool:
    """Download the page of the area by its link; False where there is none."""
    scheda = mano.pagina.get_by_role("link", name=re.compile("Scheda dell.area"))
    if not scheda.count():
        return False
    mano.clic += 1
    prima = time.perf_counter()
    risposta = mano.pagina.request.get(f"{mano.indirizzo}{scheda.first.get_attribute('href')}")
    mano.attesa += time.perf_counter() - prima
    return risposta.ok


def in_ritardo(mano: Mano) -> None:
    """What is late in the area and why, in words."""
    pagina = mano.pagina
    if _scheda(mano):
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
    if _scheda(mano):
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
