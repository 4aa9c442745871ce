"""What a file has that its reading does not show: hidden sheets, rows and columns, cells that were not taken as they
are. One rule in every format: hidden sheets are not read, hidden rows and columns are read like the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cruscotto.rilevazione.file_ufficio.elenchi import NASCOSTO
from cruscotto.rilevazione.file_ufficio.impronte import firma_di
from ente.fogli.lettura import Foglio, posto
from ente.importazione import ErroreNelFile

FOGLIO = "il foglio è nascosto: non è stato letto."
RIGHE = "nel foglio ci sono righe nascoste ({}): sono state lette come le altre."
COLONNE = "nel foglio ci sono colonne nascoste ({}): sono state lette come le altre."
DETTE = 8
"""How many stretches of rows, or columns, are named one by one."""


def avvisi_di_lettura(fogli: Sequence[Foglio]) -> list[ErroreNelFile]:
    """What is to be said of the sheets of a file. Of the columns and the lists that the sheet of an office hides by
    itself nothing: they are ours."""
    nostri = [firma_di(f) is not None for f in fogli]
    avvisi: list[ErroreNelFile] = []
    for foglio, nostro in zip(fogli, nostri, strict=True):
        for nascosto in foglio.fogli_nascosti:
            if not (nascosto == NASCOSTO and any(nostri)):
                avvisi.append(ErroreNelFile(f"{nascosto}!A1", FOGLIO))
        if foglio.righe_nascoste:
            dove = f"{foglio.nome}!{posto(foglio.righe_nascoste[0], 0)}"
            avvisi.append(ErroreNelFile(dove, RIGHE.format(_tratti(foglio.righe_nascoste, lambda n: str(n + 1)))))
        if foglio.colonne_nascoste and not nostro:
            dove = f"{foglio.nome}!{posto(0, foglio.colonne_nascoste[0])}"
            dette = _tratti(foglio.colonne_nascoste, lambda n: posto(0, n)[:-1])
            avvisi.append(ErroreNelFile(dove, COLONNE.format(dette)))
        avvisi.extend(ErroreNelFile(f"{foglio.nome}!{posto(*dove)}", motivo) for dove, motivo in foglio.note)
    return avvisi


def _tratti(posti: Sequence[int], nome: Callable[[int], str]) -> str:
    """Numbers in order as stretches: ``4, 6-9``."""
    tratti: list[list[int]] = []
    for n in posti:
        if tratti and n == tratti[-1][-1] + 1:
            tratti[-1][1:] = [n]
        else:
            tratti.append([n])
    detti = ["-".join(nome(n) for n in tratto) for tratto in tratti[:DETTE]]
    return ", ".join(detti) + ("…" if len(tratti) > DETTE else "")
