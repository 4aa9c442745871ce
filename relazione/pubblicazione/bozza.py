"""A document as it would print now, for who is writing it: composed again at each look, from data read once.

Reading a cycle takes a second or two, composing it some tenths. What does not depend on the narrative is kept in the
cache under the last line of the register that is not of the narrative: every change to the data of a body leaves one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from threading import Lock

from django.core.cache import cache
from django.utils.crypto import get_random_string

from ente.models import Atto
from relazione.documento.blocchi import Composto, SezioneComposta
from relazione.documento.cifre_proposte import Proposte
from relazione.documento.completamento import VoceRichiamabile, voci
from relazione.documento.componi import Memoria, componi
from relazione.documento.genera import richiesta_del_documento
from relazione.fotografia import Fotografia, fotografa, fotografa_entrambe, solo_individuali
from relazione.fotografia.edizione import sezioni_pubbliche
from relazione.fotografia.lettura import sezioni_di
from relazione.models import Documento, Edizione, Sezione, TipoDocumento

DELLA_NARRATIVA = ("sezione", "documento composto", "stesura")
"""The kinds of object of the acts that change no figure."""
DURATA = 3600
QUANTI = 6
"""The documents of which this process keeps what it read, and what it computed of it."""


@dataclass(frozen=True, slots=True)
class Dati:
    """The snapshot of an edition without its narrative, with the codes of the individual sheets of the cycle."""

    foto: Fotografia
    individuali: tuple[str, ...]


@dataclass
class Letti:
    """What a process has at hand of an edition: the data, and what is computed of them once."""

    dati: Dati
    blocchi: Memoria = field(default_factory=dict)

    @cached_property
    def proposte(self) -> Proposte:
        """Who proposes a recall for a number typed by hand."""
        return Proposte(self.dati.foto)

    @cached_property
    def voci(self) -> Sequence[VoceRichiamabile]:
        """The figures that can be recalled."""
        return voci(Composto(self.dati.foto, (), (), ()))


_letti: OrderedDict[str, Letti] = OrderedDict()
_uno_alla_volta = Lock()


def dati_del_documento(documento: Documento, edizione: str) -> Letti:
    """What a document has to say in an edition, but for its narrative: read once while nothing changes. The cache that
    all processes share says under which name each of them keeps it."""
    ultimo = (
        Atto.objects.di(documento.ciclo.ente).exclude(modello__in=DELLA_NARRATIVA).values_list("pk", flat=True).first()
    )
    chiave = f"bozza:{documento.pk}:{edizione}:{ultimo or 0}"
    nome = cache.get(chiave)
    if isinstance(nome, str) and (letti := _alla_mano(nome)):
        return letti
    dati = cache.get(f"{chiave}:dati") if nome else None
    if not isinstance(nome, str) or not isinstance(dati, Dati):
        nome, dati = get_random_string(12), _leggi(documento, edizione)
        cache.set(f"{chiave}:dati", dati, DURATA)
        cache.set(chiave, nome, DURATA)
    return _tieni(nome, Letti(dati))


def _alla_mano(nome: str) -> Letti | None:
    with _uno_alla_volta:
        if nome in _letti:
            _letti.move_to_end(nome)
        return _letti.get(nome)


def _tieni(nome: str, letti: Letti) -> Letti:
    with _uno_alla_volta:
        _letti[nome] = letti
        while len(_letti) > QUANTI:
            _letti.popitem(last=False)
    return letti


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
    dati = dati_del_documento(documento, edizione).dati
    foto = sezioni_di(sezioni)
    if edizione == Edizione.PUBBLICA:
        foto = sezioni_pubbliche(foto, dati.individuali)
    return replace(dati.foto, sezioni=foto)


def edizione_per(documento: Documento, legge_tutto: bool) -> str:
    """The edition that a person may see while writing: the public one for who does not read everything."""
    intera = legge_tutto or documento.tipo == TipoDocumento.SCHEDA_INDIVIDUALE
    return Edizione.INTEGRALE if intera else Edizione.PUBBLICA


def componi_bozza(documento: Documento, sezioni: Sequence[Sezione], edizione: str, solo: str = "") -> Composto:
    """The document composed with those sections; with the prose of one only, when ``solo`` is its code."""
    memoria = dati_del_documento(documento, edizione).blocchi
    return componi(fotografia_di_lavoro(documento, sezioni, edizione), memoria=memoria, solo=solo)


def sezione_composta(composto: Composto, codice: str) -> SezioneComposta | None:
    """A section of a composed document; None when the edition does not have it."""
    return next((s for s in composto.sezioni if s.codice == codice), None)
