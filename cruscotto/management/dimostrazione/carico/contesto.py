"""The invented surroundings of a cycle: context tables with a chart, budget, interventions, critical points."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from contesto.grafici import TipoGrafico
from contesto.models import Cella, Colonna, GraficoTavola, Riga, Tavola, VoceBilancio
from contesto.numeri import formatta_numero
from cruscotto.management.dimostrazione.carico.piano import Piano
from cruscotto.models import Ciclo, Criticita, InterventoEconomico, ObiettivoStrategico
from ente.models import Ente

TAVOLE = (
    ("imprese-settore", "imprese", "2.1"),
    ("occupati", "lavoro", "2.1"),
    ("personale-categoria", "personale", "2.2"),
)
VOCI = ("Agricoltura", "Industria", "Costruzioni", "Commercio", "Turismo", "Servizi")
COLONNE = ("Voce", "Anno prima", "Anno")
BILANCIO = (
    "Diritto annuale",
    "Diritti di segreteria",
    "Contributi",
    "Personale",
    "Funzionamento",
    "Interventi economici",
)


def scrivi_contesto(
    piano: Piano,
    numero: int,
    ente: Ente,
    ciclo: Ciclo,
    obiettivi: Sequence[ObiettivoStrategico],
    scrivi: Callable[[Sequence[Any]], list[Any]],
) -> None:
    """Write what surrounds one cycle."""
    caso = piano.caso(numero, ciclo.anno, "contesto")
    _tavole(ente, ciclo, caso, scrivi)
    voci = [_voce(ente, ciclo, n, nome, caso.randint(100, 5000) * 1000) for n, nome in enumerate(BILANCIO, 1)]
    importi = [Decimal(caso.randint(5, 300) * 1000) for _ in obiettivi]
    _lega(voci[-1], sum(importi, Decimal(0)))
    voci = scrivi(voci)
    scrivi(
        [
            InterventoEconomico(
                ciclo=ciclo,
                obiettivo=obiettivo,
                voce_bilancio=voci[-1],
                ordine=n,
                descrizione=f"Intervento {n}",
                importo=importo,
            )
            for n, (obiettivo, importo) in enumerate(zip(obiettivi, importi, strict=True), 1)
        ]
    )
    scrivi(
        [
            Criticita(
                ciclo=ciclo,
                prospettiva_id=p,
                ordine=n,
                etichetta=f"Criticità {n}",
                criticita="Poche risorse.",
                opportunita="Nuovi servizi.",
                azioni="Concentrare gli sforzi.",
            )
            for n, p in enumerate(ciclo.prospettive.values_list("pk", flat=True), 1)
        ]
    )


def _lega(voce: VoceBilancio, speso: Decimal) -> None:
    """Let a budget line have spent what its interventions sum to."""
    voce.consuntivo, voce.preventivo = speso, speso + 1000
    voce.aggiornamento, voce.differenza = voce.preventivo, Decimal(-1000)


def _tavole(ente: Ente, ciclo: Ciclo, caso: random.Random, scrivi: Callable[[Sequence[Any]], list[Any]]) -> None:
    for n, (codice, tema, sezione) in enumerate(TAVOLE, 1):
        titolo = codice.replace("-", " ").capitalize()
        tavola = Tavola(ente=ente, anno=ciclo.anno, codice=codice, titolo=titolo, tema=tema, sezione=sezione, ordine=n)
        tavola.unita, tavola.fonte = "numero", "Dati inventati per le prove di carico"
        scrivi([tavola])
        righe = scrivi([Riga(tavola=tavola, ordine=r, etichetta=voce) for r, voce in enumerate(VOCI)])
        colonne = scrivi(
            [Colonna(tavola=tavola, ordine=c, etichetta=nome, testo=c == 0) for c, nome in enumerate(COLONNE)]
        )
        scrivi([_cella(tavola, riga, colonna, caso.randint(10, 9000)) for riga in righe for colonna in colonne])
        scrivi([_grafico(tavola)])


def _cella(tavola: Tavola, riga: Riga, colonna: Colonna, quanto: int) -> Cella:
    if colonna.testo:
        return Cella(tavola=tavola, riga=riga, colonna=colonna, testo=riga.etichetta)
    valore = Decimal(quanto)
    return Cella(tavola=tavola, riga=riga, colonna=colonna, testo=formatta_numero(valore, 0), valore=valore)


def _grafico(tavola: Tavola) -> GraficoTavola:
    return GraficoTavola(
        tavola=tavola,
        codice=f"{tavola.codice}-grafico",
        titolo=tavola.titolo,
        tipo=TipoGrafico.BARRE.value,
        unita=tavola.unita,
        alternativa=f"Barre: {tavola.titolo}.",
    )


def _voce(ente: Ente, ciclo: Ciclo, ordine: int, nome: str, quanto: int) -> VoceBilancio:
    preventivo, consuntivo = Decimal(quanto), Decimal(quanto * 97 // 100)
    return VoceBilancio(
        ente=ente,
        anno=ciclo.anno,
        ordine=ordine,
        codice=str(ordine),
        etichetta=nome,
        tipo="voce",
        sezione="gestione corrente",
        preventivo=preventivo,
        aggiornamento=preventivo,
        consuntivo=consuntivo,
        differenza=consuntivo - preventivo,
    )
