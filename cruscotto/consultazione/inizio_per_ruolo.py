"""What the home shows to each role, built from the values of the period: counts, lists, states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cruscotto.aritmetica.allerte import NOMI, CodiceAllerta
from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.ciclo.passaggi_periodo import TappaDelCiclo, passi_del_ciclo
from cruscotto.consultazione.meglio_di_prima import MeglioDiPrima
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.stato_dei_valori import SENZA, Conto, ValoreDaSeguire, conta, conta_allerte, conta_per
from cruscotto.models import Ciclo, DocumentoCiclo, TipoCruscotto
from ente.models import Area, Ente, Incarico, Ufficio, Utente

ULTIMI_ATTI = 8
QUANTI = 5
"""How many of the values that are furthest behind a manager sees at once."""


@dataclass(frozen=True, slots=True)
class AllertaContata:
    codice: str
    nome: str
    quante: int


@dataclass(frozen=True, slots=True)
class InizioDirigente:
    """An area as its manager looks at it. ``schede`` are the manager's own individual sheets."""

    area: Area
    cruscotti: tuple[Prospetto, ...]
    schede: tuple[Prospetto, ...]
    conto: Conto
    allerte: tuple[AllertaContata, ...]
    da_validare: tuple[ValoreDaSeguire, ...]
    uffici_in_ritardo: tuple[Conto, ...]
    piu_bassi: tuple[ValoreDaSeguire, ...]
    meglio: MeglioDiPrima | None


@dataclass(frozen=True, slots=True)
class InizioRedattore:
    """An office as its clerk looks at it: what is still to enter, and how much is done."""

    ufficio: Ufficio
    conto: Conto
    da_fare: tuple[ValoreDaSeguire, ...]
    meglio: MeglioDiPrima | None


@dataclass(frozen=True, slots=True)
class InizioControllo:
    """The period over all areas."""

    aree: tuple[Conto, ...]
    totale: Conto
    allerte: tuple[AllertaContata, ...]


@dataclass(frozen=True, slots=True)
class InizioOiv:
    passi: tuple[TappaDelCiclo, ...]
    documenti: tuple[DocumentoCiclo, ...]
    allerte: tuple[AllertaContata, ...]


@dataclass(frozen=True, slots=True)
class AttoRecente:
    quando: dt.datetime
    chi: str | None
    azione: str
    oggetto: str


@dataclass(frozen=True, slots=True)
class InizioAmministratore:
    """The structure in numbers, what lacks in the cycle, the last acts of the register."""

    aree: int
    uffici: int
    utenti: int
    senza_incarico: int
    senza_ufficio: int
    senza_target: int
    senza_verso: int
    atti: tuple[AttoRecente, ...]


def allerte_contate(voci: Iterable[ValoreDaSeguire], *quali: CodiceAllerta) -> tuple[AllertaContata, ...]:
    """The alerts that there are, with their count; those named, with 0 too."""
    conti = conta_allerte(voci)
    return tuple(AllertaContata(c.value, NOMI[c], n) for c, n in conti.items() if (c in quali if quali else n))


def inizio_dirigente(
    area: Area,
    anno: AnnoScelto,
    prospetti: Sequence[Prospetto],
    voci: Iterable[ValoreDaSeguire],
    meglio: MeglioDiPrima | None = None,
) -> InizioDirigente:
    tipi = {c.codice: c.tipo for c in anno.cruscotti if c.area_id == area.pk}
    proprie = tuple(v for v in voci if v.area_codice == area.codice)
    sotto = [v for v in proprie if v.ha(CodiceAllerta.SOTTO_SOGLIA)]
    sotto.sort(key=lambda v: v.sal or 0)
    return InizioDirigente(
        area=area,
        cruscotti=tuple(p for p in prospetti if tipi.get(p.codice) == TipoCruscotto.AREA),
        schede=tuple(p for p in prospetti if tipi.get(p.codice) == TipoCruscotto.INDIVIDUALE),
        conto=conta(area.codice, str(area), proprie),
        allerte=allerte_contate(proprie),
        da_validare=tuple(v for v in proprie if v.stato == "trasmessa"),
        uffici_in_ritardo=tuple(c for c in conta_per(proprie, lambda v: (v.ufficio_codice, v.ufficio)) if c.in_ritardo),
        piu_bassi=tuple(sotto[:QUANTI]),
        meglio=meglio,
    )


def inizio_redattore(
    ufficio: Ufficio, voci: Iterable[ValoreDaSeguire], meglio: MeglioDiPrima | None = None
) -> InizioRedattore:
    proprie = [v for v in voci if v.ufficio_codice == ufficio.codice]
    return InizioRedattore(
        ufficio=ufficio,
        conto=conta(ufficio.codice, ufficio.nome, proprie),
        da_fare=tuple(v for v in proprie if v.da_fare),
        meglio=meglio,
    )


def inizio_controllo(voci: Sequence[ValoreDaSeguire]) -> InizioControllo:
    return InizioControllo(
        aree=tuple(conta_per(voci, lambda v: (v.area_codice or SENZA, v.area))),
        totale=conta("", "Tutto l'ente", voci),
        allerte=allerte_contate(voci),
    )


def inizio_oiv(ciclo: Ciclo, voci: Sequence[ValoreDaSeguire]) -> InizioOiv:
    """One query, for the documents of the cycle."""
    return InizioOiv(
        passi=passi_del_ciclo(ciclo),
        documenti=tuple(DocumentoCiclo.objects.filter(ciclo=ciclo)),
        allerte=allerte_contate(
            voci,
            CodiceAllerta.SOTTO_SOGLIA,
            CodiceAllerta.SENZA_MOTIVAZIONE,
            CodiceAllerta.DICHIARATO_DIVERSO,
            CodiceAllerta.STESSA_PERSONA,
        ),
    )


def inizio_amministratore(utente: Utente, ciclo: Ciclo, voci: Sequence[ValoreDaSeguire]) -> InizioAmministratore:
    """One query: the body with its counts, joined to its last acts."""
    persone = Utente.objects.filter(ente=ciclo.ente_id, is_active=True, is_superuser=False)
    conti = {
        "aree": _quanti(Area.objects.visibili_a(utente)),
        "uffici": _quanti(Ufficio.objects.visibili_a(utente)),
        "utenti": _quanti(persone),
        "senza_incarico": _quanti(persone.exclude(incarichi__in=Incarico.objects.da_qui_in_avanti())),
    }
    atto = ("atti__created_at", "atti__utente__username", "atti__azione", "atti__oggetto")
    insieme = Ente.objects.filter(pk=ciclo.ente_id).order_by("-atti__created_at", "-atti__pk")
    righe: list[tuple[Any, ...]] = list(insieme.values_list(*atto, *conti.values())[:ULTIMI_ATTI])
    return InizioAmministratore(
        **dict(zip(conti, righe[0][len(atto) :], strict=True)),
        senza_ufficio=sum(v.manca("ufficio") for v in voci),
        senza_target=sum(v.manca("target") for v in voci),
        senza_verso=conta_allerte(voci)[CodiceAllerta.SENZA_VERSO],
        atti=tuple(AttoRecente(*riga[: len(atto)]) for riga in righe if riga[0]),
    )


def _quanti(insieme: QuerySet[Area] | QuerySet[Ufficio] | QuerySet[Utente]) -> Coalesce:
    """How many rows of one body, as a column of another query."""
    conto = insieme.order_by().values("ente").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(conto, output_field=IntegerField()), 0)
