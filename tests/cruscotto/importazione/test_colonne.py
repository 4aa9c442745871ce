"""What a column is, said by a person: on the page and by the command, kept for the body, told by the register."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cruscotto.importazione.actions.colonne import ricorda_colonne
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Cruscotto, Importazione, Periodo, Ricordo
from ente.models import Atto, Utente
from tests.mondi.fogli import CASI, Griglia, in_csv, xlsx
from tests.mondi.importazioni import Persona, leggi, parole, voci

pytestmark = pytest.mark.django_db


@pytest.fixture
def persona(dimostrativo: Ciclo) -> Persona:
    return Persona(Utente.objects.get(username="amministratore"))


def carica(persona: Persona, ciclo: Ciclo, righe: Griglia, numero: int = 2) -> Importazione:
    """Values of a period of the demonstration year."""
    periodo = Periodo.objects.get(ciclo=ciclo, numero=numero)
    return persona.carica(in_csv(righe), "v.csv", genere="rilevazioni", periodo=periodo.pk)


def scritti(fatta: Importazione) -> dict[str, Any]:
    """The texts of the values that it would write, by row."""
    righe = voci(fatta, "nuova", "modificata")
    return {v.posto.rpartition("!")[2][1:]: v.righe[0][3].get("testo") for v in righe}


IGNOTE: Griglia = [["Sigla", "Cosa", "Fatto"], ["i053", "x", "75"]]


def test_headings_that_nobody_knows_are_said_and_remembered(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = carica(persona, dimostrativo, IGNOTE)
    (errore,) = voci(fatta, "errore")
    assert "non so che cosa sono le colonne" in errore.frase and "«Valore»" in errore.frase
    pagina = parole(persona.pagina(fatta))
    assert "3 non lette" in pagina and "«Fatto» C1 75 Non leggere" in pagina
    persona.fai(fatta, "answer", **{"campo:sigla": "codice", "campo:cosa": "", "campo:fatto": "valore", "campo:x": "y"})
    assert fatta.mappa == {"sigla": "codice", "cosa": "", "fatto": "valore"}
    assert scritti(leggi(fatta)) == {"2": "75"}
    pagina = parole(persona.pagina(fatta))
    assert "1 non letta" in pagina and "Come avete detto" in pagina
    assert scritti(carica(persona, dimostrativo, [["SIGLE", "Cosa", "Fatti"], ["i053", "x", "74"]])) == {"2": "74"}
    (atto,) = Atto.objects.filter(azione="indica colonne")
    assert atto.dettagli["dopo"] == {"sigla": "Codice", "cosa": "non si legge", "fatto": "Valore"}
