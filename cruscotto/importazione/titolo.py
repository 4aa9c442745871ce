"""The year and the period that the title of a sheet declares: one of another year, or of another period, is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contesto.numeri import cita
from cruscotto.importazione.anni_e_periodi import numero_di
from cruscotto.importazione.genere import Dove, GenereImportabile
from cruscotto.models import Periodo
from ente.fogli.lettura import Foglio, posto
from ente.fogli.periodi import leggi_periodo
from ente.fogli.righe import Letto
from ente.importazione import ErroreNelFile

LUNGO = 160
_DICHIARA = re.compile(
    r"\b(?:anno|esercizio|ciclo|periodo|cruscott[oi]|scheda|monitoraggio|consuntiv[oi]|rilevazion[ei]|valori|indicatori|"
    r"risultati|target|avanzamento|report|performance|bilancio|budget|preventivo|interventi|(?:tri|quadri|se)mestre)\b",
    re.IGNORECASE,
)
_ALTRO = re.compile(
    r"\b(?:aggiornat|approvat|adottat|deliber|determin|decret|d\.?\s?lgs|legge|regolament|protocoll|prot\.|seduta|stampat|"
    r"estratt|redatt|confront|rispetto|preced|storic|dal \d{4} al)",
    re.IGNORECASE,
)
_CELLA = re.compile(r"(.*)!([A-Z]{1,3})([1-9][0-9]*)", re.DOTALL)


def di_un_altro_periodo(genere: GenereImportabile, dove: Dove, letto: Letto) -> list[ErroreNelFile]:
    """Why the titles of a file say that it is not of the year, or of the period, that was chosen; none when they do
    not, or when its rows say it themselves. Tables are of any year: their own is another thing."""
    if genere.senza_ciclo or not genere.colonne or dove.del_sito or any(r["anno"] for r in letto.righe):
        return []
    titoli = [(cella, testo) for cella, testo in _titoli(letto) if _dichiara(testo)]
    periodi = []
    if titoli and genere.misura and not any(r["periodo"] for r in letto.righe):
        periodi = list(Periodo.objects.filter(ciclo=dove.ciclo).order_by("numero"))
    scelto = dove.periodo or (periodi[-1] if periodi else None)
    return [
        ErroreNelFile(cella, motivo)
        for cella, testo in titoli
        if (motivo := _perche(testo, dove.anno, periodi, scelto))
    ]


def _dichiara(testo: str) -> bool:
    """Whether a title may say of when the sheet is, and of nothing else."""
    return len(testo) <= LUNGO and bool(_DICHIARA.search(testo)) and not _ALTRO.search(testo)


def _perche(testo: str, anno: int, periodi: Sequence[Periodo], scelto: Periodo | None) -> str:
    detto = leggi_periodo(testo)
    if detto.anno and detto.anno != anno:
        rimedio = "scegliete quell'anno e caricate lo stesso file, o correggete il titolo."
        return f"il titolo {cita(testo)} è del {detto.anno}, e lo state caricando nel {anno}: {rimedio}"
    if detto.del_periodo and scelto is not None and periodi and numero_di(testo, periodi) != scelto.numero:
        rimedio = "scegliete quel periodo e caricate lo stesso file, o correggete il titolo."
        return f"il titolo {cita(testo)} non è di {scelto.nome} {anno}, in cui lo state caricando: {rimedio}"
    return ""


def _titoli(letto: Letto) -> Iterator[tuple[str, str]]:
    """The texts alone in their rows, above the first headings of each sheet, with their cells."""
    prime: dict[str, int] = {}
    for i in letto.intestazioni:
        if trovata := _CELLA.fullmatch(i.posto):
            prime[trovata[1]] = min(prime.get(trovata[1], int(trovata[3])), int(trovata[3]))
    for foglio in letto.fogli:
        yield from _soli(foglio, prime.get(foglio.nome, 1) - 1)


def _soli(foglio: Foglio, fino: int) -> Iterator[tuple[str, str]]:
    for n, riga in enumerate(foglio.righe[:fino]):
        scritte = [(c, t) for c, t in enumerate(riga) if t]
        if scritte and len({t for _, t in scritte}) == 1:
            yield f"{foglio.nome}!{posto(n, scritte[0][0])}", " ".join(scritte[0][1].split())
