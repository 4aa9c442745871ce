"""Two indicators are not called the same but for a number or a year."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import cita, elenco, nudo, senza_numeri
from relazione.controlli.righe import linee, luogo

PROGRESSIVO = re.compile(r"[\s,.°-](?!(?:19|20)\d{2}$)\d{1,4}$")


@controllo("R08-nomi", "Nomi uguali se non per un numero o un anno")
def nomi_quasi_uguali(materia: Materia) -> Iterator[EsitoControllo]:
    """Each group of labels that differ by their numbers alone; a progressive number at the end, which is no year, is
    there to tell them apart."""
    gruppi: dict[str, dict[str, list[RigaLettaDiCruscotto]]] = {}
    for riga in materia.righe:
        forma = senza_numeri(riga.etichetta)
        if "#" in forma and not PROGRESSIVO.search(riga.etichetta):
            gruppi.setdefault(forma, {}).setdefault(nudo(riga.etichetta), []).append(riga)
    for nomi in gruppi.values():
        if len(nomi) > 1:
            righe = tuple(r for gruppo in nomi.values() for r in gruppo)
            etichette = [gruppo[0].etichetta for gruppo in nomi.values()]
            yield EsitoControllo(
                Severita.AVVISO,
                f"Indicatori {elenco(cita(e) for e in etichette)}",
                luogo(min(nomi.values(), key=len)[0], "nome"),
                elenco(cita(e) for e in etichette),
                "un nome solo, o due nomi che dicano la differenza",
                "I nomi sono uguali se non per un numero: se la misura è la stessa correggete il numero, se sono due "
                "misure ditelo nel nome.",
                linee(righe),
            )
