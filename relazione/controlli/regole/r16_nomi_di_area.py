"""The name of an area is written the same way in all the titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia
from relazione.controlli.parole import elenco

AREA = re.compile(r"\barea\s+(?:dirigenziale\s+)?(\d+)\b[\s:–—-]*", re.IGNORECASE)


@controllo("R16-nomi", "Nomi delle aree nei titoli")
def nomi_di_area(materia: Materia) -> Iterator[EsitoControllo]:
    """Each area whose name has the same words with other signs between them."""
    scritti: dict[str, dict[str, list[CruscottoLetto]]] = {}
    for c in materia.cruscotti:
        for testo in (c.titolo, c.sottotitolo, c.titolo_sintesi, c.intestazione_sintesi):
            if trovata := AREA.search(testo):
                nome = testo[trovata.end() :].strip(" \"“”«»'")
                if nome:
                    scritti.setdefault(_parole(nome), {}).setdefault(" ".join(nome.split()), []).append(c)
    for nomi in scritti.values():
        if len(nomi) > 1:
            cruscotti = [c for gruppo in nomi.values() for c in gruppo]
            yield EsitoControllo(
                Severita.NOTA,
                f"Area «{next(iter(nomi))}»",
                Luogo("cruscotto", cruscotti[0].codice, "nome-area"),
                elenco(f"«{n}»" for n in nomi),
                "una sola scrittura",
                "Il nome dell'area è scritto in più modi: riportatelo sempre uguale.",
                tuple(n for c in cruscotti for n in (c.riga_fonte, c.riga_sintesi) if n is not None),
            )


def _parole(nome: str) -> str:
    return " ".join(re.findall(r"\w+", nome.casefold()))
