"""The cell of a value in a sheet becomes the text that the page makes from its boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contesto.numeri import ValoreIllegibile
from cruscotto.importazione.valori.celle import da_cella
from cruscotto.models import Indicatore
from cruscotto.rilevazione.caselle import Composto, componi


@pytest.mark.parametrize("tipo", ["numero", "percentuale", "euro"])
@given(st.from_regex(r"-?[0-9]{1,7}(,[0-9]{1,4})?", fullmatch=True))
def test_a_bare_number_becomes_the_text_that_the_page_makes(tipo: str, testo: str) -> None:
    indicatore = Indicatore(tipo=tipo, direzione="crescente")
    assert da_cella(indicatore, testo).testo == componi(indicatore, {"valore": testo}).testo


def test_ratios_and_phases_as_people_write_them() -> None:
    rapporto = Indicatore(tipo="percentuale", numeratore="fatti", denominatore="dovuti", unita="%")
    assert da_cella(rapporto, "17/20") == Composto("85% (17/20)")
    assert da_cella(rapporto, "85% (17/20)").testo == "85% (17/20)"
    assert da_cella(Indicatore(tipo="fasi"), "100/50").testo == "100/50 %"
    assert da_cella(Indicatore(tipo="nominale"), " Avviato ").testo == "Avviato"
    with pytest.raises(ValoreIllegibile, match="zero"):
        da_cella(rapporto, "17/0")
