"""A scorecard as measured at a period: rows with their SAL, rolled up to objectives, prospettive and the whole.

Frozen values made by a constant number of queries whatever the number of rows. The pages show them, the export writes
them, the Relazione freezes them; the arithmetic is in ``cruscotto.sal``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cruscotto.conversioni import atteso_di, consuntivo_di, essenziale
from cruscotto.misura import Misura
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    ImpostazioniMisura,
    Indicatore,
    Periodo,
    Rilevazione,
    SalDichiarato,
    ValoreAtteso,
)
from cruscotto.sal import Fascia, Media, Sal, Stato, Voce, calcola, media, semaforo


@dataclass(frozen=True, slots=True)
class Riga:
    """One placement as measured. SALs on the scale 0–100, unrounded; ``sal`` is the one that counts."""

    collocazione: int
    codice: str
    etichetta: str
    blocco: int
    pira: bool
    tipo: str
    unita: str
    direzione: str
    programma: str
    obiettivo_operativo: str
    target: str
    actual: str
    sal_calcolato: Decimal | None
    sal_dichiarato: Decimal | None
    motivo: str
    sal: Decimal | None
    stato: Stato
    fascia: Fascia | None
    spiegazione: str
    avvisi: tuple[str, ...]
    sal_pubblicato: str
    peso: Decimal | None
    riga_fonte: int | None


@dataclass(frozen=True, slots=True)
class Obiettivo:
    """A strategic objective under a prospettiva of one scorecard, with its rows in document order."""

    numero: int
    nome: str
    righe: tuple[Riga, ...]
    media: Media
    fascia: Fascia | None


@dataclass(frozen=True, slots=True)
class ProspettivaMisurata:
    codice: str
    nome: str
    obiettivi: tuple[Obiettivo, ...]
    media: Media
    fascia: Fascia | None


@dataclass(frozen=True, slots=True)
class Prospetto:
    """A whole scorecard as measured."""

    codice: str
    tipo: str
    lettera: str
    titolo: str
    sottotitolo: str
    titolo_sintesi: str
    titolare: str
    prospettive: tuple[ProspettivaMisurata, ...]
    media: Media
    fascia: Fascia | None

    @property
    def righe(self) -> tuple[Riga, ...]:
        """All rows of the scorecard, in document order."""
        return tuple(r for p in self.prospettive for o in p.obiettivi for r in o.righe)


def misura_cruscotti(ciclo: Ciclo, periodo: Periodo | None, cruscotti: Sequence[Cruscotto]) -> list[Prospetto]:
    """Measure ``cruscotti`` of a cycle at ``periodo`` (None: nothing measured yet), in their order. Seven queries."""
    misura = Misura.di(ImpostazioniMisura.objects.prefetch_related("fasce").get(ente=ciclo.ente_id))
    lettura = _Lettura(ciclo, periodo, cruscotti)
    aperto = periodo is None or periodo.stato != "chiuso"
    return [_prospetto(c, lettura.collocazioni.get(c.pk, []), lettura, misura, aperto) for c in cruscotti]


class _Lettura:
    """The rows of the database that a set of scorecards needs, found by placement."""

    def __init__(self, ciclo: Ciclo, periodo: Periodo | None, cruscotti: Sequence[Cruscotto]) -> None:
        self.collocazioni: dict[int, list[Collocazione]] = {}
        indicatori = set()
        for c in Collocazione.objects.filter(cruscotto__in=cruscotti).per_cruscotto():
            self.collocazioni.setdefault(c.cruscotto_id, []).append(c)
            indicatori.add(c.indicatore_id)
        # The last version wins: targets are read in order of version.
        attesi = ValoreAtteso.objects.filter(ciclo=ciclo, indicatore__in=indicatori).order_by("versione")
        self.attesi = {(a.indicatore_id, a.collocazione_id): a for a in attesi}
        self.rilevazioni: dict[tuple[int, int | None], Rilevazione] = {}
        self.dichiarati: dict[int, SalDichiarato] = {}
        if periodo is not None:
            rilevazioni = Rilevazione.objects.filter(periodo=periodo, indicatore__in=indicatori)
            self.rilevazioni = {(r.indicatore_id, r.collocazione_id): r for r in rilevazioni}
            dichiarati = SalDichiarato.objects.filter(periodo=periodo, collocazione__cruscotto__in=cruscotti)
            self.dichiarati = {d.collocazione_id: d for d in dichiarati}

    def atteso(self, c: Collocazione) -> ValoreAtteso | None:
        return self.attesi.get((c.indicatore_id, c.pk)) or self.attesi.get((c.indicatore_id, None))

    def rilevazione(self, c: Collocazione) -> Rilevazione | None:
        return self.rilevazioni.get((c.indicatore_id, c.pk)) or self.rilevazioni.get((c.indicatore_id, None))


def _prospetto(
    cruscotto: Cruscotto, collocazioni: list[Collocazione], lettura: _Lettura, misura: Misura, aperto: bool
) -> Prospetto:
    gruppi: dict[int, dict[int, list[Collocazione]]] = {}
    for c in collocazioni:
        gruppi.setdefault(c.nodo.prospettiva_id, {}).setdefault(c.nodo_id, []).append(c)
    prospettive = []
    pesi: list[Decimal | None] = []
    for nodi in gruppi.values():
        prospettiva = next(iter(nodi.values()))[0].nodo.prospettiva
        obiettivi = tuple(_obiettivo(gruppo, lettura, misura, aperto) for gruppo in nodi.values())
        pesi_nodi = [gruppo[0].nodo.peso for gruppo in nodi.values()]
        totale = _media(zip(obiettivi, pesi_nodi, strict=True), misura, aperto)
        prospettive.append(
            ProspettivaMisurata(
                prospettiva.codice, prospettiva.nome, obiettivi, totale, semaforo(totale.valore, misura.fasce)
            )
        )
        pesi.append(prospettiva.peso)
    totale = _media(zip(prospettive, pesi, strict=True), misura, aperto)
    return Prospetto(
        codice=cruscotto.codice,
        tipo=cruscotto.tipo,
        lettera=cruscotto.lettera,
        titolo=cruscotto.titolo,
        sottotitolo=cruscotto.sottotitolo,
        titolo_sintesi=cruscotto.titolo_sintesi,
        titolare=cruscotto.titolare,
        prospettive=tuple(prospettive),
        media=totale,
        fascia=semaforo(totale.valore, misura.fasce),
    )


def _obiettivo(collocazioni: list[Collocazione], lettura: _Lettura, misura: Misura, aperto: bool) -> Obiettivo:
    righe = tuple(_riga(c, lettura, misura) for c in collocazioni)
    totale = media(
        [Voce(riga.sal, riga.peso, riga.stato) for riga in righe], periodo_aperto=aperto, mancanti=misura.mancanti
    )
    obiettivo = collocazioni[0].nodo.obiettivo
    return Obiettivo(obiettivo.numero, obiettivo.nome, righe, totale, semaforo(totale.valore, misura.fasce))


def _media(
    parti: Iterable[tuple[Obiettivo | ProspettivaMisurata, Decimal | None]], misura: Misura, aperto: bool
) -> Media:
    voci = [
        Voce(parte.media.valore, peso, Stato.NON_RILEVATO if parte.media.valore is None else Stato.RILEVATO)
        for parte, peso in parti
    ]
    return media(voci, periodo_aperto=aperto, mancanti=misura.mancanti)


def _riga(c: Collocazione, lettura: _Lettura, misura: Misura) -> Riga:
    atteso, rilevazione, dichiarato = lettura.atteso(c), lettura.rilevazione(c), lettura.dichiarati.get(c.pk)
    calcolato, stato = _sal(c.indicatore, atteso, rilevazione, misura)
    sal = essenziale(dichiarato.valore) if dichiarato else calcolato.valore
    return Riga(
        collocazione=c.pk,
        codice=c.indicatore.codice,
        etichetta=c.etichetta,
        blocco=c.blocco,
        pira=c.pira,
        tipo=c.indicatore.tipo,
        unita=c.indicatore.unita,
        direzione=c.indicatore.direzione,
        programma=c.programma.nome if c.programma else "",
        obiettivo_operativo=c.obiettivo_operativo.nome if c.obiettivo_operativo else "",
        target=atteso.testo if atteso else "",
        actual=rilevazione.testo if rilevazione else "",
        sal_calcolato=calcolato.valore,
        sal_dichiarato=essenziale(dichiarato.valore) if dichiarato else None,
        motivo=dichiarato.motivo if dichiarato else (rilevazione.causa_scostamento if rilevazione else ""),
        sal=None if stato is Stato.NEUTRALIZZATO else sal,
        stato=stato,
        fascia=semaforo(sal, misura.fasce),
        spiegazione=calcolato.spiegazione,
        avvisi=calcolato.avvisi,
        sal_pubblicato=c.sal_pubblicato,
        peso=c.peso,
        riga_fonte=c.riga_fonte,
    )


def _sal(
    indicatore: Indicatore, atteso: ValoreAtteso | None, rilevazione: Rilevazione | None, misura: Misura
) -> tuple[Sal, Stato]:
    if rilevazione is not None and rilevazione.neutralizzata:
        return Sal(None, None, f"Neutralizzato: {rilevazione.motivo_neutralizzazione}", ()), Stato.NEUTRALIZZATO
    if rilevazione is None:
        return Sal(None, None, "Valore non rilevato.", ()), Stato.NON_RILEVATO
    if atteso is None:
        return Sal(None, None, "Manca il target: il SAL non si calcola.", ()), Stato.RILEVATO
    letto, misurato = atteso_di(atteso), consuntivo_di(rilevazione)
    if letto is None or misurato is None:
        avvisi = (*atteso.avvisi, *rilevazione.avvisi)
        return Sal(None, None, "Target o consuntivo non si leggono: il SAL non si calcola.", avvisi), Stato.RILEVATO
    sal = calcola(
        letto, misurato, misura.regole_di(indicatore), verso=misura.verso_di(indicatore), scala=indicatore.scala
    )
    return sal, Stato.RILEVATO
