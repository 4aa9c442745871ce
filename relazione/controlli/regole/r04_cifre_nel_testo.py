"""A figure that the text says of a year is that of the table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from contesto.numeri import CONTESTO
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, SezioneLetta
from relazione.controlli.parole import ANNO, anni, cita, radici
from relazione.controlli.serie import SerieDiTavola, serie_di
from relazione.documento.cifre_scritte import CifraScritta, leggi_cifre
from relazione.documento.formati import UNITA

FRASE = re.compile(r"[.;:!?](?=\s)|\n")
PARTE = re.compile(r"[,()](?=\s)|\b(?:e|ed|contro|mentre|ma)\b")
CONFRONTO = re.compile(
    r"\b(?:rispetto\s+\w+|sul|dal|dopo\s+il|prima\s+del|fino\s+al|confronto\s+\w+)\s+((?:19|20)\d{2})\b"
)
ALTRO_ANNO = re.compile(r"\b(?:anno\s+(?:prima|dopo|precedente|scorso|seguente|successivo)|precedent\w+|scorso)\b")
PARTENZA = re.compile(r"\b(?:da|dai|dal|dall'|dalle|dagli)\s*(?:circa\s+|oltre\s+|quasi\s+)?$")
SIGNIFICATIVE = 3
"""Digits below which a number is equal to another by chance."""
VICINO = Decimal("0.1")
"""How far, as a share of the right one, a figure may be to be taken for it with a wrong digit."""


@controllo("R04-anno", "Cifre del testo e tavole")
def cifre_nel_testo(materia: Materia) -> Iterator[EsitoControllo]:
    """Each figure typed in a sentence that names one year, and all the words of one series of the tables: one that is
    that of another year is a warning, one that is near that of the year and is not it a note."""
    serie = _per_radice([s for tavola in materia.tavole for s in serie_di(tavola)])
    if not serie:
        return
    for sezione in materia.testi:
        if ANNO.search(sezione.testo):
            for frase in FRASE.split(sezione.testo):
                if anni(frase):
                    yield from _nella_frase(sezione, " ".join(frase.split()), serie)


def _per_radice(tutte: Sequence[SerieDiTavola]) -> Mapping[str, Sequence[SerieDiTavola]]:
    """The series by the rarest of their words: a sentence looks only at those of the words that it says."""
    quante = Counter(p for s in tutte for p in s.parole)
    indice: dict[str, list[SerieDiTavola]] = {}
    for s in tutte:
        indice.setdefault(min(s.parole, key=lambda p: (quante[p], p)), []).append(s)
    return indice


def _nella_frase(
    sezione: SezioneLetta, frase: str, serie: Mapping[str, Sequence[SerieDiTavola]]
) -> Iterator[EsitoControllo]:
    dette = radici(f"{frase} {sezione.titolo}")
    adatte = [s for parola in sorted(dette) for s in serie.get(parola, ()) if s.parole <= dette]
    cifre = [c for c in leggi_cifre(frase) if _significativa(c)] if adatte else []
    for cifra in cifre:
        anno = _anno(frase, cifra)
        sue = [s for s in adatte if anno in s.valori and (s.unita == "%") == bool(cifra.percento)]
        if anno is None or any(_vale(c, s, anno) for s in sue for c in cifre):
            continue
        altre = [(s, a) for s in sue for a in s.valori if a != anno and _vale(cifra, s, a)]
        if altre and not PARTENZA.search(frase[: cifra.inizio].casefold()):
            s, altro = max(altre, key=lambda trovata: len(trovata[0].parole))
            yield _esito(sezione, frase, cifra, s, anno, altro)
        elif not altre and (sola := _vicina(cifra, sue, dette, anno)):
            yield _esito(sezione, frase, cifra, sola, anno, None)


def _significativa(cifra: CifraScritta) -> bool:
    return len(str(cifra.valore).lstrip("-").replace(".", "").strip("0")) >= SIGNIFICATIVE


def _anno(frase: str, cifra: CifraScritta) -> int | None:
    """The year of which a figure is said: the only one of its part of the sentence, or of the whole of it, those of
    comparison apart; None where it cannot be told."""
    inizio = max((t.end() for t in PARTE.finditer(frase, 0, cifra.inizio)), default=0)
    fine = PARTE.search(frase, cifra.fine)
    parte = frase[inizio : fine.start() if fine else len(frase)]
    if ALTRO_ANNO.search(parte.casefold()):
        return None
    for testo in (parte, frase):
        di_confronto = {int(a) for a in CONFRONTO.findall(testo.casefold())}
        if propri := anni(testo) - di_confronto:
            return next(iter(propri)) if len(propri) == 1 else None
    return None


def _vale(cifra: CifraScritta, serie: SerieDiTavola, anno: int) -> bool:
    """Whether a figure is, at the precision with which it is written, the value of a year."""
    if anno not in serie.valori or (serie.unita == "%") != bool(cifra.percento):
        return False
    valore = abs(serie.valori[anno][0])
    scala = UNITA.get(cifra.unita, Decimal(1)) if cifra.unita else Decimal(1)
    vero, scritto = CONTESTO.divide(valore, scala), abs(cifra.valore)
    arrotondato = vero.quantize(Decimal(1).scaleb(-cifra.decimali), rounding=ROUND_HALF_UP, context=CONTESTO)
    return scritto in (vero, arrotondato)


def _vicina(
    cifra: CifraScritta, sue: Sequence[SerieDiTavola], dette: frozenset[str], anno: int
) -> SerieDiTavola | None:
    """The only series, named with what its table counts, whose value of the year is near a figure written in full."""
    vicine = []
    for s in sue:
        valore = s.valori[anno][0]
        scarto = abs(abs(cifra.valore) - abs(valore))
        if s.misura <= dette and not (cifra.unita or cifra.parola) and scarto <= VICINO * abs(valore):
            vicine.append(s)
    return vicine[0] if len(vicine) == 1 else None


def _esito(
    sezione: SezioneLetta, frase: str, cifra: CifraScritta, serie: SerieDiTavola, anno: int, altro: int | None
) -> EsitoControllo:
    _, stampato, r = serie.valori[anno]
    perche = (
        f"il testo la dice del {anno}, nella tavola {cita(serie.tavola.titolo)} è quella del {altro}"
        if altro
        else f"per il {anno} la tavola {cita(serie.tavola.titolo)} dice {stampato}"
    )
    return EsitoControllo(
        Severita.AVVISO if altro else Severita.NOTA,
        f"Sezione «{sezione.titolo}», {cita(frase, 120)}",
        Luogo("sezione", sezione.codice, f"cifra-{cifra.testo.strip()}-{anno}"),
        cifra.testo.strip(),
        f"{stampato} ({serie.nome}, {anno})",
        f"La cifra {cifra.testo.strip()}: {perche}. Correggete quella che è sbagliata, o richiamatela dalla tavola.",
        serie.tavola.linee(r),
    )
