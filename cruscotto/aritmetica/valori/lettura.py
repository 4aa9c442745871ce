"""Reading targets and actuals as Italian clerks write them (docs/dominio.md "Written values").

What is not understood raises ValoreIllegibile; what is understood but could mean something else carries a warning.
Nothing is guessed: a bare number has no direction, a level compared with ≥ needs its scale.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from contesto.numeri import cita, formatta_numero, illegibile, leggi_numero, pulisci
from cruscotto.aritmetica.valori.date_scritte import leggi_data
from cruscotto.aritmetica.valori.quantita import leggi_quantita, leggi_rapporto, leggi_tolleranza, separa_tolleranza
from cruscotto.aritmetica.valori.tipi import NUMERICI, Atteso, Consuntivo, Letto, Tipo, Verso

MAX_FASI = 20
"""Most phases that a target may have."""

_ATTESO, _CONSUNTIVO = "valore atteso", "consuntivo"
_PREP = r"(?:a|ad|al|all'|di|del|dell')"
_OPERATORI: tuple[tuple[re.Pattern[str], Verso, bool, bool], ...] = tuple(
    (re.compile(modello, re.IGNORECASE), verso, stretto, uguale)
    for modello, verso, stretto, uguale in (
        (r"(?:≥|>=|=>)", Verso.CRESCENTE, False, False),
        (r"(?:≤|<=|=<)", Verso.DECRESCENTE, False, False),
        (r">", Verso.CRESCENTE, True, False),
        (r"<", Verso.DECRESCENTE, True, False),
        (r"==?", Verso.CRESCENTE, False, True),
        (rf"(?:maggiore|superiore) o uguale {_PREP}\b", Verso.CRESCENTE, False, False),
        (rf"(?:minore|inferiore) o uguale {_PREP}\b", Verso.DECRESCENTE, False, False),
        (rf"non (?:inferiore|minore) {_PREP}\b", Verso.CRESCENTE, False, False),
        (rf"non (?:superiore|maggiore) {_PREP}\b", Verso.DECRESCENTE, False, False),
        (r"(?:almeno|minimo|min)\b\.?", Verso.CRESCENTE, False, False),
        (r"(?:al massimo|massimo|max|non oltre|entro e non oltre|entro)\b\.?", Verso.DECRESCENTE, False, False),
        (rf"(?:maggiore|superiore) {_PREP}\b|più di\b|oltre\b", Verso.CRESCENTE, True, False),
        (rf"(?:minore|inferiore) {_PREP}\b|meno di\b|prima del\b", Verso.DECRESCENTE, True, False),
        (rf"(?:pari|uguale) {_PREP}\b", Verso.CRESCENTE, False, True),
    )
)
_ARTICOLO = re.compile(r"^(?:il|la data del|l')\s*(?=[0-9])", re.IGNORECASE)
_FASI = re.compile(r"[0-9.,]+ ?%?(?: ?/ ?[0-9.,]+ ?%?)+")
_SI_NO = {"si": "SI", "sì": "SI", "si'": "SI", "no": "NO"}

_AMMESSI: dict[Tipo, frozenset[Tipo]] = {
    Tipo.NUMERO: frozenset({Tipo.NUMERO, Tipo.RAPPORTO}),
    Tipo.PERCENTUALE: frozenset({Tipo.NUMERO, Tipo.PERCENTUALE, Tipo.RAPPORTO}),
    Tipo.EURO: frozenset({Tipo.NUMERO, Tipo.EURO}),
    Tipo.RAPPORTO: frozenset({Tipo.NUMERO, Tipo.PERCENTUALE, Tipo.RAPPORTO}),
    Tipo.CALCOLATO: NUMERICI,
}
"""Which written kinds a declared numeric kind accepts; every other kind accepts only itself."""


@dataclass(frozen=True, slots=True)
class _Operatore:
    verso: Verso | None = None
    stretto: bool = False
    uguale: bool = False
    scritto: str = ""


def leggi_atteso(testo: str, *, scala: Sequence[str] = (), tipo: Tipo | None = None) -> Atteso:
    """Read a written target.

    `scala` lists the levels of an ordinal indicator from worst to best; without it a level after ≥ is refused, and a
    bare word is nominal. `tipo` is the declared kind: it settles what the text alone cannot (a bare number that is a
    percentage, a nominal text with digits, a prerequisite, a calculated indicator) and refuses a different kind.
    Raises ValoreIllegibile with one Italian sentence.
    """
    livelli = controlla_scala(scala)
    pulito = pulisci(testo, _ATTESO)
    if tipo in (Tipo.NOMINALE, Tipo.PREREQUISITO):
        return Atteso(testo, tipo, livello=_nominale(pulito))
    operatore, resto = _separa_operatore(pulito)
    base, tolleranza = separa_tolleranza(resto)
    letto = _leggi(base, testo, _ATTESO, livelli, tipo, confronto=bool(operatore.scritto) or tipo is Tipo.ORDINALE)
    atteso = _atteso(testo, operatore, letto)
    return con_tolleranza(atteso, tolleranza) if tolleranza else atteso


def leggi_consuntivo(testo: str, *, scala: Sequence[str] = (), tipo: Tipo | None = None) -> Consuntivo:
    """Read a written actual. Parameters and errors as `leggi_atteso`; an actual carries no operator or tolerance."""
    livelli = controlla_scala(scala)
    pulito = pulisci(testo, _CONSUNTIVO)
    if tipo in (Tipo.NOMINALE, Tipo.PREREQUISITO):
        return Consuntivo(testo, tipo, livello=_nominale(pulito))
    operatore, resto = _separa_operatore(pulito)
    if operatore.scritto:
        raise illegibile(
            _CONSUNTIVO, testo, f"comincia con «{operatore.scritto}»; scrivete il valore misurato, da solo"
        )
    letto = _leggi(resto, testo, _CONSUNTIVO, livelli, tipo, confronto=tipo is Tipo.ORDINALE)
    if letto.tipo is Tipo.FASI and any(f > 100 for f in letto.fasi):
        raise illegibile(_CONSUNTIVO, testo, "una fase supera 100%; l'avanzamento di ogni fase va da 0 a 100")
    return Consuntivo(
        testo,
        letto.tipo,
        letto.valore,
        letto.data,
        letto.livello,
        letto.numeratore,
        letto.denominatore,
        letto.unita,
        letto.fasi,
        letto.avvisi,
    )


def con_tolleranza(atteso: Atteso, testo: str) -> Atteso:
    """Return the target with the tolerance written apart (`0.05`, `5%`, `2 assoluta`), for numeric kinds only."""
    if atteso.tipo not in NUMERICI or atteso.valore is None:
        raise illegibile("valore della tolleranza", testo, "la tolleranza vale solo per un valore atteso numerico")
    valore, relativa, avvisi = leggi_tolleranza(testo, atteso.valore, atteso.unita)
    return replace(atteso, tolleranza=valore, tolleranza_relativa=relativa, avvisi=atteso.avvisi + avvisi)


def controlla_scala(scala: Sequence[str]) -> tuple[str, ...]:
    """Return the levels, worst to best, with plain spaces. Raises ValoreIllegibile when two levels are not distinct.

    An empty scale is allowed and means that no scale is declared.
    """
    livelli = tuple(_nominale(pulisci(livello, "livello della scala")) for livello in scala)
    if len(livelli) == 1 or len({livello.casefold() for livello in livelli}) != len(livelli):
        raise illegibile("valore della scala", ",".join(scala), "servono almeno due livelli, tutti diversi")
    return livelli


def _atteso(testo: str, operatore: _Operatore, letto: Letto) -> Atteso:
    verso, avvisi = operatore.verso, letto.avvisi
    if letto.tipo is Tipo.DATA:
        if verso is Verso.CRESCENTE and not operatore.uguale:
            raise illegibile(
                _ATTESO, testo, "una scadenza non può essere «dopo» una data; scrivete «entro il 31/12/2019»"
            )
        verso = None
    elif letto.tipo in (Tipo.FASI, Tipo.NOMINALE) and verso is not None:
        raise illegibile(_ATTESO, testo, f"«{operatore.scritto}» non si applica; scrivete il valore senza operatore")
    uguale = operatore.uguale and verso is not None
    if uguale:
        avvisi = (*avvisi, f"«{operatore.scritto}» è letto come «≥»")
    if letto.tipo is Tipo.FASI and sum(letto.fasi) != 100:
        somma = formatta_numero(sum(letto.fasi, Decimal(0)))
        raise illegibile(_ATTESO, testo, f"i pesi delle fasi sommano a {somma} invece che a 100; correggete i pesi")
    return Atteso(
        testo,
        letto.tipo,
        verso,
        letto.valore,
        letto.data,
        letto.livello,
        stretto=operatore.stretto,
        uguale=uguale,
        unita=letto.unita,
        fasi=letto.fasi,
        avvisi=avvisi,
    )


def _separa_operatore(pulito: str) -> tuple[_Operatore, str]:
    """Split the comparison, in symbols or words, from what follows. A word alone («massimo») is no operator."""
    for modello, verso, stretto, uguale in _OPERATORI:
        trovato = modello.match(pulito)
        if trovato and trovato.end() < len(pulito):
            operatore = _Operatore(verso, stretto, uguale, trovato.group())
            return operatore, _ARTICOLO.sub("", pulito[trovato.end() :].strip())
    return _Operatore(), _ARTICOLO.sub("", pulito)


def _leggi(testo: str, intero: str, campo: str, scala: tuple[str, ...], tipo: Tipo | None, *, confronto: bool) -> Letto:
    """Try each form in turn; `intero` is the whole text, quoted in errors."""
    livello = next((v for v in scala if v.casefold() == _nominale(testo).casefold()), None)
    if livello is not None and tipo in (None, Tipo.ORDINALE):
        return Letto(Tipo.ORDINALE, livello=livello)
    forme: tuple[Callable[[str, str, str], Letto | None], ...] = (leggi_data, _leggi_fasi, _rapporto, leggi_quantita)
    for forma in forme:
        letto = forma(testo, intero, campo)
        if letto is not None:
            return _conforme(letto, tipo, intero, campo)
    return _conforme(_parola(testo, intero, campo, scala, confronto), tipo, intero, campo)


def _rapporto(testo: str, intero: str, campo: str) -> Letto | None:
    return leggi_rapporto(testo, intero, campo) if campo == _CONSUNTIVO else None


def _leggi_fasi(testo: str, intero: str, campo: str) -> Letto | None:
    """Read `60/40 %`: weights of the phases in a target, progress of each phase in an actual."""
    if not testo.endswith("%") or not _FASI.fullmatch(testo):
        return None
    parti = [parte.strip(" %") for parte in testo.split("/")]
    if len(parti) > MAX_FASI:
        raise illegibile(campo, intero, f"ha più di {MAX_FASI} fasi; riducetele")
    letti = [leggi_numero(parte, campo) for parte in parti]
    return Letto(Tipo.FASI, fasi=tuple(v for v, _ in letti), avvisi=tuple(a for _, avvisi in letti for a in avvisi))


def _parola(testo: str, intero: str, campo: str, scala: tuple[str, ...], confronto: bool) -> Letto:
    """Read what is no number and no date: a nominal level, unless it should have been something else."""
    if any(c.isdigit() for c in testo):
        rimedio = "scrivete un numero («12», «73%», «€ 650.000»), una data («31/12/2019») o fasi («60/40 %»)"
        raise illegibile(campo, intero, rimedio)
    if scala:
        raise illegibile(campo, intero, f"non è un livello della scala {cita(', '.join(scala))}; scrivetene uno")
    if confronto:
        perche = "per confrontare un livello serve la scala; dichiaratela, dal livello peggiore al migliore"
        raise illegibile(campo, intero, perche)
    return Letto(Tipo.NOMINALE, livello=_nominale(testo))


def _nominale(testo: str) -> str:
    """Return a level without the closing period, with yes and no in one writing."""
    livello = testo.rstrip(" .") or testo
    return _SI_NO.get(livello.casefold(), livello)


def _conforme(letto: Letto, tipo: Tipo | None, intero: str, campo: str) -> Letto:
    """Bring what was read to the declared kind, or say that it is another kind."""
    if tipo is None or tipo is letto.tipo:
        return letto
    if letto.tipo not in _AMMESSI.get(tipo, frozenset()):
        raise illegibile(
            campo,
            intero,
            f"è {letto.tipo.detto}, ma qui serve {tipo.detto}; se l'indicatore si misura in un altro modo, il suo tipo "
            "lo cambia il controllo di gestione",
        )
    unita = {Tipo.PERCENTUALE: "%", Tipo.EURO: "€"}.get(tipo, letto.unita)
    if letto.unita not in ("", unita) or (letto.tipo is Tipo.RAPPORTO and letto.unita != unita):
        raise illegibile(
            campo, intero, f"è in «{letto.unita}» ma qui serve {tipo.detto}; scrivete il valore in quell'unità"
        )
    avvisi = letto.avvisi
    if tipo is Tipo.PERCENTUALE and not letto.unita and letto.valore is not None and 0 < abs(letto.valore) <= 1:
        numero = formatta_numero(letto.valore)
        avvisi = (*avvisi, f"«{numero}» è letto {numero}%: se è una quota scrivetela in percentuale")
    return replace(letto, tipo=tipo, unita=unita, avvisi=avvisi)
