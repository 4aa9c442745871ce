"""The context tables, the budget and the charts of the demo body agree with the published document and with themselves.

Only files are read, no database. `dati/fonte_bilancio.csv` was cut from the document by a bare split of the cells, not
by the script that made `bilancio.csv`, so the two check each other. The errors of the original must still be there: the
controls of coherence exist to find them.
"""

import csv
import re
from decimal import Decimal
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import yaml

QUI = Path(__file__).resolve().parents[1]
DEMO = QUI.parent / "fixtures" / "arezzo-siena-2019"
CONTESTO = DEMO / "contesto"
TAVOLE: list[dict[str, Any]] = yaml.safe_load((CONTESTO / "tavole.yaml").read_text(encoding="utf-8"))
GRAFICI: list[dict[str, Any]] = yaml.safe_load((DEMO / "grafici.yaml").read_text(encoding="utf-8"))
PER_CODICE = {tavola["codice"]: tavola for tavola in TAVOLE}

# codice → (rows with headers, columns), counted on the printed document
FORME = {
    "input-normativi": (22, 2),
    "imprese-anni": (5, 6),
    "imprese-settore": (8, 6),
    "mercato-lavoro": (8, 7),
    "struttura-territorio": (25, 7),
    "ricchezza": (8, 5),
    "imprese-classi-addetti": (5, 9),
    "imprese-tipologia": (8, 11),
    "settori-incidenza": (22, 5),
    "import": (4, 5),
    "export": (4, 5),
    "credito": (7, 7),
    "export-arezzo": (26, 5),
    "export-siena": (22, 5),
    "personale-categoria": (9, 4),
    "personale-eta": (7, 4),
    "personale-contratto": (4, 6),
    "personale-anzianita": (11, 4),
    "azienda-formazione": (7, 6),
    "azienda-laboratorio": (9, 4),
    "promo-iniziative": (12, 6),
    "promo-seminari": (7, 4),
    "promo-ocm-vino": (5, 3),
    "servizi-utenti": (5, 8),
    "eventi-arezzo": (8, 2),
    "eventi-siena": (7, 2),
    "vini": (17, 2),
    "olio": (6, 1),
    "personale-sesso": (4, 6),
    "personale-titolo-studio": (6, 7),
    "personale-categoria-sesso": (10, 7),
    "processo-redazione": (5, 4),
}
CHIAVI = {
    "codice",
    "titolo",
    "sezione",
    "tema",
    "unita",
    "fonte",
    "righe_fonte",
    "intestazioni",
    "livelli_colonna",
    "righe",
}
FACOLTATIVE = {
    *(
        "gruppi",
        "totali_righe",
        "totali_colonne",
        "colonne",
        "intensive",
        "note",
        "colonne_testo",
        "didascalia",
        "misura",
    ),
    *("anno", "territorio", "unita_righe", "unita_stampata", "etichette_righe", "totali_uniti", "parti"),
    *("totali_non_esaustivi", "nota_redazione"),
}
LIVELLI = {"anno", "territorio", "misura", "sesso", "periodo", "descrittivo"}
TIPI = {"barre", "barre_orizzontali", "barre_impilate", "barre_raggruppate", "linee"}
# A printed figure: 67.106 · 24.634,7 · -2,8% · 94,1% · 855,4 · "-" and blank say "no value"
CIFRA = re.compile(r"^-?\d+(\.\d{3})*(,\d+)?%?$")


@cache
def celle(codice: str) -> list[list[str]]:
    """All the rows of a context table, headers included, as printed."""
    return leggi(CONTESTO / f"{codice}.csv")


def leggi(percorso: Path) -> list[list[str]]:
    """Every row of a CSV file, header included."""
    with percorso.open(encoding="utf-8", newline="") as aperto:
        return list(csv.reader(aperto))


def registro(percorso: Path) -> list[dict[str, str]]:
    """The rows of a CSV file as dictionaries on its header."""
    with percorso.open(encoding="utf-8", newline="") as aperto:
        return list(csv.DictReader(aperto))


def importo(testo: str) -> Decimal:
    """An Italian amount as printed ("- 4.314.500,00", "855,4"); blank and "-" are zero."""
    pulito = testo.replace(" ", "").replace(".", "").replace(",", ".")
    return Decimal(0) if pulito in {"", "-"} else Decimal(pulito)


def colonna(codice: str, percorso: str) -> list[str]:
    """The data cells under one header path, top to bottom."""
    tavola = PER_CODICE[codice]
    indice = percorsi(codice).index(percorso)
    return [riga[indice] for riga in celle(codice)[tavola["intestazioni"] :]]


@cache
def percorsi(codice: str) -> list[str]:
    """The header path of each column: labels from the top row down joined by "/", merged ones carried to the right.

    Nothing is carried out of a first column of row labels; a table printed without one (colonne_testo: []) has none.
    """
    con_etichette = bool(PER_CODICE[codice].get("colonne_testo", [0]))
    testate = celle(codice)[: PER_CODICE[codice]["intestazioni"]]
    colonne: list[list[str]] = [[] for _ in testate[0]]
    for testata in testate:
        ultimo = ""
        for indice, cella in enumerate(testata):
            ultimo = cella or ("" if con_etichette and indice == 1 else ultimo)
            if ultimo:
                colonne[indice].append(ultimo)
    return ["/".join(colonna) for colonna in colonne]


@cache
def righe(codice: str) -> dict[str, list[str]]:
    """Data rows by label ("Gruppo/Etichetta" where the table has groups); group rows themselves are left out."""
    tavola = PER_CODICE[codice]
    dati = celle(codice)[tavola["intestazioni"] :]
    etichette = tavola.get("etichette_righe") or [riga[0] for riga in dati]
    assert len(etichette) == len(dati), codice
    gruppo, trovate = "", {}
    for etichetta, riga in zip(etichette, dati, strict=True):
        if etichetta in tavola.get("gruppi", ()):
            gruppo = etichetta
            assert not any(riga[1:]), (codice, etichetta)
        else:
            trovate[f"{gruppo}/{etichetta}" if gruppo else etichetta] = riga
    return trovate


def etichette_di_testata(codice: str) -> set[str]:
    return {cella for riga in celle(codice)[: PER_CODICE[codice]["intestazioni"]] for cella in riga if cella}


def prime_celle(codice: str) -> set[str]:
    tavola = PER_CODICE[codice]
    return {riga[0] for riga in celle(codice)[tavola["intestazioni"] :]} | set(tavola.get("etichette_righe", ()))


def scelte(grafico: dict[str, Any]) -> list[str]:
    """The row labels a chart selects."""
    tavola = PER_CODICE[grafico["tavola"]]
    if grafico["righe"] != "tutte-senza-totali":
        return list(grafico["righe"])
    totali = tavola.get("totali_righe", ())
    return [e for e in righe(tavola["codice"]) if (e.partition("/")[2] if tavola.get("gruppi") else e) not in totali]


# ---------------------------------------------------------------- tables


def test_le_tavole_sono_trentadue_nell_ordine_del_documento() -> None:
    assert [tavola["codice"] for tavola in TAVOLE] == list(FORME)
    assert {file.stem for file in CONTESTO.glob("*.csv")} == set(FORME)
    inizi = [int(tavola["righe_fonte"].partition("-")[0]) for tavola in TAVOLE]
    assert inizi == sorted(inizi)
    per_sezione = {sezione: len(list(gruppo)) for sezione, gruppo in groupby(TAVOLE, lambda t: t["sezione"])}
    assert per_sezione == {"2.1": 14, "2.2": 10, "3.2": 4, "5": 3, "6.1": 1}


@pytest.mark.parametrize("codice", FORME)
def test_ogni_tavola_e_rettangolare_e_ha_la_forma_stampata(codice: str) -> None:
    attese_righe, attese_colonne = FORME[codice]
    assert len(celle(codice)) == attese_righe
    assert {len(riga) for riga in celle(codice)} == {attese_colonne}
    assert all(cella == cella.strip() for riga in celle(codice) for cella in riga)


@pytest.mark.parametrize("tavola", TAVOLE, ids=lambda t: t["codice"])
def test_i_metadati_nominano_solo_cio_che_esiste(tavola: dict[str, Any]) -> None:
    codice = tavola["codice"]
    assert set(tavola) >= CHIAVI
    assert set(tavola) <= CHIAVI | FACOLTATIVE
    assert len(tavola["livelli_colonna"]) == tavola["intestazioni"]
    assert set(tavola["livelli_colonna"]) <= LIVELLI
    voci, testate = prime_celle(codice), etichette_di_testata(codice)
    for chiave in ("gruppi", "totali_righe", "totali_uniti", "totali_non_esaustivi", "unita_righe", "parti"):
        assert set(tavola.get(chiave, ())) <= voci, chiave
    parti = [parte.removeprefix("-") for elenco in tavola.get("parti", {}).values() for parte in elenco]
    assert set(parti) <= voci
    assert set(tavola.get("totali_colonne", ())) <= testate
    assert set(tavola.get("intensive", ())) <= voci | testate
    larghezza = FORME[codice][1]
    assert all(0 <= indice < larghezza for indice in [*tavola.get("colonne", ()), *tavola.get("colonne_testo", [0])])


@pytest.mark.parametrize("tavola", TAVOLE, ids=lambda t: t["codice"])
def test_fuori_dalle_colonne_di_testo_ci_sono_solo_cifre(tavola: dict[str, Any]) -> None:
    testo = set(tavola.get("colonne_testo", [0]))
    for etichetta, riga in righe(tavola["codice"]).items():
        for indice, cella in enumerate(riga):
            if indice not in testo and cella not in {"", "-"}:
                assert CIFRA.match(cella), (etichetta, cella)


def test_i_totali_uniti_stanno_sotto_la_prima_testata() -> None:
    assert righe("personale-contratto")["Totale"] == ["39", "", "46", "", "85", ""]
    assert righe("personale-sesso")["Totale"] == ["40", "", "48", "", "88", ""]


def test_i_rimandi_delle_note_del_credito_hanno_il_loro_testo() -> None:
    segni = {cella[-1] for cella in prime_celle("credito") if cella[-1] in "¹²³⁴"}
    assert segni == {"¹", "²", "³", "⁴"}
    assert [nota.partition(":")[0] for nota in PER_CODICE["credito"]["note"]] == ["1", "2", "3", "4"]


# ---------------------------------------------------------------- the errors of the original stay


def test_la_densita_totale_e_ancora_la_somma_delle_densita() -> None:
    dati = righe("struttura-territorio")
    totali = dati["Densità demografica/Totali"][1:]
    assert totali == ["178", "177", "177", "176", "176", "176"]
    coppie = zip(dati["Densità demografica/Arezzo"][1:], dati["Densità demografica/Siena"][1:], strict=True)
    assert [f"{importo(a) + importo(s):.0f}" for a, s in coppie] == totali
    assert PER_CODICE["struttura-territorio"]["intensive"] == ["Densità demografica"]


def test_le_femminili_di_siena_ripetono_le_artigiane() -> None:
    artigiane = colonna("imprese-tipologia", "Imprese Artigiane/Siena")
    femminili = colonna("imprese-tipologia", "Imprese Femminili/Siena")
    assert femminili[:4] == artigiane[:4] == ["24,5%", "23,9%", "23,6%", "23,4%"]
    assert femminili[4:] == ["24,4%", "24,5%"]
    assert artigiane[4:] == ["23,3%", "23,0%"]


def test_i_prospetti_del_personale_sono_ancora_discordi() -> None:
    assert righe("personale-sesso")["Personale"] == ["25", "15", "35", "13", "60", "28"]
    assert righe("personale-categoria-sesso")["Totale"][1:] == ["25", "15", "35", "13", "60", "28"]
    assert righe("personale-titolo-studio")["Totale"][1:] == ["25", "15", "36", "12", "61", "27"]
    diplomate = righe("personale-titolo-studio")["Diploma"]
    assert (diplomate[1], diplomate[3], diplomate[5]) == ("17", "20", "36")


def test_refusi_e_didascalie_sbagliate_restano() -> None:
    for codice in ("import", "export"):
        assert "Import-Export 2016-2018" in PER_CODICE[codice]["didascalia"]
        assert percorsi(codice)[1:4] == ["2017", "2018", "2019"]
    assert celle("imprese-settore")[0][0] == "Imprese Registrare"
    assert PER_CODICE["personale-titolo-studio"]["didascalia"].endswith("a Tempo Indeterminato")
    assert "Tasso occupazione*/Arezzo" in percorsi("mercato-lavoro")
    assert not PER_CODICE["mercato-lavoro"]["note"]
    assert "D.M 02,03.2018" in celle("input-normativi")[19][0]
    assert celle("vini")[2:4] == [
        ["Arezzo", "Colli Etruria Aretina Centrale Valdarno di Sopra"],
        ["Arezzo", "DOC Cortona DOC"],
    ]


# ---------------------------------------------------------------- budget, interventi, criticità, documents


def test_il_bilancio_ripete_ogni_cella_stampata() -> None:
    bilancio, fonte = registro(DEMO / "bilancio.csv"), registro(QUI / "dati" / "fonte_bilancio.csv")
    assert len(fonte) == 29
    assert [{chiave: riga[chiave] for chiave in fonte[0]} for riga in bilancio] == fonte


def test_il_bilancio_ha_codici_e_tipi_coerenti() -> None:
    bilancio = registro(DEMO / "bilancio.csv")
    assert [int(riga["ordine"]) for riga in bilancio] == list(range(1, 30))
    codici = [riga["codice"] for riga in bilancio]
    assert len(set(codici)) == 29
    voci = [riga["codice"] for riga in bilancio if riga["tipo"] == "voce"]
    assert voci == [*map(str, range(1, 14)), "E", "F", "G"]
    assert all(riga["etichetta"].startswith(f"{riga['codice']} ") for riga in bilancio if riga["tipo"] == "voce")
    assert [riga["tipo"] for riga in bilancio].count("titolo") == 6
    assert [riga["tipo"] for riga in bilancio].count("totale") == 7


def test_i_ventiquattro_interventi_sommano_al_totale_stampato() -> None:
    tutti = registro(DEMO / "interventi.csv")
    interventi, totale = tutti[:-1], tutti[-1]
    assert len(interventi) == 24
    assert sum((importo(riga["importo"]) for riga in interventi), Decimal(0)) == Decimal("2316941.05")
    assert (totale["obiettivo"], totale["importo"]) == ("", "2.316.941,05")
    assert totale["descrizione"].startswith("TOTALE VOCE B8")
    contati = {chiave: len(list(g)) for chiave, g in groupby(riga["obiettivo"] for riga in interventi)}
    assert contati == {"2": 3, "3": 5, "4": 7, "5": 8, "6": 1}
    assert interventi[-1]["importo"] == "855,4"
    assert {riga["voce_bilancio"] for riga in tutti} == {"8"}


def test_criticita_e_documenti() -> None:
    criticita = registro(DEMO / "criticita.csv")
    assert [riga["prospettiva"] for riga in criticita] == ["imprese", "innovazione", "processi", "economico"]
    assert [riga["etichetta"] for riga in criticita] == [
        "Imprese, consumatori e territorio",
        "Innovazione e Crescita",
        "Processi interni",
        "Economico-Finanziario",
    ]
    assert all(riga[campo] for riga in criticita for campo in ("criticita", "opportunita", "azioni"))
    documenti = registro(DEMO / "documenti.csv")
    assert [riga["riga_fonte"] for riga in documenti] == ["1742", "1748", "1754"]
    assert all(riga["url"].startswith("https://www.as.camcom.it/") for riga in documenti)


# ---------------------------------------------------------------- charts


def test_ogni_grafico_ha_un_codice_suo_e_una_tavola_che_esiste() -> None:
    codici = [grafico["codice"] for grafico in GRAFICI]
    assert len(codici) == len(set(codici)) == 27
    attese = {"codice", "tavola", "tipo", "titolo", "righe", "colonne", "unita", "serie", "alternativa"}
    for grafico in GRAFICI:
        assert set(grafico) == attese, grafico["codice"]
        assert grafico["tavola"] in PER_CODICE
        assert grafico["tipo"] in TIPI
        assert grafico["serie"] in {"riga", "colonna"}


@pytest.mark.parametrize("grafico", GRAFICI, ids=lambda g: g["codice"])
def test_il_grafico_sceglie_celle_che_esistono_e_sono_cifre(grafico: dict[str, Any]) -> None:
    codice = grafico["tavola"]
    assert all(isinstance(percorso, str) for percorso in grafico["colonne"])
    for percorso in grafico["colonne"]:
        assert percorsi(codice).count(percorso) == 1, percorso
    for etichetta in scelte(grafico):
        riga = righe(codice)[etichetta]
        for percorso in grafico["colonne"]:
            assert CIFRA.match(riga[percorsi(codice).index(percorso)]), (etichetta, percorso)


@pytest.mark.parametrize("grafico", GRAFICI, ids=lambda g: g["codice"])
def test_ogni_cifra_dell_alternativa_e_stampata_nella_tavola(grafico: dict[str, Any]) -> None:
    numero = re.compile(r"\d+(?:[.,]\d+)*")
    stampate = {trovata for riga in celle(grafico["tavola"]) for cella in riga for trovata in numero.findall(cella)}
    citate = numero.findall(grafico["alternativa"])
    assert citate, "an alternative text without figures says nothing"
    assert set(citate) - stampate == set()
