"""The tree, the matrix and the strategic map: what they show of the real 2019 cycle, to whom, at what cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import reverse

from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.management.dimostrazione.actions.anno_in_corso import prepara_dimostrazione
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto, misura_cruscotti
from cruscotto.misurazione.struttura import leggi_struttura
from cruscotto.models import Ciclo, Collocazione, Cruscotto, Nesso, ObiettivoInProspettiva, Periodo, SalDichiarato
from cruscotto.strategia.albero import Ramo, apri, costruisci_albero, percorso
from ente.models import Ente, Incarico, Ruolo, Utente
from tests.mondi.accessibile import guasti_axe
from tests.mondi.demo import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.live_server_helper import LiveServer

PAGINE = ["albero", "matrice", "mappa"]


@pytest.fixture
def client_di(utente: Callable[[str], Utente]) -> Callable[[str], Client]:
    def entra(nome: str) -> Client:
        client = Client()
        client.force_login(utente(nome))
        return client

    return entra


def albero(ciclo: Ciclo, *codici: str) -> Ramo:
    """The tree over all scorecards, or over some, at the close of the year."""
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo, **({"codice__in": codici} if codici else {})))
    misura = Misura.dell_ente(ciclo.ente_id)
    prospetti = misura_cruscotti(ciclo, ultimo_periodo(ciclo), cruscotti, misura)
    return costruisci_albero(leggi_struttura(ciclo, None), prospetti, misura, aperto=False)


def ramo(radice: Ramo, chiave: str) -> Ramo:
    trovati = [r for r in _tutti(radice) if r.chiave == chiave]
    assert len(trovati) == 1
    return trovati[0]


def _tutti(radice: Ramo) -> list[Ramo]:
    return [radice, *(r for figlio in radice.figli for r in _tutti(figlio))]


# -- the tree, from the figures ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_tree_holds_every_placement_once_under_its_levels(ciclo: Ciclo) -> None:
    radice = albero(ciclo)
    assert [radice.chiave, radice.figli[0].chiave, radice.figli[0].figli[0].chiave] == ["mandato", "mission", "vision"]
    foglie = list(radice.foglie_sotto)
    assert len(foglie) == radice.conto == 251
    assert len({f.chiave for f in foglie} | {r.chiave for r in _tutti(radice)}) == 251 + len(_tutti(radice))
    assert {f.riga.collocazione for f in foglie} == set(Collocazione.objects.values_list("pk", flat=True))
    vision = ramo(radice, "vision")
    assert [(a.chiave, a.conto) for a in vision.figli] == [("area-1", 55), ("area-2", 58), ("area-tutte", 138)]


@pytest.mark.django_db
def test_objective_six_stands_once_with_its_three_prospettive(ciclo: Ciclo) -> None:
    (sei,) = ramo(albero(ciclo), "area-tutte").figli
    assert sei.testo == "6. L'ottimizzazione organizzativa e gestionale"
    assert [f.testo for f in sei.figli] == ["Processi Interni", "Innovazione e Crescita", "Economico-Finanziaria"]
    assert [f.conto for f in sei.figli] == [57, 63, 18]
    assert sei.frase == "Media di 3 prospettive qui sotto."


@pytest.mark.django_db
def test_over_the_scorecard_of_the_body_the_levels_carry_its_own_figures(ciclo: Ciclo) -> None:
    """Economico-Finanziaria: (100 + 542816,75/6500 + 100 + 94) / 4; area 1 and 2: 100; above, means of means."""
    radice = albero(ciclo, "ente")
    economico = (Decimal(100) + Decimal("542816.75") / 6500 + 100 + 94) / 4
    innovazione = (Decimal(600) + 98) / 7
    sei = (100 + innovazione + economico) / 3
    attesi = {
        "obiettivo-6-economico": economico,
        "obiettivo-6-innovazione": innovazione,
        "obiettivo-6": sei,
        "area-1": Decimal(100),
        "vision": (200 + sei) / 3,
        "mandato": (200 + sei) / 3,
    }
    for chiave, atteso in attesi.items():
        valore = ramo(radice, chiave).media.valore
        assert valore is not None and abs(valore - atteso) < Decimal("1e-20"), chiave


@pytest.mark.django_db
def test_a_programme_averages_the_indicators_below_it_and_not_its_objectives(ciclo: Ciclo) -> None:
    """Thirteen rows under three objectives of 1, 9 and 3: with one row at zero the programme is 1200/13."""
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    misura = Misura.dell_ente(ciclo.ente_id)
    prospetti = misura_cruscotti(ciclo, ultimo_periodo(ciclo), cruscotti, misura)
    struttura = leggi_struttura(ciclo, None)
    radice = costruisci_albero(struttura, prospetti, misura, aperto=False)
    programma = next(r for r in _tutti(radice) if r.testo == CORRETTEZZA)
    assert (programma.conto, programma.media.valore) == (13, Decimal(100))
    piccolo = min(programma.figli, key=lambda r: r.conto)
    zero = next(piccolo.foglie_sotto).riga.collocazione
    prospetti = [_con(p, zero, Decimal(0)) for p in prospetti]
    programma = ramo(costruisci_albero(struttura, prospetti, misura, aperto=False), programma.chiave)
    assert programma.media.valore is not None
    assert abs(programma.media.valore - Decimal(1200) / 13) < Decimal("1e-20")
    assert len(programma.figli) == 3 and programma.frase == "Media di 13 indicatori qui sotto."


CORRETTEZZA = "Correttezza dei rapporti economici tra imprese e tra imprese e consumatori-utenti"


def _con(prospetto: Prospetto, collocazione: int, sal: Decimal) -> Prospetto:
    """The scorecard with another SAL for one placement."""
    return replace(
        prospetto,
        prospettive=tuple(
            replace(
                p,
                obiettivi=tuple(
                    replace(
                        o, righe=tuple(replace(r, sal=sal) if r.collocazione == collocazione else r for r in o.righe)
                    )
                    for o in p.obiettivi
                ),
            )
            for p in prospetto.prospettive
        ),
    )


@pytest.mark.django_db
def test_a_level_without_values_has_no_sal_and_says_so(ciclo: Ciclo) -> None:
    cruscotti = list(Cruscotto.objects.filter(ciclo=ciclo))
    misura = Misura.dell_ente(ciclo.ente_id)
    radice = costruisci_albero(
        leggi_struttura(ciclo, None), misura_cruscotti(ciclo, None, cruscotti, misura), misura, aperto=True
    )
    assert (radice.media.valore, radice.fascia, radice.mancanti) == (None, None, 251)
    assert ramo(radice, "obiettivo-1").frase == "Ancora nessun SAL qui sotto."


@pytest.mark.django_db
def test_the_path_to_a_point_opens_only_its_ancestors(ciclo: Ciclo) -> None:
    radice = albero(ciclo)
    foglia = next(f for f in radice.foglie_sotto if f.cruscotto == "ente" and f.riga.riga_fonte == 1329)
    cammino = percorso(radice, foglia.chiave)
    assert cammino[:3] == ("mandato", "mission", "vision")
    aperta = apri(radice, cammino)
    assert {r.chiave for r in _tutti(aperta) if r.aperto} == set(cammino)
    assert percorso(radice, "non-esiste") == ()
    assert all(r.aperto for r in _tutti(apri(radice, None)))


# -- the pages ---------------------------------------------------------------------------------------------------------


def aperti(pagina: str) -> set[str]:
    return {m[1] for m in re.finditer(r'<details id="([^"]+)"[^>]*\sopen>', pagina)}


@pytest.mark.django_db
def test_what_is_open_comes_from_the_address(ciclo: Ciclo, client_di: Callable[[str], Client]) -> None:
    client, indirizzo = client_di("controllo"), reverse("cruscotto:albero", args=[2019])

    def leggi(**parametri: str) -> str:
        risposta = client.get(indirizzo, parametri)
        assert risposta.status_code == 200
        return risposta.content.decode()

    base = {"mandato", "mission", "vision"}
    assert aperti(leggi()) == base
    assert aperti(leggi(nodo="obiettivo-6-economico")) == base | {"area-tutte", "obiettivo-6", "obiettivo-6-economico"}
    assert aperti(leggi(apri="niente")) == set()
    assert len(aperti(leggi(apri="tutto"))) == leggi().count("<details id=")
    for parametri in ({"nodo": "<script>"}, {"apri": "x", "periodo": "99"}, {"cruscotto": "' or 1=1", "nodo": "\x00"}):
        pagina = leggi(**parametri)
        assert aperti(pagina) == base
        assert "<script>" not in pagina.split("</head>")[1]


@pytest.mark.django_db
def test_the_link_to_a_point_keeps_period_and_scorecard(ciclo: Ciclo, client_di: Callable[[str], Client]) -> None:
    pagina = client_di("oiv").get("/albero/2019/?periodo=2&cruscotto=ente&nodo=vision").content.decode()
    assert 'href="?periodo=2&amp;cruscotto=ente&amp;nodo=area-1#area-1"' in pagina
    assert "del cruscotto «Il Cruscotto di Ente»" in pagina
    assert "33 indicatori" in pagina


@pytest.mark.django_db
def test_each_sees_the_placements_of_the_scorecards_that_each_may_read(
    ciclo: Ciclo, client_di: Callable[[str], Client]
) -> None:
    """251 less the 64 rows of the individual sheets (11, 16, 20 and 17); a manager keeps the own one, here of 16."""
    for nome, attesi in (("oiv", 251), ("redattore.area2", 187), ("dirigente.area2", 203)):
        pagina = client_di(nome).get("/albero/2019/").content.decode()
        assert f"{attesi} indicatori in" in pagina, nome
        assert ("i-ind_sg-" in pagina) is (nome == "oiv")


@pytest.mark.django_db
@pytest.mark.parametrize("pagina", PAGINE)
def test_another_body_and_another_year_do_not_exist(
    ciclo: Ciclo, client_di: Callable[[str], Client], pagina: str
) -> None:
    altro = Ente.objects.create(codice="altrove", denominazione="Un altro ente")
    estraneo = Utente.objects.create(username="estraneo", ente=altro)
    Incarico.objects.create(utente=estraneo, ruolo=Ruolo.OIV)
    assert client_di("estraneo").get(reverse(f"cruscotto:{pagina}", args=[2019])).status_code == 404
    assert client_di("oiv").get(reverse(f"cruscotto:{pagina}", args=[1999])).status_code == 404
    assert client_di("oiv").post(reverse(f"cruscotto:{pagina}", args=[2019])).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("pagina", PAGINE)
def test_a_cycle_without_scorecards_says_what_to_do(
    ciclo: Ciclo, client_di: Callable[[str], Client], pagina: str
) -> None:
    Ciclo.objects.create(ente=ciclo.ente, anno=2031)
    risposta = client_di("oiv").get(reverse(f"cruscotto:{pagina}", args=[2031]))
    assert risposta.status_code == 200
    assert "Chi amministra" in risposta.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("pagina", PAGINE)
def test_queries_do_not_grow_with_years_or_rows(
    ciclo: Ciclo,
    client_di: Callable[[str], Client],
    pagina: str,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, indirizzo = client_di("controllo"), reverse(f"cruscotto:{pagina}", args=[2019])
    with django_assert_max_num_queries(12) as tutte:
        client.get(indirizzo)
    prepara_dimostrazione(ciclo=ciclo, anno=2020, da=None)
    ente = Cruscotto.objects.get(ciclo=ciclo, codice="ente")
    SalDichiarato.objects.filter(collocazione__cruscotto=ente).delete()
    Collocazione.objects.filter(cruscotto=ente, ordine__gt=2).delete()
    with django_assert_num_queries(len(tutte)):
        client.get(indirizzo)


@pytest.mark.django_db
def test_the_matrix_is_its_drawing_and_its_table(ciclo: Ciclo, client_di: Callable[[str], Client]) -> None:
    pagina = client_di("redattore.area1").get("/matrice/2019/").content.decode()
    disegno, tabella = pagina.split("I dati della matrice")
    assert "prospettiva Economico-Finanziaria: 94,4%, Raggiunto" in disegno
    righe = tabella.split('<th scope="row"')
    assert len(righe) == 5
    assert "94,4%" in righe[4] and "Tutte le aree strategiche" in tabella
    assert "/cruscotti/2019/ente/?prospettiva=economico&amp;obiettivo=6" in righe[4]


@pytest.mark.django_db
def test_the_map_lists_the_twelve_links_both_ways(ciclo: Ciclo, client_di: Callable[[str], Client]) -> None:
    client = client_di("oiv")
    pagina = client.get("/mappa/2019/").content.decode()
    tabella = pagina.split("I nessi fra gli obiettivi")[1].split("</table>")[0]
    assert Nesso.objects.filter(da__obiettivo__ciclo=ciclo).count() == 12
    assert tabella.count("<li>") == 24
    Nesso.objects.filter(da__obiettivo__ciclo=ciclo).delete()
    scatta(Periodo.objects.get(ciclo=ciclo, numero=3))
    assert "Non ci sono ancora nessi" in client.get("/mappa/2019/").content.decode()


@pytest.mark.django_db
def test_the_links_of_the_map_are_edited_in_the_admin(
    ciclo: Ciclo, client_di: Callable[[str], Client], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """Nodes of the cycles that may change are offered with their year, in few queries; a link to itself or to an
    adopted year is refused."""
    prepara_dimostrazione(ciclo=ciclo, anno=2020, da=None)
    client, indirizzo = client_di("amministratore"), reverse("admin:cruscotto_nesso_add")
    with django_assert_max_num_queries(12):
        pagina = client.get(indirizzo).content.decode()
    assert "2020 · Processi Interni – 6. " in pagina
    assert "2019 · " not in pagina
    tutti = ObiettivoInProspettiva.objects.select_related("obiettivo__ciclo", "prospettiva")
    nodi = {(n.obiettivo.ciclo.anno, n.prospettiva.codice, n.obiettivo.numero): n.pk for n in tutti}
    uno, due = nodi[2020, "imprese", 1], nodi[2020, "imprese", 2]
    assert "non sostiene se stesso" in client.post(indirizzo, {"da": uno, "a": uno}).content.decode()
    prima = Nesso.objects.count()
    assert client.post(indirizzo, {"da": uno, "a": nodi[2019, "imprese", 1]}).status_code == 200
    assert Nesso.objects.count() == prima
    assert client.post(indirizzo, {"da": uno, "a": due}).status_code == 302
    assert Nesso.objects.filter(da=uno, a=due).exists()


# -- in the browser ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_the_tree_by_keyboard_and_without_violations(demo: Ciclo, live_server: LiveServer, pagina: Page) -> None:
    pagina.goto(f"{live_server.url}/accesso/?next=/albero/2019/")
    pagina.get_by_label("Nome utente").fill("controllo")
    pagina.get_by_label("Password").fill(PASSWORD)
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/albero/2019/")
    area = pagina.locator("#area-1 > summary")
    area.focus()
    pagina.keyboard.press("Enter")
    assert pagina.locator("#obiettivo-1 > summary").is_visible()
    for percorso_ in ("/albero/2019/?nodo=obiettivo-6-economico", "/matrice/2019/", "/mappa/2019/"):
        for larghezza in (360, 1440):
            pagina.set_viewport_size({"width": larghezza, "height": 900})
            pagina.goto(f"{live_server.url}{percorso_}")
            assert pagina.evaluate("document.documentElement.scrollWidth") <= larghezza, percorso_
            assert guasti_axe(pagina) == [], percorso_
