"""The lists and the tables of the page of an indicator, to download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from django.utils import timezone

from contesto.numeri import essenziale
from cruscotto.consultazione.indicatore import RigaPeriodo, Scheda
from cruscotto.consultazione.operandi import NON_VISTO, OperandoVisto
from cruscotto.consultazione.storia_indicatore import leggi_storia
from cruscotto.misurazione.celle import SAL, SEMAFORO, luce, numero
from cruscotto.misurazione.colonne import GRUPPO, NUMERO, OBIETTIVO, con_i_livelli
from cruscotto.misurazione.livelli import posto_di, primo_livello
from cruscotto.models import Ciclo, ValoreAtteso
from cruscotto.valori.accumulati import CALCOLATA
from cruscotto.valori.campi import TITOLI, celle
from ente.fogli.celle import Cella, Tabella

Righe = list[tuple[Cella, ...]]
Scritta = tuple[tuple[str, ...], Righe]


def tabelle_indicatore(
    ciclo: Ciclo, scheda: Scheda, operandi: Sequence[OperandoVisto] = ()
) -> dict[str, Callable[[], Tabella]]:
    """The tables by name; the first is that of the values."""
    fatte: dict[str, Callable[[Scheda], Scritta]] = {
        "valori": _valori,
        "perche": _perche,
        "target": _target,
        "posti": _posti,
        "anni": _anni,
        "evidenze": _evidenze,
        "storia": _storia,
    }
    if operandi:
        fatte["operandi"] = lambda _: _operandi(operandi)

    def fai(nome: str) -> Tabella:
        titoli, righe = fatte[nome](scheda)
        return Tabella(f"{scheda.indicatore.codice}-{ciclo.anno}-{nome}", titoli, righe)

    return {nome: partial(fai, nome) for nome in fatte}


def _operandi(operandi: Sequence[OperandoVisto]) -> Scritta:
    righe: Righe = [(o.posto, o.codice, o.nome or NON_VISTO, o.detto) for o in operandi]
    return ("Operando", "Codice", "Indicatore", "Valore"), righe


def _valori(scheda: Scheda) -> Scritta:
    titoli: tuple[str, ...] = ("Periodo", "Valori al", "Valore come scritto", "Valore", "Unità", "Stato")
    titoli += (*TITOLI, "Perché non conta", "Avvisi")
    return titoli, [_valore(voce, scheda.indicatore.unita) for voce in scheda.periodi]


def _valore(voce: RigaPeriodo, unita: str) -> tuple[Cella, ...]:
    v = voce.valore
    testa = (voce.periodo.nome, voce.periodo.fine)
    if v is None:
        return (*testa, "", None, unita, voce.perche or "Non rilevato", *celle(None), "", "")
    return (
        *(*testa, v.testo, v.data or numero(essenziale(v.valore)), v.unita or unita),
        "Neutralizzato" if v.neutralizzata else "Calcolato" if v.stato == CALCOLATA else v.get_stato_display(),
        *(*celle(v), v.motivo_neutralizzazione),
        "; ".join(map(str, v.avvisi)),
    )


def _perche(scheda: Scheda) -> Scritta:
    titoli = ("Media", "Di", "Voce", SAL, "Peso", "Quota di peso", "Contributo (punti)", "Questa riga", "Perché fuori")
    righe: Righe = []
    for passo in scheda.perche.passi:
        righe += [
            (
                *(passo.dove.capitalize(), passo.nome, a.nome, numero(a.valore), numero(a.peso), numero(a.quota)),
                *(numero(a.contributo), "sì" if posto == passo.posto else "no", a.fuori),
            )
            for posto, a in enumerate(passo.addendi)
        ]
    return titoli, righe


def _target(scheda: Scheda) -> Scritta:
    titoli = ("Di", "Versione", "Target come scritto", "Target", "Unità", "In vigore", "Atto n.", "Atto del", "Motivo")
    righe = [
        (nome or "Tutte le righe", *_versione(a, scheda.indicatore.unita, a.pk in scheda.in_vigore))
        for nome, versioni in scheda.versioni
        for a in versioni
    ]
    return titoli, righe


def _versione(a: ValoreAtteso, unita: str, in_vigore: bool) -> tuple[Cella, ...]:
    valore = a.data or numero(essenziale(a.valore))
    return (
        *(a.versione, a.testo, valore, a.unita or unita, "sì" if in_vigore else "no"),
        *(a.atto_numero, a.atto_data, a.motivo),
    )


def _posti(scheda: Scheda) -> Scritta:
    titoli: tuple[str, ...] = (
        "Cruscotto",
        "Etichetta",
        "PIRA",
        GRUPPO,
        NUMERO,
        OBIETTIVO,
        "Programma",
    )
    titoli += ("Obiettivo operativo", "Target", "Consuntivo", "Peso", SAL, SEMAFORO, "Perché questo SAL")
    righe: Righe = []
    for posto in scheda.posti:
        r, nodo = posto.riga, posto.collocazione.nodo
        righe.append(
            (
                *(posto.cruscotto.titolo, r.etichetta, "sì" if r.pira else "no"),
                *(posto_di(nodo)[1], nodo.obiettivo.numero if nodo.obiettivo.nome else None, nodo.obiettivo.nome),
                *(r.programma, r.obiettivo_operativo, r.target, r.actual),
                *(numero(r.peso), numero(r.sal), luce(r.fascia), r.spiegazione),
            )
        )
    nodi = [posto.collocazione.nodo for posto in scheda.posti]
    livello = primo_livello(posto_di(n)[0] for n in nodi)
    letti, scritte = con_i_livelli(titoli, righe, livello, obiettivi=any(n.obiettivo.nome for n in nodi))
    return tuple(letti), scritte


def _anni(scheda: Scheda) -> Scritta:
    """Earlier years and the values of other bodies."""
    righe: Righe = [
        (s.anno, "Altri enti" if s.benchmark else "Questo ente", s.testo, numero(essenziale(s.valore)), s.fonte)
        for s in (*scheda.storico, *scheda.benchmark)
    ]
    return ("Anno", "Di chi", "Valore come scritto", "Valore", "Fonte"), righe


def _evidenze(scheda: Scheda) -> Scritta:
    righe: Righe = [
        (
            *(voce.valore.periodo.nome, voce.dove, e.nome, e.formato, e.dimensione or None, e.url),
            *(str(e.aggiunta_da or ""), timezone.make_naive(e.created_at)),
        )
        for voce in scheda.provati
        for e in voce.evidenze
    ]
    titoli = ("Periodo", "Solo per", "Evidenza", "Formato", "Byte", "Indirizzo", "Aggiunta da", "Aggiunta il")
    return titoli, righe


def _storia(scheda: Scheda) -> Scritta:
    righe: Righe = []
    for m in leggi_storia(scheda).momenti:
        quando = timezone.make_naive(m.quando)
        righe.append(
            (
                quando if m.ora else quando.date(),
                f"{m.cosa[:1].upper()}{m.cosa[1:]}",
                m.chi,
                "; ".join(m.dettagli),
                m.motivo,
            )
        )
    return ("Quando", "Che cosa", "Chi", "Dettagli", "Perché"), righe
