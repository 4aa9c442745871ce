"""Every block with a table as plain rows of words: for the formats that lay out tables by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from relazione.documento.blocchi import Blocco


@dataclass(frozen=True, slots=True)
class TabellaPiana:
    """Headings and rows, all as long; without headings the rows are lines of text."""

    colonne: tuple[str, ...]
    righe: tuple[tuple[str, ...], ...]
    titolo: str = ""
    note: tuple[str, ...] = ()


def in_tabella(blocco: Blocco) -> tuple[TabellaPiana, ...]:
    """The tables of a block; none for what has no rows."""
    fai = TABELLE.get(blocco.tipo)
    tabelle = tuple(t for t in fai(blocco.dati) if t.righe) if fai else ()
    return tuple(_con_testata(t, blocco.testata) for t in tabelle) if blocco.testata else tabelle


def _con_testata(t: TabellaPiana, testata: str) -> TabellaPiana:
    """A table by prospettiva with its first column called as the cycle calls it."""
    if not t.colonne or not t.colonne[0].startswith("Prospettiva"):
        return t
    titolo = t.titolo.replace("per prospettiva", f"per {testata.lower()}")
    return replace(t, colonne=(testata, *t.colonne[1:]), titolo=titolo)


def _tavola(dati: Any) -> tuple[TabellaPiana, ...]:
    foto = dati.tavola
    colonne = tuple(" / ".join(t for t in (c.livello_superiore, c.etichetta) if t) for c in foto.colonne)
    note = (*foto.note, f"Fonte: {foto.fonte}") if foto.fonte else foto.note
    return (TabellaPiana(colonne, tuple(r.celle for r in foto.righe), note=note),)


def _semplice(dati: Any) -> tuple[TabellaPiana, ...]:
    return (TabellaPiana(dati.colonne, dati.righe, note=dati.note),)


def _bilancio(dati: Any) -> tuple[TabellaPiana, ...]:
    colonne = ("Voci di oneri, proventi e investimento", "Preventivo", "Aggiornamento", "Consuntivo", "Differenza")
    vuote = ("",) * 4
    return (TabellaPiana(colonne, tuple((r.etichetta, *(vuote if r.vuota else r.importi)) for r in dati)),)


def _interventi(dati: Any) -> tuple[TabellaPiana, ...]:
    righe: list[tuple[str, str]] = []
    for g in dati.gruppi:
        righe += [(g.obiettivo, ""), *g.righe, ("Totale dell'obiettivo", g.totale)]
    righe.append(("Totale degli interventi economici", dati.totale))
    return (TabellaPiana(("Intervento", "Importo"), tuple(righe)),)


def _criticita(dati: Any) -> tuple[TabellaPiana, ...]:
    colonne = ("Prospettiva", "Criticità", "Opportunità", "Azioni correttive")
    righe = tuple((c.etichetta, *("\n".join(v) for v in (c.criticita, c.opportunita, c.azioni))) for c in dati)
    return (TabellaPiana(colonne, righe),)


def _sal(cella: Any) -> str:
    return f"{cella.testo} {cella.fascia.nome if cella.fascia else 'Non rilevato'}"


def _sintesi(dati: Any) -> tuple[TabellaPiana, ...]:
    return (TabellaPiana(("Prospettiva e obiettivo strategico", "SAL"), tuple((r.testo, _sal(r.sal)) for r in dati)),)


def _scostamenti(dati: Any) -> tuple[TabellaPiana, ...]:
    colonne = ("Indicatore", "Target", "Consuntivo", "SAL", "Motivo")
    righe = tuple(
        (
            s.riga.etichetta,
            s.riga.target,
            s.riga.actual,
            f"{_sal(s.sal)}{f' (dichiarato; dal calcolo: {s.calcolato})' if s.dichiarato else ''}",
            s.motivo,
        )
        for g in dati
        for s in g.righe
    )
    return (TabellaPiana(colonne, righe),)


def _sguardo(dati: Any) -> tuple[TabellaPiana, ...]:
    altri = (f"Altri {dati.altri} indicatori sono sotto il target.",) if dati.altri else ()
    return (
        TabellaPiana((), tuple((c.valore, c.etichetta) for c in dati.cifre)),
        TabellaPiana(
            ("Prospettiva", "SAL"),
            tuple((p.testo, _sal(p.sal)) for p in dati.prospettive),
            "Il SAL dell'ente per prospettiva",
        ),
        TabellaPiana(
            ("Cruscotto", "SAL", *dati.giudizi),
            tuple((c.titolo, _sal(c.sal), *map(str, c.conteggi)) for c in dati.cruscotti),
            "I cruscotti organizzativi: SAL e numero di indicatori per giudizio",
        ),
        TabellaPiana(
            ("Indicatore", "Target", "Consuntivo", "SAL"),
            tuple((r.etichetta, r.target, r.actual, _sal(r.sal)) for r in dati.sotto),
            "Gli indicatori più lontani dal target",
            altri,
        ),
    )


def _documenti(dati: Any) -> tuple[TabellaPiana, ...]:
    return (TabellaPiana(("Documento", "Atto", "Indirizzo"), tuple((d.titolo, d.atto, d.url) for d in dati)),)


def _cruscotto(dati: Any, *, con_esito: bool = True) -> tuple[TabellaPiana, ...]:
    colonne = ("Programma", "Obiettivo operativo", "Indicatore", "Target")[0 if dati.con_programmi else 2 :]
    tabelle = []
    for p in dati.prospettive:
        for q in p.riquadri:
            righe = []
            for g in q.gruppi:
                for r in g:
                    indicatore = (
                        f"{r.riga.etichetta}{' (PIRA)' if r.riga.pira else ''}{f' [{r.nota}]' if r.nota else ''}"
                    )
                    programma = (r.riga.programma, r.riga.obiettivo_operativo) if dati.con_programmi else ()
                    riga = (*programma, indicatore, r.riga.target)
                    righe.append((*riga, r.riga.actual, _sal(r.sal)) if con_esito else riga)
            titolo = f"{'. '.join(filter(None, (p.nome, q.obiettivo)))}{f': {_sal(q.sal)}' if con_esito else ''}"
            tabelle.append(TabellaPiana((*colonne, *(("Actual", "SAL") if con_esito else ())), tuple(righe), titolo))
    return tuple(tabelle)


def _legenda(dati: Any) -> tuple[TabellaPiana, ...]:
    return (TabellaPiana(("Semaforo", "Quando"), tuple((v.fascia.nome, v.intervallo) for v in dati)),)


def _risultati(dati: Any) -> tuple[TabellaPiana, ...]:
    righe: list[tuple[str, ...]] = [(c.cifra, c.etichetta) for c in dati.cifre]
    righe += [(p,) for p in dati.punti]
    righe += [(f"{g.etichetta}: {'; '.join(g.elementi)}",) for g in dati.gruppi]
    for e in dati.esiti:
        dove = f"Prospettiva: {e.prospettiva}" if e.prospettiva else ""
        parti = [e.etichetta, dove, f"SAL: {e.sal_pubblicato}" if e.sal_pubblicato else ""]
        righe.append(("; ".join(p for p in (*parti, *e.elementi, e.servizi) if p),))
    return (TabellaPiana((), tuple(righe)),)


def _firme(dati: Any) -> tuple[TabellaPiana, ...]:
    rigo = "_" * 24
    return (TabellaPiana((), ((f"Luogo e data: {rigo}",), *((f"{ruolo}: {rigo}",) for ruolo in dati.ruoli))),)


TABELLE: Mapping[str, Callable[[Any], tuple[TabellaPiana, ...]]] = {
    "tavola": _tavola,
    "semplice": _semplice,
    "bilancio": _bilancio,
    "interventi": _interventi,
    "criticita": _criticita,
    "sguardo": _sguardo,
    "sintesi_prospettive": _sintesi,
    "scostamenti": _scostamenti,
    "documenti": _documenti,
    "cruscotto": _cruscotto,
    "piano": lambda dati: _cruscotto(dati, con_esito=False),
    "legenda": _legenda,
    "risultati": _risultati,
    "firme": _firme,
}
