"""The figures of the document, drawn by the same modules that draw the pages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from contesto.colori import Tema
from contesto.grafici import Grafico, Punto, TipoGrafico, disegna_grafico
from cruscotto.disegni import (
    ColonnaMatrice,
    Esito,
    FasciaMappa,
    Livello,
    NodoAlbero,
    RigaMatrice,
    disegna_albero,
    disegna_mappa,
    disegna_matrice,
    disegna_semaforo,
)
from cruscotto.disegni import Obiettivo as ObiettivoDisegnato
from cruscotto.disegni.semaforo import COLORI, NON_RILEVATO
from cruscotto.prospetto import Obiettivo, ProspettivaMisurata, Prospetto
from cruscotto.sal import Stato, Voce, media, semaforo
from cruscotto.valori import formatta_numero
from relazione.fotografia import Fotografia, NodoFoto

ALTEZZA = 235  # of a chart, in CSS pixels at natural size
CODICI_LUCI = tuple(COLORI)


def grafico(dati: Grafico, tema: Tema) -> str:
    """A chart of a context table, low enough to stand on the page with its table."""
    return disegna_grafico(replace(dati, altezza=min(dati.altezza, ALTEZZA)), tema)


def bilancio(foto: Fotografia) -> str:
    """Current income and charges as planned, updated and actual, in thousands of euro; charges as positive amounts."""
    momenti = ("Preventivo", "Aggiornamento", "Consuntivo")
    punti = []
    for voce in foto.bilancio:
        if voce.tipo == "voce" and voce.codice in {str(n) for n in range(1, 10)}:
            nome = voce.etichetta.removeprefix(voce.codice).strip()
            for momento, importo in zip(momenti, (voce.preventivo, voce.aggiornamento, voce.consuntivo), strict=True):
                punti.append(Punto(nome, momento, None if importo is None else abs(importo) / 1000))
    return disegna_grafico(
        Grafico(
            TipoGrafico.BARRE_ORIZZONTALI,
            "",
            "Proventi e oneri correnti, voce per voce: preventivo, aggiornamento e consuntivo. I valori esatti sono "
            "nella tabella del bilancio.",
            "migliaia di euro, oneri in valore assoluto",
            tuple(punti),
        ),
        foto.ente.tema,
    )


def interventi(foto: Fotografia) -> str:
    """Interventions by strategic objective, in thousands of euro."""
    punti = []
    for etichetta, voci in groupby(foto.interventi, key=lambda i: i.etichetta_obiettivo):
        totale = sum((v.importo for v in voci), Decimal(0))
        punti.append(Punto(etichetta, "Importo", totale / 1000))
    elenco = "; ".join(f"{p.categoria}: {formatta_numero(p.valore, 0)}" for p in punti if p.valore is not None)
    return disegna_grafico(
        Grafico(
            TipoGrafico.BARRE_ORIZZONTALI,
            "",
            f"Interventi economici per obiettivo strategico, in migliaia di euro. {elenco}.",
            "migliaia di euro",
            tuple(punti),
        ),
        foto.ente.tema,
    )


def albero(foto: Fotografia) -> str:
    """The performance tree: mandato, mission, vision, areas with their objectives, then what belongs to all areas."""
    ente = _ente(foto)
    aree = tuple(
        NodoAlbero(
            Livello.AREA,
            nome,
            codice=str(numero),
            esito=_esito_area(foto, numero),
            figli=tuple(
                NodoAlbero(
                    Livello.OBIETTIVO, nodo.nome, codice=str(nodo.numero), esito=_esito(foto, _misurato(ente, nodo))
                )
                for nodo in foto.albero.nodi
                if nodo.area_strategica == numero
            ),
        )
        for numero, nome in foto.albero.aree
    )
    comuni = {n.numero: n.nome for n in foto.albero.nodi if n.area_strategica is None}
    trasversali = tuple(
        NodoAlbero(Livello.OBIETTIVO, nome, codice=str(numero), trasversale=True) for numero, nome in comuni.items()
    )
    radice = NodoAlbero(Livello.VISION, foto.albero.vision, figli=aree + trasversali)
    for livello, testo in ((Livello.MISSION, foto.albero.mission), (Livello.MANDATO, foto.albero.mandato)):
        radice = NodoAlbero(livello, testo, figli=(radice,)) if testo else radice
    return disegna_albero(radice, foto.ente.tema)


def mappa(foto: Fotografia) -> str:
    """The strategic map: prospettive from top to bottom, their objectives, the arrows of cause and effect."""
    ente = _ente(foto)
    misurate = {p.codice: p for p in ente.prospettive} if ente else {}
    fasce = tuple(
        FasciaMappa(codice, nome, _esito(foto, misurate.get(codice)), _obiettivi(foto, codice))
        for codice, nome in foto.albero.prospettive
    )
    return disegna_mappa(fasce, foto.albero.nessi, foto.ente.tema)


def matrice(foto: Fotografia) -> str:
    """Prospettive by aree strategiche, with the objectives and their results in the cells."""
    ente = _ente(foto)
    misurate = {p.codice: p for p in ente.prospettive} if ente else {}
    colonne = tuple(ColonnaMatrice(str(n), nome, _esito_area(foto, n)) for n, nome in foto.albero.aree)
    righe = tuple(
        RigaMatrice(codice, nome, _esito(foto, misurate.get(codice)), _obiettivi(foto, codice))
        for codice, nome in foto.albero.prospettive
    )
    return disegna_matrice(colonne, righe, foto.ente.tema)


def luce(codice: str) -> str:
    """The sign of a traffic light, to stand beside its word."""
    return disegna_semaforo(codice, codice)


def _ente(foto: Fotografia) -> Prospetto | None:
    return next((p for p in foto.prospetti if p.tipo == "ente"), None)


def _misurato(ente: Prospetto | None, nodo: NodoFoto) -> Obiettivo | None:
    """The objective as measured in the body's own scorecard."""
    for prospettiva in ente.prospettive if ente else ():
        for obiettivo in prospettiva.obiettivi:
            if (prospettiva.codice, obiettivo.numero) == (nodo.prospettiva, nodo.numero):
                return obiettivo
    return None


def _esito(foto: Fotografia, parte: Obiettivo | ProspettivaMisurata | None) -> Esito | None:
    if parte is None:
        return None
    fascia = parte.fascia
    return Esito(
        parte.media.valore,
        fascia.codice if fascia else NON_RILEVATO,
        fascia.nome if fascia else "Non rilevato",
        foto.misura.mostra(parte.media.valore),
    )


def _esito_area(foto: Fotografia, numero: int) -> Esito | None:
    """The mean of the objectives of a strategic area."""
    misurati = [_misurato(_ente(foto), n) for n in foto.albero.nodi if n.area_strategica == numero]
    voci = [Voce(m.media.valore, None, Stato.RILEVATO) for m in misurati if m and m.media.valore is not None]
    valore = media(voci).valore
    fascia = semaforo(valore, foto.misura.fasce)
    return Esito(valore, fascia.codice, fascia.nome, foto.misura.mostra(valore)) if fascia else None


def _obiettivi(foto: Fotografia, prospettiva: str) -> tuple[ObiettivoDisegnato, ...]:
    ente = _ente(foto)
    return tuple(
        ObiettivoDisegnato(
            chiave=f"{n.prospettiva}/{n.numero}",
            codice=str(n.numero),
            nome=n.nome,
            esito=_esito(foto, _misurato(ente, n)),
            area=str(n.area_strategica) if n.area_strategica else None,
        )
        for n in foto.albero.nodi
        if n.prospettiva == prospettiva
    )
