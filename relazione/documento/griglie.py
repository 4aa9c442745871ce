"""Tables by the names of their rows and columns: of context, the budget, the interventions. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from contesto.bilancio import Voce
from contesto.numeri import leggi_cella
from contesto.stampa import RigaFoto, TavolaFoto
from relazione.documento.formati import UNITA
from relazione.documento.genere import Manca
from relazione.documento.nomi import LUNGO, chiave, scegli, scrivi_nome, unici
from relazione.documento.tabelle import euro, per_obiettivo, somma
from relazione.fotografia import Fotografia
from relazione.fotografia.riservatezza import NASCOSTO

VOLTA = re.compile(r" \(\d+\)$")
NON_PUBBLICO = "questa edizione non pubblica la cella: segnate la frase come riservata, o toglietela"
UNO = Decimal(1)


@dataclass(frozen=True, slots=True)
class Dato:
    """A datum that can be recalled. ``valore`` is in its own unit, which is ``scala`` true ones; None for words.

    ``blocco`` is the block that prints it, by kind and code; ``riservato`` says that the public edition has it not.
    """

    richiamo: str
    descrizione: str
    testo: str
    valore: Decimal | None
    scala: Decimal = UNO
    unita: str = ""
    blocco: tuple[str, str] = ("", "")
    riservato: bool = False

    @property
    def percento(self) -> bool:
        """Whether it carries its sign «%»."""
        return self.testo.rstrip().endswith("%")


@dataclass(frozen=True, slots=True)
class Griglia:
    """A table by its names: of rows, of columns, and the datum where they meet. Some rows go by two names. ``quante``
    are its rows, without headings and totals."""

    codice: str
    titolo: str
    righe: Mapping[str, int]
    colonne: Mapping[str, int]
    celle: Mapping[tuple[int, int], Dato]
    quante: int

    def cella(self, riga: str, colonna: str) -> Dato:
        """The datum of a row and a column.

        Raises:
            Manca: there is none, or it is hidden.
        """
        r = scegli(riga, self.righe, f"nella tavola «{self.codice}» una riga")
        colonne = {n: c for n, c in self.colonne.items() if (r, c) in self.celle}
        if colonna:
            c = scegli(colonna, colonne, f"nella tavola «{self.codice}» una colonna")
        elif len(set(colonne.values())) == 1:
            c = next(iter(colonne.values()))
        else:
            raise Manca(f"manca la colonna: scrivetela dopo «{riga}» e il segno >, fra {', '.join(colonne)}")
        dato = self.celle[r, c]
        if dato.testo == NASCOSTO:
            raise Manca(NON_PUBBLICO)
        return dato


def di_tavola(tavola: TavolaFoto, anno: int) -> Griglia:
    """A context table by the names of its rows and columns."""
    colonne = unici(_nome_colonna(c.livello_superiore, c.etichetta) for c in tavola.colonne)
    righe = _nomi_righe(tavola)
    celle: dict[tuple[int, int], Dato] = {}
    alias: dict[str, int] = {}
    for r, riga in enumerate(tavola.righe):
        if riga.gruppo and not any(riga.numeri):
            continue
        for c, colonna in enumerate(tavola.colonne):
            if not riga.celle[c].strip() or (colonna.testo and not riga.numeri[c]):
                continue
            nome, fusa = _colonna_della_cella(tavola, riga, c, colonne)
            if fusa:
                alias[nome] = c
            valore = leggi_cella(riga.celle[c]) if riga.numeri[c] else None
            unita = _unita(tavola, righe[r], nome)
            celle[r, c] = Dato(
                f"cella {tavola.codice} > {scrivi_nome(righe[r], f'riga {r + 1}', anno, righe)}"
                f" > {scrivi_nome(nome, f'colonna {c + 1}', anno, colonne)}",
                f"{tavola.titolo}: {righe[r]}, {nome}",
                riga.celle[c].strip(),
                valore,
                next((UNITA[u] for u in ("milioni", "miliardi") if unita.startswith(u)), UNO),
                unita,
                ("tavola", tavola.codice),
            )
    per_riga = _con_posti(righe, "riga")
    brevi = Counter(chiave(n.rpartition(" / ")[2]) for n in righe)
    for r, nome in enumerate(righe):
        breve = nome.rpartition(" / ")[2]
        if brevi[chiave(breve)] == 1:
            per_riga.setdefault(breve, r)
    per_colonna = _con_posti(colonne, "colonna")
    brevi = Counter(chiave(n.rpartition(" / ")[2]) for n in colonne)
    for c, nome in enumerate(colonne):
        breve = nome.rpartition(" / ")[2]
        if brevi[chiave(breve)] == 1:
            per_colonna.setdefault(breve, c)
    quante = sum(not (r.gruppo or r.totale) for r in tavola.righe)
    return Griglia(tavola.codice, tavola.titolo, per_riga, {**alias, **per_colonna}, celle, quante)


def _con_posti(nomi: Iterable[str], che_cosa: str) -> dict[str, int]:
    """Names with their places; every one also as «riga 3»."""
    lista = list(nomi)
    return {n: i for i, n in enumerate(lista)} | {f"{che_cosa} {i + 1}": i for i in range(len(lista))}


def _nome_colonna(sopra: str, sotto: str) -> str:
    return " / ".join(dict.fromkeys(" ".join(p.split()) for p in (sopra, sotto) if p.strip())) or "Voce"


def _colonna_della_cella(tavola: TavolaFoto, riga: RigaFoto, c: int, nomi: list[str]) -> tuple[str, bool]:
    """The name of the column of a cell; of a total that stands for all those under a heading, the heading."""
    sopra = tavola.colonne[c].livello_superiore
    sorelle = [i for i, altra in enumerate(tavola.colonne) if altra.livello_superiore == sopra]
    if riga.totale and sopra and len(sorelle) > 1 and sorelle[0] == c and not any(riga.celle[i] for i in sorelle[1:]):
        return sopra, True
    return nomi[c], False


def _nomi_righe(tavola: TavolaFoto) -> list[str]:
    testuali = [c for c, colonna in enumerate(tavola.colonne) if colonna.testo]
    volte = {c: Counter(chiave(r.celle[c]) for r in tavola.righe) for c in testuali}
    nomi, gruppo = [], ""
    for numero, riga in enumerate(tavola.righe, 1):
        testi = [(c, " ".join(riga.celle[c].split())) for c in testuali if riga.celle[c].strip()]
        if riga.gruppo:
            gruppo = " ".join(t for _, t in testi)
            nomi.append(gruppo or f"riga {numero}")
            continue
        solo = next((t for c, t in testi if volte[c][chiave(t)] == 1 and len(t) <= LUNGO), "")
        if not testi:
            nomi.append("Totale" if riga.totale else f"riga {numero}")
        elif gruppo:
            nomi.append(f"{gruppo} / {testi[0][1]}")
        else:
            nomi.append(solo or " / ".join(t for _, t in testi))
    return unici(nomi)


def _unita(tavola: TavolaFoto, riga: str, colonna: str) -> str:
    """The unit of a cell: that of the table, or the one of its row or column where it differs."""
    base, *altre = tavola.unita.split("; ")
    nomi = {chiave(VOLTA.sub("", p)) for n in (riga, colonna) for p in (n, *n.split(" / "))}
    for altra in altre:
        quali, _, unita = altra.rpartition(" in ")
        if nomi & {chiave(q) for q in (*quali.split(", "), quali)}:
            return unita
    return base


def di_bilancio(foto: Fotografia) -> Griglia:
    colonne = {"preventivo": 0, "aggiornamento": 1, "consuntivo": 2, "differenza": 3}
    righe: dict[str, int] = {}
    celle: dict[tuple[int, int], Dato] = {}
    for r, voce in enumerate(foto.bilancio):
        righe |= {nome: r for nome in _nomi_voce(voce) if nome not in righe}
        for colonna, c in colonne.items():
            importo = voce.importi[c]
            if importo is not None:
                nome = f"cella bilancio > {voce.codice} > {colonna}"
                testo = euro(importo).replace("−", "-")
                descrizione = f"Bilancio: {voce.etichetta}, {colonna}"
                celle[r, c] = Dato(nome, descrizione, testo, importo, unita="euro", blocco=("bilancio", ""))
    quante = sum(v.tipo == "voce" for v in foto.bilancio)
    return Griglia("bilancio", "Bilancio", righe, colonne, celle, quante)


def _nomi_voce(voce: Voce) -> Iterable[str]:
    return (n for n in (voce.codice, voce.nome, voce.etichetta) if n)


def di_interventi(foto: Fotografia) -> Griglia:
    righe: dict[str, int] = {}
    celle: dict[tuple[int, int], Dato] = {}

    def aggiungi(nome: str, descrizione: str, importo: Decimal) -> None:
        posto = len(celle)
        righe[nome] = posto
        richiamo = f"cella interventi > {scrivi_nome(nome, f'riga {posto + 1}', foto.anno, nomi)}"
        testo = euro(importo).replace("−", "-")
        celle[posto, 0] = Dato(richiamo, descrizione, testo, importo, unita="euro", blocco=("interventi", ""))

    nomi = unici(" ".join(i.descrizione.split()) for i in foto.interventi)
    for nome, i in zip(nomi, foto.interventi, strict=True):
        aggiungi(nome, f"Interventi economici: {nome}", i.importo)
    for _, voci in per_obiettivo(foto.interventi):
        numero = voci[0].obiettivo
        aggiungi(f"obiettivo {numero}", f"Interventi economici: totale dell'obiettivo {numero}", somma(voci))
    aggiungi("totale", "Interventi economici: totale", somma(foto.interventi))
    per_posto = {f"riga {r + 1}": r for r in range(len(celle))}
    quante = len(foto.interventi)
    return Griglia("interventi", "Interventi economici", {**per_posto, **righe}, {"importo": 0}, celle, quante)
