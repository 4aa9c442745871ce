"""The kinds of block that a narrative can recall: ``[[tavola CODICE]]``, ``[[albero]]``, ``[[riquadro: …]]``.

Each kind says here what it needs, what it shows, what is missing when it cannot, its alternative text and its table for
the open data. The editor offers what stands here; the manual lists it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from contesto.grafici import Grafico
from contesto.stampa import impagina
from cruscotto.prospetto import Prospetto, Riga
from cruscotto.resources import numero
from cruscotto.sal import Stato
from cruscotto.struttura import Struttura
from relazione.documento import alternative, cruscotti, figure, tabelle
from relazione.documento.blocchi import Aperti, Blocco, Conteggio, Disegno, Firme, Semplice
from relazione.fotografia import Fotografia, PiraFoto
from relazione.fotografia.riservatezza import PERSONALE


class Manca(Exception):
    """The data of a block are not there; the message says what to do, in Italian, as the end of a sentence."""


class Argomento(StrEnum):
    """What a recall is followed by."""

    NIENTE = "niente"
    CODICE = "codice"
    TESTO = "testo"


Codici = Callable[[Fotografia], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Genere:
    """A kind of block. ``costruisci`` makes the block, not yet numbered, or raises ``Manca``; more blocks say in
    ``ancora`` by which recall each would be made alone. ``codici`` are those that
    the document has, each with its title: what a picker lists."""

    nome: str
    che_cosa: str
    costruisci: Callable[[Fotografia, str], Blocco | tuple[Blocco, ...]]
    argomento: Argomento = Argomento.NIENTE
    codici: Codici | None = None


# -- context -----------------------------------------------------------------------------------------------------------


def _tavola(foto: Fotografia, codice: str) -> Blocco:
    tavola = next((t for t in foto.tavole if t.codice == codice), None)
    if tavola is None:
        raise Manca(f"la tavola «{codice}» non c'è fra quelle del {foto.anno}: caricatela, o togliete il richiamo")
    colonne = tuple(" / ".join(t for t in (c.livello_superiore, c.etichetta) if t) for c in tavola.colonne)
    aperti = Aperti(codice, tavola.titolo, colonne, tuple(r.celle for r in tavola.righe))
    return Blocco("tavola", impagina(tavola), tavola.titolo, Conteggio.TABELLA, aperti=aperti)


def _grafico(foto: Fotografia, codice: str) -> Blocco:
    grafico = next((g for g in foto.grafici if g.codice == codice), None)
    if grafico is None:
        raise Manca(f"il grafico «{codice}» non c'è fra quelli del {foto.anno}: caricatelo, o togliete il richiamo")
    return _figura(grafico.grafico, grafico.titolo)


CONTESTO = "contesto"


def _tavole(foto: Fotografia, tema: str) -> tuple[Blocco, ...]:
    """All the tables of a theme, each with its charts; of ``contesto``, all but those of the personnel."""
    scelte = [t for t in foto.tavole if t.tema == tema or (tema == CONTESTO and t.tema != PERSONALE)]
    if not scelte:
        raise Manca(f"il {foto.anno} non ha tavole sul tema «{tema}»: caricatele, o togliete il richiamo")
    blocchi = []
    for tavola in scelte:
        blocchi.append(replace(_tavola(foto, tavola.codice), ancora=f"tavola {tavola.codice}"))
        blocchi += [
            replace(_grafico(foto, g.codice), ancora=f"grafico {g.codice}")
            for g in foto.grafici
            if g.tavola == tavola.codice
        ]
    return tuple(blocchi)


def _figura(dati: Grafico | Disegno, titolo: str) -> Blocco:
    if isinstance(dati, Grafico):
        dati = replace(dati, alternativa=alternative.del_grafico(dati, titolo))
        return Blocco("figura", dati, titolo, Conteggio.FIGURA, alternativa=dati.alternativa)
    return Blocco("figura", dati, titolo, Conteggio.FIGURA, alternativa=figure.alternativa(dati))


# -- the core's drawings -----------------------------------------------------------------------------------------------


def _disegno(quale: str, titolo: str) -> Callable[[Fotografia, str], Blocco]:
    def costruisci(foto: Fotografia, _: str) -> Blocco:
        _esige_albero(foto.albero, foto.anno)
        return _figura(Disegno(quale, figure.quadro(foto)), titolo.format(anno=foto.anno))

    return costruisci


def _esige_albero(albero: Struttura, anno: int) -> None:
    if not albero.prospettive or not albero.nodi:
        raise Manca(f"il {anno} non ha ancora prospettive con i loro obiettivi: definite l'albero della performance")


# -- money -------------------------------------------------------------------------------------------------------------


def _esige_bilancio(foto: Fotografia) -> None:
    if not foto.bilancio:
        raise Manca(f"il bilancio del {foto.anno} non c'è: caricatelo")


def _esige_interventi(foto: Fotografia) -> None:
    if not foto.interventi:
        raise Manca(f"gli interventi economici del {foto.anno} non ci sono: caricateli")


def _bilancio(foto: Fotografia, _: str) -> Blocco:
    _esige_bilancio(foto)
    titolo = f"Preventivo, aggiornamento e consuntivo {foto.anno} (euro)"
    colonne = ("codice", "voce", "preventivo", "aggiornamento", "consuntivo", "differenza")
    righe = tuple((v.codice, v.etichetta, *(numero(i) for i in v.importi)) for v in foto.bilancio)
    aperti = Aperti("bilancio", titolo, colonne, righe)
    return Blocco("bilancio", tabelle.bilancio(foto), titolo, Conteggio.TABELLA, aperti=aperti)


def _grafico_bilancio(foto: Fotografia, _: str) -> Blocco:
    _esige_bilancio(foto)
    titolo = f"Proventi e oneri correnti: preventivo, aggiornamento e consuntivo {foto.anno}"
    return _figura(figure.bilancio(foto), titolo)


def _interventi(foto: Fotografia, _: str) -> Blocco:
    _esige_interventi(foto)
    titolo = f"Interventi economici {foto.anno} per obiettivo strategico (euro)"
    righe = tuple((i.etichetta_obiettivo, i.descrizione, numero(i.importo)) for i in foto.interventi)
    aperti = Aperti("interventi", titolo, ("obiettivo", "intervento", "importo"), righe)
    return Blocco("interventi", tabelle.interventi(foto), titolo, Conteggio.TABELLA, aperti=aperti)


def _grafico_interventi(foto: Fotografia, _: str) -> Blocco:
    _esige_interventi(foto)
    return _figura(figure.interventi(foto), f"Interventi economici {foto.anno} per obiettivo strategico")


# -- results -----------------------------------------------------------------------------------------------------------


def _prospetto(foto: Fotografia, codice: str) -> Prospetto:
    prospetto = next((p for p in foto.prospetti if p.codice == codice), None)
    if prospetto is None:
        raise Manca(f"il cruscotto «{codice}» non c'è nel {foto.anno}: correggete il codice, o togliete il richiamo")
    if not prospetto.righe:
        raise Manca(f"il cruscotto «{prospetto.titolo}» non ha ancora indicatori: collocateli")
    return prospetto


def _cruscotto(foto: Fotografia, codice: str) -> Blocco:
    prospetto = _prospetto(foto, codice)
    return Blocco("cruscotto", cruscotti.cruscotto(prospetto, foto.misura))


def _piano(foto: Fotografia, codice: str) -> Blocco:
    prospetto = _prospetto(foto, codice)
    colonne = ("obiettivo", "programma", "obiettivo_operativo", "indicatore", "target")
    righe = tuple(
        (f"{o.numero}. {o.nome}", r.programma, r.obiettivo_operativo, r.etichetta, r.target)
        for p in prospetto.prospettive
        for o in p.obiettivi
        for r in o.righe
    )
    aperti = Aperti(f"target-{codice}", prospetto.titolo, colonne, righe)
    return Blocco("piano", cruscotti.cruscotto(prospetto, foto.misura), aperti=aperti)


def _sintesi_cruscotto(foto: Fotografia, codice: str) -> Blocco:
    prospetto = _prospetto(foto, codice)
    titolo = prospetto.sottotitolo or prospetto.titolo
    return _sintesi(cruscotti.sintesi(prospetto, foto.misura), titolo, f"sintesi-{codice}")


def _sintesi_prospettive(foto: Fotografia, _: str) -> Blocco:
    dell_ente = next((p.codice for p in foto.prospetti if p.tipo == "ente"), "")
    if not dell_ente:
        raise Manca(f"il {foto.anno} non ha un cruscotto di ente: definitelo")
    _prospetto(foto, dell_ente)
    titolo = "Stato di avanzamento dell'ente per prospettiva"
    return _sintesi(cruscotti.sintesi_ente(foto), titolo, "sintesi-prospettive")


def _sintesi(righe: tuple[cruscotti.RigaSintesi, ...], titolo: str, nome: str) -> Blocco:
    dati = tuple((r.testo, r.sal.testo, numero(r.sal.valore)) for r in righe)
    aperti = Aperti(nome, titolo, ("voce", "sal_mostrato", "sal"), dati)
    return Blocco("sintesi_prospettive", righe, titolo, Conteggio.TABELLA, aperti=aperti)


def _scostamenti(foto: Fotografia, _: str) -> Blocco:
    if not any(p.righe for p in foto.prospetti):
        raise Manca(f"il {foto.anno} non ha ancora indicatori misurati: collocateli nei cruscotti")
    gruppi = cruscotti.scostamenti(foto)
    titolo = "Scostamenti dal target e SAL dichiarati"
    colonne = ("cruscotto", "indicatore", "target", "consuntivo", "sal_mostrato", "sal", "motivo")
    righe = tuple(
        (g.cruscotto, s.riga.etichetta, s.riga.target, s.riga.actual, s.sal.testo, numero(s.sal.valore), s.motivo)
        for g in gruppi
        for s in g.righe
    )
    if not gruppi:
        return Blocco("avviso", "Nessuno scostamento: dove c'è un consuntivo, il target è raggiunto.")
    aperti = Aperti("scostamenti", titolo, colonne, righe)
    return Blocco("scostamenti", gruppi, titolo, Conteggio.TABELLA, aperti=aperti)


def _obiettivi_modificati(foto: Fotografia, _: str) -> Blocco:
    """The targets changed during the year, with the acts (D.Lgs. 150/2009, art. 6)."""
    if not foto.rimodulazioni:
        return Blocco("avviso", f"Nel corso del {foto.anno} nessun target è stato rimodulato.")
    righe = tuple(
        (r.indicatore, r.prima or tabelle.NESSUNO, r.dopo, f"n. {r.atto_numero} del {r.atto_data:%d/%m/%Y}", r.motivo)
        for r in foto.rimodulazioni
    )
    dati = Semplice(("Indicatore", "Target prima", "Target dopo", "Atto", "Motivo"), righe)
    return _semplice(dati, f"Target rimodulati nel corso del {foto.anno}", "obiettivi-modificati")


def _semplice(dati: Semplice, titolo: str, nome: str) -> Blocco:
    aperti = Aperti(nome, titolo, dati.colonne, dati.righe)
    return Blocco("semplice", dati, titolo, Conteggio.TABELLA, aperti=aperti)


def _pira(foto: Fotografia, _: str) -> Blocco:
    if not foto.pira:
        raise Manca(f"nessun indicatore del {foto.anno} è segnato come PIRA: segnateli nei cruscotti")
    colonne = ("Indicatore", "Obiettivo", "Tipologia", "Unità", "Fonte e metodo", "Target", "Consuntivo")
    righe = tuple(
        (
            p.nome,
            p.obiettivo,
            p.tipologia,
            p.unita,
            ". ".join(t for t in (p.fonte, p.metodo) if t),
            p.target,
            p.actual,
        )
        for p in foto.pira
    )
    vuoti = tuple(tuple(cella or tabelle.NESSUNO for cella in riga) for riga in righe)
    return _semplice(Semplice(colonne, vuoti), f"Indicatori e risultati attesi di bilancio {foto.anno}", "pira")


def _criticita(foto: Fotografia, _: str) -> Blocco:
    if not foto.criticita:
        raise Manca(f"criticità, opportunità e azioni del {foto.anno} non ci sono: caricatele")
    titolo = "Criticità, opportunità e azioni correttive"
    colonne = ("prospettiva", "criticita", "opportunita", "azioni")
    righe = tuple((c.etichetta, *(" ".join(v) for v in (c.criticita, c.opportunita, c.azioni))) for c in foto.criticita)
    aperti = Aperti("criticita", titolo, colonne, righe)
    return Blocco("criticita", foto.criticita, titolo, Conteggio.TABELLA, aperti=aperti)


def _risultati(foto: Fotografia, codice: str) -> Blocco:
    scheda = next((s for s in foto.risultati if s.codice == codice), None)
    if scheda is None:
        raise Manca(f"la scheda di risultato «{codice}» non c'è nel {foto.anno}: caricatela, o togliete il richiamo")
    return Blocco("risultati", tabelle.scheda(scheda, dict(foto.albero.prospettive)))


def _legenda(foto: Fotografia, _: str) -> Blocco:
    return Blocco("legenda", tabelle.legenda(foto))


def _documenti(foto: Fotografia, _: str) -> Blocco:
    if not foto.documenti:
        raise Manca(f"i documenti del ciclo {foto.anno} non ci sono: caricateli")
    titolo = "I documenti del ciclo della performance"
    aperti = Aperti(
        "documenti",
        titolo,
        ("documento", "atto", "indirizzo"),
        tuple((d.titolo, d.atto, d.url) for d in foto.documenti),
    )
    return Blocco("documenti", tabelle.documenti(foto), titolo, Conteggio.TABELLA, aperti=aperti)


def _verifica(foto: Fotografia, _: str) -> Blocco:
    """What who validates counts first, from the organisational scorecards (criteria of the 2018 guidelines)."""
    righe = [r for p in foto.prospetti if p.tipo != "individuale" for r in p.righe]
    if not righe:
        raise Manca(f"il {foto.anno} non ha ancora indicatori: collocateli nei cruscotti")
    scostati = [r for r in righe if r.sal is not None and r.sal < Decimal(100)]
    conti = (
        ("Indicatori collocati nei cruscotti organizzativi", len(righe)),
        ("con un consuntivo", sum(bool(r.actual) for r in righe)),
        ("neutralizzati", sum(r.stato is Stato.NEUTRALIZZATO for r in righe)),
        ("senza un consuntivo", sum(r.stato is Stato.NON_RILEVATO for r in righe)),
        ("sotto il target", len(scostati)),
        ("sotto il target e senza motivo", sum(not r.motivo for r in scostati)),
        (
            "con un SAL dichiarato diverso dal calcolato",
            sum(map(_dichiarato, righe)),
        ),
        ("Target rimodulati nell'anno", len(foto.rimodulazioni)),
        ("Indicatori PIRA", len(foto.pira)),
        ("con tutti i campi del DPCM 18 settembre 2012", sum(_intero(p) for p in foto.pira)),
    )
    dati = Semplice(("Che cosa si è contato", "Quanti"), tuple((n, str(q)) for n, q in conti), (1,))
    return _semplice(dati, f"I dati del {foto.anno} in numeri", "verifica")


def _dichiarato(riga: Riga) -> bool:
    return riga.sal_dichiarato is not None and riga.sal_dichiarato != riga.sal_calcolato


def _intero(pira: PiraFoto) -> bool:
    return all((pira.tipologia, pira.definizione, pira.unita, pira.fonte, pira.metodo, pira.target))


def _modifiche(foto: Fotografia, _: str) -> Blocco:
    if foto.confronto is None:
        raise Manca("servono due stesure della Relazione, scritte in momenti diversi: chiedetene un'altra")
    if not foto.confronto.modifiche:
        return Blocco("avviso", "Fra le due stesure non è cambiato nulla.")
    righe = tuple((m.dove, m.prima or tabelle.NESSUNO, m.dopo or tabelle.NESSUNO) for m in foto.confronto.modifiche)
    return _semplice(Semplice(("Dove", "Prima", "Dopo"), righe), "Che cosa è cambiato", "modifiche")


# -- words -------------------------------------------------------------------------------------------------------------


def _riquadro(foto: Fotografia, testo: str) -> Blocco:
    if not testo:
        raise Manca("il riquadro è vuoto: scrivetene il testo dopo i due punti")
    return Blocco("riquadro", testo)


def _firme(foto: Fotografia, testo: str) -> Blocco:
    ruoli = tuple(r.strip() for r in testo.split(";") if r.strip())
    if not ruoli:
        raise Manca("mancano i ruoli di chi firma: scriveteli dopo i due punti, divisi da punto e virgola")
    return Blocco("firme", Firme(ruoli))


def _da_completare(foto: Fotografia, testo: str) -> Blocco:
    raise Manca(testo or "scrivete questa parte")


def _allegati(foto: Fotografia, _: str) -> Blocco:
    return Blocco("allegati", ())  # filled when the whole document is composed


def _codici(campo: str) -> Codici:
    return lambda foto: [(voce.codice, voce.titolo) for voce in getattr(foto, campo)]


def _temi(foto: Fotografia) -> Iterable[tuple[str, str]]:
    return [(tema, tema) for tema in dict.fromkeys((CONTESTO, *(t.tema for t in foto.tavole)))]


CODICE, TESTO = Argomento.CODICE, Argomento.TESTO
GENERI: Mapping[str, Genere] = {
    g.nome: g
    for g in (
        Genere("tavola", "una tavola di contesto", _tavola, CODICE, _codici("tavole")),
        Genere("grafico", "un grafico di una tavola", _grafico, CODICE, _codici("grafici")),
        Genere("tavole", "tutte le tavole di un tema, con i grafici", _tavole, CODICE, _temi),
        Genere("grafico-bilancio", "proventi e oneri in un grafico", _grafico_bilancio),
        Genere("grafico-interventi", "gli interventi economici in un grafico", _grafico_interventi),
        Genere("albero", "l'albero della performance", _disegno("albero", "L'albero della performance")),
        Genere(
            "mappa-strategica",
            "la mappa strategica",
            _disegno("mappa", "La mappa strategica, con i nessi fra gli obiettivi"),
        ),
        Genere(
            "matrice",
            "prospettive per aree strategiche",
            _disegno("matrice", "Prospettive e aree strategiche: il risultato {anno}"),
        ),
        Genere("bilancio", "la tabella del bilancio", _bilancio),
        Genere("interventi", "la tabella degli interventi economici", _interventi),
        Genere("criticita", "criticità, opportunità e azioni correttive", _criticita),
        Genere("sintesi-prospettive", "il SAL dell'ente per prospettiva", _sintesi_prospettive),
        Genere("scostamenti", "gli scostamenti, con il motivo", _scostamenti),
        Genere("obiettivi-modificati", "i target rimodulati nell'anno, con gli atti", _obiettivi_modificati),
        Genere("documenti-ciclo", "i documenti del ciclo, con gli atti", _documenti),
        Genere("legenda-semaforo", "che cosa vuol dire ogni segno del semaforo", _legenda),
        Genere("risultati", "una scheda di risultato", _risultati, CODICE, _codici("risultati")),
        Genere("sintesi-cruscotto", "il SAL di un cruscotto", _sintesi_cruscotto, CODICE, _codici("prospetti")),
        Genere("cruscotto", "un cruscotto intero", _cruscotto, CODICE, _codici("prospetti")),
        Genere("piano", "i target di un cruscotto", _piano, CODICE, _codici("prospetti")),
        Genere("pira", "gli indicatori PIRA con i campi di legge", _pira),
        Genere("verifica", "i dati in numeri, per chi valida", _verifica),
        Genere("modifiche", "che cosa è cambiato fra due stesure", _modifiche),
        Genere("allegati", "l'elenco dei dati allegati", _allegati),
        Genere("riquadro", "una frase in evidenza", _riquadro, TESTO),
        Genere("firme", "chi firma, per ruolo", _firme, TESTO),
        Genere("da-completare", "un promemoria, che ferma l'approvazione", _da_completare, TESTO),
    )
}
