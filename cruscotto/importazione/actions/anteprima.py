"""The preview of an import, saved line by line: the pages show fifty at a time and undoing goes back over them."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from django.db import DatabaseError, transaction

from cruscotto.ciclo.passaggi_valore import SALVA
from cruscotto.ciclo.scatto_fotografia import NonFotografato, rinnova_valori
from cruscotto.importazione.file.errori import MASSIMI
from cruscotto.importazione.genere import GenereImportabile
from cruscotto.misurazione.effetto import CambioDiSal, LivelloDelSal, SalConFascia, prova, richieste_dei
from cruscotto.misurazione.letture import Richiesta
from cruscotto.models import (
    Cruscotto,
    Importazione,
    Periodo,
    Rilevazione,
    StatoImportazione,
    StatoPeriodo,
    StatoRilevazione,
    TipoVoceImportazione,
    VoceImportazione,
)
from ente.errori import ErroreUtente
from ente.fogli.righe import Letto
from ente.importazione import ErroreNelFile
from ente.lotti import scrittura
from ente.poteri import Poteri
from ente.progetto import CambiatoNelFrattempo, Cambio, Dubbio, Progetto, applica, in_json

T = TipoVoceImportazione
MAIUSCOLE = string.ascii_uppercase
IN_CORSO = (StatoImportazione.IN_LETTURA, StatoImportazione.IN_SCRITTURA)
LUNGO_POSTO = 120
LUNGA_INTESTAZIONE = 200
MISURABILI = 3000
"""Above this many rows the SALs are not tried out: on SQLite nobody else could write meanwhile."""

NUOVI_DETTI = 10
"""How many of the things that an import would spoil are kept, the heaviest."""
ESAMI: list[Callable[[int], Mapping[str, dict[str, Any]]]] = []
"""What other houses look at in a cycle, by its key: what each finds, the heaviest first. Filled when the applications
start."""

Riga = tuple[Cambio, list[Cambio]]


def salva_anteprima(
    importazione: Importazione,
    genere: GenereImportabile,
    letto: Letto,
    progetto: Progetto,
    messaggio: str = "",
    *,
    con_sal: bool = True,
) -> None:
    """Put the plan of an import that a job is working on in the place of the preview that it had; when another job has
    ended it meanwhile, nothing.

    ``con_sal``: the plan is tried out, to see the SALs that would change, and cannot be applied afterwards.
    """
    impronta = "" if progetto.errori or progetto.da_decidere else progetto.impronta()
    righe = voci_di(progetto)
    riepilogo = _riepilogo(letto, progetto, righe)
    if "riportato" in importazione.riepilogo:
        riepilogo["riportato"] = importazione.riepilogo["riportato"]
    voci = _voci(progetto, righe)
    if con_sal and _si_prova(importazione, progetto):
        prima_della_prova = list(voci)  # it gives keys to the new rows
        sal, detti = _provato(importazione, genere, progetto)
        riepilogo |= detti
        voci = chain(prima_della_prova, map(_voce_sal, sal))
    scrivi = scrittura(VoceImportazione, _in_ordine(importazione, voci))
    campi = {
        "stato": StatoImportazione.ANTEPRIMA,
        "avanzamento": 100,
        "riepilogo": riepilogo,
        "impronta_progetto": impronta,
        "messaggio": messaggio,
    }
    with transaction.atomic():
        if Importazione.objects.filter(pk=importazione.pk, stato__in=IN_CORSO).update(**campi) == 1:
            VoceImportazione.objects.filter(importazione=importazione).delete()
            scrivi()


def _in_ordine(importazione: Importazione, voci: Iterable[VoceImportazione]) -> Iterator[VoceImportazione]:
    for ordine, voce in enumerate(voci):
        voce.importazione, voce.ordine = importazione, ordine
        yield voce


def voci_di(progetto: Progetto) -> list[Riga]:
    """The changes of a plan by place in the sheet, each with the one that names it: what a line of the preview is."""
    per_posto: dict[str, list[Cambio]] = {}
    for cambio in progetto.cambi:
        per_posto.setdefault(cambio.posto, []).append(cambio)
    return [(cambi[0], cambi) for cambi in per_posto.values()]


def _voci(progetto: Progetto, righe: Sequence[Riga]) -> Iterator[VoceImportazione]:
    for e in progetto.errori:
        yield VoceImportazione(tipo=T.ERRORE, posto=_posto(e.posto), frase=e.frase, dettagli=_altri(e))
    for d in progetto.dubbi.values():
        yield VoceImportazione(
            tipo=T.DUBBIO,
            posto=_posto(d.posto),
            frase=d.frase,
            dettagli={
                "chiave": d.chiave,
                "risposte": [list(r) for r in d.risposte],
                "proposta": d.proposta,
                "risposta": d.risposta,
                "quanti": d.quanti,
            },
        )
    for a in progetto.avvisi:
        yield VoceImportazione(tipo=T.AVVISO, posto=_posto(a.posto), frase=a.frase)
    dubbie = _righe_dubbie(progetto)
    for primo, cambi in righe:
        yield VoceImportazione(
            tipo=_tipo(cambi),
            posto=_posto(primo.posto),
            nome=primo.nome[:400],
            dettagli={"dubbia": True} if dubbie and _riga(primo.posto) in dubbie else {},
            righe=[
                [c.oggetto._meta.label_lower, None if c.nuovo else c.oggetto.pk, in_json(c.prima), _pieni(c)]
                for c in cambi
            ],
        )


def _righe_dubbie(progetto: Progetto) -> set[str]:
    """The rows of the file with a question or a notice at one of their cells."""
    cose: list[Dubbio | ErroreNelFile] = [*progetto.dubbi.values(), *progetto.avvisi]
    return {_riga(posto) for cosa in cose for posto in (cosa.posto, *cosa.altri)}


def _riga(posto: str) -> str:
    """The row of a cell: ``Foglio1!12`` of ``Foglio1!C12``."""
    foglio, _, cella = posto.rpartition("!")
    return f"{foglio}!{cella.lstrip(MAIUSCOLE)}"


def _altri(errore: ErroreNelFile) -> dict[str, Any]:
    """The other cells with the same error, as many as the file with the errors can mark."""
    return {"altri": [_posto(p) for p in errore.altri[:MASSIMI]]} if errore.altri else {}


def _tipo(cambi: Sequence[Cambio]) -> TipoVoceImportazione:
    if all(c.nuovo for c in cambi):
        return T.NUOVA
    return T.TOLTA if all(c.tolto for c in cambi) else T.MODIFICATA


def _posto(posto: str) -> str:
    """A place that fits: of the name of a long sheet the beginning, of the cell everything."""
    foglio, separa, cella = posto.rpartition("!")
    return f"{foglio[: LUNGO_POSTO - 1 - len(cella)]}{separa}{cella}"[:LUNGO_POSTO]


def _pieni(cambio: Cambio) -> dict[str, Any]:
    """The values after; of a new row those that say something: for the others see ``_campi_nuovi``."""
    dopo = in_json(cambio.dopo)
    return {n: v for n, v in dopo.items() if v not in ("", None, [], {})} if cambio.nuovo else dopo


def _campi_nuovi(progetto: Progetto) -> dict[str, list[str]]:
    """The fields that the plan writes in the new rows of each model."""
    campi: dict[str, set[str]] = {}
    for c in progetto.cambi:
        if c.nuovo:
            campi.setdefault(c.oggetto._meta.label_lower, set()).update(c.dopo)
    return {modello: sorted(suoi) for modello, suoi in campi.items()}


def _riepilogo(letto: Letto, progetto: Progetto, righe: Sequence[Riga]) -> dict[str, Any]:
    conti = {tipo.value: 0 for tipo in T}
    for _, cambi in righe:
        conti[_tipo(cambi)] += 1
    return conti | {
        T.ERRORE: len(progetto.errori),
        T.DUBBIO: len(progetto.dubbi),
        T.AVVISO: len(progetto.avvisi),
        "sal_provati": False,
        "dubbie": _quante_dubbie(progetto, righe),
        "campi_nuovi": _campi_nuovi(progetto),
        "invariate": progetto.invariati,
        "da_decidere": len(progetto.da_decidere),
        "in_sospeso": len(progetto.in_sospeso),
        "esito": str(progetto.esito()),
        "giudicabile": letto.giudicabile,
        "mancanti": [[m.tipo, m.nome, m.righe, m.posto, m.rifiutata] for m in progetto.mancanti],
        "intestazioni": [
            {
                "posto": _posto(i.posto),
                "testo": _mostrabile(i.testo)[:LUNGA_INTESTAZIONE],
                "campo": i.campo,
                "chiave": i.chiave,
                "valori": [_mostrabile(v) for v in i.valori],
            }
            for i in letto.intestazioni
        ],
        "prime": [
            {"foglio": p.foglio, "righe": [[n, [*map(_mostrabile, celle)]] for n, celle in p.righe], "firme": p.firme}
            for p in letto.prime
        ],
    }


def _mostrabile(testo: str) -> str:
    """A text of a cell without what no page shows and the database does not keep."""
    return "".join(c if c.isprintable() else " " for c in testo)


def _quante_dubbie(progetto: Progetto, righe: Sequence[Riga]) -> int:
    dubbie = _righe_dubbie(progetto)
    return sum(_riga(primo.posto) in dubbie for primo, _ in righe) if dubbie else 0


def _si_prova(importazione: Importazione, progetto: Progetto) -> bool:
    """Whether what the import would do to SALs and controls is tried out."""
    pochi = 0 < len(progetto.cambi) <= MISURABILI
    return pochi and not progetto.errori and importazione.ciclo is not None


@dataclass
class EsamiDiProva:
    """What the examinations of other houses find before the plan and with it; nothing for who does not read the whole
    body."""

    ciclo_id: int
    utili: bool
    prima: dict[str, Any] = field(default_factory=dict)
    con: dict[str, Any] = field(default_factory=dict)

    def dopo(self) -> None:
        """Look at what the plan has just written. Call it in the transaction that will be taken back."""
        if self.utili:
            self.con = {k: v for esamina in ESAMI for k, v in esamina(self.ciclo_id).items()}

    @property
    def nuovi(self) -> list[dict[str, Any]]:
        """What only the plan brings."""
        return [v for k, v in self.con.items() if k not in self.prima]


def _provato(
    importazione: Importazione, genere: GenereImportabile, progetto: Progetto
) -> tuple[Sequence[CambioDiSal], dict[str, Any]]:
    """The SALs that the plan would change, and what the summary says of the trial."""
    esami = _esami(importazione)
    sal = _sal(importazione, genere, progetto, esami.dopo) if genere.misura else None
    if esami.utili and not genere.misura:
        _prova(progetto, esami.dopo)
    nuovi = esami.nuovi
    return sal or (), {
        T.SAL: len(sal or ()),
        "sal_provati": sal is not None,
        "controlli": nuovi[:NUOVI_DETTI],
        "altri_controlli": max(len(nuovi) - NUOVI_DETTI, 0),
    }


def _esami(importazione: Importazione) -> EsamiDiProva:
    chi, ciclo_id = importazione.caricata_da, importazione.ciclo_id
    assert ciclo_id is not None  # noqa: S101 - asked for by who calls
    utili = bool(ESAMI) and (chi is None or Poteri.di(chi).tutto_l_ente)
    prima = {k: v for esamina in ESAMI for k, v in esamina(ciclo_id).items()} if utili else {}
    return EsamiDiProva(ciclo_id, utili, prima)


def _prova(progetto: Progetto, dopo: Callable[[], None]) -> None:
    """Apply a plan that moves no SAL, have it looked at, take it back."""
    with suppress(ErroreUtente, DatabaseError), transaction.atomic():  # the writing will say so
        applica(progetto)
        dopo()
        transaction.set_rollback(True)


def _sal(
    importazione: Importazione, genere: GenereImportabile, progetto: Progetto, dopo: Callable[[], None]
) -> Sequence[CambioDiSal] | None:
    """The SALs that would change, None when nobody can say. The plan is really applied, measured, looked at and taken
    back."""
    insieme = Cruscotto.objects.all()
    if importazione.caricata_da is not None:  # an office imports its values: individual sheets are not its to read
        insieme = Cruscotto.objects.visibili_a(importazione.caricata_da)
    cruscotti = insieme.filter(ciclo=importazione.ciclo).select_related("ciclo")
    richieste, periodo = richieste_dei(cruscotti), importazione.periodo if genere.del_periodo else None
    if periodo is not None and periodo.stato == StatoPeriodo.CHIUSO:  # open again for some offices
        richieste.append(Richiesta(periodo.ciclo, periodo, list(cruscotti)))
    try:
        return prova(lambda: _come_contassero(progetto, periodo, dopo), richieste).cambi
    except CambiatoNelFrattempo:  # the writing will say so
        return None


def _come_contassero(progetto: Progetto, periodo: Periodo | None, dopo: Callable[[], None]) -> None:
    """The plan with its drafts already handed in: as drafts they would move no SAL, and nothing would be seen."""
    applica(progetto)
    bozze = [c.oggetto.pk for c in progetto.cambi if isinstance(c.oggetto, Rilevazione) and not c.tolto]
    for inizio in range(0, len(bozze), 500):
        valori = Rilevazione.objects.filter(pk__in=bozze[inizio : inizio + 500])
        valori.filter(stato__in=SALVA.da).update(stato=StatoRilevazione.TRASMESSA)
    if periodo is not None:
        suoi = {c.oggetto.indicatore_id for c in progetto.cambi if isinstance(c.oggetto, Rilevazione)}
        with suppress(NonFotografato):  # the writing will say so
            rinnova_valori(periodo, suoi)
    dopo()


def _voce_sal(cambio: CambioDiSal) -> VoceImportazione:
    p = cambio.posto
    return VoceImportazione(
        tipo=T.SAL,
        posto=f"{p.cruscotto}, {p.periodo} {p.anno}"[:120],
        nome=p.nome[:400],
        frase=cambio.parole,
        dettagli={
            "livello": LivelloDelSal(p.livello).value,
            "prima": _detto(cambio.prima.valore),
            "dopo": _detto(cambio.dopo.valore),
            "fascia_prima": _fascia(cambio.prima),
            "fascia_dopo": _fascia(cambio.dopo),
        },
    )


def _fascia(sal: SalConFascia) -> dict[str, str]:
    """The traffic light as the page draws it, whatever the bands of the body become; empty without a SAL."""
    return {"codice": sal.fascia.codice, "nome": sal.fascia.nome} if sal.fascia else {}


def _detto(valore: object) -> str:
    return "" if valore is None else str(valore)
