"""Findings as they are kept and shown: with their link, whether somebody has accepted them, whether they are new."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cruscotto.models import Ciclo
from relazione.controlli.elenco import controlla
from relazione.controlli.esito import EsitoControllo, Luogo, Severita
from relazione.controlli.lettura import leggi_materia
from relazione.models import Documento, EsitoAccettato, TipoDocumento, Verifica


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
    }


def ricontrolla(ciclo: Ciclo) -> list[tuple[EsitoControllo, dict[str, Any]]]:
    """What the controls find now, each finding with the row that is kept of it.

    Raises:
        NonPronta, MisuraNonDefinita: no snapshot of the Relazione can be made.
    """
    esiti = controlla(leggi_materia(ciclo))
    documento = Documento.objects.di(ciclo.ente).filter(ciclo=ciclo, tipo=TipoDocumento.RELAZIONE).first()
    return [(e, riga_json(e, indirizzo(e.luogo, ciclo.anno, documento))) for e in esiti]


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
        EsitoMostrato(
            **{**e, "righe": tuple(e["righe"])},
            nuovo=prima is not None and e["chiave"] not in prima,
            accettato=validi.get(e["chiave"]),
        )
        for e in verifiche[0].esiti
    ]


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
