"""The sheet on which an office writes its values: what the page of a period shows of each, and what may be written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Exists, Max, OuterRef, Prefetch
from django.utils import timezone
from django.utils.formats import date_format

from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.valori import NUMERICI, Tipo
from cruscotto.ciclo.anno_scelto import AnnoSenzaCiclo, anni_dei_cicli, periodo_scelto
from cruscotto.ciclo.blocchi import NonModificabile, esige_ciclo_modificabile
from cruscotto.ciclo.passaggi_valore import RESTITUISCI, RIAMMETTI, RIPRENDI, SALVA, TRASMETTI
from cruscotto.misurazione.dovuti import Dovuti, Dovuto, Quali
from cruscotto.misurazione.riga import Riga
from cruscotto.misurazione.stato_dei_valori import FATTI, MANCANTE, NON_RICHIESTA, SENZA, STATI
from cruscotto.models import Ciclo, Indicatore, Periodo, Riapertura, Rilevazione, StatoPeriodo
from cruscotto.models import StatoRilevazione as Stato
from cruscotto.models.rilevazione import RilevazioneQuerySet
from cruscotto.rilevazione.actions.valori import manca_alla_voce
from cruscotto.rilevazione.caselle import Casella, a_rapporto, caselle, con_prima, iniziali
from cruscotto.rilevazione.domande import con_domande
from cruscotto.rilevazione.forms.valore import impronta, prefisso, testi_di
from cruscotto.valori.campi import ALTRI, MOTIVI, CampoValore, Detto, da_testi, detti
from ente.models import Atto, Utente
from ente.poteri import Poteri

PASSAGGI = (TRASMETTI.nome, RESTITUISCI.nome, RIAMMETTI.nome)


@dataclass(frozen=True)
class Sede:
    """Where a person writes: a period of a cycle of their body."""

    utente: Utente
    ciclo: Ciclo
    anni: tuple[int, ...]
    periodi: tuple[Periodo, ...]
    periodo: Periodo | None

    @cached_property
    def poteri(self) -> Poteri:
        """What the person may do; read when they do something."""
        return Poteri.di(self.utente)


def trova_sede(utente: Utente, anno: int, numero: str, *, altri_anni: bool = False) -> Sede:
    """The period of a cycle, in two queries. ``numero`` as ``periodo_scelto`` reads it.

    Raises:
        AnnoSenzaCiclo: the person's body has no cycle of that year.
    """
    insieme = Ciclo.objects.visibili_a(utente).select_related("ente").defer("mandato", "mission", "vision")
    periodi_letti: Any = "periodi"
    if altri_anni:  # the whole page: whether an office may write in a closed period is asked of all of them together
        riaperture = Riapertura.objects.valide_il(timezone.localdate()).filter(periodo=OuterRef("pk"))
        periodi_letti = Prefetch("periodi", Periodo.objects.annotate(riaperto=Exists(riaperture)))
    else:
        insieme = insieme.filter(anno=anno)
    cicli = {c.anno: c for c in insieme.prefetch_related(periodi_letti).order_by("-anno")}
    ciclo = cicli.get(anno)
    if ciclo is None:
        raise AnnoSenzaCiclo(tuple(cicli) or anni_dei_cicli(utente))
    periodi = tuple(ciclo.periodi.all())
    return Sede(
        utente=utente,
        ciclo=ciclo,
        anni=tuple(cicli),
        periodi=periodi,
        periodo=periodo_scelto(periodi, {"periodo": numero}),
    )


NOMI_MOTIVI = {c.nome: c.manca for c in MOTIVI}


@dataclass(frozen=True, slots=True)
class RiquadroDelCampo:
    """The box of a field that is declared in ``valori.campi``, with what stands in it and what is wrong with it."""

    campo: CampoValore
    scritto: str
    errata: str


@dataclass(slots=True)
class RigaDaInserire:
    """One value on the sheet. ``errori`` are refused and nothing of them is written; ``manca`` is what the draft lacks
    to be transmitted, said when it was ``chiesto``; ``conflitto`` is what somebody else wrote meanwhile. A row that is
    ``muta`` has no SAL to show: the earlier periods' is not this one's."""

    voce: Dovuto
    periodo: Periodo
    perche_no: str
    caselle: tuple[Casella, ...]
    testi: dict[str, str]
    versione: int
    prima: str
    errori: dict[str, str] = field(default_factory=dict)
    manca: dict[str, str] = field(default_factory=dict)
    chiesto: bool = False
    avvisi: tuple[str, ...] = ()
    conflitto: Rilevazione | None = None
    detto: str = ""
    muta: bool = False
    provata: str | None = None
    leggi_passaggio: Callable[[int], dt.datetime | None] = lambda pk: None

    @property
    def chiave(self) -> str:
        return self.voce.chiave

    @property
    def stato(self) -> str:
        return self.voce.stato

    @property
    def nome_stato(self) -> str:
        da_inserire = self.stato == MANCANTE and self.periodo.stato == StatoPeriodo.APERTO
        return "Da inserire" if da_inserire else STATI[self.stato]

    @property
    def quando(self) -> dt.datetime | None:
        """Since when the value is in its state; None when nobody wrote it down."""
        valore = self.rilevazione
        if valore is None:
            return None
        if valore.stato in (Stato.TRASMESSA, Stato.RESTITUITA):
            return self.leggi_passaggio(valore.pk)
        return valore.validata_il if valore.stato == Stato.VALIDATA else valore.inserita_il

    @property
    def rilevazione(self) -> Rilevazione | None:
        return self.voce.rilevazione

    @property
    def messaggi(self) -> int:
        """How many messages its questions have; none is counted in a closed period."""
        return int(getattr(self.rilevazione, "quanti_messaggi", 0))

    @property
    def senza_risposta(self) -> bool:
        """Whether a question waits for an answer."""
        return bool(getattr(self.rilevazione, "senza_risposta", False))

    @property
    def modificabile(self) -> bool:
        """Whether its boxes may be written."""
        return not self.perche_no and (self.rilevazione is None or self.rilevazione.stato in SALVA.da)

    @property
    def trasmissibile(self) -> bool:
        """Whether it is a draft with a value, which may lack something else."""
        return (
            not self.perche_no
            and self.rilevazione is not None
            and bool(self.rilevazione.tipo)
            and (self.rilevazione.stato in TRASMETTI.da)
        )

    @property
    def pronta(self) -> bool:
        return self.trasmissibile and not self.manca and not self.errori and self.conflitto is None

    @property
    def riprendibile(self) -> bool:
        """Whether it was handed in and may be taken back."""
        return not self.perche_no and self.rilevazione is not None and self.rilevazione.stato in RIPRENDI.da

    @property
    def fatta(self) -> bool:
        return self.stato in FATTI

    @property
    def restituita(self) -> str:
        """Why it was sent back; empty when it was not."""
        return self.rilevazione.motivo_restituzione if self.rilevazione and self.stato == Stato.RESTITUITA else ""

    @property
    def non_richiesta(self) -> bool:
        return self.stato == NON_RICHIESTA

    @property
    def righe(self) -> tuple[Riga, ...]:
        """Its placements that differ by target or SAL."""
        return tuple({(r.target, r.sal): r for r in reversed(self.voce.righe)}.values())[::-1]

    @property
    def righe_dette(self) -> list[tuple[str, Riga]]:
        """The same, each with the scorecards that it is of when there are more than one."""
        piu = len(self.righe) > 1
        return [(self.voce.nomi_di(r) if piu else "", r) for r in self.righe]

    @property
    def nome(self) -> str:
        return self.voce.righe[0].etichetta if self.voce.righe else self.voce.indicatore.nome

    @property
    def pira(self) -> bool:
        return self.voce.indicatore.pira or any(r.pira for r in self.voce.righe)

    @property
    def sotto_soglia(self) -> bool:
        motivi = NOMI_MOTIVI.keys() & {*self.manca, *self.errori}
        return bool(motivi) or (self.voce.sotto_soglia and not self.muta)

    @property
    def problemi(self) -> dict[str, str]:
        """The sentences to show, by field: what was refused, else what was asked for and lacks."""
        return self.errori or (self.manca if self.chiesto else {})

    @property
    def motivi(self) -> list[tuple[str, str]]:
        """What lacks of the cause of the deviation: field and name."""
        return [(campo, NOMI_MOTIVI[campo]) for campo in self.problemi if campo in NOMI_MOTIVI and not self.errori]

    @property
    def frasi(self) -> dict[str, str]:
        """The other sentences to show, by field."""
        return {campo: frase for campo, frase in self.problemi.items() if self.errori or campo not in NOMI_MOTIVI}

    @property
    def riquadri_motivi(self) -> list[RiquadroDelCampo]:
        """The boxes of the cause of the deviation, the short ones first."""
        return self._riquadri(sorted(MOTIVI, key=lambda c: not c.corto))

    @property
    def altri_riquadri(self) -> list[RiquadroDelCampo]:
        """The boxes of what is never asked."""
        return self._riquadri(ALTRI)

    def _riquadri(self, campi: Iterable[CampoValore]) -> list[RiquadroDelCampo]:
        return [RiquadroDelCampo(c, self.testi[c.nome], self.problemi.get(c.nome, "")) for c in campi]

    @property
    def detti(self) -> list[Detto]:
        """What the other fields of the saved value say."""
        return detti(self.rilevazione)

    @property
    def detti_altrui(self) -> list[Detto]:
        """The same of what somebody else wrote meanwhile."""
        return detti(self.conflitto)

    @property
    def detti_miei(self) -> list[Detto]:
        """The same of what stands in the boxes."""
        return detti(da_testi(self.testi))

    @property
    def ha_problemi(self) -> bool:
        return bool(self.problemi) or self.conflitto is not None

    @property
    def prima_lontana(self) -> bool:
        """Whether the value before is not of the period just before."""
        return self.voce.prima is not None and self.voce.prima.numero != self.periodo.numero - 1

    @property
    def rapporto(self) -> str:
        """The ratio of the operands, as it is computed; empty for what is not a ratio."""
        testo = self.provata
        if testo is None:
            testo = self.rilevazione.testo if self.rilevazione else ""
        return testo.split(" (")[0] if self.doppia and " (" in testo and not self.errori else ""

    @property
    def doppia(self) -> bool:
        return any(c.nome == "num" for c in self.caselle)

    @property
    def aperta(self) -> bool:
        """Whether what stands under the row is worth opening at once."""
        return any(self.testi[c.nome] or c.nome in self.problemi for c in ALTRI)

    @property
    def riportabile(self) -> bool:
        """Whether what it said in the period before can be taken."""
        return self.modificabile and any(c.prima for c in self.caselle)

    @property
    def prima_casella(self) -> str:
        """The id of its first box."""
        return f"{prefisso(self.chiave)}-{self.caselle[0].nome}"

    @property
    def come(self) -> str:
        """How the periods make the value, and what to write, in one sentence."""
        return come_si_scrive(self.voce.indicatore, self.periodo)

    @property
    def parametri(self) -> str:
        """The names of its fields, for who sends this row alone."""
        propri = ("versione", "attuale", "prima", *(c.nome for c in self.caselle), *self.testi)
        return ",".join(["azione", *(f"{prefisso(self.chiave)}-{nome}" for nome in propri)])


def come_si_scrive(indicatore: Indicatore, periodo: Periodo) -> str:
    """How the periods of an indicator make its value, and what to write in this one."""
    tipo, fine = Tipo(indicatore.tipo), _giorno(periodo.fine)
    if tipo is Tipo.DATA:
        return "Si scrive una volta: il giorno in cui è avvenuto."
    if tipo is Tipo.FASI:
        return f"Scrivete quanto è avanti ogni fase al {fine}, da 0 a 100."
    if tipo not in NUMERICI:
        return f"Vale l’ultimo periodo: {'scegliete il livello' if indicatore.scala else 'dite l’esito'} al {fine}."
    cosa = "numeratore e denominatore" if a_rapporto(indicatore) else "il valore"
    modo, dal = Accumulo(indicatore.accumulo), _giorno(periodo.inizio)
    if modo is Accumulo.CUMULATO:
        cosa = cosa if a_rapporto(indicatore) else "il totale"
        return f"Cumulato: scrivete {cosa} dall’inizio dell’anno al {fine}."
    if modo is Accumulo.SOMMA:
        return f"I periodi si sommano: scrivete {cosa} dal {dal} al {fine}, senza i periodi prima."
    if modo is Accumulo.MEDIA:
        return f"Dei periodi si fa la media: scrivete {cosa} dal {dal} al {fine}."
    if modo is Accumulo.ALLA_DATA:
        return f"Vale solo a quel giorno: scrivete {cosa} al {fine}."
    return f"Fotografia, vale l’ultimo periodo: scrivete {cosa} al {fine}."


def _giorno(data: dt.date) -> str:
    return ("1º " if data.day == 1 else f"{data.day} ") + date_format(data, "F").lower()


class ValoriDaInserire:
    """The values that a person may enter in a period; of ``solo`` one indicator, when it is known which."""

    def __init__(self, sede: Sede, periodo: Periodo, solo: int | None = None) -> None:
        self.sede, self.periodo = sede, periodo
        self.dovuti = Dovuti(sede.ciclo, periodo, sede.poteri, indicatori_di(sede, solo), _con_autore(periodo))

    @cached_property
    def riaperture(self) -> dict[int, dt.date]:
        """The last day on which each office may still write in a closed period."""
        chiuso = self.periodo.stato == StatoPeriodo.CHIUSO and not self.sede.ciclo.congelato
        if not chiuso or not getattr(self.periodo, "riaperto", True):
            return {}
        valide = Riapertura.objects.filter(periodo=self.periodo).valide_il(timezone.localdate())
        return dict(valide.values_list("ufficio", "fino_al"))

    @cached_property
    def _passaggi(self) -> dict[int, dt.datetime]:
        return _passaggi_di([v.pk for v in self.dovuti.rilevate])

    def passaggio(self, pk: int) -> dt.datetime | None:
        """When a value was last handed in or sent back, as the register has it: read for all when one is shown."""
        letti = self._passaggi if any(v.pk == pk for v in self.dovuti.rilevate) else _passaggi_di([pk])
        return letti.get(pk)

    @property
    def chiuso(self) -> str:
        """Why nobody writes in the period, reopened offices apart; empty when it is open."""
        try:
            esige_ciclo_modificabile(self.sede.ciclo)
        except NonModificabile as perche:
            return str(perche)
        if self.periodo.stato == StatoPeriodo.APERTO:
            return ""
        if self.periodo.stato == StatoPeriodo.FUTURO:
            return f"{self.periodo.nome} non è ancora aperto: lo apre il controllo di gestione."
        return (
            f"{self.periodo.nome} è chiuso: i valori si leggono e non si scrivono. Se uno è sbagliato chiedete al "
            "controllo di gestione di riaprirlo per il vostro ufficio, con un motivo."
        )

    def perche_no(self, ufficio_id: int | None) -> str:
        """Why the values of an office may not be written; empty when they may."""
        return "" if ufficio_id in self.riaperture else self.chiuso

    def voci(self, ufficio: str = "") -> list[Dovuto]:
        """The values, or those of an office (its code, ``~`` for none): to do first, then handed in, then not asked."""
        scelti = {i.pk for i in self.dovuti.indicatori.values() if not ufficio or _codice(i) == ufficio}
        return sorted(self.dovuti.voci(scelti), key=lambda v: (v.stato == NON_RICHIESTA, v.stato in FATTI))

    @property
    def uffici(self) -> list[tuple[str, str]]:
        """The offices that have values here: code and name, in order of name, no office last."""
        trovati = {
            _codice(i): i.ufficio.nome if i.ufficio else "Senza ufficio" for i in self.dovuti.indicatori.values()
        }
        return sorted(trovati.items(), key=lambda u: (u[0] == SENZA, u[1]))

    def riga(self, voce: Dovuto, *, con_manca: bool = True) -> RigaDaInserire:
        """A value as it is on the database."""
        testo = voce.rilevazione.testo if voce.rilevazione else ""
        attesi = [r.target for r in voce.righe if r.target]
        scritte = caselle(voce.indicatore, testo, attesi)
        if voce.prima:
            scritte = con_prima(scritte, caselle(voce.indicatore, voce.prima.testo, attesi))
        testi = testi_di(voce.rilevazione)
        riga = RigaDaInserire(
            voce=voce,
            periodo=self.periodo,
            perche_no=self.perche_no(voce.indicatore.ufficio_id),
            caselle=scritte,
            testi=testi,
            versione=voce.versione,
            prima=impronta(iniziali(scritte) | testi),
            avvisi=tuple(voce.rilevazione.avvisi) if voce.rilevazione else (),
            muta=not testo,
            leggi_passaggio=self.passaggio,
        )
        if con_manca and riga.trasmissibile and voce.rilevazione:
            riga.manca = manca_alla_voce(voce, voce.rilevazione)
        return riga


def indicatori_di(sede: Sede, solo: int | None = None) -> Quali:
    """The indicators whose values the person enters: those of their offices, of any one for controllo di gestione."""
    return Quali(sede.ciclo.ente_id, uffici=None if sede.poteri.controllo else sede.poteri.uffici, solo=solo)


def _passaggi_di(valori: Sequence[int]) -> dict[int, dt.datetime]:
    atti = Atto.objects.filter(modello="rilevazione", chiave__in=valori, azione__in=PASSAGGI).order_by()
    return dict(atti.values_list("chiave").annotate(quando=Max("created_at")))


def _con_autore(periodo: Periodo) -> RilevazioneQuerySet:
    """Of a closed period nobody asks any more: how many messages there are its pages say."""
    letti = Rilevazione.objects.select_related("inserita_da")
    return letti if periodo.stato == StatoPeriodo.CHIUSO else con_domande(letti)


def _codice(indicatore: Indicatore) -> str:
    return indicatore.ufficio.codice if indicatore.ufficio else SENZA


def conta_stati(voci: Iterable[Dovuto]) -> dict[str, int]:
    """How many values are asked, handed in, to be done."""
    tutte = list(voci)
    chieste = [v for v in tutte if v.stato != NON_RICHIESTA]
    return {"dovuti": len(chieste), "fatti": sum(v.stato in FATTI for v in chieste)}
