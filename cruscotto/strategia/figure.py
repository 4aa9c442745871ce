"""What the drawings of the tree, the matrix and the map are fed with: one building for the pages and for the document.

The results are those of the body's own scorecard; without it the drawings carry no result.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from contesto.colori import Tema
from cruscotto.aritmetica.sal import Fascia, Media, Stato, VoceDellaMedia, media, semaforo
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.livelli import PROSPETTIVE
from cruscotto.misurazione.prospetto import ObiettivoMisurato, ProspettivaMisurata, Prospetto, media_al_passo
from cruscotto.misurazione.struttura import Nodo, Struttura
from cruscotto.strategia.disegni import (
    ColonnaMatrice,
    EsitoDisegnato,
    FasciaMappa,
    LivelloDellAlbero,
    NodoAlbero,
    ObiettivoDisegnato,
    RigaMatrice,
    disegna_albero,
    disegna_mappa,
    disegna_matrice,
)
from cruscotto.strategia.disegni.semaforo import NON_RILEVATO


@dataclass(frozen=True, slots=True)
class StrategiaMisurata:
    """A tree and the measured scorecard of its body, with how the body measures and the colours it wears."""

    struttura: Struttura
    ente: Prospetto | None
    misura: Misura
    tema: Tema

    def misurato(self, nodo: Nodo) -> ObiettivoMisurato | None:
        """The objective as measured in the body's own scorecard."""
        for prospettiva in self.ente.prospettive if self.ente else ():
            for obiettivo in prospettiva.obiettivi:
                if (prospettiva.codice, obiettivo.numero) == (nodo.prospettiva, nodo.numero):
                    return obiettivo
        return None

    def prospettiva(self, codice: str) -> ProspettivaMisurata | None:
        """The prospettiva as measured in the body's own scorecard."""
        return next((p for p in (self.ente.prospettive if self.ente else ()) if p.codice == codice), None)

    def media_area(self, numero: int | None) -> Media:
        """The plain mean of the objectives of an area strategica (None: those of all the areas), from unrounded SAL."""
        return media([voce for voce, _ in self._parti_area(numero)])

    def fascia_area(self, numero: int | None) -> Fascia | None:
        """The light of an area strategica, from the SALs at pace of the same objectives."""
        parti = self._parti_area(numero)
        passo = media_al_passo(parti, self.media_area(numero), self.misura, aperto=False)
        return semaforo(passo, self.misura.fasce)

    def _parti_area(self, numero: int | None) -> list[tuple[VoceDellaMedia, Decimal | None]]:
        misurati = [self.misurato(n) for n in self.struttura.nodi if n.area_strategica == numero]
        con_sal = [m for m in misurati if m and m.media.valore is not None]
        return [(VoceDellaMedia(m.media.valore, None, Stato.RILEVATO), m.passo) for m in con_sal]

    def esito(self, parte: ObiettivoMisurato | ProspettivaMisurata | None) -> EsitoDisegnato | None:
        """The result that a box shows."""
        if parte is None:
            return None
        codice, nome = (parte.fascia.codice, parte.fascia.nome) if parte.fascia else (NON_RILEVATO, "Non rilevato")
        return EsitoDisegnato(parte.media.valore, codice, nome, self.misura.mostra(parte.media.valore))

    def esito_area(self, numero: int) -> EsitoDisegnato | None:
        """The result of an area strategica."""
        valore = self.media_area(numero).valore
        fascia = self.fascia_area(numero)
        return EsitoDisegnato(valore, fascia.codice, fascia.nome, self.misura.mostra(valore)) if fascia else None

    def obiettivi(self, prospettiva: str) -> tuple[ObiettivoDisegnato, ...]:
        """The objectives of a prospettiva, in order."""
        return tuple(
            ObiettivoDisegnato(
                chiave=n.chiave,
                codice=str(n.numero),
                nome=n.nome,
                esito=self.esito(self.misurato(n)),
                area=str(n.area_strategica) if n.area_strategica else None,
            )
            for n in self.struttura.nodi
            if n.prospettiva == prospettiva and n.nome
        )


def albero(quadro: StrategiaMisurata) -> str:
    """The performance tree: mandato, mission, vision, areas with their objectives, then what belongs to all areas.
    Without areas the objectives themselves, or the prospettive of a cycle that has no objectives."""
    struttura = quadro.struttura
    figli = _delle_aree(quadro) if struttura.aree else _senza_aree(quadro)
    radice = NodoAlbero(LivelloDellAlbero.VISION, struttura.vision, figli=figli)
    for livello, testo in (
        (LivelloDellAlbero.MISSION, struttura.mission),
        (LivelloDellAlbero.MANDATO, struttura.mandato),
    ):
        radice = NodoAlbero(livello, testo, figli=(radice,)) if testo else radice
    return disegna_albero(radice, quadro.tema)


def _delle_aree(quadro: StrategiaMisurata) -> tuple[NodoAlbero, ...]:
    struttura = quadro.struttura
    aree = tuple(
        NodoAlbero(
            LivelloDellAlbero.AREA,
            nome,
            codice=str(numero),
            esito=quadro.esito_area(numero),
            figli=tuple(_nodo(quadro, n) for n in struttura.nodi if n.area_strategica == numero and n.nome),
        )
        for numero, nome in struttura.aree
    )
    comuni = {n.numero: n.nome for n in struttura.nodi if n.area_strategica is None and n.nome}
    trasversali = tuple(
        NodoAlbero(LivelloDellAlbero.OBIETTIVO, nome, codice=str(numero), trasversale=True)
        for numero, nome in comuni.items()
    )
    return aree + trasversali


def _senza_aree(quadro: StrategiaMisurata) -> tuple[NodoAlbero, ...]:
    struttura = quadro.struttura
    if struttura.con_obiettivi:
        unici = {n.numero: n for n in reversed(struttura.nodi) if n.nome}
        return tuple(_nodo(quadro, n) for _, n in sorted(unici.items()))
    return tuple(
        NodoAlbero(LivelloDellAlbero.PROSPETTIVA, nome, esito=quadro.esito(quadro.prospettiva(codice)))
        for codice, nome in struttura.prospettive
        if nome
    )


def _nodo(quadro: StrategiaMisurata, n: Nodo) -> NodoAlbero:
    esito = quadro.esito(quadro.misurato(n))
    return NodoAlbero(LivelloDellAlbero.OBIETTIVO, n.nome, codice=str(n.numero), esito=esito)


def mappa(quadro: StrategiaMisurata) -> str:
    """The strategic map: prospettive from top to bottom, their objectives, the arrows of cause and effect."""
    livello = (quadro.struttura.livello or PROSPETTIVE).uno.capitalize()
    fasce = tuple(
        FasciaMappa(codice, nome, quadro.esito(quadro.prospettiva(codice)), quadro.obiettivi(codice), livello)
        for codice, nome in quadro.struttura.prospettive
    )
    return disegna_mappa(fasce, quadro.struttura.nessi, quadro.tema)


def matrice(quadro: StrategiaMisurata) -> str:
    """Prospettive by aree strategiche, with the objectives and their results in the cells."""
    if not quadro.struttura.incrociata:
        return disegna_matrice((), (), quadro.tema)
    colonne = tuple(ColonnaMatrice(str(n), nome, quadro.esito_area(n)) for n, nome in quadro.struttura.aree)
    righe = tuple(
        RigaMatrice(codice, nome, quadro.esito(quadro.prospettiva(codice)), quadro.obiettivi(codice))
        for codice, nome in quadro.struttura.prospettive
    )
    return disegna_matrice(colonne, righe, quadro.tema)
