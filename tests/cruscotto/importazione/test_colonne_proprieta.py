"""Whatever the columns are called and in whatever order, once a person has said what they are the rows are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cruscotto.importazione.actions.importazioni import progetta_file
from cruscotto.importazione.genere import Dove
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo
from ente.fogli.intestazioni import chiave, con_mappa, confronti
from ente.fogli.lettura import Foglio
from ente.fogli.righe import Letto
from tests.mondi.fogli import Griglia, vera, xlsx
from tests.mondi.importazioni import apri_ciclo

ANNO = 2019
UTENTI: Griglia = [
    ["username", "qualifica", "nome", "cognome", "email", "ruolo", "area", "ufficio", "codice", "attivo"],
    ["uno", "Funzionario", "U", "Primo", "uno@example.org", "redattore", "", "Protocollo", "prot", "sì"],
    ["due", "", "", "", "", "dirigente", "Affari generali", "", "", "no"],
]
VALORI: Griglia = [
    ["codice", "indicatore", "cruscotto", "valore", "nota", "causa", "anno", "periodo"],
    ["i001", "Consolidamento", "ente", "98%", "una nota", "", "2019", "3"],
    ["i002", "Interventi di promozione", "", "12", "", "personale", "2019", "3"],
]
FOGLI: dict[str, Griglia] = {
    "bilancio": vera("bilancio")[:9],
    "interventi": vera("interventi")[:6],
    "indicatori": [riga[:20] for riga in vera("indicatori")[:9]],
    "utenti": UTENTI,
    "rilevazioni": VALORI,
}
PAROLE = st.text("qwzkjxy ", min_size=4, max_size=14).filter(lambda t: len(t.replace(" ", "")) > 3)


def come_testi(griglia: Griglia) -> list[list[str]]:
    return [["" if v is None else str(v) for v in riga] for riga in griglia]


def leggi(genere: str, righe: Sequence[Sequence[str]], mappa: dict[str, str]) -> Letto:
    g = GENERI[genere]
    return g.leggi([Foglio("F", tuple(map(tuple, righe)))], con_mappa(g.colonne, mappa), ANNO)


def detto(letto: Letto) -> list[dict[str, str]]:
    assert letto.errori == []
    return [dict(riga.valori) for riga in letto.righe]


@st.composite
def rifatti(draw: st.DrawFn) -> tuple[str, list[list[str]], dict[str, str]]:
    """A real sheet with its columns in another order, some under words that nobody knows, and below titles; what a
    person says of them."""
    genere = draw(st.sampled_from(sorted(FOGLI)))
    griglia = come_testi(FOGLI[genere])
    ordine = draw(st.permutations(range(len(griglia[0]))))
    parole = draw(st.lists(PAROLE, min_size=len(ordine), max_size=len(ordine), unique_by=lambda t: confronti(t)[0]))
    ignote = draw(st.one_of(st.just({*ordine}), st.sets(st.sampled_from(range(len(ordine))))))
    anno = draw(st.sampled_from(["", f" {ANNO}"]))
    testa = [f"{parole[n]}{anno}" if n in ignote else griglia[0][n] for n in range(len(ordine))]
    sopra = draw(st.sampled_from([[], [["Un titolo"], []], [["Un titolo"], ["Sotto il titolo"], []]]))
    righe = [*sopra, *([riga[n] for n in ordine] for riga in [testa, *griglia[1:]])]
    return genere, righe, {chiave(testa[n], ANNO): griglia[0][n] for n in ignote}


@settings(max_examples=150, deadline=None)
@given(rifatti())
def test_any_names_and_any_order_give_the_same_rows(rifatto: tuple[str, list[list[str]], dict[str, str]]) -> None:
    genere, righe, mappa = rifatto
    assert detto(leggi(genere, righe, mappa)) == detto(leggi(genere, come_testi(FOGLI[genere]), {}))


@settings(max_examples=80, deadline=None)
@given(rifatti())
def test_whatever_is_not_read_is_shown(rifatto: tuple[str, list[list[str]], dict[str, str]]) -> None:
    """Without the answers every column of the sheet is on the page all the same, and none is called missing that is
    there by its name."""
    genere, righe, mappa = rifatto
    letto = leggi(genere, righe, {})
    testa = next(r for r in righe if len(r) > 1)
    if len(mappa) < len(testa) or genere != "indicatori":  # of a scorecard the levels may be read from the titles
        assert {i.testo for i in letto.intestazioni} == set(testa)
    mancano = " ".join(e.motivo for e in letto.errori)
    presenti = {t for t in testa if chiave(t, ANNO) not in mappa}
    for colonna in GENERI[genere].colonne:
        if colonna.campo in presenti and genere != "rilevazioni":
            assert f"manca la colonna «{colonna.nome}»" not in mancano


@pytest.mark.django_db
@pytest.mark.parametrize("genere", ["bilancio", "interventi", "indicatori"])
def test_the_plan_is_the_same(demo: Ciclo, genere: str) -> None:
    """From the file to what would be written, with something to write."""
    ciclo = apri_ciclo(demo)
    griglia = [[*riga] for riga in FOGLI[genere]]
    ultima = griglia[0].index({"bilancio": "consuntivo", "interventi": "importo"}.get(genere, "ufficio"))
    for riga in griglia[3:]:
        riga[ultima] = "77" if genere != "indicatori" else ""
    nomi = [f"Xq{n}z" for n in range(len(griglia[0]))]
    girata = [[*reversed(riga)] for riga in [nomi, *griglia[1:]]]
    mappa = {chiave(nome, ANNO): campo for nome, campo in zip(nomi, griglia[0], strict=True)}
    dove = Dove(ente=ciclo.ente, del_ciclo=ciclo)

    def piano(righe: Griglia, mappa: dict[str, str]) -> list[tuple[Any, ...]]:
        _, progetto = progetta_file(GENERI[genere], dove, "f.xlsx", xlsx(righe), mappa)
        assert progetto.errori == []
        return [(c.oggetto._meta.label, c.nome, c.prima, c.dopo) for c in progetto.cambi]

    atteso = piano(griglia, {})
    assert atteso and piano(girata, mappa) == atteso
