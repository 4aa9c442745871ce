"""Who reads is «voi», in Italian: no sentence to a «tu» in what the program writes, no English in what it shows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cruscotto.models import Ciclo
from ente.models import Utente
from tests.mondi.casi import CASI, indirizzo
from tests.mondi.due_enti import DueEnti

RADICE = Path(__file__).resolve().parents[2]
CASE = ("config", "contesto", "cruscotto", "ente", "relazione", "templates", "static/js")

SOLO_TU = (
    "puoi|devi|vuoi|sai|hai|tuo|tua|tuoi|tue|inserisci|scegli|clicca|correggi|aggiungi|rimuovi|scrivi|riprova|seleziona"
    "|digita|accedi|attendi|rispondi|togli|chiedi|assicurati|contatta|consulta"
)
"""Forms that are of «tu» alone. Those that could be of «lui» too (*indica*) count where a command begins."""
ANCHE_LUI = "indica|controlla|verifica|compila|carica|elimina|modifica|imposta|ricorda|conferma|cancella"
ENCLITICHE = "(?:scriv|riscriv|corregg|legg|mett|scegl|aggiung|togl|chied)i(?:lo|la|li|le|ne)|dichiarala|definiscine"
TU = re.compile(
    rf"(?<![\w«/.#-])(?:{SOLO_TU}|{ENCLITICHE})(?![\w»(./_=:-])|(?:[;:] |, (?=indica))(?:{ANCHE_LUI}) (?!»)",
    re.IGNORECASE,
)
COMANDI = re.compile(r"<(button|summary|option|a)\b.*?</\1>", re.DOTALL)
"""What one presses is an order to the machine: *Salva*, *Togli la sezione* (ADR 55)."""
RIGHE = re.compile(r"<tbody\b.*?</tbody>", re.DOTALL)
"""The rows of a list are data of the body; its headings, filters and buttons are ours."""
DEL_MODELLO = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)


def _frasi_python(file: Path) -> Iterator[str]:
    """The sentences of a module: its strings of more than one word, without docstrings."""
    albero = ast.parse(file.read_text(encoding="utf-8"))
    note = {id(n.value) for n in ast.walk(albero) if isinstance(n, ast.Expr)}
    for nodo in ast.walk(albero):
        if (
            isinstance(nodo, ast.Constant)
            and isinstance(nodo.value, str)
            and id(nodo) not in note
            and " " in nodo.value
        ):
            yield nodo.value


def _frasi(file: Path) -> Iterator[str]:
    if file.suffix == ".py":
        yield from _frasi_python(file)
        return
    testo = file.read_text(encoding="utf-8")
    if file.suffix == ".js":
        yield from (m[0] for m in re.finditer(r'"[^"\n]* [^"\n]*"', testo))
        return
    testo = DEL_MODELLO.sub("\0", testo)
    yield from _Mostrato(COMANDI.sub("\0", testo)).detto


def test_nobody_is_called_tu() -> None:
    trovate = []
    for casa in CASE:
        for file in sorted((RADICE / casa).rglob("*")):
            if file.suffix not in (".py", ".html", ".txt", ".js") or "migrations" in file.parts:
                continue
            dove = file.relative_to(RADICE).as_posix()
            for frase in _frasi(file):
                for m in TU.finditer(frase):
                    trovate.append(f"{dove}: «{m[0]}» in …{frase[max(0, m.start() - 40) : m.end() + 40]}…")
    assert not trovate, "\n".join(trovate)


@pytest.mark.parametrize(
    "frase",
    [
        "non è nota, indica crescente o decrescente",
        "supera 400 caratteri; scrivi solo il valore",
        "ha più di 24 cifre; controlla la digitazione",
        "contiene due numeri; scrivine uno per cella",
        "Se vuoi, puoi riprovare",
    ],
)
def test_a_tu_is_recognised(frase: str) -> None:
    assert TU.search(frase)


INGLESE = re.compile(
    r"\b(the|and|of|is|are|was|not|your?|please|this|that|with|from|field|required|invalid|error|value|save|delete|change"
    r"|search|select|submit|cancel|loading|log ?in|log ?out|sign|view|history|filter|page|choose|enter|must|should"
    r"|cannot|unknown|none|yes|today|now|yesterday|remove|hide|welcome|by|for|to|on|or)\b",
    re.IGNORECASE,
)
"""Telling words of English that are no word of Italian."""


FUORI = ("script", "style", "option")
"""Elements whose text is no word of ours: what one chooses among is data of the body."""


class _Mostrato(HTMLParser):
    """What a page shows or says: text, titles, labels, what is in a button."""

    def __init__(self, testo: str) -> None:
        super().__init__()
        self.detto: list[str] = []
        self._fuori = 0
        self.feed(testo)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._fuori += tag in FUORI
        dati = dict(attrs)
        nomi = ["title", "aria-label", "placeholder", "alt"]
        if tag == "input" and dati.get("type") in ("submit", "button", "reset"):
            nomi.append("value")
        self.detto += [v for n in nomi if (v := dati.get(n))]

    def handle_endtag(self, tag: str) -> None:
        self._fuori -= tag in FUORI

    def handle_data(self, data: str) -> None:
        if not self._fuori and data.strip():
            self.detto.append(" ".join(data.split()))


def inglese_in(pagina: str) -> list[str]:
    """The pieces of a page that have an English word which is no Italian one."""
    return [d for d in _Mostrato(pagina).detto if INGLESE.search(d)]


def tu_in(pagina: str) -> list[str]:
    """The pieces of a page that call who reads «tu», outside what one presses: also those that a framework writes."""
    return [d for d in _Mostrato(COMANDI.sub("\0", pagina)).detto if TU.search(d)]


@pytest.mark.django_db
def test_the_administration_is_in_italian(ciclo: Ciclo) -> None:
    """Each list and each empty form, and what a form says when it is sent empty."""
    cliente = Client()
    cliente.force_login(Utente.objects.get(username="amministratore"))
    trovate: list[str] = []
    lette = 0
    for modello in admin.site._registry:
        nome = f"admin:{modello._meta.app_label}_{modello._meta.model_name}"
        for verbo in ("changelist", "add"):
            try:
                dove = reverse(f"{nome}_{verbo}")
            except NoReverseMatch:
                continue
            risposte = [cliente.get(dove)]
            if verbo == "add" and risposte[0].status_code == 200:
                risposte.append(cliente.post(dove, {}))
            for risposta in risposte:
                if risposta.status_code != 200:
                    continue
                lette += 1
                senza_dati = RIGHE.sub("", risposta.content.decode())
                trovate += [f"{dove}: {d}" for d in inglese_in(senza_dati)]
    assert lette > 60
    assert not trovate, "\n".join(sorted(set(trovate)))


@pytest.mark.django_db
def test_every_page_of_every_role_is_in_italian() -> None:
    """In a world whose data are Italian words: each address, whatever it answers to each."""
    mondo = DueEnti()
    trovate: set[str] = set()
    lette = 0
    for nome in sorted(CASI):
        dove = indirizzo(mondo, nome)
        for ruolo, cliente in mondo.clienti.items():
            risposta = cliente.get(dove)
            if not risposta.streaming and risposta["Content-Type"].startswith("text/html"):
                lette += 1
                pagina = risposta.content.decode()
                trovate |= {f"{nome}, {ruolo}: {d}" for d in (*inglese_in(pagina), *tu_in(pagina))}
    assert lette > 300
    assert not trovate, "\n".join(sorted(trovate))


def test_every_letter_is_in_italian() -> None:
    lettere = sorted((RADICE / "templates").rglob("*.txt"))
    assert lettere
    trovate = [f"{f.name}: {d}" for f in lettere for d in inglese_in(DEL_MODELLO.sub(" ", f.read_text("utf-8")))]
    assert not trovate, "\n".join(trovate)
