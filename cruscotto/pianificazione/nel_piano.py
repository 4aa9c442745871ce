"""An indicator as the planning of a cycle has it: its definition, its placements, its targets, all on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from contesto.numeri import essenziale
from cruscotto.aritmetica.valori import Tipo
from cruscotto.misurazione.effetto import impronta_di
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Cruscotto,
    Indicatore,
    Rilevazione,
    TipoCruscotto,
    ValoreAtteso,
    ValoreStorico,
)
from ente.models import Ufficio
from ente.poteri import Poteri

REGOLATI = ("tipo", "direzione", "accumulo", "scala", "punti_scala")
"""What of a definition decides a SAL: of an indicator measured elsewhere it changes on the page of its rules."""
DEFINITI = (
    "nome",
    "descrizione",
    "unita",
    "metodo_calcolo",
    "numeratore",
    "denominatore",
    "fonte_dati",
    "affidabilita",
    "pira",
    "tipologia_pira",
    "ufficio_id",
    *REGOLATI,
)


@dataclass(frozen=True, slots=True)
class PostoScritto:
    """A placement as a person writes it. ``chiave`` names its row in the form, ``pk`` is that of one that is there;
    ``etichetta`` is empty where it is the name of the indicator, ``target`` where it is the shared one."""

    cruscotto: int | None
    nodo: int | None
    programma: int | None = None
    operativo: int | None = None
    peso: Decimal | None = None
    target: str = ""
    etichetta: str = ""
    pk: int | None = None
    chiave: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Partenza:
    """The value of an earlier year that the target is compared with."""

    anno: int
    testo: str
    fonte: str = ""


@dataclass(frozen=True, slots=True)
class IndicatoreScritto:
    """An indicator as a person writes it: ``campi`` are those of ``DEFINITI``, ``posti`` those that they may place."""

    campi: Mapping[str, Any]
    fasi: tuple[tuple[str, Decimal], ...] = ()
    partenza: Partenza | None = None
    target: str = ""
    posti: tuple[PostoScritto, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatoreNelPiano:
    """An indicator of the database in a cycle. ``attesi`` are the last versions, by placement (None: the shared one);
    ``libero`` says that no other year and no value depends on how it is measured."""

    indicatore: Indicatore
    righe: tuple[Collocazione, ...]
    attesi: Mapping[int | None, ValoreAtteso]
    fasi: tuple[tuple[str, Decimal], ...]
    storico: ValoreStorico | None
    libero: bool

    @property
    def campi(self) -> dict[str, Any]:
        """Its definition, by field."""
        campi = {nome: getattr(self.indicatore, nome) for nome in DEFINITI}
        return campi | {"punti_scala": [str(punti) for punti in self.indicatore.punti_scala]}

    def testo(self, collocazione: int | None) -> str:
        return self.attesi[collocazione].testo if collocazione in self.attesi else ""

    def scritto(self, poteri: Poteri) -> IndicatoreScritto:
        """It as the form of a person would say it."""
        s = self.storico
        return IndicatoreScritto(
            campi=self.campi,
            fasi=self.fasi,
            partenza=Partenza(s.anno, s.testo, s.fonte) if s else None,
            target=self.testo(None),
            posti=tuple(self._posto(c) for c in self.righe if puo_collocare(poteri, c.cruscotto)),
        )

    def _posto(self, c: Collocazione) -> PostoScritto:
        return PostoScritto(
            cruscotto=c.cruscotto_id,
            nodo=c.nodo_id,
            programma=c.programma_id,
            operativo=c.obiettivo_operativo_id,
            peso=essenziale(c.peso),
            target=self.testo(c.pk),
            etichetta="" if c.etichetta == self.indicatore.nome else c.etichetta,
            pk=c.pk,
        )

    @property
    def impronta(self) -> str:
        """What a form carries to say what the person was looking at; the same for all."""
        righe = [[c.pk, c.cruscotto_id, c.nodo_id, c.programma_id, c.obiettivo_operativo_id] for c in self.righe]
        detti = [[essenziale(c.peso), c.etichetta] for c in self.righe]
        attesi = sorted((str(chiave), a.testo, a.versione) for chiave, a in self.attesi.items())
        storico = [self.storico.anno, self.storico.testo, self.storico.fonte] if self.storico else []
        return impronta_di([self.campi, self.fasi, righe, detti, attesi, storico])


def con_la_liberta(ciclo: Ciclo) -> Any:
    """Indicators with ``usato_altrove``: placed in another cycle, or with a value."""
    altrove = Collocazione.objects.filter(indicatore=OuterRef("pk")).exclude(cruscotto__ciclo=ciclo)
    valori = Rilevazione.objects.filter(indicatore=OuterRef("pk"))
    return Indicatore.objects.annotate(usato_altrove=Exists(altrove) | Exists(valori)).select_related("ufficio", "ente")


def leggi_nel_piano(ciclo: Ciclo, indicatore: Indicatore) -> IndicatoreNelPiano:
    """What the planning of a cycle says of an indicator read ``con_la_liberta``; three queries, four with phases."""
    righe = Collocazione.objects.filter(cruscotto__ciclo=ciclo, indicatore=indicatore).per_cruscotto()
    attesi = ValoreAtteso.objects.filter(ciclo=ciclo, indicatore=indicatore).order_by("versione")
    storico = ValoreStorico.objects.filter(indicatore=indicatore, benchmark=False, anno__lt=ciclo.anno)
    fasi: Sequence[tuple[str, Decimal]] = ()
    if indicatore.tipo == Tipo.FASI:
        fasi = [(f.nome, essenziale(f.peso)) for f in indicatore.fasi.order_by("ordine")]
    return IndicatoreNelPiano(
        indicatore=indicatore,
        righe=tuple(righe),
        attesi={a.collocazione_id: a for a in attesi},
        fasi=tuple(fasi),
        storico=storico.order_by("-anno").first(),
        libero=not indicatore.usato_altrove,  # type: ignore[attr-defined]
    )


# -- whose it is -------------------------------------------------------------------------------------------------------


def dell_ente(poteri: Poteri) -> bool:
    """Whether a person plans the whole body: controllo di gestione and who administers."""
    return poteri.controllo or poteri.amministratore


def puo_collocare(poteri: Poteri, cruscotto: Cruscotto) -> bool:
    """Whether a person puts indicators in a scorecard and takes them out: the manager, in that of the own area; not in
    an individual sheet, which is the manager's own."""
    if dell_ente(poteri):
        return True
    return cruscotto.tipo == TipoCruscotto.AREA and cruscotto.area_id in poteri.aree_proprie


def puo_definire(poteri: Poteri, ufficio: Ufficio | None) -> bool:
    """Whether a person defines an indicator of an office: the manager, those of the offices of the own area. A deputy
    only writes the targets."""
    return dell_ente(poteri) or (ufficio is not None and ufficio.area_id in poteri.aree_proprie)


def uffici_di(poteri: Poteri) -> Any:
    """The offices that a person may give an indicator to."""
    suoi = Ufficio.objects.visibili_a(poteri.utente).select_related("area").order_by("area__numero", "nome")
    return suoi if dell_ente(poteri) else suoi.filter(Q(area__in=poteri.aree_proprie))
