"""The administration speaks Italian to its administrator, and asks neither JSON nor the number of a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.contrib import admin
from django.urls import reverse

from cruscotto.models import Cruscotto, Indicatore
from tests.mondi.casi import pagina, riga_di
from tests.mondi.due_enti import DueEnti
from tests.mondi.moduli import leggi_moduli

pytestmark = pytest.mark.django_db

INGLESE = re.compile(
    r"\b(add|and|are|change|changed|choose|clear|close|currently|date|delete|deleted|does|edit|empty|enter|error|export"
    r"|filter|from|hide|history|home|import|invalid|lookup|more|name|none|now|number|object|of|or|please|recent|remove"
    r"|required|save|search|select|selected|show|sort|submit|the|this|time|today|toggle|unknown|user|value|view|welcome"
    r"|with|yes|yesterday|you|your)\b",
    re.IGNORECASE,
)


@pytest.fixture
def mondo(db: None) -> DueEnti:
    return DueEnti()


class _Parole(HTMLParser):
    """What a person reads or hears of a page: its texts and the attributes that name something; not what was typed."""

    def __init__(self, testo: str) -> None:
        super().__init__()
        self.dette: list[str] = []
        self.fuori = 0
        self.feed(testo)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = dict(attrs)
        self.dette += [v for n in ("title", "placeholder", "aria-label", "alt") if (v := a.get(n))]
        if tag == "input" and a.get("type") in ("submit", "button"):
            self.dette.append(a.get("value") or "")
        self.fuori += tag in ("script", "style", "textarea")

    def handle_endtag(self, tag: str) -> None:
        self.fuori -= tag in ("script", "style", "textarea")

    def handle_data(self, data: str) -> None:
        if not self.fuori and data.strip():
            self.dette.append(data.strip())


def pagine_di(mondo: DueEnti) -> Iterator[str]:
    yield from (reverse(f"admin:{nome}") for nome in ("index", "password_change"))
    for modello in admin.site._registry:
        yield pagina(modello, "changelist")
        yield pagina(modello, "add")
        pk = riga_di(mondo, modello).pk
        yield from (pagina(modello, verbo, pk) for verbo in ("change", "delete", "history"))


def test_the_administrator_reads_no_english(mondo: DueEnti) -> None:
    cliente, trovate, lette = mondo.clienti["amministratore"], set(), 0
    for dove in pagine_di(mondo):
        risposta = cliente.get(dove)
        if risposta.status_code != 200:
            continue
        lette += 1
        for detta in _Parole(risposta.content.decode()).dette:
            if INGLESE.search(detta):
                trovate.add(" ".join(detta.split())[:120])
    assert lette > 60
    assert sorted(trovate) == []


def test_nobody_types_json_or_the_number_of_a_row(mondo: DueEnti) -> None:
    cliente = mondo.clienti["amministratore"]
    for dove in pagine_di(mondo):
        risposta = cliente.get(dove)
        if risposta.status_code == 200:
            html = risposta.content.decode()
            assert "vForeignKeyRawIdAdminField" not in html, dove
            valori = [v for m in leggi_moduli(html) for lista in m.values() for v in lista]
            assert not [v for v in valori if v in ("[]", "{}", "null")], dove


def test_a_scale_is_written_a_level_a_line(mondo: DueEnti) -> None:
    cliente, dove = mondo.clienti["amministratore"], pagina(Indicatore, "add")
    letti = max(leggi_moduli(cliente.get(dove).content.decode()), key=len)
    dati = letti | {"codice": "scala", "nome": "Con la scala", "tipo": "ordinale", "accumulo": "ultimo"}
    risposta = cliente.post(dove, dati | {"scala": "Scarso\r\nBuono", "punti_scala": "0\r\n70,5\r\n9"})
    assert "Date un punteggio a tutti i livelli" in risposta.content.decode()
    assert cliente.post(dove, dati | {"scala": "Scarso\r\nBuono", "punti_scala": "0\r\n70,5"}).status_code == 302
    fatto = Indicatore.objects.get(codice="scala")
    assert (fatto.scala, fatto.punti_scala) == (["Scarso", "Buono"], ["0", "70.5"])


def test_a_definition_is_refused_as_on_the_site(mondo: DueEnti) -> None:
    cliente, dove = mondo.clienti["amministratore"], pagina(Indicatore, "add")
    letti = max(leggi_moduli(cliente.get(dove).content.decode()), key=len)
    dati = letti | {"codice": "male", "nome": "Male", "tipo": "data", "accumulo": "somma", "tipologia_pira": "fisica"}
    html = cliente.post(dove, dati).content.decode()
    assert "non si somma" in html
    assert "segnatelo, o lasciate vuoto" in html
    assert not Indicatore.objects.filter(codice="male").exists()


def test_what_was_not_touched_stays(mondo: DueEnti) -> None:
    Cruscotto.objects.filter(pk=mondo.casa.cruscotto.pk).update(sal_pubblicati=["87,5", "90"])
    cliente, dove = mondo.clienti["amministratore"], pagina(Cruscotto, "change", mondo.casa.cruscotto.pk)
    letti = max(leggi_moduli(cliente.get(dove).content.decode()), key=len)
    assert letti["sal_pubblicati"] == ["87,5\n90"]
    assert cliente.post(dove, letti | {"titolo": "Un altro titolo"}).status_code == 302
    assert Cruscotto.objects.get(pk=mondo.casa.cruscotto.pk).sal_pubblicati == ["87,5", "90"]
