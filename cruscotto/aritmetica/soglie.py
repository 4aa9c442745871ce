"""Whether a target and the rules of an indicator can live together. Pure: no database."""

from __future__ import annotations

from cruscotto.aritmetica.punteggio import RegolaNonValida
from cruscotto.aritmetica.regole import Regola, Regole, controlla_soglie
from cruscotto.aritmetica.valori import NUMERICI, Atteso, Verso

A_SOGLIE = (Regola.SOGLIE3, Regola.SOGLIE4)


def controlla_target(atteso: Atteso, direzione: str, regole: Regole | None) -> None:
    """Raise RegolaNonValida when the SAL of this target could never be computed: it is written in the other direction,
    or the thresholds of the rule in use are missing or out of order around it.

    ``direzione`` is the declared one, empty when nobody declared it; ``regole`` None leaves the thresholds out.
    """
    if atteso.tipo not in NUMERICI:
        return
    dichiarato = Verso(direzione) if direzione else None
    opposti = atteso.verso and atteso.verso is not dichiarato and not atteso.uguale
    if opposti and dichiarato in (Verso.CRESCENTE, Verso.DECRESCENTE):
        raise RegolaNonValida(
            f"L'indicatore è {dichiarato} ma il target «{atteso.testo}» è scritto come {atteso.verso}: "
            "correggete uno dei due."
        )
    if regole is None or regole.regola not in A_SOGLIE or atteso.valore is None:
        return
    verso = dichiarato or atteso.verso
    if verso is None or verso is Verso.NEUTRA:
        raise RegolaNonValida("La regola a soglie vuole il verso: scegliete crescente o decrescente.")
    controlla_soglie(regole.soglie, atteso.valore, verso, quattro=regole.regola is Regola.SOGLIE4)
