"""The public edition: what it must not hold is in none of its parts, and what it hides cannot be worked out."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import settings as impostazioni
from hypothesis import strategies as st

from contesto.stampa import ColonnaFoto, RigaFoto, TavolaFoto
from cruscotto.models import Ciclo
from relazione.documento.componi import componi
from relazione.documento.controllo import EdizioneNonPubblica, controlla_pubblica, stringhe_vietate
from relazione.documento.dati import scrivi_dati
from relazione.documento.dati_aperti import Allegato, allegati
from relazione.documento.genera import trova_richiesta
from relazione.documento.generi_contesto import grafico
from relazione.documento.html import scrivi_html
from relazione.documento.pagina import scrivi_pagina
from relazione.documento.pdf import scrivi_pdf
from relazione.fotografia import Fotografia, SezioneFoto, fotografa_entrambe, scrivi_json
from relazione.fotografia.edizione import con_riservato, senza_riservato, sezioni_pubbliche
from relazione.fotografia.riservatezza import NASCOSTO, celle_nascoste, nascondi
from tests.mondi.detto import solo_individuali, stretto

GIORNO = datetime(2020, 5, 19, tzinfo=UTC)


@pytest.fixture
def edizioni(ciclo: Ciclo) -> tuple[Fotografia, Fotografia]:
    completa, pubblica = fotografa_entrambe(trova_richiesta(ciclo, "relazione"))
    assert pubblica is not None
    return completa, pubblica


# -- the whole document ------------------------------------------------------------------------------------------------


def test_no_part_of_the_public_edition_holds_an_individual_sheet(edizioni: tuple[Fotografia, Fotografia]) -> None:
    completa, pubblica = edizioni
    vietate = solo_individuali(completa)
    assert len(vietate) > 12
    composto = componi(pubblica)
    parti = {
        "fotografia": scrivi_json(pubblica),
        "pagina": scrivi_pagina(composto).decode(),
        "dati": scrivi_dati(composto).decode(),
        **{a.nome: a.contenuto.decode() for a in allegati(composto)},
    }
    for dove, testo in parti.items():
        ridotto = stretto(testo)
        assert [v for v in vietate if stretto(v) in ridotto] == [], dove
    assert all(stretto(v) in stretto(scrivi_json(completa)) for v in vietate)
    assert composto.incompletezze == () and composto.marchi == ()


def test_sections_references_and_counts_of_the_public_edition_close_the_gap(
    edizioni: tuple[Fotografia, Fotografia],
) -> None:
    completa, pubblica = edizioni
    numeri = {s.codice: s.numero for s in pubblica.sezioni}
    assert numeri["cruscotto-azienda-speciale"] == "7.1.f" and "obiettivi-individuali" not in numeri
    assert {s.codice: s.numero for s in completa.sezioni}["cruscotto-azienda-speciale"] == "7.1.l"
    html = scrivi_html(componi(pubblica))
    assert "I cruscotti sono sei: uno per l&#x27;ente, quattro per le aree e uno" in html
    assert "I cruscotti sono dieci" in scrivi_html(componi(completa))
    assert "3.4" not in numeri.values()


@pytest.mark.parametrize("formato", ["html", "json"])
def test_the_check_passes_the_public_edition_and_stops_the_full_one(
    edizioni: tuple[Fotografia, Fotografia], formato: str
) -> None:
    completa, pubblica = edizioni
    vietate = stringhe_vietate(completa, pubblica)
    scrittori = {"html": lambda c: scrivi_html(c).encode(), "json": scrivi_dati}
    controlla_pubblica(scrittori[formato](componi(pubblica)), formato, vietate)
    with pytest.raises(EdizioneNonPubblica):
        controlla_pubblica(scrittori[formato](componi(completa)), formato, vietate)


def test_the_narrative_cannot_name_a_sheet_in_public(edizioni: tuple[Fotografia, Fotografia]) -> None:
    completa, pubblica = edizioni
    scheda = next(p for p in completa.prospetti if p.tipo == "individuale")
    detta = replace(pubblica.sezioni[0], testo=f"Si veda «{scheda.titolo}», al 98%.")
    pubblica = replace(pubblica, sezioni=(detta, *pubblica.sezioni[1:]))
    with pytest.raises(EdizioneNonPubblica, match="testo"):
        controlla_pubblica(scrivi_dati(componi(pubblica)), "json", stringhe_vietate(completa, pubblica))


SEGRETO = "Rotazione degli incarichi di vertice"
PDF = '<html lang="it"><head><title>{titolo}</title></head><body><h1>{capo}</h1><p>{testo}</p>{figura}</body></html>'
VUOTO = {"titolo": "Prova", "capo": "Capitolo", "testo": "Prova.", "figura": ""}
FIGURA = "<img alt='{}' src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>'>"


@pytest.mark.parametrize(
    ("dove", "allegato"),
    [
        ({"testo": SEGRETO}, None),
        ({"testo": "Rotazione degli inca&shy;richi di ver-<br>tice"}, None),
        ({"titolo": SEGRETO}, None),
        ({"capo": SEGRETO}, None),
        (
            {"figura": f"<img alt='{SEGRETO}' src='data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22/>'>"},
            None,
        ),
        ({}, Allegato("dati.csv", "Dati", f"a,{SEGRETO}\r\n".encode())),
        ({}, Allegato("dati.csv", SEGRETO, b"a\r\n")),
    ],
)
def test_the_check_looks_wherever_a_pdf_can_say_something(dove: dict[str, str], allegato: Allegato | None) -> None:
    vietate = [stretto(SEGRETO)]
    pulito = scrivi_pdf(PDF.format(**VUOTO), [], GIORNO)
    controlla_pubblica(pulito, "pdf", vietate)
    sporco = scrivi_pdf(PDF.format(**{**VUOTO, **dove}), [allegato] if allegato else [], GIORNO)
    with pytest.raises(EdizioneNonPubblica, match="non è stata scritta"):
        controlla_pubblica(sporco, "pdf", vietate)


# -- reserved sections and passages ------------------------------------------------------------------------------------


def _sezione(codice: str, livello: int, testo: str = "Testo.", *, riservata: bool = False) -> SezioneFoto:
    return SezioneFoto(codice, "", codice, livello, testo, riservata=riservata)


def test_a_reserved_section_goes_with_all_that_stands_under_it() -> None:
    sezioni = [
        _sezione("a", 1),
        _sezione("b", 1, riservata=True),
        _sezione("c", 2),
        _sezione("d", 3),
        _sezione("e", 1, "[[cruscotto ind_x]]"),
        _sezione("f", 2),
        _sezione("g", 1),
    ]
    restano = sezioni_pubbliche(sezioni, ["ind_x"])
    assert [(s.numero, s.codice) for s in restano] == [("1", "a"), ("2", "g")]


@pytest.mark.parametrize(
    ("testo", "pubblico", "integrale"),
    [
        ("Uno{{riservato: e due}}.", "Uno.", "Uno e due."),
        (
            "Uno{{riservato:, {{ conta cruscotti }} e {{sezione x}}}}.",
            "Uno.",
            "Uno, {{ conta cruscotti }} e {{sezione x}}.",
        ),
        ("A{{ riservato:b}}C{{riservato:d}}E", "ACE", "AbCdE"),
        (
            "Prima.\n\n{{riservato:- voce\n- altra}}\n\nDopo.",
            "Prima.\n\n\n\nDopo.",
            "Prima.\n\n- voce\n- altra\n\nDopo.",
        ),
        ("Uno {{ riservato: mai chiuso. Due.", "Uno", "Uno {{ riservato: mai chiuso. Due."),
        ("Uno {{riservato mai chiuso }} Due.", "Uno", "Uno {{riservato mai chiuso }} Due."),
    ],
)
def test_reserved_passages(testo: str, pubblico: str, integrale: str) -> None:
    assert (senza_riservato(testo), con_riservato(testo)) == (pubblico, integrale)


@given(st.text(alphabet="{}ab :\n", max_size=20), st.text(alphabet="{}ab :\n", max_size=20))
def test_nothing_after_the_mark_is_public_before_it_is_closed(prima: str, dopo: str) -> None:
    assert "SEGRETO" not in senza_riservato(f"{prima}{{{{riservato: SEGRETO {dopo}")


# -- small cells -------------------------------------------------------------------------------------------------------


def tavola(righe: Sequence[Sequence[int]], codice: str = "t") -> TavolaFoto:
    """A table of persons with its totals: the last row and the last column."""
    somme = [[*riga, sum(riga)] for riga in righe]
    somme.append([sum(colonna) for colonna in zip(*somme, strict=True)])
    quante = len(righe[0])
    colonne = [ColonnaFoto("Voce", "", True, False)]
    colonne += [ColonnaFoto(f"sede {n}", "", False, False) for n in range(quante)]
    colonne.append(ColonnaFoto("In tutto", "", False, True))
    return TavolaFoto(
        codice,
        "Prova",
        "personale",
        "persone",
        "",
        (),
        tuple(colonne),
        tuple(
            RigaFoto(
                (f"voce {n}" if n < len(righe) else "Totale", *map(str, riga)),
                (False, *([True] * (quante + 1))),
                False,
                n == len(righe),
            )
            for n, riga in enumerate(somme)
        ),
    )


def compatibili(mostrata: TavolaFoto, massimo: int) -> list[tuple[int, ...]]:
    """All the tables of counts from 0 to ``massimo`` that a reader could think of, one number a cell of the body."""
    corpo = [riga.celle[1:] for riga in mostrata.righe]
    righe, colonne = len(corpo) - 1, len(corpo[0]) - 1
    scelte = [
        range(massimo + 1) if corpo[r][c] == NASCOSTO else [int(corpo[r][c])]
        for r in range(righe)
        for c in range(colonne)
    ]
    somme_righe = [corpo[r][colonne] for r in range(righe)]
    somme_colonne = [corpo[righe][c] for c in range(colonne)]
    trovate = []
    for celle in itertools.product(*scelte):
        per_riga = [sum(celle[r * colonne : (r + 1) * colonne]) for r in range(righe)]
        per_colonna = [sum(celle[c::colonne]) for c in range(colonne)]
        if (
            all(s in (NASCOSTO, str(v)) for s, v in zip(somme_righe, per_riga, strict=True))
            and all(s in (NASCOSTO, str(v)) for s, v in zip(somme_colonne, per_colonna, strict=True))
            and corpo[righe][colonne] in (NASCOSTO, str(sum(celle)))
        ):
            trovate.append(celle)
    return trovate


@impostazioni(max_examples=60)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=2, max_size=2))
def test_who_reads_a_small_table_cannot_tell_any_hidden_cell(righe: list[list[int]]) -> None:
    _nessuna_si_ricava(righe, massimo=8)


@impostazioni(max_examples=30)
@given(st.lists(st.lists(st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=2))
def test_who_reads_a_wider_table_cannot_tell_any_hidden_cell(righe: list[list[int]]) -> None:
    _nessuna_si_ricava(righe, massimo=5)


def _nessuna_si_ricava(righe: list[list[int]], massimo: int) -> None:
    intera = tavola(righe)
    mostrata = nascondi(intera, celle_nascoste((intera,)))
    corpo = [c for riga in mostrata.righe[:-1] for c in riga.celle[1:-1]]
    vero = tuple(v for riga in righe for v in riga)
    pensabili = compatibili(mostrata, massimo)
    assert vero in pensabili
    for n, cella in enumerate(corpo):
        assert cella == NASCOSTO or int(cella) >= 3
        if cella == NASCOSTO and any(len(set(colonna)) > 1 for colonna in zip(*pensabili, strict=True)):
            assert len({celle[n] for celle in pensabili}) > 1, (righe, mostrata.righe)


def test_a_table_with_room_hides_no_more_than_it_must() -> None:
    ampia = tavola([[1, 20, 30], [10, 20, 30], [10, 20, 30]])
    assert len(celle_nascoste((ampia,))) == 4
    assert celle_nascoste((tavola([[10, 20], [30, 40]]),)) == frozenset()


def test_two_tables_do_not_give_each_other_away() -> None:
    """What one hides the other does not print, where both count the same persons."""
    una, altra = tavola([[1, 20, 30], [10, 20, 30]], "una"), tavola([[1, 20, 30], [10, 20, 30]], "altra")
    nascoste = celle_nascoste((una, altra))
    assert {(r, c) for t, r, c in nascoste if t == "una"} == {(r, c) for t, r, c in nascoste if t == "altra"}


def a_gruppi(gruppi: Sequence[Sequence[Sequence[int]]], *, parziali: bool) -> TavolaFoto:
    """A table of persons in groups of rows, with the totals of the groups (``parziali``) and that of all."""
    quante = len(gruppi[0][0])
    colonne = [
        ColonnaFoto("Voce", "", True, False),
        *(ColonnaFoto(f"sede {n}", "", False, False) for n in range(quante)),
    ]
    righe: list[RigaFoto] = []

    def metti(nome: str, valori: Sequence[int], *, totale: bool) -> None:
        righe.append(RigaFoto((nome, *map(str, valori)), (False, *[True] * quante), False, totale))

    for g, gruppo in enumerate(gruppi):
        righe.append(RigaFoto((f"Area {g}", *[""] * quante), (False,) * (quante + 1), True, False))
        for nome, valori in zip(("Donne", "Uomini", "Altri"), gruppo, strict=False):
            metti(nome, valori, totale=False)
        if parziali:
            metti("Totale", [sum(c) for c in zip(*gruppo, strict=True)], totale=True)
    metti("Totale", [sum(c) for c in zip(*itertools.chain(*gruppi), strict=True)], totale=True)
    return TavolaFoto("g", "Prova", "personale", "persone", "", (), tuple(colonne), tuple(righe))


def somme_lette(tavola: TavolaFoto, *, parziali: bool) -> list[tuple[int, list[int]]]:
    """Which rows a reader knows to sum to which: by the words of the table, not by its numbers."""
    somme: list[tuple[int, list[int]]] = []
    corpo: list[int] = []
    gruppo: list[int] = []
    totali: list[int] = []
    for r, riga in enumerate(tavola.righe):
        if riga.gruppo:
            gruppo = []
        elif not riga.totale:
            corpo.append(r)
            gruppo.append(r)
        elif r < len(tavola.righe) - 1:
            somme.append((r, list(gruppo)))
            totali.append(r)
        else:
            somme.append((r, list(corpo)))
            if parziali:
                somme.append((r, list(totali)))
    return somme


@impostazioni(max_examples=60)
@given(
    st.lists(
        st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=2, max_size=3), min_size=2, max_size=3
    ),
    st.booleans(),
)
@example([[[1, 20], [10, 20]], [[10, 20], [10, 20]]], False)
@example([[[1, 20], [10, 20]], [[10, 20], [10, 20]]], True)
def test_a_table_in_groups_gives_no_hidden_cell_back(gruppi: list[list[list[int]]], parziali: bool) -> None:
    intera = a_gruppi(gruppi, parziali=parziali)
    nascoste = celle_nascoste((intera,))
    for r, riga in enumerate(intera.righe):
        for c in (1, 2):
            assert riga.gruppo or int(riga.celle[c]) >= 3 or ("g", r, c) in nascoste
    for c in (1, 2):
        ignote = sorted(r for _, r, colonna in nascoste if colonna == c)
        sistema = [
            [Fraction((r == totale) - (r in parti)) for r in ignote]
            for totale, parti in somme_lette(intera, parziali=parziali)
        ]
        valori = [int(intera.righe[r].celle[c]) for r in ignote]
        for n in range(len(ignote)):
            sola = [Fraction(k == n) for k in range(len(ignote))]
            ricavata = rango([*sistema, sola]) == rango(sistema)
            assert not ricavata or sum(valori) == 0, (parziali, [r.celle for r in intera.righe], nascoste)


def rango(righe: Iterable[Sequence[Fraction]]) -> int:
    ridotte = [list(r) for r in righe]
    n = 0
    for colonna in range(len(ridotte[0]) if ridotte else 0):
        perno = next((r for r in range(n, len(ridotte)) if ridotte[r][colonna]), None)
        if perno is None:
            continue
        ridotte[n], ridotte[perno] = ridotte[perno], ridotte[n]
        for r in range(n + 1, len(ridotte)):
            fattore = ridotte[r][colonna] / ridotte[n][colonna]
            if fattore:
                ridotte[r] = [a - fattore * b for a, b in zip(ridotte[r], ridotte[n], strict=True)]
        n += 1
    return n


@cache
def _somme_di_categoria_e_sesso() -> list[tuple[tuple[str, int, int], list[tuple[str, int, int]]]]:
    """What is known of two tables of 2019 by reading them: each total with its parts, by table, row and column."""
    somme = []
    for r in range(7):
        somme.append((("personale-categoria", r, 3), [("personale-categoria", r, c) for c in (1, 2)]))
        for c in (1, 2):  # women and men of a site are the people of that site
            dispari = 2 * c - 1
            somme.append(
                (("personale-categoria", r, c), [("personale-categoria-sesso", r, dispari + k) for k in (0, 1)])
            )
        for k in (1, 2):
            somme.append(
                (("personale-categoria-sesso", r, 4 + k), [("personale-categoria-sesso", r, k + d) for d in (0, 2)])
            )
    for codice, colonne in (("personale-categoria", 3), ("personale-categoria-sesso", 6)):
        for c in range(1, colonne + 1):
            somme.append(((codice, 7, c), [(codice, r, c) for r in range(7)]))
    return somme


def test_the_small_cells_of_2019_are_hidden_and_not_worked_out(edizioni: tuple[Fotografia, Fotografia]) -> None:
    completa, pubblica = edizioni
    personale = [t for t in pubblica.tavole if t.tema == "personale"]
    assert len(personale) == 7
    for t in personale:
        for riga in t.righe:
            for testo, numero in zip(riga.celle, riga.numeri, strict=True):
                assert not numero or not testo.isdigit() or int(testo) >= 3, (t.codice, riga.celle)
    celle = {t.codice: [r.celle for r in t.righe] for t in personale}
    vere = {t.codice: [r.celle for r in t.righe] for t in completa.tavole}
    nascoste: list[tuple[str, int, int]] = []
    equazioni = []
    for totale, parti in _somme_di_categoria_e_sesso():
        valori = {p: int(vere[p[0]][p[1]][p[2]]) for p in (totale, *parti)}
        assert valori[totale] == sum(valori[p] for p in parti)
        ignote = [p for p in (totale, *parti) if celle[p[0]][p[1]][p[2]] == NASCOSTO]
        nascoste += [p for p in ignote if p not in nascoste]
        equazioni.append((totale, ignote))
    assert len(nascoste) > 30
    matrice = [[Fraction((-1 if p == totale else 1) * (p in ignote)) for p in nascoste] for totale, ignote in equazioni]
    quanto = rango(matrice)
    for n, posto in enumerate(nascoste):
        sola = [Fraction(int(m == n)) for m in range(len(nascoste))]
        assert rango([*matrice, sola]) == quanto + 1, posto


def test_the_charts_of_the_personnel_draw_no_hidden_value(edizioni: tuple[Fotografia, Fotografia]) -> None:
    completa, pubblica = edizioni
    toccati = 0
    for prima, dopo in zip(completa.grafici, pubblica.grafici, strict=True):
        if prima != dopo:
            toccati += 1
            assert dopo.tavola.startswith("personale")
            assert all(p.valore is None or p.valore >= 3 for p in dopo.grafico.punti), dopo.codice
    assert toccati >= 5


def test_a_hidden_value_is_called_in_the_chart_as_in_its_table(edizioni: tuple[Fotografia, Fotografia]) -> None:
    """«n.p.», not published, where the edition hides it; «n.d.», not available, where nobody has it."""
    completa, pubblica = edizioni
    intere = {g.codice: g.grafico for g in completa.grafici}
    parole = {g.codice: (g.grafico.mancante, g.grafico.punti != intere[g.codice].punti) for g in pubblica.grafici}
    assert {p for p, cambiato in parole.values() if cambiato} == {NASCOSTO}
    assert {p for p, cambiato in parole.values() if not cambiato} == {"n.d."}
    assert {g.mancante for g in intere.values()} == {"n.d."}
    html = scrivi_html(componi(pubblica))
    assert f">{NASCOSTO}<" in html
    assert f"Nessun valore da mostrare ({NASCOSTO})" in html and "Nessun dato da rappresentare" not in html


def test_a_chart_whose_values_are_all_hidden_says_what_it_is_and_no_more(
    edizioni: tuple[Fotografia, Fotografia],
) -> None:
    _, pubblica = edizioni
    vuoti = [g for g in pubblica.grafici if all(p.valore is None for p in g.grafico.punti)]
    assert vuoti
    for g in vuoti:
        blocco = grafico(pubblica, g.codice)
        assert (blocco.titolo, blocco.dati.titolo) == (g.titolo, g.titolo)
        assert blocco.alternativa.endswith(f"{g.titolo}, in persone. Nessun valore da mostrare.")


def test_what_is_not_personnel_is_never_hidden() -> None:
    altra = replace(tavola([[1, 2], [0, 1]]), tema="imprese")
    assert celle_nascoste((altra,)) == frozenset()
