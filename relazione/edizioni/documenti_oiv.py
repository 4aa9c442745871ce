"""The OIV's two documents, the validation and the report that goes with it (ANAC asks for both): which of them are
sealed with the act, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cruscotto.models import Ciclo
from relazione.documento.blocchi import Incompletezza
from relazione.documento.componi import componi
from relazione.documento.genera import richiesta_del_documento
from relazione.fotografia import Fotografia, fotografa_entrambe
from relazione.models import Documento, Edizione, FotografiaSalvata, RelazioneApprovata, TipoDocumento

DELL_OIV = (TipoDocumento.VALIDAZIONE, TipoDocumento.ACCOMPAGNAMENTO)


@dataclass(frozen=True, slots=True)
class DocumentoOiv:
    """One of the two as it is now. Where nobody has begun it there are neither ``documento`` nor the snapshots, the
    full one and the public one."""

    tipo: TipoDocumento
    documento: Documento | None = None
    fotografie: tuple[Fotografia, Fotografia] | None = None
    mancano: tuple[Incompletezza, ...] = ()

    @property
    def nome(self) -> str:
        return str(self.tipo.label)

    @property
    def pronto(self) -> bool:
        """Whether it is sealed with the validation."""
        return self.fotografie is not None and not self.mancano


def documenti_oiv(ciclo: Ciclo) -> list[DocumentoOiv]:
    """The two documents of a cycle, composed to see what they lack: as many queries as composing them takes."""
    cominciati = Documento.objects.filter(ciclo=ciclo, tipo__in=DELL_OIV, sezioni__isnull=False).distinct()
    per_tipo = {d.tipo: d for d in cominciati.select_related("ciclo__ente")}
    return [_letto(tipo, per_tipo.get(tipo)) for tipo in DELL_OIV]


def _letto(tipo: TipoDocumento, documento: Documento | None) -> DocumentoOiv:
    if documento is None:
        return DocumentoOiv(tipo)
    completa, pubblica = fotografa_entrambe(richiesta_del_documento(documento))
    assert pubblica is not None  # noqa: S101 - only an individual sheet has no public edition
    return DocumentoOiv(tipo, documento, (completa, pubblica), componi(pubblica).incompletezze)


def nome_del_file(edizione: RelazioneApprovata, tipo: str) -> str:
    """How one of the two is called among the sealed files."""
    return f"{tipo}-{edizione.ciclo.anno}.pdf"


def da_sigillare(edizione: RelazioneApprovata) -> list[FotografiaSalvata]:
    """The public snapshots, taken by the act of validation, whose files are not written yet. Two queries."""
    scritti = set(edizione.file.values_list("nome", flat=True))
    pubbliche = edizione.dell_oiv.filter(edizione=Edizione.PUBBLICA).select_related("documento").order_by("pk")
    return [f for f in pubbliche if nome_del_file(edizione, f.documento.tipo) not in scritti]


def senza_documenti(edizione: RelazioneApprovata, tipi: Iterable[str], nomi: Iterable[str]) -> list[str]:
    """The names of those of the two that were not sealed with the validation: neither among the kinds that the act
    photographed nor among the names of the sealed files."""
    avuti, scritti = set(tipi), set(nomi)
    return [str(t.label) for t in DELL_OIV if t not in avuti and nome_del_file(edizione, t) not in scritti]
