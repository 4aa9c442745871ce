"""What the rows of a file would make of the scorecards of a cycle: placements, indicators, targets, actuals, SALs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import F, Model

from cruscotto.aritmetica.formule import Definizione
from cruscotto.ciclo.blocchi import blocca_ciclo, blocca_formule, blocca_periodo, uffici_riaperti
from cruscotto.importazione.cruscotti.altrove import RigheAltrove, abbinate, attesi_altrove
from cruscotto.importazione.cruscotti.attesi import Attesi
from cruscotto.importazione.cruscotti.celle import leggi_celle
from cruscotto.importazione.cruscotti.consuntivi import Consuntivi
from cruscotto.importazione.cruscotti.definizioni import definisci, etichetta
from cruscotto.importazione.cruscotti.dichiarati import Dichiarati
from cruscotto.importazione.cruscotti.identita import abbina
from cruscotto.importazione.cruscotti.indicatori import Cercatore
from cruscotto.importazione.cruscotti.letture import dimentica
from cruscotto.importazione.cruscotti.mancanti import Mancanti, da_creare, rifiuta
from cruscotto.importazione.cruscotti.nascite import Cosa
from cruscotto.importazione.cruscotti.operandi import Operandi
from cruscotto.importazione.cruscotti.pesi import chiedi_dei_pesi, pesi_dei_nati
from cruscotto.importazione.cruscotti.presenti import Presenti
from cruscotto.importazione.cruscotti.quasi_uguali import abbina_quasi_uguali
from cruscotto.importazione.cruscotti.rami import Rami, ha_colonna
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.importazione.cruscotti.titoli import Titoli
from cruscotto.importazione.cruscotti.titoli_sopra import senza_titoli
from cruscotto.importazione.cruscotti.uffici import UfficiDelFoglio
from cruscotto.models import (
    AreaStrategica,
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoStrategico,
    Operando,
    Periodo,
    Programma,
    Prospettiva,
    Rilevazione,
    SalDichiarato,
    StatoPeriodo,
    StatoRilevazione,
    ValoreAtteso,
)
from cruscotto.valori.calcolati import leggi_grafo
from ente.importazione import ErroreNelFile, RigaLetta
from ente.models import Area, Ufficio, Utente
from ente.progetto import CambiatoNelFrattempo, Progetto

COLONNE = (
    "cruscotto",
    "prospettiva",
    "obiettivo_strategico",
    "programma",
    "obiettivo_operativo",
    "codice",
    "etichetta",
    "tipo",
    "target",
    "actual",
)
"""The columns of a whole scorecard, as the file of a body's folder has them: its rows are then in their order. Of the
levels above the programme those that the cycle has."""
MODELLI = (
    Area,
    Ufficio,
    Prospettiva,
    AreaStrategica,
    ObiettivoStrategico,
    ObiettivoInProspettiva,
    Cruscotto,
    Programma,
    ObiettivoOperativo,
    Indicatore,
    Operando,
    Collocazione,
    ValoreAtteso,
    Rilevazione,
    SalDichiarato,
)
SCANSA = {"ordine": F("ordine") + 1_000_000}
"""Where the orders of the placements go while they exchange them."""
DELLA_COLLOCAZIONE = {"blocco": 1, "pira": False, "peso": None, "sal": "", "riga_fonte": None, "nota": ""}
"""What a placement says of itself besides its place, by cell, and what it is when no cell says it."""


def progetta_indicatori(
    *,
    ciclo: Ciclo,
    righe: Sequence[RigaLetta],
    da: Utente | None,
    stato: StatoRilevazione = StatoRilevazione.BOZZA,
    cruscotto: Cruscotto | None = None,
    crea: bool = False,
    risposte: Mapping[str, str] | None = None,
    periodo: Periodo | None = None,
    altrove: RigheAltrove | None = None,
    progetto: Progetto | None = None,
) -> Progetto:
    """What the scorecards of a cycle would become. Writes nothing; as many queries whatever the rows.

    ``cruscotto`` is the scorecard of rows that do not name one. With ``crea``, or in a cycle that has no tree yet, the
    tree and the scorecards that rows name are made. The actuals are those of ``periodo``, the last one without; new
    ones are in ``stato``; ``altrove`` are rows of other periods and years. What a file has no column for stays as it
    is; so does what a file leaves out.
    """
    presenti, altrove = Presenti(ciclo, periodo), altrove or RigheAltrove()
    progetto = progetto or Progetto(risposte=risposte or {})
    progetto.modelli, progetto.scansa = MODELLI, SCANSA
    righe = senza_titoli(righe, presenti, progetto)
    lettura = _LetturaDelleRighe(presenti, progetto, righe, cruscotto, crea=crea or not presenti.prospettive)
    voci = lettura.voci()
    rifiuta(progetto, lettura.mancanti.elenco() or da_creare(((n[0], *n[2:]) for n in lettura.nati), voci))
    if progetto.errori and presenti.fermo:
        return progetto
    cercatore = Cercatore(presenti, progetto, voci)
    cercatore.assegna(voci)
    riletti = definisci(progetto, voci, cercatore)
    operandi = Operandi(presenti, progetto, cercatore)
    operandi.progetta(voci)
    del_periodo = partial(Consuntivi, progetto=progetto, da=da, stato=stato, riletti=riletti, del_sito=altrove.del_sito)
    consuntivi = _consuntivi(presenti, voci, altrove, progetto, del_periodo)
    chiedi_dei_pesi(presenti, progetto, voci)
    lettura.colloca(voci)
    Attesi(presenti, progetto, riletti).progetta(voci)
    _metti(consuntivi)
    attesi_altrove(presenti, progetto, altrove.anni, voci)
    Dichiarati(presenti, progetto, consuntivi[0], da).progetta(voci)
    lettura.metti_rami()
    _chiudi(presenti, progetto, righe, consuntivi, operandi)
    return progetto


def _consuntivi(
    presenti: Presenti,
    voci: Sequence[RigaDaImportare],
    altrove: RigheAltrove,
    progetto: Progetto,
    del_periodo: Callable[[Presenti], Consuntivi],
) -> list[Consuntivi]:
    """The values of the period, then those of the others that rows say."""
    fatti = [del_periodo(presenti)]
    fatti[0].decidi(voci)
    for altro, sue in altrove.periodi.items():
        fatti.append(del_periodo(presenti.al(altro)))
        fatti[-1].decidi(abbinate(sue, voci, "actual", progetto))
    return fatti


def _metti(consuntivi: Sequence[Consuntivi]) -> None:
    for di_uno in consuntivi:
        di_uno.metti()


def _chiudi(
    presenti: Presenti,
    progetto: Progetto,
    righe: Sequence[RigaLetta],
    consuntivi: Sequence[Consuntivi],
    operandi: Operandi,
) -> None:
    """The lines of the preview in the order of the file; what the writing has to look at again; what is frozen."""
    file = {riga.posto(): n for n, riga in enumerate(righe)}
    progetto.cambi.sort(key=lambda c: file.get(c.posto, len(file)))
    grafo = leggi_grafo(presenti.ciclo.ente_id) if operandi.toccati else None
    scritti = [(c.presenti.periodo, frozenset(c.uffici)) for c in consuntivi]
    progetto.verifica = partial(_verifica, presenti.ciclo, scritti, grafo)
    dimentica()
    if presenti.fermo:
        progetto.errori += _fermi(progetto, presenti.fermo)


def _fermi(progetto: Progetto, fermo: str) -> list[ErroreNelFile]:
    """An error for each row that would change something of a frozen cycle, with what it would change."""
    per_posto: dict[str, dict[str, None]] = defaultdict(dict)
    for c in progetto.cambi:
        nomi = [str(c.oggetto._meta.verbose_name)] if c.nuovo else [_nome_campo(c.oggetto, n) for n in c.dopo]
        per_posto[c.posto].update(dict.fromkeys(nomi))
    return [
        ErroreNelFile(posto, f"{fermo} La riga cambierebbe: {', '.join(nomi)}.") for posto, nomi in per_posto.items()
    ]


def _nome_campo(oggetto: Model, nome: str) -> str:
    return str(getattr(oggetto._meta.get_field(nome), "verbose_name", nome))


def _verifica(
    ciclo: Ciclo,
    scritti: Sequence[tuple[Periodo | None, frozenset[int | None]]],
    grafo: dict[int, Definizione] | None,
) -> None:
    """Whether the cycle and, when values are written, the period are still what they were; they stay so to the end.
    When formulas change, none of the body's is another meanwhile: two that go in together could make a circle.

    Raises:
        CambiatoNelFrattempo: the year has begun, the period was closed or opened, or a formula changed.
    """
    if grafo is not None:
        blocca_formule(ciclo.ente_id)
        if leggi_grafo(ciclo.ente_id) != grafo:
            raise CambiatoNelFrattempo
    if blocca_ciclo(ciclo.pk).stato != ciclo.stato:
        raise CambiatoNelFrattempo
    for periodo, uffici in scritti:
        if uffici and periodo is not None:
            _verifica_periodo(periodo, uffici)


def _verifica_periodo(periodo: Periodo, uffici: frozenset[int | None]) -> None:
    adesso = blocca_periodo(periodo.pk)
    ancora_riaperti = adesso.stato == StatoPeriodo.APERTO or uffici <= uffici_riaperti(adesso)
    if adesso.stato != periodo.stato or not ancora_riaperti:
        raise CambiatoNelFrattempo


class _LetturaDelleRighe:
    """The rows as the tree of the cycle takes them: where each stands, what it says of its placement."""

    def __init__(
        self,
        presenti: Presenti,
        progetto: Progetto,
        righe: Sequence[RigaLetta],
        cruscotto: Cruscotto | None,
        *,
        crea: bool,
    ) -> None:
        self.presenti, self.progetto, self.righe = presenti, progetto, righe
        self.nati: list[tuple[Cosa, dict[str, Any], str, str]] = []
        self.mancanti = Mancanti()
        self.rami = Rami(presenti, progetto, self._nasce, righe, self.mancanti, crea=crea)
        self.uffici = UfficiDelFoglio(presenti, progetto, self._nasce, self.mancanti, crea=crea)
        self.titoli = Titoli(presenti, progetto, self._nasce, righe, self.mancanti, scelto=cruscotto, crea=crea)

    def _nasce(self, cosa: Cosa, valori: dict[str, Any], nome: str, posto: str) -> None:
        """Hold a new row of the tree: the line of the preview is to be named by the indicator, which comes first."""
        for campo, valore in valori.items():
            setattr(cosa, campo, valore)
        self.nati.append((cosa, valori, nome, posto))

    def metti_rami(self) -> None:
        pesi_dei_nati(self.presenti, self.progetto, self.nati)
        for cosa, valori, nome, posto in self.nati:
            self.progetto.metti(cosa, None, valori, nome=nome, posto=posto)

    def voci(self) -> list[RigaDaImportare]:
        """The rows without errors, each with its place and, when it was there already, its placement."""
        voci = [voce for riga in self.righe if (voce := self._leggi(riga)) is not None]
        abbina(voci, self.presenti)
        abbina_quasi_uguali(self.progetto, self.presenti, voci)
        return [voce for voce in voci if self._motivata(voce) and self._sistema(voce)]

    def _leggi(self, riga: RigaLetta) -> RigaDaImportare | None:
        prima = len(self.progetto.errori)
        cruscotto = self.titoli.trova(riga)
        nodo = self.rami.nodo(riga)
        senza_posto = len(self.progetto.errori) > prima
        celle = leggi_celle(riga, self.progetto)
        if "ufficio" in celle:
            celle["ufficio"] = self.uffici.trova(riga, celle["ufficio"])
        nomi = {riga.posto(campo) for campo in ("codice", "etichetta")}
        senza_nome = any(e.posto in nomi for e in self.progetto.errori[prima:])
        if senza_posto or senza_nome or cruscotto is None:
            return None  # nothing else can be said of it; of what is wrong elsewhere in it, all at once
        return RigaDaImportare(riga, celle, cruscotto, nodo)

    def _motivata(self, voce: RigaDaImportare) -> bool:
        """Whether a declared SAL has its reason: the one that it had, when the file has no column for it."""
        senza = voce.celle.get("sal_dichiarato") is not None and "motivo" not in voce.celle
        if senza and (voce.nuova or voce.collocazione.pk not in self.presenti.dichiarati):
            motivo = "un SAL dichiarato ha bisogno del motivo: aggiungete la colonna «Motivo»."
            self.progetto.errori.append(ErroreNelFile(voce.riga.posto("motivo"), motivo))
            return False
        return True

    def _sistema(self, voce: RigaDaImportare) -> bool:
        """The branch of a row: as its columns say, else as it is."""
        c, riga = voce.collocazione, voce.riga
        if voce.nodo is None and voce.nuova:
            voce.nodo = self.rami.senza_posto(riga)
            if voce.nodo is None:
                return False
        nodo = voce.nodo or c.nodo
        spostato = not voce.nuova and nodo is not c.nodo
        detto = voce.nuova or spostato or ha_colonna(riga, "programma") or ha_colonna(riga, "obiettivo_operativo")
        voce.nodo = nodo
        if not detto:
            voce.programma, voce.operativo = c.programma, c.obiettivo_operativo
            return True
        nomi = [
            riga["programma"].strip() if voce.nuova or ha_colonna(riga, "programma") else _nome(c.programma),
            riga["obiettivo_operativo"].strip()
            if voce.nuova or ha_colonna(riga, "obiettivo_operativo")
            else _nome(c.obiettivo_operativo),
        ]
        voce.programma, voce.operativo = self.rami.sotto(riga, nodo, nomi)
        return True

    # -- placements ----------------------------------------------------------------------------------------------------

    def colloca(self, voci: Sequence[RigaDaImportare]) -> None:
        """Plan the placements. New ones come last, unless the file has the whole scorecard: then it gives the order."""
        ordini = self._ordini(voci)
        for voce in voci:
            valori = self._valori(voce)
            if voce in ordini:
                valori["ordine"] = ordini[voce]
            esistente = None if voce.nuova else voce.collocazione
            self.progetto.metti(voce.collocazione, esistente, valori, nome=voce.nome, posto=voce.posto)

    def _valori(self, voce: RigaDaImportare) -> dict[str, Any]:
        valori: dict[str, Any] = {
            "cruscotto": voce.cruscotto,
            "indicatore": voce.indicatore,
            "nodo": voce.nodo,
            "programma": voce.programma,
            "obiettivo_operativo": voce.operativo,
            "etichetta": etichetta(voce),
        }
        for campo, altrimenti in DELLA_COLLOCAZIONE.items():
            if voce.nuova or campo in voce.celle:
                valori["sal_pubblicato" if campo == "sal" else campo] = voce.celle.get(campo, altrimenti)
        if voce.propria:
            valori["rilevata_a_parte"] = True
        return valori

    def _ordini(self, voci: Sequence[RigaDaImportare]) -> dict[RigaDaImportare, int]:
        gruppi: dict[int, list[RigaDaImportare]] = defaultdict(list)
        for voce in voci:
            gruppi[id(voce.cruscotto)].append(voce)
        presenti: dict[int, list[int]] = defaultdict(list)
        for c in self.presenti.collocazioni:
            presenti[id(c.cruscotto)].append(c.ordine)
        livelli = {"prospettiva": self.rami.con_prospettive, "obiettivo_strategico": self.rami.con_obiettivi}
        colonne = [nome for nome in COLONNE if livelli.get(nome, True)]
        ordini: dict[RigaDaImportare, int] = {}
        for cruscotto, gruppo in gruppi.items():
            quante = sum(not v.nuova for v in gruppo)
            if quante == len(presenti[cruscotto]) and all(nome in v.riga.valori for v in gruppo for nome in colonne):
                ordini |= {voce: n for n, voce in enumerate(gruppo, 1)}
                continue
            ultimo = max(presenti[cruscotto], default=0)
            nuove = [v for v in gruppo if v.nuova]
            ordini |= {voce: n for n, voce in enumerate(nuove, ultimo + 1)}
        return ordini


def _nome(ramo: Programma | ObiettivoOperativo | None) -> str:
    return ramo.nome if ramo else ""
