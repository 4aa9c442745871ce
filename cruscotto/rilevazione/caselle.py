"""What a person fills in for a value, by the kind of its indicator, and the text that it makes; and back.

The boxes are few and typed (a number, a day, a level, numerator and denominator, a progress for each phase); what is
kept is one Italian text, ``testo``, that ``cruscotto.aritmetica.valori`` reads. ``caselle`` goes from the text to the
boxes, ``componi`` from the boxes to the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from contesto.numeri import CONTESTO, ValoreIllegibile, leggi_numero, pulisci
from cruscotto.aritmetica.valori import NUMERICI, Consuntivo, Tipo, formatta_consuntivo, formatta_numero, leggi_atteso
from cruscotto.aritmetica.valori import leggi_consuntivo as leggi
from cruscotto.models import Indicatore

SI_NO = (("SI", "Sì"), ("NO", "No"))
_SOLO_NUMERO = re.compile(r"[+-]? ?[0-9.,' ]+")
FASE = re.compile(r"fase[0-9]{1,2}")


class TipoDiCasella(StrEnum):
    """The kinds of box."""

    NUMERO = "numero"
    DATA = "data"
    SCELTA = "scelta"
    TESTO = "testo"


@dataclass(frozen=True, slots=True)
class Casella:
    """One box: ``nome`` in the form, what stands in it, its unit, what may be chosen (value and label), what stood in
    it in the period before."""

    nome: str
    genere: TipoDiCasella
    etichetta: str
    scritto: str = ""
    prefisso: str = ""
    suffisso: str = ""
    opzioni: tuple[tuple[str, str], ...] = ()
    prima: str = ""


@dataclass(frozen=True, slots=True)
class Composto:
    """The text that the boxes make, and what a person should know of how it was read."""

    testo: str = ""
    avvisi: tuple[str, ...] = ()


# -- from the text to the boxes ----------------------------------------------------------------------------------------


def caselle(indicatore: Indicatore, testo: str, attesi: Sequence[str] = ()) -> tuple[Casella, ...]:
    """The boxes of a value of an indicator, filled with what its text says. ``attesi`` are its targets as written."""
    tipo = Tipo(indicatore.tipo)
    if tipo is Tipo.DATA:
        return (Casella("valore", TipoDiCasella.DATA, "Data", _iso(testo)),)
    if tipo is Tipo.ORDINALE and indicatore.scala:
        return (_scelta("Livello", testo, [(livello, livello) for livello in indicatore.scala]),)
    if tipo is Tipo.PREREQUISITO or tipo is Tipo.NOMINALE:
        return (_nominale(tipo, testo, attesi),)
    if tipo is Tipo.FASI and (fasi := _fasi(indicatore, testo, attesi)):
        return fasi
    if tipo in NUMERICI and a_rapporto(indicatore) and (rapporto := _rapporto(indicatore, testo)):
        return rapporto
    if tipo in NUMERICI:
        prefisso, suffisso = _unita(indicatore)
        nudo = testo.strip().removesuffix(suffisso or "\0").removeprefix(prefisso or "\0").strip()
        return (Casella("valore", TipoDiCasella.NUMERO, "Valore", nudo, prefisso, suffisso),)
    return (Casella("valore", TipoDiCasella.TESTO, "Valore", testo),)


def con_prima(scritte: tuple[Casella, ...], prima: Sequence[Casella]) -> tuple[Casella, ...]:
    """The boxes, each with what stood in it before; as they are when those of before were others."""
    if [c.nome for c in scritte] != [c.nome for c in prima]:
        return scritte
    return tuple(replace(c, prima=p.scritto) for c, p in zip(scritte, prima, strict=True))


def a_rapporto(indicatore: Indicatore) -> bool:
    """Whether the value is entered by its two operands: the indicator names them, or is a ratio."""
    tipo = Tipo(indicatore.tipo)
    nominati = bool(indicatore.numeratore) and tipo in (Tipo.NUMERO, Tipo.PERCENTUALE)
    return tipo is Tipo.RAPPORTO or (nominati and indicatore.unita in ("", "n.", "%", "rapporto"))


def _unita(indicatore: Indicatore) -> tuple[str, str]:
    """What is written before and after the number of an indicator."""
    tipo = Tipo(indicatore.tipo)
    if tipo is Tipo.EURO or indicatore.unita == "€":
        return "€", ""
    if tipo is Tipo.PERCENTUALE:
        return "", "%"
    return "", "" if indicatore.unita in ("n.", "rapporto") else indicatore.unita


def _iso(testo: str) -> str:
    try:
        data = leggi(testo, tipo=Tipo.DATA).data
    except ValoreIllegibile:
        return ""
    return data.isoformat() if data else ""


def _scelta(etichetta: str, testo: str, opzioni: Sequence[tuple[str, str]]) -> Casella:
    """A choice; what was written and is none of them stays, so that nothing is lost by looking at it."""
    scelto = next((valore for valore, _ in opzioni if valore.casefold() == testo.strip(" .").casefold()), testo)
    if scelto and scelto not in dict(opzioni):
        opzioni = [*opzioni, (scelto, scelto)]
    return Casella("valore", TipoDiCasella.SCELTA, etichetta, scelto, opzioni=tuple(opzioni))


def _nominale(tipo: Tipo, testo: str, attesi: Sequence[str]) -> Casella:
    livelli = [livello for a in attesi if (livello := _livello(a))]
    scritto = _livello(testo) or testo
    if all(livello in dict(SI_NO) for livello in livelli) and (livelli or tipo is Tipo.PREREQUISITO):
        return _scelta("Sì o no", scritto, SI_NO)
    proposti = {livello: livello for livello in livelli}
    return Casella("valore", TipoDiCasella.TESTO, "Esito", testo, opzioni=tuple(proposti.items()))


def _livello(testo: str) -> str:
    try:
        return leggi(testo, tipo=Tipo.NOMINALE).livello
    except ValoreIllegibile:
        return ""


def _fasi(indicatore: Indicatore, testo: str, attesi: Sequence[str]) -> tuple[Casella, ...]:
    """A progress for each phase, with its weight; none when the phases are not known."""
    note = [(f.nome, f.peso) for f in indicatore.fasi.all()]
    if not note:
        pesi = next((p for a in attesi if (p := _letto_atteso(a))), ())
        note = [(f"Fase {n}", peso) for n, peso in enumerate(pesi, 1)]
    if len(note) < 2:
        return ()
    try:
        fatte: Sequence[Decimal] = leggi(testo, tipo=Tipo.FASI).fasi
    except ValoreIllegibile:
        fatte = ()
    if testo and len(fatte) != len(note):
        return ()
    scritti = [formatta_numero(f) for f in fatte] or [""] * len(note)
    return tuple(
        Casella(
            f"fase{n}", TipoDiCasella.NUMERO, f"{nome} (peso {formatta_numero(_corto(peso))}%)", scritto, suffisso="%"
        )
        for n, ((nome, peso), scritto) in enumerate(zip(note, scritti, strict=True))
    )


def _letto_atteso(testo: str) -> tuple[Decimal, ...]:
    try:
        return leggi_atteso(testo, tipo=Tipo.FASI).fasi
    except ValoreIllegibile:
        return ()


def _corto(valore: Decimal) -> Decimal:
    intero = valore.to_integral_value()
    return intero.quantize(Decimal(1), context=CONTESTO) if valore == intero else valore.normalize(CONTESTO)


def _rapporto(indicatore: Indicatore, testo: str) -> tuple[Casella, ...]:
    """The two operands; none when the text is a ratio without them."""
    numeratore = denominatore = ""
    if testo:
        try:
            letto = leggi(testo, tipo=Tipo(indicatore.tipo))
        except ValoreIllegibile:
            return ()
        if letto.numeratore is None or letto.denominatore is None:
            return ()
        numeratore, denominatore = _chiaro(letto.numeratore), _chiaro(letto.denominatore)
    return (
        Casella("num", TipoDiCasella.NUMERO, indicatore.numeratore or "Numeratore", numeratore),
        Casella("den", TipoDiCasella.NUMERO, indicatore.denominatore or "Denominatore", denominatore),
    )


# -- from the boxes to the text ----------------------------------------------------------------------------------------


def componi(indicatore: Indicatore, campi: Mapping[str, str]) -> Composto:
    """The text of what stands in the boxes; empty when all are.

    Raises:
        ValoreIllegibile: one sentence that says what to mend.
    """
    if "num" in campi or "den" in campi:
        return _componi_rapporto(indicatore, campi.get("num", ""), campi.get("den", ""))
    if "fase0" in campi:
        return _componi_fasi([campi[nome] for nome in sorted(campi, key=_numero_fase) if FASE.fullmatch(nome)])
    scritto = campi.get("valore", "").strip()
    if not scritto:
        return Composto()
    tipo = Tipo(indicatore.tipo)
    if tipo in NUMERICI:
        return _componi_numero(indicatore, tipo, scritto)
    if tipo is Tipo.DATA:
        letto = leggi(scritto, tipo=tipo)
        return Composto(scritto if letto.avvisi else formatta_consuntivo(letto), letto.avvisi)
    return Composto(pulisci(scritto, "consuntivo"))


def _numero_fase(nome: str) -> int:
    return int(nome.removeprefix("fase")) if FASE.fullmatch(nome) else -1


def _componi_numero(indicatore: Indicatore, tipo: Tipo, scritto: str) -> Composto:
    """A number with its unit, as Italians write it, unless it was written in a way that wants a warning: then it stays
    as it was, so that the warning stays too."""
    prefisso, suffisso = _unita(indicatore)
    nudo = bool(_SOLO_NUMERO.fullmatch(scritto))
    if nudo and prefisso:
        scritto = f"{prefisso} {scritto}"
    letto = leggi(scritto, tipo=tipo)
    if letto.avvisi:
        return Composto(scritto, letto.avvisi)
    if nudo and suffisso == "%":
        letto = leggi(f"{scritto}%", tipo=tipo)
    return Composto(_scrivi(letto, scritto), ())


def _scrivi(letto: Consuntivo, scritto: str) -> str:
    """The most readable text that is read as ``letto`` without a warning."""
    if letto.valore is None or letto.numeratore is not None:
        return scritto
    prove = [formatta_consuntivo(letto)]
    prove.append(prove[0].replace(formatta_numero(letto.valore), _semplice(letto.valore)))
    for prova in prove:
        riletto = leggi(prova, tipo=letto.tipo)
        if riletto == letto and not riletto.avvisi:
            return prova
    return scritto


def _componi_rapporto(indicatore: Indicatore, num: str, den: str) -> Composto:
    num, den = num.strip(), den.strip()
    if not num and not den:
        return Composto()
    if not num or not den:
        raise ValoreIllegibile(f"Scrivete anche il {'denominatore' if num else 'numeratore'}.")
    (numeratore, avvisi_n), (denominatore, avvisi_d) = (
        leggi_numero(num, "numeratore"),
        leggi_numero(den, "denominatore"),
    )
    if not denominatore:
        raise ValoreIllegibile("Il denominatore è zero: il rapporto non si calcola. Correggetelo.")
    unita = "%" if Tipo(indicatore.tipo) is Tipo.PERCENTUALE or indicatore.unita == "%" else ""
    esatto = CONTESTO.divide(numeratore * (100 if unita else 1), denominatore)
    valore = _chiaro(_corto(esatto.quantize(Decimal("0.0001"), context=CONTESTO)))
    operandi = "/".join(
        " ".join(scritto.split()) if avvisi else _chiaro(letto)
        for scritto, letto, avvisi in ((num, numeratore, avvisi_n), (den, denominatore, avvisi_d))
    )
    return Composto(f"{valore}{unita} ({operandi})", avvisi_n + avvisi_d)


def _componi_fasi(scritti: Sequence[str]) -> Composto:
    nudi = [s.strip().removesuffix("%").strip() for s in scritti]
    if not any(nudi):
        return Composto()
    if not all(nudi):
        raise ValoreIllegibile("Scrivete l'avanzamento di tutte le fasi: 0 se una non è cominciata, 100 se è finita.")
    letti = [leggi_numero(n, "avanzamento") for n in nudi]
    if any(not 0 <= valore <= 100 for valore, _ in letti):
        raise ValoreIllegibile("L'avanzamento di una fase va da 0 a 100.")
    return Composto("/".join(_chiaro(v) for v, _ in letti) + " %", tuple(a for _, avvisi in letti for a in avvisi))


def _semplice(valore: Decimal) -> str:
    """A number without the dots of the thousands, which with three digits could be a decimal mark."""
    return f"{valore:f}".replace(".", ",")


def _chiaro(valore: Decimal) -> str:
    """A number as Italians write it, when that cannot be read in two ways."""
    scritto = formatta_numero(valore)
    return _semplice(valore) if leggi_numero(scritto)[1] else scritto


def iniziali(scritte: Sequence[Casella]) -> dict[str, str]:
    """What stands in some boxes, by name."""
    return {c.nome: c.scritto for c in scritte}
