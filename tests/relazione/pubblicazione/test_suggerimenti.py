"""What the editor offers to put in a text: each recall prints what is said beside it, and a search finds it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cruscotto.models import Ciclo
from relazione.documento.blocchi import Composto
from relazione.documento.completamento import voci
from relazione.documento.componi import componi
from relazione.documento.genera import trova_richiesta
from relazione.documento.testo import solo_testo
from relazione.fotografia import SezioneFoto, fotografa
from relazione.pubblicazione.suggerimenti import QUANTE, blocchi, cerca, richiami

pytestmark = [pytest.mark.django_db, pytest.mark.una_volta]


@pytest.fixture
def composto(ciclo: Ciclo) -> Composto:
    return componi(fotografa(trova_richiesta(ciclo, "relazione"), "pubblica"))


def test_each_reference_prints_what_is_said_beside_it(composto: Composto) -> None:
    """To sections, tables and figures: the value beside the name is the one that the sentence will have."""
    offerti = list(richiami(composto, ()))
    assert {f"sezione {s.codice}" for s in composto.sezioni} <= {v.richiamo for v in offerti}
    testo = "\n\n".join(f"{{{{ {v.richiamo} }}}}" for v in offerti)
    riletto = componi(replace(composto.foto, sezioni=(*composto.foto.sezioni, SezioneFoto("p", "9", "P", 1, testo))))
    assert riletto.incompletezze == composto.incompletezze
    nodi = riletto.sezioni[-1].blocchi[0].dati.nodi
    assert [solo_testo((n,)) for n in nodi] == [v.valore for v in offerti]
    assert all(v.valore and "#" not in v.valore for v in offerti)


def test_each_block_offered_can_be_recalled(composto: Composto) -> None:
    gruppi = blocchi(composto)
    offerti = [voce.richiamo for gruppo in gruppi for voce in gruppo.blocchi]
    assert len(offerti) == len(set(offerti)) > 60
    testo = "\n\n".join(r for r in offerti if "da-completare" not in r and "modifiche" not in r)
    riletto = componi(replace(composto.foto, sezioni=(SezioneFoto("p", "1", "P", 1, testo),)))
    assert not [i for i in riletto.incompletezze if "non conosco" in i.perche or "codice" in i.perche]
    assert all(gruppo.blocchi and gruppo.nome[0].isupper() for gruppo in gruppi)


def test_a_search_has_all_the_words_and_begins_with_what_begins_so(composto: Composto) -> None:
    cifre = list(voci(composto))
    trovati = cerca(composto, cifre, "sal ENTE")
    assert trovati[0].richiamo.startswith("sal ente")
    assert len(trovati) <= QUANTE
    assert all("sal" in f"{t.richiamo} {t.descrizione}".lower() for t in trovati)
    assert cerca(composto, cifre, "SÀL ente") == trovati, "gli accenti e le maiuscole non contano"
    assert cerca(composto, cifre, "imprese-settore") == cerca(composto, cifre, "imprese settore")
    assert cerca(composto, cifre, "parola mai scritta") == []


def test_what_may_stand_only_in_reserved_passages_says_so(ciclo: Ciclo) -> None:
    completo = componi(fotografa(trova_richiesta(ciclo, "relazione"), "integrale"))
    cifre = list(voci(completo))
    riservati = {v.richiamo for v in cifre if v.riservata}
    assert riservati
    for offerto in richiami(completo, cifre):
        assert offerto.descrizione.endswith("(solo nei passi riservati)") == (offerto.richiamo in riservati)
