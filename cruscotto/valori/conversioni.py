"""Between rows of the database and the values that the arithmetic of the SAL reads. One place, both ways."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from contesto.numeri import ValoreIllegibile, essenziale, illegibile
from cruscotto.aritmetica.valori import Atteso, Consuntivo, Tipo, Verso, leggi_atteso, leggi_consuntivo
from cruscotto.models import Rilevazione, ValoreAtteso
from ente.capienza import MISURATO


def campi_atteso(testo: str, scala: Sequence[str], tipo: Tipo | None = None) -> dict[str, Any]:
    """The fields of a ``ValoreAtteso`` for a target as written; ``tipo`` empty and the reason in ``avvisi`` when it
    cannot be understood: it is stored as written and reported, never guessed (docs/dominio.md "Written values")."""
    try:
        letto = leggi_atteso(testo, scala=scala, tipo=tipo)
        _conservabile(testo, letto.valore, letto.tolleranza)
    except ValoreIllegibile as errore:
        return _vuoti(testo, errore) | {
            "verso": "",
            "tolleranza": None,
            "tolleranza_relativa": False,
            "stretto": False,
            "uguale": False,
        }
    return {
        "testo": testo,
        "tipo": letto.tipo.value,
        "verso": letto.verso.value if letto.verso else "",
        "valore": letto.valore,
        "data": letto.data,
        "livello": letto.livello,
        "tolleranza": letto.tolleranza,
        "tolleranza_relativa": letto.tolleranza_relativa,
        "stretto": letto.stretto,
        "uguale": letto.uguale,
        "fasi": [str(fase) for fase in letto.fasi],
        "unita": letto.unita,
        "avvisi": list(letto.avvisi),
    }


def campi_rilevazione(testo: str, scala: Sequence[str], tipo: Tipo | None = None) -> dict[str, Any]:
    """The fields of a ``Rilevazione`` for an actual as written; see ``campi_atteso``."""
    try:
        letto = leggi_consuntivo(testo, scala=scala, tipo=tipo)
        _conservabile(testo, *((letto.numeratore, letto.denominatore) if letto.denominatore else (letto.valore,)))
        if letto.valore is not None and MISURATO.troppo(letto.valore):  # a ratio of numbers that fit
            raise illegibile("valore", testo, "dà un numero troppo grande; controllate numeratore e denominatore")
    except ValoreIllegibile as errore:
        return _vuoti(testo, errore) | {"numeratore": None, "denominatore": None}
    return {
        "testo": testo,
        "tipo": letto.tipo.value,
        "valore": letto.valore,
        "data": letto.data,
        "livello": letto.livello,
        "numeratore": letto.numeratore,
        "denominatore": letto.denominatore,
        "fasi": [str(fase) for fase in letto.fasi],
        "unita": letto.unita,
        "avvisi": list(letto.avvisi),
    }


def _conservabile(testo: str, *valori: Decimal | None) -> None:
    """Refuse what its column would round without saying so, or could not hold."""
    for valore in valori:
        if valore is not None and (perche := MISURATO.perche_no(valore)):
            raise illegibile("valore", testo, f"{perche}; controllate la digitazione")


def _vuoti(testo: str, errore: ValoreIllegibile) -> dict[str, Any]:
    return {
        "testo": testo,
        "tipo": "",
        "valore": None,
        "data": None,
        "livello": "",
        "fasi": [],
        "unita": "",
        "avvisi": [str(errore)],
    }


def atteso_di(riga: ValoreAtteso) -> Atteso | None:
    """The target as the arithmetic reads it, or None when its text was not understood."""
    if not riga.tipo:
        return None
    return Atteso(
        testo=riga.testo,
        tipo=Tipo(riga.tipo),
        verso=Verso(riga.verso) if riga.verso else None,
        valore=essenziale(riga.valore),
        data=riga.data,
        livello=riga.livello,
        tolleranza=essenziale(riga.tolleranza),
        tolleranza_relativa=riga.tolleranza_relativa,
        stretto=riga.stretto,
        uguale=riga.uguale,
        fasi=tuple(Decimal(fase) for fase in riga.fasi),
        unita=riga.unita,
        avvisi=tuple(riga.avvisi),
    )


def consuntivo_di(riga: Rilevazione) -> Consuntivo | None:
    """The actual as the arithmetic reads it, or None when its text was not understood."""
    if not riga.tipo:
        return None
    return Consuntivo(
        testo=riga.testo,
        tipo=Tipo(riga.tipo),
        valore=essenziale(riga.valore),
        data=riga.data,
        livello=riga.livello,
        numeratore=essenziale(riga.numeratore),
        denominatore=essenziale(riga.denominatore),
        fasi=tuple(Decimal(fase) for fase in riga.fasi),
        unita=riga.unita,
        avvisi=tuple(riga.avvisi),
    )
