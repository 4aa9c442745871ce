"""Carrying a cycle over to the next year: the tree, the scorecards and the targets, never the values."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, TypeVar

from django.db import models, transaction

from cruscotto.aritmetica.valori import Tipo
from cruscotto.models import (
    Ciclo,
    Collocazione,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    Programma,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    ValoreAtteso,
    ValoreStorico,
)
from cruscotto.valori.conversioni import campi_atteso
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente

M = TypeVar("M", bound=models.Model)


class RiportoImpossibile(ErroreUtente):
    """The cycle cannot be carried over; the message says why."""


@transaction.atomic
def riporta_ciclo(*, ciclo: Ciclo, anno: int, da: Utente | None, dimostrativo: bool = False) -> Ciclo:
    """Make the cycle of ``anno`` with the tree, scorecards, placements and targets of ``ciclo``; dates move with it.

    Which placements have a value of their own is decided again each year: a difference printed once must not ask two
    offices for the same value every period. The register says which had one.

    Raises:
        RiportoImpossibile: the body already has a cycle of that year.
    """
    if Ciclo.objects.di(ciclo.ente).filter(anno=anno).exists():
        raise RiportoImpossibile(f"{ciclo.ente} ha già un ciclo {anno}: modificate quello.")
    nuovo = _copia(
        ciclo,
        anno=anno,
        triennio=_sposta(ciclo.triennio, anno - ciclo.anno),
        stato=StatoCiclo.PIANIFICAZIONE,
        approvazione_organo="",
        approvazione_numero="",
        approvazione_data=None,
        motivo_ritardo="",
        misura_congelata=None,
        dimostrativo=dimostrativo,
    )
    scarto = anno - ciclo.anno
    for periodo in ciclo.periodi.all():
        inizio, fine = _anni_dopo(periodo.inizio, scarto), _anni_dopo(periodo.fine, scarto)
        _copia(periodo, ciclo=nuovo, inizio=inizio, fine=fine, scadenza=None, stato=StatoPeriodo.FUTURO)
    nodi = _albero(ciclo, nuovo)
    collocazioni = _cruscotti(ciclo, nuovo, nodi, scarto)
    _attesi(ciclo, nuovo, collocazioni, scarto)
    a_parte = Collocazione.objects.filter(cruscotto__ciclo=ciclo, rilevata_a_parte=True)
    proprie = [f"{c.etichetta} ({c.cruscotto})" for c in a_parte.select_related("cruscotto")]
    registra(ente=nuovo.ente, da=da, azione="riporta ciclo", oggetto=nuovo, da_anno=ciclo.anno, erano_a_parte=proprie)
    return nuovo


@transaction.atomic
def conserva_storico(*, ciclo: Ciclo, da: Utente | None) -> int:
    """Keep the shared year-end actuals of a cycle as earlier-year values of its indicators; how many."""
    ultimo = ciclo.periodi.order_by("-numero").first()
    righe = Rilevazione.objects.filter(periodo=ultimo, collocazione=None).exclude(tipo="")
    fonte = f"Consuntivo {ciclo.anno}"
    nuovi = [
        ValoreStorico(indicatore_id=r.indicatore_id, anno=ciclo.anno, testo=r.testo, valore=r.valore, fonte=fonte)
        for r in righe
    ]
    ValoreStorico.objects.bulk_create(nuovi, ignore_conflicts=True)
    registra(ente=ciclo.ente, da=da, azione="conserva storico", oggetto=ciclo, quanti=len(nuovi))
    return len(nuovi)


def _copia(riga: M, **cambi: Any) -> M:
    """A new row equal to ``riga`` but for its key and ``cambi``."""
    campi = {c.attname: getattr(riga, c.attname) for c in riga._meta.concrete_fields if not c.primary_key}
    for nome in cambi:
        campi.pop(riga._meta.get_field(nome).attname, None)  # type: ignore[union-attr]
    nuova = type(riga)(**campi, **cambi)
    nuova.save(force_insert=True)
    return nuova


def _albero(ciclo: Ciclo, nuovo: Ciclo) -> dict[int, ObiettivoInProspettiva]:
    prospettive = {p.pk: _copia(p, ciclo=nuovo, sal_pubblicato="") for p in ciclo.prospettive.all()}
    aree = {a.pk: _copia(a, ciclo=nuovo, sal_pubblicato="") for a in ciclo.aree_strategiche.all()}
    obiettivi = {
        o.pk: _copia(o, ciclo=nuovo, area_strategica=aree[o.area_strategica_id] if o.area_strategica_id else None)
        for o in ciclo.obiettivi.all()
    }
    nodi = {
        n.pk: _copia(
            n, prospettiva=prospettive[n.prospettiva_id], obiettivo=obiettivi[n.obiettivo_id], sal_pubblicato=""
        )
        for n in ObiettivoInProspettiva.objects.filter(obiettivo__ciclo=ciclo)
    }
    for nesso in Nesso.objects.filter(da__in=nodi):
        _copia(nesso, da=nodi[nesso.da_id], a=nodi[nesso.a_id])
    return nodi


def _cruscotti(
    ciclo: Ciclo, nuovo: Ciclo, nodi: dict[int, ObiettivoInProspettiva], scarto: int
) -> dict[int, Collocazione]:
    programmi = {p.pk: _copia(p, nodo=nodi[p.nodo_id]) for p in Programma.objects.filter(nodo__in=nodi)}
    operativi = {
        o.pk: _copia(o, programma=programmi[o.programma_id])
        for o in ObiettivoOperativo.objects.filter(programma__in=programmi)
    }
    cruscotti = {
        c.pk: _copia(c, ciclo=nuovo, sottotitolo=_sposta(c.sottotitolo, scarto), sal_pubblicati=[])
        for c in ciclo.cruscotti.all()
    }
    return {
        c.pk: _copia(
            c,
            cruscotto=cruscotti[c.cruscotto_id],
            nodo=nodi[c.nodo_id],
            programma=programmi[c.programma_id] if c.programma_id else None,
            obiettivo_operativo=operativi[c.obiettivo_operativo_id] if c.obiettivo_operativo_id else None,
            sal_pubblicato="",
            riga_fonte=None,
            nota="",
            rilevata_a_parte=False,
            regole_congelate=None,
        )
        for c in Collocazione.objects.filter(cruscotto__in=cruscotti)
    }


def _attesi(ciclo: Ciclo, nuovo: Ciclo, collocazioni: dict[int, Collocazione], scarto: int) -> None:
    """The targets in force, read again after their dates have moved; the versions and acts stay with the old cycle."""
    in_vigore: dict[tuple[int, int | None], ValoreAtteso] = {}
    for atteso in ValoreAtteso.objects.filter(ciclo=ciclo).select_related("indicatore").order_by("versione"):
        in_vigore[atteso.indicatore_id, atteso.collocazione_id] = atteso
    for atteso in in_vigore.values():
        tipo = Tipo(atteso.tipo) if atteso.tipo and atteso.tipo != Tipo.CALCOLATO else None
        testo = atteso.testo
        if atteso.data:
            testo = _sposta(testo, nuovo.anno - atteso.data.year)
        ValoreAtteso.objects.create(
            ciclo=nuovo,
            indicatore=atteso.indicatore,
            collocazione=collocazioni[atteso.collocazione_id] if atteso.collocazione_id else None,
            **campi_atteso(testo, atteso.indicatore.scala, tipo),
        )


def _sposta(testo: str, scarto: int) -> str:
    """The years of a text moved by ``scarto``: "31/12/2019" is "31/12/2020"; other numbers stay."""
    return re.sub(r"\b(?:19|20)\d{2}\b", lambda anno: str(int(anno[0]) + scarto), testo)


def _anni_dopo(giorno: dt.date, anni: int) -> dt.date:
    try:
        return giorno.replace(year=giorno.year + anni)
    except ValueError:  # 29 February in a year that has none
        return giorno.replace(year=giorno.year + anni, day=28)
