"""The frozen snapshot of a document: everything that it prints, as immutable values. No query runs after it.

A published document is made of this and nothing else: what changes in the database later does not change it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contesto.bilancio import Voce
from contesto.colori import Tema
from contesto.grafici import Grafico
from contesto.stampa import TavolaFoto
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.struttura import Struttura
from ente.errori import ErroreUtente


class NonPronta(ErroreUtente):
    """The document cannot be made yet; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class EnteFoto:
    codice: str
    denominazione: str
    denominazione_breve: str
    sito: str
    logo: bytes
    tema: Tema


@dataclass(frozen=True, slots=True)
class GraficoFoto:
    codice: str
    titolo: str
    tavola: str
    grafico: Grafico


@dataclass(frozen=True, slots=True)
class InterventoFoto:
    obiettivo: int
    etichetta_obiettivo: str
    descrizione: str
    importo: Decimal


@dataclass(frozen=True, slots=True)
class CriticitaFoto:
    etichetta: str
    criticita: tuple[str, ...]
    opportunita: tuple[str, ...]
    azioni: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoceRisultatoFoto:
    tipo: str
    etichetta: str
    cifra: str
    prospettiva: str
    sal_pubblicato: str
    risorse: str
    servizi: str
    elementi: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SchedaFoto:
    codice: str
    titolo: str
    obiettivo: str
    voci: tuple[VoceRisultatoFoto, ...]


@dataclass(frozen=True, slots=True)
class DocumentoFoto:
    titolo: str
    atto: str
    url: str


@dataclass(frozen=True, slots=True)
class PeriodoFoto:
    numero: int
    nome: str
    fine: date
    chiuso: bool


@dataclass(frozen=True, slots=True)
class RimodulazioneFoto:
    """A target changed during the year: what it was, what it is, by which act and why. ``cruscotto`` is the code of
    the scorecard that alone has it; empty for all of them."""

    indicatore: str
    cruscotto: str
    prima: str
    dopo: str
    atto_numero: str
    atto_data: date
    motivo: str


@dataclass(frozen=True, slots=True)
class AzioneFoto:
    """A corrective action that was promised and followed: the code and the name of its indicator, what, of which
    office, by when, where it is. ``individuale``: its value is of an individual sheet alone."""

    codice: str
    indicatore: str
    periodo: str
    testo: str
    ufficio: str
    entro: date | None
    stato: str
    nota: str
    individuale: bool


@dataclass(frozen=True, slots=True)
class ImpattoFoto:
    """A goal of public value: what it is of, the objective that serves it, its impact indicator from where to where."""

    obiettivo: str
    dimensione: str
    serve: str
    indicatore: str
    base: str
    fonte: str
    target: str


@dataclass(frozen=True, slots=True)
class PiraFoto:
    """An indicator of the Piano degli indicatori e dei risultati attesi, with the fields of DPCM 18/9/2012, art. 3."""

    nome: str
    obiettivo: str
    tipologia: str
    definizione: str
    unita: str
    fonte: str
    metodo: str
    target: str
    actual: str


@dataclass(frozen=True, slots=True)
class Modifica:
    """What two snapshots say differently: where, and the two texts; one is empty for what came or went."""

    dove: str
    prima: str
    dopo: str


@dataclass(frozen=True, slots=True)
class ConfrontoFoto:
    """Two snapshots compared, each by its hash."""

    prima: str
    dopo: str
    modifiche: tuple[Modifica, ...]


@dataclass(frozen=True, slots=True)
class ContoFoto:
    """A figure that the OIV's examination counted, as it is read."""

    codice: str
    nome: str
    testo: str


@dataclass(frozen=True, slots=True)
class CriterioFoto:
    """A criterion of the examination with its judgement, in words, what was counted for it, and what was observed and
    answered. ``giudizio`` is empty while there is none."""

    lettera: str
    codice: str
    titolo: str
    domanda: str
    norma: str
    giudizio: str
    motivo: str
    osservazioni: str
    conti: tuple[ContoFoto, ...]
    risposte: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class EsameFoto:
    """The OIV's examination: of which edition, by its number, its act and the hash of its manifest, when, how it ended.
    ``precedente``: an edition after that one has been approved since. Working papers are not part of it."""

    edizione: int
    atto: str
    impronta: str
    sigillata_il: date
    contato_il: date
    esito: str
    conclusioni: str
    concluso_il: date | None
    precedente: bool
    separazione: str
    criteri: tuple[CriterioFoto, ...]
    osservazioni: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SezioneFoto:
    codice: str
    numero: str
    titolo: str
    livello: int
    testo: str
    numerata: bool = True
    figli: str = "numeri"
    riservata: bool = False
    da_rivedere: bool = False


@dataclass(frozen=True, slots=True)
class Fotografia:
    """The whole document before it is laid out. ``adottato`` says whether it cannot change any more: otherwise it is a
    draft. ``approvazione`` is the act that adopted the Relazione, of a Plan the Plan's own: who, number,
    date."""

    tipo: str
    edizione: str
    anno: int
    titolo: str
    data_documento: str
    adottato: bool
    dimostrativo: bool
    approvazione: tuple[str, str, date] | None
    periodo: PeriodoFoto | None
    ente: EnteFoto
    misura: Misura
    albero: Struttura
    prospetti: tuple[Prospetto, ...]
    rimodulazioni: tuple[RimodulazioneFoto, ...]
    pira: tuple[PiraFoto, ...]
    tavole: tuple[TavolaFoto, ...]
    grafici: tuple[GraficoFoto, ...]
    bilancio: tuple[Voce, ...]
    interventi: tuple[InterventoFoto, ...]
    criticita: tuple[CriticitaFoto, ...]
    risultati: tuple[SchedaFoto, ...]
    documenti: tuple[DocumentoFoto, ...]
    confronto: ConfrontoFoto | None
    sezioni: tuple[SezioneFoto, ...]
    azioni: tuple[AzioneFoto, ...] = field(default=(), metadata={"tace": True})
    valore_pubblico: tuple[ImpattoFoto, ...] = field(default=(), metadata={"tace": True})
    selettivi: tuple[str, ...] = field(default=(), metadata={"tace": True})
    esame: EsameFoto | None = field(default=None, metadata={"tace": True})

    @property
    def pubblica(self) -> bool:
        """Whether it is the edition that may be published."""
        return self.edizione == "pubblica"
