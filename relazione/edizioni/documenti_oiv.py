"""The OIV's documents: the validation and the report that goes with it (ANAC asks for both), and
the yearly report on the working of the system, all three made of its examination. Which of them are sealed with the
act, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cruscotto.models import Ciclo
from relazione.documento.blocchi import Incompletezza
from relazione.documento.componi import componi
from relazione.documento.genera import richiesta_del_documento, trova_richiesta
from relazione.fotografia import Fotografia, fotografa_entrambe
from relazione.models import Documento, Edizione, FotografiaSalvata, RelazioneApprovata, TipoDocumento

DELL_OIV = (TipoDocumento.VALIDAZIONE, TipoDocumento.ACCOMPAGNAMENTO)
"""What the act of the OIV is made of."""
SIGILLABILI = (*DELL_OIV, TipoDocumento.FUNZIONAMENTO)
"""What is sealed with it: the report on the system too, which is no part of the act (art. 14, c. 4, lett. a)."""


@dataclass(frozen=True, slots=True)
class DocumentoOiv:
    """One of them as it is now, with its snapshots, the full one and the public one. Where nobody has written in it,
    ``documento`` is None and it is as its outline makes it of the examination."""

    tipo: TipoDocumento
    documento: Documento | None
    fotografie: tuple[Fotografia, Fotografia] | None
    mancano: tuple[Incompletezza, ...]

    @property
    def nome(self) -> str:
        return str(self.tipo.label)

    @property
    def pronto(self) -> bool:
        """Whether it is sealed with the validation."""
        return not self.mancano


def documenti_oiv(ciclo: Ciclo) -> list[DocumentoOiv]:
    """The documents of a cycle, composed to see what they lack: as many queries as composing them takes."""
    per_tipo = _scritti(ciclo)
    return [_letto(ciclo, tipo, per_tipo.get(tipo)) for tipo in SIGILLABILI]


def documenti_da_mostrare(ciclo: Ciclo, perche: str) -> list[DocumentoOiv]:
    """The same for a page: one that nobody has written in is not composed, and lacks only what the examination lacks
    (``perche``, empty where it is whole)."""
    per_tipo = _scritti(ciclo)
    manca = (Incompletezza("", "Esame", perche),) if perche else ()
    return [
        _letto(ciclo, tipo, per_tipo[tipo]) if tipo in per_tipo else DocumentoOiv(tipo, None, None, manca)
        for tipo in SIGILLABILI
    ]


def _scritti(ciclo: Ciclo) -> dict[str, Documento]:
    """Those that somebody has written in, by kind."""
    cominciati = Documento.objects.filter(ciclo=ciclo, tipo__in=SIGILLABILI, sezioni__isnull=False).distinct()
    return {d.tipo: d for d in cominciati.select_related("ciclo__ente")}


def _letto(ciclo: Ciclo, tipo: TipoDocumento, documento: Documento | None) -> DocumentoOiv:
    richiesta = richiesta_del_documento(documento) if documento else trova_richiesta(ciclo, tipo)
    completa, pubblica = fotografa_entrambe(richiesta)
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
