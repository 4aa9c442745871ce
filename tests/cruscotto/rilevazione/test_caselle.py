"""From the boxes of a value to its text and back: what a person fills in is what is read, whatever it is."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.numeri import ValoreIllegibile, formatta_numero
from cruscotto.aritmetica.valori import Consuntivo, Tipo, leggi_consuntivo
from cruscotto.models import FaseIndicatore, Indicatore
from cruscotto.rilevazione.caselle import Casella, TipoDiCasella, caselle, componi, iniziali

SCALA = ["Insufficiente", "Sufficiente", "Buono", "Ottimo"]
numeri = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
interi = st.integers(min_value=-(10**9), max_value=10**9)


def indicatore(tipo: str, pesi: tuple[int, ...] = (), **altro: Any) -> Indicatore:
    fatto = Indicatore(pk=1, codice="i", nome="Indicatore", tipo=tipo, **altro)
    fasi = [FaseIndicatore(indicatore=fatto, ordine=n, nome=f"F{n}", peso=D(p)) for n, p in enumerate(pesi, 1)]
    fatto._prefetched_objects_cache = {"fasi": fasi}  # type: ignore[attr-defined]
    return fatto


def letto(i: Indicatore, testo: str) -> Consuntivo:
    return leggi_consuntivo(testo, scala=i.scala, tipo=Tipo(i.tipo))


def torna(i: Indicatore, campi: dict[str, str], attesi: tuple[str, ...] = ()) -> Consuntivo:
    """The value of the boxes; it must be the same after the text went back into them, and have the same boxes."""
    testo = componi(i, campi).testo
    rilette = caselle(i, testo, attesi)
    assert [c.nome for c in rilette] == list(campi)
    ancora = componi(i, iniziali(rilette)).testo
    assert letto(i, ancora) == letto(i, testo)
    return letto(i, testo)


# -- properties --------------------------------------------------------------------------------------------------------


@given(valore=numeri, tipo=st.sampled_from(["numero", "percentuale", "euro", "calcolato"]), migliaia=st.booleans())
def test_any_number_is_read_as_it_was_typed(valore: D, tipo: str, migliaia: bool) -> None:
    unita = {"percentuale": "%", "euro": "€"}.get(tipo, "")
    i = indicatore(tipo, unita=unita)
    scritto = formatta_numero(valore, 4) if migliaia else f"{valore:f}".replace(".", ",")
    assert torna(i, {"valore": scritto}).valore == valore
    assert componi(i, {"valore": scritto}).avvisi == () or (tipo == "percentuale" and 0 < abs(valore) <= 1)


@given(valore=interi, tipo=st.sampled_from(["numero", "percentuale", "euro"]))
def test_no_number_becomes_ambiguous_by_being_kept(valore: int, tipo: str) -> None:
    i = indicatore(tipo)
    composto = componi(i, {"valore": str(valore)})
    riletto = letto(i, composto.testo)
    assert riletto.valore == valore
    assert riletto.avvisi == composto.avvisi
    assert not composto.avvisi or tipo == "percentuale"


@given(num=numeri, den=numeri.filter(bool), tipo=st.sampled_from(["numero", "percentuale", "rapporto"]))
def test_a_ratio_keeps_its_operands(num: D, den: D, tipo: str) -> None:
    i = indicatore(tipo, numeratore="Evase", denominatore="Ricevute")
    scritti = {"num": f"{num:f}".replace(".", ","), "den": f"{den:f}".replace(".", ",")}
    try:
        riletto = torna(i, scritti)
    except ValoreIllegibile as errore:
        assert "24 cifre" in str(errore)
        return
    assert (riletto.numeratore, riletto.denominatore) == (num, den)
    assert riletto.avvisi == ()
    if tipo == "percentuale":
        assert riletto.unita == "%"


@given(giorno=st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_any_day_goes_there_and_back(giorno: dt.date) -> None:
    i = indicatore("data")
    assert torna(i, {"valore": giorno.isoformat()}).data == giorno
    assert componi(i, {"valore": giorno.isoformat()}).testo == f"{giorno:%d/%m/%Y}"
    assert iniziali(caselle(i, f"{giorno:%d.%m.%Y}")) == {"valore": giorno.isoformat()}


@given(fasi=st.lists(st.decimals(min_value=0, max_value=100, places=2), min_size=2, max_size=20))
def test_phases_go_there_and_back(fasi: list[D]) -> None:
    i = indicatore("fasi", pesi=(1,) * len(fasi))
    campi = {f"fase{n}": formatta_numero(f) for n, f in enumerate(fasi)}
    assert torna(i, campi).fasi == tuple(fasi)


@given(livello=st.sampled_from(SCALA))
def test_levels_go_there_and_back(livello: str) -> None:
    i = indicatore("ordinale", scala=SCALA)
    assert torna(i, {"valore": livello}).livello == livello
    assert iniziali(caselle(i, livello.upper())) == {"valore": livello}


@given(testo=st.text(max_size=60), tipo=st.sampled_from([t.value for t in Tipo]))
def test_whatever_is_typed_is_a_text_or_a_sentence(testo: str, tipo: str) -> None:
    i = indicatore(tipo, scala=SCALA if tipo == "ordinale" else [], pesi=(40, 60) if tipo == "fasi" else ())
    for nomi in (["valore"], ["num", "den"], ["fase0", "fase1"]):
        try:
            componi(i, dict.fromkeys(nomi, testo))
        except ValoreIllegibile as errore:
            assert str(errore).endswith(".")


@given(testo=st.text(max_size=60), tipo=st.sampled_from([t.value for t in Tipo]), nominati=st.booleans())
def test_any_text_of_an_import_has_boxes(testo: str, tipo: str, nominati: bool) -> None:
    """What the site holds may not be understood: the page shows it all the same."""
    nomi = {"numeratore": "N", "denominatore": "D"} if nominati else {}
    i = indicatore(tipo, scala=SCALA if tipo == "ordinale" else [], pesi=(40, 60) if tipo == "fasi" else (), **nomi)
    scritte = caselle(i, testo, [testo])
    assert scritte
    if tipo not in ("data", "nominale", "prerequisito", "ordinale", "fasi") and len(scritte) == 1:
        assert scritte[0].scritto == testo.strip() or scritte[0].suffisso or scritte[0].prefisso


# -- the boxes of each kind --------------------------------------------------------------------------------------------


def test_a_number_shows_its_unit_beside_it() -> None:
    assert caselle(indicatore("percentuale"), "83,2%") == (
        Casella("valore", TipoDiCasella.NUMERO, "Valore", "83,2", suffisso="%"),
    )
    assert caselle(indicatore("euro"), "€ 1.000,50") == (
        Casella("valore", TipoDiCasella.NUMERO, "Valore", "1.000,50", prefisso="€"),
    )
    assert caselle(indicatore("numero", unita="n."), "12")[0].suffisso == ""
    assert caselle(indicatore("numero", unita="giorni"), "12")[0].suffisso == "giorni"


@pytest.mark.parametrize(
    ("tipo", "scritto", "testo"),
    [
        ("numero", "5700", "5700"),  # «5.700» could be a decimal
        ("numero", "1.234.567", "1.234.567"),
        ("numero", "1234567,5", "1.234.567,5"),
        ("numero", "1.07", "1,07"),
        ("numero", " 12 gg ", "12 giorni"),
        ("percentuale", "83,2", "83,2%"),
        ("percentuale", "83,2 %", "83,2%"),
        ("percentuale", "0,8", "0,8"),  # with its warning
        ("euro", "1.000", "€ 1.000"),
        ("euro", "€ 542.816,75", "€ 542.816,75"),
        ("data", "2025-02-28", "28/02/2025"),
        ("data", "28.02.2025", "28/02/2025"),
        ("nominale", "  rispetto   termini ", "rispetto termini"),
        ("prerequisito", "SI", "SI"),
    ],
)
def test_the_text_that_is_kept(tipo: str, scritto: str, testo: str) -> None:
    assert componi(indicatore(tipo), {"valore": scritto}).testo == testo


def test_what_can_be_read_in_two_ways_is_said() -> None:
    assert "ambiguo" in componi(indicatore("numero"), {"valore": "5.700"}).avvisi[0]
    assert "quota" in componi(indicatore("percentuale"), {"valore": "0,8"}).avvisi[0]


@pytest.mark.parametrize(
    ("tipo", "campi", "parola"),
    [
        ("numero", {"valore": "dodici"}, "qui serve un numero"),
        ("numero", {"valore": "1,234.56"}, "inglese"),
        ("numero", {"valore": "9" * 25}, "24 cifre"),
        ("percentuale", {"valore": "12 giorni"}, "unità"),
        ("calcolato", {"valore": "buono"}, "qui serve un valore calcolato"),
        ("data", {"valore": "31/02/2025"}, "non esiste"),
        ("numero", {"valore": "n.d."}, "manca"),
        ("rapporto", {"num": "1", "den": "0"}, "zero"),
        ("rapporto", {"num": "1", "den": "0,00"}, "zero"),
        ("rapporto", {"num": "1", "den": ""}, "denominatore"),
        ("rapporto", {"num": "", "den": "4"}, "numeratore"),
        ("fasi", {"fase0": "50", "fase1": ""}, "tutte le fasi"),
        ("fasi", {"fase0": "50", "fase1": "101"}, "da 0 a 100"),
        ("fasi", {"fase0": "-1", "fase1": "10"}, "da 0 a 100"),
    ],
)
def test_nonsense_is_said_in_one_sentence(tipo: str, campi: dict[str, str], parola: str) -> None:
    with pytest.raises(ValoreIllegibile, match=parola):
        componi(indicatore(tipo), campi)


def test_empty_boxes_make_no_value() -> None:
    for campi in ({"valore": " "}, {"num": "", "den": " "}, {"fase0": "", "fase1": ""}, {}):
        assert componi(indicatore("rapporto"), campi).testo == ""


def test_yes_and_no_when_the_target_is_one() -> None:
    [si_no] = caselle(indicatore("nominale"), "", ["SI"])
    assert si_no.opzioni == (("SI", "Sì"), ("NO", "No"))
    [prerequisito] = caselle(indicatore("prerequisito"), "sì", [])
    assert (prerequisito.genere, prerequisito.scritto) == (TipoDiCasella.SCELTA, "SI")
    [esito] = caselle(indicatore("nominale"), "", ["Positivo"])
    assert (esito.genere, esito.opzioni) == (TipoDiCasella.TESTO, (("Positivo", "Positivo"),))
    [nascosto] = caselle(indicatore("nominale"), "", [])
    assert (nascosto.genere, nascosto.opzioni) == (TipoDiCasella.TESTO, ())


def test_phases_without_names_take_their_weights_from_the_target() -> None:
    fasi = caselle(indicatore("fasi"), "", ["40/60 %"])
    assert [c.etichetta for c in fasi] == ["Fase 1 (peso 40%)", "Fase 2 (peso 60%)"]


def test_a_ratio_kept_without_its_operands_is_shown_as_it_is() -> None:
    i = indicatore("percentuale", numeratore="Evase", denominatore="Ricevute")
    assert [c.nome for c in caselle(i, "")] == ["num", "den"]
    assert [c.nome for c in caselle(i, "99,7%")] == ["valore"]
    assert iniziali(caselle(i, "99,7% (299/300)")) == {"num": "299", "den": "300"}


def test_a_level_that_the_scale_has_no_more_stays() -> None:
    [scelta] = caselle(indicatore("ordinale", scala=SCALA), "Discreto")
    assert scelta.scritto == "Discreto"
    assert ("Discreto", "Discreto") in scelta.opzioni
