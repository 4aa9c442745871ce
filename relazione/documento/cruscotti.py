"""What a scorecard prints, in the annex and in the summaries: frozen values with the spans of continued cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby

from cruscotto.aritmetica.formule import Calcolato, in_parole
from cruscotto.aritmetica.sal import Fascia, Stato
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.prospetto import Prospetto, Riga
from relazione.fotografia import Fotografia

RIGHE_GRUPPO = 4  # rows of a programme kept together in a scorecard
TESTATA = 19  # mm: prospettiva, objective and column headings
RISERVA_MASSIMA = 120  # mm of a landscape page
NON_NOMINATO = "un indicatore che questi cruscotti non riportano"


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
    segue: bool
    sal: CellaSal
    nota: str


@dataclass(frozen=True, slots=True)
class Riquadro:
    """The rows under one printed sub-heading of an objective, in groups that stay on one page. Of rows under nothing
    ``obiettivo`` is the title of their scorecard, of those under a prospettiva alone it is empty."""

    obiettivo: str
    sal: CellaSal
    gruppi: tuple[tuple[RigaCruscotto, ...], ...]

    @property
    def riserva(self) -> int:
        """The room that the headings and the first group need, or two where that is one row, in steps of 5 mm."""
        prime = self.gruppi[0] if len(self.gruppi[0]) > 1 else [r for g in self.gruppi[:2] for r in g]
        serve = min(TESTATA + sum(map(_altezza, prime)), RISERVA_MASSIMA)
        return math.ceil(serve / 5)


@dataclass(frozen=True, slots=True)
class ProspettivaStampata:
    """Without a name it has no heading."""

    nome: str
    sal: CellaSal
    riquadri: tuple[Riquadro, ...]


@dataclass(frozen=True, slots=True)
class CruscottoStampato:
    prospetto: Prospetto
    sal: CellaSal
    prospettive: tuple[ProspettivaStampata, ...]
    con_programmi: bool


Nota = Callable[[Riga], str]


def cruscotto(
    prospetto: Prospetto, misura: Misura, nomi: Mapping[str, str] | None = None, *, con_esito: bool = True
) -> CruscottoStampato:
    """A whole scorecard as the annex prints it. ``nomi`` are the indicators that the document may name, by code; those
    of the scorecard itself it may. Without ``con_esito`` the notes say nothing of results: a plan has none."""
    nomi = {**(nomi or {}), **{r.codice: r.etichetta for r in prospetto.righe}}
    nota: Nota = partial(_nota, misura=misura, nomi=nomi) if con_esito else partial(_nota_del_piano, nomi=nomi)
    con_programmi = any(r.programma for r in prospetto.righe)
    return CruscottoStampato(
        prospetto=prospetto,
        sal=cella_sal(prospetto.media.valore, prospetto.fascia, misura),
        prospettive=tuple(
            ProspettivaStampata(
                nome=p.nome,
                sal=cella_sal(p.media.valore, p.fascia, misura),
                riquadri=tuple(
                    Riquadro(
                        obiettivo=o.titolo or ("" if p.nome else prospetto.titolo),
                        sal=cella_sal(o.media.valore, o.fascia, misura),
                        gruppi=tuple(_gruppi(list(righe), misura, nota)),
                    )
                    for o in p.obiettivi
                    for _, righe in groupby(o.righe, key=lambda r: r.blocco)
                ),
            )
            for p in prospetto.prospettive
        ),
        con_programmi=con_programmi,
    )


def _gruppi(righe: Sequence[Riga], misura: Misura, nota: Nota) -> list[tuple[RigaCruscotto, ...]]:
    """Rows of one programme in groups that no page break divides; a long programme continues in a further group."""
    gruppi = []
    for _, del_programma in groupby(righe, key=lambda r: r.programma):
        programma = list(del_programma)
        passo = math.ceil(len(programma) / math.ceil(len(programma) / RIGHE_GRUPPO))
        for inizio in range(0, len(programma), passo):
            gruppi.append(_gruppo(programma[inizio : inizio + passo], misura, nota, segue=inizio > 0))
    return gruppi


def _gruppo(righe: Sequence[Riga], misura: Misura, nota: Nota, *, segue: bool) -> tuple[RigaCruscotto, ...]:
    stampate: list[RigaCruscotto] = []
    for _, dell_obiettivo in groupby(righe, key=lambda r: r.obiettivo_operativo):
        obiettivo = list(dell_obiettivo)
        for n, riga in enumerate(obiettivo):
            stampate.append(
                RigaCruscotto(
                    riga=riga,
                    programma_righe=len(righe) if not stampate else 0,
                    obiettivo_righe=len(obiettivo) if n == 0 else 0,
                    segue=segue,
                    sal=cella_sal(riga.sal, riga.fascia, misura),
                    nota=nota(riga),
                )
            )
    return tuple(stampate)


def _altezza(stampata: RigaCruscotto) -> float:
    """About how tall a row comes out, in millimetres: letters that a line of each column holds, 3.5 mm a line."""
    riga = stampata.riga
    righe = max(
        len(riga.programma) / max(stampata.programma_righe, 1) / 32 if stampata.programma_righe else 0,
        len(riga.obiettivo_operativo) / max(stampata.obiettivo_righe, 1) / 36 if stampata.obiettivo_righe else 0,
        len(riga.etichetta) / 50,
    )
    return 3.5 * math.ceil(righe) + 1.5


def nomi_pubblici(foto: Fotografia) -> dict[str, str]:
    """The indicators of the organisational scorecards by code: what stands only in an individual sheet is not named
    outside it."""
    return {r.codice: r.etichetta for p in foto.prospetti if p.tipo != "individuale" for r in p.righe}


def _come_si_calcola(calcolo: Calcolato, nomi: Mapping[str, str]) -> str:
    """«Calcolato: operando 1 / operando 2 × 100; operando 1: Domande evase; operando 2: Domande ricevute.»"""
    parti = [f"operando {n}: {nomi.get(t.codice, NON_NOMINATO)}" for n, t in enumerate(calcolo.termini, 1)]
    return f"{'; '.join([f'Calcolato: {in_parole(calcolo.formula, len(parti))}', *parti])}."


def _nota(riga: Riga, misura: Misura, nomi: Mapping[str, str]) -> str:
    if riga.calcolo is not None:
        perche = riga.calcolo.frase if riga.calcolo.valore is None else ""
        parti = (_come_si_calcola(riga.calcolo, nomi), perche, _dichiarato(riga, misura))
        return " ".join(p for p in parti if p)
    if riga.stato is Stato.NEUTRALIZZATO:
        return riga.spiegazione
    return _dichiarato(riga, misura)


def _nota_del_piano(riga: Riga, nomi: Mapping[str, str]) -> str:
    return _come_si_calcola(riga.calcolo, nomi) if riga.calcolo is not None else ""


def _dichiarato(riga: Riga, misura: Misura) -> str:
    if riga.sal_dichiarato is not None and riga.sal_dichiarato != riga.sal_calcolato:
        return f"SAL dichiarato; dal target e dal consuntivo risulta {misura.mostra(riga.sal_calcolato)}."
    return ""


def cella_sal(valore: Decimal | None, fascia: Fascia | None, misura: Misura) -> CellaSal:
    """A SAL from 0 to 100, rounded by the rule of the body."""
    return CellaSal(misura.mostra(valore), fascia, valore)


@dataclass(frozen=True, slots=True)
class RigaSintesi:
    testo: str
    sal: CellaSal
    classe: str = ""


def sintesi(prospetto: Prospetto, misura: Misura) -> tuple[RigaSintesi, ...]:
    """SAL of a scorecard by prospettiva and objective; of one that has neither, its own."""
    righe = []
    for p in prospetto.prospettive:
        if p.nome:
            righe.append(RigaSintesi(p.nome, cella_sal(p.media.valore, p.fascia, misura), "gruppo"))
        righe.extend(RigaSintesi(o.titolo, cella_sal(o.media.valore, o.fascia, misura)) for o in p.obiettivi if o.nome)
    if not righe and prospetto.righe:
        righe.append(RigaSintesi(prospetto.titolo, cella_sal(prospetto.media.valore, prospetto.fascia, misura)))
    return tuple(righe)


def di_che_cosa(prospetto: Prospetto) -> str:
    """What the rows of a ``sintesi`` are, as the heading of their column."""
    nomi = [prospetto.livello.uno] if prospetto.livello else []
    if prospetto.con_obiettivi:
        nomi.append("obiettivo strategico")
    return " e ".join(nomi or ["cruscotto"]).capitalize()


def sintesi_ente(foto: Fotografia) -> tuple[RigaSintesi, ...]:
    """SAL of the body's own scorecard by prospettiva and objective, and of the whole."""
    prospetto = next((p for p in foto.prospetti if p.tipo == "ente"), None)
    if prospetto is None:
        raise KeyError("ente")
    totale = RigaSintesi(
        f"{foto.ente.denominazione}: nel complesso",
        cella_sal(prospetto.media.valore, prospetto.fascia, foto.misura),
        "totale",
    )
    parti = sintesi(prospetto, foto.misura) if prospetto.livello or prospetto.con_obiettivi else ()
    return (*parti, totale)


@dataclass(frozen=True, slots=True)
class Scostamento:
    riga: Riga
    sal: CellaSal
    dichiarato: bool
    calcolato: str
    motivo: str


@dataclass(frozen=True, slots=True)
class Scostamenti:
    """The deviations of one scorecard."""

    cruscotto: str
    righe: tuple[Scostamento, ...]


def scostamenti(foto: Fotografia) -> tuple[Scostamenti, ...]:
    """Rows below 100, or whose declared SAL is not the computed one: every deviation shown and motivated. During the
    year, rows that are not in the best band.

    Only of the organisational scorecards: what is a manager's own stays in the individual sheets (docs/dominio.md
    "Roles").
    """
    gruppi = []
    for prospetto in foto.prospetti:
        if prospetto.tipo == "individuale":
            continue
        righe = tuple(_scostamenti(prospetto, foto.misura, in_corso=in_corso(foto)))
        if righe:
            gruppi.append(Scostamenti(prospetto.titolo, righe))
    return tuple(gruppi)


def in_corso(foto: Fotografia) -> bool:
    """Whether the document looks at a year that is not over: the light then has the words of the year in progress."""
    return foto.misura.fasce != foto.misura.fasce_finali


def _scostamenti(prospetto: Prospetto, misura: Misura, *, in_corso: bool) -> Iterator[Scostamento]:
    for riga in prospetto.righe:
        diverso = riga.sal_dichiarato is not None and riga.sal_dichiarato != riga.sal_calcolato
        if in_corso:  # nearly nothing has reached the target of the year yet: what counts is the pace
            lontano = riga.fascia is not None and riga.fascia != misura.fasce[-1]
        else:
            lontano = riga.sal is not None and riga.sal < 100
        if diverso or lontano:
            yield Scostamento(
                riga=riga,
                sal=cella_sal(riga.sal, riga.fascia, misura),
                dichiarato=diverso,
                calcolato=misura.mostra(riga.sal_calcolato),
                motivo=riga.motivo or "Motivo non indicato.",
            )
