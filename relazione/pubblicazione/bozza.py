"""A document as it would print now, for who is writing it: composed again at each look, from data read once.

Reading a cycle takes a second or two, composing it some tenths. What does not depend on the narrative is kept in the
cache under the last line of the register that is not of the narrative: every change to the data of a body leaves one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.cache import cache

from ente.models import Atto
from relazione.documento.blocchi import Composto, SezioneComposta
from relazione.documento.componi import componi
from relazione.documento.genera import richiesta_del_documento
from relazione.fotografia import Fotografia, fotografa, fotografa_entrambe, solo_individuali
from relazione.fotografia.edizione import sezioni_pubbliche
from relazione.fotografia.lettura import sezioni_di
from relazione.models import Documento, Edizione, Sezione, TipoDocumento

DELLA_NARRATIVA = ("sezione", "documento composto", "stesura")
"""The kinds of object of the acts that change no figure."""
DURATA = 3600


@dataclass(frozen=True, slots=True)
class Dati:
    """The snapshot of an edition without its narrative, with the codes of the individual sheets of the cycle."""

    foto: Fotografia
    individuali: tuple[str, ...]


def dati_del_documento(documento: Documento, edizione: str) -> Dati:
    """What a document has to say in an edition, but for its narrative: from the cache while nothing changed."""
    ultimo = (
        Atto.objects.di(documento.ciclo.ente).exclude(modello__in=DELLA_NARRATIVA).values_list("pk", flat=True).first()
    )
    chiave = f"bozza:{documento.pk}:{edizione}:{ultimo or 0}"
    dati = cache.get(chiave)
    if not isinstance(dati, Dati):
        dati = _leggi(documento, edizione)
        cache.set(chiave, dati, DURATA)
    return dati


def _leggi(documento: Documento, edizione: str) -> Dati:
    richiesta = richiesta_del_documento(documento)
    if edizione == Edizione.INTEGRALE:
        completa = fotografa(richiesta, edizione)
        foto: Fotografia | None = completa
    else:
        completa, foto = fotografa_entrambe(richiesta)
    assert foto is not None  # noqa: S101 - of what is never published only the full edition is composed
    return Dati(replace(foto, sezioni=()), tuple(sorted(solo_individuali(completa).cruscotti)))


def fotografia_di_lavoro(documento: Documento, sezioni: Sequence[Sezione], edizione: str) -> Fotografia:
    """The snapshot of an edition with the sections as they are given, written or only being written."""
    dati = dati_del_documento(documento, edizione)
    foto = sezioni_di(sezioni)
    if edizione == Edizione.PUBBLICA:
        foto = sezioni_pubbliche(foto, dati.individuali)
    return replace(dati.foto, sezioni=foto)


def edizione_per(documento: Documento, legge_tutto: bool) -> str:
    """The edition that a person may see while writing: the public one for who does not read everything."""
    intera = legge_tutto or documento.tipo == TipoDocumento.SCHEDA_INDIVIDUALE
    return Edizione.INTEGRALE if intera else Edizione.PUBBLICA


def componi_bozza(documento: Documento, sezioni: Sequence[Sezione], edizione: str) -> Composto:
    """The document composed with those sections."""
    return componi(fotografia_di_lavoro(documento, sezioni, edizione))


def da_completare(composto: Composto) -> Mapping[str, int]:
    """How many things there are to complete in each section, by code."""
    conti: dict[str, int] = {}
    for i in composto.incompletezze:
        conti[i.codice] = conti.get(i.codice, 0) + 1
    return conti


def sezione_composta(composto: Composto, codice: str) -> SezioneComposta | None:
    """A section of a composed document; None when the edition does not have it."""
    return next((s for s in composto.sezioni if s.codice == codice), None)
