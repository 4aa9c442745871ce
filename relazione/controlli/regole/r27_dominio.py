"""The institution has one web domain."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import Materia
from relazione.controlli.parole import elenco

DOMINIO = re.compile(r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+(?:it|eu|org|com|net))\b", re.IGNORECASE)


@controllo("R27-dominio", "Domini del sito istituzionale")
def un_dominio(materia: Materia) -> Iterator[EsitoControllo]:
    """Each section that names another site under the same parent domain as that of the body."""
    proprio = _domini(materia.sito)
    if not proprio:
        return
    (suo, *_) = proprio
    _, punto, padre = suo.partition(".")
    if not punto or "." not in padre:
        return
    for testo in materia.testi:
        altri = [d for d in _domini(testo.testo) if d.endswith(f".{padre}") and d != suo]
        if altri:
            yield EsitoControllo(
                Severita.AVVISO,
                f"Sezione «{testo.titolo}»",
                Luogo("sezione", testo.codice, "dominio"),
                elenco(altri),
                suo,
                f"Il sito dell'ente è {suo}, qui si nomina {elenco(altri)}: se è un sito superato correggete "
                "l'indirizzo, se è un altro sito dite di chi è.",
            )


def _domini(testo: str) -> list[str]:
    return list(dict.fromkeys(d.casefold() for d in DOMINIO.findall(testo)))
