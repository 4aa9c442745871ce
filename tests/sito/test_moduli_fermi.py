"""Every form of the site holds still: a browser that reads a page again puts nothing on another row.

A browser finds a box again by form, name and position. So no form lets it (``autocomplete``), and where a page has many
rows the name of a box, or the address of its form, says which row it is. What really happens:
tests/sito/test_ricarica.py.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from cruscotto.models import Ciclo
from ente.models import Utente
from tests.mondi.pagine import indirizzo, pagine

pytestmark = pytest.mark.django_db

RADICE = Path(__file__).resolve().parents[2]
CODICI = {
    "cruscotto": "ente",
    "pesi": "ente",
    "piano": "ente",
    "indicatore": "i001",
    "target": "i001",
    "regola": "i001",
    "definizione": "i001",
}
CODICI |= {"tavola": "imprese-settore"}
RUOLI = ("redattore.area3", "dirigente.area3", "controllo", "amministratore")
ACCESSO = "account"  # who signs in is helped by the browser, and there is one form a page
NON_RIMESSI = {"hidden", "submit", "button", "reset", "image", "file"}


class _Moduli(HTMLParser):
    """The boxes of the forms that write: form (address, or id), name, value if it is one of several; and those that a
    browser would put back."""

    def __init__(self, pagina: str, dove: str) -> None:
        super().__init__()
        self.dove = dove
        self.per_id: dict[str, tuple[str, bool]] = {}
        self.aperto: tuple[str, bool] | None = None
        self.caselle: list[tuple[str, ...]] = []
        self.rimesse: list[str] = []
        self.feed(pagina)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {nome: valore or "" for nome, valore in attrs}
        if tag == "form":
            scrive = a.get("method", "").lower() == "post"
            modulo = (a.get("action", "") or self.dove, a.get("autocomplete") == "off") if scrive else None
            self.aperto = modulo
            if modulo and "id" in a:
                self.per_id[a["id"]] = modulo
        if tag not in ("input", "select", "textarea") or a.get("type", "text") in NON_RIMESSI or "name" not in a:
            return
        suo = self.per_id.get(a["form"]) if "form" in a else self.aperto
        if suo is None or "readonly" in a or "disabled" in a:
            return
        uno_di_molti = a.get("value", "") if a.get("type") == "radio" else ""
        self.caselle.append((suo[0], a["name"], uno_di_molti))
        if not suo[1] and a.get("autocomplete") != "off":
            self.rimesse.append(a["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.aperto = None

    @property
    def ripetute(self) -> list[tuple[str, ...]]:
        """Boxes that only their position tells from one another."""
        return [casella for casella, volte in Counter(self.caselle).items() if volte > 1]


def entra(utente: Utente) -> Client:
    client = Client()
    client.force_login(utente)
    return client


def test_no_form_of_the_templates_lets_a_browser_put_back() -> None:
    """The forms that only some state of a page shows, too."""
    for file in sorted((RADICE / "templates").rglob("*.html")):
        if ACCESSO in file.parts:
            continue
        for pezzo in file.read_text().split("<form")[1:]:
            testa = pezzo.split(">\n", 1)[0]
            assert 'method="post"' not in testa or 'autocomplete="off"' in testa, file.relative_to(RADICE)


@pytest.mark.parametrize("username", RUOLI)
def test_the_boxes_of_every_page_are_named_by_what_they_are(
    dimostrativo: Ciclo, utente: Callable[[str], Utente], username: str
) -> None:
    client, quante = entra(utente(username)), 0
    dove = {indirizzo(p, dimostrativo.anno, codici=CODICI) for p in pagine() if not p.endswith("-download")}
    proprie = ("ente:sostituti", "ente:gettoni", "ente:collegamenti", "cruscotto:lettere", "ente:persone")
    sua = reverse("ente:persona", args=[utente("redattore.area1").pk])
    for luogo in sorted(dove | {sua, reverse("ente:persona-new"), *map(reverse, proprie)}):
        risposta = client.get(luogo)
        if risposta.status_code != 200 or "html" not in risposta["Content-Type"]:
            continue
        moduli = _Moduli(risposta.content.decode(), luogo)
        quante += len(moduli.caselle)
        assert moduli.rimesse == [], luogo
        assert moduli.ripetute == [], luogo
    assert quante > 0


def amministrazione(client: Client) -> Iterator[tuple[str, str]]:
    """The lists of the administration, and the page of one row of each."""
    for modello in admin.site._registry:
        nome = f"admin:{modello._meta.app_label}_{modello._meta.model_name}"
        luoghi = [reverse(f"{nome}_changelist")]
        riga = modello._default_manager.order_by("pk").first()
        if riga is not None:
            luoghi.append(reverse(f"{nome}_change", args=[riga.pk]))
        for luogo in luoghi:
            risposta = client.get(luogo)
            if risposta.status_code == 200:
                yield luogo, risposta.content.decode()


def test_the_rows_of_the_administration_hold_still(ciclo: Ciclo, utente: Callable[[str], Utente]) -> None:
    """A list with boxes to tick, and the rows inside a page, which Django names by their number."""
    quante = 0
    for luogo, pagina in amministrazione(entra(utente("amministratore"))):
        for nome in _Moduli(pagina, luogo).rimesse:
            assert nome != "_selected_action", luogo
            assert not re.search(r"-\d+-", nome), (luogo, nome)
        quante += "_selected_action" in pagina
    assert quante > 0
