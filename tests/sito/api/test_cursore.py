"""A list walked page after page gives every row once, whatever the order and whatever changes meanwhile."""

from __future__ import annotations

import base64
import json

import pytest
from django.test import Client

from config.api import router
from cruscotto.management.dimostrazione.carico import Piano, genera
from cruscotto.models import Collocazione, Rilevazione
from ente.models import Utente
from tests.mondi.api import RADICE, cliente, leggi, tutte

pytestmark = [pytest.mark.django_db]

ORDINI = ["", "-indicatore_codice", "cruscotto_codice,-ordine", "etichetta", "-anno"]


@pytest.fixture
def molti(db: None) -> Client:
    """A body with more equal rows than the framework's cursor can count."""
    genera(Piano(enti=1, anni=1, periodi=4, collocazioni=1100, primo=3))
    client = Client()
    client.force_login(Utente.objects.get(username="carico-0003.controllo"))
    return client


@pytest.mark.parametrize("ordine", ORDINI)
@pytest.mark.parametrize("quanti", [7, 100])
def test_every_row_once(ciclo: object, ordine: str, quanti: int) -> None:
    lette = [r["id"] for r in tutte(cliente("controllo"), f"collocazioni/?campi=id&quanti={quanti}&ordine={ordine}")]
    assert sorted(lette) == sorted(Collocazione.objects.values_list("pk", flat=True))
    assert len(lette) == 251


OGNI_ORDINE = [
    (nome, f"{verso}{campo}")
    for nome, vista, _ in router.registry
    for campo in getattr(vista, "ordering_fields", None) or ()
    for verso in ("", "-")
]


@pytest.mark.parametrize(("nome", "ordine"), OGNI_ORDINE)
def test_every_list_in_each_of_its_orders(ciclo: object, nome: str, ordine: str) -> None:
    """The schema offers it: it is answered, page by page, with every row once."""
    senza = [r["id"] for r in tutte(cliente("controllo"), f"{nome}/?campi=id&quanti=250")]
    lette = [r["id"] for r in tutte(cliente("controllo"), f"{nome}/?campi=id&quanti=250&ordine={ordine}")]
    assert sorted(lette) == sorted(senza)


def test_every_row_once_among_thousands_that_are_equal(molti: Client) -> None:
    lette = [r["id"] for r in tutte(molti, "rilevazioni/?campi=id&quanti=250&ordine=stato")]
    assert (
        len(lette) == len(set(lette)) == Rilevazione.objects.filter(periodo__ciclo__ente__codice="carico-0003").count()
    )
    assert len(lette) > 2000


def test_back_as_one_came(ciclo: object) -> None:
    client = cliente("controllo")
    pagine, prossimo = [], f"{RADICE}collocazioni/?campi=id&quanti=60&ordine=-etichetta"
    while prossimo:
        pagine.append(client.get(prossimo).json())
        prossimo = pagine[-1]["next"]
    assert pagine[0]["previous"] is None
    indietro = [pagine[-1]["results"]]
    prossimo = pagine[-1]["previous"]
    while prossimo:
        pagina = client.get(prossimo).json()
        assert pagina["next"]
        indietro.append(pagina["results"])
        prossimo = pagina["previous"]
    andata, ritorno = ([r for p in parti for r in p] for parti in ([p["results"] for p in pagine], indietro[::-1]))
    assert andata == ritorno


def test_a_row_added_or_taken_away_meanwhile_moves_no_other(ciclo: object) -> None:
    client = cliente("controllo")
    primo = leggi(client, "rilevazioni/?campi=id&quanti=10")
    Rilevazione.objects.filter(pk=primo["results"][2]["id"]).delete()
    seguito = client.get(primo["next"]).json()["results"]
    attese = Rilevazione.objects.filter(pk__gt=primo["results"][-1]["id"]).order_by("pk")[:10]
    assert [r["id"] for r in seguito] == [r.pk for r in attese]


def _cursore(*parti: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(parti).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursore",
    [
        "",
        "%%%",
        "W10",
        _cursore(["pk"], [1]),
        _cursore(["pk"], ["uno"], False),
        _cursore(["pk"], [[1]], False),
        _cursore(["pk"], [None], False),
        _cursore(["pk"], [1, 2], False),
        _cursore(["cruscotto__ciclo__ente__codice"], ["a"], False),
        _cursore(["-anno", "pk"], [2019, 1], False),
        _cursore({"pk": 1}, {"pk": 1}, False),
    ],
)
def test_a_cursor_not_written_here_is_refused(ciclo: object, cursore: str) -> None:
    problema = leggi(cliente("controllo"), f"collocazioni/?cursore={cursore}", 400)
    assert problema["errori"] == [
        {"campo": "cursore", "motivo": "Il cursore non è valido: prendete l'indirizzo da «next» o «previous»."}
    ]


def test_a_cursor_beyond_every_row_is_an_empty_page(ciclo: object) -> None:
    for oltre in (10**12, 10**30):
        pagina = leggi(cliente("controllo"), f"collocazioni/?cursore={_cursore(['pk'], [oltre], False)}")
        assert pagina == {"next": None, "previous": None, "results": []}
