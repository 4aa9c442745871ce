"""A number of the document stands for one heading."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia, TitoloStampato
from relazione.controlli.parole import cita, elenco, nudo


@controllo("R16-numeri", "Numeri di sezione ripetuti")
def numeri_ripetuti(materia: Materia) -> Iterator[EsitoControllo]:
    """Each number under which the body of the document has headings that begin with other words: a heading repeated
    overleaf, or continued with what comes under it, is the same heading."""
    corpo: dict[str, dict[str, TitoloStampato]] = {}
    for t in materia.titoli:
        if not t.indice and t.numero:
            corpo.setdefault(t.numero, {}).setdefault(_inizio(t.testo), t)
    for numero, titoli in corpo.items():
        if len(titoli) > 1:
            yield EsitoControllo(
                Severita.AVVISO,
                f"Sezione {numero}",
                Luogo("documento", "titoli", numero),
                elenco(cita(t.testo) for t in titoli.values()),
                "un titolo per numero",
                f"Il numero {numero} sta davanti a {len(titoli)} titoli diversi: numerateli in modo che ognuno abbia "
                "il suo.",
                tuple(n for t in titoli.values() if (n := t.riga_fonte) is not None),
            )


def _inizio(testo: str) -> str:
    """The first words of a title, without what follows a colon."""
    return " ".join(nudo(testo.partition(":")[0]).split()[:3])
