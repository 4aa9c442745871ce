"""Figures recalled in a sentence: what they print in each edition, what they never tell, what is proposed for a number
typed by hand, the sentences computed from the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from contesto.numeri import formatta_numero
from cruscotto.ciclo.trova import trova_ciclo
from relazione.documento.blocchi import Composto
from relazione.documento.cifre_proposte import Proposte
from relazione.documento.completamento import voci
from relazione.documento.componi import componi
from relazione.documento.controllo import comparabile, controlla_pubblica, stringhe_vietate
from relazione.documento.frasi import frasi_proposte
from relazione.documento.genera import scrivi, trova_richiesta
from relazione.documento.genere import Manca
from relazione.documento.html import scrivi_html
from relazione.documento.repertorio import Repertorio
from relazione.documento.richiami import CONTI, FIGURE, valuta
from relazione.documento.rimandi import separa
from relazione.documento.testo import Tipo, solo_testo
from relazione.fotografia import Fotografia, SezioneFoto, fotografa_entrambe
from relazione.fotografia.edizione import senza_riservato
from relazione.fotografia.riservatezza import NASCOSTO, celle_nascoste

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]

MANUALE = Path(__file__).resolve().parents[3] / "docs" / "manuale" / "relazione.md"
ESEMPIO = re.compile(r"^\| `\{\{ ([^`]*?) \}\}` \| ([^|`]+?) \|$", re.MULTILINE)
RICHIAMO = re.compile(r"\{\{\s*((?!riservato:)[^{}]*?)\s*\}\}")


@pytest.fixture(scope="module")
def entrambe(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, cartella_media: Path
) -> tuple[Fotografia, Fotografia]:
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=cartella_media):
        completa, pubblica = fotografa_entrambe(trova_richiesta(trova_ciclo("arezzo-siena", 2019), "relazione"))
    assert pubblica is not None
    return completa, pubblica


@pytest.fixture(scope="module")
def completa(entrambe: tuple[Fotografia, Fotografia]) -> Fotografia:
    return entrambe[0]


@pytest.fixture(scope="module")
def pubblica(entrambe: tuple[Fotografia, Fotografia]) -> Fotografia:
    return entrambe[1]


def stampa(foto: Fotografia, richiamo: str) -> str:
    return valuta(Repertorio(foto), *separa(richiamo))


def con_testo(foto: Fotografia, testo: str, **campi: object) -> Fotografia:
    """The snapshot with one section only."""
    sezione = SezioneFoto("prova", "1", "Prova", 1, testo)
    return replace(foto, sezioni=(sezione,), **campi)  # type: ignore[arg-type]


def prosa(composto: Composto) -> str:
    return " ".join(solo_testo(b.dati.nodi) for s in composto.sezioni for b in s.blocchi if b.tipo == "testo")


def perche(foto: Fotografia, richiamo: str) -> str:
    with pytest.raises(Manca) as manca:
        stampa(foto, richiamo)
    return str(manca.value)


# -- what they print ---------------------------------------------------------------------------------------------------


def test_the_manual_tells_the_truth(completa: Fotografia) -> None:
    """Each example of the manual prints what the manual says."""
    esempi = ESEMPIO.findall(MANUALE.read_text(encoding="utf-8").partition("### Esempi")[2].partition("###")[0])
    assert len(esempi) > 25
    assert [(r, stampa(completa, r)) for r, _ in esempi] == esempi


def test_every_kind_is_in_the_manual() -> None:
    testo = MANUALE.read_text(encoding="utf-8")
    assert all(re.search(rf"\{{\{{ {nome}\b", testo) for nome in FIGURE)
    assert all(f"`{conto}`" in testo for conto in CONTI)


@pytest.mark.parametrize("edizione", [0, 1], ids=["integrale", "pubblica"])
def test_what_the_completion_offers_prints_so(entrambe: tuple[Fotografia, Fotografia], edizione: int) -> None:
    """Each entry resolves in the document where it is offered, and prints what it says."""
    composto = componi(entrambe[edizione])
    elenco = voci(composto)
    assert len({v.richiamo for v in elenco}) == len(elenco) > 1400
    testo = "\n\n".join(f"{{{{ {v.richiamo} }}}}" for v in elenco)
    sezioni = (*composto.foto.sezioni, SezioneFoto("prova", "9", "Prova", 1, testo))
    riletto = componi(replace(composto.foto, sezioni=sezioni))
    assert riletto.incompletezze == ()
    nodi = riletto.sezioni[-1].blocchi[0].dati.nodi
    assert [solo_testo((n,)) for n in nodi] == [v.valore for v in elenco]


def test_the_arithmetic_is_exact_until_it_is_shown(completa: Fotografia) -> None:
    """Against the cells, computed here by hand from the printed table."""
    assert stampa(completa, "quota imprese-settore > Servizi > anno; Totale > anno (4 decimali)") == "31,5848%"
    assert Decimal(20731) / Decimal(65636) == pytest.approx(Decimal("0.315848"), abs=Decimal("0.0000005"))
    somma = "somma ricchezza > anno > Reddito pro-capite / Arezzo; Reddito pro-capite / Siena"
    assert stampa(completa, somma) == "54.398,7"  # 24.965,1 + 29.433,6
    # Euro a head against millions of euro: both in euro, before they are divided.
    misto = "rapporto ricchezza > anno > Valore aggiunto / Arezzo; Reddito pro-capite / Arezzo (0 decimali)"
    assert stampa(completa, misto) == formatta_numero(Decimal(8_561_000_000) / Decimal("24965.1"), 0)


@pytest.mark.parametrize(
    ("richiamo", "dice"),
    [
        ("cella imprese-ani > Servizi > anno", "forse «imprese-anni»"),
        ("cella imprese-settore > Servizzi > anno", "forse «Servizi»"),
        ("cella imprese-settore > Servizi > 1999", "non c'è nella tavola «imprese-settore» una colonna «1999»"),
        ("cella imprese-settore > Servizi", "manca la colonna"),
        ("cella imprese-settore", "tavola > riga > colonna"),
        ("cella struttura-territorio > Arezzo > anno", "una riga"),
        ("somma imprese-settore > Servizi > anno; export > Arezzo > Var. % 2018-2019", "stessa unità"),
        ("differenza imprese-settore > Servizi > anno", "vuole due termini"),
        ("variazione personale-eta > 20-29 > Arezzo; 30-39 > Siena", "il primo termine è zero"),
        ("quota personale-eta > 40-49 > Arezzo; 20-29 > Arezzo", "non si può dividere"),
        ("quota export-siena > Gas naturale > Var.% su 2018; Totale merci > Var.% su 2018", "non è un numero"),
        ("ogni tanto imprese-settore > Servizi > anno; Totale > anno", "dopo «ogni» va un numero"),
        ("sal ent", "forse «ente»"),
        ("sal ente > innovazzione", "forse «innovazione»"),
        ("sal ente > innovazione > 3", "ci sono 6"),
        ("consuntivo i99x", "forse «i09"),
        ("consuntivo i005 > ente", "non ha il cruscotto «i005»"),
        ("target i005", "non c'è bisogno"),
        ("conta mele", "scegliete fra cruscotti"),
        ("conta ente > verde", "non è un giudizio"),
        ("cifra pid > Mele", "una cifra"),
        ("cella imprese-settore > Servizi > anno (1 decimale, tondo)", "«tondo»"),
        ("anno+1", "quanti anni prima"),
        (f"ogni {'9' * 90} imprese-settore > Servizi > anno; Totale > anno", "dopo «ogni» va un numero"),
        (f"cella {'x' * 5000} > {'(' * 5000} > anno", "non c'è la tavola"),
        (f"cella imprese-settore > {'>' * 5000}", "tavola > riga > colonna"),
        ("cella imprese-settore > Servizi > anno (a 0)", "non c'è nella tavola"),
        ("cella", "tavola > riga > colonna"),
        ("sal", "il codice di un cruscotto"),
        ("quota ;", "tavola > riga > colonna"),
    ],
)
def test_a_recall_that_cannot_be_says_how_to_mend_it(completa: Fotografia, richiamo: str, dice: str) -> None:
    if dice == "non c'è bisogno":
        assert stampa(completa, richiamo)
        return
    assert dice in perche(completa, richiamo)


def test_an_unknown_recall_stops_the_approval_not_the_draft(completa: Fotografia) -> None:
    composto = componi(con_testo(completa, "Sono {{ celle bilancio > 1 > consuntivo }} e {{ sal ent }} imprese."))
    assert [i.motivo.partition(": ")[0] for i in composto.incompletezze] == [
        "{{ celle bilancio > 1 > consuntivo }}",
        "{{ sal ent }}",
    ]
    assert "forse «cella»" in composto.incompletezze[0].motivo
    assert "[da completare: non conosco «celle»" in scrivi_html(composto)


# -- the two editions --------------------------------------------------------------------------------------------------


def test_every_recall_of_the_narrative_resolves(completa: Fotografia, pubblica: Fotografia) -> None:
    for foto in (completa, pubblica):
        quante = sum(len(RICHIAMO.findall(s.testo)) for s in foto.sezioni)
        composto = componi(foto)
        assert composto.incompletezze == ()
        assert quante > 400


def _numeri_nascosti(completa: Fotografia) -> Iterator[str]:
    """Each hidden cell by its place, as a recall."""
    for codice, r, c in celle_nascoste(completa.tavole):
        yield f"{codice} > riga {r + 1} > colonna {c + 1}"


def test_no_computation_gives_back_a_hidden_cell(completa: Fotografia, pubblica: Fotografia) -> None:
    """Alone, in a sum, against itself, as a share, a difference, with zero: no form of it resolves."""
    nascoste = list(_numeri_nascosti(completa))
    assert len(nascoste) > 20
    visibile = "imprese-settore > Servizi > anno"
    for cella in nascoste:
        for forma in (
            f"cella {cella}",
            f"cella {cella} (in lettere)",
            f"cella {cella} (circa, a 1.000)",
            f"somma {visibile}; {cella}",
            f"somma {cella} + {visibile}",
            f"differenza {visibile}; {cella}",
            f"quota {cella}; {visibile}",
            f"quota {visibile} + {cella}; {visibile}",
            f"rapporto {visibile}; {cella}",
            f"variazione {cella}; {visibile}",
            f"ogni 100 {cella}; {visibile}",
        ):
            with pytest.raises(Manca) as manca:
                stampa(pubblica, forma)
            assert "non pubblica la cella" in str(manca.value), forma
            assert not re.search(r"\d", str(manca.value).replace("1.000", ""))


def test_the_hidden_cells_leave_no_trace_in_what_is_offered(completa: Fotografia, pubblica: Fotografia) -> None:
    assert all(v.valore != NASCOSTO and not v.riservata for v in voci(componi(pubblica)))
    riservate = {v.richiamo for v in voci(componi(completa)) if v.riservata}
    nascoste = [stampa(completa, f"cella {c}") for c in _numeri_nascosti(completa)]
    assert sum(r.startswith("cella personale") for r in riservate) == len([n for n in nascoste if n])
    assert {r.split()[1] for r in riservate if not r.startswith("cella")} >= {"ind_sg", "ind_dir2"}


def test_an_individual_sheet_is_told_nowhere_in_the_public_edition(completa: Fotografia, pubblica: Fotografia) -> None:
    """Every recall that only the full edition resolves, and no figure changes with the edition."""
    per_tutti = {v.richiamo: v.valore for v in voci(componi(pubblica))}
    conti = {r for r in per_tutti if r.startswith(("conta ", "sezione "))}
    for voce in voci(componi(completa)):
        if voce.riservata:
            assert voce.richiamo not in per_tutti
            assert "questa edizione" in perche(pubblica, voce.richiamo)
        elif voce.richiamo in per_tutti and voce.richiamo.startswith(("cella", "sal", "consuntivo", "target", "cifra")):
            assert per_tutti[voce.richiamo] == voce.valore, voce.richiamo
    assert conti


def test_the_public_edition_does_not_repeat_what_it_hides(completa: Fotografia, pubblica: Fotografia) -> None:
    """The sentence that says a recall cannot be names the code that was typed, and nothing that it did not."""
    solo_sue = {r.etichetta for p in completa.prospetti if p.tipo == "individuale" for r in p.righe}
    solo_sue -= {r.etichetta for p in pubblica.prospetti for r in p.righe}
    assert solo_sue
    composto = componi(con_testo(pubblica, "Al {{ consuntivo ind_dir2 > i032 }} e {{ sal ind_sg }}, {{ sal ind }}."))
    assert len(composto.incompletezze) == 3
    html = comparabile(scrivi_html(composto))
    assert not [e for e in solo_sue if len(comparabile(e)) > 11 and comparabile(e) in html]


def test_a_reserved_passage_may_recall_what_is_reserved(completa: Fotografia, pubblica: Fotografia) -> None:
    testo = "Sono {{ conta ente }}{{riservato:, e {{ conta ind_sg (in lettere) }} nella scheda di chi dirige}}."
    assert "undici nella scheda" in prosa(componi(con_testo(completa, testo)))
    pubblico = con_testo(pubblica, senza_riservato(testo))
    assert prosa(componi(pubblico)) == "Sono 33."
    vietate = stringhe_vietate(con_testo(completa, testo), pubblico)
    assert any("nellaschedadichidirige" in v for v in vietate)
    controlla_pubblica(scrivi(pubblico, "html"), "html", vietate)


# -- what is proposed for a number typed by hand -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def proposte(completa: Fotografia) -> Proposte:
    return Proposte(completa)


@settings(max_examples=150, deadline=None)
@given(dati=st.data())
def test_a_proposal_prints_what_was_typed(proposte: Proposte, pubblica: Fotografia, dati: st.DataObject) -> None:
    """From a datum, written in any of the ways in which a person writes it, in any sentence; in the public edition too,
    where the section is published."""
    dato = dati.draw(st.sampled_from([d for d in proposte.repertorio.dati if d.valore is not None]))
    assert dato.valore is not None
    decimali = dati.draw(st.integers(0, 3))
    scritto = formatta_numero(abs(dato.valore) if dati.draw(st.booleans()) else dato.valore, decimali)
    segno = dati.draw(st.sampled_from(["", "+"])) if not scritto.startswith("-") else ""
    parola = dati.draw(st.sampled_from(["", "oltre ", "quasi ", "circa "]))
    coda = dati.draw(st.sampled_from(["", "%", " milioni", " miliardi", "mila"]))
    codice = dati.draw(st.sampled_from(["sintesi", "personale", "individuale-dir2"]))
    tavola = dati.draw(st.sampled_from([t.codice for t in proposte.foto.tavole]))
    testo = f"Nel 2019 erano {parola}{segno}{scritto}{coda} in tutto, ad Arezzo.\n\n[[tavola {tavola}]]"
    for cifra in proposte.cifre(testo, codice):
        assert testo[cifra.inizio : cifra.fine] == cifra.testo
        for proposta in cifra.proposte:
            letto = RICHIAMO.sub(lambda t: stampa(proposte.foto, t[1]), proposta.testo)
            assert letto == cifra.testo, proposta
            if codice != "individuale-dir2" and not proposta.richiamo.startswith("conta "):
                assert RICHIAMO.sub(lambda t: stampa(pubblica, t[1]), proposta.testo) == cifra.testo


@pytest.mark.parametrize(
    ("sezione", "testo", "prima"),
    [
        ("sintesi", "le 65.636 imprese registrate", "{{ cella imprese-anni > Imprese Registrate > anno }}"),
        (
            "contesto-tessuto",
            "Dal 2015 le imprese registrate calano del 2,2%.\n\n[[tavola imprese-anni]]",
            "{{ variazione imprese-anni > Imprese Registrate > 2015; anno (senza segno) }}",
        ),
        (
            "contesto-ricchezza",
            "Il reddito pro-capite di Siena nel 2019 è di 29.434 euro",
            "{{ cella ricchezza > anno > Reddito pro-capite / Siena (0 decimali) }}",
        ),
        (
            "contesto-lavoro",
            "disoccupazione al 7,0% a Siena",
            "{{ cella mercato-lavoro > anno > Tasso disoccupazione / Siena }}%",
        ),
        (
            "contesto-area-vasta",
            "oltre 600mila abitanti",
            "{{ cella struttura-territorio > Popolazione / Totali > anno (oltre, a 100.000, in mila) }}",
        ),
        ("sintesi", "un disavanzo di 79.372,00 euro", "{{ cella bilancio > RISULTATO > consuntivo (senza segno) }}"),
        ("cascading", "le quattro aree dirigenziali", "{{ conta cruscotti-area (in lettere) }}"),
        ("risultati-pid", "94 aziende partecipanti al bando", "{{ cifra pid > Aziende partecipanti al }}"),
    ],
)
def test_the_first_proposal_is_the_one_meant(proposte: Proposte, sezione: str, testo: str, prima: str) -> None:
    (cifra,) = proposte.cifre(testo, sezione)
    assert cifra.proposte[0].testo.strip() in (prima, f"oltre {prima}")


def test_the_figures_of_2019_are_found_again(proposte: Proposte) -> None:
    """Every recalled figure of the narrative, typed by hand in its place: nearly always the same datum is proposed,
    and mostly first. What is not are sums and rates that no table has."""
    tutte = prime = fra_le_cinque = 0
    for sezione in proposte.foto.sezioni:
        piano, attese = _scritta_a_mano(proposte, sezione.testo)
        trovate = {c.inizio: c for c in proposte.cifre(piano, sezione.codice)}
        for inizio, richiamo, _ in attese:
            cifra = next((c for c in trovate.values() if c.inizio <= inizio < c.fine), None)
            valori = [_valore(proposte, p.richiamo) for p in cifra.proposte] if cifra else []
            giusto = _valore(proposte, richiamo)
            tutte += 1
            prime += valori[:1] == [giusto]
            fra_le_cinque += giusto in valori
    assert tutte > 400
    assert fra_le_cinque / tutte > 0.88
    assert prime / tutte > 0.8


def _scritta_a_mano(proposte: Proposte, testo: str) -> tuple[str, list[tuple[int, str, str]]]:
    """A narrative with its figures in place of their recalls; where each stands, its recall, what it prints."""
    piano, fatto, attese = "", 0, []
    for trovato in RICHIAMO.finditer(testo):
        piano += testo[fatto : trovato.start()]
        fatto = trovato.end()
        if separa(trovato[1])[0] in FIGURE:
            stampato = stampa(proposte.foto, trovato[1])
            attese.append((len(piano), trovato[1], stampato))
            piano += stampato
        else:
            piano += trovato[0]
    return piano + testo[fatto:], attese


def _valore(proposte: Proposte, richiamo: str) -> str:
    """What a recall is worth, with all its digits: two recalls of one datum are worth the same."""
    nudo = re.sub(r" (?:\([^()]*\)|in lettere)$", "", richiamo)
    try:
        return stampa(proposte.foto, f"{nudo} (9 decimali, senza segno)")
    except Manca:
        return stampa(proposte.foto, richiamo)


def test_no_proposal_for_what_no_datum_equals(proposte: Proposte) -> None:
    (cifra,) = proposte.cifre("il prezzo dell'oro è salito del 123,456%", "contesto-export-arezzo")
    assert cifra.slegata


def test_what_is_reserved_is_proposed_only_where_it_may_stand(proposte: Proposte) -> None:
    """The data of an individual sheet, and hidden cells: in reserved sections and passages alone."""
    for testo, sezione, quale in (
        ("gli indicatori del Segretario Generale sono 11", "individuale-sg", "ind_sg"),
        ("una sola persona ha 30-39 anni, a Siena 1", "individuale-sg", ""),
    ):
        riservata = {p.richiamo for c in proposte.cifre(testo, sezione) for p in c.proposte}
        assert not quale or any(quale in r for r in riservata)
    riservati = {d.richiamo for d in proposte.repertorio.dati if d.riservato}
    for testo in ("gli 11 indicatori della performance individuale del Segretario Generale", "5 e 12 e 1 e 2"):
        for cifra in proposte.cifre(testo, "sintesi"):
            assert not riservati & {p.richiamo.partition(" (")[0] for p in cifra.proposte}
        dentro = proposte.cifre(f"Sono{{{{riservato: {testo}}}}}.", "sintesi")
        assert [c.testo for c in dentro] == [c.testo for c in proposte.cifre(testo, "individuale-sg")]


# -- drafts ------------------------------------------------------------------------------------------------------------


def test_a_draft_shows_the_numbers_typed_by_hand(completa: Fotografia) -> None:
    testo = "Sono {{ conta ente }} indicatori, 88 persone, il 12% nel 2019.\n\n[[riquadro: Altre 40 persone]]"
    bozza = componi(con_testo(completa, testo, adottato=False))
    assert bozza.slegate == 3
    html = scrivi_html(bozza)
    assert '<span class="slegata">88</span> persone, il <span class="slegata">12%</span> nel 2019' in html
    adottata = componi(con_testo(completa, testo))
    assert adottata.slegate == 0
    assert 'class="slegata"' not in scrivi_html(adottata)
    for formato in ("odt", "json"):
        assert scrivi(bozza.foto, formato)
    assert not [n for s in adottata.sezioni for b in s.blocchi for n in b.dati.nodi if n.tipo is Tipo.SLEGATA]


def test_sentences_say_what_the_data_say(completa: Fotografia) -> None:
    """In each section, for what it shows; every figure in them is a recall."""
    trovate = {s.codice: frasi_proposte(completa, s.codice) for s in completa.sezioni}
    assert sum(map(len, trovate.values())) > 30
    tessuto = trovate["contesto-tessuto"][0].stampata
    assert "Imprese Registrate: 66.001 nel 2018, 65.636 nel 2019 (-0,6%)." in tessuto
    lavoro = " ".join(f.stampata for f in trovate["contesto-lavoro"])
    assert "Tasso disoccupazione: Arezzo 7,4%, Siena 7,0%; la differenza è 0,4 punti percentuali." in lavoro
    ente = " ".join(f.stampata for f in trovate["sintesi-prospettive"])
    assert "98,5%, su 33 indicatori. Per giudizio: 32 «Raggiunto» e 1 «Parzialmente raggiunto»." in ente
    assert "consuntivo € 542.816,75 contro un target di € 650.000, SAL 83,5%" in ente
    conti = trovate["dimensione-economico-finanziaria"][0].stampata
    assert conti == (
        "L'esercizio si chiude con un disavanzo di 79.372,00 euro, 204.528,00 euro in più dell'aggiornamento."
    )
    for frasi in trovate.values():
        for frase in frasi:
            assert RICHIAMO.sub(lambda t: stampa(completa, t[1]), frase.testo) == frase.stampata


def test_sentences_of_open_sections_never_need_what_is_reserved(completa: Fotografia, pubblica: Fotografia) -> None:
    """What is offered for a section that is published prints the same there."""
    for sezione in pubblica.sezioni:
        for frase in frasi_proposte(completa, sezione.codice):
            assert RICHIAMO.sub(lambda t: stampa(pubblica, t[1]), frase.testo) == frase.stampata
    assert frasi_proposte(completa, "individuale-sg")


def test_no_sentence_without_data(completa: Fotografia) -> None:
    vuota = con_testo(completa, "[[bilancio]]\n\n[[cruscotto ente]]\n\n[[tavola x]]", bilancio=(), prospetti=())
    assert frasi_proposte(vuota, "prova") == []
    assert frasi_proposte(completa, "non-c-e") == []
