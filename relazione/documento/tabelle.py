"""What each kind of table prints: frozen values already written in Italian, with the spans of continued cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlsplit

from cruscotto.aritmetica.sal import Fascia
from cruscotto.aritmetica.valori import formatta_numero
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


def interventi(foto: Fotografia) -> InterventiStampati:
    """Interventions by objective with their subtotals and total, in euro."""
    gruppi = tuple(
        GruppoInterventi(etichetta, tuple((i.descrizione, euro(i.importo)) for i in voci), euro(somma(voci)))
        for etichetta, voci in per_obiettivo(foto.interventi)
    )
    return InterventiStampati(gruppi, euro(somma(foto.interventi)))


def per_obiettivo(interventi: Sequence[InterventoFoto]) -> list[tuple[str, tuple[InterventoFoto, ...]]]:
    """Interventions under their objective, in the order of its number, whatever order they come in.

    The label of an objective is the first of its interventions'; two objectives with the same one are told apart.
    """
    gruppi: dict[int, list[InterventoFoto]] = {}
    for intervento in interventi:
        gruppi.setdefault(intervento.obiettivo, []).append(intervento)
    nomi = Counter(voci[0].etichetta_obiettivo for voci in gruppi.values())
    return [
        (
            voci[0].etichetta_obiettivo
            if nomi[voci[0].etichetta_obiettivo] == 1
            else f"{voci[0].etichetta_obiettivo} (obiettivo {numero})",
            tuple(voci),
        )
        for numero, voci in sorted(gruppi.items())
    ]


def somma(interventi: Iterable[InterventoFoto]) -> Decimal:
    """Their total in euro."""
    return sum((i.importo for i in interventi), Decimal(0))


@dataclass(frozen=True, slots=True)
class SchedaStampata:
    scheda: SchedaFoto
    cifre: tuple[VoceRisultatoFoto, ...]
    punti: tuple[str, ...]
    gruppi: tuple[VoceRisultatoFoto, ...]
    esiti: tuple[VoceRisultatoFoto, ...]


def scheda(scheda_: SchedaFoto, foto: Fotografia) -> SchedaStampata:
    """A result sheet with its figures, points, lists and outcomes apart; prospettive by name, each SAL once."""
    prospettive = dict(foto.albero.prospettive)
    voci: dict[str, list[VoceRisultatoFoto]] = {"cifra": [], "punto": [], "gruppo": [], "esito": []}
    for voce in scheda_.voci:
        nome = prospettive.get(voce.prospettiva, voce.prospettiva)
        sal = sal_di_esito(scheda_, voce, foto)
        voci[voce.tipo].append(replace(voce, prospettiva=nome, sal_pubblicato=sal))
    return SchedaStampata(
        scheda_,
        tuple(voci["cifra"]),
        tuple(v.etichetta for v in voci["punto"]),
        tuple(voci["gruppo"]),
        tuple(voci["esito"]),
    )


def sal_di_esito(scheda_: SchedaFoto, voce: VoceRisultatoFoto, foto: Fotografia) -> str:
    """The SAL of an outcome as the rest of the document prints it; where another one was published, both, and why."""
    misurato = next(
        (
            o.media.valore
            for prospetto in foto.prospetti
            if prospetto.tipo == "ente"
            for p in prospetto.prospettive
            for o in p.obiettivi
            if p.codice == voce.prospettiva and o.titolo == scheda_.obiettivo
        ),
        None,
    )
    if not voce.sal_pubblicato or misurato is None:
        return voce.sal_pubblicato
    stampato = foto.misura.mostra(misurato)
    if stampato == voce.sal_pubblicato:
        return stampato
    return f"{stampato}, media degli indicatori arrotondata una volta sola (pubblicato: {voce.sal_pubblicato})"


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
