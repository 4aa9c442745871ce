"""What a column is, said by a person: on the page and by the command, kept for the body, told by the register."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from cruscotto.ciclo.atti_in_parole import racconta
from cruscotto.importazione.actions.colonne import ricorda_colonne
from cruscotto.importazione.generi.parole import PAROLE
from cruscotto.importazione.generi.registro import GENERI
from cruscotto.models import Ciclo, Cruscotto, Importazione, Periodo, Ricordo
from ente.fogli.intestazioni import vocabolario
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


IGNOTE: Griglia = [["Rif", "Cosa", "Fatto"], ["i053", "x", "75"]]


def test_headings_that_nobody_knows_are_said_and_remembered(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = carica(persona, dimostrativo, IGNOTE)
    (errore,) = voci(fatta, "errore")
    assert "non so che cosa sono le colonne" in errore.frase and "«Valore»" in errore.frase
    pagina = parole(persona.pagina(fatta))
    assert "3 non lette" in pagina and "«Fatto» C1 75 Non leggere" in pagina
    persona.fai(fatta, "answer", **{"campo:rif": "codice", "campo:cosa": "", "campo:fatto": "valore", "campo:x": "y"})
    assert fatta.mappa == {"rif": "codice", "cosa": "", "fatto": "valore"}
    assert scritti(leggi(fatta)) == {"2": "75"}
    pagina = parole(persona.pagina(fatta))
    assert "1 non letta" in pagina and "Come avete detto" in pagina
    assert scritti(carica(persona, dimostrativo, [["RIF", "Cosa", "Fatti"], ["i053", "x", "74"]])) == {"2": "74"}
    (atto,) = Atto.objects.filter(azione="indica colonne")
    assert atto.dettagli["dopo"] == {"rif": "Codice", "cosa": "non si legge", "fatto": "Valore"}


def test_the_answer_can_be_changed_and_the_register_says_what_it_was(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = carica(persona, dimostrativo, IGNOTE)
    persona.fai(fatta, "answer", **{"campo:rif": "codice", "campo:cosa": "valore", "campo:fatto": ""})
    leggi(fatta)
    persona.fai(fatta, "answer", **{"campo:rif": "codice", "campo:cosa": "", "campo:fatto": "valore"})
    assert scritti(leggi(fatta)) == {"2": "75"}
    ultimo = Atto.objects.filter(azione="indica colonne").latest("pk")
    assert (ultimo.dettagli["prima"], ultimo.dettagli["dopo"]) == (
        {"cosa": "Valore", "fatto": "non si legge"},
        {"cosa": "non si legge", "fatto": "Valore"},
    )
    assert persona.fai(fatta, "answer", **{"campo:rif": "codice"}).status_code == 409  # as it was read
    assert "Non avete cambiato nulla" in parole(persona.fai(fatta, "answer", **{"campo:rif": "codice"}))


def test_a_column_that_was_recognised_can_be_said_to_be_another(dimostrativo: Ciclo, persona: Persona) -> None:
    righe = [["Codice", "Valore", "Consuntivo dell'ufficio"], ["i053", "11", "75"]]
    fatta = carica(persona, dimostrativo, righe)
    persona.fai(fatta, "answer", **{"campo:valore": "", "campo:consuntivo ufficio": "valore"})
    assert fatta.mappa == {"valore": "", "consuntivo ufficio": "valore"}
    assert scritti(leggi(fatta)) == {"2": "75"}


def test_what_was_said_is_of_the_body_and_of_the_kind(dimostrativo: Ciclo, persona: Persona) -> None:
    genere = GENERI["rilevazioni"]
    ricorda_colonne(ente=dimostrativo.ente, genere=genere, risposte={"fatto": "valore"}, da=persona.utente)
    ricorda_colonne(ente=dimostrativo.ente, genere=genere, risposte={"fatto": "valore"}, da=persona.utente)  # nothing
    assert Ricordo.objects.get().ente == dimostrativo.ente
    assert Atto.objects.filter(azione="indica colonne").count() == 1
    indicatori = persona.carica(
        in_csv([["Indicatore", "Fatto"], ["x", "1"]]), "i.csv", genere="indicatori", anno="2020"
    )
    assert [i["campo"] for i in indicatori.riepilogo["intestazioni"]] == ["etichetta", ""]


def test_what_holds_for_this_file_alone_is_not_kept(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = carica(persona, dimostrativo, [["Codice", "", "Valori"], ["i053", "75", ""]])
    pagina = parole(persona.pagina(fatta))
    assert "Senza intestazione B1 75 Non leggere" in pagina
    persona.fai(fatta, "answer", **{"campo:colonna B": "valore", "campo:valori": ""})
    assert scritti(leggi(fatta)) == {"2": "75"}
    assert "Come avete detto per questo file" in parole(persona.pagina(fatta))
    assert list(Ricordo.objects.values_list("chiave", flat=True)) == ["valori"]


PERIODI: Griglia = [["Codice", "Primo", "Secondo", "Terzo"], ["i053", "70", "75", "80"]]


def test_values_of_several_periods_side_by_side(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = carica(persona, dimostrativo, PERIODI)
    assert "Valore del periodo 2 (Secondo quadrimestre)" in parole(persona.pagina(fatta))
    persona.fai(fatta, "answer", **{"campo:primo": "valore:1", "campo:secondo": "valore:2", "campo:terzo": "valore:3"})
    assert scritti(leggi(fatta)) == {"2": "75"}
    fuori = [v.frase.partition(", e resta fuori")[0] for v in voci(fatta, "avviso") if "resta fuori" in v.frase]
    assert fuori == ["la colonna «Primo» è del periodo 1", "la colonna «Terzo» è del periodo 3"]
    Periodo.objects.filter(ciclo=dimostrativo, numero=3).update(stato="aperto")
    assert scritti(carica(persona, dimostrativo, PERIODI, 3)) == {"2": "80"}  # remembered, for the period chosen


def test_targets_of_several_years_side_by_side(dimostrativo: Ciclo, persona: Persona) -> None:
    righe = [["Indicatore", "Verso", "Target", "", ""], ["", "", "2020", "2021", "2022"], ["x", "", "1", "2", "3"]]
    cruscotto = Cruscotto.objects.get(ciclo=dimostrativo, codice="area1")
    altro: dict[str, Any] = {"genere": "indicatori", "anno": "2020", "cruscotto": cruscotto.pk}
    fatta = persona.carica(xlsx(righe), "i.xlsx", **altro)
    lette = [(i["testo"], i["campo"]) for i in fatta.riepilogo["intestazioni"]]
    assert lette == [
        ("Indicatore", "etichetta"),
        ("Verso", "direzione"),
        ("Target 2020", "target"),
        ("Target 2021", "target"),
        ("Target 2022", "target"),
    ]
    assert parole(persona.pagina(fatta)).count("va lì, o resta fuori") == 2
    persona.fai(fatta, "answer", **{"campo:target piu1": "target:+1", "campo:target piu2": "target:+2"})
    leggi(fatta)
    assert "«Target 2021» è il valore atteso del 2021, e resta fuori" in " ".join(
        v.frase for v in voci(fatta, "avviso")
    )
    assert set(Ricordo.objects.values_list("chiave", "risposta")) == {
        ("target piu1", "target:+1"),
        ("target piu2", "target:+2"),
    }


def test_of_a_context_table_a_column_can_be_left_out(dimostrativo: Ciclo, persona: Persona) -> None:
    righe: Griglia = [
        ["Imprese per settore"],
        ["Settore", "Appunti", "2018", "2019"],
        ["Servizi", "x", 10, 11],
        ["Altro", "", 2, "#N/A"],
    ]
    fatta = persona.carica(xlsx(righe, "Nuova"), "t.xlsx", genere="tavola", anno="2020")
    lette = [(i["testo"], i["campo"], i["chiave"]) for i in fatta.riepilogo["intestazioni"]]
    assert lette == [
        ("Settore", "nome", "nuova settore"),
        ("Appunti", "nome", "nuova appunti"),
        ("2018", "valori", "nuova meno2"),
        ("2019", "valori", "nuova meno1"),
    ]
    assert "«Appunti» Nuova!B2 x Non leggere Nome della riga" in parole(persona.pagina(fatta))
    persona.fai(fatta, "answer", **{"campo:nuova appunti": "", "campo:nuova settore": "valori"})
    assert fatta.mappa == {"nuova appunti": ""}
    leggi(fatta)
    assert voci(fatta, "errore") == []
    detti = [v.posto for v in voci(fatta, "avviso") if "errore" in v.frase]
    assert detti == ["Nuova!D4"]  # as in the file, whatever columns are left out
    assert "Non leggere Leggere" in parole(persona.pagina(fatta))
    righe[-1][-1] = 3
    fatta = persona.carica(xlsx(righe, "Nuova"), "t.xlsx", genere="tavola", anno="2020")  # remembered
    detto = str([v.righe for v in voci(fatta, "nuova")])
    assert "Servizi" in detto and "Appunti" not in detto and "'x'" not in detto
    persona.fai(fatta, "answer", **{"campo:nuova appunti": "valori"})
    assert "Appunti" in str([v.righe for v in voci(leggi(fatta), "nuova")])


# -- the files of the kinds that failed --------------------------------------------------------------------------------


def del_caso(persona: Persona, ciclo: Ciclo, nome: str) -> Importazione:
    cruscotto = Cruscotto.objects.get(ciclo=ciclo, codice="area1")
    altro: dict[str, Any] = {"anno": "2020", "cruscotto": cruscotto.pk, "crea": "on", "genere": "indicatori"}
    altro["periodo"] = Periodo.objects.get(ciclo=ciclo, numero=1).pk
    return persona.carica((CASI / nome).read_bytes(), nome, **altro)


def test_fewer_than_half_of_the_headings_are_known(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = del_caso(persona, dimostrativo, "intestazioni_meno_di_meta.xlsx")
    lette = {i["testo"]: i["campo"] for i in fatta.riepilogo["intestazioni"]}
    assert lette["Indicatore"] == "etichetta" and lette["Valore"] == lette["Avanzamento"] == ""
    detto = " ".join(v.frase for v in voci(fatta, "errore"))
    assert "«Indicatore»" not in detto and "intestazion" not in detto
    pagina = parole(persona.pagina(fatta))
    assert "«Valore» Obiettivi!H1 100 Non leggere" in pagina and "«Avanzamento» Obiettivi!I1 40 Non leggere" in pagina
    persona.fai(fatta, "answer", **{"campo:area strategica": "prospettiva", "campo:valore": "target"})
    leggi(fatta)
    (nuova,) = [r for v in voci(fatta, "nuova") for r in v.righe if r[0] == "cruscotto.valoreatteso"]
    assert nuova[3]["testo"] == "100"


def test_headings_without_spaces_are_read(dimostrativo: Ciclo, persona: Persona) -> None:
    fatta = del_caso(persona, dimostrativo, "intestazioni_attaccate.xlsx")
    assert [i["campo"] for i in fatta.riepilogo["intestazioni"]] == [
        "prospettiva",
        "obiettivo_strategico",
        "etichetta",
        "target",
        "actual",
    ]
    scritte = {r[0]: r[3] for v in voci(fatta, "nuova") for r in v.righe}
    assert scritte["cruscotto.valoreatteso"]["testo"] == "40"


# -- the command -------------------------------------------------------------------------------------------------------


def comando(genere: str, file: Path, *altro: str) -> str:
    """What the command says; «!» before what it refuses."""
    fuori, errori = io.StringIO(), io.StringIO()
    dove = ["--ente", "arezzo-siena", "--anno", "2020"]
    try:
        call_command("importa", genere, str(file), *dove, *altro, stdout=fuori, stderr=errori)
    except CommandError as errore:
        return f"!{errori.getvalue()}{errore}"
    return fuori.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "v.csv").write_bytes(in_csv([["Rif", "Cosa, e come", "Fatto"], ["i053", "x", "75"]]))
    return tmp_path / "v.csv"


def test_the_command_says_the_same_as_the_page(dimostrativo: Ciclo, file: Path) -> None:
    detto = comando("rilevazioni", file, "--anteprima", "--periodo", "2")
    assert detto.startswith("!") and "ci sono «Rif», «Cosa, e come», «Fatto»" in detto and "--colonne" in detto
    colonne = ["--colonne", "Rif=codice,Cosa, e come=-", "--colonne", "FATTI=Valore"]
    detto = comando("rilevazioni", file, "--anteprima", "--periodo", "2", *colonne)
    assert "1 nuovi, 0 modificati" in detto and not Ricordo.objects.exists()
    assert comando("rilevazioni", file, "--periodo", "2", *colonne).endswith("invariati\n")
    assert dict(Ricordo.objects.values_list("chiave", "risposta")) == {
        "rif": "codice",
        "cosa e come": "",
        "fatti": "valore",
    }
    assert Atto.objects.get(azione="indica colonne").utente is None
    assert "0 nuovi, 0 modificati" in comando("rilevazioni", file, "--periodo", "2")  # remembered


@pytest.mark.parametrize(
    ("nome", "colonne"),
    [
        ("intestazioni_meno_di_meta.xlsx", ["--colonne", "AreaStrategica=prospettiva,Valore=target,Avanzamento=sal"]),
        ("intestazioni_attaccate.xlsx", []),
    ],
)
def test_the_files_of_the_kinds_that_failed(dimostrativo: Ciclo, nome: str, colonne: list[str]) -> None:
    dove = ["--cruscotto", "area1", "--crea", "--anteprima"]
    dove += ["--periodo", "1" if colonne else "2"]  # that of the rows; a closed one takes no value
    detto = comando("indicatori", CASI / nome, *dove, *colonne)
    assert not detto.startswith("!"), detto
    assert "Giorni di apertura" in detto and "manca la colonna" not in detto


@pytest.mark.parametrize(
    ("colonne", "detto"),
    [
        ("Fatto=boh", "«boh» non è un campo di «Valori di un periodo»: scrivetene uno fra codice, indicatore,"),
        ("Fatto", "«Fatto» non dice una colonna: scrivete «Intestazione=campo»"),
        ("Boh=valore", "Nel foglio non c'è la colonna «boh»: ci sono «Rif», «Cosa, e come», «Fatto»."),
        ("=valore", "non dice una colonna"),
    ],
)
def test_a_wrong_name_gets_one_sentence(dimostrativo: Ciclo, file: Path, colonne: str, detto: str) -> None:
    risposta = comando("rilevazioni", file, "--colonne", colonne)
    assert risposta.startswith("!") and detto in risposta and len(risposta.splitlines()) == 1
    assert not Ricordo.objects.exists()


# -- the words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("codice", GENERI)
def test_no_word_stands_for_two_columns(codice: str) -> None:
    di_chi: dict[str, set[str]] = {}
    for colonna in GENERI[codice].colonne:
        for parola in colonna.chiavi():
            di_chi.setdefault(parola, set()).add(colonna.campo)
    assert {parola: campi for parola, campi in di_chi.items() if len(campi) > 1} == {}


@pytest.mark.parametrize("codice", PAROLE)
def test_every_word_of_others_is_of_a_column_that_is_there(codice: str) -> None:
    assert PAROLE[codice].keys() <= {c.campo for c in GENERI[codice].colonne}


@pytest.mark.parametrize(
    ("genere", "testa", "campi"),
    [
        (
            "indicatori",
            "Perspective|StrategicObjectives|Operational objective|Indicators|Unit|Weight|Target value|Actual|Progress",
            "prospettiva|obiettivo_strategico|obiettivo_operativo|etichetta|unita|peso|target|actual|sal",
        ),
        (
            "indicatori",
            "Obiettivo di valore pubblico|Azioni|Indicatori di risultato|StrutturaResponsabile|Traguardi|Realizzato",
            "obiettivo_strategico|obiettivo_operativo|etichetta|ufficio|target|actual",
        ),
        (
            "bilancio",
            "Item|Initial budget|Previsioni assestate|Final account",
            "etichetta|preventivo|aggiornamento|consuntivo",
        ),
        ("interventi", "Objective number|Description|Amount", "obiettivo|descrizione|importo"),
        ("utenti", "UserName|First name|Surname|E-Mail|Roles|Office", "username|nome|cognome|email|ruolo|ufficio"),
        ("rilevazioni", "IndicatorCode|Results|Remarks", "codice|valore|nota"),
    ],
)
def test_the_words_of_other_bodies_and_of_english(genere: str, testa: str, campi: str) -> None:
    parole_note = vocabolario(GENERI[genere].colonne, 2020)
    assert [parole_note.campo(t) for t in testa.split("|")] == campi.split("|")


def test_what_no_page_shows_is_not_kept(dimostrativo: Ciclo, persona: Persona) -> None:
    periodo = Periodo.objects.get(ciclo=dimostrativo, numero=2)
    fatta = persona.carica(b"Rif;Fat\x07to\ni0\x0753;7\x075\n", "v.csv", genere="rilevazioni", periodo=periodo.pk)
    assert "\\x07" not in str(fatta.riepilogo) and persona.pagina(fatta).status_code == 200


def test_a_heading_that_is_very_long_is_of_this_file_alone(dimostrativo: Ciclo, persona: Persona) -> None:
    lunga = "quanto " * 60
    fatta = carica(persona, dimostrativo, [["Codice", lunga], ["i053", "75"]])
    persona.fai(fatta, "answer", **{f"campo:{lunga.strip()}": "valore"})
    assert scritti(leggi(fatta)) == {"2": "75"} and not Ricordo.objects.exists()


def test_the_act_is_said_in_words(dimostrativo: Ciclo, persona: Persona) -> None:
    genere = GENERI["rilevazioni"]
    ricorda_colonne(ente=dimostrativo.ente, genere=genere, risposte={"fatto": "valore"}, da=persona.utente)
    ricorda_colonne(ente=dimostrativo.ente, genere=genere, risposte={"fatto": ""}, da=persona.utente)
    detto = racconta(Atto.objects.filter(azione="indica colonne").latest("pk"))
    assert [str(c) for c in detto.cambi] == ["fatto: da «Valore» a «non si legge»"]
