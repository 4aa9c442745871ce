"""The lists of those who work on a period, to download: the office's sheet, the dirigente's queue, the close."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django.utils import timezone

from cruscotto.anno import Anno
from cruscotto.campi_valore import TITOLI, celle
from cruscotto.chiusura import Anteprima, Situazione, SituazioneArea, Tappa
from cruscotto.conversioni import essenziale
from cruscotto.dovuti import Dovuto
from cruscotto.foglio import Foglio
from cruscotto.lavoro import STATI, Voce
from cruscotto.models import Periodo, Riapertura, Rilevazione
from cruscotto.revisione import Attesa, Coda, DaRivedere
from cruscotto.scarico import numero
from cruscotto.scarico_pagine import SAL, SEMAFORO, luce
from ente.fogli.celle import Cella, Tabella

Tabelle = dict[str, Callable[[], Tabella]]


def _nome(cosa: str, periodo: Periodo | None, anno: int) -> str:
    return f"{cosa}-{anno}-{periodo.numero}" if periodo else f"{cosa}-{anno}"


def _misurato(valore: Rilevazione | None, unita: str) -> tuple[Cella, ...]:
    """A value as written, as a number or a date, and its unit."""
    if valore is None:
        return "", None, unita
    return valore.testo, valore.data or numero(essenziale(valore.valore)), valore.unita or unita


# -- the office --------------------------------------------------------------------------------------------------------

TITOLI_VALORI = (
    *("Codice", "Indicatore", "Ufficio", "PIRA", "Target", "Periodo prima", "Valore come scritto", "Valore", "Unità"),
    *(SAL, SEMAFORO, "Stato", "Motivo della restituzione", *TITOLI, "Inserito da", "Inserito il"),
)


def tabella_valori(anno: int, foglio: Foglio | None, ufficio: str = "") -> Tabella:
    """The values that a person enters in a period, or those of one office; a line each."""
    voci = foglio.voci(ufficio) if foglio else []
    nome = _nome("i-miei-valori", foglio.periodo if foglio else None, anno)
    return Tabella(nome, TITOLI_VALORI, [_dovuto(voce) for voce in voci])


def _dovuto(voce: Dovuto) -> tuple[Cella, ...]:
    """The SAL is the lowest of the placements that the person sees; none until there is a value."""
    indicatore, v = voce.indicatore, voce.rilevazione
    riga = voce.riga if v and v.testo else None
    targets = dict.fromkeys(r.target for r in voce.righe if r.target)
    return (
        *(indicatore.codice, voce.righe[0].etichetta if voce.righe else indicatore.nome),
        *(
            indicatore.ufficio.nome if indicatore.ufficio else "",
            _si(indicatore.pira or any(r.pira for r in voce.righe)),
        ),
        *("; ".join(targets), voce.prima.testo if voce.prima else "", *_misurato(v, indicatore.unita)),
        *(numero(riga.sal) if riga else None, luce(riga.fascia) if riga else "", STATI[voce.stato]),
        *(v.motivo_restituzione if v else "", *celle(v), *_chi(v)),
    )


def _chi(v: Rilevazione | None) -> tuple[Cella, ...]:
    if v is None:
        return "", None
    return str(v.inserita_da or ""), timezone.make_naive(v.inserita_il) if v.inserita_il else None


def _si(vero: bool) -> str:
    return "sì" if vero else "no"


# -- the dirigente -----------------------------------------------------------------------------------------------------

TITOLI_CODA = (
    *("Gruppo", "Codice", "Indicatore", "Ufficio", "Area", "Target", "Periodo prima", "Valore come scritto", "Valore"),
    *("Unità", "SAL % prima", SAL, SEMAFORO, "Neutralizzato", "Che cosa guardare", *TITOLI),
    *("Evidenze", "Inserito da", "Inserito il", "Validato da", "Validato il"),
)


def tabelle_revisione(anno: Anno, coda: Coda) -> Tabelle:
    """The queue, a line for each value and target; and what the offices still owe."""
    gruppi = {"Da guardare": coda.da_guardare, "Senza allerte": coda.pronti, "Già validati": coda.validati}
    nome = _nome("revisione", anno.periodo, anno.ciclo.anno)
    return {
        "coda": lambda: Tabella(
            nome, TITOLI_CODA, [r for gruppo, voci in gruppi.items() for v in voci for r in _da_rivedere(gruppo, v)]
        ),
        "attese": lambda: Tabella(
            _nome("ancora-dagli-uffici", anno.periodo, anno.ciclo.anno),
            ("Area", "Mancanti", "In bozza", "Restituiti"),
            [_attesa(a) for a in coda.attese],
        ),
    }


def _attesa(a: Attesa) -> tuple[Cella, ...]:
    return a.nome, a.mancanti, a.bozze, a.restituite


def _da_rivedere(gruppo: str, d: DaRivedere) -> Iterable[tuple[Cella, ...]]:
    indicatore, v = d.voce.indicatore, d.valore
    validato = timezone.make_naive(v.validata_il) if v.validata_il else None
    for confronto in d.confronti or (None,):
        sal = (numero(confronto.prima.sal), numero(confronto.ora.sal), luce(confronto.ora.fascia)) if confronto else ()
        yield (
            *(gruppo, indicatore.codice, d.nome, indicatore.ufficio.nome if indicatore.ufficio else ""),
            *(str(d.area or ""), confronto.ora.target if confronto else "non lo vedete"),
            *(d.voce.prima.testo if d.voce.prima else "", *_misurato(v, indicatore.unita)),
            *(sal or (None, None, "")),
            *(_si(d.neutralizzata), "; ".join(f"{a.nome}: {a.perche}" for a in d.avvisi), *celle(v)),
            *(d.evidenze, *_chi(v)),
            *(str(v.validata_da or ""), validato),
        )


# -- the close ---------------------------------------------------------------------------------------------------------

TITOLI_STATO = (
    *("Area", "Ufficio", "Dovuti", "Mancanti", "Bozze", "Restituiti", "In ritardo", "Da validare", "Validati"),
    *("Neutralizzati", "Anomali", "Senza motivo"),
)


def tabelle_chiusura(anno: Anno, contesto: Mapping[str, Any]) -> Tabelle:
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
        return Tabella(f"{_nome('chiusura', anno.periodo, anno.ciclo.anno)}-{nome}", titoli, righe)

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


def _mancano(contesto: Mapping[str, Any]) -> Iterable[Voce]:
    return contesto["effetto"].mancano if "effetto" in contesto else ()


def _manca(v: Voce) -> tuple[Cella, ...]:
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
