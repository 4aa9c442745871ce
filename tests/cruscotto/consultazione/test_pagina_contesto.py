"""Context, budget, interventi and personnel pages: the printed figures of 2019, years side by side, downloads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import tablib
from django.test import Client
from django.urls import reverse

from contesto.affianca import affianca
from contesto.bilancio import scostamenti, voci
from contesto.models import Cella, GraficoTavola, Tavola, VoceBilancio
from contesto.pagine import conta, per_tema
from contesto.stampa import TavolaFoto
from cruscotto.models import Ciclo, InterventoEconomico
from ente.models import Ente, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.demo import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

PAGINE = ["contesto", "bilancio", "interventi", "personale", "genere"]
SCARICHI = ["bilancio-download", "interventi-download"]


@pytest.fixture
def client(utente: Callable[[str], Utente], ciclo: Ciclo) -> Client:
    client = Client()
    client.force_login(utente("redattore.area3"))
    return client


def parole_di(risposta_html: str) -> str:
    """The words of a page, without tags and repeated spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", risposta_html).split())


def leggi(client: Client, indirizzo: str) -> str:
    risposta = client.get(indirizzo)
    assert risposta.status_code == 200, indirizzo
    return risposta.content.decode()


def altro_anno(tavola: Tavola, anno: int, sposta: int = 0) -> Tavola:
    """The same table in another year; ``sposta`` moves the years of its columns and adds to its figures."""
    copia = Tavola.objects.get(pk=tavola.pk)
    copia.pk, copia.anno = None, anno
    copia.save()
    righe, colonne = {}, {}
    for riga in tavola.righe.all():
        prima, riga.pk, riga.tavola = riga.pk, None, copia
        riga.save()
        righe[prima] = riga
    for colonna in tavola.colonne.all():
        prima, colonna.pk, colonna.tavola = colonna.pk, None, copia
        if colonna.anno:
            colonna.anno += sposta
            colonna.etichetta = str(colonna.anno)
        colonna.save()
        colonne[prima] = colonna
    for cella in tavola.celle.all():
        testo, riga, colonna = cella.testo, righe[cella.riga_id], colonne[cella.colonna_id]
        if cella.valore is not None:
            testo = f"{cella.valore + 1000:.0f}"
        Cella.objects.create(tavola=copia, riga=riga, colonna=colonna, testo=testo, valore=cella.valore)
    return copia


def griglia(foto: TavolaFoto) -> list[tuple[str, ...]]:
    testata = tuple("/".join(p for p in (c.livello_superiore, c.etichetta) if p) for c in foto.colonne)
    return [testata, *(r.celle for r in foto.righe)]


# -- tables ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_list_has_every_table_once_under_its_theme(client: Client) -> None:
    tavole = list(Tavola.objects.all())
    assert sum(len(elenco) for _, _, elenco in per_tema(tavole)) == len(tavole) == 32
    pagina = leggi(client, "/contesto/2019/")
    for tavola in tavole:
        assert pagina.count(f'href="/contesto/2019/{tavola.codice}/"') == 1, tavola.codice
    assert "32 tavole" in pagina and "Commercio con l&#x27;estero" in pagina


@pytest.mark.django_db
def test_every_table_has_a_page_with_its_cells_charts_and_source(client: Client) -> None:
    for tavola in Tavola.objects.prefetch_related("celle", "grafici"):
        pagina = leggi(client, f"/contesto/2019/{tavola.codice}/")
        assert "non si può disegnare" not in pagina
        assert pagina.count("<figure") == tavola.grafici.count(), tavola.codice
        assert "Fonte" in pagina
        tabella = parole_di(pagina.split("<tbody>")[1].split("</tbody>")[0])
        for cella in tavola.celle.all():
            if cella.testo.replace(".", "").replace(",", "").isdigit():
                assert cella.testo in tabella, (tavola.codice, cella.testo)


@pytest.mark.django_db
def test_a_chart_that_names_a_missing_row_does_not_break_its_page(client: Client) -> None:
    GraficoTavola.objects.filter(codice="imprese-settore").update(righe=["Pesca"])
    pagina = leggi(client, "/contesto/2019/imprese-settore/")
    assert "non si può disegnare" in pagina and "20.731" in pagina


@pytest.mark.django_db
def test_two_tables_of_five_years_make_one_of_six(client: Client) -> None:
    """2015–2019 beside 2014–2018: the years that both have are those of the later table."""
    tavola = Tavola.objects.get(codice="imprese-settore")
    altro_anno(tavola, 2018, sposta=-1)
    righe = griglia(affianca(list(Tavola.objects.filter(codice="imprese-settore"))))
    assert righe[0][1:] == ("2014", "2015", "2016", "2017", "2018", "2019")
    assert righe[5] == ("Servizi", "21231", "20.231", "20.390", "20.434", "20.577", "20.731")
    pagina = leggi(client, "/contesto/2019/imprese-settore/?confronta=2018&confronta=1900&confronta=<b>")
    assert "21231" in pagina and 'value="2018" checked' in " ".join(pagina.split())
    assert "21231" not in leggi(client, "/contesto/2019/imprese-settore/")


@pytest.mark.django_db
def test_columns_without_a_year_are_repeated_one_a_year(client: Client) -> None:
    tavola = Tavola.objects.get(codice="personale-eta")
    altro_anno(tavola, 2018)
    righe = griglia(affianca(list(Tavola.objects.filter(codice="personale-eta"))))
    assert righe[0][1:] == tuple(
        f"{sede}/{anno}" for sede in ("Arezzo", "Siena", "Arezzo-Siena") for anno in (2018, 2019)
    )
    assert righe[4] == ("50-59", "1016", "16", "1026", "26", "1042", "42")
    assert [r[0] for r in righe[1:]] == ["20-29", "30-39", "40-49", "50-59", "60 e oltre", "Totale"]


# -- budget and interventi ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_largest_deviations_of_the_budget_come_first(client: Client) -> None:
    maggiori = scostamenti(voci(VoceBilancio.objects.all()))
    assert [(v.codice, v.differenza) for v in maggiori] == [
        ("9", Decimal("-556770")),
        ("1", Decimal("370093")),
        ("12", Decimal("188215")),
        ("13", Decimal("-126553")),
        ("7", Decimal("122399")),
    ]
    assert [v.effetto for v in maggiori][:2] == ["peggiora il risultato", "migliora il risultato"]
    parole = parole_di(leggi(client, "/bilancio/2019/"))
    # 556.770 / 2.131.000 and 370.093 / 7.535.290
    assert "Ammortamenti e accantonamenti : −556.770,00 € ( −26,1%), peggiora il risultato." in parole.replace(
        "(−", "( −"
    )
    assert "Diritto Annuale : +370.093,00 € (+4,9%), migliora il risultato." in parole
    assert "−11.360.500,00 −11.597.585,00 −11.934.792,00 −337.207,00" in parole


@pytest.mark.django_db
def test_each_deviation_carries_its_comment_or_asks_for_it(client: Client) -> None:
    prima = leggi(client, "/bilancio/2019/")
    VoceBilancio.objects.filter(codice="9").update(commento="Svalutazione dei <crediti>")
    dopo = leggi(client, "/bilancio/2019/")
    assert prima.count("da scrivere") == dopo.count("da scrivere") + 1 == 16
    assert dopo.count("Svalutazione dei &lt;crediti&gt;") == 2


@pytest.mark.django_db
def test_interventi_tie_to_their_budget_line_but_for_five_cents(client: Client) -> None:
    parole = parole_di(leggi(client, "/interventi/2019/"))
    assert "24 interventi per 2.316.941,05 €" in parole
    assert "è 2.316.941,00 €: la differenza è +0,05 €" in parole
    # Objective 2: 22.217,02 + 7.952,74 + 154.000,00, 7,9% of the whole.
    assert "Totale dell&#x27;obiettivo (7,9%) 184.169,76" in parole.replace("'", "&#x27;")


# -- personnel ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_personnel_is_counted_from_the_cells(client: Client) -> None:
    """88 people; 85 without those seconded; the education table prints 61 women and its cells make 62."""
    tavole = Tavola.objects.filter(tema="personale").prefetch_related("righe", "colonne", "celle")
    conti = {t.codice.removeprefix("personale-"): conta(t) for t in tavole}
    assert {nome: int(c.persone) for nome, c in conti.items()} == {
        "categoria": 88,
        "eta": 88,
        "contratto": 85,
        "anzianita": 88,
        "sesso": 88,
        "titolo-studio": 89,
        "categoria-sesso": 88,
    }
    sesso = conti["sesso"]
    assert (sesso.donne, sesso.uomini) == (Decimal(60), Decimal(28))
    assert sesso.quota_donne is not None and f"{sesso.quota_donne:.4f}" == "68.1818"
    assert conti["titolo-studio"].donne == Decimal(62)
    assert conti["eta"].donne is None
    parole = parole_di(leggi(client, "/personale/2019/genere/"))
    assert "Personale per sesso e sede al 31.12.2019 88 60 28 68,2%" in parole
    assert leggi(client, "/personale/2019/").count("<figure") == 4
    assert leggi(client, "/personale/2019/genere/").count("<figure") == 3


# -- emptiness, permissions, downloads, cost ---------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("pagina", PAGINE)
def test_a_year_without_context_sends_to_the_one_that_has_it(ciclo: Ciclo, client: Client, pagina: str) -> None:
    Ciclo.objects.create(ente=ciclo.ente, anno=2020)
    contenuto = leggi(client, reverse(f"cruscotto:{pagina}", args=[2020]))
    assert "Per il 2020 non ci sono ancora" in contenuto
    vista = "personale" if pagina == "genere" else pagina
    assert f'href="{reverse(f"cruscotto:{vista}", args=[2019])}"' in contenuto


@pytest.mark.django_db
def test_another_body_sees_nothing_of_it(ciclo: Ciclo) -> None:
    altro = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    Ciclo.objects.create(ente=altro, anno=2019)
    client = Client()
    client.force_login(Utente.objects.create(username="estraneo", ente=altro))
    for pagina in PAGINE:
        contenuto = leggi(client, reverse(f"cruscotto:{pagina}", args=[2019]))
        assert "non ci sono ancora" in contenuto and "Arezzo" not in contenuto
    assert client.get("/contesto/2019/imprese-settore/").status_code == 404
    assert client.get("/contesto/2019/imprese-settore/scarica/").status_code == 404
    for scarico in SCARICHI:
        assert b"Arezzo" not in client.get(reverse(f"cruscotto:{scarico}", args=[2019])).content


@pytest.mark.django_db
def test_what_does_not_exist_is_not_found(client: Client) -> None:
    for indirizzo in ["/contesto/1999/", "/contesto/2019/inesistente/", "/bilancio/1999/", "/interventi/1999/"]:
        assert client.get(indirizzo).status_code == 404
    assert client.get("/bilancio/2019/scarica/?formato=exe").status_code == 404
    assert client.post("/bilancio/2019/").status_code == 405


@pytest.mark.django_db
def test_a_table_is_downloaded_as_a_sheet_of_numbers(client: Client) -> None:
    risposta = client.get("/contesto/2019/imprese-settore/scarica/?formato=csv")
    assert 'filename="imprese-settore-2019.csv"' in risposta["Content-Disposition"]
    righe = list(csv.reader(io.StringIO(risposta.content.decode("utf-8-sig")), delimiter=";"))
    assert righe[0] == ["Imprese Registrare", "2015", "2016", "2017", "2018", "2019"]
    assert righe[5] == ["Servizi", "20231", "20390", "20434", "20577", "20731"]
    foglio = client.get("/contesto/2019/imprese-settore/scarica/?formato=xlsx").content
    assert tablib.Dataset().load(foglio, format="xlsx")[4] == ("Servizi", 20231, 20390, 20434, 20577, 20731)
    studio = client.get("/contesto/2019/personale-titolo-studio/scarica/").content.decode("utf-8-sig")
    assert studio.splitlines()[0].endswith("Arezzo – Donne;Arezzo – Uomini;Siena – Donne;Siena – Uomini;"
                                           "Arezzo-Siena – Donne;Arezzo-Siena – Uomini")  # fmt: skip


@pytest.mark.django_db
def test_budget_and_interventi_are_downloaded_whole(client: Client) -> None:
    VoceBilancio.objects.filter(codice="9").update(commento="=1+1")
    righe = client.get("/bilancio/2019/scarica/").content.decode("utf-8-sig").splitlines()
    assert len(righe) == 30
    assert (
        righe[13] == "2019;9;9 Ammortamenti e accantonamenti;voce;-2131000,00;-2131000,00;-2687770,00;-556770,00;'=1+1"
    )
    righe = client.get("/interventi/2019/scarica/").content.decode("utf-8-sig").splitlines()
    assert len(righe) == 25
    assert righe[1] == "2019;2;Per un sistema coeso, trasparente e sostenibile;Tutela del Consumatore;22217,02;8"


@pytest.mark.django_db
@pytest.mark.parametrize("indirizzo", [*PAGINE, "tavola"])
def test_queries_do_not_grow(
    ciclo: Ciclo,
    client: Client,
    indirizzo: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    argomenti: list[object] = [2019, "imprese-settore"] if indirizzo == "tavola" else [2019]
    dove = reverse(f"cruscotto:{indirizzo}", args=argomenti)
    with django_assert_max_num_queries(12) as tutte:
        client.get(dove)
    InterventoEconomico.objects.filter(ordine__gt=2).delete()
    VoceBilancio.objects.filter(ordine__gt=3).exclude(codice="8").delete()
    Tavola.objects.exclude(codice__in=["imprese-settore", "personale-sesso", "personale-eta"]).delete()
    altro_anno(Tavola.objects.get(codice="imprese-settore"), 2018)
    with django_assert_num_queries(len(tutte)):
        client.get(dove)


@pytest.mark.django_db(transaction=True)
def test_the_pages_have_no_violations_and_fit_a_phone(demo: Ciclo, live_server: LiveServer, pagina: Page) -> None:
    altro_anno(Tavola.objects.get(codice="personale-eta"), 2018)
    pagina.goto(f"{live_server.url}/accesso/?next=/contesto/2019/")
    pagina.get_by_label("Nome utente").fill("oiv")
    pagina.get_by_label("Password").fill(PASSWORD)
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/contesto/2019/")
    indirizzi = [reverse(f"cruscotto:{p}", args=[2019]) for p in PAGINE]
    indirizzi += ["/contesto/2019/personale-eta/?confronta=2018", "/contesto/2019/mercato-lavoro/"]
    for indirizzo in indirizzi:
        pagina.set_viewport_size({"width": 360, "height": 800})
        pagina.goto(f"{live_server.url}{indirizzo}")
        assert pagina.evaluate("document.documentElement.scrollWidth") <= 360, indirizzo
        assert guasti_axe(pagina) == [], indirizzo
