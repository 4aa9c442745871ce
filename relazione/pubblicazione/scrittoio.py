"""A document on the desk of a person: its sections with their numbers, which may be read and which written, by whom.

Who reads everything of the body reads all; who writes the kind of document writes all. To the others the sections
assigned to them are open, unless the public edition leaves them out, wholly or in part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import Http404

from cruscotto.ciclo.blocchi import NonModificabile, esige_ciclo_modificabile
from cruscotto.models import Cruscotto, StatoCiclo, TipoCruscotto
from ente.models import Utente
from ente.poteri import Poteri
from relazione.fotografia.edizione import senza_riservato, sezioni_pubbliche
from relazione.fotografia.lettura import sezioni_di
from relazione.models import Documento, Sezione, TipoDocumento

DELL_OIV = (TipoDocumento.VALIDAZIONE, TipoDocumento.ACCOMPAGNAMENTO, TipoDocumento.FUNZIONAMENTO)
"""The documents that the OIV writes."""


def scrive_tutto(poteri: Poteri, documento: Documento) -> bool:
    """Whether the person writes every section of the document, and its outline."""
    return documento.ciclo.ente_id == poteri.utente.ente_id and scrive_tipo(poteri, documento.tipo)


def scrive_tipo(poteri: Poteri, tipo: str) -> bool:
    """Whether the person writes the documents of a kind."""
    return poteri.oiv if tipo in DELL_OIV else poteri.controllo


def chi_scrive(tipo: str) -> str:
    """Who writes the documents of a kind, in words."""
    return "l'OIV" if tipo in DELL_OIV else "il controllo di gestione"


def esige_scrivibile(documento: Documento) -> None:
    """Refuse to touch a document that cannot change any more.

    Raises:
        NonModificabile: the Relazione was adopted; of the acts of the OIV, the Relazione was validated.
    """
    ciclo = documento.ciclo
    if documento.tipo == TipoDocumento.RELAZIONE:
        esige_ciclo_modificabile(ciclo)
    if documento.tipo in DELL_OIV and ciclo.stato in (StatoCiclo.VALIDATA, StatoCiclo.PUBBLICATA):
        raise NonModificabile(
            f"La Relazione {ciclo.anno} è già stata validata: «{documento.titolo}» non si modifica più."
        )


def codici_pubblici(documento: Documento, sezioni: Sequence[Sezione]) -> frozenset[str]:
    """The codes of the sections that the public edition has: none of an individual sheet. One query."""
    if documento.tipo == TipoDocumento.SCHEDA_INDIVIDUALE:
        return frozenset()
    schede = Cruscotto.objects.filter(ciclo=documento.ciclo_id, tipo=TipoCruscotto.INDIVIDUALE)
    pubbliche = sezioni_pubbliche(sezioni_di(sezioni), schede.values_list("codice", flat=True))
    return frozenset(s.codice for s in pubbliche)


def codici_aperti(documento: Documento, sezioni: Sequence[Sezione]) -> frozenset[str]:
    """The codes of those that the public edition has whole, without a passage less: what may be shown to who does not
    read everything of the body. One query."""
    con_passi = {s.codice for s in sezioni if senza_riservato(s.testo) != s.testo.rstrip()}
    return codici_pubblici(documento, sezioni) - con_passi


@dataclass
class Scrittoio:
    """What a person sees of a document that is being written. ``sezioni`` are all of it, whoever asks: pages show
    ``visibili``."""

    documento: Documento
    poteri: Poteri
    sezioni: Sequence[tuple[str, Sezione]]

    @cached_property
    def scrive_tutto(self) -> bool:
        """Whether the person writes all of it, and may change the outline."""
        return scrive_tutto(self.poteri, self.documento)

    @cached_property
    def legge_tutto(self) -> bool:
        """Whether the person reads every section: then the full edition too."""
        scheda = self.documento.cruscotto
        propria = scheda is not None and scheda.area_id in self.poteri.aree_proprie
        return self.poteri.tutto_l_ente or propria

    @cached_property
    def visibili(self) -> Sequence[tuple[str, Sezione]]:
        """The sections that the person may read, each with its number."""
        if self.legge_tutto:
            return self.sezioni
        sue = [(n, s) for n, s in self.sezioni if s.assegnata_a_id == self.poteri.utente.pk]
        if not sue:
            return ()
        aperti = codici_aperti(self.documento, [s for _, s in self.sezioni])
        return [(n, s) for n, s in sue if s.codice in aperti]

    @cached_property
    def chiuso(self) -> str:
        """Why nothing of it can be written any more; empty when it can."""
        try:
            esige_scrivibile(self.documento)
        except NonModificabile as perche:
            return str(perche)
        return ""

    def scrive(self, sezione: Sezione) -> bool:
        """Whether the person may write a section that is among the visible ones."""
        return not self.chiuso and (self.scrive_tutto or sezione.assegnata_a_id == self.poteri.utente.pk)

    def sezione(self, codice: str) -> tuple[str, Sezione]:
        """A section that the person may read, with its number.

        Raises:
            Http404
        """
        trovata = next(((n, s) for n, s in self.visibili if s.codice == codice), None)
        if trovata is None:
            raise Http404
        return trovata


def apri_scrittoio(utente: Utente, anno: int, pk: int) -> Scrittoio:
    """A document that the person may read, whole or for the sections assigned to the person.

    Raises:
        Http404: there is none, or nothing of it is to be shown.
    """
    ente = utente.ente
    documento = (
        Documento.objects.di(ente)
        .select_related("ciclo__ente", "periodo", "cruscotto")
        .filter(pk=pk, ciclo__anno=anno)
        .first()
        if ente is not None
        else None
    )
    if documento is None:
        raise Http404
    scrittoio = Scrittoio(documento, Poteri.di(utente), leggi_sezioni(documento))
    if not scrittoio.legge_tutto and not scrittoio.visibili:
        raise Http404
    return scrittoio


def leggi_sezioni(documento: Documento) -> Sequence[tuple[str, Sezione]]:
    """The sections of a document with their numbers and the people that pages name, in one query."""
    return documento.sezioni_numerate(documento.sezioni.select_related("assegnata_a", "scritta_da", "accettata_da"))
