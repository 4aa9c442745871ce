"""A printed or declared SAL is the one that its rule gives from target and actual."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from contesto.numeri import formatta_numero, leggi_cella
from relazione.controlli.esito import EsitoControllo, Severita, controllo
from relazione.controlli.materia import Materia, RigaLettaDiCruscotto
from relazione.controlli.parole import decimali
from relazione.controlli.righe import dove, luogo

CENTESIMI = 2


@controllo("R11-sal", "SAL ricalcolati")
def sal_ricalcolati(materia: Materia) -> Iterator[EsitoControllo]:
    """Each SAL that is another, beyond its printed rounding. With the reason of who declared it, it is a note."""
    for riga in materia.righe:
        scritto = _scritto(riga)
        if scritto is None or riga.sal_calcolato is None:
            continue
        valore, cifre, testo = scritto
        if abs(valore - riga.sal_calcolato) > Decimal("0.5").scaleb(-cifre):
            giusto = f"{formatta_numero(riga.sal_calcolato, min(cifre, CENTESIMI))}%"
            motivo = riga.motivo.strip() if riga.sal_dichiarato is not None else ""
            fare = (
                f"È stato dichiarato: {motivo}" if motivo else "Correggete il SAL, oppure dichiaratelo con il motivo."
            )
            yield EsitoControllo(
                Severita.NOTA if motivo else Severita.ERRORE,
                dove(riga),
                luogo(riga, "sal"),
                testo,
                giusto,
                f"Da target {riga.target} e consuntivo {riga.actual} il SAL è {giusto}. {fare}",
                riga.linea,
            )


def _scritto(riga: RigaLettaDiCruscotto) -> tuple[Decimal, int, str] | None:
    """The SAL as printed, or as declared where nothing is printed, with its decimals."""
    if riga.sal_stampato:
        letto = leggi_cella(riga.sal_stampato)
        return None if letto is None else (letto, decimali(riga.sal_stampato), riga.sal_stampato)
    if riga.sal_dichiarato is None:
        return None
    return riga.sal_dichiarato, CENTESIMI, f"{formatta_numero(riga.sal_dichiarato)}%"
