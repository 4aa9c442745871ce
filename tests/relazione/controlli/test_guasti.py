"""Faults injected one at a time in what the controls look at: of 27 kinds, at random, each found at its place.

What is injected is taken from the real year, already wrong in places: only what is new counts. A finding is at the
right place when its reference begins with that of the fault, or its lines are those of the spoilt row. Recall and
precision by kind are printed (``-s``).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from contesto.bilancio import Voce
from contesto.numeri import formatta_numero, leggi_cella
from cruscotto.models import Ciclo
from relazione.controlli.date import data_di
from relazione.controlli.elenco import controlla
from relazione.controlli.esito import EsitoControllo
from relazione.controlli.lettura import leggi_materia
from relazione.controlli.materia import AsseLetto, CruscottoLetto, Materia, RigaLettaDiCruscotto, TavolaLetta
from relazione.controlli.serie import SerieDiTavola, serie_di

PER_GENERE = 15
RICHIAMO = Decimal("0.95")
PRECISIONE = Decimal("0.95")


Guasto = tuple[Materia, str]
"""The spoilt matter, and where: beginnings of references, or ``#`` and a line, divided by ``|``."""


def con_tavola(m: Materia, t: TavolaLetta) -> Materia:
    return replace(m, tavole=tuple(t if x.codice == t.codice else x for x in m.tavole))


def con_cella(t: TavolaLetta, r: int, c: int, testo: str) -> TavolaLetta:
    righe = [list(riga) for riga in t.testi]
    righe[r][c] = testo
    return replace(t, testi=tuple(map(tuple, righe)))


def con_righe(m: Materia, codice: str, cambia: Callable[[CruscottoLetto], CruscottoLetto]) -> Materia:
    return replace(m, cruscotti=tuple(cambia(c) if c.codice == codice else c for c in m.cruscotti))


def con_riga(m: Materia, prima: RigaLettaDiCruscotto, dopo: RigaLettaDiCruscotto) -> Materia:
    def cambia(c: CruscottoLetto) -> CruscottoLetto:
        return replace(c, righe=tuple(dopo if r is prima else r for r in c.righe))

    return con_righe(m, prima.cruscotto, cambia)


def con_voce(m: Materia, n: int, **altro: object) -> Materia:
    voci = list(m.bilancio)
    nuova: Voce = replace(voci[n].voce, **altro)  # type: ignore[arg-type]
    voci[n] = replace(voci[n], voce=nuova)
    return replace(m, bilancio=tuple(voci))


def una_riga(m: Materia, caso: random.Random, come: Callable[[RigaLettaDiCruscotto], bool]) -> RigaLettaDiCruscotto:
    righe = [r for r in m.righe if come(r)]
    return caso.choice(righe)


def di_riga(r: RigaLettaDiCruscotto) -> str:
    """Where a row is: its reference, and its line, which findings about its copies have too."""
    return f"cruscotto/{r.cruscotto}/{r.codice}|#{r.riga_fonte}"


def datata(r: RigaLettaDiCruscotto) -> bool:
    return data_di(r.target) is not None and data_di(r.actual) is not None


def ripetuta(m: Materia, r: RigaLettaDiCruscotto) -> bool:
    return len(m.per_indicatore()[r.codice]) > 1


def altro_numero(testo: str, caso: random.Random) -> str:
    """The same number with one digit changed."""
    posti = [n for n, x in enumerate(testo) if x.isdigit()]
    n = caso.choice(posti)
    cifra = caso.choice([x for x in "123456789" if x != testo[n]])
    return testo[:n] + cifra + testo[n + 1 :]


# -- the kinds --------------------------------------------------------------------------------------------------


def totale_cambiato(m: Materia, caso: random.Random) -> Guasto:
    scelte = [
        (t, r, c)
        for t in m.tavole
        for r, riga in enumerate(t.righe)
        for c, col in enumerate(t.colonne)
        if riga.totale and not riga.intensiva and not col.intensiva and t.valori[r][c] is not None
        if riga.etichetta not in t.somme.get("totali_non_esaustivi", ())
        if sum(t.valori[n][c] is not None for n in range(len(t.righe))) > 2
        if (t.unita or col.unita) != "%"
    ]
    t, r, c = caso.choice(scelte)
    return con_tavola(m, con_cella(t, r, c, altro_numero(t.testi[r][c], caso))), f"tavola/{t.codice}/"


def parte_cambiata(m: Materia, caso: random.Random) -> Guasto:
    scelte = [
        (t, r, c)
        for t in m.tavole
        if t.tema == "personale" or any(k.totale for k in t.colonne)
        for r, riga in enumerate(t.righe)
        for c, col in enumerate(t.colonne)
        if not riga.totale and not col.intensiva and t.valori[r][c] and any(x.totale for x in t.righe)
    ]
    t, r, c = caso.choice(scelte)
    return con_tavola(m, con_cella(t, r, c, altro_numero(t.testi[r][c], caso))), f"tavola/{t.codice}/"


def quota_sbagliata(m: Materia, caso: random.Random) -> Guasto:
    scelte = [
        (t, r, c)
        for t in m.tavole
        for r in range(len(t.righe))
        for c, col in enumerate(t.colonne)
        if "var" in col.etichetta.casefold() and "-" in col.etichetta and t.valori[r][c] is not None
    ]
    t, r, c = caso.choice(scelte)
    return con_tavola(m, con_cella(t, r, c, altro_numero(t.testi[r][c], caso))), f"tavola/{t.codice}/"


def colonna_copiata(m: Materia, caso: random.Random) -> Guasto:
    scelte = []
    for t in m.tavole:
        numeri = [c for c, col in enumerate(t.colonne) if not col.testo and not col.totale]
        for da in numeri:
            for a in numeri:
                valori = [t.valori[r][da] for r, riga in enumerate(t.righe) if not riga.totale]
                if da != a and len(valori) > 4 and None not in valori and len(set(valori)) > 3:
                    scelte.append((t, da, a))
    t, da, a = caso.choice(scelte)
    testi = tuple(tuple(riga[da] if c == a else testo for c, testo in enumerate(riga)) for riga in t.testi)
    return con_tavola(m, replace(t, testi=testi)), f"tavola/{t.codice}/"


def intensiva_sommata(m: Materia, caso: random.Random) -> Guasto:
    """Rates of provinces and years with a last row that sums them, under a table of their own."""
    t = caso.choice([t for t in m.tavole if sum(c.intensiva for c in t.colonne) > 1 and len(t.righe) > 2])
    colonne = [c for c, col in enumerate(t.colonne) if col.intensiva or col.testo]
    righe = [r for r, riga in enumerate(t.righe) if not riga.totale]
    testi = [tuple(t.testi[r][c] for c in colonne) for r in righe]
    somme = []
    for c in colonne:
        valori = [v for r in righe if (v := t.valori[r][c]) is not None]
        somme.append("" if len(valori) < 2 else formatta_numero(sum(valori, Decimal(0))))
    assi = [
        *(replace(t.righe[r], intensiva=True) for r in righe),
        AsseLetto(etichetta="Totale", totale=True, intensiva=True),
    ]
    nuova = replace(
        t,
        codice=f"nuova-{t.codice}-{caso.randint(1, 9)}",
        colonne=tuple(t.colonne[c] for c in colonne),
        righe=tuple(assi),
        testi=(*testi, tuple(somme)),
    )
    return replace(m, tavole=(*m.tavole, nuova)), f"tavola/{nuova.codice}/"


def didascalia_di_altri_anni(m: Materia, caso: random.Random) -> Guasto:
    t = caso.choice([t for t in m.tavole if len({c.anno for c in (*t.colonne, *t.righe) if c.anno}) > 2])
    return con_tavola(m, replace(t, didascalia=f"Dati {caso.randint(1990, 2005)}-{caso.randint(2006, 2012)}")), (
        f"tavola/{t.codice}/"
    )


def due_numeri_in_una_cella(m: Materia, caso: random.Random) -> Guasto:
    scelte = [
        (t, r, c)
        for t in m.tavole
        for r in range(len(t.righe))
        for c in range(len(t.colonne))
        if t.valori[r][c] is not None
        if 2 * sum(t.valori[n][c] is not None for n in range(len(t.righe)) if n != r) > len(t.righe) - 1
    ]
    t, r, c = caso.choice(scelte)
    return con_tavola(m, con_cella(t, r, c, f"{t.testi[r][c]} {caso.randint(1, 9)}")), f"tavola/{t.codice}/"


def nota_mancante(m: Materia, caso: random.Random) -> Guasto:
    t = caso.choice([t for t in m.tavole if t.note])
    tolta = caso.choice(t.note)
    return con_tavola(m, replace(t, note=tuple(n for n in t.note if n != tolta))), f"tavola/{t.codice}/"


def data_in_ritardo(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, lambda r: datata(r) and data_di(r.target).month < 12)  # type: ignore[union-attr]
    return con_riga(m, r, replace(r, actual=f"{caso.randint(1, 28):02}/12/{m.anno}")), di_riga(r)


def anno_sbagliato(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, datata)
    sbagliato = m.anno + caso.choice((-1, 1))
    return con_riga(m, r, replace(r, target=f"{r.target[:-4]}{sbagliato}")), di_riga(r)


def copia_divergente(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, lambda r: ripetuta(m, r) and leggi_cella(r.actual) is not None)
    gemelle = {f"cruscotto/{x.cruscotto}/{x.codice}" for x in m.per_indicatore()[r.codice]}
    return con_riga(m, r, replace(r, actual=altro_numero(r.actual, caso))), "|".join(sorted(gemelle))


def sal_sbagliato(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, lambda r: bool(r.sal_stampato) and r.sal_calcolato is not None and r.sal_dichiarato is None)
    altro = caso.choice([n for n in range(10, 100, 10) if abs(n - (r.sal_calcolato or Decimal(0))) > 1])
    return con_riga(m, r, replace(r, sal_stampato=f"{altro}%")), di_riga(r)


def riga_doppia(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, lambda r: True)
    copia = replace(r, riga_fonte=1)
    return con_righe(m, r.cruscotto, lambda c: replace(c, righe=(*c.righe, copia))), di_riga(r)


def cella_vuota(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, lambda r: bool(r.target and r.actual and r.sal_stampato))
    campo = caso.choice(("target", "actual", "sal_stampato"))
    vuota = replace(r, target="") if campo == "target" else replace(r, actual="") if campo == "actual" else r
    if campo == "sal_stampato":
        vuota = replace(r, sal_stampato="")
    return con_riga(m, r, vuota), f"{di_riga(r)}|cruscotto/{r.cruscotto}/"


def dicitura_tronca(m: Materia, caso: random.Random) -> Guasto:
    finali = ("di", "del", "con", "per", "della", "e", "in")
    r = una_riga(m, caso, lambda r: any(p in finali for p in r.obiettivo_operativo.split()[2:]))
    parole = r.obiettivo_operativo.split()
    n = caso.choice([n for n, p in enumerate(parole) if n >= 2 and p in finali])
    tronca = replace(r, obiettivo_operativo=" ".join(parole[: n + 1]))
    return con_riga(m, r, tronca), f"{di_riga(r)}|cruscotto/{r.cruscotto}/"


def formato_diverso(m: Materia, caso: random.Random) -> Guasto:
    r = una_riga(m, caso, lambda r: "/" in r.actual and data_di(r.actual) is not None)
    return con_riga(m, r, replace(r, actual=r.actual.replace("/", "."))), di_riga(r)


def segno_sbagliato(m: Materia, caso: random.Random) -> Guasto:
    voci = [n for n, v in enumerate(m.bilancio) if v.voce.tipo == "voce" and v.voce.consuntivo]
    n = caso.choice(voci)
    consuntivo = m.bilancio[n].voce.consuntivo
    assert consuntivo is not None
    return con_voce(m, n, consuntivo=-consuntivo), "bilancio/"


def differenza_sbagliata(m: Materia, caso: random.Random) -> Guasto:
    n = caso.choice([n for n, v in enumerate(m.bilancio) if v.voce.differenza])
    differenza = m.bilancio[n].voce.differenza
    assert differenza is not None
    return con_voce(m, n, differenza=differenza + caso.randint(1, 9)), "bilancio/"


def obiettivo_inesistente(m: Materia, caso: random.Random) -> Guasto:
    n = caso.randrange(len(m.citazioni))
    citata = replace(m.citazioni[n], genere="obiettivo", numero=caso.randint(20, 90))
    citazioni = (*m.citazioni[:n], citata, *m.citazioni[n + 1 :])
    return replace(m, citazioni=citazioni), "/".join(p for p in citata.luogo if p)


def area_scambiata(m: Materia, caso: random.Random) -> Guasto:
    scelti = [c for c in m.cruscotti if "Area " in c.sottotitolo and c.titolo_sintesi]
    c = caso.choice(scelti)
    numero = c.sottotitolo.split("Area ")[1][0]
    altro = caso.choice([n for n in "123456789" if n != numero])
    nuovo = c.sottotitolo.replace(f"Area {numero}", f"Area {altro}", 1)
    return con_righe(m, c.codice, lambda x: replace(x, sottotitolo=nuovo)), f"cruscotto/{c.codice}/"


def con_somme(m: Materia) -> list[TavolaLetta]:
    """The tables whose numbers are all in one total: what moves in them is seen."""
    return [
        t
        for t in m.tavole
        if any(r.totale and r.etichetta not in t.somme.get("totali_non_esaustivi", ()) for r in t.righe)
        and sum(not c.testo and not c.intensiva and not c.totale for c in t.colonne) > 1
        and not any(r.gruppo for r in t.righe)
    ]


def celle_scambiate(m: Materia, caso: random.Random) -> Guasto:
    """Two cells of a row, each in the place of the other."""
    t = caso.choice(con_somme(m))
    numeri = [c for c, col in enumerate(t.colonne) if not col.testo and not col.intensiva]
    scelte = [
        (r, a, b)
        for r, riga in enumerate(t.righe)
        for a in numeri
        for b in numeri
        if a < b and not riga.totale and t.valori[r][a] is not None and t.valori[r][b] is not None
        if abs((t.valori[r][a] or Decimal(0)) - (t.valori[r][b] or Decimal(0))) > 1
    ]
    r, a, b = caso.choice(scelte)
    testi = t.testi[r]
    return con_tavola(m, con_cella(con_cella(t, r, a, testi[b]), r, b, testi[a])), f"tavola/{t.codice}/"


def riga_spostata(m: Materia, caso: random.Random) -> Guasto:
    """The numbers of a row a column to the right, as when a cell of it was left out."""
    t = caso.choice(con_somme(m))
    numeri = [c for c, col in enumerate(t.colonne) if not col.testo]
    r = caso.choice([r for r, riga in enumerate(t.righe) if not riga.totale and len({*t.valori[r]}) > 2])
    nuova = t
    for c, testo in zip(numeri, ("", *(t.testi[r][n] for n in numeri[:-1])), strict=True):
        nuova = con_cella(nuova, r, c, testo)
    return con_tavola(m, nuova), f"tavola/{t.codice}/"


def con_frase(m: Materia, caso: random.Random, frase: str) -> tuple[Materia, str]:
    """A sentence more in a section of the public edition, and the reference of that section."""
    n = caso.choice([n for n, s in enumerate(m.testi) if s.pubblico and not s.blocchi])
    s = m.testi[n]
    nuova = replace(s, testo=f"{s.testo}\n\n{frase}", pubblico=f"{s.pubblico}\n\n{frase}")
    return replace(m, testi=(*m.testi[:n], nuova, *m.testi[n + 1 :])), f"sezione/{s.codice}/"


def serie_lunghe(m: Materia) -> list[SerieDiTavola]:
    """The series whose values are told apart by the figure alone."""
    return [
        s
        for t in m.tavole
        for s in serie_di(t)
        if len({v for v, _, _ in s.valori.values()}) == len(s.valori) > 2
        if all(sum(x.isdigit() for x in testo) > 2 and v > 9 for v, testo, _ in s.valori.values())
    ]


def cifra_di_un_altro_anno(m: Materia, caso: random.Random) -> Guasto:
    s = caso.choice(serie_lunghe(m))
    anno, altro = caso.sample(sorted(s.valori), 2)
    segno = "%" if s.unita == "%" and "%" not in s.valori[altro][1] else ""
    return con_frase(m, caso, f"Nel {anno} {s.nome} era {s.valori[altro][1]}{segno}.")


def cifra_sbagliata_nel_testo(m: Materia, caso: random.Random) -> Guasto:
    """The figure of the year with its third digit changed."""
    s = caso.choice(serie_lunghe(m))
    anno = caso.choice(sorted(s.valori))
    testo = s.valori[anno][1]
    n = [n for n, x in enumerate(testo) if x.isdigit()][2]
    cifra = caso.choice([x for x in "123456789" if x != testo[n]])
    segno = "%" if s.unita == "%" and "%" not in testo else ""
    nome = f"{s.nome} ({s.tavola.misura})" if s.tavola.misura else s.nome
    return con_frase(m, caso, f"{nome} era nel {anno} pari a {testo[:n]}{cifra}{testo[n + 1 :]}{segno}.")


def sezione_mancante(m: Materia, caso: random.Random) -> Guasto:
    """All that the document has on one of the things that the law wants shown."""
    parole, blocchi = caso.choice(
        [
            (("genere", "pari opportunità"), ()),
            (("scostament",), ("scostamenti",)),
            (
                ("risors", "economic", "finanziari"),
                ("bilancio", "grafico-bilancio", "interventi", "grafico-interventi"),
            ),
        ]
    )
    restano = tuple(
        s
        for s in m.testi
        if not any(p in s.titolo.casefold() for p in parole) and not any(nome in blocchi for nome, _ in s.blocchi)
    )
    return replace(m, testi=restano), "documenti/sezioni/"


def persona_nominata(m: Materia, caso: random.Random) -> Guasto:
    nome = f"{caso.choice(('Anna', 'Luca', 'Ilaria'))} {caso.choice(('Bianchi', 'Neri', 'Verdi'))}"
    frase = caso.choice((f"{nome} ha raggiunto il 97%.", f"Il dott. {nome} è al 98%.", f"Il lavoro è di {nome}."))
    rotta, dove = con_frase(replace(m, persone=(nome,)), caso, frase)
    return rotta, f"{dove}persona"


def annuncio_senza_seguito(m: Materia, caso: random.Random) -> Guasto:
    cosa = caso.choice(("La tavola che segue mostra i dati.", "Il grafico seguente mostra il calo.", "I dati sono:"))
    posti = [
        n
        for n, s in enumerate(m.testi)
        if s.pubblico and not s.blocchi and not (m.testi[n + 1 : n + 2] and m.testi[n + 1].blocchi)
        if not (m.testi[n + 1 : n + 2] and m.testi[n + 1].livello > s.livello)
    ]
    n = caso.choice(posti)
    nuova = replace(m.testi[n], testo=f"{m.testi[n].testo}\n\n{cosa}")
    return replace(m, testi=(*m.testi[:n], nuova, *m.testi[n + 1 :])), f"sezione/{nuova.codice}/"


GENERI = {
    g.__name__: g
    for g in (
        totale_cambiato,
        parte_cambiata,
        quota_sbagliata,
        colonna_copiata,
        intensiva_sommata,
        didascalia_di_altri_anni,
        due_numeri_in_una_cella,
        nota_mancante,
        data_in_ritardo,
        anno_sbagliato,
        copia_divergente,
        sal_sbagliato,
        riga_doppia,
        cella_vuota,
        dicitura_tronca,
        formato_diverso,
        segno_sbagliato,
        differenza_sbagliata,
        obiettivo_inesistente,
        area_scambiata,
        celle_scambiate,
        riga_spostata,
        cifra_di_un_altro_anno,
        cifra_sbagliata_nel_testo,
        sezione_mancante,
        persona_nominata,
        annuncio_senza_seguito,
    )
}


def trovato(nuovi: list[EsitoControllo], dove: str) -> bool:
    posti = tuple(p for p in dove.split("|") if not p.startswith("#"))
    linee = {int(p[1:]) for p in dove.split("|") if p.startswith("#") and p[1:].isdigit()}
    return any(e.riferimento.startswith(posti) or linee & set(e.righe) for e in nuovi)


def test_faults_are_found_at_their_place(ciclo: Ciclo) -> None:
    materia = leggi_materia(ciclo)
    prima = {e.chiave for e in controlla(materia)}
    caso = random.Random(2019)
    righe, presi, utili, detti = [], 0, 0, 0
    for nome, guasta in GENERI.items():
        suoi = giusti = tutti = 0
        for _ in range(PER_GENERE):
            rotta, dove = guasta(materia, caso)
            nuovi = [e for e in controlla(rotta) if e.chiave not in prima]
            suoi += trovato(nuovi, dove)
            giusti += sum(trovato([e], dove) for e in nuovi)
            tutti += len(nuovi)
        presi, utili, detti = presi + suoi, utili + giusti, detti + tutti
        righe.append(f"{nome:28} richiamo {suoi}/{PER_GENERE}  precisione {giusti}/{tutti}")
    quanti = PER_GENERE * len(GENERI)
    print("\n".join((*righe, f"in tutto: richiamo {presi}/{quanti}, precisione {utili}/{detti}")))
    assert len(GENERI) >= 20
    assert Decimal(presi) / quanti >= RICHIAMO, "\n".join(righe)
    assert Decimal(utili) / detti >= PRECISIONE, "\n".join(righe)


@pytest.mark.parametrize("nome", GENERI)
def test_every_kind_spoils_something(ciclo: Ciclo, nome: str) -> None:
    materia = leggi_materia(ciclo)
    rotta, _ = GENERI[nome](materia, random.Random(7))
    assert rotta != materia
