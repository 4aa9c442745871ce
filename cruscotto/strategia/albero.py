"""The performance tree of a cycle: from the mandato down to each measured placement, with the SAL of every level.

Up to the objective under a prospettiva a SAL is the mean of the indicators below; above, the mean of the parts right
below. Always from unrounded values, by ``cruscotto.aritmetica.media``. Weights belong to one scorecard: they count only
where the tree shows one. Pure: no query.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from contesto.svg import impronta
from cruscotto.aritmetica.sal import Fascia, Media, Stato, VoceDellaMedia, media, semaforo
from cruscotto.aritmetica.valori import Tipo
from cruscotto.misurazione.impostazioni import Misura
from cruscotto.misurazione.livelli import PROSPETTIVE, SENZA_LIVELLO
from cruscotto.misurazione.prospetto import Prospetto, media_al_passo
from cruscotto.misurazione.riga import Riga
from cruscotto.misurazione.struttura import Nodo, Struttura

Nomi = tuple[str, str]  # of what is averaged: one, and more

_INDICATORI = ("indicatore", "indicatori")
_OBIETTIVI = ("obiettivo strategico", "obiettivi strategici")
_PROSPETTIVE = ("prospettiva", "prospettive")
_AREE = ("voce", "voci")
_VISION = ("vision", "vision")
_MISSION = ("mission", "mission")
_MANDATO = ("mandato", "mandati")


@dataclass(frozen=True, slots=True)
class Foglia:
    """A placement in the tree, with the scorecard that it belongs to."""

    chiave: str
    riga: Riga
    cruscotto: str
    nome_cruscotto: str


@dataclass(frozen=True, slots=True)
class Ramo:
    """A level of the tree. ``chiave`` is stable: the address that opens the tree here outlives a reload of the data.

    ``frase`` says in words what the SAL averages; ``conto`` how many placements are below, ``mancanti`` how many of
    them have no SAL. ``nell_ente`` is the SAL of the same objective in the body's own scorecard, where it has one.
    """

    chiave: str
    livello: str
    testo: str
    media: Media
    passo: Decimal | None
    fascia: Fascia | None
    frase: str
    conto: int
    mancanti: int
    figli: tuple[Ramo, ...] = ()
    foglie: tuple[Foglia, ...] = ()
    prospettiva: str = ""
    nell_ente: tuple[Decimal | None, Fascia | None] | None = None
    aperto: bool = False

    @property
    def foglie_sotto(self) -> Iterator[Foglia]:
        """Every placement under this level."""
        yield from self.foglie
        for figlio in self.figli:
            yield from figlio.foglie_sotto


@dataclass(frozen=True, slots=True)
class Costruttore:
    """How the means of a tree are made. Weights and prerequisites are of one scorecard: they hold in ``uno_solo``."""

    misura: Misura
    aperto: bool
    uno_solo: bool

    def ramo(
        self,
        chiave: str,
        livello: str,
        testo: str,
        figli: Sequence[Ramo],
        foglie: Sequence[Foglia] = (),
        di: Nomi = _INDICATORI,
    ) -> Ramo:
        """A level whose SAL is the mean of the indicators below, or of its parts where ``di`` names those."""
        provvisorio = Ramo(chiave, livello, testo, _VUOTA, None, None, "", 0, 0, tuple(figli), tuple(foglie))
        tutte = list(provvisorio.foglie_sotto)
        if di is _INDICATORI:
            coppie = [(self._voce(f.riga), f.riga.passo) for f in tutte]
        else:
            coppie = [(VoceDellaMedia(f.media.valore, None, _stato(f.media.valore)), f.passo) for f in figli]
        voci = [voce for voce, _ in coppie]
        totale = media(
            voci,
            periodo_aperto=self.aperto,
            mancanti=self.misura.mancanti,
            azzera_prerequisito=self.uno_solo,
        )
        passo = media_al_passo(coppie, totale, self.misura, aperto=self.aperto, azzera=self.uno_solo)
        return replace(
            provvisorio,
            media=totale,
            passo=passo,
            fascia=semaforo(passo, self.misura.fasce),
            frase=_frase(totale, len(voci), di),
            conto=len(tutte),
            mancanti=sum(f.riga.sal is None for f in tutte),
        )

    def _voce(self, riga: Riga) -> VoceDellaMedia:
        prerequisito = riga.tipo == Tipo.PREREQUISITO
        peso = riga.peso if self.uno_solo else None
        return VoceDellaMedia(riga.sal, peso, riga.stato, riga.etichetta, prerequisito=prerequisito, dovuta=riga.dovuta)


_VUOTA = Media(None, 0, 0, None, "")


def costruisci_albero(struttura: Struttura, prospetti: Sequence[Prospetto], misura: Misura, *, aperto: bool) -> Ramo:
    """The tree over the placements of ``prospetti``. ``aperto``: the period is open, missing actuals stay out.

    Only the levels that the cycle has: what stands under no objective, or under no area strategica where there are
    none, hangs from what is above.
    """
    costruttore = Costruttore(misura, aperto, uno_solo=len(prospetti) == 1)
    foglie = _foglie_per_nodo(prospetti)
    ente = next((p for p in prospetti if p.tipo == "ente"), None)
    rami: list[Ramo] = []
    sciolte: list[Foglia] = []
    for area, nome in [*struttura.aree, (None, "")]:
        nodi = [n for n in struttura.nodi if n.area_strategica == area]
        figli, proprie = _sotto(costruttore, nodi, struttura, foglie, ente)
        di = _INDICATORI if proprie else _OBIETTIVI if any(n.nome for n in nodi) else _PROSPETTIVE
        if area is not None:
            rami.append(costruttore.ramo(f"area-{area}", "Area strategica", f"{area}. {nome}", figli, proprie, di))
        elif struttura.aree and (figli or proprie):
            testo = "Tutte le aree strategiche"
            rami.append(costruttore.ramo("area-tutte", "Obiettivi comuni", testo, figli, proprie, di))
        else:
            rami += figli
            sciolte = proprie
    di = _INDICATORI if sciolte else _AREE
    for chiave, livello, testo, parti in _cima(struttura):
        radice = costruttore.ramo(chiave, livello, testo, rami, sciolte, di)
        rami, sciolte, di = [radice], [], parti
    return radice


def _cima(struttura: Struttura) -> list[tuple[str, str, str, Nomi]]:
    """The levels above all others that are written, from the lowest; the body itself, where none is."""
    tutti = [
        ("vision", "Vision", struttura.vision, _VISION),
        ("mission", "Mission", struttura.mission, _MISSION),
        ("mandato", "Mandato", struttura.mandato, _MANDATO),
    ]
    return [livello for livello in tutti if livello[2]] or [("tutto", "Ente", "Tutti i risultati", _AREE)]


def _sotto(
    costruttore: Costruttore,
    nodi: Sequence[Nodo],
    struttura: Struttura,
    foglie: dict[tuple[str, int], list[Foglia]],
    ente: Prospetto | None,
) -> tuple[list[Ramo], list[Foglia]]:
    """The objectives of an area strategica; where there is no objective, the prospettive; where there is neither, the
    programmes and the placements themselves."""
    rami: list[Ramo] = []
    sciolte: list[Foglia] = []
    nomi = dict(struttura.prospettive)
    for numero in dict.fromkeys(n.numero for n in sorted(nodi, key=lambda n: n.numero)):
        suoi = [n for n in nodi if n.numero == numero]
        if suoi[0].nome:
            rami.append(_obiettivo(costruttore, suoi, struttura, foglie, ente))
            continue
        for nodo in suoi:
            if nodo.prospettiva and struttura.livello is PROSPETTIVE:
                chiave = f"prospettiva-{nodo.prospettiva}"
                rami.append(_di_nodo(costruttore, chiave, "Prospettiva", nomi[nodo.prospettiva], foglie, nodo))
            else:
                programmi, proprie = _programmi(costruttore, foglie, nodo)
                rami += programmi
                sciolte += proprie
    return rami, sciolte


def _foglie_per_nodo(prospetti: Iterable[Prospetto]) -> dict[tuple[str, int], list[Foglia]]:
    foglie: dict[tuple[str, int], list[Foglia]] = {}
    viste: set[str] = set()
    for prospetto in prospetti:
        for prospettiva in prospetto.prospettive:
            for obiettivo in prospettiva.obiettivi:
                for riga in obiettivo.righe:
                    chiave = _unica(f"i-{prospetto.codice}-{riga.codice}", viste)
                    foglia = Foglia(chiave, riga, prospetto.codice, prospetto.titolo)
                    foglie.setdefault((prospettiva.codice, obiettivo.numero), []).append(foglia)
    return foglie


def _unica(base: str, viste: set[str]) -> str:
    chiave, volte = base, 1
    while chiave in viste:
        volte += 1
        chiave = f"{base}-{volte}"
    viste.add(chiave)
    return chiave


def _obiettivo(
    costruttore: Costruttore,
    nodi: Sequence[Nodo],
    struttura: Struttura,
    foglie: dict[tuple[str, int], list[Foglia]],
    ente: Prospetto | None,
) -> Ramo:
    """An objective once; when it stands under more than one prospettiva, they are a level of their own."""
    nomi = dict(struttura.prospettive) if struttura.livello is PROSPETTIVE else {}
    numero, testo = nodi[0].numero, nodi[0].titolo
    if len(nodi) == 1:
        (nodo,) = nodi
        ramo = _di_nodo(costruttore, f"obiettivo-{numero}", "Obiettivo strategico", testo, foglie, nodo)
        return replace(ramo, prospettiva=nomi.get(nodo.prospettiva, ""), nell_ente=_nell_ente(ente, nodo))
    sotto = []
    for nodo in nodi:
        chiave = f"obiettivo-{numero}-{nodo.prospettiva}"
        nome = nomi.get(nodo.prospettiva) or SENZA_LIVELLO
        ramo = _di_nodo(costruttore, chiave, "Prospettiva", nome, foglie, nodo)
        sotto.append(replace(ramo, nell_ente=_nell_ente(ente, nodo)))
    return costruttore.ramo(f"obiettivo-{numero}", "Obiettivo strategico", testo, sotto, di=_PROSPETTIVE)


def _nell_ente(ente: Prospetto | None, nodo: Nodo) -> tuple[Decimal | None, Fascia | None] | None:
    for prospettiva in ente.prospettive if ente else ():
        for obiettivo in prospettiva.obiettivi:
            if (prospettiva.codice, obiettivo.numero) == (nodo.prospettiva, nodo.numero):
                return obiettivo.media.valore, obiettivo.fascia
    return None


def _di_nodo(
    costruttore: Costruttore,
    chiave: str,
    livello: str,
    testo: str,
    foglie: dict[tuple[str, int], list[Foglia]],
    nodo: Nodo,
) -> Ramo:
    """A node with its programmes and the placements that stand right under it."""
    programmi, senza = _programmi(costruttore, foglie, nodo)
    return costruttore.ramo(chiave, livello, testo, programmi, senza)


def _programmi(
    costruttore: Costruttore, foglie: dict[tuple[str, int], list[Foglia]], nodo: Nodo
) -> tuple[list[Ramo], list[Foglia]]:
    """The programmes under a node, their operating objectives, and the placements that stand right under each."""
    proprie = foglie.get((nodo.prospettiva, nodo.numero), [])
    senza, programmi = _dividi(proprie, lambda f: f.riga.programma)
    rami = []
    for programma, gruppo in programmi.items():
        dirette, operativi = _dividi(gruppo, lambda f: f.riga.obiettivo_operativo)
        posto = (nodo.chiave, programma)
        sotto = [
            costruttore.ramo(f"o-{impronta(*posto, nome)}", "Obiettivo operativo", nome, (), lista)
            for nome, lista in operativi.items()
        ]
        rami.append(costruttore.ramo(f"p-{impronta(*posto)}", "Programma", programma, sotto, dirette))
    return rami, senza


def _dividi(foglie: Iterable[Foglia], nome: Callable[[Foglia], str]) -> tuple[list[Foglia], dict[str, list[Foglia]]]:
    """Those that have no such level, and the others by its name, in document order."""
    senza: list[Foglia] = []
    gruppi: dict[str, list[Foglia]] = {}
    for foglia in foglie:
        (gruppi.setdefault(nome(foglia), []) if nome(foglia) else senza).append(foglia)
    return senza, gruppi


def _stato(valore: Decimal | None) -> Stato:
    return Stato.NON_RILEVATO if valore is None else Stato.RILEVATO


def _frase(totale: Media, quante: int, nomi: Nomi) -> str:
    """What the mean averages: «Media di 8 indicatori qui sotto (1 senza SAL non conta).»"""
    uno, molti = nomi
    if totale.prerequisiti_mancati:
        return totale.spiegazione
    if totale.valore is None:
        return totale.spiegazione if totale.contati else "Ancora nessun SAL qui sotto." if quante else "È vuoto."
    if totale.contati == quante == 1:
        return f"Uguale all'unica voce qui sotto ({uno})."
    nome = "Media pesata" if totale.peso_totale is not None else "Media"
    fuori = f" ({totale.esclusi} senza SAL non conta{'no' * (totale.esclusi > 1)})" if totale.esclusi else ""
    return f"{nome} di {totale.contati} {uno if totale.contati == 1 else molti} qui sotto{fuori}."


def apri(ramo: Ramo, quali: Collection[str] | None) -> Ramo:
    """The tree with the levels of ``quali`` open; None opens them all."""
    return replace(
        ramo, aperto=quali is None or ramo.chiave in quali, figli=tuple(apri(figlio, quali) for figlio in ramo.figli)
    )


def percorso(ramo: Ramo, chiave: str) -> tuple[str, ...]:
    """The keys of the levels to open to see ``chiave``, from the root down to it; empty when it is not in the tree."""
    if ramo.chiave == chiave or any(f.chiave == chiave for f in ramo.foglie):
        return (ramo.chiave,)
    for figlio in ramo.figli:
        sotto = percorso(figlio, chiave)
        if sotto:
            return (ramo.chiave, *sotto)
    return ()
