"""What has been published, and what became of it: the editions of a year read together, one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.utils import timezone

from ente.models import Ente
from relazione.documento.confronto import confronta
from relazione.fotografia import Modifica, leggi_json
from relazione.models import Correzione, MotivoCorrezione, RelazioneApprovata, StatoApprovata


@dataclass(frozen=True, slots=True)
class Vicenda:
    """A published edition: the one in force of its year (itself, or what superseded it), the corrections that lead from
    it to that one in order, the day when the year was published first. ``sospesa``: the one in force is being mended of
    something that must not be read, and is not read meanwhile."""

    edizione: RelazioneApprovata
    attuale: RelazioneApprovata
    correzioni: tuple[Correzione, ...]
    prima: dt.date
    sospesa: bool = False

    @property
    def superata(self) -> bool:
        return self.edizione.pk != self.attuale.pk

    @property
    def ritirata(self) -> bool:
        """Whether its files are public no more: an edition after it took out something that must not be read, or the
        one that is being made will."""
        return self.sospesa or any(c.codice == MotivoCorrezione.RISERVATEZZA for c in self.correzioni)

    @property
    def giorno(self) -> dt.date:
        """When it was published; being superseded does not change it."""
        return giorno_di(self.edizione)

    @property
    def superata_giorno(self) -> dt.date | None:
        quando = self.edizione.superata_il
        return timezone.localtime(quando).date() if quando else None


def giorno_di(edizione: RelazioneApprovata) -> dt.date:
    """The day of publication of a published edition, in Italy."""
    assert edizione.pubblicata_il is not None  # noqa: S101 - it is one of ``pubbliche()``
    return timezone.localtime(edizione.pubblicata_il).date()


def trova_vicenda(codice: str, anno: int, numero: int | None = None) -> Vicenda:
    """A published edition of a body's year by its number, or the one in force.

    Raises:
        Http404: no such body, year or edition, or it was never published.
    """
    edizioni = list(
        RelazioneApprovata.objects.filter(ciclo__ente__codice=codice, ciclo__anno=anno)
        .select_related("ciclo__ente", "corregge", "correzione")
        .defer("manifesto")
        .order_by("numero")
    )
    return racconta(edizioni, numero)


def racconta(edizioni: Sequence[RelazioneApprovata], numero: int | None = None) -> Vicenda:
    """The same from all the editions of a cycle, in order.

    Raises:
        Http404: there is none of that number among those that have been published.
    """
    pubbliche = [e for e in edizioni if e.pubblicata_il is not None]
    attuale = next((e for e in pubbliche if e.stato == StatoApprovata.PUBBLICATA), None)
    edizione = attuale if numero is None else next((e for e in pubbliche if e.numero == numero), None)
    if edizione is None or attuale is None:
        raise Http404
    tra = (getattr(e, "corregge", None) for e in edizioni if edizione.numero < e.numero <= attuale.numero)
    correzioni = tuple(c for c in tra if c is not None)
    aperte = (getattr(e, "correzione", None) for e in edizioni if e.numero >= attuale.numero)
    sospesa = any(c is not None and c.codice == MotivoCorrezione.RISERVATEZZA for c in aperte)
    return Vicenda(edizione, attuale, correzioni, min(giorno_di(e) for e in pubbliche), sospesa)


def vicende_dell_ente(ente: Ente) -> list[Vicenda]:
    """All the published editions of a body: latest year first, then the latest edition. One query."""
    tutte = (
        RelazioneApprovata.objects.di(ente)
        .select_related("ciclo__ente", "corregge", "correzione")
        .defer("manifesto", "conclusioni", "cambiamenti")
        .order_by("-ciclo__anno", "numero")
    )
    per_ciclo: dict[int, list[RelazioneApprovata]] = {}
    for e in tutte:
        per_ciclo.setdefault(e.ciclo_id, []).append(e)
    return [
        racconta(edizioni, e.numero)
        for edizioni in per_ciclo.values()
        for e in reversed(edizioni)
        if e.pubblicata_il is not None
    ]


def trova_ente(codice: str) -> Ente:
    """A body that has published something; Http404 otherwise. One query."""
    trovato = Ente.objects.filter(codice=codice, cicli__approvate__in=RelazioneApprovata.objects.pubbliche()).first()
    if trovato is None:
        raise Http404
    return trovato


def cambiamenti(vicenda: Vicenda) -> list[Modifica]:
    """What changed from a superseded edition to the one in force.

    Nothing is said where something must not be read any more. An edition in between that nobody published is not
    quoted: the two published ones are compared again.
    """
    if vicenda.ritirata:
        return []
    if len(vicenda.correzioni) == 1:
        return [Modifica(**m) for m in vicenda.attuale.cambiamenti]
    prima, dopo = (leggi_json(e.fotografia.contenuto) for e in (vicenda.edizione, vicenda.attuale))
    return list(confronta(prima, dopo))
