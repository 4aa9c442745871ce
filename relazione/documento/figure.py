"""The figures of the document, drawn by the same modules that draw the pages; and the values that they draw."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from contesto.bilancio import grafico_bilancio
from contesto.colori import Tema
from contesto.grafici import Grafico, disegna_grafico
from cruscotto.strategia import figure
from cruscotto.strategia.disegni import disegna_semaforo
from cruscotto.strategia.disegni.semaforo import COLORI
from cruscotto.strategia.figure import StrategiaMisurata
from cruscotto.strategia.interventi import grafico_interventi
from relazione.documento.blocchi import Disegno, Figura
from relazione.documento.tabelle import per_obiettivo, somma
from relazione.fotografia import Fotografia
from relazione.models import TipoDocumento

ALTEZZA = 215  # of a chart, in CSS pixels at natural size
CODICI_LUCI = tuple(COLORI)
DISEGNI = {"albero": figure.albero, "mappa": figure.mappa, "matrice": figure.matrice}
TITOLO = re.compile(r"<title[^>]*>(.*?)</title>", re.DOTALL)


def disegna(figura: Figura, tema: Tema) -> str:
    """A figure as SVG; a chart low enough to stand on the page with its table."""
    if isinstance(figura, Grafico):
        return disegna_grafico(replace(figura, altezza=min(figura.altezza, ALTEZZA)), tema)
    return DISEGNI[figura.quale](figura.quadro)


def alternativa(disegno: Disegno) -> str:
    """What a drawing of the core says to who does not see it: it writes that itself, from the same values."""
    trovato = TITOLO.search(DISEGNI[disegno.quale](disegno.quadro))
    return unescape(trovato[1]) if trovato else ""


def bilancio(foto: Fotografia) -> Grafico:
    """Current income and charges as planned, updated and actual, in thousands of euro; charges as positive amounts."""
    return grafico_bilancio(foto.bilancio)


def interventi(foto: Fotografia) -> Grafico:
    """Interventions by strategic objective, in thousands of euro."""
    return grafico_interventi((nome, somma(voci)) for nome, voci in per_obiettivo(foto.interventi))


def luce(codice: str) -> str:
    """The sign of a traffic light, to stand beside its word."""
    return disegna_semaforo(codice, codice)


def quadro(foto: Fotografia) -> StrategiaMisurata:
    """The tree with the results of the body's own scorecard; a plan has none."""
    prospetti = () if foto.tipo == TipoDocumento.PIANO else foto.prospetti
    ente = next((p for p in prospetti if p.tipo == "ente"), None)
    return StrategiaMisurata(foto.albero, ente, foto.misura, foto.ente.tema)
