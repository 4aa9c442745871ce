"""«Che cosa fare» says to each reader what that reader can do, or who does it: no advice without the power."""

from __future__ import annotations

import re
from itertools import product

import pytest

from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.misurazione.cosa_fare import PER_STATO, Lettore, cosa_fare
from tests.mondi.due_enti import DueEnti
from tests.mondi.scena import ANNO

LETTORI = {
    "redattore": Lettore(uffici=frozenset({"u"})),
    "dirigente": Lettore(aree=frozenset({"a"})),
    "controllo": Lettore(controllo=True),
    "oiv": Lettore(),
    "redattore altrove": Lettore(uffici=frozenset({"v"}), aree=frozenset({"b"})),
}
COMANDI = {
    "Inserite": {"redattore"},
    "Trasmettete": {"redattore"},
    "Correggete": {"redattore"},
    "Riprendete": {"redattore"},
    "Restituite": {"dirigente"},
    "Validate": {"dirigente"},
    "Scegliete": {"controllo"},
    "Sollecitate": {"controllo"},
    "Assegnate": {"controllo"},
    "Riaprite": {"controllo"},
}
"""How a sentence begins that orders an act which only some may do."""


def detto(lettore: Lettore, stato: str, *allerte: CodiceAllerta, ufficio: str = "u", area: str = "a") -> str:
    return cosa_fare(lettore, stato=stato, ufficio=ufficio, area=area, ha=lambda c: c in allerte, azione="")


@pytest.mark.parametrize("chi", LETTORI)
def test_nobody_is_told_to_do_what_only_others_may(chi: str) -> None:
    stati = [*PER_STATO, "trasmessa", "validata", "non_richiesta", "calcolata"]
    dette = set()
    for stato, allerta, dove in product(stati, (None, *CodiceAllerta), (("u", "a"), ("", ""))):
        frase = detto(LETTORI[chi], stato, *([allerta] if allerta else []), ufficio=dove[0], area=dove[1])
        dette.add(frase)
        for comando, ammessi in COMANDI.items():
            if frase.startswith(comando) and dove == ("u", "a"):
                assert chi in ammessi, (stato, allerta, frase)
    if chi in ("oiv", "redattore altrove"):
        assert not [f for f in dette if re.match(r"\w+(te|ite|ete)\b", f)], dette


def test_each_is_told_the_own_part_of_the_same_value() -> None:
    assert {chi: detto(lettore, "mancante") for chi, lettore in LETTORI.items()} == {
        "redattore": "Inserite il valore del periodo.",
        "dirigente": "Chiedete il valore all’ufficio.",
        "controllo": "Sollecitate l’ufficio, o inserite il valore.",
        "oiv": "L’ufficio deve ancora inserire il valore.",
        "redattore altrove": "L’ufficio deve ancora inserire il valore.",
    }
    assert detto(LETTORI["dirigente"], "trasmessa").startswith("Validate")
    assert detto(LETTORI["redattore"], "trasmessa") == "Aspetta la validazione del dirigente."
    assert detto(LETTORI["controllo"], "trasmessa", area="").startswith("Validate")  # of no area, it reviews
    assert detto(LETTORI["redattore"], "validata", CodiceAllerta.SENZA_VERSO).endswith("il controllo di gestione.")
    assert detto(LETTORI["controllo"], "mancante", ufficio="", area="").startswith("Assegnate")
    assert detto(LETTORI["oiv"], "validata") == ""


def test_in_a_closed_period_nobody_is_told_to_write() -> None:
    for stato, allerta in product([*PER_STATO, "trasmessa", "validata"], (None, *CodiceAllerta)):
        for lettore in LETTORI.values():
            chiuso = Lettore(lettore.uffici, lettore.aree, lettore.controllo, chiuso=True)
            frase = detto(chiuso, stato, *([allerta] if allerta else []))
            assert not frase.startswith(tuple(set(COMANDI) - {"Riaprite"})), (stato, allerta, frase)
            assert not frase.startswith("Riaprite") or lettore.controllo


@pytest.mark.django_db
def test_the_list_says_it_to_who_reads() -> None:
    """The roles come from the session, without a query more."""
    mondo = DueEnti()
    dette = {}
    for chi in ("redattore", "dirigente", "oiv", "controllo"):
        pagina = mondo.clienti[chi].get(f"/elenco/{ANNO}/?periodo=2").context["pagina"]
        dette[chi] = {v.codice: v.azione for v in pagina}
    assert dette["redattore"]["i1"] == "Trasmettete la bozza."
    assert dette["dirigente"]["i1"] == "Chiedete all’ufficio di trasmettere la bozza."
    assert dette["controllo"]["i1"].startswith("Sollecitate")
    assert dette["oiv"]["i1"] == "L’ufficio deve ancora trasmettere la bozza."
    assert dette["redattore"]["i4"] == dette["oiv"]["i4"] != dette["controllo"]["i4"]
