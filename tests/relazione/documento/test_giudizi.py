"""The rows of a scorecard by judgement, wherever a document counts them: each row once, also in a year in progress."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from cruscotto.models import Ciclo
from relazione.documento.frasi import frasi_proposte
from relazione.documento.genera import trova_richiesta
from relazione.documento.repertorio import Repertorio
from relazione.documento.richiami import valuta
from relazione.documento.rimandi import separa
from relazione.documento.sguardo import sguardo
from relazione.fotografia import Fotografia, SezioneFoto, fotografa

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[2019, 2020])
def foto(request: pytest.FixtureRequest, dimostrativo: Ciclo) -> Fotografia:
    """The adopted year, and the one in progress, where most is still to be entered."""
    ciclo = Ciclo.objects.get(ente=dimostrativo.ente, anno=request.param)
    return fotografa(trova_richiesta(ciclo, "relazione"), "integrale")


def test_the_counts_by_judgement_are_those_of_all_the_rows(foto: Fotografia) -> None:
    repertorio = Repertorio(foto)
    codici = [*(f.codice for f in foto.misura.fasce), "non-rilevato"]
    for p in foto.prospetti:
        contati = [int(valuta(repertorio, *separa(f"conta {p.codice} > {c}"))) for c in codici]
        assert sum(contati) == len(p.righe) == int(valuta(repertorio, *separa(f"conta {p.codice}")))


def test_the_page_at_a_glance_counts_every_row(foto: Fotografia) -> None:
    organizzativi = [p for p in foto.prospetti if p.tipo != "individuale" and p.righe]
    righe = sguardo(foto).cruscotti
    assert [sum(r.conteggi) for r in righe] == [len(p.righe) for p in organizzativi]
    assert {len(r.conteggi) for r in righe} == {len(sguardo(foto).giudizi)}


def test_the_proposed_sentence_counts_every_row(foto: Fotografia) -> None:
    prospetto = next(p for p in foto.prospetti if p.tipo == "area")
    sezioni = (SezioneFoto("prova", "1", "Prova", 1, f"[[cruscotto {prospetto.codice}]]"),)
    frasi = [f.testo for f in frasi_proposte(replace(foto, sezioni=sezioni), "prova")]
    [giudizi] = [t for t in frasi if "Per giudizio" in t]
    richiami = re.findall(r"\{\{ (conta [\w-]+ > [\w-]+) \}\}", giudizi)
    assert sum(int(valuta(Repertorio(foto), *separa(r))) for r in richiami) == len(prospetto.righe)
