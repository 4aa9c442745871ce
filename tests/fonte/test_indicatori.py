"""The 251 placements of section 7.1 agree with the published document and with themselves.

`dati/fonte_7_1.csv` holds, for each printed row, its line in the source and its last three cells as printed. It was cut
from the document by a bare split of the cells, not by the script that made the fixture, so the two check each other.
"""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest

QUI = Path(__file__).resolve().parents[1]
INDICATORI = QUI.parent / "fixtures" / "arezzo-siena-2019" / "indicatori.csv"
FONTE = QUI / "dati" / "fonte_7_1.csv"

COLONNE = [
    "cruscotto",
    "blocco",
    "prospettiva",
    "obiettivo_strategico",
    "programma",
    "obiettivo_operativo",
    "codice",
    "etichetta",
    "pira",
    "tipo",
    "unita",
    "direzione",
    "ufficio",
    "accumulo",
    "target",
    "actual",
    "sal",
    "sal_dichiarato",
    "motivo",
    "scala",
    "riga_fonte",
    "nota",
]
CONTEGGI = {
    "ente": 33,
    "area1": 27,
    "area2": 34,
    "area3": 43,
    "area4": 40,
    "ind_sg": 11,
    "ind_dir2": 16,
    "ind_dir3": 20,
    "ind_dir4": 17,
    "azienda_speciale": 10,
}
PROSPETTIVE = {
    "Imprese, Territorio e Consumatori",
    "Processi Interni",
    "Innovazione e Crescita",
    "Economico-Finanziaria",
}
OBIETTIVI = {
    "1. Verso una P.A. semplice, digitale ed efficiente",
    "2. Per un sistema coeso, trasparente e sostenibile",
    "3. Imprese competitive 4.0 ed internazionalizzate",
    "4. Un territorio attrattivo ed integrato",
    "5. Le giovani generazioni e l'iniziativa economica, fattori di sviluppo",
    "6. L'ottimizzazione organizzativa e gestionale",
}
CON_VERSO = {"numero", "percentuale", "euro", "ordinale", "calcolato"}
SENZA_VERSO = {"data", "nominale"}
DATA = re.compile(r"\d{2}[./]\d{2}[./]\d{4}")

Riga = dict[str, str]


def leggi(percorso: Path) -> list[Riga]:
    """Rows of a CSV file, as printed strings."""
    with percorso.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def righe() -> list[Riga]:
    """The placements of the fixture, in document order."""
    return leggi(INDICATORI)


@pytest.fixture(scope="module")
def fonte() -> list[Riga]:
    """The printed rows, by the independent cut."""
    return leggi(FONTE)


def una(righe: list[Riga], riga_fonte: int) -> Riga:
    """The only placement of a source line; fails when there are none or several."""
    (riga,) = (r for r in righe if r["riga_fonte"] == str(riga_fonte))
    return riga


def righe_del_codice(righe: list[Riga], codice: str) -> list[int]:
    """Source lines of the placements of one indicator."""
    return [int(r["riga_fonte"]) for r in righe if r["codice"] == codice]


def test_colonne(righe: list[Riga]) -> None:
    assert list(righe[0]) == COLONNE
    assert all(None not in r and None not in r.values() for r in righe)


def test_conteggi_per_cruscotto_in_ordine_di_documento(righe: list[Riga]) -> None:
    assert len(righe) == 251
    assert Counter(r["cruscotto"] for r in righe) == CONTEGGI
    assert list(dict.fromkeys(r["cruscotto"] for r in righe)) == list(CONTEGGI)
    numeri = [int(r["riga_fonte"]) for r in righe]
    assert numeri == sorted(numeri)


def test_pira(righe: list[Riga]) -> None:
    assert {r["pira"] for r in righe} == {"0", "1"}
    assert sum(r["pira"] == "1" for r in righe) == 54
    assert not [r for r in righe if "PIRA" in r["etichetta"]]


def test_target_actual_e_sal_come_stampati(righe: list[Riga], fonte: list[Riga]) -> None:
    """Line 1727 prints two indicators in one row: its two placements, joined, give the printed cells back."""
    raccolte: dict[str, list[Riga]] = defaultdict(list)
    for riga in righe:
        raccolte[riga["riga_fonte"]].append(riga)
    ricomposte = [
        {
            "riga_fonte": numero,
            **{campo: " ".join(r[campo] for r in gruppo) for campo in ("target", "actual", "sal")},
        }
        for numero, gruppo in raccolte.items()
    ]
    assert len(fonte) == 250
    assert ricomposte == fonte


def test_riga_con_due_indicatori(righe: list[Riga]) -> None:
    prima, seconda = (r for r in righe if r["riga_fonte"] == "1727")
    assert (prima["etichetta"], prima["target"], prima["actual"], prima["sal"]) == (
        "n° corsi di formazione obbligatoria attivati",
        "2",
        "2",
        "100%",
    )
    assert (
        seconda["etichetta"],
        seconda["target"],
        seconda["actual"],
        seconda["sal"],
    ) == (
        "N° corsi per ordini professionali",
        "4",
        "4",
        "100%",
    )
    assert prima["codice"] != seconda["codice"]


def test_duplicati_esatti_nello_stesso_cruscotto(righe: list[Riga]) -> None:
    escluse = {"riga_fonte", "nota"}
    uguali: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for riga in righe:
        uguali[tuple(v for k, v in riga.items() if k not in escluse)].append(int(riga["riga_fonte"]))
    assert [v for v in uguali.values() if len(v) > 1] == [[1347, 1349]]


def test_valori_ammessi(righe: list[Riga]) -> None:
    assert {r["tipo"] for r in righe} == CON_VERSO | SENZA_VERSO
    assert {r["prospettiva"] for r in righe} == PROSPETTIVE
    assert {r["obiettivo_strategico"] for r in righe} == OBIETTIVI
    for riga in righe:
        ammessi = {"crescente", "decrescente"} if riga["tipo"] in CON_VERSO else {""}
        assert riga["direzione"] in ammessi, riga
        assert (riga["tipo"] == "ordinale") == bool(riga["scala"]), riga
        assert (riga["tipo"] == "data") == bool(DATA.fullmatch(riga["target"])), riga
        assert (riga["tipo"] in {"percentuale", "calcolato"}) == ("%" in riga["target"]), riga
        assert (riga["tipo"] == "euro") == ("€" in riga["target"]), riga
        assert bool(riga["unita"]) == (riga["tipo"] not in SENZA_VERSO | {"ordinale"}), riga
        assert all(v == " ".join(v.split()) for v in riga.values()), riga


def test_ordinali_sulla_scala(righe: list[Riga]) -> None:
    ordinali = [r for r in righe if r["tipo"] == "ordinale"]
    assert [int(r["riga_fonte"]) for r in ordinali] == [1310, 1330, 1732]
    for riga in ordinali:
        assert riga["scala"] == "Insufficiente,Sufficiente,Buono,Ottimo"
        assert riga["actual"] in riga["scala"].split(",")


def test_un_solo_calcolato(righe: list[Riga]) -> None:
    (calcolato,) = (r for r in righe if r["tipo"] == "calcolato")
    assert calcolato["etichetta"] == "Percentuale sintetica di realizzazione della performance di Ente"


def test_verso_decrescente_dichiarato_dove_il_testo_tace(righe: list[Riga]) -> None:
    for numero, target in ((1320, "1,40"), (1460, "3,0")):
        assert (una(righe, numero)["target"], una(righe, numero)["direzione"]) == (
            target,
            "decrescente",
        )
    assert all((r["direzione"] == "decrescente") >= r["target"].startswith("<") for r in righe)
    assert not [r for r in righe if r["direzione"] == "decrescente" and r["target"][0] in ">≥"]


def test_codici_in_ordine_di_apparizione(righe: list[Riga]) -> None:
    codici = list(dict.fromkeys(r["codice"] for r in righe))
    assert codici == [f"I{n:03d}" for n in range(1, 134)]


@pytest.mark.parametrize("campo", ["tipo", "unita", "direzione", "scala", "pira"])
def test_un_codice_una_misura(righe: list[Riga], campo: str) -> None:
    valori: dict[str, set[str]] = defaultdict(set)
    for riga in righe:
        valori[riga["codice"]].add(riga[campo])
    assert {c: v for c, v in valori.items() if len(v) > 1} == {}


def test_stesso_nome_e_obiettivo_stesso_codice(righe: list[Riga]) -> None:
    codici: dict[tuple[str, str], set[str]] = defaultdict(set)
    for riga in righe:
        codici[riga["etichetta"].casefold(), riga["obiettivo_operativo"]].add(riga["codice"])
    assert {k: v for k, v in codici.items() if len(v) > 1} == {}


@pytest.mark.parametrize(
    "attese",
    [
        [
            1321,
            1353,
            1404,
            1493,
            1547,
            1590,
            1615,
            1671,
            1700,
        ],  # unificazione della struttura: nine scorecards
        [1348, 1585],  # three indicators share the name "Realizzazione report"
        [1486, 1663, 1728],
        [1487, 1665, 1729],
        [1664],  # two more share "Incontro di presentazione con le categorie economiche"
        [1666],
        [
            1294,
            1451,
            1643,
        ],  # the body's label carries the operating objective as a prefix
        [1313, 1540, 1690],
        [1305, 1522, 1682],  # Iniziative / Iniziativa
        [1328, 1561, 1710],  # CUG plan, also printed 2018-2020
        [1336, 1633],  # base year 2017
        [1430],  # base year 2018
        [1378, 1503, 1576],  # one measure, each area its own values
        [1502, 1575],
        [1501, 1574],  # label truncated in one copy
        [1358, 1594, 1622, 1702],
        [1324],  # the outcome of the audit is not the date it was passed
    ],
)
def test_identita_degli_indicatori(righe: list[Riga], attese: list[int]) -> None:
    assert righe_del_codice(righe, una(righe, attese[0])["codice"]) == attese


def test_blocchi_numerati_nel_cruscotto(righe: list[Riga]) -> None:
    """Blocks run 1, 2, … without gaps; one block has one prospettiva and one strategic objective."""
    blocchi: dict[str, list[int]] = defaultdict(list)
    testate: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for riga in righe:
        blocchi[riga["cruscotto"]].append(int(riga["blocco"]))
        testate[riga["cruscotto"], riga["blocco"]].add((riga["prospettiva"], riga["obiettivo_strategico"]))
    for numeri in blocchi.values():
        assert numeri == sorted(numeri)
        assert set(numeri) == set(range(1, max(numeri) + 1))
    assert {k: max(v) for k, v in blocchi.items()} == {
        "ente": 8,
        "area1": 3,
        "area2": 4,
        "area3": 6,
        "area4": 5,
        "ind_sg": 3,
        "ind_dir2": 4,
        "ind_dir3": 4,
        "ind_dir4": 5,
        "azienda_speciale": 4,
    }
    assert all(len(v) == 1 for v in testate.values())


def test_programmi_e_obiettivi_riempiti(righe: list[Riga]) -> None:
    """Only the body's scorecard has no programme; only the two rows of the recovered credit have no objective."""
    assert {r["cruscotto"] for r in righe if not r["programma"]} == {"ente"}
    assert not [r for r in righe if r["cruscotto"] == "ente" and (r["programma"] or r["obiettivo_operativo"])]
    senza = [int(r["riga_fonte"]) for r in righe if r["programma"] and not r["obiettivo_operativo"]]
    assert senza == [1437, 1438]
    assert una(righe, 1438)["programma"] == "Azioni per il recupero del credito per diritto annuale anno 2017"


def test_riga_spostata_senza_sal(righe: list[Riga]) -> None:
    riga = una(righe, 1649)
    assert [int(r["riga_fonte"]) for r in righe if not r["sal"]] == [1649]
    assert riga["programma"] == "Valorizzazione del patrimonio informativo delle banche dati camerali"
    assert riga["obiettivo_operativo"] == "Garantire la completezza di informazione del Registro Imprese"
    assert riga["etichetta"] == "Azione di sollecito del deposito dei bilanci"
    assert (riga["target"], riga["actual"]) == ("31/12/2019", "31/12/2019")
    assert riga["nota"]


def test_segretario_generale_senza_sottotitolo(righe: list[Riga]) -> None:
    blocco = [r for r in righe if r["cruscotto"] == "ind_sg" and r["blocco"] == "3"]
    assert [int(r["riga_fonte"]) for r in blocco] == [1597, 1598, 1599]
    assert all(r["prospettiva"] == "Processi Interni" and "prospettiva" in r["nota"] for r in blocco)


def test_sal_dichiarati_solo_dove_la_data_e_superata(righe: list[Riga]) -> None:
    """A declared SAL stands with its reason, and exactly where the printed date is later than the target."""

    def giorno(testo: str) -> tuple[str, ...]:
        return tuple(reversed(re.split(r"[./]", testo)))

    in_ritardo = [r for r in righe if r["tipo"] == "data" and giorno(r["actual"]) > giorno(r["target"])]
    dichiarati = [r for r in righe if r["sal_dichiarato"] or r["motivo"]]
    assert dichiarati == in_ritardo
    assert [int(r["riga_fonte"]) for r in dichiarati] == [1329, 1530]
    for riga in dichiarati:
        assert (riga["sal"], riga["sal_dichiarato"]) == ("100%", "100")
        assert riga["motivo"].endswith(".")
