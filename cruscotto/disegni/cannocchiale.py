"""The spyglass: from the vision down to one measured value, each tube drawn out of the one before."""

from collections.abc import Sequence

from contesto.colori import con_luce
from contesto.svg import disegno_vuoto, documento
from cruscotto.disegni.parti import LARGHEZZA, in_parole, riquadro
from cruscotto.disegni.tipi import Esito, Tema

_RIENTRO = 26


def disegna_cannocchiale(passi: Sequence[tuple[str, str, Esito | None]], tema: Tema) -> str:
    """Steps (level, text, result) from the widest to the narrowest, each one inset in respect of the one above."""
    if not passi:
        return disegno_vuoto("Dalla vision al valore misurato", larghezza=LARGHEZZA, prefisso="cannocchiale")
    rientro = min(_RIENTRO, 220 / len(passi))
    y, corpo = 1.0, ""
    for indice, (livello, scritta, esito) in enumerate(passi):
        chiarezza = 84 + 12 * indice / max(len(passi) - 1, 1)
        fondo = con_luce(tema.primario, chiarezza, croma_massimo=14)
        scatola = riquadro(scritta, LARGHEZZA - 2 - 2 * rientro * indice, esito=esito, sopratitolo=livello, fondo=fondo,
                           bordo=con_luce(tema.primario, 35), massimo=4, raggio=0)  # fmt: skip
        corpo += scatola.disegna(1 + rientro * indice, y)
        y += scatola.altezza
    alternativa = "Dalla vision al valore misurato. " + "; ".join(
        in_parole(f"{livello}: {scritta}", esito) for livello, scritta, esito in passi
    )
    return documento(LARGHEZZA, y + 1, alternativa, corpo, prefisso="cannocchiale")
