"""What context tables become when sheets say them again: cell by cell, row by row. Nothing here writes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.text import slugify

from contesto.actions.assi_tavola import asse_di, coordinate, stampato, stessa_cella, troppo_lungo
from contesto.actions.tavola import valore_di
from contesto.foglio_tavola import (
    SENZA_NOME,
    Livelli,
    TavolaLetta,
    accoppia,
    descrittive,
    e_totale,
    leggi_sopra,
    leggi_tavola,
    piano,
    sole_note,
)
from contesto.models import Cella, Colonna, Riga, Tavola
from contesto.numeri import MAX_CIFRE, cita, formatta_numero
from contesto.pagine import TEMI
from contesto.ritocchi import da_stampare, ritocca
from contesto.somme import discordie
from ente.capienza import MISURATO
from ente.fogli.lettura import CASELLA_VUOTA, CON_ERRORE, Foglio, posto
from ente.importazione import ErroreNelFile
from ente.models import Ente
from ente.progetto import Progetto

MAX_RIGHE, MAX_COLONNE = 5000, 100
"""A context table is printed on a page: more is something else."""
SCANSA = {"ordine": F("ordine") + 100_000}
"""Where rows and columns wait while they change places."""
LUNGHEZZE = {
    "titolo": 300,
    "tema": 40,
    "unita": 60,
    "fonte": 300,
    "sezione": 10,
    "territorio": 300,
    "misura": 200,
    "etichetta": 1000,
}

_CIFRE = re.compile(rf"[-+]? ?[0-9.,]{{{MAX_CIFRE + 1},}} ?%?")
_ESTENSIONE = re.compile(r"\.(?:csv|tsv|txt|xlsx?|f?ods)$", re.IGNORECASE)
CORTO = 4
"""A name of a file that is shorter says nothing."""
_GENERICO = re.compile(r"(?:foglio|sheet|tabella|tavola|table|dati)? ?\d*")


@dataclass(frozen=True, slots=True)
class Salvata:
    """A table as it is: its rows and columns in order, its cells by their keys."""

    tavola: Tavola
    righe: Sequence[Riga]
    colonne: Sequence[Colonna]
    celle: Mapping[tuple[int, int], Cella]

    def testi(self, riga: Riga) -> list[str]:
        return [c.testo if (c := self.celle.get((riga.pk, k.pk))) else "" for k in self.colonne]

    def nomi(self, riga: Riga) -> list[str]:
        """What a row is called: the cells of its descriptive columns."""
        testi = self.testi(riga)
        return [piano(testi[n]) for n, colonna in enumerate(self.colonne) if colonna.testo]


def progetta_tavole(
    *, ente: Ente, anno: int, fogli: Sequence[Foglio], risposte: Mapping[str, str], tema: str = ""
) -> Progetto:
    """What the context tables of a year would become, one a sheet: four queries whatever they hold.

    A table is known by its code or its title, written above it or as the name of the sheet; one that is not known is
    new. ``tema`` says that only tables of that theme go in.
    """
    progetto = Progetto((Tavola, Riga, Colonna, Cella), SCANSA, risposte)
    tavole = list(Tavola.objects.di(ente).filter(anno=anno).order_by("ordine"))
    trovate: list[tuple[TavolaLetta, Tavola | None]] = []
    for foglio in fogli:
        letta = leggi_sopra(foglio)
        trovate.append((letta, _riconosci(letta, tavole, anno, progetto)))
    salvate = _leggi_salvate([t for _, t in trovate if t])
    ordine = max((t.ordine for t in tavole), default=0)
    viste: dict[str, str] = {}
    tavole_vere = any(t or not sole_note(letta.foglio) for letta, t in trovate)
    for letta, tavola in trovate:
        nuova = tavola is None
        if nuova and tavole_vere and sole_note(letta.foglio):
            motivo = "nel foglio non c'è una tavola, sono note: non è stato letto."
            progetto.avvisi.append(ErroreNelFile(f"{letta.foglio.nome}!A1", motivo))
            continue
        if tavola is None:
            ordine += 1
            tavola = _nuova(letta, Tavola(ente=ente, anno=anno, ordine=ordine), tema, progetto, solo=len(fogli) == 1)
        if tavola is None or _gia_vista(tavola, letta, viste, progetto):
            continue
        if tema and tavola.tema != tema:
            motivo = f"{cita(tavola)} è una tavola di un altro tema: importatela come tavola di contesto."
            progetto.errori.append(ErroreNelFile(f"{letta.foglio.nome}!A1", motivo))
            continue
        _Confronto(progetto, letta, Salvata(tavola, (), (), {}) if nuova else salvate[tavola.pk]).progetta()
    return progetto


def _gia_vista(tavola: Tavola, letta: TavolaLetta, viste: dict[str, str], progetto: Progetto) -> bool:
    prima = viste.setdefault(tavola.codice, letta.foglio.nome)
    if prima != letta.foglio.nome:
        motivo = f"la tavola {cita(tavola)} c'è già nel foglio {cita(prima)}: lasciatene uno."
        progetto.errori.append(ErroreNelFile(f"{letta.foglio.nome}!A1", motivo))
    return prima != letta.foglio.nome


def _riconosci(letta: TavolaLetta, tavole: Sequence[Tavola], anno: int, progetto: Progetto) -> Tavola | None:
    """The table that a sheet says again; None when it is new."""
    per_nome: dict[str, Tavola] = {}
    for t in reversed(tavole):
        for nome in (t.titolo, t.didascalia, t.codice, f"{t.codice}-{anno}"):
            if nome:
                per_nome[piano(nome)] = per_nome[piano(nome[:31])] = t
    nomi = [letta.dati.get("codice", ""), letta.dati.get("titolo", ""), *letta.titoli, _nome(letta.foglio)]
    return next((per_nome[piano(n)] for n in nomi if n and piano(n) in per_nome), None)


def _nome(foglio: Foglio) -> str:
    return _ESTENSIONE.sub("", foglio.nome)


def _nome_del_file(foglio: Foglio) -> str:
    """The name of a file, when it may be that of a table."""
    nome = " ".join(_ESTENSIONE.sub("", foglio.file).replace("_", " ").split())
    return "" if len(nome) < CORTO or _GENERICO.fullmatch(piano(nome)) else nome


def _nuova(letta: TavolaLetta, tavola: Tavola, tema: str, progetto: Progetto, *, solo: bool) -> Tavola | None:
    """A table that was not there, with a code and a title; None with an error when nothing names it: the file does when
    it is the only one (``solo``)."""
    nome = "" if _GENERICO.fullmatch(piano(_nome(letta.foglio))) else _nome(letta.foglio)
    titolo = letta.dati.get("titolo") or next(iter(letta.titoli), "") or nome
    codice = slugify(letta.dati.get("codice") or nome or titolo)[:80]
    dove = f"{letta.foglio.nome}!A1"
    if solo and not codice and (del_file := _nome_del_file(letta.foglio)):
        titolo, codice = del_file, slugify(del_file)[:80]
        progetto.avvisi.append(ErroreNelFile(dove, f"la tavola non ha un titolo: prende il nome del file, «{titolo}»."))
    if not codice or not titolo:
        motivo = (
            "non so quale tavola sia: date al foglio il codice o il titolo della tavola, o scriveteli sopra le "
            "intestazioni (una cella «Codice», accanto il codice)."
        )
        progetto.errori.append(ErroreNelFile(dove, motivo))
        return None
    tavola.codice, tavola.titolo = codice, titolo
    tavola.tema = letta.dati.get("tema") or tema
    if not tavola.tema:
        temi = tuple(TEMI.items())
        frase = f"La tavola {cita(titolo)} è nuova: di quale tema è?"
        tavola.tema = progetto.chiedi(f"tema:{codice}", dove, frase, temi, temi[0][0])
    return tavola


def _leggi_salvate(tavole: Sequence[Tavola]) -> dict[int, Salvata]:
    """The tables with all that they hold, in three queries."""
    salvate = {}
    righe: dict[int, list[Riga]] = {t.pk: [] for t in tavole}
    colonne: dict[int, list[Colonna]] = {t.pk: [] for t in tavole}
    celle: dict[int, dict[tuple[int, int], Cella]] = {t.pk: {} for t in tavole}
    if tavole:
        for riga in Riga.objects.filter(tavola__in=tavole).order_by("ordine"):
            righe[riga.tavola_id].append(riga)
        for colonna in Colonna.objects.filter(tavola__in=tavole).order_by("ordine"):
            colonne[colonna.tavola_id].append(colonna)
        for cella in Cella.objects.filter(tavola__in=tavole):
            celle[cella.tavola_id][cella.riga_id, cella.colonna_id] = cella
    for t in tavole:
        salvate[t.pk] = Salvata(t, righe[t.pk], colonne[t.pk], celle[t.pk])
    return salvate


class _Confronto:
    """A table as a sheet says it, against the one that there is, or against nothing."""

    def __init__(self, progetto: Progetto, letta: TavolaLetta, salvata: Salvata) -> None:
        self.progetto, self.letta, self.salvata = progetto, letta, salvata
        self.tavola = salvata.tavola
        self.nuova = self.tavola.pk is None
        attese = [(c.livello_superiore, c.etichetta) for c in salvata.colonne]
        etichette = [t for r in salvata.righe for t in salvata.testi(r)[:1]]
        leggi_tavola(letta, attese, etichette)
        self.testo = descrittive(letta) if self.nuova else set()
        self.colonne: list[Colonna] = []
        self.righe: list[Riga] = []

    def progetta(self) -> None:
        if self._non_leggibile():
            return
        for riga, motivo in self.letta.saltate:
            self.progetto.avvisi.append(ErroreNelFile(self._nel_foglio(riga, 0), motivo))
        self._testata()
        vecchie_colonne = self._colonne()
        vecchie_righe = self._righe(vecchie_colonne)
        self._celle(vecchie_righe, vecchie_colonne)
        self._tolte(vecchie_righe, vecchie_colonne)
        self._totali()

    # -- the sheet -----------------------------------------------------------------------------------------------------

    def _posto(self, riga: int, colonna: int) -> str:
        """Where a cell of the table stands in the file."""
        return self._nel_foglio(riga, colonna + self.letta.saltate_a_sinistra)

    def _nel_foglio(self, riga: int, colonna: int) -> str:
        """Where a cell of the sheet as read stands in the file, which may have columns that were left out."""
        foglio = self.letta.foglio
        if riga >= self.letta.testata and colonna < len(foglio.colonne):
            colonna = foglio.colonne[colonna]
        return f"{foglio.nome}!{posto(riga, colonna)}"

    @property
    def _inizio(self) -> str:
        return self._posto(self.letta.testata, 0)

    def _errore(self, dove: str, motivo: str) -> None:
        self.progetto.errori.append(ErroreNelFile(dove, motivo))

    def _vuotata(self, riga: int, colonna: int) -> bool:
        """Leave empty a cell that a program could not compute, and say so; not one that names its row."""
        celle = dict(self.letta.corpo).get(riga)
        n = colonna - self.letta.saltate_a_sinistra
        if celle is None or not 0 < n < len(celle):
            return False
        celle[n] = ""
        self.progetto.avvisi.append(ErroreNelFile(self._nel_foglio(riga, colonna), CASELLA_VUOTA))
        return True

    def _non_leggibile(self) -> bool:
        letta = self.letta
        guaste = [(p, m) for p, m in sorted(letta.foglio.guaste.items()) if p[0] >= letta.testata]
        guaste = [(p, m) for p, m in guaste if not (m == CON_ERRORE and self._vuotata(*p))]
        for (r, c), motivo in guaste:
            self._errore(self._nel_foglio(r, c), motivo)
        if not letta.corpo:
            self._errore(self._inizio, "sotto le intestazioni non c'è nessuna riga: controllate il foglio.")
        elif len(letta.corpo) > MAX_RIGHE or len(letta.colonne) > MAX_COLONNE:
            motivo = f"la tavola ha {len(letta.corpo)} righe e {len(letta.colonne)} colonne: al massimo {MAX_RIGHE} e "
            self._errore(self._inizio, f"{motivo}{MAX_COLONNE}.")
        else:
            return bool(guaste)
        return True

    # -- the plan ------------------------------------------------------------------------------------------------------

    def _testata(self) -> None:
        """The table itself: what the sheet says of it, the rest stays."""
        letta, tavola = self.letta, self.tavola
        valori: dict[str, Any] = {n: t for n, t in letta.dati.items() if n != "codice"}
        valori |= {"fonte": letta.fonte} if letta.fonte else {}
        valori |= {"note": letta.note} if letta.note else {}
        for nome, lunga in LUNGHEZZE.items():
            if motivo := troppo_lungo(str(valori.get(nome, "")), lunga):
                self._errore(self._nel_foglio(*letta.dove.get(nome, (letta.testata, 0))), motivo)
        if self.nuova:
            valori = {"titolo": tavola.titolo, **valori, "tema": tavola.tema, "codice": tavola.codice}
            valori |= {"ente": tavola.ente, "anno": tavola.anno, "ordine": tavola.ordine}
            valori["titolo"] = valori["titolo"][:300]
        esistente = None if self.nuova else tavola
        self.progetto.metti(tavola, esistente, valori, nome=str(tavola), posto=self._inizio)

    def _colonne(self) -> list[int | None]:
        """Plan the columns; for each of the sheet, which one it was."""
        vecchie = self.salvata.colonne
        nomi = [self._nome_colonna(n, livelli) for n, livelli in enumerate(self.letta.colonne)]
        prima = [(piano(c.etichetta), piano(c.livello_superiore)) for c in vecchie]
        # the label first, but whole: under two headings the same labels come back
        di = accoppia([[" ".join(p)] for p in prima], [[f"{piano(e)} {piano(s)}"] for s, e in nomi])
        for n, ((sopra, etichetta), vecchia) in enumerate(zip(nomi, di, strict=True)):
            colonna = Colonna(tavola=self.tavola) if vecchia is None else vecchie[vecchia]
            dove = self._posto(self.letta.testata + self.letta.due_livelli, n)
            valori: dict[str, Any] = {"ordine": n}
            if vecchia is None or prima[vecchia] != (piano(etichetta), piano(sopra)):
                valori |= {"etichetta": etichetta, "livello_superiore": sopra}
                valori |= self._significato_colonna(colonna, sopra, etichetta)
                for testo in (etichetta, sopra):
                    if motivo := troppo_lungo(testo, LUNGHEZZE["etichetta"]):
                        self._errore(dove, motivo)
            if vecchia is None:
                valori |= {"tavola": self.tavola, "totale": e_totale(etichetta) or e_totale(sopra)}
                valori["testo"] = n in self.testo
            self._metti(colonna, vecchia is None, valori, etichetta or f"colonna {n + 1}", dove)
            self.colonne.append(colonna)
        return di

    def _nome_colonna(self, n: int, livelli: Livelli) -> Livelli:
        """The levels of a heading; the one that a download gives to a column without one is none."""
        vecchie = self.salvata.colonne
        senza = n < len(vecchie) and not (vecchie[n].etichetta or vecchie[n].livello_superiore)
        return ("", "") if senza and piano(livelli[1]) == SENZA_NOME else livelli

    def _significato_colonna(self, colonna: Colonna, sopra: str, etichetta: str) -> dict[str, Any]:
        altre = [c for c in self.salvata.colonne if not (c.testo or c.totale)]
        valori = coordinate(asse_di(altre, [c.etichetta for c in altre]), etichetta, self.nuova)
        valori |= coordinate(asse_di(altre, [c.livello_superiore for c in altre]), sopra, self.nuova)
        vicina = next((c for c in self.colonne if c.livello_superiore == sopra and not c.testo), None)
        if colonna.pk is None and vicina is not None and sopra:
            valori |= {"unita": vicina.unita, "intensiva": vicina.intensiva}
        return valori

    def _righe(self, di_colonna: Sequence[int | None]) -> list[int | None]:
        """Plan the rows; for each of the sheet, which one it was."""
        vecchie, parole = self.salvata.righe, [n for n, c in enumerate(self.colonne) if c.testo]
        prima = [self.salvata.nomi(r) for r in vecchie]
        di = accoppia(prima, [[piano(celle[n]) for n in parole] for _, celle in self.letta.corpo])
        asse = asse_di(altre := [r for r in vecchie if not (r.gruppo or r.totale)], [r.etichetta for r in altre])
        gruppi = any(r.gruppo for r in vecchie) or self.nuova
        for n, (vecchia, (posto_riga, celle)) in enumerate(zip(di, self.letta.corpo, strict=True)):
            riga = Riga(tavola=self.tavola) if vecchia is None else vecchie[vecchia]
            etichetta = celle[parole[0]] if parole else ""
            valori: dict[str, Any] = {"ordine": n}
            if vecchia is None:
                valori |= self._nuova_riga(n, etichetta, celle, gruppi=gruppi)
            if vecchia is None or (etichetta and self._rinominata(vecchia, etichetta)):
                valori |= {"etichetta": etichetta, **coordinate(asse, etichetta, self.nuova)}
                if motivo := troppo_lungo(etichetta, LUNGHEZZE["etichetta"]):
                    self._errore(self._posto(posto_riga, parole[0] if parole else 0), motivo)
            nome = etichetta or f"riga {n + 1}"
            self._metti(riga, vecchia is None, valori, nome, self._posto(posto_riga, parole[0] if parole else 0))
            self.righe.append(riga)
        return di

    def _rinominata(self, vecchia: int, etichetta: str) -> bool:
        """Whether the label of a row is that of its cell, and has changed."""
        riga, nomi = self.salvata.righe[vecchia], self.salvata.nomi(self.salvata.righe[vecchia])
        return bool(nomi) and piano(riga.etichetta) == nomi[0] != piano(etichetta)

    def _nuova_riga(self, n: int, etichetta: str, celle: Sequence[str], *, gruppi: bool) -> dict[str, Any]:
        """What a row that was not there is: a sub-heading, a total, one more of its group."""
        ultima = n + 1 == len(self.letta.corpo)
        gruppo = gruppi and not ultima and bool(etichetta) and sum(map(bool, celle)) == 1 < len(celle)
        sopra = self.righe[-1] if self.righe else None
        valori: dict[str, Any] = {"tavola": self.tavola, "gruppo": gruppo, "totale": e_totale(etichetta) and not gruppo}
        if gruppo:
            valori["misura"] = etichetta[: LUNGHEZZE["misura"]]
        elif sopra is not None:
            valori |= {"misura": sopra.misura if sopra.gruppo or not self.nuova else "", "unita": sopra.unita}
            valori["misura"] = next((r.misura for r in reversed(self.righe) if r.gruppo), valori["misura"])
            valori["intensiva"] = sopra.intensiva and not sopra.gruppo
        return valori

    def _celle(self, di_riga: Sequence[int | None], di_colonna: Sequence[int | None]) -> None:
        salvata = self.salvata
        for n, (posto_riga, celle) in enumerate(self.letta.corpo):
            for c, letto in enumerate(celle):
                r, k = di_riga[n], di_colonna[c]
                vecchia = None
                if r is not None and k is not None:
                    vecchia = salvata.celle.get((salvata.righe[r].pk, salvata.colonne[k].pk))
                dove = self._posto(posto_riga, c)
                if self.nuova:
                    dove = self._inizio
                elif vecchia is None:
                    parole = next((i for i, colonna in enumerate(self.colonne) if colonna.testo), 0)
                    testa = self.letta.testata + self.letta.due_livelli
                    dove = self._posto(posto_riga, parole) if r is None else self._posto(testa, c)
                self._cella(self.righe[n], self.colonne[c], vecchia, letto, dove, self._posto(posto_riga, c))

    def _cella(self, riga: Riga, colonna: Colonna, vecchia: Cella | None, letto: str, dove: str, sua: str) -> None:
        if not colonna.testo:
            letto, perche = ritocca(letto)
            self.progetto.avvisi += [ErroreNelFile(sua, perche)] if perche else []
            letto = da_stampare(letto)
        if vecchia is not None and stessa_cella(vecchia.testo, letto, parole=colonna.testo):
            self.progetto.invariati += 1
            return
        testo = letto if colonna.testo else stampato(letto, self._modello(colonna, vecchia))
        valore = valore_di(colonna, testo)
        perche = "ha troppe cifre" if _CIFRE.fullmatch(testo) else ""
        if valore is not None:
            perche = MISURATO.perche_no(valore)
        if perche:
            self._errore(sua, f"{cita(letto)} {perche}: controllate la digitazione.")
            return
        valori: dict[str, Any] = {"testo": testo, "valore": valore}
        if vecchia is None:
            valori |= {"tavola": self.tavola, "riga": riga, "colonna": colonna}
        nome = " · ".join(p for p in (riga.etichetta, colonna.livello_superiore, colonna.etichetta) if p)
        nuova = Cella() if vecchia is None else vecchia
        self.progetto.metti(nuova, vecchia, valori, nome=nome or str(self.tavola), posto=dove)

    def _modello(self, colonna: Colonna, vecchia: Cella | None) -> str:
        """A cell as the new one is to be printed: what it was, else another of its column."""
        if vecchia is not None and vecchia.valore is not None:
            return vecchia.testo
        celle = self.salvata.celle
        sue = (celle[r.pk, colonna.pk] for r in self.salvata.righe if (r.pk, colonna.pk) in celle)
        return max((c.testo for c in sue if c.valore is not None), key=len, default="")

    def _tolte(self, di_riga: Sequence[int | None], di_colonna: Sequence[int | None]) -> None:
        """Rows and columns that the sheet has not, with their cells."""
        salvata, nome = self.salvata, self.letta.foglio.nome
        via_righe = [r for n, r in enumerate(salvata.righe) if n not in di_riga]
        via_colonne = [c for n, c in enumerate(salvata.colonne) if n not in di_colonna]
        for riga in via_righe:
            dove = f"{nome}: riga {riga.ordine + 1} tolta"
            self.progetto.togli(riga, nome=riga.etichetta, posto=dove)
            for colonna in salvata.colonne:
                self._togli_cella(riga, colonna, dove)
        for colonna in via_colonne:
            dove = f"{nome}: colonna {colonna.ordine + 1} tolta"
            self.progetto.togli(colonna, nome=colonna.etichetta, posto=dove)
            for riga in salvata.righe:
                if riga not in via_righe:
                    self._togli_cella(riga, colonna, dove)

    def _togli_cella(self, riga: Riga, colonna: Colonna, dove: str) -> None:
        cella = self.salvata.celle.get((riga.pk, colonna.pk))
        if cella is not None:
            self.progetto.togli(cella, nome=f"{riga.etichetta} · {colonna.etichetta}", posto=dove)

    def _metti(self, voce: Riga | Colonna, nuova: bool, valori: dict[str, Any], nome: str, dove: str) -> None:
        esistente = None if nuova else voce
        self.progetto.metti(voce, esistente, valori, nome=nome, posto=self._inizio if self.nuova else dove)

    def _totali(self) -> None:
        testi = [[ritocca(t)[0] for t in celle] for _, celle in self.letta.corpo]
        for d in discordie(self.righe, self.colonne, testi, self.tavola.somme or {}):
            decimali = max(-int(n.as_tuple().exponent) for n in (d.totale, d.somma, Decimal(0)))
            totale, somma = formatta_numero(d.totale, decimali), formatta_numero(d.somma, decimali)
            motivo = f"il totale è {totale}, la somma delle sue parti {somma}: controllate quale è sbagliato."
            self.progetto.avvisi.append(ErroreNelFile(self._posto(self.letta.corpo[d.riga][0], d.colonna), motivo))
