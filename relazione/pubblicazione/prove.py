"""The evidence of a whole cycle: one list with its filters, and one archive with an index."""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zipfile
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cruscotto.models import Ciclo, Evidenza, StatoRilevazione
from ente.allegati.contenuto import nome_pulito
from ente.fogli.celle import Cella, Tabella
from ente.fogli.scrittura import foglio
from ente.models import Utente

LUNGO = 100
PEZZO = 64 * 1024
INDICE = "indice.csv"
TITOLI = (
    "Periodo", "Area", "Ufficio", "Codice", "Indicatore", "Stato del valore", "Evidenza", "Formato", "Byte",
    "Impronta SHA-256", "Aggiunta da", "Aggiunta il", "Indirizzo", "Posto nell'archivio", "Esito",
)  # fmt: skip
PRESENTE, MANCA, DIVERSO, FUORI = (
    "nell'archivio", "il file manca dal disco", "il file non è quello depositato", "indirizzo: non è nell'archivio",
)  # fmt: skip
registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FiltriProve:
    """What the address asks for; empty is everything. Codes, but for the period, which is a number."""

    area: str = ""
    ufficio: str = ""
    periodo: str = ""
    indicatore: str = ""
    stato: str = ""
    testo: str = ""

    @classmethod
    def leggi(cls, parametri: Mapping[str, str]) -> FiltriProve:
        """Read the parameters of an address."""
        return cls(**{nome: parametri.get(nome, "").replace("\0", "").strip()[:LUNGO] for nome in cls.__slots__})

    @property
    def attivi(self) -> bool:
        return self != FiltriProve()

    def applica(self, insieme: QuerySet[Evidenza]) -> QuerySet[Evidenza]:
        """The evidence that passes. A value that nothing has matches nothing: it is never dropped in silence."""
        if self.area:
            insieme = insieme.filter(rilevazione__indicatore__ufficio__area__codice=self.area)
        if self.ufficio:
            insieme = insieme.filter(rilevazione__indicatore__ufficio__codice=self.ufficio)
        if self.periodo:
            numero = int(self.periodo) if self.periodo.isascii() and self.periodo.isdecimal() else 0
            insieme = insieme.filter(rilevazione__periodo__numero=numero if numero < 100 else 0)
        if self.indicatore:
            insieme = insieme.filter(rilevazione__indicatore__codice=self.indicatore)
        if self.stato:
            insieme = insieme.filter(rilevazione__stato=self.stato)
        for parola in self.testo.split():
            insieme = insieme.filter(Q(nome__icontains=parola) | Q(rilevazione__indicatore__nome__icontains=parola))
        return insieme

    def senza(self, nome: str) -> FiltriProve:
        return replace(self, **{nome: ""})


@dataclass(frozen=True, slots=True)
class CampoDiScelta:
    """A choice of the form: code and name of each value, the one chosen."""

    codice: str
    nome: str
    vuoto: str
    scelte: Mapping[str, str]
    scelto: str


def prove_del_ciclo(utente: Utente, ciclo: Ciclo) -> QuerySet[Evidenza]:
    """The evidence of a cycle that the person may see and nobody took away, with all that a row says of it."""
    return (
        Evidenza.objects.visibili_a(utente)
        .presenti()
        .filter(rilevazione__periodo__ciclo=ciclo)
        .select_related("rilevazione__periodo", "rilevazione__indicatore__ufficio__area", "aggiunta_da")
        .order_by("rilevazione__periodo__numero", "rilevazione__indicatore__codice", "pk")
    )


def scelte_di(insieme: QuerySet[Evidenza], filtri: FiltriProve) -> list[CampoDiScelta]:
    """What can be chosen in each filter, from what there is: one query."""
    righe = list(
        insieme.order_by()
        .values_list(
            "rilevazione__indicatore__ufficio__area__codice",
            "rilevazione__indicatore__ufficio__area__nome",
            "rilevazione__indicatore__ufficio__codice",
            "rilevazione__indicatore__ufficio__nome",
            "rilevazione__periodo__numero",
            "rilevazione__periodo__nome",
            "rilevazione__indicatore__codice",
            "rilevazione__indicatore__nome",
        )
        .distinct()
    )

    def per_nome(codice: int, nome: int) -> dict[str, str]:
        coppie = {(str(r[codice]), str(r[nome])) for r in righe if r[codice]}
        return dict(sorted(coppie, key=lambda c: c[1].casefold()))

    periodi = dict(sorted({(str(r[4]), str(r[5])) for r in righe}, key=lambda c: int(c[0])))
    return [
        CampoDiScelta("area", "Area", "Tutte", per_nome(0, 1), filtri.area),
        CampoDiScelta("ufficio", "Ufficio", "Tutti", per_nome(2, 3), filtri.ufficio),
        CampoDiScelta("periodo", "Periodo", "Tutti", periodi, filtri.periodo),
        CampoDiScelta("indicatore", "Indicatore", "Tutti", per_nome(6, 7), filtri.indicatore),
        CampoDiScelta("stato", "Stato del valore", "Tutti", dict(StatoRilevazione.choices), filtri.stato),
    ]


def tabella_prove(insieme: QuerySet[Evidenza], anno: int) -> Tabella:
    """The list as a sheet, on all its pages."""
    righe = [_riga(e, "", FUORI if e.url else "") for e in insieme]
    return Tabella(f"evidenze-{anno}", TITOLI[:-2], [riga[:-2] for riga in righe])


def _riga(evidenza: Evidenza, posto: str, esito: str) -> list[Cella]:
    valore = evidenza.rilevazione
    ufficio = valore.indicatore.ufficio
    return [
        valore.periodo.nome,
        str(ufficio.area) if ufficio and ufficio.area else "",
        ufficio.nome if ufficio else "",
        valore.indicatore.codice,
        valore.indicatore.nome,
        valore.get_stato_display(),
        evidenza.nome,
        evidenza.formato,
        evidenza.dimensione if evidenza.impronta else None,
        evidenza.impronta,
        str(evidenza.aggiunta_da or ""),
        timezone.localtime(evidenza.created_at).date(),
        evidenza.url,
        posto,
        esito,
    ]


# -- the archive -------------------------------------------------------------------------------------------------------


def nome_nell_archivio(evidenza: Evidenza) -> str:
    """Where a file stands in the archive: period, area, indicator, its own name. No name leads outside of it, two
    are never the same, and every computer can write them."""
    valore = evidenza.rilevazione
    ufficio = valore.indicatore.ufficio
    area = ufficio.area.codice if ufficio and ufficio.area else "senza-area"
    file = _scrivibile(nome_pulito(evidenza.nome))
    return "/".join(
        [
            f"periodo-{valore.periodo.numero}",
            _scrivibile(area),
            _scrivibile(valore.indicatore.codice),
            f"{evidenza.pk}-{file}",
        ]
    )


def _scrivibile(nome: str) -> str:
    """A name that Windows, macOS and Linux can all write: no separators, signs of theirs, or dots at its ends."""
    pulito = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]', "_", nome).strip(". ")
    if len(pulito) > LUNGO:  # the end says what it is
        radice, punto, coda = pulito.rpartition(".")
        coda = f"{punto}{coda}" if radice and len(coda) < 10 else ""
        pulito = pulito[: LUNGO - len(coda)].rstrip(". ") + coda
    return pulito or "senza-nome"


class _Tubo(io.RawIOBase):
    """Where the archive is written, and taken away from piece by piece: it cannot be gone back on."""

    def __init__(self) -> None:
        self.pezzi: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, dati: Any) -> int:
        self.pezzi.append(bytes(dati))
        return len(dati)

    def svuota(self) -> bytes:
        preso = b"".join(self.pezzi)
        self.pezzi.clear()
        return preso


def archivio(prove: Sequence[Evidenza]) -> Iterator[bytes]:
    """The archive of some evidence, piece by piece: never more than one piece of one file is in memory.

    The index comes last and says what happened to each: a file that is no longer on the disk, or is not the one that
    was handed in, is said and stops nothing.
    """
    tubo = _Tubo()
    righe: list[Sequence[Cella]] = []
    with zipfile.ZipFile(tubo, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zip_:
        for prova in prove:
            if prova.url:
                righe.append(_riga(prova, "", FUORI))
                continue
            posto = nome_nell_archivio(prova)
            esito = yield from _aggiungi(zip_, tubo, prova, posto)
            righe.append(_riga(prova, posto if esito != MANCA else "", esito))
        zip_.writestr(_voce(INDICE), foglio("csv", "indice", TITOLI, righe))
    yield tubo.svuota()


def _aggiungi(zip_: zipfile.ZipFile, tubo: _Tubo, prova: Evidenza, posto: str) -> Generator[bytes, None, str]:
    """Put a file in the archive; what is returned says how it went."""
    firma = hashlib.sha256()
    try:
        file = prova.file.open("rb")
    except OSError:
        registro.exception("Manca il file dell'evidenza %s", prova.pk)
        return MANCA
    with file, zip_.open(_voce(posto, prova), "w", force_zip64=prova.dimensione > 2**30) as dentro:
        while pezzo := file.read(PEZZO):
            firma.update(pezzo)
            dentro.write(pezzo)
            yield tubo.svuota()
    return PRESENTE if firma.hexdigest() == prova.impronta else DIVERSO


def _voce(nome: str, prova: Evidenza | None = None) -> zipfile.ZipInfo:
    quando = timezone.localtime(prova.created_at) if prova else timezone.localtime()
    voce = zipfile.ZipInfo(nome, (quando.year, quando.month, quando.day, quando.hour, quando.minute, quando.second))
    voce.compress_type = zipfile.ZIP_DEFLATED
    voce.external_attr = 0o644 << 16
    return voce
