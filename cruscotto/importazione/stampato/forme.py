"""What a row of a printed scorecard is, by its looks: headings, an objective, a title, a text alone, a full row.

Nothing here knows what stands above or below it: ``lettura`` does. No name of any year or body is known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum, auto

from ente.fogli.contorno import nota, numerazione, somma
from ente.fogli.intestazioni import Vocabolario, di_parole, divisi, normalizza
from ente.fogli.nel_tempo import ColonnaNelTempo

NEL_TEMPO = ("actual", "target", "sal")
"""What may have a column for each year, or part of it."""
LIVELLI = ("cruscotto", "prospettiva", "obiettivo_strategico", "programma", "obiettivo_operativo")
"""What every row says, be it that there is none."""
TUTTI = (*LIVELLI[:2], "area_strategica", *LIVELLI[2:])
"""From the widest to the narrowest: each one ends when one above it changes. Of an area strategica only who has it
speaks."""

FORSE_TITOLO = "forse_titolo"
"""What a row says, besides its fields, when its prospettiva is a text alone that may be the title of the sheet."""
CON_NOME = ("obiettivo_strategico", "programma", "obiettivo_operativo")
"""The levels that a text alone may call by their name."""

_SEGUE = re.compile(r"\s*[-–—(\[]*\s*\b(?:segue|continua)\b\.?\s*[)\]]?\s*$", re.IGNORECASE)
_OBIETTIVO = re.compile(
    r"(?P<prima>(?:obiettivo|ob\.?|o\.?s\.?)\s*(?:strategico|strat\.)?\s*(?:n\.|n°)?\s*)?"
    r"(?P<numero>\d{1,2})\s*[.):\-–—]+\s*(?P<nome>(?:[^\W\d]|[\"“«'‘’(]).*)",
    re.IGNORECASE | re.DOTALL,
)
_PROSPETTIVA = re.compile(r"prospettiva\s*(?:n\.\s*)?\d*\s*[:\-–—.]\s*", re.IGNORECASE)
_AREA_STRATEGICA = re.compile(r"(?:area|linea|asse|ambito) strategic[ao]\b", re.IGNORECASE)
_NON_TITOLO = re.compile(r"prospettiv|area strategica|aree strategiche", re.IGNORECASE)
_FORTE = re.compile(r"(?:(?!n)[a-z]|[ivx]{2,4})\s*[.)]\s+[^\W\d]|(?:il\s+)?cruscott[oi]\b|scorecard\b", re.IGNORECASE)
_SPEZZATO = re.compile(r"(?:[a-z]\s*[.)]\s*)?(?:il\s+)?(?:cruscotto|performance individuale)\b", re.IGNORECASE)
_SOTTOTITOLO = re.compile(r"(?:gli\s+)?obiettivi\b|performance\b|sched[ae]\b", re.IGNORECASE)
_AMBIGUO = re.compile(
    r"(?:area|settore|servizio|ufficio|dirigent[ei]|segretari[oa]|azienda|direzione|dipartimento)\b", re.IGNORECASE
)
_GENERICO = re.compile(
    r"\d+(?:\.\d+)+\.?\s|(?:la\s+)?(?:relazione|piano|performance|documento|allegato|camera di commercio|cciaa|"
    r"c\.c\.i\.a\.a|elenco|tabella|indicatori|anno|esercizio|monitoraggio|report|riepilogo|prospetto|rendiconto|"
    r"stato di (?:avanzamento|attuazione)|comune di|provincia di|regione|citt[aà] metropolitana|unione|universit[aà]|"
    r"ministero|agenzia|ente parco|asl|ausl|asst|azienda (?:sanitaria|ospedaliera|usl))\b",
    re.IGNORECASE,
)
_CON_ANNO = re.compile(r"\b(?:19|20)\d{2}\b")
_CON_NOME = re.compile(r"(?P<nome>[^:\n]{2,60}):\s*(?P<testo>\S.*)", re.DOTALL)
"""«Obiettivo strategico: Crescere», «Responsabile: il dirigente»: what it is, and which."""
PAROLE_DI_UNA_FRASE = 6
_FORSE_TOTALE = re.compile(
    r"(?:(?:sub)?total[ei]|medi[ao]|medie|sal|somma|valore medio|"
    r"(?:performance|risultato|raggiungimento|punteggio)\s+(?:medi[ao]|complessiv[ao]|total[ei]))\b",
    re.IGNORECASE,
)
_NUMERINO = re.compile(r"(?:\d{1,2}|[a-z]|[ivx]{2,4})\s*[.)]", re.IGNORECASE)


class Specie(Enum):
    VUOTA = auto()
    NOTA = auto()
    INTESTAZIONE = auto()
    OBIETTIVO = auto()
    TITOLO = auto()
    SOLA = auto()
    LIVELLO = auto()
    PIENA = auto()


class Rango(IntEnum):
    """How sure it is that a text is the title of a scorecard. A ``GENERICO`` one heads a page, never a scorecard."""

    NESSUNO = 0
    GENERICO = 1
    AMBIGUO = 2
    SOTTOTITOLO = 3
    FORTE = 4


@dataclass(slots=True)
class Forma:
    """A row: its written cells (from 0); the text when it is one only; the fields of its headings by column, and those
    of other years or of parts of the year; ``ripetute`` say again of the year what the latter say."""

    specie: Specie
    piene: Sequence[int] = ()
    testo: str = ""
    campi: Mapping[int, str] = field(default_factory=dict)
    rango: Rango = Rango.NESSUNO
    nel_tempo: Sequence[ColonnaNelTempo] = ()
    ripetute: Sequence[int] = ()

    @property
    def note(self) -> set[int]:
        """The columns whose heading is known."""
        return {*self.campi, *(c.indice for c in self.nel_tempo), *self.ripetute}

    @property
    def cella(self) -> int:
        """Where its text is: beside its name, when it has one."""
        return self.piene[-1 if self.specie is Specie.LIVELLO else 0]


VUOTA = Forma(Specie.VUOTA)


def chiave(testo: str) -> str:
    """A title as it is compared from page to page: letters and figures only."""
    piano = unicodedata.normalize("NFKD", senza_segue(testo).casefold())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in piano if not unicodedata.combining(c))))


def senza_segue(testo: str) -> str:
    """A heading without the «(segue)» of the pages after the first, on one line."""
    return _SEGUE.sub("", " ".join(testo.split()))


def obiettivo(testo: str) -> str:
    """The text of a strategic objective as «6. Nome», empty when it is none; ``31.12.2019`` and «7.1 Nome» are none."""
    trovato = _OBIETTIVO.fullmatch(testo)
    if trovato is None:
        return ""
    return f"{trovato['numero']}. {senza_segue(trovato['nome'])}" if trovato["prima"] else senza_segue(testo)


def prospettiva(testo: str) -> str:
    """The name of a prospettiva, without «Prospettiva:» before it."""
    return _PROSPETTIVA.sub("", senza_segue(testo), count=1) or senza_segue(testo)


def sopra_gli_obiettivi(testo: str) -> str:
    """Which level a text alone above objectives is of: what calls itself area strategica is one."""
    return "area_strategica" if _AREA_STRATEGICA.match(testo) else "prospettiva"


def dice_di_se(testo: str) -> bool:
    """Whether a text alone says itself that it is a prospettiva, or an area strategica."""
    return bool(_NON_TITOLO.match(testo) or _AREA_STRATEGICA.match(testo))


def rango(testo: str) -> Rango:
    """How much of a title a text is."""
    if _NON_TITOLO.match(testo):
        return Rango.NESSUNO
    for schema, quale in (
        (_FORTE, Rango.FORTE),
        (_SOTTOTITOLO, Rango.SOTTOTITOLO),
        (_AMBIGUO, Rango.AMBIGUO),
        (_GENERICO, Rango.GENERICO),
    ):
        if schema.match(testo):
            return quale
    return Rango.GENERICO if _CON_ANNO.search(testo) else Rango.NESSUNO


def frase(testo: str) -> bool:
    """Whether a text alone is a sentence: it ends like one, and is no name."""
    return testo.endswith(".") and len(testo.split()) > PAROLE_DI_UNA_FRASE


def totale(testo: str, *, senza_valori: bool) -> bool:
    """Whether a row that begins so sums up other rows: an indicator may be called «Media dei tempi», but has values."""
    return somma(testo) or bool(senza_valori and _FORSE_TOTALE.match(testo))


def _lettere(testo: str) -> bool:
    return any(c.isalpha() for c in testo)


class Riconoscitore:
    """The shapes of the rows of a file whose headings mean what ``parole`` says."""

    def __init__(self, parole: Vocabolario) -> None:
        self.parole = parole
        self._lunga = 2 * max(map(len, (*parole.note, *parole.dette)), default=0) + 30
        self._visti: dict[str, str] = {}
        self._etichetta = parole.noto("Indicatore")

    def campo(self, testo: str) -> str:
        """The field of a heading, empty for any other text. Texts come back many times: each is compared once."""
        if len(testo) > self._lunga or (testo[0].isdigit() and not self.parole.dette):
            return ""
        campo = self._visti.get(testo)
        if campo is None:
            campo = self._visti[testo] = self.parole.campo(testo)
        return campo

    def solo_intestazione(self, testo: str) -> bool:
        """Whether a text alone can only be a heading: what heads rows may be called «Servizi» too."""
        return len(testo) <= self._lunga and normalizza(testo) in self.parole.esatte

    def forma(self, celle: Sequence[str]) -> Forma:
        """The shape of a row."""
        piene = [i for i, testo in enumerate(celle) if testo]
        if not piene:
            return VUOTA
        primo = celle[piene[0]]
        if len(piene) == 1:
            return self._sola(primo, piene)
        if primo[0] in "1([" and numerazione([celle[i] for i in piene]):
            return Forma(Specie.NOTA, piene, " ".join(celle[i] for i in piene))
        campi = {i: campo for i in piene if (campo := self.campo(celle[i]))}
        if campi and self._nomina(campi.values()):
            composta = self.intestazione(celle)
            if composta.nel_tempo and 2 * len(composta.note) >= len(piene):
                return composta
        if campi:
            if piene[0] not in campi and len(campi) == len(piene) - 1 and (scritto := obiettivo(primo)):
                return Forma(Specie.OBIETTIVO, piene, scritto, campi)
            insieme = len(set(campi.values())) > 1 and 2 * len(campi) >= len(piene)
            if insieme and di_parole([celle[i] for i in piene]):
                return self.intestazione(celle)
            if len(piene) == 2 and campi.get(piene[0]) in TUTTI:
                return Forma(Specie.LIVELLO, piene, celle[piene[1]], campi)
        if len(piene) == 2 and (_NUMERINO.fullmatch(primo) or _SPEZZATO.match(primo)) and _lettere(celle[piene[1]]):
            return self._sola(f"{primo} {celle[piene[1]]}", piene)  # cut in two columns
        if len(piene) > 2 and _lettere(primo) and all(celle[i] == primo for i in piene):  # a merged cell written out
            return self._sola(primo, piene)
        return Forma(Specie.PIENA, piene)

    def intestazione(self, celle: Sequence[str]) -> Forma:
        """The shape of a row that is known to be one of headings."""
        piene = [i for i, t in enumerate(celle) if t]
        campi, altre, ripetute = divisi(celle, self.parole, NEL_TEMPO)
        if not self._nomina(campi.values()):
            campi, altre, ripetute = self.parole.campi(celle), [], []
        return Forma(Specie.INTESTAZIONE, piene, campi=campi, nel_tempo=altre, ripetute=ripetute)

    def _nomina(self, campi: Collection[str]) -> bool:
        """Whether the known headings of a row are enough, to take texts with a year or a period for headings too."""
        return len(set(campi)) > 1 or self._etichetta in campi

    def _sola(self, testo: str, piene: Sequence[int]) -> Forma:
        if scritto := obiettivo(testo):
            return Forma(Specie.OBIETTIVO, piene, scritto)
        testo = " ".join(testo.split())
        if self.solo_intestazione(testo) or nota(testo) or frase(testo):
            return Forma(Specie.NOTA, piene, testo)
        quale = rango(testo)
        detto = _CON_NOME.fullmatch(testo) if quale <= Rango.GENERICO and not _NON_TITOLO.match(testo) else None
        if detto and (campo := self.campo(detto["nome"].strip())):
            if campo in CON_NOME:
                return Forma(Specie.LIVELLO, piene, detto["testo"], {piene[0]: campo})
            return Forma(Specie.NOTA, piene, testo)
        return Forma(Specie.TITOLO if quale else Specie.SOLA, piene, testo, rango=quale)
