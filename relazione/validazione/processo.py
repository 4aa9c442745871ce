"""How the year of a cycle went, from the database: dates of the law, values, evidence, findings of the controls."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cruscotto.chiusura.situazione import termine_relazione
from cruscotto.ciclo.passaggi_valore import RESTITUISCI
from cruscotto.ciclo.trova import ultimo_periodo
from cruscotto.models import Ciclo, Evidenza, Riapertura, Rilevazione
from cruscotto.models.indicatore import Affidabilita
from cruscotto.pianificazione.actions.piano import termine_piano
from ente.models import Atto
from relazione.controlli.verifiche import accettati, mostra
from relazione.models import RelazioneApprovata, Verifica

FONTI = (
    (Affidabilita.CERTIFICATA.value, "esterna certificata"),
    (Affidabilita.INTERNA.value, "di un sistema interno"),
    (Affidabilita.DICHIARATA.value, "autodichiarata"),
    ("", "che nessuno ha qualificato"),
)
PESI = (("errore", "Errori dei controlli"), ("avviso", "Avvisi dei controlli"), ("nota", "Note dei controlli"))


@dataclass(frozen=True, slots=True)
class Processo:
    """How a year went. ``piano`` and ``relazione`` are the day of the act, None where nobody registered it, and the day
    by which it was due. ``per_fonte`` and ``esiti`` are code, words and how many."""

    piano: tuple[dt.date | None, dt.date]
    relazione: tuple[dt.date | None, dt.date]
    valori: int
    provati: int
    per_fonte: Sequence[tuple[str, str, int]]
    in_ritardo: int
    restituiti: int
    riaperture: int
    neutralizzati: int
    stessa_persona: int
    esiti: Sequence[tuple[str, str, int]]


def leggi_processo(edizione: RelazioneApprovata) -> Processo:
    """How the year of an edition went, as the database has it now. Eight queries."""
    ciclo = edizione.ciclo
    valori = _valori_finali(ciclo)
    tutti = list(
        Rilevazione.objects.di(ciclo.ente)
        .filter(periodo__ciclo=ciclo)
        .values_list("neutralizzata", "inserita_da", "validata_da", "inserita_il", "periodo__scadenza")
    )
    fonti = Counter(fonte for fonte, _ in valori)
    return Processo(
        piano=(ciclo.piano_data, termine_piano(ciclo.anno)),
        relazione=(edizione.atto_data, termine_relazione(ciclo.anno)),
        valori=len(valori),
        provati=sum(provato for _, provato in valori),
        per_fonte=[(codice or "non-detta", nome, fonti[codice]) for codice, nome in FONTI],
        in_ritardo=sum(_dopo(quando, scadenza) for *_, quando, scadenza in tutti),
        restituiti=_restituiti(ciclo),
        riaperture=Riapertura.objects.di(ciclo.ente).filter(periodo__ciclo=ciclo).count(),
        neutralizzati=sum(neutralizzata for neutralizzata, *_ in tutti),
        stessa_persona=sum(chi is not None and chi == valida for _, chi, valida, *_ in tutti),
        esiti=_esiti(ciclo),
    )


def _valori_finali(ciclo: Ciclo) -> list[tuple[str, bool]]:
    """Of each value written at the end of the year: how reliable its source is, whether somebody proved it."""
    periodo = ultimo_periodo(ciclo)
    if periodo is None:
        return []
    prove = Evidenza.objects.presenti().filter(rilevazione=OuterRef("pk"))
    scritti = Rilevazione.objects.di(ciclo.ente).filter(periodo=periodo).exclude(testo="")
    return list(scritti.annotate(provato=Exists(prove)).values_list("indicatore__affidabilita", "provato"))


def _dopo(quando: dt.datetime | None, scadenza: dt.date | None) -> bool:
    return quando is not None and scadenza is not None and timezone.localtime(quando).date() > scadenza


def _restituiti(ciclo: Ciclo) -> int:
    """How many times a value of the cycle was sent back."""
    chiavi = Rilevazione.objects.di(ciclo.ente).filter(periodo__ciclo=ciclo).values("pk")
    atti = Atto.objects.filter(ente=ciclo.ente_id, azione=RESTITUISCI.nome, modello="rilevazione")
    return atti.filter(chiave__in=chiavi).count()


def _esiti(ciclo: Ciclo) -> list[tuple[str, str, int]]:
    """The findings of the last run, open and accepted, by weight."""
    verifiche = list(Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo)[:1])
    conti = Counter((e.severita, e.accettato is not None) for e in mostra(verifiche, accettati(ciclo)))
    return [
        (f"{peso}-{codice}", f"{nome} {detto}", conti[peso, accolto])
        for peso, nome in PESI
        for codice, detto, accolto in (
            ("aperti", "senza risposta", False),
            ("accettati", "accettati con un motivo", True),
        )
    ]
