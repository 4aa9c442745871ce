"""What a sheet names and is not there, thing by thing: what is not ticked is not made, and stops the sheet with its
name."""

from __future__ import annotations

from typing import Any

import pytest

from cruscotto.models import Ciclo, Cruscotto, Importazione, Ricordo
from ente.models import Ufficio, Utente
from ente.progetto import CosaMancante
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.importazioni import Persona, leggi, parole, voci

pytestmark = pytest.mark.django_db
FOGLIO: Griglia = [
    ["Prospettiva", "Obiettivo strategico", "Indicatore", "Verso", "Ufficio", "Target"],
    ["Utenti", "77. Sportelli nuovi", "Sportelli", "crescente", "Ragioneria nuova", 5],
    ["Utenti", "77. Sportelli nuovi", "Pratiche", "crescente", "Ragioneira nuova", 6],
]


@pytest.fixture
def persona(dimostrativo: Ciclo) -> Persona:
    return Persona(Utente.objects.get(username="amministratore"))


def carica(persona: Persona, **altro: Any) -> Importazione:
    area = Cruscotto.objects.get(ciclo__anno=2020, codice="area1")
    return persona.carica(xlsx(FOGLIO), "f.xlsx", genere="indicatori", anno="2020", cruscotto=area.pk, **altro)


def chiavi(fatta: Importazione) -> dict[str, str]:
    return {m[1]: CosaMancante(*m).chiave for m in fatta.riepilogo["mancanti"]}


def rispondi(persona: Persona, fatta: Importazione, creare: list[str], **altro: str) -> Any:
    dati: dict[str, Any] = {"mancanti": "1", "creare": creare, **altro}
    return persona.fai(fatta, "answer", **dati)


def test_what_is_not_ticked_is_not_made(persona: Persona) -> None:
    fatta = carica(persona, crea="on")
    sue = chiavi(fatta)
    assert {"Ragioneria nuova", "Ragioneira nuova"} <= sue.keys()
    tutte = [c for nome, c in sue.items() if nome != "Ragioneira nuova"]
    assert rispondi(persona, fatta, tutte).status_code == 302
    leggi(fatta)
    (errore,) = voci(fatta, "errore")
    assert "ufficio «Ragioneira nuova» (1 riga) non c'è, e avete detto di non crearlo" in errore.frase
    assert errore.posto.endswith("3")
    assert "Ragioneira nuova 1 riga, non si crea" in parole(persona.pagina(fatta))
    altra = carica(persona, crea="on")  # it holds for the next files
    assert len(voci(altra, "errore")) == 1
    rispondi(persona, altra, [*sue.values()])
    assert voci(leggi(altra), "errore") == []
    assert not Ufficio.objects.filter(nome__startswith="Ragionei").exists()


def test_nothing_changed_is_nothing_said(persona: Persona) -> None:
    fatta = carica(persona, crea="on")
    risposta = rispondi(persona, fatta, [*chiavi(fatta).values()])
    assert (risposta.status_code, "Non avete cambiato nulla" in parole(risposta)) == (409, True)
    risposta = rispondi(persona, fatta, ["crea|ufficio|Inventato", *chiavi(fatta).values()])
    assert (risposta.status_code, Ricordo.objects.count()) == (409, 0)


def test_made_and_refused_at_once(persona: Persona) -> None:
    """Where nothing was to be made yet: one press makes what is ticked, and says what is not."""
    fatta = carica(persona)
    tutte = [c for nome, c in chiavi(fatta).items() if nome != "Ragioneira nuova"]
    rispondi(persona, fatta, tutte, crea="1")
    leggi(fatta)
    assert fatta.crea
    assert [v.frase.partition(":")[0].casefold() for v in voci(fatta, "errore")] == [
        "ufficio «ragioneira nuova» (1 riga) non c'è, e avete detto di non crearlo"
    ]
