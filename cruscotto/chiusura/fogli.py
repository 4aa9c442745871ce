"""The lists of the close as sheets: how the period stands, what lacks, what closing would do, reopenings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from cruscotto.chiusura.situazione import Anteprima, Situazione, SituazioneArea, Tappa
from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.misurazione.celle import Tabelle, luce, nome_tabella, numero
from cruscotto.misurazione.stato_dei_valori import ValoreDaSeguire
from cruscotto.models import Riapertura
from ente.fogli.celle import Cella, Tabella

TITOLI_STATO = (
    *("Area", "Ufficio", "Dovuti", "Mancanti", "Bozze", "Restituiti", "In ritardo", "Da validare", "Validati"),
    *("Neutralizzati", "Anomali", "Senza motivo"),
)


def tabelle_chiusura(anno: AnnoScelto, contesto: Mapping[str, Any]) -> Tabelle:
    """The counts by area and office, what lacks, how the SALs would change, the periods and the reopenings, from what
    the page shows."""
    fatte: dict[str, Callable[[], tuple[tuple[str, ...], list[tuple[Cella, ...]]]]] = {
        "stato": lambda: (TITOLI_STATO, _stato(contesto.get("aree", ()), contesto.get("totale"))),
        "mancano": lambda: (TITOLI_MANCANO, [_manca(v) for v in _mancano(contesto)]),
        "anteprime": lambda: (TITOLI_ANTEPRIME, [_anteprima(a) for a in contesto.get("anteprime", ())]),
        "periodi": lambda: (TITOLI_PERIODI, [_tappa(t) for t in contesto["tappe"]]),
        "riaperture": lambda: (TITOLI_RIAPERTURE, [_riapertura(r) for r in contesto.get("riaperture", ())]),
    }

    def fai(nome: str) -> Tabella:
        titoli, righe = fatte[nome]()
        return Tabella(f"{nome_tabella('chiusura', anno.periodo, anno.ciclo.anno)}-{nome}", titoli, righe)

    return {nome: partial(fai, nome) for nome in fatte}


def _stato(aree: Iterable[SituazioneArea], totale: Situazione | None) -> list[tuple[Cella, ...]]:
    righe: list[tuple[Cella, ...]] = []
    for area in aree:
        nome = area.tutta.nome or "Senza area"
        righe.append((nome, "Tutta l’area", *_conti(area.tutta)))
        righe += [(nome, ufficio.nome or "Senza ufficio", *_conti(ufficio)) for ufficio in area.uffici]
    return [*righe, ("Totale", "", *_conti(totale))] if totale else righe


def _conti(s: Situazione) -> tuple[int, ...]:
    return (
        *(s.dovuti, s.mancanti, s.bozze, s.restituiti, s.in_ritardo, s.trasmessi, s.validati),
        *(s.neutralizzati, s.anomali, s.senza_motivo),
    )


TITOLI_MANCANO = ("Codice", "Indicatore", "Ufficio", "Area", "Stato", "Che cosa fare")


def _mancano(contesto: Mapping[str, Any]) -> Iterable[ValoreDaSeguire]:
    return contesto["effetto"].mancano if "effetto" in contesto else ()


def _manca(v: ValoreDaSeguire) -> tuple[Cella, ...]:
    return v.codice, v.etichetta, v.ufficio, v.area, v.nome_stato, v.azione


TITOLI_ANTEPRIME = (
    *("Codice", "Cruscotto", "SAL % adesso", "Semaforo adesso", "SAL % dopo la chiusura", "Semaforo dopo"),
    "Differenza (punti)",
)


def _anteprima(a: Anteprima) -> tuple[Cella, ...]:
    return (
        *(a.codice, a.nome, numero(a.adesso), luce(a.fascia), numero(a.dopo), luce(a.fascia_dopo)),
        numero(a.punti),
    )


TITOLI_PERIODI = ("N.", "Periodo", "Dal", "Al", "Termine per i valori", "Stato")


def _tappa(tappa: Tappa) -> tuple[Cella, ...]:
    p = tappa.periodo
    return p.numero, p.nome, p.inizio, p.fine, p.scadenza, p.get_stato_display()


TITOLI_RIAPERTURE = ("Periodo", "Ufficio", "Fino al (compreso)", "Motivo")


def _riapertura(r: Riapertura) -> tuple[Cella, ...]:
    return r.periodo.nome, str(r.ufficio), r.fino_al, r.motivo
