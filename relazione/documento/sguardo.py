"""Results at a glance: one page of figures, all from data, for who reads no further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from cruscotto.aritmetica.valori import formatta_numero
from cruscotto.misurazione.prospetto import Prospetto
from cruscotto.misurazione.riga import Riga
from relazione.documento.cruscotti import CellaSal, RigaSintesi, cella_sal
from relazione.documento.giudizi import giudizi, giudizio
from relazione.documento.tabelle import somma
from relazione.fotografia import Fotografia

PEGGIORI = 5
MILIONE = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Cifra:
    """A figure to see from afar, and what it counts."""

    valore: str
    etichetta: str


@dataclass(frozen=True, slots=True)
class RigaCruscottoInBreve:
    """A scorecard in a line: its SAL, and how many of its indicators stand in each band."""

    titolo: str
    sal: CellaSal
    conteggi: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RigaSotto:
    """An indicator below 100, with the scorecard in which it stands first."""

    etichetta: str
    target: str
    actual: str
    sal: CellaSal


@dataclass(frozen=True, slots=True)
class Sguardo:
    """What the page prints. ``giudizi`` are the headings of the counts; ``altri`` is how many rows are left out, and
    ``scostamenti`` the label and the place of the table that has them all, where the document has it."""

    anno: int
    cifre: tuple[Cifra, ...]
    prospettive: tuple[RigaSintesi, ...]
    giudizi: tuple[str, ...]
    cruscotti: tuple[RigaCruscottoInBreve, ...]
    sotto: tuple[RigaSotto, ...]
    altri: int
    scostamenti: tuple[str, str] | None = None


def sguardo(foto: Fotografia) -> Sguardo:
    """The page of a cycle, of its organisational scorecards only; what has no data leaves no line."""
    prospetti = [p for p in foto.prospetti if p.tipo != "individuale"]
    ente = next((p for p in prospetti if p.tipo == "ente"), None)
    indicatori = _distinti(prospetti)
    sotto = sorted((r for r in indicatori if r.sal is not None and r.sal < 100), key=lambda r: r.sal or Decimal(0))
    return Sguardo(
        anno=foto.anno,
        cifre=tuple(_cifre(foto, ente, indicatori)),
        prospettive=tuple(
            RigaSintesi(p.nome, cella_sal(p.media.valore, p.fascia, foto.misura))
            for p in (ente.prospettive if ente else ())
            if p.nome
        ),
        giudizi=tuple(giudizi(foto.misura).values()),
        cruscotti=tuple(_in_breve(foto, p) for p in prospetti if p.righe),
        sotto=tuple(
            RigaSotto(r.etichetta, r.target, r.actual, cella_sal(r.sal, r.fascia, foto.misura))
            for r in sotto[:PEGGIORI]
        ),
        altri=max(0, len(sotto) - PEGGIORI),
    )


def _distinti(prospetti: Iterable[Prospetto]) -> list[Riga]:
    """Each indicator once, however many scorecards show it: as the first of them does."""
    return list({r.codice: r for p in reversed(list(prospetti)) for r in reversed(p.righe)}.values())[::-1]


def _cifre(foto: Fotografia, ente: Prospetto | None, indicatori: list[Riga]) -> Iterable[Cifra]:
    if ente is not None and ente.media.valore is not None:
        yield Cifra(foto.misura.mostra(ente.media.valore), "stato di avanzamento (SAL) dell'ente nel suo complesso")
    misurati = [r for r in indicatori if r.sal is not None]
    if misurati:
        pieni = sum(r.sal is not None and r.sal >= 100 for r in misurati)
        yield Cifra(f"{pieni} su {len(misurati)}", "indicatori dei cruscotti organizzativi con il target raggiunto")
    if foto.interventi:
        yield Cifra(_milioni(somma(foto.interventi)), f"{len(foto.interventi)} interventi economici per il territorio")
    for voce in foto.bilancio:
        if voce.codice == "RISULTATO" and voce.consuntivo is not None:
            nome = "avanzo" if voce.consuntivo >= 0 else "disavanzo"
            yield Cifra(_milioni(abs(voce.consuntivo)), f"{nome} economico dell'esercizio")


def _milioni(euro: Decimal) -> str:
    """An amount as it is said: «2,3 mln €», or in thousands below one million."""
    if abs(euro) >= MILIONE:
        return f"{formatta_numero(euro / MILIONE, 1)} mln €"
    return f"{formatta_numero(euro / 1000, 0)} mila €"


def _in_breve(foto: Fotografia, prospetto: Prospetto) -> RigaCruscottoInBreve:
    conti = Counter(giudizio(r, foto.misura) for r in prospetto.righe)
    conteggi = tuple(conti[codice] for codice in giudizi(foto.misura))
    return RigaCruscottoInBreve(
        prospetto.titolo, cella_sal(prospetto.media.valore, prospetto.fascia, foto.misura), conteggi
    )
