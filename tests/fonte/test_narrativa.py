"""Checks on the narrative of the 2019 demo document: every section complete, every placeholder real, nothing copied.

Source: fixtures/arezzo-siena-2019 (narrativa/, risultati.yaml, ciclo.yaml, ente.yaml, contesto/, grafici.yaml).
The original document is not in the repository: `dati/impronte_fonte.txt` holds the hashes of the runs of twelve words
of its prose (lines without tabs and with more than twenty words). To rebuild it, write one a line, sorted, what
`impronte` returns for each of those lines.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from relazione.fotografia import SezioneFoto
from relazione.models import numera

RADICE = Path(__file__).resolve().parents[1]
DATI = RADICE.parent / "fixtures" / "arezzo-siena-2019"
IMPRONTE = RADICE / "dati" / "impronte_fonte.txt"
FINESTRA = 12
SEGNAPOSTO = re.compile(r"^\[\[([a-z-]+)(?: ([\w-]+))?\]\]$")
NUMERO = re.compile(r"(?<![\w.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d])|(?<![\w.,])\d+,\d+(?![\d])")

# Placeholders without a code: each belongs to the document exactly once.
UNICI = {
    "colpo-d-occhio",
    "grafico-bilancio",
    "grafico-interventi",
    "bilancio",
    "interventi",
    "albero",
    "mappa-strategica",
    "matrice",
    "legenda-semaforo",
    "sintesi-prospettive",
    "scostamenti",
    "criticita",
    "documenti-ciclo",
}


def leggi_yaml(nome: str) -> Any:
    """The parsed content of a YAML file of the demo data."""
    return yaml.safe_load((DATI / nome).read_text(encoding="utf-8"))


def sezioni() -> Iterator[tuple[str, dict[str, Any], str]]:
    """File name, front matter and body of each section, in file order."""
    for percorso in sorted((DATI / "narrativa").glob("*.md")):
        _, testata, corpo = percorso.read_text(encoding="utf-8").split("---\n", 2)
        yield percorso.name, yaml.safe_load(testata), corpo


def righe_csv(nome: str) -> list[dict[str, str]]:
    """Rows of a CSV of the demo data, by column name."""
    with (DATI / nome).open(encoding="utf-8", newline="") as archivio:
        return list(csv.DictReader(archivio))


@cache
def segnaposto() -> Counter[tuple[str, str]]:
    """How many times each (kind, code) placeholder stands in the narrative; code is empty when there is none."""
    conteggio: Counter[tuple[str, str]] = Counter()
    for nome, _, corpo in sezioni():
        for riga in corpo.splitlines():
            if "[[" not in riga:
                continue
            trovato = SEGNAPOSTO.match(riga)
            assert trovato, f"{nome}: segnaposto non solo nella sua riga: {riga}"
            conteggio[trovato[1], trovato[2] or ""] += 1
    return conteggio


def codici(tipo: str) -> Counter[str]:
    """Codes of the placeholders of one kind."""
    return Counter({codice: volte for (nome, codice), volte in segnaposto().items() if nome == tipo})


def parole(testo: str) -> list[str]:
    """Lower-case words of a text, punctuation and apostrophes being separators."""
    return re.findall(r"\w+", testo.lower())


def impronte(testo: str) -> set[str]:
    """Ten hex digits of the SHA-256 of each run of twelve words of a text."""
    lista = parole(testo)
    finestre = (" ".join(lista[i : i + FINESTRA]) for i in range(len(lista) - FINESTRA + 1))
    return {hashlib.sha256(finestra.encode()).hexdigest()[:10] for finestra in finestre}


def stringhe(valore: Any) -> Iterator[str]:
    """All the strings inside a parsed YAML value."""
    if isinstance(valore, str):
        yield valore
    elif isinstance(valore, dict):
        for figlio in valore.values():
            yield from stringhe(figlio)
    elif isinstance(valore, list):
        for figlio in valore:
            yield from stringhe(figlio)


def numerate() -> list[tuple[str, SezioneFoto]]:
    """The sections with the numbers that the full edition gives them."""
    lette = []
    for _, testata, corpo in sezioni():
        campi = {c: testata[c] for c in ("codice", "titolo", "livello")}
        lette.append(SezioneFoto(**campi, numero="", testo=corpo, figli=testata.get("figli", "numeri")))
    return list(zip(numera(lette), lette, strict=True))


def test_testate_complete_e_ordine_unico() -> None:
    """Every section has its four fields; order and code are unique and follow the file names; levels are sound."""
    testate = [(nome, testata) for nome, testata, _ in sezioni()]
    assert len(testate) > 60
    for nome, testata in testate:
        assert {"codice", "titolo", "ordine", "livello"} <= set(testata), nome
        assert set(testata) <= {"codice", "titolo", "ordine", "livello", "riservata", "figli"}, nome
        assert testata["titolo"].strip(), nome
        assert re.fullmatch(r"\d\d-" + testata["codice"] + r"\.md", nome), nome
    ordini = [testata["ordine"] for _, testata in testate]
    assert ordini == sorted(set(ordini))
    numeri = [numero for numero, _ in numerate()]
    assert len(numeri) == len(set(numeri))
    for numero, sezione in numerate():
        assert sezione.livello == len(numero.split(".")), sezione.codice
        assert "." not in numero or numero.rpartition(".")[0] in numeri, f"{numero} senza sezione madre"


def test_numerazione_del_documento() -> None:
    """The numbers the document prints are all there, in its order."""
    figli = {"1": 0, "2": 4, "3": 4, "4": 0, "5": 0, "6": 2, "7": 2}
    attesi = [n for padre, quanti in figli.items() for n in (padre, *(f"{padre}.{i + 1}" for i in range(quanti)))]
    presenti = [numero for numero, _ in numerate()]
    assert [numero for numero in presenti if numero in attesi] == attesi
    lettere = [numero for numero in presenti if numero.startswith("7.1.")]
    assert lettere == [f"7.1.{lettera}" for lettera in "abcdefghil"]


def test_le_parti_riservate_sono_quelle_di_chi_dirige() -> None:
    """Sections 3.4 and 7.1.f–i, as the public edition leaves them out."""
    riservate = {testata["codice"] for _, testata, _ in sezioni() if testata.get("riservata")}
    numeri = [numero for numero, sezione in numerate() if sezione.codice in riservate]
    assert numeri == ["3.4", "3.4.1", "3.4.2", "3.4.3", "3.4.4", "7.1.f", "7.1.g", "7.1.h", "7.1.i"]


def test_rimandi_a_sezioni_esistenti() -> None:
    """Every reference names a section that exists, and no number of a section is typed by hand."""
    codici_sezioni = {testata["codice"] for _, testata, _ in sezioni()}
    rimandi = 0
    for nome, _, corpo in sezioni():
        assert not re.search(r"[Ss]ezion[ei] \d", corpo), nome
        for codice in re.findall(r"\{\{ sezione ([\w-]+) \}\}", corpo):
            rimandi += 1
            assert codice in codici_sezioni, f"{nome}: sezione {codice}"
    assert rimandi > 50


def test_ogni_sezione_ha_un_testo() -> None:
    """A section is prose for a reader, never a bare placeholder."""
    for nome, _, corpo in sezioni():
        prosa = "\n".join(riga for riga in corpo.splitlines() if not riga.startswith("[["))
        assert len(parole(prosa)) >= 25, nome


def test_segnaposto_unici() -> None:
    """Placeholders without a code stand once each; no kind is unknown."""
    senza_codice = {tipo: volte for (tipo, codice), volte in segnaposto().items() if not codice}
    assert senza_codice == dict.fromkeys(UNICI, 1)
    con_codice = {tipo for tipo, codice in segnaposto() if codice}
    assert con_codice == {"tavola", "grafico", "risultati", "sintesi-cruscotto", "cruscotto"}


def test_tavole_una_volta_sola() -> None:
    """Each context table is placed once and has its CSV file; those a result sheet names stand beside it."""
    elenco = [tavola["codice"] for tavola in leggi_yaml("contesto/tavole.yaml")]
    assert codici("tavola") == Counter(dict.fromkeys(elenco, 1))
    assert all((DATI / "contesto" / f"{codice}.csv").is_file() for codice in elenco)
    corpi = [corpo for _, _, corpo in sezioni()]
    for risultato in leggi_yaml("risultati.yaml"):
        corpo = next(corpo for corpo in corpi if f"[[risultati {risultato['codice']}]]" in corpo)
        assert all(f"[[tavola {codice}]]" in corpo for codice in risultato["tavole"]), risultato["codice"]


def test_grafici_una_volta_sola() -> None:
    """Each chart is placed once, in the same section as the table it draws."""
    grafici = leggi_yaml("grafici.yaml")
    assert codici("grafico") == Counter({grafico["codice"]: 1 for grafico in grafici})
    corpi = [corpo for _, _, corpo in sezioni()]
    for grafico in grafici:
        corpo = next(corpo for corpo in corpi if f"[[grafico {grafico['codice']}]]" in corpo)
        assert f"[[tavola {grafico['tavola']}]]" in corpo, grafico["codice"]


def test_risultati_una_volta_sola() -> None:
    """Each result sheet is placed once, keeps the document's order and knows its source lines."""
    risultati = leggi_yaml("risultati.yaml")
    assert codici("risultati") == Counter({risultato["codice"]: 1 for risultato in risultati})
    righe = [risultato["riga_fonte"] for risultato in risultati]
    assert righe == sorted(righe) and len(righe) == 15
    assert all(r["cifre"] or r["punti"] or r["gruppi"] or r["esiti"] for r in risultati)


def test_cruscotti_una_volta_sola() -> None:
    """Each scorecard is placed whole once; areas and managers also have their summary, with the printed lists."""
    cruscotti = leggi_yaml("ciclo.yaml")["cruscotti"]
    assert codici("cruscotto") == Counter({c["codice"]: 1 for c in cruscotti})
    con_sintesi = [c["codice"] for c in cruscotti if c["tipo"] in {"area", "individuale"}]
    assert codici("sintesi-cruscotto") == Counter(dict.fromkeys(con_sintesi, 1))
    assert {c["codice"] for c in cruscotti if c["sal_stampati"]} == set(con_sintesi)
    assert {riga["cruscotto"] for riga in righe_csv("indicatori.csv")} == {c["codice"] for c in cruscotti}


def test_numero_di_indicatori_detto_dal_testo() -> None:
    """The number of indicators each annex section states is that of the data."""
    conteggio = Counter(riga["cruscotto"] for riga in righe_csv("indicatori.csv"))
    for nome, _, corpo in sezioni():
        trovato = re.search(r"^\[\[cruscotto (\w+)\]\]$", corpo, re.M)
        if trovato:
            assert f"{conteggio[trovato[1]]} indicatori" in corpo, nome


def test_stranezze_dell_originale_conservate() -> None:
    """Two oddities of the printed summaries: objective 6 twice on one sheet, the wrong area in a title."""
    cruscotti = {c["codice"]: c for c in leggi_yaml("ciclo.yaml")["cruscotti"]}
    doppio = {"prospettiva": "processi", "obiettivo": 6, "sal": "100%"}
    assert cruscotti["ind_sg"]["sal_stampati"].count(doppio) == 2
    assert "Dirigente dell'Area 3" in cruscotti["ind_dir4"]["titolo_sintesi"]


def test_albero_coerente() -> None:
    """Objectives, nodes and cause-effect links of the cycle refer to one another."""
    ciclo = leggi_yaml("ciclo.yaml")
    prospettive = {p["codice"] for p in ciclo["prospettive"]}
    obiettivi = {o["numero"] for o in ciclo["obiettivi_strategici"]}
    nodi = {f"{nodo['prospettiva']}/{nodo['obiettivo']}" for nodo in ciclo["nodi"]}
    assert len(nodi) == len(ciclo["nodi"]) == 8
    assert {n.partition("/")[0] for n in nodi} == prospettive and {int(n[-1]) for n in nodi} == obiettivi
    nessi = ciclo["nessi"]["elenco"]
    assert {estremo for nesso in nessi for estremo in (nesso["da"], nesso["a"])} == nodi
    assert ciclo["nessi"]["origine"] == "ricostruiti"
    aree = {a["numero"] for a in ciclo["aree_strategiche"]} | {None}
    assert all(o["area_strategica"] in aree for o in ciclo["obiettivi_strategici"])


def luminanza(colore: str) -> float:
    """Relative luminance (0-1) of a #RRGGBB colour, as WCAG 2.1 defines it."""
    canali = [int(colore[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lineari = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canali]
    return 0.2126 * lineari[0] + 0.7152 * lineari[1] + 0.0722 * lineari[2]


def test_ente_coerente() -> None:
    """Offices and users belong to declared areas; colours reach AA contrast on white; the logo has a title."""
    ente = leggi_yaml("ente.yaml")
    aree = {area["codice"] for area in ente["aree"]}
    uffici = {ufficio["codice"]: ufficio["area"] for ufficio in ente["uffici"]}
    assert aree == {"area1", "area2", "area3", "area4"} == set(uffici.values())
    for utente in ente["utenti"]:
        assert utente.get("area", "area1") in aree
        if "area" in utente and "ufficio" in utente:
            assert uffici[utente["ufficio"]] == utente["area"], utente["username"]
    for colore in (ente["colore_primario"], ente["colore_secondario"]):
        assert 1.05 / (luminanza(colore) + 0.05) >= 4.5, colore
    assert "<title" in (DATI / ente["logo"]).read_text(encoding="utf-8")


def test_fasce_del_semaforo_senza_vuoti() -> None:
    """The bands follow one another without gaps or overlaps and cover every value."""
    fasce = leggi_yaml("ente.yaml")["misura"]["semaforo"]
    assert fasce[0]["da"] in (None, "0") and fasce[-1]["a"] is None
    for prima, dopo in pairwise(fasce):
        assert prima["a"] == dopo["da"]


def decimale(numero: str) -> Decimal:
    """The value of an Italian written number."""
    return Decimal(numero.replace(".", "").replace(",", "."))


@cache
def numeri_dei_dati() -> frozenset[Decimal]:
    """Values of every number written in the data files, signs left out, plus sums the text may quote."""
    celle = [DATI / "risultati.yaml", DATI / "ciclo.yaml"]
    scritti = [archivio.read_text(encoding="utf-8") for archivio in celle]
    for archivio in [*DATI.glob("*.csv"), *(DATI / "contesto").glob("*.csv")]:
        with archivio.open(encoding="utf-8", newline="") as aperto:
            scritti += [cella for riga in csv.reader(aperto) for cella in riga]
    numeri = (n for testo in scritti for n in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", testo))
    valori = {decimale(n) for n in numeri}
    return frozenset(valori | numeri_derivati())


def numeri_derivati() -> set[Decimal]:
    """Figures the text computes from the data: each is the difference, sum or share its comment says."""
    interventi = [r for r in righe_csv("interventi.csv") if r["obiettivo"]]
    somme = {
        sum((decimale(r["importo"]) for r in interventi if r["obiettivo"] == numero), Decimal(0)) for numero in "23456"
    }
    progetti20 = sum((decimale(r["importo"]) for r in interventi if "Progetto 20%" in r["descrizione"]), Decimal(0))
    calcolati = {
        Decimal(67106 - 65636),  # imprese registrate 2015-2019
        Decimal(58846 - 57028),  # imprese attive 2015-2019
        Decimal(616727 - 608618),  # residenti 2014-2019
        Decimal(8561 + 7870),  # valore aggiunto dell'Area Vasta, milioni
        quota(67106 - 65636, 67106),  # calo delle registrate
        quota(58846 - 57028, 58846),  # calo delle attive
        quota(82859 - 82191, 82859),  # calo delle registrate con unità locali
        quota(20731, 65636),  # peso dei servizi
        quota(213912 - 190761, 190761),  # crescita degli addetti
        quota(7870 - 7306, 7306),  # valore aggiunto di Siena
        quota(8561 - 8535, 8535),  # valore aggiunto di Arezzo
        quota(47102, 266961),  # imprenditori per 100 abitanti, Siena
        quota(57434, 341657),  # e Arezzo
        quota(28294, 266961),  # imprese per 100 abitanti, Siena
        quota(37342, 341657),  # e Arezzo
        Decimal("2.6"),  # addetti per unità locale: 118.919/45.325 e 94.993/36.866
        Decimal("15.4"),  # depositi, miliardi: 8.024 + 7.386 milioni
        Decimal("4.1"),  # saldo commerciale, miliardi
        quota(8024 - 7698, 7698),  # depositi di Arezzo
        quota(7936 - 7386, 7936),  # depositi di Siena
        Decimal("2.1"),  # prestiti di Arezzo: 7.689 -> 7.524
        quota(9394 - 7926, 9394),  # prestiti di Siena
        quota(60, 88),  # donne sul personale
        quota(54281675, 65000000),  # proventi degli apprendisti sul target
        Decimal("15.9"),  # prezzo medio dell'oro in euro, dal testo del documento
        Decimal(185000),  # interventi: 2.316.941 - 2.132.000, "quasi"
    }
    return somme | {progetti20} | calcolati


def quota(parte: int, totale: int) -> Decimal:
    """A share in percent, to one decimal place, half up."""
    return (Decimal(100 * parte) / Decimal(totale)).quantize(Decimal("0.1"), "ROUND_HALF_UP")


def test_numeri_del_testo_presenti_nei_dati() -> None:
    """Each number with thousands or decimals that the prose quotes is in the data or is a declared computation."""
    ignoti: list[str] = []
    controllati = 0
    for nome, _, corpo in sezioni():
        for scritto in NUMERO.findall(corpo):
            controllati += 1
            if decimale(scritto) not in numeri_dei_dati():
                ignoti.append(f"{nome}: {scritto}")
    assert not ignoti
    assert controllati > 200


@cache
def impronte_fonte() -> frozenset[str]:
    """Hashes of the runs of twelve words of the source's prose."""
    return frozenset(IMPRONTE.read_text(encoding="utf-8").split())


def test_impronte_riconoscono_la_fonte() -> None:
    """The vision is quoted from the source: were its words not recognised, the next test would prove nothing."""
    vision = impronte(leggi_yaml("ciclo.yaml")["vision"])
    assert len(vision) > 10
    assert vision <= impronte_fonte()


def test_prosa_scritta_da_capo() -> None:
    """Outside the quoted vision no run of twelve words of our prose is that of the source."""
    ciclo = leggi_yaml("ciclo.yaml")
    vision = impronte(ciclo["vision"])
    prose = [(nome, corpo) for nome, _, corpo in sezioni()]
    prose += [("ciclo.yaml", testo) for testo in stringhe([ciclo["mandato"], ciclo["mission"], ciclo["prospettive"]])]
    for risultato in leggi_yaml("risultati.yaml"):
        prose += [("risultati.yaml", testo) for testo in stringhe([risultato["punti"], risultato["esiti"]])]
    assert len(prose) > 120
    copiati = [nome for nome, testo in prose if (impronte(testo) - vision) & impronte_fonte()]
    assert not copiati


@pytest.mark.parametrize("tipo", ["tavola", "grafico", "risultati", "cruscotto", "sintesi-cruscotto"])
def test_segnaposto_con_codice_non_ripetuti(tipo: str) -> None:
    """No placeholder with a code stands twice."""
    assert max(codici(tipo).values()) == 1
