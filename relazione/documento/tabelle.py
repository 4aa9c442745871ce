"""What each kind of table prints: frozen values already written in Italian, with the spans of continued cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlsplit

from cruscotto.sal import Fascia
from cruscotto.valori import formatta_numero
from relazione.fotografia import Fotografia, InterventoFoto, SchedaFoto, VoceRisultatoFoto

NESSUNO = "–"


@dataclass(frozen=True, slots=True)
class RigaBilancio:
    etichetta: str
    tipo: str
    importi: tuple[str, ...]

    @property
    def vuota(self) -> bool:
        """Whether the line is a heading without amounts."""
        return self.tipo == "titolo" and set(self.importi) == {NESSUNO}


def bilancio(foto: Fotografia) -> tuple[RigaBilancio, ...]:
    """The budget table with Italian amounts; a missing amount is a dash."""
    return tuple(
        RigaBilancio(
            voce.etichetta,
            voce.tipo,
            tuple(euro(v) for v in (voce.preventivo, voce.aggiornamento, voce.consuntivo, voce.differenza)),
        )
        for voce in foto.bilancio
    )


def euro(importo: Decimal | None) -> str:
    """An amount with two decimals, ``−4.314.500,00`` with a true minus; a dash when there is none."""
    return NESSUNO if importo is None else formatta_numero(importo, 2).replace("-", "−")


@dataclass(frozen=True, slots=True)
class GruppoInterventi:
    obiettivo: str
    righe: tuple[tuple[str, str], ...]
    totale: str


@dataclass(frozen=True, slots=True)
class InterventiStampati:
    gruppi: tuple[GruppoInterventi, ...]
    totale: str


def interventi_per_obiettivo(foto: Fotografia) -> dict[str, list[InterventoFoto]]:
    """Interventions by objective, in the order in which each comes first, whatever the order of the rows."""
    gruppi: dict[str, list[InterventoFoto]] = {}
    for i in foto.interventi:
        gruppi.setdefault(i.etichetta_obiettivo, []).append(i)
    return gruppi


def interventi(foto: Fotografia) -> InterventiStampati:
    """Interventions by objective with their subtotals and total, in euro."""
    gruppi = [
        GruppoInterventi(
            etichetta,
            tuple((i.descrizione, euro(i.importo)) for i in lista),
            euro(sum((i.importo for i in lista), Decimal(0))),
        )
        for etichetta, lista in interventi_per_obiettivo(foto).items()
    ]
    return InterventiStampati(tuple(gruppi), euro(sum((i.importo for i in foto.interventi), Decimal(0))))


@dataclass(frozen=True, slots=True)
class SchedaStampata:
    scheda: SchedaFoto
    cifre: tuple[VoceRisultatoFoto, ...]
    punti: tuple[str, ...]
    gruppi: tuple[VoceRisultatoFoto, ...]
    esiti: tuple[VoceRisultatoFoto, ...]


def scheda(foto: SchedaFoto, prospettive: Mapping[str, str]) -> SchedaStampata:
    """A result sheet with its figures, points, lists and outcomes apart; ``prospettive`` gives names to their codes."""
    voci: dict[str, list[VoceRisultatoFoto]] = {"cifra": [], "punto": [], "gruppo": [], "esito": []}
    for voce in foto.voci:
        voci[voce.tipo].append(replace(voce, prospettiva=prospettive.get(voce.prospettiva, voce.prospettiva)))
    return SchedaStampata(
        foto,
        tuple(voci["cifra"]),
        tuple(v.etichetta for v in voci["punto"]),
        tuple(voci["gruppo"]),
        tuple(voci["esito"]),
    )


@dataclass(frozen=True, slots=True)
class VoceLegenda:
    fascia: Fascia
    intervallo: str


def legenda(foto: Fotografia) -> tuple[VoceLegenda, ...]:
    """The bands of the traffic light in words."""
    return tuple(VoceLegenda(f, _intervallo(f)) for f in foto.misura.fasce)


def _intervallo(fascia: Fascia) -> str:
    da = formatta_numero(fascia.da) if fascia.da is not None else ""
    a = formatta_numero(fascia.a) if fascia.a is not None else ""
    if not da or fascia.da == 0:
        return f"SAL sotto {a}%"
    return f"SAL da {da}% in su" if not a else f"SAL da {da}% a meno di {a}%"


@dataclass(frozen=True, slots=True)
class DocumentoStampato:
    """A document of the cycle; only web addresses become links."""

    titolo: str
    atto: str
    url: str

    @property
    def collegabile(self) -> bool:
        return urlsplit(self.url).scheme in ("http", "https")


def documenti(foto: Fotografia) -> tuple[DocumentoStampato, ...]:
    """The documents of the cycle with their acts and addresses."""
    return tuple(DocumentoStampato(d.titolo, d.atto, d.url) for d in foto.documenti)
