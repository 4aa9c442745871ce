"""Every objective stands once under its prospettiva, in the detail of a scorecard and in its summary."""

from __future__ import annotations

from collections.abc import Iterator

from relazione.controlli.esito import EsitoControllo, Luogo, Severita, controllo
from relazione.controlli.materia import CruscottoLetto, Materia
from relazione.controlli.righe import linee


@controllo("R14-una-volta", "Obiettivi ripetuti sotto una prospettiva")
def una_volta_sotto_la_prospettiva(materia: Materia) -> Iterator[EsitoControllo]:
    """Each pair of prospettiva and objective that a scorecard prints twice: a heading between them is missing."""
    for cruscotto in materia.cruscotti:
        yield from _dettaglio(cruscotto)
        viste: dict[tuple[str, int], list[int | None]] = {}
        for prospettiva, numero, riga in cruscotto.sintesi:
            viste.setdefault((prospettiva, numero), []).append(riga)
        for (prospettiva, numero), righe in viste.items():
            if len(righe) > 1:
                yield _esito(cruscotto, prospettiva, numero, "sintesi", tuple(n for n in righe if n is not None))


def _dettaglio(cruscotto: CruscottoLetto) -> Iterator[EsitoControllo]:
    """A block that begins anew under the prospettiva of the one before it."""
    blocchi: dict[tuple[str, int], list[int]] = {}
    for r in cruscotto.righe:
        suoi = blocchi.setdefault((r.prospettiva, r.numero_obiettivo), [])
        if r.blocco not in suoi:
            suoi.append(r.blocco)
    for (prospettiva, numero), suoi in blocchi.items():
        for blocco in suoi[1:]:
            righe = tuple(r for r in cruscotto.righe if r.blocco == blocco and r.numero_obiettivo == numero)
            yield _esito(cruscotto, prospettiva, numero, f"dettaglio-{blocco}", linee(righe))


def _esito(
    cruscotto: CruscottoLetto, prospettiva: str, numero: int, dove: str, righe: tuple[int, ...]
) -> EsitoControllo:
    parte = "nella sintesi" if dove == "sintesi" else "nel dettaglio"
    return EsitoControllo(
        Severita.ERRORE,
        f"Cruscotto {cruscotto.chiamato}, obiettivo {numero} sotto «{prospettiva}» {parte}",
        Luogo("cruscotto", cruscotto.codice, f"{prospettiva}-{numero}-{dove}"),
        "due volte",
        "una volta",
        f"L'obiettivo {numero} compare più volte sotto «{prospettiva}» {parte}: manca il titolo di un'altra "
        "prospettiva, oppure i riquadri vanno uniti.",
        righe,
    )
