"""The sheets of a file of scorecards, row by row: what each row is, given those around it, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from contesto.numeri import cita
from cruscotto.importazione.stampato.forme import (
    FORSE_TITOLO,
    LIVELLI,
    NEL_TEMPO,
    TUTTI,
    Forma,
    Rango,
    Riconoscitore,
    Specie,
    chiave,
    dice_di_se,
    obiettivo,
    prospettiva,
    senza_segue,
    sopra_gli_obiettivi,
    totale,
)
from cruscotto.importazione.stampato.intorno import (
    SEMPRE_INTERI,
    Contesto,
    Mappa,
    Titolo,
    oltre_i_titoli,
    righe_dopo,
    usate_sotto,
)
from ente.fogli.contorno import nota
from ente.fogli.intestazioni import (
    Colonna,
    TabellaDelFoglio,
    confronti,
    normalizza,
    vocabolario,
)
from ente.fogli.lettura import CON_ERRORE, RIGA_FUORI, Foglio, posto
from ente.fogli.righe import (
    SENZA_INTESTAZIONE,
    Letto,
    RigaDiFoglio,
    controlla_colonne,
    nel_tempo_di,
)
from ente.importazione import ErroreNelFile

DEL_TEMPO = ("anno", "periodo")
_PIRA = re.compile(r"\s*[(\[]\s*pira\s*[)\]]\s*", re.IGNORECASE)
_SENZA_NOME = re.compile(r"(?:foglio|sheet|tabella|table|pagina|page|tab)?[\s_.\-]*\d*", re.IGNORECASE)

NON_LETTO = "{} non è un indicatore: non è stato letto."
SENZA_NOMI = (
    "non so quale colonna contiene gli indicatori: dite fra le colonne del foglio quale è, o scrivete "
    "«Indicatore» in questa riga, sopra i loro nomi."
)
AMBIGUO = (
    "non capisco che cosa è {}, da solo nella riga: una prospettiva va subito sopra il suo obiettivo «1. Nome», "
    "un programma o un indicatore nella riga dei suoi valori; se non serve, cancellatelo."
)


def _posto(foglio: str, n: int, colonna: int) -> str:
    return f"{foglio}!{posto(n, colonna)}"


class LetturaDelloStampato:
    """A file being read, from the top of its first sheet to the bottom of its last."""

    una_testata = False
    """Whether the file has one row of headings alone: what stands above it may be its title."""

    def __init__(self, colonne: Sequence[Colonna], anno: int, letto: Letto) -> None:
        self.riconosci = Riconoscitore(vocabolario(colonne, anno))
        self.colonne, self.letto, self.anno = colonne, letto, anno
        nomi = {*confronti("indicatore"), *confronti("etichetta")}
        self.etichetta = next(c.campo for c in colonne if c.chiavi() & nomi)
        self.conta_blocchi = any(c.campo == "blocco" for c in colonne)
        self.contesto = Contesto()
        self.nomi: dict[str, str] = {}
        self.blocchi: dict[str, int] = {}

    def leggi(self, foglio: Foglio, forme: Sequence[Forma], con_nome: bool) -> None:
        """Read a sheet. What the one before said holds on only if its title is repeated here."""
        self.foglio, self.forme, self.dopo = foglio, forme, righe_dopo(forme)
        self.blocchi[self.contesto.titolo] = self.contesto.blocco
        self.del_foglio_prima, self.contesto = self.contesto, Contesto()
        if con_nome and not _SENZA_NOME.fullmatch(foglio.nome):
            self.contesto.sopra["cruscotto"] = (foglio.nome, f"{foglio.nome}!A1")
        self.mappa: Mappa | None = None
        self.rotta = False
        self.gruppo: list[Titolo] = []
        self.generici: set[str] = set()
        self.intestazioni: set[tuple[str, ...]] = set()
        self.gia_lette = len(self.letto.righe)
        self.portati: dict[str, str] = {}
        self.guaste: dict[int, list[tuple[int, str]]] = {}
        for (riga, colonna), motivo in sorted(foglio.guaste.items()):
            self.guaste.setdefault(riga, []).append((colonna, motivo))
        for n, forma in enumerate(forme):
            self._riga(n, forma)
        self._chiudi_titoli()

    # -- what a row is, given those around it --------------------------------------------------------------------------

    def _riga(self, n: int, forma: Forma) -> None:
        specie = forma.specie
        if specie is Specie.VUOTA:
            self._controlla_guaste(n)
        elif specie is Specie.PIENA or self._indicatore_solo(n, forma):
            self._piena(n, forma)
        elif specie is Specie.NOTA:
            self._avvisa(n, forma)
        elif specie is Specie.INTESTAZIONE:
            self._intestazione(n, forma)
        elif specie is Specie.OBIETTIVO:
            self._livello("obiettivo_strategico", n, forma, forma.testo)
        elif specie is Specie.LIVELLO and forma.campi[forma.piene[0]] == "cruscotto":
            self._titolo(n, forma, Rango.FORTE)
        elif specie is Specie.LIVELLO:
            self._livello(forma.campi[forma.piene[0]], n, forma, " ".join(forma.testo.split()))
        elif specie is Specie.TITOLO and self._e_titolo(n, forma):
            self._titolo(n, forma, forma.rango)
        else:
            self._sola(n, forma)

    def _indicatore_solo(self, n: int, forma: Forma) -> bool:
        """Whether a text alone is in a column of the table that is not the first: an indicator without values, or
        values without an indicator. Above an objective of the same column it is a prospettiva."""
        mappa = self.mappa
        if mappa is None or len(forma.piene) != 1 or forma.specie is Specie.NOTA:
            return False
        colonna = forma.piene[0]
        if colonna <= mappa.prima or colonna not in mappa.indici.values():
            return False
        if forma.specie is Specie.SOLA:
            seguente = self.dopo[n]
            return self._specie(seguente) is not Specie.OBIETTIVO or not self._allineata(forma, seguente)
        return self._nome_numerato(n, forma)

    def _nome_numerato(self, n: int, forma: Forma) -> bool:
        """Whether a text that looks like an objective, or a title, can only be the name of an indicator."""
        if self.mappa is None or len(forma.piene) != 1 or forma.piene[0] <= self.mappa.prima:
            return False
        seguente = self.dopo[n]
        in_etichetta = forma.piene[0] == self.mappa.indici[self.etichetta]
        return in_etichetta and (seguente is None or self.forme[seguente].specie is Specie.PIENA)

    def _e_titolo(self, n: int, forma: Forma) -> bool:
        """«Area 1» just above an objective is as good a prospettiva as «Processi»; above values it is anything."""
        if forma.rango is Rango.FORTE or chiave(forma.testo) in self.contesto.titoli:
            return True
        seguente = self._specie(self.dopo[n])
        if forma.rango <= Rango.AMBIGUO and seguente is Specie.OBIETTIVO:
            return False
        return self.mappa is None or seguente is not Specie.PIENA

    def _sola(self, n: int, forma: Forma) -> None:
        """A text alone that is no title by its words: what comes after it says whether it is a prospettiva."""
        seguente, titoli = oltre_i_titoli(self.forme, self.dopo, n)
        specie = self._specie(seguente)
        in_cima = bool(self.gruppo) or not (self.contesto.titoli or len(self.letto.righe) > self.gia_lette)
        if titoli and in_cima:
            self._titolo(n, forma, Rango.GENERICO)
        elif titoli and not self._stesso_cruscotto(titoli):
            self._avvisa(n, forma)
        elif specie is Specie.OBIETTIVO and self._allineata(forma, seguente):
            self._gruppo(n, forma, forma.testo)
        elif specie is Specie.INTESTAZIONE and seguente is not None:
            if not SEMPRE_INTERI & set(self.forme[seguente].campi.values()):
                self._gruppo(n, forma, forma.testo)
                self.contesto.forse_titolo = self.una_testata and not dice_di_se(forma.testo)
            elif in_cima:
                self._titolo(n, forma, Rango.GENERICO)
            else:
                self._avvisa(n, forma)
        elif specie is Specie.SOLA and in_cima:
            self._titolo(n, forma, Rango.AMBIGUO)
        elif specie is None or (specie is Specie.PIENA and self.mappa is None):
            self._avvisa(n, forma)
        else:
            self._sbaglia(n, forma.piene[0], AMBIGUO.format(cita(forma.testo)))

    # -- what the rows around say --------------------------------------------------------------------------------------

    def _specie(self, n: int | None) -> Specie | None:
        """What a row is to the one above it: an objective with its SAL is an objective, and so is a named level."""
        if n is None:
            return None
        forma = self.forme[n]
        if forma.specie in (Specie.OBIETTIVO, Specie.TITOLO) and self._nome_numerato(n, forma):
            return Specie.PIENA
        if forma.specie is Specie.LIVELLO or self._sal_di_obiettivo(n, forma):
            return Specie.OBIETTIVO
        return forma.specie

    def _sal_di_obiettivo(self, n: int, forma: Forma) -> bool:
        if forma.specie is not Specie.PIENA or not self._sal_di_sopra(forma):
            return False
        return bool(obiettivo(self.foglio.righe[n][forma.piene[0]]))

    def _sal_di_sopra(self, forma: Forma) -> bool:
        """Whether a row is a text and its SAL, where no name of an indicator is expected, or nothing else is."""
        if self.mappa is None or not self.mappa.solo_sal(forma.piene):
            return False
        return forma.piene[0] <= self.mappa.prima or forma.piene[0] != self.mappa.indici[self.etichetta]

    def _allineata(self, forma: Forma, seguente: int | None) -> bool:
        """Whether what heads an objective starts where it does, or no further than the table."""
        sotto = -1 if seguente is None else self.forme[seguente].piene[0]
        return self.mappa is None or forma.piene[0] <= self.mappa.prima or forma.piene[0] == sotto

    def _stesso_cruscotto(self, titoli: Sequence[int]) -> bool:
        gruppo = [Titolo(self.forme[t].rango, senza_segue(self.forme[t].testo), t, 0) for t in titoli]
        return self.contesto.stesso(gruppo)

    # -- titles, levels, headings --------------------------------------------------------------------------------------

    def _titolo(self, n: int, forma: Forma, rango: Rango) -> None:
        self.gruppo.append(Titolo(rango, senza_segue(forma.testo), n, forma.cella))

    def _chiudi_titoli(self) -> None:
        """The titles just read, as one: a scorecard that begins, or the same one on a new page."""
        gruppo, self.gruppo = self.gruppo, []
        iniziato = len(self.letto.righe) > self.gia_lette
        nome = max(gruppo, key=lambda t: t.rango, default=None)
        if nome is None:
            return
        if nome.rango is Rango.GENERICO:
            self.contesto.ripreso = True
            for t in gruppo:
                if iniziato and t.chiave not in self.generici:
                    self._nota(t.riga, t.colonna, NON_LETTO.format(cita(t.testo)))
        elif not iniziato and not self.contesto.titoli and self.del_foglio_prima.stesso(gruppo):
            self.contesto = self.del_foglio_prima
            self.contesto.riprendi(gruppo)
        elif self.contesto.stesso(gruppo):
            self.contesto.riprendi(gruppo)
        else:
            self.blocchi[self.contesto.titolo] = self.contesto.blocco
            scritto = (self.nomi.setdefault(nome.chiave, nome.testo), self._posto(nome.riga, nome.colonna))
            self.contesto = Contesto(
                sopra={"cruscotto": scritto},
                titoli={t.chiave for t in gruppo},
                titolo=nome.chiave,
                forte=nome.rango is Rango.FORTE,
                blocco=self.blocchi.get(nome.chiave, 0),
            )
        self.generici |= {t.chiave for t in gruppo if t.rango is Rango.GENERICO}

    def _gruppo(self, n: int, forma: Forma, testo: str) -> None:
        """What objectives stand under: a prospettiva, or an area strategica where it says so."""
        livello = sopra_gli_obiettivi(testo)
        self._livello(livello, n, forma, prospettiva(testo) if livello == "prospettiva" else senza_segue(testo))

    def _livello(self, livello: str, n: int, forma: Forma, testo: str) -> None:
        self._chiudi_titoli()
        self.contesto.scrivi(livello, testo, self._posto(n, forma.cella))
        if forma.specie is Specie.OBIETTIVO and forma.campi:
            self._prendi_colonne(n, forma)

    def _intestazione(self, n: int, forma: Forma) -> None:
        self._chiudi_titoli()
        ignote = [i for i in forma.piene if i not in forma.note]
        if ignote == [forma.piene[0]] and self._specie(self.dopo[n]) is Specie.OBIETTIVO:
            self._gruppo(n, forma, self.foglio.righe[n][ignote.pop()])
        self._prendi_colonne(n, forma, ignote)

    def _prendi_colonne(self, n: int, forma: Forma, ignote: Sequence[int] = ()) -> None:
        """Take a row of headings, whole or partial: the columns that it does not name again stay where they were, and
        the one that has no name, before the others, is that of the indicators."""
        indici: dict[str, tuple[int, ...]] = {}
        for i, campo in forma.campi.items():
            indici[campo] = (*indici.get(campo, ()), i)
        nuovi = {campo: dove[0] for campo, dove in indici.items()}
        sotto = usate_sotto(self.forme, n)
        if not sotto and self.etichetta not in nuovi:  # nothing to read under them
            if ignote:
                self._avvisa(n, forma)
            return
        usate = sotto - forma.note - set(ignote)
        prima = self.mappa.indici if self.mappa else {}
        if nuovi.items() <= prima.items() and (self.etichetta in nuovi or prima[self.etichetta] in usate):
            nuovi = dict(prima)
        elif self.etichetta not in nuovi:
            inizio = min(forma.note)
            davanti = {i for i in usate if i < inizio} or usate or set(forma.piene[:1]) - set(forma.campi)
            if len(davanti) == 1 and not any(i < inizio for i in ignote):
                nuovi[self.etichetta] = davanti.pop()
        tutti = {campo: (i,) for campo, i in nuovi.items()} | indici
        nel_tempo, testata = forma.nel_tempo, n
        tabella = TabellaDelFoglio(self.foglio, n, tutti, tuple(ignote), nel_tempo=nel_tempo, ripetute=forma.ripetute)
        self._controlla(tabella, nuovi)
        self.rotta = self.etichetta not in nuovi
        if not nel_tempo and self.mappa is not None and nuovi == self.mappa.indici:
            nel_tempo, testata = self.mappa.nel_tempo, self.mappa.testata
        viste = {*nuovi.values(), *forma.note, *ignote, *(c.indice for c in nel_tempo)}
        self.mappa = None if self.rotta else Mappa(nuovi, viste, nel_tempo, testata)

    def _controlla(self, tabella: TabellaDelFoglio, nuovi: Mapping[str, int]) -> None:
        """Judge headings once a sheet, however many times they are repeated."""
        celle = self.foglio.righe[tabella.riga]
        note = (i for dove in tabella.indici.values() for i in dove)
        scritte = [*note, *tabella.sconosciute, *tabella.ripetute, *(c.indice for c in tabella.nel_tempo)]
        firma = tuple(sorted(normalizza(celle[i]) for i in scritte if i < len(celle)))
        if firma not in self.intestazioni:
            self.intestazioni.add(firma)
            date = {*TUTTI, self.etichetta} - set(tabella.indici)
            errori = len(self.letto.errori)
            controlla_colonne(tabella, [c for c in self.colonne if c.campo not in date], self.letto, self.anno)
            self.letto.giudicabile &= len(self.letto.errori) == errori
        if self.etichetta not in nuovi:
            self.letto.giudicabile = False
            self._sbaglia(tabella.riga, min(scritte), SENZA_NOMI)

    # -- indicators ----------------------------------------------------------------------------------------------------

    def _piena(self, n: int, forma: Forma) -> None:
        self._chiudi_titoli()
        mappa = self.mappa
        if mappa is None:
            self._prima_delle_intestazioni(n, forma)
            return
        primo = self.foglio.righe[n][forma.piene[0]]
        if self._sal_di_obiettivo(n, forma):
            self._livello("obiettivo_strategico", n, forma, obiettivo(" ".join(primo.split())))
            self._nota(n, forma.piene[1], "il SAL di un obiettivo si calcola: non è stato letto.")
        elif self._riassume(n, forma, mappa):
            self._avvisa(n, forma)
        elif self._sal_di_sopra(forma) and self._specie(self.dopo[n]) is Specie.OBIETTIVO:
            self._gruppo(n, forma, primo)
            di = "una prospettiva" if sopra_gli_obiettivi(primo) == "prospettiva" else "un'area strategica"
            self._nota(n, forma.piene[1], f"il SAL di {di} si calcola: non è stato letto.")
        else:
            self._indicatore(n, mappa)
            for i in forma.piene:
                if i not in mappa.viste:
                    mappa.viste.add(i)
                    self._nota(n, i, SENZA_INTESTAZIONE)

    def _riassume(self, n: int, forma: Forma, mappa: Mappa) -> bool:
        """Whether a row is a total or a remark: its first text is a total's, or a remark's without an indicator."""
        celle = self.foglio.righe[n]
        primo, etichetta = forma.piene[0], mappa.indici[self.etichetta]
        if primo != etichetta and etichetta in forma.piene:
            return False
        if totale(celle[primo], senza_valori=mappa.solo_sal(forma.piene)):
            return True
        dei_valori = {i for campo, i in mappa.altri if campo != self.etichetta}
        return primo != etichetta and primo not in dei_valori and nota(celle[primo])

    def _prima_delle_intestazioni(self, n: int, forma: Forma) -> None:
        if len(forma.piene) < 3 and not self.rotta:
            self._avvisa(n, forma)
        elif not self.rotta:  # otherwise it is said at the headings
            motivo = "sopra questa riga non ci sono intestazioni: scrivetele, o cancellate la riga se non serve."
            self._sbaglia(n, forma.piene[0], motivo)

    def _indicatore(self, n: int, mappa: Mappa) -> None:
        celle = self.foglio.righe[n]
        valori = {campo: celle[i] if i < len(celle) else "" for campo, i in mappa.altri}
        ereditati: dict[str, str] = {}
        for livello, (testo, dove) in self.contesto.livelli(celle, mappa, partial(_posto, self.foglio.nome, n)).items():
            if testo or livello in LIVELLI:
                valori[livello] = testo
            if dove:
                ereditati[livello] = dove
        nome, colonna = valori[self.etichetta], mappa.indici[self.etichetta]
        if "pira" not in mappa.indici and _PIRA.search(nome):
            nome = _PIRA.sub(" ", nome).strip()
            valori["pira"], ereditati["pira"] = "1", self._posto(n, colonna)
        valori[self.etichetta] = nome = " ".join(nome.split()) if "\n" in nome else nome
        if self.contesto.forse_titolo and ereditati.get("prospettiva"):
            valori[FORSE_TITOLO] = "1"
        if self.conta_blocchi and "blocco" not in mappa.indici and "obiettivo_strategico" in self.contesto.sopra:
            valori["blocco"] = str(self.contesto.blocco)
        self.contesto.ripreso = False
        guasti, fuori = self._controlla_guaste(n)
        nel_tempo = {campo: valori[campo] for campo in DEL_TEMPO if valori.get(campo)}
        if fuori:
            self.portati |= nel_tempo
            return
        if self.portati:  # a blank one goes on as the one above it, also when that one stays out
            valori |= self.portati | nel_tempo
            self.portati = {}
        if nome:
            riga = RigaDiFoglio(self.foglio.nome, n + 1, valori, mappa.indici, ereditati)
            self.letto.righe.append(riga)
            self.letto.righe += nel_tempo_di(riga, celle, mappa.nel_tempo, mappa.testata, NEL_TEMPO)
        elif colonna not in guasti:
            motivo = "manca il nome dell'indicatore: scrivetelo, o cancellate la riga se non è un indicatore."
            self._sbaglia(n, colonna, motivo)

    def _controlla_guaste(self, n: int) -> tuple[set[int], bool]:
        """The columns of a row whose value cannot be known, said; and whether the row stays out alone: a program could
        not compute it, and no row below goes on with it."""
        mappa = self.mappa
        if mappa is None:
            return set(), False
        lette = {*mappa.indici.values(), *(c.indice for c in mappa.nel_tempo)}
        guaste = {c: motivo for c, motivo in self.guaste.get(n, ()) if c in lette}
        decide = {mappa.indici.get(campo) for campo in (*DEL_TEMPO, *LIVELLI)}
        fuori = bool(guaste) and not decide & guaste.keys() and set(guaste.values()) == {CON_ERRORE}
        for colonna, motivo in guaste.items():
            if fuori:
                self._nota(n, colonna, RIGA_FUORI)
            else:
                self._sbaglia(n, colonna, motivo)
        return set(guaste), fuori

    # -- what is said --------------------------------------------------------------------------------------------------

    def _posto(self, n: int, colonna: int) -> str:
        return _posto(self.foglio.nome, n, colonna)

    def _sbaglia(self, n: int, colonna: int, motivo: str) -> None:
        self.letto.errori.append(ErroreNelFile(self._posto(n, colonna), motivo))

    def _nota(self, n: int, colonna: int, motivo: str) -> None:
        self.letto.avvisi.append(ErroreNelFile(self._posto(n, colonna), motivo))

    def _avvisa(self, n: int, forma: Forma) -> None:
        testo = forma.testo or self.foglio.righe[n][forma.piene[0]]
        self._nota(n, forma.piene[0], NON_LETTO.format(cita(testo)))
