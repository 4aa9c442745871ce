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
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from cruscotto.models import Ciclo
from relazione.documento.cifre_scritte import leggi_cifre
from relazione.documento.componi import componi
from relazione.documento.genera import trova_richiesta
from relazione.documento.testo import Nodo, solo_testo
from relazione.fotografia import SezioneFoto, fotografa
from relazione.models import numera

RADICE = Path(__file__).resolve().parents[1]
DATI = RADICE.parent / "fixtures" / "arezzo-siena-2019"
IMPRONTE = RADICE / "dati" / "impronte_fonte.txt"
FINESTRA = 12
SEGNAPOSTO = re.compile(r"^\[\[([a-z-]+)(?: ([\w-]+)|: [^\]]+)?\]\]$")
RICHIAMO = re.compile(r"\{\{\s*((?!riservato:)[^{}]*?)\s*\}\}")

# Placeholders without a code: each belongs to the document exactly once.
UNICI = {
    "firme",
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
            assert conteggio[trovato[1]] > 9
            assert f"{{{{ conta {trovato[1]} }}}} indicatori" in corpo, nome


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


# Figures of the document that no table and no scorecard of it has: typed by hand, each with its line.
SENZA_DATO = {
    "contesto-commercio-estero": {"15,9": 299, "9,8": 299},  # the price of gold, in euro and in dollars
    "contesto-credito": {"47": 269, "53": 269},  # the shares of the loans: the table gives others
    "contesto-export-arezzo": {"2": 297, "5,8": 301, "-5,7": 305},
    "contesto-quadro-normativo": {"20": 407},
    "promosienarezzo": {"11": 555, "90": 555, "8": 555},  # the prose of the document, not its table
    "sintesi-prospettive": {"99": 721, "94": 722},
    "matrice": {"100": 715, "99": 721, "94": 722},
    "risultati-gestione": {"99,6": 984},
}
# Figures that are not of this year's data: bounds of classes, words of a cell, a base.
COSTANTI = {
    "contesto-tessuto": "ogni 100 registrate",
    "contesto-struttura-imprese": "10 49 50 250 addetti, ogni 100 abitanti",
    "personale": "50 e 60 anni, meno di 40",
    "personale-contratto": "10, 16, 20, 21 e 25 anni",
    "interventi-economici": "200 mila",
    "azienda-formazione": "39 corsi, 750 partecipanti, costi per 525.632,18: parole di una cella",
    "azienda-laboratorio": "17 imprese, 39, 195, 25, 58 e 74: parole di celle",
    "risultati-raggiunti": "da 0 a 100",
    "sintesi-prospettive": "100",
    "risultati-tutela": "106, nell'etichetta di una cifra",
    "risultati-viaggio-arezzo": "500 anni dalla morte di Leonardo",
    "risultati-comunicazione": "25.000, 123.538, 715.945: parole di un elenco",
    "risultati-gestione": "6, da 0,94",
    "scostamenti": "100",
    "forza-debolezza": "100",
    "cruscotto-azienda-speciale": "100",
}


def test_ogni_cifra_e_un_richiamo_o_si_sa_perche() -> None:
    """A number typed by hand is a fact of the document that no datum has, or a constant: all the others follow."""
    legate, ignote = 0, []
    for _, testata, corpo in sezioni():
        codice = testata["codice"]
        legate += sum(not r.startswith("sezione ") for r in RICHIAMO.findall(corpo))
        note = set(SENZA_DATO.get(codice, {})) | set(re.findall(r"[\d.,]*\d", COSTANTI.get(codice, "")))
        for cifra in leggi_cifre(corpo):
            numero = re.sub(r"[^\d.,-]", "", cifra.testo)
            if numero not in note and numero.lstrip("-") not in note:
                ignote.append(f"{codice}: {cifra.testo}")
    assert not ignote
    assert legate > 350


# What the document says and the demonstration had lost, or said otherwise: the section, the line, what is printed.
FATTI = [
    ("presentazione", 25, "articolo 35, comma 6, del DPR n. 254 del 2005"),
    ("sintesi", 71, "piano-della-performance-2019-2021.pdf"),
    ("contesto-area-vasta", 133, "oltre 600mila persone"),
    ("contesto-area-vasta", 133, "341.657 ad Arezzo, il 56%, e 266.961 a Siena, il 44%"),
    ("contesto-area-vasta", 133, "106 abitanti per chilometro quadrato; a Siena sono 69,9"),
    ("contesto-area-vasta", 135, "quasi 66.000, il 57% ad Arezzo e il 43% a Siena"),
    ("contesto-area-vasta", 135, "82mila, il 55% ad Arezzo e il 45% a Siena"),
    ("contesto-area-vasta", 135, "104.536, il 55% ad Arezzo e il 45% a Siena"),
    ("contesto-area-vasta", 135, "circa 214mila, il 56% ad Arezzo e il 44% a Siena"),
    ("contesto-ricchezza", 146, "oltre 16 miliardi di euro"),
    ("contesto-ricchezza", 146, "il 52% ad Arezzo e il 48% a Siena"),
    ("contesto-ricchezza", 146, "29.434 euro contro i 24.965 di Arezzo"),
    ("contesto-lavoro", 148, "del 74,1% a Siena e del 71,5% ad Arezzo"),
    ("contesto-struttura-imprese", 189, "17,6 imprenditori a Siena e 16,8 ad Arezzo"),
    ("contesto-struttura-imprese", 189, "10,6 imprese a Siena e 10,9 ad Arezzo"),
    ("contesto-struttura-imprese", 189, "13,8 unità locali a Siena e 13,3 ad Arezzo"),
    ("contesto-struttura-imprese", 191, "94,1% ad Arezzo e il 94,3% a Siena"),
    ("contesto-struttura-imprese", 191, "il 5,3% e il 5,0%"),
    ("contesto-struttura-imprese", 191, "il restante 0,6% e 0,7%"),
    ("contesto-struttura-imprese", 193, "2,6 persone ad Arezzo e 2,6 a Siena"),
    ("contesto-commercio-estero", 249, "circa 11 miliardi"),
    ("contesto-commercio-estero", 249, "L'84% viene da Arezzo"),
    ("contesto-commercio-estero", 249, "e il 16% da Siena"),
    ("contesto-commercio-estero", 249, "il 90%, contro il 10% di Siena"),
    ("contesto-commercio-estero", 299, "del 15,9% in euro e del 9,8% in dollari"),
    ("contesto-credito", 269, "oltre 15,4 miliardi di euro: 8.024 milioni ad Arezzo, il 52%"),
    ("contesto-credito", 269, "I prestiti sono oltre 15,4 miliardi"),
    ("contesto-credito", 269, "il 47% ad Arezzo e il 53% a Siena; dai valori della tavola risultano il 49% e il 51%"),
    ("contesto-credito", 271, "era il 14,0% ad Arezzo e il 18,6% a Siena"),
    ("contesto-credito", 271, "meno della metà del 2,2% dell'anno prima"),
    ("contesto-export-arezzo", 295, "oltre 9,1 miliardi di euro"),
    ("contesto-export-arezzo", 297, "circa 4,3 miliardi"),
    ("contesto-export-arezzo", 297, "oltre 2 miliardi in più"),
    ("contesto-export-arezzo", 297, "nel quarto trimestre la crescita è del 7,7%"),
    ("contesto-export-arezzo", 299, "più grande di quella reale"),
    ("contesto-export-arezzo", 301, "primo semestre in crescita del 5,8%"),
    ("contesto-export-arezzo", 303, "legno (+10,9%), gomma e plastica (+9,8%), prodotti in metallo (+9,3%)"),
    ("contesto-export-arezzo", 303, "mobili (+5,3%)"),
    ("contesto-export-arezzo", 305, "l'agricoltura (-2,8%) e i farmaceutici (-2,0%)"),
    ("contesto-export-arezzo", 305, "la carta (-5,7%), che la tavola non riporta"),
    ("contesto-export-siena", 340, "circa 1,7 miliardi di euro"),
    ("contesto-export-siena", 350, "circa i tre quarti dell'export senese; dai valori della tavola risulta il 72%"),
    ("contesto-export-siena", 350, "i minerali non metalliferi (+3,8%)"),
    ("contesto-export-siena", 352, "il legno (-3,5%)"),
    ("contesto-quadro-normativo", 383, "metrologia legale, rilevazione dei prezzi"),
    ("contesto-quadro-normativo", 397, "designazioni dei revisori dei conti (articolo 17, comma 1)"),
    ("contesto-quadro-normativo", 403, "trasmesso anche al Presidente della Giunta regionale"),
    ("contesto-quadro-normativo", 405, "articolo 1, comma 1, lettera b, n. 2"),
    ("contesto-quadro-normativo", 407, "articolo 18, comma 10"),
    ("promosienarezzo", 555, "11 workshop con 90 imprese e due fiere con 8"),
    ("customer-satisfaction", 622, "www.ar.camcom.it"),
    ("sintesi-prospettive", 721, "quelle pubblicate, 99% e 94%"),
    ("scostamenti", 1337, "con un SAL dell'83,5%: il documento pubblicato lo arrotonda all'84%"),
    ("performance-dettaglio", 1737, "è all'83,5% e non all'84% stampato nel 2020"),
]


@pytest.mark.django_db
def test_i_fatti_del_documento_ci_sono(ciclo: Ciclo) -> None:
    """Each fact, by its line in the document, as the full edition prints it: from data wherever there are."""
    composto = componi(fotografa(trova_richiesta(ciclo, "relazione"), "integrale"))
    stampate = {
        s.codice: " ".join(_stampato(b.dati.nodi) for b in s.blocchi if b.tipo == "testo") for s in composto.sezioni
    }
    mancano = [(codice, riga, fatto) for codice, riga, fatto in FATTI if fatto not in stampate[codice]]
    assert not mancano


def _stampato(nodi: tuple[Nodo, ...]) -> str:
    """The words of some nodes, with the addresses of the links."""
    return "".join(f"{solo_testo((n,))}{''.join(f' {i}' for i in _indirizzi((n,)))} " for n in nodi)


def _indirizzi(nodi: tuple[Nodo, ...]) -> Iterator[str]:
    for n in nodi:
        if n.indirizzo.startswith("http"):
            yield n.indirizzo
        yield from _indirizzi(n.figli)


def test_chi_firma_e_il_titolo() -> None:
    """Lines 13 and 33-38: the title as printed, the roles without the names."""
    assert leggi_yaml("ciclo.yaml")["titolo"] == "Relazione della Performance 2019"
    corpi = {testata["codice"]: corpo for _, testata, corpo in sezioni()}
    assert "[[firme: Il Segretario Generale f.f.; Il Presidente]]" in corpi["presentazione"]


def test_cio_che_il_documento_non_dice_lo_dice() -> None:
    """Mandate and mission, thresholds, links of the map, strengths and weaknesses are marked as the demonstration's."""
    corpi = {testata["codice"]: corpo for _, testata, corpo in sezioni()}
    for codice in ("legenda", "mappa-strategica", "albero", "forza-debolezza"):
        assert "*Testo della dimostrazione: " in corpi[codice], codice
    ciclo = leggi_yaml("ciclo.yaml")
    assert all(ciclo[testo].rstrip().endswith("(Testo della dimostrazione.)") for testo in ("mandato", "mission"))
    assert not any("scelta della Camera" in corpo for corpo in corpi.values())


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
