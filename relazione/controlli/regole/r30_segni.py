"""Quotes are closed and no mark of the editor is left in what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto, codici, linee
from relazione.controlli.parole import cita

MARCATURA = re.compile(r"\*\*|</?[a-z]+[^>]*>|&[a-z]+;|\\[nt]")
CAMPI = (("etichetta", "indicatore"), ("programma", "programma"), ("obiettivo_operativo", "obiettivo operativo"))


@controllo("R30-segni", "Virgolette aperte e segni rimasti")
def segni(materia: Materia) -> Iterator[EsitoControllo]:
    """Each label and each cell with a quote that is opened and not closed, or with markup left; one line a text."""
    testi: dict[tuple[str, str], list[RigaLettaDiCruscotto]] = {}
    for r in materia.righe:
        for campo, nome in CAMPI:
            if guasto(getattr(r, campo)):
                testi.setdefault((nome, " ".join(getattr(r, campo).split())), []).append(r)
    for (nome, testo), righe in testi.items():
        luogo = Luogo("cruscotto", righe[0].cruscotto, f"segni-{testo[:40]}", codici(righe))
        yield _esito(f"{nome.capitalize()} {cita(testo)}", luogo, testo, linee(tuple(righe)))
    for tavola in materia.tavole:
        for n, riga in enumerate(tavola.testi):
            for c, testo in enumerate(riga):
                if tavola.colonne[c].testo and guasto(testo):
                    luogo = Luogo("tavola", tavola.codice, f"{n}-{c}")
                    yield _esito(f"Tavola {cita(tavola.titolo)}, {cita(testo)}", luogo, testo, tavola.linee(n))


def guasto(testo: str) -> str:
    """What is wrong in the marks of a text; empty when nothing is."""
    if trovata := MARCATURA.search(testo):
        return f"c'è il segno «{trovata[0]}», che non si stampa"
    for aperta, chiusa in (("“", "”"), ("«", "»")):
        if testo.count(aperta) != testo.count(chiusa) and not (aperta == "“" and '"' in testo):
            return f"le virgolette {aperta}{chiusa} non sono tante aperte quante chiuse"
    return "le virgolette non sono chiuse" if testo.count('"') % 2 else ""


def _esito(oggetto: str, luogo: Luogo, testo: str, righe: tuple[int, ...]) -> EsitoControllo:
    perche = guasto(testo)
    fare = "Chiudetele." if "virgolette" in perche else "Toglietelo."
    return EsitoControllo(
        Severita.NOTA, oggetto, luogo, testo, "segni in coppia", f"{perche[0].upper()}{perche[1:]}. {fare}", righe
    )
