"""The kinds of block that come from the context, from the tree and from the money of the year."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from contesto.grafici import Grafico
from contesto.stampa import impagina
from cruscotto.misurazione.struttura import Struttura
from relazione.documento import alternative, dati_aperti, figure, tabelle
from relazione.documento.blocchi import Aperti, Blocco, Conteggio, Disegno
from relazione.documento.genere import Manca
from relazione.fotografia import Fotografia
from relazione.fotografia.riservatezza import PERSONALE

# -- context -----------------------------------------------------------------------------------------------------------


def tavola(foto: Fotografia, codice: str) -> Blocco:
    trovata = next((t for t in foto.tavole if t.codice == codice), None)
    if trovata is None:
        raise Manca(f"la tavola «{codice}» non c'è fra quelle del {foto.anno}: caricatela, o togliete il richiamo")
    aperti = dati_aperti.tavola(trovata)
    return Blocco("tavola", impagina(trovata), trovata.titolo, Conteggio.TABELLA, aperti=aperti)


def grafico(foto: Fotografia, codice: str) -> Blocco:
    trovato = next((g for g in foto.grafici if g.codice == codice), None)
    if trovato is None:
        raise Manca(f"il grafico «{codice}» non c'è fra quelli del {foto.anno}: caricatelo, o togliete il richiamo")
    aperti = next((dati_aperti.tavola(t) for t in foto.tavole if t.codice == trovato.tavola), None)
    return figura(trovato.grafico, trovato.titolo, aperti)


CONTESTO = "contesto"


def tavole(foto: Fotografia, tema: str) -> tuple[Blocco, ...]:
    """All the tables of a theme, each with its charts; of ``contesto``, all but those of the personnel."""
    scelte = [t for t in foto.tavole if t.tema == tema or (tema == CONTESTO and t.tema != PERSONALE)]
    if not scelte:
        raise Manca(f"il {foto.anno} non ha tavole sul tema «{tema}»: caricatele, o togliete il richiamo")
    blocchi = []
    for una in scelte:
        blocchi.append(replace(tavola(foto, una.codice), ancora=f"tavola {una.codice}"))
        blocchi += [
            replace(grafico(foto, g.codice), ancora=f"grafico {g.codice}")
            for g in foto.grafici
            if g.tavola == una.codice
        ]
    return tuple(blocchi)


def figura(dati: Grafico | Disegno, titolo: str, aperti: Aperti | None = None) -> Blocco:
    """A figure with the alternative text that every writer takes, and that the drawing itself is named by."""
    if isinstance(dati, Grafico):
        dati = replace(dati, alternativa=alternative.del_grafico(dati, titolo))
        if all(p.valore is None for p in dati.punti):
            dati = replace(dati, titolo=titolo)  # the frame in the place of the drawing says what would be there
        alternativa = dati.alternativa
    else:
        alternativa = figure.alternativa(dati)
    return Blocco("figura", dati, titolo, Conteggio.FIGURA, alternativa=alternativa, aperti=aperti)


# -- the core's drawings -----------------------------------------------------------------------------------------------


def disegno(quale: str, titolo: str) -> Callable[[Fotografia, str], Blocco]:
    def costruisci(foto: Fotografia, _: str) -> Blocco:
        _esige_albero(foto.albero, foto.anno, quale)
        return figura(Disegno(quale, figure.quadro(foto)), titolo.format(anno=foto.anno))

    return costruisci


def _esige_albero(albero: Struttura, anno: int, quale: str) -> None:
    if not albero.nodi:
        raise Manca(f"il {anno} non ha ancora un albero della performance: definitelo")
    if quale == "mappa" and not albero.con_obiettivi:
        raise Manca(f"il {anno} non ha obiettivi strategici, e una mappa non c'è: togliete il richiamo")
    if quale == "matrice" and not albero.incrociata:
        raise Manca(f"nel {anno} l'albero ha un livello solo sopra gli obiettivi: togliete il richiamo")


# -- money -------------------------------------------------------------------------------------------------------------


def _esige_bilancio(foto: Fotografia) -> None:
    if not foto.bilancio:
        raise Manca(f"il bilancio del {foto.anno} non c'è: caricatelo")


def _esige_interventi(foto: Fotografia) -> None:
    if not foto.interventi:
        raise Manca(f"gli interventi economici del {foto.anno} non ci sono: caricateli")


def bilancio(foto: Fotografia, _: str) -> Blocco:
    _esige_bilancio(foto)
    titolo = f"Preventivo, aggiornamento e consuntivo {foto.anno} (euro)"
    aperti = dati_aperti.bilancio(foto)
    return Blocco("bilancio", tabelle.bilancio(foto), titolo, Conteggio.TABELLA, aperti=aperti)


def grafico_bilancio(foto: Fotografia, _: str) -> Blocco:
    _esige_bilancio(foto)
    titolo = f"Proventi e oneri correnti: preventivo, aggiornamento e consuntivo {foto.anno}"
    return figura(figure.bilancio(foto), titolo, dati_aperti.bilancio(foto))


def interventi(foto: Fotografia, _: str) -> Blocco:
    _esige_interventi(foto)
    titolo = f"Interventi economici {foto.anno} per obiettivo strategico (euro)"
    aperti = dati_aperti.interventi(foto)
    return Blocco("interventi", tabelle.interventi(foto), titolo, Conteggio.TABELLA, aperti=aperti)


def grafico_interventi(foto: Fotografia, _: str) -> Blocco:
    _esige_interventi(foto)
    titolo = f"Interventi economici {foto.anno} per obiettivo strategico"
    return figura(figure.interventi(foto), titolo, dati_aperti.interventi(foto))
