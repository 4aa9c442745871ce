"""Sentences computed from the data that a section shows, offered as drafts: a person reads them and accepts them. Pure.

They say what the data say, with recalls inside, so that the figures follow; never a cause, never a judgement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from contesto.bilancio import scostamenti as del_bilancio
from cruscotto.misurazione.livelli import PROSPETTIVE
from cruscotto.misurazione.prospetto import Prospetto, Riga
from relazione.documento.cifre_proposte import blocchi_propri, e_riservata
from relazione.documento.confronti import ANNO, a_confronto, parti, percorso, secondo
from relazione.documento.genere import Manca
from relazione.documento.giudizi import giudizi, giudizio
from relazione.documento.griglie import Dato
from relazione.documento.repertorio import Repertorio
from relazione.documento.richiami import FIGURE, valuta
from relazione.documento.rimandi import separa
from relazione.documento.tabelle import per_obiettivo, somma
from relazione.fotografia import Fotografia

PEGGIORI = 5
RIGHE = 6
RICHIAMO = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
PIENO = Decimal(100)


@dataclass(frozen=True, slots=True)
class FraseProposta:
    """A draft: ``di_che`` says in few words what it speaks of, ``testo`` is Markdown with recalls, ``stampata`` what it
    reads now."""

    di_che: str
    testo: str
    stampata: str


def frasi_proposte(foto: Fotografia, codice_sezione: str) -> list[FraseProposta]:
    """The sentences that the data of a section suggest, by the blocks that it prints; none for a section without any.

    What only the full edition has is named in reserved sections only: for who may not read them, give the public
    snapshot.
    """
    sezione = next((s for s in foto.sezioni if s.codice == codice_sezione), None)
    if sezione is None:
        return []
    repertorio = Repertorio(foto)
    riservata = e_riservata(foto, codice_sezione)
    frasi = []
    for nome, codice in dict.fromkeys(blocchi_propri(sezione.testo, foto)):
        fai = GENERI_DI_FRASE.get(nome)
        if fai is None or (nome == "cruscotto" and not riservata and _individuale(foto, codice)):
            continue
        for di_che, testo in fai(repertorio, codice, riservata):
            try:
                frasi.append(FraseProposta(di_che, testo, _stampata(repertorio, testo)))
            except Manca:
                continue  # a value that is not there yet makes no sentence
    return frasi


def _stampata(repertorio: Repertorio, testo: str) -> str:
    def sostituisci(trovato: re.Match[str]) -> str:
        nome, argomento = separa(trovato[1])
        return valuta(repertorio, nome, argomento) if nome in FIGURE else trovato[0]

    return RICHIAMO.sub(sostituisci, testo)


def _individuale(foto: Fotografia, codice: str) -> bool:
    return any(p.codice == codice and p.tipo == "individuale" for p in foto.prospetti)


Coppie = Iterator[tuple[str, str]]

# -- scorecards --------------------------------------------------------------------------------------------------------


def _cruscotto(repertorio: Repertorio, codice: str, _: bool) -> Coppie:
    prospetto = next((p for p in repertorio.foto.prospetti if p.codice == codice), None)
    if prospetto is None or not prospetto.righe:
        return
    yield "Il SAL e i giudizi", f"{_sal(prospetto)} {_giudizi(repertorio.foto, prospetto)}".strip()
    confronto = _estremi(prospetto)
    if confronto:
        livello = prospetto.livello or PROSPETTIVE
        yield f"{livello.la[:1].upper()}{livello.la[1:]} più avanti e la più indietro", confronto
    yield "Gli indicatori sotto il target", _sotto_il_target([(prospetto, r) for r in prospetto.righe])


def _sal(prospetto: Prospetto) -> str:
    if prospetto.media.valore is None:
        return f"Il cruscotto ha {{{{ conta {prospetto.codice} }}}} indicatori."
    return (
        f"Il SAL del cruscotto «{prospetto.titolo}» è {{{{ sal {prospetto.codice} }}}}, "
        f"su {{{{ conta {prospetto.codice} }}}} indicatori."
    )


def _giudizi(foto: Fotografia, prospetto: Prospetto) -> str:
    """How many indicators each light has, for the lights that some have."""
    trovati = {giudizio(r, foto.misura) for r in prospetto.righe}
    parti = [
        f"{{{{ conta {prospetto.codice} > {codice} }}}} «{nome}»"
        for codice, nome in giudizi(foto.misura).items()
        if codice in trovati
    ]
    return f"Per giudizio: {_elenco(parti)}." if parti else ""


def _estremi(prospetto: Prospetto) -> str:
    misurate = [p for p in prospetto.prospettive if p.nome and p.media.valore is not None]
    valori = [p.media.valore for p in misurate if p.media.valore is not None]
    if len(misurate) < 2 or min(valori) == max(valori):
        return ""
    alte = [p for p in misurate if p.media.valore == max(valori)]
    basse = [p for p in misurate if p.media.valore == min(valori)]

    alto, basso = (
        f"{_elenco([p.nome for p in prime])} ({{{{ sal {prospetto.codice} > {prime[0].codice} }}}})"
        for prime in (alte, basse)
    )
    return f"Il SAL più alto è di {alto}, il più basso di {basso}."


def _sotto_il_target(righe: Iterable[tuple[Prospetto, Riga]]) -> str:
    misurate = [(p, r) for p, r in righe if r.sal is not None]
    sotto = {r.codice: (p, r) for p, r in reversed(misurate) if r.sal is not None and r.sal < PIENO}
    if not sotto:
        return "Nessun indicatore con un consuntivo è sotto il target."
    peggiori = sorted(sotto.values(), key=lambda v: (v[1].sal or Decimal(0), v[1].codice))[:PEGGIORI]
    voci = [
        f"- {r.etichetta}: consuntivo {{{{ consuntivo {p.codice} > {r.codice} }}}} contro un target di "
        f"{{{{ target {p.codice} > {r.codice} }}}}, SAL {{{{ sal {p.codice} > {r.codice} }}}}"
        for p, r in peggiori
    ]
    testa = "Sotto il target:" if len(sotto) <= PEGGIORI else f"I {PEGGIORI} indicatori più lontani dal target:"
    return "\n".join([testa, "", *(f"{v};" for v in voci[:-1]), f"{voci[-1]}."])


def _scostamenti(repertorio: Repertorio, _: str, __: bool) -> Coppie:
    righe = [(p, r) for p in repertorio.foto.prospetti if p.tipo != "individuale" for r in p.righe]
    if any(r.sal is not None for _, r in righe):
        yield (
            "Quanti sono sotto il target",
            "Gli indicatori dei cruscotti organizzativi sotto il target sono {{ conta sotto-il-target }}.",
        )
        yield "I più lontani dal target", _sotto_il_target(righe)


# -- tables ------------------------------------------------------------------------------------------------------------


def _tavola(repertorio: Repertorio, codice: str, riservata: bool) -> Coppie:
    try:
        griglia = repertorio.griglia(codice)
    except Manca:
        return
    nascosti = {d.richiamo for d in repertorio.dati if d.riservato and d.blocco == ("tavola", codice)}
    dati = [d for d in griglia.celle.values() if d.valore is not None and (riservata or d.richiamo not in nascosti)]
    andamenti = [f"- {a}" for a in _andamenti(dati)][:RIGHE]
    if andamenti:
        yield f"Gli ultimi due anni: {griglia.titolo}", "\n".join(andamenti)
    confrontati = a_confronto(dati)
    if confrontati is not None:
        (uno, due), coppie = confrontati
        confronti = [f"- {_confronto(nomi, uno, due, a, b)}" for nomi, a, b in coppie][:RIGHE]
        yield f"{uno} e {due} a confronto: {griglia.titolo}", "\n".join(confronti)


def _andamenti(dati: Iterable[Dato]) -> Iterator[str]:
    """Of each series with years, from the last but one to the last."""
    serie: dict[tuple[str, ...], dict[str, Dato]] = {}
    for d in dati:
        della_cella = parti(d)
        anni = [p for p in della_cella if ANNO.match(p)]
        if len(anni) == 1:
            serie.setdefault(tuple(p for p in della_cella if p != anni[0]), {})[anni[0]] = d
    for nomi, per_anno in serie.items():
        prima, dopo = per_anno.get("anno-1"), per_anno.get("anno")
        if prima is None or dopo is None or prima.valore is None or dopo.valore is None:
            continue
        cambio = f"{percorso(prima)}; {secondo(prima, dopo)}"
        if prima.percento or prima.unita == "%":
            quanto = f" ({{{{ differenza {cambio} (con segno) }}}} punti percentuali)"
        else:
            quanto = f" ({{{{ variazione {cambio} (con segno) }}}})" if prima.valore else ""
        if prima.valore == dopo.valore:
            quanto = ""
        yield (
            f"{', '.join(nomi) or 'Il valore'}: {{{{ {prima.richiamo} }}}}{_segno(prima)} nel {{{{ anno-1 }}}}, "
            f"{{{{ {dopo.richiamo} }}}}{_segno(dopo)} nel {{{{ anno }}}}{quanto}."
        )


def _segno(dato: Dato) -> str:
    """The unit of a number printed without its own."""
    return "%" if dato.unita == "%" and not dato.percento else ""


def _confronto(di_che: str, uno: str, due: str, a: Dato, b: Dato) -> str:
    testa = f"{di_che}: " if di_che else ""
    punti = " punti percentuali" if a.percento or a.unita == "%" else ""
    return (
        f"{testa}{uno} {{{{ {a.richiamo} }}}}{_segno(a)}, {due} {{{{ {b.richiamo} }}}}{_segno(b)}; la differenza è "
        f"{{{{ differenza {percorso(a)}; {secondo(a, b)} (senza segno) }}}}{punti}."
    )


# -- money -------------------------------------------------------------------------------------------------------------


def _bilancio(repertorio: Repertorio, _: str, __: bool) -> Coppie:
    voci = repertorio.foto.bilancio
    risultato = next((v for v in voci if v.codice == "RISULTATO"), None)
    if risultato is not None and risultato.consuntivo is not None:
        nome = "avanzo" if risultato.consuntivo >= 0 else "disavanzo"
        quanto = "{{ cella bilancio > RISULTATO > consuntivo (senza segno) }}"
        frase = f"L'esercizio si chiude con un {nome} di {quanto} euro"
        if risultato.differenza:
            verso = "in più" if risultato.differenza > 0 else "in meno"
            frase += (
                f", {{{{ cella bilancio > RISULTATO > differenza (senza segno) }}}} euro {verso} dell'aggiornamento"
            )
        yield "Il risultato dell'esercizio", f"{frase}."
    mosse = [
        f"- {v.nome}: consuntivo {{{{ cella bilancio > {v.codice} > consuntivo (senza segno) }}}} euro, differenza "
        f"{{{{ cella bilancio > {v.codice} > differenza (con segno) }}}} euro dall'aggiornamento"
        for v in del_bilancio(voci)
    ]
    if mosse:
        righe = [*(f"{m};" for m in mosse[:-1]), f"{mosse[-1]}."]
        yield "Le voci più lontane dall'aggiornamento", "\n".join(righe)


def _interventi(repertorio: Repertorio, _: str, __: bool) -> Coppie:
    gruppi = per_obiettivo(repertorio.foto.interventi)
    if not gruppi:
        return
    _, voci = max(gruppi, key=lambda g: somma(g[1]))
    quale = f"obiettivo {voci[0].obiettivo}"
    yield (
        "Quanto e per che cosa",
        "Gli interventi economici sono {{ conta interventi }}, per {{ cella interventi > totale }} euro. La parte "
        f"maggiore è dell'{quale}: {{{{ cella interventi > {quale} }}}} euro, "
        f"{{{{ quota interventi > {quale} > importo; totale > importo }}}} del totale.",
    )


def _elenco(parti: list[str]) -> str:
    return parti[0] if len(parti) == 1 else f"{', '.join(parti[:-1])} e {parti[-1]}"


GENERI_DI_FRASE: Mapping[str, Callable[[Repertorio, str, bool], Coppie]] = {
    "cruscotto": _cruscotto,
    "scostamenti": _scostamenti,
    "tavola": _tavola,
    "bilancio": _bilancio,
    "interventi": _interventi,
}
"""The sentences by the kind of what is shown."""
