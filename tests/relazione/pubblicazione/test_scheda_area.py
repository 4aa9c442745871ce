"""The page of an area, for a meeting: one page always, what it leaves out is counted, no individual sheet in it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pytest
from django.test import Client
from pypdf import PdfReader

from cruscotto.models import Ciclo, Rilevazione, SeguitoAzione
from ente.models import Utente

INDIVIDUALE = "Dirigente Area 3"
AREE = ("area1", "area2", "area3", "area4")


def scheda(client: Client, anno: int, codice: str) -> tuple[int, str]:
    """How many pages, and what they say."""
    risposta = client.get(f"/documenti/{anno}/aree/{codice}/scheda.pdf")
    assert risposta.status_code == 200
    assert f'filename="scheda-{codice}-{anno}-' in risposta["Content-Disposition"]
    letto = PdfReader(io.BytesIO(risposta.content))
    return len(letto.pages), " ".join(" ".join(p.extract_text() for p in letto.pages).split())


@pytest.fixture
def dirigente(utente: Callable[[str], Utente]) -> Client:
    client = Client()
    client.force_login(utente("dirigente.area3"))
    return client


@pytest.mark.parametrize("anno", [2019, 2020])
def test_every_area_of_the_demo_is_one_page(dimostrativo: Ciclo, dirigente: Client, anno: int) -> None:
    for codice in AREE:
        pagine, testo = scheda(dirigente, anno, codice)
        assert pagine == 1, codice
        for titolo in ("Che cosa è in ritardo", "Che cosa è sotto soglia, e perché", "Che cosa era stato promesso"):
            assert titolo in testo
        assert ("Dati dimostrativi" in testo) is (anno == 2020)


def test_every_colour_of_its_style_is_one(
    dimostrativo: Ciclo, dirigente: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """The style sheet is that of the Relazione: a colour that only the Relazione named was no colour here."""
    scheda(dirigente, 2019, "area3")
    assert [r.getMessage() for r in caplog.records if r.name.startswith("weasyprint")] == []


def test_it_says_what_is_late_why_and_what_was_promised(dimostrativo: Ciclo, dirigente: Client) -> None:
    voci = [v for v in dirigente.get("/elenco/2020/?area=area3").context["pagina"] if v.posti[0].nome != INDIVIDUALE]
    _, testo = scheda(dirigente, 2020, "area3")
    for voce in voci:
        if voce.ha("in_ritardo") or voce.ha("sotto_soglia"):
            assert " ".join(voce.etichetta.split())[:25] in testo
    assert "Recupero concentrato nel prossimo periodo." in testo
    assert "passato" in testo  # its day is gone


def test_an_action_that_is_done_is_not_late(dimostrativo: Ciclo, dirigente: Client) -> None:
    promesse = Rilevazione.objects.filter(periodo__ciclo=dimostrativo, azione_correttiva__gt="")
    for valore in promesse.filter(indicatore__ufficio__area__codice="area3"):
        SeguitoAzione.objects.update_or_create(
            rilevazione=valore, defaults={"stato": "fatta", "concluso_il": dt.date(2020, 6, 1)}
        )
    _, testo = scheda(dirigente, 2020, "area3")
    assert "Recupero concentrato nel prossimo periodo." in testo
    assert "Fatta" in testo
    assert "passato" not in testo


def test_what_does_not_fit_is_counted(dimostrativo: Ciclo, dirigente: Client) -> None:
    lungo = "Il numero non corrisponde a quello del registro, che va riletto voce per voce prima di rispondere. " * 12
    valori = Rilevazione.objects.filter(
        periodo__ciclo=dimostrativo, periodo__numero=2, indicatore__ufficio__area__codice="area3"
    )
    quanti = valori.update(stato="restituita", motivo_restituzione=lungo, validata_il=None, validata_da=None)
    assert quanti > 12
    pagine, testo = scheda(dirigente, 2020, "area3")
    assert pagine == 1
    in_tutto = int(testo.split(" in ritardo", 1)[0].rsplit(" ", 1)[1])
    stampati = testo.count("Restituito: Il numero non")
    altri = int(testo.split(" in ritardo: sono nel cruscotto")[0].rsplit(" ", 1)[1])
    assert 0 < stampati < in_tutto
    assert stampati <= in_tutto - altri
    assert altri >= in_tutto - 12


def test_an_individual_sheet_stays_with_its_manager(dimostrativo: Ciclo, dirigente: Client) -> None:
    from cruscotto.ciclo.anno_scelto import leggi_anno
    from relazione.pubblicazione.scheda_area import prepara

    mio = leggi_anno(Utente.objects.get(username="dirigente.area3"), 2020, {})
    assert any(c.tipo == "individuale" for c in mio.cruscotti)
    fatta = prepara(mio, "area3")
    individuali = {c.codice for c in mio.cruscotti if c.tipo == "individuale"}
    assert not individuali & {p.codice for v in fatta.in_ritardo.voci for p in v.posti}


def test_an_area_that_is_not_there(dimostrativo: Ciclo, dirigente: Client) -> None:
    assert dirigente.get("/documenti/2020/aree/area9/scheda.pdf").status_code == 404
    assert dirigente.get("/documenti/1999/aree/area3/scheda.pdf").status_code == 404
