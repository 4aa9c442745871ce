"""From the snapshot to the composed document: sections, blocks with their numbers, references, what is incomplete.

Nothing here stops: what the snapshot lacks becomes a block that says what there is to complete, and an entry of the
list that stops the approval.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field, replace

from relazione.documento.blocchi import (
    BREVI,
    CONTINUI,
    Aperti,
    Blocco,
    Composto,
    Conteggio,
    Incompletezza,
    Prosa,
    Semplice,
    SezioneComposta,
)
from relazione.documento.dati_aperti import dei_cruscotti
from relazione.documento.genere import Argomento, Manca
from relazione.documento.generi import GENERI
from relazione.documento.repertorio import Repertorio
from relazione.documento.rimandi import Rimandi
from relazione.documento.slegate import segna_slegate
from relazione.documento.testo import SENZA_IMMAGINI, Nodo, Tipo, leggi_testo, quanti
from relazione.fotografia import Fotografia, SezioneFoto
from relazione.fotografia.edizione import APERTO, con_riservato

RICHIAMO = re.compile(r"^\[\[\s*([a-z-]+)(?:\s+([\w-]+)|\s*:\s*(.*?))?\s*\]\]$")
SEMBRA = re.compile(r"^\[\[.*\]\]$")
IMMAGINE = "un'immagine"
DA_SCRIVERE = "manca il testo di questa sezione"
DA_RIVEDERE = "il testo viene dall'anno prima e nessuno lo ha ancora riletto: correggetelo e accettatelo"
NON_CHIUSO = "un passo «{{ riservato: …» non è chiuso da «}}»"


Costruito = tuple[str, str, Blocco | tuple[Blocco, ...]]
Memoria = MutableMapping[str, Costruito | Manca]


def componi(foto: Fotografia, *, memoria: Memoria | None = None, solo: str = "") -> Composto:
    """The whole document. The same snapshot gives the same blocks.

    Args:
        foto: the snapshot.
        memoria: where the blocks are kept, by the line that recalls them, for who composes the same data again
            with another narrative.
        solo: the code of the only section whose prose is wanted: of the others there are the blocks, and what
            their sentences lack is not said.
    """
    composizione = _Composizione(foto, {} if memoria is None else memoria)
    grezze = [(s, composizione.spezza(s)) for s in foto.sezioni]
    sezioni = _larghe(
        foto.tipo,
        (
            SezioneComposta(
                codice=s.codice,
                numero=s.numero,
                titolo=s.titolo,
                livello=s.livello,
                ancora=f"sezione-{s.codice}",
                blocchi=tuple(
                    composizione.rifinisci(s, pezzi)
                    if not solo or s.codice == solo
                    else (p for p in pezzi if isinstance(p, Blocco))
                ),
            )
            for s, pezzi in grezze
        ),
    )
    aperti = _aperti(foto, sezioni)
    sezioni = tuple(replace(s, blocchi=tuple(_con_allegati(b, aperti) for b in s.blocchi)) for s in sezioni)
    return Composto(foto, sezioni, aperti, tuple(composizione.incompletezze), composizione.bersagli)


def _aperti(foto: Fotografia, sezioni: Iterable[SezioneComposta]) -> tuple[Aperti, ...]:
    """The tables of the open data, once each, by the name of the file: in that order a PDF lists them."""
    dei_blocchi = (b.aperti for s in sezioni for b in s.blocchi if b.aperti is not None)
    per_file = {a.file: a for a in (*dei_cruscotti(foto), *dei_blocchi) if a.righe}
    return tuple(per_file[nome] for nome in sorted(per_file))


def _larghe(tipo: str, sezioni: Iterable[SezioneComposta]) -> tuple[SezioneComposta, ...]:
    """Landscape pages for scorecards, and for what would leave a page half empty by turning it: a whole chapter where
    they are most of it, a section whose first part is a scorecard, tables that follow one where chapters follow one
    another, a short document that has one."""
    tutte = list(sezioni)
    if tipo in BREVI:
        distesa = any(s.distesa for s in tutte)
        return tuple(replace(s, larga=distesa) for s in tutte)
    uscite: list[SezioneComposta] = []
    for capitolo in _capitoli(tutte):
        intero = 2 * sum(s.distesa for s in capitolo) > len(capitolo)
        girate: list[SezioneComposta] = []
        for s in reversed(capitolo):
            sotto = girate[-1] if girate else None
            apre = sotto is not None and sotto.larga and sotto.livello > s.livello > 1 and s.leggera
            girate.append(replace(s, larga=(intero and s.leggera) or s.distesa or apre))
        uscite += reversed(girate)
    if tipo in CONTINUI:
        for n, s in enumerate(uscite[1:], 1):
            uscite[n] = replace(s, larga=s.larga or (uscite[n - 1].larga and s.di_tabelle))
    return tuple(uscite)


def _capitoli(sezioni: Iterable[SezioneComposta]) -> list[list[SezioneComposta]]:
    capitoli: list[list[SezioneComposta]] = []
    for sezione in sezioni:
        if sezione.livello == 1 or not capitoli:
            capitoli.append([])
        capitoli[-1].append(sezione)
    return capitoli


def _con_allegati(blocco: Blocco, aperti: tuple[Aperti, ...]) -> Blocco:
    if blocco.tipo != "allegati":
        return blocco
    righe = tuple((a.file, a.titolo) for a in aperti) or (("–", "Nessun dato allegato"),)
    return replace(blocco, tipo="semplice", dati=Semplice(("Allegato", "Contenuto"), righe))


def leggi_richiamo(riga: str) -> tuple[str, str] | None:
    """Name and argument of a line such as ``[[tavola codice]]`` or ``[[riquadro: testo]]``; None for another line."""
    trovato = RICHIAMO.match(riga.strip())
    return (trovato[1], trovato[2] or trovato[3] or "") if trovato else None


def costruisci_richiamo(foto: Fotografia, riga: str) -> Costruito:
    """The kind, the code and the block, or blocks, of a line such as ``[[tavola codice]]``; not yet numbered.

    Raises:
        Manca: no kind has that name, it is not written so, or its data are not there.
    """
    letto = leggi_richiamo(riga)
    genere = GENERI.get(letto[0]) if letto else None
    if letto is None or genere is None:
        raise Manca(f"non conosco il richiamo {riga}: scegliete fra {', '.join(GENERI)}")
    nome, argomento = letto
    if genere.argomento is Argomento.CODICE and not argomento:
        raise Manca(f"{riga} vuole un codice, come in [[{nome} codice]]")
    if genere.argomento is Argomento.NIENTE and argomento:
        raise Manca(f"{riga} si scrive senza altro: [[{nome}]]")
    return nome, argomento if genere.argomento is Argomento.CODICE else "", genere.costruisci(foto, argomento)


@dataclass(slots=True)
class _Composizione:
    """The running numbers of captions, the targets of references and what is incomplete, while a document is made."""

    foto: Fotografia
    memoria: Memoria
    incompletezze: list[Incompletezza] = field(default_factory=list)
    bersagli: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    contati: dict[Conteggio, int] = field(default_factory=dict)
    ancore: set[str] = field(default_factory=set)
    repertorio: Repertorio = field(init=False)

    def __post_init__(self) -> None:
        self.repertorio = Repertorio(self.foto)

    def spezza(self, s: SezioneFoto) -> list[Blocco | str]:
        """The blocks of a section and, between them, its prose still to be read: references may point forward."""
        self.bersagli.setdefault(("sezione", s.codice), (s.numero or f"«{s.titolo}»", f"sezione-{s.codice}"))
        pezzi: list[Blocco | str] = []
        if s.da_rivedere:
            pezzi.append(self._manca(s, DA_RIVEDERE))
        prosa: list[str] = []
        testo = con_riservato(s.testo)
        if APERTO.search(testo):
            pezzi.append(self._manca(s, NON_CHIUSO))
        for riga in testo.splitlines():
            if SEMBRA.match(riga.strip()):
                pezzi += _chiudi(prosa)
                pezzi += self._richiamo(s, riga.strip())
            else:
                prosa.append(riga)
        pezzi += _chiudi(prosa)
        if not pezzi and not self._ha_sottosezioni(s):
            pezzi.append(self._manca(s, DA_SCRIVERE))
        return pezzi

    def rifinisci(self, s: SezioneFoto, pezzi: Iterable[Blocco | str]) -> Iterable[Blocco]:
        """The same with the prose read and its references resolved."""
        rimandi = Rimandi(self.repertorio, self.bersagli)
        for pezzo in pezzi:
            if isinstance(pezzo, str):
                yield Blocco("testo", Prosa(self._leggi(pezzo, rimandi)))
            elif pezzo.tipo == "riquadro":
                yield replace(pezzo, dati=Prosa(self._leggi(pezzo.dati, rimandi)))
            elif pezzo.tipo == "sguardo":
                yield replace(pezzo, dati=replace(pezzo.dati, scostamenti=self.bersagli.get(("scostamenti", ""))))
            else:
                yield pezzo
        for richiamo, perche in rimandi.mancanti:
            self._segna(s, perche, richiamo)

    def _leggi(self, testo: str, rimandi: Rimandi) -> tuple[Nodo, ...]:
        """The nodes of a narrative; in a draft the numbers typed by hand are marked."""
        nodi = leggi_testo(testo, rimandi)
        if quanti(nodi, Tipo.IMMAGINE):
            rimandi.mancanti.append((IMMAGINE, SENZA_IMMAGINI))
        return nodi if self.foto.adottato else segna_slegate(nodi)

    def _ha_sottosezioni(self, s: SezioneFoto) -> bool:
        dopo = self.foto.sezioni.index(s) + 1
        return dopo < len(self.foto.sezioni) and self.foto.sezioni[dopo].livello > s.livello

    def _richiamo(self, s: SezioneFoto, riga: str) -> list[Blocco]:
        if riga not in self.memoria:
            try:
                self.memoria[riga] = costruisci_richiamo(self.foto, riga)
            except Manca as manca:
                self.memoria[riga] = Manca(str(manca))  # without the frames that it came from
        trovato = self.memoria[riga]
        if isinstance(trovato, Manca):
            return [self._manca(s, str(trovato), riga)]
        nome, codice, fatti = trovato
        if isinstance(fatti, tuple):
            return [self._numera(b, *_parti(b.ancora), s) for b in fatti]
        return [self._numera(fatti, nome, codice, s)]

    def _numera(self, blocco: Blocco, nome: str, codice: str, s: SezioneFoto) -> Blocco:
        radice = f"{nome}-{codice}" if codice else nome
        ancora, n = radice, 1
        while ancora in self.ancore:
            n += 1
            ancora = f"{radice}-{n}"
        self.ancore.add(ancora)
        numero = 0
        if blocco.conteggio:
            numero = self.contati[blocco.conteggio] = self.contati.get(blocco.conteggio, 0) + 1
        blocco = replace(blocco, numero=numero, ancora=ancora)
        # What has no label of its own is named by the section where it stands.
        dove = blocco.etichetta or s.numero or f"«{s.titolo}»"
        self.bersagli.setdefault((nome, codice), (dove, ancora))
        return blocco

    def _manca(self, s: SezioneFoto, motivo: str, richiamo: str = "") -> Blocco:
        self._segna(s, motivo)
        return Blocco("da_completare", richiamo, manca=motivo)

    def _segna(self, s: SezioneFoto, perche: str, richiamo: str = "") -> None:
        self.incompletezze.append(Incompletezza(s.codice, f"{s.numero} {s.titolo}".strip(), perche, richiamo))


def _parti(richiamo: str) -> tuple[str, str]:
    nome, _, codice = richiamo.partition(" ")
    return nome, codice


def _chiudi(prosa: list[str]) -> list[str]:
    testo = "\n".join(prosa).strip()
    prosa.clear()
    return [testo] if testo else []
