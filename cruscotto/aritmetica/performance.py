"""From actual to performance: one small function a rule (docs/manuale/misura.md "Dal consuntivo al risultato"). Pure:
no Django.

a actual, t target, p value of the previous year. Every function takes a `Caso` and returns an `Esito` with the raw
performance in percent, unrounded, and the formula in words; it raises NonCalcolabile with the Italian reason.
Decrescente is computed as crescente on values with the sign reversed, which is what "mirror" means in the rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from cruscotto.aritmetica.punteggio import CENTO, NonCalcolabile, RegolaNonValida
from cruscotto.aritmetica.regole import (
    ZERO,
    CasoDiMisura,
    EsitoGrezzo,
    Regola,
    UnitaDiRitardo,
    ampiezza,
    controlla_soglie,
    misurato,
    numeri,
)
from cruscotto.aritmetica.valori import Consuntivo, Tipo, Verso, formatta_numero, formatta_quantita


def mostra(c: Consuntivo) -> str:
    """Write a numeric actual inside a formula; a ratio shows its operands, because it is computed on them."""
    if c.numeratore is not None and c.denominatore is not None:
        fattore = " × 100" if c.unita == "%" else ""
        return f"({formatta_numero(c.numeratore)} / {formatta_numero(c.denominatore)}{fattore})"
    return formatta_quantita(c.valore or ZERO, "" if c.unita == "%" else c.unita)


def _tipi(caso: CasoDiMisura) -> str:
    return f"il valore atteso è {Tipo(caso.atteso.tipo).detto} e il consuntivo {Tipo(caso.consuntivo.tipo).detto}"


def _direzione(caso: CasoDiMisura) -> Verso:
    if caso.verso is None:
        raise NonCalcolabile("la direzione dell'indicatore non è nota: occorre dire se è crescente o decrescente")
    if caso.verso is Verso.NEUTRA:
        raise NonCalcolabile("l'indicatore è neutro: si mostra e non si valuta")
    return caso.verso


def _rispetto(caso: CasoDiMisura, a: Decimal, base: Decimal, parola: str, avvisi: tuple[str, ...]) -> EsitoGrezzo:
    """100·a/b crescente, 100·(2b−a)/b decrescente, zero rule on b.

    With a negative base the two formulas change places, or else a worse value would score more.
    """
    crescente = _direzione(caso) is Verso.CRESCENTE
    ma, mb = mostra(caso.consuntivo), formatta_numero(base)
    if not base:
        return _zero(a, crescente, ma, parola, avvisi)
    if base < 0:
        avvisi = (*avvisi, f"{parola} negativo: la formula è riflessa, perché migliorare dia sempre di più")
    if crescente == (base > 0):
        return EsitoGrezzo(CENTO * a / base, f"{ma} / {mb} × 100", avvisi)
    return EsitoGrezzo(CENTO * (2 * base - a) / base, f"(2 × {mb} − {ma}) / {mb} × 100", avvisi)


def _zero(a: Decimal, crescente: bool, ma: str, parola: str, avvisi: tuple[str, ...]) -> EsitoGrezzo:
    reso = a >= 0 if crescente else a <= 0
    segno = "≥" if crescente else "≤"
    perche = f"{parola} zero, {ma} {'è' if reso else 'non è'} {segno} 0"
    return EsitoGrezzo(CENTO if reso else ZERO, perche, avvisi)


def percentuale_target(caso: CasoDiMisura) -> EsitoGrezzo:
    """100·a/t, or 100·(2t−a)/t; a neutral indicator is judged only when the target has a tolerance."""
    a, t, avvisi = numeri(caso)
    if caso.verso is Verso.NEUTRA and caso.atteso.tolleranza is not None:
        banda = ampiezza(caso.atteso, t)
        dentro = abs(a - t) <= banda
        testo = f"{mostra(caso.consuntivo)} {'entro' if dentro else 'fuori da'} {formatta_numero(t)} ±"
        return EsitoGrezzo(CENTO if dentro else ZERO, f"{testo} {formatta_numero(banda)}", avvisi)
    return _rispetto(caso, a, t, "valore atteso", avvisi)


def rapporto_inverso(caso: CasoDiMisura) -> EsitoGrezzo:
    """100·a/t, or 100·t/a; with a = 0 (or beyond it) a decreasing indicator takes the cap."""
    a, t, avvisi = numeri(caso)
    if _direzione(caso) is Verso.CRESCENTE or not t:
        return _rispetto(caso, a, t, "valore atteso", avvisi)
    ma, mt = mostra(caso.consuntivo), formatta_numero(t)
    if t < 0:
        return EsitoGrezzo(
            CENTO * a / t, f"{ma} / {mt} × 100", (*avvisi, "valore atteso negativo: la formula è riflessa")
        )
    if a <= 0:
        return EsitoGrezzo(caso.regole.massimo, f"consuntivo {ma}, vale il massimo", avvisi)
    return EsitoGrezzo(CENTO * t / a, f"{mt} / {ma} × 100", avvisi)


def avanzamento(caso: CasoDiMisura) -> EsitoGrezzo:
    """From the previous year (0) to the target (100), linear between."""
    a, t, avvisi = numeri(caso)
    p = _precedente(caso)
    s = -1 if _direzione(caso) is Verso.DECRESCENTE else 1
    ma, mt, mp = mostra(caso.consuntivo), formatta_numero(t), formatta_numero(p)
    if s * a >= s * t:
        return EsitoGrezzo(CENTO, f"{ma} raggiunge {mt}", avvisi)
    if s * a <= s * p:
        return EsitoGrezzo(ZERO, f"{ma} non migliora {mp} dell'anno precedente", avvisi)
    return EsitoGrezzo(CENTO * (a - p) / (t - p), f"({ma} − {mp}) / ({mt} − {mp}) × 100", avvisi)


def _precedente(caso: CasoDiMisura) -> Decimal:
    if caso.precedente is None:
        raise NonCalcolabile("manca il valore dell'anno precedente")
    return caso.precedente


def _soglie(caso: CasoDiMisura, *, quattro: bool) -> EsitoGrezzo:
    """0 below m, then 100 points a segment up to the last threshold; computed on mirrored values if decrescente."""
    a, t, avvisi = numeri(caso)
    verso = _direzione(caso)
    soglie = controlla_soglie(caso.regole.soglie, t, verso, quattro=quattro)
    punti = [soglie.minima, t, soglie.massima]
    if quattro and soglie.eccellente is not None:
        punti.append(soglie.eccellente)
    s = -1 if verso is Verso.DECRESCENTE else 1
    fila = " / ".join(formatta_numero(v) for v in punti)
    formula = f"{mostra(caso.consuntivo)} sulle soglie {fila}"
    for i in range(len(punti) - 1, -1, -1):
        if s * a >= s * punti[i]:
            base = CENTO * i
            if i < len(punti) - 1:
                base += CENTO * (a - punti[i]) / (punti[i + 1] - punti[i])
            return EsitoGrezzo(base, formula, avvisi)
    return EsitoGrezzo(ZERO, f"{formula}, sotto la minima", avvisi)


def soglie3(caso: CasoDiMisura) -> EsitoGrezzo:
    """m → 0, t → 100, M → 200."""
    return _soglie(caso, quattro=False)


def soglie4(caso: CasoDiMisura) -> EsitoGrezzo:
    """m → 0, t → 100, M → 200, X → 300."""
    return _soglie(caso, quattro=True)


def anno_precedente(caso: CasoDiMisura) -> EsitoGrezzo:
    """100·a/p, or 100·(2p−a)/p, zero rule on p."""
    a, _, avvisi = numeri(caso)
    return _rispetto(caso, a, _precedente(caso), "valore dell'anno precedente", avvisi)


def scostamento_assoluto(caso: CasoDiMisura) -> EsitoGrezzo:
    """a − t, sign reversed for decrescente: positive is better."""
    a, t, avvisi = numeri(caso)
    prima, dopo = mostra(caso.consuntivo), formatta_numero(t)
    if _direzione(caso) is Verso.DECRESCENTE:
        return EsitoGrezzo(t - a, f"{dopo} − {prima}", avvisi, caso.atteso.unita or caso.consuntivo.unita)
    return EsitoGrezzo(a - t, f"{prima} − {dopo}", avvisi, caso.atteso.unita or caso.consuntivo.unita)


def scostamento_percentuale(caso: CasoDiMisura) -> EsitoGrezzo:
    """100·(a − t)/|t|, sign reversed for decrescente."""
    esito = scostamento_assoluto(caso)
    _, t, _ = numeri(caso)
    if not t:
        raise NonCalcolabile("il valore atteso è zero e lo scostamento percentuale non esiste")
    return EsitoGrezzo(
        CENTO * esito.grezzo / abs(t), f"({esito.formula}) / {formatta_numero(abs(t))} × 100", esito.avvisi
    )


def valore_diretto(caso: CasoDiMisura) -> EsitoGrezzo:
    """The actual is already a score; a level takes the score of its scale."""
    if caso.consuntivo.livello:
        punti = _punti_scala(caso)
        if punti is None:
            raise NonCalcolabile(f"il livello «{caso.consuntivo.livello}» non ha un punteggio nella scala")
        return EsitoGrezzo(punti, f"livello «{caso.consuntivo.livello}» della scala")
    a = misurato(caso)
    return EsitoGrezzo(a, f"il consuntivo {mostra(caso.consuntivo)} è già un punteggio")


def _punti_scala(caso: CasoDiMisura) -> Decimal | None:
    cercato = caso.consuntivo.livello.casefold()
    return next((v for nome, v in caso.regole.valori_scala if nome.casefold() == cercato), None)


def scadenza(caso: CasoDiMisura) -> EsitoGrezzo:
    """On or before the date 100; after it 0, or points lost for each day or begun month, down to a floor."""
    t, a = caso.atteso.data, caso.consuntivo.data
    if t is None or a is None:
        tipi = _tipi(caso)
        raise NonCalcolabile(f"servono due date, ma {tipi}")
    if caso.atteso.stretto and caso.regole.uguale_mancato:
        t -= dt.timedelta(days=1)
    quando = f"{a:%d/%m/%Y} {'entro il' if a <= t else 'dopo il'} {t:%d/%m/%Y}"
    if a <= t:
        return EsitoGrezzo(CENTO, quando)
    penalita = caso.regole.penalita
    if penalita is None:
        return EsitoGrezzo(ZERO, f"{quando}, in ritardo")
    if penalita.punti < 0:
        raise RegolaNonValida("I punti persi per il ritardo sono negativi: scriveteli da zero in su.")
    ritardo = (a - t).days if penalita.per is UnitaDiRitardo.GIORNO else mesi_di_ritardo(t, a)
    resto = max(CENTO - penalita.punti * ritardo, min(penalita.minimo, CENTO))
    unita = "giorni" if penalita.per is UnitaDiRitardo.GIORNO else "mesi iniziati"
    return EsitoGrezzo(resto, f"{quando}: 100 − {formatta_numero(penalita.punti)} × {ritardo} {unita} di ritardo")


def mesi_di_ritardo(termine: dt.date, data: dt.date) -> int:
    """Return the months begun after the due date: 31/12 → 1/1 is one, 31/12 → 17/2 is two."""
    mesi = (data.year - termine.year) * 12 + data.month - termine.month
    return mesi + (data.day > termine.day)


def confronto(caso: CasoDiMisura) -> EsitoGrezzo:
    """Equal text, or rank on the scale, → 100; otherwise 0 or the scale's own value for the level."""
    atteso, avuto = caso.atteso.livello, caso.consuntivo.livello
    if not atteso or not avuto:
        tipi = _tipi(caso)
        raise NonCalcolabile(f"non si possono confrontare: {tipi}")
    if caso.atteso.tipo is Tipo.ORDINALE:
        reso, segno = _per_rango(caso, atteso, avuto)
    else:
        reso, segno = avuto.casefold() == atteso.casefold(), "="
    formula = f"«{avuto}» {'è' if reso else 'non è'} {segno} «{atteso}»"
    if reso:
        return EsitoGrezzo(CENTO, formula)
    punti = _punti_scala(caso)
    if punti is None:
        return EsitoGrezzo(ZERO, formula)
    return EsitoGrezzo(min(punti, CENTO), f"{formula}, vale il punteggio della scala")


def _per_rango(caso: CasoDiMisura, atteso: str, avuto: str) -> tuple[bool, str]:
    """Compare two levels; a bare level means at least that, since the scale goes from worst to best."""
    ranghi = {livello.casefold(): i for i, livello in enumerate(caso.scala)}
    if atteso.casefold() not in ranghi or avuto.casefold() not in ranghi:
        raise NonCalcolabile("la scala manca o non contiene i due livelli: dichiaratela dal peggiore al migliore")
    t, a = ranghi[atteso.casefold()], ranghi[avuto.casefold()]
    s = -1 if caso.atteso.verso is Verso.DECRESCENTE else 1
    if caso.atteso.stretto and caso.regole.uguale_mancato:
        return s * a > s * t, ">" if s > 0 else "<"
    return s * a >= s * t, "≥" if s > 0 else "≤"


def fasi(caso: CasoDiMisura) -> EsitoGrezzo:
    """Σ weight × progress, weights summing to 100."""
    pesi, fatte = caso.atteso.fasi, caso.consuntivo.fasi
    if not pesi or len(pesi) != len(fatte):
        raise NonCalcolabile(f"le fasi attese sono {len(pesi)} e quelle a consuntivo {len(fatte)}")
    addendi = " + ".join(f"{formatta_numero(p)} × {formatta_numero(f)}" for p, f in zip(pesi, fatte, strict=True))
    totale = sum((p * f for p, f in zip(pesi, fatte, strict=True)), ZERO)
    return EsitoGrezzo(totale / CENTO, f"({addendi}) / 100")


Funzione = Callable[[CasoDiMisura], EsitoGrezzo]
TABELLA: dict[Regola, tuple[Funzione, str]] = {
    Regola.PERCENTUALE_TARGET: (percentuale_target, "percentuale del target"),
    Regola.RAPPORTO_INVERSO: (rapporto_inverso, "rapporto inverso"),
    Regola.AVANZAMENTO: (avanzamento, "avanzamento dall'anno precedente"),
    Regola.SOGLIE3: (soglie3, "tre soglie"),
    Regola.SOGLIE4: (soglie4, "quattro soglie"),
    Regola.ANNO_PRECEDENTE: (anno_precedente, "rispetto all'anno precedente"),
    Regola.SCOSTAMENTO_ASSOLUTO: (scostamento_assoluto, "scostamento assoluto"),
    Regola.SCOSTAMENTO_PERCENTUALE: (scostamento_percentuale, "scostamento percentuale"),
    Regola.VALORE_DIRETTO: (valore_diretto, "valore diretto"),
    Regola.SCADENZA: (scadenza, "scadenza"),
    Regola.CONFRONTO: (confronto, "confronto"),
    Regola.FASI: (fasi, "fasi pesate"),
}
"""Rule → function and its Italian name."""

SUL_TARGET = (
    Regola.PERCENTUALE_TARGET,
    Regola.RAPPORTO_INVERSO,
    Regola.AVANZAMENTO,
    Regola.SOGLIE3,
    Regola.SOGLIE4,
)
"""Rules that say how far a number is from its target: tolerance and strict equality apply to these."""
