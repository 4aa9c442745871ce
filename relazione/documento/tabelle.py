"""What each kind of table prints: frozen values already written in Italian, with the spans of the cells that continue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from cruscotto.misura import Misura
from cruscotto.prospetto import Prospetto, Riga
from cruscotto.sal import Fascia, Stato
from cruscotto.valori import formatta_numero
from relazione.fotografia import Fotografia, RigaFoto, SchedaFoto, TavolaFoto, VoceRisultatoFoto


@dataclass(frozen=True, slots=True)
class Intestazione:
    testo: str
    colonne: int = 1
    righe: int = 1
    numero: bool = True


@dataclass(frozen=True, slots=True)
class TavolaStampata:
    """A context table ready to print: heading rows with spans, then rows; ``testo`` says which columns are words."""

    tavola: TavolaFoto
    intestazioni: tuple[tuple[Intestazione, ...], ...]
    righe: tuple[RigaFoto, ...]
    testo: tuple[bool, ...]
    fitta: bool


def tavola(foto: TavolaFoto) -> TavolaStampata:
    """Headings of a context table with their spans: a merged heading covers the columns that repeat it."""
    due = any(c.livello_superiore for c in foto.colonne)
    testi = tuple(not any(r.numeri[i] for r in foto.righe) for i in range(len(foto.colonne)))
    if not due:
        unica = tuple(Intestazione(c.etichetta, numero=not t) for c, t in zip(foto.colonne, testi, strict=True))
        righe: tuple[tuple[Intestazione, ...], ...] = (unica,) if any(c.etichetta for c in foto.colonne) else ()
    else:
        sopra: list[Intestazione] = []
        for chiave, gruppo in groupby(foto.colonne, key=lambda c: (c.livello_superiore, c.testo)):
            quante = len(list(gruppo))
            if chiave[0]:
                sopra.append(Intestazione(chiave[0], colonne=quante))
            else:
                sopra.extend(Intestazione("", righe=2, numero=False) for _ in range(quante))
        sotto = tuple(Intestazione(c.etichetta) for c in foto.colonne if c.livello_superiore)
        righe = (tuple(sopra), sotto)
        etichette = iter(c.etichetta for c in foto.colonne if not c.livello_superiore)
        sopra[:] = [i if i.testo else Intestazione(next(etichette), righe=2, numero=False) for i in sopra]
        righe = (tuple(sopra), sotto)
    return TavolaStampata(foto, righe, foto.righe, testi, fitta=len(foto.colonne) > 8)


@dataclass(frozen=True, slots=True)
class CellaSal:
    """A SAL to print: its text, its band for the traffic light, and its unrounded value for the bar."""

    testo: str
    fascia: Fascia | None
    valore: Decimal | None


@dataclass(frozen=True, slots=True)
class RigaCruscotto:
    """A placement to print. A span of 0 means that the cell continues from the row above."""

    riga: Riga
    programma_righe: int
    obiettivo_righe: int
    sal: CellaSal
    nota: str


@dataclass(frozen=True, slots=True)
class Riquadro:
    """The rows under one printed sub-heading of an objective, in groups that stay on one page."""

    obiettivo: str
    sal: CellaSal
    gruppi: tuple[tuple[RigaCruscotto, ...], ...]


@dataclass(frozen=True, slots=True)
class ProspettivaStampata:
    nome: str
    sal: CellaSal
    riquadri: tuple[Riquadro, ...]


@dataclass(frozen=True, slots=True)
class CruscottoStampato:
    prospetto: Prospetto
    sal: CellaSal
    prospettive: tuple[ProspettivaStampata, ...]
    con_programmi: bool
    righe: int


def cruscotto(prospetto: Prospetto, misura: Misura) -> CruscottoStampato:
    """A whole scorecard as the annex prints it."""
    con_programmi = any(r.programma for r in prospetto.righe)
    return CruscottoStampato(
        prospetto=prospetto,
        sal=_cella(prospetto.media.valore, prospetto.fascia, misura),
        prospettive=tuple(
            ProspettivaStampata(
                nome=p.nome,
                sal=_cella(p.media.valore, p.fascia, misura),
                riquadri=tuple(
                    Riquadro(
                        obiettivo=f"{o.numero}. {o.nome}",
                        sal=_cella(o.media.valore, o.fascia, misura),
                        gruppi=tuple(_gruppi(list(righe), misura)),
                    )
                    for o in p.obiettivi
                    for _, righe in groupby(o.righe, key=lambda r: r.blocco)
                ),
            )
            for p in prospetto.prospettive
        ),
        con_programmi=con_programmi,
        righe=len(prospetto.righe),
    )


def _gruppi(righe: Sequence[Riga], misura: Misura) -> list[tuple[RigaCruscotto, ...]]:
    gruppi = []
    for _, del_programma in groupby(righe, key=lambda r: r.programma):
        programma = list(del_programma)
        stampate: list[RigaCruscotto] = []
        for _, dell_obiettivo in groupby(programma, key=lambda r: r.obiettivo_operativo):
            obiettivo = list(dell_obiettivo)
            for n, riga in enumerate(obiettivo):
                stampate.append(
                    RigaCruscotto(
                        riga=riga,
                        programma_righe=len(programma) if not stampate else 0,
                        obiettivo_righe=len(obiettivo) if n == 0 else 0,
                        sal=_cella(riga.sal, riga.fascia, misura),
                        nota=_nota(riga, misura),
                    )
                )
        gruppi.append(tuple(stampate))
    return gruppi


def _nota(riga: Riga, misura: Misura) -> str:
    if riga.stato is Stato.NEUTRALIZZATO:
        return riga.spiegazione
    if riga.sal_dichiarato is not None and riga.sal_dichiarato != riga.sal_calcolato:
        return f"SAL dichiarato; dal target e dal consuntivo risulta {misura.mostra(riga.sal_calcolato)}."
    return ""


def _cella(valore: Decimal | None, fascia: Fascia | None, misura: Misura) -> CellaSal:
    return CellaSal(misura.mostra(valore), fascia, valore)


@dataclass(frozen=True, slots=True)
class RigaSintesi:
    testo: str
    sal: CellaSal
    prospettiva: bool


def sintesi(prospetto: Prospetto, misura: Misura) -> tuple[RigaSintesi, ...]:
    """SAL of a scorecard by prospettiva and objective."""
    righe = []
    for p in prospetto.prospettive:
        righe.append(RigaSintesi(p.nome, _cella(p.media.valore, p.fascia, misura), prospettiva=True))
        righe.extend(
            RigaSintesi(f"{o.numero}. {o.nome}", _cella(o.media.valore, o.fascia, misura), prospettiva=False)
            for o in p.obiettivi
        )
    return tuple(righe)


def sintesi_ente(foto: Fotografia) -> tuple[RigaSintesi, ...]:
    """SAL of the body's own scorecard by prospettiva and objective, and of the whole."""
    prospetto = next((p for p in foto.prospetti if p.tipo == "ente"), None)
    if prospetto is None:
        raise KeyError("ente")
    totale = RigaSintesi(
        f"{foto.ente.denominazione}: nel complesso", _cella(prospetto.media.valore, prospetto.fascia, foto.misura), True
    )
    return (*sintesi(prospetto, foto.misura), totale)


@dataclass(frozen=True, slots=True)
class Scostamento:
    cruscotto: str
    riga: Riga
    sal: CellaSal
    calcolato: str
    motivo: str


def scostamenti(foto: Fotografia) -> tuple[Scostamento, ...]:
    """Rows below 100, or whose declared SAL is not the computed one: every deviation shown and motivated."""
    trovati = []
    for prospetto in foto.prospetti:
        for riga in prospetto.righe:
            diverso = riga.sal_dichiarato is not None and riga.sal_dichiarato != riga.sal_calcolato
            if diverso or (riga.sal is not None and riga.sal < 100):
                trovati.append(
                    Scostamento(
                        cruscotto=prospetto.titolo,
                        riga=riga,
                        sal=_cella(riga.sal, riga.fascia, foto.misura),
                        calcolato=foto.misura.mostra(riga.sal_calcolato),
                        motivo=riga.motivo or "Motivazione non presente nel documento di origine.",
                    )
                )
    return tuple(trovati)


@dataclass(frozen=True, slots=True)
class RigaBilancio:
    etichetta: str
    tipo: str
    importi: tuple[str, ...]
    negativo: bool


def bilancio(foto: Fotografia) -> tuple[RigaBilancio, ...]:
    """The budget table with Italian amounts; a missing amount is a dash."""
    return tuple(
        RigaBilancio(
            voce.etichetta,
            voce.tipo,
            tuple(euro(v) for v in (voce.preventivo, voce.aggiornamento, voce.consuntivo, voce.differenza)),
            negativo=voce.differenza is not None and voce.differenza < 0,
        )
        for voce in foto.bilancio
    )


def euro(importo: Decimal | None) -> str:
    """An amount with two decimals, ``-4.314.500,00``; ``-`` when there is none."""
    return "-" if importo is None else formatta_numero(importo, 2)


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
    gruppi = []
    for etichetta, voci in groupby(foto.interventi, key=lambda i: i.etichetta_obiettivo):
        lista = list(voci)
        gruppi.append(
            GruppoInterventi(
                etichetta,
                tuple((i.descrizione, euro(i.importo)) for i in lista),
                euro(sum((i.importo for i in lista), Decimal(0))),
            )
        )
    return InterventiStampati(tuple(gruppi), euro(sum((i.importo for i in foto.interventi), Decimal(0))))


@dataclass(frozen=True, slots=True)
class SchedaStampata:
    scheda: SchedaFoto
    cifre: tuple[VoceRisultatoFoto, ...]
    punti: tuple[str, ...]
    gruppi: tuple[VoceRisultatoFoto, ...]
    esiti: tuple[VoceRisultatoFoto, ...]


def scheda(foto: SchedaFoto) -> SchedaStampata:
    """A result sheet with its figures, points, lists and outcomes apart."""
    del_tipo: Callable[[str], tuple[VoceRisultatoFoto, ...]] = lambda tipo: tuple(  # noqa: E731
        v for v in foto.voci if v.tipo == tipo
    )
    return SchedaStampata(
        foto, del_tipo("cifra"), tuple(v.etichetta for v in del_tipo("punto")), del_tipo("gruppo"), del_tipo("esito")
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
