"""The figures of the document, drawn by the same modules that draw the pages."""

from __future__ import annotations

from dataclasses import replace

from contesto.bilancio import grafico_bilancio
from contesto.colori import Tema
from contesto.grafici import Grafico, disegna_grafico
from cruscotto import figure
from cruscotto.disegni import disegna_semaforo
from cruscotto.disegni.semaforo import COLORI
from cruscotto.figure import Quadro
from cruscotto.interventi import grafico_interventi
from relazione.documento.tabelle import per_obiettivo, somma
from relazione.fotografia import Fotografia

ALTEZZA = 215  # of a chart, in CSS pixels at natural size
CODICI_LUCI = tuple(COLORI)


def grafico(dati: Grafico, tema: Tema) -> str:
    """A chart of a context table, low enough to stand on the page with its table."""
    return disegna_grafico(replace(dati, altezza=min(dati.altezza, ALTEZZA)), tema)


def bilancio(foto: Fotografia) -> str:
    """Current income and charges as planned, updated and actual, in thousands of euro; charges as positive amounts."""
    return disegna_grafico(grafico_bilancio(foto.bilancio), foto.ente.tema)


def interventi(foto: Fotografia) -> str:
    """Interventions by strategic objective, in thousands of euro."""
    totali = [(etichetta, somma(voci)) for etichetta, voci in per_obiettivo(foto.interventi)]
    return disegna_grafico(grafico_interventi(totali), foto.ente.tema)


def albero(foto: Fotografia) -> str:
    """The performance tree: mandato, mission, vision, areas with their objectives, then what belongs to all areas."""
    return figure.albero(_quadro(foto))


def mappa(foto: Fotografia) -> str:
    """The strategic map: prospettive from top to bottom, their objectives, the arrows of cause and effect."""
    return figure.mappa(_quadro(foto))


def matrice(foto: Fotografia) -> str:
    """Prospettive by aree strategiche, with the objectives and their results in the cells."""
    return figure.matrice(_quadro(foto))


def luce(codice: str) -> str:
    """The sign of a traffic light, to stand beside its word."""
    return disegna_semaforo(codice, codice)


def _quadro(foto: Fotografia) -> Quadro:
    ente = next((p for p in foto.prospetti if p.tipo == "ente"), None)
    return Quadro(foto.albero, ente, foto.misura, foto.ente.tema)
