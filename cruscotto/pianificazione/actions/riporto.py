"""Carrying a cycle over to the next year: the tree, the scorecards and the targets, never the values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction

from cruscotto.aritmetica.valori import Tipo
from cruscotto.ciclo.blocchi import ValoreRifiutato, blocca_regole
from cruscotto.ciclo.righe_del_ciclo import righe_del_ciclo
from cruscotto.models import (
    Ciclo,
    Collocazione,
    EsitoRiporto,
    Nesso,
    ObiettivoInProspettiva,
    ObiettivoOperativo,
    ObiettivoRiportato,
    ObiettivoStrategico,
    Periodo,
    Programma,
    Rilevazione,
    Riporto,
    StatoCiclo,
    StatoPeriodo,
    ValoreAtteso,
    ValorePubblico,
    ValoreStorico,
)
from cruscotto.valori.conversioni import campi_atteso
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente

M = TypeVar("M", bound=models.Model)


class RiportoImpossibile(ErroreUtente):
    """The cycle cannot be carried over; the message says why."""


@dataclass(frozen=True, slots=True)
class Decisione:
    """What becomes of an objective in the new cycle, and why; ``nome`` is the new name of one that is changed."""

    esito: EsitoRiporto = EsitoRiporto.CONFERMATO
    motivo: str = ""
    nome: str = ""


CONFERMATO = Decisione()
PER_NOME = 600


@transaction.atomic
def riporta_ciclo(
    *,
    ciclo: Ciclo,
    anno: int,
    da: Utente | None,
    decisioni: Mapping[int, Decisione] | None = None,
    dimostrativo: bool = False,
) -> Ciclo:
    """Make the cycle of ``anno`` with the tree, scorecards, placements and targets of ``ciclo``; dates move with it.

    ``decisioni`` are by key of the objective: one that is dropped is left out with all that stands under it, those that
    are not named are confirmed. A cycle of that year that has nothing yet is filled. Which placements have a value of
    their own is decided again each year: a difference printed once must not ask two offices for the same value every
    period. The register says which had one.

    Raises:
        RiportoImpossibile: the cycle of that year has something already, or the year does not come after.
        ValoreRifiutato: a decision lacks its reason; the field is the key of the objective.
    """
    blocca_regole(ciclo.ente_id)
    decisioni = _esige_decisioni(ciclo, decisioni or {})
    scarto = anno - ciclo.anno
    riporto = _destinazione(ciclo, anno, scarto, dimostrativo)
    nuovo = riporto.ciclo
    if not riporto.con_periodi:
        for periodo in ciclo.periodi.all():
            inizio, fine = _anni_dopo(periodo.inizio, scarto), _anni_dopo(periodo.fine, scarto)
            _copia(periodo, ciclo=nuovo, inizio=inizio, fine=fine, scadenza=None, stato=StatoPeriodo.FUTURO)
    tenuti = [o for o in ciclo.obiettivi.all() if decisioni[o.pk].esito != EsitoRiporto.ELIMINATO]
    obiettivi, nodi = _albero(ciclo, nuovo, tenuti, decisioni)
    _valore_pubblico(ciclo, nuovo, obiettivi)
    collocazioni = _cruscotti(ciclo, nuovo, nodi, scarto)
    _attesi(ciclo, nuovo, collocazioni, scarto)
    _annota_esiti(riporto, obiettivi, decisioni)
    a_parte = Collocazione.objects.filter(cruscotto__ciclo=ciclo, rilevata_a_parte=True)
    proprie = [f"{c.etichetta} ({c.cruscotto})" for c in a_parte.select_related("cruscotto")]
    registra(ente=nuovo.ente, da=da, azione="riporta ciclo", oggetto=nuovo, da_anno=ciclo.anno, erano_a_parte=proprie)
    return nuovo


def _esige_decisioni(ciclo: Ciclo, decisioni: Mapping[int, Decisione]) -> dict[int, Decisione]:
    """The decision of every objective of the cycle, blanks stripped.

    Raises:
        ValoreRifiutato
    """
    tutte, errori = {}, {}
    for obiettivo in ciclo.obiettivi.all():
        decisa = decisioni.get(obiettivo.pk, CONFERMATO)
        motivo, nome = decisa.motivo.strip(), " ".join(decisa.nome.split())
        if decisa.esito != EsitoRiporto.CONFERMATO and not motivo:
            errori[str(obiettivo.pk)] = f"Dite perché «{obiettivo.nome}» è {decisa.esito.label.lower()}."
        elif len(nome) > PER_NOME:
            errori[str(obiettivo.pk)] = f"Il nome di un obiettivo è lungo al massimo {PER_NOME} caratteri."
        modificato = decisa.esito == EsitoRiporto.MODIFICATO
        tutte[obiettivo.pk] = Decisione(decisa.esito, motivo, nome if modificato else "")
    if errori:
        raise ValoreRifiutato(errori)
    return tutte


def _destinazione(ciclo: Ciclo, anno: int, scarto: int, dimostrativo: bool) -> Riporto:
    """The cycle to fill, made now unless it was there with nothing in it, with the row that tells how it was opened."""
    nuovo = Ciclo.objects.di(ciclo.ente).filter(anno=anno).first()
    if nuovo is not None and not vuoto(nuovo):
        raise RiportoImpossibile(f"{ciclo.ente} ha già un ciclo {anno}: modificate quello.")
    if scarto <= 0:
        raise RiportoImpossibile(f"Il {anno} non viene dopo il {ciclo.anno}: scegliete un anno successivo.")
    if nuovo is None:
        nuovo = _copia(
            ciclo,
            anno=anno,
            triennio=_sposta(ciclo.triennio, scarto),
            stato=StatoCiclo.PIANIFICAZIONE,
            approvazione_organo="",
            approvazione_numero="",
            approvazione_data=None,
            motivo_ritardo="",
            piano_organo="",
            piano_numero="",
            piano_data=None,
            piano_motivo_ritardo="",
            misura_congelata=None,
            dimostrativo=dimostrativo,
        )
        return Riporto.objects.create(ciclo=nuovo, da_ciclo=ciclo)
    testi = {n: getattr(ciclo, n) for n in ("mandato", "mission", "vision")}
    testi["triennio"] = _sposta(ciclo.triennio, scarto)
    riempiti = {n: testo for n, testo in testi.items() if testo and not getattr(nuovo, n)}
    Ciclo.objects.filter(pk=nuovo.pk).update(**riempiti)
    con_periodi = nuovo.periodi.exists()
    nuovo.refresh_from_db()
    return Riporto.objects.create(
        ciclo=nuovo, da_ciclo=ciclo, preesistente=True, con_periodi=con_periodi, riempiti=sorted(riempiti)
    )


def vuoto(ciclo: Ciclo) -> bool:
    """Whether a cycle is being planned and has nothing yet, but periods that have not begun."""
    if ciclo.stato != StatoCiclo.PIANIFICAZIONE or ciclo.periodi.exclude(stato=StatoPeriodo.FUTURO).exists():
        return False
    return not any(righe.exists() for righe in righe_del_ciclo(ciclo) if righe.model is not Periodo)


def _annota_esiti(
    riporto: Riporto, obiettivi: Mapping[int, ObiettivoStrategico], decise: Mapping[int, Decisione]
) -> None:
    """What became of each objective that has a name: one without stands for none (ADR 43)."""
    con_nome = ObiettivoStrategico.objects.filter(ciclo=riporto.da_ciclo).con_nome()
    ObiettivoRiportato.objects.bulk_create(
        ObiettivoRiportato(
            riporto=riporto, prima=o, dopo=obiettivi.get(o.pk), esito=decise[o.pk].esito, motivo=decise[o.pk].motivo
        )
        for o in con_nome
    )


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


def _albero(
    ciclo: Ciclo, nuovo: Ciclo, tenuti: Sequence[ObiettivoStrategico], decise: Mapping[int, Decisione]
) -> tuple[dict[int, ObiettivoStrategico], dict[int, ObiettivoInProspettiva]]:
    prospettive = {p.pk: _copia(p, ciclo=nuovo, sal_pubblicato="") for p in ciclo.prospettive.all()}
    aree = {a.pk: _copia(a, ciclo=nuovo, sal_pubblicato="") for a in ciclo.aree_strategiche.all()}
    obiettivi = {
        o.pk: _copia(
            o,
            ciclo=nuovo,
            nome=decise[o.pk].nome or o.nome,
            area_strategica=aree[o.area_strategica_id] if o.area_strategica_id else None,
        )
        for o in tenuti
    }
    nodi = {
        n.pk: _copia(
            n, prospettiva=prospettive[n.prospettiva_id], obiettivo=obiettivi[n.obiettivo_id], sal_pubblicato=""
        )
        for n in ObiettivoInProspettiva.objects.filter(obiettivo__in=obiettivi)
    }
    for nesso in Nesso.objects.filter(da__in=nodi, a__in=nodi):
        _copia(nesso, da=nodi[nesso.da_id], a=nodi[nesso.a_id])
    return obiettivi, nodi


def _valore_pubblico(ciclo: Ciclo, nuovo: Ciclo, obiettivi: Mapping[int, ObiettivoStrategico]) -> None:
    """The goals of public value, with the targets of their years; those that a dropped objective served go with it."""
    for valore in ValorePubblico.objects.filter(ciclo=ciclo):
        serve = valore.obiettivo_strategico_id
        if serve is None or serve in obiettivi:
            _copia(valore, ciclo=nuovo, obiettivo_strategico=obiettivi[serve] if serve else None)


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
        for c in Collocazione.objects.filter(cruscotto__in=cruscotti, nodo__in=nodi)
    }


def _attesi(ciclo: Ciclo, nuovo: Ciclo, collocazioni: dict[int, Collocazione], scarto: int) -> None:
    """The targets in force, read again after their dates have moved; the versions and acts stay with the old cycle.

    An indicator whose placements were all left out has none in the new cycle."""
    di_prima = set(Collocazione.objects.filter(cruscotto__ciclo=ciclo).values_list("indicatore", flat=True))
    usciti = di_prima - {c.indicatore_id for c in collocazioni.values()}
    in_vigore: dict[tuple[int, int | None], ValoreAtteso] = {}
    for atteso in ValoreAtteso.objects.filter(ciclo=ciclo).select_related("indicatore").order_by("versione"):
        in_vigore[atteso.indicatore_id, atteso.collocazione_id] = atteso
    for atteso in in_vigore.values():
        if atteso.indicatore_id in usciti or (atteso.collocazione_id and atteso.collocazione_id not in collocazioni):
            continue
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
