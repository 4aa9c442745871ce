"""What the dirigente reviews in a period: values ready to be validated, values to look at, values already validated.

Frozen values, read in seven queries whatever their number; the acts are in ``cruscotto.rilevazione.actions.revisione``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from cruscotto.aritmetica.allerte import NOMI, CodiceAllerta
from cruscotto.aritmetica.azioni import Promessa
from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.misurazione.dovuti import Dovuti, Dovuto, Quali
from cruscotto.misurazione.riga import Riga
from cruscotto.misurazione.stato_dei_valori import IMPORTANZA, MANCANTE, SENZA
from cruscotto.models import Ciclo, Evidenza, Periodo, Riapertura, Rilevazione, StatoPeriodo, StatoRilevazione
from cruscotto.models.rilevazione import RilevazioneQuerySet
from cruscotto.rilevazione.actions.assegnazione import puo_riassegnare
from cruscotto.rilevazione.actions.valori import domande_del_valore
from cruscotto.rilevazione.domande import con_domande
from cruscotto.rilevazione.motivi_pronti import motivi_pronti
from cruscotto.valori.campi import ALTRI, MOTIVI, Detto, detti
from ente.models import Area, Utente
from ente.poteri import Poteri

BOZZA, TRASMESSA, RESTITUITA, VALIDATA = StatoRilevazione


@dataclass(frozen=True, slots=True)
class Segnalazione:
    """Why a value wants a look before it is validated: a name and a sentence."""

    nome: str
    perche: str


@dataclass(frozen=True, slots=True)
class PrimaEOra:
    """A target of a value with the row as it stood before the period and as it is now; ``dove`` are its scorecards,
    when there are more targets."""

    prima: Riga
    ora: Riga
    dove: str = ""


@dataclass(frozen=True, slots=True)
class DaRivedere:
    """A value handed to the dirigente. ``avvisi`` keep it out of what is validated without looking; ``competente``: it
    is of an area that the person reviews; ``impedimento`` says why the person cannot validate it all the same (empty:
    nothing does); ``scrivibile`` is false when its period is closed."""

    voce: Dovuto
    valore: Rilevazione
    confronti: tuple[PrimaEOra, ...]
    avvisi: tuple[Segnalazione, ...]
    impedimento: str
    competente: bool
    riassegnabile: bool
    scrivibile: bool

    @property
    def chiave(self) -> str:
        return self.voce.chiave

    @property
    def nome(self) -> str:
        """As the first scorecard that the person reads writes it."""
        return self.confronti[0].ora.etichetta if self.confronti else self.voce.indicatore.nome

    @property
    def area(self) -> Area | None:
        return self.voce.indicatore.ufficio.area if self.voce.indicatore.ufficio else None

    @property
    def area_codice(self) -> str:
        """What the filter of the page calls its area."""
        return self.area.codice if self.area else SENZA

    @property
    def evidenze(self) -> int:
        """How many pieces of evidence it has."""
        return int(getattr(self.valore, "quante_evidenze", 0))

    @property
    def detti(self) -> list[Detto]:
        """What its office wrote beside it: why and what it will do, then the rest."""
        return detti(self.valore, (*MOTIVI, *ALTRI))

    @property
    def motivi_pronti(self) -> list[str]:
        """Reasons to send it back, ready to be chosen."""
        return motivi_pronti({a.codice for r in self.voce.righe for a in r.allerte}, self.evidenze)

    @property
    def messaggi(self) -> int:
        """How many messages its questions have."""
        return int(getattr(self.valore, "quanti_messaggi", 0))

    @property
    def senza_risposta(self) -> bool:
        """Whether a question waits for an answer."""
        return bool(getattr(self.valore, "senza_risposta", False))

    @property
    def promesse(self) -> list[Promessa]:
        """The actions promised in the periods before, with where each is: what the reviewer asks about."""
        riga = next(iter(self.voce.righe), None)
        return [p for p in riga.promesse if p.valore != self.valore.pk] if riga else []

    @property
    def neutralizzata(self) -> bool:
        return self.valore.neutralizzata

    @property
    def validabile(self) -> bool:
        return self.competente and self.scrivibile and self.valore.stato == TRASMESSA and not self.impedimento

    @property
    def restituibile(self) -> bool:
        return self.competente and self.scrivibile and not self.neutralizzata

    @property
    def visto(self) -> str:
        """The value with the version that is shown: what a form sends back."""
        return f"{self.valore.pk}:{self.valore.versione}"


@dataclass(frozen=True, slots=True)
class Attesa:
    """What an area has still to hand over. ``codice`` is what the filter of the list calls it."""

    codice: str
    nome: str
    mancanti: int
    bozze: int
    restituite: int

    @property
    def totale(self) -> int:
        return self.mancanti + self.bozze + self.restituite


@dataclass(frozen=True, slots=True)
class Coda:
    """The queue of a period, of one area or of all those that the person follows."""

    pronti: tuple[DaRivedere, ...]
    da_guardare: tuple[DaRivedere, ...]
    validati: tuple[DaRivedere, ...]
    attese: tuple[Attesa, ...]

    @property
    def in_attesa(self) -> tuple[DaRivedere, ...]:
        """What somebody has still to validate."""
        return self.pronti + self.da_guardare

    @property
    def in_blocco(self) -> tuple[DaRivedere, ...]:
        """What one button validates."""
        return tuple(d for d in self.pronti if d.validabile)

    @property
    def solo_di_altri(self) -> bool:
        """Whether the person only reads what others will validate."""
        return not any(d.competente for d in self.in_attesa)

    @property
    def fuori_dal_blocco(self) -> int:
        """How many of those without alerts the person entered, and so cannot validate."""
        return sum(bool(d.impedimento) for d in self.pronti)

    @property
    def visti_in_blocco(self) -> str:
        """The values of that button as they are shown, in one field of its form."""
        return ",".join(d.visto for d in self.in_blocco)

    @property
    def sceglibili(self) -> int:
        """How many of those to look at the person may validate, one by one."""
        return sum(d.validabile for d in self.da_guardare)

    @property
    def validabili(self) -> bool:
        return any(d.validabile for d in self.in_attesa)

    def trova(self, chiave: str) -> DaRivedere | None:
        """The value of a key, in whatever group it is."""
        return next((d for d in self.in_attesa + self.validati if d.chiave == chiave), None)


def rilevazioni_da_rivedere() -> RilevazioneQuerySet:
    """Values with who entered and validated them, how many pieces of evidence they have, and whether their office may
    still write them in a closed period."""
    presenti = Evidenza.objects.presenti().filter(rilevazione=OuterRef("pk")).order_by().values("rilevazione")
    riaperture = Riapertura.objects.valide_il(timezone.localdate())
    return con_domande(Rilevazione.objects.select_related("inserita_da", "validata_da")).annotate(
        quante_evidenze=Coalesce(Subquery(presenti.annotate(n=Count("pk")).values("n")), 0),
        riaperta=Exists(riaperture.filter(periodo=OuterRef("periodo"), ufficio=OuterRef("indicatore__ufficio"))),
    )


def di_competenza(ciclo: Ciclo, poteri: Poteri) -> Quali:
    """The indicators whose values the person reviews; for controllo di gestione, all those of the body."""
    return Quali(ciclo.ente_id, aree=None if poteri.controllo else poteri.aree)


def leggi_coda(utente: Utente, poteri: Poteri, anno: AnnoScelto, area: str = "") -> tuple[Coda, dict[str, str]]:
    """The queue of the period of a page, of all areas or of the one with that code (``SENZA`` for none), and the names
    of the areas that may be chosen. Empty when the cycle has no period yet."""
    if anno.periodo is None:
        return Coda((), (), (), ()), {}
    dovuti = Dovuti(anno.ciclo, anno.periodo, poteri, di_competenza(anno.ciclo, poteri), rilevazioni_da_rivedere())
    voci = dovuti.voci()
    nomi = dict(sorted({_area(v) for v in voci}, key=lambda coppia: (coppia[0] == SENZA, coppia[1])))
    voci = [v for v in voci if area in ("", _area(v)[0])]
    trovati = [_da_rivedere(v, dovuti, utente, poteri) for v in voci if v.stato in (TRASMESSA, VALIDATA)]
    trasmessi = [d for d in trovati if d.valore.stato == TRASMESSA]
    return Coda(
        pronti=tuple(d for d in trasmessi if not d.avvisi),
        da_guardare=tuple(d for d in trasmessi if d.avvisi),
        validati=tuple(d for d in trovati if d.valore.stato == VALIDATA),
        attese=tuple(a for a in _attese(voci, nomi) if a.totale),
    ), nomi


def _area(voce: Dovuto) -> tuple[str, str]:
    area = voce.indicatore.ufficio.area if voce.indicatore.ufficio else None
    return (area.codice, str(area)) if area else (SENZA, "Senza area")


def _attese(voci: Sequence[Dovuto], nomi: dict[str, str]) -> list[Attesa]:
    """Counted as the list of the values counts them: without what stands only on sheets that the person cannot read."""
    conti: Counter[tuple[str, str]] = Counter((_area(v)[0], v.stato) for v in voci if v.righe)
    return [
        Attesa(codice, nome, conti[codice, MANCANTE], conti[codice, BOZZA], conti[codice, RESTITUITA])
        for codice, nome in nomi.items()
    ]


def _da_rivedere(voce: Dovuto, dovuti: Dovuti, utente: Utente, poteri: Poteri) -> DaRivedere:
    valore = voce.rilevazione
    assert valore is not None  # noqa: S101 - the caller chose those with a state of their own
    ufficio = voce.indicatore.ufficio
    propria = valore.inserita_da_id == utente.pk
    return DaRivedere(
        voce=voce,
        valore=valore,
        confronti=_confronti(voce, dovuti),
        avvisi=_avvisi(voce, valore, propria and dovuti.misura.chi_inserisce_valida),
        impedimento=IMPEDIMENTO if propria and not dovuti.misura.chi_inserisce_valida else "",
        competente=poteri.valida_per(ufficio.area_id if ufficio else None),
        riassegnabile=puo_riassegnare(poteri, ufficio) and not dovuti.ciclo.congelato,
        scrivibile=_scrivibile(dovuti.periodo, valore),
    )


IMPEDIMENTO = "L'avete inserito voi: lo valida un'altra persona."


def _scrivibile(periodo: Periodo, valore: Rilevazione) -> bool:
    aperto = periodo.stato == StatoPeriodo.APERTO or bool(getattr(valore, "riaperta", False))
    return aperto and not periodo.ciclo.congelato


def _confronti(voce: Dovuto, dovuti: Dovuti) -> tuple[PrimaEOra, ...]:
    """The rows of a value, one for each target and SAL."""
    coppie = zip(dovuti.senza_il_periodo(voce), voce.righe, strict=True)
    diversi = {(ora.target, prima.sal, ora.sal): PrimaEOra(prima, ora) for prima, ora in coppie}
    if len(diversi) == 1:
        return tuple(diversi.values())
    return tuple(replace(c, dove=voce.nomi_di(c.ora)) for c in diversi.values())


def _avvisi(voce: Dovuto, valore: Rilevazione, propria: bool) -> tuple[Segnalazione, ...]:
    """Why the value wants a look. ``propria``: the person entered it, and the body lets the same person validate it."""
    allerte = {(a.codice, a.perche) for r in voce.righe for a in r.allerte}
    ordinate = sorted(allerte, key=lambda a: (IMPORTANZA[a[0]], a[1]))
    avvisi = [Segnalazione(NOMI[codice], perche) for codice, perche in ordinate]
    avvisi += [Segnalazione("Valore da spiegare", d.frase) for d in domande_del_valore(voce, valore)]
    avvisi += [Segnalazione("Lettura del valore", f"{a[:1].upper()}{a[1:]}.") for a in map(str, valore.avvisi)]
    if propria:
        avvisi.append(
            Segnalazione(NOMI[CodiceAllerta.STESSA_PERSONA], "L'avete inserito voi: se lo validate resta segnalato.")
        )
    if not voce.righe:
        avvisi.append(
            Segnalazione("Solo in una scheda individuale", "Non la vedete: guardate il valore, non il target.")
        )
    return tuple(avvisi)


def com_e_ora(valore: Rilevazione) -> str:
    """What happened to a value that one was looking at, in one sentence. Needs its people in the same query."""
    racconti: dict[str, Callable[[], str]] = {
        BOZZA: lambda: "l'ufficio l'ha ripreso per correggerlo",
        RESTITUITA: lambda: f"è stato restituito all'ufficio: «{valore.motivo_restituzione}»",
        VALIDATA: lambda: f"l'ha validato {valore.validata_da or 'un altro'}{_quando(valore.validata_il)}",
        TRASMESSA: lambda: (
            f"ora è «{valore.testo}», inserito da {valore.inserita_da or 'un altro'}{_quando(valore.inserita_il)}"
        ),
    }
    return racconti[valore.stato]()


def _quando(istante: dt.datetime | None) -> str:
    return f" il {timezone.localtime(istante):%d/%m/%Y alle %H:%M}" if istante else ""
