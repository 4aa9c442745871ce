"""What a sentence can recall of a snapshot: cells of its tables, SALs, actuals, targets, figures, counts. Pure.

Everything comes from one snapshot: in the public edition what is not public is not here, and no sum gives it back.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as Insieme
from dataclasses import dataclass, field, replace
from decimal import Decimal
from difflib import get_close_matches
from typing import TypeVar

from contesto.bilancio import Voce
from contesto.numeri import leggi_cella
from contesto.stampa import RigaFoto, TavolaFoto
from cruscotto.misurazione.prospetto import Prospetto, Riga
from relazione.documento.formati import UNITA
from relazione.documento.genere import Manca
from relazione.documento.tabelle import euro, per_obiettivo, somma
from relazione.fotografia import Fotografia
from relazione.fotografia.edizione import INDIVIDUALE
from relazione.fotografia.riservatezza import NASCOSTO, celle_nascoste

T = TypeVar("T")
NOTE = re.compile(r"[*¹²³⁴⁵⁶⁷⁸⁹]+")
ANNO = re.compile(r"anno(?:\s*-\s*(\d{1,2}))?")
SCRITTO = re.compile(r"\D*?(-?\d[\d.,]*)\D*")
NOME_MASSIMO = 200
"""Letters of a name that are compared with those that there are."""
VOLTA = re.compile(r" \(\d+\)$")
LUNGO = 70
SEPARA = re.compile(r"[>;{}]| \+ ")
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


def chiave(nome: str) -> str:
    """A name as it is compared: without case, notes, accents of form, doubled spaces."""
    piano = unicodedata.normalize("NFKC", NOTE.sub("", nome)).replace("’", "'").casefold()
    return " ".join(piano.split())


def anno_scritto(testo: str, anno: int) -> str:
    """The year that «anno» or «anno-1» stands for; empty for other words."""
    trovato = ANNO.fullmatch(testo.strip().casefold())
    return str(anno - int(trovato[1] or 0)) if trovato else ""


def forse(nome: str, nomi: Iterable[str]) -> str:
    """«: forse «…»», with the nearest of the names that there are; nothing when none is near."""
    per_chiave = {chiave(n): n for n in nomi}
    cercata = chiave(nome)
    if not cercata or len(cercata) > NOME_MASSIMO:
        return ""
    vicini = get_close_matches(cercata, per_chiave, n=3, cutoff=0.5)
    vicini = vicini or [c for c in per_chiave if cercata in c][:3]
    return f": forse {' o '.join(f'«{per_chiave[v]}»' for v in vicini)}" if vicini else ""


def scegli(nome: str, voci: Mapping[str, T], che_cosa: str) -> T:
    """The entry of a name, or of the beginning of one when no other begins so.

    Raises:
        Manca: there is none, or more.
    """
    cercata = chiave(nome)
    esatte = [v for n, v in voci.items() if chiave(n) == cercata]
    if not esatte and cercata:
        esatte = [v for n, v in voci.items() if chiave(n).startswith(cercata)]
    if len(esatte) == 1 or (esatte and all(v == esatte[0] for v in esatte)):
        return esatte[0]
    if esatte:
        raise Manca(f"«{nome}» può essere più di {che_cosa}: scrivetene il nome intero")
    raise Manca(f"non c'è {che_cosa} «{nome}»{forse(nome, voci)}")


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


@dataclass(slots=True)
class Repertorio:
    """The data of one snapshot, found by name."""

    foto: Fotografia
    _griglie: dict[str, Griglia] = field(default_factory=dict)
    _dati: tuple[Dato, ...] | None = None

    # -- tables --------------------------------------------------------------------------------------------------------

    def griglia(self, codice: str) -> Griglia:
        """A table of context, the budget (``bilancio``) or the interventions (``interventi``).

        Raises:
            Manca: there is none.
        """
        if codice not in self._griglie:
            tavola = next((t for t in self.foto.tavole if chiave(t.codice) == chiave(codice)), None)
            if tavola is not None:
                self._griglie[codice] = di_tavola(tavola, self.foto.anno)
            elif codice == "bilancio" and self.foto.bilancio:
                self._griglie[codice] = _di_bilancio(self.foto)
            elif codice == "interventi" and self.foto.interventi:
                self._griglie[codice] = _di_interventi(self.foto)
            else:
                raise Manca(f"non c'è la tavola «{codice}»{forse(codice, self.codici)}")
        return self._griglie[codice]

    @property
    def codici(self) -> list[str]:
        """The codes of the tables."""
        altre = [n for n, c in (("bilancio", self.foto.bilancio), ("interventi", self.foto.interventi)) if c]
        return [*(t.codice for t in self.foto.tavole), *altre]

    def cella(self, percorso: tuple[str, ...]) -> Dato:
        """The datum at table, row and column. ``anno`` and ``anno-1`` stand for the year of the document.

        Raises:
            Manca: a name is missing, is not there, or is of more than one.
        """
        parti = tuple(self._anno(p) for p in percorso)
        if not 2 <= len(parti) <= 3 or not all(parti):
            raise Manca("una cella si scrive «tavola > riga > colonna», per esempio cella bilancio > 1 > consuntivo")
        codice, riga, *colonna = parti
        return self.griglia(codice).cella(riga, colonna[0] if colonna else "")

    def _anno(self, parte: str) -> str:
        """A name with the years that «anno» stands for."""
        pezzi = [p.strip() for p in parte.split("/")]
        letti = [anno_scritto(p, self.foto.anno) or p for p in pezzi]
        return " / ".join(letti) if letti != pezzi else parte.strip()

    # -- scorecards ----------------------------------------------------------------------------------------------------

    def prospetto(self, codice: str) -> Prospetto:
        """A scorecard of this edition.

        Raises:
            Manca: there is none.
        """
        return scegli_codice(codice, {p.codice: p for p in self.foto.prospetti}, "il cruscotto", self.foto)

    def righe(self, indicatore: str, cruscotto: str = "") -> list[tuple[Prospetto, Riga]]:
        """The rows of an indicator: of one scorecard, or of all the organisational ones; of an individual sheet only
        when no other has it.

        Raises:
            Manca: no scorecard of this edition has it.
        """
        tutte = [(p, r) for p in self.foto.prospetti for r in p.righe if chiave(r.codice) == chiave(indicatore)]
        if cruscotto:
            prospetto = self.prospetto(cruscotto)
            scelte = [(p, r) for p, r in tutte if p is prospetto]
            if not scelte:
                codici = dict.fromkeys(r.codice for r in prospetto.righe)
                vicini = forse(indicatore, codici)
                raise Manca(f"il cruscotto «{cruscotto}» non ha l'indicatore «{indicatore}»{vicini}")
            return scelte
        scelte = [(p, r) for p, r in tutte if p.tipo != INDIVIDUALE] or tutte
        if not scelte:
            scegli_codice(
                indicatore, {r.codice: r for p in self.foto.prospetti for r in p.righe}, "l'indicatore", self.foto
            )
        return scelte

    # -- everything ----------------------------------------------------------------------------------------------------

    @property
    def dati(self) -> tuple[Dato, ...]:
        """All that can be recalled and has a value or a word, once each, in the order of the snapshot."""
        if self._dati is None:
            trovati = [*self._delle_tavole(), *self._dei_cruscotti(), *self._delle_schede()]
            self._dati = tuple({d.richiamo: d for d in trovati}.values())
        return self._dati

    def _delle_tavole(self) -> Iterator[Dato]:
        nascoste = frozenset() if self.foto.pubblica else celle_nascoste(self.foto.tavole)
        for codice in self.codici:
            griglia = self.griglia(codice)
            for (r, c), dato in griglia.celle.items():
                if dato.valore is not None:
                    yield replace(dato, riservato=True) if (codice, r, c) in nascoste else dato

    def _dei_cruscotti(self) -> Iterator[Dato]:
        visti: dict[str, set[tuple[str, str]]] = {}
        for p in self.foto.prospetti:
            for r in p.righe:
                if p.tipo != INDIVIDUALE:
                    visti.setdefault(r.codice, set()).add((r.actual, r.target))
        for p in self.foto.prospetti:
            yield from self._dei_sal(p)
            yield from _dei_valori(p, visti)
            yield from self._dei_conti(p)

    def _dei_sal(self, p: Prospetto) -> Iterator[Dato]:
        """The SALs of a scorecard: the whole, its prospettive, its objectives, the rows that have one only."""
        voci: list[tuple[str, str, Decimal | None]] = [("", "", p.media.valore)]
        for prospettiva in p.prospettive:
            dove = f" > {prospettiva.codice}"
            voci.append((dove, prospettiva.nome, prospettiva.media.valore))
            voci += [
                (f"{dove} > {o.numero}", f"{prospettiva.nome}, {o.numero}. {o.nome}", o.media.valore)
                for o in prospettiva.obiettivi
            ]
        for codice, righe in _per_codice(p).items():
            if len({r.sal for r in righe}) == 1:
                voci.append((f" > {codice}", righe[0].etichetta, righe[0].sal))
        for dove, nome, valore in voci:
            if valore is not None:
                descrizione = f"SAL – {p.titolo}{f': {nome}' if nome else ''}"
                yield _del_cruscotto(p, f"sal {p.codice}{dove}", descrizione, self.foto.misura.mostra(valore), valore)

    def _dei_conti(self, p: Prospetto) -> Iterator[Dato]:
        """How many rows a scorecard has, and how many for each band of the light."""
        conta = f"Quanti indicatori – {p.titolo}"
        voci = [(f"conta {p.codice}", conta, len(p.righe))]
        for f in self.foto.misura.fasce:
            quanti = sum(r.fascia is not None and r.fascia.codice == f.codice for r in p.righe)
            voci.append((f"conta {p.codice} > {f.codice}", f"{conta}: {f.nome}", quanti))
        for richiamo, descrizione, quanti in voci:
            yield _del_cruscotto(p, richiamo, descrizione, str(quanti), Decimal(quanti))

    def _delle_schede(self) -> Iterator[Dato]:
        for s in self.foto.risultati:
            etichette = [v.etichetta for v in s.voci if v.tipo == "cifra"]
            for v in s.voci:
                if v.tipo == "cifra":
                    nome = inizio_unico(v.etichetta, etichette)
                    yield _cifra(s.codice, nome, v.etichetta, v.cifra)

    def cifra(self, scheda: str, etichetta: str) -> Dato:
        """A figure of a result sheet, by the beginning of its label.

        Raises:
            Manca: there is none.
        """
        trovata = scegli_codice(scheda, {s.codice: s for s in self.foto.risultati}, "la scheda", self.foto)
        cifre = {v.etichetta: v for v in trovata.voci if v.tipo == "cifra"}
        voce = scegli(etichetta, cifre, f"nella scheda «{scheda}» una cifra")
        return _cifra(scheda, etichetta, voce.etichetta, voce.cifra)


def scegli_codice(codice: str, voci: Mapping[str, T], che_cosa: str, foto: Fotografia) -> T:
    """The entry of a code.

    Raises:
        Manca: there is none in this edition; of a public one it names nothing that is not public.
    """
    trovata = next((v for n, v in voci.items() if chiave(n) == chiave(codice)), None)
    if trovata is None:
        dove = "questa edizione" if foto.pubblica else f"il {foto.anno}"
        coda = forse(codice, voci)
        riserva = " Se è di una scheda individuale, segnate la frase come riservata" if foto.pubblica else ""
        raise Manca(f"{dove} non ha {che_cosa} «{codice}»{coda}{'.' if riserva else ''}{riserva}")
    return trovata


def leggi_scritto(testo: str) -> Decimal | None:
    """The number of a text such as ``≥73%``, ``€ 542.816,75``, ``Oltre 45.000``; None for a date or words."""
    if "/" in testo or re.search(r"\d[.]\d{1,2}[.]\d", testo):
        return leggi_cella(testo)
    trovato = SCRITTO.fullmatch(testo.strip())
    return leggi_cella(trovato[1].rstrip(".,")) if trovato else None


def _cifra(scheda: str, nome: str, etichetta: str, scritta: str) -> Dato:
    testo = scritta[:1].lower() + scritta[1:]
    return Dato(
        f"cifra {scheda} > {nome}",
        etichetta,
        testo.removesuffix("€").strip(),
        leggi_scritto(testo),
        blocco=("risultati", scheda),
    )


def inizio_unico(nome: str, nomi: Iterable[str]) -> str:
    """The first words of a name that no other begins with: enough to recall it by."""
    altri = [chiave(n) for n in nomi if n != nome]
    parole = SEPARA.split(nome)[0].split() or nome.split()
    for quante in range(min(3, len(parole)), len(parole) + 1):
        inizio = " ".join(parole[:quante]).rstrip(":,.")
        if not any(a.startswith(chiave(inizio)) for a in altri):
            return inizio
    return nome


# -- tables by names ---------------------------------------------------------------------------------------------------


def di_tavola(tavola: TavolaFoto, anno: int) -> Griglia:
    """A context table by the names of its rows and columns."""
    colonne = _unici(_nome_colonna(c.livello_superiore, c.etichetta) for c in tavola.colonne)
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
                f"cella {tavola.codice} > {_scritto(righe[r], f'riga {r + 1}', anno, righe)}"
                f" > {_scritto(nome, f'colonna {c + 1}', anno, colonne)}",
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


def _scritto(nome: str, posto: str, anno: int, nomi: Iterable[str]) -> str:
    """A name as a recall writes it: the year of the document as such, so that it follows; of what cannot be written, or
    is long, the beginning that no other has, or its place."""
    anni = {str(anno): "anno", str(anno - 1): "anno-1"}
    pulito = " / ".join(anni.get(p, p) for p in " ".join(NOTE.sub("", nome).split()).split(" / "))
    if pulito in anni.values() or pulito.rpartition(" / ")[2] in anni.values():
        return pulito
    inizio = SEPARA.split(pulito)[0].strip()
    if len(inizio) > LUNGO:
        inizio = inizio[:LUNGO].rpartition(" ")[0]
    if inizio == pulito and pulito:
        return pulito
    unico = sum(chiave(n).startswith(chiave(inizio)) for n in nomi) == 1
    return inizio if inizio and unico else posto


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
    return _unici(nomi)


def _unici(nomi: Iterable[str]) -> list[str]:
    """The same names, those after the first of equal ones with their number: «Var.% su 2018 (2)»."""
    visti: Counter[str] = Counter()
    usciti = []
    for nome in nomi:
        visti[chiave(nome)] += 1
        volta = visti[chiave(nome)]
        usciti.append(nome if volta == 1 else f"{nome} ({volta})")
    return usciti


def _unita(tavola: TavolaFoto, riga: str, colonna: str) -> str:
    """The unit of a cell: that of the table, or the one of its row or column where it differs."""
    base, *altre = tavola.unita.split("; ")
    nomi = {chiave(VOLTA.sub("", p)) for n in (riga, colonna) for p in (n, *n.split(" / "))}
    for altra in altre:
        quali, _, unita = altra.rpartition(" in ")
        if nomi & {chiave(q) for q in (*quali.split(", "), quali)}:
            return unita
    return base


def _di_bilancio(foto: Fotografia) -> Griglia:
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


def _di_interventi(foto: Fotografia) -> Griglia:
    righe: dict[str, int] = {}
    celle: dict[tuple[int, int], Dato] = {}

    def aggiungi(nome: str, descrizione: str, importo: Decimal) -> None:
        posto = len(celle)
        righe[nome] = posto
        richiamo = f"cella interventi > {_scritto(nome, f'riga {posto + 1}', foto.anno, nomi)}"
        testo = euro(importo).replace("−", "-")
        celle[posto, 0] = Dato(richiamo, descrizione, testo, importo, unita="euro", blocco=("interventi", ""))

    nomi = _unici(" ".join(i.descrizione.split()) for i in foto.interventi)
    for nome, i in zip(nomi, foto.interventi, strict=True):
        aggiungi(nome, f"Interventi economici: {nome}", i.importo)
    for _, voci in per_obiettivo(foto.interventi):
        numero = voci[0].obiettivo
        aggiungi(f"obiettivo {numero}", f"Interventi economici: totale dell'obiettivo {numero}", somma(voci))
    aggiungi("totale", "Interventi economici: totale", somma(foto.interventi))
    per_posto = {f"riga {r + 1}": r for r in range(len(celle))}
    quante = len(foto.interventi)
    return Griglia("interventi", "Interventi economici", {**per_posto, **righe}, {"importo": 0}, celle, quante)


def _per_codice(p: Prospetto) -> dict[str, list[Riga]]:
    """The rows of a scorecard by indicator."""
    per_codice: dict[str, list[Riga]] = {}
    for r in p.righe:
        per_codice.setdefault(r.codice, []).append(r)
    return per_codice


def _dei_valori(p: Prospetto, visti: Mapping[str, Insieme[tuple[str, str]]]) -> Iterator[Dato]:
    """Actuals and targets of a scorecard; ``visti`` are those of the scorecards that may be published. One that other
    scorecards say otherwise is named with its own."""
    for codice, righe in _per_codice(p).items():
        r = righe[0]
        if len({(x.actual, x.target) for x in righe}) > 1:
            continue
        comuni = visti.get(codice, {(r.actual, r.target)})
        dove = codice if comuni == {(r.actual, r.target)} else f"{p.codice} > {codice}"
        riservato = p.tipo == INDIVIDUALE and (codice not in visti or dove != codice)
        for che_cosa, testo in (("consuntivo", r.actual), ("target", r.target)):
            if testo:
                descrizione = f"{che_cosa.capitalize()} – {r.etichetta}"
                dato = _del_cruscotto(p, f"{che_cosa} {dove}", descrizione, testo, leggi_scritto(testo))
                yield replace(dato, riservato=riservato)


def _del_cruscotto(p: Prospetto, richiamo: str, descrizione: str, stampato: str, valore: Decimal | None) -> Dato:
    """A datum of a scorecard; of an individual one it is reserved."""
    return Dato(
        richiamo, descrizione, stampato, valore, blocco=("cruscotto", p.codice), riservato=p.tipo == INDIVIDUALE
    )
