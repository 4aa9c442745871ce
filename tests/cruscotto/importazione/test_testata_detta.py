"""«La riga delle intestazioni è la n. 7», said on the page and by the command, and remembered for the body."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cruscotto.models import Ciclo, Cruscotto, Importazione, Periodo, Ricordo, Rilevazione
from ente.models import Atto, Utente
from tests.mondi.fogli import Griglia, xlsx
from tests.mondi.importazioni import Persona, leggi, parole, voci

pytestmark = pytest.mark.django_db
INGANNEVOLE: Griglia = [
    ["Codice", "Valore", "Nota"],
    ["campo della legenda", "cifra della legenda", "testo della legenda"],
    [],
    ["Sigla", "Esito", "Valore"],
    ["i053", "raggiunto", 75],
]
"""A legend that looks more like headings than the headings do."""


@pytest.fixture
def persona(dimostrativo: Ciclo) -> Persona:
    return Persona(Utente.objects.get(username="amministratore"))


def carica(persona: Persona, righe: Griglia, nome: str = "Foglio1") -> Importazione:
    periodo = Periodo.objects.get(ciclo__anno=2020, numero=2)
    return persona.carica(xlsx(righe, nome), "v.xlsx", genere="rilevazioni", anno="2020", periodo=periodo.pk)


def scritti(fatta: Importazione) -> dict[str, str]:
    return {v.posto: v.righe[0][3].get("testo") for v in voci(fatta, "nuova", "modificata")}


def test_the_row_is_said_on_the_page_and_remembered(persona: Persona) -> None:
    fatta = carica(persona, INGANNEVOLE)
    assert "75" not in scritti(fatta).values()
    pagina = persona.pagina(fatta).content.decode()
    assert 'name="riga:Foglio1"' in pagina and 'value="1"' in pagina
    persona.fai(fatta, "answer", **{"riga:Foglio1": "4"})
    assert scritti(leggi(fatta)) == {"Foglio1!C5": "75"}
    assert "Come avete detto; vuoto: la cerca il sito" in parole(persona.pagina(fatta))
    (atto,) = Atto.objects.filter(azione="indica colonne")
    assert list(atto.dettagli["dopo"].values()) == ["sono le intestazioni"]
    altra = carica(persona, [["Un titolo"], *INGANNEVOLE[:4], ["i053", "raggiunto", 74]], "Altro nome")
    assert scritti(altra) == {"Altro nome!C6": "74"}


def test_the_row_is_taken_back(persona: Persona) -> None:
    fatta = carica(persona, INGANNEVOLE)
    persona.fai(fatta, "answer", **{"riga:Foglio1": "4"})
    persona.fai(leggi(fatta), "answer", **{"riga:Foglio1": ""})
    assert "75" not in scritti(leggi(fatta)).values()
    assert set(Ricordo.objects.values_list("risposta", flat=True)) == {""}


@pytest.mark.parametrize("scritta", ["3", "99", "x", "-1", "4.0"])
def test_a_row_that_is_not_there_is_refused(persona: Persona, scritta: str) -> None:
    fatta = carica(persona, INGANNEVOLE)
    risposta = persona.fai(fatta, "answer", **{"riga:Foglio1": scritta})
    assert risposta.status_code == 409
    assert f"«{scritta}» non è una riga di intestazioni del foglio «Foglio1»" in parole(risposta)
    assert fatta.mappa == {}


def test_a_row_whose_words_nobody_knows_shows_its_columns(persona: Persona) -> None:
    fatta = carica(persona, [*INGANNEVOLE[:3], ["Alfa", "Beta", "Gamma"], ["i053", "x", 75]])
    persona.fai(fatta, "answer", **{"riga:Foglio1": "4"})
    leggi(fatta)
    assert "3 non lette" in parole(persona.pagina(fatta))
    persona.fai(fatta, "answer", **{"campo:alfa": "codice", "campo:beta": "", "campo:gamma": "valore"})
    assert scritti(leggi(fatta)) == {"Foglio1!C5": "75"}


def importa(file: Path, *altro: str) -> str:
    fuori = io.StringIO()
    dove = ["--ente", "arezzo-siena", "--anno", "2020", "--periodo", "2", "--anteprima"]
    call_command("importa", "rilevazioni", str(file), *dove, *altro, stdout=fuori, stderr=fuori)
    return fuori.getvalue()


@pytest.mark.parametrize("detta", ["4", "Foglio1=4", "foglio1 = 4"])
def test_the_command_says_it_too(dimostrativo: Ciclo, tmp_path: Path, detta: str) -> None:
    file = tmp_path / "v.xlsx"
    file.write_bytes(xlsx(INGANNEVOLE))
    assert "Foglio1!C5" in importa(file, "--intestazioni", detta)


def test_the_command_refuses_a_sheet_or_a_row_that_is_not_there(dimostrativo: Ciclo, tmp_path: Path) -> None:
    file = tmp_path / "v.xlsx"
    file.write_bytes(xlsx(INGANNEVOLE))
    with pytest.raises(CommandError, match="non c'è il foglio «Altro»: ci sono «Foglio1»"):
        importa(file, "--intestazioni", "Altro=4")
    with pytest.raises(CommandError, match="«3» non è una riga di intestazioni"):
        importa(file, "--intestazioni", "3")


def test_of_a_scorecard_and_of_a_table_too(persona: Persona) -> None:
    """What stands above is said, not read."""
    legenda: Griglia = [["Target", "Consuntivo"], ["che cosa si vuole", "che cosa è successo"], []]
    cruscotto: Griglia = [*legenda, ["Misura di risultato", "Target", "Consuntivo"], ["Pratiche nuove", 10, 11]]
    area1 = Cruscotto.objects.get(ciclo__anno=2020, codice="area1").pk
    dati = {"genere": "indicatori", "anno": "2020", "crea": "on", "cruscotto": area1}
    fatta = persona.carica(xlsx(cruscotto), "c.xlsx", **dati)
    persona.fai(fatta, "answer", **{"riga:Foglio1": "4"})
    leggi(fatta)
    persona.fai(fatta, "answer", **{"campo:misura risultato": "etichetta"})
    leggi(fatta)
    assert any(v.nome == "Pratiche nuove" for v in voci(fatta, "nuova")), [v.frase for v in voci(fatta, "errore")]
    tavola: Griglia = [["Imprese", "2018", "al 31/12"], ["Comune", 2018, 2019], ["Valchiara", 1, 2], ["Montalto", 3, 4]]
    fatta = persona.carica(xlsx(tavola, "Imprese"), "t.xlsx", genere="tavola", anno="2020")
    persona.fai(fatta, "answer", **{"riga:Imprese": "2"})
    leggi(fatta)
    assert [v.posto for v in voci(fatta, "avviso") if "sta sopra le intestazioni che avete detto" in v.frase] == [
        "Imprese!A1"
    ]
    assert fatta.riepilogo["intestazioni"][0]["testo"] == "Comune"


def test_the_command_writes_several_periods_at_once(dimostrativo: Ciclo, tmp_path: Path) -> None:
    Periodo.objects.filter(ciclo=dimostrativo).update(stato="aperto")
    Rilevazione.objects.filter(periodo__ciclo=dimostrativo, indicatore__codice="i053").delete()
    file = tmp_path / "v.xlsx"
    file.write_bytes(xlsx([["Codice", "I quadrimestre", "II quadrimestre"], ["i053", 71, 72]]))
    uno = importa(file)
    assert "dove vanno? Senza altra indicazione: restano fuori" in uno and "i053, Primo quadrimestre" not in uno
    tutti = importa(file, "--altri-periodi")
    assert "i053, Primo quadrimestre 2020" in tutti and "i053, Secondo quadrimestre 2020" in tutti
