"""Hand-written drawings: well formed, named, inside their frame, nothing lost, nothing by colour alone."""

import itertools
import re
import xml.etree.ElementTree as ET
from decimal import Decimal

import pytest

from contesto.colori import Tema, contrasto, luce
from contesto.svg import misura
from cruscotto.strategia.disegni import (
    ColonnaMatrice,
    EsitoDisegnato,
    FasciaMappa,
    LivelloDellAlbero,
    NodoAlbero,
    ObiettivoDisegnato,
    RigaMatrice,
    disegna_albero,
    disegna_mappa,
    disegna_matrice,
    disegna_semaforo,
)
from cruscotto.strategia.disegni.instrada import PostoDellaScatola, instrada
from cruscotto.strategia.disegni.semaforo import COLORI, tinta_chiara

SVG = "{http://www.w3.org/2000/svg}"
TEMA = Tema("#0066cc", "#b5651d")
PIENO = EsitoDisegnato(Decimal(100), "raggiunto", "raggiunto")
QUASI = EsitoDisegnato(Decimal("94.378"), "parziale", "parzialmente raggiunto")
OSTILE = "<script>alert('x')</script> & \"virgolette\" " + "x" * 260
NOMI = {
    1: "Verso una P.A. semplice, digitale ed efficiente",
    2: "Per un sistema coeso, trasparente e sostenibile",
    3: "Imprese competitive 4.0 ed internazionalizzate",
    4: "Un territorio attrattivo ed integrato",
    5: "Le giovani generazioni e l'iniziativa economica, fattori di sviluppo",
    6: "L'ottimizzazione organizzativa e gestionale",
}


def obiettivo(
    prospettiva: str, numero: int, area: str | None = None, esito: EsitoDisegnato = PIENO
) -> ObiettivoDisegnato:
    return ObiettivoDisegnato(f"{prospettiva}/{numero}", str(numero), NOMI[numero], esito, area)


FASCE = (
    FasciaMappa(
        "imprese",
        "Imprese, Territorio e Consumatori",
        PIENO,
        tuple(obiettivo("imprese", n, "1" if n < 3 else "2") for n in range(1, 6)),
    ),
    FasciaMappa("processi", "Processi Interni", PIENO, (obiettivo("processi", 6),)),
    FasciaMappa(
        "innovazione",
        "Innovazione e Crescita",
        EsitoDisegnato(Decimal("99.1"), "parziale", "parzialmente raggiunto", "99%"),
        (obiettivo("innovazione", 6),),
    ),
    FasciaMappa("economico", "Economico-Finanziaria", QUASI, (obiettivo("economico", 6, esito=QUASI),)),
)
NESSI = (
    ("processi/6", "imprese/1"),
    ("processi/6", "imprese/5"),
    ("innovazione/6", "processi/6"),
    ("innovazione/6", "imprese/3"),
    ("economico/6", "innovazione/6"),
    ("economico/6", "imprese/4"),
    ("economico/6", "processi/6"),
    ("imprese/4", "imprese/3"),
    ("imprese/1", "imprese/2"),
)
COLONNE = (ColonnaMatrice("1", "La CCIAA di servizio", PIENO), ColonnaMatrice("2", "La CCIAA per il territorio", PIENO))


def albero(testo: str = "Funzioni della Camera") -> NodoAlbero:
    def area(codice: str, numeri: tuple[int, ...]) -> NodoAlbero:
        foglie = tuple(NodoAlbero(LivelloDellAlbero.OBIETTIVO, NOMI[n], str(n), PIENO) for n in numeri)
        return NodoAlbero(LivelloDellAlbero.AREA, f"Area {codice} {testo}", codice, PIENO, foglie)

    comune = NodoAlbero(LivelloDellAlbero.OBIETTIVO, NOMI[6], "6", QUASI, (), trasversale=True)
    vision = NodoAlbero(LivelloDellAlbero.VISION, testo, "", QUASI, (area("1", (1, 2)), area("2", (3, 4, 5)), comune))
    return NodoAlbero(
        LivelloDellAlbero.MANDATO, testo, "", None, (NodoAlbero(LivelloDellAlbero.MISSION, testo, "", None, (vision,)),)
    )


def matrice(fasce: tuple[FasciaMappa, ...] = FASCE) -> str:
    return disegna_matrice(COLONNE, tuple(RigaMatrice(f.codice, f.nome, f.esito, f.obiettivi) for f in fasce), TEMA)


def ostile() -> tuple[FasciaMappa, ...]:
    esito = EsitoDisegnato(Decimal(50), "parziale", OSTILE)
    return (
        FasciaMappa(
            "a", OSTILE, esito, tuple(ObiettivoDisegnato(f"a/{i}", str(i), OSTILE, esito, "1") for i in range(5))
        ),
    )


def scritte(svg: str) -> str:
    return " ".join(elemento.text or "" for elemento in ET.fromstring(svg).iter(f"{SVG}text"))


TUTTI = {
    "albero": disegna_albero(albero(), TEMA),
    "albero ostile": disegna_albero(albero(OSTILE), TEMA),
    "mappa": disegna_mappa(FASCE, NESSI, TEMA),
    "mappa ostile": disegna_mappa(ostile(), (("a/0", "a/4"), ("a/4", "a/1")), TEMA),
    "matrice": matrice(),
    "matrice ostile": matrice(ostile()),
    "semaforo": disegna_semaforo("raggiunto", OSTILE),
    "vuoto": disegna_mappa((), (), TEMA),
}


@pytest.mark.parametrize("nome", TUTTI)
def test_immagine_pulita(nome: str) -> None:
    radice = ET.fromstring(TUTTI[nome])
    assert radice.get("role") == "img" and radice.get("viewBox")
    assert radice[0].tag == f"{SVG}title" and (radice[0].text or "").strip()
    assert not any({"style", "class"} & set(e.attrib) for e in radice.iter())
    assert {e.tag.removeprefix(SVG) for e in radice.iter()} <= {"svg", "g", "title", "text", "path", "rect", "circle"}
    identificativi = [e.get("id") for e in radice.iter() if e.get("id")]
    assert len(identificativi) == len(set(identificativi))


@pytest.mark.parametrize("nome", TUTTI)
def test_ogni_testo_sta_nel_riquadro(nome: str) -> None:
    """Each text inside the viewBox, and inside the smallest rectangle that contains its start."""
    radice = ET.fromstring(TUTTI[nome])
    larghezza, altezza = (float(v) for v in (radice.get("viewBox") or "").split()[2:])
    rettangoli = [tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height")) for r in radice.iter(f"{SVG}rect")]
    for scritta in radice.iter(f"{SVG}text"):
        x, y = float(scritta.get("x", "")), float(scritta.get("y", ""))
        corpo = float(scritta.get("font-size", ""))
        fine = x + misura(scritta.text or "", corpo, grassetto=scritta.get("font-weight") == "700")
        assert x >= 0 and fine <= larghezza and corpo <= y + 2 and y + corpo * 0.25 <= altezza
        intorno = [r for r in rettangoli if r[0] <= x <= r[0] + r[2] and r[1] <= y <= r[1] + r[3]]
        assert intorno, scritta.text
        stretto = min(intorno, key=lambda r: r[2] * r[3])
        assert fine <= stretto[0] + stretto[2] and y + corpo * 0.25 <= stretto[1] + stretto[3], scritta.text


def test_stessi_dati_stessi_byte_id_diversi_per_dati_diversi() -> None:
    assert disegna_mappa(FASCE, NESSI, TEMA) == TUTTI["mappa"]
    altro = disegna_mappa(FASCE, NESSI[:1], TEMA)
    assert re.search(r' id="([^"]+)"', altro)[1] != re.search(r' id="([^"]+)"', TUTTI["mappa"])[1]  # type: ignore[index]


def test_la_matrice_del_documento_2019() -> None:
    scritto = scritte(TUTTI["matrice"])
    for parola in ("100%", "99%", "94,4%", "parzialmente raggiunto", "1. Verso una P.A.", "Processi Interni"):
        assert parola in scritto
    assert scritto.count("6. L'ottimizzazione organizzativa e gestionale") == 3  # one row each, across both columns
    larghi = [float(r.get("width", "0")) for r in ET.fromstring(TUTTI["matrice"]).iter(f"{SVG}rect") if r.get("rx")]
    assert sorted(larghi) == [262.0] * 5 + [536.0] * 3  # (698 − 150) / 2 − 12 and 548 − 12


def test_albero_e_mappa_dicono_tutto() -> None:
    for nome in ("albero", "mappa"):
        scritto = scritte(TUTTI[nome])
        assert "94,4%" in scritto and "100%" in scritto and "raggiunto" in scritto
        for numero in NOMI:
            assert f"{numero}. {NOMI[numero].split()[0]}" in scritto
    assert "OBIETTIVO STRATEGICO COMUNE A TUTTE LE AREE" in scritte(TUTTI["albero"])
    titolo = ET.fromstring(TUTTI["mappa"])[0].text or ""
    assert "da 6 (Economico-Finanziaria) a 4 (Imprese, Territorio e Consumatori)" in titolo
    assert "obiettivo 6: 94,4%, parzialmente raggiunto" in titolo


def test_le_frecce_non_toccano_le_scritte() -> None:
    """No segment of an arrow enters an objective's box: ends touch a border, everything else stays outside."""
    radice = ET.fromstring(TUTTI["mappa"])
    scatole = [
        tuple(float(r.get(k, "0")) for k in ("x", "y", "width", "height"))
        for r in radice.iter(f"{SVG}rect")
        if r.get("rx") == "12"
    ]
    linee = [
        p.get("d", "") for p in radice.iter(f"{SVG}path") if p.get("stroke") == "#455a64" and "L" in p.get("d", "")
    ]
    assert len(scatole) == 8 and len(linee) == len(NESSI)
    for linea in linee:
        punti = [tuple(float(v) for v in punto.split(",")) for punto in linea[1:].split("L")]
        for (xa, ya), (xb, yb) in itertools.pairwise(punti):
            assert xa == xb or ya == yb
            for x, y, w, h in scatole:
                assert max(xa, xb) <= x or min(xa, xb) >= x + w or max(ya, yb) <= y or min(ya, yb) >= y + h


def test_instradamento() -> None:
    posti = {
        "su": PostoDellaScatola(0, 100, 200),
        "mezzo": PostoDellaScatola(1, 100, 200),
        "giu": PostoDellaScatola(2, 100, 200),
    }
    (diretta, lunga), corsie = instrada(posti, [("giu", "mezzo"), ("giu", "su")], 3, (0, 300))
    assert diretta.ascisse[0] == diretta.ascisse[1]  # one above the other: a straight arrow
    assert lunga.gole == (2, 1) and lunga.verso == -1
    assert not 100 <= lunga.ascisse[1] <= 200  # the row between is crossed beside its box
    assert corsie == [0, 1, 1, 0]
    with pytest.raises(ValueError, match="non è sulla mappa: «ignoto»"):
        instrada(posti, [("giu", "ignoto")], 3, (0, 300))
    with pytest.raises(ValueError, match="se stesso"):
        instrada(posti, [("giu", "giu")], 3, (0, 300))


def test_chiavi_doppie_nella_mappa() -> None:
    doppia = FasciaMappa("x", "X", None, (obiettivo("x", 1), obiettivo("x", 1)))
    with pytest.raises(ValueError, match="stessa chiave «x/1»"):
        disegna_mappa((doppia,), (), TEMA)


def test_testo_ostile_resta_testo() -> None:
    for nome in ("albero ostile", "mappa ostile", "matrice ostile", "semaforo"):
        assert "<script" not in TUTTI[nome]
    assert "alert('x')" in scritte(TUTTI["albero ostile"])


def test_senza_dati() -> None:
    vuoti = [
        disegna_mappa((), (), TEMA),
        disegna_matrice((), (), TEMA),
        disegna_albero(NodoAlbero(LivelloDellAlbero.MANDATO, ""), TEMA),
    ]
    assert all("Nessun dato da rappresentare" in scritte(svg) for svg in vuoti)


def test_semaforo_per_forma_e_non_solo_per_colore() -> None:
    """Without their colours the four signs are still four different drawings; a foreign code is the dashed ring."""
    nudi = {re.sub(r"#[0-9a-f]{6}", "", disegna_semaforo(codice, "nome")) for codice in COLORI}
    assert len(nudi) == 4
    assert disegna_semaforo("altro", "x") == disegna_semaforo("non_rilevato", "x")
    assert all(contrasto(colore, tinta_chiara(codice)) >= 2.9 for codice, colore in COLORI.items())
    assert all(contrasto("#17324d", tinta_chiara(codice)) >= 9 for codice in COLORI)
    luci = sorted(luce(COLORI[c]) for c in ("non_raggiunto", "parziale", "raggiunto"))
    assert luci[1] - luci[0] > 4 and luci[2] - luci[1] > 10


def test_esito_scritto() -> None:
    assert QUASI.scritto() == "94,4%"
    assert PIENO.scritto() == "100%"
    assert EsitoDisegnato(Decimal("94.378"), "parziale", "x", "94%").scritto() == "94%"  # the body's own rounding wins
    assert EsitoDisegnato(None, "non_rilevato", "non rilevato").scritto() == "n.r."
