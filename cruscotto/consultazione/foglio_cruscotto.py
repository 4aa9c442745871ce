"""The rows of a scorecard as a sheet that one opens and goes on working with: numbers are numbers, dates are dates."""

from __future__ import annotations

from collections.abc import Sequence

from cruscotto.consultazione.filtri_cruscotto import STATI, RigaCollocata, stato_di
from cruscotto.misurazione.celle import Letti, letti, misurato, numero
from cruscotto.misurazione.colonne import GRUPPO, NUMERO, OBIETTIVO, SAL_GRUPPO, SAL_OBIETTIVO, con_i_livelli
from cruscotto.misurazione.confronto import Confronto
from cruscotto.misurazione.prospetto import Prospetto, Riga
from cruscotto.models import Ciclo, Cruscotto, Periodo
from ente.fogli.celle import Cella
from ente.fogli.scrittura import foglio


def nome_file(cruscotto: Cruscotto, formato: str) -> str:
    """Body, year and code of the scorecard: all of them slugs."""
    return f"cruscotto_{cruscotto.ciclo.ente.codice}_{cruscotto.ciclo.anno}_{cruscotto.codice}.{formato}"


def scrivi_foglio(
    formato: str,
    ciclo: Ciclo,
    periodo: Periodo | None,
    prospetto: Prospetto,
    posti: Sequence[RigaCollocata],
    confronto: Confronto | None,
    codice: str = "",
) -> bytes:
    """Some rows of a scorecard as a sheet in one of ``FORMATI``, one line a row, Italian headings of its levels. Year,
    period and ``codice`` of the scorecard bring it back where it came from."""
    righe = [_riga(ciclo, periodo, posto, confronto, codice) for posto in posti]
    titoli = [*TITOLI, f"SAL % – {confronto.nome}", "Differenza di SAL (punti)"] if confronto else list(TITOLI)
    titoli, righe = con_i_livelli(titoli, righe, prospetto.livello, obiettivi=prospetto.con_obiettivi)
    return foglio(formato, f"Cruscotto {ciclo.anno}", titoli, righe)


TITOLI = (
    "Anno",
    "Periodo",
    "Valori al",
    GRUPPO,
    SAL_GRUPPO,
    NUMERO,
    OBIETTIVO,
    SAL_OBIETTIVO,
    "Programma",
    "Obiettivo operativo",
    "Codice",
    "Indicatore",
    "PIRA",
    "Ufficio",
    "Peso",
    "Target come scritto",
    "Target",
    "Consuntivo come scritto",
    "Consuntivo",
    "Unità",
    "Scostamento",
    "Unità dello scostamento",
    "SAL %",
    "SAL % calcolato",
    "SAL % dichiarato",
    "Semaforo",
    "Stato del valore",
    "Causa dello scostamento",
    "Azione correttiva",
    "Allerte",
    "Proiezione a fine anno",
    "SAL % proiettato",
    "Ipotesi della proiezione",
    "Perché questo SAL",
    "Codice cruscotto",
)


def _riga(
    ciclo: Ciclo, periodo: Periodo | None, posto: RigaCollocata, confronto: Confronto | None, codice: str
) -> tuple[Cella, ...]:
    riga = posto.riga
    atteso, consuntivo = letti(riga)
    scarto, unita = _scostamento((atteso, consuntivo))
    valori: tuple[Cella, ...] = (
        ciclo.anno,
        periodo.nome if periodo else "",
        periodo.fine if periodo else None,
        posto.prospettiva.nome,
        numero(posto.prospettiva.media.valore),
        posto.obiettivo.numero if posto.obiettivo.nome else None,
        posto.obiettivo.nome,
        numero(posto.obiettivo.media.valore),
        riga.programma,
        riga.obiettivo_operativo,
        riga.codice,
        riga.etichetta,
        "sì" if riga.pira else "no",
        riga.ufficio,
        numero(riga.peso),
        riga.target,
        misurato(atteso),
        riga.actual,
        misurato(consuntivo),
        (atteso.unita if atteso else "") or riga.unita,
        scarto,
        unita,
        *_esiti(riga),
        codice,
    )
    if confronto is None:
        return valori
    variazione = confronto.righe[riga.collocazione]
    return (*valori, numero(variazione.prima), variazione.punti)


def _esiti(riga: Riga) -> tuple[Cella, ...]:
    proiezione = riga.proiezione
    return (
        numero(riga.sal),
        numero(riga.sal_calcolato),
        numero(riga.sal_dichiarato),
        riga.fascia.nome if riga.fascia else "Non rilevato",
        STATI[stato_di(riga)],
        riga.motivo,
        riga.azione,
        "; ".join(f"{a.nome}: {a.perche}" for a in riga.allerte),
        numero(proiezione.valore) if proiezione else None,
        numero(proiezione.sal) if proiezione else None,
        proiezione.ipotesi if proiezione else "",
        riga.spiegazione,
    )


def _scostamento(detti: Letti) -> tuple[Cella, str]:
    """Actual less target, as a number with its unit; days for dates."""
    atteso, consuntivo = detti
    if atteso is None or consuntivo is None:
        return None, ""
    if atteso.valore is not None and consuntivo.valore is not None:
        unita = atteso.unita or consuntivo.unita
        return numero(consuntivo.valore - atteso.valore), "punti" if unita == "%" else unita
    if atteso.data and consuntivo.data:
        return (consuntivo.data - atteso.data).days, "giorni"
    return None, ""
