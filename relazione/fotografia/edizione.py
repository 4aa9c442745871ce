"""The public edition of a snapshot: it never holds what it must not show (D.Lgs. 33/2013, art. 20; Garante 398/2023).

Left out: the individual sheets with what only they say, the sections that are reserved or print them, the passages
marked ``{{ riservato: … }}``, the small cells of the personnel tables, the roles of who answers for a scorecard. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as Insieme
from dataclasses import dataclass, replace

from cruscotto.aritmetica.formule import OperandoAllaData
from cruscotto.misurazione.prospetto import Prospetto, Riga
from cruscotto.models import TipoCruscotto
from relazione.fotografia.riservatezza import Posto, nascondi
from relazione.fotografia.valori import Fotografia, GraficoFoto, RimodulazioneFoto, SezioneFoto
from relazione.models import Edizione, numera

RISERVATO = re.compile(r"\{\{\s*riservato:((?:\{\{[^{}]*\}\}|(?!\{\{|\}\}).)*)\}\}", re.DOTALL)
"""A passage of the full edition only; references and figures may stand inside."""
APERTO = re.compile(r"\{\{\s*riservato\b.*\Z", re.DOTALL)
RICHIAMO_CON_CODICE = re.compile(r"^\s*\[\[\s*[a-z-]+\s+([\w-]+)\s*\]\]\s*$", re.MULTILINE)
INDIVIDUALE = TipoCruscotto.INDIVIDUALE


def fotografa_pubblica(completa: Fotografia, nascoste: Insieme[Posto], grafici: tuple[GraficoFoto, ...]) -> Fotografia:
    """The public snapshot of a full one; ``grafici`` are its charts without the values of the hidden cells."""
    organizzativi = tuple(p for p in completa.prospetti if p.tipo != INDIVIDUALE)
    nominabili = frozenset(riga.codice for p in organizzativi for riga in p.righe)
    propri = solo_individuali(completa)
    return replace(
        completa,
        edizione=Edizione.PUBBLICA.value,
        prospetti=tuple(_aperto(p, nominabili) for p in organizzativi),
        azioni=tuple(a for a in completa.azioni if a.codice in nominabili and not a.individuale),
        rimodulazioni=tuple(r for r in completa.rimodulazioni if not propri.ha(r)),
        pira=tuple(p for p in completa.pira if p.nome not in propri.indicatori),
        tavole=tuple(nascondi(t, nascoste) for t in completa.tavole),
        grafici=grafici,
        sezioni=sezioni_pubbliche(completa.sezioni, propri.cruscotti),
    )


@dataclass(frozen=True, slots=True)
class SoloIndividuali:
    """What a snapshot says only of who is assessed: the codes of the individual sheets, the indicators by name that
    stand in no other scorecard."""

    cruscotti: frozenset[str]
    indicatori: frozenset[str]

    def ha(self, rimodulazione: RimodulazioneFoto) -> bool:
        """Whether a changed target is of an individual sheet alone."""
        return rimodulazione.cruscotto in self.cruscotti or rimodulazione.indicatore in self.indicatori


def solo_individuali(foto: Fotografia) -> SoloIndividuali:
    """What the public edition, and the open data of any edition, leave out."""
    individuali = [p for p in foto.prospetti if p.tipo == INDIVIDUALE]
    noti = {riga.etichetta for p in foto.prospetti if p.tipo != INDIVIDUALE for riga in p.righe}
    return SoloIndividuali(
        frozenset(p.codice for p in individuali),
        frozenset(riga.etichetta for p in individuali for riga in p.righe) - noti,
    )


def _aperto(prospetto: Prospetto, nominabili: Insieme[str]) -> Prospetto:
    """A scorecard without the role of who answers for it, and whose computed rows tell nothing of an operand that
    stands in individual sheets only."""
    return replace(
        prospetto,
        titolare="",
        prospettive=tuple(
            replace(
                p,
                obiettivi=tuple(
                    replace(o, righe=tuple(_senza_operandi(r, nominabili) for r in o.righe)) for o in p.obiettivi
                ),
            )
            for p in prospetto.prospettive
        ),
    )


def _senza_operandi(riga: Riga, nominabili: Insieme[str]) -> Riga:
    if riga.calcolo is None or all(t.codice in nominabili for t in riga.calcolo.termini):
        return riga
    termini = tuple(t if t.codice in nominabili else OperandoAllaData("", t.stato) for t in riga.calcolo.termini)
    return replace(riga, calcolo=replace(riga.calcolo, termini=termini))


def sezioni_pubbliche(sezioni: Sequence[SezioneFoto], individuali: Iterable[str]) -> tuple[SezioneFoto, ...]:
    """The sections that may be published, numbered anew: a reserved one goes with all that stands under it."""
    restano: list[SezioneFoto] = []
    sotto: int | None = None  # the level of the reserved section that we are under
    nomi = set(individuali)
    for s in sezioni:
        if sotto is not None and s.livello > sotto:
            continue
        sotto = s.livello if s.riservata or nomi & set(RICHIAMO_CON_CODICE.findall(s.testo)) else None
        if sotto is None:
            restano.append(replace(s, testo=senza_riservato(s.testo)))
    return tuple(replace(s, numero=numero) for numero, s in zip(numera(restano), restano, strict=True))


def senza_riservato(testo: str) -> str:
    """A narrative without its reserved passages; what follows one that is never closed is reserved too."""
    return APERTO.sub("", RISERVATO.sub("", testo)).rstrip()


def con_riservato(testo: str) -> str:
    """A narrative with its reserved passages as plain text, for the full edition."""
    return RISERVATO.sub(lambda trovato: trovato[1], testo)
