"""Findings as they are kept and shown: with their link, whether somebody has accepted them, whether they are new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cruscotto.models import Ciclo
from ente.errori import ErroreUtente
from relazione.controlli.elenco import controlla
from relazione.controlli.esito import EsitoControllo, Luogo, Severita
from relazione.controlli.lettura import leggi_materia
from relazione.models import Documento, EsitoAccettato, TipoDocumento, Verifica

QUANTI_BREVI = 5
"""How many findings another page lists before it leads to the page of the controls."""


@dataclass(frozen=True, slots=True)
class EsitoMostrato:
    """A finding of a run. ``link`` is the page where it is mended; ``accettato`` is who accepts it, and still does."""

    chiave: str
    codice: str
    regola: str
    severita: str
    oggetto: str
    riferimento: str
    righe: tuple[int, ...]
    dichiarato: str
    atteso: str
    spiegazione: str
    link: str
    indicatori: tuple[str, ...] = ()
    nuovo: bool = False
    accettato: EsitoAccettato | None = None


def riga_json(esito: EsitoControllo, link: str) -> dict[str, Any]:
    """A finding as it is kept, and as the command writes it."""
    return {
        "codice": esito.codice,
        "regola": esito.regola,
        "severita": esito.severita.value,
        "oggetto": esito.oggetto,
        "riferimento": esito.riferimento,
        "righe": list(esito.righe),
        "dichiarato": esito.dichiarato,
        "atteso": esito.atteso,
        "spiegazione": esito.spiegazione,
        "link": link,
        "indicatori": list(esito.luogo.indicatori),
    }


def ricontrolla(ciclo: Ciclo) -> list[tuple[EsitoControllo, dict[str, Any]]]:
    """What the controls find now, each finding with the row that is kept of it.

    Raises:
        NonPronta, MisuraNonDefinita: no snapshot of the Relazione can be made.
    """
    esiti = controlla(leggi_materia(ciclo))
    documento = Documento.objects.di(ciclo.ente).filter(ciclo=ciclo, tipo=TipoDocumento.RELAZIONE).first()
    return [(e, riga_json(e, indirizzo(e.luogo, ciclo.anno, documento))) for e in esiti]


def esame(pk: int) -> Mapping[str, dict[str, Any]]:
    """What the controls find in a cycle as it is in the database now, by key; nothing of one whose Relazione cannot be
    composed."""
    ciclo = Ciclo.objects.select_related("ente").get(pk=pk)
    try:
        return {e.chiave: riga for e, riga in ricontrolla(ciclo)}
    except ErroreUtente:
        return {}


def accettati(ciclo: Ciclo, oggi: dt.date | None = None) -> Mapping[str, EsitoAccettato]:
    """The findings that somebody accepts today, by key."""
    giorno = oggi or timezone.localdate()
    validi = EsitoAccettato.objects.di(ciclo.ente).filter(ciclo=ciclo, scade__gte=giorno)
    return {e.chiave: e for e in validi.select_related("accettato_da")}


def errori_aperti(ciclo: Ciclo) -> list[EsitoControllo]:
    """The errors that there are now and nobody accepts: what stops the approval."""
    validi = accettati(ciclo)
    return [e for e in controlla(leggi_materia(ciclo)) if e.severita is Severita.ERRORE and e.chiave not in validi]


def mostra(verifiche: Sequence[Verifica], validi: Mapping[str, EsitoAccettato]) -> list[EsitoMostrato]:
    """The findings of the last of two runs; nothing is new in the first one."""
    if not verifiche:
        return []
    prima = {e["chiave"] for e in verifiche[1].esiti} if len(verifiche) > 1 else None
    return [
        replace(
            _letto(e),
            nuovo=prima is not None and e["chiave"] not in prima,
            accettato=validi.get(e["chiave"]),
        )
        for e in verifiche[0].esiti
    ]


def spariti(verifiche: Sequence[Verifica]) -> list[EsitoMostrato]:
    """The findings of the run before that the last one has not: what has been mended, or says something else."""
    if len(verifiche) < 2:
        return []
    adesso = {e["chiave"] for e in verifiche[0].esiti}
    return [_letto(e) for e in verifiche[1].esiti if e["chiave"] not in adesso]


def riguarda(esito: EsitoMostrato, cosa: str, codice: str) -> bool:
    """Whether a finding is about a thing: a ``tavola``, a ``sezione``, an ``indicatore`` wherever it stands."""
    genere, _, resto = esito.riferimento.partition("/")
    if cosa == "indicatore" and codice in esito.indicatori:
        return True
    return genere == cosa and resto.partition("/")[0] == codice


def esiti_su(ciclo: Ciclo, cosa: str, codice: str) -> list[EsitoMostrato]:
    """What the last run found about a thing and nobody accepts. One query, two when there is something."""
    ultima = Verifica.objects.di(ciclo.ente).filter(ciclo=ciclo).first()
    suoi = [e for e in map(_letto, ultima.esiti if ultima else ()) if riguarda(e, cosa, codice)]
    validi = accettati(ciclo) if suoi else {}
    return [e for e in suoi if e.chiave not in validi]


def elenco_breve(ciclo: Ciclo, cosa: str, codice: str, *, legge: bool) -> dict[str, Any]:
    """What ``relazione/pubblicazione/_esiti.html`` wants; ``legge``: the person may open the page of the controls."""
    esiti, di = esiti_su(ciclo, cosa, codice), f"{cosa}/{codice}"
    return {
        "esiti": esiti[:QUANTI_BREVI],
        "altri": max(len(esiti) - QUANTI_BREVI, 0),
        "anno": ciclo.anno,
        "di": di,
        "legge": legge,
    }


def _letto(esito: Mapping[str, Any]) -> EsitoMostrato:
    """A kept finding."""
    liste = {nome: tuple(esito.get(nome, ())) for nome in ("righe", "indicatori")}
    return EsitoMostrato(**{**esito, **liste})


def indirizzo(luogo: Luogo, anno: int, documento: Documento | None) -> str:
    """The page on which what a finding is about is seen, and mended."""
    if luogo.genere in ("tavola", "cruscotto") and luogo.codice:
        return reverse(f"cruscotto:{luogo.genere}", args=[anno, luogo.codice])
    if luogo.genere in ("bilancio", "interventi"):
        return reverse(f"cruscotto:{luogo.genere}", args=[anno])
    if luogo.genere == "indicatore":
        return reverse("cruscotto:indicatore", args=[anno, luogo.codice])
    if luogo.genere == "struttura":
        return reverse("cruscotto:albero", args=[anno])
    if luogo.genere == "sezione" and documento is not None:
        return reverse("relazione:sezione", args=[anno, documento.pk, luogo.codice])
    return reverse("relazione:documenti", args=[anno])
