"""The blocks of the OIV's documents: what was examined, counted, judged and concluded, from the frozen examination."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from relazione.documento.blocchi import Blocco, Conteggio, Prosa, Semplice
from relazione.documento.genere import Manca
from relazione.documento.testo import Nodo, Tipo
from relazione.fotografia import CriterioFoto, EsameFoto, Fotografia

CIFRA = re.compile(r"[\d.,%]+")
RIENTRO = "– "
"""Before a part of the figure above it."""
NON_COMINCIATO = "l'esame non è cominciato: apritelo dalla pagina «Validazione»"
PRECEDENTE = (
    "Riferita all'edizione precedente: dopo l'edizione n. {numero} della Relazione ne è stata approvata un'altra, che "
    "questo documento non riguarda."
)


def _esame(foto: Fotografia) -> EsameFoto:
    if foto.esame is None:
        raise Manca(NON_COMINCIATO)
    return foto.esame


def _giudicati(foto: Fotografia) -> EsameFoto:
    esame = _esame(foto)
    mancano = [f"{c.lettera})" for c in esame.criteri if not c.giudizio]
    if mancano:
        criteri = "il criterio" if len(mancano) == 1 else "i criteri"
        raise Manca(f"giudicate {criteri} {', '.join(mancano)} nella pagina «Validazione»")
    return esame


def _criterio_di(foto: Fotografia, codice: str) -> CriterioFoto | None:
    return next((c for c in _esame(foto).criteri if c.codice == codice), None)


def codici(foto: Fotografia) -> Iterable[tuple[str, str]]:
    """The criteria of the examination: what a picker lists."""
    return [(c.codice, c.titolo) for c in foto.esame.criteri] if foto.esame else []


def esame(foto: Fotografia, _: str) -> tuple[Blocco, ...]:
    """What was examined: the edition, known by its hash; first of all that a later one has come, if it has."""
    e = _esame(foto)
    righe = (
        ("Relazione", f"edizione n. {e.edizione}"),
        ("Atto di approvazione", e.atto),
        ("Sigillata il", f"{e.sigillata_il:%d/%m/%Y}"),
        ("Impronta SHA-256 del manifesto", e.impronta),
        ("Conti fatti il", f"{e.contato_il:%d/%m/%Y}"),
        ("Esito", f"{e.esito}, {e.concluso_il:%d/%m/%Y}" if e.concluso_il else "Esame in corso"),
        *((("Separazione dei compiti", f"Chi ha validato {e.separazione}."),) if e.separazione else ()),
    )
    tavola = Blocco("semplice", Semplice(("Che cosa", "Quale"), righe), "La Relazione esaminata", Conteggio.TABELLA)
    avviso = (
        (Blocco("avviso", PRECEDENTE.format(numero=e.edizione), ancora="esame precedente"),) if e.precedente else ()
    )
    return (*avviso, Blocco(tavola.tipo, tavola.dati, tavola.titolo, tavola.conteggio, ancora="esame"))


def giudizi(foto: Fotografia, _: str) -> Blocco:
    """The judgement on each criterion, in a table."""
    righe = tuple((f"{c.lettera}) {c.titolo}", c.giudizio) for c in _giudicati(foto).criteri)
    return Blocco("semplice", Semplice(("Criterio", "Giudizio"), righe), "I criteri e i giudizi", Conteggio.TABELLA)


def criterio(foto: Fotografia, codice: str) -> tuple[Blocco, ...]:
    """A criterion whole: what it asks, what was counted, the judgement and why, what was observed and answered."""
    trovato = _criterio_di(foto, codice)
    if trovato is None:
        raise Manca(f"il criterio «{codice}» non c'è nell'esame: togliete il richiamo")
    if not trovato.giudizio:
        raise Manca(f"giudicate il criterio {trovato.lettera}) nella pagina «Validazione»")
    domanda = _prosa([Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.CORSIVO, testo=trovato.domanda),))], f"criterio {codice}")
    tavola = (_tavola(trovato, f"conti {codice}"),) if trovato.conti else ()
    return (domanda, *tavola, _prosa(_giudizio(trovato), f"giudizio {codice}"))


def conti(foto: Fotografia, codice: str) -> Blocco:
    """What was counted for a criterion, alone."""
    trovato = _criterio_di(foto, codice)
    if trovato is None:
        return Blocco("avviso", "L'ente non usa questo criterio.")
    return _tavola(trovato) if trovato.conti else Blocco("avviso", "Per questo criterio non si conta nulla.")


def conclusione(foto: Fotografia, _: str) -> Blocco:
    """How the examination ended; that it has not, while it is whole and the act has not been done."""
    e = _giudicati(foto)
    if not e.esito:
        return Blocco("avviso", "L'esame non è ancora concluso: la conclusione si scrive con l'atto.")
    detta = f"La Relazione sulla performance {foto.anno}, edizione n. {e.edizione}, è {e.esito.lower()}."
    return _prosa([Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.FORTE, testo=detta),)), *_capoversi(e.conclusioni)])


def osservazioni(foto: Fotografia, _: str) -> Blocco:
    """All that was observed, with what was answered: of each criterion, then of the whole."""
    e = _giudicati(foto)
    nodi: list[Nodo] = []
    for c in e.criteri:
        if c.osservazioni or c.risposte:
            nodi.append(Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.FORTE, testo=f"{c.lettera}) {c.titolo}."),)))
            nodi += _osservato(c)
    for osservata, risposta in e.osservazioni:
        nodi += [*_con_nome("Osservazione", osservata), *_con_nome("Risposta dell'ente", risposta)]
    return _prosa(nodi) if nodi else Blocco("avviso", "L'Organismo non ha fatto osservazioni.")


def _tavola(c: CriterioFoto, ancora: str = "") -> Blocco:
    righe = tuple((f"{RIENTRO}{k.nome}" if k.nome.startswith("di cui") else k.nome, k.testo) for k in c.conti)
    numeriche = (1,) if all(CIFRA.fullmatch(testo) for _, testo in righe) else ()
    dati = Semplice(("Che cosa si è contato", "Quanto"), righe, numeriche)
    return Blocco("semplice", dati, f"Evidenze – {c.titolo}", Conteggio.TABELLA, ancora=ancora)


def _giudizio(c: CriterioFoto) -> Iterator[Nodo]:
    yield Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.TESTO, testo="Giudizio: "), Nodo(Tipo.FORTE, testo=f"{c.giudizio.lower()}.")))
    yield from _capoversi(c.motivo)
    yield from _osservato(c)


def _osservato(c: CriterioFoto) -> Iterator[Nodo]:
    if c.osservazioni:
        yield from _con_nome("Osservazioni", c.osservazioni)
    for _, risposta in c.risposte:
        yield from _con_nome("Risposta dell'ente", risposta)


def _con_nome(nome: str, testo: str) -> Iterator[Nodo]:
    """Paragraphs, the first of which says what they are."""
    primo, *altri = _capoversi(testo) or (Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.TESTO, testo="nessuna."),)),)
    yield Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.CORSIVO, testo=f"{nome}: "), *primo.figli))
    yield from altri


def _capoversi(testo: str) -> tuple[Nodo, ...]:
    """What a person wrote as plain paragraphs: no mark of it is read."""
    righe = [r.strip() for r in testo.splitlines() if r.strip()]
    return tuple(Nodo(Tipo.PARAGRAFO, (Nodo(Tipo.TESTO, testo=r),)) for r in righe)


def _prosa(nodi: Iterable[Nodo], ancora: str = "") -> Blocco:
    return Blocco("testo", Prosa(tuple(nodi)), ancora=ancora)
