"""Invented values for a demonstration cycle: plausible, deterministic, always marked as such, never on a real cycle."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from contesto.numeri import essenziale, formatta_numero
from cruscotto.aritmetica.accumulo import Accumulo
from cruscotto.aritmetica.valori import Tipo, Verso
from cruscotto.ciclo.blocchi import esige_ciclo_modificabile
from cruscotto.ciclo.scatto_fotografia import scatta
from cruscotto.models import (
    Causa,
    Ciclo,
    Indicatore,
    Periodo,
    Rilevazione,
    StatoCiclo,
    StatoPeriodo,
    StatoRilevazione,
    ValoreAtteso,
)
from cruscotto.pianificazione.actions.riporto import conserva_storico, riporta_ciclo
from cruscotto.valori.conversioni import campi_rilevazione
from ente.actions.registro import registra
from ente.errori import ErroreUtente
from ente.models import Utente

CAUSE = (
    (Causa.DOMANDA, "Le richieste sono arrivate più tardi del previsto."),
    (Causa.PERSONALE, "L'ufficio ha lavorato con una persona in meno."),
    (Causa.FORNITORI, "Il fornitore ha consegnato in ritardo il nuovo applicativo."),
)
RESTITUZIONE = "Controllate il numero: non corrisponde al registro."
AZIONI = ("Recupero concentrato nel prossimo periodo.", "Sostegno di un altro ufficio fino alla fine del periodo.")

RAPPORTI = {"N. attività espletate/n. atti di richiesta": ("Attività espletate", "Atti di richiesta")}
"""What is above and below the line, of indicators whose own name says it. Their last value is left to be entered, with
its two numbers: each redattore of the demonstration has something to do."""
RICHIESTE = 40
"""What is below the line in the invented values."""


class NonDimostrativo(ErroreUtente):
    """The cycle is a real one: nothing invented may touch it."""


@transaction.atomic
def inventa_valori(*, ciclo: Ciclo, periodi: Sequence[Periodo], da: Utente | None) -> int:
    """Fill ``periodi`` of a demonstration cycle with invented actuals and put the cycle in monitoring; how many.

    All but the last period are closed and validated; in the last one some values are validated, some only transmitted,
    some sent back, some still missing. The same cycle always gets the same values.

    Raises:
        NonDimostrativo: the cycle is not marked as a demonstration.
        NonModificabile: its Relazione has been adopted.
    """
    if not ciclo.dimostrativo:
        raise NonDimostrativo(
            f"{ciclo} è un ciclo vero: i valori dimostrativi si scrivono solo in un ciclo dimostrativo."
        )
    esige_ciclo_modificabile(ciclo)
    _apri(ciclo, periodi)
    for nome, (sopra, sotto) in RAPPORTI.items():
        Indicatore.objects.di(ciclo.ente).filter(nome=nome, numeratore="").update(numeratore=sopra, denominatore=sotto)
    attesi = ValoreAtteso.objects.filter(ciclo=ciclo, collocazione=None).select_related("indicatore")
    nuove = []
    for atteso in attesi.order_by("indicatore__codice"):
        for n, periodo in enumerate(periodi):
            ultima = n == len(periodi) - 1
            rilevazione = _inventa(atteso, periodo, n, ultima)
            if rilevazione is not None:
                nuove.append(rilevazione)
    Rilevazione.objects.bulk_create(nuove)
    for periodo in periodi:
        if periodo.stato == StatoPeriodo.CHIUSO:
            scatta(periodo)
    registra(ente=ciclo.ente, da=da, azione="inventa valori dimostrativi", oggetto=ciclo, quanti=len(nuove))
    return len(nuove)


def _apri(ciclo: Ciclo, periodi: Sequence[Periodo]) -> None:
    for n, periodo in enumerate(periodi):
        periodo.stato = StatoPeriodo.APERTO if n == len(periodi) - 1 else StatoPeriodo.CHIUSO
        periodo.scadenza = periodo.fine + dt.timedelta(days=20)
        periodo.save(update_fields=["stato", "scadenza"])
    ciclo.stato = StatoCiclo.MONITORAGGIO
    ciclo.save(update_fields=["stato"])


def _caso(*parti: object) -> int:
    """A number from 0 to 999 that depends only on ``parti``."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, parti)).encode()).digest()[:4], "big") % 1000


def _inventa(atteso: ValoreAtteso, periodo: Periodo, n: int, ultima: bool) -> Rilevazione | None:
    indicatore = atteso.indicatore
    sorte = _caso("stato", indicatore.codice)
    testo = _testo(atteso, indicatore, periodo, n)
    if not testo or (ultima and (sorte < 180 or indicatore.nome in RAPPORTI)):
        return None
    stato = StatoRilevazione.VALIDATA
    if ultima and sorte < 600:
        stato = StatoRilevazione.TRASMESSA
    if ultima and sorte >= 940:
        stato = StatoRilevazione.RESTITUITA
    indietro = _caso("andamento", indicatore.codice) < 150
    causa, storia = CAUSE[_caso("quale", indicatore.codice) % len(CAUSE)]
    spiegato = indietro and _caso("causa", indicatore.codice) < 600
    quando = timezone.make_aware(dt.datetime.combine(periodo.fine, dt.time(10)))
    return Rilevazione(
        indicatore=indicatore,
        periodo=periodo,
        stato=stato,
        inserita_il=quando,
        validata_il=quando if stato == StatoRilevazione.VALIDATA else None,
        motivo_restituzione=RESTITUZIONE if stato == StatoRilevazione.RESTITUITA else "",
        causa=causa if spiegato else "",
        causa_scostamento=storia if spiegato else "",
        azione_correttiva=AZIONI[_caso("azione", indicatore.codice) % len(AZIONI)] if spiegato else "",
        azione_entro=dt.date(periodo.fine.year, 12, 31) if spiegato else None,
        **campi_rilevazione(testo, indicatore.scala, Tipo(indicatore.tipo) if indicatore.tipo != "calcolato" else None),
    )


def _testo(atteso: ValoreAtteso, indicatore: Indicatore, periodo: Periodo, n: int) -> str:
    """What a clerk would have written; empty when there is nothing to write yet."""
    tipo = Tipo(atteso.tipo) if atteso.tipo else None
    if tipo is Tipo.DATA and atteso.data:
        fatta = atteso.data - dt.timedelta(days=_caso("data", indicatore.codice) % 40)
        if _caso("andamento", indicatore.codice) < 150:
            fatta = atteso.data + dt.timedelta(days=12)
        return f"{fatta:%d/%m/%Y}" if periodo.inizio <= fatta <= periodo.fine else ""
    if tipo in (Tipo.NOMINALE, Tipo.ORDINALE):
        return (
            atteso.livello
            if _caso("livello", indicatore.codice) >= 100 or not indicatore.scala
            else indicatore.scala[0]
        )
    if atteso.valore is None:
        return ""
    return _numero(atteso, indicatore, n)


def _numero(atteso: ValoreAtteso, indicatore: Indicatore, n: int) -> str:
    obiettivo = essenziale(atteso.valore)
    assert obiettivo is not None  # noqa: S101 - the caller asked
    resa = Decimal(94 + _caso("resa", indicatore.codice) % 12 + 3 * n) / 100
    if _caso("andamento", indicatore.codice) < 150:
        resa = Decimal(70 - 12 * n) / 100
    if indicatore.direzione == Verso.DECRESCENTE:
        resa = 2 - resa
    if indicatore.accumulo == Accumulo.CUMULATO:
        return formatta_numero(obiettivo * resa * (n + 1) / 3, 0)
    valore = obiettivo * resa
    if indicatore.nome in RAPPORTI:
        fatte = int(min(valore, Decimal(100)) * RICHIESTE / 100)
        return f"{formatta_numero(Decimal(fatte * 100) / RICHIESTE, 1)}% ({fatte}/{RICHIESTE})"
    if atteso.unita == "%":
        return f"{formatta_numero(min(valore, Decimal(100)), 1)}%"
    if atteso.unita == "€":
        return f"€ {formatta_numero(valore, 2)}"
    return formatta_numero(valore, 2)


def prepara_dimostrazione(*, ciclo: Ciclo, anno: int, da: Utente | None) -> Ciclo:
    """The demonstration cycle of ``anno`` made from a real one, with two periods of invented values; once only."""
    esistente = Ciclo.objects.di(ciclo.ente).filter(anno=anno).first()
    if esistente is not None:
        return esistente
    with transaction.atomic():
        nuovo = riporta_ciclo(ciclo=ciclo, anno=anno, da=da, dimostrativo=True)
        conserva_storico(ciclo=ciclo, da=da)
        inventa_valori(ciclo=nuovo, periodi=list(nuovo.periodi.order_by("numero")[:2]), da=da)
    return nuovo
