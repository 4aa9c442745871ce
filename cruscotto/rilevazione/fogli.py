"""The lists of those who work on a period, to download: the office's values, the dirigente's queue."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from cruscotto.ciclo.anno_scelto import AnnoScelto
from cruscotto.misurazione.celle import SAL, SEMAFORO, Tabelle, luce, nome_tabella, numero, scritto_e_misurato
from cruscotto.misurazione.dovuti import Dovuto
from cruscotto.misurazione.stato_dei_valori import STATI
from cruscotto.models import Rilevazione
from cruscotto.rilevazione.coda_revisione import Attesa, Coda, DaRivedere
from cruscotto.rilevazione.pagina_valori import ValoriDaInserire
from cruscotto.valori.campi import TITOLI, celle
from ente.fogli.celle import Cella, Tabella

# -- the office --------------------------------------------------------------------------------------------------------

TITOLI_VALORI = (
    *("Codice", "Indicatore", "Ufficio", "PIRA", "Target", "Periodo prima", "Valore come scritto", "Valore", "Unità"),
    *(SAL, SEMAFORO, "Stato", "Motivo della restituzione", *TITOLI, "Inserito da", "Inserito il"),
    *("Anno", "Periodo"),
)


def tabella_valori(anno: int, da_inserire: ValoriDaInserire | None, ufficio: str = "") -> Tabella:
    """The values that a person enters in a period, or those of one office; a line each."""
    voci = da_inserire.voci(ufficio) if da_inserire else []
    nome = nome_tabella("i-miei-valori", da_inserire.periodo if da_inserire else None, anno)
    suo = (anno, da_inserire.periodo.nome) if da_inserire else (anno, "")
    return Tabella(nome, TITOLI_VALORI, [(*_dovuto(voce), *suo) for voce in voci])


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
        *("; ".join(targets), voce.prima.testo if voce.prima else "", *scritto_e_misurato(v, indicatore.unita)),
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
    *("Evidenze", "Inserito da", "Inserito il", "Validato da", "Validato il", "Anno", "Periodo"),
)


def tabelle_revisione(anno: AnnoScelto, coda: Coda) -> Tabelle:
    """The queue, a line for each value and target; and what the offices still owe."""
    gruppi = {"Da guardare": coda.da_guardare, "Senza allerte": coda.pronti, "Già validati": coda.validati}
    nome = nome_tabella("revisione", anno.periodo, anno.ciclo.anno)
    suo = (anno.ciclo.anno, anno.periodo.nome if anno.periodo else "")
    return {
        "coda": lambda: Tabella(
            nome,
            TITOLI_CODA,
            [(*r, *suo) for gruppo, voci in gruppi.items() for v in voci for r in _da_rivedere(gruppo, v)],
        ),
        "attese": lambda: Tabella(
            nome_tabella("ancora-dagli-uffici", anno.periodo, anno.ciclo.anno),
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
            *(d.voce.prima.testo if d.voce.prima else "", *scritto_e_misurato(v, indicatore.unita)),
            *(sal or (None, None, "")),
            *(_si(d.neutralizzata), "; ".join(f"{a.nome}: {a.perche}" for a in d.avvisi), *celle(v)),
            *(d.evidenze, *_chi(v)),
            *(str(v.validata_da or ""), validato),
        )


# -- the close ---------------------------------------------------------------------------------------------------------
