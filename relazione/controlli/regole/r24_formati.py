"""One way of writing for one kind of value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.date import separatore
from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto, codici, linee
from relazione.controlli.parole import elenco

SENZA_PUNTI = re.compile(r"(?<![\d.,/])\d{4,}(?![\d/])(?:,\d+)?")
CON_PUNTI = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d])")


@controllo("R24-date", "Date scritte in più modi")
def date_scritte(materia: Materia) -> Iterator[EsitoControllo]:
    """The dates written otherwise than most of them, in one line."""
    modi: dict[str, list[tuple[RigaLettaDiCruscotto, str]]] = {}
    for r in materia.righe:
        for testo in (r.target, r.actual):
            if segno := separatore(testo):
                modi.setdefault(segno, []).append((r, testo))
    if len(modi) < 2:
        return
    comune = max(modi, key=lambda m: len(modi[m]))
    diverse = [coppia for segno, coppie in modi.items() if segno != comune for coppia in coppie]
    yield EsitoControllo(
        Severita.AVVISO,
        f"{len(diverse)} date scritte diversamente dalle altre {len(modi[comune])}",
        Luogo("cruscotto", diverse[0][0].cruscotto, "date", codici(r for r, _ in diverse)),
        f"{len(diverse)}: {elenco(dict.fromkeys(testo for _, testo in diverse))}",
        f"giorno{comune}mese{comune}anno",
        f"Le altre date separano giorno, mese e anno con «{comune}»: scrivete anche queste così.",
        linee(tuple(r for r, _ in diverse)),
    )


@controllo("R24-migliaia", "Migliaia scritte in più modi")
def migliaia(materia: Materia) -> Iterator[EsitoControllo]:
    """The numbers from one thousand without a separator, in scorecards where others have it; one line."""
    con, senza = 0, []
    for r in materia.righe:
        for testo in (r.target, r.actual):
            if separatore(testo):
                continue
            con += len(CON_PUNTI.findall(testo))
            if SENZA_PUNTI.search(testo):
                senza.append((r, testo))
    if con and senza:
        yield EsitoControllo(
            Severita.AVVISO,
            f"{len(senza)} numeri senza il punto delle migliaia",
            Luogo("cruscotto", senza[0][0].cruscotto, "migliaia", codici(r for r, _ in senza)),
            f"{len(senza)}: {elenco(dict.fromkeys(testo for _, testo in senza))}",
            "il punto ogni tre cifre",
            f"Altri {con} numeri hanno il punto delle migliaia: scrivete anche questi così.",
            linee(tuple(r for r, _ in senza)),
        )
