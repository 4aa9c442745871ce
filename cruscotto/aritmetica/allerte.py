"""Named alerts of a placement at a period. Pure: no Django. Each is one function, one name, one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contesto.numeri import formatta_numero
from cruscotto.aritmetica.accumulo import Andamento
from cruscotto.aritmetica.azioni import Promessa

CENTO = Decimal(100)
LUNGO = 120
"""How much of an action a sentence quotes."""
AMPIEZZE = 3
"""How many times the span of the earlier values a new one may lie outside them before it is said."""


class CodiceAllerta(StrEnum):
    """The alerts, in the order in which a manager wants to see them."""

    IN_RITARDO = "in_ritardo"
    AZIONE_SCADUTA = "azione_scaduta"
    NON_RILEVATO = "non_rilevato"
    SOTTO_SOGLIA = "sotto_soglia"
    SENZA_MOTIVAZIONE = "senza_motivazione"
    TENDENZA_IN_CALO = "tendenza_in_calo"
    SENZA_VERSO = "senza_verso"
    ANOMALO = "anomalo"
    DICHIARATO_DIVERSO = "dichiarato_diverso"
    STESSA_PERSONA = "stessa_persona"


NOMI = {
    CodiceAllerta.IN_RITARDO: "In ritardo",
    CodiceAllerta.AZIONE_SCADUTA: "Azione correttiva scaduta",
    CodiceAllerta.NON_RILEVATO: "Da inserire",
    CodiceAllerta.SOTTO_SOGLIA: "Sotto soglia",
    CodiceAllerta.SENZA_MOTIVAZIONE: "Scostamento senza motivazione",
    CodiceAllerta.TENDENZA_IN_CALO: "Tendenza in calo",
    CodiceAllerta.SENZA_VERSO: "Target senza verso",
    CodiceAllerta.ANOMALO: "Valore anomalo",
    CodiceAllerta.DICHIARATO_DIVERSO: "SAL dichiarato ≠ calcolato",
    CodiceAllerta.STESSA_PERSONA: "Stessa persona inserisce e valida",
}


@dataclass(frozen=True, slots=True)
class Allerta:
    """An alert with the sentence that says why, in Italian."""

    codice: CodiceAllerta
    perche: str

    @property
    def nome(self) -> str:
        return NOMI[self.codice]


@dataclass(frozen=True, slots=True)
class CasoDiAllerta:
    """What the alerts look at. SALs and ``soglia`` on the scale 0–100; ``passo`` is the SAL at the pace of the year and
    ``al_passo`` the sentence that says what the target asks at this point, empty when it is the SAL itself.
    ``rilevato``: a value of this very period has been handed in; without one there is no alert on a value, since the
    one shown is of a period before. ``ultimo`` is what was written in this period. ``dovuto`` is false for what the
    period does not ask: a date still to come, or already reached. ``stessa_persona``: who entered the value also
    validated it; ``valutata``: and is the person that this very sheet assesses. ``oggi`` is the day of the reading;
    ``promesse`` are the actions promised up to this period, where what became of them is known."""

    sal: Decimal | None
    passo: Decimal | None
    al_passo: str
    sal_calcolato: Decimal | None
    sal_dichiarato: Decimal | None
    soglia: Decimal
    motivo: str
    andamento: Andamento
    rilevato: bool
    dovuto: bool
    neutralizzato: bool
    scadenza: dt.date | None
    chiuso: bool
    numerico: bool
    verso_noto: bool
    ultimo: Decimal | None
    precedenti: tuple[Decimal, ...]
    stessa_persona: bool
    valutata: bool
    oggi: dt.date
    promesse: tuple[Promessa, ...] = ()


def trova_allerte(caso: CasoDiAllerta) -> tuple[Allerta, ...]:
    """All alerts of a case, in order of importance."""
    if caso.neutralizzato:
        return ()
    trovate = ((codice, funzione(caso)) for codice, funzione in ALLERTE.items())
    return tuple(Allerta(codice, perche) for codice, perche in trovate if perche)


def _in_ritardo(caso: CasoDiAllerta) -> str:
    scaduto = caso.chiuso or (caso.scadenza is not None and caso.oggi > caso.scadenza)
    if caso.scadenza is None or not scaduto or not _manca(caso):
        return ""
    return f"Il termine era il {caso.scadenza:%d/%m/%Y}."


def _azione_scaduta(caso: CasoDiAllerta) -> str:
    scadute = [p for p in caso.promesse if p.scaduta(caso.oggi)]
    if not scadute:
        return ""
    p, altre = scadute[0], len(scadute) - 1
    quando = f"{p.nome_periodo.lower()} entro il {p.entro:%d/%m/%Y}"
    detta = f"Promessa in {quando}, {p.nome_stato.lower()}: «{_breve(p.testo)}»."
    if not altre:
        return detta
    return f"{detta} {'Un’altra è scaduta' if altre == 1 else f'Altre {altre} sono scadute'}."


def _breve(testo: str) -> str:
    parole = " ".join(testo.split()).rstrip(".")
    return parole if len(parole) <= LUNGO else f"{parole[:LUNGO].rstrip()}…"


def _non_rilevato(caso: CasoDiAllerta) -> str:
    if caso.scadenza is None or not _manca(caso):
        return ""
    return "Il valore del periodo non è stato ancora trasmesso."


def _manca(caso: CasoDiAllerta) -> bool:
    return caso.dovuto and not caso.rilevato


def _sotto_soglia(caso: CasoDiAllerta) -> str:
    if not caso.rilevato or caso.passo is None or caso.passo >= caso.soglia:
        return ""
    soglia = formatta_numero(caso.soglia, 1)
    if caso.al_passo:
        return f"{caso.al_passo} La soglia è {soglia}%."
    return f"Il SAL è {formatta_numero(caso.passo, 1)}%, sotto la soglia di {soglia}%."


def _senza_motivazione(caso: CasoDiAllerta) -> str:
    if not _sotto_soglia(caso) or caso.motivo.strip():
        return ""
    if caso.chiuso:
        return "Il periodo è chiuso e lo scostamento non ha una causa scritta."
    return "Lo scostamento non ha una causa scritta: aggiungetela prima della chiusura."


def _tendenza_in_calo(caso: CasoDiAllerta) -> str:
    if not caso.rilevato or caso.andamento is not Andamento.PEGGIORA or (caso.sal is not None and caso.sal >= CENTO):
        return ""
    return "Rispetto al periodo precedente il valore si è allontanato dal target."


def _senza_verso(caso: CasoDiAllerta) -> str:
    if not caso.numerico or caso.verso_noto:
        return ""
    return "Il target è un numero ma nessuno ha detto se è meglio di più o di meno: scegliete il verso dell'indicatore."


def _anomalo(caso: CasoDiAllerta) -> str:
    if caso.ultimo is None or len(caso.precedenti) < 2:
        return ""
    minimo, massimo = min(caso.precedenti), max(caso.precedenti)
    ampiezza = max(massimo - minimo, abs(massimo) / 10, abs(minimo) / 10)
    if minimo - AMPIEZZE * ampiezza <= caso.ultimo <= massimo + AMPIEZZE * ampiezza:
        return ""
    return (
        f"Il valore {formatta_numero(caso.ultimo)} è lontano da quelli precedenti, fra {formatta_numero(minimo)} "
        f"e {formatta_numero(massimo)}: controllate la digitazione."
    )


def _dichiarato_diverso(caso: CasoDiAllerta) -> str:
    if caso.sal_dichiarato is None or caso.sal_dichiarato == caso.sal_calcolato:
        return ""
    calcolato = "nessuno" if caso.sal_calcolato is None else f"{formatta_numero(caso.sal_calcolato, 1)}%"
    return f"Dichiarato {formatta_numero(caso.sal_dichiarato, 1)}%, calcolato {calcolato}."


def _stessa_persona(caso: CasoDiAllerta) -> str:
    """Entering, validating and being assessed on the same value by one person is flagged (docs/dominio.md "Roles")."""
    if not caso.stessa_persona:
        return ""
    if caso.valutata:
        return "Chi ha inserito il valore lo ha anche validato, ed è la persona valutata con questa scheda."
    return "Chi ha inserito il valore lo ha anche validato: nessun altro lo ha controllato."


ALLERTE: dict[CodiceAllerta, Callable[[CasoDiAllerta], str]] = {
    CodiceAllerta.IN_RITARDO: _in_ritardo,
    CodiceAllerta.AZIONE_SCADUTA: _azione_scaduta,
    CodiceAllerta.NON_RILEVATO: _non_rilevato,
    CodiceAllerta.SOTTO_SOGLIA: _sotto_soglia,
    CodiceAllerta.SENZA_MOTIVAZIONE: _senza_motivazione,
    CodiceAllerta.TENDENZA_IN_CALO: _tendenza_in_calo,
    CodiceAllerta.SENZA_VERSO: _senza_verso,
    CodiceAllerta.ANOMALO: _anomalo,
    CodiceAllerta.DICHIARATO_DIVERSO: _dichiarato_diverso,
    CodiceAllerta.STESSA_PERSONA: _stessa_persona,
}
