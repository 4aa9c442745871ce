"""Targets and actuals of a file, each text read once however many rows say it."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from contesto.numeri import CONTESTO, ValoreIllegibile, leggi_numero
from cruscotto.aritmetica.valori import Tipo
from cruscotto.importazione.cruscotti.nomi import chiave, chiave_dubbio
from cruscotto.importazione.cruscotti.riga import RigaDaImportare
from cruscotto.importazione.date_perse import chiedi_del_giorno
from cruscotto.importazione.quote import chiedi_della_quota, fino_a_uno
from cruscotto.valori.conversioni import campi_atteso, campi_rilevazione
from ente.progetto import Progetto

DECIMALI = 6
SAL_MASSIMO = Decimal(100_000)
AMBIGUO = re.compile(r"(?<![\d.,])([1-9]\d{0,2})\.(\d{3})(?![\d.,]*\d)")
SOGLIA = re.compile(
    r"(?:[<>]=?|[≤≥]|=[<>]|almeno|oltre|più di|meno di|non più di|non meno di|circa|al massimo)\s*(\S.*)", re.IGNORECASE
)
NIENTE, VALORE = "niente", "valore"
NOMI = {"target": "Il target", "actual": "Il consuntivo"}
_QUANTE = 20_000


@lru_cache(maxsize=_QUANTE)
def _atteso(testo: str, scala: tuple[str, ...], tipo: Tipo | None) -> dict[str, Any]:
    return campi_atteso(testo, scala, tipo)


@lru_cache(maxsize=_QUANTE)
def _rilevazione(testo: str, scala: tuple[str, ...], tipo: Tipo | None) -> dict[str, Any]:
    campi = campi_rilevazione(testo, scala, tipo)
    if campi["numeratore"] is not None:  # a ratio has no last digit: as the column keeps it, or it would never be equal
        campi["valore"] = round(campi["valore"], DECIMALI)
    return campi


def dimentica() -> None:
    """Let go of the texts read so far: they are worth keeping for one file only."""
    _atteso.cache_clear()
    _rilevazione.cache_clear()


LETTORI = {"target": _atteso, "actual": _rilevazione}


def campi_letti(campo: str, testo: str, scala: Sequence[str], tipo: Tipo | None) -> Mapping[str, Any]:
    """The fields of a target or an actual as written; not to be changed, others share them."""
    leggi = LETTORI[campo]
    if tipo is not None and not scala:
        libero = leggi(testo, (), None)
        if libero["tipo"] == tipo:  # the declared kind only settles what the text leaves open
            return libero
    return leggi(testo, tuple(scala), tipo)


def senso(campo: str, voce: RigaDaImportare, testo: str) -> Hashable:
    """What a text says: the same for «12» and «12,0». In a file that defines its indicators, and for what cannot be
    read, the text itself, as printed."""
    if "tipo" in voce.riga.valori:
        return testo
    campi = campi_letti(campo, testo, voce.indicatore.scala, voce.tipo)
    if not campi["tipo"]:
        return testo
    return tuple(_confrontabile(valore) for nome, valore in campi.items() if nome not in ("testo", "avvisi"))


def _confrontabile(valore: Any) -> Hashable:
    if isinstance(valore, Decimal):
        return round(valore, DECIMALI)
    return tuple(valore) if isinstance(valore, list) else valore


def testo_deciso(progetto: Progetto, voce: RigaDaImportare, campo: str, posto: str) -> str:
    """The text of a target or an actual; when its number could be two, or is a day that has lost its format, as whoever
    was asked says it is."""
    testo = str(voce.celle[campo])
    if voce.tipo is Tipo.DATA:
        return chiedi_del_giorno(testo, posto, progetto)
    trovato = AMBIGUO.search(testo)
    campi = campi_letti(campo, testo, voce.indicatore.scala, voce.tipo) if trovato else {}
    if not trovato or not any("ambiguo" in avviso for avviso in campi["avvisi"]):
        return testo
    migliaia, decimale = trovato[1] + trovato[2], f"{trovato[1]},{trovato[2]}"
    frase = f"{NOMI[campo]} «{testo}» si può leggere in due modi: quale?"
    risposte = ((migliaia, migliaia), (decimale, decimale))
    detto = progetto.chiedi(chiave_dubbio("numero", campo, testo), posto, frase, risposte, migliaia)
    return testo if detto == migliaia else AMBIGUO.sub(r"\1,\2", testo)


def misurato(progetto: Progetto, voce: RigaDaImportare, testo: str, posto: str) -> str:
    """The text of an actual; of a threshold («≥95%»), which nobody has measured, what was decided: the number alone, or
    nothing."""
    trovato = SOGLIA.fullmatch(testo)
    scala, tipo = voce.indicatore.scala, voce.tipo
    if trovato is None or campi_letti("actual", testo, scala, tipo)["tipo"]:
        return testo
    if not campi_letti("actual", trovato[1], scala, tipo)["tipo"]:
        return testo
    frase = f"Il consuntivo «{testo}» è una soglia, non un valore misurato: come si legge?"
    risposte = ((NIENTE, "non si legge: manca il valore"), (VALORE, f"vale {trovato[1]}"))
    detto = progetto.chiedi(chiave_dubbio("soglia", testo), posto, frase, risposte, NIENTE)
    return trovato[1] if detto == VALORE else ""


def in_percento(progetto: Progetto, voce: RigaDaImportare, testo: str, posto: str, atteso: Decimal | None) -> str:
    """The text of an actual; of a bare number up to 1, for a percentage whose target is more, what was decided: a share
    of 1, as a cell without its format says, or as it is."""
    if voce.tipo is not Tipo.PERCENTUALE or not fino_a_uno(testo) or atteso is None or abs(atteso) <= 1:
        return testo
    return chiedi_della_quota(testo, chiave_dubbio(chiave(voce.nome)), voce.nome, posto, progetto)


def tipo_e_unita(celle: Mapping[str, Any]) -> tuple[Tipo, str]:
    """The kind and the unit of an indicator that a row defines: as written, else as its target and actual say.

    A comparison whose level has no scale stays ordinal: it is kept as written and not measured.
    """
    if celle.get("tipo") and celle.get("unita"):
        return celle["tipo"], celle["unita"]
    scala = tuple(celle.get("scala") or ())
    atteso = _atteso(celle["target"], scala, None) if celle.get("target") else {}
    consuntivo = _rilevazione(celle["actual"], scala, None) if celle.get("actual") else {}
    del_target, dell_actual = atteso.get("tipo", ""), consuntivo.get("tipo", "")
    tipo = del_target or dell_actual or Tipo.NUMERO.value
    if atteso and not del_target:
        tipo = Tipo.ORDINALE.value if dell_actual == Tipo.NOMINALE else dell_actual or Tipo.NUMERO.value
    elif del_target == Tipo.NUMERO and dell_actual in (Tipo.PERCENTUALE, Tipo.EURO, Tipo.RAPPORTO):
        tipo = dell_actual
    unita = atteso.get("unita") or consuntivo.get("unita") or ""
    return Tipo(celle.get("tipo") or tipo), celle.get("unita") or unita


def verso_scritto(celle: Mapping[str, Any]) -> str:
    """The direction that the sign of a target gives; empty when it has none."""
    testo = celle.get("target")
    return str(_atteso(testo, tuple(celle.get("scala") or ()), None)["verso"]) if testo else ""


def sal_scritto(testo: str) -> Decimal | None:
    """A stated SAL in percent; None when it is no number, or none that can be declared."""
    try:
        valore = leggi_numero(testo.removesuffix("%").strip())[0]
    except ValoreIllegibile:
        return None
    return valore if 0 <= valore < SAL_MASSIMO and valore == round(valore, 4) else None


def torna(testo: str, stato: Decimal, sal: Decimal) -> bool:
    """Whether a stated SAL is that one, rounded or cut to the decimals that were written; also as a share of 1."""
    passo = Decimal(1).scaleb(stato.as_tuple().exponent)  # type: ignore[arg-type]
    possibili = [sal] if testo.endswith("%") else [sal, sal / 100]
    modi = (ROUND_HALF_UP, ROUND_DOWN)
    return any(stato == p.quantize(passo, rounding=m, context=CONTESTO) for p in possibili for m in modi)
