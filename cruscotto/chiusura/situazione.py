"""How a period stands before it closes, and what closing it would do. Pure: it reads what was measured and asks nothing
of the database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from cruscotto.aritmetica.allerte import CodiceAllerta
from cruscotto.aritmetica.sal import Fascia, PoliticaMancanti, Stato, VoceDellaMedia, media, semaforo
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import (
    ObiettivoMisurato,
    ProspettivaMisurata,
    Prospetto,
    media_al_passo,
    voce_di_parte,
    voce_di_riga,
)
from cruscotto.misurazione.stato_dei_valori import MANCANTE, NON_DOVUTE, SENZA
from cruscotto.misurazione.stato_dei_valori import ValoreDaSeguire as VoceDiLavoro
from cruscotto.models import Cadenza, Ciclo, Periodo, StatoCiclo, StatoPeriodo, StatoRilevazione

MESI = {Cadenza.TRIMESTRE: 3, Cadenza.QUADRIMESTRE: 4, Cadenza.SEMESTRE: 6, Cadenza.ANNO: 12}
ORDINALI = ("Primo", "Secondo", "Terzo", "Quarto")


@dataclass(frozen=True, slots=True)
class Situazione:
    """How the values of an office, an area or the body stand. Each value asked is in one of ``mancanti``, ``bozze``,
    ``restituiti``, ``trasmessi``, ``validati``; ``neutralizzati`` are among the last; the rest are alerts."""

    codice: str
    nome: str
    dovuti: int
    mancanti: int
    in_ritardo: int
    bozze: int
    restituiti: int
    trasmessi: int
    validati: int
    neutralizzati: int
    anomali: int
    senza_motivo: int

    @property
    def da_fare(self) -> int:
        """What its offices have not handed in."""
        return self.mancanti + self.bozze + self.restituiti

    @property
    def aspetta(self) -> bool:
        """Whether somebody has something to do."""
        return bool(self.da_fare or self.trasmessi)


@dataclass(frozen=True, slots=True)
class SituazioneArea:
    """An area with its offices."""

    tutta: Situazione
    uffici: tuple[Situazione, ...]


def situazione(codice: str, nome: str, voci: Sequence[VoceDiLavoro]) -> Situazione:
    """Count a group of values."""

    def stati(stato: str) -> int:
        return sum(v.stato == stato for v in voci)

    def allerte(codice: CodiceAllerta) -> int:
        return sum(v.ha(codice) for v in voci)

    return Situazione(
        codice=codice,
        nome=nome,
        dovuti=sum(v.stato not in NON_DOVUTE for v in voci),
        mancanti=stati(MANCANTE),
        in_ritardo=allerte(CodiceAllerta.IN_RITARDO),
        bozze=stati(StatoRilevazione.BOZZA),
        restituiti=stati(StatoRilevazione.RESTITUITA),
        trasmessi=stati(StatoRilevazione.TRASMESSA),
        validati=stati(StatoRilevazione.VALIDATA),
        neutralizzati=sum(v.neutralizzata for v in voci),
        anomali=allerte(CodiceAllerta.ANOMALO),
        senza_motivo=allerte(CodiceAllerta.SENZA_MOTIVAZIONE),
    )


def per_area(voci: Sequence[VoceDiLavoro]) -> tuple[SituazioneArea, ...]:
    """By area and, in it, by office, in the order of their names; the values of no area and of no office come last."""
    aree: dict[tuple[str, str], dict[tuple[str, str], list[VoceDiLavoro]]] = {}
    for v in voci:
        uffici = aree.setdefault((v.area_codice, v.area), {})
        uffici.setdefault((v.ufficio_codice, v.ufficio), []).append(v)
    trovate = []
    for (codice, nome), uffici in sorted(aree.items(), key=lambda a: (a[0][0] == "", a[0][1])):
        tutta = situazione(codice or SENZA, nome, [v for gruppo in uffici.values() for v in gruppo])
        ordinati = sorted(uffici.items(), key=lambda u: (u[0][0] == "", u[0][1]))
        trovate.append(SituazioneArea(tutta, tuple(situazione(*chi, gruppo) for chi, gruppo in ordinati)))
    return tuple(trovate)


# -- what the close would do -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conseguenze:
    """What closing now would do: ``senza`` values have none and follow the policy of the body, ``di_prima`` keep that
    of an earlier period, ``da_validare`` count although nobody validated them; ``mancano`` are the first two."""

    politica: PoliticaMancanti
    senza: int
    di_prima: int
    da_validare: int
    mancano: tuple[VoceDiLavoro, ...]

    @property
    def vietata(self) -> bool:
        """Whether the body does not close a period that lacks values."""
        return bool(self.mancano) and self.politica is PoliticaMancanti.ERRORE

    @property
    def firma(self) -> str:
        """What a person confirms: another figure, and the confirmation is asked again. Empty when nothing is."""
        numeri = (self.senza, self.di_prima, self.da_validare)
        return "-".join(map(str, numeri)) if any(numeri) else ""

    @property
    def frasi(self) -> tuple[str, ...]:
        """What will happen, one sentence each; none when every value is validated."""
        if self.vietata:
            return (f"{_mancano(len(self.mancano))}: l'ente non chiude un periodo con valori mancanti.",)
        zero = self.politica is PoliticaMancanti.ZERO
        senza = (
            ("conterà zero", "conteranno zero")
            if zero
            else ("resterà fuori dalla media", "resteranno fuori dalla media")
        )
        return tuple(
            f"{quanti} {'valore' if quanti == 1 else 'valori'} {uno if quanti == 1 else molti}."
            for quanti, uno, molti in (
                (self.senza, *senza),
                (self.di_prima, "varrà come nel periodo prima", "varranno come nel periodo prima"),
                (self.da_validare, "conterà senza essere validato", "conteranno senza essere validati"),
            )
            if quanti
        )


def _mancano(quanti: int) -> str:
    return "Manca 1 valore" if quanti == 1 else f"Mancano {quanti} valori"


def conseguenze(voci: Sequence[VoceDiLavoro], politica: PoliticaMancanti) -> Conseguenze:
    """What closing the period of ``voci`` would do."""
    mancano = tuple(v for v in voci if v.da_fare)
    senza = sum(any(r.stato is Stato.NON_RILEVATO for r in v.righe) for v in mancano)
    trasmessi = sum(v.stato == StatoRilevazione.TRASMESSA for v in voci)
    return Conseguenze(politica, senza, len(mancano) - senza, trasmessi, mancano)


@dataclass(frozen=True, slots=True)
class Anteprima:
    """The SAL of a scorecard now and once the period is closed, 0–100, unrounded."""

    codice: str
    nome: str
    adesso: Decimal | None
    fascia: Fascia | None
    dopo: Decimal | None
    fascia_dopo: Fascia | None

    @property
    def cambia(self) -> bool:
        return self.adesso != self.dopo

    @property
    def punti(self) -> Decimal | None:
        """By how many points it changes."""
        return None if self.adesso is None or self.dopo is None else self.dopo - self.adesso


def anteprime(prospetti: Sequence[Prospetto], nomi: dict[str, str], misura: Misura) -> tuple[Anteprima, ...]:
    """The scorecards of an open period as the close would leave them, in their order."""
    trovate = []
    for p in prospetti:
        dopo, passo = alla_chiusura(p, misura)
        fascia = semaforo(passo, misura.fasce)
        trovate.append(Anteprima(p.codice, nomi[p.codice], p.media.valore, p.fascia, dopo, fascia))
    return tuple(trovate)


def alla_chiusura(prospetto: Prospetto, misura: Misura) -> tuple[Decimal | None, Decimal | None]:
    """The mean of a scorecard as if its period were closed, from its rows as they are: of the SALs, and at pace."""
    prospettive = []
    for prospettiva in prospetto.prospettive:
        obiettivi = [_chiusa(o, [(voce_di_riga(r), r.passo) for r in o.righe], misura) for o in prospettiva.obiettivi]
        prospettive.append(_chiusa(prospettiva, [(voce_di_parte(o), o.passo) for o in obiettivi], misura))
    tutto = _chiusa(prospetto, [(voce_di_parte(p), p.passo) for p in prospettive], misura)
    return tutto.media.valore, tutto.passo


P = TypeVar("P", ObiettivoMisurato, ProspettivaMisurata, Prospetto)


def _chiusa(parte: P, voci: Sequence[tuple[VoceDellaMedia, Decimal | None]], misura: Misura) -> P:
    """A part of a scorecard with the means that it has once the period is closed."""
    totale = media([voce for voce, _ in voci], mancanti=misura.mancanti)
    return replace(parte, media=totale, passo=media_al_passo(voci, totale, misura, aperto=False))


# -- periods -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tappa:
    """A period on the time line, with the acts possible on it now."""

    periodo: Periodo
    apribile: bool
    chiudibile: bool
    riapribile: bool


def tappe(ciclo: Ciclo, periodi: Sequence[Periodo]) -> tuple[Tappa, ...]:
    """The periods of a cycle in order. One opens after all those before it are closed."""
    aperta = ciclo.stato in (StatoCiclo.PIANIFICAZIONE, StatoCiclo.MONITORAGGIO)
    trovate, prima_chiusi = [], True
    for p in periodi:
        trovate.append(
            Tappa(
                periodo=p,
                apribile=aperta and prima_chiusi and p.stato == StatoPeriodo.FUTURO,
                chiudibile=not ciclo.congelato and p.stato == StatoPeriodo.APERTO,
                riapribile=not ciclo.congelato and p.stato == StatoPeriodo.CHIUSO,
            )
        )
        prima_chiusi = prima_chiusi and p.stato == StatoPeriodo.CHIUSO
    return tuple(trovate)


def parti_dell_anno(anno: int, cadenza: Cadenza) -> tuple[tuple[str, dt.date, dt.date], ...]:
    """Name, first and last day of the periods of a year: they cover it without gaps."""
    mesi = MESI[cadenza]
    inizi = [dt.date(anno, mese, 1) for mese in range(1, 13, mesi)]
    fini = [inizio - dt.timedelta(days=1) for inizio in (*inizi[1:], dt.date(anno + 1, 1, 1))]
    nomi = ["Anno"] if cadenza is Cadenza.ANNO else [f"{ordinale} {cadenza.value}" for ordinale in ORDINALI]
    return tuple(zip(nomi, inizi, fini, strict=False))


def termine_relazione(anno: int) -> dt.date:
    """The day by which the Relazione of a year is adopted: 30 June of the next (D.Lgs. 150/2009, art. 10, c. 1, b)."""
    return dt.date(anno + 1, 6, 30)
